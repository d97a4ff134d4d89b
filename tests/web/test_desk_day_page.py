"""The page of a day at the desk: what was, taking away what was not, telling by hand, and the companion beside it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.pages import Browser, Page, holding, opened
from tests.web.staged import KNOT, Clock, staged
from unknot.content.library import load, vocabulary_of
from unknot.facts import Exposure, parse_all
from unknot.web import database, records, store

ZONE = "Europe/Berlin"
LIBRARY = load()


@pytest.fixture
def browser(there: tuple[Browser, Clock]) -> Browser:
    return there[0]


@pytest.fixture
def clock(there: tuple[Browser, Clock]) -> Clock:
    return there[1]


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Browser]:
    """Somebody who has not told of any knot."""
    yield opened(tmp_path / "nobody")
    database.disconnect()


def sat(clock: Clock, ended_hours_ago: float, minutes: float, id_: str) -> None:
    """A stretch that the companion has measured."""
    raw = {"kind": "exposure", "cause": "desk_posture", "minutes": minutes, "unbroken": minutes, "zone": ZONE}
    at = clock.now - timedelta(hours=ended_hours_ago)
    facts, problems = parse_all([{**raw, "id": id_, "at": at.isoformat()}], vocabulary_of(LIBRARY))
    assert not problems
    records.append(facts, LIBRARY.version)


def exposures() -> dict[str, Exposure]:
    return {fact.id: fact for fact in holding() if isinstance(fact, Exposure) and fact.cause == "desk_posture"}


def told(browser: Browser, day: str, **typed: str) -> Page:
    """The form on the page of `day`, as it is sent."""
    page = browser.open(f"/desk/day/{day}" if day else "/desk/day")
    found = re.search(r'name="sheet" value="([^"]+)"', page.html)
    assert found is not None
    return browser.post(f"/desk/day/{day}" if day else "/desk/day", {"sheet": found[1], **typed})


def said(page: Page) -> str:
    """What somebody reads, in one line."""
    without = re.sub(r"<[^>]+>", " ", page.html)
    return " ".join(html.unescape(without).replace("\u00a0", " ").split())


def companion(now: datetime, **changes: object) -> None:
    """The companion writes what it notices."""
    folder = store.opened().folder
    assert folder is not None
    (folder / "desk").mkdir(exist_ok=True)
    state = {
        "pid": 1,
        "written_at": (now - timedelta(minutes=2)).isoformat(),
        "source": "X11",
        "unknown": ["camera"],
        "sitting_since": (now - timedelta(minutes=42)).isoformat(),
        "unbroken_min": 40.0,
        "paused_until": None,
        "handed_over": True,
        "waiting": 0,
    }
    (folder / "desk" / "state.json").write_text(json.dumps({**state, **changes}), encoding="utf-8")


def test_an_empty_day_says_how_to_start(browser: Browser) -> None:
    page = browser.open("/desk/day")
    assert page.status == 200
    assert "Nothing is on record for today yet." in said(page)
    assert '<code class="command">unknot desk</code>' in page.html
    assert "<svg" not in page.html


def test_it_opens_for_somebody_without_any_knot(stranger: Browser) -> None:
    assert stranger.open("/desk/day").heading == "The day at your desk"


def test_it_is_reached_from_the_desk_from_today_and_from_the_settings(browser: Browser) -> None:
    for path in (f"/knots/{KNOT}/desk", "/", "/settings"):
        assert 'href="/desk/day"' in browser.open(path).html


def test_a_measured_day_is_a_picture_a_table_and_a_sentence(browser: Browser, clock: Clock) -> None:
    sat(clock, 3, 110, "one")
    sat(clock, 1, 20, "two")
    page = browser.open("/desk/day")
    assert "You have sat for 2 h 10 min so far. The longest stretch without getting up was 1 h 50 min." in said(page)
    assert page.html.count('class="sat') == 4
    assert len(re.findall(r'name="away" value="', page.html)) == 2
    assert "contested" in said(page)
    assert said(page).count("Hoyle 2011") == 1


def test_the_likely_muscle_is_named_with_what_it_held(browser: Browser, clock: Clock) -> None:
    sat(clock, 1, 90, "one")
    page = browser.open("/desk/day")
    assert "What your likely muscles held" in page.html
    assert "Held for about 1 h 30 min." in said(page)


@pytest.mark.parametrize("name", ["no-screening-yet", "swollen-calf"])
def test_where_safety_comes_first_no_muscle_is_named(tmp_path: Path, name: str) -> None:
    with staged(name, tmp_path / "data") as (browser, clock):
        sat(clock, 1, 90, "one")
        assert "What your likely muscles held" not in browser.open("/desk/day").html


def test_in_an_emergency_the_page_that_says_so_is_shown(tmp_path: Path) -> None:
    with staged("chest-pressure", tmp_path / "data") as (browser, _):
        assert browser.open("/desk/day").path == f"/knots/{KNOT}"


@pytest.mark.parametrize("day", ["today", "2026-13-40", "20261119", "1899-01-01", "9999-12-31", "-", "2026-11-19T08"])
def test_nonsense_and_days_to_come_are_not_found(browser: Browser, day: str) -> None:
    assert browser.open(f"/desk/day/{day}").status == 404
    assert browser.post(f"/desk/day/{day}", {"hours": "1", "longest": "1"}).status == 404


def test_tomorrow_is_not_found_and_yesterday_leads_to_today(browser: Browser, clock: Clock) -> None:
    today = clock.now.date()
    assert browser.open(f"/desk/day/{today + timedelta(days=1)}").status == 404
    page = browser.open(f"/desk/day/{today - timedelta(days=1)}")
    assert f'rel="next" href="/desk/day/{today}"' in page.html
    assert f'rel="prev" href="/desk/day/{today - timedelta(days=2)}"' in page.html
    assert 'rel="next"' not in browser.open("/desk/day").html


def test_a_stretch_that_was_not_so_is_taken_away_and_can_come_back(browser: Browser, clock: Clock) -> None:
    sat(clock, 3, 60, "mine")
    sat(clock, 1, 20, "the cat")
    page = browser.post("/desk/day", {"away": "the cat"})
    assert exposures().keys() == {"mine"}
    assert "Removed: sitting from" in said(page)
    browser.post("/undo", {})
    assert exposures().keys() == {"mine", "the cat"}


def test_taken_away_twice_it_is_gone_once(browser: Browser, clock: Clock) -> None:
    sat(clock, 3, 60, "mine")
    for _ in range(2):
        page = browser.post("/desk/day", {"away": "mine"})
        assert page.status == 200
    assert exposures() == {}


def test_nothing_of_another_day_or_kind_can_be_taken_away(browser: Browser, clock: Clock) -> None:
    sat(clock, 30, 60, "yesterday")
    before = len(holding())
    for id_ in ("yesterday", "nothing", next(fact.id for fact in holding() if not isinstance(fact, Exposure))):
        browser.post("/desk/day", {"away": id_})
    assert len(holding()) == before


def test_a_day_told_by_hand_is_one_exposure_about_the_person(browser: Browser) -> None:
    page = told(browser, "", hours="6,5", longest="2")
    (fact,) = exposures().values()
    assert (fact.minutes, fact.unbroken, fact.episode) == (390, 120, None)
    assert "You have sat for 6 h 30 min so far." in said(page)
    assert "About 6 h 30 min in all, the longest 2 h." in said(page)
    assert 'class="sat' not in page.html


def test_a_day_in_the_past_can_be_told_and_stands_there(browser: Browser, clock: Clock) -> None:
    day = (clock.now - timedelta(days=3)).date()
    told(browser, str(day), hours="5:30", longest="1:15")
    (fact,) = exposures().values()
    assert (fact.minutes, fact.unbroken) == (330, 75)
    assert fact.at.astimezone(clock.now.tzinfo).date() == day


def test_told_again_it_replaces_what_was_told_and_both_can_be_undone(browser: Browser) -> None:
    told(browser, "", hours="6", longest="2")
    page = told(browser, "", hours="7", longest="1.5")
    (fact,) = exposures().values()
    assert (fact.minutes, fact.unbroken) == (420, 90)
    assert 'value="7"' in page.html
    browser.post("/undo", {})
    (fact,) = exposures().values()
    assert (fact.minutes, fact.unbroken) == (360, 120)


def test_sent_twice_it_counts_once(browser: Browser) -> None:
    page = browser.open("/desk/day")
    sheet = re.search(r'name="sheet" value="([^"]+)"', page.html)
    assert sheet is not None
    for _ in range(2):
        browser.post("/desk/day", {"sheet": sheet[1], "hours": "6", "longest": "2"})
    assert len(exposures()) == 1


def test_told_time_is_undone(browser: Browser) -> None:
    told(browser, "", hours="6", longest="2")
    browser.post("/undo", {})
    assert exposures() == {}


@pytest.mark.parametrize(
    ("hours", "longest", "field"),
    [("", "1", "hours"), ("many", "1", "hours"), ("25", "1", "hours"), ("0", "0", "hours"), ("-3", "1", "hours"),
     ("nan", "1", "hours"), ("inf", "1", "hours"), ("1:75", "1", "hours"), ("6", "", "longest"), ("6", "7", "longest"),
     ("6", "0", "longest"), ("6", "x", "longest")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    browser: Browser, hours: str, longest: str, field: str
) -> None:
    page = told(browser, "", hours=hours, longest=longest)
    assert page.status == 422
    assert f'id="{field}-error"' in page.html
    assert f'name="{field}"' in page.html
    assert f'aria-describedby="{field}-error"' in page.html
    assert f'value="{hours}"' in page.html
    assert exposures() == {}


def test_a_page_that_is_too_old_keeps_nothing_and_what_was_typed(browser: Browser) -> None:
    page = browser.post("/desk/day", {"sheet": "old", "hours": "6", "longest": "2"})
    assert page.status == 422
    assert "too old" in page.html
    assert 'value="6"' in page.html
    assert exposures() == {}


def test_beside_a_measured_day_the_form_asks_for_the_rest(browser: Browser, clock: Clock) -> None:
    sat(clock, 3, 60, "mine")
    assert "Sitting that was not measured" in browser.open("/desk/day").html
    page = told(browser, "", hours="1", longest="0.5")
    assert "You have sat for 2 h so far." in said(page)


def test_what_was_logged_without_its_longest_stretch_is_shown_as_told(browser: Browser, clock: Clock) -> None:
    raw = {"kind": "exposure", "id": "logged", "at": clock.now.isoformat(), "zone": ZONE, "cause": "desk_posture"}
    facts, _ = parse_all([{**raw, "minutes": 300}], vocabulary_of(LIBRARY))
    records.append(facts, LIBRARY.version)
    page = browser.open("/desk/day")
    assert "About 5 h in all. How long without getting up was not said." in said(page)


def test_many_stretches_are_folded_up(browser: Browser, clock: Clock) -> None:
    for place in range(12):
        sat(clock, 0.5 + place / 2, 20, f"s{place}")
    assert "All 12 stretches" in browser.open("/desk/day").html


def test_sitting_now_is_told_while_the_companion_writes(browser: Browser, clock: Clock) -> None:
    companion(clock.now + timedelta(minutes=1))
    page = browser.open("/desk/day")
    assert "You have been sitting for 42 min now." in said(page)
    assert page.html.count('class="sat open"') == 2
    yesterday = (clock.now - timedelta(days=1)).date()
    assert "sitting for" not in said(browser.open(f"/desk/day/{yesterday}"))


def test_the_settings_say_that_it_runs_and_what_it_cannot_know(browser: Browser, clock: Clock) -> None:
    pause = (clock.now + timedelta(hours=2)).isoformat()
    companion(clock.now, paused_until=pause, waiting=3)
    page = said(browser.open("/settings"))
    assert "The companion is running. You have been sitting for" in page
    assert "Its reminders pause until" in page
    assert "Entries still to be taken over: 3." in page
    assert "It cannot know here: whether the camera is in use." in page


@pytest.mark.parametrize(
    "changes",
    [{"written_at": "2020-01-01T00:00:00+00:00"}, {"written_at": "now"}, {"written_at": None}, {"unknown": 7},
     {"sitting_since": "2026-11-20"}, {"unbroken_min": "long"}, {"waiting": None}, {"written_at": "2026-11-20T09:00"}],
)  # fmt: skip
def test_an_old_or_damaged_state_is_no_companion(browser: Browser, clock: Clock, changes: dict[str, object]) -> None:
    companion(clock.now, **changes)
    assert browser.open("/desk/day").status == 200
    assert "sitting for" not in said(browser.open("/desk/day"))
    page = browser.open("/settings").html
    assert 'name="step" value="start"' in page
    assert 'name="step" value="stop"' not in page


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}'])
def test_a_state_that_is_no_state_is_no_companion(browser: Browser, content: bytes) -> None:
    companion(datetime.now(UTC))
    folder = store.opened().folder
    assert folder is not None
    (folder / "desk" / "state.json").write_bytes(content)
    assert browser.open("/desk/day").status == 200
    assert "is not running" in said(browser.open("/settings"))


def test_the_address_for_programs_gives_the_same_day(browser: Browser) -> None:
    told(browser, "", hours="6", longest="2")
    day = next(iter(exposures().values())).at.date()
    answered = browser.client.get(f"/api/v1/desk/day?day={day}")
    assert answered.status_code == 200
    raw = answered.json()
    assert (raw["day"], raw["told"][0]["minutes"], raw["told"][0]["longest"]) == (str(day), 360, 120)
    assert (raw["minutes"], raw["longest"], raw["stretches"]) == (360, 120, [])


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "", "20261119"])
def test_the_address_for_programs_refuses_what_is_no_day(browser: Browser, day: str) -> None:
    answered = browser.client.get(f"/api/v1/desk/day?day={day}")
    assert answered.status_code == 400
    assert answered.json()["problems"][0]["code"] == "parameter_bad"
