"""What a person is used to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.recovery.habit import WEEK, Habit, at_first

NEW = Habit(usual=300.0, by_weekday=(0.0,) * WEEK, half_life_days=7.0, weekday_half_life_days=28.0)
loads = st.floats(0.0, 1500.0)


def after(habit: Habit, *days: float, weekday: int = 0) -> Habit:
    for place, load_of_day in enumerate(days):
        habit = habit.after((weekday + place) % WEEK, load_of_day)
    return habit


def test_somebody_new_starts_with_what_the_content_says_and_no_weekdays() -> None:
    habit = at_first(load())
    assert habit.usual == load().number("recovery.training.habit_start")
    assert habit.by_weekday == (0.0,) * WEEK
    assert [habit.expected(weekday) for weekday in range(WEEK)] == [0.0] * WEEK


def test_a_load_counts_by_what_is_more_than_usual_and_rest_by_what_is_less() -> None:
    assert NEW.surplus(450.0) == 150.0
    assert NEW.surplus(0.0) == -300.0


def test_half_of_a_habit_is_forgotten_in_its_half_life() -> None:
    assert after(NEW, *[0.0] * 7).usual == pytest.approx(150.0)
    assert after(NEW, *[0.0] * 14).usual == pytest.approx(75.0)
    assert after(NEW, *[700.0] * 7).usual == pytest.approx(500.0)


def test_half_of_a_weekday_is_learned_in_its_half_life() -> None:
    """The usual load stays at 300 here: four Mondays with 100 more each, and one step of the memory in between."""
    habit = NEW
    for _ in range(4):
        habit = Habit(NEW.usual, habit.after(0, 400.0).by_weekday, 7.0, 28.0)
    assert habit.expected(0) == pytest.approx(50.0)
    assert [habit.expected(weekday) for weekday in range(1, WEEK)] == [0.0] * 6


def test_a_week_that_repeats_itself_is_foreseen() -> None:
    week = (600.0, 0.0, 400.0, 0.0, 500.0, 800.0, 0.0)
    habit = after(NEW, *week * 104)
    for weekday, load_of_day in enumerate(week):
        assert habit.expected(weekday) == pytest.approx(habit.surplus(load_of_day), abs=1.0)
        habit = habit.after(weekday, load_of_day)


@given(st.lists(loads, max_size=30), st.integers(0, 6))
def test_a_habit_stays_within_what_was_done(days: list[float], weekday: int) -> None:
    habit = after(NEW, *days, weekday=weekday)
    low, high = min([*days, NEW.usual]), max([*days, NEW.usual])
    assert low - 1e-9 <= habit.usual <= high + 1e-9
    assert all(abs(habit.expected(each)) <= high - low + 1e-9 for each in range(WEEK))


@given(st.lists(loads, min_size=1, max_size=30), st.integers(0, 6))
def test_a_day_teaches_nothing_of_other_weekdays(days: list[float], weekday: int) -> None:
    before = after(NEW, *days[:-1], weekday=weekday)
    today = (weekday + len(days) - 1) % WEEK
    later = before.after(today, days[-1])
    for other in range(WEEK):
        assert other == today or later.expected(other) == before.expected(other)
