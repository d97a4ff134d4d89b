"""The person's own record of forecasts."""

from datetime import UTC, date, datetime, timedelta

from unknot.facts import CheckIn, Correction, Episode, ForecastIssued
from unknot.recovery.scoring import Record, gone_on, record, tally

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
COMMON = {"zone": "UTC"}


def pain(day, points, episode="e", hour=0):
    at = START + timedelta(days=day, hours=hour)
    return CheckIn(id=f"c{episode}{day}-{hour}", at=at, episode=episode, pain_now=points, **COMMON)


def shown(day, low, high, episode="e"):
    return ForecastIssued(
        id=f"f{episode}{day}",
        at=START + timedelta(days=day),
        episode=episode,
        content_version="1",
        parameters_version="1",
        persists_probability=0.3,
        gone_low=None if low is None else date(2026, 11, 1) + timedelta(days=low),
        gone_high=None if high is None else date(2026, 11, 1) + timedelta(days=high),
        **COMMON,
    )


def counted(*facts, day=60):
    return record(facts, today=date(2026, 11, 1) + timedelta(days=day), gone_points=1.0)


def test_gone_is_the_first_of_two_check_in_days_running_at_one_or_less():
    assert gone_on([pain(0, 4), pain(5, 1), pain(6, 2), pain(8, 1), pain(9, 0)], gone_points=1.0) == date(2026, 11, 9)


def test_the_worst_reading_of_a_day_counts():
    assert gone_on([pain(5, 1), pain(5, 3, hour=2), pain(6, 1)], gone_points=1.0) is None


def test_saying_that_it_is_over_counts_as_gone():
    over = Episode(id="o", at=START + timedelta(days=4), episode="e", event="resolved", **COMMON)
    assert gone_on([pain(0, 4), over], gone_points=1.0) == date(2026, 11, 5)


def test_a_forecast_held_when_the_knot_went_inside_its_interval():
    assert counted(shown(0, 5, 10), pain(7, 1), pain(8, 1)) == Record(due=1, held=1)


def test_a_forecast_did_not_hold_when_the_knot_went_too_soon_or_too_late():
    assert counted(shown(0, 5, 10), pain(2, 1), pain(3, 1)) == Record(due=1, held=0)
    assert counted(shown(0, 5, 10), pain(20, 1), pain(21, 1)) == Record(due=1, held=0)


def test_a_forecast_without_an_end_holds_from_its_start_on():
    assert counted(shown(0, 5, None), pain(40, 1), pain(41, 1)) == Record(due=1, held=1)


def test_a_forecast_is_not_due_while_its_interval_runs():
    assert counted(shown(0, 5, 10), pain(7, 4), day=10) == Record(due=0, held=0)
    assert counted(shown(0, 5, None), pain(7, 4)) == Record(due=0, held=0)


def test_a_forecast_is_due_once_its_interval_has_passed_without_recovery():
    assert counted(shown(0, 5, 10), pain(7, 4), day=11) == Record(due=1, held=0)


def test_only_the_first_forecast_of_a_knot_counts():
    facts = (shown(0, 5, 10), shown(4, 30, 40), pain(7, 1), pain(8, 1))
    assert counted(*facts) == Record(due=1, held=1)


def test_each_knot_is_counted_by_itself():
    facts = (shown(0, 5, 10), pain(7, 1), pain(8, 1), shown(0, 5, 10, "k"), pain(3, 5, "k"))
    assert counted(*facts) == Record(due=2, held=1)


def closed(day, episode="e"):
    return Episode(id=f"x{episode}", at=START + timedelta(days=day), episode=episode, event="resolved", **COMMON)


def tallied(*facts):
    return tally(facts, today=date(2027, 1, 1), gone_points=1.0)


def test_the_tally_says_on_which_side_of_the_interval_a_knot_was_gone():
    gone = {"early": 2, "inside": 6, "late": 15}
    facts = [each for name, day in gone.items() for each in (shown(0, 4, 10, name), closed(day, name))]
    found = tallied(*facts, shown(0, 4, 10, "never"), closed(3, "plain"))
    assert (found.before, found.inside, found.after, found.due) == (1, 1, 2, 4)
    assert (found.closed, found.closed_forecast) == (4, 3)


def test_knots_that_were_joined_are_one_and_what_was_taken_back_does_not_count():
    joined = Episode(id="j", at=START + timedelta(days=1), episode="a", event="merged", into="b", **COMMON)
    facts = [each for name in "ab" for each in (shown(0, 4, 10, name), closed(6, name))]
    assert tallied(*facts, joined).due == 1
    undone = Correction(id="u", at=START + timedelta(days=20), supersedes="j", **COMMON)
    assert tallied(*facts, joined, undone).due == 2
