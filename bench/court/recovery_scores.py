"""The scores of how long a sore spell lasts, on all sore days and on the first of each spell.

The return within k days is scored only where day k has a check-in, so whether a day is scored never depends on the
answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import HORIZONS
from bench.court.forecaster import Array
from bench.court.scores import Interval, Weighting, draws, interval
from bench.court.spells import NOT_YET, Spells

MIN_EVENTS = 5
FLOOR = 1e-3
Rows = Literal["all", "onset"]


@dataclass(frozen=True)
class Returns:
    """The sore days of the people who count, one row each, with what a forecaster said and how it scored.

    `squared` is (n, 14), NaN where the day has no check-in; `ilog` the interval-censored log score; `mean_days` the
    predicted mean, restricted to 14 days; `seen_only` what a score would be that looks at the day of the return alone.
    """

    people: tuple[str, ...]
    person: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    squared: Array
    ilog: Array
    mean_days: Array
    seen_only: Array


def returns(people: Sequence[str], sore: Sequence[Spells], said: Sequence[Array], rows: Rows = "all") -> Returns:
    """The scored sore days; people with fewer than five are left out."""
    kept = [each.onset if rows == "onset" else np.ones(len(each), dtype=bool) for each in sore]
    counting = [place for place, these in enumerate(kept) if these.sum() >= MIN_EVENTS]
    left = np.concatenate([sore[place].left[kept[place]] for place in counting])
    right = np.concatenate([sore[place].right[kept[place]] for place in counting])
    seen = np.concatenate([sore[place].seen[kept[place]] for place in counting])
    curve = np.concatenate([said[place][kept[place]] for place in counting])
    back = right[:, None] <= np.arange(1, HORIZONS + 1)
    with_start = np.concatenate([np.zeros((len(curve), 1)), curve], axis=1)
    row = np.arange(len(curve))
    by = np.where(right <= HORIZONS, with_start[row, np.minimum(right, HORIZONS)], 1.0)
    return Returns(
        people=tuple(people[place] for place in counting),
        person=np.repeat(np.arange(len(counting)), [kept[place].sum() for place in counting]),
        left=left,
        right=right,
        squared=np.where(seen, (curve - back) ** 2, np.nan),
        ilog=-np.log(np.maximum(by - with_start[row, left], FLOOR)),
        mean_days=HORIZONS - curve[:, : HORIZONS - 1].sum(axis=1),
        seen_only=np.where(right < NOT_YET, (1 - by) ** 2, np.nan),
    )


def crps_of_person(found: Returns) -> Array:
    """Shape (people,), in days: the Brier scores of the 14 days added up, days that nobody saw filled by the mean."""
    return np.array(
        [
            np.nanmean(_mean_of_columns(found.squared[found.person == person])) * HORIZONS
            for person in range(len(found.people))
        ]
    )


def ilog_of_person(found: Returns) -> Array:
    """Shape (people,): the mean interval-censored log score."""
    return np.array([found.ilog[found.person == person].mean() for person in range(len(found.people))])


def crps(found: Returns, weighting: Weighting = "people") -> Interval:
    """The mean CRPS in days with its interval over people."""
    drawn = draws(len(found.people))
    if weighting == "people":
        each = crps_of_person(found)
        return interval(float(each.mean()), each[drawn].mean(axis=1))
    seen = np.isfinite(found.squared)
    top, bottom = np.zeros((2, len(found.people), HORIZONS))
    np.add.at(top, found.person, np.where(seen, found.squared, 0.0))
    np.add.at(bottom, found.person, seen.astype(float))
    means = top[drawn].sum(axis=1) / np.maximum(bottom[drawn].sum(axis=1), 1)
    return interval(float((top.sum(axis=0) / np.maximum(bottom.sum(axis=0), 1)).sum()), means.sum(axis=1))


def ilog(found: Returns, weighting: Weighting = "people") -> Interval:
    """The mean interval-censored log score with its interval over people."""
    drawn = draws(len(found.people))
    if weighting == "people":
        each = ilog_of_person(found)
        return interval(float(each.mean()), each[drawn].mean(axis=1))
    top = np.bincount(found.person, found.ilog)
    bottom = np.bincount(found.person).astype(float)
    return interval(float(top.sum() / bottom.sum()), top[drawn].sum(axis=1) / bottom[drawn].sum(axis=1))


def crps_difference(found: Returns, rival: Returns) -> Interval:
    """CRPS in days less the rival's, paired within people, with its interval."""
    apart = crps_of_person(found) - crps_of_person(rival)
    return interval(float(apart.mean()), apart[draws(len(apart))].mean(axis=1))


def concordance(found: Returns) -> tuple[Interval, Interval]:
    """The share of pairs of sore days in the right order: within people, and over all pairs."""
    right, pairs = _ordered(found)
    drawn = draws(len(found.people))
    weight = np.stack([np.bincount(row, minlength=len(found.people)) for row in drawn]).astype(float)
    within = (weight @ np.diag(right)) / np.maximum(weight @ np.diag(pairs), 1)
    across = ((weight @ right) * weight).sum(axis=1) / np.maximum(((weight @ pairs) * weight).sum(axis=1), 1)
    return (
        interval(float(np.trace(right) / max(np.trace(pairs), 1)), within),
        interval(float(right.sum() / max(pairs.sum(), 1)), across),
    )


def _ordered(found: Returns) -> tuple[Array, Array]:
    """Shape (people, people) each: pairs of sore days in the right order, ties counting half, and all that can be."""
    people = len(found.people)
    right, pairs = np.zeros((2, people, people))
    for person, end, mean_days in zip(found.person, found.right, found.mean_days, strict=True):
        later = end <= found.left
        order = (mean_days < found.mean_days[later]) + 0.5 * (mean_days == found.mean_days[later])
        right[person] += np.bincount(found.person[later], order, minlength=people)
        pairs[person] += np.bincount(found.person[later], minlength=people)
    return right, pairs


def _mean_of_columns(values: Array) -> Array:
    """The mean of what is there in each column; NaN where nothing is."""
    there = np.isfinite(values)
    count = there.sum(axis=0)
    return np.where(count > 0, np.where(there, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
