"""The rivals of the court of trials, against SciPy and against nested models."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bench.trial_people import CELLS, protocols, regression, weekly, welch
from unknot.trials.design import Observed

RNG = np.random.default_rng(9)
N = 28


def observed(outcome: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Observed:
    contrast = np.where(RNG.random(len(outcome)) < 0.5, 0.5, -0.5)
    days = np.arange(len(outcome), dtype=float)
    return Observed(
        day=days, weekday=days % 7, contrast=contrast, outcome=outcome, censored=days < 0, probability=contrast
    )


def test_welch_is_that_of_scipy_without_what_is_missing() -> None:
    outcome = RNG.normal(size=N)
    outcome[[3, 9]] = np.nan
    seen = observed(outcome)
    sides = [seen.outcome[(seen.contrast * sign > 0) & np.isfinite(outcome)] for sign in (1, -1)]
    assert welch(seen) == pytest.approx(stats.ttest_ind(*sides, equal_var=False).pvalue)


def test_the_regression_is_the_f_test_of_the_technique_with_the_day_beside_it() -> None:
    seen = observed(RNG.normal(size=N) + 0.1 * np.arange(N))
    plain = np.column_stack([np.ones(N), seen.day])
    left = [
        float(((seen.outcome - X @ np.linalg.lstsq(X, seen.outcome)[0]) ** 2).sum())
        for X in (plain, np.column_stack([plain, seen.contrast]))
    ]
    free = N - 3
    assert regression(seen) == pytest.approx(stats.f.sf((left[0] - left[1]) / left[1] * free, 1, free))


def test_too_little_to_tell_is_no_difference() -> None:
    assert welch(observed(np.full(N, 3.0))) == 1.0
    assert welch(observed(np.full(N, np.nan))) == 1.0
    assert regression(observed(np.full(N, np.nan))) == 1.0


def test_weekly_blocks_mistake_healing_for_the_technique() -> None:
    assert np.mean(weekly(2, 0.7, 40)) > 0.5


def test_the_grid_of_worlds_is_complete_and_every_design_takes_part() -> None:
    assert len(CELLS) == 36
    assert {each.design for each in protocols()} == {"day_pairs", "split_body", "adaptive", "episodes"}
