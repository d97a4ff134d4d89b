"""The simulated people of the court of single-person trials, and what the rivals make of the same people.

Everybody takes part under the trial's own schedule and, for Welch's test, under blocks of a week in turn, with the very
same luck.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import product
from typing import Any

import numpy as np
from scipy import stats

from bench.trial_prior import place
from unknot.content.library import load
from unknot.trials.analysis import posterior, worthwhile_effect
from unknot.trials.design import Array, Design, Observed, Outcome, Protocol
from unknot.trials.likelihood import from_library
from unknot.trials.offered import smallest
from unknot.trials.randomisation import randomisation_test
from unknot.trials.simulation import Person, World

LEVEL = 0.05
PHI, CARRY_OVER, HEALS, MISSING = (0.0, 0.5, 0.8), (0.0, 0.3, 0.5), (False, True), (0.0, 0.2)
POINTS, SAVED = 1.0, 0.3
"""The worthwhile difference, which is the true effect where there is one."""

RATINGS = World(noise=1.2, level=5.0, settling=14.0)
KNOTS = World(noise=0.5, level=2.3, settling=14.0)
BLOCK = {"day_pairs": 7, "split_body": 7, "adaptive": 7, "episodes": 1}
"""Units before the rival changes over: a week, or each time."""

CALIBRATED = 20
"""People of the prior for every run of a cell."""

LARGER = 28
NOTHING = 1e-9
WAYS = ("test", "posterior", "regression", "welch")
Cell = tuple[float, float, bool, float]
HEALING: Cell = (0.5, 0.3, True, 0.0)
HARD: Mapping[str, Mapping[str, Any]] = {
    "a fifth missing, more often when well": {"missing": 0.2, "missing_when": "when_well"},
    "days of the week differ by 0.7": {"weekday": 0.7},
    "all of the noise lasts, 0.8": {"lasting": 1.0, "phi": 0.8},
    "twice the noise": {"noise": 2.4},
    "nearly gone at the start": {"level": 2.0},
}
"""What is different there from a healing knot with autocorrelation 0.5 and carry-over 0.3."""

HARDER = 6
"""Trials in a harder world for every run of a cell."""

CELLS: tuple[Cell, ...] = tuple(product(PHI, CARRY_OVER, HEALS, MISSING))


@dataclass(frozen=True, slots=True)
class Seen:
    """One simulated trial: which of `WAYS` declared an effect at 5 %, and whether the 95 % interval held the truth."""

    cell: Cell | None
    real: bool
    declared: tuple[bool, ...]
    held: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Court:
    """What came of one design: trials in the grid of worlds and in harder ones, and places of effects of the prior."""

    protocol: Protocol
    seen: tuple[Seen, ...]
    hard: Mapping[str, tuple[Seen, ...]]
    places: Array

    @property
    def name(self) -> str:
        return f"{self.protocol.design.replace('_', ' ')}, {self.protocol.outcome.replace('_', ' ')}"


def protocols() -> list[Protocol]:
    """Every design with every outcome at its smallest size, and ratings the next morning over four weeks."""
    library = load()

    def of(design: Design, outcome: Outcome, units: int) -> Protocol:
        worthwhile = SAVED if outcome == "days_to_gone" else POINTS
        return Protocol(design=design, outcome=outcome, technique="", against=None, units=units, worthwhile=worthwhile)

    days: tuple[Design, ...] = ("day_pairs", "split_body", "adaptive")
    larger = [of(design, "next_morning", LARGER) for design in days]
    least = [of(design, outcome, smallest(library, design)) for design in days for outcome in OUTCOMES]
    return [*least, *larger, of("episodes", "days_to_gone", smallest(library, "episodes"))]


OUTCOMES: tuple[Outcome, ...] = ("next_morning", "immediate")


def tried(protocol: Protocol, runs: int) -> Court:
    """All cells of one design."""
    key = f"{protocol.design} {protocol.outcome} {protocol.units}"
    rng = np.random.default_rng(list(sha256(key.encode()).digest()))
    seen = tuple(
        _one(protocol, _world(protocol, cell), cell, real, f"{key} {cell} {real} {run}", rng)
        for cell in CELLS
        for real in (False, True)
        for run in range(runs)
    )
    priors = from_library(load(), protocol)
    places = [place(protocol, priors, max(MISSING), _hex(f"{key} {run}"), rng) for run in range(CALIBRATED * runs)]
    hard = {
        name: tuple(
            _one(protocol, replace(_world(protocol, HEALING), **changed), None, real, f"{key} {name} {run}", rng)
            for real in (False, True)
            for run in range(HARDER * runs)
        )
        for name, changed in HARD.items()
    }
    return Court(protocol, seen, hard, np.array(places))


def _world(protocol: Protocol, cell: Cell) -> World:
    """The world of that cell with nothing to be found."""
    phi, carry_over, heals, missing = cell
    world = KNOTS if protocol.outcome == "days_to_gone" else RATINGS
    settles_to = 0.0 if heals else 1.0
    return replace(world, phi=phi, carry_over=carry_over, settles_to=settles_to, missing=missing)


def _one(protocol: Protocol, world: World, cell: Cell | None, real: bool, key: str, rng: np.random.Generator) -> Seen:
    effect = -worthwhile_effect(protocol) if real else 0.0
    person = Person(protocol, replace(world, effect=effect), rng)
    observed = person.takes_part(_hex(key))
    before = time.perf_counter()
    said = posterior(load(), protocol, observed)
    seconds = time.perf_counter() - before
    test = randomisation_test(protocol, observed, seed=int(_hex(key)[:8], 16))
    surely = max(said.p_better, said.p_worse) > 1 - LEVEL / 2
    in_turn = _in_turn(protocol, float(np.abs(observed.contrast[0])))
    blocks = person.observed(in_turn, np.full(protocol.units, 0.5))
    declared = (test.p <= LEVEL, surely, regression(observed) <= LEVEL, welch(blocks) <= LEVEL)
    return Seen(cell, real, declared, said.low <= effect <= said.high, seconds)


def weekly(weeks: int, noise: float, people: int) -> list[bool]:
    """Whether Welch's test declares an effect at 5 % where a knot heals by itself and treatment changes every week."""
    days = 7 * weeks
    protocol = Protocol(
        design="day_pairs", outcome="next_morning", technique="", against=None, units=days, worthwhile=POINTS
    )
    world = replace(_world(protocol, HEALING), noise=noise)
    in_turn, rng = _in_turn(protocol, 0.5), np.random.default_rng(weeks)
    return [welch(Person(protocol, world, rng).observed(in_turn, np.full(days, 0.5))) <= LEVEL for _ in range(people)]


