"""The part of a day at the desk that is drawn, and the hours of the clock in it, for the page and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.loop.desk_record import DeskDay

HOUR = timedelta(hours=1)
STEPS = (1, 2, 3, 4, 6)
"""So many hours lie between two that are named, the fewest for which there is room."""

_EARLIEST, _LATEST = time(8), time(18)
"""A day is drawn at least from and to these hours."""
_TICK = timedelta(microseconds=1)


def drawn(seen: DeskDay, *more: datetime) -> tuple[datetime, datetime]:
    """From the whole hour before the first thing of the day to the one after the last, `more` instants included."""
    here = ZoneInfo(seen.zone)
    known = [*more, *(each.at for each in seen.reminders), *(each.at for each in seen.breaks)]
    known += [at for each in seen.stretches for at in (each.began, each.ended)]
    first = min([datetime.combine(seen.day, _EARLIEST, here).astimezone(UTC), *known])
    last = max([datetime.combine(seen.day, _LATEST, here).astimezone(UTC), *known])
    begins, ends = _whole_hour(first, here), _whole_hour(last + HOUR - _TICK, here)
    return max(seen.begins, begins), min(seen.ends, ends)


def clock_hours(seen: DeskDay, step: int) -> Iterator[datetime]:
    """Every `step`-th whole hour of the clock on the day; one that the clock leaves out in spring is none."""
    here = ZoneInfo(seen.zone)
    for hour in range(0, 24, step):
        at = datetime.combine(seen.day, time(hour), here).astimezone(UTC)
        if at.astimezone(here).hour == hour:
            yield at


def _whole_hour(at: datetime, here: ZoneInfo) -> datetime:
    local = at.astimezone(here)
    return at - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
