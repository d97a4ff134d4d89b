"""The simple rivals: nothing known, other people's frequencies, one's own, the last answer, a chain, a blend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.court.diary import HORIZONS, LEVELS, Day, Diary
from bench.court.forecaster import Array
from bench.court.memory import UNIFORM, Person, Tally, every_horizon
from bench.court.spells import SpellCurves


class Uniform(Person):
    """Every level is as likely as any other."""

    inputs = ()

    def predict(self) -> Array:
        """One fifth each."""
        return every_horizon(UNIFORM)

    def recovery(self, normal: int) -> Array:  # noqa: ARG002
        """Every day from 1 to 14, and later, as likely as any other."""
        return np.arange(1, HORIZONS + 1) / (HORIZONS + 1)


class Frequencies(Person):
    """The frequencies of other people, whoever the person is."""

    inputs = ()
    parameters = LEVELS - 1

    def predict(self) -> Array:
        """The frequencies of the training people."""
        return every_horizon(self.population)


class WithCurves(Person):
    """A forecaster that answers how long a spell lasts with what was seen among other people."""

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn the frequencies and the lengths of spells."""
        super().fit(train)
        self._curves = SpellCurves(train)

    def recovery(self, normal: int) -> Array:
        """The curve of other people in the same place."""
        return self._curves.of(normal, self.last, self.before)


class Climatology(WithCurves):
    """The person's own frequencies, shrunk to those of other people; the same for every day ahead."""

    strength = 5.0
    half_life = np.inf
    parameters = LEVELS + SpellCurves.parameters

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._own = Tally(self.half_life)

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._own.update(day.soreness)

    def own(self) -> Array:
        """The person's frequencies as far as they are known."""
        return self._own.shrunk(self.population, self.strength)

    def predict(self) -> Array:
        """The person's frequencies."""
        return every_horizon(self.own())


