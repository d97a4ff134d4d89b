"""How good stated probabilities of muscles were, once it is known which muscle it was.

Shapes: n people, B bins, D draws of people with replacement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Interval = tuple[float, float, float]
"""Lower end of 95 %, middle, upper end."""

BINS = 10
DRAWS = 2000
NORMAL = 1.959964
"""Standard normal deviate of a 95 % interval."""


@dataclass(frozen=True)
class Judged:
    """What came of stated probabilities, each of shape (n,).

    `rank` of the first muscle that was right (0 is the best), `log` of the probability of the right ones together,
    `brier` over all muscles (the right ones count as one), `confidence` in the muscle named first.
    """

    rank: NDArray[np.intp]
    log: Floats
    brier: Floats
    confidence: Floats

    @property
    def first(self) -> Floats:
        """1 where the muscle named first was right."""
        return np.asarray(self.rank == 0, dtype=np.float64)

    @property
    def among_three(self) -> Floats:
        """1 where one of the first three was right."""
        return np.asarray(self.rank < 3, dtype=np.float64)


@dataclass(frozen=True)
class Reliability:
    """Stated confidence against what came, by bin of confidence: people, mean confidence and share right, each (B,).

    Where a bin is empty its means are NaN.
    """

    people: NDArray[np.intp]
    stated: Floats
    right: Floats


def judged(stated: Sequence[Mapping[str, float]], truths: Sequence[Sequence[str]]) -> Judged:
    """Judges probabilities that sum to 1 over muscles against the muscles that it was; ties by name."""
    rank, log, brier, confidence = [], [], [], []
    for chances, truth in zip(stated, truths, strict=True):
        order = sorted(chances, key=lambda muscle: (-chances[muscle], muscle))
        right = sum(chances[muscle] for muscle in truth)
        rank.append(min(order.index(muscle) for muscle in truth))
        log.append(np.log(right))
        brier.append((1.0 - right) ** 2 + sum(chances[muscle] ** 2 for muscle in chances if muscle not in truth))
        confidence.append(chances[order[0]])
    return Judged(np.array(rank), np.array(log), np.array(brier), np.array(confidence))


def interval(values: Floats, seed: int) -> Interval:
    """The mean with its interval, people drawn again with replacement."""
    means = values[_picks(len(values), seed)].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(values.mean()), float(np.quantile(means, 0.975))


def share(hits: Floats) -> Interval:
    """The share of ones with its Wilson interval, which does not close up where all or none are ones."""
    n, middle = len(hits), float(hits.mean())
    squared = NORMAL**2 / n
    centre, half = middle + squared / 2, NORMAL * np.sqrt(middle * (1 - middle) / n + squared / (4 * n))
    return float((centre - half) / (1 + squared)), middle, float((centre + half) / (1 + squared))


def reliability(found: Judged) -> Reliability:
    """Confidence in the first muscle against how often it was right, in ten bins of equal width."""
    bins = _bins(found.confidence)
    people = np.bincount(bins, minlength=BINS)
    sums = [np.bincount(bins, weights=values, minlength=BINS) for values in (found.confidence, found.first)]
    with np.errstate(invalid="ignore"):
        stated, right = sums[0] / people, sums[1] / people
    return Reliability(people, stated, right)


def calibration_error(found: Judged, seed: int) -> Interval:
    """The expected calibration error: how far confidence and share right are apart, mean over people by bin.

    Drawing people again makes it larger, so the interval is that of the draws less their mean excess. It is never 0 in
    a finite number of people: `if_exactly_right` says what luck alone makes of it.
    """
    bins, gap = _bins(found.confidence), found.confidence - found.first
    middle = _error(bins, gap)
    drawn = np.array([_error(bins[pick], gap[pick]) for pick in _picks(len(bins), seed)])
    low, high = np.quantile(drawn - (drawn.mean() - middle), (0.025, 0.975))
    return max(float(low), 0.0), middle, float(high)


def if_exactly_right(found: Judged, seed: int) -> Interval:
    """The calibration error that these confidences would show if each of them were exactly right."""
    bins, rng = _bins(found.confidence), np.random.default_rng((seed, 8))
    drawn = [_error(bins, found.confidence - (rng.random(len(bins)) < found.confidence)) for _ in range(DRAWS)]
    return float(np.quantile(drawn, 0.025)), float(np.mean(drawn)), float(np.quantile(drawn, 0.975))


def _bins(confidence: Floats) -> NDArray[np.intp]:
    return np.minimum((confidence * BINS).astype(np.intp), BINS - 1)


def _error(bins: NDArray[np.intp], gap: Floats) -> float:
    return float(np.abs(np.bincount(bins, weights=gap, minlength=BINS)).sum() / len(bins))


def _picks(n: int, seed: int) -> NDArray[np.intp]:
    return np.random.default_rng((seed, 7)).integers(n, size=(DRAWS, n))
