"""What a forecaster of daily soreness is, and how a class of the streaming interface becomes one."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import COLUMNS, Day, Diary

Array = NDArray[np.float64]


class Forecaster(Protocol):
    """A model of other people's days that follows one person at a time and sees nothing but the past.

    `parameters` is how many numbers `fit` learns or the class fixes, `inputs` which columns of a day are read.
    """

    parameters: int
    inputs: tuple[str, ...]

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn from the diaries of other people. Called once, before any `init`."""

    def init(self, person: str) -> None:
        """A new person of whom nothing is known; what was learnt of the one before is forgotten."""

    def update(self, day: Day) -> None:
        """One more calendar day. Days come in order and none is left out."""

    def predict(self) -> Array:
        """Shape (14, 5): row h - 1 holds the probabilities of levels 1 to 5 on the day h days after the last one."""


@runtime_checkable
class Recovers(Protocol):
    """A forecaster that also says how long a sore spell lasts."""

    def recovery(self, normal: int) -> Array:
        """Shape (14,), rising: the probability that a check-in at or above `normal` comes within k days."""


@dataclass(frozen=True)
class Handed:
    """What only a forecaster that is told the answers gets: every diary with its future. Kept for the cheats."""

    diaries: Mapping[str, Diary]


class Streaming:
    """A class of the streaming interface (fit, begin, observe, forecast, recovery) as a forecaster.

    `fit` hands it a pandas table of the other people, with the columns of the data file.
    """

    inputs: tuple[str, ...]
    parameters: int

    def __init__(self, spec: str, **arguments: object) -> None:
        """`spec` is `package.module:Class`; raises ImportError or AttributeError where there is none."""
        module, _, name = spec.partition(":")
        self._model: Any = getattr(importlib.import_module(module), name)(**arguments)
        self.parameters = int(getattr(self._model, "parameters", -1))
        self.inputs = tuple(getattr(self._model, "inputs", ()))
        if hasattr(self._model, "recovery"):
            self.recovery = self._recovery

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn from the diaries of other people."""
        self._model.fit(_frame(train))
        self.parameters = int(getattr(self._model, "parameters", -1))

    def init(self, person: str) -> None:
        """A new person."""
        self._model.begin(person)

    def update(self, day: Day) -> None:
        """One more calendar day, as a date at midnight and a dictionary of the columns, NaN where nothing was said."""
        record = {name: float(value) for name, value in zip(COLUMNS, day.reports, strict=True)}
        self._model.observe(datetime.combine(day.date, time()), record)

    def predict(self) -> Array:
        """The forecast after the last day."""
        return np.asarray(self._model.forecast(), dtype=float)

    def _recovery(self, normal: int) -> Array:
        return np.asarray(self._model.recovery(normal), dtype=float)


def _frame(train: Sequence[Diary]) -> Any:
    """The diaries as a pandas table, one row a calendar day."""
    pandas = importlib.import_module("pandas")
    parts = []
    for diary in train:
        part = pandas.DataFrame(diary.reports, columns=list(COLUMNS))
        part.insert(0, "date", pandas.date_range(_midnight(diary.first), periods=len(diary), freq="D"))
        part.insert(1, "player_id", diary.person)
        parts.append(part)
    return pandas.concat(parts, ignore_index=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
