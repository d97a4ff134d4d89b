"""The clocks of the companion, one edge at a time; their laws are in `tests/laws`."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.desk.days import FREE, LIMITS, MORNING, Around, Day, Doing
from unknot.desk.clocks import Carried, Sample, SittingClock, Stretch
from unknot.desk.prompt_clock import PromptClock, Prompting

HALF_AN_HOUR = 1_800.0


def sample(
    awake_s: float,
    idle_s: float | None = 0.0,
    *,
    asleep_s: float = 0.0,
    around: Around | None = None,
    at: datetime | None = None,
) -> Sample:
    """The world `awake_s` after the morning, of which the machine slept `asleep_s` more."""
    elapsed_s = awake_s + asleep_s
    return Sample(at or MORNING + timedelta(seconds=elapsed_s), awake_s, elapsed_s, idle_s, around)


def stretches(day: Day) -> list[Stretch]:
    """What a clock that looks as it wants to says of a day."""
    sitting, found, now = SittingClock(LIMITS), [], 0.0
    while now <= day.awake_s:
        seen = day.sample(now)
        if sitting.asks(seen):
            seen = day.sample(now, looks_around=True)
        found += sitting.step(seen)
        now += sitting.next_look_s(seen)
    return found


def sat_for(seconds: float, asleep_s: float = 0.0) -> SittingClock:
    """Somebody has typed for so long."""
    sitting = SittingClock(LIMITS)
    now = 0.0
    while now < seconds:
        assert sitting.step(sample(now, asleep_s=asleep_s)) == ()
        now += 60.0
    sitting.step(sample(seconds, asleep_s=asleep_s))
    return sitting


def test_five_minutes_without_a_key_end_the_stretch_at_the_last_one():
    sitting = sat_for(600.0)
    assert sitting.step(sample(899.0, 299.0)) == ()
    (stretch,) = sitting.step(sample(900.1, 300.1))
    assert stretch == Stretch(MORNING, MORNING + timedelta(minutes=10), pytest.approx(10.0))
    assert sitting.began_s is None
    assert sitting.sat_s(sample(1_000.0, 400.0)) == 0.0


def test_an_absence_that_is_noticed_late_ends_where_it_began():
    sitting = sat_for(600.0)
    (stretch,) = sitting.step(sample(4_000.0, 3_390.0))
    assert stretch.ended_at == MORNING + timedelta(seconds=610)


def test_the_first_key_after_an_absence_begins_the_next_stretch():
    sitting = sat_for(600.0)
    sitting.step(sample(1_000.0, 400.0))
    assert sitting.next_look_s(sample(1_000.0, 400.0)) <= 30.0
    sitting.step(sample(1_030.0, 12.0))
    assert sitting.began_at(sample(1_030.0, 12.0)) == MORNING + timedelta(seconds=1_018)


def test_less_than_a_minute_is_no_stretch():
    sitting = sat_for(50.0)
    assert sitting.step(sample(400.0, 350.0)) == ()
    assert sitting.began_s is None


@pytest.mark.parametrize("around", [Around(call=True), Around(full_screen=True, film=True)], ids=["call", "film"])
def test_a_film_or_a_call_is_watched_sitting(around):
    film = Day([Doing("type", 600.0), Doing("rest", 5_400.0, around), Doing("type", 600.0), Doing("rest", 400.0)])
    (stretch,) = stretches(film)
    assert stretch.minutes == pytest.approx(110.0, abs=0.1)


def test_who_leaves_when_the_film_is_over_sat_until_it_was_last_seen():
    film = Day(
        [Doing("type", 600.0), Doing("rest", 5_400.0, Around(full_screen=True, film=True)), Doing("rest", 3_600.0)]
    )
    (stretch,) = stretches(film)
    assert 95.0 <= stretch.minutes <= 100.0


@pytest.mark.parametrize("around", [FREE, Around(None, None, None), Around(quiet=True)], ids=str)
def test_a_locked_screen_is_an_absence_like_any_other(around):
    locked = Day([Doing("type", 600.0), Doing("rest", 3_600.0, around)])
    (stretch,) = stretches(locked)
    assert stretch.minutes == pytest.approx(10.0, abs=0.1)


def test_work_on_a_full_screen_ends_with_the_last_key():
    at_lunch = Doing("rest", 3_600.0, Around(full_screen=True))
    lunch = Day([Doing("type", 600.0), at_lunch, Doing("type", 600.0), Doing("rest", 400.0)])
    assert [round(each.minutes) for each in stretches(lunch)] == [10, 10]


def test_a_film_that_plays_on_over_night_counts_for_nothing():
    night = Day(
        [Doing("type", 600.0), Doing("rest", 36_000.0, Around(full_screen=True, film=True)), Doing("type", 120.0)]
    )
    (stretch,) = stretches(night)
    assert stretch.minutes == pytest.approx(10.0, abs=0.1)


def test_a_short_sleep_resets_nothing_and_is_no_sitting():
    day = Day([Doing("type", 600.0), Doing("sleep", 500.0), Doing("type", 600.0), Doing("rest", 400.0)])
    (stretch,) = stretches(day)
    assert stretch.minutes == pytest.approx(20.0, abs=0.1)
    assert stretch.ended_at - stretch.began_at == timedelta(seconds=1_700)


def test_a_long_sleep_ends_the_stretch_at_the_last_key_that_was_seen():
    sitting = sat_for(600.0)
    (stretch,) = sitting.step(sample(640.0, 3.0, asleep_s=8 * 3_600.0))
    assert stretch.ended_at == MORNING + timedelta(minutes=10)
    assert sitting.began_at(sample(640.0, 3.0, asleep_s=8 * 3_600.0)) == MORNING + timedelta(hours=8, seconds=637)


@pytest.mark.parametrize("idle_s", [45.0, 645.0], ids=["awake ones only", "asleep ones, too"])
def test_idle_seconds_may_or_may_not_go_on_in_sleep(idle_s):
    sitting = sat_for(600.0)
    assert sitting.step(sample(645.0, idle_s, asleep_s=600.0)) == ()
    assert sitting.sat_s(sample(645.0, idle_s, asleep_s=600.0)) == pytest.approx(645.0)


def test_a_wall_clock_that_is_put_right_names_the_right_instants():
    sitting = SittingClock(LIMITS)
    for now in range(0, 660, 60):
        sitting.step(sample(now, at=MORNING + timedelta(seconds=now - 7_200)))
    (stretch,) = sitting.step(sample(1_000.0, 400.0))
    assert stretch == Stretch(MORNING, MORNING + timedelta(minutes=10), pytest.approx(10.0))


def test_daylight_saving_lengthens_nothing():
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 50, tzinfo=berlin)
    sitting = SittingClock(LIMITS)
    for now in range(0, 1_260, 60):
        sitting.step(sample(now, at=before.astimezone(ZoneInfo("UTC")) + timedelta(seconds=now)))
    utc = before.astimezone(ZoneInfo("UTC"))
    (stretch,) = sitting.step(sample(1_600.0, 400.0, at=utc + timedelta(seconds=1_600)))
    assert stretch.minutes == pytest.approx(20.0)
    assert stretch.ended_at.astimezone(berlin).hour == 3


def test_midnight_parts_no_stretch_and_a_whole_day_does():
    late = Day([Doing("type", 7_200.0), Doing("rest", 400.0)], began_at=MORNING.replace(hour=23))
    (stretch,) = stretches(late)
    assert stretch.minutes == pytest.approx(120.0, abs=0.1)
    first, second = stretches(Day([Doing("type", 30 * 3_600.0), Doing("rest", 400.0)]))
    assert first.minutes == pytest.approx(1_440.0, abs=1.1)
    assert first.minutes <= 1_440.0
    assert second.began_at == first.ended_at
    assert first.minutes + second.minutes == pytest.approx(1_800.0, abs=0.1)


def test_what_cannot_be_known_for_a_moment_changes_nothing():
    sitting = sat_for(600.0)
    for now in (660.0, 720.0, 780.0):
        assert sitting.step(sample(now, None)) == ()
    assert sitting.step(sample(840.0, 2.0)) == ()
    assert sitting.sat_s(sample(840.0, 2.0)) == pytest.approx(840.0)


def test_what_cannot_be_known_for_a_while_counts_up_to_an_absence():
    sitting = sat_for(600.0)
    for now in range(660, 1_260, 60):
        assert sitting.step(sample(now, None)) == ()
    assert sitting.step(sample(1_260.0, 0.0)) == ()
    assert sitting.sat_s(sample(1_260.0, 0.0)) == pytest.approx(900.0)


def test_hours_of_which_nothing_is_known_end_the_stretch_where_it_was_last_known():
    sitting = sat_for(600.0)
    found = [stretch for now in range(660, 14_400, 60) for stretch in sitting.step(sample(now, None))]
    assert [each.ended_at for each in found] == [MORNING + timedelta(minutes=10)]
    assert sitting.began_s is None
    sitting.step(sample(14_460.0, 1.0))
    assert sitting.began_at(sample(14_460.0, 1.0)) == MORNING + timedelta(seconds=14_459)


def test_nobody_sits_until_something_is_known():
    sitting = SittingClock(LIMITS)
    for now in range(0, 7_200, 60):
        assert sitting.step(sample(now, None)) == ()
    assert sitting.began_s is None
    assert sitting.end(sample(7_200.0, None)) is None


def test_a_companion_that_comes_up_where_nobody_is_waits_for_a_key():
    sitting = SittingClock(LIMITS)
    sitting.step(sample(0.0, 4_000.0))
    assert sitting.began_s is None
    sitting.step(sample(30.0, 4_030.0))
    assert sitting.began_s is None
    sitting.step(sample(60.0, 1.0))
    assert sitting.began_s == pytest.approx(59.0)


def test_a_recorded_break_ends_the_stretch_there_and_then():
    sitting = sat_for(HALF_AN_HOUR)
    stretch = sitting.broke(sample(HALF_AN_HOUR), MORNING + timedelta(minutes=29))
    assert stretch == Stretch(MORNING, MORNING + timedelta(minutes=29), pytest.approx(29.0))
    assert sitting.sat_s(sample(HALF_AN_HOUR)) == pytest.approx(60.0)
    assert sitting.began_at(sample(HALF_AN_HOUR)) == MORNING + timedelta(minutes=29)


def test_a_break_after_the_last_key_is_not_sat_twice():
    sitting = sat_for(600.0)
    stretch = sitting.broke(sample(700.0, 100.0), MORNING + timedelta(seconds=690))
    assert stretch.minutes == pytest.approx(11.5)
    assert sitting.sat_s(sample(700.0, 100.0)) == pytest.approx(10.0)
    (after,) = sitting.step(sample(1_000.0, 400.0)) or (None,)
    assert after is None


def test_the_next_companion_goes_on_with_the_stretch():
    left = sat_for(600.0).carried
    sitting = SittingClock(LIMITS, left)
    assert sitting.step(sample(720.0, 1.0)) == ()
    assert sitting.sat_s(sample(720.0, 1.0)) == pytest.approx(720.0)
    assert sitting.began_at(sample(720.0, 1.0)) == MORNING


@pytest.mark.parametrize("asleep_s", [0.0, 250.0], ids=["awake", "partly asleep"])
def test_the_next_companion_ends_a_stretch_after_which_somebody_was_away(asleep_s):
    sitting = SittingClock(LIMITS, sat_for(600.0).carried)
    (stretch,) = sitting.step(sample(901.0 - asleep_s, 0.0, asleep_s=asleep_s))
    assert stretch == Stretch(MORNING, MORNING + timedelta(minutes=10), pytest.approx(10.0))
    assert sitting.began_s == pytest.approx(901.0)


def test_the_next_companion_ends_a_stretch_if_it_cannot_see():
    sitting = SittingClock(LIMITS, Carried(0.0, 600.0, 600.0, 600.0))
    assert sitting.step(sample(700.0, None)) == ()
    (stretch,) = sitting.step(sample(910.0, None))
    assert stretch.minutes == pytest.approx(10.0)


def asked(clock: PromptClock, sitting: SittingClock, seen: Sample, **how: bool) -> Prompting:
    """What the clock wants at a moment, where nothing surrounds the person unless the moment says so."""
    step = clock.step(seen, sitting, held_back=how.get("held_back", False))
    if step.what is Prompting.ASK:
        step = clock.step(seen._replace(occupied=seen.occupied or FREE), sitting, held_back=how.get("held_back", False))
    return step.what


@pytest.fixture
def due() -> tuple[PromptClock, SittingClock]:
    """Somebody has typed for half an hour, and is to be asked every half hour."""
    return PromptClock(LIMITS, HALF_AN_HOUR), sat_for(HALF_AN_HOUR)


def test_a_prompt_is_due_after_the_interval_and_waits_for_a_pause_in_typing(due):
    clock, sitting = due
    assert clock.due_in_s(sample(HALF_AN_HOUR - 60.0), sat_for(HALF_AN_HOUR - 60.0)) == pytest.approx(60.0)
    step = clock.step(sample(HALF_AN_HOUR, 1.0), sitting, held_back=False)
    assert step.what is Prompting.WAIT
    assert step.next_look_s == pytest.approx(4.0, abs=0.1)
    assert clock.step(sample(HALF_AN_HOUR + 4.0, 5.0), sitting, held_back=False).what is Prompting.ASK
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 4.0, 5.0)) is Prompting.SHOW


def test_who_types_on_and_on_is_asked_after_three_minutes(due):
    clock, sitting = due
    assert asked(clock, sitting, sample(HALF_AN_HOUR, 0.0)) is Prompting.WAIT
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 179.0, 0.0)) is Prompting.WAIT
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 180.1, 0.0)) is Prompting.SHOW


@pytest.mark.parametrize("around", [Around(call=True), Around(full_screen=True), Around(quiet=True)], ids=str)
def test_what_surrounds_the_person_defers_the_prompt_until_it_has_ended(due, around):
    clock, sitting = due
    for now in range(1_800, 5_400, 60):
        sitting.step(sample(now, 6.0))
        assert asked(clock, sitting, sample(now, 6.0, around=around)) is Prompting.WAIT
    assert asked(clock, sitting, sample(5_400.0, 6.0)) is Prompting.SHOW
    assert sitting.sat_s(sample(5_400.0, 6.0)) == pytest.approx(5_400.0)


def test_an_hour_of_pause_defers_the_prompt_and_not_the_sitting(due):
    clock, sitting = due
    for now in range(1_800, 5_400, 60):
        sitting.step(sample(now, 6.0))
        assert asked(clock, sitting, sample(now, 6.0), held_back=True) is Prompting.WAIT
    assert asked(clock, sitting, sample(5_400.0, 6.0)) is Prompting.SHOW
    assert sitting.sat_s(sample(5_400.0, 6.0)) == pytest.approx(5_400.0)


def test_no_prompt_is_shown_to_a_chair_that_may_be_empty(due):
    clock, sitting = due
    for idle_s in (61.0, 150.0, 299.0):
        assert asked(clock, sitting, sample(HALF_AN_HOUR + idle_s, idle_s)) is Prompting.WAIT
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 300.0, 6.0)) is Prompting.SHOW
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 310.0, None)) is Prompting.WAIT
    sitting.step(sample(HALF_AN_HOUR + 700.0, 400.0))
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 700.0, 400.0)) is Prompting.NOTHING


def test_prompts_that_nobody_answers_come_after_the_interval_each_time(due):
    clock, sitting = due
    shown = []
    for now in range(1_800, 12_000, 60):
        sitting.step(sample(now, 6.0))
        if asked(clock, sitting, sample(now, 6.0)) is Prompting.SHOW:
            clock.shown(sample(now))
            shown.append(now)
    assert shown == [1_800, 3_600, 5_400, 7_200, 9_000, 10_800]


def test_later_is_five_minutes_after_the_answer(due):
    clock, sitting = due
    clock.shown(sample(HALF_AN_HOUR))
    clock.put_off(sample(HALF_AN_HOUR + 40.0), sitting)
    sitting.step(sample(HALF_AN_HOUR + 280.0))
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 339.0, 6.0)) is Prompting.NOTHING
    assert asked(clock, sitting, sample(HALF_AN_HOUR + 341.0, 6.0)) is Prompting.SHOW


def test_later_is_over_when_the_person_went_away(due):
    clock, sitting = due
    clock.shown(sample(HALF_AN_HOUR))
    clock.put_off(sample(HALF_AN_HOUR), sitting)
    sitting.step(sample(HALF_AN_HOUR + 301.0, 301.0))
    sitting.step(sample(HALF_AN_HOUR + 310.0, 1.0))
    assert clock.due_in_s(sample(HALF_AN_HOUR + 310.0), sitting) > 1_000.0


def test_a_break_of_ones_own_sets_the_interval_anew(due):
    clock, sitting = due
    sitting.broke(sample(HALF_AN_HOUR), MORNING + timedelta(minutes=20))
    assert clock.due_in_s(sample(HALF_AN_HOUR), sitting) == pytest.approx(1_200.0)


def test_an_interval_that_changes_in_the_middle_counts_at_once():
    clock, sitting = PromptClock(LIMITS, HALF_AN_HOUR), sat_for(1_500.0)
    assert clock.due_in_s(sample(1_500.0), sitting) == pytest.approx(300.0)
    clock.every_s = 3_600.0
    assert clock.due_in_s(sample(1_500.0), sitting) == pytest.approx(2_100.0)
    clock.every_s = 1_200.0
    assert clock.due_in_s(sample(1_500.0), sitting) == 0.0


def test_a_companion_that_was_started_again_does_not_ask_again():
    clock, sitting = PromptClock(LIMITS, HALF_AN_HOUR, prompted_s=1_750.0), sat_for(HALF_AN_HOUR)
    assert clock.due_in_s(sample(HALF_AN_HOUR), sitting) == pytest.approx(1_750.0)
