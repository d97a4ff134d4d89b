"""The body through time in a browser: by keyboard, by playing, and without a script."""

from __future__ import annotations

from tests.browser.chromium import AWAKE
from tests.browser.conftest import Windows
from tests.web.serving import Served

PAGE = "/knots/time-lapse"
MARKED = "document.querySelectorAll('.lapse-mark:not([data-strength=\"0\"])').length"


def test_the_keyboard_walks_through_the_days_and_the_marks_follow(whole: Served, windows: Windows) -> None:
    page = windows(whole).open()
    page.goto(PAGE)
    page.locator(AWAKE).wait_for(state="attached")
    now, marked = page.locator("[data-role=day]").inner_text(), page.evaluate(MARKED)
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    page.keyboard.press("Home")
    assert page.locator("[data-role=day]").inner_text() != now
    assert page.evaluate(MARKED) != marked
    said = slider.get_attribute("aria-valuetext") or ""
    assert page.locator("[data-role=lines] li").first.inner_text() in said
    page.keyboard.press("End")
    assert (page.locator("[data-role=day]").inner_text(), page.evaluate(MARKED)) == (now, marked)


def test_playing_begins_and_stops_by_the_person_and_not_where_less_motion_is_wanted(
    whole: Served, windows: Windows
) -> None:
    page = windows(whole, reduced_motion="no-preference").open()
    page.goto(PAGE)
    page.get_by_role("button", name="Play").press("Enter")
    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_role("button", name="Play").wait_for()
    calm = windows(whole, reduced_motion="reduce").open()
    calm.goto(PAGE)
    calm.get_by_role("button", name="Step back").wait_for()
    assert calm.get_by_role("button", name="Play").count() == 0


def test_without_a_script_links_lead_from_day_to_day(whole: Served, windows: Windows) -> None:
    page = windows(whole, java_script_enabled=False).open()
    page.goto(PAGE)
    page.get_by_role("link", name="From the beginning").click()
    assert "?day=" in page.url
    assert page.get_by_role("link", name="From the beginning").count() == 0
    assert page.locator('.lapse-mark:not([data-strength="0"])').count() > 0
