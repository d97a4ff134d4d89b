"""Bands and gone-by days against simulation and against closed forms."""

import math

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery import dynamics
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold, init
from unknot.recovery.forecasting import PROBABILITIES, forecast
from unknot.recovery.mixtures import normal_cdf, quantiles
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library
from unknot.recovery.state import Belief

PEOPLE = 40_000


def simulated_levels(belief: Belief, days: int, rng: np.random.Generator) -> np.ndarray:
    """Levels in points of people drawn from `belief`, day by day, shape (PEOPLE, days)."""
    p = belief.parameters
    component = rng.choice(len(belief.weights), PEOPLE, p=belief.weights)
    both = dynamics.rates(p)
    F, V = dynamics.transition(p, both, 1.0)[component], dynamics.noise(p, both, 1.0)[component]
    start, drive = root(belief.cov)[component], root(V)
    x = belief.mean[component] + np.einsum("pij,pj->pi", start, rng.normal(size=(PEOPLE, 4)))
    levels = [x[:, dynamics.TENDERNESS]]
    for _ in range(days - 1):
        x = np.einsum("pij,pj->pi", F, x) + np.einsum("pij,pj->pi", drive, rng.normal(size=(PEOPLE, 4)))
        levels.append(x[:, dynamics.TENDERNESS])
    return 10 * np.stack(levels, axis=1)


def root(cov: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(cov)
    return vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]


def beliefs() -> dict[str, Belief]:
    library = load()
    two_weeks = [Report(float(d), f"{d}", (Reading("pain_now", max(5 - 0.3 * d, 0.0)),)) for d in range(8)]
    return {
        "nothing known, exercise": init(from_library(library, "exercise"), start="peak"),
        "nothing known, desk": init(from_library(library, "desk")),
        "a week of check-ins, mixed": fold(from_library(library, "mixed"), two_weeks),
        "one check-in, care seeker": fold(from_library(library, "care_seeker"), two_weeks[:1]),
    }


@pytest.mark.parametrize("name", beliefs())
def test_the_chance_to_be_gone_is_that_of_simulated_people_or_a_little_less(name: str) -> None:
    belief = beliefs()[name]
    levels = simulated_levels(belief, 30, np.random.default_rng(5))
    clear = (levels[:, :-1] <= 1.0) & (levels[:, 1:] <= 1.0)
    gone = np.maximum.accumulate(clear, axis=1).mean(axis=0)
    ahead = forecast(belief)
    missing = gone - ahead.gone_probability
    assert missing.min() >= -0.01
    assert missing.max() <= 0.04
    assert 0.0 <= ahead.persists_probability - (1 - gone[28]) + 0.01 <= 0.05


@pytest.mark.parametrize("name", beliefs())
def test_bands_are_the_quantiles_of_simulated_readings(name: str) -> None:
    belief = beliefs()[name]
    rng = np.random.default_rng(6)
    levels = simulated_levels(belief, 29, rng)
    p = belief.parameters
    pain = np.clip(levels + rng.normal(0, p.pain_noise_points, levels.shape), 0, 10)
    press = np.clip(p.press_factor * levels + rng.normal(0, p.press_noise_points, levels.shape), 0, 10)
    bands = forecast(belief).bands
    np.testing.assert_allclose(bands["pain_now"], np.quantile(pain, PROBABILITIES, axis=0).T, atol=0.1)
    np.testing.assert_allclose(bands["press_tenderness"], np.quantile(press, PROBABILITIES, axis=0).T, atol=0.12)


def test_the_normal_distribution_function_is_right() -> None:
    z = np.linspace(-10, 10, 2001)
    exact = [0.5 * math.erfc(-each / math.sqrt(2)) for each in z]
    np.testing.assert_allclose(normal_cdf(z), exact, atol=1e-6)


def test_quantiles_of_one_normal_are_exact_and_held_to_the_scale() -> None:
    found = quantiles(np.ones(1), np.array([[4.0]]), np.array([[1.5]]), np.array([0.025, 0.5, 0.975]), 0.0, 10.0)
    np.testing.assert_allclose(found, [[4.0 - 1.96 * 1.5, 4.0, 4.0 + 1.96 * 1.5]], atol=1e-2)
    low = quantiles(np.ones(1), np.array([[-3.0]]), np.array([[1.0]]), np.array([0.05, 0.95]), 0.0, 10.0)
    np.testing.assert_array_equal(low, [[0.0, 0.0]])
