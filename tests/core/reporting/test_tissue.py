"""The drawings that look into a muscle: whole, labelled, the same every time, and nothing contested drawn as a fact."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest

from unknot.content.library import load
from unknot.reporting import tissue
from unknot.reporting.tissue import canvas

SVG = "{http://www.w3.org/2000/svg}"
LIBRARY = load()
BODIES = ("neutral", "female", "male")


def drawn(name: str, body: str = "neutral", asked: list[str] | None = None) -> str:
    def words(label: str) -> str:
        if asked is not None:
            asked.append(label)
        return LIBRARY.say(f"tissue.{name}.label.{label}")

    return tissue.drawing(name, words, "/{}".format, title="A <title>", description="What it shows", body=body)


def tree(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(name).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def classes(element: ElementTree.Element) -> list[str]:
    return element.get("class", "").split()


def test_every_step_of_the_page_has_its_drawing():
    assert LIBRARY.lines("tissue.steps") == tissue.NAMES


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", tissue.NAMES)
def test_a_drawing_is_the_same_every_time_and_well_formed(name, body):
    assert drawn(name, body) == drawn(name, body)
    assert ElementTree.fromstring(drawn(name, body)).get("role") == "img"


@pytest.mark.parametrize("name", tissue.NAMES)
def test_a_strict_page_may_carry_it(name):
    assert not re.search(r"\sstyle=|<script|\son\w+=|https?://", drawn(name))


def test_no_two_things_on_one_page_have_the_same_id():
    ids = Counter(each for name in tissue.NAMES for each in re.findall(r'\bid="([^"]+)"', drawn(name)))
    assert [each for each, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", tissue.NAMES)
def test_all_that_is_referred_to_is_there(name):
    svg = drawn(name)
    wanted = set(re.findall(r"url\(#([^)]+)\)", svg))
    assert wanted <= set(re.findall(r'\bid="([^"]+)"', svg))


@pytest.mark.parametrize("name", tissue.NAMES)
def test_every_label_that_is_written_is_drawn_once_and_inside(name):
    asked: list[str] = []
    drawn(name, asked=asked)
    written = [key.rsplit(".", 1)[1] for key in LIBRARY.text if key.startswith(f"tissue.{name}.label.")]
    assert sorted(asked) == sorted(written)
    for tag in (each for each in tree(name).iter(f"{SVG}rect") if "tag" in classes(each)):
        left, across = float(tag.get("x", "")), float(tag.get("width", ""))
        top, high = float(tag.get("y", "")), float(tag.get("height", ""))
        assert 0 < left < left + across < canvas.WIDTH
        assert 0 < top < top + high < canvas.HEIGHT


@pytest.mark.parametrize("name", tissue.NAMES)
def test_what_can_be_switched_off_is_in_the_drawing_and_the_other_way_round(name):
    layers = {each.removeprefix("layer-") for one in tree(name).iter() for each in classes(one) if "layer-" in each}
    offered = set(LIBRARY.lines(f"tissue.{name}.layers"))
    assert offered <= layers
    assert layers - offered <= {"plain", "fibres"}


@pytest.mark.parametrize("name", tissue.NAMES)
def test_a_contested_label_goes_when_what_is_contested_is_switched_off(name):
    everywhere = tree(name)
    within = {
        tag
        for group in everywhere.iter(f"{SVG}g")
        if "layer-contested" in classes(group)
        for tag in group.iter(f"{SVG}rect")
    }
    contested = [tag for tag in everywhere.iter(f"{SVG}rect") if "contested" in classes(tag)]
    assert set(contested) <= within
    assert bool(contested) is ("contested" in LIBRARY.lines(f"tissue.{name}.layers"))
    marks = [text.text for text in everywhere.iter(f"{SVG}text") if "mark" in classes(text)]
    assert marks == ["?"] * len(contested)


def test_cells_fill_a_circle_without_lying_over_each_other():
    sites = canvas.packed(2, 0.13, 1.0)
    areas = [
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(cell, [*cell[1:], cell[0]], strict=True))) / 2
        for cell in canvas.cells(sites, 1.0)
    ]
    assert sum(areas) == pytest.approx(3.13, abs=0.02)
