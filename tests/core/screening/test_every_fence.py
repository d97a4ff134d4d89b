"""Every technique rule by its id, against what was specified: whom, what, where, in which position, how strongly."""

from __future__ import annotations

import pytest

from tests.core.screening.people import LIBRARY, person
from tests.core.screening.specification import CONTRAINDICATIONS, DIFFERENCES, SPEC, regions_of
from tests.core.screening.test_fences import SOON, WELL, fences_of, place_of, rules_of, with_term
from unknot.screening.engine import engine_for

ENGINE = engine_for(LIBRARY)


@pytest.mark.parametrize("rule", CONTRAINDICATIONS)
def test_a_fence_is_the_specified_one(rule: str) -> None:
    record, row = LIBRARY.contraindications[rule], CONTRAINDICATIONS[rule]
    assert set(record.techniques) == row["techniques"]
    assert (list(record.terms), record.action) == (row["terms"], row["action"])
    assert (list(record.regions), list(record.areas), list(record.zones), list(record.poses)) == (
        row["regions"],
        row["areas"],
        row["zones"],
        row["poses"],
    )


@pytest.mark.parametrize("rule", SPEC["contraindications"])
def test_a_fence_keeps_its_sources(rule: str) -> None:
    record, row = LIBRARY.contraindications[rule], SPEC["contraindications"][rule]
    assert (list(record.sources), record.verified) == (row["sources"], row["verified"])


@pytest.mark.parametrize("rule", SPEC["extra_rules"] | DIFFERENCES["extra_rules"])
def test_a_fence_of_our_own_claims_no_source(rule: str) -> None:
    record = LIBRARY.contraindications[rule]
    assert (list(record.sources), record.verified) == (["judgement"], False)


@pytest.mark.parametrize("rule", CONTRAINDICATIONS)
def test_each_specified_condition_fences_each_specified_kind(rule: str) -> None:
    row, record = CONTRAINDICATIONS[rule], LIBRARY.contraindications[rule]
    for term in row["terms"]:
        found = with_term(term)
        for kind in row["techniques"]:
            verdict = found.verdict(kind, areas=(place_of(record),), poses=tuple(row["poses"][:1]))
            assert [each.action for each in verdict.rules if each.id == rule] == [row["action"]], (term, kind)


@pytest.mark.parametrize("rule", CONTRAINDICATIONS)
def test_a_fence_holds_at_every_specified_place(rule: str) -> None:
    row = CONTRAINDICATIONS[rule]
    found, kind = with_term(row["terms"][0]), min(row["techniques"])
    where = regions_of(row["regions"])
    for area, reach in ENGINE.rule_regions.items():
        if reach & where or area in row["areas"]:
            assert rule in rules_of(found, kind, area, tuple(row["poses"][:1])), area


def test_a_result_that_says_to_be_seen_leaves_only_easy_things() -> None:
    for kind in CONTRAINDICATIONS["ci_clinician_soon_open"]["techniques"]:
        assert SOON.verdict(kind, areas=("neck_lower",)).hidden


@pytest.mark.parametrize("term", SPEC["terms"])
def test_a_condition_is_opened_by_what_was_specified(term: str) -> None:
    record, row = LIBRARY.terms[term], SPEC["terms"][term]
    assert list(record.by) == row.get("by", [])
    assert record.question_list == (None if term in DIFFERENCES["without_a_question"] else row.get("ask"))


@pytest.mark.parametrize("pose", SPEC["pose_tags"])
def test_a_position_wakes_what_was_specified(pose: str) -> None:
    record, row = LIBRARY.pose_tags[pose], SPEC["pose_tags"][pose]
    added = {id_ for id_, extra in DIFFERENCES["extra_rules"].items() if pose in extra.get("poses", [])}
    assert set(record.rules) == {*row.get("rules", []), *added}
    assert list(record.adds_regions) == row.get("adds_regions", [])
    assert (list(record.fences), list(record.blocked_by)) == (row.get("fences", []), row.get("blocked_by", []))


def test_somebody_who_is_well_meets_no_rule_about_a_condition() -> None:
    found = fences_of(person(WELL))
    always = {rule for rule, row in CONTRAINDICATIONS.items() if row["terms"] == ["anyone"]}
    assert always
    for kind in LIBRARY.kinds:
        assert {each.id for each in found.verdict(kind, areas=("calf",)).rules} <= {*always, "press_only"}
