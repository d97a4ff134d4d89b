"""A person's days: what was reported on each, one row a calendar day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

LEVELS = 5
"""Soreness from 1, very sore, to 5, not sore at all."""
HORIZONS = 14
"""Days ahead that are forecast."""
COLUMNS = (
    "daily_load",
    "fatigue",
    "mood",
    "readiness",
    "sleep_duration",
    "sleep_quality",
    "soreness",
    "stress",
)
LOAD = COLUMNS.index("daily_load")
SORENESS = COLUMNS.index("soreness")
WELLNESS = tuple(COLUMNS.index(name) for name in COLUMNS if name not in ("daily_load", "soreness"))


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day: `reports` has one number for each of COLUMNS, NaN where nothing was said."""

    date: date
    reports: NDArray[np.float64]

    @property
    def soreness(self) -> int:
        """The level of the check-in, 1 to 5; 0 where there was none."""
        level = self.reports[SORENESS]
        return 0 if np.isnan(level) else int(level)

    @property
    def load(self) -> float:
        """Training load in arbitrary units; NaN where it is not known."""
        return float(self.reports[LOAD])


@dataclass(frozen=True)
class Diary:
    """All days of a person from the first to the last report, shape (days, columns), NaN where nothing was said."""

    person: str
    first: date
    reports: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.reports)

    @cached_property
    def soreness(self) -> NDArray[np.int64]:
        """Level of each day, 0 where there was no check-in."""
        return np.nan_to_num(self.reports[:, SORENESS]).astype(np.int64)

    @cached_property
    def check_ins(self) -> NDArray[np.int64]:
        """The days, counted from 0, on which there was a check-in."""
        return np.flatnonzero(self.soreness)

    def days(self) -> Iterator[Day]:
        """The days in order, each with its own copy, so that nobody can reach a later one through it."""
        for number, reports in enumerate(self.reports):
            yield Day(self.first + timedelta(days=number), reports.copy())

    @property
    def begins(self) -> int:
        """The first day with a check-in or with load; the length where there is none."""
        said = (self.soreness > 0) | (np.nan_to_num(self.reports[:, LOAD]) > 0)
        return int(np.argmax(said)) if said.any() else len(self)


def natural(person: str) -> tuple[str, int]:
    """The key by which people are ordered: team_2 comes before team_10."""
    team, _, number = person.rpartition("_")
    return (team, int(number)) if number.isdigit() else (person, 0)
