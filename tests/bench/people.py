"""A few simulated people for the tests of the court, and forecasters that the court must see through."""

from __future__ import annotations

import numpy as np

from bench.court.diary import Diary
from bench.court.forecaster import Array, Handed
from bench.court.register import ENTRIES, Entry
from bench.court.simple import Climatology
from bench.court.simulated import simulated

DAYS = 70


def people(count: int, days: int = DAYS) -> list[Diary]:
    """Simulated people, the first `days` days of each."""
    return [Diary(each.person, each.first, each.reports[:days]) for each in simulated(count, seed=3).diaries]


def standing() -> list[Entry]:
    """Everybody who can stand before the court in this environment and is not handed the answers."""
    return [entry for entry in ENTRIES.values() if not entry.missing() and not entry.handed]


class Tomorrows(Climatology):
    """Leaks a single bit: whether the person answers tomorrow."""

    def __init__(self, handed: Handed) -> None:
        self._diaries = handed.diaries

    def init(self, person: str) -> None:
        super().init(person)
        self._answers = np.append(self._diaries[person].soreness, 0)
        self._day = self._diaries[person].begins - 1

    def update(self, day):
        super().update(day)
        self._day += 1

    def predict(self) -> Array:
        said = super().predict()
        if self._answers[min(self._day + 1, len(self._answers) - 1)]:
            said[0] = said[0][::-1]
        return said


class Last:
    """The streaming interface: the last level for sure."""

    parameters = 3
    inputs = ("soreness",)

    def __init__(self, share: float = 1.0) -> None:
        self.share = share

    def fit(self, train) -> None:
        self.columns = list(train.columns)

    def begin(self, player_id: str) -> None:  # noqa: ARG002
        self.seen: list[tuple[object, dict[str, float]]] = []

    def observe(self, date, rec) -> None:
        self.seen.append((date, rec))
        if rec["soreness"] == rec["soreness"]:
            self.level = int(rec["soreness"])

    def forecast(self) -> Array:
        return np.tile(self.share * np.eye(5)[self.level - 1] + (1 - self.share) / 5, (14, 1))
