"""Histories at the edge of what can be told: the answer is sound, or there is none."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenarios.record import FOLDER
from unknot.content.library import load
from unknot.errors import ModelError, RequestError
from unknot.facts import CheckIn, Episode, Exposure, Fact, History, history
from unknot.loop import advise, parse_request
from unknot.recovery import filtering
from unknot.recovery.effects import Schedule, expected_effect
from unknot.recovery.events import Event, Report, Session, Strain
from unknot.recovery.events import strains as strained
from unknot.recovery.filtering import believe, fold
from unknot.recovery.forecasting import Forecast, forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Answering, Parameters, from_library
from unknot.recovery.state import Belief, Range

LIBRARY = load()
PROFILES = ("exercise", "mixed", "desk", "care_seeker")
PARAMETERS = {profile: from_library(LIBRARY, profile) for profile in PROFILES}
POINTS = ("pain_now", "pain_worst", "press_tenderness")
NECK = Range("rom_neck_rotation.l", reference=55.0, reference_sd=55.0, slope=-10.0, noise_sd=7.0)
OPENED = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
EVERY_DAY = Schedule(expected_effect(LIBRARY, "dry_needling"), tuple(range(28)), 3)


def said(day: float, *values: float) -> Report:
    """A report of as many of the three measures as there are values."""
    return Report(day, f"{day}", tuple(map(Reading, POINTS, values)))


def sequence(days: range, *values: float, every: float = 1.0) -> list[Event]:
    return [said(day * every, value) for day, value in zip(days, islice(cycle(values), len(days)), strict=True)]


def assert_sound(belief: Belief, ahead: Forecast) -> None:
    assert np.isfinite(belief.mean).all()
    assert np.isfinite(belief.cov).all()
    assert (belief.weights >= 0.0).all()
    assert belief.weights.sum() == pytest.approx(1.0)
    assert 0.0 <= belief.level_points <= 10.0
    assert 0.0 <= belief.persistent_probability <= 1.0 + 1e-9
    assert np.isfinite(belief.level_sd_points)
    for name, band in ahead.bands.items():
        low, high = (0.0, 10.0) if name in POINTS else (0.0, 110.0)
        assert ((band >= low) & (band <= high)).all()
        assert (np.diff(band, axis=1) >= 0.0).all()
    assert ((ahead.level_points >= 0.0) & (ahead.level_points <= 10.0)).all()
    assert ((ahead.gone_probability >= 0.0) & (ahead.gone_probability <= 1.0)).all()
    assert (np.diff(ahead.gone_probability) >= 0.0).all()
    assert 0.0 <= ahead.persists_probability <= 1.0


HISTORIES: dict[str, list[Event]] = {
    "nothing": [],
    "an empty check-in": [said(3.0)],
    "one check-in": [said(3.0, 5.0)],
    "one check-in at the start of the clock": [said(0.0, 5.0)],
    "all zeros": sequence(range(90), 0.0),
    "all tens": sequence(range(90), 10.0),
    "zero and ten by turns": sequence(range(90), 0.0, 10.0),
    "zero and ten at one instant": [said(1.0, 0.0), replace(said(1.0, 10.0), id="b")],
    "the worst of the day below the pain now": [said(day, 10.0, 0.0, 0.0) for day in map(float, range(30))],
    "a gap of a year": [said(0.0, 6.0), said(1.0, 4.0), said(366.0, 0.0), said(367.0, 9.0)],
    "a gap of a century": [said(0.0, 6.0), said(36_500.0, 6.0)],
    "two a minute": sequence(range(240), 5.0, 3.0, every=1 / 2880),
    "ten thousand check-ins": sequence(range(10_000), 4.0, 6.0, 3.0),
    "a strain beyond anything": [said(0.0, 3.0), Strain(1.0, "s", 1e6, 1e6), said(2.0, 10.0)],
    "a strain every minute": [Strain(minute / 1440, f"{minute}", 0.05, 0.05) for minute in range(600)],
    "a session every minute": [Session(minute / 1440, f"{minute}", EVERY_DAY.effect) for minute in range(600)],
}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", HISTORIES)
def test_any_history_gives_a_sound_belief_and_forecast(profile: str, name: str) -> None:
    belief = fold(PARAMETERS[profile], HISTORIES[name])
    assert_sound(belief, forecast(belief))
    assert_sound(belief, forecast(belief, horizon_days=1, doses=[EVERY_DAY]))


days = st.sampled_from([0.0, 1e-9, 1 / 2880, 0.3, 1.0, 2.0, 365.0, 20_000.0])
ends = st.sampled_from([0.0, 0.1, 10.0])
HARDEST = Exposure(id="x", at=OPENED, zone="UTC", cause="running", minutes=1440.0, rpe=10.0)
LONGEST = replace(HARDEST, cause="desk_posture", rpe=None)
MOST = [
    max(strain.damage + strain.tautness for strain in strained(LIBRARY, [exposure], began=OPENED))
    for exposure in (HARDEST, LONGEST)
]
"""What the largest load and the longest posture that can be told add to damage and to tautness."""
shares = st.sampled_from([0.0, 1e-6, 1.0, 1440.0])
"""Of the most: up to one such a minute for a day, all at one instant."""


@st.composite
def extremes(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    day = 0.0
    for place in range(draw(st.integers(0, 10))):
        day += draw(days)
        id_ = f"{place}"
        readings = [Reading(measure, draw(ends)) for measure in draw(st.lists(st.sampled_from(POINTS), max_size=4))]
        degrees = [Reading(NECK.key, draw(st.sampled_from([0.0, 110.0])))]
        kind = draw(st.sampled_from(sorted(LIBRARY.kinds)))
        events.append(
            draw(
                st.sampled_from(
                    [
                        Report(day, id_, tuple(readings)),
                        Report(day, id_, (*readings, *degrees, *readings)),
                        Strain(day, id_, MOST[0] * draw(shares), MOST[1] * draw(shares)),
                        Session(day, id_, expected_effect(LIBRARY, kind)),
                    ]
                )
            )
        )
    return events


@given(st.sampled_from(PROFILES), extremes())
def test_any_run_of_extremes_gives_a_sound_belief_and_forecast(profile: str, events: list[Event]) -> None:
    belief = fold(PARAMETERS[profile], events, ranges=(NECK,))
    assert_sound(belief, forecast(belief))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("amount", [1e3, 1e9, 1e150, 1e300, np.inf, np.nan])
def test_a_strain_that_nobody_can_tell_gives_a_sound_belief_or_none(profile: str, amount: float) -> None:
    words = [Report(day, f"w{day}", (Reading("soreness_5", answer),)) for day, answer in ((1.5, 1.0), (1.6, 3.0))]
    story = [said(0.0, 3.0), Strain(1.0, "s", amount, amount), said(1.0, 0.0), *words, said(2.0, 10.0)]
    try:
        belief = fold(PARAMETERS[profile], story)
        ahead = forecast(belief)
    except ModelError:
        return
    assert_sound(belief, ahead)


def told(*facts: Fact, days: float) -> History:
    opened = Episode(id="o", at=OPENED, zone="UTC", episode="e", event="opened", began_on=OPENED.date())
    return history((opened, *facts), at=OPENED + timedelta(days=days), zone="UTC")


def check_in(day: float, pain: float) -> CheckIn:
    return CheckIn(id=f"c{day}", at=OPENED + timedelta(days=day), zone="UTC", episode="e", pain_now=pain)


def test_what_is_told_for_later_is_not_read() -> None:
    known = [check_in(1.0, 6.0), check_in(2.0, 4.0)]
    coming = [
        check_in(5.0, 0.0),
        Exposure(id="x", at=OPENED + timedelta(days=4), zone="UTC", episode="e", cause="running", minutes=90.0),
    ]
    now, later = (believe(LIBRARY, "desk", told(*facts, days=3)) for facts in (known, known + coming))
    np.testing.assert_array_equal(now.mean, later.mean)
    np.testing.assert_array_equal(now.weights, later.weights)


def test_two_check_ins_a_minute_for_days_are_one_an_hour() -> None:
    believed = believe(LIBRARY, "desk", told(*(check_in(place / 2880, 5.0) for place in range(2880)), days=1))
    assert 20 <= believed.updates <= 25
    assert_sound(believed, forecast(believed))


NUMBERS = [each.name for each in fields(Parameters) if each.type in ("Array", "float")]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_none_gives_no_forecast(name: str) -> None:
    p = PARAMETERS["desk"]
    value = getattr(p, name)
    spoilt = replace(p, **{name: np.full_like(value, np.nan) if isinstance(value, np.ndarray) else np.nan})
    story = [said(0.0, 5.0, 6.0, 5.0), Session(0.5, "s", expected_effect(LIBRARY, "massage")), said(2.0, 4.0)]
    with pytest.raises(ModelError):
        forecast(fold(spoilt, story))


@pytest.mark.parametrize("name", [each.name for each in fields(Answering)])
def test_a_number_of_the_five_words_that_is_none_gives_no_belief(name: str) -> None:
    p = PARAMETERS["desk"]
    value = (-8.0, -2.0, np.nan, 9.0) if name == "thresholds" else np.nan
    spoilt = replace(p, answering=replace(p.answering, **{name: value}))
    words = [Report(day, f"{day}", (Reading("soreness_5", answer),)) for day, answer in ((0.0, 3.0), (1.0, 1.0))]
    with pytest.raises(ModelError):
        fold(spoilt, words)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_a_reading_that_is_no_number_gives_no_belief(value: float) -> None:
    with pytest.raises(ModelError):
        fold(PARAMETERS["desk"], [said(0.0, 5.0), said(1.0, value)])


@pytest.mark.parametrize("day", [-1.0, np.nan, np.inf])
def test_a_time_that_cannot_be_gives_no_belief(day: float) -> None:
    with pytest.raises(ModelError):
        fold(PARAMETERS["desk"], [said(day, 5.0)])


def test_forecast_and_plan_are_withheld_when_the_numbers_fail_and_the_gate_still_speaks() -> None:
    raw = json.loads((FOLDER / "desk-neck.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, LIBRARY)
    sound = advise(request, LIBRARY)
    assert sound.forecasts is not None

    def spoilt(*given: object) -> Parameters:
        return replace(from_library(*given), wander=np.nan)  # type: ignore[arg-type]

    with patch.object(filtering, "from_library", spoilt):
        failed = advise(request, LIBRARY)
    assert (failed.forecasts, failed.beliefs, failed.plan, failed.options) == (None, None, None, ())
    assert failed.disposition == sound.disposition
    assert failed.candidates == sound.candidates
    assert "advice.numbers_failed" in [reason.code for reason in failed.reasons]


def test_advice_is_refused_for_facts_of_the_future() -> None:
    raw = json.loads((FOLDER / "desk-neck.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, LIBRARY)
    with pytest.raises(RequestError):
        advise(replace(request, at=request.at - timedelta(days=400)), LIBRARY)
