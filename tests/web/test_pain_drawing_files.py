"""The pain drawing of a knot as a file to keep."""

from __future__ import annotations

import json

import pytest

from tests.web.pages import Browser


@pytest.fixture
def drawn(browser: Browser) -> tuple[Browser, str]:
    """Somebody who marked a calf, and the address of the knot."""
    page = browser.open("/knots/new").send(mark__calf_l="3", depth__calf_l="deep")
    return browser, "/".join(page.path.split("/")[:3])


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv", b"map,drawing,code"),
        ("json", "application/json", b"{"),
    ],
)
def test_it_can_be_kept_as(drawn, kind, content_type, begins):
    browser, knot = drawn
    answer = browser.client.get(f"{knot}/drawing.{kind}")
    assert answer["Content-Type"].startswith(content_type)
    assert answer.content.startswith(begins)
    assert f'.{kind}"' in answer["Content-Disposition"]
    assert f'href="{knot}/drawing.{kind}"' in browser.open(f"{knot}/where").html


def test_the_codes_are_those_of_the_marks(drawn):
    browser, knot = drawn
    codes = json.loads(browser.client.get(f"{knot}/drawing.json").content)
    assert codes["wpi19"]["codes"] == {"19": 3}


@pytest.mark.parametrize("path", ["{knot}/drawing.exe", "/knots/nothing/drawing.svg"])
def test_there_is_no_other_drawing(drawn, path):
    browser, knot = drawn
    assert browser.client.get(path.format(knot=knot)).status_code == 404


def test_a_new_knot_has_no_drawing_to_save(browser):
    assert "Save this drawing" not in browser.open("/knots/new").html
