r"""How a knot moves by itself: a linear system with a closed solution, driven by a little noise.

    symbol  name           unit    meaning
    D       damage         0-1     damage and inflammation after a load
    T       tautness       0-1     how taut the muscle is held
    P       plateau        0-1     the tautness a persistent knot levels off at (T_inf); 0 when it settles
    S       tenderness     0-1     what is felt; 10*S points is the pain level
    Q       flow           1       perfusion relative to normal, follows T at once
    kD kT kS               1/day   rates of D, of T toward P, of S toward its target
    wD wT                  1       shares of damage and tautness in tenderness, wD + wT = 1
    b                      1       flow lost per unit of tautness
    kappa                  1       change of kT per unit of flow
    s                      1/√day  wander: random walk that drives D and T

    D' = -kD D                     + s dW1
    T' = -kT (1 + kappa (Q-1)) (T - P) + s dW2
    P' = 0
    S' = -kS (S - wD D - wT T)
    Q  = 1 - b T + flow pulses

A settled level of D and T gives the same S. N is the number of components.

Each of four modes decays by itself: D, E = T - P, P and U = S - a D - b E - wT P, with a = wD kS / (kS - kD) and
b = wT kS / (kS - kT). In modes time is a multiplication; a change of rates shifts U alone.
kappa makes the system non-linear; the rate multiplier is taken from the mean at the start of a stretch of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from unknot.recovery.parameters import Array, Parameters

DAMAGE, TAUTNESS, PLATEAU, TENDERNESS = range(4)
"""Places in the state vector; ranges of motion may follow."""
CORE = 4

APART = 1e-4
"""Rates closer than this share of kS are moved apart by it: the closed form divides by their difference."""


def rates(parameters: Parameters, damage_speed: Array | float = 1.0, tautness_speed: Array | float = 1.0) -> Array:
    """kD and kT of each component, multiplied by the speeds. [1/day] Speeds (..., 1) or (N,) give shape (2, ..., N)."""
    return np.stack(
        np.broadcast_arrays(parameters.damage_rate * damage_speed, parameters.tautness_rate * tautness_speed)
    )


def felt(rate: Array, tenderness_rate: float, days: Array | float) -> Array:
    """kS (e^(-k t) - e^(-kS t)) / (kS - k): tenderness at `days` from a level of 1 that decays with `rate`. [1]"""
    rate, gap = _apart(rate, tenderness_rate)
    return np.asarray(tenderness_rate / gap * (_lost(tenderness_rate, days) - _lost(rate, days)))


class Modes(NamedTuple):
    """The modes at the rates `both`, kD and kT; `follows` are the weights a and b of D and E in S. Each (2, ..., N).

    `speeds` are the multipliers that make these rates out of those at rest, where every component has the same.
    """

    both: Array
    follows: Array
    speeds: tuple[float, float] | None = None


class Drift(NamedTuple):
    """A stretch of time in which the rates stay as they are: speeds of kD and kT, and the flow of pulses."""

    days: float
    damage_speed: float
    tautness_speed: float
    flow: float = 0.0


Shear = tuple[int, list[tuple[int, Array | float]]]
"""A state and the others that are added to it, each with its weight."""

Move = tuple[Modes, Array, Array]
"""The modes of a drift, what is kept of them and what wander adds."""


def modes(parameters: Parameters, both: Array) -> Modes:
    """The modes at the rates `both` (2, ..., N)."""
    both, gap = _apart(both, parameters.tenderness_rate)
    share = np.reshape([parameters.damage_share, parameters.tautness_share], (2, *(1 for _ in both.shape[1:])))
    return Modes(both, share * parameters.tenderness_rate / gap)


@lru_cache(maxsize=64)
def modes_at(parameters: Parameters, damage_speed: float = 1.0, tautness_speed: float = 1.0) -> Modes:
    """The modes at the rates of `parameters` times the speeds; its arrays (2, N) are not to be written to."""
    at = modes(parameters, rates(parameters, damage_speed, tautness_speed))
    return at._replace(speeds=(damage_speed, tautness_speed))


def kept(parameters: Parameters, at: Modes, days: Array | float, n: int = CORE) -> Array:
    """What is left of the modes (D, E, P, U) and of the constant states after them in `days`: (n, ..., N).

    `days` is one number, or has the shape (..., 1).
    """
    lost = _lost(at.both, days)
    left = np.moveaxis(np.ones((*lost.shape[1:-1], n, lost.shape[-1])), -2, 0)
    left[: TAUTNESS + 1] -= lost
    left[TENDERNESS] -= _lost(parameters.tenderness_rate, days)
    return left


def wandered(parameters: Parameters, at: Modes, days: Array | float) -> Array:
    """Covariance (4, 4, ..., N) that the wander adds to the modes over `days`.

    With e(r) = integral of e^(-r u) from 0 to t, the driver of a mode with rate k and weight m in S adds e(2k) to its
    own variance, -m e(k + kS) to what it shares with U and m^2 e(2 kS) to the variance of U.
    """
    kS, variance = parameters.tenderness_rate, parameters.wander**2
    lost, lost_S = _lost(at.both, days), _lost(kS, days)
    own = lost * (2.0 - lost)
    own *= variance / 2.0 / at.both
    shared = lost + lost_S * (1.0 - lost)
    shared *= -variance * at.follows / (at.both + kS)
    of_U = lost_S * (2.0 - lost_S) * (variance / 2.0 / kS)
    V = np.moveaxis(np.zeros((*own.shape[1:-1], CORE, CORE, own.shape[-1])), (-3, -2), (0, 1))
    for state in (DAMAGE, TAUTNESS):
        V[state, state] = own[state]
        V[state, TENDERNESS] = V[TENDERNESS, state] = shared[state]
        V[TENDERNESS, TENDERNESS] += at.follows[state] ** 2 * of_U
    return V


def drifted(joint: Array, left: Array, V: Array) -> Array:
    """`joint` (n, n + k, ..., N) of the modes after a time in which `left` (n, ..., N) of them is kept and V is added.

    Its first n columns are a covariance; the k others are means, which only decay.
    """
    after: Array = joint * left[:, None]
    columns = after[:, : len(left)]
    np.multiply(columns, left, out=columns)
    core = after[:CORE, :CORE]
    np.add(core, V, out=core)
    return after


def reframed(joint: Array, parameters: Parameters, before: Modes | None, after: Modes | None) -> Array:
    """`joint` (n, n + k, ..., N) of the modes `before` in terms of those `after`; None stands for the states."""
    joint = joint.copy()
    for state, weights in reframing(parameters, before, after):
        _shear(joint, state, weights)
    return joint


def reframing(parameters: Parameters, before: Modes | None, after: Modes | None) -> tuple[Shear, ...]:
    """What makes the modes `after` out of those `before`, in order: to a state others are added times their weights."""
    D, E, P = DAMAGE, TAUTNESS, PLATEAU
    wT = parameters.tautness_share
    if before is None and after is not None:
        to_modes: Shear = (TENDERNESS, [(D, -after.follows[0]), (E, -after.follows[1]), (P, -wT)])
        return ((TAUTNESS, [(P, -1.0)]), to_modes)
    if before is not None and after is not None:
        a, b = before.follows - after.follows
        return ((TENDERNESS, [(D, a), (E, b)]),)
    if before is not None:
        to_states: Shear = (TENDERNESS, [(D, before.follows[0]), (E, before.follows[1]), (P, wT)])
        return (to_states, (TAUTNESS, [(P, 1.0)]))
    return ()


def straining(frame: Modes | None, state: int, other: int, weight: Array | float) -> tuple[Shear, ...]:
    """What adds to D or T, in the modes of `frame` or in the states, another times its weight; all others stay."""
    own: Shear = (state, [(other, weight)])
    return (own,) if frame is None else ((TENDERNESS, [(other, -frame.follows[state] * weight)]), own)


def _shear(joint: Array, state: int, weights: Iterable[tuple[int, Array | float]]) -> None:
    """Adds to one state, in place, others times their weights: to its row, then to its column."""
    row, column = joint[state], joint[:, state]
    for other, weight in weights:
        np.add(row, weight * joint[other], out=row)
        np.add(column, weight * joint[:, other], out=column)


def strained(joint: Array, frame: Modes | None, by: Sequence[tuple[int, int, Array | float]]) -> None:
    """Adds to D or T, in place, others times their weights, each (D or T, other, weight); all other states stay.

    `joint` is of the modes of `frame`, or of the states.
    """
    for one in by:
        for state, weights in straining(frame, *one):
            _shear(joint, state, weights)


def moves(parameters: Parameters, drifts: Sequence[Drift], n: int) -> Iterator[Move]:
    """Of each drift in turn its modes, what is kept of the n states and what wander adds, at the speeds it has.

    Everything is worked out for all drifts together, the modes once for all that have the same speeds.
    """
    if not drifts:
        return
    places: dict[tuple[float, float], int] = {}
    which = [places.setdefault((drift.damage_speed, drift.tautness_speed), len(places)) for drift in drifts]
    known = [modes_at(parameters, *speeds) for speeds in places]
    at = Modes(
        np.stack([each.both for each in known], axis=1)[:, which],
        np.stack([each.follows for each in known], axis=1)[:, which],
    )
    days = np.array([drift.days for drift in drifts])[:, None]
    left, V = kept(parameters, at, days, n), wandered(parameters, at, days)
    for number, place in enumerate(which):
        yield known[place], left[:, number], V[:, :, number]


def passed(joint: Array, parameters: Parameters, frame: Modes | None, move: Move) -> tuple[Array, Modes]:
    """`joint` of `frame` after a move, and the modes it is then in."""
    at, left, V = move
    if not same(frame, at):
        joint = reframed(joint, parameters, frame, at)
    return drifted(joint, left, V), at


def same(frame: Modes | None, at: Modes) -> bool:
    """Whether `frame` is known to be the modes `at`."""
    return frame is not None and frame.speeds is not None and frame.speeds == at.speeds


def transition(parameters: Parameters, both: Array, days: Array | float) -> Array:
    """F with x(t + days) = F x(t) for x = (D, T, P, S) and the rates `both` (2, ..., N). Shape (..., N, 4, 4).

    `days` is one number, or has the shape (..., 1).
    """
    at = modes(parameters, both)
    D, E, _, U = kept(parameters, at, days)
    by_damage, by_tautness = at.follows[0] * (D - U), at.follows[1] * (E - U)
    F = np.zeros((*D.shape, CORE, CORE))
    F[..., DAMAGE, DAMAGE] = D
    F[..., TAUTNESS, TAUTNESS] = E
    F[..., TAUTNESS, PLATEAU] = 1.0 - E
    F[..., PLATEAU, PLATEAU] = 1.0
    F[..., TENDERNESS, DAMAGE] = by_damage
    F[..., TENDERNESS, TAUTNESS] = by_tautness
    F[..., TENDERNESS, PLATEAU] = parameters.tautness_share * (1.0 - U) - by_tautness
    F[..., TENDERNESS, TENDERNESS] = U
    return F


def noise(parameters: Parameters, both: Array, days: Array | float) -> Array:
    """Covariance that the wander of D and T adds to (D, T, P, S) over `days`: shapes as in `transition`."""
    at = modes(parameters, both)
    V = reframed(wandered(parameters, at, days), parameters, at, None)
    return np.moveaxis(V, (0, 1), (-2, -1))


def tenderness_after_load(parameters: Parameters, days: Array | float) -> Array:
    """S at `days` after a load that leaves D = T = 1 and S = 0, for the part that settles. Shape (..., N)."""
    kS = parameters.tenderness_rate
    from_damage = parameters.damage_share * felt(parameters.damage_rate, kS, days)
    return from_damage + parameters.tautness_share * felt(parameters.tautness_rate, kS, days)


def flow(parameters: Parameters, tautness: Array | float, pulses: float = 0.0) -> Array:
    """Q = 1 - b T + flow pulses, perfusion relative to normal. [1]"""
    return 1.0 - parameters.flow_per_tautness * np.asarray(tautness) + pulses


def flow_speed(parameters: Parameters, tautness: Array, pulses: float) -> Array | float:
    """1 + kappa (Q - 1): what flow makes of the rate of tautness. [1]"""
    if parameters.flow_on_rate == 0.0:
        return 1.0
    return 1.0 + parameters.flow_on_rate * (flow(parameters, tautness, pulses) - 1.0)


def _apart(rate: Array, tenderness_rate: float) -> tuple[Array, Array]:
    """The rates k, those that all but equal kS moved apart from it, and kS - k, which is never 0. [1/day]"""
    gap = tenderness_rate - rate
    nearest = APART * tenderness_rate
    close = np.abs(gap) < nearest
    if close.any():
        gap = np.where(close, nearest, gap)
        rate = tenderness_rate - gap
    return rate, gap


def _lost(rate: Array | float, days: Array | float) -> Array:
    """1 - e^(-k t): the share of a level that is lost in `days`. [1]"""
    return np.asarray(-np.expm1(-np.multiply(rate, days)))
