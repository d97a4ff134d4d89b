"""What a person reports, given the states.

    pain_now          y ~ Normal(10 S - R,             pain_noise)      R: relief left, its spread adds to the noise
    pain_worst        y ~ Normal(10 S + worst_above,   worst_noise)     the worst of a day is not relieved
    press_tenderness  y ~ Normal(10 S f - U,           press_noise)     U: relief left on the press
    <range>.<side>    y ~ Normal(reference + slope T,  noise of the range)

Scales end at 0 and 10; readings there are taken as they stand, not as "0 or less". For a knot that has cleared this
makes the belief a little too sure and moves no date, because everything below 1 point is gone. The spread of relief
is taken afresh at each reading. Function and soreness_5 have no known noise and are not read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery.dynamics import CORE, TAUTNESS, TENDERNESS
from unknot.recovery.parameters import Array
from unknot.recovery.state import POINTS, Belief, remaining

LOG_TWO_PI = math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reported value: `measure` is a name of the table above, `value` points or degrees."""

    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class Law:
    """Linear law of a reading: y ~ Normal(loadings · x + offset, variance); `loadings` maps state to weight."""

    loadings: tuple[tuple[int, float], ...]
    offset: float
    variance: float


def law(belief: Belief, measure: str) -> Law:
    """How `measure` depends on the states of `belief` at its instant. Raises `ModelError` for an unknown measure."""
    p = belief.parameters
    if measure == "pain_now":
        relief, spread = remaining(belief.pulses, "pain")
        return Law(((TENDERNESS, POINTS),), -relief, p.pain_noise_points**2 + spread)
    if measure == "pain_worst":
        return Law(((TENDERNESS, POINTS),), p.worst_above_points, p.worst_noise_points**2)
    if measure == "press_tenderness":
        relief, spread = remaining(belief.pulses, "press")
        return Law(((TENDERNESS, POINTS * p.press_factor),), -relief, p.press_noise_points**2 + spread)
    for place, each in enumerate(belief.ranges):
        if each.key == measure:
            return Law(((TAUTNESS, each.slope), (CORE + place, 1.0)), 0.0, each.noise_sd**2)
    raise ModelError(Problem("model_unknown_measure", measure, "the belief does not follow this measure"))


def predicted(belief: Belief, rule: Law) -> tuple[Array, Array, Array]:
    """Per component the mean and variance of the reading, (N,) each, and its covariance with the states, (N, n)."""
    mean = np.full(len(belief.mean), rule.offset)
    against = np.zeros_like(belief.mean)
    for state, weight in rule.loadings:
        mean += weight * belief.mean[:, state]
        against += weight * belief.cov[:, :, state]
    variance = np.full(len(belief.mean), rule.variance)
    for state, weight in rule.loadings:
        variance += weight * against[:, state]
    return mean, variance, against


def log_density(value: float, mean: Array, variance: Array) -> Array:
    """log Normal(value; mean, variance), elementwise."""
    return -0.5 * ((value - mean) ** 2 / variance + np.log(variance) + LOG_TWO_PI)