class Persistence(Person):
    """The last answer again, as often as other people repeat theirs h days later; the rest by their frequencies."""

    parameters = HORIZONS + LEVELS - 1

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn how often an answer is repeated after each number of days."""
        super().fit(train)
        same, pairs = np.zeros((2, HORIZONS))
        for diary in train:
            for ahead in range(1, HORIZONS + 1):
                before, after = _pairs(diary, ahead)
                same[ahead - 1] += (before == after).sum()
                pairs[ahead - 1] += len(before)
        self._repeated = same / np.maximum(pairs, 1)

    def predict(self) -> Array:
        """The last level with the chance of a repeat, the others in proportion to their frequencies."""
        others = self.population.copy()
        others[self.last - 1] = 0.0
        others /= others.sum()
        last = np.eye(LEVELS)[self.last - 1]
        return np.asarray(self._repeated[:, None] * last + (1 - self._repeated)[:, None] * others)


class Markov(Climatology):
    """A chain with its own step for each number of days ahead, counted from all check-ins that far apart.

    The person's row is shrunk to that of other people and to the person's own frequencies, which drift.
    """

    half_life = 60.0
    to_others, to_own = 6.0, 80.0
    parameters = HORIZONS * LEVELS * (LEVELS - 1) + LEVELS + 2

    def fit(self, train: Sequence[Diary]) -> None:
        """Learn the steps of other people."""
        super().fit(train)
        counts = np.zeros((HORIZONS, LEVELS, LEVELS))
        for diary in train:
            for ahead in range(1, HORIZONS + 1):
                before, after = _pairs(diary, ahead)
                np.add.at(counts[ahead - 1], (before - 1, after - 1), 1.0)
        counts += 2.0 * self.population
        self._others = counts / counts.sum(axis=2, keepdims=True)

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._steps = np.zeros((HORIZONS, LEVELS, LEVELS))
        self._past = np.zeros(HORIZONS, dtype=np.int64)

    def update(self, day: Day) -> None:
        """Count the steps from each of the last 14 days to this one."""
        super().update(day)
        if day.soreness:
            there = np.flatnonzero(self._past)
            self._steps[there, self._past[there] - 1, day.soreness - 1] += 1
        self._past = np.concatenate([[day.soreness], self._past[:-1]])

    def predict(self) -> Array:
        """The row of the last level."""
        row = self.last - 1
        weights = self._steps[:, row] + self.to_others * self._others[:, row] + self.to_own * self.own()
        return np.asarray(weights / weights.sum(axis=1, keepdims=True))


class Ewma(Climatology):
    """Two memories of the person blended: one that fades within weeks, one that fades within days.

    Half-lives and the weights for each number of days ahead are those under which other people's answers are most
    likely.
    """

    slow = (30.0, 45.0, 90.0)
    fast = (1.5, 2.5, 4.0)
    rounds = 50
    parameters = HORIZONS + 3 + LEVELS + SpellCurves.parameters

    def fit(self, train: Sequence[Diary]) -> None:
        """Choose both half-lives, and the weights by expectation and maximisation."""
        super().fit(train)
        remembered = {half_life: [self._remembered(diary, half_life) for diary in train] for half_life in self.slow}
        brief = {half_life: [self._remembered(diary, half_life) for diary in train] for half_life in self.fast}
        best = -np.inf
        for slow in self.slow:
            for fast in self.fast:
                weights, likelihood = self._weights(train, remembered[slow], brief[fast])
                if likelihood > best:
                    best, self.half_life, self._brief, self._weight = likelihood, slow, fast, weights

    def init(self, person: str) -> None:
        """A new person."""
        super().init(person)
        self._recent = Tally(self._brief)

    def update(self, day: Day) -> None:
        """One more day."""
        super().update(day)
        self._recent.update(day.soreness)

    def predict(self) -> Array:
        """The blend; the further ahead, the less the last days count."""
        weight = self._weight[:, None]
        return weight * self._recent.shrunk(self.own(), 0.1) + (1 - weight) * self.own()

    def _remembered(self, diary: Diary, half_life: float) -> Array:
        """The counts after each day, shape (days, 5)."""
        tally = Tally(half_life)
        after = np.empty((len(diary), LEVELS))
        for day, level in enumerate(diary.soreness):
            tally.update(int(level))
            after[day] = tally.counts
        return after

    def _weights(self, train: Sequence[Diary], slow: list[Array], fast: list[Array]) -> tuple[Array, float]:
        """The weight of the fast memory for each number of days ahead, and the mean log likelihood."""
        weights, likelihood = np.zeros(HORIZONS), 0.0
        own = [_shares(counts, self.population, self.strength) for counts in slow]
        recent = [_shares(counts, shares, 0.1) for counts, shares in zip(fast, own, strict=True)]
        for ahead in range(1, HORIZONS + 1):
            a, b = (
                np.concatenate([_given(diary, each, ahead) for diary, each in zip(train, shares, strict=True)])
                for shares in (recent, own)
            )
            weight = 0.3
            for _ in range(self.rounds):
                weight = float(np.mean(weight * a / (weight * a + (1 - weight) * b)))
            weights[ahead - 1] = weight
            likelihood += float(np.mean(np.log(weight * a + (1 - weight) * b)))
        return weights, likelihood


def _pairs(diary: Diary, ahead: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The levels of all check-ins that are `ahead` days apart."""
    before, after = diary.soreness[:-ahead], diary.soreness[ahead:]
    both = (before > 0) & (after > 0)
    return before[both], after[both]


def _shares(counts: Array, towards: Array, strength: float) -> Array:
    return np.asarray((counts + strength * towards) / (counts.sum(axis=1, keepdims=True) + strength))


def _given(diary: Diary, shares: Array, ahead: int) -> Array:
    """The probability that `shares` gave to each check-in `ahead` days after another."""
    day = np.flatnonzero((diary.soreness[:-ahead] > 0) & (diary.soreness[ahead:] > 0))
    return shares[day, diary.soreness[day + ahead] - 1]
