"""How often to remind: rarer as reminders are kept, more frequent as they are not, and never a nuisance."""

from datetime import timedelta

import pytest

from tests.core.planning.knots import LIBRARY, ZONE, ago, did, knot
from unknot.facts import Answer, Episode, Exposure, Preference, Prompt
from unknot.locating.ranking import rank
from unknot.planning.breaks import answered_prompts, bounds, interval

MOVE = "shoulder_rolls_standing_up"
USUAL = LIBRARY.number("desk.break_every_min")
FREE = int(LIBRARY.number("desk.passed_over_free"))
WITHIN = LIBRARY.number("desk.kept_within_min")
ABSENCE = LIBRARY.number("desk.absence_min")
LEAST, MOST = bounds(LIBRARY)


def reminded(*, days=0.0, minutes=60.0, answer="none"):
    """A reminder so long ago."""
    at = ago(days, minutes / 60)
    return Prompt(id=f"reminded-{at.isoformat()}", at=at, zone=ZONE, episode="knot", answer=answer)


def moved(*, days=0.0, minutes):
    return did(MOVE, days=days, hours=minutes / 60)


def sat(minutes, *, until, days=0.0, **changes):
    """A stretch of sitting that ended so many minutes ago."""
    said = {"minutes": minutes, "unbroken": minutes, "cause": "desk_posture", **changes}
    at = ago(days, until / 60)
    return Exposure(id=f"sat-{at.isoformat()}", at=at, zone=ZONE, **said)


def kept(*, days, number=0):
    """A reminder on an earlier day, and the moves after it."""
    minutes = 60.0 + 30 * number
    return reminded(days=days, minutes=minutes, answer="start"), moved(days=days, minutes=minutes - 2)


def passed_over(count, *, days=0.0):
    """So many reminders in a row, nothing done after them; half an hour apart, the last one half an hour ago."""
    return [reminded(days=days, minutes=30.0 * (number + 1)) for number in range(count)]


def often(held, **how):
    return interval(LIBRARY, held, rank(LIBRARY, held), **how)


def outcomes(*facts):
    return [each.outcome for each in answered_prompts(LIBRARY, knot(extra=facts))]


def test_before_anything_is_known_half_are_taken_to_be_kept():
    first = often(knot())
    assert (first.minutes, first.because, first.share) == (USUAL, ("first",), LIBRARY.number("desk.prompt_kept"))


def test_the_usual_interval_is_the_aim_times_the_share_that_is_kept():
    assert LIBRARY.number("desk.moving_every_min") * LIBRARY.number("desk.prompt_kept") == USUAL


