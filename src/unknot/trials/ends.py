"""What is only known to lie beyond a bound: ratings at an end of the scale, knots that are not gone yet.

Each bound is stood in for by a normal factor whose moments match (expectation propagation: Minka 2001; Rasmussen and
Williams 2006, section 3.6): one sweep over all nodes of the grid, two more over those that carry weight.
"""

from __future__ import annotations

import math

import numpy as np

from unknot.recovery.mixtures import normal_density, normal_tail
from unknot.trials.design import Array

EFFECT, TREND, UNITS = 0, 1, 2
"""Where the effect, the trend and the first unit stand among what is unknown."""

SWEEPS_MORE = 2
NEGLIGIBLE = 1e-4
"""Weight beside the heaviest node below which a node is left out after the first sweep."""


def ends_taken_in(
    mean: Array, cov: Array, log_weights: Array, side: Array, bound: Array
) -> tuple[Array, Array, Array, Array]:
    """Means, covariances and log weights of the nodes `kept`, once side * (unit - bound) <= 0 is known of every unit.

    Shapes: (G, 2 + c), (G, 2 + c, 2 + c), (G,), and (c,) for `side` (1 or -1) and `bound`; mean and covariance are used
    up.
    """
    sites = _Sites(mean, cov, side, bound)
    rough = log_weights + sites.sweep()
    kept = np.flatnonzero(rough > rough.max() + math.log(NEGLIGIBLE))
    sites = sites.only(kept)
    for _ in range(SWEEPS_MORE):
        evidence = sites.sweep()
    return sites.mean, sites.cov, log_weights[kept] + evidence, kept


class _Sites:
    """G normals (mean and covariance) and what stands in for the bounds on their coordinates from `UNITS` on."""

    def __init__(self, mean: Array, cov: Array, side: Array, bound: Array) -> None:
        self.mean, self.cov, self.side, self.bound = mean, cov, side, bound
        self.precision = np.zeros((len(mean), len(side)))
        self.shift = np.zeros((len(mean), len(side)))
        self.gathered = np.zeros(len(mean))

    def only(self, kept: Array) -> _Sites:
        """The same for some of the normals."""
        some = _Sites(self.mean[kept], self.cov[kept], self.side, self.bound)
        some.precision, some.shift, some.gathered = self.precision[kept], self.shift[kept], self.gathered[kept]
        return some

    def sweep(self) -> Array:
        """Matches the moments of every bound once, in order; the log evidence of each normal then, shape (G,)."""
        constants = np.zeros(len(self.mean))
        for site in range(len(self.side)):
            column = self.cov[:, :, UNITS + site].copy()
            v, m = column[:, UNITS + site], self.mean[:, UNITS + site]
            alone = 1.0 / v - self.precision[:, site]
            variance = 1.0 / alone
            cavity = variance * (m / v - self.shift[:, site])
            log_inside, slope, bend = _bounded(cavity, variance, self.side[site], self.bound[site])
            precision = bend / (1.0 - bend * variance)
            shift = (slope + bend * cavity) / (1.0 - bend * variance)
            constants += log_inside - _log_mass(cavity, variance, precision, shift)
            more, further = precision - self.precision[:, site], shift - self.shift[:, site]
            self.gathered += _log_mass(m, v, more, further)
            wider = 1.0 + more * v
            self.mean += column * ((further - more * m) / wider)[:, None]
            self.cov -= (column * (more / wider)[:, None])[:, :, None] * column[:, None, :]
            self.precision[:, site], self.shift[:, site] = precision, shift
        return self.gathered + constants


def _bounded(mean: Array, variance: Array, side: float, bound: float) -> tuple[Array, Array, Array]:
    """Log chance that side * (x - bound) <= 0 for a normal x; its first derivative in the mean, minus its second."""
    sd = np.sqrt(variance)
    z = side * (mean - bound) / sd
    inside = normal_tail(z)
    ratio = normal_density(z) / inside
    return np.log(inside), -side * ratio / sd, ratio * (ratio - z) / variance


def _log_mass(mean: Array, variance: Array, precision: Array, shift: Array) -> Array:
    """Log of the mean of exp(shift x - precision x^2 / 2) over a normal x."""
    wider = 1.0 + precision * variance
    inner = shift**2 * variance + 2 * shift * mean - precision * mean**2
    return np.asarray(0.5 * (inner / wider - np.log(wider)))
