"""A form as it was handed out, so that what comes back is understood even if it comes twice, late or from an old tab.

A sheet goes into the page signed and comes back with the answers. It says which lines the person saw and what stood
there; only these are ever recorded. The facts that come from it carry its id (`<name>-<number>.<n>`), so that sending
it again is recognised, also by another process, and the answers of one screen can be taken back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core import signing
from django.http import HttpRequest

from unknot.errors import FactError
from unknot.facts import Fact
from unknot.web.visit import Visit

FIELD = "sheet"
"""The name of the hidden field that carries it."""

_SALT = "unknot.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form called `name` about `episode`, handed out `at`; `shown` holds what stood in each line."""

    name: str
    number: str
    episode: str | None
    at: datetime
    shown: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What the ids of its facts begin with."""
        return f"{self.name}-{self.number}"

    def token(self) -> str:
        """The sheet as the page carries it."""
        held = [self.name, self.number, self.episode, self.at.isoformat(), dict(self.shown)]
        return signing.dumps(held, salt=_SALT, compress=True)


def handed_out(visit: Visit, name: str, shown: Mapping[str, Any]) -> Sheet:
    """A new sheet for the knot of `visit`."""
    return Sheet(name, str(uuid4()), visit.episode, visit.journal.now(), dict(shown))


def returned(request: HttpRequest, name: str, episode: str | None) -> Sheet | None:
    """The sheet that came back; None if it is not one of ours with this name and knot."""
    try:
        found, number, about, at, shown = signing.loads(request.POST.get(FIELD, ""), salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if found != name or about != episode:
        return None
    return Sheet(name, number, about, datetime.fromisoformat(at), shown)


def sent_before(visit: Visit, sheet: Sheet) -> tuple[Fact, ...]:
    """The facts that stand and came from this very sheet: it was sent before."""
    return tuple(fact for fact in visit.journal.standing() if fact.id.startswith(f"{sheet.id}."))


def store(visit: Visit, sheet: Sheet, raws: Sequence[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """The facts are stored under the sheet's id, all or none.

    If the same sheet is just being stored by another request, that one counts and nothing is stored here.
    """
    if not raws:
        return ()
    used = sum(fact.id.startswith(f"{sheet.id}.") for fact in visit.journal.facts)
    try:
        return visit.journal.add(*({**raw, "id": f"{sheet.id}.{used + n}"} for n, raw in enumerate(raws)))
    except FactError as error:
        if any(problem.code != "fact_id_taken" for problem in error.problems):
            raise
        return ()


def name_of(fact: Fact) -> str:
    """The name of the sheet a fact came from, or "" if it came from none."""
    group = group_of(fact)
    return group.partition("-")[0] if group else ""


def group_of(fact: Fact) -> str:
    """The id of the sheet a fact came from, or "" if it came from none."""
    group, dot, _ = fact.id.rpartition(".")
    return group if dot and "-" in group else ""


def last_group(facts: Iterable[Fact], names: Sequence[str]) -> tuple[Fact, ...]:
    """Of facts in their order, those of the sheet that was stored last and has one of these names."""
    known = tuple(facts)
    last = next((group_of(fact) for fact in reversed(known) if name_of(fact) in names), None)
    return tuple(fact for fact in known if last is not None and group_of(fact) == last)
