"""Experiments from the facts: the days, the concealment, the outcomes, the end, and the two documents."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.core.loop.test_doing import LIBRARY, request_of
from unknot.content.library import vocabulary_of
from unknot.facts import CheckIn, Dose, Episode, Fact, history
from unknot.facts.gate import parse
from unknot.loop import Request, advise, trial_days, trial_designing, trial_documents, trial_words
from unknot.loop.trial_events import Trial, folded
from unknot.loop.trials import all_trials, assigned_today, ended, needs_check_in, observed, results
from unknot.trials.design import Protocol
from unknot.trials.schedule import contrasts

BALL = "ball_shoulder_top"
SEED = "c0ffee" * 8
PROTOCOL = Protocol(design="day_pairs", outcome="next_morning", technique=BALL, against=None, units=14, worthwhile=1.3)
DAY = timedelta(days=1)
START = request_of("desk-neck")
KNOT = next(fact.episode for fact in START.facts if fact.episode is not None)


def fact(raw: dict[str, Any], at: datetime, name: str) -> Fact:
    return parse({"id": name, "at": at.isoformat(), "zone": START.zone, **raw}, vocabulary_of(LIBRARY))


def rating(at: datetime, pain: float, name: str) -> CheckIn:
    return CheckIn(id=name, at=at, zone=START.zone, episode=KNOT, pain_now=pain)


def begun(protocol: Protocol = PROTOCOL, *, checked_in: bool = True) -> Request:
    """Somebody who has just begun an experiment, and has rated the pain today."""
    raw = trial_designing.designed(LIBRARY, "t", protocol, [KNOT], seed=SEED, expectation=8, muscle="upper_trapezius")
    more: list[Fact] = [fact(raw, START.at + timedelta(minutes=1), "designed")]
    if checked_in:
        more.append(rating(START.at + timedelta(minutes=2), 5, "today"))
    return replace(START, at=START.at + timedelta(minutes=3), facts=(*START.facts, *more))


def trial(request: Request) -> Trial:
    (found,) = all_trials(LIBRARY, request.facts)
    return found


def later(request: Request, span: timedelta, more: Iterable[Fact] = ()) -> Request:
    return replace(request, at=request.at + span, facts=(*request.facts, *more))


def with_side(request: Request, contrast: float | None = None) -> Request:
    """The side of the day is shown; another one than was drawn, if a test says so."""
    raw = trial_days.shown(LIBRARY, request, trial(request))
    if contrast is not None:
        raw["details"]["contrast"] = contrast
    name = f"assigned{raw['details']['unit']:02}"
    return later(request, timedelta(minutes=1), [fact(raw, request.at, name)])


def day_in_words(day: Any) -> str:
    return str(day.isoformat())


# --- the day --------------------------------------------------------------------------------------------


def test_a_side_is_shown_only_after_the_rating_of_the_day() -> None:
    waiting = begun(checked_in=False)
    without_ratings = replace(waiting, facts=tuple(each for each in waiting.facts if not isinstance(each, CheckIn)))
    assert trial_days.today(LIBRARY, without_ratings, trial(waiting)).kept_back == "check_in"
    assert trial_days.today(LIBRARY, begun(), trial(begun())).kept_back is None


def test_the_side_is_what_the_draw_says_and_stays_for_the_day() -> None:
    shown = with_side(begun())
    (unit,) = trial(shown).units
    assert unit.contrast == contrasts(PROTOCOL, SEED)[0]
    again = trial_days.today(LIBRARY, later(shown, timedelta(hours=2)), trial(shown))
    assert again.unit == unit


@pytest.mark.parametrize(("contrast", "planned"), [(0.5, True), (-0.5, False)])
def test_the_plan_of_the_day_holds_to_the_side(contrast: float, planned: bool) -> None:
    plan = advise(with_side(begun(), contrast), LIBRARY).plan
    assert plan is not None
    assert (BALL in [step.technique for step in plan.steps]) is planned
    assert "experiment" in plan.why[0]
    assert "end the experiment at any time" in plan.why[0]


def test_before_a_side_is_shown_the_plan_is_as_ever() -> None:
    request = begun()
    plain = replace(request, facts=tuple(each for each in request.facts if each.id != "designed"))
    assert advise(request, LIBRARY) == advise(plain, LIBRARY)


def test_tomorrow_the_plan_is_free_again_until_its_side_is_shown() -> None:
    shown = later(with_side(begun(), -0.5), DAY)
    assert assigned_today(LIBRARY, history(shown.facts, at=shown.at, zone=shown.zone, episode=KNOT)) is None


def test_a_danger_sign_stops_the_draw_and_leaves_the_gate_alone() -> None:
    line = next(iter(LIBRARY.short_screen))
    at = begun().at + timedelta(minutes=1)
    ill = later(begun(), timedelta(hours=1), [
        fact({"kind": "answer", "episode": KNOT, "question": line, "value": "yes"}, at, "ill")
    ])  # fmt: skip
    assert trial_days.today(LIBRARY, ill, trial(ill)).kept_back in ("safety", "clinician")


def test_what_was_already_done_today_keeps_the_day_out() -> None:
    request = begun()
    done = Dose(
        id="done", at=request.at, zone=START.zone, episode=KNOT, technique="ball_shoulder_blade",
        muscle="upper_trapezius", seconds=60,
    )  # fmt: skip
    after = later(request, timedelta(hours=1), [done])
    assert trial_days.today(LIBRARY, after, trial(after)).kept_back == "done_already"


def test_a_day_that_is_skipped_is_not_held_to_and_stays_in_the_count() -> None:
    shown = with_side(begun(), 0.5)
    raw = trial_days.event(trial(shown), "skipped", unit=0, why="person")
    skipped = later(shown, timedelta(hours=1), [fact(raw, shown.at, "skipped")])
    held = history(skipped.facts, at=skipped.at, zone=skipped.zone, episode=KNOT)
    assert assigned_today(LIBRARY, held) is None
    assert [unit.skipped for unit in trial(skipped).units] == ["person"]


def test_it_makes_its_own_check_ins_due() -> None:
    request = begun()
    held = history(request.facts, at=request.at, zone=request.zone, episode=KNOT)
    assert not needs_check_in(LIBRARY, held, held.today())
    assert needs_check_in(LIBRARY, held, held.today() + DAY)
    other = replace(held, episode="another")
    assert not needs_check_in(LIBRARY, other, held.today() + DAY)


# --- what came out --------------------------------------------------------------------------------------


def lived(protocol: Protocol, days: int, effect: float = -2.0) -> Request:
    """So many days of an experiment, rated every morning; with it `effect` points are added the next morning."""
    request = begun(protocol)
    eased = 0.0
    for day in range(days):
        name = f"{day:02}"
        if day:
            morning = request.at.replace(hour=7)
            request = later(replace(request, at=morning), timedelta(minutes=1), [rating(morning, 6 + eased, name)])
        request = with_side(request)
        contrast = trial(request).units[-1].contrast
        eased = effect if contrast > 0 else 0.0
        request = later(request, DAY)
    return later(replace(request, at=request.at.replace(hour=7)), timedelta(0))


def test_next_morning_counts_only_before_noon() -> None:
    shown = with_side(begun())
    for hour, expected in ((11, 4.0), (12, math.nan)):
        at = (shown.at + DAY).replace(hour=hour)
        rated = later(shown, 2 * DAY, [rating(at, 4, "next")])
        (value,) = observed(LIBRARY, trial(rated), rated.facts).outcome
        assert value == expected or (math.isnan(value) and math.isnan(expected))


def test_right_after_it_is_the_change_around_the_session_or_the_quiet_minutes() -> None:
    immediate = replace(PROTOCOL, outcome="immediate")
    done = Dose(
        id="done", at=START.at + timedelta(hours=1), zone=START.zone, episode=KNOT, technique=BALL, seconds=90,
        pain_before=5, pain_after=3,
    )  # fmt: skip
    on = later(with_side(begun(immediate), 0.5), DAY, [done])
    assert list(observed(LIBRARY, trial(on), on.facts).outcome) == [-2.0]
    off = with_side(begun(immediate), -0.5)
    assert trial_days.quiet_asked(trial(off), trial(off).units[0]) == KNOT
    raw = trial_days.event(trial(off), "done", unit=0, pain_before=5, pain_after=4)
    off = later(off, DAY, [fact(raw, off.at, "quiet")])
    assert list(observed(LIBRARY, trial(off), off.facts).outcome) == [-1.0]
    assert trial_days.quiet_asked(trial(off), trial(off).units[0]) is None


def test_ratings_around_the_session_are_asked_for_on_its_days_only() -> None:
    immediate = replace(PROTOCOL, outcome="immediate")
    for contrast, asked in ((0.5, True), (-0.5, False)):
        shown = with_side(begun(immediate), contrast)
        held = history(shown.facts, at=shown.at, zone=shown.zone, episode=KNOT)
        assert trial_days.rated_session(LIBRARY, held, BALL) is asked
        assert not trial_days.rated_session(LIBRARY, held, "warm_pack")


def test_nothing_is_told_before_the_end() -> None:
    running = lived(PROTOCOL, 5)
    assert results(LIBRARY, running.facts, running.at, running.zone) == ()
    sections = trial_documents.protocol(LIBRARY, trial(running), running.facts, day_in_words)
    assert SEED not in json.dumps(trial_documents.document(LIBRARY, trial(running), sections, seed=False))


def test_a_whole_experiment_finds_what_is_there_and_its_draw_can_be_verified() -> None:
    over = lived(PROTOCOL, 14)
    at = over.at + timedelta(hours=1)
    over = later(over, 2 * DAY, [rating(at, 5, "last")])
    (result,) = results(LIBRARY, over.facts, over.at, over.zone)
    assert result.why == "complete"
    assert result.verified == ()
    assert result.posterior.units_used == 14
    assert result.posterior.mean < -1.0
    assert result.posterior.p_worthwhile > 0.5 > result.posterior.p_harm
    assert result.test.p < 0.05
    told = trial_words.told(LIBRARY, result, day_in_words)
    assert "8 of 10 sure" in " ".join(told.lines)
    script = trial_documents.script(result.trial)
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert result.trial.hash in said
    assert [line.split()[1] == "with" for line in said.splitlines()[1:]] == [
        unit.with_it for unit in result.trial.units
    ]


def test_a_changed_draw_is_noticed() -> None:
    other = -contrasts(PROTOCOL, SEED)[0]
    tampered = with_side(begun(), float(other))
    raw = trial_days.event(trial(tampered), "closed", why="stopped")
    tampered = later(tampered, DAY, [fact(raw, tampered.at, "closed")])
    (result,) = results(LIBRARY, tampered.facts, tampered.at, tampered.zone)
    assert [problem.code for problem in result.verified] == ["trial_assignment_differs"]


def test_a_knot_that_is_gone_ends_it_and_the_result_says_so() -> None:
    shown = lived(PROTOCOL, 4)
    gone = Episode(id="gone", at=shown.at, zone=shown.zone, episode=KNOT, event="resolved")
    shown = later(shown, DAY, [gone])
    assert ended(LIBRARY, trial(shown), shown.facts, shown.at, shown.zone) == (
        "gone", shown.at.date() - DAY,
    )  # fmt: skip
    (result,) = results(LIBRARY, shown.facts, shown.at, shown.zone)
    assert "The knot was gone" in trial_words.told(LIBRARY, result, day_in_words).lines[0]


def test_ended_early_is_allowed_and_said() -> None:
    shown = lived(PROTOCOL, 3)
    raw = trial_days.event(trial(shown), "closed", why="stopped")
    stopped = later(shown, DAY, [fact(raw, shown.at, "closed")])
    (result,) = results(LIBRARY, stopped.facts, stopped.at, stopped.zone)
    lines = trial_words.told(LIBRARY, result, day_in_words).lines
    assert "You ended it early" in lines[0]
    assert any("never drawn: 11" in line for line in lines)


# --- the documents --------------------------------------------------------------------------------------


def test_every_item_of_both_lists_is_filled() -> None:
    over = lived(PROTOCOL, 14)
    over = later(over, 3 * DAY)
    (result,) = results(LIBRARY, over.facts, over.at, over.zone)
    protocol = trial_documents.protocol(LIBRARY, result.trial, over.facts, day_in_words)
    report = trial_documents.report(LIBRARY, result, over.facts, day_in_words)
    for sections, wanted in ((protocol, trial_documents.SPENT), (report, trial_documents.CENT)):
        items = [item for section in sections for item in section.items]
        assert [item.number for item in items] == [number for numbers in wanted.values() for number in numbers]
        assert all(item.title and item.text.strip() and "{" not in item.text for item in items)
    assert SEED not in json.dumps(trial_documents.document(LIBRARY, result.trial, protocol, seed=False))
    assert trial_documents.document(LIBRARY, result.trial, report, seed=True)["seed"] == SEED


# --- designing ------------------------------------------------------------------------------------------


def test_only_what_the_plan_may_offer_can_be_tried() -> None:
    advice = advise(START, LIBRARY)
    held = history(START.facts, at=START.at, zone=START.zone, episode=KNOT)
    options = {option.technique for option in advice.options if not option.professional}
    found = trial_designing.candidates(LIBRARY, held, advice)
    assert {each.technique for each in found} <= options
    assert BALL in {each.technique for each in found}


@pytest.mark.parametrize("name", ["chest-pressure", "fever-and-back-pain", "night-pain", "no-screening-yet"])
def test_nothing_can_be_tried_where_safety_comes_first(name: str) -> None:
    request = request_of(name)
    held = history(request.facts, at=request.at, zone=request.zone)
    assert trial_designing.candidates(LIBRARY, held, advise(request, LIBRARY)) == ()


def test_two_at_once_in_one_knot_are_refused_and_a_split_body_needs_two_knots() -> None:
    request = begun()
    held = history(request.facts, at=request.at, zone=request.zone, episode=KNOT)
    here = {KNOT: trial_designing.candidates(LIBRARY, held, advise(request, LIBRARY))}
    refused = trial_designing.refused_here(LIBRARY, PROTOCOL, [KNOT], here, [trial(request)])
    assert [problem.code for problem in refused] == ["trial_one_at_a_time"]
    split = replace(PROTOCOL, design="split_body")
    assert trial_designing.matching(here, BALL, None) == ()
    codes = [problem.code for problem in trial_designing.refused_here(LIBRARY, split, (), here, [])]
    assert codes == ["trial_no_match"]


def test_two_matching_knots_are_found() -> None:
    def candidate(side: str) -> trial_designing.Candidate:
        return trial_designing.Candidate(BALL, BALL, "upper_trapezius", side, in_plan=True)

    both = {"one": (candidate("right"),), "two": (candidate("left"),)}
    assert trial_designing.matching(both, BALL, None) == ("two", "one")


def test_the_side_of_a_split_body_is_the_other_one_for_the_other_knot() -> None:
    split = replace(PROTOCOL, design="split_body")
    raw = trial_designing.designed(LIBRARY, "t", split, ["l", "r"], seed=SEED, expectation=None, muscle=None)
    events = [fact(raw, START.at, "designed")]
    (found,) = folded(LIBRARY, events).trials  # type: ignore[arg-type]
    side = trial_days.event(found, "assigned", "l", unit=0, contrast=-1.0, probability=0.5)
    events.append(fact(side, START.at + timedelta(minutes=1), "side"))
    for knot, does in (("l", False), ("r", True)):
        held = history(events, at=START.at + timedelta(hours=1), zone=START.zone, episode=knot)
        assigned = assigned_today(LIBRARY, held)
        assert assigned is not None
        assert assigned.do is does
