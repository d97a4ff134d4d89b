"""Opening the store: everything that has to be true before the first fact is read or written.

Code                    | Meaning
----------------------- | --------------------------------------------------------------------------
`database_newer`        | a newer Unknot wrote this database
`database_foreign`      | the PostgreSQL database holds tables of another program
`database_not_durable`  | the database does not keep its promise to be on the disk before it says so
`database_encoding`     | the PostgreSQL database does not store UTF-8
`database_migrated`     | (note) the database was brought up to date; a backup was made first

The codes of the folder, the file and the connection stand in `folder`, `sqlite_file` and `database`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unknot.errors import Problem, StoreError, VersionError
from unknot.web import access, backup, copies, database, protection, records, schedule, sqlite_file
from unknot.web import folder as data_folder
from unknot.web.database import DATABASE_FILE, guarded

DESK_NOTES = "desk"
"""The folder in the data folder in which the companion at the desk keeps what it noticed."""

_APP = "unknot"
_LOCK_KEY = sqlite_file.APPLICATION_ID
"""Two processes that prepare one PostgreSQL database take turns by this advisory lock."""


@dataclass(frozen=True, slots=True)
class Store:
    """A database that is ready: its folder (None on PostgreSQL), its schema number, and what had to be mended."""

    folder: Path | None
    schema: int
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted: the number of facts and of backups; and the copies elsewhere that are still there."""

    facts: int
    backups: int
    elsewhere: tuple[Path, ...]


def open_store(folder: Path | None = None, url: str | None = None) -> Store:
    """Django is connected to a private, whole, durable database of today's schema.

    A missing folder or database is made, an older one is backed up and brought up to date. Raises `StoreError` or
    `VersionError`, and has changed nothing, if the database is foreign, damaged or newer.
    """
    if folder is None:
        database.connect(url=url)
        with _alone_on_postgresql():
            _refuse_other_tables()
            refuse_newer()
            _migrate()
            _check_promises()
        return Store(None, known_schema())
    folder = folder.expanduser().absolute()
    file = folder / DATABASE_FILE
    notes = data_folder.make_private(folder)
    with data_folder.alone(folder):
        if not file.exists():
            sqlite_file.create(file)
        sqlite_file.check(file)
        notes += data_folder.private_file(file)
        database.connect(folder=folder)
        refuse_newer()
        before = stored_schema()
        if 0 < before < known_schema():
            made = backup.back_up(folder, datetime.now(UTC), note=f"-schema{before:04}")
            notes += (Problem("database_migrated", str(file), "brought up to date", f"as it was: {made.file}"),)
        _migrate()
        _check_promises()
    return Store(folder, known_schema(), notes)


def opened() -> Store:
    """The store that this process has open."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    return Store(Path(name).parent if connection.vendor == "sqlite" else None, known_schema())


def delete_everything(folder: Path) -> Deleted:
    """No fact is left in the connected database, nor in any backup that Unknot keeps, nor in anything else in the data
    folder, and no link to the calendar opens any more. Copies that the person put elsewhere are named, not deleted.

    The data folder is there also where the facts are on PostgreSQL.
    """
    removed = records.delete_everything()
    backups = backup.delete_backups(folder) + schedule.delete_made(folder)
    _delete_damaged(folder)
    _delete_desk_notes(folder)
    elsewhere = tuple(copy.file for copy in copies.there(folder))
    copies.forget(folder)
    with guarded(str(folder)):
        (folder / access.CALENDAR_FILE).unlink(missing_ok=True)
        (folder / schedule.SCHEDULE_FILE).unlink(missing_ok=True)
    return Deleted(removed, backups, elsewhere)


def _delete_desk_notes(folder: Path) -> None:
    """Nothing is left in `folder` of what the companion keeps. One that runs sees that its lock is gone, and ends."""
    notes = folder / DESK_NOTES
    if notes.exists():
        with guarded(str(notes)):
            shutil.rmtree(notes)


def _delete_damaged(folder: Path) -> None:
    for file in folder.glob(f"{DATABASE_FILE}.damaged-*"):
        with guarded(str(file)):
            file.unlink()


def known_schema() -> int:
    """The number of the newest schema that this version knows."""
    from django.db.migrations.loader import MigrationLoader

    return _newest(MigrationLoader(None).disk_migrations)


def stored_schema() -> int:
    """The number of the schema in the connected database; 0 if there is none yet."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    with guarded():
        return _newest(MigrationRecorder(connection).applied_migrations())


def refuse_newer() -> None:
    """The connected database is not newer than this version; raises `VersionError` (`database_newer`) if it is."""
    stored, known = stored_schema(), known_schema()
    if stored > known:
        raise VersionError(
            Problem(
                "database_newer",
                "database",
                f"a newer Unknot wrote this database (schema {stored}, this one knows {known})",
                "install that Unknot again; nothing was changed",
            )
        )


def _newest(migrations: Any) -> int:
    return max((int(name[:4]) for app, name in migrations if app == _APP), default=0)


def _refuse_other_tables() -> None:
    from django.db import connection

    with guarded():
        tables = connection.introspection.table_names()
        if tables and stored_schema() == 0:
            raise StoreError(
                Problem(
                    "database_foreign",
                    "UNKNOT_DATABASE_URL",
                    f"the database holds other tables ({', '.join(sorted(tables)[:3])})",
                    "name a database of its own",
                )
            )


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    if stored_schema() == known_schema():
        return
    with guarded():
        # Django records some migrations after their commit; one transaction around all of them leaves no gap. SQLite's
        # editor wants its foreign keys switched off before the transaction begins.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic(durable=True):
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
                # SQLite gets a changed table by making it anew, and the guard goes with the old one.
                protection.install(connection)
        finally:
            connection.enable_constraint_checking()


def _check_promises() -> None:
    from django.db import connection

    kept: Any
    with guarded():
        if connection.vendor == "sqlite":
            kept = (_ask("PRAGMA journal_mode"), _ask("PRAGMA synchronous"), _ask("PRAGMA foreign_keys"))
            durable = kept == ("wal", 2, 1)
        else:
            kept = _ask("SHOW synchronous_commit")
            durable = kept == "on"
            encoding = _ask("SHOW server_encoding")
            if encoding != "UTF8":
                raise StoreError(
                    Problem("database_encoding", "database", f"stores {encoding}", "createdb --encoding=UTF8 <name>")
                )
    if not durable:
        raise StoreError(
            Problem("database_not_durable", "database", f"answers {kept}", "keep the data on a local disk")
        )


def _ask(question: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@contextmanager
def _alone_on_postgresql() -> Iterator[None]:
    from django.db import connection

    with guarded(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])
    try:
        yield
    finally:
        with guarded(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
