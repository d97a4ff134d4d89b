"""The desk companion as its own small file in the data folder tells of it: whether it runs, and since when one sits."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from unknot.content.library import Library
from unknot.loop import desk_day_words
from unknot.web import locale, store
from unknot.web.folder import default_folder

FILE = Path(store.DESK_NOTES, "state.json")
FRESH = timedelta(minutes=10)
"""It writes at least every five minutes; what is older than this comes from one that has ended."""
CANNOT_KNOW = ("idle", "call", "camera", "full_screen", "quiet")
"""What a companion may say it cannot see on this computer."""

_LARGEST_BYTES = 65_536
_AHEAD = timedelta(minutes=1)
"""How far its clock may be ahead of the one that asks."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A companion that runs. `sitting_since` and `sitting_minutes` are None while nobody sits at the desk.

    `waiting` facts are not handed over yet; `unknown` are the codes of what it cannot see.
    """

    sitting_since: datetime | None
    sitting_minutes: float | None
    paused_until: datetime | None
    unknown: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class InWords:
    """A companion that runs as the pages say it; what does not hold is empty."""

    sitting: str
    paused_until: str
    waiting: int
    unknown: str


def in_words(library: Library, companion: Companion | None, zone: str) -> InWords | None:
    """What a page says of it; None where none runs."""
    if companion is None:
        return None
    minutes, paused = companion.sitting_minutes, companion.paused_until
    things = ", ".join(library.say(f"companion.cli.unknown.{code}") for code in companion.unknown)
    return InWords(
        sitting="" if minutes is None else desk_day_words.span(library, minutes),
        paused_until="" if paused is None else locale.clock(paused, zone),
        waiting=companion.waiting,
        unknown=library.say("companion.cli.unknown", things=things) if things else "",
    )


def folder() -> Path:
    """The data folder that the companion serves; on a database server it is the person's usual one."""
    return store.opened().folder or default_folder(os.environ)


def running(now: datetime) -> Companion | None:
    """The companion of this data folder; None if none runs, or its file is missing, damaged or old."""
    return read(folder() / FILE, now)


def read(file: Path, now: datetime) -> Companion | None:
    """What the file says at `now`; None if it is missing, damaged or old."""
    try:
        with file.open("rb") as opened:
            said = json.loads(opened.read(_LARGEST_BYTES))
        written_at = _instant(said["written_at"])
        if written_at is None or not -_AHEAD <= now - written_at <= FRESH:
            return None
        since, paused = _instant(said["sitting_since"]), _instant(said["paused_until"])
        minutes = None if since is None else float(said["unbroken_min"]) + max(0.0, _minutes(now - written_at))
        return Companion(
            sitting_since=since,
            sitting_minutes=minutes,
            paused_until=paused if paused is not None and paused > now else None,
            unknown=tuple(code for code in CANNOT_KNOW if code in said["unknown"]),
            waiting=max(0, int(said["waiting"])),
        )
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _instant(said: Any) -> datetime | None:
    """The instant of an ISO text, None for None. Raises `ValueError` or `TypeError` for anything else."""
    if said is None:
        return None
    instant = datetime.fromisoformat(said)
    if instant.utcoffset() is None:
        raise ValueError("no offset")
    return instant


def _minutes(time: timedelta) -> float:
    return time / timedelta(minutes=1)
