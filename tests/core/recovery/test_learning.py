"""What a person's own days say of a technique, and which days are let speak."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.rollers import BEGAN, NOON, Roller, facts_of
from unknot.content.library import load
from unknot.facts import CheckIn, Correction, Dose, Episode, TrialEvent
from unknot.recovery.effects import AVERAGE, FLOOR, Personal, expected_effect, learnable
from unknot.recovery.learning import NOTHING_LEARNED, learned, matched_days
from unknot.recovery.learning_design import expected
from unknot.recovery.matching import courses, shares

LIBRARY = load()
ROLLER = "foam_roller"


def at(day, hour):
    return BEGAN + timedelta(days=day, hours=hour)


def said(day, hour, pain, episode="knot"):
    return CheckIn(id=f"{episode}.{day}.{hour}", at=at(day, hour), zone="UTC", episode=episode, pain_now=float(pain))


def rolled(day, hour, **more):
    fields = {"technique": ROLLER, "seconds": 300.0, "episode": "knot", **more}
    return Dose(id=f"rolled.{day}.{hour}", at=at(day, hour), zone="UTC", **fields)


def told(person, people=20, seed=4):
    rng = np.random.default_rng(seed)
    return [learned(LIBRARY, facts_of(person, rng)).effects.get(ROLLER) for _ in range(people)]


def share_told(found, channel, verdict):
    return sum(each is not None and each[channel].verdict == verdict for each in found) / len(found)


def test_too_few_days_teach_nothing():
    facts = [fact for day in range(7) for fact in (said(day, 8, 4), rolled(day, 9, pain_before=4, pain_after=3))]
    assert learned(LIBRARY, facts) is NOTHING_LEARNED
    assert learned(LIBRARY, []).personal == AVERAGE


def test_sessions_nobody_rated_before_teach_nothing():
    facts = [fact for day in range(40) for fact in (said(day, 8, 4), rolled(day, 22))]
    assert matched_days(LIBRARY, facts)[ROLLER, "next_morning"] == 0
    assert learned(LIBRARY, facts) is NOTHING_LEARNED


def test_ratings_around_sessions_alone_teach_nothing():
    facts = [rolled(day, 18, pain_before=6.0, pain_after=3.0) for day in range(0, 60, 3)]
    assert matched_days(LIBRARY, facts)[ROLLER, "relief"] == 0
    assert learned(LIBRARY, facts) is NOTHING_LEARNED


def test_a_session_is_matched_by_a_rating_before_it_by_hours_or_by_chance():
    def is_matched(*facts):
        (course,) = courses(LIBRARY, facts)
        return [session.matched for session in course.sessions]

    assert is_matched(said(0, 8, 4), rolled(0, 13)) == [True]
    assert is_matched(said(0, 8, 4), rolled(0, 15)) == [False]
    assert is_matched(rolled(0, 15, pain_before=5.0)) == [True]
    trial = {"zone": "UTC", "trial": "t"}
    designed = TrialEvent(id="d", at=at(0, 1), event="designed", details={"technique": ROLLER}, **trial)
    drawn = TrialEvent(id="a", at=at(3, 7), event="assigned", details={"unit": 0, "contrast": 0.5}, **trial)
    assert is_matched(designed, drawn, rolled(3, 15), rolled(4, 15)) == [True, False]


def test_what_was_stopped_or_taken_back_or_eases_nothing_at_once_is_no_session():
    kept = rolled(0, 9, pain_before=4.0)
    gone = rolled(1, 9, pain_before=4.0)
    facts = [
        kept, gone, rolled(2, 9, stopped=True, pain_before=4.0), rolled(3, 9, technique="strength"),
        rolled(4, 9, technique="dry_needling"),
        Correction(id="c", at=at(5, 0), zone="UTC", supersedes=gone.id),
    ]  # fmt: skip
    (course,) = courses(LIBRARY, facts)
    assert [int(session.day - course.sessions[0].day) for session in course.sessions] == [0]
    assert learnable(LIBRARY).isdisjoint({"wait", "strength", "dry_needling"})


def test_knots_that_were_joined_are_one_course():
    facts = [
        said(0, 8, 4, "other"), said(1, 8, 4), rolled(1, 9),
        Episode(id="m", at=at(2, 0), zone="UTC", episode="other", event="merged", into="knot"),
    ]  # fmt: skip
    (course,) = courses(LIBRARY, facts)
    assert len(course.ratings) == 2


def test_a_rating_shows_relief_at_once_then_the_morning_and_then_less_of_it():
    evening = np.array([10.75])
    ratings = np.array([10.0, 10.7501, 11 + 1 / 3, 11.5, 12.5, 13.5])
    at_once, morning = shares(ratings, evening)
    assert at_once == pytest.approx([0, 1, 0, 0, 0, 0], abs=1e-3)
    assert morning == pytest.approx([0, 0, 1, 1, 0.5, 0.25], abs=1e-3)


def test_what_is_said_right_before_a_session_is_a_plain_rating_only_where_nothing_was_chosen():
    seldom = [rolled(day, 18, pain_before=6.0) for day in range(0, 30, 3)]
    daily = [rolled(day, 18, pain_before=6.0) for day in range(30)]
    assert [len(courses(LIBRARY, facts)[0].ratings) for facts in (seldom, daily)] == [0, 30]


def test_the_expectation_starts_at_the_evidence_and_never_below_the_floor():
    assert expected(LIBRARY, ROLLER, "relief") == pytest.approx(LIBRARY.effects[ROLLER].relief_points)
    for effect in learnable(LIBRARY):
        for channel in ("relief", "next_morning"):
            assert expected(LIBRARY, effect, channel) >= expected(LIBRARY, FLOOR, channel) - 1e-12


@pytest.mark.parametrize("keeps", [0.05, 0.8], ids=["over within hours", "lasts for days"])
@pytest.mark.parametrize("records", ["all", "sessions", "check_ins"])
def test_what_does_nothing_is_seldom_said_to_help_those_who_do_it_on_bad_days(records, keeps):
    found = told(Roller(why="bad", records=records, keeps=keeps, fluctuation=0.6 + 0.6 * keeps))
    for channel in ("relief", "next_morning"):
        assert share_told(found, channel, "helps") <= 0.1


def test_a_bad_hour_that_was_never_written_down_does_not_make_a_session_look_helpful():
    found = told(Roller(why="bad", records="morning", hour=NOON, keeps=0.5, fluctuation=1.0))
    assert share_told(found, "next_morning", "helps") <= 0.1
    assert any(each is not None for each in found)


def test_what_helps_much_is_found_within_a_month_and_what_does_nothing_is_let_go():
    much = told(Roller(why="random", records="all", relief=1.8, next_morning=1.2))
    assert share_told(much, "relief", "helps") >= 0.7
    nothing = told(Roller(why="random", records="all", days=120), people=8)
    assert share_told(nothing, "relief", "helps") == 0.0
    assert share_told(nothing, "relief", "not") >= 0.4


def test_what_was_learned_scales_the_relief_and_leaves_the_rates():
    facts = facts_of(Roller(why="random", records="all", relief=2.0, next_morning=1.0), np.random.default_rng(1))
    known = learned(LIBRARY, facts)
    usual, own = expected_effect(LIBRARY, ROLLER), expected_effect(LIBRARY, ROLLER, known.personal)
    assert own.relief_points > usual.relief_points
    assert sum(p.amount for p in own.pulses if p.channel == "pain") == pytest.approx(own.relief_points)
    assert (own.tautness_speed, own.speed_low, own.speed_high) == (
        usual.tautness_speed, usual.speed_low, usual.speed_high,
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(LIBRARY.kinds))
def test_a_person_in_whom_all_is_as_usual_is_the_average_person(kind):
    as_usual = Personal(dict.fromkeys(LIBRARY.effects, 1.0))
    assert expected_effect(LIBRARY, kind, as_usual) == expected_effect(LIBRARY, kind)


def test_nothing_is_left_of_an_effect_that_does_nothing_for_a_person():
    own = expected_effect(LIBRARY, ROLLER, Personal({ROLLER: 0.0}))
    assert sum(pulse.amount for pulse in own.pulses if pulse.channel == "pain") == 0.0


def test_the_order_in_which_facts_come_changes_nothing():
    facts = facts_of(Roller(why="random", records="all"), np.random.default_rng(2))
    assert learned(LIBRARY, facts[::-1]).effects == learned(LIBRARY, facts).effects


def test_better_same_and_worse_count_a_little_and_never_as_a_day():
    rng = np.random.default_rng(3)
    plain = facts_of(Roller(why="random", records="check_ins"), rng)
    better = [replace(fact, felt="better") if isinstance(fact, Dose) else fact for fact in plain]
    without, with_it = (learned(LIBRARY, facts).effects[ROLLER]["relief"] for facts in (plain, better))
    assert with_it.matched_days == without.matched_days == 0
    assert without.mean < with_it.mean < without.mean + 0.3
    assert with_it.verdict == "unclear"
