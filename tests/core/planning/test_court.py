"""The court of the planner: its people, its worlds, and what the policy learned there to weigh."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.planners import PLANNERS, WAYS
from bench.planning import lived
from bench.population import DAYS, STEPS_PER_DAY, Person, bodies, follow_a_day, settled_after, sitting, works
from tests.core.planning.bidding import bids
from tests.core.planning.knots import LIBRARY, did, knot, said, today
from unknot.content.library import Library
from unknot.planning.choice import Bid, best, worth
from unknot.planning.counting import as_step, possible
from unknot.planning.situation import situation
from unknot.recovery.filtering import believe
from unknot.recovery.parameters import from_library


def person(**changes):
    known = {
        "seed": 1, "number": 0, "profile": "desk", "region": "shoulder_top_l", "tools": ("ball",), "minutes": 15,
        "check_in_every": 1, "muscle": "levator_scapulae", "side": "left",
        "eases": dict.fromkeys(LIBRARY.effects, 1.0), "speeds": dict.fromkeys(LIBRARY.effects, 1.0),
        "flares": True, "noise": np.zeros(DAYS),
    }  # fmt: skip
    return Person(**{**known, **changes})


def pressing(muscle="levator_scapulae"):
    offered = today(knot(), "desk").options
    return as_step(LIBRARY, next(each for each in offered if each.kind == "ball_hold" and each.muscle == muscle))


def with_number(name, value) -> Library:
    row = replace(LIBRARY.parameters[name], value=value)
    return replace(LIBRARY, parameters={**LIBRARY.parameters, name: row})


# The people and the worlds.


def test_knots_left_alone_settle_as_the_model_says_on_average():
    everybody = [person(number=number) for number in range(1500)]
    found = bodies(LIBRARY, everybody, "as stated", np.random.default_rng(5))
    wander, still = np.random.default_rng(6), np.zeros(len(everybody))
    for _ in range(7):
        follow_a_day(found, [], wander.normal(size=(STEPS_PER_DAY, 2, len(everybody))), still)
    p = from_library(LIBRARY, "desk")
    settling = np.exp(-7.0 * p.tautness_rate)
    expected = p.starting_points * (p.plateau + (1.0 - p.plateau) * settling) @ np.exp(p.log_prior)
    chance = 4.0 * found.level.std() / len(everybody) ** 0.5
    assert abs(found.level.mean() - expected) < chance + 0.1


def test_slower_healers_hurt_longer():
    everybody = [person(number=number) for number in range(400)]
    means, still = [], np.zeros(len(everybody))
    for truth in ("as stated", "slower healers"):
        found = bodies(LIBRARY, everybody, truth, np.random.default_rng(5))
        for _ in range(7):
            follow_a_day(found, [], np.zeros((STEPS_PER_DAY, 2, len(everybody))), still)
        means.append(found.level.mean())
    assert means[1] > means[0] + 0.3


def test_settled_is_two_whole_days_low_and_never_later_than_the_end():
    levels = np.full(((DAYS + 2) * STEPS_PER_DAY, 3), 3.0)
    levels[5 * STEPS_PER_DAY :, 0] = 0.5
    levels[5 * STEPS_PER_DAY : 6 * STEPS_PER_DAY, 1] = 0.5
    assert settled_after(levels, 1.0).tolist() == [5.0, float(DAYS), float(DAYS)]


def test_in_the_world_without_effects_nothing_that_is_done_does_anything():
    assert works(LIBRARY, "no effect", person(), pressing()) == ({}, 1.0, 0.0, False)


def test_pressing_sets_back_only_those_who_flare_and_only_in_that_world():
    assert works(LIBRARY, "flare after pressing", person(), pressing())[3]
    assert not works(LIBRARY, "flare after pressing", person(flares=False), pressing())[3]
    assert not works(LIBRARY, "as stated", person(), pressing())[3]


def test_on_the_wrong_muscle_a_session_holds_less_on_recovery():
    right = works(LIBRARY, "as stated", person(), pressing())[1]
    wrong = works(LIBRARY, "as stated", person(muscle="rhomboids"), pressing())[1]
    assert 1.0 < wrong < right


def test_sitting_tightens_on_working_days_and_half_as_much_with_movement():
    world = "sitting all day"
    whole = sitting(LIBRARY, world, person(), 1, moved=False)
    assert sitting(LIBRARY, world, person(), 1, moved=True) == pytest.approx(whole / 2)
    assert sitting(LIBRARY, world, person(), 5, moved=False) == 0.0
    assert sitting(LIBRARY, world, person(profile="exercise"), 1, moved=False) == 0.0
    assert sitting(LIBRARY, "as stated", person(), 1, moved=False) == 0.0


def test_draws_are_the_same_whatever_else_is_drawn():
    assert person().chance(3, "ball_shoulder_top") == person().chance(3, "ball_shoulder_top")
    drawn = [person(number=n).chance(d, what) for n in range(40) for d in range(10) for what in ("a", "b")]
    assert abs(np.mean(drawn) - 0.5) < 0.05
    assert 0.0 <= min(drawn) < 0.02 < 0.98 < max(drawn) < 1.0


@pytest.mark.parametrize("way", WAYS)
def test_every_plan_can_be_lived_under_and_lived_again(way):
    one, other = (lived("flare after pressing", way, 2, 3) for _ in range(2))
    assert (one.days.tolist(), one.minutes.tolist()) == (other.days.tolist(), other.minutes.tolist())
    assert set(PLANNERS) == set(WAYS)
    assert (one.days <= DAYS).all()
    assert (one.minutes.sum() == 0.0) == (way in ("waiting", "breaks only"))


# What the policy weighs.

offers = bids(most=6)
costs = st.integers(0, 100).map(lambda n: n / 10_000)


def net(chosen, cost, already):
    shared = max([already, *(bid.shared for bid in chosen)])
    spent = sum(round(10 * bid.minutes) for bid in chosen) / 10
    return shared + sum(bid.beyond for bid in chosen) - cost * spent


@given(offers, costs, st.integers(0, 20).map(lambda n: n / 1000), st.integers(0, 120).map(lambda n: n / 10))
def test_no_other_set_brings_more_for_its_minutes(bids, cost, already, minutes):
    chosen = best(bids, minutes=minutes, most_steps=3, most_new=2, minute_costs=cost, already=already)
    sets = (
        each
        for size in range(4)
        for each in combinations(bids, size)
        if len({bid.slot for bid in each}) == len(each)
        and sum(bid.new for bid in each) <= 2
        and sum(round(10 * bid.minutes) for bid in each) <= round(10 * minutes)
    )
    assert abs(net(chosen, cost, already) - max(net(each, cost, already) for each in sets)) < 1e-9


@given(offers, costs, st.integers(0, 120).map(lambda n: n / 10), st.integers(0, 120).map(lambda n: n / 10))
def test_a_price_on_minutes_does_not_make_more_of_them_worth_less(bids, cost, some, more):
    few = best(bids, minutes=some, most_steps=3, most_new=2, minute_costs=cost)
    many = best(bids, minutes=some + more, most_steps=3, most_new=2, minute_costs=cost)
    assert worth(many) >= worth(few) - 1e-9


def test_a_step_that_is_not_worth_its_minutes_is_left_out():
    long = Bid("a", ("a",), beyond=0.01, shared=0.3, minutes=20.0, new=False)
    short = Bid("a", ("b",), beyond=0.01, shared=0.29, minutes=1.5, new=False)
    assert best((long, short), minutes=30.0, most_steps=3, most_new=3, minute_costs=0.004) == (short,)
    assert best((long,), minutes=30.0, most_steps=3, most_new=3, minute_costs=0.004, already=0.3) == ()


def test_the_plan_for_a_stiff_neck_does_not_fill_the_minutes_there_are():
    plenty = today(knot(minutes=60), "desk").plan
    assert plenty.kind == "do"
    assert plenty.minutes_per_day < 15


def test_what_moves_further_counts_where_the_effect_is_on_tautness():
    gains = {each.technique: each.range_gain for each in today(knot(), "desk").options}
    assert gains["ball_shoulder_top"] > 0.0
    assert gains["tens_taught"] == 0.0


def counted(library, option, profile="desk"):
    held = knot()
    belief = believe(library, profile, held)
    (step,) = possible(library, held, (option,), belief, today(held, profile).outlook, profile)
    return step.counted_beyond


def test_range_and_a_narrow_spread_speak_for_a_technique():
    option = next(each for each in today(knot(), "desk").options if each.technique == "ball_shoulder_top")
    as_it_is = counted(LIBRARY, option)
    assert counted(LIBRARY, replace(option, range_gain=5.0)) > as_it_is
    assert counted(LIBRARY, replace(option, gain_low=-2.0, gain_high=3.0)) < as_it_is
    assert counted(with_number("planning.spread_counts_as", 0.0), option) > as_it_is


def test_the_part_that_anything_brings_counts_once_on_a_day():
    before = today(knot(), "desk").plan
    step = next(step for step in before.steps if step.kind == "ball_hold")
    done = did(step.technique, muscle=step.muscle, seconds=90)
    after = today(knot(extra=(done,)), "desk").plan
    fresh = [step for step in after.steps if not step.alongside]
    assert all(step.counted_shared == 0.0 for step in fresh)


def test_what_was_done_as_often_as_it_should_be_is_not_asked_for_again():
    before = today(knot(), "desk").plan
    move = next(step for step in before.steps if step.kind == "neck_mobility")
    sessions = [
        did(move.technique, muscle=move.muscle, hours=n + 1.0, number=n, seconds=18) for n in range(move.sessions_today)
    ]
    one = today(knot(extra=sessions[:1]), "desk").plan
    left = [step.sessions_today for step in one.steps if step.technique == move.technique]
    assert left == [move.sessions_today - 1]
    assert move.technique not in today(knot(extra=sessions), "desk").techniques


def test_pressing_that_keeps_hurting_is_left_out_with_everything_that_presses():
    twice = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d, felt="worse") for d in (5, 9))
    found = today(knot(began_days=12, extra=twice))
    assert {"ball_shoulder_top", "fingers_base_of_neck"} <= found.excluded("plan_set_back")
    assert found.plan.kind == "do"
    assert not {step.kind for step in found.plan.steps} & {"ball_hold", "hands", "cane_hook", "foam_roller"}


def test_one_bad_day_in_many_sets_nothing_back():
    days = tuple(did("ball_shoulder_top", muscle="levator_scapulae", days=d, felt="same") for d in range(5, 12))
    worse = tuple(did("ball_shoulder_top", days=d, hours=2.0, felt="worse") for d in (5, 6))
    held = knot(began_days=13, extra=(*days, *worse))
    assert situation(LIBRARY, held).set_back == frozenset()
    assert situation(LIBRARY, knot(began_days=13, extra=worse[:1])).set_back == frozenset()
    assert situation(LIBRARY, knot(began_days=13, extra=worse)).set_back == {"press"}


def test_getting_up_from_the_desk_goes_on_while_a_flare_rests():
    worse = (said(4, days=1), did("ball_shoulder_top", muscle="levator_scapulae", hours=20), said(6, hours=1))
    found = today(knot(extra=worse), "desk").plan
    assert found.kind == "rest"
    assert {step.kind for step in found.steps} == {"relative_rest", "desk_break"}
