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
kappa makes the system non-linear; the rate multiplier is taken from the mean at the start of a stretch of time.
"""

from __future__ import annotations

import math

import numpy as np

from unknot.recovery.parameters import Array, Parameters

DAMAGE, TAUTNESS, PLATEAU, TENDERNESS = range(4)
"""Places in the state vector; ranges of motion may follow."""
CORE = 4

APART = 1e-4
"""Rates closer than this share of kS are moved apart by it: the closed form divides by their difference."""


def rates(parameters: Parameters, damage_speed: float = 1.0, tautness_speed: Array | float = 1.0) -> Array:
    """kD and kT of each component, multiplied by the speeds. [1/day] Shape (2, N)."""
    return np.stack([parameters.damage_rate * damage_speed, parameters.tautness_rate * tautness_speed])


def lag_gap(rate: Array, tenderness_rate: float) -> Array:
    """kS - k, never 0. [1/day]"""
    gap = tenderness_rate - rate
    nearest = APART * tenderness_rate
    return np.where(np.abs(gap) < nearest, nearest, gap)


def felt(rate: Array, tenderness_rate: float, days: Array | float) -> Array:
    """kS (e^(-k t) - e^(-kS t)) / (kS - k): tenderness at `days` from a level of 1 that decays with `rate`. [1]"""
    gap = lag_gap(rate, tenderness_rate)
    slower = tenderness_rate - np.maximum(gap, 0.0)
    distance = np.abs(gap)
    return np.asarray(-tenderness_rate * np.exp(-slower * days) * np.expm1(-distance * days) / distance)


def transition(parameters: Parameters, both: Array, days: float) -> Array:
    """F with x(t + days) = F x(t) for x = (D, T, P, S) and the rates `both` (2, N). Shape (N, 4, 4)."""
    kS, wD, wT = parameters.tenderness_rate, parameters.damage_share, parameters.tautness_share
    stay_D, stay_T = np.exp(-both * days)
    felt_D, felt_T = felt(both, kS, days)
    stay_S = math.exp(-kS * days)
    F = np.zeros((len(stay_T), CORE, CORE))
    F[:, DAMAGE, DAMAGE] = stay_D
    F[:, TAUTNESS, TAUTNESS] = stay_T
    F[:, TAUTNESS, PLATEAU] = 1.0 - stay_T
    F[:, PLATEAU, PLATEAU] = 1.0
    F[:, TENDERNESS, DAMAGE] = wD * felt_D
    F[:, TENDERNESS, TAUTNESS] = wT * felt_T
    F[:, TENDERNESS, PLATEAU] = wT * (1.0 - stay_S - felt_T)
    F[:, TENDERNESS, TENDERNESS] = stay_S
    return F


def noise(parameters: Parameters, both: Array, days: float) -> Array:
    """Covariance that the wander of D and T adds to (D, T, P, S) over `days`: the integral of F L L' F'. (N, 4, 4)

    With e(a) = integral of e^(-a u) from 0 to t and m = w kS / (kS - k), each driver adds
    e(2k), m (e(2k) - e(k + kS)) and m^2 (e(2k) - 2 e(k + kS) + e(2 kS)) to its own, the shared and the S variance.
    """
    kS, variance = parameters.tenderness_rate, parameters.wander**2
    gap = lag_gap(both, kS)
    k = kS - gap
    share = np.array([[parameters.damage_share], [parameters.tautness_share]])
    own, cross = _kept_integral(2 * k, days), _kept_integral(k + kS, days)
    weight = share * kS / gap
    shared = variance * weight * (own - cross)
    tender = variance * weight**2 * (own - 2 * cross + _kept_integral(2 * kS, days))
    V = np.zeros((both.shape[1], CORE, CORE))
    for state in (DAMAGE, TAUTNESS):
        V[:, state, state] = variance * own[state]
        V[:, state, TENDERNESS] = V[:, TENDERNESS, state] = shared[state]
    V[:, TENDERNESS, TENDERNESS] = tender[DAMAGE] + tender[TAUTNESS]
    return V


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


def _kept_integral(rate: Array | float, days: Array | float) -> Array:
    """Integral of e^(-rate u) for u from 0 to `days`. [day]"""
    return np.asarray(-np.expm1(-np.multiply(rate, days)) / rate)
