"""State-space rivals: a hidden level that is cut into answers by thresholds, of the population or of the person.

The hidden level is the sum of a person's own level, a slow and a fast deviation that decay, and what recent load still
does. Noise of the answer has standard deviation 1. The answer on a day says only between which thresholds the level
was; the filter keeps the mean and the covariance (assumed density). Numbers are fitted to other people's answers 1, 3
and 7 days ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from bench.court.diary import HORIZONS, LEVELS, LOAD, Day, Diary
from bench.court.features import LOAD_CAP, LOAD_UNIT, Usual
from bench.court.forecaster import Array
from bench.court.memory import Person, Tally

SLOW, FAST, LEVEL = range(3)
OWN_HALF_LIFE, OWN_STRENGTH = 60.0, 5.0
AHEAD = (1, 3, 7)
START = np.concatenate([np.log([0.4, 20.0, 0.6, 1.2, 0.3, 0.8]), np.zeros(LEVELS)])
"""Log of: slow sd, slow half-life, fast sd, fast half-life, load gain, load half-life. Of population thresholds then
the lowest and the log of the three gaps, both against what the frequencies say, and the log sd of own levels."""
TRUST = 4.0
"""Weight of the distance from START, so that numbers which the answers say little of stay where they are."""
STEP = 1e-4
ROUNDS = 40
EDGE = 1e-3
WIDE = 8.0
"""Stands for an infinite bound, in standard deviations."""
PATHS = 400


@dataclass(frozen=True)
class Numbers:
    """The numbers of the model, each with one value for each lane, shape (lanes,); `cuts` has shape (lanes, 6)."""

    slow_sd: Array
    slow_kept: Array
    fast_sd: Array
    fast_kept: Array
    gain: Array
    load_kept: Array
    own_sd: Array
    cuts: Array | None

    @property
    def kept(self) -> Array:
        """What is left of slow, fast and own level after a day, shape (lanes, 3)."""
        return np.stack([self.slow_kept, self.fast_kept, np.ones_like(self.gain)], axis=-1)

    @property
    def variance(self) -> Array:
        """The variance of each part where nothing is known, shape (lanes, 3)."""
        return np.stack([self.slow_sd**2, self.fast_sd**2, self.own_sd**2], axis=-1)


class StateSpace:
    """The filter, for many lanes at once: a lane is one person under one set of numbers."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self.mean = np.zeros_like(numbers.kept)
        self.covariance = numbers.variance[..., None] * np.eye(3)
        self.load = np.zeros_like(numbers.gain)
        """What load does to the next day."""
        self._decay = numbers.kept[..., :, None] * numbers.kept[..., None, :]
        self._drift = (numbers.variance * (1 - numbers.kept**2))[..., None] * np.eye(3)

    def next_day(self) -> None:
        """A night passes."""
        self.mean = self.mean * self._numbers.kept
        self.covariance = self.covariance * self._decay + self._drift

    def answer(self, low: Array, high: Array, given: NDArray[np.bool_]) -> None:
        """The level with its noise lay between `low` and `high` in the lanes where an answer was `given`."""
        together = self.covariance.sum(axis=-1)
        sd = np.sqrt(together.sum(axis=-1) + 1)
        middle = self.mean.sum(axis=-1) + self._now
        a, b = (np.clip((bound - middle) / sd, -WIDE, WIDE) for bound in (low, high))
        inside = np.maximum(ndtr(b) - ndtr(a), 1e-10)
        at_a, at_b = np.exp(-0.5 * a**2) / np.sqrt(2 * np.pi), np.exp(-0.5 * b**2) / np.sqrt(2 * np.pi)
        moved = (at_a - at_b) / inside
        narrowed = np.clip(moved**2 - (a * at_a - b * at_b) / inside, 0.0, 1.0)
        pull = together / sd[..., None] * given[..., None]
        self.mean = self.mean + pull * moved[..., None]
        self.covariance = self.covariance - pull[..., :, None] * pull[..., None, :] * narrowed[..., None, None]

    _now: Array | float = 0.0

    def train(self, load: Array) -> None:
        """After the check-in comes the day's load, as a distance from usual; 0 where it is not known."""
        self.load = self._numbers.load_kept * self.load - self._numbers.gain * load
        self._now = self.load

    def ahead(self, days: Array) -> tuple[Array, Array]:
        """Mean and standard deviation of the level with its noise `days` ahead, shape (lanes, days)."""
        numbers = self._numbers
        kept = numbers.kept[..., None, :] ** days[:, None]
        mean = (self.mean[..., None, :] * kept).sum(axis=-1)
        mean = mean + numbers.load_kept[..., None] ** (days - 1) * self.load[..., None]
        spread = np.einsum("...hi,...ij,...hj->...h", kept, self.covariance, kept)
        grown = (numbers.variance[..., None, :] * (1 - kept**2)).sum(axis=-1)
        return mean, np.sqrt(spread + grown + 1)


