"""Stopping a running session: kept at once, what to do comes first, and nothing of the plan before the questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.pages import Browser, Page, holding
from tests.web.staged import KNOT, Clock, been_through_the_signs, staged
from unknot.content.library import load
from unknot.facts import Answer, Dose
from unknot.web.journal import Journal

PAGE = f"/knots/{KNOT}"
PAGES = ("", "/plan", "/session", "/session/1", "/session/2", "/session/done", "/check-in/done", "/course", "/means")
ALARMS = [stop.id for stop in load().session_stops.values() if stop.lines]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Browser, Clock]]:
    """Somebody with a plan for today, who has been through every page before it."""
    with staged("desk-neck", tmp_path / "data") as (browser, clock):
        been_through_the_signs(clock)
        yield browser, clock


@pytest.fixture
def browser(there: tuple[Browser, Clock]) -> Browser:
    return there[0]


def stop(page: Page, reason: str, *, seconds: str = "40") -> Page:
    """The button that says `reason` is pressed on the page of a step."""
    number = page.path.rsplit("/", 1)[-1]
    sent = {"stop": reason, "seconds": seconds, "sheet": page.form.values["sheet"]}
    return page.browser.post(f"{PAGE}/session/{number}/stop", sent)


def doses() -> list[Dose]:
    return [fact for fact in holding() if isinstance(fact, Dose)]


def said_yes() -> list[str]:
    return [fact.question for fact in holding() if isinstance(fact, Answer) and fact.value == "yes"]


def answer_no(page: Page) -> Page:
    """Every screen is sent as it stands: nothing is ticked."""
    while page.path.startswith(f"{PAGE}/session/felt"):
        page = page.send(**({"said": "no"} if 'name="said"' in page.html else {}))
    return page


def test_what_stops_a_session_stands_on_the_page_of_every_step_as_plain_buttons(browser: Browser) -> None:
    for number in (1, 2, 3):
        html = browser.open(f"{PAGE}/session/{number}").html
        form = html.partition('data-role="stop"')[2].partition("</form>")[0]
        assert re.findall(r'<button name="stop" value="(\w+)"', form) == [*ALARMS, "hurts"]
        assert "Stop. I feel:" in form


@pytest.mark.parametrize("reason", ALARMS)
def test_what_was_done_is_kept_then_what_is_felt(browser: Browser, reason: str) -> None:
    page = stop(browser.open(f"{PAGE}/session/1"), reason)
    (dose,) = doses()
    assert (dose.technique, dose.seconds, dose.felt, dose.stopped) == ("ball_shoulder_top", 40, "worse", True)
    record = load().session_stops[reason]
    felt = [fact for fact in holding() if isinstance(fact, Answer) and fact.at > dose.at]
    assert [(fact.question, fact.value) for fact in felt] == [(id_, "yes") for id_ in (*record.lines, *record.terms)]
    assert page.heading == load().say(f"session_stop.{reason}.title")


@pytest.mark.parametrize("reason", ALARMS)
def test_what_to_do_now_and_whom_to_call_stand_above_the_questions(browser: Browser, reason: str) -> None:
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-DE"
    page, library = stop(browser.open(f"{PAGE}/session/1"), reason), load()
    places = [page.html.index(line) for line in library.lines(f"session_stop.{reason}.now")]
    call = page.html.index(library.say(f"session_stop.{reason}.call"))
    assert [*places, call] == sorted([*places, call])
    assert call < page.html.index('href="tel:112"') < page.html.index('class="ticks"')
    named = {flag for line in library.session_stops[reason].lines for flag in library.short_screen[line].flags}
    assert page.lines
    assert set(page.lines) <= named


@pytest.mark.parametrize("reason", ALARMS)
def test_nothing_of_the_plan_is_reached_before_the_questions_are_answered(browser: Browser, reason: str) -> None:
    before = browser.open(f"{PAGE}/session/1")
    assert "Ball on the shoulder top" in before.html
    stop(before, reason)
    for name in PAGES:
        page = browser.open(f"{PAGE}{name}")
        assert page.name == "safety", name
        assert "Ball on the shoulder top" not in page.html
    assert "Today’s plan" not in browser.open("/").html


def test_a_danger_is_the_emergency_page_at_once(browser: Browser) -> None:
    page = stop(browser.open(f"{PAGE}/session/1"), "dizzy")
    assert page.send(yes="rf_faint_or_collapse").heading == "Get emergency help now"
    assert browser.open(f"{PAGE}/session/felt/dizzy").heading == "Get emergency help now"


def test_the_questions_go_on_on_the_same_page_until_none_is_open(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = browser.open(f"{PAGE}/session/1")
    clock.pass_by(hours=2)
    screens, page = 0, stop(page, "numb")
    while page.path.startswith(f"{PAGE}/session/felt"):
        screens += 1
        assert 'class="call-line"' in page.html
        page = page.send(**({"said": "no"} if 'name="said"' in page.html else {}))
    assert screens > 1
    assert Journal(load(), "Europe/Berlin", clock.now).advise(KNOT).screened


def test_the_technique_is_not_shown_again(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    answer_no(stop(browser.open(f"{PAGE}/session/1"), "dizzy"))
    advice = Journal(load(), "Europe/Berlin", clock.now).advise(KNOT)
    assert advice.screened
    rules = {each.rule for each in advice.exclusions if each.technique == "ball_shoulder_top"}
    assert "fu_after_technique_reaction" in rules
    assert "ball_shoulder_top" not in {each.technique for each in advice.options}


def test_sent_twice_it_counts_once(browser: Browser) -> None:
    page = browser.open(f"{PAGE}/session/1")
    stop(page, "chest")
    stop(page, "chest")
    assert len(doses()) == 1
    assert said_yes().count("ss_breathing_chest") == 1


def test_something_else_felt_on_the_same_page_is_heard_as_well(browser: Browser) -> None:
    page = browser.open(f"{PAGE}/session/1")
    stop(page, "chest")
    stop(page, "numb")
    assert len(doses()) == 1
    assert {"ss_breathing_chest", "ss_limb", "tingling_during_technique"} <= set(said_yes())
    assert said_yes().count("ss_breathing_chest") == 1


def test_what_is_felt_after_the_step_was_kept_adds_no_second_dose(browser: Browser) -> None:
    page = browser.open(f"{PAGE}/session/1")
    page.send(seconds="170", felt="same")
    assert stop(page, "head").heading == "Stop. Sit or lie down"
    assert [dose.seconds for dose in doses()] == [170]


def test_without_the_timer_the_time_on_the_page_counts_up_to_what_was_planned(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    stop(browser.open(f"{PAGE}/session/1"), "dizzy", seconds="")
    assert [dose.seconds for dose in doses()] == [60]
    browser.post("/undo", {})
    assert not doses()
    page = browser.open(f"{PAGE}/session/1")
    clock.pass_by(hours=5)
    stop(page, "dizzy", seconds="")
    assert [dose.seconds for dose in doses()] == [180]


def test_before_anything_was_done_only_what_is_felt_is_kept(browser: Browser) -> None:
    assert stop(browser.open(f"{PAGE}/session/1"), "dizzy", seconds="0").heading == "Stop. Sit or lie down"
    assert not doses()
    assert "ss_brain" in said_yes()


def test_a_page_too_old_to_be_kept_is_heard_all_the_same(browser: Browser) -> None:
    page = browser.post(f"{PAGE}/session/1/stop", {"stop": "chest", "seconds": "40", "sheet": "old"})
    assert page.heading == "Stop. Sit down and rest"
    assert not doses()
    assert "ss_breathing_chest" in said_yes()


def test_a_slip_of_the_finger_can_be_undone(browser: Browser) -> None:
    page = stop(browser.open(f"{PAGE}/session/1"), "head")
    assert "Kept: you stopped. Head, sight or speech." in page.html
    browser.post("/undo", {})
    assert not doses()
    assert browser.open(f"{PAGE}/session/1").name == "1"


def test_too_much_pain_asks_nothing_and_names_the_signs(browser: Browser) -> None:
    page = stop(browser.open(f"{PAGE}/session/1"), "hurts")
    assert page.heading == "Then stop here"
    assert [(dose.seconds, dose.stopped, dose.felt) for dose in doses()] == [(40, True, None)]
    assert not set(load().short_screen) & set(said_yes())
    assert browser.open(f"{PAGE}/session/2").name == "2"


def test_a_single_question_left_open_is_asked_again(browser: Browser) -> None:
    page = stop(browser.open(f"{PAGE}/session/1"), "dizzy")
    page = page.send(not_sure=page.lines[0])
    assert 'name="said"' in page.html
    again = page.send()
    assert (again.status, again.heading) == (422, page.heading)
    assert "Choose one of the three" in again.html


@pytest.mark.parametrize("reason", ["hurts", "bored"])
def test_nobody_is_asked_about_what_opens_nothing(browser: Browser, reason: str) -> None:
    assert browser.open(f"{PAGE}/session/felt/{reason}").status == 404


def test_a_reason_nobody_named_leads_back_to_the_step(browser: Browser) -> None:
    assert stop(browser.open(f"{PAGE}/session/1"), "bored").path == f"{PAGE}/session/1"
    assert not doses()
