"""A story can only raise: what it tells of is asked first, and until then it stands."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.screening.people import AT, LIBRARY, ZONE, all_no, answered, calm, person
from unknot.facts import Fact, ProVisit, Story
from unknot.screening.interview import next_screen
from unknot.screening.triage import triage

CHEST = "I feel a heavy pressure across my chest."
FLAG = "rf_chest_pressure"
TOLD_AT = AT - timedelta(days=0.005)
"""After the answers of `person`."""


def story(text: str = CHEST, at=TOLD_AT) -> Story:
    return Story(id="story", at=at, zone=ZONE, episode="knot", text=text)


def after(value: str, seconds: int = 1) -> tuple[Fact, ...]:
    return tuple(answered({FLAG: value}, TOLD_AT + timedelta(seconds=seconds), prefix=f"later{seconds}-"))


def test_a_story_stands_until_its_question_is_answered() -> None:
    found = triage(LIBRARY, person({}, extra=[story()]))
    assert found.disposition == "emergency_now"
    assert not found.complete
    assert found.open_questions == (FLAG,)
    assert [(fired.id, fired.answer, fired.quote in CHEST) for fired in found.fired] == [(FLAG, "story", True)]


def test_the_question_of_a_story_comes_first_and_alone_with_the_persons_own_words() -> None:
    screen = next_screen(LIBRARY, person({}, age=None, extra=[story()]))
    assert screen is not None
    assert (screen.id, [question.id for question in screen.questions]) == ("story", [FLAG])
    assert screen.questions[0].text_key == f"flag.{FLAG}.question"
    assert screen.quote in CHEST


def test_a_no_to_the_question_settles_the_story() -> None:
    found = triage(LIBRARY, person(calm(), extra=[story(), *after("no")]))
    assert (found.disposition, found.complete) == ("self_care_ok_with_caution", True)


def test_a_yes_to_the_question_ends_the_interview() -> None:
    held = person(calm(), extra=[story(), *after("yes")])
    found = triage(LIBRARY, held)
    assert (found.disposition, found.complete) == ("emergency_now", True)
    assert [fired.answer for fired in found.fired] == ["yes"]
    assert next_screen(LIBRARY, held) is None


def test_a_doubt_about_the_story_is_clarified_and_then_counts_as_a_doubt() -> None:
    held = person(calm(), extra=[story(), *after("not_sure")])
    screen = next_screen(LIBRARY, held)
    assert screen is not None
    assert screen.kind == "clarify"
    settled = triage(LIBRARY, person(calm(), extra=[story(), *after("not_sure"), *after("not_sure", seconds=2)]))
    assert (settled.disposition, settled.complete) == ("urgent_same_day", True)


def test_a_no_given_before_the_story_was_told_does_not_settle_it() -> None:
    found = triage(LIBRARY, person(calm(), extra=[story()]))
    assert found.disposition == "emergency_now"
    assert FLAG in found.open_questions


def test_a_no_given_in_the_same_breath_does_not_settle_the_story() -> None:
    found = triage(LIBRARY, person(calm(), extra=[story(), *after("no", seconds=0)]))
    assert FLAG in found.open_questions


def test_a_yes_given_before_needs_no_second_asking() -> None:
    found = triage(LIBRARY, person({**calm(), FLAG: "yes"}, extra=[story()]))
    assert found.complete
    assert [fired.answer for fired in found.fired] == ["yes"]


def test_two_stories_ask_one_question_each_the_most_urgent_first() -> None:
    other = Story(
        id="other", at=TOLD_AT - timedelta(minutes=1), zone=ZONE, episode="knot", text="I lost 8 kilos without trying."
    )
    found = triage(LIBRARY, person(calm(), extra=[story(), other]))
    assert found.open_questions[0] == FLAG
    settled = triage(LIBRARY, person(calm(), extra=[story(), other, *after("no")]))
    assert settled.open_questions == ("rf_weight_loss",)
    assert settled.disposition == "see_clinician_soon"


def test_a_story_told_before_a_clinician_cleared_the_pain_is_settled() -> None:
    visit = ProVisit(
        id="visit",
        at=TOLD_AT + timedelta(minutes=1),
        zone=ZONE,
        episode="knot",
        finding="muscular",
        cleared=True,
    )
    assert FLAG not in {fired.id for fired in triage(LIBRARY, person(calm(), extra=[story(), visit])).fired}
    earlier = ProVisit(
        id="visit", at=TOLD_AT - timedelta(minutes=1), zone=ZONE, episode="knot", finding="muscular", cleared=True
    )
    assert FLAG in {fired.id for fired in triage(LIBRARY, person(calm(), extra=[earlier, story()])).fired}


def test_a_story_of_another_age_is_not_heard_unless_the_age_is_unknown() -> None:
    text = "I had a blow or fall and now my hip hurts and I limp, and I lost the sight of one eye for a minute."
    flag = "rf_vision_loss_over_50"
    young, old, unknown = (
        {fired.id for fired in triage(LIBRARY, person({}, age=age, extra=[story(text)])).fired}
        for age in (30, 70, None)
    )
    assert flag not in young
    assert flag in old
    assert flag in unknown


def test_a_story_is_heard_wherever_the_pain_was_marked() -> None:
    found = triage(LIBRARY, person({}, areas=["calf"], extra=[story("I coughed up blood this morning.")]))
    assert "rf_coughing_blood" in found.open_questions


def test_what_a_story_tells_counts_in_the_rules_as_well() -> None:
    told = story("The worst of it moved from my chest to my back and then down to my belly within hours.")
    answers = {**all_no(), "aortic_risk": "yes", "mechanical_pattern": "yes"}
    found = triage(LIBRARY, person(answers, areas=["inner_blade"], extra=[told]))
    assert "cr_migrating_with_aortic_risk" in {fired.id for fired in found.fired}


def test_an_empty_story_changes_nothing() -> None:
    assert triage(LIBRARY, person(calm(), extra=[story("")])) == triage(LIBRARY, person(calm()))


@given(st.sampled_from(["", CHEST, "I fainted in the kitchen.", "My neck is stiff from the desk.", "I wet myself."]))
def test_a_story_never_lowers_a_result(text: str) -> None:
    ranks = LIBRARY.dispositions
    for answers in ({}, calm(), {**calm(), "rf_dark_urine": "yes"}, {**calm(), "rf_dark_urine": "not_sure"}):
        without = triage(LIBRARY, person(answers)).disposition
        told = triage(LIBRARY, person(answers, extra=[story(text)])).disposition
        assert ranks.get(told or "", 0) >= ranks.get(without or "", 0) or told is None


HINT = "I have had some chest pain."


def test_a_hint_is_asked_about_first_and_raises_nothing() -> None:
    found = triage(LIBRARY, person(calm(), extra=[story(HINT)]))
    assert (found.disposition, found.complete) == (None, False)
    assert found.open_questions == (FLAG,)
    screen = next_screen(LIBRARY, person(calm(), extra=[story(HINT)]))
    assert screen is not None
    assert (screen.kind, screen.quote in HINT) == ("hint", True)


def test_a_hint_leaves_an_earlier_doubt_as_it_was() -> None:
    found = triage(LIBRARY, person({**calm(), FLAG: "not_sure"}, extra=[story(HINT)]))
    assert [(fired.id, fired.answer) for fired in found.fired] == [(FLAG, "not_sure")]


def test_what_is_surely_told_goes_before_a_hint_in_whatever_order_they_were_told() -> None:
    def told(first: str, second: str) -> str | None:
        later = Story(id="later", at=TOLD_AT + timedelta(minutes=1), zone=ZONE, episode="knot", text=second)
        return triage(LIBRARY, person(calm(), extra=[story(first), later])).disposition

    assert told(HINT, CHEST) == told(CHEST, HINT) == "emergency_now"
