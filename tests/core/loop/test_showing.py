"""What is shown of an advice is the same at every door, and less where danger comes first."""

import json
from pathlib import Path

import pytest

from unknot.content.library import load
from unknot.loop import advise, parse_request, showing
from unknot.loop.advice import Advice

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FEWER = {"advice.candidates_uncertain", "advice.contested", "forecast.basis"}


def advice_of(name: str) -> Advice:
    raw = json.loads((SCENARIOS / f"{name}.request.json").read_text(encoding="utf-8"))
    return advise(parse_request(raw, load()))


@pytest.mark.parametrize("name", ["chest-pressure", "swollen-calf", "no-screening-yet"])
def test_nothing_is_named_before_it_is_safe_to(name: str) -> None:
    advice = advice_of(name)
    assert not showing.may_name(advice)
    assert not {caution.code for caution in showing.cautions(advice)} & FEWER


@pytest.mark.parametrize("name", ["chest-pressure", "swollen-calf"])
def test_danger_leaves_no_room_for_notes(name: str) -> None:
    assert showing.notes(advice_of(name)) == ()


def test_what_is_contested_is_a_note_beside_what_is_named() -> None:
    advice = advice_of("desk-neck")
    assert showing.may_name(advice)
    assert "advice.contested" in {note.code for note in showing.notes(advice)}
    assert showing.reasons(advice) == ()


def test_every_caution_is_said_once_with_the_steps_it_holds_for() -> None:
    plan = advice_of("weekend-gardener").plan
    assert plan is not None
    held = showing.care(plan)
    assert len({text for text, _ in held}) == len(held)
    for text, numbers in held:
        assert numbers == tuple(n for n, step in enumerate(plan.steps, 1) if text in step.cautions)


def test_what_only_waits_for_answers_is_said_to_wait() -> None:
    groups = showing.not_offered(load(), advice_of("contraindication-terms-open"))
    assert groups[-1].waits
    assert groups[-1].text == ""
    assert all(group.text for group in groups if not group.waits)


def test_a_technique_that_is_offered_elsewhere_is_not_called_withheld() -> None:
    advice = advice_of("two-weeks-no-better")
    offered = {load().say(f"technique.{option.technique}.name") for option in advice.options}
    withheld = {name for group in showing.not_offered(load(), advice) for name in group.names}
    assert withheld
    assert not offered & withheld
