"""What the player says and when."""

import pytest

from tests.core.planning.knots import LIBRARY
from unknot.planning.routine import AT_WORK, cues, duration_s, is_counted
from unknot.planning.steps import Step


def step(technique_id, points=(), side=None):
    technique = LIBRARY.techniques[technique_id]
    return Step(
        technique=technique.id, kind=technique.kind, muscle=None, side=side, points=points, dose=technique.dose,
        minutes=0.0, sessions_today=1, days_per_week=7, gain_points=0.0, shared_points=0.0, counted_shared=0.0,
        counted_beyond=0.0, grade="low", reason_keys=(), caution_keys=(), limit_key="", alongside=False,
        professional=False,
    )  # fmt: skip


@pytest.mark.parametrize("technique", sorted(LIBRARY.techniques))
def test_cues_run_from_getting_ready_to_the_end(technique):
    said = cues(LIBRARY, step(technique))
    times = [cue.at_s for cue in said]
    assert times == sorted(times)
    if duration_s(LIBRARY, step(technique)) == 0.0:
        assert said == ()
    else:
        assert (said[0].kind, said[0].at_s) == ("ready", 0.0)
        assert (said[-1].kind, said[-1].at_s) == ("end", duration_s(LIBRARY, step(technique)))
    assert all(LIBRARY.say(cue.text_key) for cue in said)


def test_a_hold_of_ninety_seconds_is_announced_halfway_and_ten_seconds_before_its_end():
    said = {cue.kind: cue.at_s for cue in cues(LIBRARY, step("ball_shoulder_top", ("upper_trapezius.tp1.l",)))}
    assert said == {"ready": 0.0, "work": 10.0, "halfway": 55.0, "nearly": 90.0, "end": 100.0}


def test_two_spots_take_twice_the_time_and_a_change_between():
    one = duration_s(LIBRARY, step("ball_buttock_wall", ("gluteus_medius.tp1.l",)))
    two = step("ball_buttock_wall", ("gluteus_medius.tp1.l", "gluteus_medius.tp2.l"))
    assert duration_s(LIBRARY, two) == one + 90.0 + 10.0
    assert [cue.text_key for cue in cues(LIBRARY, two)].count("planning.cue.next_spot") == 1


def test_a_roller_takes_four_seconds_a_pass_along_and_back():
    said = cues(LIBRARY, step("roller_calf", ("gastrocnemius.tp1.l", "gastrocnemius.tp2.l")))
    passes = [cue for cue in said if cue.text_key in ("planning.cue.along", "planning.cue.back")]
    assert len(passes) == 22
    assert passes[1].at_s - passes[0].at_s == 4.0
    assert [cue.text_key for cue in passes[:2]] == ["planning.cue.along", "planning.cue.back"]


def test_a_warm_pack_is_told_when_one_minute_is_left():
    said = cues(LIBRARY, step("warm_pack"))
    assert [(cue.at_s, cue.kind) for cue in said] == [
        (0.0, "ready"),
        (10.0, "work"),
        (1150.0, "nearly"),
        (1210.0, "end"),
    ]


def test_every_hold_says_its_side_spot_and_round():
    points = ("gluteus_medius.tp1.l", "gluteus_medius.tp2.l")
    said = [cue for cue in cues(LIBRARY, step("ball_buttock_wall", points, "left")) if cue.kind == "work"]
    assert [(cue.place.side, cue.place.spot, cue.place.spot_number, cue.place.spots) for cue in said] == [
        ("left", points[0], 1, 2),
        ("left", points[1], 2, 2),
    ]
    three = cues(LIBRARY, step("ball_piriformis_wall", ("piriformis.tp1.r",), "right"))
    assert [(cue.place.round, cue.place.rounds) for cue in three if cue.kind == "work"] == [(1, 3), (2, 3), (3, 3)]


def test_a_pause_already_names_where_it_goes_on():
    said = cues(LIBRARY, step("ball_buttock_wall", ("gluteus_medius.tp1.l", "gluteus_medius.tp2.l"), "left"))
    (rest,) = [cue for cue in said if cue.kind == "rest"]
    assert rest.place.spot_number == 2


def test_a_stretch_of_both_sides_changes_sides_and_takes_no_longer():
    both, one = step("calf_straight_knee", side="both"), step("calf_straight_knee", side="left")
    said = cues(LIBRARY, both)
    assert [cue.place.side for cue in said if cue.kind == "work"] == ["left", "right"]
    assert [cue.text_key for cue in said if cue.kind == "rest"] == ["planning.cue.change_side"]
    assert duration_s(LIBRARY, both) == duration_s(LIBRARY, one)
    assert [cue.text_key for cue in cues(LIBRARY, one) if cue.kind == "rest"] == ["planning.cue.release"]


def test_pressing_is_told_to_ease_off_in_the_middle_of_every_hold():
    said = cues(LIBRARY, step("ball_piriformis_wall", ("piriformis.tp1.l",)))
    assert [cue.text_key for cue in said].count("planning.cue.ease_off") == 3
    assert "planning.cue.ease_off" not in {cue.text_key for cue in cues(LIBRARY, step("hamstring_seated"))}


def test_tensing_comes_before_every_stretch_of_its_kind_and_is_no_work():
    said = cues(LIBRARY, step("hamstring_contract_relax"))
    tensed = [cue for cue in said if cue.kind == "tense"]
    begun = [cue for cue in said if cue.kind == "work"]
    assert [cue.at_s - before.at_s for before, cue in zip(tensed, begun, strict=True)] == [6.0, 6.0]
    assert [cue.at_s for cue in begun] == [16.0, 56.0]
    assert "tense" not in AT_WORK
    assert not [cue for cue in cues(LIBRARY, step("hamstring_lying")) if cue.kind == "tense"]


def test_movements_and_passes_are_counted():
    said = [cue for cue in cues(LIBRARY, step("shoulder_rolls_seated")) if cue.counts]
    assert [(cue.count, cue.counts) for cue in said] == [(number, 8) for number in range(1, 9)]
    rolled = [cue for cue in cues(LIBRARY, step("roller_calf", ("gastrocnemius.tp1.l",))) if cue.counts]
    assert [(cue.count, cue.way, cue.place.round) for cue in rolled[10:13]] == [
        (11, "along", 1),
        (1, "along", 2),
        (2, "back", 2),
    ]
    assert is_counted(LIBRARY, step("shoulder_rolls_seated"))
    assert not is_counted(LIBRARY, step("roller_calf"))
    assert not is_counted(LIBRARY, step("hamstring_lying"))
