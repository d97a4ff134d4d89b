"""What a ranking says, and why."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.core.locating.stories import told
from unknot.content.library import Library, load
from unknot.locating.confusions import confused_with, telling_tests
from unknot.locating.ranking import Candidate, by_muscle, rank

STIFF_NECK = {"neck_lower_r": 7, "shoulder_top_r": 4}
OPEN = {"shoulder_top_r": 5, "neck_lower_r": 5, "neck_upper_r": 3}


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def chance(candidates: tuple[Candidate, ...], muscle: str, side: str) -> float:
    return next(each.probability for each in candidates if (each.muscle, each.side) == (muscle, side))


def test_nothing_marked_ranks_nothing(library: Library) -> None:
    assert rank(library, told({}, [("movement:neck_turn_same", "yes")])) == ()
    assert by_muscle(library, told({})) == {}


def test_a_stiff_neck_that_will_not_turn_to_its_side_is_the_levator(library: Library) -> None:
    first = rank(library, told(STIFF_NECK, [("movement:neck_turn_same", "yes")]))[0]
    assert (first.muscle, first.side) == ("levator_scapulae", "right")
    assert first.points == ("levator_scapulae.tp1.r", "levator_scapulae.tp2.r")


def test_as_many_are_returned_as_the_content_says_or_as_asked_for(library: Library) -> None:
    assert len(rank(library, told(STIFF_NECK))) == library.number("locating.shown")
    assert len(rank(library, told(STIFF_NECK), top=3)) == 3
    assert len(rank(library, told(STIFF_NECK), top=500)) == 2 * len(library.muscles)


def test_a_movement_that_does_not_hurt_counts_against_and_not_sure_says_nothing(library: Library) -> None:
    question = "movement:neck_turn_same"
    silent = by_muscle(library, told(STIFF_NECK))["levator_scapulae"]
    assert by_muscle(library, told(STIFF_NECK, [(question, "no")]))["levator_scapulae"] < silent
    assert by_muscle(library, told(STIFF_NECK, [(question, "yes")]))["levator_scapulae"] > silent
    assert by_muscle(library, told(STIFF_NECK, [(question, "not_sure")]))["levator_scapulae"] == silent


def test_only_marks_on_the_midline_leave_the_side_open(library: Library) -> None:
    candidates = rank(library, told({"sacrum": 5}), top=194)
    assert candidates[0].muscle == candidates[1].muscle
    for muscle in library.muscles:
        assert chance(candidates, muscle, "left") == chance(candidates, muscle, "right")


def test_a_missed_spill_over_place_costs_less_than_a_missed_essential_one(library: Library) -> None:
    muscle = library.muscles["levator_scapulae"]
    full = {f"{area}_l": 5 for area in (*muscle.essential, *muscle.spillover)}
    costs = {}
    for area in (*muscle.essential, *muscle.spillover):
        fewer = {region: intensity for region, intensity in full.items() if region != f"{area}_l"}
        said = next(each for each in rank(library, told(fewer), top=194) if each.muscle == muscle.id)
        costs[area] = next((each.log_odds for each in said.contributions if each.kind == "unmarked"), 0.0)
    assert all(costs[area] < 0.0 for area in muscle.essential)
    assert all(costs[area] == 0.0 for area in muscle.spillover)


def test_what_speaks_for_a_candidate_comes_first_and_can_be_said(library: Library) -> None:
    answers = [("movement:neck_turn_same", "yes"), ("movement:carry_load", "no"), ("symptom:headache", "no"),
               ("cause:phone_use", "yes"), ("self_test:levator_scapulae", "yes")]  # fmt: skip
    for candidate in rank(library, told(STIFF_NECK, answers), top=194):
        odds = [each.log_odds for each in candidate.contributions]
        assert odds == sorted(odds, reverse=True)
        kinds = {each.kind for each in candidate.contributions}
        assert kinds >= {"mark", "movement", "symptom", "cause", "self_test", "prior"}
        for each in candidate.contributions:
            assert library.say(each.text_key, name="N", muscle="M")


def test_contributions_are_log_odds_against_the_average(library: Library) -> None:
    before = rank(library, told(STIFF_NECK), top=194)
    after = rank(library, told(STIFF_NECK, [("movement:neck_turn_same", "yes")]), top=194)
    gained = {
        (each.muscle, each.side): next(c.log_odds for c in each.contributions if c.kind == "movement") for each in after
    }
    one, other = ("levator_scapulae", "right"), ("upper_trapezius", "right")
    shift = chance(after, *one) * chance(before, *other) / (chance(before, *one) * chance(after, *other))
    assert gained[one] - gained[other] == pytest.approx(math.log(shift))
    priors = {each.muscle: next(c.log_odds for c in each.contributions if c.kind == "prior") for each in before}
    assert max(priors, key=lambda muscle: priors[muscle]) == "upper_trapezius"


def test_a_fainter_mark_has_a_little_less_say(library: Library) -> None:
    def temple(intensity: int) -> float:
        return by_muscle(library, told({"neck_lower_r": 8, "temple_r": intensity}))["upper_trapezius"]

    assert temple(8) > temple(1) > by_muscle(library, told({"neck_lower_r": 8}))["upper_trapezius"]


def test_a_group_is_named_only_while_two_rivals_cannot_be_told_apart(library: Library) -> None:
    open_ = rank(library, told(OPEN))
    groups = confused_with(library, open_)
    assert groups
    assert groups[0].group == "neck_angle"
    assert groups[0].muscles[0] == open_[0].muscle
    decided = tuple(replace(each, probability=0.9 if index == 0 else 0.01) for index, each in enumerate(open_))
    assert confused_with(library, decided) == ()
    assert confused_with(library, ()) == ()


def test_the_first_test_moves_the_ranking_most_and_is_not_asked_twice(library: Library) -> None:
    facts = told(OPEN)
    tests = telling_tests(library, facts, rank(library, facts))
    assert [test.bits for test in tests] == sorted((test.bits for test in tests), reverse=True)
    assert tests[-1].bits > 0.0
    asked = told(OPEN, [(tests[0].question, "no")])
    assert tests[0].question not in {test.question for test in telling_tests(library, asked, rank(library, asked))}


def test_a_test_that_is_not_safe_for_everyone_is_never_among_them(library: Library) -> None:
    barred = replace(library.muscles["levator_scapulae"], self_test="drop", press_kinds=())
    without = replace(library, muscles={**library.muscles, barred.id: barred}, movements={})
    facts = told(STIFF_NECK, [("cause:sleeping_position", "yes")])
    candidates = rank(without, facts)
    assert candidates[0].muscle == "levator_scapulae"
    tests = telling_tests(without, facts, candidates)
    assert {test.kind for test in tests} == {"self_test", "press_test"}
    assert all(test.id != "levator_scapulae" for test in tests)


def test_one_muscle_alone_needs_no_test(library: Library) -> None:
    facts = told(STIFF_NECK)
    assert telling_tests(library, facts, rank(library, facts, top=1)) == ()


@pytest.mark.parametrize("kind", ["self_test", "press_test"])
def test_a_familiar_pain_in_a_test_speaks_for_its_muscle(library: Library, kind: str) -> None:
    before = by_muscle(library, told(OPEN))["levator_scapulae"]
    assert by_muscle(library, told(OPEN, [(f"{kind}:levator_scapulae", "yes")]))["levator_scapulae"] > before
    assert by_muscle(library, told(OPEN, [(f"{kind}:levator_scapulae", "no")]))["levator_scapulae"] < before


def test_the_same_pain_on_both_sides_names_the_muscle_of_the_other_side_as_well(library: Library) -> None:
    first = rank(library, told({f"{area}_{side}": 5 for area in ("neck_lower", "shoulder_top") for side in "lr"}))[0]
    assert first.companion is not None
    assert (first.companion.muscle, first.companion.side) == (
        first.muscle,
        "left" if first.side == "right" else "right",
    )
    assert rank(library, told(STIFF_NECK))[0].companion is None


def test_the_second_witness_who_says_yes_to_everything_says_less_than_the_first(library: Library) -> None:
    def odds(*movements: str) -> float:
        found = by_muscle(library, told(OPEN, [(f"movement:{each}", "yes") for each in movements]))
        return math.log(found["levator_scapulae"] / found["upper_trapezius"])

    listed = ("neck_turn_same", "neck_bend_forward")
    said = library.muscles["levator_scapulae"].movements_hurt
    assert all(movement in said for movement in listed)
    elsewhere = ("squat", "kneel", "stairs_up")
    assert odds(*listed, *elsewhere) - odds(*elsewhere) < odds(*listed) - odds()
