"""The pages of experiments: planning, the day, ratings around a session, the end, and what stays closed until then."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.pages import Browser, Page, doses, holding
from tests.web.staged import KNOT, Clock
from unknot.content.library import load
from unknot.facts import Answer, TrialEvent
from unknot.web.journal import Journal

QUESTION = "/trials/new?technique=ball_shoulder_top&design=day_pairs&outcome="


@pytest.fixture
def browser(there: tuple[Browser, Clock]) -> Browser:
    return there[0]


def events() -> list[TrialEvent]:
    return [fact for fact in holding() if isinstance(fact, TrialEvent)]


def begin(browser: Browser, outcome: str = "next_morning") -> Page:
    """The experiment is weighed and begun; the page of it."""
    return browser.open(f"{QUESTION}{outcome}").send(expectation="7", not_ordered="1")


def press(page: Page, do: str, **more: str) -> Page:
    return page.browser.post(page.path, {"do": do, **more})


def next_day(clock: Clock) -> None:
    """The next morning: the pain is rated, nothing is new, and the short questions of the day are answered."""
    clock.now = (clock.now + timedelta(days=1)).replace(hour=8)
    journal = Journal(load(), "Europe/Berlin", clock.now)
    for question in {fact.question for fact in journal.standing() if isinstance(fact, Answer)}:
        if question in journal.history(KNOT).answers and journal.history(KNOT).answer(question) == "no":
            journal.add({"kind": "answer", "episode": KNOT, "question": question, "value": "no"})
    journal.add({"kind": "check_in", "episode": KNOT, "pain_now": 4, "pain_worst": 5})


def shown(browser: Browser, clock: Clock, *, with_it: bool, outcome: str = "next_morning") -> Page:
    """The page of a day with it or without it: the first or the second of a pair."""
    page = begin(browser, outcome)
    for _ in range(2):
        page = press(browser.open(page.path), "show")
        if (events()[-1].details["contrast"] > 0) is with_it:
            return page
        next_day(clock)
    raise AssertionError("no such day was drawn")


def test_it_is_found_from_the_plan(browser: Browser) -> None:
    assert 'href="/trials"' in browser.open(f"/knots/{KNOT}/plan").html
    assert "You have no experiment yet" in browser.open("/trials").html


def test_before_the_start_it_says_what_it_can_tell(browser: Browser) -> None:
    page = browser.open(f"{QUESTION}next_morning")
    for said in ("finds it in about", "What it can tell", "What it cannot tell", "daily pain diary", "at any time"):
        assert said in page.html


@pytest.mark.parametrize("missing", ["expectation", "not_ordered"])
def test_it_does_not_start_before_everything_was_said(browser: Browser, missing: str) -> None:
    page = browser.open(f"{QUESTION}next_morning")
    said = {"expectation": "7", "not_ordered": "1"}
    del said[missing]
    again = page.send(**said)
    assert again.status == 422
    assert f'href="#{missing}"' in again.html
    assert events() == []


def test_what_is_refused_cannot_be_started(browser: Browser) -> None:
    page = browser.open("/trials/new?technique=ball_shoulder_top&design=adaptive&outcome=days_to_gone")
    assert "This experiment is not offered" in page.html
    assert "expectation" not in page.form.offered
    good = browser.open(f"{QUESTION}next_morning")
    refused = good.send(expectation="7", not_ordered="1", design="adaptive", outcome="days_to_gone")
    assert "This experiment is not offered" in refused.html
    assert events() == []


def test_sent_twice_it_begins_once(browser: Browser) -> None:
    page = browser.open(f"{QUESTION}next_morning")
    first, second = (page.send(expectation="7", not_ordered="1") for _ in range(2))
    assert len(events()) == 1
    assert first.path == second.path


def test_the_fingerprint_comes_first_and_the_secret_last(browser: Browser) -> None:
    page = begin(browser)
    (designed,) = events()
    assert designed.details["hash"] in page.html
    for path in ("/trials", page.path, f"{page.path}/protocol"):
        html = browser.open(path).html
        assert designed.details["seed"] not in html
        assert "7 of 10" not in html
    after = press(page, "stop")
    assert designed.details["seed"] in after.html
    assert "7 of 10" in after.html
    assert "ended it early" in after.html
    assert "CENT 2015" in browser.open(f"{page.path}/protocol").html


def test_looking_shows_nothing_and_the_button_shows_one_day(browser: Browser, there: tuple[Browser, Clock]) -> None:
    page = begin(browser)
    browser.open(page.path)
    assert [event.event for event in events()] == ["designed"]
    press(page, "show")
    press(page, "show")
    assert [event.event for event in events()] == ["designed", "assigned"]
    there[1].pass_by(days=1)
    assert "trial-side" not in press(page, "show").html
    assert len(events()) == 2


@pytest.mark.parametrize("with_it", [True, False])
def test_the_plan_and_today_say_which_day_it_is(there: tuple[Browser, Clock], with_it: bool) -> None:
    browser, clock = there
    shown(browser, clock, with_it=with_it)
    plan = browser.open(f"/knots/{KNOT}/plan").html
    assert ("Today is a day with it in your experiment" in plan) is with_it
    assert ("Today is a day without it in your experiment" in plan) is not with_it
    assert ("ball_shoulder_top" in plan) is with_it


def test_on_days_with_it_the_session_asks_before_and_after(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    shown(browser, clock, with_it=True, outcome="immediate")
    page = browser.open(f"/knots/{KNOT}/session")
    while "pain_before" not in page.html:
        page = page.send(seconds="30")
    page.send(seconds="60", pain_before="5", pain_after="3")
    assert (doses()[-1].technique, doses()[-1].pain_before, doses()[-1].pain_after) == ("ball_shoulder_top", 5, 3)


def test_on_days_without_it_quiet_minutes_are_rated(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = shown(browser, clock, with_it=False, outcome="immediate")
    assert "Quiet minutes" in page.html
    assert press(page, "quiet", before="5").status == 422
    after = press(page, "quiet", before="5", after="4")
    assert events()[-1].details == {"unit": events()[-1].details["unit"], "pain_before": 5, "pain_after": 4}
    assert "<h2>Quiet minutes" not in after.html


def test_a_day_can_be_left_out_and_that_can_be_taken_back(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = shown(browser, clock, with_it=True)
    after = press(page, "skip")
    assert "You left this one out" in after.html
    assert "Today is a day with it" not in browser.open(f"/knots/{KNOT}/plan").html
    browser.post("/undo", {})
    assert "You left this one out" not in browser.open(page.path).html


def test_an_experiment_that_is_not_there_is_not_found(browser: Browser) -> None:
    for path in ("/trials/none", "/trials/none/protocol"):
        assert browser.open(path).status == 404


def test_the_result_shows_every_day_as_a_picture_and_as_a_table(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = begin(browser)
    for _ in range(2):
        press(page, "show")
        next_day(clock)
    html = press(page, "stop").html
    assert len(re.findall(r'class="chart trial-chart"', html)) == 2
    assert len(re.findall(r'<th scope="row">', html)) == 2
    assert "every day got the side the draw says" in html
