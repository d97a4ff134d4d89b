"""Forecasters that would win one score unfairly. The table shows them, and that another score gives each away.

| cheat | what it plays for | what gives it away |
|---|---|---|
| peek | every score, by being handed the answers: the loop never does that | the leak watch |
| calendar | rps, by looking the date up among team-mates | every diary has its own calendar: no gain is left |
| point | the error of the median (what rps is for a single level) | log, coverage |
| sharpened | the probability of what came (what log is without its logarithm) | log, PIT |
| coin | coverage and PIT, wide or narrow by a throw | rps, log, sharpness |
| certain | sharpness, one level is enough | coverage, log |
| tomorrow | recovery crps, if only the day of the return were scored | recovery crps and log score of all days |
| ranks | concordance, right order with numbers that mean nothing | recovery crps and log score |
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from bench.court.diary import HORIZONS, LEVELS, Day, Diary
from bench.court.forecaster import Array, Handed
from bench.court.memory import every_horizon
from bench.court.shift import OrdinalShift
from bench.court.simple import Climatology, Ewma

NEARLY_NOTHING = 1e-9
PEEKED = 0.05
"""How much of its forecast the peeking one takes from the answers: enough to win, too little to stand out at once."""


class Peek(Ewma):
    """Is handed every diary with its future and mixes the answers into an honest forecast."""

    def __init__(self, handed: Handed) -> None:
        self._diaries = handed.diaries

    def init(self, person: str) -> None:
        """A new person: find the diary."""
        super().init(person)
        self._answers = self._diaries[person].soreness
        self._day = self._diaries[person].begins - 1

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._day += 1

    def predict(self) -> Array:
        """The honest forecast, moved towards what will come."""
        said = super().predict()
        for ahead, level in enumerate(self._answers[self._day + 1 : self._day + 1 + HORIZONS]):
            if level:
                said[ahead] = (1 - PEEKED) * said[ahead] + PEEKED * np.eye(LEVELS)[level - 1]
        return said


class Calendar(Ewma):
    """Learns how sore team-mates were on each date and looks up the dates ahead."""

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn the mean deviation from their own mean of all who answered, by date."""
        super().fit(train)
        by_date: dict[date, list[float]] = {}
        for diary in train:
            mean = float(diary.soreness[diary.check_ins].mean()) if len(diary.check_ins) else 0.0
            for day in diary.check_ins:
                by_date.setdefault(diary.first + timedelta(days=int(day)), []).append(diary.soreness[day] - mean)
        self._by_date = {day: sum(apart) / (len(apart) + 3) for day, apart in by_date.items()}

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._today = day.date

    def predict(self) -> Array:
        """The blend, tilted by what team-mates answered on that date."""
        apart = [self._by_date.get(self._today + timedelta(days=ahead), 0.0) for ahead in range(1, HORIZONS + 1)]
        tilted = super().predict() * np.exp(np.outer(apart, np.arange(1, LEVELS + 1)))
        return np.asarray(tilted / tilted.sum(axis=1, keepdims=True))


class Point(Ewma):
    """All on the median."""

    def predict(self) -> Array:
        """One level a day."""
        median = (np.cumsum(super().predict(), axis=1) < 0.5).sum(axis=1)
        return np.asarray(np.eye(LEVELS)[median])


class Sharpened(Ewma):
    """The squares of honest probabilities."""

    def predict(self) -> Array:
        """Likely levels made likelier."""
        squares = super().predict() ** 2
        return np.asarray(squares / squares.sum(axis=1, keepdims=True))


class Coin(Climatology):
    """Splits everything between the lowest and the highest level at random, so that what lies between has a PIT that
    is uniform whatever comes.
    """

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn what climatology learns."""
        super().fit(train)
        self._said = 0

    def init(self, person: str) -> None:
        """A new person, the throws begin anew."""
        super().init(person)
        self._throws = np.random.default_rng(1)

    def predict(self) -> Array:
        """Lowest or highest."""
        low = self._throws.random(HORIZONS)
        said = np.full((HORIZONS, LEVELS), NEARLY_NOTHING)
        said[:, 0], said[:, -1] = low, 1 - low - (LEVELS - 2) * NEARLY_NOTHING
        return np.asarray(np.clip(said, 0.0, 1.0) / np.clip(said, 0.0, 1.0).sum(axis=1, keepdims=True))


class Certain(Climatology):
    """The last answer and nothing else."""

    def predict(self) -> Array:
        """One level for every day."""
        return every_horizon(np.eye(LEVELS)[self.last - 1])


class Tomorrow(Climatology):
    """Back to normal tomorrow, for sure."""

    def recovery(self, normal: int) -> Array:  # noqa: ARG002
        """Certain from day 1 on."""
        return np.ones(HORIZONS)


class Ranks(OrdinalShift):
    """Puts spells in the order of an honest model and says of each that it hardly ever ends."""

    def recovery(self, normal: int) -> Array:
        """A thousandth of the honest curve."""
        return super().recovery(normal) / 1000
