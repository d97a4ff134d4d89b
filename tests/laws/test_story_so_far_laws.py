"""Laws of the story so far: the rules speak first, missing days stay missing, and the clock does not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.planning.knots import AT, LIBRARY, ZONE
from tests.laws.test_episode_moves_laws import WHO, Told, held, knots
from unknot.facts import CheckIn, Correction, Fact, ForecastIssued, local_day
from unknot.loop.advice import record_to_raw
from unknot.loop.showing import DANGER
from unknot.loop.story_records import StorySoFar
from unknot.loop.story_so_far import story_so_far
from unknot.screening.triage import triage

CLINICIAN = LIBRARY.dispositions["see_clinician_soon"]


def story(facts: tuple[Fact, ...], at: datetime = AT, zone: str = ZONE) -> StorySoFar:
    return story_so_far(LIBRARY, (WHO, *facts), at=at, zone=zone, episode="a")


@given(knots("a"))
@settings(max_examples=30)
def test_where_the_rules_say_see_a_clinician_the_story_says_so(told: Told) -> None:
    found = triage(LIBRARY, held(told.facts, "a"))
    said = story(told.facts)
    worst = max((LIBRARY.dispositions[each.disposition] for each in found.fired), default=0)
    assert said.verdict.follow_up.see_clinician is (worst >= CLINICIAN)
    assert said.verdict.follow_up.disposition == found.disposition
    assert said.verdict.text.startswith(said.verdict.follow_up.text) or worst < CLINICIAN
    assert said.verdict.follow_up.text in said.verdict.text
    if worst >= CLINICIAN:
        assert LIBRARY.say(f"disposition.{found.fired[0].disposition}.title") in said.verdict.text
    assert {each.code for each in said.verdict.follow_up.statements} == {each.id for each in found.fired}
    assert said.may_show is (found.complete and found.disposition not in DANGER)


@given(knots("a"))
@settings(max_examples=20)
def test_days_without_a_rating_have_none(told: Told) -> None:
    said = story(told.facts)
    rated = {local_day(fact): fact.pain_now for fact in sorted(told.facts, key=_at) if isinstance(fact, CheckIn)}
    assert {each.day: each.pain_now for each in said.ratings} == rated
    assert all(each.low <= each.high and 0.0 <= each.points <= 10.0 for each in said.level)


def _at(fact: Fact) -> datetime:
    return fact.at


@given(knots("a"), st.integers(-300, 300))
@settings(max_examples=15)
def test_moving_all_times_moves_all_days_and_changes_nothing_else(told: Told, days: int) -> None:
    shift = timedelta(days=days)

    def later(fact: Fact) -> Fact:
        began = getattr(fact, "began_on", None)
        return replace(fact, at=fact.at + shift, **({"began_on": began + shift} if began is not None else {}))

    there = story_so_far(LIBRARY, [later(fact) for fact in (WHO, *told.facts)], at=AT + shift, zone=ZONE, episode="a")
    assert _plain(there, shift) == _plain(story(told.facts), timedelta(0))


def _plain(said: StorySoFar, shift: timedelta) -> Any:
    """The story without sentences, which name days, and with every day as far back as `shift`."""

    def back(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: back(each) for name, each in value.items() if name != "text"}
        if isinstance(value, list):
            return [back(each) for each in value]
        try:
            return (date.fromisoformat(value) - shift).isoformat()
        except (TypeError, ValueError):
            return (datetime.fromisoformat(value) - shift).isoformat() if _is_instant(value) else value

    return back(record_to_raw(said))


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 16 and value[4:5] == "-" and "T" in value


@given(knots("a"), st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_in_which_facts_come_does_not_matter(told: Told, random: Any) -> None:
    facts = list(told.facts)
    random.shuffle(facts)
    assert record_to_raw(story(tuple(facts))) == record_to_raw(story(told.facts))


def test_what_was_corrected_counts_as_it_stands() -> None:
    frame: dict[str, Any] = {"zone": ZONE, "episode": "a"}
    rated = [
        CheckIn(id=f"c{day}", at=AT - timedelta(days=10 - day), pain_now=5.0 - day / 3, **frame)
        for day in range(0, 10, 2)
    ]
    wrong = replace(rated[1], pain_now=9.0)
    mended = Correction(
        id="mend", at=AT - timedelta(hours=1), zone=ZONE, episode="a", supersedes=wrong.id, replacement=rated[1]
    )
    right, corrected = story(tuple(rated)), story((rated[0], wrong, *rated[2:], mended))
    assert right.verdict.p_slower is not None
    assert record_to_raw(right) == record_to_raw(corrected)


def test_the_first_forecast_is_the_one_on_record() -> None:
    frame: dict[str, Any] = {"zone": ZONE, "episode": "a"}
    first = CheckIn(id="c", at=AT - timedelta(days=6), pain_now=5.0, **frame)
    issued = [
        ForecastIssued(
            id=f"f{day}", at=AT - timedelta(days=6 - day) + timedelta(hours=1), content_version="1",
            parameters_version=LIBRARY.parameters_version if day else "another", persists_probability=0.2,
            gone_by=AT.date() + timedelta(days=day), **frame,
        )
        for day in (0, 3)
    ]  # fmt: skip
    said = story((first, *issued))
    assert said.first is not None
    assert (said.first.shown, said.first.same_numbers, said.first.gone_by) == (True, False, AT.date())
    assert [each.gone_by for each in said.issued] == [AT.date(), AT.date() + timedelta(days=3)]
    assert said.verdict.code == "too_early"
