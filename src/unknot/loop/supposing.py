"""What somebody supposes about the days ahead: training, time in one posture, breaks. Nothing of it is stored.

Code                   | Meaning
---------------------- | ----------------------------------------------------------------------
`what_if_out_of_range` | a number of a supposition is impossible
`what_if_not_complete` | breaks are supposed, and neither time in one posture nor any sitting to take them from
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from unknot.causes.posture import Part, UsualWeek, usual_week, with_breaks
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import History
from unknot.loop.wording import time_in_words
from unknot.recovery.planned import PlannedExposure

TRAINING = "new_lifting"
"""The cause that training counts as where the person never logged one."""
SITTING = "desk_posture"
"""The cause that time in one posture counts as where the person never logged one."""
TOMORROW = 1
A_WEEK_ON = 7
LAST_DAY = 27
WORKING_DAYS = 5
MOST_MINUTES = 600.0
MOST_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Training:
    """One session of training `day` days from now: minutes, and session RPE 0-10 if it is said."""

    minutes: float
    rpe: float | None = None
    day: int = TOMORROW


@dataclass(frozen=True, slots=True)
class Sitting:
    """`hours` a day in one posture on every day from `first` to `last`, counted from today."""

    hours: float
    first: int = TOMORROW
    last: int = A_WEEK_ON


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed; `breaks` are taken beside the sitting, and without one beside the person's own usual sitting.

    Raises `InputError` for what cannot be.
    """

    training: Training | None = None
    sitting: Sitting | None = None
    breaks: bool = False

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InputError(*problems)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is supposed."""
        return self.training is None and self.sitting is None and not self.breaks

    @property
    def is_of_own_sitting(self) -> bool:
        """Whether the breaks are taken from the person's own usual sitting."""
        return self.breaks and self.sitting is None


def exposures(library: Library, held: History, supposed: Supposition) -> tuple[PlannedExposure, ...]:
    """The loads and sittings that `supposed` means. Training counts as what the person logged last as a load, time in
    one posture as what they logged last as sitting.

    Breaks from one's own sitting are in it. Raises `InputError` where there is none.
    """
    planned = _training(library, held, supposed)
    if supposed.sitting is not None:
        days = range(supposed.sitting.first, supposed.sitting.last + 1)
        cause = _usual_posture(library, held)
        planned += [PlannedExposure(day, cause, 60.0 * supposed.sitting.hours) for day in days]
    elif supposed.breaks:
        own = own_sitting(library, held)
        every = library.number("desk.break_every_min")
        planned += _as_lately(held, own, lambda parts: with_breaks(parts, every))
    return tuple(planned)


def without_breaks(library: Library, held: History, supposed: Supposition) -> tuple[PlannedExposure, ...]:
    """What goes on where breaks are supposed from one's own sitting: the same with the sitting as it was lately.

    Raises `InputError` where there was none.
    """
    own = own_sitting(library, held)
    return (*_training(library, held, supposed), *_as_lately(held, own, tuple))


def own_sitting(library: Library, held: History) -> UsualWeek:
    """The person's own usual sitting. Raises `InputError` where none was measured or written down lately."""
    usual = usual_week(library, held)
    if usual is None:
        days = int(library.number("causes.usual_days"))
        message = f"breaks from what? No sitting was measured or written down in the last {days} days"
        hint = (
            "say how many hours you sit (--if-sit 8), write down a day that is over (unknot log --at "
            f"{held.today() - timedelta(days=1)}T18:00Z activity desk_posture --minutes 400), or let your sitting be "
            "measured (unknot desk)"
        )
        raise InputError(Problem("what_if_not_complete", "breaks", message, hint))
    return usual


def own_sitting_in_words(library: Library, usual: UsualWeek, spoken: Callable[[date], str]) -> str:
    """How the person sat lately, in numbers; `spoken` says a day."""
    values = {"hours": f"{usual.minutes / 60.0:.1f}".removesuffix(".0"), "days": usual.days, "of_days": usual.of_days}
    if usual.longest is None or usual.longest.unbroken is None:
        return library.say("explain.what_if.you_sat", **values)
    time = time_in_words(library, usual.longest.unbroken)
    return library.say("explain.what_if.you_sat_longest", time=time, day=spoken(usual.longest.day), **values)


def days_ahead(held: History, usual: UsualWeek) -> Mapping[int, tuple[Part, ...]]:
    """The sitting of the week ahead by day, counted from today: as on the same weekday lately.

    While the first day seen is less than a week ago, Monday to Friday are as the latest day where they were not seen.
    """
    found = {}
    for day in range(TOMORROW, A_WEEK_ON + 1):
        weekday = (held.today() + timedelta(days=day)).weekday()
        if weekday in usual.by_weekday:
            found[day] = usual.by_weekday[weekday]
        elif usual.seen_days < A_WEEK_ON and weekday < WORKING_DAYS:
            found[day] = usual.latest
    return found


def _as_lately(
    held: History, usual: UsualWeek, sat: Callable[[tuple[Part, ...]], tuple[Part, ...]]
) -> list[PlannedExposure]:
    """The week ahead as lately, each day as `sat` makes it."""
    return [
        PlannedExposure(day, usual.cause, minutes, unbroken=unbroken)
        for day, parts in days_ahead(held, usual).items()
        for minutes, unbroken in sat(parts)
    ]


def _training(library: Library, held: History, supposed: Supposition) -> list[PlannedExposure]:
    each = supposed.training
    return [] if each is None else [PlannedExposure(each.day, _usual_training(library, held), each.minutes, each.rpe)]


def _usual_training(library: Library, held: History) -> str:
    loads = (each.cause for each in reversed(held.exposures) if each.cause in library.causes)
    return next((cause for cause in loads if library.causes[cause].load_points > 0), TRAINING)


def _usual_posture(library: Library, held: History) -> str:
    seated = {id_ for id_, posture in library.postures.items() if posture.seated}
    return next((each.cause for each in reversed(held.exposures) if each.cause in seated), SITTING)


def _problems(supposed: Supposition) -> Iterator[Problem]:
    if supposed.training is not None:
        each = supposed.training
        yield from _outside("train.minutes", each.minutes, 1.0, MOST_MINUTES)
        yield from _outside("train.rpe", 0.0 if each.rpe is None else each.rpe, 0.0, 10.0)
        yield from _outside("train.day", each.day, 0, LAST_DAY)
    if supposed.sitting is not None:
        yield from _outside("sit.hours", supposed.sitting.hours, 0.5, MOST_HOURS)
        yield from _outside("sit.first", supposed.sitting.first, 0, LAST_DAY)
        yield from _outside("sit.last", supposed.sitting.last, max(0, supposed.sitting.first), LAST_DAY)


def _outside(place: str, value: float, least: float, most: float) -> Iterator[Problem]:
    if not (isfinite(value) and least <= value <= most):
        yield Problem("what_if_out_of_range", place, f"{value:g} is not possible", f"{least:g} to {most:g}")
