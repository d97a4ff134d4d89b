"""What a person reports, given the states.

    pain_now          y ~ Normal(10 S - R,             pain_noise)      R: relief left, its spread adds to the noise
    pain_worst        y ~ Normal(10 S + worst_above,   worst_noise)     the worst of a day is not relieved
    press_tenderness  y ~ Normal(10 S f - U,           press_noise)     U: relief left on the press
    <range>.<side>    y ~ Normal(reference + slope T,  noise of the range)
    movement:<id>     y ~ Normal(reference + slope T,  reach_noise)     a word, as degrees short of what is usual

Scales end at 0 and 10; readings there are taken as they stand, not as "0 or less". For a knot that has cleared this
makes the belief a little too sure and moves no date, because everything below 1 point is gone. The spread of relief
is taken afresh at each reading. Answers in five words are ordered, not normal: `ordinal`. Function has no known noise
and is not read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery.dynamics import CORE, PLATEAU, TAUTNESS, TENDERNESS, Modes
from unknot.recovery.parameters import Array, Parameters
from unknot.recovery.state import POINTS, Pulse, Range, remaining

LOG_TWO_PI = math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reported value: `measure` is a name of the table above, `value` points or degrees."""

    measure: str
    value: float


class Law(NamedTuple):
    """Linear law of a reading: y ~ Normal(loadings · x + offset, variance); `loadings` maps state to weight."""

    loadings: tuple[tuple[int, float], ...]
    offset: float
    variance: float

    @property
    def of_tenderness(self) -> bool:
        """Whether the reading speaks of the tenderness alone."""
        return len(self.loadings) == 1 and self.loadings[0][0] == TENDERNESS


def law(parameters: Parameters, measure: str, *, pulses: tuple[Pulse, ...] = (), ranges: tuple[Range, ...] = ()) -> Law:
    """How `measure` depends on the states while `pulses` are at work. Raises `ModelError` for an unknown measure."""
    p = parameters
    if measure == "pain_now":
        relief, spread = remaining(pulses, "pain")
        return Law(((TENDERNESS, POINTS),), -relief, p.pain_noise_points**2 + spread)
    if measure == "pain_worst":
        return Law(((TENDERNESS, POINTS),), p.worst_above_points, p.worst_noise_points**2)
    if measure == "press_tenderness":
        relief, spread = remaining(pulses, "press")
        return Law(((TENDERNESS, POINTS * p.press_factor),), -relief, p.press_noise_points**2 + spread)
    for place, each in enumerate(ranges):
        if each.key == measure:
            return Law(((TAUTNESS, each.slope), (CORE + place, 1.0)), 0.0, each.noise_sd**2)
    raise ModelError(Problem("model_unknown_measure", measure, "the belief does not follow this measure"))


def together(readings: Sequence[tuple[Law, float]]) -> tuple[Law, float]:
    """One reading of the tenderness itself that says what `readings` of it say, up to a constant of the density.

    Independent normal readings of one number weigh as their precisions; the mean of them is all they tell of it.
    """
    precision = weighted = 0.0
    for (((_, weight),), offset, variance), value in readings:
        precision += weight * weight / variance
        weighted += weight * (value - offset) / variance
    return Law(((TENDERNESS, 1.0),), 0.0, 1.0 / precision), weighted / precision


def loadings(rule: Law, parameters: Parameters, frame: Modes | None, n: int) -> Array:
    """The weight of each of the n states, or modes of `frame`, in the reading: (n, N)."""
    weights = np.zeros((n, len(parameters.log_prior)))
    for state, weight in rule.loadings:
        weights[state] += weight
    if frame is not None:
        weights[PLATEAU] += weights[TAUTNESS] + parameters.tautness_share * weights[TENDERNESS]
        weights[: TAUTNESS + 1] += frame.follows * weights[TENDERNESS]
    return weights


def seen(states: Array, weights: Array) -> Array:
    """`states` (n, ..., N) through the `weights` (n, N) of a reading: (..., N)."""
    return np.asarray(np.einsum("i...c,ic->...c", states, weights))


def log_density(error: Array, variance: Array) -> Array:
    """log Normal(error; 0, variance), elementwise."""
    return -0.5 * (error**2 / variance + np.log(variance) + LOG_TWO_PI)
