"""Somebody who uses the keyboard alone: Tab, Space, Enter, arrows and digits."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.person import PLACES, Person

MOST_TABS = 250
MOST_ARROWS = 40


class Typist(Person):
    """Reaches everything by Tab; nothing is clicked and nothing is focused by script."""

    def press(self, what: Locator) -> None:
        self.tab_to(what)
        self.page.keyboard.press("Enter")

    def choose(self, name: str, value: str) -> None:
        field = self.page.locator(f'input[name="{name}"][value="{value}"]')
        if field.get_attribute("type") == "checkbox":
            self.tab_to(field)
            self.page.keyboard.press("Space")
        else:
            self.tab_to(self.page.locator(f'input[name="{name}"]'))
            self.page.keyboard.press("Space")
            for _ in range(self.page.locator(f'input[name="{name}"]').count()):
                if field.is_checked():
                    break
                self.page.keyboard.press("ArrowRight")
        expect(field).to_be_checked()

    def type(self, name: str, text: str) -> None:
        self.tab_to(self.page.locator(f'input[name="{name}"]'))
        self.page.keyboard.type(text)

    def mark(self) -> None:
        """Tab leads into the picture, arrows to the place; a digit marks it."""
        for region, strength in PLACES.items():
            self.tab_to(self.page.locator("path[data-region]"))
            self.walk_to(region)
            self.page.keyboard.press(str(strength))
            expect(self.mark_of(region)).to_have_value(str(strength))

    def tab_to(self, what: Locator) -> None:
        """Presses Tab until one of these has the focus, and can be seen to have it."""
        for _ in range(MOST_TABS):
            if what.evaluate_all("(all) => all.includes(document.activeElement)"):
                assert self.page.evaluate("() => document.activeElement.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {what} on {self.path}")

    def walk_to(self, region: str) -> None:
        """From region to region, always on in the direction in which the place lies."""
        for _ in range(MOST_ARROWS):
            way: str = self.page.evaluate(WAY, region)
            if not way:
                return
            self.page.keyboard.press(way)
        raise AssertionError(f"the arrows never came to {region}")


WAY = """(region) => {
  const here = document.activeElement;
  if (here.dataset.region === region) return "";
  const middle = (shape) => {
    const box = shape.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const there = here.closest("svg").querySelector(`path[data-region="${region}"]`)
    ?? document.querySelector(`figure:not([hidden]) path[data-region="${region}"]`);
  const from = middle(here), to = middle(there), right = to.x - from.x, down = to.y - from.y;
  if (Math.abs(right) > Math.abs(down)) return right > 0 ? "ArrowRight" : "ArrowLeft";
  return down > 0 ? "ArrowDown" : "ArrowUp";
}"""
"""The arrow key that leads from the region in focus towards another; empty where they are the same."""
