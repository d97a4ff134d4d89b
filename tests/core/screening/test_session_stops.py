"""Stopping a running session: what is felt opens its questions, holds the plan back and never lowers a result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.screening.people import AT, LIBRARY, ZONE, answered, calm, person
from tests.laws.test_screening_laws import Told, caution, told
from unknot.content.records import SessionStop
from unknot.facts import Answer, Dose, Episode, Fact, Mark, Profile
from unknot.loop import Request, advise
from unknot.loop.showing import may_name
from unknot.screening.asking import opened_flags
from unknot.screening.fences import REACTION, fence
from unknot.screening.triage import screen, triage

ALARMS = [stop for stop in LIBRARY.session_stops.values() if stop.lines]
TECHNIQUE = "ball_shoulder_top"


def stopped_for(stop: SessionStop, *, seconds: float = 40) -> list[Fact]:
    """The facts of a session that was stopped two minutes ago: the dose first, what was felt after it."""
    at = AT - timedelta(minutes=2)
    done = Dose(
        id="done", at=at, zone=ZONE, episode="knot", technique=TECHNIQUE, seconds=seconds, felt=stop.felt, stopped=True
    )
    said = dict.fromkeys((*stop.lines, *stop.terms), "yes")
    return [done, *answered(said, at + timedelta(seconds=1), "stop")]


@pytest.mark.parametrize("stop", ALARMS, ids=lambda stop: stop.id)
def test_what_is_felt_asks_again_for_every_flag_of_its_lines(stop: SessionStop) -> None:
    """They were all denied a quarter of an hour before; only what the age rules out stays away."""
    assert triage(LIBRARY, person(calm())).complete
    found = screen(LIBRARY, person(calm(), extra=stopped_for(stop)))
    named = {flag for line in stop.lines for flag in LIBRARY.short_screen[line].flags}
    assert named & found.case.applicable <= set(found.triage.open_questions)
    assert {flag for flag in named if LIBRARY.flags[flag].age_min is None} <= found.case.applicable
    assert not found.triage.complete
    assert found.triage.disposition is None


@pytest.mark.parametrize("stop", ALARMS, ids=lambda stop: stop.id)
def test_what_is_felt_is_asked_about_before_anything_else(stop: SessionStop) -> None:
    """Also when everything else is to be asked again."""
    held = person(calm(), answered_days=15, opened_days=16, extra=stopped_for(stop))
    found = screen(LIBRARY, held)
    opened = opened_flags(found.case, held)
    asked = found.triage.open_questions
    ours = [question for question in asked if question in opened]
    assert {flag for line in stop.lines for flag in LIBRARY.short_screen[line].flags} <= opened
    assert asked[: len(ours)] == tuple(ours)
    assert {"mechanical_pattern", "rf_weight_loss"} <= set(asked[len(ours) :])


@pytest.mark.parametrize("stop", ALARMS, ids=lambda stop: stop.id)
def test_what_is_felt_ends_the_technique_for_good_even_if_nothing_is_found(stop: SessionStop) -> None:
    later = {**dict.fromkeys((*LIBRARY.flags, *LIBRARY.short_screen), "no")}
    extra = [*stopped_for(stop), *answered(later, AT - timedelta(seconds=112), "later")]
    held = person(calm(), extra=extra)
    found = triage(LIBRARY, held)
    assert found.complete
    assert "block_technique" in found.effects
    kind = LIBRARY.techniques[TECHNIQUE].kind
    verdict = fence(LIBRARY, held, found).verdict(kind, areas=("neck_lower",))
    assert (verdict.action, REACTION in [rule.id for rule in verdict.rules]) == ("block", True)


def test_too_much_pain_opens_nothing() -> None:
    stop = LIBRARY.session_stops["hurts"]
    found = triage(LIBRARY, person(calm(), extra=stopped_for(stop)))
    assert found.complete
    assert found.effects == triage(LIBRARY, person(calm())).effects


@given(told(), st.sampled_from(ALARMS))
def test_a_stop_never_lowers_a_result(said: Told, stop: SessionStop) -> None:
    before = triage(LIBRARY, said.held())
    extra = stopped_for(stop)
    after = triage(LIBRARY, person(said.answers, areas=said.areas, age=said.age, pain=said.pain, extra=extra))
    assert caution(after) >= caution(before)


@pytest.mark.parametrize("stop", ALARMS, ids=lambda stop: stop.id)
def test_nothing_of_a_plan_is_named_until_the_questions_are_answered(stop: SessionStop) -> None:
    facts: list[Fact] = [*_facts(), *stopped_for(stop)]
    advice = advise(Request(at=AT, zone=ZONE, facts=tuple(facts), episode="knot"), LIBRARY)
    assert may_name(advise(Request(at=AT, zone=ZONE, facts=tuple(_facts()), episode="knot"), LIBRARY))
    assert not may_name(advice)
    assert advice.plan is None
    assert not advice.options


@pytest.mark.parametrize("stop", ALARMS, ids=lambda stop: stop.id)
def test_its_worst_answer_is_an_emergency_at_once(stop: SessionStop) -> None:
    worst = next(
        flag
        for line in stop.lines
        for flag in LIBRARY.short_screen[line].flags
        if LIBRARY.flags[flag].disposition == "emergency_now"
    )
    yes = Answer(id="yes", at=AT, zone=ZONE, episode="knot", question=worst, value="yes")
    found = triage(LIBRARY, person(calm(), extra=[*stopped_for(stop), yes]))
    assert (found.disposition, found.complete) == ("emergency_now", True)


def _facts() -> list[Fact]:
    opened = AT - timedelta(hours=1)
    return [
        Profile(id="profile", at=opened, zone=ZONE, age_years=40),
        Episode(
            id="opened", at=opened, zone=ZONE, episode="knot", event="opened", began_on=(AT - timedelta(days=3)).date()
        ),
        Mark(id="mark", at=opened, zone=ZONE, episode="knot", region="neck_lower_l", intensity=4),
        *answered({**calm()}, AT - timedelta(minutes=20)),
    ]
