"""A day at the desk says what was, no more: what was measured, what was told, and what nobody knows."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.loop.at_the_desk import DAY, EVENING, LIBRARY, ZONE, at, held, moved, reminded, sat, seen, told
from unknot.facts import Correction, history
from unknot.loop import parse_request
from unknot.loop.desk_day import BY_HAND, DAYS, desk_day, exposures_of, likely_muscles, told_by_hand
from unknot.loop.desk_day_words import (
    about,
    day_document,
    day_named,
    evidence,
    held_in_words,
    in_words,
    reminders_in_words,
    span,
    stretches_in_words,
)

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The days of 23 and of 25 hours."""
ONE_DAY = timedelta(days=1)


def person(name):
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    request = parse_request(raw, LIBRARY)
    return history(request.facts, at=request.at, zone=request.zone, episode=request.episode)


def usual_days(*minutes):
    """One day before the other, with one stretch each."""
    return [sat(9, 9 + each / 60, DAY - (back + 1) * ONE_DAY) for back, each in enumerate(minutes)]


def test_a_stretch_has_the_hours_in_which_it_was_sat():
    (one,) = seen(sat(9, 11)).stretches
    assert (one.began, one.ended, one.minutes) == (at(9), at(11), 120)
    assert not one.from_before
    assert not one.goes_on


def test_the_day_says_how_long_in_all_and_how_long_without_getting_up():
    day = seen(sat(9, 11), sat(11.5, 12))
    assert (day.in_short.measured, day.in_short.longest) == (150, 120)
    assert in_words(LIBRARY, day)[:2] == (
        "You sat for 2\u00a0h\u00a030\u00a0min.",
        "The longest stretch without getting up was 2\u00a0h.",
    )


def test_a_day_without_a_record_is_missing_and_not_a_day_of_nothing():
    day = seen(sat(9, 11, DAY - ONE_DAY))
    assert day.is_empty
    assert (day.in_short.minutes, day.in_short.longest) == (None, None)
    assert in_words(LIBRARY, day) == ("Nothing is on record for this day. That does not mean you did not sit.",)
    assert [each.minutes for each in day.lately if each.day == DAY] == [None]


def test_what_goes_over_midnight_is_shared_out_between_the_two_days():
    evening, morning = (seen(sat(22.5, 25.25), day=day) for day in (DAY, DAY + ONE_DAY))
    (before,), (after,) = evening.stretches, morning.stretches
    assert (before.minutes, before.whole_minutes, before.goes_on, before.from_before) == (90, 165, True, False)
    assert (after.minutes, after.whole_minutes, after.goes_on, after.from_before) == (75, 165, False, True)
    assert evening.in_short.measured + morning.in_short.measured == 165


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (DAY, 24)])
def test_a_day_lasts_as_long_as_the_clock_lets_it(day, hours):
    there = seen(day=day)
    assert (there.ends - there.begins) / timedelta(hours=1) == hours


@pytest.mark.parametrize(("day", "minutes"), [(SPRING, 120), (AUTUMN, 240), (DAY, 180)])
def test_time_that_the_clock_leaves_out_or_repeats_is_counted_as_it_went_by(day, minutes):
    there = seen(sat(1, 4, day), day=day)
    assert there.in_short.measured == minutes


def test_one_stretch_of_twelve_hours_is_the_whole_day():
    day = seen(sat(8, 20))
    assert (day.in_short.measured, day.in_short.longest) == (720, 720)
    assert stretches_in_words(LIBRARY, day) == "12\u00a0h in one stretch"


def test_forty_stretches_stand_in_their_order():
    day = seen(*(sat(8 + 0.3 * place, 8.2 + 0.3 * place) for place in reversed(range(40))))
    assert len(day.stretches) == 40
    assert [each.began for each in day.stretches] == sorted(each.began for each in day.stretches)


def test_time_at_two_computers_at_once_counts_once():
    day = seen(sat(9, 11, id_="desktop"), sat(10, 12, id_="laptop"))
    assert day.in_short.measured == 180
    (one,) = day.stretches
    both = held(sat(9, 11, id_="desktop"), sat(10, 12, id_="laptop"), sat(13, 14, id_="later"))
    assert {each.id for each in exposures_of(both, DAY, one)} == {"desktop", "laptop"}


def test_what_was_told_without_its_hours_is_told_and_not_measured():
    day = seen(told(360, None), told(120, 45, id_="told later"))
    assert day.stretches == ()
    assert [(each.minutes, each.longest) for each in day.told] == [(360, None), (120, 45)]
    assert (day.in_short.measured, day.in_short.told, day.in_short.longest) == (None, 480, 45)


