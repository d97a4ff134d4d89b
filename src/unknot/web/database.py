"""The connection: Django is set up for one database of this process, and its troubles come out as `StoreError`.

Code                     | Meaning
------------------------ | --------------------------------------------------------------------------
`database_busy`          | another process kept the database locked for too long
`database_damaged`       | the file is cut off or its pages are broken
`database_failed`        | the database refused for a reason that is not named here
`database_filesystem`    | the file system cannot share the file safely (some network folders)
`database_missing`       | there is no database of that name on the server
`database_read_only`     | the database may be read but not written
`database_refused_login` | the server does not accept user and password, or the user lacks a right
`database_unreachable`   | the server does not answer
`data_folder_unwritable` | files in the data folder cannot be opened for writing
`disk_failed`            | the disk reported an error, or a quota is used up
`disk_full`              | there is no room left
`facts_append_only`      | something tried to change or to remove a fact
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unknot.errors import Problem, StoreError
from unknot.web import settings

DATABASE_FILE = "unknot.sqlite3"

_Meaning = tuple[str, str, str]
_FULL = ("disk_full", "there is no room left on the disk", "free some space and do it again; nothing was lost")
_BUSY = ("database_busy", "another process is writing", "close the other one or try again in a moment")
_UNWRITABLE = ("data_folder_unwritable", "its files cannot be opened for writing", "check who owns the data folder")
_READ_ONLY = ("database_read_only", "it can be read but not written", "check the rights on it")
_DAMAGED = ("database_damaged", "it is cut off or broken", "put back a backup: unknot restore FILE; this one is kept")
_DISK = ("disk_failed", "the disk reported an error", "check free space, quota and the disk; nothing was lost")
_FILESYSTEM = ("database_filesystem", "this file system cannot share it safely", "keep the data on a local disk")
_LOGIN = ("database_refused_login", "the server refuses this user", "check user, password and rights")
_UNREACHABLE = ("database_unreachable", "the server does not answer", "check host, port and that the server runs")
_MISSING = ("database_missing", "the server has no such database", "create it: createdb --encoding=UTF8 <name>")
_APPEND_ONLY = ("facts_append_only", "facts are never changed or removed", "append a correction instead")

_BY_SQLITE_CODE: dict[int, _Meaning] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _UNWRITABLE,
    sqlite3.SQLITE_PERM: _UNWRITABLE,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_PROTOCOL: _FILESYSTEM,
    sqlite3.SQLITE_CONSTRAINT: _APPEND_ONLY,
}
_BY_SQLSTATE: dict[str, _Meaning] = {
    "53100": _FULL,
    "55P03": _BUSY,
    "40P01": _BUSY,
    "40001": _BUSY,
    "53300": _BUSY,
    "57014": _BUSY,
    "25006": _READ_ONLY,
    "42501": _LOGIN,
    "28000": _LOGIN,
    "28P01": _LOGIN,
    "3D000": _MISSING,
    "23000": _APPEND_ONLY,
}
_BY_SQLSTATE_CLASS: dict[str, _Meaning] = {"08": _UNREACHABLE, "57": _UNREACHABLE, "58": _DISK, "XX": _DAMAGED}
_BY_ERRNO: dict[int | None, _Meaning] = {
    errno.ENOSPC: _FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): _DISK,
    errno.EIO: _DISK,
}


def connect(folder: Path | None = None, url: str | None = None) -> None:
    """Django talks to the SQLite file in `folder`, or to the PostgreSQL database at `url`, until the next `connect`.

    Creates and checks nothing: that is `store.open_store`. A process talks to one database at a time; connecting to
    the same one again changes nothing, connecting to another one closes the connection of this thread first.
    """
    import django
    from django.conf import settings as installed
    from django.db import connections

    if (folder is None) == (url is None):
        raise ValueError("name either a folder or a URL")
    database = settings.sqlite(folder / DATABASE_FILE) if folder is not None else settings.postgresql(url or "")
    if not installed.configured:
        installed.configure(**settings.settings(database))
        django.setup()
        return
    current = connections.settings["default"]
    if {key: current.get(key) for key in database} == database:
        return
    for connection in connections.all(initialized_only=True):
        connection.close()
        del connections[connection.alias]
    connections.settings = connections.configure_settings({"default": database})


def disconnect() -> None:
    """This thread holds no connection any more; the next query opens a new one."""
    from django.db import connections

    connections.close_all()


@contextmanager
def guarded(place: str = "database") -> Iterator[None]:
    """Every trouble with the disk or the database leaves this block as a `StoreError` about `place`."""
    from django.db import Error

    try:
        yield
    except (Error, sqlite3.Error, OSError) as error:
        raise store_error(error, place) from error


def store_error(error: BaseException, place: str) -> StoreError:
    """What `error`, raised by Django, SQLite, PostgreSQL or the file system, means for the person."""
    code, message, hint = _meaning(error) or ("database_failed", str(error).strip(), "see `unknot doctor`")
    return StoreError(Problem(code, place, message, hint))


def _meaning(error: BaseException) -> _Meaning | None:
    cause: Any = error.__cause__ or error
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return None if code is None else _BY_SQLITE_CODE.get(code & 0xFF)
    if isinstance(cause, OSError):
        code, message, hint = _BY_ERRNO.get(cause.errno, _UNWRITABLE)
        return code, f"{message} ({cause.strerror})", hint
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE_CLASS.get(state[:2])
    text = str(cause)
    if "password authentication failed" in text or "no pg_hba.conf entry" in text:
        return _LOGIN
    if 'database "' in text and "does not exist" in text:
        return _MISSING
    return _UNREACHABLE if _is_operational(error) else None


def _is_operational(error: BaseException) -> bool:
    from django.db import InterfaceError, OperationalError

    return isinstance(error, OperationalError | InterfaceError)
