"""Rows to facts and back: the one file that knows both.

Code                    | Meaning
----------------------- | --------------------------------------------------------------------------
`fact_id_taken`         | a fact with this id and another content is already stored
`fact_row_damaged`      | a stored row cannot be read as a fact
`fact_content_unknown`  | a stored fact names ids that the installed content does not know
`fact_unknown`          | no stored fact has this id
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from unknot.errors import FactError, Problem, StoreError, VersionError
from unknot.facts import Correction, Fact, Vocabulary, in_order, kind_of, parse, says_the_same, to_raw
from unknot.web.database import guarded

if TYPE_CHECKING:
    from unknot.web.models import FactRow, FactRows

_AT_ONCE = 500


def append(facts: Iterable[Fact], content_version: str) -> int:
    """All of `facts` are stored and on the disk, or none is. Returns how many are new.

    A fact that is already stored word for word is passed over. Raises `FactError` (`fact_id_taken`) if an id is
    stored with another content, and `StoreError` if the database cannot take them.
    """
    return append_rows((content_version, fact) for fact in facts)


def append_rows(rows: Iterable[tuple[str, Fact]]) -> int:
    """`append` for facts that were written with different versions of the content."""
    from django.db import IntegrityError

    new: dict[str, FactRow] = {}
    for content_version, fact in rows:
        row = _row(fact, content_version)
        if new.setdefault(row.fact_id, row).payload != row.payload:
            raise _taken([row.fact_id])
    with guarded():
        try:
            return _insert(new)
        except IntegrityError:
            # Another process stored one of them between our look and our write.
            return _insert(new)


def facts(vocabulary: Vocabulary, episode: str | None = None, after_row: int = 0) -> tuple[Fact, ...]:
    """Every stored fact, by instant and id; with `episode`, those that name it and the corrections of those; with
    `after_row`, those in rows beyond that number.

    Each passes the gate again. Raises `VersionError` (`fact_content_unknown`) or `StoreError` (`fact_row_damaged`)
    naming every fact that does not; the rows stay as they are, and `raws` still gives them.
    """
    good: list[Fact] = []
    unknown: list[Problem] = []
    damaged: list[Problem] = []
    for fact_id, content_version, payload in _stored(episode, after_row):
        try:
            raw = json.loads(payload)
            fact = parse(raw, vocabulary, place=f"fact {fact_id}")
            if fact.id != fact_id:
                raise ValueError(f"the row holds {fact.id!r}")
        except FactError as error:
            unknown.extend(
                Problem(
                    "fact_content_unknown",
                    problem.place,
                    f"{problem.message}; it was written with content {content_version}",
                    "install an Unknot with that content or a later one",
                )
                for problem in error.problems
            )
        except (ValueError, RecursionError) as error:
            damaged.append(
                Problem("fact_row_damaged", f"fact {fact_id}", str(error), "put back a backup; the row is kept")
            )
        else:
            good.append(fact)
    if damaged:
        raise StoreError(*damaged, *unknown)
    if unknown:
        raise VersionError(*unknown)
    return in_order(good)


def raws() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Content version and raw form of every stored fact, by instant and id, without asking whether they are known."""
    return tuple((content_version, _raw(payload)) for _, content_version, payload in _stored(None))


def raw(fact_id: str) -> dict[str, Any] | None:
    """The raw form of one stored fact; None if there is none of that id."""
    from unknot.web.models import FactRow

    with guarded():
        payload = FactRow.objects.filter(fact_id=fact_id).values_list("payload", flat=True).first()
    return None if payload is None else _raw(payload)


