"""The normal distribution and quantiles of mixtures of it, without SciPy."""

from __future__ import annotations

import math

import numpy as np

from unknot.recovery.parameters import Array

REACH = 8.0
STEP = 1.0 / 256.0
CELLS = 20
TINY = 1e-300


def _normal_table() -> Array:
    """Normal distribution function from -REACH in steps: the integral of the density by Simpson's rule."""
    z = np.arange(-REACH, REACH + STEP / 4, STEP / 2)
    density = np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    slices = (density[:-2:2] + 4 * density[1:-1:2] + density[2::2]) * STEP / 6
    return np.concatenate([[0.0], np.cumsum(slices)])


_TABLE = _normal_table()
_SLOPE = np.diff(_TABLE, append=1.0)
_Z = np.linspace(-REACH, REACH, len(_TABLE))


def normal_cdf(z: Array) -> Array:
    """Phi(z), elementwise, to about 1e-6."""
    place = np.clip((z + REACH) * (1.0 / STEP), 0.0, len(_TABLE) - 1.0)
    cell = place.astype(np.intp)
    return np.asarray(_TABLE[cell] + (place - cell) * _SLOPE[cell])


FAR = 25.0
"""Where e^(x^2) erfc(x) is taken from its series instead of the standard library, which underflows there."""
TAIL_CELLS = 8192


def _tail_table() -> Array:
    """log((1 + x) e^(x^2) erfc(x)) for 1/(1 + x/2) from 0 in steps to 1; smooth for all x from 0 on."""
    x = 2.0 * (TAIL_CELLS / np.arange(1.0, TAIL_CELLS + 1) - 1.0)
    near = [math.log(math.erfc(each)) + each**2 for each in np.minimum(x, FAR)]
    above = np.maximum(x, FAR)
    far = np.log1p(-0.5 / above**2 + 0.75 / above**4) - np.log(math.sqrt(math.pi) * above)
    table = np.log1p(x) + np.where(x < FAR, near, far)
    return np.concatenate([[-0.5 * math.log(math.pi)], table])


_TAIL = _tail_table()
_TAIL_SLOPE = np.diff(_TAIL, append=_TAIL[-1])


def normal_density(z: Array) -> Array:
    """The density of the standard normal, elementwise."""
    return np.asarray(np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))


def normal_tail(z: Array) -> Array:
    """1 - Phi(z), elementwise, to a share of 1e-7 of itself: what is left far out matters for ratios. NaN stays NaN."""
    x = np.abs(z) / math.sqrt(2.0)
    place = TAIL_CELLS / (1.0 + 0.5 * x)
    cell = np.fmax(place, 0.0).astype(np.intp)
    tail = 0.5 * np.exp(_TAIL[cell] + (place - cell) * _TAIL_SLOPE[cell] - x * x) / (1.0 + x)
    return np.asarray(np.where(z < 0.0, 1.0 - tail, tail))


def quantiles(weights: Array, mean: Array, sd: Array, probabilities: Array, low: float, high: float) -> Array:
    """Quantiles of mixtures, held to `low` .. `high`. Shapes: (N,), (J, N), (J, N), (K,) -> (J, K).

    The distribution function is evaluated on a grid, turned into normal deviates and read between its points. For one
    normal that is exact; for a mixture with the spread of a reading it is right to 0.05 points on a scale of 10.
    """
    grid = np.linspace(low, high, CELLS + 1)
    below = normal_cdf((grid[:, None] - mean[:, None, :]) / sd[:, None, :])
    deviates = np.interp(below @ weights, _TABLE, _Z)
    wanted = np.interp(probabilities, _TABLE, _Z)
    reached = (deviates[:, None, :] <= wanted[:, None]).sum(axis=2)
    cell = np.clip(reached - 1, 0, CELLS - 1)
    start, end = np.take_along_axis(deviates, cell, axis=1), np.take_along_axis(deviates, cell + 1, axis=1)
    share = np.clip((wanted - start) / np.maximum(end - start, TINY), 0.0, 1.0)
    return np.asarray(grid[cell] + share * (grid[cell + 1] - grid[cell]))
