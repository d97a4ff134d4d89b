"""What must hold of the recovery model whatever a person reports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, Mark, history
from unknot.recovery.effects import Schedule, expected_effect
from unknot.recovery.events import Event, Report, Session, in_order
from unknot.recovery.filtering import believe, fold, init, step
from unknot.recovery.forecasting import Forecast, forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Start, from_library
from unknot.recovery.state import Belief

LIBRARY = load()
PROFILES = ("exercise", "mixed", "desk", "care_seeker")
PARAMETERS = {profile: from_library(LIBRARY, profile) for profile in PROFILES}
KINDS = tuple(LIBRARY.kinds)
DAY_0 = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)

points = st.integers(0, 10).map(float)
gaps = st.one_of(st.just(0.0), st.just(1 / 1440), st.floats(0.01, 10.0), st.just(365.0))
profiles = st.sampled_from(PROFILES)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """Check-ins and sessions at any distance in time, from nothing at all to years."""
    events: list[Event] = []
    day = 0.0
    for place in range(draw(st.integers(0, 8))):
        day += draw(gaps)
        if draw(st.integers(0, 3)) == 0:
            events.append(Session(day, f"{place}", expected_effect(LIBRARY, draw(st.sampled_from(KINDS)))))
        else:
            measures = draw(st.lists(st.sampled_from(["pain_now", "pain_worst", "press_tenderness"]), unique=True))
            events.append(Report(day, f"{place}", tuple(Reading(measure, draw(points)) for measure in measures)))
    return events


def reports(days: Sequence[float], pain: Sequence[float]) -> list[Event]:
    return [
        Report(day, f"{place}", (Reading("pain_now", value),))
        for place, (day, value) in enumerate(zip(days, pain, strict=True))
    ]


def assert_sound(belief: Belief, ahead: Forecast) -> None:
    assert np.isfinite(belief.mean).all()
    assert np.isfinite(belief.cov).all()
    assert belief.weights.sum() == pytest.approx(1.0)
    assert np.linalg.eigvalsh(belief.cov).min() >= -1e-6
    assert all(0.0 <= belief.states[name] <= 1.0 for name in ("damage", "tautness", "tenderness"))
    assert 0.0 <= belief.level_points <= 10.0
    for band in ahead.bands.values():
        assert ((band >= 0.0) & (band <= 10.0)).all()
        assert (np.diff(band, axis=1) >= 0.0).all()
    assert ((ahead.gone_probability >= 0.0) & (ahead.gone_probability <= 1.0 + 1e-9)).all()
    assert (np.diff(ahead.gone_probability) >= 0.0).all()
    assert -1e-9 <= ahead.persists_probability <= 1.0
    found = ahead.gone_by
    days = [29 if day is None else day for day in (found.low80, found.median, found.high80)]
    assert days == sorted(days)


@given(profiles, stories())
def test_beliefs_and_forecasts_are_finite_and_in_bounds_for_any_story(profile: str, events: list[Event]) -> None:
    belief = fold(PARAMETERS[profile], events)
    assert_sound(belief, forecast(belief))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("days", "pain"),
    [
        (range(60), [0.0] * 60),
        (range(60), [10.0] * 60),
        (range(60), [0.0, 10.0] * 30),
        ([0, 1, 366, 367], [6.0, 4.0, 0.0, 9.0]),
        ([place / 2880 for place in range(60)], [5.0, 3.0] * 30),
    ],
    ids=["all zeros", "all tens", "alternating", "a gap of a year", "two a minute"],
)
def test_extreme_diaries_are_believed_without_breaking(
    profile: str, days: Sequence[float], pain: Sequence[float]
) -> None:
    belief = fold(PARAMETERS[profile], reports(days, pain))
    assert_sound(belief, forecast(belief))


@given(profiles, stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(profile: str, events: list[Event], chance: object) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = fold(PARAMETERS[profile], events), fold(PARAMETERS[profile], shuffled)
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.log_weights, other.log_weights)
    assert one.pulses == other.pulses


def test_a_session_whose_hold_ends_in_between_does_not_shift_the_clock() -> None:
    session = Session(1 / 1440, "a", expected_effect(LIBRARY, "active_rom"))
    later = [Report(5 + 1 / 1440, id_, (Reading("pain_now", 3.0),)) for id_ in "bc"]
    assert fold(PARAMETERS["desk"], [session, *later]).day == pytest.approx(5 + 1 / 1440)


@given(profiles, stories())
def test_folding_is_stepping(profile: str, events: list[Event]) -> None:
    belief, day = init(PARAMETERS[profile]), 0.0
    for event in in_order(events):
        belief, _ = step(belief, event, event.day - day)
        day = event.day
    folded = fold(PARAMETERS[profile], reversed(events))
    np.testing.assert_array_equal(belief.mean, folded.mean)
    np.testing.assert_array_equal(belief.cov, folded.cov)
    np.testing.assert_array_equal(belief.log_weights, folded.log_weights)


@given(profiles, stories(), st.floats(0.0, 40.0))
def test_looking_in_between_changes_nothing(profile: str, events: list[Event], day: float) -> None:
    glance = Report(day, "glance", ())
    until = max([day, *(event.day for event in events)])
    one = fold(PARAMETERS[profile], events, until_day=until)
    other = fold(PARAMETERS[profile], [*events, glance], until_day=until)
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-8)
    np.testing.assert_allclose(one.cov, other.cov, atol=1e-8)
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-8)


diaries = st.lists(st.tuples(st.floats(0.05, 4.0), points), min_size=1, max_size=8)


@given(profiles, diaries, st.integers(1, 4))
def test_more_pain_at_the_last_check_in_never_brings_the_date_forward(
    profile: str, diary: list[tuple[float, float]], more: int
) -> None:
    calm, sore = calm_and_sore(profile, diary, more, only_last=True, start="peak")
    assert (sore.gone_probability <= calm.gone_probability + 1e-6).all()
    assert (sore.level_points >= calm.level_points - 1e-6).all()


@given(profiles, diaries, st.integers(1, 4))
def test_more_pain_at_every_check_in_never_brings_the_date_forward(
    profile: str, diary: list[tuple[float, float]], more: int
) -> None:
    """The same fall from a higher start says a little less for a plateau: chances far out may rise by a trifle."""
    calm, sore = calm_and_sore(profile, diary, more, only_last=False, start="peak")
    assert (sore.gone_probability <= calm.gone_probability + 0.03).all()
    assert median(sore) >= median(calm)


@given(diaries, st.integers(1, 4))
def test_more_pain_at_the_last_check_in_while_soreness_builds_up_hardly_moves_the_date_forward(
    diary: list[tuple[float, float]], more: int
) -> None:
    """Before the peak a high reading also speaks for damage, which clears fast: chances may move, the date by a day."""
    later = [(diary[0][0] + 0.5, diary[0][1]), *diary[1:]]
    calm, sore = calm_and_sore("exercise", later, more, only_last=True, start="load")
    assert (sore.gone_probability <= calm.gone_probability + 0.06).all()
    assert median(sore) >= median(calm) - 1


def median(ahead: Forecast) -> int:
    return len(ahead.days) if ahead.gone_by.median is None else ahead.gone_by.median


def calm_and_sore(
    profile: str, diary: list[tuple[float, float]], more: int, *, only_last: bool, start: Start
) -> tuple[Forecast, Forecast]:
    """The forecasts from a diary and from the same one with `more` points at the last check-in or at all of them."""
    days = np.cumsum([gap for gap, _ in diary])
    pain = np.array([value for _, value in diary])
    added = np.full(len(pain), float(more))
    if only_last:
        added[:-1] = 0.0
    calm, sore = (
        forecast(fold(PARAMETERS[profile], reports(days, each), start=start))
        for each in (pain, np.minimum(pain + added, 10.0))
    )
    return calm, sore


@given(profiles, diaries)
def test_one_more_clear_day_never_makes_it_look_more_stubborn(profile: str, diary: list[tuple[float, float]]) -> None:
    days = np.cumsum([gap for gap, _ in diary])
    before = fold(PARAMETERS[profile], reports(days, [value for _, value in diary]), until_day=days[-1] + 1)
    after, _ = step(before, Report(before.day, "clear", (Reading("pain_now", 0.0),)), 0.0)
    assert after.level_points <= before.level_points + 1e-9
    assert forecast(after).persists_probability <= forecast(before).persists_probability + 1e-6


@given(profiles, stories())
def test_relief_alone_is_not_recovery(profile: str, events: list[Event]) -> None:
    belief = fold(PARAMETERS[profile], [event for event in events if isinstance(event, Report)])
    eased, _ = step(belief, Session(belief.day, "pleasant", expected_effect(LIBRARY, "tens")), 0.0)
    assert eased.relief_points > belief.relief_points
    one, other = forecast(belief), forecast(eased)
    np.testing.assert_array_equal(one.bands["pain_now"], other.bands["pain_now"])
    np.testing.assert_array_equal(one.gone_probability, other.gone_probability)
    assert one.gone_by == other.gone_by


@given(profiles, diaries)
def test_a_low_reading_right_after_a_session_is_believed_less(profile: str, diary: list[tuple[float, float]]) -> None:
    days = np.cumsum([gap for gap, _ in diary])
    belief = fold(PARAMETERS[profile], reports(days, [value for _, value in diary]))
    reading = Report(belief.day, "after", (Reading("pain_now", 1.0),))
    eased, _ = step(belief, Session(belief.day, "pleasant", expected_effect(LIBRARY, "tens")), 0.0)
    plain, _ = step(belief, reading, 0.0)
    after_session, _ = step(eased, reading, 0.0)
    assert after_session.level_points >= plain.level_points - 1e-9


@given(profiles, diaries, st.sampled_from(["ball_hold", "stretch_static", "massage", "heat", "dry_needling"]))
def test_a_planned_session_never_makes_recovery_slower(
    profile: str, diary: list[tuple[float, float]], kind: str
) -> None:
    days = np.cumsum([gap for gap, _ in diary])
    belief = fold(PARAMETERS[profile], reports(days, [value + 1 for _, value in diary]))
    plan = Schedule(expected_effect(LIBRARY, kind), tuple(range(7)))
    with_plan = forecast(belief, doses=[plan])
    assert with_plan.level_points[-1] <= forecast(belief).level_points[-1] + 0.02


@st.composite
def accounts(draw: st.DrawFn) -> list[Fact]:
    """The facts of one episode, as they would be stored."""
    common = {"zone": "UTC", "episode": "e"}
    facts: list[Fact] = [
        Episode(id="e", at=DAY_0, event="opened", began_on=date(2026, 2, 27), **common),
        Mark(id="m", at=DAY_0, region=next(iter(LIBRARY.regions)), intensity=draw(st.integers(1, 10)), **common),
    ]
    for place in range(draw(st.integers(0, 6))):
        at = DAY_0 + timedelta(minutes=draw(st.integers(0, 20_000)))
        id_ = f"f{place}"
        facts.append(
            draw(
                st.sampled_from(
                    [
                        CheckIn(id=id_, at=at, pain_now=draw(points), rom={"rom_neck_rotation.l": 60.0}, **common),
                        CheckIn(id=id_, at=at, pain_worst=draw(points), soreness_5=2, function=4.0, **common),
                        Dose(id=id_, at=at, technique=draw(st.sampled_from(KINDS)), seconds=90.0, **common),
                        Exposure(id=id_, at=at, cause="running", minutes=40.0, rpe=6.0, **common),
                        Exposure(id=id_, at=at, cause="desk_posture", minutes=400.0, **common),
                    ]
                )
            )
        )
    return facts


@given(profiles, accounts(), st.randoms(use_true_random=False))
def test_facts_in_any_order_give_the_same_belief(profile: str, facts: list[Fact], chance: object) -> None:
    shuffled = list(facts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    at = DAY_0 + timedelta(days=20)
    one = believe(LIBRARY, profile, history(facts, at=at, zone="UTC"))
    other = believe(LIBRARY, profile, history(shuffled, at=at, zone="UTC"))
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.log_weights, other.log_weights)


@given(profiles, accounts(), st.integers(-400, 400))
def test_moving_everything_in_time_changes_nothing(profile: str, facts: list[Fact], weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    moved = [
        replace(fact, at=fact.at + shift, began_on=fact.began_on + shift)
        if isinstance(fact, Episode) and fact.began_on is not None
        else replace(fact, at=fact.at + shift)
        for fact in facts
    ]
    at = DAY_0 + timedelta(days=20)
    one = believe(LIBRARY, profile, history(facts, at=at, zone="UTC"))
    other = believe(LIBRARY, profile, history(moved, at=at + shift, zone="UTC"))
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.log_weights, other.log_weights)
    assert forecast(one).gone_by == forecast(other).gone_by
