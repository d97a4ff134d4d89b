"""Spans of time."""

from datetime import UTC, datetime, timedelta, timezone

from unknot.units import days_between


def test_days_between_knows_offsets_and_sign():
    morning = datetime(2026, 11, 1, 8, tzinfo=UTC)
    same_moment = morning.astimezone(timezone(timedelta(hours=9)))
    assert days_between(morning, same_moment) == 0
    assert days_between(same_moment, morning - timedelta(hours=12)) == -0.5
