"""The body in three dimensions: nothing heavy before it is opened; then it is turned, named, marked and lit up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import AWAKE, DESKTOP, PATIENCE_MS, Window, on_a_phone, window
from tests.browser.test_every_page import AXE, violations
from tests.web.serving import Served

PAGE = "/learn/atlas"
OPEN = "Turn the body in 3-D"
LEAST_PX = 44
HEAVY = ("solid-viewer.js", ".glb", "muscle-deep.png", "tables.json")
SIZES = {"phone": on_a_phone(), "desktop": {"viewport": DESKTOP}}
PICKED = """() => {
  window.picked = [];
  document.addEventListener("solid:pick", (event) => window.picked.push(event.detail));
}"""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def seen(request: pytest.FixtureRequest, browser: Browser, whole: Served) -> Iterator[Window]:
    """A window that asks for no motion."""
    with window(
        browser, f"http://{whole.host}", whole.fresh_link(), reduced_motion="reduce", **request.param
    ) as opened:
        yield opened


def closed(seen: Window, colours: Any = "light") -> Page:
    """The page before anybody opens the body."""
    page = seen.open()
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")
    page.goto(PAGE)
    page.locator(AWAKE).wait_for(state="attached")
    return page


def opened(seen: Window, colours: Any = "light") -> Page:
    """The page with the body drawn, and what is picked noted in `window.picked`."""
    page = closed(seen, colours)
    page.evaluate(PICKED)
    page.get_by_role("button", name=OPEN).click()
    page.locator("canvas[data-drawn]").wait_for(timeout=3 * PATIENCE_MS)
    return page


def complaints(seen: Window) -> list[str]:
    """What the browser complained of, but for the remark of its own renderer that a screenshot took it long."""
    return [said for said in seen.complaints if "GPU stall due to ReadPixels" not in said]


def side(page: Page, name: str) -> Locator:
    """The button that shows a side."""
    return page.get_by_role("toolbar", name="Turn and zoom").get_by_role("button", name=name)


def show(page: Page, **wish: Any) -> None:
    """What a page tells the island to show."""
    page.evaluate(
        """wish => document.querySelector('[data-island~="solid"]')
          .dispatchEvent(new CustomEvent("solid:show", { detail: wish }))""",
        wish,
    )


def pixels(page: Page) -> np.ndarray:
    """(H, W, 3) what the canvas shows once it is drawn anew."""
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    picture = page.locator(".solid-stage").screenshot()
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float)


def test_nothing_heavy_is_fetched_before_somebody_opens_it(seen: Window) -> None:
    closed(seen)
    assert not [url for url in seen.asked if url.endswith(HEAVY)]


def test_the_body_is_drawn_and_turns_by_button_by_key_and_by_drag(seen: Window) -> None:
    page = opened(seen)
    front = pixels(page)
    ground = front[3, front.shape[1] // 2]
    drawn = np.abs(front - ground).sum(axis=2) > 30
    assert 0.05 < drawn.mean() < 0.7
    side(page, "Back").click()
    back = pixels(page)
    assert np.abs(front - back).mean() > 0.3
    canvas = page.locator("canvas")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    assert np.abs(pixels(page) - back).mean() > 0.3
    page.keyboard.press("Home")
    expect(side(page, "Front")).to_have_attribute("aria-pressed", "true")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    expect(side(page, "Front")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.picked") == []
    assert not complaints(seen)
    assert not seen.foreign


def test_a_tap_names_the_place_under_it_and_the_right_side_is_the_persons_right(seen: Window) -> None:
    page = opened(seen)
    show(page, layer="area")
    canvas = page.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] * 0.5 - box["height"] * 0.03, "y": box["height"] * 0.28})
    assert page.evaluate("window.picked.at(-1)") == {"layer": "area", "ids": ["chest_r"]}
    expect(page.locator(".solid-said")).to_contain_text("Chest, breast and breastbone (right)")


def test_enter_names_what_is_in_the_middle(seen: Window) -> None:
    page = opened(seen)
    show(page, layer="muscle-superficial")
    page.locator("canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    picked = page.evaluate("window.picked.at(-1)")
    assert picked["layer"] == "muscle-superficial"
    assert picked["ids"]
    assert all(each.endswith(".left") for each in picked["ids"])
    expect(page.locator(".solid-said")).to_contain_text(", left")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_muscle_its_points_and_its_heat_are_seen(seen: Window, colours: str) -> None:
    page = opened(seen, colours)
    show(page, layer="muscle-superficial")
    side(page, "Back").click()
    before = pixels(page)
    show(page, layer="muscle-superficial", muscle="infraspinatus.right")
    side(page, "Back").click()
    change = pixels(page) - before
    redder = (change[..., 0] - change[..., 1] > 12) & (change[..., 0] - change[..., 2] > 12)
    rows, columns = np.nonzero(redder)
    assert redder.sum() > 300
    assert (columns > before.shape[1] / 2).mean() > 0.85
    assert np.ptp(rows) > 0.25 * before.shape[0]
    assert not complaints(seen)


def test_marks_have_a_colour_a_pattern_and_their_names_below(seen: Window) -> None:
    page = opened(seen)
    show(page, layer="area")
    before = pixels(page)
    show(page, layer="area", marks={"chest_l": 9, "thigh_front_r": 2})
    change = np.abs(pixels(page) - before).sum(axis=2) > 25
    assert change.sum() > 400
    listed = page.locator(".solid-marks li")
    expect(listed).to_have_text(["Chest, breast and breastbone (left): 9 of 10", "Front of the thigh (right): 2 of 10"])


def test_axe_finds_nothing_while_it_is_open_and_every_button_can_be_hit(seen: Window) -> None:
    page = opened(seen)
    for each in page.locator(".solid-tools button").all():
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_PX
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    assert violations(page) == []


def test_it_can_be_closed_and_opened_again(seen: Window) -> None:
    page = opened(seen)
    page.get_by_role("button", name="Close the 3-D body").click()
    expect(page.locator("canvas")).to_have_count(0)
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    page.get_by_role("button", name=OPEN).click()
    page.locator("canvas[data-drawn]").wait_for(timeout=3 * PATIENCE_MS)
    assert not complaints(seen)


def test_a_file_that_does_not_come_is_told_in_plain_words_and_can_be_tried_again(seen: Window) -> None:
    page = closed(seen)
    page.route("**/*.glb", lambda route: route.abort())
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator(".solid-told")).to_contain_text("could not be loaded")
    page.unroute("**/*.glb")
    page.get_by_role("button", name=OPEN).click()
    page.locator("canvas[data-drawn]").wait_for(timeout=3 * PATIENCE_MS)


def test_a_browser_without_webgl_is_told_that_nothing_is_missing(browser: Browser, whole: Served) -> None:
    with window(browser, f"http://{whole.host}", whole.fresh_link()) as seen:
        page = seen.open()
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
        page.goto(PAGE)
        page.locator(AWAKE).wait_for(state="attached")
        page.get_by_role("button", name=OPEN).click()
        expect(page.locator(".solid-told")).to_contain_text("the flat pictures show the same places")
        assert not [url for url in seen.asked if url.endswith(HEAVY)]
