"""Every rule by its id, against what was specified: a rule that is lost, weakened or widened by accident is noticed.

The ids and what is expected come from `specification.yaml`, never from the content, so that a rule taken out of the
content fails here. How rules work in detail is tried in the other files of this folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.screening.people import AT, LIBRARY, all_no, answered, calm, minimal_cases, person
from tests.core.screening.specification import (
    AFTER_SESSION,
    COMBINATIONS,
    CONTRAINDICATIONS,
    DIFFERENCES,
    FLAGS,
    FOLLOW_UPS,
    GUARDS,
    OVERLAPS,
    POLICY,
    SESSION_STOPS,
    SHORT_SCREEN,
    SPEC,
    regions_of,
)
from tests.core.screening.test_combinations import fired, told
from tests.core.screening.test_follow_up import Story, dose, holding, said
from tests.core.screening.test_guards import GUARDED
from unknot.screening.engine import engine_for
from unknot.screening.rules import parse_condition
from unknot.screening.triage import screen, triage

CONTRADICTIONS = Path(__file__).resolve().parents[3] / "docs/decisions/0008-contradictions.md"
ENGINE = engine_for(LIBRARY)
RANKS: dict[str, int] = SPEC["dispositions"]


def plain(value: Any) -> Any:
    """Content as it would be written down: no tuples, no read-only mappings."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


# --- flags ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", FLAGS)
def test_a_flag_is_the_specified_one(rule: str) -> None:
    flag, row = LIBRARY.flags[rule], FLAGS[rule]
    assert (flag.disposition, flag.if_not_sure) == (row["result"], row["doubt"])
    assert (flag.ask, list(flag.regions)) == (row["ask"], row["regions"])
    assert (flag.age_min, flag.age_max, list(flag.needs_facts)) == (
        row.get("age_min"),
        row.get("age_max"),
        row.get("facts", []),
    )
    assert flag.has_clarify is row.get("clarify", False)
    assert (list(flag.conditions), list(flag.sources), flag.verified) == (
        row["conditions"],
        row["sources"],
        row["verified"],
    )


@pytest.mark.parametrize("rule", FLAGS)
def test_a_yes_gives_the_specified_result(rule: str) -> None:
    found = triage(LIBRARY, person({**calm(), rule: "yes"}))
    assert [each.disposition for each in found.fired if each.id == rule] == [FLAGS[rule]["result"]]
    assert RANKS[str(found.disposition)] >= RANKS[FLAGS[rule]["result"]]


@pytest.mark.parametrize("rule", FLAGS)
def test_a_doubt_gives_the_specified_result(rule: str) -> None:
    found = triage(LIBRARY, person({**calm(), rule: "not_sure"}))
    assert [each.disposition for each in found.fired if each.id == rule] == [FLAGS[rule]["doubt"]]


def asked_at(area: str, rule: str) -> bool:
    """Whether the flag is asked of somebody whom it fits and who marked `area`."""
    row = FLAGS[rule]
    answers = {id_: value for id_, value in calm().items() if id_ != rule}
    answers |= dict.fromkeys(row.get("facts", []), "yes")
    held = person(answers, areas=[area], age=row.get("age_min", row.get("age_max", 40)), began_days=60)
    return rule in screen(LIBRARY, held).case.applicable


@pytest.mark.parametrize("rule", FLAGS)
def test_a_flag_is_asked_at_every_specified_place_and_at_no_other(rule: str) -> None:
    row = FLAGS[rule]
    where = regions_of(["any"] if row["ask"] == "everyone" else row["regions"])
    felt = {area for overlap in OVERLAPS.values() if rule in overlap["flags"] for area in overlap["areas"]}
    inside: dict[str, str] = {}
    outside: str | None = None
    for area, reach in ENGINE.asked_regions.items():
        for region in reach & where:
            inside.setdefault(region, area)
        if not reach & where and area not in felt:
            outside = area
    assert set(inside) == where
    for area in {*inside.values(), *felt}:
        assert asked_at(area, rule), area
    if outside is not None:
        assert not asked_at(outside, rule), outside


