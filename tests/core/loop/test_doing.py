"""What may be done instead of a step that hurts: gentler, admissible, and never another press."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from unknot.content.library import load
from unknot.loop import Request, advise, parse_request
from unknot.loop.advice import Advice, PlannedStep
from unknot.loop.cueing import told
from unknot.loop.doing import gentler, limited_movement
from unknot.loop.swapping import as_planned
from unknot.planning.families import family

LIBRARY = load()
SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.name.removesuffix(".request.json") for path in SCENARIOS.glob("*.request.json"))


def request_of(name: str) -> Request:
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    return parse_request(raw, LIBRARY)


def pressed(advice: Advice) -> PlannedStep:
    assert advice.plan is not None
    return next(step for step in advice.plan.steps if step.technique == "ball_shoulder_top")


@pytest.mark.parametrize("name", NAMES)
def test_what_takes_the_place_of_a_step_is_an_option_for_its_muscle_that_takes_hold_less(name: str) -> None:
    request = request_of(name)
    advice = advise(request, LIBRARY)
    steps = () if advice.plan is None else advice.plan.steps
    for step in steps:
        other = gentler(LIBRARY, advice, step)
        if other is None:
            continue
        assert other in advice.options
        assert other.side == step.side
        assert other.muscle == step.muscle or step.muscle in LIBRARY.techniques[other.technique].muscles
        assert family(LIBRARY.kinds[other.kind]) not in ("press", "load")
        assert other.technique not in {each.technique for each in steps}
        planned = as_planned(request, LIBRARY, other.technique, other.side)
        assert planned is not None
        assert planned.technique == other.technique


def test_the_easier_variant_comes_first_unless_it_presses_as_well() -> None:
    advice = advise(request_of("piriformis-after-driving"), LIBRARY)
    assert advice.plan is not None
    step = next(each for each in advice.plan.steps if each.technique == "ball_piriformis_wall")
    alone = replace(advice, plan=replace(advice.plan, steps=(step,)))
    other = gentler(LIBRARY, alone, step)
    assert other is not None
    assert other.technique == LIBRARY.techniques[step.technique].easier == "figure_four_seated"
    shoulder = advise(request_of("desk-neck"), LIBRARY)
    instead = gentler(LIBRARY, shoulder, pressed(shoulder))
    assert instead is not None
    assert instead.technique != LIBRARY.techniques["ball_shoulder_top"].easier == "pinch_shoulder_top"


def test_what_was_left_already_is_not_offered_again() -> None:
    advice = advise(request_of("desk-neck"), LIBRARY)
    left: set[str] = set()
    while (other := gentler(LIBRARY, advice, pressed(advice), left)) is not None:
        assert other.technique not in left
        left.add(other.technique)
    assert left


def test_nothing_takes_the_place_where_nothing_is_admissible() -> None:
    advice = advise(request_of("desk-neck"), LIBRARY)
    assert gentler(LIBRARY, replace(advice, options=()), pressed(advice)) is None


def test_what_may_not_be_done_is_no_step() -> None:
    request = request_of("desk-neck")
    assert as_planned(request, LIBRARY, "pipe_calf", "left") is None
    assert as_planned(request_of("chest-pressure"), LIBRARY, "shoulder_rolls_seated", "left") is None


def test_the_cues_are_told_with_side_spot_and_round() -> None:
    said = told(LIBRARY, pressed(advise(request_of("desk-neck"), LIBRARY)))
    work = [cue for cue in said if cue["kind"] == "work"]
    assert [cue["place"] for cue in work] == ["Left side · Spot 1 of 2", "Left side · Spot 2 of 2"]
    assert all(cue["spot"] for cue in work)
    assert all(";" not in cue["spot"] for cue in work)


def test_the_limited_movement_is_tried_only_where_the_muscle_may_be_moved_freely() -> None:
    advice = advise(request_of("desk-neck"), LIBRARY)
    step = pressed(advice)
    assert limited_movement(LIBRARY, advice, step) == LIBRARY.muscles["upper_trapezius"].movements_limited[0]
    still = tuple(each for each in advice.options if each.kind not in ("active_rom", "neck_mobility"))
    assert limited_movement(LIBRARY, replace(advice, options=still), step) is None
