"""An outside tester plays a person from a file: what is asked, what is answered, what comes out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from unknot.content.library import load
from unknot.errors import InputError
from unknot.loop.advice import advice_to_raw
from unknot.loop.replay import Replay, replay, replay_to_raw
from unknot.loop.script import parse_script

LIBRARY = load()
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATE = "rf_intake_over_6_weeks"
"""Follows from the day it began."""
NECK = {
    "story": "My neck went stiff at the desk on Friday.",
    "age": 34,
    "sex": "female",
    "marks": [{"region": "neck_lower_l", "intensity": 5}],
    "began_days_ago": 3,
    "pain_now": 4,
    "answers": {"mechanical_pattern": "yes", "clear_muscle_trigger": True},
}


def played(**changes: object) -> Replay:
    script = parse_script({**NECK, **changes}, LIBRARY)
    return replay(LIBRARY, script, at=AT, zone="UTC")


def asked(told: Replay) -> dict[str, str | None]:
    return {id_: value for screen in told.asked for id_, _, value in screen.questions}


def for_any_adult() -> set[str]:
    """The flags that no age and no fact about the person hides."""
    return {
        flag.id
        for flag in LIBRARY.flags.values()
        if flag.age_min is None and flag.age_max is None and not flag.needs_facts and flag.id != LATE
    }


def test_an_ordinary_neck_is_asked_everything_and_gets_self_care() -> None:
    told = played()
    assert (told.advice.disposition, told.advice.screened) == ("self_care_ok_with_caution", True)
    assert {flag for flag in for_any_adult() if LIBRARY.flags[flag].ask == "everyone"} <= asked(told).keys()
    assert asked(told)["rf_chest_pressure"] == "no"


def test_a_yes_of_the_script_is_given_when_its_question_comes_and_ends_an_emergency() -> None:
    told = played(answers={"rf_chest_pressure": "yes"})
    assert told.advice.disposition == "emergency_now"
    assert asked(told)["rf_chest_pressure"] == "yes"
    assert "rf_chest_pressure" in {id_ for id_, _, _ in told.asked[-1].questions}


def test_what_the_story_tells_is_asked_first_and_stands_if_the_script_has_no_answer() -> None:
    story = "There is a heavy pressure across my chest."
    told = played(story=story, answers={})
    first = told.asked[0]
    assert (first.screen, first.quote in story, first.questions[0][2]) == ("story", True, None)
    assert told.advice.disposition == "emergency_now"
    settled = played(story=story, answers={**NECK["answers"], "rf_chest_pressure": "no"})
    assert settled.advice.disposition == "self_care_ok_with_caution"


def test_a_doubt_is_clarified_with_its_own_answer_and_stays_a_doubt_without_one() -> None:
    doubt = {**NECK["answers"], "rf_breathless": "not_sure"}
    assert played(answers=doubt).advice.disposition == "urgent_same_day"
    cleared = played(answers={**doubt, "rf_breathless#clarify": "no"})
    assert cleared.advice.disposition == "self_care_ok_with_caution"
    assert [screen.kind for screen in cleared.asked].count("clarify") == 1


def test_answers_that_nothing_asked_for_are_named() -> None:
    told = played(answers={**NECK["answers"], "rf_walking_cramp_stops_at_rest": "yes"})
    assert told.never_asked == ("rf_walking_cramp_stops_at_rest",)


def test_a_ticked_symptom_is_told_before_the_questions() -> None:
    symptom = next(id_ for id_, each in LIBRARY.symptoms.items() if each.asks)
    told = played(answers={**NECK["answers"], f"symptom:{symptom}": "yes"})
    assert set(LIBRARY.symptoms[symptom].asks) & for_any_adult() <= asked(told).keys()
    assert told.never_asked == ()


def test_without_an_age_one_is_assumed_and_said() -> None:
    told = replay(LIBRARY, parse_script({"marks": ["neck_lower_l"]}, LIBRARY), at=AT, zone="UTC")
    assert told.assumed == {"age": max(flag.age_min or 0 for flag in LIBRARY.flags.values())}
    assert "rf_pmr_pattern" in asked(told) or told.advice.screened


def test_age_and_sex_may_be_given_as_answers() -> None:
    script = parse_script({"marks": ["neck_lower_l"], "answers": {"age": 61, "sex": "male"}}, LIBRARY)
    assert (script.age, script.sex, script.answers) == (61, "male", {})
    assert parse_script({"age": 30, "answers": {"age": 61}}, LIBRARY).age == 30


def test_without_a_place_the_gate_stays_open() -> None:
    told = replay(LIBRARY, parse_script({"age": 40}, LIBRARY), at=AT, zone="UTC")
    assert (told.asked, told.advice.disposition, told.advice.screened) == ((), None, False)


def test_the_json_counts_screens_and_words_and_survives_a_round_trip() -> None:
    told = played()
    raw = replay_to_raw(told, advice_to_raw(told.advice))
    assert json.loads(json.dumps(raw)) == raw
    assert raw["screens"] == len(raw["asked"])
    assert raw["words"] == sum(screen["words"] for screen in raw["asked"]) > 100


def test_only_the_gate_is_replayed_without_the_lists() -> None:
    script = parse_script(NECK, LIBRARY)
    gate = replay(LIBRARY, script, at=AT, zone="UTC", lists=False)
    assert all(screen.kind != "terms" for screen in gate.asked)
    assert any(screen.kind == "terms" for screen in played().asked)


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        ([], "script_not_an_object", "script"),
        ({"ages": 3}, "script_unknown_field", "script.ages"),
        ({"age": "old"}, "script_bad_value", "script.age"),
        ({"age": True}, "script_bad_value", "script.age"),
        ({"story": 3}, "script_bad_value", "script.story"),
        ({"marks": {}}, "script_bad_value", "script.marks"),
        ({"marks": ["nowhere"]}, "script_unknown_id", "script.marks[0].region"),
        ({"marks": [{"region": "neck_lower_l", "intensity": 11}]}, "script_bad_value", "script.marks[0].intensity"),
        ({"marks": [["neck_lower_l"]]}, "script_unknown_id", "script.marks[0].region"),
        ({"marks": [{"region": {}}]}, "script_unknown_id", "script.marks[0].region"),
        ({"answers": {"rf_breathless": ["yes"]}}, "script_bad_value", "script.answers.rf_breathless"),
        ({"answers": []}, "script_bad_value", "script.answers"),
        ({"answers": {"rf_nothing": "yes"}}, "script_unknown_id", "script.answers.rf_nothing"),
        ({"answers": {"rf_breathless": "maybe"}}, "script_bad_value", "script.answers.rf_breathless"),
    ],
)
def test_a_script_that_cannot_be_read_says_where_and_why(raw: object, code: str, place: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_script(raw, LIBRARY)
    assert (code, place) in {(problem.code, problem.place) for problem in refused.value.problems}


def test_a_value_no_fact_can_hold_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        played(age=300)
    assert refused.value.problems[0].code == "fact_out_of_range"
