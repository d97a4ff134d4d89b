"""Measured stretches have a beginning and an end; time told by hand has only its minutes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from unknot.facts import Exposure, stretch, stretches

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def sat(minutes: float, ended: float = 0.0, *, cause: str = "desk_posture", unbroken: float | None = -1.0) -> Exposure:
    """A stretch that ended `ended` minutes after noon; all of it unbroken unless something else is said."""
    return Exposure(
        id=f"{cause}{ended:g}.{minutes:g}",
        at=NOON + timedelta(minutes=ended),
        zone="Europe/Berlin",
        cause=cause,
        minutes=minutes,
        unbroken=minutes if unbroken == -1.0 else unbroken,
    )


def test_a_measured_stretch_began_its_minutes_before_it_ended() -> None:
    found = stretch(sat(190.0))
    assert (found.began, found.ended) == (NOON - timedelta(minutes=190), NOON)
    assert found.measured


@pytest.mark.parametrize(("unbroken", "measured"), [(None, False), (60.0, False), (120.0, True), (119.995, True)])
def test_only_time_that_is_unbroken_as_a_whole_was_measured(unbroken: float | None, measured: bool) -> None:
    assert stretch(sat(120.0, unbroken=unbroken)).measured is measured


def test_it_belongs_to_the_local_day_in_which_it_ended() -> None:
    late = Exposure(
        id="x", at=datetime(2026, 11, 17, 23, 30, tzinfo=UTC), zone="Europe/Berlin", cause="c", minutes=90.0
    )
    assert stretch(late).day == date(2026, 11, 18)


def test_the_night_the_clocks_change_neither_lengthens_nor_shortens_it() -> None:
    ended = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    found = stretch(Exposure(id="x", at=ended, zone="Europe/Berlin", cause="c", minutes=180.0, unbroken=180.0))
    assert found.ended - found.began == timedelta(hours=3)
    assert found.day == date(2026, 10, 25)


def test_two_computers_at_once_are_one_stretch() -> None:
    (found,) = stretches([sat(60.0, 60.0), sat(90.0, 120.0)])
    assert found.minutes == found.unbroken == pytest.approx(120.0)
    (wide,) = stretches([sat(10.0, 20.0), sat(10.0, 40.0), sat(90.0, 60.0)])
    assert wide.minutes == pytest.approx(90.0)


def test_stretches_that_follow_each_other_stay_two() -> None:
    assert len(stretches([sat(60.0, 60.0), sat(60.0, 120.0)])) == 2
    assert len(stretches([sat(60.0, 60.0), sat(60.05, 120.0)])) == 2


def test_time_told_by_hand_and_other_causes_are_never_united() -> None:
    told = [sat(60.0, 60.0), sat(90.0, 120.0, unbroken=None), sat(90.0, 120.0, cause="driving")]
    assert [each.minutes for each in stretches(told)] == [60.0, 90.0, 90.0]


def test_minutes_that_count_are_what_breaks_leave() -> None:
    rule = {"with_breaks": 0.5, "grace": 30.0}
    assert stretch(sat(20.0)).minutes_that_count(**rule) == pytest.approx(10.0)
    assert stretch(sat(30.0)).minutes_that_count(**rule) == pytest.approx(15.0)
    assert stretch(sat(90.0)).minutes_that_count(**rule) == pytest.approx(0.5 * 90 + 0.5 * 60)
    assert stretch(sat(480.0, unbroken=120.0)).minutes_that_count(**rule) == pytest.approx(0.5 * 480 + 0.5 * 90)
    assert stretch(sat(480.0, unbroken=None)).minutes_that_count(**rule) == 480.0
