"""The interview: what is asked next, together with what, and when it stops."""

from __future__ import annotations

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, calm, person
from unknot.facts import CheckIn
from unknot.screening.interview import Screen, next_screen, question_of, questions_in_order
from unknot.screening.ordering import PRIVATE

YES = {"mechanical_pattern", "clear_muscle_trigger"}


def walk(areas: list[str], yes: set[str] = YES, doubt: frozenset[str] = frozenset(), **told: object) -> list[Screen]:
    """The screens somebody sees who ticks `yes` and is not sure about `doubt`, until nothing is asked."""
    answers: dict[str, str] = {}
    screens: list[Screen] = []
    for _ in range(40):
        screen = next_screen(LIBRARY, person(answers, areas=areas, **told))  # type: ignore[arg-type]
        if screen is None:
            return screens
        screens.append(screen)
        for question in screen.questions:
            if question.id not in ("age", "sex"):
                answer = "yes" if question.id in yes else "not_sure" if question.id in doubt else "no"
                answers[question.id] = "no" if screen.kind == "clarify" else answer
    raise AssertionError("the interview does not end")


@pytest.mark.parametrize("sex", ["female", "male"])
def test_an_ordinary_desk_neck_needs_eight_screens_at_most(sex: str) -> None:
    screens = walk(["neck_lower", "shoulder_top"], sex=sex)
    assert len(screens) <= 8
    assert max(len(screen.questions) for screen in screens) <= 14


@pytest.mark.parametrize("area", LIBRARY.areas)
def test_every_place_can_be_asked_about(area: str) -> None:
    screens = walk([area], age=70, sex="female")
    asked = [question.id for screen in screens for question in screen.questions]
    assert len(asked) == len(set(asked))


def test_the_basics_come_first_then_what_cannot_wait_then_the_place() -> None:
    names = list(dict.fromkeys(screen.id for screen in walk(["neck_lower"])))
    assert names == ["basics", "universal", "region", "private", "facts"]
    kinds = {screen.id: screen.kind for screen in walk(["neck_lower"])}
    assert kinds == {
        "basics": "facts",
        "universal": "checklist",
        "region": "checklist",
        "private": "checklist",
        "facts": "facts",
    }


def test_the_most_urgent_comes_first() -> None:
    order = [id_ for id_ in questions_in_order(LIBRARY, person({})) if id_ in LIBRARY.flags]
    ranks = [
        LIBRARY.dispositions[LIBRARY.flags[id_].disposition] for id_ in order if LIBRARY.flags[id_].ask == "everyone"
    ]
    assert ranks == sorted(ranks, reverse=True)


def test_private_questions_stand_apart() -> None:
    for screen in walk(["low_back", "groin"]):
        private = {question.id in PRIVATE for question in screen.questions}
        assert private == {screen.private}


def test_private_questions_about_harm_are_for_everyone() -> None:
    asked = {question.id for screen in walk(["sole"]) for question in screen.questions}
    assert {"rf_harm_by_other", "rf_crisis"} <= asked


def test_a_yes_to_harm_asks_about_the_neck_in_private() -> None:
    screens = walk(["sole"], yes={*YES, "rf_harm_by_other"})
    screen = next(screen for screen in screens if any(each.id == "neck_compressed" for each in screen.questions))
    assert screen.private


def test_age_and_sex_are_asked_on_the_first_screen() -> None:
    first = next_screen(LIBRARY, person({}, age=None))
    assert first is not None
    assert [question.id for question in first.questions][:2] == ["age", "sex"]
    assert first.questions[0].text_key == "ask.age"


def test_where_it_hurts_is_asked_before_anything() -> None:
    first = next_screen(LIBRARY, person({}, areas=[], age=None))
    assert first is not None
    assert [question.id for question in first.questions] == ["where"]
    assert first.kind == "question"


def test_an_emergency_ends_the_interview() -> None:
    assert next_screen(LIBRARY, person({"rf_chest_pressure": "yes"})) is None


def test_a_doubt_is_clarified_once() -> None:
    screens = walk(["neck_lower"], doubt=frozenset({"rf_lump_growing"}))
    clarified = [screen for screen in screens if screen.kind == "clarify"]
    assert [screen.questions[0].id for screen in clarified] == ["rf_lump_growing"]
    assert clarified[0].questions[0].text_key == "flag.rf_lump_growing.clarify"
    twice = {**calm(), "rf_lump_growing": "not_sure"}
    held = person(twice)
    assert next_screen(LIBRARY, held) is not None
    again = person(twice, extra=_said("rf_lump_growing", "not_sure"))
    assert next_screen(LIBRARY, again) is None


def test_a_doubt_without_a_clarifying_question_stands() -> None:
    assert next_screen(LIBRARY, person({**calm(), "rf_spine_shape_change": "not_sure"})) is None


def test_a_no_beside_a_tick_is_clarified_once() -> None:
    ticked = {**calm(), "symptom:weak_grip": "yes"}
    screen = next_screen(LIBRARY, person(ticked))
    assert screen is not None
    assert screen.kind == "clarify"
    assert next_screen(LIBRARY, person(ticked, extra=_said("rf_arm_hand_weakness", "no"))) is None
    first = {"symptom:weak_grip": "yes", **calm()}
    assert next_screen(LIBRARY, person(first)) is not None
    assert next_screen(LIBRARY, person(first, extra=_said("rf_arm_hand_weakness", "no"))) is None


def _said(question: str, value: str) -> list[object]:
    from unknot.facts import Answer

    return [Answer(id="again", at=AT, zone=ZONE, episode="knot", question=question, value=value)]  # type: ignore[list-item, arg-type]


def test_a_check_in_asks_the_short_screen_and_the_course() -> None:
    check_in = CheckIn(id="c", at=AT, zone=ZONE, episode="knot", pain_now=4)
    held = person(calm(), opened_days=3, answered_days=2, extra=[check_in])
    screen = next_screen(LIBRARY, held)
    assert screen is not None
    assert screen.kind == "short"
    assert [question.id for question in screen.questions] == list(LIBRARY.short_screen)


def test_questions_that_follow_from_facts_come_last() -> None:
    screens = walk(["calf"], yes={*YES, "statin"})
    assert screens[-1].id == "context"
    assert "rf_statin_widespread_or_weak" in [question.id for question in screens[-1].questions]


def test_a_single_line_is_a_question() -> None:
    answers = {id_: value for id_, value in calm().items() if id_ != "rf_dark_urine"}
    screen = next_screen(LIBRARY, person(answers))
    assert screen is not None
    assert screen.kind == "question"
    assert screen.questions == (question_of(LIBRARY, "rf_dark_urine"),)


def test_every_line_has_its_sentence() -> None:
    screens = [screen for area in ("neck_lower", "low_back", "calf") for screen in walk([area], age=70)]
    for screen in screens:
        assert screen.intro_key in LIBRARY.text
        for question in screen.questions:
            assert question.text_key in LIBRARY.text
            assert question.full_key in LIBRARY.text
    for id_ in ("age", "sex", "where", "fever", "ss_brain"):
        assert question_of(LIBRARY, id_).text_key in LIBRARY.text
