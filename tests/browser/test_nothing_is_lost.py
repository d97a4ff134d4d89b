"""Back, reload, a closed tab, a second tab and a form that came too late: what was typed or sent stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import lives
from tests.browser.conftest import Windows
from tests.browser.person import PLACES, Person
from tests.web.serving import Served

HALF_FILLED: dict[str, Callable[[Person], None]] = {
    "welcome": lambda person: (person.type("age", "34"), person.choose("active", "yes")),
    "where": lambda person: person.mark(),
    "story": lambda person: (person.choose("since", "7"), person.choose("pain_now", "4"), person.answer()),
    "signs": lambda person: person.answer(),
    "safety": lambda person: person.answer(),
    "means": lambda person: (person.choose("tool", "ball"), person.choose("minutes", "15")),
    "check-in": lambda person: (person.choose("function", "7"), person.choose("pain_now", "2")),
}
"""What a person has filled in of a page when they are called away."""

FILLED_IN = """() => [...document.querySelectorAll("main form :is(input, select, textarea)")]
  .filter((each) => each.type !== "hidden" && each.name)
  .filter((each) => (["checkbox", "radio"].includes(each.type) ? each.checked : each.value))
  .map((each) => [each.name, each.value])"""
"""Everything that is filled in on the page."""


def filled_in(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(FILLED_IN)
    return found


def facts(there: Served, kind: str = "") -> list[dict[str, Any]]:
    """Everything of a kind that is stored, page by page by way of the API."""
    found: list[dict[str, Any]] = []
    last = ""
    while True:
        query = "&".join(f"{name}={value}" for name, value in (("kind", kind), ("after", last)) if value)
        answer = json.loads(there.ask("GET", f"/api/v1/facts?{query}", **there.companion).body)
        found += answer["facts"]
        last = answer["next"]
        if not last:
            return found


def test_a_reload_and_a_closed_tab_lose_nothing_at_any_step(app: Served, windows: Windows) -> None:
    seen = windows(app)
    person = Person(seen.open())
    person.open("/")
    waiting = dict(HALF_FILLED)
    while waiting:
        fill = waiting.pop(person.step, None)
        if fill is not None:
            fill(person)
            typed, path = filled_in(person.page), person.page.url
            assert typed, person.step
            person.page.reload()
            person.arrive()
            assert filled_in(person.page) == typed, f"{person.step} after a reload"
            person.page.close()
            person = Person(seen.open())
            person.open(path)
            assert filled_in(person.page) == typed, f"{person.step} in a new tab"
        if person.step == "plan":
            person.open(f"/knots/{person.knot}/check-in")
        elif waiting:
            person.go_on()
    assert seen.complaints == []


def test_what_was_sent_is_shown_again_and_sending_it_again_changes_no_answer(app: Served, windows: Windows) -> None:
    person = Person(windows(app).open())
    person.open("/")
    person.go_until("result")
    knot, told = person.knot, facts(app)
    for name in ("where", "story", "signs"):
        person.open(f"/knots/{knot}/{name}")
        assert filled_in(person.page), name
        person.send()
    person.go_until("result")
    known = {fact["id"] for fact in told}
    added = [fact for fact in facts(app) if fact["id"] not in known and fact["kind"] != "forecast_issued"]
    asked = {fact["question"] for fact in told if fact["kind"] == "answer"}
    assert [fact for fact in added if fact.get("value") != "no" or fact["question"] in asked] == []


def test_the_back_button_of_the_browser_leads_to_the_form_as_it_was_sent(app: Served, windows: Windows) -> None:
    person = Person(windows(app).open())
    person.open("/")
    person.go_until("signs")
    for name in ("story", "where"):
        person.page.go_back()
        person.arrive()
        assert person.step == name
    for region, strength in PLACES.items():
        expect(person.mark_of(region)).to_have_value(str(strength))
    person.send()
    assert person.step in ("story", "signs")
    assert len({fact["episode"] for fact in facts(app, "mark")}) == 1


def test_what_two_tabs_say_at_the_same_time_is_all_there(settling: Served, windows: Windows) -> None:
    seen = windows(settling)
    marker, checker = Person(seen.open()), Person(seen.open())
    marker.open(f"/knots/{lives.MAIN}/where")
    checker.open(f"/knots/{lives.MAIN}/check-in")
    marker.page.bring_to_front()
    marker.touch("low_back_l")
    checker.page.bring_to_front()
    for name, value in {"news": "none", "function": "8", "pain_now": "3", "pain_worst": "4"}.items():
        checker.choose(name, value)
    for person in (marker, checker):
        person.page.evaluate("() => setTimeout(() => document.querySelector('main form').requestSubmit(), 0)")
    for person, left in ((marker, "where"), (checker, "check-in")):
        person.page.wait_for_url(lambda url, left=left: not url.endswith(f"/{left}"))
    assert any(fact["region"] == "low_back_l" and fact["intensity"] for fact in facts(settling, "mark"))
    assert any(fact.get("pain_worst") == 4 and fact.get("function") == 8 for fact in facts(settling, "check_in"))


def test_the_marks_of_two_tabs_are_all_there(settling: Served, windows: Windows) -> None:
    seen = windows(settling)
    tabs = {"low_back_l": Person(seen.open()), "low_back_r": Person(seen.open())}
    for region, person in tabs.items():
        person.open(f"/knots/{lives.MAIN}/where")
        person.touch(region)
    for person in tabs.values():
        person.page.bring_to_front()
        person.send()
    again = Person(seen.open())
    again.open(f"/knots/{lives.MAIN}/where")
    for region in tabs:
        expect(again.mark_of(region)).not_to_have_value("")


@pytest.mark.parametrize("name", ["where", "story", "check-in", "means?part=tools"])
def test_a_form_sent_after_everything_was_deleted_gets_a_friendly_page(
    name: str, settling: Served, windows: Windows
) -> None:
    seen = windows(settling)
    left_open, deleting = Person(seen.open()), Person(seen.open())
    left_open.open(f"/knots/{lives.MAIN}/{name}")
    deleting.open("/settings")
    deleting.type("word", "delete")
    deleting.leave(lambda: deleting.press(deleting.page.get_by_role("button", name="Delete everything")))
    assert deleting.heading == "Everything is deleted"
    left_open.page.locator("main form").first.evaluate("(form) => { form.noValidate = true; }")
    left_open.send()
    assert left_open.heading in ("There is nothing here", "Please send that again", "A sore, tight spot in a muscle?")
    assert left_open.page.get_by_role("link", name="Unknot").count()
    assert facts(settling) == []


def test_deleting_everything_empties_the_browser_as_well(settling: Served, windows: Windows) -> None:
    person = Person(windows(settling).open())
    person.open(f"/knots/{lives.MAIN}/check-in")
    person.choose("function", "7")
    assert person.page.evaluate("() => localStorage.length") > 0
    person.open("/settings")
    person.type("word", "delete")
    person.leave(lambda: person.press(person.page.get_by_role("button", name="Delete everything")))
    assert person.page.evaluate("() => localStorage.length + sessionStorage.length") == 0
