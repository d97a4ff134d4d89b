"""What the randomisation test says of trials whose answer is plain."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.trials.units import SEED, observed, protocol
from unknot.trials.adaptive import paths
from unknot.trials.randomisation import randomisation_test
from unknot.trials.schedule import contrasts

SLOPE = 6.0 - 0.2 * np.arange(14)


def day_pairs(outcome):
    plan = protocol()
    drawn = contrasts(plan, SEED)
    return randomisation_test(plan, observed(drawn, outcome(drawn)))


def test_a_difference_on_every_day_is_as_surprising_as_seven_pairs_allow() -> None:
    found = day_pairs(lambda drawn: SLOPE - 2.0 * drawn)
    assert found.p == 2 / 128
    assert found.exact
    assert found.assignments == 128
    assert found.statistic < 0.0


def test_worse_with_the_technique_is_above_zero_and_as_surprising() -> None:
    found = day_pairs(lambda drawn: SLOPE + 2.0 * drawn)
    assert found.p == 2 / 128
    assert found.statistic > 0.0


@pytest.mark.parametrize(
    "outcome", [np.full(14, 4.0), SLOPE, np.full(14, np.nan), np.r_[np.full(12, np.nan), 1.0, 5.0]]
)
def test_where_nothing_can_be_told_p_is_one(outcome) -> None:
    found = day_pairs(lambda _: outcome)
    assert found.p == 1.0
    assert found.statistic == 0.0


def test_a_trial_that_ended_early_is_tested_on_its_units() -> None:
    plan = protocol()
    drawn = contrasts(plan, SEED)[:9]
    found = randomisation_test(plan, observed(drawn, SLOPE[:9] - 2.0 * drawn))
    assert found.assignments == 2**5
    assert found.exact


def test_more_than_twelve_draws_are_sampled_and_the_same_seed_gives_the_same_p() -> None:
    plan = protocol("split_body", 14)
    drawn = contrasts(plan, SEED)
    seen = observed(drawn, np.random.default_rng(1).normal(size=14) - drawn)
    found = randomisation_test(plan, seen, seed=3)
    assert (found.assignments, found.exact) == (4096, False)
    assert found == randomisation_test(plan, seen, seed=3)
    assert randomisation_test(plan, seen, seed=4).p == pytest.approx(found.p, abs=0.02)


def test_an_adaptive_trial_with_a_plain_difference_stands_out() -> None:
    plan, luck = protocol("adaptive", 24), np.random.default_rng(6)
    drawn = paths(np.arange(24), 5.0 + luck.normal(0.0, 0.4, 24), luck.random((1, 24)))[0][0]
    found = randomisation_test(plan, observed(drawn, 5.0 - 3.0 * drawn + luck.normal(0.0, 0.4, 24)))
    assert found.p < 0.001
    assert (found.assignments, found.exact) == (4096, False)


def test_missing_outcomes_are_counted_on_each_side() -> None:
    plan = protocol(units=20)
    drawn = contrasts(plan, SEED)
    rated = np.random.default_rng(2).normal(size=20)
    scattered = np.where(np.arange(20) % 7 == 0, np.nan, rated)
    only_without = np.where(drawn < 0, np.nan, rated)
    found = randomisation_test(plan, observed(drawn, scattered))
    assert found.missing_with + found.missing_without == 3
    assert found.p_missing > 0.2
    found = randomisation_test(plan, observed(drawn, only_without))
    assert (found.missing_with, found.missing_without) == (0, 10)
    assert found.p_missing == 2 / 1024


def test_knots_are_compared_by_the_logarithm_of_their_days() -> None:
    plan = protocol("episodes", 14)
    drawn = contrasts(plan, SEED)
    days = np.where(drawn > 0, 7.0, 21.0)
    assert randomisation_test(plan, observed(drawn, np.log(days))).p == 2 / 128
