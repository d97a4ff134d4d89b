"""An answer that calls for help at once leaves one page, and a slip of the finger has a way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import on_a_phone
from tests.browser.conftest import Windows
from tests.browser.person import Person
from tests.web.serving import Served
from unknot.content.library import load

CHEST = "rf_chest_pressure"
ELSEWHERE = ("story", "signs", "safety", "means", "plan", "session", "check-in", "course", "where")


@pytest.fixture
def person(app: Served, windows: Windows) -> Person:
    """Somebody who has just ticked that there is pressure on the chest."""
    someone = Person(windows(app, **on_a_phone()).open(), by_finger=True)
    someone.open("/")
    someone.go_until("safety")
    while not someone.page.locator(f'input[value="{CHEST}"]').count():
        someone.go_on()
    someone.choose("yes", CHEST)
    someone.send()
    return someone


def treatments() -> set[str]:
    """The names of all techniques and muscles, as they stand on pages."""
    library = load()
    names = [library.say(f"technique.{id_}.name") for id_ in library.techniques]
    return {name.lower() for name in [*names, *(library.say(f"muscle.{id_}.name") for id_ in library.muscles)]}


def test_an_emergency_shows_the_emergency_and_nothing_else(person: Person) -> None:
    assert person.step == "result"
    page, text = person.page, person.text.lower()
    assert "in the united kingdom: call 999 now." in text
    assert page.locator("nav, header, footer, svg, [data-island]").count() == 0
    assert [form.get_attribute("action") for form in page.locator("form").all()] == [f"/knots/{person.knot}/country"]
    assert [button.inner_text() for button in page.get_by_role("button").all()] == ["Print this page"]
    assert [link.inner_text() for link in page.locator("main a").all()] == ["999", "I ticked something by mistake"]
    assert [name for name in treatments() if re.search(rf"\b{re.escape(name)}\b", text)] == []
    assert not re.search(r"\bforecast|gone by|massage|ball\b|stretch|muscle|%", text)
    for name in ELSEWHERE:
        person.open(f"/knots/{person.knot}/{name}")
        assert person.step == "result", name
    person.open("/")
    assert person.step == "result"


def test_another_country_shows_its_number_at_once(person: Person) -> None:
    page = person.page
    page.locator("summary", has_text="Not in the United Kingdom?").click()
    page.get_by_label("Country").select_option("JP")
    person.leave(lambda: person.press(page.get_by_role("button", name="Show its number")))
    assert person.step == "result"
    expect(page.get_by_role("link", name="119")).to_have_attribute("href", "tel:119")


def test_what_was_ticked_by_mistake_can_be_taken_back(person: Person) -> None:
    person.leave(lambda: person.press(person.page.get_by_role("link", name="I ticked something by mistake")))
    assert "call 999 (in the United Kingdom) or your local emergency number" in person.text
    person.choose(f"line.{CHEST}", "no")
    person.send()
    expect(person.page.get_by_role("navigation", name="Main")).to_be_visible()
    person.go_until("result")
    assert "gone" in person.text
