"""The session player as people use it: full screen, with sound, offline, interrupted, eased, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import lives
from tests.browser.chromium import AWAKE, DESKTOP, Window, on_a_phone
from tests.browser.conftest import Windows
from tests.browser.keyboard import Typist
from tests.browser.person import Person
from tests.browser.test_every_page import AXE, OVER_THE_EDGE, TWICE, violations
from tests.browser.test_nothing_is_lost import facts
from tests.web.serving import Served

SESSION = f"/knots/{lives.MAIN}/session"
STEP = f"{SESSION}/1"
LEAST_PX = 44
SIDEWAYS = {**on_a_phone(), "viewport": {"width": 740, "height": 360}}
SIZES = {"phone": on_a_phone(), "sideways": SIDEWAYS, "desktop": {"viewport": DESKTOP}}
SMALL_ON_STAGE = """(least) => [...document.querySelectorAll(".is-full button")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.textContent, each.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < least - 0.01)
  .map(([words, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${words}`)"""
"""What is too small for a finger while the step fills the screen."""
HEARD = """() => {
  window.heard = [];
  const voice = { localService: true, lang: "en-GB", name: "here" };
  const voices = [{ localService: false, lang: "en-GB", name: "elsewhere" }, voice];
  const Said = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Said });
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices,
    cancel: () => {},
    speak: (said) => window.heard.push([said.voice.name, said.text]),
  } });
  Object.defineProperty(navigator, "vibrate", { value: (ms) => { window.heard.push(["shaken", ms]); return true; } });
}"""
"""A browser that can speak and shake, and notes what it did."""


def opened(seen: Window, path: str = STEP) -> Page:
    """The page of a step, its clock in the hands of the test."""
    page = seen.open()
    page.clock.install()
    page.goto(path)
    page.locator(AWAKE).wait_for(state="attached")
    return page


def running(page: Page, seconds: int = 0) -> Page:
    page.get_by_role("button", name="Start", exact=True).click()
    page.clock.run_for(1_000 * seconds)
    return page


def to_the_end(page: Page) -> None:
    total = float(page.locator('[data-island="player"]').get_attribute("data-seconds") or 0)
    page.clock.run_for(1_000)
    page.clock.fast_forward(int(1_000 * total))
    expect(page.get_by_role("heading", name="How was it?")).to_be_visible()


def sent(page: Page) -> None:
    page.get_by_role("button", name="Keep it and go on").click()


def phase(page: Page) -> str | None:
    return page.locator(".player-face").get_attribute("data-phase")


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_the_step_fills_the_screen_and_there_is_an_obvious_way_out(
    planned: Served, windows: Windows, how: dict[str, Any]
) -> None:
    page = running(opened(windows(planned, **how)), 25)
    stage = page.get_by_role("dialog", name="The session")
    box = stage.bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, size["width"], size["height"])
    expect(stage).to_contain_text("1 of 3")
    expect(stage).to_contain_text("Left side · Spot 1 of 2")
    for words in ("Pause", "Next", "Stop", "Leave full screen", "Dizzy or faint", "It hurts too much"):
        found = stage.get_by_role("button", name=words)
        expect(found).to_be_in_viewport(ratio=1)
        touched = found.bounding_box()
        assert touched is not None
        assert min(touched["width"], touched["height"]) >= LEAST_PX, words
    for seen in (".player-digits", ".player-cue", ".player-next"):
        expect(page.locator(seen)).to_be_in_viewport()
    page.get_by_role("button", name="Leave full screen").click()
    expect(stage).to_have_count(0)
    assert phase(page) == "paused"
    expect(page.get_by_role("link", name="Unknot")).to_be_visible()


@pytest.mark.parametrize("how", SIZES.values(), ids=SIZES)
def test_axe_finds_nothing_and_nothing_hangs_over_in_any_state(
    planned: Served, windows: Windows, how: dict[str, Any]
) -> None:
    page = opened(windows(planned, **how, reduced_motion="reduce"))
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")

    def look(state: str) -> dict[str, list[str]]:
        found = {state: violations(page)}
        page.emulate_media(color_scheme="dark")
        found[f"{state}, dark"] = violations(page, "color-contrast")
        page.emulate_media(color_scheme="light")
        found[f"{state}, small"] = page.evaluate(SMALL_ON_STAGE, LEAST_PX)
        page.evaluate(TWICE)
        found[f"{state}, twice"] = page.evaluate(OVER_THE_EDGE)
        page.evaluate("document.documentElement.style.fontSize = ''")
        return found

    found = look("ready")
    running(page, 20)
    found |= look("running")
    page.get_by_role("button", name="Pause").click()
    found |= look("paused")
    page.get_by_role("button", name="Stop", exact=True).click()
    found |= look("stopping")
    page.get_by_role("button", name="Carry on").click()
    page.get_by_role("button", name="It hurts too much").click()
    found |= look("hurting")
    page.get_by_role("button", name="It still hurts").click()
    expect(page.get_by_role("heading", name="How was it?")).to_be_focused()
    found["over"] = violations(page)
    assert {state: all_ for state, all_ in found.items() if all_} == {}


def test_a_whole_session_is_logged_as_it_was_done(planned: Served, windows: Windows) -> None:
    seen = windows(planned, **on_a_phone())
    before = len(facts(planned, "dose"))
    page = opened(seen)
    for number in (1, 2, 3):
        expect(page.get_by_text(f"Step {number} of 3")).to_be_visible()
        running(page)
        to_the_end(page)
        sent(page)
        page.wait_for_url(f"**/session/{'done' if number == 3 else number + 1}")
        page.locator(AWAKE).wait_for(state="attached")
    done = facts(planned, "dose")[before:]
    assert done[0]["seconds"] == 180
    assert all(dose["region"].endswith("_l") and not dose.get("stopped") for dose in done)
    assert seen.complaints == []


def test_what_to_hear_is_chosen_once_and_only_voices_of_this_device_speak(planned: Served, windows: Windows) -> None:
    seen = windows(planned, **on_a_phone())
    seen.context.add_init_script(f"({HEARD})()")
    page = running(opened(seen), 12)
    assert page.evaluate("window.heard") == []
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Speak").click()
    page.get_by_role("button", name="Tone and shake").click()
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(50_000)
    heard = page.evaluate("window.heard")
    assert {who for who, _ in heard} == {"here", "shaken"}
    assert any("Press less as it eases" in str(what) for _, what in heard)
    page.reload()
    page.locator(AWAKE).wait_for(state="attached")
    for chosen in ("Speak", "Tone and shake"):
        expect(page.get_by_role("button", name=chosen)).to_have_attribute("aria-pressed", "true")


def test_a_closed_tab_goes_on_at_the_same_second(planned: Served, windows: Windows) -> None:
    seen = windows(planned, **on_a_phone())
    page = running(opened(seen), 40)
    left = page.locator(".player-digits").inner_text()
    page.close()
    page = opened(seen)
    expect(page.get_by_text("You were in the middle of this")).to_be_visible()
    expect(page.locator(".player-digits")).to_have_text(left)
    assert phase(page) == "paused"
    page.get_by_role("button", name="Go on").click()
    to_the_end(page)
    before = len(facts(planned, "dose"))
    sent(page)
    page.wait_for_url("**/session/2")
    assert facts(planned, "dose")[before]["seconds"] == 180


def test_it_goes_on_offline_and_what_was_done_arrives_once(planned: Served, windows: Windows) -> None:
    seen = windows(planned, **on_a_phone())
    before = len(facts(planned, "dose"))
    page = opened(seen)
    page.locator("html[data-kept]").wait_for(state="attached")
    running(page, 20)
    seen.context.set_offline(True)
    to_the_end(page)
    sent(page)
    page.wait_for_url("**/session/2")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    running(page)
    to_the_end(page)
    sent(page)
    page.wait_for_url("**/session/3")
    assert len(facts(planned, "dose")) == before
    seen.context.set_offline(False)
    page.goto(SESSION)
    page.wait_for_url("**/session/3")
    expect(page.get_by_text("Kept on this device")).to_be_hidden()
    done = facts(planned, "dose")[before:]
    assert [dose["seconds"] > 0 for dose in done] == [True, True]
    page.goto(f"{SESSION}/done")
    page.locator(AWAKE).wait_for(state="attached")
    expect(page.get_by_text("That was it for today")).to_be_visible()
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    assert len(facts(planned, "dose")) == before + 2


def test_offline_what_feels_wrong_is_answered_and_nothing_of_the_plan_follows(
    planned: Served, windows: Windows
) -> None:
    seen = windows(planned, **on_a_phone())
    page = opened(seen)
    page.locator("html[data-kept]").wait_for(state="attached")
    running(page, 30)
    seen.context.set_offline(True)
    page.get_by_role("button", name="Chest or breath").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Sit down and rest")
    expect(page.locator('a[href^="tel:"]').first).to_be_visible()
    page.goto(f"{SESSION}/2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Sit down and rest")
    seen.context.set_offline(False)
    page.wait_for_url("**/session/felt/chest")
    assert any(fact["question"] == "ss_breathing_chest" for fact in facts(planned, "answer"))
    expect(page.get_by_text("Ball on the shoulder top")).to_have_count(0)


def test_what_hurts_is_eased_and_goes_on(planned: Served, windows: Windows) -> None:
    page = running(opened(windows(planned, **on_a_phone())), 30)
    left = page.locator(".player-digits").inner_text()
    page.get_by_role("button", name="It hurts too much").click()
    expect(page.get_by_role("group", name="Let up")).to_contain_text("until it is 3 out of 10 at most")
    expect(page.get_by_role("button", name="Dizzy or faint")).to_be_in_viewport(ratio=1)
    page.clock.run_for(60_000)
    page.get_by_role("button", name="It is 3 or less: go on").click()
    expect(page.locator(".player-digits")).to_have_text(left)
    assert phase(page) == "running"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_hurts_gives_way_to_something_gentler(planned: Served, windows: Windows, *, scripts: bool) -> None:
    seen = windows(planned, **on_a_phone(), java_script_enabled=scripts)
    before = len(facts(planned, "dose"))
    if scripts:
        page = running(opened(seen), 30)
        page.get_by_role("button", name="It hurts too much").click()
    else:
        page = seen.open()
        page.goto(STEP)
        page.wait_for_timeout(1_100)
    change = page.get_by_role("button", name="Change to:")
    name = change.inner_text().removeprefix("Change to: ")
    change.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    left = facts(planned, "dose")[before:]
    assert [(dose["technique"], dose["stopped"]) for dose in left] == [("ball_shoulder_top", True)]
    page.goto(SESSION)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    if scripts:
        page.locator(AWAKE).wait_for(state="attached")
        running(page)
        to_the_end(page)
        sent(page)
        page.wait_for_url("**/session/2")
        assert not facts(planned, "dose")[before + 1].get("stopped")


def test_what_goes_on_hurting_ends_the_step(planned: Served, windows: Windows) -> None:
    page = running(opened(windows(planned, **on_a_phone())), 30)
    before = len(facts(planned, "dose"))
    page.get_by_role("button", name="It hurts too much").click()
    page.get_by_role("button", name="It still hurts").click()
    sent(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Then stop here")
    assert facts(planned, "dose")[before]["stopped"]


def test_by_keyboard_alone_movements_are_counted_and_the_screen_is_left(planned: Served, windows: Windows) -> None:
    seen = windows(planned, reduced_motion="reduce")
    page = opened(seen, f"{SESSION}/2")
    typist = Typist(page)
    typist.press(page.get_by_role("button", name="Count myself"))
    typist.press(page.get_by_role("button", name="Start", exact=True))
    page.clock.run_for(12_000)
    count = page.locator(".player-count")
    expect(count).to_contain_text("1 of")
    page.clock.run_for(60_000)
    expect(count).to_contain_text("1 of")
    typist.press(page.get_by_role("button", name="Count one"))
    expect(count).to_contain_text("2 of")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dizzy or faint")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Go on")).to_be_focused()


def test_deleting_everything_leaves_nothing_of_a_session_in_the_browser(planned: Served, windows: Windows) -> None:
    page = opened(windows(planned))
    page.locator("html[data-kept]").wait_for(state="attached")
    running(page, 20)
    assert page.evaluate("async () => (await caches.keys()).length") == 1
    page.get_by_role("button", name="Leave full screen").click()
    person = Person(page)
    person.open("/settings")
    person.type("word", "delete")
    person.leave(lambda: person.press(page.get_by_role("button", name="Delete everything")))
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
