"""The words for how a course goes: each of them, and the rules before and after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.core.planning.knots import AT, LIBRARY, ZONE
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, Mark, Profile, ProVisit, TrialEvent
from unknot.loop.story_records import FollowUp, StorySoFar
from unknot.loop.story_so_far import hit_rate, story_so_far
from unknot.loop.story_verdict import Compared, verdict
from unknot.recovery.checking import Checked

RULES = FollowUp("self_care_ok_with_caution", complete=True, see_clinician=False, text="Go on.", statements=())
DANGER = FollowUp("see_clinician_soon", complete=True, see_clinician=True, text="See one.", statements=())
CALM = Checked(p_slower=0.5, p_faster=0.5, p_clearing=0.5, days=6)
COMPARED = Compared(found=CALM, since=date(2026, 3, 1), days=6, span=12, fall=2.0)
SLOW = replace(CALM, p_slower=0.02, p_clearing=0.01)


@pytest.mark.parametrize(
    ("compared", "gone", "code"),
    [
        (None, False, "too_early"),
        (replace(COMPARED, found=None), False, "too_early"),
        (COMPARED, False, "as_expected"),
        (replace(COMPARED, found=replace(CALM, p_faster=0.05)), False, "faster"),
        (replace(COMPARED, found=SLOW), False, "slower"),
        (replace(COMPARED, found=SLOW, fall=0.4), False, "not"),
        (replace(COMPARED, found=replace(CALM, p_clearing=0.03), fall=0.4), False, "not"),
        (replace(COMPARED, found=replace(CALM, p_clearing=None), fall=0.4), False, "as_expected"),
        (replace(COMPARED, found=SLOW, fall=0.4, span=5), False, "slower"),
        (replace(COMPARED, found=SLOW, fall=0.4), True, "slower"),
    ],
)
def test_each_word_has_its_condition(compared: Compared | None, gone: bool, code: str) -> None:
    for closed in (False, *((True,) if gone or code != "not" else ())):
        said = verdict(LIBRARY, compared, RULES, closed=closed, gone=gone)
        assert said.code == code
        assert said.text.endswith("Go on.")


def test_the_rules_come_first_where_they_ask_for_a_clinician() -> None:
    said = verdict(LIBRARY, COMPARED, DANGER, closed=False, gone=False)
    assert said.text.startswith("See one. So far it goes as foreseen on 1 March.")


def test_nothing_is_said_of_the_course_while_questions_are_open() -> None:
    rules = replace(RULES, complete=False, disposition=None, text="Answer first.")
    assert verdict(LIBRARY, COMPARED, rules, closed=False, gone=False).text == "Answer first."


def told(*facts: Fact, episode: str = "a") -> StorySoFar:
    return story_so_far(LIBRARY, facts, at=AT, zone=ZONE, episode=episode)


def days_ago(days: float) -> dict[str, Any]:
    return {"at": AT - timedelta(days=days), "zone": ZONE}


def opened(episode: str, days: float, region: str = "shoulder_top_l", **fields: Any) -> tuple[Fact, ...]:
    return (
        Episode(id=f"{episode}.o", episode=episode, event="opened", **fields, **days_ago(days)),
        Mark(id=f"{episode}.m", episode=episode, region=region, intensity=5, **days_ago(days)),
    )


def rated(episode: str, days: float, pain: float) -> CheckIn:
    return CheckIn(id=f"{episode}.{days}", episode=episode, pain_now=pain, **days_ago(days))


def test_a_course_that_does_not_move_is_called_not_clearing() -> None:
    said = told(
        Profile(id="who", age_years=40, **days_ago(30)),
        *opened("a", 20),
        *(rated("a", 20 - day, 6.0) for day in range(0, 20, 2)),
    )
    assert said.verdict.code == "not"
    assert said.verdict.follow_up.see_clinician


def test_everything_that_happened_is_there_by_day() -> None:
    said = told(
        *opened("a", 6),
        rated("a", 5, 5.0),
        rated("a", 4.9, 4.0),
        Dose(id="d", episode="a", technique="massage_visit", seconds=120.0, felt="better", **days_ago(4)),
        ProVisit(id="v", episode="a", finding="muscular", **days_ago(3)),
        Exposure(id="e1", cause="desk_posture", minutes=100.0, **days_ago(2)),
        Exposure(id="e2", cause="desk_posture", minutes=50.0, rpe=3.0, **days_ago(2)),
        Exposure(id="e0", cause="desk_posture", minutes=50.0, **days_ago(60)),
        TrialEvent(id="t", trial="roll", event="done", **days_ago(1)),
    )
    assert [each.pain_now for each in said.ratings] == [4.0]
    assert [(each.minutes, each.felt) for each in said.done] == [(2.0, "better")]
    assert [each.finding for each in said.visits] == ["muscular"]
    assert [(each.minutes, each.rpe) for each in said.exposures] == [(150.0, 3.0)]
    assert [each.event for each in said.trials] == ["done"]
    assert said.level[0].day == said.ratings[0].day
    assert len(said.level) == 6


def test_the_story_of_a_closed_knot_ends_there() -> None:
    closed = Episode(id="c", episode="a", event="resolved", **days_ago(10))
    said = told(*opened("a", 20), rated("a", 19, 5.0), rated("a", 11, 1.0), closed, rated("a", 5, 8.0))
    assert (said.settled_on, said.told_until) == (closed.at.date(), closed.at.date())
    assert [each.pain_now for each in said.ratings] == [5.0, 1.0]
    assert "This knot is closed." in said.verdict.text


def test_knots_of_one_place_are_linked_and_those_of_another_are_not() -> None:
    first = (*opened("a", 100), Episode(id="c", episode="a", event="resolved", **days_ago(80)))
    second = opened("b", 10)
    elsewhere = opened("x", 50, region="calf_inner_l" if "calf_inner_l" in LIBRARY.regions else "chest_r")
    long_ago = (*opened("y", 700), Episode(id="yc", episode="y", event="resolved", **days_ago(690)))
    facts = (*first, *second, *elsewhere, *long_ago)
    assert [each.episode for each in told(*facts).later] == ["b"]
    assert [(each.episode, each.said) for each in told(*facts, episode="b").earlier] == [("a", False)]
    again = opened("b", 10, recurrence_of="y")
    linked = told(*first, *again, *elsewhere, *long_ago, episode="b").earlier
    assert [(each.episode, each.said) for each in linked] == [("y", True), ("a", False)]


def test_parts_of_one_knot_are_not_its_return() -> None:
    facts = (
        *opened("a", 10),
        Episode(id="s", episode="b", event="split", out_of="a", **days_ago(5)),
        Mark(id="m", episode="b", region="shoulder_top_l", intensity=3, **days_ago(5)),
    )
    parent, child = told(*facts), told(*facts, episode="b")
    assert (parent.split_off, parent.later) == (("b",), ())
    assert (child.split_from, child.earlier) == ("a", ())


def test_without_a_forecast_that_came_due_there_is_no_record() -> None:
    found = hit_rate(LIBRARY, opened("a", 10), AT.date())
    assert (found.due, found.closed) == (0, 0)
    assert "no record to show" in found.text
