"""The limits that no policy passes."""

from dataclasses import replace

import pytest

from tests.core.planning.knots import LIBRARY, ZONE, ago, did, knot, said
from unknot.facts import ProVisit
from unknot.planning.guard import within_ceilings
from unknot.planning.steps import Step


def step(technique_id, muscle="gastrocnemius", side="left", points=("gastrocnemius.tp1.l",), **dose):
    technique = LIBRARY.techniques[technique_id]
    asked = replace(technique.dose, **dose)
    return Step(
        technique=technique.id, kind=technique.kind, muscle=muscle, side=side, points=points, dose=asked, minutes=2.0,
        sessions_today=asked.sessions_per_day or 1, days_per_week=asked.days_per_week or 7, gain_points=0.3,
        shared_points=0.2, counted_shared=0.1, counted_beyond=0.1, grade="low", reason_keys=(), caution_keys=(),
        limit_key="", alongside=False, professional=False,
    )  # fmt: skip


def guarded(asked, *facts, planned=(), pain=3):
    return within_ceilings(LIBRARY, knot("calf_l", pain=pain, extra=facts), asked, planned=planned)


def test_a_step_inside_its_limits_stays_as_it_is():
    asked = step("ball_calf")
    inside, reasons = guarded(asked)
    assert (inside.dose, inside.points, inside.sessions_today, reasons) == (asked.dose, asked.points, 1, ())


def test_a_hold_on_one_spot_is_cut_to_ninety_seconds():
    inside, reasons = guarded(step("ball_calf", hold_s=60.0, repetitions=4, sets=2))
    assert (inside.dose.hold_s, inside.dose.repetitions, inside.dose.sets) == (60.0, 1, 1)
    assert reasons == ("planning.guard.session",)


def test_discomfort_is_never_asked_above_five():
    inside, _ = guarded(step("ball_calf", discomfort_min=6, discomfort_max=8))
    assert (inside.dose.discomfort_min, inside.dose.discomfort_max) == (5, 5)


def test_a_roller_is_slowed_to_four_seconds_a_pass():
    inside, _ = guarded(step("roller_calf", pace_s_per_pass=2.0))
    assert inside.dose.pace_s_per_pass == 4.0


def test_no_third_session_on_the_same_muscle_whichever_tool_was_used():
    pressed = (did("ball_calf", muscle="gastrocnemius", hours=5), did("roller_calf", muscle="gastrocnemius", hours=2))
    assert guarded(step("ball_calf"), *pressed) == (None, ("planning.guard.day",))
    assert guarded(step("ball_calf"), pressed[0])[0] is not None


def test_a_session_on_another_muscle_or_the_other_side_does_not_count():
    other = (did("ball_calf", muscle="soleus", hours=5), did("ball_calf", muscle="soleus", hours=3))
    assert guarded(step("ball_calf"), *other)[0] is not None
    right = [did("ball_calf", muscle="gastrocnemius", region="calf_r", hours=h) for h in (3, 5)]
    assert guarded(step("ball_calf"), *right)[0] is not None


def test_a_session_without_a_muscle_may_have_been_this_one():
    unnamed = [did("ball_hold", hours=h) for h in (3, 5)]
    assert guarded(step("ball_calf"), *unnamed)[0] is None


def test_a_stretch_stops_at_ten_minutes_a_week():
    week = [did("calf_straight_knee", muscle="gastrocnemius", days=d, seconds=110) for d in range(1, 6)]
    inside, reasons = guarded(step("calf_straight_knee", points=()), *week)
    assert inside.sessions_today * inside.dose.hold_s * inside.dose.repetitions <= 600 - 550
    assert "planning.guard.week" in reasons
    full = [did("calf_straight_knee", muscle="gastrocnemius", days=d, seconds=120) for d in range(1, 6)]
    assert guarded(step("calf_straight_knee", points=()), *full) == (None, ("planning.guard.week",))


def test_two_steps_of_one_plan_share_the_limit_of_a_day():
    first = step("ball_calf", sessions_per_day=2)
    assert guarded(step("roller_calf"), planned=(first,))[0] is None


def test_a_pipe_waits_for_a_week_of_gentle_rolling():
    rolled = [did("roller_calf", muscle="gastrocnemius", days=d) for d in range(1, 8)]
    asked = step("pipe_calf")
    assert guarded(asked) == (None, ("planning.guard.pipe",))
    assert guarded(asked, *rolled[:6])[0] is None
    assert guarded(asked, *rolled)[0] is not None
    assert guarded(asked, *rolled[:-1], replace(rolled[-1], felt="worse"))[0] is None


def test_strengthening_starts_at_three_or_less_and_only_when_the_pain_is_known():
    asked = step("band_raises", muscle="upper_trapezius", points=())
    assert guarded(asked, said(4)) == (None, ("planning.guard.pain",))
    assert guarded(asked, said(3))[0] is not None
    silent = knot("calf_l", pain=2)
    assert within_ceilings(LIBRARY, replace(silent, marks={}, marked_at={}), asked)[0] is None


def test_strengthening_rests_on_two_days_of_the_week():
    done = [did("band_raises", muscle="upper_trapezius", days=d, seconds=120) for d in range(1, 6)]
    asked = step("band_raises", muscle="upper_trapezius", points=())
    assert guarded(asked, said(1), *done)[0] is None
    assert guarded(asked, said(1), *done[:4])[0] is not None


@pytest.mark.parametrize(("visits", "planned"), [((3,), False), ((8,), True), ((8, 22), False)])
def test_needling_is_named_once_a_week_for_three_weeks(visits, planned):
    facts = [
        ProVisit(id=f"visit-{days}", at=ago(days=days), zone=ZONE, episode="knot", technique="dry_needling")
        for days in visits
    ]
    asked = replace(step("dry_needling_visit"), professional=True)
    assert (guarded(asked, *facts)[0] is not None) is planned


@pytest.mark.parametrize("kind", [k.id for k in LIBRARY.kinds.values() if not k.may_recommend])
def test_what_may_not_be_recommended_is_never_planned(kind):
    assert guarded(replace(step("ball_calf"), kind=kind)) == (None, ("planning.guard.kind",))


def test_closed_spots_are_left_out_and_nothing_is_pressed_without_an_open_one():
    behind_the_knee = "gastrocnemius.tp3.l"
    inside, reasons = guarded(step("ball_calf", points=("gastrocnemius.tp1.l", behind_the_knee)))
    assert (inside.points, reasons) == (("gastrocnemius.tp1.l",), ("planning.guard.point",))
    assert guarded(step("ball_calf", points=(behind_the_knee,)))[0] is None
    assert guarded(step("ball_calf", points=()))[0] is None
    assert guarded(step("ball_calf", points=("soleus.tp2.l",)))[0] is None


def test_yesterday_is_another_day():
    pressed = [did("ball_calf", muscle="gastrocnemius", days=1, hours=h) for h in (1, 3)]
    assert guarded(step("ball_calf"), *pressed)[0] is not None
