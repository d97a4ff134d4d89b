"""What a trial says: the posterior of the effect, in milliseconds, from all that was seen so far.

The model and its sums are in `trials.likelihood`. What is stated here is read off the mixture of normals that comes out
of it. The prior of the effect is a normal about nothing (`trial_analysis.*.effect_sd`): a trial has to speak up against
it. The posterior may be read at any time, but the horizon stays fixed; whether chance alone would do it is for
`trials.randomisation`, which needs no model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unknot.content.library import Library
from unknot.recovery.mixtures import normal_cdf
from unknot.trials.design import Observed, Protocol
from unknot.trials.likelihood import Fit, fitted, from_library

INTERVAL = (0.025, 0.975)
HALVINGS = 40
REACH = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """What is known of the effect: points, or the logarithm of the ratio of days; below zero is better.

    `low` and `high` hold 95 %. `p_better` and `p_worse` are the chances that the effect is below and above zero,
    `p_worthwhile` and `p_harm` that it is better and worse by at least the worthwhile difference (for days: that at
    least that share of days is saved, or that days are longer by the inverse of it). Of the units that were
    randomised `units_used` have an outcome and `missing` have none; `at_end` of those used stood at an end of the
    scale or were not over yet, and say less. `correlation` (0-1) is how strongly one unit hangs together with the
    next apart from treatment and trend, `trend` what the outcome changes from the first to the last unit without
    treatment, `carry_over` (0-1) how much of a day's effect is left a day later, `noise` the spread of units about
    all that.
    """

    mean: float
    sd: float
    low: float
    high: float
    p_better: float
    p_worse: float
    p_worthwhile: float
    p_harm: float
    units_used: int
    missing: int
    at_end: int
    correlation: float
    trend: float
    carry_over: float
    noise: float


def posterior(library: Library, protocol: Protocol, observed: Observed) -> Posterior:
    """What the units seen so far say of the effect; with none seen, the prior.

    The outcome of `observed` is in points, or log days; ratings are taken as rounded to whole points and held to 0-10.
    """
    fit = fitted(from_library(library, protocol), observed)
    seen = int(np.isfinite(observed.outcome).sum())
    worth = worthwhile_effect(protocol)
    mean = float(fit.weights @ fit.mean)
    sd = math.sqrt(float(fit.weights @ (fit.sd**2 + (fit.mean - mean) ** 2)))
    low, high = (_quantile(fit, p, mean, sd) for p in INTERVAL)
    better = _below(fit, 0.0)
    return Posterior(
        mean=mean,
        sd=sd,
        low=low,
        high=high,
        p_better=better,
        p_worse=1.0 - better,
        p_worthwhile=_below(fit, -worth),
        p_harm=1.0 - _below(fit, worth),
        units_used=seen,
        missing=len(observed.outcome) - seen,
        at_end=fit.at_end,
        correlation=float(fit.weights @ fit.correlation),
        trend=float(fit.weights @ fit.trend),
        carry_over=float(fit.weights @ fit.carry_over),
        noise=float(fit.weights @ fit.noise),
    )


def worthwhile_effect(protocol: Protocol) -> float:
    """The size of the smallest effect worth having, above zero: points, or the logarithm of a ratio of days."""
    if protocol.outcome == "days_to_gone":
        return -math.log1p(-protocol.worthwhile)
    return protocol.worthwhile


def _below(fit: Fit, value: float) -> float:
    """The chance that the effect is below `value`."""
    return float(fit.weights @ normal_cdf((value - fit.mean) / fit.sd))


def _quantile(fit: Fit, probability: float, mean: float, sd: float) -> float:
    """The effect below which `probability` of it lies, to a millionth of its spread."""
    low, high = mean - REACH * sd, mean + REACH * sd
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(fit, middle) < probability else (low, middle)
    return (low + high) / 2
