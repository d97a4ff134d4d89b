"""From the first visit to the course of the knot, as people do it: by finger, mouse, keyboard, or without scripts."""

from __future__ import annotations

import pytest

from tests.browser.chromium import DESKTOP, on_a_phone
from tests.browser.conftest import Windows
from tests.browser.keyboard import Typist
from tests.browser.person import INTERVIEW, Person
from tests.web.serving import Served

SIZES = {"phone": on_a_phone(), "desktop": {"viewport": DESKTOP}}


def live_through(person: Person) -> None:
    """The loop, and a look at everything on its way that has to be there."""
    person.open("/")
    person.go_until("result")
    assert tuple(dict.fromkeys(person.met)) == INTERVIEW
    assert "What it probably is" in person.text or "The likeliest is" in person.text
    assert "When it should be gone" in person.text
    person.go_until("plan")
    assert "means" in person.met
    person.go_until("session-done")
    assert "Nothing was done" not in person.text
    person.go_until("home")
    person.open(f"/knots/{person.met_knot}/check-in")
    person.go_until("check-in-done")
    assert "forecast" in person.heading.lower()
    person.open(f"/knots/{person.met_knot}/course")
    assert person.page.locator("table").first.is_visible() or "numbers" in person.text
    person.open("/knots")
    assert "Last rating 3 of 10" in person.text


@pytest.mark.parametrize(
    ("size", "database"), [("phone", "app"), ("phone", "postgresql_app"), ("desktop", "postgresql_app")]
)
def test_somebody_lives_through_the_whole_loop(
    size: str, database: str, windows: Windows, request: pytest.FixtureRequest
) -> None:
    there: Served = request.getfixturevalue(database)
    seen = windows(there, **SIZES[size])
    seen.refuse_all_others()
    page = seen.open()
    page.clock.install()
    live_through(Person(page, by_finger=size == "phone"))
    assert seen.foreign == []
    assert seen.complaints == []


def test_the_whole_loop_goes_by_keyboard_alone_on_a_desktop(app: Served, windows: Windows) -> None:
    page = windows(app).open()
    page.clock.install()
    live_through(Typist(page))


def test_the_whole_loop_goes_without_scripts(app: Served, windows: Windows) -> None:
    """The map's list, the session's minutes and the chart's table stand in for what moves."""
    page = windows(app, **{**on_a_phone(), "java_script_enabled": False}).open()
    live_through(Person(page, by_finger=True, has_scripts=False))
