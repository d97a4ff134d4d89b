"""The recovery profile follows the rule written down in the content's vocabulary."""

from __future__ import annotations

import pytest

from tests.core.causes.accounts import account
from unknot.causes.profile import ProfileChoice, recovery_profile
from unknot.content.library import load
from unknot.facts import History

NEW_LOAD = "cue:began_within_3_days_of_new_load"
SITTING = "cue:hour_or_more_in_one_position"


def chosen(history: History) -> ProfileChoice:
    return recovery_profile(load(), history)


def test_knowing_nothing_is_mixed_and_becomes_desk_when_the_pain_is_old() -> None:
    assert chosen(account()).id == "mixed"
    assert chosen(account(day=14)).id == "desk"
    assert chosen(account(day=13)).id == "mixed"
    assert chosen(account(day=40, onset_known=False)).id == "mixed"


def test_a_new_load_and_young_pain_is_exercise() -> None:
    choice = chosen(account([NEW_LOAD, "cause:new_lifting"]))
    assert (choice.id, choice.load_points, choice.posture_points, choice.care_points) == ("exercise", 4, 0, 0)
    assert choice.cues == ("began_within_3_days_of_new_load",)


def test_exercise_ends_with_the_seventh_day_and_is_never_assumed_for_an_unknown_age() -> None:
    story = [NEW_LOAD, "cause:new_lifting"]
    assert chosen(account(story, day=6)).id == "exercise"
    assert chosen(account(story, day=7)).id == "mixed"
    assert chosen(account(story, onset_known=False)).id == "mixed"


def test_pain_still_there_a_week_after_the_load_is_mixed_although_it_is_younger_itself() -> None:
    story = [NEW_LOAD, "cause:new_lifting"]
    lifted = [(-2, "new_lifting", 60.0, 8.0)]
    assert chosen(account(story, day=5, pains={5: 2.0}, exposures=lifted)).id == "mixed"
    assert chosen(account(story, day=5, pains={5: 1.0}, exposures=lifted)).id == "exercise"
    assert chosen(account(story, day=4, pains={4: 2.0}, exposures=lifted)).id == "exercise"
    assert chosen(account(story, day=5, pains={5: 2.0})).id == "exercise"


@pytest.mark.parametrize(
    ("yes", "profile"),
    [
        ([SITTING, "cause:desk_posture"], "desk"),
        ([NEW_LOAD, SITTING], "mixed"),
        (["cause:running", "cause:new_lifting", "cause:swimming", "cue:crept_on_or_woke_with_it"], "exercise"),
        (["cause:running", "cause:cold_draft"], "exercise"),
        (["cause:gardening"], "mixed"),
        (["cause:desk_posture", "cause:overhead_work"], "desk"),
    ],
)
def test_the_share_of_load_decides(yes: list[str], profile: str) -> None:
    assert chosen(account(yes)).id == profile


def test_only_the_three_causes_with_the_most_points_count() -> None:
    three = ["cause:desk_posture", "cause:driving", "cause:phone_use"]
    assert chosen(account([*three, "cause:mouse_keyboard", "cause:stress"])).posture_points == 6


def test_having_done_the_same_before_takes_load_away_but_never_below_none() -> None:
    assert chosen(account(["cue:same_activity_without_soreness_in_9_weeks"])).load_points == 0
    assert chosen(account([NEW_LOAD, "cue:same_activity_without_soreness_in_9_weeks"])).load_points == 1


def test_an_answer_of_no_or_not_sure_adds_nothing() -> None:
    answers = {"cause:desk_posture": "no", SITTING: "not_sure", NEW_LOAD: "no"}
    assert chosen(account(answers=answers)) == chosen(account())


def test_both_sides_sore_is_heard_as_cue_and_as_fact() -> None:
    for question in ("two_sided_muscle_pain", "cue:both_sides_sore"):
        assert chosen(account([question])).cues == ("both_sides_sore",)


def test_a_visit_for_this_knot_alone_makes_it_care_seeker_whatever_the_load() -> None:
    assert chosen(account([NEW_LOAD, "cause:new_lifting"], visit_day=1)).id == "care_seeker"


def test_two_care_points_make_a_care_seeker_and_one_does_not() -> None:
    assert chosen(account(worst=6.0)).care_points == 1
    assert chosen(account(worst=6.0)).id == "mixed"
    assert chosen(account(["cause:whiplash"], worst=6.0)).id == "care_seeker"
    assert chosen(account(worst=5.5)).care_points == 0


def test_the_worst_pain_at_the_start_is_the_first_score_or_the_strongest_mark() -> None:
    assert chosen(account(pains={1: 6.0})).care_points == 1
    assert chosen(account(pains={1: 3.0, 2: 9.0})).care_points == 0
    assert chosen(account(marks={"neck_lower_r": 6})).care_points == 1


def test_painful_places_are_parts_of_the_body_not_spots_of_one_part() -> None:
    one_part = {"shoulder_top_r": 4, "shoulder_front_r": 4, "shoulder_side_r": 4, "shoulder_back_r": 4}
    four_parts = {"shoulder_top_r": 4, "low_back_l": 4, "knee_front_r": 4, "neck_lower_l": 4}
    assert chosen(account(marks=one_part)).care_points == 0
    assert chosen(account(marks=four_parts)).cues == ("four_or_more_painful_places",)


def test_old_at_the_start_with_earlier_episodes_needs_both() -> None:
    assert chosen(account(opened=20, day=20, earlier=1)).care_points == 1
    assert chosen(account(opened=20, day=20)).care_points == 0
    assert chosen(account(opened=3, day=20, earlier=1)).care_points == 0


def test_a_week_of_training_well_above_the_one_before_is_a_load_cue() -> None:
    def week(minutes: float) -> History:
        return account(exposures=[(-9, "running", 100.0, 5.0), (-2, "running", minutes, 5.0)])

    assert chosen(week(131.0)).cues == ("week_30_percent_above_last",)
    assert chosen(week(130.0)).cues == ()
    assert chosen(account(exposures=[(-2, "running", 300.0, 9.0)])).cues == ()
    assert chosen(account(exposures=[(-9, "running", 60.0, 5.0), (1, "running", 300.0, 9.0)])).cues == ()
