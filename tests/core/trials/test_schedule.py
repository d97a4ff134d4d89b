"""The draw of a trial follows from its seed, and whoever holds the seed can check it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from tests.core.trials.units import SEED, observed, protocol
from unknot.trials.schedule import assign, commitment, contrasts, draw, verify


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def adaptive_trial(units: int = 20):
    """An adaptive trial as it is drawn day by day, the roller taking off two points."""
    plan, luck = protocol("adaptive", units), np.random.default_rng(4)
    drawn, chances, rated = np.zeros(units), np.zeros(units), np.zeros(units)
    for unit in range(units):
        seen = observed(drawn[:unit], rated[:unit], chances[:unit])
        drawn[unit], chances[unit] = assign(plan, SEED, unit, seen)
        rated[unit] = 5.0 - 2.0 * (drawn[unit] > 0) + luck.normal(0.0, 0.5)
    return plan, observed(drawn, rated, chances)


def test_the_hash_is_that_of_plain_json() -> None:
    stated = {
        "against": None,
        "design": "day_pairs",
        "outcome": "next_morning",
        "seed": SEED,
        "technique": "foam_roller",
        "units": 14,
        "version": "unknot-trial-1",
        "worthwhile": 1.0,
    }
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"))
    assert commitment(protocol(), SEED) == digest(text).hex()
    assert commitment(protocol(worthwhile=1), SEED) == digest(text).hex()


def test_one_bit_decides_the_order_of_a_pair() -> None:
    drawn = contrasts(protocol(units=40), SEED)
    for first in range(0, 40, 2):
        technique_first = digest(f"{SEED}:{first}")[0] & 1
        assert list(drawn[first : first + 2]) == ([0.5, -0.5] if technique_first else [-0.5, 0.5])
    assert len(set(drawn[::2])) == 2
    assert (contrasts(protocol("episodes", 40), SEED) == drawn).all()


def test_one_bit_decides_the_side_of_a_day() -> None:
    drawn = contrasts(protocol("split_body", 40), SEED)
    assert list(drawn) == [1.0 if digest(f"{SEED}:{unit}")[0] & 1 else -1.0 for unit in range(40)]


def test_a_unit_of_a_fixed_design_is_drawn_with_one_half() -> None:
    for design in ("day_pairs", "split_body", "episodes"):
        plan = protocol(design)
        assert [assign(plan, SEED, unit, None) for unit in range(14)] == [(x, 0.5) for x in contrasts(plan, SEED)]


def test_an_adaptive_unit_gets_the_technique_where_its_draw_is_below_its_probability() -> None:
    plan, seen = adaptive_trial()
    for unit in range(plan.units):
        u = int.from_bytes(digest(f"{SEED}:{unit}")[:6], "big") / 2**48
        assert draw(SEED, unit) == u
        assert (seen.contrast[unit] > 0) == (u < seen.probability[unit])
    assert set(seen.probability[:8]) == {0.5}
    assert seen.probability[-1] == 0.8


def test_an_adaptive_trial_has_no_schedule_and_needs_what_was_seen() -> None:
    plan = protocol("adaptive", 20)
    with pytest.raises(ValueError, match="no schedule"):
        contrasts(plan, SEED)
    assert assign(plan, SEED, 7)[1] == 0.5
    with pytest.raises(ValueError, match="needs what was seen"):
        assign(plan, SEED, 8)


def test_there_is_no_unit_outside_the_protocol() -> None:
    for unit in (-1, 14):
        with pytest.raises(ValueError, match="not one of 14"):
            assign(protocol(), SEED, unit)


def test_what_was_assigned_fits_and_what_was_changed_does_not() -> None:
    for design in ("day_pairs", "split_body", "episodes"):
        plan = protocol(design)
        drawn = contrasts(plan, SEED)
        shown = commitment(plan, SEED)
        assert verify(plan, SEED, shown, drawn[:9]) == ()
        assert codes(verify(plan, SEED, shown, [*drawn, 0.5])) == ["trial_units_added"]
        assert codes(verify(replace(plan, units=16), SEED, shown, drawn)) == ["trial_commitment_differs"]


def test_an_adaptive_trial_is_checked_against_draw_and_rule() -> None:
    plan, seen = adaptive_trial()
    shown = commitment(plan, SEED)
    assert verify(plan, SEED, shown, seen.contrast, seen) == ()
    swapped = seen.contrast.copy()
    swapped[3] = -swapped[3]
    found = verify(plan, SEED, shown, swapped, seen)
    assert ("trial_assignment_differs", "unit 3") in [(each.code, each.place) for each in found]
    ratings = seen.outcome.copy()
    ratings[2:9] += np.where(seen.contrast[2:9] > 0, 6.0, 0.0)
    corrected = observed(seen.contrast, ratings, seen.probability)
    assert "trial_probability_differs" in codes(verify(plan, SEED, shown, seen.contrast, corrected))