def test_what_was_told_adds_to_what_was_measured():
    day = seen(sat(9, 11), told(90, 60))
    assert (day.in_short.minutes, day.in_short.longest) == (210, 120)


def test_time_told_by_hand_in_one_go_still_has_no_hours():
    day = seen(told(120, 120, id_=f"{BY_HAND}-number.0"))
    assert day.stretches == ()
    assert [each.by_hand for each in day.told] == [True]


def test_time_told_by_hand_stands_on_its_day_even_if_that_is_over():
    raw = told_by_hand(360, 90, DAY, held())
    assert datetime.fromisoformat(raw["at"]).astimezone(ZoneInfo(ZONE)).date() == DAY
    assert (raw["minutes"], raw["unbroken"]) == (360, 90)
    now = told_by_hand(360, 90, EVENING.date(), held())
    assert datetime.fromisoformat(now["at"]) == EVENING


def test_what_was_taken_away_is_gone():
    stretch = sat(9, 11)
    away = Correction(id="away", at=EVENING - ONE_DAY / 24, zone=ZONE, supersedes=stretch.id)
    assert seen(stretch, away).is_empty


def test_training_and_other_postures_are_no_time_at_the_desk():
    walk = sat(9, 10)
    other = type(walk)(id="drive", at=at(10), zone=ZONE, cause="driving", minutes=60, unbroken=60)
    assert seen(other).is_empty


def test_a_reminder_says_what_came_of_it():
    day = seen(reminded(9.5, "start"), moved(9.55), reminded(11), reminded(13, "later"))
    assert [each.outcome for each in day.reminders] == ["kept", "passed_over", "put_off"]
    assert [each.answer for each in day.reminders] == ["start", "none", "later"]


def test_of_the_reminders_those_put_off_are_not_counted():
    day = seen(reminded(9.5, "start"), moved(9.55), reminded(11), reminded(13, "later"))
    assert reminders_in_words(LIBRARY, day).startswith("1 of 2 were kept.")
    assert reminders_in_words(LIBRARY, seen(reminded(13, "later"))) == ""


def test_a_reminder_of_a_moment_ago_is_open():
    day = seen(reminded(21.95, day=EVENING.date()), day=EVENING.date())
    assert [each.outcome for each in day.reminders] == ["open"]


def test_moves_after_each_other_are_one_break_with_how_it_felt():
    first, second = moved(10, "better"), moved(10.01, "better", "neck_turns_standing_up")
    (once,) = seen(first, second).breaks
    assert (len(once.moves), once.seconds, once.felt) == (2, 30, "better")
    assert len(seen(first, moved(11)).breaks) == 2


def test_a_technique_that_is_no_desk_move_is_no_break():
    assert seen(moved(10, technique="ball_shoulder_top")).breaks == ()


def test_nothing_is_usual_before_there_are_some_days():
    few = int(LIBRARY.number("desk_day.usual_days_min")) - 1
    day = seen(*usual_days(*[300] * few), sat(9, 14))
    assert (day.usual_minutes, day.compared) == (None, None)
    assert "not known yet" in in_words(LIBRARY, day)[-1]


@pytest.mark.parametrize(("hours", "compared"), [(2, "less"), (4.5, "usual"), (5.5, "usual"), (8, "more")])
def test_a_day_stands_beside_the_median_of_the_days_before(hours, compared):
    day = seen(*usual_days(60, 300, 300, 300, 900), sat(9, 9 + hours))
    assert (day.usual_minutes, day.compared) == (300, compared)


def test_days_that_are_missing_do_not_make_the_usual_day_shorter():
    apart = [sat(9, 14, DAY - back * ONE_DAY) for back in (1, 4, 7, 11)]
    assert seen(*apart).usual_minutes == 300


def test_a_day_that_is_not_over_is_not_called_less():
    now = datetime(2026, 11, 19, 10, tzinfo=ZoneInfo(ZONE))
    day = seen(*usual_days(300, 300, 300, 300), sat(9, 10), now=now)
    assert day.is_today
    said = in_words(LIBRARY, day)
    assert said[0] == "You have sat for 1\u00a0h so far."
    assert said[-1] == "Your usual day is about 5\u00a0h."


def test_fourteen_days_end_today_and_those_of_long_ago_with_the_day_itself():
    assert [each.day for each in seen().lately][-1] == EVENING.date()
    old = DAY - 100 * ONE_DAY
    lately = seen(day=old).lately
    assert len(lately) == DAYS
    assert lately[-1].day == old


