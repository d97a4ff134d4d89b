"""Which body and skin tone the drawings show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from unknot.reporting.figures import tones
from unknot.web import body_map
from unknot.web.visit import BODIES, TONES

SCRIPT = Path(__file__).parents[2] / "script" / "build-tones"


def pressed(html: str) -> set[str]:
    """What is chosen on a page."""
    return set(re.findall(r'value="([a-z_0-9]+)"[^>]* aria-pressed="true"', html))


def test_nine_bodies_and_six_tones_can_be_chosen(browser):
    html = browser.open("/settings").html
    assert set(re.findall(r'name="body" value="([a-z_]+)"', html)) == set(BODIES) == set(body_map.bodies())
    assert re.findall(r'name="tone" value="([a-z_0-9]+)"', html) == list(TONES) == list(tones())


def test_what_was_chosen_is_shown_from_then_on(browser):
    browser.post("/settings/look", {"body": ["older_female"], "next": ["/settings"]})
    browser.post("/settings/look", {"tone": ["tone_5"], "next": ["/settings"]})
    assert pressed(browser.open("/settings").html) == {"older_female", "tone_5"}
    assert 'class="tone-5"' in browser.open("/about").html


def test_a_tone_is_chosen_without_losing_the_marks(browser):
    page = browser.open("/knots/new").send(mark__calf_l="3", depth__calf_l="deep", tone="tone_4")
    assert (page.form.values["mark.calf_l"], page.form.values["depth.calf_l"]) == (["3"], ["deep"])
    assert "tone_4" in pressed(page.html)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_way_back_leads_nowhere_else(browser, back):
    answer = browser.client.post("/settings/look", {"tone": "tone_1", "next": back})
    assert (answer.status_code, answer["Location"]) == (303, "/settings")


def test_what_a_script_sends_is_kept_without_a_page(browser):
    answer = browser.client.post("/settings/look", {"tone": "tone_6"}, headers={"Sec-Fetch-Dest": "empty"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "tone_6" in pressed(browser.open("/settings").html)


def test_a_body_or_tone_that_is_none_changes_nothing(browser):
    before = pressed(browser.open("/settings").html)
    browser.client.post("/settings/look", {"body": "cat", "tone": "tone_9"})
    assert pressed(browser.open("/settings").html) == before


def test_a_silhouette_is_small_and_whole():
    for body in body_map.bodies():
        small = body_map.silhouette(body)
        assert small.height == 96
        assert small.d.startswith("M")
        assert small.d.endswith("Z")
        assert len(small.d) < 4_000


def test_the_stylesheet_has_the_tones_of_the_figures():
    assert subprocess.run([sys.executable, SCRIPT, "--check"], check=False).returncode == 0
