"""Laws of the gate: it only rises, doubt is never below no, silence is never no, order and clock do not matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.core.screening.people import AT, LIBRARY, all_no, minimal_cases, person
from unknot.facts import History
from unknot.screening.engine import engine_for
from unknot.screening.fences import HIDING, fence
from unknot.screening.interview import next_screen
from unknot.screening.triage import Triage, screen, triage

ENGINE = engine_for(LIBRARY)
EXCUSES = {
    "clear_muscle_trigger",
    "mechanical_pattern",
    "improving",
    "two_sided_muscle_pain",
    "rebound_explained",
    "already_assessed_same_pattern",
}
"""The facts whose yes may keep a danger from firing; nothing else may."""
QUESTIONS = [*LIBRARY.flags, *LIBRARY.background_facts]
VALUES = st.sampled_from(["yes", "no", "no", "no", "no", "not_sure"])
AREAS = st.lists(st.sampled_from(sorted(LIBRARY.areas)), min_size=1, max_size=3, unique=True)
DANGERS = [way for _, condition in ENGINE.rules for way in minimal_cases(condition)]


@dataclass(frozen=True)
class Told:
    """What somebody says: answers, places, age and pain (0-10)."""

    answers: dict[str, str]
    areas: list[str]
    age: int | None
    pain: int

    def held(self, **changes: str) -> History:
        return person({**self.answers, **changes}, areas=self.areas, age=self.age, pain=self.pain)

    def without(self, question: str) -> History:
        answers = {q: v for q, v in self.answers.items() if q != question}
        return person(answers, areas=self.areas, age=self.age, pain=self.pain)


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Somebody near a danger, or anybody; a few answers are changed and a few left out."""
    near = draw(st.none() | st.sampled_from(DANGERS))
    changed = draw(st.dictionaries(st.sampled_from(QUESTIONS), VALUES, max_size=8))
    left_out = draw(st.sets(st.sampled_from(QUESTIONS), max_size=4))
    areas = draw(AREAS)
    if near is None:
        answers = {**all_no(), **changed}
        return Told(
            {q: v for q, v in answers.items() if q not in left_out},
            areas,
            draw(st.integers(min_value=10, max_value=95) | st.none()),
            draw(st.integers(min_value=1, max_value=10)),
        )
    answers = {**all_no(), **dict.fromkeys((*near.flags, *near.facts), "yes"), **changed}
    answers = {q: v for q, v in answers.items() if q not in left_out}
    return Told(answers, list(dict.fromkeys((near.area or "crown", *areas))), near.age, near.pain)


def caution(found: Triage) -> float:
    """How much a result holds back; open questions hold back more than self-care."""
    rank = ENGINE.rank(found.disposition)
    return rank if rank > 1 or found.complete else 1.5


@given(told(), st.sampled_from([q for q in QUESTIONS if q not in EXCUSES]))
def test_a_yes_never_lowers_the_disposition(said: Told, question: str) -> None:
    before = triage(LIBRARY, said.held())
    after = triage(LIBRARY, said.held(**{question: "yes"}))
    assert caution(after) >= caution(before)


@given(told(), st.sampled_from(QUESTIONS))
def test_a_doubt_is_never_below_a_no(said: Told, question: str) -> None:
    denied = triage(LIBRARY, said.held(**{question: "no"}))
    doubted = triage(LIBRARY, said.held(**{question: "not_sure"}))
    assert caution(doubted) >= caution(denied)


@given(told(), st.sampled_from(QUESTIONS))
def test_silence_is_never_no(said: Told, question: str) -> None:
    """A gate that is passed without an answer would have come out the same with any; else the answer is asked for."""
    silent = screen(LIBRARY, said.without(question))
    found = silent.triage
    if found.complete and found.disposition != "emergency_now":
        if question in LIBRARY.flags:
            assert question not in silent.case.applicable or silent.case.flags[question].fresh
        elif not silent.case.hidden(question):
            for value in ("yes", "no", "not_sure"):
                answered = triage(LIBRARY, said.held(**{question: value}))
                assert answered.open_questions or caution(answered) == caution(found)


