"""Somebody in front of the page, who goes on from one step to the next as its main action says."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import AWAKE

PLACES = {"shoulder_top_l": 5, "neck_upper_l": 3}
"""The regions that hurt, seen from the back, and how much."""
TRUE = (
    "cause:desk_posture",
    "cue:hour_or_more_in_one_position",
    "movement:neck_tilt_away",
    "movement:type_mouse",
    "clear_muscle_trigger",
    "mechanical_pattern",
)
"""The lines that are ticked wherever they stand; of the others none is true."""
INTERVIEW = ("welcome", "home", "where", "story", "signs", "safety")
MOST_STEPS = 60


class Person:
    """Uses mouse or finger. `met` are the steps they came by."""

    def __init__(self, page: Page, *, by_finger: bool = False, has_scripts: bool = True) -> None:
        self.page = page
        self.has_scripts = has_scripts
        self.by_finger = by_finger
        self.met: list[str] = []
        self.met_knot = ""

    # --- where they are -----------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Types an address."""
        self.page.goto(path)
        self.arrive()

    def arrive(self) -> str:
        """The page is there and its islands are awake. Returns the name of the step."""
        self.page.locator(AWAKE if self.has_scripts else "html").wait_for(state="attached")
        return self.step

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def step(self) -> str:
        """The name of the page, as `unknot.web.urls` has it."""
        parts = self.path.strip("/").split("/")
        if parts[0] != "knots":
            return parts[-1] or "home"
        if len(parts) == 1:
            return "knots"
        if len(parts) == 2:
            return "where" if parts[1] == "new" else "result"
        return "-".join(part for part in parts[2:] if not part.isdigit())

    @property
    def knot(self) -> str:
        return self.path.split("/")[2]

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    # --- hands --------------------------------------------------------------------------------------------

    def press(self, what: Locator) -> None:
        """A click, or a tap where there is a finger."""
        what.tap() if self.by_finger else what.click()

    def choose(self, name: str, value: str) -> None:
        """A box or a pill, by the row that is seen of it."""
        field = self.page.locator(f'input[name="{name}"][value="{value}"]')
        if not field.is_checked():
            self.press(self.page.locator("label").filter(has=field))

    def type(self, name: str, text: str) -> None:
        field = self.page.locator(f'input[name="{name}"]')
        self.press(field)
        field.fill(text)

    def send(self) -> None:
        """The main action, and the page after it."""
        self.leave(lambda: self.press(self.page.locator("main .button-primary:visible").first))

    def leave(self, act: Callable[[], None]) -> str:
        """Does what leads to another page, or to the same one once more."""
        with self.page.expect_navigation(wait_until="load"):
            act()
        return self.arrive()

    # --- steps --------------------------------------------------------------------------------------------

    def go_on(self) -> str:
        """Does what the page asks. Returns the step that comes next."""
        before = self.step
        self.met.append(before)
        if before == "result":
            self.met_knot = self.knot
        getattr(self, f"do_{before.replace('-', '_')}", self.send)()
        return self.step

    def go_until(self, *steps: str) -> None:
        """Goes on until one of these steps is reached."""
        for _ in range(MOST_STEPS):
            if self.step in steps:
                return
            self.go_on()
        raise AssertionError(f"never came to {steps}, only to {self.met}")

    def do_welcome(self) -> None:
        self.type("age", "34")
        self.choose("active", "yes")
        self.choose("sex", "female")
        self.send()

    def do_where(self) -> None:
        if not self.mark_of(next(iter(PLACES))).input_value():
            self.mark()
        self.send()

    def do_story(self) -> None:
        self.choose("since", "7")
        self.choose("pain_now", "4")
        self.choose("pain_worst", "6")
        self.answer()
        self.send()

    def do_signs(self) -> None:
        self.answer()
        self.send()

    def do_safety(self) -> None:
        self.answer()
        self.send()

    def do_means(self) -> None:
        if self.page.locator('input[name="tools"]').count():
            self.choose("tool", "ball")
            self.choose("minutes", "10")
        else:
            self.answer()
        self.send()

    def do_session(self) -> None:
        """The timer runs, and time goes by."""
        self.run_the_timer()
        self.choose("felt", "better")
        self.leave(lambda: self.press(self.page.get_by_role("button", name="Keep it and go on")))

    def do_check_in(self) -> None:
        self.choose("news", "none")
        self.choose("function", "8")
        self.choose("pain_now", "3")
        self.choose("pain_worst", "4")
        self.send()

    # --- what takes more than a press ------------------------------------------------------------------------

    def mark(self) -> None:
        """Says how strong it is, and touches each place on the picture; without scripts, in the list."""
        if not self.has_scripts:
            self.mark_in_the_list()
            return
        if self.by_finger:
            self.press(self.page.get_by_role("tab", name=re.compile("back", re.IGNORECASE)))
            self.press(self.page.get_by_role("button", name="Neck and shoulders"))
        for region, strength in PLACES.items():
            self.page.get_by_role("slider", name="How strong is it?").focus()
            self.page.keyboard.press(str(strength))
            self.touch(region)
            expect(self.mark_of(region)).to_have_value(str(strength))

    def mark_in_the_list(self) -> None:
        for region, strength in PLACES.items():
            group = self.page.locator("details").filter(has=self.mark_of(region))
            if group.get_attribute("open") is None:
                self.press(group.locator("summary"))
            self.mark_of(region).select_option(str(strength))

    def mark_of(self, region: str) -> Locator:
        """The select that is sent for a region."""
        return self.page.locator(f'select[name="mark.{region}"]')

    def touch(self, region: str, view: str = "back") -> None:
        """One touch in the middle of a region, after the picture has come to rest."""
        x, y = self.middle(region, view)
        self.page.touchscreen.tap(x, y) if self.by_finger else self.page.mouse.click(x, y)

    def middle(self, region: str, view: str = "back") -> tuple[float, float]:
        """Where the region is on the screen."""
        shape = self.page.locator(f'figure[data-view="{view}"] path[data-region="{region}"]')
        shape.scroll_into_view_if_needed()
        found: list[float] = shape.evaluate(AT_REST)
        return found[0], found[1]

    def run_the_timer(self) -> None:
        start = self.page.get_by_role("button", name="Start", exact=True)
        if not start.count():
            return
        self.press(start)
        seconds = float(self.page.locator('[data-island="player"]').get_attribute("data-seconds") or 0)
        self.page.clock.run_for(2_000)
        self.page.clock.fast_forward(int(1_000 * seconds))
        expect(self.page.get_by_role("heading", name="How was it?")).to_be_visible()

    def answer(self) -> None:
        """Ticks what is true of the lines that stand there; to a single question the answer is no."""
        if self.page.locator('input[name="said"]').count():
            self.choose("said", "no")
        for line in TRUE:
            if self.page.locator(f'input[name="yes"][value="{line}"]').count():
                self.choose("yes", line)


AT_REST = """async (shape) => {
  const at = () => {
    const [x, y] = shape.dataset.at.split(/[\\s,]+/).map(Number);
    const seen = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM());
    return [seen.x, seen.y];
  };
  const later = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  let before, now = at();
  do { before = now; await later(); now = at(); } while (before[0] !== now[0] || before[1] !== now[1]);
  return now;
}"""
"""Where the middle of a region is, in a promise that waits for the picture to stop moving."""
