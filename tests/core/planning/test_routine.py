"""What the player says and when."""

import pytest

from tests.core.planning.knots import LIBRARY
from unknot.planning.routine import cues, duration_s
from unknot.planning.steps import Step


def step(technique_id, points=()):
    technique = LIBRARY.techniques[technique_id]
    return Step(
        technique=technique.id, kind=technique.kind, muscle=None, side=None, points=points, dose=technique.dose,
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
