"""The adaptive rule leans to what looks better, and never far."""

from __future__ import annotations

import numpy as np

from unknot.trials.adaptive import BURN_IN, LEAST, MOST, paths, probability

DAYS = np.arange(20)
TURNS = np.tile([0.5, -0.5, -0.5, 0.5], 5)


def test_the_first_units_are_drawn_with_one_half() -> None:
    outcome = np.where(TURNS > 0, 0.0, 9.0)
    for unit in range(BURN_IN):
        assert probability(DAYS[:unit], TURNS[:unit], outcome[:unit]) == 0.5


def test_it_leans_to_the_better_side_and_stays_within_its_limits() -> None:
    luck = np.random.default_rng(1).normal(0.0, 0.3, 20)
    assert probability(DAYS, TURNS, 5.0 - 4.0 * TURNS + luck) == MOST
    assert probability(DAYS, TURNS, 5.0 + 4.0 * TURNS + luck) == LEAST


def test_a_trend_alone_moves_nothing() -> None:
    assert probability(DAYS, TURNS, 9.0 - 0.4 * DAYS) == 0.5


def test_ratings_that_are_all_the_same_or_all_missing_move_nothing() -> None:
    assert probability(DAYS, TURNS, np.full(20, 3.0)) == 0.5
    assert probability(DAYS, TURNS, np.full(20, np.nan)) == 0.5


def test_one_side_only_says_nothing_of_the_other() -> None:
    assert probability(DAYS, np.full(20, 0.5), np.random.default_rng(2).normal(size=20)) == 0.5


def test_the_last_outcome_does_not_count_yet() -> None:
    outcome = np.random.default_rng(3).normal(5.0, 1.0, 20)
    told_later = outcome.copy()
    told_later[-1] = np.nan
    assert probability(DAYS, TURNS, outcome) == probability(DAYS, TURNS, told_later)


def test_many_trials_at_once_are_the_same_as_one_after_the_other() -> None:
    rng = np.random.default_rng(5)
    outcome = rng.normal(5.0, 1.0, 20)
    outcome[[1, 9, 10]] = np.nan
    draws = rng.random((30, 20))
    contrasts, chances = paths(DAYS, outcome, draws)
    for run in range(30):
        alone = [probability(DAYS[:unit], contrasts[run, :unit], outcome[:unit]) for unit in range(20)]
        assert list(chances[run]) == alone
        assert ((contrasts[run] > 0) == (draws[run] < chances[run])).all()
    assert len(set(chances[:, -1])) > 5
