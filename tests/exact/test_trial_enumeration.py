"""The randomisation test, worked out a second time over every assignment there is."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from tests.core.trials.units import observed, protocol
from unknot.trials.adaptive import paths, probability
from unknot.trials.offered import attainable_level
from unknot.trials.randomisation import randomisation_test

PAIRS, DAYS = 7, 14


def orders(pairs: int):
    """Every schedule of so many pairs, shape (2^pairs, 2 pairs)."""
    bits = np.array(list(itertools.product((0.5, -0.5), repeat=pairs)))
    return np.stack([bits, -bits], axis=2).reshape(len(bits), -1)


def sides(days: int):
    return np.array(list(itertools.product((1.0, -1.0), repeat=days)))


def projected(day, white: float):
    """What is left of the inverse covariance once a constant and a line are taken out, shape (m, m)."""
    covariance = white * np.eye(len(day)) + (1 - white) * 0.5 ** np.abs(np.subtract.outer(day, day))
    inverse = np.linalg.inv(covariance)
    Z = np.column_stack([np.ones(len(day)), day])
    return inverse - inverse @ Z @ np.linalg.inv(Z.T @ inverse @ Z) @ Z.T @ inverse


def by_hand(schedules, outcome, white: float = 0.5):
    """The size of the standardised difference under each schedule; 0 where all days are on one side."""
    there = ~np.isnan(outcome)
    M = projected(np.flatnonzero(there).astype(float), white)
    X, y = schedules[:, there], outcome[there]
    size = np.einsum("si,ij,sj->s", X, M, X)
    return np.where(size > 1e-9, np.abs(X @ M @ y) / np.sqrt(np.where(size > 1e-9, size, 1.0)), 0.0)


def ratings(rng, days: int = DAYS, missing: float = 0.0):
    """A knot that settles, rated in whole points."""
    rated = np.clip(np.round(5.0 * np.exp(-np.arange(days) / 14) + rng.normal(0.0, 1.2, days)), 0.0, 10.0)
    rated[rng.random(days) < missing] = np.nan
    return rated


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("design", ["day_pairs", "episodes", "split_body"])
def test_p_is_the_share_of_all_assignments_that_are_as_far_from_zero(design, missing) -> None:
    rng = np.random.default_rng(1)
    schedules = sides(9) if design == "split_body" else orders(PAIRS)
    for _ in range(6):
        outcome = ratings(rng, schedules.shape[1], missing) + 0.001 * rng.normal(size=schedules.shape[1])
        found = by_hand(schedules, outcome, 1.0 if design == "episodes" else 0.5)
        for chosen in rng.integers(0, len(schedules), 4):
            test = randomisation_test(protocol(design, schedules.shape[1]), observed(schedules[chosen], outcome))
            assert test.exact
            assert abs(test.statistic) == pytest.approx(found[chosen])
            assert test.p == pytest.approx((found >= found[chosen] - 1e-9).mean())


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("whole_points", [True, False])
def test_over_all_assignments_p_is_below_any_level_no_more_often_than_it_says(whole_points, missing) -> None:
    rng, schedules = np.random.default_rng(2), orders(PAIRS)
    for _ in range(3):
        outcome = ratings(rng, DAYS, missing)
        if not whole_points:
            outcome = outcome + rng.normal(0.0, 0.3, DAYS)
        found = [randomisation_test(protocol(), observed(each, outcome)).p for each in schedules]
        for level in np.unique(found):
            assert np.mean(np.array(found) <= level) <= level + 1e-12
        if not whole_points and not missing:
            assert np.mean(np.array(found) <= 0.05) == attainable_level(0.05, PAIRS)


def test_over_all_assignments_of_two_sides_the_level_is_the_one_that_is_stated() -> None:
    rng, schedules = np.random.default_rng(3), sides(8)
    outcome = rng.normal(size=8)
    found = np.array([randomisation_test(protocol("split_body", 8), observed(each, outcome)).p for each in schedules])
    for level in np.unique(found):
        assert (found <= level).mean() <= level + 1e-12
    assert 0.03 < (found <= 0.05).mean() <= attainable_level(0.05, 8)


def test_an_adaptive_trial_is_compared_with_every_way_it_could_have_gone() -> None:
    """The reference drawn by rerunning the rule, against the probability of each of the 2^11 courses."""
    days, rng = 11, np.random.default_rng(4)
    outcome = ratings(rng, days) + 0.01 * rng.normal(size=days)
    courses = sides(days) / 2
    chances = np.ones(len(courses))
    for index, course in enumerate(courses):
        for unit in range(days):
            up = probability(np.arange(unit), course[:unit], outcome[:unit])
            chances[index] *= up if course[unit] > 0 else 1.0 - up
    assert chances.sum() == pytest.approx(1.0)
    assert chances.max() > 2 * chances.min()
    found = by_hand(courses, outcome)
    for chosen in rng.integers(0, len(courses), 8):
        exact = chances[found >= found[chosen] - 1e-9].sum()
        test = randomisation_test(protocol("adaptive", days), observed(courses[chosen], outcome))
        assert test.p == pytest.approx(exact, abs=4.5 * math.sqrt(exact * (1 - exact) / 4096) + 1 / 4096)


def test_the_courses_that_are_drawn_come_as_often_as_they_should() -> None:
    rng = np.random.default_rng(5)
    outcome = ratings(rng, 12)
    drawn, chances = paths(np.arange(12), outcome, rng.random((4000, 12)))
    surprise = (drawn > 0) - chances
    assert np.abs(surprise.mean(axis=0)).max() < 4.5 * 0.5 / math.sqrt(4000)
