"""Where a command finds the facts: `--data`, else the server named by `UNKNOT_DATABASE_URL`, else the own folder.

Code                   | Meaning
---------------------- | ----------------------------------------------------------------------
`backup_needs_folder`  | the facts are on a server, which has its own tools for copies
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unknot.errors import Problem, StoreError

if TYPE_CHECKING:
    from unknot.web.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """A data folder, or (folder None) the address of a PostgreSQL database."""

    folder: Path | None
    url: str | None = None

    @property
    def name(self) -> str:
        """What a person may read: the folder, or that it is a server; never the address with its password."""
        return "UNKNOT_DATABASE_URL" if self.folder is None else str(self.folder)


def place_of(arguments: argparse.Namespace) -> Place:
    """Where the facts of this command are."""
    from unknot.web.folder import default_folder

    if arguments.data is not None:
        return Place(arguments.data.expanduser().absolute())
    if url := os.environ.get("UNKNOT_DATABASE_URL"):
        return Place(None, url)
    return Place(default_folder(os.environ).expanduser().absolute())


def data_folder(arguments: argparse.Namespace) -> Path:
    """The data folder of this command, which there is also where the facts are on a server."""
    from unknot.web.folder import default_folder

    return place_of(arguments).folder or default_folder(os.environ).expanduser().absolute()


def opened(arguments: argparse.Namespace) -> Store:
    """The store of this command, ready for use, and backed up if that was due; if that failed, a note says so.

    Raises `StoreError` or `VersionError` if it cannot be used.
    """
    from unknot.web import schedule
    from unknot.web.store import open_store

    place = place_of(arguments)
    store = open_store(place.folder, place.url)
    if store.folder is None:
        return store
    return replace(store, notes=(*store.notes, *schedule.run_and_report(store.folder, datetime.now(UTC))))


def folder_to_copy(arguments: argparse.Namespace) -> Path:
    """The folder whose database can be copied. Raises `StoreError` if the facts are on a server."""
    place = place_of(arguments)
    if place.folder is None:
        hint = "use pg_dump, or write a file with: unknot export FILE"
        raise StoreError(Problem("backup_needs_folder", place.name, "the facts are on a database server", hint))
    return opened(arguments).folder or place.folder