class PopulationThresholds(Person):
    """Thresholds of the population; the person has an own level."""

    inputs: tuple[str, ...] = ("daily_load", "soreness")
    parameters = len(START)
    personal = False

    def fit(self, train: Sequence[Diary]) -> None:
        """Fit the numbers by penalised composite likelihood."""
        super().fit(train)
        self._usual_load = float(np.nanmean(np.minimum(np.concatenate([d.reports[:, LOAD] for d in train]), LOAD_CAP)))
        self._fitted = self._fit(train)
        self._numbers = self._numbers_of(self._fitted[None, :])
        random = np.random.default_rng(1)
        self._draws = _antithetic(random.normal(size=(PATHS // 2, HORIZONS, 3)))
        self._starts = _antithetic(random.normal(size=(PATHS // 2, 3)))

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._filter = StateSpace(self._numbers)
        self._own = Tally(OWN_HALF_LIFE)
        self._load = Usual(self._usual_load)

    def update(self, day: Day) -> None:
        """A night, perhaps an answer, then the day's load."""
        super().update(day)
        self._filter.next_day()
        if day.soreness:
            cuts = self._cuts()
            self._filter.answer(cuts[day.soreness - 1], cuts[day.soreness], np.array([True]))
        self._own.update(day.soreness)
        self._filter.train(np.array([self._load.update(min(day.load, LOAD_CAP)) / LOAD_UNIT]))

    def predict(self) -> Array:
        """How likely the level lies between each two thresholds."""
        mean, sd = self._filter.ahead(np.arange(1.0, HORIZONS + 1))
        up_to = ndtr((self._cuts()[1:-1] - mean[0][:, None]) / sd[0][:, None])
        return np.diff(up_to, axis=1, prepend=0.0, append=1.0)

    def recovery(self, normal: int) -> Array:
        """How many of 400 paths of daily answers have come back by each day; the same draws for everybody."""
        numbers, state = self._numbers, self._filter
        path = state.mean[0] + self._starts @ _root(state.covariance[0]).T
        sd = np.sqrt(numbers.variance * (1 - numbers.kept**2))[0]
        back = np.zeros((len(path), HORIZONS), dtype=bool)
        for ahead in range(HORIZONS):
            path = path * numbers.kept[0]
            path[:, :2] += self._draws[:, ahead, :2] * sd[:2]
            level = path.sum(axis=1) + numbers.load_kept[0] ** ahead * state.load[0] + self._draws[:, ahead, 2]
            back[:, ahead] = level > self._cuts()[normal - 1]
        returned: Array = np.maximum.accumulate(back, axis=1).mean(axis=0)
        return returned

    def _cuts(self) -> Array:
        """The bounds of the five levels, shape (6,)."""
        if self._numbers.cuts is not None:
            return np.asarray(self._numbers.cuts[0])
        return np.asarray(_personal_cuts(self._own.shrunk(self.population, OWN_STRENGTH), self._numbers)[0])

    def _numbers_of(self, raw: Array) -> Numbers:
        """The numbers behind `raw`, shape (lanes, 11)."""
        slow_sd, slow_days, fast_sd, fast_days, gain, load_days = np.exp(raw[:, :6]).T
        kept = [0.5 ** (1 / np.maximum(days, 0.1)) for days in (slow_days, fast_days, load_days)]
        cuts, own_sd = None, np.zeros(len(raw))
        if not self.personal:
            own_sd = np.exp(raw[:, 10])
            start = np.sqrt(2 + np.exp(2 * START[0]) + np.exp(2 * START[2])) * ndtri(np.cumsum(self.population)[:-1])
            gaps = np.diff(start) * np.exp(raw[:, 7:10])
            first = start[0] + raw[:, 6:7]
            inner = np.concatenate([first, first + np.cumsum(gaps, axis=1)], axis=1)
            far = np.full((len(raw), 1), 1e3)
            cuts = np.concatenate([-far, inner, far], axis=1)
        return Numbers(slow_sd, kept[0], fast_sd, kept[1], gain, kept[2], own_sd, cuts)

    def _fit(self, train: Sequence[Diary]) -> Array:
        known = len(START) if not self.personal else 6
        weeks = _Aligned(train, self._usual_load, self.population)

        def loss(raw: Array) -> tuple[float, Array]:
            tried = np.tile(START, (known + 1, 1))
            tried[:, :known] = raw
            tried[np.arange(1, known + 1), np.arange(known)] += STEP
            lost = weeks.loss(self._numbers_of(np.repeat(tried, len(train), axis=0)), known + 1)
            lost += TRUST * ((tried - START) ** 2).sum(axis=1)
            return float(lost[0]), (lost[1:] - lost[0]) / STEP

        found = minimize(loss, START[:known], jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
        return np.concatenate([found.x, START[known:]])


class PersonalThresholds(PopulationThresholds):
    """Thresholds from the person's own frequencies, so that the hidden level is a deviation from them."""

    parameters = 6 + LEVELS - 1
    personal = True


class _Aligned:
    """All training people side by side from their first day, so that one pass filters them all under many numbers."""

    def __init__(self, train: Sequence[Diary], usual_load: float, population: Array) -> None:
        days = max(len(diary) for diary in train) + max(AHEAD)
        self._level = np.zeros((days, len(train)), dtype=np.int64)
        self._load = np.zeros((days, len(train)))
        self._own = np.tile(population, (days, len(train), 1))
        for person, diary in enumerate(train):
            tally, usual = Tally(OWN_HALF_LIFE), Usual(usual_load)
            self._level[: len(diary), person] = diary.soreness
            for day, level in enumerate(diary.soreness):
                tally.update(int(level))
                self._own[day, person] = tally.shrunk(population, OWN_STRENGTH)
                self._load[day, person] = usual.update(min(diary.reports[day, LOAD], LOAD_CAP)) / LOAD_UNIT
        check_ins = np.array([max(len(diary.check_ins), 1) for diary in train])
        self._weight = np.sqrt(check_ins.mean() / check_ins) / len(AHEAD)

    def loss(self, numbers: Numbers, sets: int) -> Array:
        """Minus the weighted log likelihood of answers ahead, shape (sets,)."""
        lanes = StateSpace(numbers)
        people = self._level.shape[1]
        lost = np.zeros(sets)
        ahead = np.array(AHEAD, dtype=float)
        row = np.arange(sets * people)[:, None]
        cuts = self._cuts(0, numbers, sets)
        for day in range(len(self._level) - max(AHEAD)):
            level = np.tile(self._level[day], sets)
            given = level > 0
            lanes.next_day()
            lanes.answer(cuts[row[:, 0], level - given], cuts[row[:, 0], np.maximum(level, 1)], given)
            cuts = self._cuts(day, numbers, sets)
            lanes.train(np.tile(self._load[day], sets))
            later = np.tile(self._level[[day + days for days in AHEAD]].T, (sets, 1))
            scored = given[:, None] & (later > 0)
            mean, sd = lanes.ahead(ahead)
            high, low = cuts[row, np.maximum(later, 1)], cuts[row, np.maximum(later, 1) - 1]
            likely = np.where(scored, ndtr((high - mean) / sd) - ndtr((low - mean) / sd), 1.0)
            each = np.log(np.maximum(likely, 1e-6)).sum(axis=1).reshape(sets, people)
            lost -= each @ self._weight
        return lost

    def _cuts(self, day: int, numbers: Numbers, sets: int) -> Array:
        if numbers.cuts is not None:
            return numbers.cuts
        return _personal_cuts(np.tile(self._own[day], (sets, 1)), numbers)


def _personal_cuts(own: Array, numbers: Numbers) -> Array:
    """Thresholds under which the own frequencies are what comes without any deviation known, shape (lanes, 6)."""
    sd = np.sqrt(numbers.slow_sd**2 + numbers.fast_sd**2 + 1)
    up_to = np.clip(np.cumsum(np.atleast_2d(own), axis=1)[:, :-1], EDGE, 1 - EDGE)
    far = np.full((len(sd), 1), 1e3)
    return np.concatenate([-far, sd[:, None] * ndtri(up_to), far], axis=1)


def _antithetic(draws: Array) -> Array:
    return np.concatenate([draws, -draws])


def _root(covariance: Array) -> Array:
    """A matrix whose product with its transpose is the covariance, which may be singular."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
