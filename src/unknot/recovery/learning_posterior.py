"""The ratings of a person as one Gaussian regression: what they say of the numbers that are learned.

For each memory and spread of the grid the posterior is normal; together they are a mixture, weighted by how well each
predicts all ratings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from unknot.content.library import Library
from unknot.recovery.learning_design import ANSWERING, Name, Prior, Ratings, parts, whole_of
from unknot.recovery.learning_memory import covariance, memories
from unknot.recovery.matching import NOON, Course
from unknot.recovery.parameters import Array

SPREADS = (0.5, 0.71, 1.0, 1.41, 2.0)
"""The spread of a rating against its usual size."""
SPREAD_LOG_SD = 0.4
ANSWERED: Mapping[str, float] = MappingProxyType({"better": 1.0, "same": 0.0, "worse": -1.0})
NOTHING_ELSE: Mapping[Name, tuple[float, float]] = MappingProxyType({})


class _Sums(NamedTuple):
    """What ratings say of the numbers of the prior, at each of G memories and for a spread of 1 point: the products
    design' K^-1 design (G, p, p), design' K^-1 y (G, p) and y' K^-1 y (G,), log det K (G,) and how many they are."""

    squares: Array
    products: Array
    errors: Array
    log_det: Array
    ratings: int


def _summed(library: Library, shown: Sequence[Ratings], grid: Array) -> _Sums:
    p, G = shown[0].design.shape[1], len(grid)
    sums = _Sums(np.zeros((G, p, p)), np.zeros((G, p)), np.zeros(G), np.zeros(G), 0)
    course_sd = library.number("learning.course_sd")
    for part in shown:
        K = covariance(part.days, grid, course_sd)
        known = np.column_stack([part.design, part.points])
        root = np.linalg.cholesky(K)
        seen = np.linalg.solve(root, np.broadcast_to(known, (G, *known.shape)))
        all_ = seen.swapaxes(1, 2) @ seen
        log_det = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        sums = _Sums(
            sums.squares + all_[:, :p, :p],
            sums.products + all_[:, :p, p],
            sums.errors + all_[:, p, p],
            sums.log_det + log_det,
            sums.ratings + len(part.days),
        )
    return sums


@dataclass(frozen=True, slots=True)
class Posterior:
    """A mixture of K normal posteriors: weights (K,), precisions times means (K, p), covariances (K, p, p)."""

    weights: Array
    pull: Array
    cov: Array

    def of(
        self, wanted: Mapping[Name, float], prior: Prior, instead: Mapping[Name, tuple[float, float]] = NOTHING_ELSE
    ) -> tuple[float, float, Array, Array]:
        """Mean and standard deviation of a weighted sum of numbers, and both in each part of the mixture, (K,).

        `instead` are the means and standard deviations of another prior for some numbers.
        """
        a = np.zeros(len(prior.mean))
        for name, weight in wanted.items():
            a[prior.places[name]] = weight
        pull, cov = self.pull.copy(), self.cov
        for name, (mean, sd) in instead.items():
            place = prior.places[name]
            before, after = prior.sd[place] ** -2.0, sd**-2.0
            column = cov[:, :, place]
            gain = (before - after) / (1.0 - (before - after) * column[:, place])
            cov = cov + gain[:, None, None] * column[:, :, None] * column[:, None, :]
            pull[:, place] += mean * after - prior.mean[place] * before
        across = cov @ a
        means, sds = (across * pull).sum(axis=1), np.sqrt(np.maximum(across @ a, 0.0))
        mean = float(self.weights @ means)
        sd = math.sqrt(float(self.weights @ (sds**2 + (means - mean) ** 2)))
        return mean, sd, means, sds


def posterior(library: Library, prior: Prior, told: Sequence[Course]) -> Posterior | None:
    """What all courses of a person say together; None where no rating shows a session."""
    shown = [part for course in told for part in parts(library, prior, course)]
    if not shown:
        return None
    grid = memories(hours=any((np.diff(part.days) < NOON).any() for part in shown))
    sums = _summed(library, shown, grid)
    spreads = np.array(SPREADS) * library.number("learning.rating_sd")
    squares, products = _answers(library, prior, told)
    precision = np.diag(prior.sd**-2.0) + squares
    per = (spreads**-2.0)[None, :, None]
    precisions = (precision + per[..., None] * sums.squares[:, None]).reshape(-1, *precision.shape)
    pull = (prior.mean / prior.sd**2 + products + per * sums.products[:, None]).reshape(-1, len(prior.mean))
    cov = np.linalg.inv(precisions)
    explained = np.einsum("ki,kij,kj->k", pull, cov, pull)
    of_spread = np.log(spreads / library.number("learning.rating_sd"))
    log_evidence = (
        np.log(grid[:, -1:])
        - sums.ratings * np.log(spreads)
        - 0.5 * sums.log_det[:, None]
        - 0.5 * sums.errors[:, None] * spreads**-2.0
        - 0.5 * (of_spread / SPREAD_LOG_SD) ** 2
    ).reshape(-1) + 0.5 * (explained - np.linalg.slogdet(precisions)[1])
    weights = np.exp(log_evidence - log_evidence.max())
    return Posterior(weights / weights.sum(), pull, np.asarray(cov, dtype=np.float64))


def _answers(library: Library, prior: Prior, told: Sequence[Course]) -> tuple[Array, Array]:
    """What "better", "same" and "worse" add where nobody rated: precision (p, p) and precision times mean (p,)."""
    squares, products = np.zeros((len(prior.mean),) * 2), np.zeros(len(prior.mean))
    weight = library.number("learning.answer_noise") ** -2.0
    points = library.number("learning.answer_points")
    for session in (session for course in told for session in course.sessions):
        if session.felt is None or not session.matched:
            continue
        row = np.zeros(len(prior.mean))
        row[[prior.places[name] for name in (*whole_of(session.effect, "relief"), (ANSWERING, ""))]] = 1.0
        squares += weight * np.outer(row, row)
        products += weight * points * ANSWERED[session.felt] * row
    return squares, products
