"""Gradient-boosted trees, one model for each number of days ahead, from the person's own frequencies on (LightGBM)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightgbm  # type: ignore[import-not-found]
import numpy as np

from bench.court.diary import HORIZONS, LEVELS, Day, Diary
from bench.court.features import INPUTS, Learnt
from bench.court.forecaster import Array
from bench.court.simple import WithCurves
from bench.court.spells import SpellCurves

SETTINGS: dict[str, Any] = {
    "objective": "multiclass",
    "num_class": LEVELS,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 200,
    "lambda_l2": 20.0,
    "feature_fraction": 0.7,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
TREES = 60


class Boosting(WithCurves):
    """What the trees add to the logarithms of the person's own frequencies."""

    inputs = INPUTS
    parameters = HORIZONS * TREES * LEVELS * int(SETTINGS["num_leaves"]) + LEVELS + SpellCurves.parameters

    def fit(self, train: Sequence[Diary]) -> None:
        """Grow the trees of each number of days ahead."""
        super().fit(train)
        self._learnt = Learnt(train, self.population)
        features, own, later, weight = self._learnt.rows(train)
        self._trees = []
        for ahead in range(HORIZONS):
            here = later[:, ahead] > 0
            rows = lightgbm.Dataset(
                features[here],
                label=later[here, ahead] - 1,
                weight=weight[here],
                init_score=np.log(own[here]),
                free_raw_data=True,
            )
            self._trees.append(lightgbm.train(SETTINGS, rows, num_boost_round=TREES))

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._features = self._learnt.person()

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._features.update(day)

    def predict(self) -> Array:
        """The frequencies, moved by the trees."""
        row = self._features.now[None, :]
        raw = np.array([trees.predict(row, raw_score=True, num_threads=1)[0] for trees in self._trees])
        weights = self._features.own * np.exp(raw)
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))
