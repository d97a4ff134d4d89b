r"""Soreness in five words: an ordered reading of the level, with thresholds that are the person's own.

    symbol  name              unit    meaning
    y       answer            1-5     1 very sore, 2 sore, 3 normal, 4 good, 5 not sore at all
    z       level             points  10 S
    c_k     thresholds        points  c_1 < ... < c_4, states of the person
    e       slip              points  Normal(0, answer_noise), new with every answer
    r       repeats           1       chance to give the last answer again without looking

    y <= k   when   e - z <= c_k
    c        ~ Normal(m, shift^2 11' + stretch^2 dd' + own^2 I)     d = (-1.5, -0.5, 0.5, 1.5)
    c(t + u) ~ Normal(c(t), (drift^2 11' + own_drift^2 I) u)        u in days
    P(y)     = r 1[y = last answer] + (1 - r) P(y | z, c)

People use such a scale very differently, so the thresholds belong to the person and are learned with the level. The
answer is taken in by matching moments: exactly for the outer answers, which have one threshold, and with
Gauss-Hermite nodes over the distance of the two thresholds for the inner ones. Thresholds out of order have no
probability. The rest of the engine is linear and Gaussian; this is the one place where it is not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unknot.recovery.dynamics import TENDERNESS, Modes
from unknot.recovery.mixtures import normal_density, normal_tail
from unknot.recovery.observation import Law, loadings, seen
from unknot.recovery.parameters import Answering, Array, Parameters
from unknot.recovery.state import POINTS

ANSWERS = 5
THRESHOLDS = ANSWERS - 1

LEVEL = Law(((TENDERNESS, POINTS),), 0.0, 0.0)
"""The level z, as the thresholds see it."""

STRETCH = np.arange(THRESHOLDS) - (THRESHOLDS - 1) / 2

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = (_WEIGHTS / _WEIGHTS.sum())[:, None]
_NODES = _NODES[:, None]

NARROWEST = 1e-6
"""Points; thresholds nearer than this leave no room for an answer between them."""

LEAST = 1e-6
"""Chance that no answer goes below: thresholds that are not sure of their order would leave one with none."""

IMPOSSIBLE = 1e-300


def prior(answering: Answering) -> tuple[Array, Array]:
    """Mean (4,) and covariance (4, 4) of the thresholds of a person of whom nothing is known. [points]"""
    spread = answering.shift_sd**2 + answering.stretch_sd**2 * np.outer(STRETCH, STRETCH)
    return np.array(answering.thresholds), spread + answering.own_sd**2 * np.eye(THRESHOLDS)


def drifted(joint: Array, answering: Answering, place: int, days: Array | float) -> Array:
    """`joint` (n, n + 1, N) once the thresholds, from `place` on, have drifted for `days`, a number or (N,)."""
    after = joint.copy()
    thresholds = slice(place, place + THRESHOLDS)
    drift = answering.drift**2 + answering.own_drift**2 * np.eye(THRESHOLDS)
    after[thresholds, thresholds] += drift[:, :, None] * days
    return after


def taken_in(
    joint: Array,
    parameters: Parameters,
    frame: Modes | None,
    place: int,
    answer: int | NDArray[np.intp],
    last: int | NDArray[np.intp],
) -> tuple[Array, Array]:
    """`joint` (n, n + 1, N) with `answer` (1-5) taken in, and the log probability that it had, (N,).

    The thresholds are the four states from `place` on; `last` is the answer before, 0 where there was none. Both are
    one number for all or (N,); several answers at once are all inner ones (2-4).
    """
    z = loadings(LEVEL, parameters, frame, len(joint))
    noise = parameters.answering.noise_points**2
    if isinstance(answer, int) and answer in (1, ANSWERS):
        looked, chance = _past_one(joint, z, place, answer, noise)
    else:
        looked, chance = _between_two(joint, z, place, answer, noise)
    repeats = np.where(np.equal(last, 0), 0.0, parameters.answering.repeats)
    seen_now = (1.0 - repeats) * chance
    total = seen_now + np.where(np.equal(last, answer), repeats, 0.0)
    return mixed(joint, looked, seen_now / total), np.log(total)


def mixed(first: Array, second: Array, share: Array) -> Array:
    """The moments of a mixture of two, both (n, n + 1, N), of which `second` has the `share`, (N,)."""
    shift = second[:, -1] - first[:, -1]
    both = first + share * (second - first)
    both[:, :-1] += share * (1.0 - share) * shift[:, None] * shift
    return both


def chances(joint: Array, sight: Array, place: int, answering: Answering, *, days: float = 0.0) -> Array:
    """Chance of each answer when one looks at the level, (5, N), from `joint` (n, n + 1, N).

    `sight` (n, N) are the weights of the states in the level; the thresholds have drifted for `days` since `joint`.
    """
    level = seen(joint, sight)
    drift = days * (answering.drift**2 + answering.own_drift**2)
    variance = seen(level[:-1], sight) + answering.noise_points**2 + drift
    at = np.arange(place, place + THRESHOLDS)
    spread = variance + joint[at, at] + 2.0 * level[at]
    below = np.zeros((ANSWERS + 1, variance.shape[-1]))
    below[1:ANSWERS] = normal_tail(-(joint[at, -1] + level[-1]) / np.sqrt(spread))
    below[ANSWERS] = 1.0
    shares = np.maximum(np.diff(below, axis=0), LEAST)
    return np.asarray(shares / shares.sum(axis=0))


def sorer_than(
    joint: Array, parameters: Parameters, frame: Modes | None, place: int, answer: int
) -> tuple[Array, Array]:
    """`joint` given that whoever looks gives an answer below `answer` (2-5), and the chance of that, (N,)."""
    functional = loadings(LEVEL, parameters, frame, len(joint))
    functional[place + answer - 2] += 1.0
    return _conditioned(joint, functional, parameters.answering.noise_points**2)


def _past_one(joint: Array, z: Array, place: int, answer: int, noise: float) -> tuple[Array, Array]:
    """For an outer answer: given c_1 + z - e > 0, or e - z - c_4 > 0."""
    functional = z.copy() if answer == 1 else -z
    functional[place + (0 if answer == 1 else THRESHOLDS - 1)] += 1.0 if answer == 1 else -1.0
    return _conditioned(joint, functional, noise)


def _conditioned(joint: Array, functional: Array, noise: float) -> tuple[Array, Array]:
    """`joint` given that what `functional` (n, N) sees, noise included, is above 0, and the chance of that."""
    against = seen(joint, functional)
    variance = seen(against[:-1], functional) + noise
    sd = np.sqrt(variance)
    at = against[-1] / sd
    chance = np.maximum(normal_tail(-at), IMPOSSIBLE)
    ratio = np.where(chance > IMPOSSIBLE, normal_density(at) / chance, -at)
    gain = against[:-1] / sd
    after = joint.copy()
    after[:, -1] += gain * ratio
    after[:, :-1] -= np.clip(ratio * (ratio + at), 0.0, 1.0) * gain[:, None] * gain
    return after, chance


def _between_two(
    joint: Array, z: Array, place: int, answer: int | NDArray[np.intp], noise: float
) -> tuple[Array, Array]:
    """For an inner answer k: given 0 < A < G, where A = e - z - c_(k-1) and G = c_k - c_(k-1)."""
    each = np.arange(joint.shape[-1])
    lower, upper = place + answer - 2, place + answer - 1
    above, wide = np.repeat(-z, len(each) // z.shape[1], axis=1), np.zeros((len(z), len(each)))
    above[lower, each] -= 1.0
    wide[upper, each], wide[lower, each] = 1.0, -1.0
    of_A, of_G = seen(joint, above), seen(joint, wide)
    mean_A, mean_G = of_A[-1], of_G[-1]
    of_A, of_G = of_A[:-1], of_G[:-1]
    var_A, shared, var_G = seen(of_A, above) + noise, seen(of_A, wide), np.maximum(seen(of_G, wide), NARROWEST**2)

    gap = mean_G + np.sqrt(var_G) * _NODES
    middle = mean_A + shared / var_G * (gap - mean_G)
    sd = np.sqrt(np.maximum(var_A - shared**2 / var_G, NARROWEST**2))
    chance, inside, spread = _truncated(middle, sd, np.maximum(gap, NARROWEST))
    weight = _WEIGHTS * np.where(gap > NARROWEST, chance, 0.0) + IMPOSSIBLE
    total = weight.sum(axis=0)
    weight = weight / total
    new_A, new_G = (weight * inside).sum(axis=0), (weight * gap).sum(axis=0)
    off_A, off_G = inside - new_A, gap - new_G
    change_A = (weight * (spread + off_A**2)).sum(axis=0) - var_A
    change_AG = (weight * off_A * off_G).sum(axis=0) - shared
    change_G = (weight * off_G**2).sum(axis=0) - var_G

    room = var_A * var_G - shared**2
    by_A = (var_G * of_A - shared * of_G) / room
    by_G = (var_A * of_G - shared * of_A) / room
    after = joint.copy()
    after[:, -1] += by_A * (new_A - mean_A) + by_G * (new_G - mean_G)
    left, right = change_A * by_A + change_AG * by_G, change_AG * by_A + change_G * by_G
    after[:, :-1] += by_A[:, None] * left + by_G[:, None] * right
    return after, total


def _truncated(mean: Array, sd: Array, width: Array) -> tuple[Array, Array, Array]:
    """Of a normal number: the chance to lie in 0 .. `width`, and its mean and variance if it does."""
    low, high = -mean / sd, (width - mean) / sd
    turned = low + high < 0.0
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    chance = normal_tail(low) - normal_tail(high)
    certain = np.maximum(chance, IMPOSSIBLE)
    at_low, at_high = normal_density(low), normal_density(high)
    centre = np.where(chance > IMPOSSIBLE, (at_low - at_high) / certain, low)
    shrunk = 1.0 + (low * at_low - high * at_high) / certain - centre**2
    shrunk = np.where(chance > IMPOSSIBLE, np.clip(shrunk, 0.0, 1.0), 0.0)
    return chance, mean + sd * np.where(turned, -centre, centre), sd**2 * shrunk