# --- combinations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", COMBINATIONS)
def test_a_combination_is_the_specified_one(rule: str) -> None:
    record, row = LIBRARY.combination_rules[rule], COMBINATIONS[rule]
    assert plain(record.when) == row["when"]
    assert (record.disposition, record.replaces) == (row["result"], row.get("replaces"))
    assert (list(record.sources), record.verified) == (row["sources"], row["verified"])
    assert record.enabled is (rule not in DIFFERENCES["switched_off"])


@pytest.mark.parametrize("rule", [rule for rule in COMBINATIONS if rule not in DIFFERENCES["switched_off"]])
def test_a_combination_gives_the_specified_result(rule: str) -> None:
    for way in minimal_cases(parse_condition(COMBINATIONS[rule]["when"], LIBRARY)):
        found = triage(LIBRARY, told(way))
        assert [each.disposition for each in found.fired if each.id == rule] == [COMBINATIONS[rule]["result"]]


@pytest.mark.parametrize("rule", DIFFERENCES["switched_off"])
def test_a_combination_that_is_off_never_fires(rule: str) -> None:
    for way in minimal_cases(parse_condition(COMBINATIONS[rule]["when"], LIBRARY)):
        assert rule not in fired(told(way))


# --- guards --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", GUARDS)
def test_a_guard_is_the_specified_one_and_holds(rule: str) -> None:
    guard, row = LIBRARY.guards[rule], GUARDS[rule]
    assert (list(guard.sources), guard.verified) == (row["sources"], row["verified"])
    story: Mapping[str, Any] = GUARDED[rule]
    found = triage(
        LIBRARY,
        person(
            {**calm(), **story.get("answers", {})},
            areas=story.get("areas", ["neck_lower"]),
            age=story.get("age", 40),
        ),
    )
    assert found.disposition == "self_care_ok_with_caution"


# --- the short screen, sessions, places -------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["yes", "not_sure"])
@pytest.mark.parametrize("rule", SHORT_SCREEN)
def test_a_line_of_the_short_screen_opens_its_questions(rule: str, value: str) -> None:
    lines = {**dict.fromkeys(SHORT_SCREEN, "no"), rule: value}
    extra = answered(lines, AT - timedelta(hours=2), "l")
    found = triage(LIBRARY, person(calm(), opened_days=5, answered_days=1, extra=extra))
    assert set(SHORT_SCREEN[rule]) <= set(found.open_questions)


def after_a_session_at(entry: str) -> Iterator[tuple[str, str]]:
    """Every area of the entry with every flag that it opens."""
    where = regions_of(AFTER_SESSION[entry]["regions"])
    for area, reach in ENGINE.rule_regions.items():
        if reach & where:
            for flag in AFTER_SESSION[entry]["flags"]:
                yield area, flag


@pytest.mark.parametrize("rule", [f"after_session.{entry}" for entry in AFTER_SESSION])
def test_a_sign_after_a_session_stops_the_techniques(rule: str) -> None:
    entry = rule.removeprefix("after_session.")
    row = AFTER_SESSION[entry]
    assert (list(LIBRARY.after_session[entry].regions), list(LIBRARY.after_session[entry].flags)) == (
        row["regions"],
        row["flags"],
    )
    region = {region.area: region.id for region in LIBRARY.regions.values()}
    for area, flag in after_a_session_at(entry):
        story = Story(extra=(dose(2, region=region[area]), said(flag, "yes", 1)))
        assert "fu_after_technique_reaction" in holding(story), (area, flag)