def test_a_likely_muscle_that_the_desk_holds_is_held_for_as_long_as_was_sat():
    day = seen(*usual_days(300, 300, 300, 300), sat(9, 12), upper_trapezius=0.6, soleus=0.3)
    (one,) = day.held
    assert (one.muscle, one.minutes, one.usual_minutes) == ("upper_trapezius", pytest.approx(180), pytest.approx(300))
    assert held_in_words(LIBRARY, one) == "Held for about 3\u00a0h. On your usual day it is about 5\u00a0h."


def test_what_a_muscle_held_stops_at_midnight_as_well():
    day = seen(sat(22.5, 25.25), upper_trapezius=0.6)
    assert day.held[0].minutes == pytest.approx(90)


def test_a_desk_holds_no_muscle_of_the_calf():
    assert seen(sat(9, 12), soleus=0.9).held == ()


def test_without_muscles_to_speak_of_none_is_spoken_of():
    assert seen(sat(9, 12)).held == ()


def test_the_muscles_of_the_knot_may_be_named_once_the_safety_questions_are_answered():
    assert likely_muscles(LIBRARY, person("desk-neck"))
    for name in ("no-screening-yet", "chest-pressure", "swollen-calf"):
        assert likely_muscles(LIBRARY, person(name)) == {}


@pytest.mark.parametrize("text", ["", "today", "2026-13-01", "20261119", "2026-W47-4", "2026-11-21", "1899-12-31", "²"])
def test_a_day_is_named_in_one_way_and_is_not_one_to_come(text):
    assert day_named(text, EVENING.date()) is None


def test_today_and_long_ago_can_be_named():
    assert day_named("2026-11-20", EVENING.date()) == EVENING.date()
    assert day_named("1900-01-01", EVENING.date()) == date(1900, 1, 1)
    assert desk_day(LIBRARY, held(), date(1900, 1, 1), {}).is_empty


@pytest.mark.parametrize(
    ("minutes", "said"), [(0.4, "0 min"), (45, "45 min"), (59.7, "1 h"), (60, "1 h"), (110, "1 h 50 min")]
)
def test_a_length_of_time_is_said_in_hours_and_minutes(minutes, said):
    assert span(LIBRARY, minutes).replace("\u00a0", " ") == said


def test_about_so_long_leaves_out_odd_minutes():
    assert about(LIBRARY, 113).replace("\u00a0", " ") == "2 h"
    assert about(LIBRARY, 47).replace("\u00a0", " ") == "47 min"


def test_how_sure_it_is_comes_from_the_findings():
    known, sure, limit, sources = evidence(LIBRARY)
    assert "contested" in known
    assert "hardly tested" in sure
    assert "thinly tested" in sure
    assert limit
    assert "Hoyle 2011" in sources


def test_no_sentence_of_a_day_scares():
    sentences = " ".join(LIBRARY.say(key).lower() for key in LIBRARY.text if key.startswith("desk_day."))
    assert not any(word in sentences for word in ("kill", "danger", "toxic", "disease", "warning", "too long"))


def test_the_document_is_plain_and_names_the_offset_of_the_day():
    raw = day_document(LIBRARY, held(sat(9, 11), reminded(10.9, "start"), moved(11.02, "same")), DAY)
    assert json.loads(json.dumps(raw, allow_nan=False)) == raw
    assert raw["stretches"][0]["began"] == "2026-11-19T09:00:00+01:00"
    assert raw["reminders"][0]["outcome"] == "kept"
    assert raw["breaks"][0]["felt"] == "same"
    assert len(raw["lately"]) == DAYS


HOURS = st.floats(0, 47).map(lambda hours: round(hours, 2))


@given(st.lists(st.tuples(HOURS, st.floats(0.02, 12)), max_size=12))
def test_no_two_days_hold_more_than_was_sat_and_none_more_than_a_day(stretches):
    facts = [sat(begin, min(48.0, begin + length), id_=f"s{place}") for place, (begin, length) in enumerate(stretches)]
    now = datetime(2026, 11, 22, tzinfo=UTC)
    days = [seen(*facts, day=DAY + place * ONE_DAY, now=now) for place in range(3)]
    total = sum(each.in_short.measured or 0.0 for each in days)
    assert total <= sum(fact.minutes for fact in facts) + 1e-6
    for each in days:
        assert (each.in_short.measured or 0.0) <= (each.ends - each.begins) / timedelta(minutes=1) + 1e-6
        assert (each.in_short.longest or 0.0) <= (each.in_short.measured or 0.0) + 1e-6
        assert all(each.begins <= one.began < one.ended <= each.ends for one in each.stretches)
