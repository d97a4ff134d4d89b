"""The page that looks into a muscle: closer step by step, with switches that work without a script, light and calm."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import AWAKE, DESKTOP, PHONE, on_a_phone
from tests.browser.conftest import Windows
from tests.web.serving import Served

PATH = "/learn/what-is-a-knot"
MOST_BYTES = 150_000
STEPS = 6
SEEN = ".zoom-figure:not(.is-past, .is-next)"


def opened(windows: Windows, whole: Served, **how: object) -> Page:
    page = windows(whole, **{"viewport": DESKTOP, "reduced_motion": "reduce", **how}).open()
    page.goto(PATH)
    page.locator(AWAKE).wait_for(state="attached")
    return page


def read(page: Page, place: int) -> None:
    page.locator(".zoom-head").nth(place).evaluate("(words) => words.scrollIntoView({ block: 'start' })")


def test_on_a_desktop_the_drawing_of_what_is_read_stands_beside_it(whole: Served, windows: Windows) -> None:
    page = opened(windows, whole)
    for place in [*range(STEPS), 2]:
        read(page, place)
        head = page.locator(".zoom-head").nth(place)
        expect(page.locator(SEEN)).to_have_attribute("data-step", head.get_attribute("id") or "")
        figure, words = page.locator(SEEN).bounding_box(), head.bounding_box()
        assert figure is not None
        assert words is not None
        assert figure["x"] >= words["x"] + words["width"]
        assert -1 <= figure["y"] < DESKTOP["height"] / 2


def test_arrow_keys_go_on_and_back_and_it_is_said(whole: Served, windows: Windows) -> None:
    page = opened(windows, whole)
    read(page, 0)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#fibres h2")).to_be_focused()
    expect(page.locator('.zoom [role="status"]')).to_have_text("Drawing 2 of 6: Bundles and fibres")
    expect(page.locator('.zoom-ways a[aria-current="step"]')).to_contain_text("Bundles and fibres")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#muscle h2")).to_be_focused()


def test_a_switch_reached_by_keyboard_brings_its_drawing(whole: Served, windows: Windows) -> None:
    page = opened(windows, whole)
    page.locator('[data-step="spot"] input[value="contested"]').focus()
    expect(page.locator(SEEN)).to_have_attribute("data-step", "spot")
    page.keyboard.press("Space")
    expect(page.locator('[data-step="spot"] .tag.contested').first).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_what_is_contested_can_be_taken_out_of_every_drawing(whole: Served, windows: Windows, script: bool) -> None:
    how = {**on_a_phone(), "java_script_enabled": script}
    page = windows(whole, **how).open()
    page.goto(PATH)
    for switch in page.locator('input[value="contested"]').all():
        figure = switch.locator("xpath=ancestor::figure")
        assert figure.locator(".tag.contested").first.is_visible()
        switch.uncheck()
        assert figure.locator(".tag.contested").filter(visible=True).count() == 0
        assert figure.locator(".tag").filter(visible=True).count() > 0


def test_without_a_script_every_drawing_follows_its_words(whole: Served, windows: Windows) -> None:
    for viewport in (PHONE, DESKTOP):
        page = windows(whole, viewport=viewport, java_script_enabled=False).open()
        page.goto(PATH)
        for place in range(STEPS):
            figure = page.locator(".zoom-frame").nth(place)
            figure.scroll_into_view_if_needed()
            assert figure.is_visible()
            box = figure.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= viewport["width"]


def test_nothing_moves_for_who_wants_no_motion(whole: Served, windows: Windows) -> None:
    page = opened(windows, whole)
    read(page, 3)
    moving = "() => document.getAnimations().filter((each) => each.playState === 'running').length"
    assert page.evaluate(moving) == 0
    assert page.locator(".is-past .tissue").first.evaluate("(svg) => getComputedStyle(svg).transform") == "none"


def test_on_paper_all_drawings_stand_in_their_order(whole: Served, windows: Windows) -> None:
    page = opened(windows, whole)
    read(page, 4)
    page.emulate_media(media="print")
    tops = page.locator(".zoom-frame").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().top)")
    shown = page.locator(".zoom-frame").evaluate_all("(all) => all.map((each) => getComputedStyle(each).opacity)")
    assert tops == sorted(set(tops))
    assert shown == ["1"] * STEPS


def test_the_page_with_all_its_drawings_is_light(whole: Served, windows: Windows) -> None:
    page = windows(whole, **on_a_phone()).open()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(PATH)
    page.locator(AWAKE).wait_for(state="attached")
    assert 0 < sum(sizes) < MOST_BYTES, sizes
