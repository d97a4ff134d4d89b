"""The body atlas in a browser: touched, typed at, searched, gone back through, without a script, and its weight."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import AWAKE, DESKTOP, Window, on_a_phone
from tests.browser.conftest import Windows
from tests.web.serving import Served

MOST_BYTES = 300_000
CARD = '[data-role="card"] h2'
SHAPE = "path.atlas-shape"
LAYER = re.compile(r"/learn/atlas/\w+/\w+/(\w+)\.json")


@pytest.fixture
def desktop(whole: Served, windows: Windows) -> Window:
    """A window on a wide screen."""
    return windows(whole, viewport=DESKTOP, reduced_motion="reduce")


def opened(window: Window, path: str = "/learn/atlas") -> Page:
    page = window.open()
    page.goto(path)
    page.locator(AWAKE).wait_for(state="attached")
    page.locator(SHAPE).first.wait_for(state="attached")
    return page


def shape(page: Page, key: str, view: str) -> Locator:
    return page.locator(f'figure[data-view="{view}"] {SHAPE}[data-key="{key}"]')


def touch(page: Page, key: str, view: str) -> None:
    """A click where the shape is uppermost."""
    at = page.evaluate(SPOT, f'figure[data-view="{view}"] {SHAPE}[data-key="{key}"]')
    assert at is not None, f"{key} is covered on {view}"
    page.mouse.click(at["x"], at["y"])


SPOT = """(selector) => {
  const path = document.querySelector(selector);
  const box = path.getBoundingClientRect();
  const found = [];
  for (let down = 1; down < 20; down += 1)
    for (let right = 1; right < 20; right += 1) {
      const x = box.x + box.width * right / 20, y = box.y + box.height * down / 20;
      if (document.elementFromPoint(x, y) === path) found.push({ x, y });
    }
  return found[Math.floor(found.length / 2)] ?? null;
}"""
"""A point of the screen where a shape lies above all others, in the middle of those that there are."""


def test_a_touched_muscle_is_lit_on_its_views_with_points_heat_card_and_address(desktop: Window) -> None:
    page = opened(desktop)
    touch(page, "deltoid.left", "front")
    expect(page.locator(CARD)).to_have_text("Deltoid, left")
    assert "muscle=deltoid" in page.url
    assert "side=left" in page.url
    for view in ("front", "back", "left"):
        drawn = page.locator(f'figure[data-view="{view}"] [data-role="chosen"]')
        assert drawn.locator(".chosen").count() == 1
        assert drawn.locator(".heat").count() >= 1
        assert drawn.locator(".atlas-cross text").count() >= 1
    expect(page.locator(".atlas [role=status]").first).to_contain_text("Deltoid, left. Pain is often felt here")
    expect(page.locator(".atlas-near svg").first).to_be_visible()
    assert desktop.complaints == []
    assert desktop.foreign == []


def test_going_back_shows_what_was_chosen_before(desktop: Window) -> None:
    page = opened(desktop)
    touch(page, "deltoid.left", "front")
    expect(page.locator(CARD)).to_have_text("Deltoid, left")
    touch(page, "gastrocnemius.right", "back")
    expect(page.locator(CARD)).to_contain_text("right")
    page.go_back()
    expect(page.locator(CARD)).to_have_text("Deltoid, left")
    page.go_back()
    expect(page.locator('[data-role="card"]')).to_be_hidden()


def test_a_second_touch_reaches_what_lies_below(desktop: Window) -> None:
    page = opened(desktop, "/learn/atlas?layer=deep")
    below = page.evaluate(STACKED, f'figure[data-view="back"] {SHAPE}')
    assert below is not None
    for key in below["keys"]:
        page.mouse.click(below["x"], below["y"])
        expect(page.locator(f'figure[data-view="back"] {SHAPE}[aria-pressed="true"]')).to_have_attribute(
            "data-key", key
        )


STACKED = """(selector) => {
  for (const path of document.querySelectorAll(selector)) {
    const box = path.getBoundingClientRect();
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const stack = document.elementsFromPoint(at.x, at.y).filter((each) => each.matches(selector));
    const keys = stack.map((each) => each.dataset.key);
    if (keys.length > 1) return { ...at, keys };
  }
  return null;
}"""
"""A point of the screen where shapes lie above one another, and which, from above."""


def test_the_layers_switch_and_keep_what_is_chosen(desktop: Window) -> None:
    page = opened(desktop, "/learn/atlas?muscle=soleus")
    page.get_by_role("link", name="Deep muscles").click()
    expect(shape(page, "piriformis.left", "back")).to_be_attached()
    expect(page.locator(CARD)).to_have_text("Soleus, right")
    page.get_by_role("link", name="Places").click()
    expect(shape(page, "temple_l", "left")).to_be_attached()
    assert page.locator('[data-list="areas"]').is_visible()
    assert not page.locator('[data-list="muscles"]').is_visible()


def test_a_place_names_the_muscles_that_send_pain_there_and_leads_to_them(desktop: Window) -> None:
    page = opened(desktop, "/learn/atlas?layer=areas")
    touch(page, "temple_r", "right")
    expect(page.locator(CARD)).to_have_text("Temple (right)")
    assert page.locator(".sender").count() >= 2
    page.locator('[data-role="card"]').get_by_role("link", name="Temporalis").first.click()
    expect(page.locator(CARD)).to_have_text("Temporalis, right")
    expect(page.locator('[data-role="card"]')).to_be_focused()


def test_the_keyboard_walks_from_muscle_to_muscle_chooses_and_lets_go(desktop: Window) -> None:
    page = opened(desktop)
    for _ in range(60):
        if page.evaluate("document.activeElement.matches('path.atlas-shape')"):
            break
        page.keyboard.press("Tab")
    seen = set()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"):
        seen.add(page.evaluate("document.activeElement.dataset.key"))
        expect(page.locator(".atlas-tip")).to_have_text(
            page.evaluate("document.activeElement.getAttribute('aria-label')")
        )
        page.keyboard.press(key)
    assert len(seen) > 2
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_have_text(name)
    expect(page.locator(f'{SHAPE}[aria-pressed="true"]').first).to_be_attached()
    assert page.evaluate("document.activeElement.matches('path.atlas-shape')")
    page.keyboard.press("Escape")
    expect(page.locator('[data-role="card"]')).to_be_hidden()


def test_a_muscle_is_found_by_typing_its_name_and_the_phone_turns_to_the_view_that_shows_it(
    whole: Served, windows: Windows
) -> None:
    page = opened(windows(whole, reduced_motion="reduce", **on_a_phone()))
    expect(page.locator('figure[data-view="front"]')).to_be_visible()
    page.get_by_label("Find by name").fill("infrasp")
    rows = page.locator('[data-list="muscles"] li').filter(visible=True)
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    expect(page.locator(CARD)).to_have_text("Infraspinatus, right")
    expect(page.locator('figure[data-view="back"]')).to_be_visible()
    expect(page.get_by_role("tab", name="Back")).to_have_attribute("aria-selected", "true")
    page.get_by_label("Find by name").fill("nobody has this")
    expect(page.locator(".atlas-none")).to_contain_text("Nothing has that name")


def test_one_point_is_looked_at_alone(desktop: Window) -> None:
    page = opened(desktop, "/learn/atlas?muscle=upper_trapezius")
    page.locator("ol.atlas-links a").nth(1).click()
    expect(page.locator(".atlas-views .atlas-cross.is-faint").first).to_be_attached()
    assert "point=tp2" in page.url


def test_a_part_of_the_body_is_looked_at_from_close_by(desktop: Window) -> None:
    page = opened(desktop)
    box = page.locator('figure[data-view="back"] svg')
    before = float(box.get_attribute("viewBox").split()[2])
    page.get_by_role("button", name="Neck and shoulders").click()
    expect(page.locator('figure[data-view="back"].is-zoomed')).to_be_attached()
    assert float(box.get_attribute("viewBox").split()[2]) < before / 2


def test_without_a_script_the_page_shows_the_same_and_its_links_work(whole: Served, windows: Windows) -> None:
    page = windows(whole, java_script_enabled=False).open()
    page.goto("/learn/atlas")
    page.locator("summary", has_text="Shoulder").first.click()
    page.get_by_role("link", name="Infraspinatus").click()
    expect(page.locator(CARD)).to_have_text("Infraspinatus, right")
    assert page.locator(".atlas-views .chosen").count() >= 1
    assert page.locator(".atlas-near .heat").count() >= 3
    page.locator('[data-role="card"]').get_by_role("link", name="Front of the shoulder").click()
    expect(page.locator(CARD)).to_have_text("Front of the shoulder (right)")


def test_a_layer_is_fetched_when_it_is_chosen_and_the_whole_is_light(desktop: Window) -> None:
    page = desktop.open()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto("/learn/atlas")
    page.locator(SHAPE).first.wait_for(state="attached")
    assert [LAYER.search(url).group(1) for url in desktop.asked if LAYER.search(url)] == ["muscles"]
    assert 0 < sum(sizes) < MOST_BYTES, sizes
    page.get_by_role("link", name="Deep muscles").click()
    expect(shape(page, "piriformis.left", "back")).to_be_attached()
    assert [LAYER.search(url).group(1) for url in desktop.asked if LAYER.search(url)] == ["muscles", "deep"]


@pytest.mark.parametrize("path", ["/learn/atlas?muscle=infraspinatus", "/learn/muscles/upper_trapezius"])
def test_a_muscle_is_printed_on_one_sheet(desktop: Window, path: str) -> None:
    page = desktop.open()
    page.goto(path, wait_until="networkidle")
    sheet = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
