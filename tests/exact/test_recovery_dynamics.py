"""The closed solution of the recovery model against plain numerical integration."""

from dataclasses import replace

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery import dynamics
from unknot.recovery.parameters import Parameters, from_library


@pytest.fixture(scope="module", params=["exercise", "care_seeker"])
def parameters(request: pytest.FixtureRequest) -> Parameters:
    return from_library(load(), request.param)


def system(p: Parameters, component: int) -> np.ndarray:
    kD, kT, kS = p.damage_rate[component], p.tautness_rate[component], p.tenderness_rate
    return np.array(
        [
            [-kD, 0.0, 0.0, 0.0],
            [0.0, -kT, kT, 0.0],
            [0.0, 0.0, 0.0, 0.0],
            [kS * p.damage_share, kS * p.tautness_share, 0.0, -kS],
        ]
    )


def runge_kutta(A: np.ndarray, start: np.ndarray, days: float, steps: int) -> np.ndarray:
    h, x = days / steps, start
    for _ in range(steps):
        a = A @ x
        b = A @ (x + h / 2 * a)
        c = A @ (x + h / 2 * b)
        d = A @ (x + h * c)
        x = x + h / 6 * (a + 2 * b + 2 * c + d)
    return x


@pytest.mark.parametrize("days", [1 / 1440, 0.3, 1.0, 9.0])
def test_the_transition_solves_the_equations(parameters: Parameters, days: float) -> None:
    F = dynamics.transition(parameters, dynamics.rates(parameters), days)
    for component in (0, 10, len(F) - 1):
        integrated = runge_kutta(system(parameters, component), np.eye(4), days, 2000)
        np.testing.assert_allclose(F[component], integrated, atol=1e-9)


@pytest.mark.parametrize("days", [0.05, 1.0, 9.0])
def test_the_noise_is_the_integral_of_what_the_drivers_leave(parameters: Parameters, days: float) -> None:
    both = dynamics.rates(parameters)
    V = dynamics.noise(parameters, both, days)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    driven = np.diag([1.0, 1.0, 0.0, 0.0])
    integral = sum(
        weight * days / 2 * (F @ driven @ F.swapaxes(1, 2))
        for node, weight in zip(nodes, weights, strict=True)
        for F in [dynamics.transition(parameters, both, days * (1 - node) / 2)]
    )
    np.testing.assert_allclose(V, parameters.wander**2 * integral, rtol=1e-7, atol=1e-13)


def test_two_short_steps_are_one_long_step(parameters: Parameters) -> None:
    both = dynamics.rates(parameters, 1.1, 1.05)
    first, second = dynamics.transition(parameters, both, 0.7), dynamics.transition(parameters, both, 2.4)
    together = dynamics.transition(parameters, both, 3.1)
    np.testing.assert_allclose(second @ first, together, atol=1e-12)
    noise = second @ dynamics.noise(parameters, both, 0.7) @ second.swapaxes(1, 2)
    noise = noise + dynamics.noise(parameters, both, 2.4)
    np.testing.assert_allclose(noise, dynamics.noise(parameters, both, 3.1), atol=1e-15)


def test_equal_rates_are_the_limit_of_different_ones(parameters: Parameters) -> None:
    kS = parameters.tenderness_rate
    equal = replace(parameters, tautness_rate=np.full_like(parameters.tautness_rate, kS))
    near = replace(parameters, tautness_rate=np.full_like(parameters.tautness_rate, kS * 1.001))
    F = dynamics.transition(equal, dynamics.rates(equal), 1.3)
    np.testing.assert_allclose(F, dynamics.transition(near, dynamics.rates(near), 1.3), atol=1e-3)
    S = F[:, dynamics.TENDERNESS, dynamics.TAUTNESS]
    np.testing.assert_allclose(S, equal.tautness_share * kS * 1.3 * np.exp(-kS * 1.3), rtol=1e-4)


def test_a_year_in_one_step_neither_overflows_nor_grows(parameters: Parameters) -> None:
    both = dynamics.rates(parameters)
    F, V = dynamics.transition(parameters, both, 365.0), dynamics.noise(parameters, both, 365.0)
    assert np.isfinite(F).all()
    assert np.isfinite(V).all()
    assert F[:, dynamics.TENDERNESS].sum(axis=1).max() <= 1.0 + 1e-9
