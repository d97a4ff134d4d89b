"""What moved a forecast: parts that add up, the last rating against what was expected, and the numbers behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.facts import CheckIn, Dose, Episode, Exposure, Fact, History, Profile, history
from unknot.recovery.explaining import GROUPS, Explanation, explain, outlook
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast
from unknot.recovery.sensitivity import sensitivities

LIBRARY = load()
OPENED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PROFILES = ("exercise", "mixed", "desk", "care_seeker")
TOLD = {"at": OPENED, "zone": "UTC", "episode": "e"}
FIELDS = ("gone_days", "still_there_days", "persists", "level")


def told(*facts: Fact, days: float = 10.0) -> History:
    opened = Episode(id="o", **TOLD, event="opened", began_on=date(2026, 3, 1))
    return history((opened, *facts), at=OPENED + timedelta(days=days), zone="UTC")


def rated(id_: str, days: float, pain: float) -> CheckIn:
    return CheckIn(id=id_, **{**TOLD, "at": OPENED + timedelta(days=days)}, pain_now=pain)


def done(id_: str, days: float, technique: str) -> Dose:
    return Dose(id=id_, **{**TOLD, "at": OPENED + timedelta(days=days)}, technique=technique, seconds=120)


def strained(id_: str, days: float, cause: str, minutes: float) -> Exposure:
    return Exposure(id=id_, **{**TOLD, "at": OPENED + timedelta(days=days)}, cause=cause, minutes=minutes, rpe=7)


@st.composite
def lives(draw: st.DrawFn) -> History:
    """Ratings, sessions, breaks and strain of ten days, in any mixture."""
    days = st.floats(0.0, 9.9)
    facts: list[Fact] = [
        rated(f"c{n}", day, draw(st.integers(0, 10))) for n, day in enumerate(draw(st.lists(days, max_size=4)))
    ]
    for n, day in enumerate(draw(st.lists(days, max_size=3))):
        facts.append(
            done(f"d{n}", day, draw(st.sampled_from(["ball_hold", "desk_break", "stretch_static", "massage"])))
        )
    for n, day in enumerate(draw(st.lists(days, max_size=2))):
        facts.append(strained(f"x{n}", day, draw(st.sampled_from(["running", "prolonged_sitting"])), 240))
    return told(*facts)


def of(explanation: Explanation, group: str):
    return next(part for part in explanation.parts if part.group == group)


@given(st.sampled_from(PROFILES), lives())
def test_the_parts_add_up_to_the_difference_from_the_usual_course(profile: str, held: History) -> None:
    found = explain(LIBRARY, profile, held)
    for field in FIELDS:
        moved = sum(getattr(part, field) for part in found.parts)
        assert moved == pytest.approx(getattr(found.now, field) - getattr(found.prior, field), abs=1e-9)


@given(st.sampled_from(PROFILES), lives())
def test_it_ends_where_the_forecast_stands_and_is_the_same_every_time(profile: str, held: History) -> None:
    found = explain(LIBRARY, profile, held)
    belief = believe(LIBRARY, profile, held)
    assert found.now == outlook(belief)
    assert found.relief_points == belief.relief_points
    assert explain(LIBRARY, profile, held) == found


@given(lives())
def test_a_group_without_events_has_no_part(held: History) -> None:
    for part in explain(LIBRARY, "desk", held).parts:
        if not part.events:
            assert [getattr(part, field) for field in FIELDS] == [0.0] * len(FIELDS)


def test_every_group_is_named_once_even_where_nothing_was_told() -> None:
    found = explain(LIBRARY, "desk", told())
    assert tuple(part.group for part in found.parts) == GROUPS
    assert found.now == found.prior
    assert found.last is None


def test_relief_alone_moves_no_date() -> None:
    eases_only = next(
        row for row in LIBRARY.effects.values() if row.relief_points > 0 and row.rate == 1.0 and row.kinds
    )
    held = told(rated("c", 0.1, 5.0), done("d", 9.9, eases_only.kinds[0]))
    found = explain(LIBRARY, "desk", held)
    part = of(found, "techniques")
    assert part.events == 1
    assert [getattr(part, field) for field in FIELDS] == pytest.approx([0.0] * len(FIELDS), abs=1e-9)
    assert found.relief_points > 0.1


def test_a_session_that_speeds_recovery_brings_the_day_nearer() -> None:
    facts = [done(f"d{n}", n, "stretch_static") for n in range(9)]
    assert of(explain(LIBRARY, "desk", told(*facts)), "techniques").gone_days < 0.0


def test_a_rating_under_relief_says_less_about_recovery() -> None:
    eased = told(rated("a", 0.1, 5.0), done("d", 8.999, "massage"), rated("b", 9.0, 2.0))
    assert of(explain(LIBRARY, "desk", eased), "techniques").gone_days > 0.0


def test_strain_pushes_the_day_off_and_breaks_take_some_of_it_back() -> None:
    sat = [strained(f"x{n}", n, "prolonged_sitting", 480) for n in range(1, 9)]
    moves = [done(f"d{n}", n - 0.1, "desk_break") for n in range(1, 9)]
    found = explain(LIBRARY, "desk", told(*sat, *moves))
    assert of(found, "strain").gone_days > 0.0
    assert of(found, "breaks").gone_days < 0.0


def test_a_rating_below_what_was_expected_is_believed_in_part() -> None:
    last = explain(LIBRARY, "desk", told(rated("a", 0.1, 5.0), rated("b", 2.0, 1.0))).last
    assert last is not None
    assert last.days_ago == pytest.approx(8.0)
    assert last.value == 1.0
    assert last.expected > 3.0
    assert last.believed is not None
    assert 0.05 < last.believed < 0.95
    assert last.moved == pytest.approx(last.believed * (last.value - last.expected))


def test_the_day_is_read_between_days_and_agrees_with_the_forecast() -> None:
    held = told(rated("a", 0.1, 5.0), rated("b", 5.0, 2.0))
    found, day = explain(LIBRARY, "desk", held).now, forecast(believe(LIBRARY, "desk", held)).gone_by.median
    assert day is not None
    assert day - 1 < found.gone_days <= day


# The numbers behind it


def test_the_number_a_forecast_hangs_on_most_comes_first() -> None:
    found = sensitivities(LIBRARY, "desk", told(rated("a", 0.1, 5.0)))
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert found[0].id == "recovery.desk.tautness_half_life"
    assert found[0].at_low.gone_days < found[0].at_high.gone_days


def test_only_numbers_that_could_have_been_read_are_moved() -> None:
    older = Profile(id="p", **{**TOLD, "episode": None}, age_years=60, regular_exerciser=False)
    alone = {each.id for each in sensitivities(LIBRARY, "desk", told(days=1))}
    full = {
        each.id
        for each in sensitivities(
            LIBRARY, "desk", told(older, strained("x", 1, "running", 60), done("d", 2, "massage"))
        )
    }
    more = {"recovery.rate_older", "recovery.damage_per_load"}
    assert not more & alone
    assert more <= full
    assert any(id_.startswith("effects.") for id_ in full)
    assert not any(id_.startswith("effects.") for id_ in alone)


@pytest.mark.parametrize("profile", PROFILES)
def test_an_end_that_the_model_cannot_take_is_moved_inward(profile: str) -> None:
    for each in sensitivities(LIBRARY, profile, told(rated("a", 0.1, 5.0), days=3)):
        for end in (each.at_low, each.at_high):
            assert 0.0 <= end.gone_days <= 28.0
            assert 0.0 <= end.persists <= 1.0


@given(lives())
def test_a_number_put_where_it_is_changes_nothing(held: History) -> None:
    row = LIBRARY.parameters["recovery.posture_with_breaks"]
    still = MappingProxyType({**LIBRARY.parameters, row.id: replace(row, low=row.value, high=row.value * (1 + 1e-12))})
    now = explain(LIBRARY, "desk", held).now
    for each in sensitivities(replace(LIBRARY, parameters=still), "desk", held):
        if each.id == row.id:
            assert each.at_low == now
