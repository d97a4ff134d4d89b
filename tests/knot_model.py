"""The recovery model written a second time, from its equations alone, for tests and measurements that judge the first.

    D' = -kD D                 + s dW1        damage
    T' = -kT (T - P)           + s dW2        tautness, toward the plateau P
    P' = 0
    S' = -kS (S - wD D - wT T)                tenderness, 10 S points

A strain adds to D and T at once: what it does on average times the person's own sizes, normal around 1 and unknown.

What is shared with the product are the numbers of the content and the statement of the model. The equations are made
discrete by the matrix exponential of one block matrix (Van Loan 1978), not by the product's closed forms. Functions
that take `xp` work on arrays of NumPy and of anything with the same functions, so that gradients can be taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.recovery.effects import expected_effect
from unknot.recovery.events import Event, Report, Session, Strain
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters
from unknot.recovery.state import Range

Array = NDArray[np.float64]

DAMAGE, TAUTNESS, PLATEAU, TENDERNESS = range(4)
MOVED = (DAMAGE, TAUTNESS, TENDERNESS)
"""The states that the wander reaches."""

SQUARINGS, TERMS = 4, 14
"""The exponential is squared four times from 14 terms of its series: to rounding for matrices of norm up to 10."""

LONGEST = 0.75
"""Days that one block matrix covers: longer stretches are doubled up from it, because part of it grows with time."""


@dataclass(frozen=True)
class Story:
    """What happened: reports (day, measure, value), a strain (day, damage, tautness), a massage (day)."""

    profile: str
    reports: tuple[tuple[float, str, float], ...]
    now: float
    strain: tuple[float, float, float] | None = None
    massage: float | None = None
    ranges: tuple[Range, ...] = ()

    def events(self, library: Library) -> list[Event]:
        """The story as the product takes it in."""
        events: list[Event] = [
            Report(day, f"{place}", (Reading(name, value),)) for place, (day, name, value) in enumerate(self.reports)
        ]
        if self.strain is not None:
            events.append(Strain(self.strain[0], "strain", *self.strain[1:]))
        if self.massage is not None:
            events.append(Session(self.massage, "massage", expected_effect(library, "massage")))
        return events


@dataclass(frozen=True)
class Look:
    """One reading: y ~ Normal(loadings · x + offset, variance); `loadings` has a place for each range after (D..S)."""

    loadings: Array
    offset: float
    variance: float
    value: float


@dataclass(frozen=True)
class Leg:
    """A stretch of time with constant rates; at its end an average `kick` to D and T, and then the `looks`."""

    days: float
    speed: float
    kick: tuple[float, float]
    looks: tuple[Look, ...]


def legs(library: Library, p: Parameters, story: Story) -> list[Leg]:
    """The story cut where something happens, is read, or the rates change."""
    turns = {day for day, _, _ in story.reports} | {story.now}
    if story.strain is not None:
        turns.add(story.strain[0])
    held = (math.inf, math.inf)
    if story.massage is not None:
        held = (story.massage, story.massage + p.rate_lasts_days)
        turns |= {each for each in held if each < story.now}
    found, before = [], 0.0
    for day in sorted(turns):
        kick = (0.0, 0.0)
        if story.strain is not None and story.strain[0] == day:
            kick = story.strain[1:]
        speed = library.effects["massage"].rate if held[0] <= before < held[1] else 1.0
        looks = tuple(_look(library, p, story, *report) for report in story.reports if report[0] == day)
        found.append(Leg(day - before, speed, kick, looks))
        before = day
    return found


def _look(library: Library, p: Parameters, story: Story, day: float, measure: str, value: float) -> Look:
    loadings = np.zeros(4 + len(story.ranges))
    if measure == "pain_now":
        eased, spread = relief(library, story, day)
        loadings[TENDERNESS] = 10.0
        return Look(loadings, -eased, p.pain_noise_points**2 + spread, value)
    if measure == "pain_worst":
        loadings[TENDERNESS] = 10.0
        return Look(loadings, p.worst_above_points, p.worst_noise_points**2, value)
    if measure == "press_tenderness":
        assert story.massage is None or day <= story.massage, "the relief that a massage leaves on a press"
        loadings[TENDERNESS] = 10.0 * p.press_factor
        return Look(loadings, 0.0, p.press_noise_points**2, value)
    place = [each.key for each in story.ranges].index(measure)
    loadings[TAUTNESS], loadings[4 + place] = story.ranges[place].slope, 1.0
    return Look(loadings, 0.0, story.ranges[place].noise_sd ** 2, value)


def relief(library: Library, story: Story, day: float) -> tuple[float, float]:
    """Points of relief left and their variance: what any act gives, and what massage gives beyond it."""
    if story.massage is None or day <= story.massage:
        return 0.0, 0.0
    floor, massage = library.effects["any_plausible_act"], library.effects["massage"]
    amounts = (
        (floor.relief_points, floor.relief_half_life_days),
        (massage.relief_points - floor.relief_points, massage.relief_half_life_days),
    )
    left = [amount * 0.5 ** ((day - story.massage) / half_life) for amount, half_life in amounts]
    return sum(left), sum((library.number("recovery.effect_sd_share") * each) ** 2 for each in left)


def drift(p: Parameters, damage_rate: Any, tautness_rate: Any, xp: ModuleType = np) -> Any:
    """A with dx = A x dt for x = (D, T, P, S). [1/day] Rates of shape (...,), A of shape (..., 4, 4)."""
    kD, kT = xp.asarray(damage_rate), xp.asarray(tautness_rate)
    no, kS = xp.zeros_like(kD), p.tenderness_rate * xp.ones_like(kD)
    rows = (
        (-kD, no, no, no),
        (no, -kT, kT, no),
        (no, no, no, no),
        (kS * p.damage_share, kS * (1.0 - p.damage_share), no, -kS),
    )
    return xp.stack([xp.stack(row, axis=-1) for row in rows], axis=-2)


def discretised(A: Any, wander: float, days: float, xp: ModuleType = np) -> tuple[Any, Any]:
    """F and V with x(t + days) ~ Normal(F x(t), V), for a random walk of `wander` [1/√day] on D and T."""
    doublings = max(0, math.ceil(math.log2(days / LONGEST))) if days > 0.0 else 0
    driven = np.diag([1.0, 1.0, 0.0, 0.0]) * wander**2
    empty = xp.zeros_like(A)
    block = xp.concatenate(
        [
            xp.concatenate([-A, empty + driven], axis=-1),
            xp.concatenate([empty, xp.swapaxes(A, -1, -2)], axis=-1),
        ],
        axis=-2,
    )
    grown = exponential(block * (days / 2**doublings), xp)
    F = xp.swapaxes(grown[..., 4:, 4:], -1, -2)
    V = F @ grown[..., :4, 4:]
    for _ in range(doublings):
        V = F @ V @ xp.swapaxes(F, -1, -2) + V
        F = F @ F
    return F, V


def exponential(M: Any, xp: ModuleType = np) -> Any:
    """e^M of square matrices, shape (..., n, n)."""
    small = M / 2.0**SQUARINGS
    whole = term = xp.broadcast_to(xp.eye(M.shape[-1]), M.shape)
    for power in range(1, TERMS + 1):
        term = term @ small / power
        whole = whole + term
    for _ in range(SQUARINGS):
        whole = whole @ whole
    return whole


def start_moments(p: Parameters) -> tuple[Array, Array]:
    """Mean (2,) and covariance (2, 2) of the parts of the starting level that damage and tautness make. [1]

    The level p0 and the share w of damage in it are normal and independent, the parts w p0 and (1 - w) p0. Products of
    normals of degree four: five nodes of Gauss and Hermite are exact.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(5)
    weights = np.outer(weights, weights).ravel() / weights.sum() ** 2
    level, share = (each.ravel() for each in np.meshgrid(nodes, nodes, indexing="ij"))
    level = (p.starting_points + p.starting_points_sd * level) / 10.0
    share = p.damage_share + p.damage_share_sd * share
    parts = np.stack([share * level, (1.0 - share) * level])
    mean = parts @ weights
    off = parts - mean[:, None]
    return mean, (off * weights) @ off.T


