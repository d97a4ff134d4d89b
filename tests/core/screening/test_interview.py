"""The interview: what is asked next, together with what, and when it stops."""

from __future__ import annotations

import pytest

from tests.core.screening.people import AT, LIBRARY, ZONE, calm, person
from unknot.content.library import Library
from unknot.facts import CheckIn
from unknot.screening.interview import (
    LINES,
    Question,
    Screen,
    next_screen,
    opening,
    question_of,
    questions_in_order,
    terms_screen,
)
from unknot.screening.ordering import PRIVATE, TELLING
from unknot.screening.triage import screen as screening

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
def test_an_ordinary_desk_neck_is_through_the_gate_in_five_screens(sex: str) -> None:
    screens = walk(["neck_lower", "shoulder_top"], age=34, sex=sex)
    assert [screen.id for screen in screens] == ["universal", "universal", "region", "region", "private"]
    assert max(len(screen.questions) for screen in screens) <= LINES


@pytest.mark.parametrize("age", [25, 45, 70])
@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("area", LIBRARY.areas)
def test_every_flag_that_applies_is_a_line_of_its_own_exactly_once(area: str, sex: str, age: int) -> None:
    screens = walk([area], yes=set(), age=age, sex=sex)
    asked = [question.id for screen in screens for question in screen.questions]
    answers = dict.fromkeys(asked, "no")
    applicable = screening(LIBRARY, person(answers, areas=[area], age=age, sex=sex)).case.applicable
    derived = {"rf_under_16", "rf_intake_over_6_weeks"}
    assert applicable - derived <= {id_ for id_ in asked if id_ in LIBRARY.flags} <= applicable
    assert len(asked) == len(set(asked))
    assert all(question.terms == () for screen in screens for question in screen.questions)


def test_what_cannot_wait_comes_first_then_the_place_and_the_person_then_what_is_private() -> None:
    screens = walk(["neck_lower"])
    assert list(dict.fromkeys((screen.id, screen.kind) for screen in screens)) == [
        ("universal", "checklist"),
        ("region", "checklist"),
        ("private", "checklist"),
    ]
    order = [question.id for screen in screens for question in screen.questions]
    everyone = [order.index(id_) for id_ in order if id_ in LIBRARY.flags and LIBRARY.flags[id_].ask == "everyone"]
    here = [
        order.index(id_)
        for id_ in order
        if id_ in LIBRARY.flags and LIBRARY.flags[id_].ask == "by_region" and id_ not in PRIVATE
    ]
    assert min(everyone) < min(here)
    assert set(order[: len(TELLING & set(order))]) <= TELLING


class TestSections:
    """Lines stand under short headings, each once on a screen."""

    @pytest.mark.parametrize("area", ["neck_lower", "low_back", "calf", "chest"])
    def test_a_list_has_a_heading_for_every_section(self, area: str) -> None:
        for screen in walk([area], age=70, sex="female"):
            headings = [section.heading_key for section in screen.sections]
            assert len(headings) == len(set(headings))
            if screen.private:
                assert headings == [""]
            else:
                assert all(0 < len(LIBRARY.say(heading).split()) <= 3 for heading in headings)

    def test_the_questions_are_the_lines_of_all_sections_in_order(self) -> None:
        for screen in walk(["low_back"]):
            assert screen.questions == tuple(line for section in screen.sections for line in section.questions)

    def test_a_flag_stands_under_the_heading_of_its_group(self) -> None:
        first = walk(["neck_lower"])[0]
        under = {section.heading_key: [line.id for line in section.questions] for section in first.sections}
        assert "rf_chest_pressure" in under["section.chest.heading"]
        assert "mechanical_pattern" in under["section.this_pain.heading"]
        last = walk(["neck_lower"])[-2]
        about = next(each for each in last.sections if each.heading_key == "section.about_you.heading")
        assert "statin" in [line.id for line in about.questions]


class TestFacts:
    """What is asked about the person is asked only where it will matter."""

    def test_a_fact_that_the_flags_before_it_may_settle_waits_for_them(self) -> None:
        held = person({}, areas=["shoulder_top"], age=34, sex="female")
        open_now = screening(LIBRARY, held).triage.open_questions
        asked = questions_in_order(LIBRARY, held)
        assert set(asked) < set(open_now)
        assert not {id_ for id_ in set(open_now) - set(asked) if id_ in LIBRARY.flags}

    def test_it_is_asked_once_one_of_them_is_not_denied(self) -> None:
        asked = {line.id for screen in walk(["shoulder_top"], age=34, sex="female") for line in screen.questions}
        told = {"rf_pain_on_breathing_in"}
        more = {
            line.id
            for screen in walk(["shoulder_top"], {*YES, *told}, age=34, sex="female")
            for line in screen.questions
        }
        assert "vte_risk_strong" in more - asked


