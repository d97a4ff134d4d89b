"""Every combination fires on the least that fulfils it, and on nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.screening.people import (
    LIBRARY,
    Minimal,
    all_no,
    area_outside,
    calm,
    minimal_cases,
    person,
)
from unknot.facts import History
from unknot.screening.engine import engine_for
from unknot.screening.rules import AgeMax, AgeMin, FactYes, FlagYes, InRegion, Not, PainMin
from unknot.screening.triage import triage

ENGINE = engine_for(LIBRARY)
WAYS = [
    pytest.param(rule.id, way, id=f"{rule.id}-{number}")
    for rule, condition in ENGINE.rules
    for number, way in enumerate(minimal_cases(condition))
]


def told(way: Minimal, **changes: str) -> History:
    answers = {**all_no(), **dict.fromkeys((*way.flags, *way.facts), "yes"), **changes}
    return person(answers, areas=[way.area or "crown"], age=way.age, pain=way.pain)


def fired(held: History) -> list[str]:
    return [each.id for each in triage(LIBRARY, held).fired]


def lesser(way: Minimal) -> Iterator[tuple[str, History]]:
    """The same person with one part taken away."""
    for leaf in way.leaves:
        if isinstance(leaf, FlagYes):
            yield leaf.flag, told(way, **{leaf.flag: "no"})
            yield f"{leaf.flag} in doubt", told(way, **{leaf.flag: "not_sure"})
        elif isinstance(leaf, FactYes):
            yield leaf.fact, told(way, **{leaf.fact: "no"})
            yield f"{leaf.fact} in doubt", told(way, **{leaf.fact: "not_sure"})
        elif isinstance(leaf, InRegion):
            yield "region", told(replace(way, area=area_outside(leaf.regions)))
        elif isinstance(leaf, AgeMin):
            yield "age", told(replace(way, age=int(leaf.years) - 1))
        elif isinstance(leaf, AgeMax):
            yield "age", told(replace(way, age=int(leaf.years) + 1))
        elif isinstance(leaf, PainMin):
            yield "pain", told(replace(way, pain=int(leaf.points) - 1))
        else:
            assert isinstance(leaf, Not)
            for absent in way.absent:
                yield f"with {absent}", told(way, **{absent: "yes"})


@pytest.mark.parametrize(("rule", "way"), WAYS)
def test_it_fires_on_the_least_that_fulfils_it(rule: str, way: Minimal) -> None:
    found = triage(LIBRARY, told(way))
    assert rule in [each.id for each in found.fired]
    record = LIBRARY.combination_rules[rule]
    assert ENGINE.rank(found.disposition) >= ENGINE.rank(record.disposition)


@pytest.mark.parametrize(("rule", "way"), WAYS)
def test_it_does_not_fire_on_less(rule: str, way: Minimal) -> None:
    for missing, held in lesser(way):
        assert rule not in fired(held), missing


@pytest.mark.parametrize(("rule", "way"), [each for each in WAYS if each.values[1].absent])
def test_what_would_excuse_counts_as_absent_in_doubt(rule: str, way: Minimal) -> None:
    assert rule in fired(told(way, **dict.fromkeys(way.absent, "not_sure")))


@pytest.mark.parametrize(
    ("rule", "way"), [each for each in WAYS if each.values[1].absent & set(LIBRARY.background_facts)]
)
def test_what_would_excuse_is_asked_before_it_fires(rule: str, way: Minimal) -> None:
    if LIBRARY.combination_rules[rule].disposition == "self_care_ok_with_caution":
        return
    excuse = min(way.absent & set(LIBRARY.background_facts))
    answers = {**all_no(), **dict.fromkeys((*way.flags, *way.facts), "yes")}
    del answers[excuse]
    found = triage(LIBRARY, person(answers, areas=[way.area or "crown"], age=way.age, pain=way.pain))
    assert rule not in [each.id for each in found.fired]
    assert found.disposition == "emergency_now" or excuse in found.open_questions


def test_every_enabled_rule_is_tried() -> None:
    enabled = {rule.id for rule in LIBRARY.combination_rules.values() if rule.enabled}
    assert {each.values[0] for each in WAYS} == enabled
    assert set(LIBRARY.combination_rules) - enabled == {"cr_pleuritic_strain"}


def test_a_rule_that_is_off_does_nothing() -> None:
    answers = {**calm(), "rf_pain_on_breathing_in": "yes"}
    assert triage(LIBRARY, person(answers, areas=["chest"], age=30)).disposition == "see_clinician_soon"


def test_a_replacing_rule_would_set_its_flag_aside_once_it_is_on() -> None:
    strain = replace(LIBRARY.combination_rules["cr_pleuritic_strain"], enabled=True)
    rules = MappingProxyType({**LIBRARY.combination_rules, strain.id: strain})
    library = replace(LIBRARY, combination_rules=rules)
    answers = {**calm(), "rf_pain_on_breathing_in": "yes"}
    found = triage(library, person(answers, areas=["chest"], age=30))
    assert found.replaced == ("rf_pain_on_breathing_in",)
    assert found.disposition == "self_care_ok_with_caution"
    assert triage(library, person(calm(), areas=["chest"], age=30)).replaced == ()


def test_what_is_missing_for_a_danger_is_asked_whatever_the_region() -> None:
    answers = {**calm(), "rf_proximal_weakness": "yes"}
    del answers["rf_throat_and_neck"]
    found = triage(LIBRARY, person(answers, areas=["hip_side"]))
    assert "rf_throat_and_neck" in found.open_questions
    del answers["rf_proximal_weakness"]
    assert "rf_throat_and_neck" not in triage(LIBRARY, person(answers, areas=["hip_side"])).open_questions


def test_a_fact_that_can_change_nothing_is_not_asked() -> None:
    answers = calm()
    del answers["cardiac_risk"]
    assert triage(LIBRARY, person(answers, areas=["chest"])).complete
    del answers["mechanical_pattern"], answers["clear_muscle_trigger"]
    asked = triage(LIBRARY, person(answers, areas=["chest"])).open_questions
    assert {"cardiac_risk", "mechanical_pattern", "clear_muscle_trigger"} <= set(asked)


def test_an_unknown_age_fulfils_no_age_and_is_asked() -> None:
    found = triage(LIBRARY, person({**calm(), "rf_colic_flank": "yes"}, areas=["low_back"], age=None))
    assert found.disposition == "urgent_same_day"
    assert found.open_questions[0] == "age"


def test_thin_bones_come_with_the_age_of_seventy_five() -> None:
    answers = {**calm(), "fragile_bone": "no"}
    del answers["rf_small_force_fragile_bone"]
    flag = "rf_small_force_fragile_bone"
    assert flag in triage(LIBRARY, person(answers, areas=["mid_back"], age=75)).open_questions
    assert flag not in triage(LIBRARY, person(answers, areas=["mid_back"], age=74)).open_questions


def test_two_days_of_pain_are_worked_out_from_its_start() -> None:
    answers = {**all_no(), "immune_weakened": "yes"}
    del answers["over_48_hours"]
    assert "cr_wry_neck_immune_weakened" in fired(person(answers, began_days=3))
    assert "cr_wry_neck_immune_weakened" not in fired(person(answers, began_days=1))
    assert "over_48_hours" in triage(LIBRARY, person(answers, began_days=None)).open_questions
    assert "cr_wry_neck_immune_weakened" not in fired(person({**answers, "over_48_hours": "no"}, began_days=3))