def size_sds(p: Parameters) -> Array:
    """By how much people differ in what a load does to D and what time in one posture does to T, (2,). [1]"""
    return np.array([p.load_size_sd, p.posture_size_sd])


def spread_out(p: Parameters, plateau: Any, xp: ModuleType = np) -> Any:
    """The states at the height of the pain for each unit of the two parts: x0 = B (from damage, from tautness).

    The plateau is a share of the level. What is above it settles: wD D is the first part of that, wT (T - P) the
    second. S is at its target. `plateau` of shape (...,), B of shape (..., 4, 2).
    """
    wD, wT = p.damage_share, 1.0 - p.damage_share
    share = xp.asarray(plateau)
    no, one = xp.zeros_like(share), xp.ones_like(share)
    rows = (
        ((1.0 - share) / wD, no),
        (share / wT, (1.0 - share) / wT + share / wT),
        (share / wT, share / wT),
        (one, one),
    )
    return xp.stack([xp.stack(row, axis=-1) for row in rows], axis=-2)


def quantile_holds(q: float, probability: float, below: Any, slack: float, low: float, high: float) -> bool:
    """Whether `q`, a quantile held to `low` .. `high`, is within `slack` of where `below` reaches `probability`."""
    not_too_low = q + slack >= high or below(q + slack) >= probability
    not_too_high = q - slack <= low or below(q - slack) <= probability
    return not_too_low and not_too_high


def only(p: Parameters, components: Sequence[int]) -> dict[str, Any]:
    """The fields of `p` that hold one number for each component, cut down to `components`; weights sum to 1."""
    values = {each.name: getattr(p, each.name) for each in fields(p)}
    cut = {
        name: value[list(components)]
        for name, value in values.items()
        if isinstance(value, np.ndarray) and value.shape[:1] == p.log_prior.shape
    }
    return cut | {"log_prior": cut["log_prior"] - np.log(np.exp(cut["log_prior"]).sum())}
