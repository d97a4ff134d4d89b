"""At what hours sessions are put: as the person says, else as they usually did it, else from first to last hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import Dose, History
from unknot.facts.kinds import local_day
from unknot.planning.families import TREATMENTS, family, kind_of

MINUTES_PER_HOUR = 60
_LAST_MINUTE = 24 * MINUTES_PER_HOUR - 1


def hours(library: Library, held: History, count: int, said: tuple[time, ...] = ()) -> tuple[time, ...]:
    """The times of day for `count` sessions, earliest first: all that the person has `said`, else so many, and fewer
    where they would fill the day."""
    if said:
        return tuple(sorted(set(said)))
    count = min(count, int(library.number("calendar.sessions_max")))
    return _usual(library, held, count) or _spread(library, count)


def times_of_day(library: Library, held: History, said: tuple[time, ...] = ()) -> tuple[time, ...]:
    """The times of day at which Unknot may be opened, earliest first: what the person has `said`, else from the hour
    at which they usually began."""
    if said:
        return tuple(sorted(set(said)))
    spread = _spread(library, int(library.number("calendar.sessions_max")))
    begun = _usual(library, held, 1) or spread[:1]
    return (*begun, *(hour for hour in spread if hour > begun[0]))


def _usual(library: Library, held: History, count: int) -> tuple[time, ...]:
    """The middle of the times at which the first, second, ... session of earlier days began; empty where too few days
    had so many, or where two would come too close."""
    earliest = held.today() - timedelta(days=library.number("calendar.usual_days_back"))
    treated: dict[date, list[Dose]] = {}
    for done in held.doses:
        kind = kind_of(library, done.technique)
        if kind is not None and family(kind) in TREATMENTS and earliest <= local_day(done) < held.today():
            treated.setdefault(local_day(done), []).append(done)
    apart = library.number("calendar.apart_hours") * MINUTES_PER_HOUR
    days = [list(_begun(doses, apart)) for doses in treated.values()]
    enough = [begun for begun in days if len(begun) >= count]
    if not enough or len(enough) < library.number("calendar.usual_days_min"):
        return ()
    usual = [_rounded(library, median(begun[place] for begun in enough)) for place in range(count)]
    if any(later - earlier < apart for earlier, later in pairwise(usual)):
        return ()
    return tuple(map(_time, usual))


def _begun(doses: list[Dose], apart: float) -> Iterator[float]:
    """When the sessions of one day began, in minutes of the day; doses closer than `apart` minutes are of one."""
    last: float | None = None
    for done in doses:
        began = _minute(done.at - timedelta(seconds=done.seconds), done)
        if last is None or began - last >= apart:
            last = began
            yield began


def _minute(instant: datetime, done: Dose) -> float:
    """The minute of the day of the dose; 0 where it began before midnight."""
    there = instant.astimezone(ZoneInfo(done.zone))
    return 0.0 if there.date() < local_day(done) else there.hour * MINUTES_PER_HOUR + there.minute


def _spread(library: Library, count: int) -> tuple[time, ...]:
    first, last = (library.number(f"calendar.{name}_hour") * MINUTES_PER_HOUR for name in ("first", "last"))
    step = (last - first) / max(1, count - 1)
    return tuple(dict.fromkeys(_time(_rounded(library, last - step * back)) for back in reversed(range(count))))


def _rounded(library: Library, minute: float) -> int:
    unit = library.number("calendar.round_min")
    return min(int(round(minute / unit) * unit), int(_LAST_MINUTE // unit * unit))


def _time(minute: int) -> time:
    return time(*divmod(minute, MINUTES_PER_HOUR))
