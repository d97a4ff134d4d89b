"""The data folder: where it is, that it is private, and that one process at a time prepares it.

Code                     | Meaning
------------------------ | --------------------------------------------------------------------------
`data_folder_bad`        | `UNKNOT_DATA` is empty or not a full path
`data_folder_mended`     | (warning) other users could read the folder or a file; now they cannot
`data_folder_shared`     | other users can read the folder and it is not known to be Unknot's
`data_folder_unwritable` | the folder cannot be made, read or written
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from unknot.errors import Problem, StoreError
from unknot.web import database, settings

LOCK_FILE = "unknot.lock"
BACKUPS = "backups"
_HAS_MODES = os.name == "posix"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where the facts are kept unless the person names a folder: `UNKNOT_DATA`, else the platform's own place."""
    named = environment.get("UNKNOT_DATA")
    if named is None:
        import platformdirs

        return platformdirs.user_data_path("unknot", appauthor=False)
    if not Path(named).is_absolute():
        raise StoreError(
            Problem(
                "data_folder_bad", "UNKNOT_DATA", f"{named!r} is no full path", "such as /home/ada/unknot, or unset it"
            )
        )
    return Path(named)


def make_private(folder: Path) -> tuple[Problem, ...]:
    """The folder exists and only its owner can enter it, whatever the umask; what had to be mended is reported.

    A folder that others can read is closed to them if it is empty or already holds Unknot's data. Any other one is
    refused with `StoreError`, since it may be shared on purpose.
    """
    with database.guarded(str(folder)):
        try:
            folder.mkdir(parents=True, mode=0o700)
        except FileExistsError:
            found = folder.stat()
        else:
            if _HAS_MODES:
                folder.chmod(0o700)
            return ()
        if not stat.S_ISDIR(found.st_mode):
            raise StoreError(
                Problem("data_folder_unwritable", str(folder), "is a file, not a folder", "name another folder")
            )
        if not open_to_others(folder):
            return ()
        names = {path.name for path in folder.iterdir()}
        known = not names or database.DATABASE_FILE in names
        if not known or found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
            raise StoreError(
                Problem(
                    "data_folder_shared",
                    str(folder),
                    "other users of this computer can read it",
                    f"name an empty folder, or close it: chmod 700 {folder}",
                )
            )
        folder.chmod(0o700)
        return (Problem("data_folder_mended", str(folder), "other users could read it; now they cannot"),)


def private_file(file: Path) -> tuple[Problem, ...]:
    """The file exists and only its owner can read and write it, whatever the umask; what was mended is reported."""
    with database.guarded(str(file)):
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            if not open_to_others(file):
                return ()
            file.chmod(0o600)
            return (Problem("data_folder_mended", str(file), "other users could read it; now they cannot"),)
        if _HAS_MODES:
            file.chmod(0o600)
        return ()


def open_to_others(path: Path) -> bool:
    """Whether users other than the owner have any right on it; never on platforms without such rights."""
    return _HAS_MODES and bool(path.stat().st_mode & _OTHERS)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Inside the block no other process is inside one for the same folder; a killed process lets go at once."""
    lock = folder / LOCK_FILE
    private_file(lock)
    with closing(sqlite3.connect(lock, timeout=settings.WAIT_SECONDS, isolation_level=None)) as held:
        with database.guarded(str(lock)):
            held.execute("BEGIN EXCLUSIVE")
        yield


def put_on_disk(path: Path) -> None:
    """The content of a file, or the names in a folder, are on the disk as far as the platform can promise it."""
    if path.is_dir() and not _HAS_MODES:
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