class TestTermsInOneList:
    """The terms of a group stand in one line that names those that are asked."""

    ASKED = ("rash", "blister", "drowsy", "fever", "hernia", "pregnant")

    def test_a_line_names_the_terms_that_are_asked(self) -> None:
        shown = terms_screen(LIBRARY, self.ASKED, ())
        assert shown is not None
        assert (shown.id, shown.kind, shown.private) == ("terms", "terms", False)
        assert [line.id for line in shown.questions] == ["terms:skin", "terms:today", "terms:organs", "pregnant"]
        skin = shown.questions[0]
        assert skin.terms == ("rash", "blister")
        assert skin.text(LIBRARY) == "Skin here: rash, blister"
        assert skin.full(LIBRARY) == ("A rash here", "A blister here")
        assert shown.questions[2].text(LIBRARY) == "Other: hernia"
        assert shown.questions[3] == question_of(LIBRARY, "pregnant")
        assert [section.heading_key for section in shown.sections] == ["", "section.about_you.heading"]

    def test_a_word_that_stands_for_two_terms_stands_there_once(self) -> None:
        shown = terms_screen(LIBRARY, ("tia", "stroke", "neuropathy", "rash"), ())
        assert shown is not None
        assert shown.questions[1].text(LIBRARY) == "Brain, nerves: any stroke, nerve damage"

    def test_a_ticked_line_opens_its_terms_one_by_one_before_the_rest(self) -> None:
        shown = terms_screen(LIBRARY, self.ASKED, (opening("today"), opening("skin")))
        assert shown is not None
        assert shown.id == "opened"
        assert [line.id for line in shown.questions] == ["rash", "blister", "fever", "drowsy"]
        assert [section.heading_key for section in shown.sections] == [
            "term_group.skin.label",
            "term_group.today.label",
        ]

    def test_a_group_that_has_nothing_left_to_ask_opens_nothing(self) -> None:
        shown = terms_screen(LIBRARY, ("hernia", "pregnant"), (opening("skin"),))
        assert shown is not None
        assert [line.id for line in shown.questions] == ["terms:organs", "pregnant"]

    def test_terms_of_one_group_alone_are_asked_one_by_one(self) -> None:
        shown = terms_screen(LIBRARY, ("rash", "blister"), ())
        assert shown is not None
        assert [line.id for line in shown.questions] == ["rash", "blister"]

    def test_a_single_question_is_asked_in_full(self) -> None:
        shown = terms_screen(LIBRARY, ("pregnant",), ())
        assert shown is not None
        full = "fact.pregnant.question"
        assert shown.questions == (Question("pregnant", full, full),)

    def test_nothing_asked_is_no_screen(self) -> None:
        assert terms_screen(LIBRARY, (), (opening("skin"),)) is None

    def test_everything_that_has_a_list_is_in_a_line_and_fits_on_a_screen(self) -> None:
        asked = [term.id for term in LIBRARY.terms.values() if term.question_list not in (None, "during")]
        shown = terms_screen(LIBRARY, asked, ())
        assert shown is not None
        assert len(shown.questions) <= LINES
        assert sorted(term for line in shown.questions for term in line.terms) == sorted(asked)

    def test_many_opened_terms_are_spread_over_screens(self) -> None:
        asked = [term for group in LIBRARY.term_groups.values() for term in group.terms]
        opened = [opening(group) for group in LIBRARY.term_groups]
        shown = terms_screen(LIBRARY, asked, opened)
        assert shown is not None
        assert 15 < len(shown.questions) <= LINES


def _short_texts(library: Library) -> dict[str, str]:
    return {key: library.say(key) for key in library.text if key.endswith(".short") and not key.startswith("technique")}


def test_lines_are_short() -> None:
    most = {"flag": 10, "fact": 8, "term": 8}
    for key, text in _short_texts(LIBRARY).items():
        kind = key.partition(".")[0]
        if kind in most:
            assert 0 < len(text.split()) <= most[kind], key
    flags = [len(LIBRARY.say(f"flag.{flag}.short").split()) for flag in LIBRARY.flags]
    assert sum(flags) / len(flags) <= 5.5


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
    assert (first.id, first.kind, len(first.sections)) == ("basics", "facts", 1)
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
    full = question_of(LIBRARY, "rf_dark_urine").full_key
    assert screen.questions == (Question("rf_dark_urine", full, full),)


def test_every_line_has_its_sentence() -> None:
    screens = [screen for area in ("neck_lower", "low_back", "calf") for screen in walk([area], age=70)]
    for screen in screens:
        assert screen.intro_key in LIBRARY.text
        for question in screen.questions:
            assert question.text_key in LIBRARY.text
            assert question.full_key in LIBRARY.text
    for id_ in ("age", "sex", "where", "fever", "ss_brain"):
        assert question_of(LIBRARY, id_).text_key in LIBRARY.text
