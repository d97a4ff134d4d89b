"""What must hold of answers in five words whatever a person says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.facts import CheckIn, Episode, Exposure, Fact, history
from unknot.recovery.answers import ahead, back_by
from unknot.recovery.dynamics import TENDERNESS
from unknot.recovery.events import Event, Report, Strain
from unknot.recovery.filtering import believe, fold, step
from unknot.recovery.forecasting import forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library
from unknot.recovery.script import THRESHOLD
from unknot.recovery.state import Belief

LIBRARY = load()
PROFILES = ("exercise", "mixed", "desk", "care_seeker", "training")
PARAMETERS = {profile: from_library(LIBRARY, profile) for profile in PROFILES}
OPENED = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
FORTNIGHT = range(1, 15)

ROUNDING = 1e-9
NEARLY, SCALE = 0.05, 0.25
"""Points: what a belief that is only nearly normal may cost, and what an answer may say of the scale instead."""
EXPECTED = np.log(0.01)

profiles = st.sampled_from(PROFILES)
words = st.integers(1, 5)
gaps = st.sampled_from([0.0, 1 / 2880, 0.3, 1.0, 1.0, 2.5, 40.0, 400.0])
loads = st.sampled_from([-0.1, 0.05, 0.4])


def said(day: float, answer: int) -> Report:
    return Report(day, f"r{day}", (Reading("soreness_5", float(answer)),))


def answered(days: Sequence[float], answers: Sequence[int]) -> list[Event]:
    return [said(day, answer) for day, answer in zip(days, answers, strict=True)]


@st.composite
def diaries(draw: st.DrawFn) -> list[Event]:
    """Answers, readings of pain and loads at any distance in time; the last event is an answer."""
    events: list[Event] = []
    day = 0.0
    for place in range(draw(st.integers(0, 7))):
        day += draw(gaps)
        pain = Report(day, f"p{place}", (Reading("pain_now", float(draw(st.integers(0, 10)))),))
        load = Strain(day, f"s{place}", draw(loads), draw(loads))
        events.append(draw(st.sampled_from([said(day, draw(words)), said(day, draw(words)), pain, load])))
    return [*events, said(day + draw(gaps), draw(words))]


def assert_sound(belief: Belief) -> None:
    assert np.isfinite(belief.mean).all()
    assert np.isfinite(belief.cov).all()
    sd = np.sqrt(np.maximum(belief.cov.diagonal(axis1=1, axis2=2), 0.0)).max()
    assert np.linalg.eigvalsh(belief.cov).min() >= -1e-9 * max(sd**2, 1.0)
    assert belief.weights.sum() == pytest.approx(1.0)
    assert 0.0 <= belief.level_points <= 10.0
    course = forecast(belief)
    for band in course.bands.values():
        assert ((band >= 0.0) & (band <= 10.0)).all()
        assert (np.diff(band, axis=1) >= 0.0).all()
    assert ((course.gone_probability >= 0.0) & (course.gone_probability <= 1.0)).all()
    assert_chances(belief)


def assert_chances(belief: Belief) -> None:
    found = ahead(belief, FORTNIGHT)
    assert (found > 0.0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-12)
    for answer in range(2, 6):
        back = back_by(belief, answer, FORTNIGHT)
        assert ((back >= 0.0) & (back <= 1.0)).all()
        assert (np.diff(back) >= -1e-12).all()


@given(profiles, diaries())
def test_any_diary_gives_a_sound_belief_and_chances(profile: str, events: list[Event]) -> None:
    assert_sound(fold(PARAMETERS[profile], events))


RUNS: dict[str, list[Event]] = {
    "very sore for ever": answered(range(400), [1] * 400),
    "not sore for ever": answered(range(400), [5] * 400),
    "one end and the other": answered(range(400), [1, 5] * 200),
    "one end and the other within a day": answered([place / 400 for place in range(400)], [1, 5] * 200),
    "inner answers that change": answered(range(400), [2, 4, 3, 3] * 100),
    "two a minute": answered([place / 2880 for place in range(600)], list(islice(cycle([3, 4, 2]), 600))),
    "many at one instant": answered([1.0] * 300, list(islice(cycle([1, 3, 5, 2]), 300))),
    "decades apart": answered([0.0, 9_000.0, 18_000.0, 18_000.5], [1, 5, 3, 1]),
    "ten thousand": answered(
        [place / 2 for place in range(10_000)], list(islice(cycle([3, 3, 2, 4, 1, 3, 5]), 10_000))
    ),
}


@pytest.mark.parametrize("profile", ["desk", "training"])
@pytest.mark.parametrize("name", RUNS)
def test_any_run_of_answers_gives_a_sound_belief_and_chances(profile: str, name: str) -> None:
    assert_sound(fold(PARAMETERS[profile], RUNS[name]))


def level(belief: Belief) -> float:
    """Mean in points, not held to the scale."""
    return float(10.0 * belief.weights @ belief.mean[:, TENDERNESS])


def surely_in_order(belief: Belief) -> bool:
    """Whether neighbouring thresholds are two standard deviations apart or more."""
    if THRESHOLD not in belief.own:
        return True
    at = belief.place_of(THRESHOLD)
    mean, cov = belief.mean[:, at : at + 4], belief.cov[:, at : at + 4, at : at + 4]
    apart = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 1.0, -1.0, 0.0], [0.0, 0.0, 1.0, -1.0]])
    sd = np.sqrt(np.einsum("ki,cij,kj->ck", apart, cov, apart))
    return bool((-mean @ apart.T >= 2.0 * sd).all())


@given(profiles, diaries())
def test_a_sorer_answer_never_lowers_the_level(profile: str, events: list[Event]) -> None:
    """Of answers that could be expected, and not the last one again: who repeats it may not have looked.

    An answer that nobody would have expected says more about the scale of the person than about the level.
    """
    belief = fold(PARAMETERS[profile], events[:-1], until_day=events[-1].day)
    assume(surely_in_order(belief))
    last = 0 if belief.answered is None else belief.answered.answer
    asked = [step(belief, said(belief.day, answer), 0.0) for answer in range(1, 6) if answer != last]
    levels = [level(after) for after, info in asked if info.log_evidence >= EXPECTED]
    assert (np.diff(levels) <= NEARLY).all(), levels


@given(profiles, diaries())
def test_the_best_and_the_worst_answer_never_move_the_level_the_other_way(profile: str, events: list[Event]) -> None:
    """A knot that should have faded and is still called very sore says a little that its scale lies low."""
    belief = fold(PARAMETERS[profile], events[:-1], until_day=events[-1].day)
    for answer, sign in ((1, 1.0), (5, -1.0)):
        after, _ = step(belief, said(belief.day, answer), 0.0)
        moved = 10.0 * sign * (after.mean[:, TENDERNESS] - belief.mean[:, TENDERNESS])
        assert moved.min() >= -(ROUNDING if profile == "training" else SCALE)


@given(profiles, diaries())
def test_no_answer_makes_a_component_less_sure_of_its_thresholds_than_it_was(profile: str, events: list[Event]) -> None:
    """One outer answer of somebody who has not answered before: a condition on a normal number only narrows."""
    without = [event for event in events if not isinstance(event, Report) or event.readings[0].measure == "pain_now"]
    belief = fold(PARAMETERS[profile], without, until_day=events[-1].day)
    for answer in (1, 5):
        after, _ = step(belief, said(belief.day, answer), 0.0)
        before = belief.cov.diagonal(axis1=1, axis2=2)
        assert (after.cov.diagonal(axis1=1, axis2=2)[:, : before.shape[1]] <= before + ROUNDING).all()


@given(profiles, diaries())
def test_left_alone_the_chances_come_to_rest(profile: str, events: list[Event]) -> None:
    """Thresholds that drift for ever never rest, so here they do not drift."""
    p = PARAMETERS[profile]
    still = replace(p, answering=replace(p.answering, drift=0.0, own_drift=0.0))
    *_, one, other = ahead(fold(still, events), [*range(1, 1_200, 40), 2_000.0, 4_000.0])
    np.testing.assert_allclose(one, other, atol=1e-4)


@given(diaries(), st.sampled_from([1 / 64, 0.5, 3.0, 1024.0]))
def test_a_steady_start_does_not_age(events: list[Event], later: float) -> None:
    """Days are held as numbers: hence the rounding."""
    p = PARAMETERS["training"]
    one, other = fold(p, events), fold(p, [replace(event, day=event.day + later) for event in events])
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-6)
    np.testing.assert_allclose(ahead(one, FORTNIGHT), ahead(other, FORTNIGHT), atol=1e-7)


def told(*facts: Fact, days: float, moved: timedelta = timedelta()) -> object:
    opened = Episode(id="o", at=OPENED, zone="UTC", episode="e", event="opened", began_on=OPENED.date())
    every = [replace(fact, at=fact.at + moved) for fact in (opened, *facts)]
    every[0] = replace(every[0], began_on=(OPENED + moved).date())
    return history(every, at=OPENED + timedelta(days=days) + moved, zone="UTC")


def fact(place: int, day: float, answer: int) -> Fact:
    at = OPENED + timedelta(days=day)
    if place % 4 == 3:
        return Exposure(id=f"{place}", at=at, zone="UTC", episode="e", cause="running", minutes=40.0, rpe=7.0)
    return CheckIn(id=f"{place}", at=at, zone="UTC", episode="e", soreness_5=answer)


accounts = st.lists(st.tuples(st.integers(0, 40), words), min_size=1, max_size=9).map(
    lambda told: [fact(place, hours / 3, answer) for place, (hours, answer) in enumerate(told)]
)
knots = st.sampled_from(["exercise", "mixed", "desk", "care_seeker"])


@given(knots, accounts, st.integers(-200, 200))
def test_moving_all_times_changes_nothing(profile: str, facts: list[Fact], weeks: int) -> None:
    one = believe(LIBRARY, profile, told(*facts, days=15))
    other = believe(LIBRARY, profile, told(*facts, days=15, moved=timedelta(weeks=weeks)))
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.log_weights, other.log_weights)
    assert one.answered == other.answered


@given(knots, accounts, st.integers(0, 13))
def test_answers_to_come_change_nothing_of_what_is_believed_now(profile: str, facts: list[Fact], day: int) -> None:
    now = OPENED + timedelta(days=day)
    whole = believe(LIBRARY, profile, told(*facts, days=day))
    past = believe(LIBRARY, profile, told(*(each for each in facts if each.at <= now), days=day))
    np.testing.assert_array_equal(whole.mean, past.mean)
    np.testing.assert_array_equal(whole.log_weights, past.log_weights)
    assert whole.answered == past.answered
