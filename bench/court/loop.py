"""The one loop: each forecaster is fitted on other people and then walks through a person's days, one at a time.

A forecast is asked for after each check-in, before the next day is handed over. So that nobody can look a date up among
team-mates, every diary is moved by a whole number of weeks of its own; the days of the week stay.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from bench.court.diary import HORIZONS, LEVELS, Diary, natural
from bench.court.forecaster import Array, Forecaster, Handed, Recovers
from bench.court.spells import Spells, spells

FOLDS = 5
WEEKS_MOVED = 500
"""Each diary is moved by 0 to this many weeks."""
SEED = 20240611
CUTS = 3
"""Days after which the future is replaced, per person, when a forecaster is searched for leaks."""
SUM_TOLERANCE = 1e-6

Make = Callable[[Handed], Forecaster]


@dataclass(frozen=True)
class Walk:
    """What a forecaster said of one person.

    `levels` has shape (check-ins, 14, 5); `returns`, shape (sore days, 14), is empty where it says nothing of spells.
    """

    levels: Array
    returns: Array
    update_ms: Array
    predict_ms: Array


@dataclass(frozen=True)
class Fold:
    """Who is forecast and from whom the forecaster learns."""

    number: int
    train: tuple[Diary, ...]
    held: tuple[Diary, ...]


def folds(diaries: Sequence[Diary], train: Sequence[Diary] = ()) -> list[Fold]:
    """Five folds of people in natural order; or, where others are given to learn from, one."""
    moved = shifted(sorted(diaries, key=lambda diary: natural(diary.person)))
    if train:
        return [Fold(0, tuple(shifted(train, seed=SEED + 1)), tuple(moved))]
    return [
        Fold(
            number,
            tuple(diary for place, diary in enumerate(moved) if place % FOLDS != number),
            tuple(moved[number::FOLDS]),
        )
        for number in range(FOLDS)
    ]


def shifted(diaries: Sequence[Diary], seed: int = SEED) -> list[Diary]:
    """The same diaries on calendars of their own."""
    weeks = np.random.default_rng(seed).integers(0, WEEKS_MOVED, len(diaries))
    return [
        replace(diary, first=diary.first + timedelta(weeks=int(by))) for diary, by in zip(diaries, weeks, strict=True)
    ]


def walk(forecaster: Forecaster, diary: Diary, sore: Spells | None = None, until: int | None = None) -> Walk:
    """Everything the forecaster says of `diary`, in order. `until` is the last day handed over.

    Raises ValueError for a forecast that is no distribution, and for a curve that falls or leaves 0 to 1.
    """
    sore = spells(diary) if sore is None else sore
    normal = dict(zip(sore.day.tolist(), sore.normal.tolist(), strict=True))
    levels, returns, updates, predictions = [], [], [], []
    forecaster.init(diary.person)
    for number, day in enumerate(diary.days()):
        if until is not None and number > until:
            break
        if number < diary.begins:
            continue
        start = time.perf_counter()
        forecaster.update(day)
        updates.append(time.perf_counter() - start)
        if not day.soreness:
            continue
        start = time.perf_counter()
        said = forecaster.predict()
        predictions.append(time.perf_counter() - start)
        levels.append(_distribution(said))
        if number in normal and isinstance(forecaster, Recovers):
            returns.append(_curve(forecaster.recovery(normal[number])))
    return Walk(
        levels=np.array(levels).reshape(-1, HORIZONS, LEVELS),
        returns=np.array(returns).reshape(-1, HORIZONS),
        update_ms=1e3 * np.array(updates),
        predict_ms=1e3 * np.array(predictions),
    )


def poisoned(diary: Diary, after: int, seed: int = SEED) -> Diary:
    """The diary with nonsense in place of every day after `after`, and a month more of it."""
    random = np.random.default_rng((seed, after))
    nonsense = np.where(
        random.random((len(diary) - after - 1 + 30, diary.reports.shape[1])) < 0.2,
        np.nan,
        random.integers(1, LEVELS + 1, (len(diary) - after - 1 + 30, diary.reports.shape[1])),
    )
    return Diary(diary.person, diary.first, np.vstack([diary.reports[: after + 1], nonsense]))


def leaks(make: Make, train: Sequence[Diary], diary: Diary, cuts: Sequence[int], seed: int = SEED) -> list[int]:
    """The days of `cuts` after which a changed future changes what was said up to then.

    The forecaster is made and fitted anew in a world where the future is another, so that one that was handed the
    answers is found as well. What it says must be the same to the last bit.
    """
    before = make(_handed(train, diary))
    before.fit(train)
    found = []
    for cut in cuts:
        other = poisoned(diary, cut, seed)
        after = make(_handed(train, other))
        after.fit(train)
        if not _same(_up_to(before, diary, cut), _up_to(after, other, cut)):
            found.append(cut)
    return found


def leaks_through_the_loop(forecaster: Forecaster, diary: Diary, said: Walk, seed: int = SEED) -> list[int]:
    """`leaks` for a forecaster that is fitted and has said `said`: what is handed over day by day is poisoned."""
    if len(diary.check_ins) < CUTS:
        return []
    cuts = np.random.default_rng(seed).choice(diary.check_ins, CUTS, replace=False)
    found = []
    for cut in sorted(int(each) for each in cuts):
        again = _up_to(forecaster, poisoned(diary, cut, seed), cut)
        if not np.array_equal(said.levels[: len(again.levels)], again.levels):
            found.append(cut)
    return found


def _up_to(forecaster: Forecaster, diary: Diary, cut: int) -> Walk:
    """Sore days are those of the past alone: whether a spell is scored later depends on the future."""
    past = Diary(diary.person, diary.first, diary.reports[: cut + 1])
    return walk(forecaster, diary, spells(past), until=cut)


def _same(one: Walk, other: Walk) -> bool:
    return np.array_equal(one.levels, other.levels) and np.array_equal(one.returns, other.returns)


def _handed(train: Sequence[Diary], diary: Diary) -> Handed:
    diaries: Mapping[str, Diary] = {each.person: each for each in (*train, diary)}
    return Handed(diaries)


def _distribution(said: Array) -> Array:
    if said.shape != (HORIZONS, LEVELS) or not np.isfinite(said).all() or (said < 0).any():
        raise ValueError(f"a forecast is 14 rows of five probabilities, not {said!r}")
    sums = said.sum(axis=1, keepdims=True)
    if (abs(sums - 1) > SUM_TOLERANCE).any():
        raise ValueError(f"the probabilities of a day sum to 1, not {sums.ravel()}")
    return np.asarray(said / sums)


def _curve(said: Array) -> Array:
    inside = said.shape == (HORIZONS,) and np.isfinite(said).all() and (said >= 0).all() and (said <= 1).all()
    if not inside or (np.diff(said) < -SUM_TOLERANCE).any():
        raise ValueError(f"a curve is 14 probabilities that do not fall, not {said!r}")
    return said
