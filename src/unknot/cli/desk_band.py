"""A day at the desk as lines of characters: sitting, reminders, moves, and the hours below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.loop.desk_hours import HOUR, STEPS, clock_hours, drawn
from unknot.loop.desk_record import DeskDay

_HOUR_ROOM = 4
"""Columns from one hour that is named to the next, at least."""
_LEAST_A_COLUMN = timedelta(minutes=10)
_HALF = 0.5
_INDENT = 2


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters a band is drawn with."""

    sitting: str
    away: str
    kept: str
    missed: str
    moved: str
    tick: str

    def all(self) -> str:
        """Every one of them."""
        return "".join((self.sitting, self.away, self.kept, self.missed, self.moved, self.tick))


BLOCKS = Signs("█", "·", "●", "○", "▲", "│")
ASCII = Signs("#", ".", "*", "o", "^", "|")


def draw(seen: DeskDay, *, width: int, signs: Signs) -> list[str]:
    """The lines, at most `width` columns wide, of as much of the day as something happened in.

    A column is as many minutes as let the hours fit. It is sitting if more than half of it was sat; a stretch shorter
    than that still gets one. Lines without anything are left out.
    """
    here = ZoneInfo(seen.zone)
    begins, ends = drawn(seen)
    columns = max(1, min(width - _INDENT, int((ends - begins) / _LEAST_A_COLUMN)))
    each = (ends - begins) / columns

    def place(at: datetime) -> int:
        return max(0, min(columns - 1, int((at - begins) / each)))

    edges = [begins + each * column for column in range(columns + 1)]
    sat = [
        sum((_shared(edges[column], edges[column + 1], one.began, one.ended) for one in seen.stretches), timedelta())
        for column in range(columns)
    ]
    sitting = [signs.sitting if part > _HALF * each else signs.away for part in sat]
    for one in seen.stretches:
        middle = place(one.began + (one.ended - one.began) / 2)
        sitting[middle] = signs.sitting
    rows = ["".join(sitting)]
    if seen.reminders:
        marks = [(place(one.at), signs.kept if one.outcome == "kept" else signs.missed) for one in seen.reminders]
        rows.append(_marked(columns, marks))
    if seen.breaks:
        rows.append(_marked(columns, [(place(one.at), signs.moved) for one in seen.breaks]))
    step = next((step for step in STEPS if step * HOUR / each >= _HOUR_ROOM), STEPS[-1])
    hours = [(place(at), f"{at.astimezone(here):%H}") for at in clock_hours(seen, step) if begins <= at < ends]
    rows.append(_marked(columns, [(column, signs.tick) for column, _ in hours]))
    rows.append(_named(hours))
    return [" " * _INDENT + row.rstrip() for row in rows]


def _shared(begin: datetime, end: datetime, began: datetime, ended: datetime) -> timedelta:
    return max(timedelta(), min(end, ended) - max(begin, began))


def _marked(columns: int, marks: Iterable[tuple[int, str]]) -> str:
    line = [" "] * columns
    for column, sign in marks:
        line[column] = sign
    return "".join(line)


def _named(hours: Sequence[tuple[int, str]]) -> str:
    line = ""
    for column, name in hours:
        line = line.ljust(column) + name
    return line
