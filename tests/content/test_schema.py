"""The schema takes what fits a record and nothing that only nearly does."""

import datetime

import pytest

from unknot.content import schema
from unknot.content.library import TABLES
from unknot.errors import Problem

PARAMETER = {
    "value": 1.5,
    "low": 1,
    "high": 2.0,
    "unit": "days",
    "source_class": "judgement",
    "sources": ["judgement"],
}
KIND = {
    "who": "self",
    "may_recommend": True,
    "role": "plan",
    "grade": "low",
    "evidence_slugs": [],
    "fenced_by": ["heat"],
    "tools": [],
    "up_to": "see_clinician_soon",
    "ceilings": [{"name": "minutes_max", "value": 20.0, "sources": ["tx-ht-05"]}],
}


def problems(table, rows):
    return schema.validate(table, rows, lambda id_, field: f"{id_}.{field}")


def changed(row, **fields):
    return {"x": {**row, **fields}}


def test_a_whole_number_may_stand_where_any_number_may():
    assert problems("parameters", {"x": PARAMETER}) == []


def test_an_id_may_be_joined_by_dots_dashes_and_underscores():
    assert problems("parameters", {"locating.mark_hit_usual": PARAMETER, "tx-fr-09": PARAMETER}) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_the_content_has_the_shape_of_its_record(table, files):
    rows = {id_: row for file in files.documents if file.table == table for id_, row in file.rows.items()}
    assert rows
    assert problems(table, rows) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"value": True},
        {"value": "1.5"},
        {"value": None},
        {"value": float("nan")},
        {"value": float("inf")},
        {"unit": 3},
        {"unit": False},
        {"source_class": "guess"},
        {"sources": "judgement"},
        {"sources": [1]},
        {"sources": [True]},
        {"sources": {"judgement": 1}},
        {"sources": None},
        {"unit": datetime.date(2026, 1, 1)},
        {"unit": b"days"},
    ],
    ids=str,
)
def test_a_value_of_another_kind_is_a_problem_in_its_field(fields):
    (name,) = fields
    (problem,) = problems("parameters", changed(PARAMETER, **fields))
    assert problem.place.startswith(f"x.{name}")
    assert problem.code == schema.CODE


def test_a_truth_written_as_a_number_is_a_problem():
    assert [problem.place for problem in problems("kinds", changed(KIND, may_recommend=1))] == ["x.may_recommend"]


def test_a_whole_number_written_as_text_or_truth_is_a_problem():
    cue = {"load_points": 1, "posture_points": True, "care_points": "1", "fact": None, "sources": []}
    assert {problem.place for problem in problems("cues", {"x": cue})} == {"x.posture_points", "x.care_points"}


def test_a_missing_and_a_misspelt_field_are_both_named():
    row = {("lowest" if name == "low" else name): value for name, value in PARAMETER.items()}
    assert {problem.place for problem in problems("parameters", {"x": row})} == {"x.low", "x.lowest"}


def test_a_record_inside_a_record_is_read_as_strictly():
    odd = [{"name": "minutes_max", "value": True, "sources": [], "unit": "min"}]
    places = {problem.place for problem in problems("kinds", changed(KIND, ceilings=odd))}
    assert places == {"x.ceilings.0.value", "x.ceilings.0.unit"}


def test_every_bad_row_is_reported_not_only_the_first():
    rows = {"a": {**PARAMETER, "low": "x"}, "b": PARAMETER, "c": {**PARAMETER, "high": "x"}}
    assert [problem.place for problem in problems("parameters", rows)] == ["a.low", "c.high"]


@pytest.mark.parametrize("id_", [True, 3, "Upper", "two words", "_x", "x_", "a__b", ""])
def test_an_odd_id_is_a_problem(id_):
    assert len(problems("parameters", {id_: PARAMETER})) == 1


def test_a_row_that_is_no_mapping_or_repeats_its_id_is_a_problem():
    assert len(problems("parameters", {"x": [PARAMETER]})) == 1
    assert problems("parameters", changed(PARAMETER, id="x")) == [
        Problem(schema.CODE, "x.id", "the id is the key of the row and is not repeated inside it", schema.HINT)
    ]


def test_a_key_inside_a_row_that_is_not_text_is_a_problem():
    rule = {"when": {True: "x"}, "disposition": None, "effects": [], "sources": [], "verified": False}
    assert [problem.place for problem in problems("follow_up_rules", {"x": rule})] == ["x.when"]
