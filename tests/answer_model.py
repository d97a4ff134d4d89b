"""Answers in five words written a second time, from the law alone, for tests that judge the first.

    y <= k   when   e - z <= c_k        z = 10 S points, e ~ Normal(0, answer_noise), k = 1..4
    c(t + u) ~ Normal(c(t), (drift^2 11' + own_drift^2 I) u)
    P(y)     = r 1[y = last answer] + (1 - r) P(y | z, c)

Thresholds c_(k-1) above c_k leave no room for answer k. What is shared with the product are the numbers of the content
and the statement of the law: chances come from `math.erfc`, courses from the matrix exponential of `tests.knot_model`,
people are drawn one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.knot_model import DAMAGE, TENDERNESS, discretised, drift
from unknot.recovery.parameters import Answering, Parameters

Array = NDArray[np.float64]

ANSWERS, THRESHOLDS = 5, 4
_FLOOR = 1e-300
_ERFC = np.array([0.5 * math.erfc(place / 2048.0 / math.sqrt(2.0)) for place in range(12 * 2048 + 2)])


def below(x: Array) -> Array:
    """The standard normal distribution function, read between values of `math.erfc` 1/2048 apart: to 2e-8."""
    place = np.minimum(np.abs(x), 12.0) * 2048.0
    cell = place.astype(np.intp)
    tail = _ERFC[cell] + (place - cell) * (_ERFC[cell + 1] - _ERFC[cell])
    return np.where(x > 0.0, 1.0 - tail, tail)


def chance(answering: Answering, answer: int, z: Array, lower: Array, upper: Array, last: int) -> Array:
    """P(y = answer) for levels and the thresholds beside the answer; those that it has not are not read."""
    above = below((upper + z) / answering.noise_points) if answer < ANSWERS else 1.0
    beneath = below((lower + z) / answering.noise_points) if answer > 1 else 0.0
    repeats = answering.repeats if last else 0.0
    return repeats * (answer == last) + (1.0 - repeats) * np.maximum(above - beneath, 0.0)


def drifting(answering: Answering, days: float) -> Array:
    """Covariance (4, 4) that the thresholds gain in `days`."""
    return (answering.drift**2 + answering.own_drift**2 * np.eye(THRESHOLDS)) * days


def prior_of_thresholds(answering: Answering) -> tuple[Array, Array]:
    """Mean (4,) and covariance (4, 4)."""
    d = np.array([-1.5, -0.5, 0.5, 1.5])
    spread = answering.shift_sd**2 + answering.stretch_sd**2 * np.outer(d, d) + answering.own_sd**2 * np.eye(THRESHOLDS)
    return np.array(answering.thresholds), spread


@dataclass
class People:
    """n people drawn one by one: states (n, 4), by how much a load does more to them (n,), thresholds (n, 4)."""

    states: Array
    size: Array
    thresholds: Array

    @property
    def level(self) -> Array:
        """Points."""
        return 10.0 * self.states[:, TENDERNESS]

    def taken(self, chosen: NDArray[np.intp]) -> People:
        """The people at the places `chosen`, as copies."""
        return People(self.states[chosen], self.size[chosen], self.thresholds[chosen])

    def wait(self, p: Parameters, days: float, rng: np.random.Generator) -> None:
        """`days` pass, for somebody of the one component of `p`."""
        F, V = discretised(drift(p, p.damage_rate[0], p.tautness_rate[0]), p.wander, days)
        self.states = self.states @ F.T + normals(rng, V, len(self.states))
        self.thresholds = self.thresholds + normals(rng, drifting(p.answering, days), len(self.states))

    def strain(self, damage: float) -> None:
        """A load that adds so much to damage in people on average."""
        self.states[:, DAMAGE] += damage * self.size

    def chances(self, p: Parameters, answer: int, last: int) -> Array:
        """P(y = answer) of each, (n,)."""
        lower, upper = self.thresholds[:, max(answer - 2, 0)], self.thresholds[:, min(answer - 1, THRESHOLDS - 1)]
        return chance(p.answering, answer, self.level, lower, upper, last)

    def answer(self, p: Parameters, last: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
        """What each says, (n,)."""
        looked = rng.normal(0.0, p.answering.noise_points, len(last)) - self.level
        said = 1 + (looked[:, None] > self.thresholds).sum(axis=1)
        return np.where(rng.random(len(last)) < p.answering.repeats, last, said)


def normals(rng: np.random.Generator, cov: Array, n: int) -> Array:
    """n draws of a normal of mean 0 and a covariance that may be singular, (n, m)."""
    values, vectors = np.linalg.eigh(cov)
    return rng.normal(size=(n, len(cov))) @ (vectors * np.sqrt(np.maximum(values, 0.0))).T


def drawn(mean: Array, cov: Array, n: int, rng: np.random.Generator) -> People:
    """People drawn from a normal of states, size and thresholds, in this order: `mean` (9,), `cov` (9, 9)."""
    x = mean + normals(rng, cov, n)
    return People(x[:, :4].copy(), x[:, 4].copy(), x[:, 5:].copy())


@dataclass(frozen=True)
class Diary:
    """What happened: answers (day, answer) and loads (day, damage)."""

    answers: Sequence[tuple[float, int]]
    loads: Sequence[tuple[float, float]] = ()


def sampled(p: Parameters, people: People, diary: Diary, rng: np.random.Generator) -> tuple[People, Array]:
    """`people` at the end of the diary and their weights: a bootstrap particle filter with systematic resampling."""
    happened = sorted([(day, 0, damage) for day, damage in diary.loads] + [(day, 1, y) for day, y in diary.answers])
    now, last, weights = 0.0, 0, np.full(len(people.size), 1.0 / len(people.size))
    for day, kind, what in happened:
        if day > now:
            people.wait(p, day - now, rng)
            now = day
        if kind == 0:
            people.strain(what)
            continue
        weights = weights * people.chances(p, int(what), last) + _FLOOR
        weights /= weights.sum()
        last = int(what)
        if 1.0 / (weights**2).sum() < 0.5 * len(weights):
            places = (np.arange(len(weights)) + rng.random()) / len(weights)
            people = people.taken(np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1))
            weights = np.full(len(weights), 1.0 / len(weights))
    return people, weights
