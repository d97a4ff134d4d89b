"""What the server does for the session player: something gentler instead, late forms, drawings, the worker."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.web.pages import Browser, Page, doses, holding
from tests.web.staged import KNOT, Clock
from unknot.content.library import load
from unknot.facts import CheckIn
from unknot.web import figures

PAGE = f"/knots/{KNOT}"
STEP = f"{PAGE}/session/1"


@pytest.fixture
def browser(there: tuple[Browser, Clock]) -> Browser:
    return there[0]


def swap(page: Page, *, seconds: str = "40") -> Page:
    """The button that changes to something gentler is pressed."""
    sent = {"seconds": seconds, "sheet": page.form.values["sheet"]}
    return page.browser.post(f"{page.path}/swap", sent)


def offered(page: Page) -> str:
    found = re.search(r"Change to: ([^<]+)<", page.html)
    assert found
    return found[1]


# --- something gentler ----------------------------------------------------------------------------------


def test_a_step_that_hurts_gives_way_and_what_was_done_of_it_is_kept_as_stopped(browser: Browser) -> None:
    page = browser.open(STEP)
    name = offered(page)
    after = swap(page)
    assert [(dose.technique, dose.seconds, dose.stopped) for dose in doses()] == [("ball_shoulder_top", 40, True)]
    assert after.heading.startswith(name)
    assert browser.open(f"{PAGE}/session").heading == after.heading
    after.send(seconds="30")
    assert [dose.stopped for dose in doses()] == [True, False]
    assert browser.open(f"{PAGE}/session").path == f"{PAGE}/session/2"


def test_sent_twice_it_gives_way_once(browser: Browser) -> None:
    page = browser.open(STEP)
    first, again = swap(page), swap(page)
    assert len(doses()) == 1
    assert first.heading == again.heading


def test_before_anything_was_done_nothing_is_recorded(browser: Browser) -> None:
    swap(browser.open(STEP), seconds="0")
    assert not doses()


def test_what_took_the_place_carries_its_cautions_and_signs(browser: Browser) -> None:
    after = swap(browser.open(STEP))
    assert "Stop if:" in after.html
    assert 'data-role="stop"' in after.html


def test_after_a_reaction_nothing_gentler_is_offered_before_the_questions(browser: Browser) -> None:
    page = browser.open(STEP)
    sent = {"stop": "dizzy", "seconds": "40", "sheet": page.form.values["sheet"]}
    browser.post(f"{STEP}/stop", sent)
    assert swap(page).name == "safety"
    assert "Change to:" not in browser.open(STEP).html


def test_a_page_that_is_none_of_ours_changes_nothing(browser: Browser) -> None:
    browser.open(STEP)
    assert browser.post(f"{STEP}/swap", {"seconds": "40", "sheet": "old"}).path.startswith(f"{PAGE}/session")
    assert not doses()


# --- forms that come late -------------------------------------------------------------------------------


def test_what_was_done_without_a_connection_is_kept_as_of_then(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = browser.open(STEP)
    then = clock.now + timedelta(minutes=4)
    clock.pass_by(hours=3)
    page.send(seconds="170", press_before="6", press_after="4", done_at=then.isoformat())
    (dose,) = doses()
    assert timedelta(0) <= dose.at - then < timedelta(seconds=1)
    pressed = [fact for fact in holding() if isinstance(fact, CheckIn) and fact.press_tenderness is not None][-2:]
    assert [fact.press_tenderness for fact in pressed] == [6, 4]
    assert pressed[0].at < dose.at < pressed[1].at


@pytest.mark.parametrize("hours", [-24, 24])
def test_no_form_comes_from_the_future_or_from_before_the_session(there: tuple[Browser, Clock], hours: int) -> None:
    browser, clock = there
    page = browser.open(STEP)
    page.send(seconds="170", done_at=(clock.now + timedelta(hours=hours)).isoformat())
    assert abs(doses()[0].at - clock.now) < timedelta(minutes=2)


@pytest.mark.parametrize("said", ["", "yesterday", "2026-01-01T10:00:00"])
def test_a_time_that_cannot_be_read_is_now(there: tuple[Browser, Clock], said: str) -> None:
    browser, clock = there
    browser.open(STEP).send(seconds="170", done_at=said)
    assert abs(doses()[0].at - clock.now) < timedelta(minutes=2)


def test_what_felt_wrong_without_a_connection_opens_the_questions_now(there: tuple[Browser, Clock]) -> None:
    browser, clock = there
    page = browser.open(STEP)
    then = clock.now + timedelta(minutes=2)
    clock.pass_by(hours=3)
    sent = {"stop": "chest", "seconds": "40", "sheet": page.form.values["sheet"], "done_at": then.isoformat()}
    assert browser.post(f"{STEP}/stop", sent).heading == "Stop. Sit down and rest"
    assert doses()[0].at - then < timedelta(seconds=1)
    said = [fact for fact in holding() if getattr(fact, "question", "") == "ss_breathing_chest"][-1]
    assert clock.now - said.at < timedelta(minutes=2)


# --- what the browser keeps -----------------------------------------------------------------------------


def test_the_worker_looks_after_the_session_and_nothing_else(browser: Browser) -> None:
    answer = browser.client.get(f"{PAGE}/session/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == f"{PAGE}/session"
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_every_page_that_is_kept_is_there_and_looking_at_it_ahead_changes_nothing(browser: Browser) -> None:
    html = browser.open(STEP).html
    before = len(holding())
    (pages,) = re.findall(r'data-pages="([^"]+)"', html)
    for path in pages.split():
        answer = browser.client.get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies, path
    assert len(holding()) == before
    assert f"{PAGE}/session/kept/dizzy" in pages
    assert f"{PAGE}/session/kept/hurts" not in pages


@pytest.mark.parametrize("reason", [stop.id for stop in load().session_stops.values() if stop.lines])
def test_what_to_do_now_is_kept_with_whom_to_call_and_nothing_of_the_plan(browser: Browser, reason: str) -> None:
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-DE"
    page = browser.open(f"{PAGE}/session/kept/{reason}")
    assert page.heading == load().say(f"session_stop.{reason}.title")
    assert 'href="tel:112"' in page.html
    assert "Ball on the shoulder top" not in page.html


@pytest.mark.parametrize("reason", ["hurts", "bored"])
def test_nothing_is_kept_for_what_opens_no_questions(browser: Browser, reason: str) -> None:
    assert browser.open(f"{PAGE}/session/kept/{reason}").status == 404


# --- what was done ---------------------------------------------------------------------------------------


def test_repetitions_easing_and_how_far_it_goes_are_written_down(browser: Browser) -> None:
    page = browser.open(STEP)
    told = {"seconds": "40", "counted": "7", "eased": "1", "range_felt": "further", "felt": "better"}
    browser.post(page.path, told | {"sheet": page.form.values["sheet"]})
    (dose,) = doses()
    assert (dose.repetitions, dose.eased, dose.range_felt, dose.felt) == (7, True, "further", "better")


@pytest.mark.parametrize(
    "sent", [{"counted": "many"}, {"counted": "-1"}, {"range_felt": "twice as far"}, {"eased": ""}]
)
def test_what_makes_no_sense_is_left_out_and_the_rest_is_kept(browser: Browser, sent: dict[str, str]) -> None:
    page = browser.open(STEP)
    browser.post(page.path, {"seconds": "40", "sheet": page.form.values["sheet"], **sent})
    (dose,) = doses()
    assert (dose.seconds, dose.repetitions, dose.eased, dose.range_felt) == (40, None, False, None)


# --- drawings -------------------------------------------------------------------------------------------


def test_a_drawing_of_the_right_side_is_mirrored_for_the_left() -> None:
    for side, mirrored in (("left", True), ("right", False), (None, False)):
        found = figures.figure("ball_shoulder_top", side)
        assert found is not None
        assert (found.mirrored, found.both) == (mirrored, False)
        assert all(frame.src.startswith("/static/") and frame.alt for frame in found.frames)


def test_a_drawing_of_both_sides_is_never_mirrored() -> None:
    found = figures.figure("shoulder_rolls_seated", "left")
    assert found is not None
    assert (found.mirrored, found.both) == (False, True)


def test_what_is_written_under_a_drawing_cannot_end_a_script() -> None:
    drawn = figures.Figure(
        1, 1, (figures.Frame("/static/a.webp", "Standing at a wall <1>"),), mirrored=False, both=True
    )
    assert "<" not in drawn.as_json()


def test_what_needs_no_drawing_has_none() -> None:
    assert figures.figure(None) is None
