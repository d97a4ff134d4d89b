"""The ordinal logit shift: own cumulative frequencies, moved on the logit scale by a linear score of recent days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from bench.court.diary import HORIZONS, LEVELS, Day, Diary
from bench.court.features import INPUTS, NAMES, Learnt
from bench.court.forecaster import Array
from bench.court.memory import Person
from bench.court.spells import spells

RIDGE = 3.0
"""Penalty on the squares of the standardised coefficients, in check-ins."""
EDGE = 1e-3
"""Cumulative frequencies are kept this far from 0 and 1."""
SPELL_NAMES = ("far below normal", "not the first day", *NAMES)


class OrdinalShift(Person):
    """For each number of days ahead a proportional-odds model with the person's own thresholds.

    Spells: an interval-censored proportional-odds model of the day of the return with the same features.
    """

    inputs = INPUTS
    parameters = HORIZONS * (len(NAMES) + 2) + HORIZONS + len(SPELL_NAMES) + LEVELS

    def fit(self, train: Sequence[Diary]) -> None:
        """Fit all days ahead and the spells by penalised maximum likelihood."""
        super().fit(train)
        self._learnt = Learnt(train, self.population)
        features, own, later, weight = self._learnt.rows(train)
        self._centre, self._scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
        standard = (features - self._centre) / self._scale
        thresholds = _thresholds(own)
        self._coefficients = np.array(
            [_fit_shift(standard, thresholds, later[:, ahead], weight) for ahead in range(HORIZONS)]
        )
        self._fit_spells(train, standard)

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._features = self._learnt.person()

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._features.update(day)

    def predict(self) -> Array:
        """The person's frequencies, stretched and moved."""
        row = np.concatenate([[1.0], (self._features.now - self._centre) / self._scale])
        stretch, moves = np.exp(self._coefficients[:, :1]), self._coefficients[:, 1:] @ row
        up_to = expit(stretch * _thresholds(self._features.own) - moves[:, None])
        return np.diff(up_to, axis=1, prepend=0.0, append=1.0)

    def recovery(self, normal: int) -> Array:
        """How likely the return is by each day."""
        onset = self.before == 0 or self.before >= normal
        standard = (self._features.now - self._centre) / self._scale
        row = np.concatenate([[float(normal - self.last >= 2), float(not onset)], standard])
        return np.asarray(expit(self._steps + self._spell @ row))

    def _fit_spells(self, train: Sequence[Diary], standard: Array) -> None:
        rows, left, right = [], [], []
        start = 0
        for diary in train:
            sore = spells(diary)
            place = start + np.searchsorted(diary.check_ins, sore.day)
            below = (sore.normal - sore.level >= 2).astype(float)
            rows.append(np.column_stack([below, (~sore.onset).astype(float), standard[place]]))
            left.append(sore.left)
            right.append(sore.right)
            start += len(diary.check_ins)
        self._steps, self._spell = _fit_returns(np.concatenate(rows), np.concatenate(left), np.concatenate(right))


def _thresholds(own: Array) -> Array:
    return np.asarray(logit(np.clip(np.cumsum(own, axis=-1)[..., : LEVELS - 1], EDGE, 1 - EDGE)))


def _fit_shift(standard: Array, thresholds: Array, level: NDArray[np.int64], weight: Array) -> Array:
    """Log of the stretch, the constant and the coefficients."""
    here = level > 0
    x = np.column_stack([np.ones(int(here.sum())), standard[here]])
    bounds = np.column_stack([np.full(len(x), -np.inf), thresholds[here], np.full(len(x), np.inf)])
    row = np.arange(len(x))
    low, high = bounds[row, level[here] - 1], bounds[row, level[here]]
    w = weight[here]
    finite_low, finite_high = np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 0.0)

    def loss(p: Array) -> tuple[float, Array]:
        stretch, move = np.exp(p[0]), x @ p[1:]
        up, down = expit(stretch * high - move), expit(stretch * low - move)
        given = np.maximum(up - down, 1e-12)
        of_up, of_down = w * up * (1 - up) / given, w * down * (1 - down) / given
        slope = np.concatenate(
            [
                [-stretch * (of_up @ finite_high - of_down @ finite_low) + 2 * RIDGE * p[0]],
                x.T @ (of_up - of_down) + 2 * RIDGE * np.concatenate([[0.0], p[2:]]),
            ]
        )
        return float(-(w @ np.log(given)) + RIDGE * (p[0] ** 2 + p[2:] @ p[2:])), slope

    return np.asarray(minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B").x)


def _fit_returns(x: Array, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Array, Array]:
    """The logits of the return by each day where all features are 0, and the coefficients."""
    late = right > HORIZONS
    end = np.where(late, 0, right - 1)
    begin = np.maximum(left - 1, 0)

    def steps_of(p: Array) -> Array:
        return np.cumsum(np.concatenate([p[:1], np.exp(p[1:HORIZONS])]))

    def loss(p: Array) -> tuple[float, Array]:
        steps, move = steps_of(p), x @ p[HORIZONS:]
        up = np.where(late, 1.0, expit(steps[end] + move))
        down = np.where(left == 0, 0.0, expit(steps[begin] + move))
        given = np.maximum(up - down, 1e-9)
        of_up, of_down = up * (1 - up) / given, down * (1 - down) / given
        by_step = np.bincount(begin, of_down, HORIZONS) - np.bincount(end, of_up, HORIZONS)
        after = np.cumsum(by_step[::-1])[::-1]
        slope = np.concatenate(
            [
                after * np.concatenate([[1.0], np.exp(p[1:HORIZONS])]),
                x.T @ (of_down - of_up) + 2 * RIDGE * p[HORIZONS:],
            ]
        )
        return float(-np.log(given).sum() + RIDGE * p[HORIZONS:] @ p[HORIZONS:]), slope

    start = np.concatenate([[0.0], np.full(HORIZONS - 1, -1.0), np.zeros(x.shape[1])])
    limits = [(-10.0, 10.0)] + [(-9.0, 3.0)] * (HORIZONS - 1) + [(None, None)] * x.shape[1]
    found = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x)
    return steps_of(found), found[HORIZONS:]
