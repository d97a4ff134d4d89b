"""The best that the small rivals do together: a logarithmic pool of three of them, with equal weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.court.diary import Day, Diary
from bench.court.forecaster import Array
from bench.court.shift import OrdinalShift
from bench.court.simple import Ewma
from bench.court.state_space import PersonalThresholds


class LogPool:
    """The geometric mean of blend, shift and state space; spells by the mean of the last two."""

    inputs = OrdinalShift.inputs
    parameters = Ewma.parameters + OrdinalShift.parameters + PersonalThresholds.parameters

    def __init__(self) -> None:
        self._blend, self._shift, self._space = Ewma(), OrdinalShift(), PersonalThresholds()
        self._members = (self._blend, self._shift, self._space)

    def fit(self, train: Sequence[Diary]) -> None:
        """Fit each."""
        for member in self._members:
            member.fit(train)

    def init(self, person: str) -> None:
        """A new person."""
        for member in self._members:
            member.init(person)

    def update(self, day: Day) -> None:
        """One more day."""
        for member in self._members:
            member.update(day)

    def predict(self) -> Array:
        """The pooled probabilities."""
        logs = [np.log(np.maximum(member.predict(), 1e-9)) for member in self._members]
        pooled = np.exp(np.mean(logs, axis=0))
        return np.asarray(pooled / pooled.sum(axis=1, keepdims=True))

    def recovery(self, normal: int) -> Array:
        """The mean of the two curves."""
        return (self._shift.recovery(normal) + self._space.recovery(normal)) / 2
