"""How long pain stays as it is: the covariance of the ratings of one knot, on a grid of what is possible."""

from __future__ import annotations

import numpy as np

from unknot.recovery.parameters import Array

MEMORIES = (
    (0.0, 1.0, 0.4),
    (0.2, 5.0, 0.2),
    (0.45, 1.5, 0.1),
    (0.45, 6.0, 0.1),
    (0.75, 1.5, 0.1),
    (0.75, 6.0, 0.1),
)
"""Share of the spread that lasts for days, its time constant in days, and how likely that is beforehand."""
LASTS_FOR_HOURS = (0.0, 0.5, 0.9)
"""Share of the rest that lasts for hours. Where nothing was rated twice within half a day nobody can tell."""
USUAL = np.array([[0.3, 4.0, 0.2, 1.0]])
"""The memory with which it is worked out what was usual before a session."""
ENOUGH_BEFORE = 2
"""Ratings before a session from which on it is known what was usual."""
HOURS = 0.25
"""Time constant of the fluctuation of hours, in days."""
FALLS = (3.0, 12.0)
"""Time constants of the quick and the slow fall of a knot, in days."""


def memories(*, hours: bool) -> Array:
    """The grid of memories (G, 4): share that lasts for days, its time constant, share that lasts for hours, and how
    likely they are beforehand."""
    of_rest = LASTS_FOR_HOURS if hours else LASTS_FOR_HOURS[:1]
    return np.array(
        [
            (share, lasts, (1.0 - share) * short, likely / len(of_rest))
            for share, lasts, likely in MEMORIES
            for short in of_rest
        ]
    )


def covariance(days: Array, grid: Array, course_sd: float) -> Array:
    """Covariance (G, n, n) of ratings at `days` for a spread of 1 point; the course of the knot is part of it."""
    apart = np.abs(days[:, None] - days)
    share, lasts, short = grid.T[:3, :, None, None]
    K = share * np.exp(-apart / lasts) + short * np.exp(-apart / HOURS)
    since = days - days[0]
    bends = np.stack([np.ones_like(days), *(np.exp(-since / fall) for fall in FALLS)], axis=1)
    K += course_sd**2 * bends @ bends.T
    K += (1.0 - share - short) * np.eye(len(days))
    return np.asarray(K)