@pytest.mark.parametrize("rule", [f"stop.{entry}" for entry, lines in SESSION_STOPS.items() if lines])
def test_what_stops_a_session_asks_the_questions_that_fit(rule: str) -> None:
    stop = LIBRARY.session_stops[rule.removeprefix("stop.")]
    assert set(SESSION_STOPS[stop.id]) <= set(stop.lines)
    answers = {**dict.fromkeys(SHORT_SCREEN, "no"), **dict.fromkeys((*stop.lines, *stop.terms), "yes")}
    ended = dose(0.01, stop.felt, stopped=True)
    held = person(
        calm(), opened_days=5, answered_days=1, extra=[ended, *answered(answers, AT - timedelta(minutes=10), "stop")]
    )
    found = triage(LIBRARY, held)
    opened = {flag for line in SESSION_STOPS[stop.id] for flag in SHORT_SCREEN[line]}
    assert opened <= set(found.open_questions)
    assert "stop_techniques" in found.effects
    assert found.disposition != "self_care_ok_with_caution"


@pytest.mark.parametrize("rule", [f"stop.{entry}" for entry, lines in SESSION_STOPS.items() if not lines])
def test_pain_alone_stops_a_session_and_asks_nothing_more(rule: str) -> None:
    stop = LIBRARY.session_stops[rule.removeprefix("stop.")]
    assert (stop.lines, stop.terms, stop.felt) == ((), (), None)
    found = triage(LIBRARY, person(calm(), extra=[dose(0.005, stop.felt, stopped=True)]))
    assert (found.disposition, found.complete, found.effects) == ("self_care_ok_with_caution", True, ())


@pytest.mark.parametrize("rule", [f"place.{entry}" for entry in OVERLAPS])
def test_a_place_where_an_emergency_is_felt_asks_its_questions(rule: str) -> None:
    row = OVERLAPS[rule.removeprefix("place.")]
    for area in row["areas"]:
        for flag in row["flags"]:
            assert asked_at(area, flag), (area, flag)


# --- nothing more, nothing less ---------------------------------------------------------------------------------------


def test_the_content_holds_the_specified_rules_and_no_other() -> None:
    assert set(LIBRARY.flags) == set(FLAGS)
    assert set(LIBRARY.combination_rules) == set(COMBINATIONS)
    assert set(LIBRARY.guards) == set(GUARDS)
    assert set(LIBRARY.follow_up_rules) == set(FOLLOW_UPS)
    assert set(LIBRARY.contraindications) == set(CONTRAINDICATIONS)
    assert set(LIBRARY.short_screen) == set(SHORT_SCREEN)
    assert set(LIBRARY.after_session) == set(AFTER_SESSION)
    assert set(LIBRARY.session_stops) == set(SESSION_STOPS)
    assert set(LIBRARY.emergency_overlaps) == set(OVERLAPS)


def test_results_regions_and_facts_are_the_specified_ones() -> None:
    assert dict(LIBRARY.dispositions) == RANKS
    assert list(LIBRARY.screening_regions) == SPEC["regions"]
    assert plain(LIBRARY.region_groups) == SPEC["region_groups"]
    assert set(SPEC["facts"]["profile"]) | set(SPEC["facts"]["episode"]) <= set(LIBRARY.background_facts)


def test_every_number_of_rules_is_the_published_one() -> None:
    assert (len(FLAGS), len(SPEC["combination_rules"]), len(GUARDS), len(FOLLOW_UPS)) == (88, 36, 11, 16)
    assert (len(SPEC["contraindications"]), len(POLICY)) == (74, 10)


def test_every_deliberate_difference_names_a_decision() -> None:
    decided = set(re.findall(r"^\| `(\w+)` \|", CONTRADICTIONS.read_text(encoding="utf-8"), re.MULTILINE))
    reasons = {row["why"] for rows in DIFFERENCES.values() for row in rows.values()}
    assert reasons
    assert reasons <= decided


def test_no_to_everything_fires_nothing_but_what_needs_an_excuse() -> None:
    assert fired(person(all_no(), areas=["crown"])) == []
