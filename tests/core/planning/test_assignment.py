"""Today's side of an experiment in the plan: done or left out, with everything else as it would be anyway."""

import pytest

from tests.core.planning.knots import CHECK, LIBRARY, Fence, did, knot, said, screened, today
from unknot.planning.assignment import Assignment, slot_of

BALL, MOVE, HEAT = "ball_shoulder_top", "neck_turns_standing_up", "warm_pack"


def drawn(technique: str = BALL, *, do: bool = True, instead: str | None = None) -> Assignment:
    return Assignment("trial", technique, do, instead)


def timed(found) -> list[str]:
    return [step.technique for step in found.plan.steps if step.minutes_today > 0.0]


def test_on_a_day_with_it_the_technique_is_in_the_plan_with_its_dose():
    found = today(knot(), assigned=drawn())
    (step,) = [step for step in found.plan.steps if step.technique == BALL]
    assert step.dose in [option.dose for option in found.options if option.technique == BALL]
    assert found.plan.reason_keys[0] == "planning.reason.experiment_with"
    assert "planning.step.experiment" in step.reason_keys


def test_on_a_day_without_it_nothing_is_planned_that_does_the_same():
    found = today(knot(), assigned=drawn(do=False))
    assert BALL in {option.technique for option in found.options}
    assert all(slot_of(LIBRARY, technique) != "press" for technique in timed(found))
    assert found.plan.reason_keys[0] == "planning.reason.experiment_without"
    assert found.plan.would_change[0] == "planning.change.experiment"


@pytest.mark.parametrize("technique", [BALL, MOVE, HEAT])
@pytest.mark.parametrize("minutes", [6, 15, 40])
def test_the_rest_of_the_plan_is_the_same_on_both_kinds_of_day(technique, minutes):
    with_it, without = (today(knot(minutes=minutes), assigned=drawn(technique, do=do)) for do in (True, False))
    assert [each for each in timed(with_it) if each != technique] == timed(without)


def test_another_technique_takes_its_place_on_the_other_days():
    found = today(knot(minutes=40), assigned=drawn(do=False, instead=HEAT))
    assert HEAT in timed(found)
    assert BALL not in timed(found)


def test_the_day_stays_within_the_minutes_and_the_steps_there_are():
    for minutes in (4, 8, 15, 60):
        found = today(knot(minutes=minutes), assigned=drawn())
        assert found.plan.minutes_per_day <= minutes
        assert len(timed(found)) <= LIBRARY.number("planning.steps_max")


def test_what_is_fenced_off_is_not_done_and_the_plan_says_so():
    found = today(knot(), assigned=drawn(), fences=Fence(hidden=frozenset({LIBRARY.techniques[BALL].kind})))
    assert BALL not in timed(found)
    assert found.plan.reason_keys[0] == "planning.reason.experiment_not_today"


def test_what_was_done_today_is_not_asked_for_again():
    found = today(knot(extra=[did(BALL, muscle="upper_trapezius")]), assigned=drawn())
    assert BALL not in timed(found)
    assert found.plan.reason_keys[0] == "planning.reason.experiment_done"


def test_rest_after_a_flare_is_not_touched():
    worse = [did(BALL, hours=20.0, felt="worse", muscle="upper_trapezius"), said(3, days=1.0), said(8)]
    held = knot(extra=worse)
    plain, tried = today(held), today(held, assigned=drawn())
    assert plain.plan.kind == "rest"
    assert tried.plan == plain.plan


def test_where_a_clinician_comes_first_the_experiment_waits():
    held = knot()
    triage = screened(CHECK)
    assert today(held, triage=triage, assigned=drawn()).plan == today(held, triage=triage).plan
