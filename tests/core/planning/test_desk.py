"""Desk moves: for the likely muscles first, in the time there is, never past a limit."""

from dataclasses import replace

import pytest

from tests.core.planning.knots import LIBRARY, OPEN, Fence, did, knot, screened
from unknot.locating.ranking import rank
from unknot.planning.desk import LENGTHS, desk_sets
from unknot.planning.options import likely
from unknot.screening.triage import STOP, screen

FEW_SECONDS = 8.0
"""The longest repetition of the catalogue: less than this cannot be filled."""


def asked_about(held):
    """A screen that was passed, with the questions asked for the places that were marked."""
    return replace(screened(), screening_regions=screen(LIBRARY, held).triage.screening_regions)


def sets(held, *, triage=None, fences=OPEN):
    triage = triage or asked_about(held)
    return {each.name: each for each in desk_sets(LIBRARY, held, triage, fences, rank(LIBRARY, held))}


def techniques(each):
    return [move.step.technique for move in each.moves]


def test_there_is_a_set_of_each_length_and_it_takes_its_time():
    found = sets(knot())
    assert tuple(found) == LENGTHS
    assert [each.length_s for each in found.values()] == [30, 60, 180]
    for each in found.values():
        assert each.length_s - FEW_SECONDS <= each.total_s <= each.length_s


def test_a_longer_set_holds_every_move_of_the_shorter_one():
    short, middle, long_ = (techniques(sets(knot())[name]) for name in LENGTHS)
    assert set(short) <= set(middle) <= set(long_)
    assert len(short) < len(long_)


@pytest.mark.parametrize("region", ["shoulder_top_l", "neck_upper_r", "low_back_l", "calf_l", "thigh_front_r"])
def test_moves_for_the_likely_muscles_come_before_those_of_their_neighbours(region):
    held = knot(region)
    likeliest = {each.muscle for each in likely(LIBRARY, rank(LIBRARY, held))}
    for each in sets(held).values():
        links = [move.link for move in each.moves]
        assert links == sorted(links, reverse=True)
        for move in each.moves:
            assert move.step.muscle in LIBRARY.techniques[move.step.technique].muscles
            assert (move.step.muscle in likeliest) == (move.link == "likely")
            near = LIBRARY.muscles[move.near]
            assert move.link == "likely" or move.step.muscle in (*near.synergists, *near.antagonists)


def test_every_move_needs_nothing_and_is_one_for_the_desk():
    for region in ("shoulder_top_l", "low_back_l", "calf_l"):
        for move in sets(knot(region))["long"].moves:
            technique = LIBRARY.techniques[move.step.technique]
            assert "desk" in technique.places
            assert not technique.tools


def test_a_move_is_not_there_twice_once_seated_and_once_standing():
    for move in (moves := sets(knot())["long"].moves):
        twins = {LIBRARY.techniques[move.step.technique].easier, LIBRARY.techniques[move.step.technique].harder}
        assert not twins & {
            each.step.technique
            for each in moves
            if "standing" in LIBRARY.techniques[each.step.technique].poses
            and "standing" not in LIBRARY.techniques[move.step.technique].poses
        }


def test_neck_moves_are_left_out_where_they_are_fenced():
    held = knot("neck_upper_r")
    assert any(move.step.kind == "neck_mobility" for move in sets(held)["long"].moves)
    fenced = sets(held, fences=Fence(hidden=frozenset({"neck_mobility"})))
    assert all(move.step.kind != "neck_mobility" for each in fenced.values() for move in each.moves)


@pytest.mark.parametrize("region", ["shoulder_blade_l", "ribs_side_l", "temple_r"])
def test_no_neck_move_comes_in_as_a_neighbour(region):
    for each in sets(knot(region)).values():
        assert all(move.link == "likely" for move in each.moves if move.step.kind == "neck_mobility")


def test_neighbours_are_moved_only_where_the_safety_questions_were_asked():
    held = knot("calf_l")
    assert any(move.link == "chain" for move in sets(held)["long"].moves)
    nowhere = replace(screened(), screening_regions=frozenset())
    assert all(move.link == "likely" for each in sets(held, triage=nowhere).values() for move in each.moves)


def test_what_was_done_lately_comes_last_among_its_like():
    first = techniques(sets(knot())["short"])[0]
    again = techniques(sets(knot(extra=[did(first, hours=2.0)]))["short"])
    assert first not in again
    long_ago = techniques(sets(knot(extra=[did(first, days=3.0)]))["short"])
    assert long_ago[0] == first


def test_a_likely_muscle_comes_first_even_if_its_moves_were_done_lately():
    held = knot("calf_l")
    likely_ones = [move.step.technique for move in sets(held)["long"].moves if move.link == "likely"]
    assert len(likely_ones) < len(sets(held)["long"].moves)
    again = sets(knot("calf_l", extra=[did(name, hours=1.0) for name in likely_ones]))["long"]
    assert [move.link for move in again.moves] == sorted((move.link for move in again.moves), reverse=True)
    assert again.moves[0].step.technique in likely_ones


def test_a_move_whose_sessions_of_today_are_done_is_left_out():
    first = techniques(sets(knot())["short"])[0]
    most = LIBRARY.techniques[first].dose.sessions_per_day
    done = [did(first, hours=1.0 + number / 2, number=number) for number in range(most)]
    assert all(first not in techniques(each) for each in sets(knot(extra=done)).values())
    assert first in techniques(sets(knot(extra=done[:-1]))["long"])


@pytest.mark.parametrize("felt", [{"felt": "worse"}, {"stopped": True}, {"discomfort": 6.0}])
def test_a_move_that_hurt_is_left_out_for_some_days(felt):
    first = techniques(sets(knot())["short"])[0]
    days = LIBRARY.number("planning.keep_days")
    fresh = sets(knot(extra=[did(first, days=days - 0.5, **felt)]))
    assert all(first not in techniques(each) for each in fresh.values())
    over = sets(knot(extra=[did(first, days=days + 1, **felt)]))
    assert any(first in techniques(each) for each in over.values())


def test_what_the_person_dislikes_is_left_out():
    first = techniques(sets(knot())["short"])[0]
    assert all(first not in techniques(each) for each in sets(knot(dislikes=(first,))).values())


@pytest.mark.parametrize(
    "triage",
    [
        screened("urgent_same_day"),
        screened("emergency_now"),
        screened(complete=False),
        screened(None),
        screened(effects=(STOP,)),
    ],
)
def test_nothing_is_offered_where_safety_comes_first(triage):
    assert sets(knot(), triage=triage) == {}


def test_nothing_is_offered_while_the_spot_rests_after_a_flare():
    flared = did("ball_shoulder_top", hours=3.0, muscle="upper_trapezius", felt="worse")
    assert sets(knot(extra=[flared])) == {}


def test_nothing_is_offered_without_a_likely_muscle():
    assert desk_sets(LIBRARY, knot(), screened(), OPEN, ()) == ()


def test_each_move_begins_where_the_one_before_it_ends():
    for each in sets(knot()).values():
        at = 0.0
        for move in each.moves:
            assert move.at_s == pytest.approx(at)
            at += each.changeover_s + move.work_s
        assert each.total_s == pytest.approx(at)
