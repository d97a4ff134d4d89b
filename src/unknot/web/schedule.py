"""Backups that are made by themselves: how often, where to, and which of them are kept.

One is made when Unknot is opened, and once an hour is looked at while it serves, as soon as the last one is old enough
and something was recorded since. Only the copies that were made this way are ever thrown away again; a copy that the
person made stays until they delete it.

Code                | Meaning
------------------- | --------------------------------------------------------------------------
`backup_not_made`   | (note) the copy that was due could not be made, with the reason
`schedule_bad`      | the folder named for backups cannot be used
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import Any

from unknot.errors import Problem, StoreError, UnknotError
from unknot.web import backup, records
from unknot.web import folder as data_folder
from unknot.web.backup import Backup
from unknot.web.database import guarded

SCHEDULE_FILE = "backup.json"
AUTOMATIC = "-auto"
"""Ends the name of a copy that was made by itself."""
DAILY, WEEKLY = 1, 7
EVERY: Mapping[str, int | None] = MappingProxyType({"day": DAILY, "week": WEEKLY, "never": None})
"""How often one may be made by itself, by name, in days."""
KEPT_LATEST, KEPT_WEEKS, KEPT_MONTHS = 7, 4, 12
LOOK_EVERY_SECONDS = 3600.0

_SLACK = timedelta(minutes=5)
"""A copy that is due at the same time each day is not put off to the next for being a moment early."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every so many days, into `folder` (None: the one for backups in the data folder). `every_days` None is never."""

    every_days: int | None = DAILY
    folder: Path | None = None

    @property
    def name(self) -> str:
        """How often, as a word of `EVERY`."""
        return next(name for name, days in EVERY.items() if days == self.every_days)


def read(folder: Path) -> Schedule:
    """What is arranged for the data folder `folder`: daily into it, unless the person chose something else."""
    try:
        stated = json.loads((folder / SCHEDULE_FILE).read_text(encoding="utf-8"))
        every, into = stated["every_days"], stated["folder"]
        if every in EVERY.values():
            return Schedule(every, None if into is None else Path(into))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Schedule()


def write(folder: Path, schedule: Schedule) -> None:
    """`schedule` holds for `folder` from now on.

    Raises `StoreError` (`schedule_bad`) if it names another folder than before, and that one is not there or nothing
    can be written to it. A disk that is out just now stays named.
    """
    if schedule.folder is not None and schedule.folder != read(folder).folder:
        _try_out(schedule.folder)
    stated: dict[str, Any] = {
        "every_days": schedule.every_days,
        "folder": None if schedule.folder is None else str(schedule.folder.absolute()),
    }
    file = folder / SCHEDULE_FILE
    new = file.with_name(file.name + ".new")
    with guarded(str(file)):
        data_folder.private_file(new)
        new.write_text(json.dumps(stated) + "\n", encoding="utf-8")
        new.replace(file)


def _try_out(folder: Path) -> None:
    """Returns if a file can be made in `folder`, and leaves none there."""
    hint = "name a folder that is there, such as one on another disk"
    if not folder.is_dir():
        raise StoreError(Problem("schedule_bad", str(folder), "there is no such folder", hint))
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError:
        raise StoreError(Problem("schedule_bad", str(folder), "nothing can be written to this folder", hint)) from None


def place(folder: Path) -> Path:
    """Where the copies of the data folder `folder` go that are made by themselves."""
    return read(folder).folder or folder / data_folder.BACKUPS


def made(folder: Path) -> tuple[Path, ...]:
    """The copies made by themselves that are there, oldest first. None while the disk they are on is not there."""
    return backup.named(place(folder), AUTOMATIC)


def every_backup(folder: Path) -> tuple[Path, ...]:
    """Every backup that Unknot keeps of the data folder `folder`, by hand or by itself, each once."""
    return tuple(dict.fromkeys((*backup.backups(folder), *made(folder))))


def run(folder: Path, at: datetime) -> Backup | None:
    """A copy is made if one is due at `at`, and older ones that are not kept are deleted. The store must be open.

    Due is the first once the oldest fact has been there for as long as lies between two of them. Raises what
    `backup.back_up` raises.
    """
    schedule, existing = read(folder), made(folder)
    if schedule.every_days is None or not _is_due(timedelta(days=schedule.every_days), existing, at):
        return None
    to = None if schedule.folder is None else schedule.folder / backup.name(at, AUTOMATIC)
    copy = backup.back_up(folder, at, to=to, note=AUTOMATIC)
    for file in set(made(folder)) - set(kept(made(folder))):
        with guarded(str(file)):
            file.unlink()
    return copy


def run_and_report(folder: Path, at: datetime) -> tuple[Problem, ...]:
    """As `run`; what stood in the way is told instead of raised, since nobody asked for this copy just now."""
    try:
        run(folder, at)
    except UnknotError as error:
        why = "; ".join(problem.message for problem in error.problems)
        hint = "see to that folder, or choose another: unknot backup --into DIR"
        return (Problem("backup_not_made", str(place(folder)), why, hint),)
    return ()


def keep_running(folder: Path, tell: Callable[[Problem], None]) -> None:
    """From now on, as long as this process lives, a copy is made whenever one is due. The store must be open."""

    def look() -> None:
        from django.db import connection

        while not asleep.wait(LOOK_EVERY_SECONDS):
            for problem in run_and_report(folder, datetime.now(UTC)):
                tell(problem)
            connection.close()

    asleep = threading.Event()
    threading.Thread(target=look, daemon=True, name="backups").start()


def kept(files: Sequence[Path]) -> tuple[Path, ...]:
    """Those of the automatic copies `files` that are kept: the latest ones, and the last of each of the latest weeks
    and months before them."""
    newest_first = sorted(files, key=backup.made_at, reverse=True)
    chosen = {
        *newest_first[:KEPT_LATEST],
        *_last_of_each(newest_first, lambda at: at.isocalendar()[:2], KEPT_WEEKS),
        *_last_of_each(newest_first, lambda at: (at.year, at.month), KEPT_MONTHS),
    }
    return tuple(file for file in reversed(newest_first) if file in chosen)


def delete_made(folder: Path) -> int:
    """No copy made by itself is left, wherever they go. Returns how many there were."""
    files = made(folder)
    for file in files:
        with guarded(str(file)):
            file.unlink()
    return len(files)


def _last_of_each(newest_first: Iterable[Path], span: Callable[[datetime], object], most: int) -> tuple[Path, ...]:
    last: dict[object, Path] = {}
    for file in newest_first:
        last.setdefault(span(backup.made_at(file)), file)
    return tuple(last.values())[:most]


def _is_due(every: timedelta, existing: Sequence[Path], at: datetime) -> bool:
    newest = records.newest()
    if newest is None:
        return False
    _, written = newest
    if existing:
        last = backup.made_at(existing[-1])
        return written > last and at - last >= every - _SLACK
    first = records.oldest()
    return first is not None and at - first >= every
