"""Sore spells: when one begins, when it is over, and how long they last among other people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import HORIZONS, Diary
from bench.court.forecaster import Array

NORMAL_DAYS = 90
"""Days before a check-in from which the person's normal level is taken."""
NORMAL_PSEUDO = (3, 3, 3)
"""Check-ins that stand in for a past that is not there yet."""
NOT_YET = 99
"""The day of a return that was not seen within the horizon."""
GROUPS = 4
"""One level or more below normal, on the first day of a spell or later."""
SMALL_GROUP = 40
"""A group with fewer sore days than this takes the curve of all."""
TURNBULL_ROUNDS = 400


@dataclass(frozen=True)
class Spells:
    """The sore days of one person, each of shape (n,).

    `day` counts from 0, `level` is the check-in, `normal` the person's normal level. The return came after day `left`
    and by day `right` (NOT_YET if later than the horizon); `onset` is true on the first day of a spell;
    `seen`, shape (n, 14), says which days ahead have a check-in.
    """

    day: NDArray[np.int64]
    level: NDArray[np.int64]
    normal: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    onset: NDArray[np.bool_]
    seen: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.day)


def normal_level(soreness: NDArray[np.int64], day: int) -> int:
    """The lower median of the check-ins in the 90 days before `day` and of three more at level 3."""
    past = soreness[max(0, day - NORMAL_DAYS) : day]
    levels = np.sort(np.concatenate([past[past > 0], NORMAL_PSEUDO]))
    return int(levels[(len(levels) - 1) // 2])


def spells(diary: Diary) -> Spells:
    """Every check-in below normal that has another one within 14 days."""
    soreness = diary.soreness
    ahead = np.concatenate([soreness, np.zeros(HORIZONS, dtype=np.int64)])
    rows = []
    before = 0
    for day in diary.check_ins:
        normal, level = normal_level(soreness, int(day)), int(soreness[day])
        future = ahead[day + 1 : day + 1 + HORIZONS]
        seen = future > 0
        if level < normal and seen.any():
            back = np.flatnonzero(future >= normal) + 1
            right = int(back[0]) if len(back) else NOT_YET
            sore = np.flatnonzero(seen) + 1
            sore = sore[sore < right]
            left = int(sore[-1]) if len(sore) else 0
            rows.append((int(day), level, normal, left, right, before == 0 or before >= normal, seen))
        before = level
    numbers = np.array([row[:5] for row in rows], dtype=np.int64).reshape(len(rows), 5).T
    return Spells(
        day=numbers[0],
        level=numbers[1],
        normal=numbers[2],
        left=numbers[3],
        right=numbers[4],
        onset=np.array([row[5] for row in rows], dtype=bool),
        seen=np.array([row[6] for row in rows], dtype=bool).reshape(len(rows), HORIZONS),
    )


class SpellCurves:
    """How long spells last among other people, by how far below normal and whether the spell has just begun.

    The non-parametric estimate for times known to an interval (Turnbull), by expectation and maximisation.
    """

    parameters = GROUPS * HORIZONS

    def __init__(self, train: Sequence[Diary]) -> None:
        every = [spells(diary) for diary in train]
        left, right = (np.concatenate([getattr(each, name) for each in every]) for name in ("left", "right"))
        group = np.concatenate([_group(each.normal - each.level, each.onset) for each in every])
        weight = np.concatenate([np.full(len(each), 1 / np.sqrt(len(each) + 5.0)) for each in every])
        of_all = _turnbull(left, right, weight)
        self._curves = [
            _turnbull(left[group == which], right[group == which], weight[group == which])
            if (group == which).sum() > SMALL_GROUP
            else of_all
            for which in range(GROUPS)
        ]

    def of(self, normal: int, last: int, before: int) -> Array:
        """Shape (14,): probability of a return within k days, after check-ins at `before` (0: none) and `last`."""
        onset = before == 0 or before >= normal
        return self._curves[int(_group(np.array(normal - last), np.array(onset)))]


def _group(below: NDArray[np.int64], onset: NDArray[np.bool_]) -> NDArray[np.int64]:
    return (np.minimum(below, 2) - 1) * 2 + onset


def _turnbull(left: NDArray[np.int64], right: NDArray[np.int64], weight: Array) -> Array:
    """Days 1 to 14 and one place for later; a time in (left, right] spreads over these by what is likely there."""
    place = np.arange(1, HORIZONS + 2)
    possible = (place > left[:, None]) & (place <= np.minimum(right, HORIZONS + 1)[:, None])
    mass = np.full(HORIZONS + 1, 1 / (HORIZONS + 1))
    for _ in range(TURNBULL_ROUNDS):
        share = possible * mass
        share *= (weight / np.maximum(share.sum(axis=1), 1e-12))[:, None]
        mass = share.sum(axis=0) / max(share.sum(), 1e-12)
    return np.asarray(np.minimum(np.cumsum(mass)[:HORIZONS], 1.0))
