"""Backups of the SQLite file: a consistent copy while the product runs, proved by opening it again.

PostgreSQL has its own tools (`pg_dump`); an export works on both.

Code                    | Meaning
----------------------- | --------------------------------------------------------------------------
`backup_incomplete`     | the copy does not hold what the database holds; it was thrown away
`backup_exists`         | there is already a file of that name
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from unknot.errors import Problem, StoreError
from unknot.web import folder as data_folder
from unknot.web import sqlite_file
from unknot.web.database import DATABASE_FILE, guarded

_INSTANT = "%Y%m%dT%H%M%S%fZ"
_NAMED = re.compile(r"unknot-\d{8}T\d{12}Z[^.]*\.sqlite3")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was proved whole: where it is and how many facts it holds."""

    file: Path
    facts: int


def back_up(folder: Path, at: datetime, to: Path | None = None, note: str = "") -> Backup:
    """The facts in `folder` stand in one private file as well, proved by opening it and counting.

    Without `to` the file is `backups/unknot-<instant><note>.sqlite3`. It is written beside its place and renamed, so
    a file of that name is always whole. Others may read and write meanwhile; the copy is of one moment.
    """
    source = folder / DATABASE_FILE
    sqlite_file.check(source)
    if to is None:
        with guarded(str(folder)):
            (folder / data_folder.BACKUPS).mkdir(mode=0o700, exist_ok=True)
        to = folder / data_folder.BACKUPS / name(at, note)
    if to.exists():
        raise StoreError(Problem("backup_exists", str(to), "there is already such a file", "choose another name"))
    part = to.with_name(to.name + ".part")
    try:
        with guarded(str(to)):
            part.unlink(missing_ok=True)
            data_folder.private_file(part)
            facts = _copy(source, part)
            copied = verify(part)
            if copied != facts:
                raise StoreError(
                    Problem("backup_incomplete", str(to), f"{copied} of {facts} facts", "check the disk and try again")
                )
            part.rename(to)
            data_folder.put_on_disk(to.parent)
    finally:
        part.unlink(missing_ok=True)
    return Backup(to, facts)


def name(at: datetime, note: str = "") -> str:
    """What a backup made `at` that instant is called."""
    return f"unknot-{at.astimezone(UTC):{_INSTANT}}{note}.sqlite3"


def verify(file: Path) -> int:
    """The number of facts in a backup that is whole. Raises `StoreError` if it is not or if it is something else."""
    sqlite_file.check(file, thorough=True)
    with guarded(str(file)), closing(sqlite_file.open_for_reading(file)) as connection:
        return sqlite_file.count_facts(connection)


def backups(folder: Path) -> tuple[Path, ...]:
    """The backups in the data folder, oldest first."""
    return named(folder / data_folder.BACKUPS)


def named(where: Path, note: str = "*") -> tuple[Path, ...]:
    """The files in the folder `where` that have the name of a backup with this `note`, oldest first."""
    return tuple(sorted(file for file in where.glob(f"unknot-*Z{note}.sqlite3") if _NAMED.fullmatch(file.name)))


def made_at(file: Path) -> datetime:
    """The instant in the name of a backup that Unknot named."""
    return datetime.strptime(file.name.split(".")[0].split("-")[1], _INSTANT).replace(tzinfo=UTC)


def delete_backups(folder: Path) -> int:
    """No backup is left in the data folder. Returns how many there were."""
    found = backups(folder)
    for file in found:
        with guarded(str(file)):
            file.unlink()
    return len(found)


def _copy(source: Path, target: Path) -> int:
    with closing(sqlite_file.open_for_reading(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.execute("BEGIN")
        facts = sqlite_file.count_facts(original)
        original.backup(copy)
        original.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")
    data_folder.put_on_disk(target)
    return facts