def some(
    most: int,
    *,
    after: str | None = None,
    episode: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
) -> tuple[dict[str, Any], ...]:
    """The raw form of the next `most` stored facts by instant and id, from the one that follows the fact `after`.

    `episode` picks as `facts` does; `since` is the earliest instant. Raises `FactError` (`fact_unknown`) if no fact
    is called `after`.
    """
    from django.db import connection
    from django.db.models import Q
    from django.db.models.functions import Collate

    from unknot.web.models import FactRow

    # By code point, as in `facts`, whatever the language of the server.
    by_id = Collate("fact_id", "BINARY" if connection.vendor == "sqlite" else "C")
    rows = _about(episode).annotate(by_id=by_id).order_by("at", "by_id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if since is not None:
        rows = rows.filter(at__gte=since)
    with guarded():
        if after is not None:
            last = FactRow.objects.filter(fact_id=after).values_list("at", flat=True).first()
            if last is None:
                raise FactError(Problem("fact_unknown", "after", f"no fact is called {after!r}", "begin without it"))
            rows = rows.filter(Q(at__gt=last) | Q(at=last, by_id__gt=after))
        payloads = list(rows.values_list("payload", flat=True)[:most])
    return tuple(map(_raw, payloads))


def newest() -> tuple[int, datetime] | None:
    """The number of the newest row and when it was written; None without any. Rows are numbered upwards."""
    from unknot.web.models import FactRow

    with guarded():
        return FactRow.objects.order_by("-pk").values_list("pk", "recorded_at").first()


def oldest() -> datetime | None:
    """When the first row was written; None without any."""
    from unknot.web.models import FactRow

    with guarded():
        return FactRow.objects.order_by("pk").values_list("recorded_at", flat=True).first()


def written_at(row: int) -> datetime | None:
    """When the row of this number was written; None if there is none."""
    from unknot.web.models import FactRow

    with guarded():
        return FactRow.objects.filter(pk=row).values_list("recorded_at", flat=True).first()


def count() -> int:
    """The number of stored facts."""
    from unknot.web.models import FactRow

    with guarded():
        return int(FactRow.objects.count())


def delete_everything() -> int:
    """No fact is left, and on SQLite no trace of one in the database file. Returns how many there were.

    The one way to remove facts, for the person who asks for it: all or none. The guard is back afterwards.
    """
    from django.db import connection, transaction

    from unknot.web import protection
    from unknot.web.models import FactRow

    with guarded():
        if connection.vendor == "sqlite":
            _run("PRAGMA secure_delete=ON")
        with transaction.atomic(durable=True):
            protection.remove(connection)
            removed = FactRow.objects.count()
            _run("DELETE FROM fact" if connection.vendor == "sqlite" else "TRUNCATE fact")
            protection.install(connection)
        if connection.vendor == "sqlite":
            _run("VACUUM")
            ((still_in_use, *_),) = _run("PRAGMA wal_checkpoint(TRUNCATE)")
            if still_in_use:
                raise StoreError(
                    Problem(
                        "database_busy",
                        "database",
                        "the facts are deleted, but another process keeps traces of them in the file",
                        "close every other Unknot and delete again",
                    )
                )
    return int(removed)


def _row(fact: Fact, content_version: str) -> FactRow:
    from unknot.web.models import FactRow

    return FactRow(
        fact_id=fact.id,
        kind=kind_of(fact),
        at=fact.at,
        zone=fact.zone,
        episode=fact.episode,
        supersedes=fact.supersedes if isinstance(fact, Correction) else None,
        content_version=content_version,
        payload=json.dumps(to_raw(fact), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")),
    )


def _insert(rows: dict[str, FactRow]) -> int:
    from django.db import transaction
    from django.utils import timezone

    from unknot.web.models import FactRow

    with transaction.atomic():
        stored: dict[str, str] = {}
        for ids in _portions(list(rows)):
            stored.update(FactRow.objects.filter(fact_id__in=ids).values_list("fact_id", "payload"))
        taken = [fact_id for fact_id, payload in stored.items() if not _same(rows[fact_id].payload, payload)]
        if taken:
            raise _taken(taken)
        new = [row for fact_id, row in rows.items() if fact_id not in stored]
        recorded_at = timezone.now()
        for row in new:
            row.pk, row.recorded_at = None, recorded_at
        FactRow.objects.bulk_create(new, batch_size=_AT_ONCE)
    return len(new)


def _same(one: str, other: str) -> bool:
    return one == other or says_the_same(json.loads(one), json.loads(other))


def _raw(payload: str) -> dict[str, Any]:
    try:
        raw: dict[str, Any] = json.loads(payload)
    except ValueError as error:
        raise StoreError(
            Problem("fact_row_damaged", "fact", str(error), "make a backup, then see `unknot doctor`")
        ) from None
    return raw


def _about(episode: str | None) -> FactRows:
    """Every row; with `episode`, those that name it and the corrections of those."""
    from django.db.models import Q

    from unknot.web.models import FactRow

    rows = FactRow.objects.all()
    if episode is None:
        return rows
    named = FactRow.objects.filter(episode=episode)
    return rows.filter(Q(episode=episode) | Q(supersedes__in=named.values("fact_id")))


def _stored(episode: str | None, after_row: int = 0) -> Sequence[tuple[str, str, str]]:
    rows = _about(episode).filter(pk__gt=after_row)
    with guarded():
        found = sorted(rows.values_list("at", "fact_id", "content_version", "payload"))
    return [(fact_id, content_version, payload) for _, fact_id, content_version, payload in found]


def _portions(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _taken(ids: Iterable[str]) -> FactError:
    return FactError(
        *(
            Problem("fact_id_taken", f"fact {fact_id}", "is already stored and says something else", "use a new id")
            for fact_id in sorted(ids)
        )
    )


def _run(statement: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
