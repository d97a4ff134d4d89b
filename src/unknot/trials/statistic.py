"""The one statistic of a trial: the difference that a contrast makes, by generalised least squares.

The covariance is fixed, not estimated: half of the variance is white and half fades by half from day to day; knots,
which lie months apart, are taken as white. What is not the technique is a constant and a straight line through time.
A wrong covariance costs power and nothing else, because the test compares the statistic with itself under other
assignments.

These numbers belong to the version of the protocol (`schedule.VERSION`): a trial that was begun under them ends under
them, so they are stated here and not in the content.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unknot.trials.design import Array, Design

FADES = 0.5
"""What is left of the correlated part of the noise a day later."""

FADING_SHARE = 0.5
"""The share of the variance that is correlated; the rest is white."""

NUISANCES = 2
"""A constant and a straight line."""

NOTHING = 1e-9
"""Relative size below which a contrast or an outcome holds nothing but a constant and a line."""


@dataclass(frozen=True, slots=True, eq=False)
class Whitened:
    """The m units that have an outcome, turned so that their noise is white and of equal size.

    `present` says which of the n units they are, shape (n,). `turn` is lower triangular, shape (m, m), so that the
    first units turned are the turned first units. `nuisances` (m, 2) and `outcome` (m,) are turned already.
    """

    present: Array
    turn: Array
    nuisances: Array
    outcome: Array

    def contrasts(self, contrasts: Array) -> Array:
        """Contrasts of shape (S, n), turned: shape (S, m)."""
        turned: Array = contrasts[:, self.present] @ self.turn.T
        return turned


def whitened(design: Design, day: Array, outcome: Array) -> Whitened:
    """What was observed, made ready for the statistic. Outcomes that are NaN are left out."""
    present = ~np.isnan(outcome)
    days = day[present].astype(float)
    share = 0.0 if design == "episodes" else FADING_SHARE
    apart = np.abs(np.subtract.outer(days, days))
    covariance = (1.0 - share) * np.eye(len(days)) + share * FADES**apart
    turn = np.linalg.inv(np.linalg.cholesky(covariance)) if len(days) else np.eye(0)
    nuisances = np.column_stack([np.ones(len(days)), days])
    return Whitened(present, np.tril(turn), turn @ nuisances, turn @ _centred(outcome[present]))


def statistics(white: Whitened, contrasts: Array) -> Array:
    """The standardised difference under each of S assignments, shape (S,), in units of the outcome.

    `contrasts` has shape (S, n). Zero where an assignment cannot be told from a constant and a line, or where the
    outcome is one. Below zero: better with the technique.
    """
    if len(white.outcome) <= NUISANCES:
        return np.zeros(len(contrasts))
    basis = _basis(white.nuisances)
    left = white.outcome - basis @ (basis.T @ white.outcome)
    turned = white.contrasts(contrasts)
    cleared = turned - (turned @ basis) @ basis.T
    size = np.sqrt((cleared**2).sum(axis=1))
    told_apart = size > NOTHING * np.sqrt((turned**2).sum(axis=1))
    if np.sqrt(left @ left) <= NOTHING * np.sqrt(white.outcome @ white.outcome):
        return np.zeros(len(contrasts))
    found: Array = np.where(told_apart, cleared @ left / np.where(told_apart, size, 1.0), 0.0)
    return found


def _centred(outcome: Array) -> Array:
    """Outcomes about their mean, without what is left of rounding where they are all the same."""
    if not len(outcome):
        return outcome
    centred = outcome - outcome.mean()
    rounding = NOTHING * np.abs(outcome).max()
    kept: Array = np.where(np.abs(centred) > rounding, centred, 0.0)
    return kept


def _basis(nuisances: Array) -> Array:
    """Orthonormal columns that span `nuisances`, without those that say nothing new."""
    left, sizes, _ = np.linalg.svd(nuisances, full_matrices=False)
    spanned: Array = left[:, sizes > NOTHING * sizes[0]]
    return spanned