@given(
    st.sets(st.sampled_from(sorted(LIBRARY.flags)), min_size=1, max_size=10),
    AREAS,
    st.integers(min_value=10, max_value=95),
)
def test_doubts_do_not_add_up(doubts: set[str], areas: list[str], age: int) -> None:
    doubted = dict.fromkeys(doubts, "not_sure")
    found = triage(LIBRARY, person({**all_no(), **doubted, "mechanical_pattern": "yes"}, areas=areas, age=age))
    highest = max(ENGINE.rank(LIBRARY.flags[flag].if_not_sure) for flag in doubts)
    child = LIBRARY.dispositions["see_clinician_soon"] if age <= 15 else 0
    assert ENGINE.rank(found.disposition) <= max(highest, child)


@given(told(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(said: Told, shuffle: Random) -> None:
    items = list(said.answers.items())
    shuffle.shuffle(items)
    other = replace(said, answers=dict(items), areas=said.areas[::-1])
    assert triage(LIBRARY, said.held()) == triage(LIBRARY, other.held())


@given(told())
def test_the_same_history_gives_the_same_result(said: Told) -> None:
    assert triage(LIBRARY, said.held()) == triage(replace(LIBRARY), said.held())


@given(told(), st.integers(min_value=1, max_value=80))
def test_a_yes_once_said_stays(said: Told, hours: int) -> None:
    now = triage(LIBRARY, said.held())
    at = AT + timedelta(hours=hours)
    later = triage(LIBRARY, person(said.answers, areas=said.areas, age=said.age, pain=said.pain, at=at))
    kept = {
        each.id
        for each in now.fired
        if each.answer == "yes" or (each.kind == "rule" and each.disposition != ENGINE.lowest)
    }
    assert kept <= {each.id for each in later.fired}
    worst = max((ENGINE.rank(each.disposition) for each in now.fired if each.id in kept), default=0)
    assert ENGINE.rank(later.disposition) >= worst or (worst == 1 and not later.complete)


@given(
    st.dictionaries(st.sampled_from(QUESTIONS), VALUES, max_size=8),
    AREAS,
    st.integers(min_value=10, max_value=95) | st.none(),
    st.sampled_from(["female", "male"]),
)
def test_the_interview_always_ends_and_asks_nothing_twice(
    likely: dict[str, str], areas: list[str], age: int | None, sex: str
) -> None:
    answers: dict[str, str] = {}
    clarified: set[str] = set()
    shown: set[str] = set()
    for _ in range(40):
        held = person(answers, areas=areas, age=age, sex=sex)
        screen = next_screen(LIBRARY, held)
        if screen is None:
            break
        for question in screen.questions:
            if screen.kind == "clarify":
                assert question.id not in clarified
                clarified.add(question.id)
                answers[question.id] = "no"
            elif question.id == "age":
                age = 30
            else:
                assert question.id not in shown
                shown.add(question.id)
                answers[question.id] = likely.get(question.id, "no")
    found = triage(LIBRARY, person(answers, areas=areas, age=age, sex=sex))
    assert found.complete


@given(told())
def test_nothing_is_offered_at_urgent_or_while_the_gate_is_open(said: Told) -> None:
    found = triage(LIBRARY, said.held())
    if not found.complete or ENGINE.rank(found.disposition) >= ENGINE.rank("urgent_same_day"):
        fences = fence(LIBRARY, said.held(), found)
        assert all(fences.verdict(kind, areas=tuple(said.areas)).action == "block" for kind in LIBRARY.kinds)


@given(
    told(),
    st.sampled_from(sorted(LIBRARY.kinds)),
    st.sampled_from([term.id for term in LIBRARY.terms.values() if term.question_list is not None]),
)
def test_a_condition_that_may_hold_never_opens_a_technique(said: Told, kind: str, term: str) -> None:
    hidden = []
    for held in (
        said.held(**{term: "no"}),
        said.without(term),
        said.held(**{term: "not_sure"}),
        said.held(**{term: "yes"}),
    ):
        verdict = fence(LIBRARY, held, triage(LIBRARY, held)).verdict(kind, areas=tuple(said.areas))
        hidden.append(verdict.action in HIDING)
    if LIBRARY.terms[term].question_list == "during":
        del hidden[1]
    assert hidden == sorted(hidden)
    assert hidden[1:] == [hidden[-1]] * len(hidden[1:])
