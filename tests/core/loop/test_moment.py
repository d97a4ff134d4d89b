"""The moment a person means by a day and a time on their own clock, also where clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.errors import InputError
from unknot.facts import Episode, History, history
from unknot.loop.moment import clock_of, moment

LIBRARY = load()
HARD = ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC")


def held(
    zone: str = "Europe/Berlin", opened: str = "2026-01-01T12:00+00:00", now: str = "2026-12-01T12:00+00:00"
) -> History:
    opening = Episode(id="o", at=datetime.fromisoformat(opened), zone=zone, episode="e", event="opened")
    return history([opening], at=datetime.fromisoformat(now), zone=zone, episode="e")


def refused(day: str, clock: str, person: History) -> str:
    with pytest.raises(InputError) as raised:
        moment(LIBRARY, day, clock, person)
    assert raised.value.problems[0].message
    return raised.value.problems[0].code


def test_yesterday_evening_is_yesterday_evening_here() -> None:
    found = moment(LIBRARY, "2026-11-20", "21:00", held())
    assert found.at == datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert found.note == ""


def test_summer_and_winter_have_their_own_offset() -> None:
    assert moment(LIBRARY, "2026-07-20", "21:00", held()).at == datetime(2026, 7, 20, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30"),
        ("America/St_Johns", "2026-03-08", "02:15"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10"),
    ],
)
def test_a_time_that_the_clocks_left_out_is_refused_in_plain_words(zone: str, day: str, clock: str) -> None:
    assert refused(day, clock, held(zone)) == "moment_in_gap"


def test_a_whole_day_that_was_left_out_is_refused() -> None:
    person = held("Pacific/Apia", "2011-12-01T12:00+00:00", "2012-02-01T12:00+00:00")
    assert refused("2011-12-30", "12:00", person) == "moment_in_gap"


@pytest.mark.parametrize(
    ("zone", "day", "clock", "first"),
    [
        ("Europe/Berlin", "2026-10-25", "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/St_Johns", "2026-11-01", "01:30", datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
    ],
)
def test_of_a_time_that_came_twice_the_first_is_taken_and_told(
    zone: str, day: str, clock: str, first: datetime
) -> None:
    found = moment(LIBRARY, day, clock, held(zone))
    assert found.at == first
    assert clock in found.note


def test_a_time_that_came_twice_is_clear_where_only_one_of_the_two_can_be_meant() -> None:
    between = "2026-10-25T00:45+00:00"
    opened_between = moment(LIBRARY, "2026-10-25", "02:30", held(opened=between))
    asked_between = moment(LIBRARY, "2026-10-25", "02:30", held(now=between))
    assert opened_between.at - asked_between.at == timedelta(hours=1)
    assert (opened_between.note, asked_between.note) == ("", "")


def test_nothing_lies_ahead_or_before_the_knot_was_opened() -> None:
    person = held(opened="2026-11-18T08:00+01:00", now="2026-11-20T08:00+01:00")
    assert refused("2026-11-20", "08:01", person) == "moment_in_future"
    assert refused("2026-11-18", "07:59", person) == "moment_before_knot"
    assert moment(LIBRARY, "2026-11-18", "08:00", person).at == person.opened_at


@pytest.mark.parametrize(
    ("day", "clock"),
    [("", ""), ("20.11.2026", "21:00"), ("2026-11-20", "25:00"), ("2026-11-20", "21:00+01:00"), ("0001-01-01", "00:00"),
     ("20261120", "21:00"), ("2026-11-20", "9 pm")],
)  # fmt: skip
def test_what_is_no_day_and_time_is_refused(day: str, clock: str) -> None:
    assert refused(day, clock, held("Pacific/Kiritimati")) in ("moment_unreadable", "moment_before_knot")


@given(st.sampled_from(HARD), st.integers(0, 330 * 24 * 60))
def test_what_the_clock_showed_is_the_moment_or_the_same_time_an_hour_apart(zone: str, minutes: int) -> None:
    person = held(zone)
    at = datetime(2026, 1, 1, 12, 5, tzinfo=UTC) + timedelta(minutes=minutes)
    found = moment(LIBRARY, *clock_of(at, zone), person)
    assert clock_of(found.at, zone) == clock_of(at, zone)
    assert found.at == at or found.note
    assert found.at.astimezone(ZoneInfo(zone)).utcoffset() is not None
