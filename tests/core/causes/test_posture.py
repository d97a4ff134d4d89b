"""Stretches of sitting become hours that muscles were held, with dates, and a usual week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from unknot.causes.posture import held_hours, longest, shares, strain, stretches, usual_week, with_breaks
from unknot.content.library import load
from unknot.facts import Exposure, History, history

LIBRARY = load()
BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 20)
"""A Friday."""
ELSEWHERE = LIBRARY.number("causes.posture_elsewhere")


def ended(days_ago: int, hour: float) -> datetime:
    """An hour of the local day so many days ago."""
    day = TODAY - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN) + timedelta(hours=hour)


def sat(
    days_ago: int, hour: float, minutes: float, cause: str = "desk_posture", unbroken: float | None = -1.0
) -> Exposure:
    """A measured stretch that ended at that hour, unless `unbroken` says otherwise."""
    return Exposure(
        id=f"{days_ago}.{hour}.{cause}",
        at=ended(days_ago, hour).astimezone(UTC),
        zone="Europe/Berlin",
        cause=cause,
        minutes=minutes,
        unbroken=minutes if unbroken == -1.0 else unbroken,
    )


def told(*exposures: Exposure) -> History:
    return history(exposures, at=ended(0, 18.0), zone="Europe/Berlin")


# Which muscle is held


@pytest.mark.parametrize(
    ("cause", "muscle", "share"),
    [
        ("desk_posture", "levator_scapulae", 1.0),
        ("desk_posture", "extensor_carpi_radialis_brevis", 0.8),
        ("desk_posture", "lumbar_multifidi", 0.7),
        ("desk_posture", "gastrocnemius", ELSEWHERE),
        ("prolonged_sitting", "piriformis", 1.0),
        ("sleeping_position", "levator_scapulae", 0.3),
        ("chewing_clenching", "masseter", 1.0),
        ("chewing_clenching", "soleus", ELSEWHERE),
    ],
)
def test_a_posture_holds_its_muscles_by_their_share_and_others_a_little(cause: str, muscle: str, share: float) -> None:
    assert shares(LIBRARY, {muscle: 1.0}, [cause]) == {cause: pytest.approx(share)}


def test_the_share_is_expected_over_where_the_knot_lies() -> None:
    found = shares(LIBRARY, {"levator_scapulae": 0.6, "gastrocnemius": 0.2}, ["desk_posture"])
    assert found["desk_posture"] == pytest.approx(0.6 + 0.2 * ELSEWHERE + 0.2 * ELSEWHERE)


def test_while_nothing_is_known_of_the_muscle_nothing_is_said_and_a_load_is_no_posture() -> None:
    assert shares(LIBRARY, {}, ["desk_posture"]) == {}
    assert shares(LIBRARY, {"soleus": 1.0}, ["running", "no_such_cause"]) == {}


def test_hours_held_are_hours_times_share_summed_over_the_day() -> None:
    known = told(sat(1, 10, 60), sat(1, 15, 90), sat(1, 20, 30, "phone_use"), sat(2, 15, 200), sat(1, 9, 60, "running"))
    found = strain(LIBRARY, known, ["levator_scapulae", "lumbar_multifidi", "soleus"], TODAY - timedelta(days=1))
    assert found["levator_scapulae"] == pytest.approx(3.0)
    assert found["lumbar_multifidi"] == pytest.approx(2.5 * 0.7 + 0.5 * ELSEWHERE)
    assert found["soleus"] == pytest.approx(3.0 * ELSEWHERE)
    knot = {"levator_scapulae": 0.5, "lumbar_multifidi": 0.25}
    expected = 0.5 * 3.0 + 0.25 * found["lumbar_multifidi"]
    assert held_hours(LIBRARY, known, knot, TODAY - timedelta(days=1)) == pytest.approx(expected)
    assert held_hours(LIBRARY, known, knot, TODAY) == 0.0


# Stretches with their dates


def test_the_longest_stretch_is_found_with_its_day() -> None:
    known = told(sat(3, 12, 190), sat(3, 16, 100), sat(2, 12, 190, unbroken=None))
    found = longest(stretches(known, TODAY - timedelta(days=3)))
    assert found is not None
    assert (found.day, found.unbroken) == (date(2026, 11, 17), 190.0)
    assert longest(stretches(known, TODAY - timedelta(days=2))) is None
    assert [each.minutes for each in stretches(known, TODAY - timedelta(days=3))] == [190.0, 100.0]


def test_a_stretch_over_midnight_belongs_to_the_day_it_ended() -> None:
    known = told(sat(1, 0.5, 90))
    assert stretches(known, TODAY - timedelta(days=2)) == ()
    assert len(stretches(known, TODAY - timedelta(days=1))) == 1


# A usual week


def test_the_average_is_over_the_days_with_enough_sitting_before_today() -> None:
    known = told(
        *(sat(3, hour, minutes) for hour, minutes in ((11, 120), (15, 60))),
        *(sat(2, hour, minutes) for hour, minutes in ((11, 60), (13, 60), (16, 90))),
        sat(1, 12, 20),
        sat(0, 12, 300),
        sat(15, 12, 300),
    )
    usual = usual_week(LIBRARY, known)
    assert usual is not None
    assert (usual.cause, usual.days, usual.of_days, usual.seen_days) == ("desk_posture", 2, 14, 3)
    assert usual.minutes == pytest.approx(195.0)
    assert usual.longest is not None
    assert usual.longest.day == TODAY - timedelta(days=3)
    assert usual.by_weekday == {1: ((120.0, 120.0), (60.0, 60.0)), 2: ((60.0, 60.0), (60.0, 60.0), (90.0, 90.0))}
    assert usual.latest == usual.by_weekday[2]


def test_of_two_such_weekdays_the_latest_stands() -> None:
    usual = usual_week(LIBRARY, told(sat(10, 12, 300), sat(3, 12, 100)))
    assert usual is not None
    assert usual.by_weekday == {1: ((100.0, 100.0),)}
    assert usual.minutes == pytest.approx(200.0)


def test_time_told_by_hand_counts_with_what_is_known_of_it() -> None:
    usual = usual_week(LIBRARY, told(sat(2, 18, 480, unbroken=None), sat(1, 18, 400, unbroken=100.0)))
    assert usual is not None
    assert usual.by_weekday == {2: ((480.0, None),), 3: ((100.0, 100.0), (300.0, 0.0))}
    assert usual.minutes == pytest.approx(440.0)


def test_the_seated_cause_with_the_most_time_is_the_usual_one() -> None:
    known = told(sat(1, 18, 300, "driving", None), sat(1, 9, 200), sat(2, 9, 400, "prolonged_standing", None))
    usual = usual_week(LIBRARY, known)
    assert usual is not None
    assert usual.cause == "driving"
    assert usual.longest is None


def test_without_sitting_lately_there_is_no_usual_week() -> None:
    assert usual_week(LIBRARY, told()) is None
    assert usual_week(LIBRARY, told(sat(1, 9, 400, "prolonged_standing", None), sat(0, 9, 300))) is None


def test_with_breaks_the_same_minutes_are_held_no_longer_than_asked() -> None:
    parts = with_breaks([(100.0, 100.0), (20.0, 20.0), (50.0, 0.0), (45.0, None)], 30.0)
    assert parts == (
        *[(30.0, 30.0)] * 3,
        (10.0, 10.0),
        (20.0, 20.0),
        (50.0, 0.0),
        (30.0, 30.0),
        (15.0, 15.0),
    )
