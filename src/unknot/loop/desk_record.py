"""A day at the desk as it was: stretches of sitting, reminders, moves, and what the likely muscles held meanwhile.

What was measured has a beginning and an end; what a person said by hand has not, and stands beside it. A day without
any record is missing, never a day of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from unknot.planning.breaks import Outcome

Compared = Literal["less", "usual", "more"]


@dataclass(frozen=True, slots=True)
class Sat:
    """A measured stretch as far as it lies on the day. `whole_minutes` are those of the whole stretch, which may have
    begun on the day before or go on to the next."""

    fact: str
    began: datetime
    ended: datetime
    whole_minutes: float
    from_before: bool
    goes_on: bool

    @property
    def minutes(self) -> float:
        """Its minutes on the day."""
        return (self.ended - self.began) / timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """Time at the desk that somebody wrote down, its hours unknown. `longest` without getting up, if they said it."""

    fact: str
    minutes: float
    longest: float | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to move, what was answered, and what came of it as `planning.breaks` has it."""

    at: datetime
    answer: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Break:
    """Desk moves that were done one after the other: their short names, how long, and how it felt if that was said."""

    at: datetime
    moves: tuple[str, ...]
    seconds: float
    felt: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A likely muscle, the minutes for which postures held it on this day, and on a usual day if that is known."""

    muscle: str
    minutes: float
    usual_minutes: float | None


@dataclass(frozen=True, slots=True)
class InShort:
    """One day in short, in minutes: measured, told, and the longest stretch. None where there is no record of it."""

    day: date
    measured: float | None
    told: float | None
    longest: float | None

    @property
    def minutes(self) -> float | None:
        """All time at the desk; None if the day has no record."""
        known = [each for each in (self.measured, self.told) if each is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A day at the desk; all instants are in UTC, all spans in minutes.

    It lasts from `begins` to `ends`, which are 23 to 25 hours apart. `usual_minutes` is the median of the days on
    record before it, None while there are too few; `compared` says how this day stands beside it.
    """

    day: date
    zone: str
    begins: datetime
    ends: datetime
    is_today: bool
    in_short: InShort
    stretches: tuple[Sat, ...]
    told: tuple[Told, ...]
    reminders: tuple[Reminder, ...]
    breaks: tuple[Break, ...]
    held: tuple[Held, ...]
    usual_minutes: float | None
    compared: Compared | None
    lately: tuple[InShort, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is on record."""
        return not (self.stretches or self.told or self.reminders or self.breaks)
