"""The SQLite file: how a new one is made, and whether a file is one of ours and whole.

Code                     | Meaning
------------------------ | --------------------------------------------------------------------------
`database_damaged`       | the file is cut off or its pages are broken
`database_foreign`       | the file or database belongs to another program
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from unknot.errors import Problem, StoreError
from unknot.web import database, folder

APPLICATION_ID = 0x556E6B74
"""Marks a SQLite file as Unknot's ("Unkt"), see `PRAGMA application_id`."""

MAGIC = b"SQLite format 3\x00"
"""Begins every database of SQLite."""
_HEADER_BYTES = 100
_APPLICATION_ID_AT = 68


def create(file: Path) -> None:
    """`file` is a private, empty database of ours in WAL mode. It appears whole or not at all, so that an empty file
    is always a damaged one. Call it inside `folder.alone`."""
    new = file.with_name(file.name + ".new")
    with database.guarded(str(file)):
        new.unlink(missing_ok=True)
        folder.private_file(new)
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode=WAL")
        new.rename(file)
        folder.put_on_disk(file.parent)


def check(file: Path, *, thorough: bool = False) -> None:
    """The file is a whole database of ours, as far as SQLite can tell; `thorough` compares indexes as well.

    Raises `StoreError` (`database_foreign`, `database_damaged`). A foreign file is only looked at, never opened as a
    database.
    """
    with database.guarded(str(file)):
        with file.open("rb") as opened:
            header = opened.read(_HEADER_BYTES)
        is_cut_off = len(header) < _HEADER_BYTES and MAGIC.startswith(header[: len(MAGIC)])
        if is_cut_off or not header.strip(b"\x00"):
            raise _damaged(file, "it is empty or cut off")
        if not header.startswith(MAGIC):
            raise _foreign(file, "it is no database")
        if int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4]) != APPLICATION_ID:
            raise _foreign(file, "it belongs to another program")
        with closing(open_for_reading(file)) as connection:
            found = [line for (line,) in connection.execute(f"PRAGMA {'integrity' if thorough else 'quick'}_check")]
    if found != ["ok"]:
        raise _damaged(file, found[0].splitlines()[0])


def open_for_reading(file: Path) -> sqlite3.Connection:
    """A connection that cannot change the facts in `file` and never creates it."""
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return connection


def count_facts(connection: sqlite3.Connection) -> int:
    """The number of facts in the open database; none if it has no table of facts yet."""
    (exists,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'fact'").fetchone()
    return int(connection.execute("SELECT count(*) FROM fact").fetchone()[0]) if exists else 0


def _damaged(file: Path, what: str) -> StoreError:
    hint = "put back a backup: unknot restore FILE; this file is kept beside it, it may be rescued"
    return StoreError(Problem("database_damaged", str(file), what, hint))


def _foreign(file: Path, what: str) -> StoreError:
    return StoreError(Problem("database_foreign", str(file), what, "name another data folder, or a backup of Unknot"))
