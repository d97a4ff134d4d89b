"""The grammar of conditions: what it reads, what it refuses, and its three values."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.core.screening.people import LIBRARY, calm, person
from unknot.errors import ContentError
from unknot.screening.case import Case
from unknot.screening.engine import engine_for
from unknot.screening.rules import Condition, Leaf, holds, parse_condition
from unknot.screening.triage import screen

CASE = screen(LIBRARY, person({"rf_weight_loss": "yes", "statin": "yes", "pregnant": "no"}, sex="female")).case
YES, NO, OPEN = {"flag": "rf_weight_loss"}, {"fact": "pregnant"}, {"fact": "fragile_bone"}


def truth(raw: object, case: Case = CASE) -> bool | None:
    return parse_condition(raw, LIBRARY).truth(case)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (YES, True),
        (NO, False),
        (OPEN, None),
        ({"not": YES}, False),
        ({"not": NO}, True),
        ({"not": OPEN}, None),
        ({"all": [YES, OPEN]}, None),
        ({"all": [NO, OPEN]}, False),
        ({"all": [YES, YES]}, True),
        ({"any": [YES, OPEN]}, True),
        ({"any": [NO, OPEN]}, None),
        ({"any": [NO, NO]}, False),
        ({"sex": "female"}, True),
        ({"sex": "male"}, False),
        ({"age_min": 40}, True),
        ({"age_min": 41}, False),
        ({"age_max": 40}, True),
        ({"age_max": 39}, False),
        ({"pain_min": 4}, True),
        ({"pain_min": 4.5}, False),
        ({"region": ["neck"]}, True),
        ({"region": ["leg"]}, False),
        ({"region": ["any"]}, True),
    ],
)
def test_it_reads(raw: object, value: bool | None) -> None:
    assert truth(raw) is value
    assert holds(parse_condition(raw, LIBRARY), CASE) is (value is True)


def test_an_unknown_age_or_sex_is_undecided() -> None:
    unknown = screen(LIBRARY, person({}, age=None)).case
    assert [truth({key: 40}, unknown) for key in ("age_min", "age_max")] == [None, None]
    assert truth({"sex": "male"}, unknown) is None


@pytest.mark.parametrize(
    "raw",
    [
        "flag",
        {},
        {"flag": "rf_weight_loss", "fact": "statin"},
        {"all": []},
        {"any": YES},
        {"flag": "rf_nothing"},
        {"fact": "nothing"},
        {"flag": 3},
        {"sex": "unknown"},
        {"age_min": "old"},
        {"pain_min": True},
        {"colour": "red"},
    ],
)
def test_it_refuses(raw: object) -> None:
    with pytest.raises(ContentError, match="condition"):
        parse_condition(raw, LIBRARY)


def test_it_says_where_the_fault_is() -> None:
    with pytest.raises(ContentError, match=r"rule\.all\.1\.not\.flag"):
        parse_condition({"all": [YES, {"not": {"flag": "rf_nothing"}}]}, LIBRARY, place="rule")


def test_leaves_come_in_the_order_they_are_written() -> None:
    condition = parse_condition({"all": [YES, {"any": [OPEN, {"not": NO}]}]}, LIBRARY)
    assert [type(leaf).__name__ for leaf in condition.leaves()] == ["FlagYes", "FactYes", "FactYes"]
    undecided = parse_condition({"all": [YES, {"any": [OPEN, NO]}]}, LIBRARY).undecided(CASE)
    assert list(undecided) == [parse_condition(OPEN, LIBRARY)]


def test_a_doubt_counts_only_where_it_is_said_to() -> None:
    doubted = screen(LIBRARY, person({**calm(), "rf_weight_loss": "not_sure"})).case
    assert parse_condition(YES, LIBRARY).truth(doubted) is False
    assert parse_condition(YES, LIBRARY, doubt_counts=True).truth(doubted) is True


def test_a_condition_is_abstract() -> None:
    for method in ("truth", "undecided", "since"):
        with pytest.raises(NotImplementedError):
            getattr(Condition(), method)(CASE)
    with pytest.raises(NotImplementedError):
        Condition().leaves()
    assert issubclass(Leaf, Condition)


def test_a_fact_that_depends_on_itself_is_an_error_of_the_content() -> None:
    statin = replace(LIBRARY.background_facts["statin"], asked_when=MappingProxyType({"fact": "statin_trigger"}))
    facts = MappingProxyType({**LIBRARY.background_facts, "statin": statin})
    with pytest.raises(ContentError, match="statin -> statin_trigger -> statin"):
        engine_for(replace(LIBRARY, background_facts=facts))
