"""The facts of a backup take the place of those in the database, all or none; those are kept as a backup themselves.

Programs that have the database open meanwhile, such as the server, go on with the facts of the backup.

Code                  | Meaning
--------------------- | --------------------------------------------------------------------------
`restore_no_backup`   | there is no such file, or it is the database itself, not a copy of it
`database_newer`      | a newer Unknot made the backup
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from unknot.errors import Problem, StoreError, VersionError
from unknot.web import backup, settings, sqlite_file, store
from unknot.web import folder as data_folder
from unknot.web.database import DATABASE_FILE, guarded

BEFORE = "-before-restore"
"""Ends the name of the copy of what was there before."""


@dataclass(frozen=True, slots=True)
class Restored:
    """How many facts there are now, and where those that were there before are kept; None if there were none."""

    facts: int
    before: Path | None


def look_at(file: Path) -> int:
    """The number of facts in the backup `file`, which is whole and which this version can read. Django is connected.

    Raises `StoreError` (`restore_no_backup`, `database_foreign`, `database_damaged`) or `VersionError`
    (`database_newer`).
    """
    if not file.is_file():
        hint = "unknot backup --list shows the backups"
        raise StoreError(Problem("restore_no_backup", str(file), "there is no such file", hint))
    facts = backup.verify(file)
    with guarded(str(file)), closing(sqlite_file.open_for_reading(file)) as connection:
        names = (
            connection.execute("SELECT name FROM django_migrations WHERE app = 'unknot'").fetchall() if facts else []
        )
    stored, known = max((int(name[:4]) for (name,) in names), default=0), store.known_schema()
    if stored > known:
        raise VersionError(
            Problem(
                "database_newer",
                str(file),
                f"a newer Unknot made this backup (schema {stored}, this one knows {known})",
                "install that Unknot; nothing was changed",
            )
        )
    return facts


def restore(folder: Path, file: Path, at: datetime) -> Restored:
    """The facts of the backup `file` are those of the data folder `folder`, and no others.

    Those that were there before are in a backup named after `at`. A database that is too damaged to be copied is moved
    aside as it is. Raises as `look_at` does, and where `file` is that database itself; nothing is changed then.
    """
    facts = look_at(file)
    folder = folder.expanduser().absolute()
    current = folder / DATABASE_FILE
    if current.exists() and file.samefile(current):
        hint = f"the backups are in {folder / data_folder.BACKUPS}"
        raise StoreError(Problem("restore_no_backup", str(file), "this is the database itself", hint))
    data_folder.make_private(folder)
    with data_folder.alone(folder):
        before = _set_aside(folder, current, at)
        if not current.exists():
            sqlite_file.create(current)
        with (
            guarded(str(current)),
            closing(sqlite_file.open_for_reading(file)) as copy,
            closing(sqlite3.connect(current, timeout=settings.WAIT_SECONDS)) as database,
        ):
            copy.backup(database)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        data_folder.put_on_disk(current)
    return Restored(facts, before)


def _set_aside(folder: Path, current: Path, at: datetime) -> Path | None:
    if not current.exists():
        return None
    try:
        return backup.back_up(folder, at, note=BEFORE).file
    except StoreError as error:
        if error.problems[0].code != "database_damaged":
            raise
    aside = folder / f"{DATABASE_FILE}.damaged-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with guarded(str(aside)):
        for ending in ("-wal", "-shm", ""):
            part = current.with_name(current.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    return aside
