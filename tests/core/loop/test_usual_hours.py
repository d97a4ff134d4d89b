"""At what hours sessions are put, by what was done before."""

from __future__ import annotations

from datetime import time

import pytest

from tests.core.planning.knots import LIBRARY, did, knot
from unknot.loop.usual_hours import hours, times_of_day

BALL = "ball_shoulder_top"
# Everything is told at 18:00, so that so many hours before it was the time of day.
MORNING, EVENING = 9.0, -1.0


def test_without_a_habit_one_session_is_in_the_evening_and_several_are_spread() -> None:
    assert hours(LIBRARY, knot(), 1) == (time(18),)
    assert hours(LIBRARY, knot(), 2) == (time(8), time(18))
    assert hours(LIBRARY, knot(), 3) == (time(8), time(13), time(18))


def test_a_plan_with_many_sessions_does_not_fill_the_day() -> None:
    assert hours(LIBRARY, knot(), 12) == hours(LIBRARY, knot(), 3)


def test_what_the_person_says_comes_first_and_is_never_added_to() -> None:
    for count in (1, 2, 3):
        assert hours(LIBRARY, knot(), count, (time(19), time(7))) == (time(7), time(19))
    assert times_of_day(LIBRARY, knot(), (time(19), time(7))) == (time(7), time(19))


def test_the_middle_of_the_last_days_is_the_usual_hour() -> None:
    held = knot(extra=[did(BALL, days=day, hours=hour) for day, hour in ((1, 9.1), (2, 9.0), (3, 4.0), (4, 8.9))])
    assert hours(LIBRARY, held, 1) == (time(9),)
    assert times_of_day(LIBRARY, held) == (time(9), time(13), time(18))


def test_two_sessions_a_day_have_an_hour_each() -> None:
    held = knot(extra=[did(BALL, days=day, hours=hour) for day in (1, 2, 3) for hour in (MORNING, EVENING)])
    assert hours(LIBRARY, held, 2) == (time(9), time(19))


def test_several_steps_one_after_the_other_are_one_session() -> None:
    held = knot(extra=[did(BALL, days=day, hours=MORNING - late) for day in (1, 2, 3) for late in (0.0, 0.2, 0.5)])
    assert hours(LIBRARY, held, 1) == (time(9),)
    assert hours(LIBRARY, held, 2) == (time(8), time(18))


@pytest.mark.parametrize(
    "done",
    [
        [did(BALL, days=day, hours=MORNING) for day in (1, 2)],
        [did(BALL, days=day, hours=MORNING) for day in (20, 21, 22, 23)],
        [did(BALL, days=0, hours=MORNING - number, number=number) for number in range(6)],
        [did("shoulder_rolls_standing_up", days=day, hours=MORNING) for day in (1, 2, 3, 4)],
    ],
    ids=["too few days", "too long ago", "only today", "easy moves at the desk"],
)
def test_what_is_no_habit_changes_nothing(done: list) -> None:
    assert hours(LIBRARY, knot(extra=done), 1) == (time(18),)


def test_just_before_midnight_stays_on_its_day() -> None:
    held = knot(extra=[did(BALL, days=day, hours=-5.99) for day in (1, 2, 3)])
    assert hours(LIBRARY, held, 1) == (time(23, 45),)
