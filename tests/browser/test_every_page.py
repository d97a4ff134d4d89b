"""Every page, looked at from outside: nobody is shut out, nothing hangs over the edge, everything can be touched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import places
from tests.browser.chromium import AWAKE, DESKTOP, PHONE, ROOT, Window, on_a_phone, window
from tests.web.serving import Served

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LEAST_TARGET_PX = 24
TWICE = "document.documentElement.style.fontSize = '200%'"
"""What a browser does whose person has asked for text twice as large."""


@pytest.fixture(scope="module")
def axe() -> str:
    """The program that knows the rules."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: run script/build-frontend --check, which installs it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def phones(browser: Browser, whole: Served, held_back: Served) -> Iterator[dict[str, Window]]:
    """A window on each record."""
    how = {**on_a_phone(), "reduced_motion": "reduce"}
    with (
        window(browser, f"http://{whole.host}", whole.fresh_link(), **how) as one,
        window(browser, f"http://{held_back.host}", held_back.fresh_link(), **how) as other,
        window(browser, f"http://{whole.host}", **how) as stranger,
    ):
        yield {"whole": one, "held back": other, "stranger": stranger}


RECORDS = {
    "whole": places.WHOLE,
    "held back": places.HELD_BACK,
    "stranger": {"not let in": "/", "link used": "/enter/no"},
}
EVERY = [(record, name) for record, pages in RECORDS.items() for name in pages]


@pytest.fixture(scope="module", params=EVERY, ids=[name for _, name in EVERY])
def page(request: pytest.FixtureRequest, phones: dict[str, Window]) -> Iterator[Page]:
    """One of the pages on a phone, with everything that can be folded out folded out."""
    record, name = request.param
    there = phones[record].open()
    there.goto(RECORDS[record][name])
    there.locator(AWAKE).wait_for(state="attached")
    there.evaluate("() => { for (const each of document.querySelectorAll('details')) each.open = true; }")
    yield there
    there.close()


@pytest.fixture(autouse=True)
def as_it_was(page: Page) -> Iterator[None]:
    """The next test finds the page as it was opened."""
    yield
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, by rule and place."""
    only = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("(options) => axe.run(document, options)", {**only, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]
    ]


def test_axe_finds_nothing_light_or_dark_on_phone_or_desktop(page: Page, axe: str) -> None:
    page.evaluate(f"() => {{ {axe} }}")
    found = {"phone": violations(page)}
    page.emulate_media(color_scheme="dark")
    found["phone, dark"] = violations(page, "color-contrast")
    page.set_viewport_size(DESKTOP)
    found["desktop, dark"] = violations(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    found["desktop"] = violations(page)
    assert {size: all_ for size, all_ in found.items() if all_} == {}


def test_nothing_hangs_over_the_edge_of_a_phone_at_any_size_of_text(page: Page) -> None:
    assert page.evaluate(OVER_THE_EDGE) == []
    page.evaluate(TWICE)
    assert page.evaluate(OVER_THE_EDGE) == []


def test_a_finger_hits_everything_that_can_be_touched(page: Page) -> None:
    small = page.evaluate(SMALL, LEAST_TARGET_PX)
    assert small == []


OVER_THE_EDGE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > edge + 1 && !each.closest(".table-scroll, .map-looks"))
    .map((each) => `${each.tagName} ${each.getAttribute("class")} ${each.textContent.trim().slice(0, 40)}`);
}"""
"""What reaches beyond the right edge, if the page can be pushed sideways at all."""

SMALL = """(least) => {
  const seen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const inText = (each) =>
    each.tagName === "A" && getComputedStyle(each).display === "inline" && each.closest("p, li, dt, dd, h1, h2, h3");
  const touched = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=tab]")]
    .filter((each) => each.type !== "hidden" && !inText(each))
    .map((each) => (each.matches("input[type=checkbox], input[type=radio]") ? (each.closest("label") ?? each) : each))
    .filter(seen);
  const boxes = touched.map((each) => ({ each, box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0 && box.right > 0);
  return boxes.filter(({ box }) => Math.min(box.width, box.height) < least - 0.01)
    .map(({ each, box }) => `${Math.round(box.width)}×${Math.round(box.height)} ${each.outerHTML.slice(0, 100)}`);
}"""
"""The targets that are too small. A link in a sentence may be as high as its line."""
