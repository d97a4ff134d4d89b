"""What cannot be answered is refused, with the reason and what would do."""

from __future__ import annotations

import re

import pytest

from unknot.content.library import load
from unknot.trials.offered import (
    ANSWERS,
    attainable_level,
    duration_days,
    expected_level,
    offered,
    smallest,
)

LIBRARY = load()
OUTCOME = {"day_pairs": "next_morning", "split_body": "immediate", "episodes": "days_to_gone", "adaptive": "immediate"}


def refused(design="day_pairs", outcome=None, units=None, **asked) -> dict[str, str]:
    """Code -> sentence and what is needed."""
    units = smallest(LIBRARY, design) if units is None else units
    asked.setdefault("technique", "foam_roller")
    found = offered(LIBRARY, design, outcome or OUTCOME[design], units, **asked)
    return {each.code: f"{each.message} {each.hint}" for each in found}


@pytest.mark.parametrize("design", sorted(ANSWERS))
def test_each_design_is_offered_from_its_smallest_size_on(design) -> None:
    least = smallest(LIBRARY, design)
    assert refused(design) == {}
    assert set(refused(design, units=least - 2)) == {"trial_too_few_units"}
    for missing in (0.0, 0.2, 0.4):
        level = expected_level(0.05, design, smallest(LIBRARY, design, missing), missing)
        assert 0.04 <= level <= 0.05


def test_twelve_knots_are_refused_and_it_is_said_how_long_it_would_take() -> None:
    sentence = refused("episodes", units=12)["trial_too_few_units"]
    assert "14 knots (7 pairs)" in sentence
    assert "5 years" in sentence
    assert duration_days(LIBRARY, "episodes", 14) == pytest.approx(14 * 365 / 3)
    assert duration_days(LIBRARY, "day_pairs", 14) == 14


def test_more_missing_ratings_take_more_days() -> None:
    assert smallest(LIBRARY, "day_pairs", 0.4) > smallest(LIBRARY, "day_pairs", 0.0)
    assert "trial_too_few_units" in refused(units=14, missing=0.4)
    assert set(refused(units=28, missing=0.6)) == {"trial_too_many_missing"}


def test_weekly_blocks_are_refused_by_name() -> None:
    for name in ("weekly_blocks", "weekly_abab", "abab"):
        problems = offered(LIBRARY, name, "next_morning", 28, technique="foam_roller")
        assert [problem.code for problem in problems] == ["trial_weekly_blocks"]
        assert "healing by itself" in problems[0].message
        assert "14 days" in problems[0].hint
    assert [each.code for each in offered(LIBRARY, "coin", "immediate", 14, technique="hands")] == [
        "trial_unknown_design"
    ]


@pytest.mark.parametrize("design", sorted(ANSWERS))
@pytest.mark.parametrize("outcome", ["immediate", "next_morning", "days_to_gone"])
def test_only_knots_answer_how_soon_a_knot_goes_and_they_answer_nothing_else(design, outcome) -> None:
    found = refused(design, outcome)
    assert ("trial_outcome_not_answered" in found) == ((design == "episodes") != (outcome == "days_to_gone"))


def test_size_has_an_upper_end_and_pairs_are_even() -> None:
    assert set(refused(units=15)) == {"trial_odd_units"}
    assert set(refused("split_body", units=15)) == set()
    assert set(refused(units=44)) == {"trial_too_many_units"}


@pytest.mark.parametrize(
    ("technique", "code"),
    [
        ("dry_needling", "trial_not_yours_to_try"),
        ("massage_visit", "trial_not_yours_to_try"),
        ("percussion_gun", "trial_not_yours_to_try"),
        ("medicine_note", "trial_not_yours_to_try"),
        ("dry_needling", "trial_lasts_too_long"),
        ("massage", "trial_lasts_too_long"),
        ("wait", "trial_nothing_done"),
        ("desk_setup", "trial_nothing_done"),
        ("strength", "trial_works_too_slowly"),
        ("nothing_of_the_kind", "trial_unknown_technique"),
    ],
)
def test_what_cannot_be_compared_from_day_to_day_is_refused_on_either_side(technique, code) -> None:
    assert code in refused(technique=technique)
    assert code in refused(technique="foam_roller", against=technique)


def test_what_lasts_or_works_slowly_may_be_compared_from_knot_to_knot() -> None:
    assert refused("episodes", technique="strength") == {}


def test_two_sides_need_something_that_is_done_to_one() -> None:
    assert set(refused("split_body", technique="walking")) == {"trial_not_on_one_side"}
    assert refused("day_pairs", technique="walking") == {}


def test_nothing_is_compared_with_itself() -> None:
    assert set(refused(technique="heat", against="heat")) == {"trial_same_technique"}


def test_attainable_levels_come_in_steps_of_two_assignments() -> None:
    assert [attainable_level(0.05, draws) for draws in (4, 5, 6, 7)] == [0.0, 0.0, 2 / 64, 6 / 128]
    assert attainable_level(0.05, 13) == 204 / 4096


def test_every_refusal_is_a_sentence_without_holes() -> None:
    said = [
        text
        for design in ANSWERS
        for outcome in ("immediate", "days_to_gone")
        for technique in (*LIBRARY.kinds, "nonsense")
        for units in (3, 99)
        for text in refused(design, outcome, units, technique=technique).values()
    ]
    assert said
    assert all(re.match(r"^[A-Z0-9].*[.] ?", text) and "{" not in text for text in said)
