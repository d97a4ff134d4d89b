"""The story so far, what becomes of a knot, my knots over time, and the body through time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from tests import lives
from tests.web.pages import Browser, Page, holding
from tests.web.staged import KNOT, Clock, staged
from unknot.content.library import load, vocabulary_of
from unknot.facts import CheckIn, Episode, Mark
from unknot.facts.gate import parse
from unknot.facts.kinds import Fact
from unknot.loop.story_so_far import story_so_far
from unknot.web import lapse, storyline
from unknot.web.visit import Visit

At = Callable[[str], Browser]
PAGE = f"/knots/{KNOT}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[At, list[Clock]]]:
    """Puts a person of the scenarios before the browser, and keeps their clock."""
    clocks: list[Clock] = []
    with ExitStack() as open_until_then:

        def at(name: str) -> Browser:
            browser, clock = open_until_then.enter_context(staged(name, tmp_path / name))
            clocks.append(clock)
            return browser

        yield at, clocks


@pytest.fixture
def at(stage: tuple[At, list[Clock]]) -> At:
    return stage[0]


def text_of(page: Page) -> str:
    main = page.html.partition("<main")[2]
    plain = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def events() -> list[str]:
    return [fact.event for fact in holding() if isinstance(fact, Episode)]


def error_of(page: Page) -> str:
    found = re.search(r'<p class="error"[^>]*>(.*?)</p>', page.html)
    return found[1] if found else ""


# The story


def test_the_story_says_first_how_it_goes_and_what_to_do(at: At) -> None:
    page = at("two-weeks-settling").open(f"{PAGE}/course")
    said = text_of(page)
    assert page.heading == "The story so far"
    assert said.index("foreseen on") < said.index("The chart in numbers")
    assert "The first forecast, for" in said
    assert page.html.count('class="ghost"') > 0


def test_ratings_lie_in_a_closed_table_each_with_a_way_to_correct_it(at: At) -> None:
    page = at("two-weeks-settling").open(f"{PAGE}/course")
    rated = {fact.id for fact in holding() if isinstance(fact, CheckIn) and fact.pain_now is not None}
    assert set(re.findall(rf'href="{PAGE}/check-in/([^"]+)">change', page.html)) <= rated
    assert f'href="{PAGE}/check-in/' in page.html
    assert '<details class="more" open' not in page.html


def test_quiet_mode_shows_the_forecast_and_folds_the_past(at: At) -> None:
    browser = at("two-weeks-settling")
    browser.post("/desk/reminders", {"quiet": "yes"})
    page = browser.open(f"{PAGE}/course")
    ahead, _, folded = page.html.partition("What was rated and done")
    assert "The days ahead" in ahead
    assert "you said" not in ahead
    assert "The story so far" in folded


def told(raws: list[dict[str, Any]], asked: str | None = None) -> storyline.Story:
    library = load()
    facts = tuple(parse(raw, vocabulary_of(library)) for raw in raws)
    so_far = story_so_far(library, facts, at=datetime.now(UTC), zone="UTC", episode=lives.MAIN)
    seen = storyline.story(library, so_far, None, (), asked)
    assert seen is not None
    return seen


def test_the_first_day_needs_no_way_to_look_back() -> None:
    seen = told(lives.first_day())
    assert seen.ways == ()
    assert len(seen.lines) == 1


def test_two_years_of_one_knot_open_with_what_matters_now_and_can_be_seen_as_weeks() -> None:
    now, weeks = told(lives.one_long_knot()), told(lives.one_long_knot(), "weeks")
    assert [way.id for way in now.ways] == ["recent", "weeks"]
    assert len(now.lines) <= 15
    assert weeks.by_weeks
    assert len(weeks.lines) <= 105
    assert weeks.svg.count("<circle") < 2 * 110


def test_a_view_that_nobody_knows_is_the_usual_one(at: At) -> None:
    browser = at("two-weeks-settling")
    usual, odd = (browser.open(f"{PAGE}/course{asked}").html for asked in ("", "?view=nothing"))
    assert usual.count("<circle") == odd.count("<circle")


# What becomes of a knot


def test_a_knot_is_closed_since_the_day_it_was_gone_and_that_can_be_undone(stage: tuple[At, list[Clock]]) -> None:
    browser = stage[0]("gone")
    day = stage[1][-1].now.date()
    page = browser.post(f"{PAGE}/settle", {"on": day.isoformat()})
    assert "You closed it on" in page.html
    browser.post("/undo", {})
    assert events() == ["opened"]


@pytest.mark.parametrize("typed", ["tomorrow", "2999-01-01"])
def test_a_day_that_cannot_be_leaves_the_knot_open_and_says_why(at: At, typed: str) -> None:
    page = at("gone").post(f"{PAGE}/settle", {"on": typed})
    assert page.status == 422
    assert error_of(page)
    assert events() == ["opened"]


def test_places_are_parted_into_two_knots_and_joined_again_by_undo(at: At) -> None:
    browser = at("two-weeks-settling")
    offered = re.findall(r'name="region" value="([^"]+)"', browser.open(f"{PAGE}/change").html)
    browser.post(f"{PAGE}/split", {"region": offered[:1]})
    new = {fact.episode for fact in holding() if isinstance(fact, Episode) and fact.event == "split"}
    assert len(new) == 1
    assert browser.open("/knots").html.count('class="knot"') == 2
    browser.post("/undo", {})
    assert "split" not in events()


@pytest.mark.parametrize("share", [0, None])
def test_a_split_needs_some_places_but_not_all(at: At, share: int | None) -> None:
    browser = at("two-weeks-settling")
    offered = re.findall(r'name="region" value="([^"]+)"', browser.open(f"{PAGE}/change").html)
    page = browser.post(f"{PAGE}/split", {"region": offered[:share]})
    assert page.status == 422
    assert "at least one place" in error_of(page)
    assert "split" not in events()


def test_joining_with_nothing_says_what_is_missing(at: At) -> None:
    browser = at("two-weeks-settling")
    browser.open("/knots/new").send(mark__calf_l="4")
    page = browser.post(f"{PAGE}/merge", {})
    assert page.status == 422
    assert error_of(page) == "Choose the knot that this one belongs to."


def test_the_address_of_a_knot_that_became_part_of_another_shows_that_one(at: At) -> None:
    browser = at("two-weeks-settling")
    later = browser.open("/knots/new").send(mark__calf_l="4").path.split("/")[2]
    browser.post(f"/knots/{later}/merge", {"into": KNOT})
    assert events()[-1] == "merged"
    for name in ("change", "where"):
        there, here = (browser.open(f"/knots/{knot}/{name}") for knot in (later, KNOT))
        assert (there.status, text_of(there)) == (200, text_of(here))


def test_a_knot_said_to_be_part_of_one_that_is_not_there_keeps_its_pages(at: At) -> None:
    browser = at("two-weeks-settling")
    held = Visit(RequestFactory().get("/"), KNOT)
    held.journal.add({"kind": "episode", "episode": KNOT, "event": "merged", "into": "not-there"})
    assert browser.open(f"{PAGE}/change").status == 200


def test_a_knot_that_was_gone_comes_back_as_a_new_one_with_a_link_to_it(at: At) -> None:
    browser = at("gone")
    browser.post(f"{PAGE}/settle", {})
    assert browser.post(f"{PAGE}/come-back", {"intensity": "11"}).status == 422
    browser.post(f"{PAGE}/come-back", {"intensity": "4", "since": ""})
    newest = [fact for fact in holding() if isinstance(fact, Episode)][-1]
    assert (newest.event, newest.recurrence_of) == ("opened", KNOT)
    assert f'href="/knots/{newest.episode}/course"' in browser.open(f"{PAGE}/course").html


def test_an_earlier_knot_is_linked_only_where_one_is_chosen(at: At) -> None:
    browser = at("gone")
    browser.post(f"{PAGE}/settle", {})
    later = browser.open("/knots/new").send(mark__neck_upper_l="4").path.split("/")[2]
    assert error_of(browser.post(f"/knots/{later}/recurrence", {})) == "Choose the earlier knot that has come back."
    browser.post(f"/knots/{later}/recurrence", {"earlier": KNOT})
    assert [fact.recurrence_of for fact in holding() if isinstance(fact, Episode)][-1] == KNOT
    browser.post("/undo", {})
    assert [fact.recurrence_of for fact in holding() if isinstance(fact, Episode)][-1] is None


# My knots


def test_the_list_says_when_the_next_check_in_is_and_how_forecasts_have_done(at: At) -> None:
    said = text_of(at("two-weeks-settling").open("/knots"))
    assert "Next check-in:" in said or "A check-in is due." in said
    assert "How the forecasts have done" in said


def test_one_knot_needs_no_time_axis_and_two_share_one(at: At) -> None:
    browser = at("two-weeks-settling")
    assert "All of them over time" not in browser.open("/knots").html
    browser.post(f"{PAGE}/settle", {})
    browser.open("/knots/new").send(mark__calf_l="4").send(since="3", pain_now="4", pain_worst="6")
    page = browser.open("/knots").html
    assert "All of them over time" in page
    assert page.count('class="ridge"') >= 2


# The body through time


def mark(day: int, region: str, intensity: int, episode: str = "one") -> Fact:
    return Mark(id=f"{day}.{region}", at=_at(day), zone="UTC", episode=episode, region=region, intensity=intensity)


def event(day: int, name: Any, episode: str = "one", into: str | None = None) -> Fact:
    return Episode(id=f"{day}.{name}", at=_at(day), zone="UTC", episode=episode, event=name, into=into)


def _at(day: int) -> datetime:
    return datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=day)


def test_a_mark_holds_until_it_changes_or_its_knot_is_settled() -> None:
    told = [mark(0, "neck_upper_l", 5), mark(4, "neck_upper_l", 2), event(9, "resolved"), event(12, "reopened")]
    known = lapse.changes(told)
    held = {after: dict(found.marks) for after in (0, 3, 4, 9, 12) if (found := lapse.at(known, _at(after).date()))}
    assert held == {
        0: {"neck_upper_l": 5},
        3: {"neck_upper_l": 5},
        4: {"neck_upper_l": 2},
        9: {},
        12: {"neck_upper_l": 2},
    }
    assert lapse.at(known, date(2026, 10, 31)) is None


def test_two_knots_stand_on_one_body_and_the_stronger_mark_is_shown() -> None:
    told = [mark(0, "neck_upper_l", 5), mark(1, "neck_upper_l", 7, "two"), event(2, "merged", "two", "one")]
    assert [dict(each.marks) for each in lapse.changes(told)] == [
        {"neck_upper_l": 5},
        {"neck_upper_l": 7},
        {"neck_upper_l": 7},
    ]


def test_two_years_go_by_in_weeks_and_no_change_is_passed_over() -> None:
    known = lapse.changes([mark(0, "neck_upper_l", 5), mark(3, "calf_l", 4)])
    today = _at(730).date()
    steps = lapse.steps(known, today)
    assert steps[-1] == today
    assert {each.day for each in known} <= set(steps)
    assert len(steps) < 110


def test_the_body_through_time_shows_a_day_by_its_address_without_a_script(at: At) -> None:
    browser = at("two-weeks-settling")
    page = browser.open("/knots/time-lapse")
    first = re.findall(r'href="\?day=(\d{4}-\d\d-\d\d)#day"[^>]*>From the beginning', page.html)[0]
    on_the_first = browser.client.get("/knots/time-lapse", {"day": first}).content.decode()
    assert 'rel="prev"' not in on_the_first
    assert 'rel="next"' in on_the_first
    assert re.findall(r'data-region="[a-z_]+" data-strength="[1-9]"', on_the_first)
    assert browser.client.get("/knots/time-lapse", {"day": "someday"}).status_code == 200


def test_without_a_mark_there_is_nothing_to_go_through(tmp_path: Path) -> None:
    from tests.web.pages import opened
    from unknot.web import database

    try:
        assert "Nothing is marked yet" in opened(tmp_path / "data").open("/knots/time-lapse").html
    finally:
        database.disconnect()
