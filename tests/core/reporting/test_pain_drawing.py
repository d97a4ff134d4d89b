"""The pain drawing as a picture that stands alone."""

import re
import struct
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.reporting.drawn import SVG
from unknot.content.library import load
from unknot.reporting.figures import BODIES, shipped
from unknot.reporting.pain_drawing import PainDrawing, lines, to_png, to_svg

LIBRARY = load()
DAY = date(2026, 11, 22)
MARKS = {"neck_upper_l": 5, "shoulder_top_l": 8, "low_back_r": 6}
DEPTHS = {"neck_upper_l": "deep", "low_back_r": "surface"}


def svg(marks=None, depths=None, body="neutral", **changed):
    drawn = PainDrawing(MARKS if marks is None else marks, DEPTHS if depths is None else depths, DAY)
    return to_svg(LIBRARY, drawn, body, day=lambda day: day.isoformat(), **changed)


def of_class(tree, name):
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def test_it_says_what_it_shows_and_when():
    tree = ElementTree.fromstring(svg().partition("\n")[2])
    assert tree.find(f"{SVG}title").text == "Where it hurts, 2026-11-22"
    assert "3 places marked" in tree.find(f"{SVG}desc").text
    assert tree.get("aria-labelledby") == "pain-title pain-desc"


def test_the_places_stand_in_words_the_strongest_first():
    said = lines(LIBRARY, PainDrawing(MARKS, DEPTHS, DAY))
    assert [re.search(r"(\d+) of 10(.*)", line).groups() for line in said] == [
        ("8", ""),
        ("6", ", near the skin"),
        ("5", ", deep inside"),
    ]
    assert all(line in svg().replace("&amp;", "&") for line in said)


def test_depth_is_told_by_a_ring_and_not_by_colour():
    tree = ElementTree.fromstring(svg().partition("\n")[2])
    none = ElementTree.fromstring(svg(depths={}).partition("\n")[2])
    assert len(of_class(tree, "deep")) > len(of_class(none, "deep")) == 1
    assert len(of_class(tree, "surface")) > len(of_class(none, "surface")) == 1


def test_it_needs_nothing_but_itself():
    found = re.findall(r'(?:href|src)="([^"]{0,30})|url\(([^)]{0,30})', svg())
    assert found
    assert all((link or inside).startswith(("#", "data:image/webp;base64,")) for link, inside in found)


def test_nothing_marked_is_no_drawing():
    assert svg(marks={}) == svg(marks={"neck_upper_l": 0}) == ""


@given(st.dictionaries(st.sampled_from(sorted(LIBRARY.regions)), st.integers(1, 10), min_size=1, max_size=8))
@settings(max_examples=20)
def test_every_mark_is_numbered_in_some_view(marks):
    tree = ElementTree.fromstring(svg(marks, {}).partition("\n")[2])
    numbers = sorted(int(each.text) for each in of_class(tree, "badge-number"))
    assert set(numbers) == set(marks.values())
    assert len(numbers) >= len(marks)


def test_only_views_with_a_mark_are_shown():
    tree = ElementTree.fromstring(svg({"sole_l": 4}, {}).partition("\n")[2])
    assert len(list(tree.iter(f"{SVG}image"))) == 1


@pytest.mark.parametrize("body", BODIES)
def test_every_place_can_be_drawn_on_every_body(body):
    seen = {region for view in shipped().views(body) for region in view.areas}
    assert seen == set(LIBRARY.regions)
    assert svg(body=body)


def test_as_an_image_it_has_300_dots_an_inch():
    image = to_png(svg())
    width, height = struct.unpack(">II", image[16:24])
    assert image.startswith(b"\x89PNG")
    assert width == pytest.approx(180 / 25.4 * 300, abs=2)
    assert height > width / 3
