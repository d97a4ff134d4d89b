"""People whose truth is known, taking part in a trial: what its power is counted on before it starts.

The world is written anew from scratch and not from the sums of `trials.likelihood`: ratings are whole points held to
0-10 on either side of a difference, knots heal along a curve, and outcomes go missing, also where they are good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from unknot.trials.design import Array, Observed, Protocol
from unknot.trials.schedule import assign, contrasts

RATING_TOP = 10.0
EVEN = 0.5
WEEK = 7
MORE_OFTEN = 1.5
"""How many times as likely as at random an outcome is missing where it is good; where it is not, 2 less this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is true in a simulated person: points, or log days for `days_to_gone`; time in days, or in knots.

    `effect` below zero is better. `noise` is the spread of an outcome about its mean; the share `lasting` (0-1) of its
    variance follows an autoregression with `phi` from unit to unit, the rest is new each time. `carry_over` (0-1) of an
    effect is left a day later, its square two days later, on the ratings before a session too. Untreated, the first
    unit stands at `level`; it falls to the share `settles_to` of that (of the days themselves, for days) with the time
    constant `settling`. `weekday` is the spread between days of the week, which every person has of their own.
    `missing` is the chance that an outcome is not entered: at random, or more often when it is better than was to be
    expected ("when_well"). A knot is watched for `watched_days`.
    """

    effect: float = 0.0
    noise: float = 1.2
    phi: float = 0.5
    lasting: float = 0.5
    carry_over: float = 0.0
    level: float = 5.0
    settles_to: float = 1.0
    settling: float = 14.0
    weekday: float = 0.0
    missing: float = 0.0
    missing_when: Literal["at_random", "when_well"] = "at_random"
    watched_days: float = 90.0


class Person:
    """One person in that world with all their luck drawn beforehand, so that it does not depend on the schedule."""

    def __init__(self, protocol: Protocol, world: World, rng: np.random.Generator) -> None:
        n = protocol.units
        self.protocol, self.world = protocol, world
        self.day = np.arange(n, dtype=float)
        weekday = rng.normal(0.0, world.weekday, WEEK) if world.weekday else np.zeros(WEEK)
        self.own = weekday[np.arange(n) % WEEK]
        self.noise = np.array([_noise(world, n, rng) for _ in range(2)])
        self.before = rng.normal(0.0, world.noise, n)
        self.luck = rng.random(n)

    def takes_part(self, seed: str) -> Observed:
        """The whole trial: one unit a day from a Monday on, none skipped, its schedule as `trials.schedule` has it."""
        n = self.protocol.units
        if self.protocol.design != "adaptive":
            return self.observed(contrasts(self.protocol, seed), np.full(n, EVEN))
        drawn, chances = np.zeros(n), np.full(n, EVEN)
        for unit in range(n):
            seen = self.observed(drawn[:unit], chances[:unit])
            drawn[unit], chances[unit] = assign(self.protocol, seed, unit, seen)
        return self.observed(drawn, chances)

    def observed(self, contrast: Array, probability: Array) -> Observed:
        """What is seen of the first units, which got those contrasts."""
        n, world = len(contrast), self.world
        settled = world.settles_to + (1 - world.settles_to) * np.exp(-self.day[:n] / world.settling)
        censored = np.zeros(n, dtype=bool)
        surprise = self.noise[0, :n] + world.effect * contrast
        if self.protocol.outcome == "days_to_gone":
            days = np.exp(world.level + np.log(settled) + self.noise[0, :n] + world.effect * contrast)
            censored = days > world.watched_days
            outcome = np.log(np.clip(np.round(days), 1.0, world.watched_days))
        else:
            outcome = self._points(contrast, world.level * settled + self.own[:n])
        often = np.where(surprise < 0, MORE_OFTEN, 2 - MORE_OFTEN) if world.missing_when == "when_well" else 1.0
        gone = self.luck[:n] < world.missing * often
        return Observed(
            day=self.day[:n],
            weekday=np.arange(n) % WEEK,
            contrast=contrast,
            outcome=np.where(gone, np.nan, outcome),
            censored=censored & ~gone,
            probability=probability,
        )

    def _points(self, contrast: Array, level: Array) -> Array:
        """Ratings the next morning, or changes from before to after; of two sides, the left less the right."""
        n, effect = len(contrast), self.world.effect
        two, change = self.protocol.design == "split_body", self.protocol.outcome == "immediate"
        share = math.sqrt(0.5) if two else 1.0
        sides = (1.0, -1.0) if two else (1.0,)
        rated = []
        for place, side in enumerate(sides):
            treated = np.where(side * contrast > 0, 1.0, 0.0)
            carried = effect * _carried(treated, self.world.carry_over)
            start = level + carried + (self.before[:n] if change else 0.0)
            after = _rating(start + share * self.noise[place, :n] + effect * treated)
            rated.append(after - _rating(start) if change else after)
        return rated[0] - rated[1] if two else rated[0]


def simulate(protocol: Protocol, world: World, *, seed: str, rng: np.random.Generator) -> Observed:
    """One whole trial of a new person: its schedule follows from `seed`, everything else is drawn from `rng`."""
    return Person(protocol, world, rng).takes_part(seed)


def _carried(treated: Array, carry_over: float) -> Array:
    """The share of one effect that is left from earlier days: treated (n,) 0 or 1 -> (n,)."""
    left, carried = 0.0, np.zeros(len(treated))
    for unit, today in enumerate(treated):
        carried[unit] = left
        left = carry_over * (left + today)
    return carried


def _noise(world: World, n: int, rng: np.random.Generator) -> Array:
    """What an outcome is off its mean by, shape (n,), spread `noise`."""
    steps, fresh = rng.normal(size=n), rng.normal(size=n)
    lasting = steps.copy()
    for unit in range(1, n):
        lasting[unit] = world.phi * lasting[unit - 1] + math.sqrt(1 - world.phi**2) * steps[unit]
    return world.noise * (math.sqrt(world.lasting) * lasting + math.sqrt(1 - world.lasting) * fresh)


def _rating(points: Array) -> Array:
    return np.asarray(np.clip(np.round(points), 0.0, RATING_TOP))
