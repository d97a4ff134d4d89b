"""What must hold of the draw of every trial and of its test: it can be checked, has no favourite and no units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.trials.units import observed, protocol
from unknot.trials.adaptive import LEAST, MOST, paths
from unknot.trials.randomisation import randomisation_test
from unknot.trials.schedule import PAIRED, assign, commitment, contrasts, verify

SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
FIXED = st.sampled_from(["day_pairs", "split_body", "episodes"])
RATING = st.one_of(
    st.integers(0, 10).map(float), st.integers(0, 1000).map(lambda hundredths: hundredths / 100), st.just(float("nan"))
)
OTHER = {
    "design": "split_body",
    "outcome": "immediate",
    "technique": "hands",
    "against": "heat",
    "units": 16,
    "worthwhile": 1.5,
}


def rated(units: int):
    return st.lists(RATING, min_size=units, max_size=units).map(np.array)


@st.composite
def adaptive_trials(draw):
    """An adaptive trial as it went: seed, protocol, what was seen."""
    seed, units = draw(SEEDS), draw(st.integers(8, 20))
    plan, outcome = protocol("adaptive", units), draw(rated(units))
    contrast, chance = np.zeros(units), np.zeros(units)
    for unit in range(units):
        seen = observed(contrast[:unit], outcome[:unit], chance[:unit])
        contrast[unit], chance[unit] = assign(plan, seed, unit, seen)
    return seed, plan, observed(contrast, outcome, chance)


@given(SEEDS, FIXED, st.integers(1, 20).map(lambda half: 2 * half))
def test_the_same_seed_gives_the_same_schedule_and_pairs_hold_one_of_each(seed, design, units) -> None:
    plan = protocol(design, units)
    drawn = contrasts(plan, seed)
    assert (drawn == contrasts(plan, seed)).all()
    assert len(drawn) == units
    if design in PAIRED:
        assert (drawn[0::2] + drawn[1::2] == 0.0).all()
    longer = contrasts(replace(plan, units=units + 2), seed)
    assert (longer[:units] == drawn).all()


@given(SEEDS, SEEDS, st.sampled_from(sorted(OTHER)))
def test_the_hash_changes_with_every_field_and_with_the_seed(seed, another, field) -> None:
    shown = commitment(protocol(), seed)
    assert len(bytes.fromhex(shown)) == 32
    assert shown != commitment(replace(protocol(), **{field: OTHER[field]}), seed)
    assert (shown == commitment(protocol(), another)) == (seed == another)


@given(SEEDS, FIXED, st.data())
def test_what_was_drawn_is_accepted_and_any_one_change_is_found(seed, design, data) -> None:
    plan = protocol(design)
    drawn, shown = contrasts(plan, seed), commitment(plan, seed)
    assert verify(plan, seed, shown, drawn) == ()
    changed = drawn.copy()
    unit = data.draw(st.integers(0, 13))
    changed[unit] = data.draw(st.sampled_from([-drawn[unit], 0.0, 2 * drawn[unit]]))
    assert [each.place for each in verify(plan, seed, shown, changed)] == [f"unit {unit}"]


@given(adaptive_trials(), st.data())
def test_an_adaptive_trial_is_accepted_as_it_went_and_any_one_change_is_found(trial, data) -> None:
    seed, plan, seen = trial
    shown = commitment(plan, seed)
    assert verify(plan, seed, shown, seen.contrast, seen) == ()
    unit = data.draw(st.integers(0, plan.units - 1))
    changed = seen.contrast.copy()
    changed[unit] = -changed[unit]
    assert f"unit {unit}" in {each.place for each in verify(plan, seed, shown, changed, seen)}
    other = seen.probability.copy()
    other[unit] += 0.01
    found = verify(plan, seed, shown, seen.contrast, replace(seen, probability=other))
    assert ("trial_probability_differs", f"unit {unit}") in {(each.code, each.place) for each in found}


@given(adaptive_trials())
def test_adaptive_probabilities_stay_within_their_limits(trial) -> None:
    _, _, seen = trial
    assert ((seen.probability >= LEAST) & (seen.probability <= MOST)).all()


@given(rated(16), st.integers(0, 2**32))
def test_rerun_probabilities_stay_within_their_limits(outcome, seed) -> None:
    drawn, chances = paths(np.arange(16), outcome, np.random.default_rng(seed).random((50, 16)))
    assert ((chances >= LEAST) & (chances <= MOST)).all()
    assert set(np.unique(drawn)) <= {-0.5, 0.5}


@given(SEEDS, FIXED, rated(14), st.integers(-5, 5), st.sampled_from([0.25, 2.0, 8.0]))
def test_p_knows_no_units_and_no_favourite(seed, design, outcome, more, times) -> None:
    plan = protocol(design)
    drawn = contrasts(plan, seed)
    found = randomisation_test(plan, observed(drawn, outcome), most=512)
    moved = randomisation_test(plan, observed(drawn, outcome + more), most=512)
    scaled = randomisation_test(plan, observed(drawn, times * outcome), most=512)
    swapped = randomisation_test(plan, observed(-drawn, outcome), most=512)
    for other, statistic in ((moved, 1.0), (scaled, times), (swapped, -1.0)):
        assert other.p == found.p
        assert other.p_missing == found.p_missing
        assert other.statistic == pytest.approx(statistic * found.statistic, rel=1e-6, abs=1e-7)
    assert 1 / found.assignments <= found.p <= 1.0


@given(SEEDS, rated(10), st.integers(0, 31))
def test_p_is_below_any_level_no_more_often_than_it_says(seed, outcome, chosen) -> None:
    """Over all 32 orders of five pairs, for whatever outcomes."""
    plan = protocol(units=10)
    drawn = contrasts(plan, seed)
    turns = np.repeat(1 - 2 * (np.arange(32)[:, None] >> np.arange(5) & 1), 2, axis=1)
    found = np.array([randomisation_test(plan, observed(drawn * turn, outcome)).p for turn in turns])
    assert (found <= found[chosen]).mean() <= found[chosen] + 1e-12
