"""Knots drawn from the priors of the evidence base and followed by numerical integration, not by the filter.

    D' = -kD D                 + s dW1        damage
    T' = -kT (T - P)           + s dW2        tautness, toward the plateau P of a persistent knot
    S' = -kS (S - wD D - wT T)                tenderness, 10 S points

Small steps, the drift by Heun's rule and the noise by Euler's. Nothing of the filter's own transition is used: what
is shared are the numbers of the content and the statement of the model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.recovery.parameters import Parameters

Array = NDArray[np.float64]
STEPS_PER_DAY = 48


@dataclass
class Knots:
    """Rates (1/day), plateau (as tautness), class and states of many knots, each of shape (n,)."""

    damage_rate: Array
    tautness_rate: Array
    plateau: Array
    persistent: NDArray[np.bool_]
    rank: Array
    damage: Array
    tautness: Array
    tenderness: Array

    @property
    def level(self) -> Array:
        """Points of pain without noise."""
        return 10.0 * self.tenderness

    def taken(self, chosen: NDArray[np.intp]) -> Knots:
        """The knots at the places `chosen`, as copies."""
        return Knots(**{name: getattr(self, name)[chosen] for name in Knots.__dataclass_fields__})


def on_the_grid(p: Parameters, n: int, rng: np.random.Generator) -> Knots:
    """Knots whose rates, plateau and class are drawn from the filter's own components. `rank` is the component."""
    component = rng.choice(len(p.log_prior), n, p=np.exp(p.log_prior))
    return _started(
        p, p.damage_rate[component], p.tautness_rate[component], p.plateau[component], p.persistent[component],
        component.astype(float), rng,
    )  # fmt: skip


def from_the_priors(library: Library, profile: str, p: Parameters, n: int, rng: np.random.Generator) -> Knots:
    """Knots drawn from the priors as the evidence base states them: log-normal half-lives, normal plateau.

    `rank` is where the half-life of tautness lies in its prior, 0 (short) to 1 (long).
    """

    def of(name: str) -> float:
        return library.number(f"recovery.{name}")

    persistent = rng.random(n) < of(f"{profile}.persistent_share")
    z = rng.normal(size=n)
    settling = of(f"{profile}.tautness_half_life") * np.exp(of(f"{profile}.tautness_half_life_log_sd") * z)
    lasting = of(f"{profile}.persistent_half_life") * np.exp(of("persistent_half_life_log_sd") * z)
    damage = of("damage_half_life") * np.exp(of("damage_half_life_log_sd") * rng.normal(size=n))
    plateau = np.clip(rng.normal(of(f"{profile}.plateau"), of("plateau_sd"), n), 0.0, 1.0)
    rank = np.array([NormalDist().cdf(each) for each in z])
    return _started(
        p, math.log(2) / damage, math.log(2) / np.where(persistent, lasting, settling),
        np.where(persistent, plateau, 0.0), persistent, rank, rng,
    )  # fmt: skip


def _started(
    p: Parameters,
    damage_rate: Array,
    tautness_rate: Array,
    plateau: Array,
    persistent: NDArray[np.bool_],
    rank: Array,
    rng: np.random.Generator,
) -> Knots:
    """The states at the start of the clock, pain at its height: level p0, a share w of what can settle is damage.

    S = p0; the plateau is a share of it; what is above the plateau is split, wD D = w p0', wT (T - P) = (1 - w) p0'.
    """
    n = len(rank)
    wD = p.damage_share
    start = rng.normal(p.starting_points, p.starting_points_sd, n) / 10.0
    share = rng.normal(wD, p.damage_share_sd, n)
    settles = start * (1.0 - plateau)
    floor = plateau * start / (1.0 - wD)
    return Knots(
        damage_rate, tautness_rate, floor, persistent, rank,
        damage=share * settles / wD,
        tautness=(1.0 - share) * settles / (1.0 - wD) + floor,
        tenderness=start,
    )  # fmt: skip


def follow(p: Parameters, knots: Knots, steps: int, rng: np.random.Generator, look: Callable[[int], None]) -> None:
    """Integrate `knots` over `steps` small steps; `look(step)` is called before the first and after each of them."""
    h = 1.0 / STEPS_PER_DAY
    kick = p.wander * math.sqrt(h)
    wD, wT, kS = p.damage_share, 1.0 - p.damage_share, p.tenderness_rate
    kD, kT, plateau = knots.damage_rate, knots.tautness_rate, knots.plateau
    look(0)
    for step in range(1, steps + 1):
        D, T, S = knots.damage, knots.tautness, knots.tenderness
        fD, fT, fS = -kD * D, -kT * (T - plateau), -kS * (S - wD * D - wT * T)
        D1, T1, S1 = D + h * fD, T + h * fT, S + h * fS
        knots.damage = D + 0.5 * h * (fD - kD * D1) + kick * rng.normal(size=len(D))
        knots.tautness = T + 0.5 * h * (fT - kT * (T1 - plateau)) + kick * rng.normal(size=len(D))
        knots.tenderness = S + 0.5 * h * (fS - kS * (S1 - wD * D1 - wT * T1))
        look(step)
