"""The scores of forecasts of levels: proper ones, calibration and sharpness, for people and for pairs.

`cold` are a person's first 14 check-ins, `warm` all later ones; blocks are days ahead within one of them. A pair is a
check-in and one that follows 1 to 14 days later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import HORIZONS, LEVELS, Diary
from bench.court.forecaster import Array

COLD = 14
FLOOR = 1e-4
MIN_PAIRS = 25
DRAWS, SEED = 4000, 20240611
PIT_BINS = 10
BLOCKS = {"h1": (1, 1), "h2-3": (2, 3), "h4-7": (4, 7), "h8-14": (8, 14)}
REGIMES = ("all", "cold", "warm", *(f"{regime} {block}" for regime in ("cold", "warm") for block in BLOCKS))
PIT = tuple(f"pit{place}" for place in range(PIT_BINS))
SCORES = ("rps", "log", "cov50", "cov90", "set90", "sore", "hit", "median_error", *PIT)
"""`hit` and `median_error` are no proper scores: they are what a cheat would like to be judged by."""

Weighting = Literal["people", "pairs"]
Interval = tuple[float, float, float]
"""The figure and the bounds of its 95 % interval."""


@dataclass(frozen=True)
class Cells:
    """Sums over the pairs of one forecaster, by person and days ahead.

    `sums` maps a score and a regime to shape (people, 14); `pairs` maps a regime to the number of pairs, same shape.
    """

    people: tuple[str, ...]
    sums: Mapping[tuple[str, str], Array]
    pairs: Mapping[str, Array]

    def counted(self, regime: str) -> NDArray[np.bool_]:
        """Who counts in the regime: at least 25 pairs in it, or in the whole of which it is a block."""
        whole = self.pairs[regime.partition(" ")[0]]
        enough: NDArray[np.bool_] = whole.sum(axis=1) >= MIN_PAIRS
        return enough

    def of_person(self, score: str, regime: str) -> Array:
        """Shape (people,): the mean over days ahead of the means over pairs; NaN for who has no pair."""
        sums, pairs = self.sums[score, regime], self.pairs[regime]
        means = np.where(pairs > 0, sums / np.maximum(pairs, 1), np.nan)
        some = (pairs > 0).sum(axis=1)
        return np.where(some > 0, np.nansum(means, axis=1) / np.maximum(some, 1), np.nan)


def pair_scores(probabilities: Array, level: NDArray[np.int64]) -> dict[str, Array]:
    """Each score of n forecasts, shape (n, 5), where `level` came."""
    place = np.arange(len(level))
    up_to = np.cumsum(probabilities, axis=1)
    came = level[:, None] <= np.arange(1, LEVELS + 1)
    given = probabilities[place, level - 1]
    high = up_to[place, level - 1]
    low = high - given
    width = np.maximum(given, 1e-12)

    def inside(start: float, end: float) -> Array:
        overlap: Array = np.minimum(high, end) - np.maximum(low, start)
        return np.clip(overlap, 0, None) / width

    lowest = (up_to < 0.05 - 1e-12).sum(axis=1)
    highest = np.minimum((up_to < 0.95 - 1e-12).sum(axis=1), LEVELS - 1)
    median = (up_to < 0.5 - 1e-12).sum(axis=1) + 1
    scores: dict[str, Array] = {
        "rps": ((up_to - came)[:, : LEVELS - 1] ** 2).sum(axis=1) / (LEVELS - 1),
        "log": -np.log((1 - LEVELS * FLOOR) * given + FLOOR),
        "cov50": inside(0.25, 0.75),
        "cov90": inside(0.05, 0.95),
        "set90": (highest - lowest + 1).astype(float),
        "sore": (up_to[:, 1] - (level <= 2)) ** 2,
        "hit": given,
        "median_error": np.abs(median - level).astype(float),
    }
    scores |= {name: inside(bin_ / PIT_BINS, (bin_ + 1) / PIT_BINS) for bin_, name in enumerate(PIT)}
    return scores


def cells(diaries: Sequence[Diary], levels: Sequence[Array]) -> Cells:
    """The sums for every person, of forecasts of shape (check-ins, 14, 5) each."""
    shape = (len(diaries), HORIZONS)
    sums = {(score, regime): np.zeros(shape) for score in SCORES for regime in ("cold", "warm")}
    pairs = {regime: np.zeros(shape) for regime in ("cold", "warm")}
    for person, (diary, said) in enumerate(zip(diaries, levels, strict=True)):
        ahead = np.concatenate([diary.soreness, np.zeros(HORIZONS, dtype=np.int64)])
        came = ahead[diary.check_ins[:, None] + np.arange(1, HORIZONS + 1)]
        origin, horizon = np.nonzero(came)
        scored = pair_scores(said[origin, horizon], came[origin, horizon])
        for regime, these in (("cold", origin < COLD), ("warm", origin >= COLD)):
            pairs[regime][person] = np.bincount(horizon[these], minlength=HORIZONS)
            for score, values in scored.items():
                sums[score, regime][person] = np.bincount(horizon[these], values[these], minlength=HORIZONS)
    return Cells(tuple(diary.person for diary in diaries), *_regimes(sums, pairs))


def _regimes(
    sums: Mapping[tuple[str, str], Array], pairs: Mapping[str, Array]
) -> tuple[dict[tuple[str, str], Array], dict[str, Array]]:
    """Both regimes, their sum, and the blocks of days ahead within each."""
    every_pair = {**pairs, "all": pairs["cold"] + pairs["warm"]}
    every_sum = {**sums, **{(score, "all"): sums[score, "cold"] + sums[score, "warm"] for score in SCORES}}
    day = np.arange(1, HORIZONS + 1)
    for regime in ("cold", "warm"):
        for block, (first, last) in BLOCKS.items():
            here = (day >= first) & (day <= last)
            every_pair[f"{regime} {block}"] = pairs[regime] * here
            for score in SCORES:
                every_sum[score, f"{regime} {block}"] = sums[score, regime] * here
    return every_sum, every_pair


def figure(found: Cells, score: str, regime: str, weighting: Weighting = "people") -> Interval:
    """The mean over people, or over pairs, with its interval over people."""
    top, bottom = _parts(found, score, regime, weighting)
    drawn = draws(len(top))
    means = top[drawn].sum(axis=1) / bottom[drawn].sum(axis=1)
    return interval(float(top.sum() / bottom.sum()), means)


def gain(found: Cells, rival: Cells, score: str, regime: str, weighting: Weighting = "people") -> Interval:
    """By how many percent the score is lower than the rival's, paired within people, with its interval."""
    ours, _ = _parts(found, score, regime, weighting)
    theirs, _ = _parts(rival, score, regime, weighting)
    drawn = draws(len(ours))
    lower = 100 * (1 - ours[drawn].sum(axis=1) / theirs[drawn].sum(axis=1))
    return interval(float(100 * (1 - ours.sum() / theirs.sum())), lower)