def test_who_keeps_them_is_reminded_less_often():
    facts = [fact for number in range(12) for fact in kept(days=1 + number // 6, number=number % 6)]
    seen = often(knot(extra=facts))
    assert seen.minutes > USUAL
    assert seen.because == ("kept_most",)


def test_who_keeps_fewer_than_half_is_reminded_a_little_more_often():
    facts = [fact for number in range(8) for fact in kept(days=number // 4 + 1, number=number % 4)]
    facts += [reminded(days=number // 4 + 1, minutes=45 + 30 * (number % 4)) for number in range(12)]
    seen = often(knot(extra=facts))
    assert LEAST <= seen.minutes < USUAL
    assert seen.because == ("kept_less",)


def test_who_keeps_hardly_any_is_not_reminded_more_often():
    facts = [fact for days in range(1, 6) for fact in passed_over(8, days=days)]
    seen = often(knot(extra=facts))
    assert seen.minutes > USUAL
    assert seen.because == ("kept_few",)


def test_after_some_in_a_row_today_the_next_one_waits_longer_each_time():
    waits = [often(knot(extra=passed_over(count))).minutes for count in range(FREE, FREE + 8)]
    assert waits == sorted(waits)
    assert waits[-1] == MOST
    assert "passed_over" not in often(knot(extra=passed_over(FREE))).because
    assert "passed_over" in often(knot(extra=passed_over(FREE + 1))).because


def test_one_that_is_kept_brings_back_about_the_usual():
    facts = [reminded(minutes=60 + 30 * number) for number in range(FREE + 3)]
    waiting = often(knot(extra=facts))
    again = often(knot(extra=[*facts, reminded(minutes=20, answer="start"), moved(minutes=18)]))
    assert again.minutes < waiting.minutes
    assert again.passed_over == 0
    assert again.minutes > LEAST


def test_yesterday_is_over_when_it_comes_to_reminders_in_a_row():
    assert often(knot(extra=passed_over(FREE + 2, days=1))).passed_over == 0


def test_another_part_of_the_day_counts_less():
    mornings = [fact for days in range(1, 5) for fact in passed_over(2, days=days + 0.33)]
    evenings = [fact for days in range(1, 5) for fact in passed_over(2, days=days)]
    usual = LIBRARY.number("desk.prompt_kept")
    assert often(knot(extra=evenings)).share < often(knot(extra=mornings)).share < usual


def test_what_is_long_ago_counts_less():
    lately = often(knot(extra=passed_over(4, days=2))).share
    long_ago = often(knot(extra=passed_over(4, days=60))).share
    assert lately < long_ago < LIBRARY.number("desk.prompt_kept")


@pytest.mark.parametrize("region", ["calf_l", "shin_l"])
def test_a_knot_that_sitting_does_not_hold_has_the_longest_interval(region):
    seen = often(knot(region))
    assert (seen.minutes, seen.because) == (MOST, ("elsewhere",))


def test_who_names_sitting_as_the_cause_is_reminded_as_usual():
    said = Answer(id="cause", at=ago(hours=1), zone=ZONE, episode="knot", question="cause:desk_posture", value="yes")
    assert often(knot("calf_l", extra=[said])).minutes == USUAL


def test_who_wants_it_quiet_has_the_longest_interval():
    wish = Preference(id="quiet", at=ago(hours=0.5), zone=ZONE, quiet=True)
    assert often(knot(extra=[wish])).because == ("quiet",)
    assert often(knot(extra=[wish])).minutes == MOST


def test_a_knot_that_is_gone_has_the_longest_interval():
    gone = Episode(id="gone", at=ago(hours=0.5), zone=ZONE, episode="knot", event="resolved")
    assert often(knot(extra=[gone])).because == ("settled",)


def test_rest_has_the_longest_interval_but_a_flare_does_not():
    assert often(knot(), rests=True).because == ("rest",)
    flared = did("ball_shoulder_top", hours=3.0, muscle="upper_trapezius", felt="worse")
    assert often(knot(extra=[flared]), rests=True).minutes == USUAL


def test_moves_after_it_keep_a_reminder():
    assert outcomes(reminded(minutes=60), moved(minutes=61 - WITHIN)) == ["kept"]
    assert outcomes(reminded(minutes=60), moved(minutes=59 - WITHIN)) == ["passed_over"]
    assert outcomes(reminded(minutes=60), moved(minutes=61)) == ["passed_over"]


def test_other_sessions_keep_none():
    assert outcomes(reminded(minutes=60), did("ball_shoulder_top", hours=0.95)) == ["passed_over"]


def test_getting_up_after_it_keeps_a_reminder():
    assert outcomes(reminded(minutes=60), sat(40, until=61 - WITHIN)) == ["kept"]
    assert outcomes(reminded(minutes=60), sat(40, until=59 - WITHIN)) == ["passed_over"]


def test_whoever_gets_up_at_once_pressed_the_last_key_before_the_reminder():
    assert outcomes(reminded(minutes=60), sat(40, until=60.5)) == ["kept"]
    assert outcomes(reminded(minutes=60), sat(40, until=61 + ABSENCE)) == ["passed_over"]


def test_time_told_by_hand_and_other_postures_keep_none():
    assert outcomes(reminded(minutes=60), sat(300, until=58, unbroken=90)) == ["passed_over"]
    assert outcomes(reminded(minutes=60), sat(300, until=58, unbroken=None)) == ["passed_over"]
    assert outcomes(reminded(minutes=60), sat(40, until=58, cause="driving")) == ["passed_over"]


def test_later_puts_a_reminder_off_and_the_next_one_stands_for_it():
    later, again = reminded(minutes=60, answer="later"), reminded(minutes=55, answer="start")
    assert outcomes(later, again, moved(minutes=53)) == ["put_off", "kept"]
    assert outcomes(later, again) == ["put_off", "passed_over"]
    assert outcomes(later, sat(40, until=58)) == ["kept"]


def test_one_break_keeps_one_reminder():
    assert outcomes(reminded(minutes=60), reminded(minutes=54), moved(minutes=53)) == ["passed_over", "kept"]


def test_a_reminder_is_open_as_long_as_it_can_be_kept():
    assert outcomes(reminded(minutes=WITHIN - 1)) == ["open"]
    assert outcomes(reminded(minutes=WITHIN + 1)) == ["passed_over"]
    asked = often(knot(extra=[reminded(minutes=WITHIN - 1)]))
    assert (asked.share, asked.passed_over) == (LIBRARY.number("desk.prompt_kept"), 0)


def test_what_kept_it_is_told():
    stretch, prompt = sat(40, until=58), reminded(minutes=60)
    first, second = moved(minutes=57), moved(minutes=56)
    (seen,) = answered_prompts(LIBRARY, knot(extra=[prompt, stretch, first, second]))
    assert seen.prompt == prompt
    assert seen.doses == (first, second)
    assert seen.stretch is not None
    assert seen.stretch.id == stretch.id
    assert seen.stretch.ended - seen.stretch.began == timedelta(minutes=40)
