"""What most forecasters remember of a person: own frequencies that fade, and the last check-ins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.court.diary import HORIZONS, LEVELS, Day, Diary
from bench.court.forecaster import Array

UNIFORM: Array = np.full(LEVELS, 1 / LEVELS)


class Tally:
    """Counts of a person's levels that fade with a half-life in days."""

    def __init__(self, half_life: float = np.inf) -> None:
        self.counts: Array = np.zeros(LEVELS)
        self._kept = 0.5 ** (1 / half_life)

    def update(self, level: int) -> None:
        """One more day; level 0 is a day without a check-in."""
        self.counts *= self._kept
        if level:
            self.counts[level - 1] += 1

    def shrunk(self, towards: Array, strength: float) -> Array:
        """The frequencies with `strength` check-ins of `towards` added."""
        return np.asarray((self.counts + strength * towards) / (self.counts.sum() + strength))


def population(train: Sequence[Diary]) -> Array:
    """The frequencies of the levels, each person counting the same."""
    each = [np.bincount(diary.soreness[diary.check_ins], minlength=LEVELS + 1)[1:] for diary in train]
    shares = [counts / counts.sum() for counts in each if counts.sum()]
    return np.mean(shares, axis=0) if shares else UNIFORM


def every_horizon(probabilities: Array) -> Array:
    """The same forecast for every day ahead."""
    return np.tile(probabilities, (HORIZONS, 1))


class Person:
    """A forecaster's memory of one person's last two check-ins, and the curves of sore spells learnt from others."""

    inputs: tuple[str, ...] = ("soreness",)
    parameters = 0

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn the frequencies of other people."""
        self.population = population(train)

    def init(self, person: str) -> None:  # noqa: ARG002
        """Forget whoever came before."""
        self.last = self.before = 0

    def update(self, day: Day) -> None:
        """Remember the level, if there was a check-in."""
        if day.soreness:
            self.before, self.last = self.last, day.soreness
