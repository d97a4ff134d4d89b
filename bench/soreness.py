"""The product's own model as a forecaster of daily soreness, for `score.py --run bench.soreness:UnknotForecaster`.

An adapter of the engine's `init`, `step` and forecast and nothing else. The check-in of a day comes in the morning, the
load of the day some hours after it. `fit` moves the numbers of the profile `training` by the product's own search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from unknot.content.library import Library, load
from unknot.recovery import answers, habit
from unknot.recovery.events import Report, Strain
from unknot.recovery.filtering import advance, init, step
from unknot.recovery.fitting import daily
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import TRAINING, Array, from_library
from unknot.recovery.script import IN_WORDS

if TYPE_CHECKING:
    import pandas as pd

DAYS_AHEAD = 14


class UnknotForecaster:
    """Streams one person's days through the engine. `without` names the parts that are left out, of `PARTS`.

    `planned` holds the loads that a person says are to come, by days since the first one: nobody plans unless told.
    """

    PARTS = ("load", "weekdays", "personal_thresholds", "slow", "fitting")
    parameters = len(daily.FITTED)
    inputs = ("soreness", "daily_load")

    def __init__(self, without: Sequence[str] = ()) -> None:
        self.without = frozenset(without)
        self._use(load())

    def fit(self, train: pd.DataFrame) -> None:
        """Fit the numbers of the population to other people."""
        if "fitting" not in self.without:
            library, _ = daily.refitted(self.library, _diaries(train, self.cap))
            self._use(library)

    def begin(self, _player_id: str) -> None:
        """A new person, nothing known."""
        self.belief = init(self.population)
        self.habit = habit.at_first(self.library)
        self.planned: Mapping[int, float] = {}
        self.today = -1
        self.first: datetime | None = None

    def observe(self, date: datetime, rec: Mapping[str, float]) -> None:
        """One calendar day: the check-in, then the load; NaN where nothing was told."""
        self.first = date if self.first is None else self.first
        self.today = (date - self.first).days
        self.weekday = date.weekday()
        self.belief = advance(self.belief, max(self.today - self.belief.day, 0.0))
        if rec["soreness"] == rec["soreness"]:
            report = Report(self.today, f"{self.today}", (Reading(IN_WORDS, float(rec["soreness"])),))
            self.belief, _ = step(self.belief, report, 0.0)
        told = min(rec["daily_load"], self.cap)
        if "load" not in self.without and told == told:
            self.belief, _ = step(self.belief, self._strain(0, self.habit.surplus(told)), self.noon)
            self.habit = self.habit.after(self.weekday, told)

    def forecast(self) -> Array:
        """Chance of each level on each of the 14 days ahead, (14, 5)."""
        return answers.ahead(self.belief, self._days(), self._usual())

    def recovery(self, normal: int) -> Array:
        """Chance that a check-in at `normal` or better has come by each of the 14 days, (14,)."""
        return answers.back_by(self.belief, normal, self._days(), self._usual())

    def _days(self) -> list[float]:
        return [self.today + ahead - self.belief.day for ahead in range(1, DAYS_AHEAD + 1)]

    def _usual(self) -> list[Strain]:
        """What is planned for the days ahead, and what the weekday usually brings where nothing is."""
        if self.without & {"load", "weekdays"}:
            return []
        return [self._strain(ahead, self._surplus(ahead)) for ahead in range(1, DAYS_AHEAD)]

    def _surplus(self, ahead: int) -> float:
        planned = self.planned.get(self.today + ahead)
        if planned is None:
            return self.habit.expected((self.weekday + ahead) % habit.WEEK)
        return self.habit.surplus(min(planned, self.cap))

    def _strain(self, ahead: int, surplus: float) -> Strain:
        return Strain(self.today + ahead + self.noon, f"{self.today}+{ahead}", self.per_load * surplus, 0.0)

    def _use(self, library: Library) -> None:
        self.library = library
        self.per_load = library.number("recovery.training.damage_per_load")
        self.noon = library.number("recovery.training.load_after_check_in")
        self.cap = library.number("recovery.load_per_session_max")
        population = from_library(library, TRAINING)
        if "personal_thresholds" in self.without:
            spread = dict.fromkeys(("shift_sd", "stretch_sd", "own_sd", "drift", "own_drift"), 0.0)
            population = replace(population, answering=replace(population.answering, **spread))
        if "slow" in self.without:
            population = replace(population, damage_share=1.0)
        self.population = population


def _diaries(train: pd.DataFrame, cap: float) -> list[daily.Diary]:
    """Each person's days from the first one with an answer or a load."""
    diaries = []
    for _, days in train.sort_values("date").groupby("player_id"):
        loads = np.minimum(days["daily_load"].to_numpy(dtype=np.float64), cap)
        told = np.nan_to_num(days["soreness"].to_numpy(dtype=np.float64)).astype(np.intp)
        active = np.flatnonzero((told > 0) | (loads > 0.0))
        if len(active):
            weekday = days["date"].iloc[active[0]].weekday()
            diaries.append(daily.Diary(weekday, told[active[0] :], loads[active[0] :]))
    return diaries
