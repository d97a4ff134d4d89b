"""A pain drawing as codes of published body maps, and back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.library import load
from unknot.errors import InputError
from unknot.exchange import body_codes

LIBRARY = load()
MAPS = sorted(LIBRARY.body_maps)
SEXES = (None, "female", "male")
DRAWINGS = st.dictionaries(st.sampled_from(sorted(LIBRARY.regions)), st.integers(1, 10), max_size=12)


def codes_of(map_id, marks, sex=None):
    return {each.code: each.intensity for each in body_codes.encoded(LIBRARY, map_id, marks, sex)}


def test_a_place_has_the_codes_of_every_map():
    marks = {"forehead_eye_l": 4, "neck_upper_l": 7}
    assert codes_of("choir", marks)["102"] == 4
    assert codes_of("wpi19", marks) == {"03": 7}


def test_of_several_places_with_one_code_the_strongest_counts():
    (found,) = body_codes.encoded(LIBRARY, "wpi19", {"neck_upper_l": 2, "neck_lower_r": 8})
    assert (found.code, found.intensity, found.regions) == ("03", 8, ("neck_upper_l", "neck_lower_r"))


def test_a_mark_that_was_taken_away_has_no_code():
    assert codes_of("choir", {"neck_upper_l": 0}) == {}


def test_the_drawing_for_women_numbers_six_segments_of_the_front_in_another_order():
    order = LIBRARY.body_maps["choir"].female_order
    assert set(order) == set(order.values()) == {"112", "113", "114", "115", "116", "117"}
    elbow = next(id_ for id_, region in LIBRARY.regions.items() if region.codes["choir"] == ("113",))
    assert codes_of("choir", {elbow: 5}) == codes_of("choir", {elbow: 5}, "male") == {"113": 5}
    assert codes_of("choir", {elbow: 5}, "female") == {"115": 5}
    assert body_codes.decoded(LIBRARY, "choir", {"115": 5}, "female").marks == {elbow: 5}


@given(DRAWINGS, st.sampled_from(MAPS), st.sampled_from(SEXES))
def test_what_is_read_back_is_what_was_drawn(marks, map_id, sex):
    codes = codes_of(map_id, marks, sex)
    read = body_codes.decoded(LIBRARY, map_id, codes, sex)
    assert read.marks.items() <= marks.items()
    assert codes_of(map_id, read.marks, sex) == {code: codes[code] for code in codes if code not in read.inexact}


@given(DRAWINGS, st.sampled_from(MAPS))
def test_the_order_of_the_drawing_changes_names_and_nothing_else(marks, map_id):
    standard, female = (body_codes.encoded(LIBRARY, map_id, marks, sex) for sex in ("male", "female"))
    assert {(each.regions, each.intensity) for each in standard} == {(each.regions, each.intensity) for each in female}


def test_a_code_that_could_be_several_places_is_not_read_as_one():
    read = body_codes.decoded(LIBRARY, "wpi19", {"03": 6})
    assert (read.marks, read.inexact) == ({}, ("03",))


def test_every_code_of_a_region_can_be_read():
    for map_id in MAPS:
        every = {code: 5 for region in LIBRARY.regions.values() for code in region.codes[map_id]}
        body_codes.decoded(LIBRARY, map_id, every)


@pytest.mark.parametrize(
    ("map_id", "code", "problem"), [("moon", "1", "body_map_unknown"), ("choir", "999", "body_code_unknown")]
)
def test_what_is_not_known_is_said(map_id, code, problem):
    with pytest.raises(InputError) as error:
        body_codes.decoded(LIBRARY, map_id, {code: 5})
    assert [each.code for each in error.value.problems] == [problem]


def test_the_table_has_a_row_for_each_code_of_each_map():
    marks = {"neck_upper_l": 5, "shoulder_top_l": 4}
    rows = list(csv.DictReader(io.StringIO(body_codes.as_csv(LIBRARY, marks, "female").decode())))
    assert {row["map"] for row in rows} == set(MAPS)
    assert {row["drawing"] for row in rows if row["map"] == "choir"} == {"female"}
    assert {row["drawing"] for row in rows if row["map"] != "choir"} == {"standard"}
    assert sum(len(codes_of(map_id, marks, "female")) for map_id in MAPS) == len(rows)
