"""Desk moves in the browser: chosen, played, counted, stopped, written down once; by keyboard and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import lives
from tests.browser.chromium import AWAKE, DESKTOP, on_a_phone
from tests.browser.conftest import Windows
from tests.browser.test_every_page import AXE, violations
from tests.browser.test_nothing_is_lost import facts
from tests.web.serving import Served

DESK = f"/knots/{lives.MAIN}/desk"
SIZES = {"phone": on_a_phone(), "desktop": {"viewport": DESKTOP}}
LEAST_PX = 44
LONGEST_S = {"short": 30, "middle": 60, "long": 180}


def running(page: Page, name: str) -> Page:
    """The page of a set, its timer running."""
    page.clock.install()
    page.goto(f"{DESK}/{name}")
    page.locator(AWAKE).wait_for(state="attached")
    page.get_by_role("button", name="Start").click()
    return page


def test_a_whole_set_runs_by_the_timer_and_every_move_is_written_down(settling: Served, windows: Windows) -> None:
    seen = windows(settling, **on_a_phone(), reduced_motion="reduce")
    before = len(facts(settling, "dose"))
    page = seen.open()
    page.goto(DESK)
    page.get_by_role("link", name="1 minute").click()
    running(page, "middle")
    page.clock.run_for(1_000 * (LONGEST_S["middle"] + 1))
    expect(page.get_by_role("heading", name="How was it?")).to_be_visible()
    page.get_by_label("Better").check()
    page.get_by_role("button", name="Done: write it down").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk moves")
    done = facts(settling, "dose")[before:]
    assert len(done) == 2
    assert all(each["felt"] == "better" and each["seconds"] >= 10 for each in done)
    assert sum(each["seconds"] for each in done) <= LONGEST_S["middle"]
    assert not seen.complaints
    assert not seen.foreign


def test_repetitions_are_counted_by_oneself(settling: Served, windows: Windows) -> None:
    page = windows(settling, reduced_motion="reduce").open()
    page.clock.install()
    page.goto(f"{DESK}/short")
    page.locator(AWAKE).wait_for(state="attached")
    page.get_by_role("button", name="Count myself").click()
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(60_000)
    expect(page.get_by_text(re.compile(r"^1 of \d+$")).first).to_be_visible()
    page.get_by_role("button", name="Count one").click()
    page.clock.run_for(1_000)
    expect(page.get_by_text(re.compile(r"^2 of \d+$")).first).to_be_visible()


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_what_stops_it_is_in_view_and_axe_finds_nothing_while_it_runs(
    settling: Served, windows: Windows, how: dict[str, Any]
) -> None:
    page = running(windows(settling, **how, reduced_motion="reduce").open(), "long")
    for each in page.locator(".stop-bar button").all():
        expect(each).to_be_in_viewport(ratio=1)
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_PX
    page.clock.resume()
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []


def test_by_keyboard_alone_it_is_chosen_and_stopped_and_what_was_done_is_kept(
    settling: Served, windows: Windows
) -> None:
    before = len(facts(settling, "dose"))
    page = windows(settling, viewport=DESKTOP, reduced_motion="reduce").open()
    page.clock.install()
    page.goto(DESK)
    page.get_by_role("link", name="30 seconds").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("30 seconds")
    page.locator(AWAKE).wait_for(state="attached")
    page.keyboard.press(" ")
    page.clock.run_for(15_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dizzy or faint")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Sit or lie down")
    (dose,) = facts(settling, "dose")[before:]
    assert dose["stopped"]
    assert 5 <= dose["seconds"] <= 17
    page.goto(DESK)
    expect(page.get_by_role("link", name="30 seconds")).to_have_count(0)


def test_it_works_without_scripts(settling: Served, windows: Windows) -> None:
    before = len(facts(settling, "dose"))
    page = windows(settling, java_script_enabled=False).open()
    page.goto(DESK)
    page.get_by_role("link", name="1 minute").click()
    expect(page.get_by_role("button", name="Start")).to_have_count(0)
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Done: write it down").click()
    assert len(facts(settling, "dose")) == before + 1
