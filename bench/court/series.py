"""Automatic models of a single series (statsforecast): exponential smoothing, ARIMA and Theta, one person at a time.

A model is chosen anew every two weeks of check-ins and carried forward with its numbers fixed in between. Days without
a check-in lie on the line between the check-ins around them. The normal forecast of the level is cut half-way between
the levels. Before the tenth check-in the person's own frequencies stand in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta  # type: ignore[import-not-found]

from bench.court.diary import HORIZONS, LEVELS, Day
from bench.court.forecaster import Array
from bench.court.simple import Climatology

FIRST_FIT = 10
FIT_EVERY = 14
WINDOW = 200
"""Days of the past that a model sees."""
LEVEL = 68
LEAST_SD = 1 / np.sqrt(12)
"""Standard deviation of what is lost by answering in whole levels."""
CUTS = np.arange(1, LEVELS) + 0.5


class Series(Climatology):
    """One person's levels as a series of numbers."""

    parameters = Climatology.parameters

    def __init__(self, make: Callable[[], Any]) -> None:
        """`make` gives a model of statsforecast that is fitted to nothing."""
        self._make = make

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._values: list[float] = []
        self._missing = self._since_fit = self._said = 0
        self._model: Any = None

    def update(self, day: Day) -> None:
        """One more day; the days since the check-in before are filled when the next one comes."""
        super().update(day)
        if not day.soreness:
            self._missing += 1
            return
        if self._values:
            self._values += np.linspace(self._values[-1], day.soreness, self._missing + 2)[1:].tolist()
        else:
            self._values = [float(day.soreness)]
        self._missing = 0
        self._said += 1
        self._since_fit += 1

    def predict(self) -> Array:
        """The normal forecast, cut into levels."""
        values = np.array(self._values[-WINDOW:])
        if self._said < FIRST_FIT or np.ptp(values) == 0:
            return super().predict()
        if self._model is None or self._since_fit >= FIT_EVERY:
            self._model = self._make().fit(values)
            self._since_fit = 0
        found = self._model.forward(y=values, h=HORIZONS, level=[LEVEL])
        mean = np.asarray(found["mean"], dtype=float)
        spread = (np.asarray(found[f"hi-{LEVEL}"], dtype=float) - mean) / ndtri(0.5 + LEVEL / 200)
        if not (np.isfinite(mean).all() and np.isfinite(spread).all()):
            return super().predict()
        up_to = ndtr((CUTS - mean[:, None]) / np.maximum(spread, LEAST_SD)[:, None])
        return np.diff(up_to, axis=1, prepend=0.0, append=1.0)


def smoothing() -> Series:
    """Exponential smoothing, error and trend chosen."""
    return Series(lambda: AutoETS(season_length=1))


def arima() -> Series:
    """ARIMA without season, orders chosen."""
    return Series(lambda: AutoARIMA(season_length=1))


def theta() -> Series:
    """The Theta model, its kind chosen."""
    return Series(lambda: AutoTheta(season_length=1))
