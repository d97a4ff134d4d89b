"""The doctor: looks at the whole installation, changes nothing, and says what is wrong and how to mend it.

Code                      | Meaning
------------------------- | --------------------------------------------------------------------------
`python_version`          | the Python that runs
`package_missing`         | a package that Unknot needs is not installed
`packages`                | the packages that run
`data_folder`             | where the facts are kept
`data_folder_missing`     | nothing was stored yet
`data_folder_open`        | other users can read the folder or a file in it
`disk_space`              | free space
`disk_space_low`          | little free space
`database_file`           | the file is whole
`database_schema`         | the version of the database
`database_older`          | it will be brought up to date at the next start
`database_unguarded`      | the guard against changing facts is missing
`facts`                   | how many facts there are
`facts_unreadable`        | stored facts that the installed content cannot read
`content_version`         | the content that is installed
`backups`                 | how many backups there are and the latest one

Troubles of the folder, the file and the connection carry the codes of those modules.
"""

from __future__ import annotations

import platform
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from unknot.errors import UnknotError
from unknot.facts import Vocabulary
from unknot.web import backup, database, protection, records, sqlite_file, store
from unknot.web.database import DATABASE_FILE, guarded
from unknot.web.folder import open_to_others

PACKAGES = (
    "Babel",
    "Django",
    "numpy",
    "platformdirs",
    "pydantic",
    "rich",
    "shtab",
    "tzdata",
    "tzlocal",
    "waitress",
    "whitenoise",
)
LITTLE_SPACE_BYTES = 200_000_000

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at. `code` is permanent; `dataclasses.asdict` gives its JSON form."""

    level: Level
    code: str
    message: str
    hint: str = ""


def examine(
    vocabulary: Vocabulary, content_version: str, folder: Path | None = None, url: str | None = None
) -> tuple[Finding, ...]:
    """Everything worth knowing about this installation. Never raises for what is wrong; never changes a fact."""
    findings = [*_software(url), Finding("ok", "content_version", f"content {content_version}")]
    try:
        if folder is not None:
            findings.extend(_folder(folder))
            if not (folder / DATABASE_FILE).exists():
                return tuple(findings)
            sqlite_file.check(folder / DATABASE_FILE, thorough=True)
            findings.append(Finding("ok", "database_file", f"{folder / DATABASE_FILE} is whole"))
            findings.extend(_backups(folder))
        database.connect(folder=folder, url=url)
        findings.extend(_database(vocabulary))
    except UnknotError as error:
        findings.extend(_of(error))
    return tuple(findings)


def _software(url: str | None) -> Iterator[Finding]:
    yield Finding("ok", "python_version", f"Python {platform.python_version()} on {platform.platform()}")
    found = []
    for package in (*PACKAGES, *(("psycopg",) if url else ())):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            yield Finding("error", "package_missing", f"{package} is not installed", f"pip install {package}")
    yield Finding("ok", "packages", ", ".join(found))


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield Finding("ok", "data_folder_missing", f"{folder} does not exist: nothing was stored yet")
        return
    yield Finding("ok", "data_folder", f"the facts are kept in {folder}")
    with guarded(str(folder)):
        inside = (file for file in folder.rglob("*") if file.is_file())
        loose = [path for path in (folder, *inside) if open_to_others(path)]
        free = shutil.disk_usage(folder).free
    for path in sorted(loose):
        mode = "700" if path == folder else "600"
        yield Finding(
            "warning",
            "data_folder_open",
            f"other users can reach {path} ({stat.filemode(path.stat().st_mode)})",
            f"chmod {mode} {path}",
        )
    if free < LITTLE_SPACE_BYTES:
        yield Finding("warning", "disk_space_low", f"{free // 1_000_000} MB free", "free some space")
    else:
        yield Finding("ok", "disk_space", f"{free // 1_000_000} MB free")


def _backups(folder: Path) -> Iterator[Finding]:
    made = backup.backups(folder)
    latest = f", the latest one {made[-1]}" if made else ""
    yield Finding("ok", "backups", f"{len(made)} backups{latest}")
    if made:
        try:
            backup.verify(made[-1])
        except UnknotError as error:
            yield from _of(error)


def _database(vocabulary: Vocabulary) -> Iterator[Finding]:
    from django.db import connection

    stored, known = store.stored_schema(), store.known_schema()
    store.refuse_newer()
    if stored < known:
        yield Finding(
            "warning",
            "database_older",
            f"schema {stored}, this version knows {known}",
            "the next start brings it up to date",
        )
        return
    yield Finding("ok", "database_schema", f"schema {stored} on {connection.vendor}")
    with guarded():
        guarded_table = protection.is_installed(connection)
    if not guarded_table:
        yield Finding(
            "error",
            "database_unguarded",
            "the guard against changing facts is missing from the database",
            "make a backup and an export, and import that into an empty data folder",
        )
    yield Finding("ok", "facts", f"{records.count()} facts")
    try:
        records.facts(vocabulary)
    except UnknotError as error:
        yield Finding("error", "facts_unreadable", f"{len(error.problems)} problems with stored facts")
        yield from _of(error)


def _of(error: UnknotError) -> Iterator[Finding]:
    for problem in error.problems:
        place = f"{problem.place}: " if problem.place else ""
        yield Finding("error", problem.code, f"{place}{problem.message}", problem.hint)
