"""What somebody supposes about the days ahead: training, time in one posture, breaks. Nothing of it is stored.

Code                   | Meaning
---------------------- | ----------------------------------------------------------------------
`what_if_out_of_range` | a number of a supposition is impossible
`what_if_not_complete` | breaks are supposed without time in one posture
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import History
from unknot.recovery.planned import PlannedExposure

TRAINING = "new_lifting"
"""The cause that training counts as where the person never logged one."""
SITTING = "prolonged_sitting"
TOMORROW = 1
A_WEEK_ON = 7
LAST_DAY = 27
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
    """What is supposed; `breaks` are taken beside the sitting. Raises `InputError` for what cannot be."""

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
        return self.training is None and self.sitting is None


def exposures(library: Library, held: History, supposed: Supposition) -> tuple[PlannedExposure, ...]:
    """The loads and sittings that `supposed` means. Training counts as what the person logged last as a load."""
    planned: list[PlannedExposure] = []
    if supposed.training is not None:
        each = supposed.training
        planned.append(PlannedExposure(each.day, _usual_training(library, held), each.minutes, each.rpe))
    if supposed.sitting is not None:
        days = range(supposed.sitting.first, supposed.sitting.last + 1)
        planned += [PlannedExposure(day, SITTING, 60.0 * supposed.sitting.hours) for day in days]
    return tuple(planned)


def _usual_training(library: Library, held: History) -> str:
    loads = (each.cause for each in reversed(held.exposures) if each.cause in library.causes)
    return next((cause for cause in loads if library.causes[cause].load_points > 0), TRAINING)


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
    elif supposed.breaks:
        yield Problem("what_if_not_complete", "breaks", "breaks from what?", "say how many hours you sit")


def _outside(place: str, value: float, least: float, most: float) -> Iterator[Problem]:
    if not (isfinite(value) and least <= value <= most):
        yield Problem("what_if_out_of_range", place, f"{value:g} is not possible", f"{least:g} to {most:g}")