def better_for(found: Cells, rival: Cells, score: str, regime: str) -> tuple[int, int]:
    """For how many people the score is lower than the rival's, and of how many."""
    ours, _ = _parts(found, score, regime, "people")
    theirs, _ = _parts(rival, score, regime, "people")
    return int((ours < theirs).sum()), len(ours)


def histogram(found: Cells, regime: str) -> Array:
    """The mean PIT histogram over people: ten shares, a tenth each if calibrated."""
    these = found.counted(regime)
    return np.array([np.nanmean(found.of_person(name, regime)[these]) for name in PIT])


def uneven(shares: Array) -> float:
    """The total variation distance of a histogram from flat."""
    return float(0.5 * np.abs(shares - 1 / len(shares)).sum())


def draws(people: int) -> NDArray[np.int64]:
    """People drawn again with replacement, shape (4000, people); the same for every forecaster."""
    return np.random.default_rng(SEED).integers(0, people, (DRAWS, people))


def interval(value: float, drawn: Array) -> Interval:
    """The figure with its percentile interval."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return value, float(low), float(high)


def _parts(found: Cells, score: str, regime: str, weighting: Weighting) -> tuple[Array, Array]:
    """What is added up above and below the fraction, one number a person who counts.

    People are in the order of their names as text, which is that in which the protocol draws them again.
    """
    order = np.argsort(found.people)
    these = order[found.counted(regime)[order]]
    if weighting == "people":
        means = found.of_person(score, regime)[these]
        there = np.isfinite(means)
        return means[there], np.ones(int(there.sum()))
    return found.sums[score, regime][these].sum(axis=1), found.pairs[regime][these].sum(axis=1)
