"""The adaptive rule: how likely the technique is today, given what was seen so far.

    probability = 1 / (1 + exp(STEEPNESS * z)), to a whole per cent, held within LEAST and MOST

z is the difference so far over its standard error, by the statistic of the trial, so a trend alone moves nothing. The
first units are drawn with one half, and the last outcome does not count yet: yesterday's morning may still be told
when today is drawn. Like the covariance of the statistic these numbers belong to `schedule.VERSION`.
"""

from __future__ import annotations

import numpy as np

from unknot.trials.design import Array
from unknot.trials.statistic import NOTHING, NUISANCES, Whitened, whitened

EVEN = 0.5
LEAST, MOST = 0.2, 0.8
BURN_IN = 8
"""How many units are drawn with one half."""

STEEPNESS = 1.0
"""How fast the probability follows what was seen."""

NOT_YET = 1
"""How many of the last units do not count."""

PARAMETERS = NUISANCES + 1


def probability(day: Array, contrast: Array, outcome: Array) -> float:
    """The probability (0-1) of a contrast above zero for the unit that follows the n given, arrays of shape (n,)."""
    unit = len(contrast)
    if unit < BURN_IN:
        return EVEN
    counted = unit - NOT_YET
    white = whitened("adaptive", day[:counted], outcome[:counted])
    running = _Running(white, 1)
    running.see(contrast[:counted, None])
    return float(running.probability()[0])


def paths(day: Array, outcome: Array, draws: Array) -> tuple[Array, Array]:
    """Contrasts and probabilities of S trials with the outcomes as they are, both of shape (S, n).

    `draws` are numbers from 0 to 1, shape (S, n): a unit gets the technique where its draw is below its probability.
    """
    runs, units = draws.shape
    contrasts, chances = np.empty((units, runs)), np.full((units, runs), EVEN)
    running = _Running(whitened("adaptive", day, outcome), runs)
    for unit in range(units):
        if unit >= BURN_IN:
            running.see(contrasts[: unit - NOT_YET])
            chances[unit] = running.probability()
        contrasts[unit] = np.where(draws[:, unit] < chances[unit], 0.5, -0.5)
    return contrasts.T, chances.T


class _Running:
    """Sums over the units seen so far, for S trials at once; a unit is added in the time of one product."""

    def __init__(self, white: Whitened, runs: int) -> None:
        self._white = white
        self._places = np.flatnonzero(white.present)
        self._seen = 0
        self._technique = np.zeros(runs)
        self._with_outcome = np.zeros(runs)
        self._with_nuisances = np.zeros((NUISANCES, runs))

    def see(self, contrasts: Array) -> None:
        """Adds the units that are in `contrasts` (n so far, S) and were not before."""
        while self._seen < len(self._places) and self._places[self._seen] < len(contrasts):
            row = self._seen
            turned = self._white.turn[row, : row + 1] @ contrasts[self._places[: row + 1]]
            self._technique += turned**2
            self._with_outcome += turned * self._white.outcome[row]
            self._with_nuisances += self._white.nuisances[row][:, None] * turned
            self._seen += 1

    def probability(self) -> Array:
        """The probability of the technique for the next unit of each trial, shape (S,)."""
        freedom = self._seen - PARAMETERS
        if freedom < 1:
            return np.full(len(self._technique), EVEN)
        Z, y = self._white.nuisances[: self._seen], self._white.outcome[: self._seen]
        inverse = np.linalg.pinv(Z.T @ Z)
        own = y @ y - y @ Z @ inverse @ Z.T @ y
        cleared = self._technique - (self._with_nuisances * (inverse @ self._with_nuisances)).sum(axis=0)
        shared = self._with_outcome - (inverse @ Z.T @ y) @ self._with_nuisances
        told_apart = cleared > NOTHING * self._technique
        explained = np.where(told_apart, shared**2 / np.where(told_apart, cleared, 1.0), 0.0)
        left = np.maximum(own - explained, 0.0)
        known = told_apart & (left > NOTHING * (y @ y))
        z = np.where(known, shared / np.sqrt(np.where(known, cleared * left / freedom, 1.0)), 0.0)
        followed = np.round(1.0 / (1.0 + np.exp(np.clip(STEEPNESS * z, -50.0, 50.0))), 2)
        held: Array = np.clip(followed, LEAST, MOST)
        return held