def _in_turn(protocol: Protocol, size: float) -> Array:
    """Without first, then with, and so on."""
    return np.where(np.arange(protocol.units) // BLOCK[protocol.design] % 2 == 1, size, -size)


def regression(observed: Observed) -> float:
    """p of the technique in ordinary least squares of the outcome on it and on the day; 1 where there is too little."""
    there = np.isfinite(observed.outcome)
    X = np.column_stack([observed.contrast, np.ones(len(there)), observed.day])[there]
    y = observed.outcome[there]
    free = len(y) - np.linalg.matrix_rank(X)
    if np.linalg.matrix_rank(X) < X.shape[1] or free < 1:
        return 1.0
    fit = np.linalg.lstsq(X, y)[0]
    error = math.sqrt(float((y - X @ fit) @ (y - X @ fit)) / free * float(np.linalg.inv(X.T @ X)[0, 0]))
    return float(2 * stats.t.sf(abs(fit[0]) / error, free)) if error > NOTHING else 1.0


def welch(observed: Observed) -> float:
    """p of Welch's t-test between the units with and without; 1 where there is too little."""
    there = np.isfinite(observed.outcome)
    sides = [observed.outcome[there & (observed.contrast * sign > 0)] for sign in (1, -1)]
    if min(len(side) for side in sides) < 2:
        return 1.0
    squares = [float(side.var(ddof=1)) / len(side) for side in sides]
    if sum(squares) < NOTHING:
        return 1.0
    free = sum(squares) ** 2 / sum(square**2 / (len(side) - 1) for square, side in zip(squares, sides, strict=True))
    return float(2 * stats.t.sf(abs(sides[0].mean() - sides[1].mean()) / math.sqrt(sum(squares)), free))


def _hex(key: str) -> str:
    return sha256(key.encode()).hexdigest()
