"""The body map under a real finger, mouse and keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import places
from tests.browser.chromium import AWAKE, on_a_phone
from tests.browser.conftest import Windows
from tests.web.serving import Served

LEAST_TARGET_PX = 24
"""WCAG 2.2, target size (minimum)."""
SIZES = """() => [...document.querySelectorAll('figure[data-view]:not([hidden]) path[data-region]')].map((path) => {
  const { x, y, width, height } = path.getBoundingClientRect();
  const view = path.closest('svg').getBoundingClientRect();
  const isSeen = x >= view.x - 1 && x + width <= view.right + 1 && y >= view.y - 1 && y + height <= view.bottom + 1;
  return [path.dataset.region, isSeen ? Math.min(width, height) : 0];
})"""


@pytest.fixture
def phone(whole: Served, windows: Windows) -> Page:
    """The page with the marks of a knot, on a phone 360 wide."""
    return _opened(windows(whole, **on_a_phone(), reduced_motion="reduce").open())


@pytest.fixture
def desktop(whole: Served, windows: Windows) -> Page:
    """The same on a desk."""
    return _opened(windows(whole, reduced_motion="reduce").open())


def test_every_place_can_be_hit_somewhere_with_a_finger(phone: Page) -> None:
    largest: dict[str, float] = {}
    for tab in phone.locator(".map-tabs [role=tab]").all():
        tab.click()
        for look in phone.locator(".map-look").all():
            look.click()
            for region, size in phone.evaluate(SIZES):
                largest[region] = max(size, largest.get(region, 0.0))
    regions = {each.removeprefix("mark.") for each in _names(phone)}
    assert set(largest) == regions
    assert {region: size for region, size in largest.items() if size < LEAST_TARGET_PX} == {}


def test_a_stroke_from_the_body_paints_and_holds_the_page_still(phone: Page) -> None:
    _choose(phone, "Paint")
    _bring_up(phone)
    scrolled = phone.evaluate("scrollY")
    before = _marked(phone)
    thigh = phone.locator('figure[data-view="front"] [data-region^="thigh_front_"]').first.bounding_box()
    assert thigh is not None
    _stroke(phone, _middle(thigh), (0, -120))
    assert phone.evaluate("scrollY") == scrolled
    assert len(_marked(phone)) > len(before)
    phone.get_by_role("button", name="Undo").click()
    assert _marked(phone) == before


def test_a_stroke_from_beside_the_body_scrolls_and_paints_nothing(phone: Page) -> None:
    _choose(phone, "Paint")
    _bring_up(phone)
    scrolled, before = phone.evaluate("scrollY"), _marked(phone)
    view = phone.locator('figure[data-view="front"] svg[role=group]').bounding_box()
    assert view is not None
    _stroke(phone, (view["x"] + 12, view["y"] + view["height"] / 2 + 60), (0, -160))
    assert phone.evaluate("scrollY") > scrolled
    assert _marked(phone) == before


def test_how_deep_it_is_is_kept_with_the_mark(settling: Served, windows: Windows) -> None:
    desktop = _opened(windows(settling, reduced_motion="reduce").open())
    region = desktop.locator('figure[data-view="back"] [data-region="low_back_l"]')
    region.focus()
    desktop.keyboard.press("6")
    desktop.keyboard.press("d")
    assert "6 of 10, deep" in (region.get_attribute("aria-label") or "")
    desktop.get_by_role("button", name="Next").click()
    desktop.goto(places.WHOLE["where"])
    desktop.locator(AWAKE).wait_for(state="attached")
    assert desktop.locator('[name="depth.low_back_l"]').input_value() == "deep"
    assert "6 of 10, deep" in (region.get_attribute("aria-label") or "")


def test_left_and_right_are_swapped_and_swapped_back(desktop: Page) -> None:
    before = _marked(desktop)
    desktop.locator(".map-sides > summary").click()
    desktop.get_by_role("button", name="Swap left and right").click()
    swapped = {region[:-2] + {"_l": "_r", "_r": "_l"}.get(region[-2:], region[-2:]): n for region, n in before.items()}
    assert _marked(desktop) == swapped
    desktop.keyboard.press("Control+z")
    assert _marked(desktop) == before


def test_the_place_under_the_mouse_is_named_beside_it(desktop: Page) -> None:
    desktop.locator('figure[data-view="back"] [data-region="low_back_r"]').hover()
    tip = desktop.locator(".map-tip")
    assert "Low back" in tip.inner_text()
    assert desktop.locator(".map-line").inner_text() in tip.inner_text()


def test_what_is_picked_on_the_solid_body_is_marked(desktop: Page) -> None:
    desktop.get_by_text("In three dimensions").click()
    desktop.locator(".solid-gate button").click()
    body = desktop.locator('[data-island~="solid"] canvas')
    body.wait_for(state="visible")
    before = _marked(desktop)
    box = body.bounding_box()
    assert box is not None
    body.click(position={"x": box["width"] / 2 + 10, "y": box["height"] * 0.4})
    desktop.wait_for_function("(before) => document.querySelectorAll('.map-chip').length > before", arg=len(before))
    desktop.get_by_role("button", name="Undo").click()
    assert _marked(desktop) == before


def test_a_skin_tone_is_shown_at_once_and_next_time(desktop: Page) -> None:
    desktop.get_by_text("Body and skin shown").click()
    with desktop.expect_response("**/settings/look"):
        desktop.get_by_role("button", name="Skin tone 6 of 6").click()
    colour = "() => getComputedStyle(document.querySelector('figure .skin')).fill"
    dark = desktop.evaluate(colour)
    desktop.reload()
    assert desktop.evaluate(colour) == dark
    assert "tone-6" in (desktop.locator("html").get_attribute("class") or "")


def _opened(page: Page) -> Page:
    page.goto(places.WHOLE["where"])
    page.locator(AWAKE).wait_for(state="attached")
    return page


def _names(page: Page) -> list[str]:
    return page.locator('select[name^="mark."]').evaluate_all("(all) => all.map((one) => one.name)")


def _marked(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('select[name^="mark."]')]
             .filter((one) => one.value).map((one) => [one.name.slice(5), one.value]))"""
    )
    return found


def _choose(page: Page, mode: str) -> None:
    page.locator(".map-modes label", has_text=mode).click()


def _bring_up(page: Page) -> None:
    """The front is on the screen, with room to scroll."""
    page.locator("#map-tab-front").click()
    page.evaluate("document.querySelector('.map-looks').scrollIntoView()")


def _middle(box: Any) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _stroke(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    """A finger goes down at `start`, moves on in small steps, and is lifted."""
    wire = page.context.new_cdp_session(page)
    steps = 12
    wire.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for step in range(1, steps + 1):
        point = {"x": start[0] + by[0] * step / steps, "y": start[1] + by[1] * step / steps}
        wire.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)
