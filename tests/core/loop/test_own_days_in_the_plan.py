"""The plan says so where a person's own days speak for a step or against it, and nothing else of it is reworded."""

from types import MappingProxyType

import pytest

from tests.core.planning.knots import LIBRARY, knot, today
from unknot.loop import telling
from unknot.loop.learned import from_own_days
from unknot.recovery.effects import Personal, expected_effect
from unknot.recovery.learning import NOTHING_LEARNED, Learned, PersonalEffect


def known(effect, verdict, mean):
    told = PersonalEffect(
        effect=effect, channel="relief", prior_mean=0.5, prior_sd=0.3, mean=mean, sd=0.2, low=mean - 0.3,
        high=mean + 0.3, p_helps=0.854, matched_days=9, verdict=verdict, worthwhile=0.5,
    )  # fmt: skip
    return Learned(MappingProxyType({effect: MappingProxyType({"relief": told})}), Personal({effect: 2 * mean}))


def planned():
    return telling.plan(LIBRARY, today(knot()).plan)


def test_nothing_learned_leaves_the_plan_as_it_is():
    plan = planned()
    assert from_own_days(LIBRARY, plan, NOTHING_LEARNED) is plan


@pytest.mark.parametrize(
    ("verdict", "mean", "words"), [("helps", 0.9, "more"), ("not", 0.1, "less"), ("unclear", 0.9, "")]
)
def test_a_step_says_what_own_days_say_of_it_in_one_sentence(verdict, mean, words):
    plan = planned()
    step = plan.steps[0]
    effect = expected_effect(LIBRARY, step.kind).id
    told = from_own_days(LIBRARY, plan, known(effect, verdict, mean)).steps[0]
    extra = told.why[len(step.why) :]
    assert told.why[: len(step.why)] == step.why
    assert len(extra) == bool(words)
    assert all(f"has done {words} than it does on average: 9 days, 85 in 100" in line for line in extra)


def test_what_helps_a_person_more_is_worth_more_to_them():
    usual = today(knot())
    own = today(knot(), personal=Personal({usual.options[-1].kind: 1.0, "held_pressure": 3.0}))
    gain = {option.technique: option.gain_points for option in usual.options}
    pressed = [option for option in own.options if expected_effect(LIBRARY, option.kind).id == "held_pressure"]
    assert pressed
    assert all(option.gain_points > gain[option.technique] for option in pressed)
