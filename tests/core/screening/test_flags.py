"""Every flag alone: yes gives at least its disposition, not_sure at least what doubt is worth."""

from __future__ import annotations

import pytest

from tests.core.screening.people import LIBRARY, calm, person
from unknot.screening.asking import open_flags
from unknot.screening.engine import engine_for
from unknot.screening.triage import screen, triage

ENGINE = engine_for(LIBRARY)
CLEAN = triage(LIBRARY, person(calm()))


def test_an_ordinary_neck_passes_the_gate() -> None:
    assert CLEAN.complete
    assert CLEAN.disposition == "self_care_ok_with_caution"
    assert CLEAN.fired == ()
    assert not CLEAN.stale


@pytest.mark.parametrize("flag", LIBRARY.flags)
def test_a_yes_fires_the_flag_at_its_disposition(flag: str) -> None:
    found = triage(LIBRARY, person({**calm(), flag: "yes"}))
    record = LIBRARY.flags[flag]
    fired = next(each for each in found.fired if each.id == flag)
    assert (fired.kind, fired.answer, fired.disposition) == ("flag", "yes", record.disposition)
    assert fired.reason_key == f"flag.{flag}.reason"
    assert ENGINE.rank(found.disposition) >= ENGINE.rank(record.disposition)
    assert found.fired[0].disposition == found.disposition


@pytest.mark.parametrize("flag", LIBRARY.flags)
def test_a_doubt_fires_the_flag_at_what_doubt_is_worth(flag: str) -> None:
    found = triage(LIBRARY, person({**calm(), flag: "not_sure"}))
    record = LIBRARY.flags[flag]
    fired = next(each for each in found.fired if each.id == flag)
    assert (fired.answer, fired.disposition) == ("not_sure", record.if_not_sure)
    assert ENGINE.rank(found.disposition) >= ENGINE.rank(record.if_not_sure) or not found.complete


@pytest.mark.parametrize("flag", [flag.id for flag in LIBRARY.flags.values() if flag.ask == "everyone"])
def test_a_question_for_everyone_is_open_wherever_it_hurts(flag: str) -> None:
    answers = {id_: value for id_, value in calm().items() if id_ != flag}
    for area in ("sole", "neck_lower"):
        if LIBRARY.flags[flag].age_max is None and flag != "rf_intake_over_6_weeks":
            assert flag in triage(LIBRARY, person(answers, areas=[area])).open_questions
    assert flag not in triage(LIBRARY, person(calm())).open_questions


@pytest.mark.parametrize("flag", [flag.id for flag in LIBRARY.flags.values() if flag.ask != "everyone"])
def test_a_question_of_a_place_is_asked_there_of_the_people_it_fits(flag: str) -> None:
    record = LIBRARY.flags[flag]
    area = next(area for area, regions in ENGINE.asked_regions.items() if regions & ENGINE.flag_regions[flag])
    answers = {id_: value for id_, value in calm().items() if id_ != flag}
    answers.update(dict.fromkeys(record.needs_facts, "yes"))
    age = record.age_min or 40
    case = screen(LIBRARY, person(answers, areas=[area], age=age)).case
    assert flag in open_flags(case)
    if record.age_min is not None:
        assert flag not in open_flags(screen(LIBRARY, person(answers, areas=[area], age=age - 1)).case)
    if record.needs_facts:
        denied = answers | dict.fromkeys(record.needs_facts, "no")
        assert flag not in open_flags(screen(LIBRARY, person(denied, areas=[area], age=age)).case)
        doubted = answers | dict.fromkeys(record.needs_facts, "not_sure")
        assert flag in open_flags(screen(LIBRARY, person(doubted, areas=[area], age=age)).case)
        unasked = {id_: value for id_, value in answers.items() if id_ not in record.needs_facts}
        found = screen(LIBRARY, person(unasked, areas=[area], age=age, sex="female"))
        assert set(record.needs_facts) <= set(found.triage.open_questions)
        assert flag not in found.triage.open_questions


def test_a_question_of_another_place_is_not_asked() -> None:
    answers = {id_: value for id_, value in calm().items() if id_ != "rf_leg_swelling_one_side"}
    assert triage(LIBRARY, person(answers, areas=["neck_upper"])).complete


