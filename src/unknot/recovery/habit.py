"""What a person is used to: the usual load of a day, and what each weekday adds to it.

A load makes sore by as much as it is more than usual; a day of rest lets soreness fall below its usual level by the
same rule. What the coming days will probably bring is read from the weekdays, until it is known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from unknot.content.library import Library

WEEK = 7


@dataclass(frozen=True, slots=True)
class Habit:
    """The usual load of a day [RPE x minutes], and by how much each weekday (0 is Monday) differs from it."""

    usual: float
    by_weekday: tuple[float, ...]
    half_life_days: float
    weekday_half_life_days: float

    def surplus(self, load: float) -> float:
        """By how much `load` is more than usual; below 0 where it is less."""
        return load - self.usual

    def after(self, weekday: int, load: float) -> Habit:
        """The habit once a day with `load` is over."""
        kept = 0.5 ** (1.0 / self.half_life_days)
        kept_weekday = 0.5 ** (WEEK / self.weekday_half_life_days)
        days = list(self.by_weekday)
        days[weekday] = kept_weekday * days[weekday] + (1.0 - kept_weekday) * self.surplus(load)
        return replace(self, usual=kept * self.usual + (1.0 - kept) * load, by_weekday=tuple(days))

    def expected(self, weekday: int) -> float:
        """The surplus that such a weekday usually has."""
        return self.by_weekday[weekday]


def at_first(library: Library) -> Habit:
    """The habit of somebody of whose training nothing is known yet."""
    return Habit(
        usual=library.number("recovery.training.habit_start"),
        by_weekday=(0.0,) * WEEK,
        half_life_days=library.number("recovery.training.habit_half_life"),
        weekday_half_life_days=library.number("recovery.training.habit_weekday_half_life"),
    )
