"""An export or a backup comes back in; what is there already is left alone.

Code                   | Meaning
---------------------- | --------------------------------------------------------------------------
`import_open_database` | the file is a database that a program has open, not a copy of it
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from unknot.content.library import Library, vocabulary_of
from unknot.errors import InputError, Problem
from unknot.exchange import native
from unknot.facts import ImportBatch
from unknot.web import records, sqlite_file
from unknot.web.journal import local_zone

_SOURCES = (native.FORMAT, "unknot-backup")
_WRITE_VERSION_AT = 18
_WAL = b"\x02\x02"
"""Stands there in the header of a database whose newest facts may lie in a file beside it."""


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
    """What the export or backup `data` states; needs no store.

    Raises what `native.read` raises, and for a backup `InputError` (`database_damaged`, `import_open_database`).
    """
    if data.startswith(sqlite_file.MAGIC):
        data = _as_export(data)
    return native.read(data, vocabulary_of(library), keep_good=keep_good, not_after=datetime.now(UTC))


def bring_in(data: bytes, reading: native.Reading, library: Library, *, dry_run: bool = False) -> BroughtIn:
    """The facts that `reading` found in the file `data` are stored, all or none.

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


def _as_export(data: bytes) -> bytes:
    """The facts of a backup as an export states them."""
    if data[_WRITE_VERSION_AT : _WRITE_VERSION_AT + 2] == _WAL:
        hint = "make a copy of it: unknot backup FILE"
        raise InputError(Problem("import_open_database", "file", "a program has this database open", hint))
    try:
        with closing(sqlite3.connect(":memory:")) as held:
            held.deserialize(data)
            found = held.execute("SELECT content_version, payload FROM fact ORDER BY id").fetchall()
            facts = [(written_with, json.loads(payload)) for written_with, payload in found]
    except (sqlite3.Error, ValueError, OverflowError) as error:
        hint = "choose a file made by `unknot backup` or `unknot export`"
        raise InputError(
            Problem("database_damaged", "file", f"no backup of Unknot can be read ({error})", hint)
        ) from None
    return native.write(facts, content_version="", exported_at=datetime.now(UTC))


def _batch(data: bytes, added: int) -> ImportBatch:
    return ImportBatch(
        id=str(uuid4()),
        at=datetime.now(UTC),
        zone=local_zone(),
        source=_SOURCES[data.startswith(sqlite_file.MAGIC)],
        sha256=hashlib.sha256(data).hexdigest(),
        added=added,
    )