def test_a_place_where_emergencies_are_felt_asks_its_flags() -> None:
    for overlap in LIBRARY.emergency_overlaps.values():
        for area in overlap.areas:
            for flag in overlap.flags:
                record = LIBRARY.flags[flag]
                if not record.needs_facts:
                    answers = {id_: value for id_, value in calm().items() if id_ != flag}
                    case = screen(LIBRARY, person(answers, areas=[area], age=record.age_min or 40)).case
                    assert flag in case.applicable, (overlap.id, area, flag)


def test_under_sixteen_is_worked_out_from_the_age() -> None:
    answers = {id_: value for id_, value in calm().items() if id_ != "rf_under_16"}
    child = triage(LIBRARY, person(answers, age=15))
    assert child.disposition == "see_clinician_soon"
    assert [each.id for each in child.fired] == ["rf_under_16"]
    assert triage(LIBRARY, person(answers, age=16)).disposition == "self_care_ok_with_caution"
    assert "age" in triage(LIBRARY, person(answers, age=None)).open_questions


def test_pain_younger_than_six_weeks_is_not_asked_whether_it_is_older() -> None:
    flag = "rf_intake_over_6_weeks"
    answers = {id_: value for id_, value in calm().items() if id_ != flag}
    assert triage(LIBRARY, person(answers, began_days=41)).complete
    assert flag in triage(LIBRARY, person(answers, began_days=43)).open_questions
    assert flag in triage(LIBRARY, person(answers, began_days=None)).open_questions


def test_an_emergency_ends_the_questions() -> None:
    found = triage(LIBRARY, person({"rf_chest_pressure": "yes"}))
    assert found.disposition == "emergency_now"
    assert found.complete
    assert found.open_questions == ()


def test_nothing_answered_gives_no_disposition() -> None:
    found = triage(LIBRARY, person({}))
    assert found.disposition is None
    assert not found.complete
    assert not found.stale


def test_without_a_marked_place_nothing_is_complete() -> None:
    found = triage(LIBRARY, person(calm(), areas=[]))
    assert found.open_questions == ("where",)
    assert found.disposition is None


def test_a_doubt_worth_self_care_does_not_pass_an_open_gate() -> None:
    found = triage(LIBRARY, person({"rf_weight_loss": "not_sure"}))
    assert [each.disposition for each in found.fired] == ["self_care_ok_with_caution"]
    assert found.disposition is None


def test_something_urgent_is_said_while_questions_are_open() -> None:
    found = triage(LIBRARY, person({"rf_fever_with_pain": "yes"}))
    assert found.disposition == "urgent_same_day"
    assert not found.complete


def test_an_examined_pain_that_stays_the_same_is_no_reason_for_another_check() -> None:
    guard = {"already_assessed_same_pattern": "yes"}
    old = triage(LIBRARY, person({**calm(), **guard, "rf_intake_over_6_weeks": "yes"}, began_days=60))
    assert old.fired == ()
    assert old.replaced == ("rf_intake_over_6_weeks",)
    fresh = triage(LIBRARY, person({**calm(), **guard, "rf_no_better_after_2_weeks_care": "yes"}, began_days=10))
    assert fresh.replaced == ("rf_no_better_after_2_weeks_care",)
    late = triage(LIBRARY, person({**calm(), **guard, "rf_no_better_after_2_weeks_care": "yes"}, began_days=20))
    assert late.disposition == "see_clinician_soon"
    unknown = triage(LIBRARY, person({**calm(), **guard, "rf_no_better_after_2_weeks_care": "yes"}, began_days=None))
    assert unknown.disposition == "see_clinician_soon"


def test_whether_the_pain_was_examined_is_asked_when_it_matters() -> None:
    guard = "already_assessed_same_pattern"
    answers = {id_: value for id_, value in calm().items() if id_ != guard}
    assert guard in triage(LIBRARY, person({**answers, "rf_intake_over_6_weeks": "yes"})).open_questions
    assert guard not in triage(LIBRARY, person(answers)).open_questions
