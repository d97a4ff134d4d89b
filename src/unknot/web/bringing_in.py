"""An export comes back in; what is there already is left alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from unknot.content.library import Library, vocabulary_of
from unknot.errors import Problem
from unknot.exchange import native
from unknot.facts import ImportBatch
from unknot.web import records
from unknot.web.journal import local_zone


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many facts are new, how many were there already, and what is wrong with the lines that were left out.

    After a dry run nothing is stored, and `added` says what would have been.
    """

    added: int
    known: int
    problems: tuple[Problem, ...]
    dry_run: bool

    def to_raw(self) -> dict[str, Any]:
        """The same as plain JSON."""
        problems = [problem._asdict() for problem in self.problems]
        return {"added": self.added, "known": self.known, "dry_run": self.dry_run, "problems": problems}


def read(data: bytes, library: Library, *, keep_good: bool = False) -> native.Reading:
    """What the export `data` states; needs no store. Raises what `native.read` raises."""
    return native.read(data, vocabulary_of(library), keep_good=keep_good, not_after=datetime.now(UTC))


def bring_in(data: bytes, reading: native.Reading, library: Library, *, dry_run: bool = False) -> BroughtIn:
    """The facts that `reading` found in the export `data` are stored, all or none.

    Something new leaves a record of the import. The store must be open. Raises what `records.append_rows` raises.
    """
    known = {raw["id"] for _, raw in records.raws()}
    added = sum(row.fact.id not in known for row in reading.rows)
    if not dry_run:
        rows = [(row.content_version, row.fact) for row in reading.rows]
        if added:
            rows.append((library.version, _batch(data, added)))
        records.append_rows(rows)
    return BroughtIn(added, len(reading.rows) - added, reading.problems, dry_run)


def _batch(data: bytes, added: int) -> ImportBatch:
    return ImportBatch(
        id=str(uuid4()),
        at=datetime.now(UTC),
        zone=local_zone(),
        source=native.FORMAT,
        sha256=hashlib.sha256(data).hexdigest(),
        added=added,
    )
