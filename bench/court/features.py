"""What a regression sees of a person after each day: everything as a distance from the person's own usual."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import HORIZONS, LEVELS, WELLNESS, Day, Diary
from bench.court.forecaster import Array
from bench.court.memory import Tally

LOAD_CAP, LOAD_UNIT = 1500.0, 400.0
USUAL_STRENGTH = 5.0
SLOW, FAST = (60.0, 6.0), (4.0, 4.0)
"""Half-life in days of each memory of own levels, and the strength with which it is shrunk."""
FAST_SHARE = 0.3
FADING = (1.5, 7.0)
"""Half-lives in days of the recent means of soreness."""
USUAL_HALF_LIFE = 90.0
LOAD_DAYS = 4
NAMES = (
    "level",
    "level before",
    *(f"mean, half-life {days:g} d" for days in FADING),
    *(f"load {days} days ago" for days in range(LOAD_DAYS)),
    "load, week",
    *(f"wellness {column}" for column in WELLNESS),
    "days since the check-in before",
)
INPUTS = ("daily_load", "fatigue", "mood", "readiness", "sleep_duration", "sleep_quality", "soreness", "stress")


class Usual:
    """A mean that fades slowly, with a few pseudo-observations of a starting value."""

    def __init__(self, start: float) -> None:
        self._weight, self._sum = USUAL_STRENGTH, USUAL_STRENGTH * start
        self._kept = 0.5 ** (1 / USUAL_HALF_LIFE)

    def update(self, value: float) -> float:
        """The distance of `value` from what was usual, 0 where it is missing; afterwards it is part of the usual."""
        if np.isnan(value):
            return 0.0
        distance = value - self.mean
        self._weight, self._sum = self._weight * self._kept + 1, self._sum * self._kept + value
        return distance

    @property
    def mean(self) -> float:
        """What is usual."""
        return self._sum / self._weight


class Features:
    """The features of one person, day by day, and the frequencies that a regression starts from."""

    def __init__(self, population: Array, usual: Sequence[float], usual_load: float) -> None:
        """`usual` holds the mean of each wellness item among other people, `usual_load` that of load."""
        self._population = population
        self._slow, self._fast = Tally(SLOW[0]), Tally(FAST[0])
        self._level = Usual(float(population @ np.arange(1, LEVELS + 1)))
        self._load = Usual(usual_load)
        self._wellness = [Usual(mean) for mean in usual]
        self._loads: deque[float] = deque([0.0] * 7, maxlen=7)
        self._recent = np.zeros((2, len(FADING)))
        self._last = self._before = 0.0
        self._since = self._gap = 0
        self._said = [0.0] * len(WELLNESS)

    def update(self, day: Day) -> None:
        """One more day."""
        load = min(day.load, LOAD_CAP) if not np.isnan(day.load) else np.nan
        self._loads.appendleft(self._load.update(load) / LOAD_UNIT)
        self._slow.update(day.soreness)
        self._fast.update(day.soreness)
        self._recent *= 0.5 ** (1 / np.array(FADING))
        self._since += 1
        self._said = [usual.update(day.reports[column]) for usual, column in zip(self._wellness, WELLNESS, strict=True)]
        if day.soreness:
            distance = self._level.update(float(day.soreness))
            self._before, self._last = self._last, distance
            self._recent += np.array([[distance], [1.0]])
            self._gap, self._since = min(self._since, 7), 0

    @property
    def own(self) -> Array:
        """The person's frequencies, of the last weeks and of the last days, shrunk to those of other people."""
        slow = self._slow.shrunk(self._population, SLOW[1])
        return (1 - FAST_SHARE) * slow + FAST_SHARE * self._fast.shrunk(slow, FAST[1])

    @property
    def now(self) -> Array:
        """One number for each of NAMES."""
        recent = self._recent[0] / (self._recent[1] + 0.5)
        loads = list(self._loads)
        return np.array(
            [self._last, self._before, *recent, *loads[:LOAD_DAYS], float(np.mean(loads)), *self._said, self._gap]
        )


class Learnt:
    """The usual values of other people, and the rows that a regression is fitted on."""

    def __init__(self, train: Sequence[Diary], population: Array) -> None:
        reports = np.concatenate([diary.reports for diary in train])
        self._population = population
        self._usual = [float(_mean(reports[:, column])) for column in WELLNESS]
        self._load = float(_mean(np.minimum(reports[:, 0], LOAD_CAP)))

    def person(self) -> Features:
        """The features of somebody of whom nothing is known."""
        return Features(self._population, self._usual, self._load)

    def rows(self, train: Sequence[Diary]) -> tuple[Array, Array, NDArray[np.int64], Array]:
        """Features, own frequencies, the levels 1 to 14 days later (0: none) and the weight, one row a check-in.

        A person with many check-ins weighs more than one with few, but less than in proportion.
        """
        features, own, later, weight = [], [], [], []
        for diary in train:
            person = self.person()
            ahead = np.concatenate([diary.soreness, np.zeros(HORIZONS, dtype=np.int64)])
            for number, day in enumerate(diary.days()):
                person.update(day)
                if day.soreness:
                    features.append(person.now)
                    own.append(person.own)
                    later.append(ahead[number + 1 : number + 1 + HORIZONS])
                    weight.append(1 / np.sqrt(len(diary.check_ins)))
        scale = np.array(weight) / np.mean(weight)
        return np.array(features), np.array(own), np.array(later), scale


def _mean(values: Array) -> float:
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else 0.0
