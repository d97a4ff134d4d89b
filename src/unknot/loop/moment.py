"""The moment that a person means by a day and a time on their own clock.

Clocks that go forward leave times out, and clocks that go back show some twice. A time left out is refused; of two the
first that can be meant is taken, and the person is told.

Code                     | Meaning
------------------------ | -----------------------------------------------------------
`moment_unreadable`      | it is no day and time
`moment_in_gap`          | the clocks went forward over it
`moment_in_future`       | it lies ahead
`moment_before_knot`     | it lies before the knot was opened
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import History
from unknot.loop.telling import day_in_words

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and what the person is to be told about how it was read; empty where nothing had to be chosen."""

    at: datetime
    note: str = ""


def moment(library: Library, day: str, clock: str, held: History) -> Moment:
    """The instant of `day` (YYYY-MM-DD) and `clock` (HH:MM) in the zone of `held`: not after it, nor before its knot.

    Raises `InputError`, whose message is for the person.
    """
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
        if len(day) != 10 or len(clock) != 5:
            raise ValueError
        zone = ZoneInfo(held.zone)
        both = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    except (ValueError, OverflowError):
        message = library.say("checking_in.moment.unreadable")
        raise InputError(Problem("moment_unreadable", "", message, "2026-11-20 21:00")) from None
    real = [at for at in dict.fromkeys(both) if at.astimezone(zone).replace(tzinfo=None) == local]
    if not real:
        raise InputError(Problem("moment_in_gap", "", library.say("checking_in.moment.gap", time=clock)))
    past = [at for at in real if at <= held.at]
    if not past:
        raise InputError(Problem("moment_in_future", "", library.say("checking_in.moment.future")))
    opened = held.opened_at or min(held.marked_at.values(), default=None)
    meant = [at for at in past if opened is None or at + _MINUTE > opened]
    if not meant:
        began = held.at if opened is None else opened
        told = library.say("checking_in.moment.before_opened", day=day_in_words(library, began.astimezone(zone).date()))
        raise InputError(Problem("moment_before_knot", "", told))
    at = meant[0] if opened is None else max(meant[0], opened)
    return Moment(at, library.say("checking_in.moment.fold", time=clock) if len(meant) > 1 else "")


def clock_of(at: datetime, zone: str) -> tuple[str, str]:
    """The day and the time of `at` on the clock of `zone`, as `moment` reads them."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"
