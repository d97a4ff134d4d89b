"""Desk moves on their pages: what is offered, what is recorded once, and that safety comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.pages import Browser, doses, holding
from tests.web.staged import KNOT, Clock, staged
from unknot.content.library import load
from unknot.facts import Answer

DESK = f"/knots/{KNOT}/desk"
NAMES = ("short", "middle", "long")


@pytest.fixture
def browser(there: tuple[Browser, Clock]) -> Browser:
    return there[0]


def names(html: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong>", html.partition('class="desk-moves"')[2].partition("</div>")[0])


def test_three_large_buttons_say_what_is_in_each_set_for_which_muscle_and_how_sure_it_is(browser: Browser) -> None:
    page = browser.open(DESK)
    assert re.findall(r'desk-start" href="([^"]+)"', page.html) == [f"{DESK}/{name}" for name in NAMES]
    assert "For the " in page.html
    assert load().say("desk.limit") in page.html
    assert "McLean" in page.html


def test_it_is_reached_from_today_and_from_the_address_without_a_knot(browser: Browser) -> None:
    assert f'href="{DESK}"' in browser.open("/").html
    assert browser.open("/desk").path == DESK


@pytest.mark.parametrize("name", NAMES)
def test_sent_without_a_timer_every_ticked_move_is_recorded_with_its_seconds(browser: Browser, name: str) -> None:
    page = browser.open(f"{DESK}/{name}")
    before = len(doses())
    page = page.send(felt="better")
    done = doses()[before:]
    assert page.path == DESK
    assert done
    assert all(dose.felt == "better" and dose.seconds > 0 and dose.muscle and not dose.stopped for dose in done)
    assert sum(dose.seconds for dose in done) <= {"short": 30, "middle": 60, "long": 180}[name]
    assert len({dose.technique for dose in done}) == len(done)


def test_a_move_that_is_not_ticked_is_not_recorded(browser: Browser) -> None:
    page = browser.open(f"{DESK}/middle")
    ticked = [key for key in page.form.values if key.startswith("did-")]
    assert len(ticked) >= 2
    before = len(doses())
    values = {key: value for key, value in page.form.values.items() if key != ticked[0]}
    browser.post(f"{DESK}/middle", values)
    assert len(doses()) - before == len(ticked) - 1


def test_what_the_timer_counted_is_shared_out_in_the_order_of_the_moves(browser: Browser) -> None:
    page = browser.open(f"{DESK}/long")
    before = len(doses())
    page.send(seconds="30")
    done = doses()[before:]
    assert sum(dose.seconds for dose in done) == 30
    assert len(done) < len([key for key in page.form.values if key.startswith("did-")])


def test_sent_twice_it_counts_once(browser: Browser) -> None:
    page = browser.open(f"{DESK}/middle")
    page.send()
    once = len(doses())
    browser.post(f"{DESK}/middle", page.form.values)
    assert len(doses()) == once


def test_it_can_be_undone(browser: Browser) -> None:
    before = len(doses())
    page = browser.open(f"{DESK}/middle").send()
    assert "Recorded: " in page.html
    browser.post("/undo", {"csrfmiddlewaretoken": page.form.values.get("csrfmiddlewaretoken", "")})
    assert len(doses()) == before


def test_a_page_that_is_too_old_says_so_and_records_nothing(browser: Browser) -> None:
    before = len(doses())
    page = browser.post(f"{DESK}/middle", {"sheet": "old", "did-1": "1"})
    assert "too old" in page.html
    assert len(doses()) == before


@pytest.mark.parametrize("reason", [stop.id for stop in load().session_stops.values() if stop.lines])
def test_what_feels_wrong_is_kept_and_the_questions_come_before_any_move(browser: Browser, reason: str) -> None:
    page = browser.open(f"{DESK}/middle")
    before = len(doses())
    sent = {"stop": reason, "seconds": "20", "sheet": page.form.values["sheet"]}
    page = browser.post(f"{DESK}/middle/stop", sent)
    assert page.heading == load().say(f"session_stop.{reason}.title")
    done = doses()[before:]
    assert sum(dose.seconds for dose in done) == 20
    assert [dose.stopped for dose in done] == [False] * (len(done) - 1) + [True]
    record = load().session_stops[reason]
    assert {fact.question for fact in holding() if isinstance(fact, Answer)} >= {*record.lines, *record.terms}
    assert "desk-start" not in browser.open(DESK).html
    assert 'data-island="player"' not in browser.open(f"{DESK}/middle").html


def test_too_much_pain_names_the_signs_and_leaves_the_move_out(browser: Browser) -> None:
    page = browser.open(f"{DESK}/short")
    page = page.send(seconds="10", stopped="1")
    assert page.heading == "Then stop here"
    (hurt,) = [dose.technique for dose in doses() if dose.stopped]
    assert all(line in page.html for line in load().lines(f"technique.{hurt}.stop_if")[:1])
    assert load().say(f"technique.{hurt}.name") not in browser.open(DESK).html


def test_a_set_that_does_not_exist_is_not_found(browser: Browser) -> None:
    assert browser.open(f"{DESK}/ages").status == 404


@pytest.mark.parametrize(
    ("scenario", "says"),
    [("rest-today-after-a-flare", "desk.no.rest"), ("no-screening-yet", "desk.no.questions"),
     ("seventeen-years-old", "desk.no.plan")],
)  # fmt: skip
def test_where_nothing_may_be_done_the_page_says_why_and_offers_nothing(
    tmp_path: Path, scenario: str, says: str
) -> None:
    with staged(scenario, tmp_path / "data") as (browser, _):
        page = browser.open(DESK)
        assert load().say(says) in page.html
        assert "desk-start" not in page.html


@pytest.mark.parametrize("scenario", ["chest-pressure", "swollen-calf"])
def test_danger_comes_first(tmp_path: Path, scenario: str) -> None:
    with staged(scenario, tmp_path / "data") as (browser, _):
        for place in (DESK, f"{DESK}/short", "/desk"):
            page = browser.open(place)
            assert page.path == f"/knots/{KNOT}"
            assert "desk-start" not in page.html


def test_a_knot_that_was_closed_has_moves_that_keep_it_away(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    browser.post(f"/knots/{KNOT}/settle", {})
    assert 'href="/desk"' in browser.open("/").html
    page = browser.open("/desk")
    assert page.path == DESK
    assert load().say("desk.lead_gone") in page.html
    assert "desk-start" in page.html
    clock.pass_by(days=60)
    page = browser.open("/desk")
    assert load().say("desk.no.questions") in page.html


def test_without_any_knot_it_asks_where_it_hurts(browser_of_nobody: Browser) -> None:
    page = browser_of_nobody.open("/desk")
    assert load().say("desk.no.where") in page.html
    assert "desk-start" not in page.html


@pytest.fixture
def browser_of_nobody(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    """Somebody who has not told of any knot."""
    from tests.web.pages import opened
    from unknot.web import database

    yield opened(tmp_path / "data")
    database.disconnect()


def test_it_says_how_often_it_reminds_and_why_and_reminds_less_on_request(browser: Browser) -> None:
    say = load().say
    page = browser.open(DESK)
    assert say("companion.because.every", minutes=30) in page.html
    assert say("companion.because.first") in page.html
    page = browser.post("/desk/reminders", {"quiet": ["yes"]})
    assert page.path == DESK
    assert say("desk.reminders.quiet") in page.html
    assert say("companion.because.quiet") in page.html
    page = browser.post("/desk/reminders", {"quiet": ["no"]})
    assert say("companion.because.every", minutes=30) in page.html
    assert say("desk.reminders.less") in page.html
