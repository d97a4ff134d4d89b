"""Something feels wrong while the timer runs: the buttons are in view, hold still, and lead to what to do now."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import lives
from tests.browser.chromium import AWAKE, DESKTOP, on_a_phone
from tests.browser.conftest import Windows
from tests.browser.test_nothing_is_lost import facts
from tests.web.serving import Served

STEP = f"/knots/{lives.MAIN}/session/1"
SIZES = {"phone": on_a_phone(), "desktop": {"viewport": DESKTOP}}
LEAST_PX = 44
GETTING_READY_S, AT_WORK_S = 10, 20


def running(page: Page) -> Page:
    """The page of the first step, its timer running."""
    page.clock.install()
    page.goto(STEP)
    page.locator(AWAKE).wait_for(state="attached")
    page.get_by_role("button", name="Start").click()
    return page


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_the_buttons_are_in_view_and_large_enough_while_the_timer_runs(
    planned: Served, windows: Windows, how: dict[str, Any]
) -> None:
    page = running(windows(planned, **how, reduced_motion="reduce").open())
    buttons = page.locator(".stop-bar button")
    expect(buttons).to_have_count(5)
    for each in buttons.all():
        expect(each).to_be_in_viewport(ratio=1)
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_PX
    expect(page.locator(".player-digits")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Pause")).to_be_in_viewport(ratio=1)


def test_by_keyboard_alone_it_stops_and_the_seconds_at_work_are_kept(planned: Served, windows: Windows) -> None:
    seen = windows(planned, viewport=DESKTOP, reduced_motion="reduce")
    before = len(facts(planned, "dose"))
    page = running(seen.open())
    page.clock.run_for(1_000 * (GETTING_READY_S + AT_WORK_S))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dizzy or faint")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Sit down and rest")
    dose = facts(planned, "dose")[before]
    assert dose["stopped"]
    assert 0 < dose["seconds"] <= GETTING_READY_S + AT_WORK_S + 2
    assert not seen.complaints


def test_it_works_without_scripts(planned: Served, windows: Windows) -> None:
    page = windows(planned, java_script_enabled=False).open()
    page.goto(STEP)
    page.get_by_role("button", name="Numb, tingling or weak").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Take all pressure and pull away")
    page.goto(STEP)
    expect(page.get_by_role("heading", name="Ball on the shoulder top")).to_have_count(0)


def test_too_much_pain_asks_how_it_was_and_then_names_the_signs(planned: Served, windows: Windows) -> None:
    page = running(windows(planned, reduced_motion="reduce").open())
    page.clock.run_for(1_000 * (GETTING_READY_S + AT_WORK_S))
    page.get_by_role("button", name="It hurts too much").click()
    page.get_by_role("button", name="It still hurts: stop here").click()
    expect(page.get_by_role("heading", name="How was it?")).to_be_focused()
    page.get_by_role("button", name="Keep it and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Then stop here")
