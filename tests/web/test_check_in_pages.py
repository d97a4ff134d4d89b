"""The check-in page: what it asks, other days, corrections, and when the next one is wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.web.pages import Browser, Page, holding, stored
from tests.web.program import Program
from tests.web.staged import KNOT, SCENARIOS, Clock, been_through_the_signs, staged
from tests.web.test_answer_pages import NOTHING_NEW, text_of
from unknot.content.library import load
from unknot.facts import Answer, CheckIn, Correction, Dose, Preference
from unknot.web.journal import Journal

CHECK_IN = f"/knots/{KNOT}/check-in"
At = Callable[[str], tuple[Browser, Clock]]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    """Puts a person of the scenarios before the browser, with their clock."""
    with ExitStack() as open_until_then:
        yield lambda name: open_until_then.enter_context(staged(name, tmp_path / name))


def check_ins() -> list[CheckIn]:
    return [fact for fact in holding() if isinstance(fact, CheckIn)]


def all_of(kind: type) -> list[Any]:
    return [fact for fact in holding() if isinstance(fact, kind)]


def edited(browser: Browser, fact: str, **changes: str) -> Page:
    return browser.open(f"{CHECK_IN}/{fact}").send(follow=False, **changes)


def test_function_comes_first_and_what_is_new_stands_in_the_same_form(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    html = browser.open(CHECK_IN).html
    order = [html.index(f'id="{part}"') for part in ("function", "pain_now", "pain_worst", "reaches", "news")]
    assert order == sorted(order)
    assert html.index('href="#news"') < order[0]
    assert html.count('class="stack screen check-in"') == 1


def test_movements_are_kept_in_words_and_asked_about_again(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    page = browser.open(CHECK_IN)
    asked = [name for name in page.form.offered if name.startswith("reach-")]
    assert 2 <= len(asked) <= 3
    page.send(**NOTHING_NEW, **{asked[0]: "a_bit_short"})
    movement = asked[0].removeprefix("reach-")
    assert check_ins()[-1].movements == {movement: "a_bit_short"}
    clock.pass_by(days=3)
    assert next(iter(name for name in browser.open(CHECK_IN).form.offered if name.startswith("reach-"))) == asked[0]


def test_degrees_are_asked_for_only_where_they_were_measured_before(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    assert "rom-" not in browser.open(CHECK_IN).html
    journal = Journal(load(), "Europe/Berlin", clock.now)
    journal.add({"kind": "check_in", "episode": KNOT, "rom": {"rom_neck_rotation.l": 50}})
    page = browser.open(CHECK_IN)
    refused = page.send(**NOTHING_NEW, **{"rom-rom_neck_rotation__l": "400"})
    assert refused.status == 422
    refused.send(**{"rom-rom_neck_rotation__l": "61,5"})
    assert check_ins()[-1].rom == {"rom_neck_rotation.l": 61.5}


def test_a_warning_sign_is_heard_without_a_rating(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    before = len(check_ins())
    assert browser.open(CHECK_IN).send(yes="ss_breathing_chest").name == "safety"
    assert len(check_ins()) == before


def test_a_check_in_for_yesterday_evening_lies_there_and_its_safety_answers_lie_now(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    page = browser.open(CHECK_IN)
    yesterday = clock.now.date() - timedelta(days=1)
    done = page.form.offered.get("done", [])[:1]
    kept = page.send(**NOTHING_NEW, done=done, day=yesterday.isoformat(), time="21:00")
    assert kept.status == 200
    mine = [fact for fact in stored() if fact.id.startswith("checkin-")]
    given = next(fact for fact in mine if isinstance(fact, CheckIn))
    assert given.at == datetime(yesterday.year, yesterday.month, yesterday.day, 20, tzinfo=UTC)
    assert {dose.at for dose in mine if isinstance(dose, Dose)} <= {given.at}
    assert all(answer.at >= clock.now - timedelta(minutes=5) for answer in mine if isinstance(answer, Answer))


def test_a_check_in_for_another_day_is_no_safety_screen_of_today(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    yesterday = (clock.now - timedelta(days=1)).isoformat()
    clock.pass_by(days=3)
    journal = Journal(load(), "Europe/Berlin", clock.now)
    journal.add({"kind": "check_in", "episode": KNOT, "pain_now": 1, "at": yesterday})
    assert not journal.advise(KNOT).screened
    assert browser.open(f"/knots/{KNOT}/plan").name != "plan"


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        (1, "21:00", "That lies ahead"),
        (-400, "21:00", "before this knot was written down"),
        (-1, "", "Give both the day and the time"),
        (-1, "25:00", "That is no day and time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_stored(at: At, day: int, time: str, said: str) -> None:
    browser, clock = at("two-weeks-settling")
    when = (clock.now + timedelta(days=day)).date().isoformat()
    before = stored()
    page = browser.open(CHECK_IN).send(**NOTHING_NEW, day=when, time=time)
    assert page.status == 422
    assert said in text_of(page)
    assert page.form.values["day"] == [when]
    assert stored() == before


def test_the_page_afterwards_says_when_the_next_one_is_wanted_and_lists_no_past_pain(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    clock.pass_by(days=1)
    page = browser.open(CHECK_IN).send(**NOTHING_NEW)
    said = text_of(page)
    assert "The next check-in is wanted" in said
    assert "It is fine to leave it out" in said
    assert "You said" not in page.html
    assert "you said" not in page.html


def test_today_asks_for_a_check_in_only_when_one_is_wanted(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    been_through_the_signs(clock)
    clock.pass_by(days=1)
    browser.open(CHECK_IN).send(**NOTHING_NEW)
    today = browser.open("/").html
    assert "The next check-in is wanted" in today
    assert "Check in, 15 seconds" not in today


def test_quiet_can_be_chosen_and_taken_back(at: At) -> None:
    browser, clock = at("two-weeks-settling")
    browser.post("/settings", {"part": "rhythm", "quiet": "yes"})
    clock.pass_by(days=1)
    assert "You asked for quiet" in text_of(browser.open(CHECK_IN).send(**NOTHING_NEW))
    browser.post("/settings", {"part": "rhythm", "quiet": "no"})
    assert [fact.quiet for fact in all_of(Preference) if fact.quiet is not None] == [True, False]


def test_a_check_in_is_corrected_and_stays_where_it_was(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    last = check_ins()[-1]
    sent = edited(browser, last.id, pain_now="3", pain_worst="6")
    assert sent.to == f"/knots/{KNOT}/course"
    now = check_ins()[-1]
    assert (now.id, now.at, now.pain_now, now.pain_worst) == (last.id, last.at, 3, 6)
    assert isinstance(stored()[-1], Correction)


def test_what_is_left_alone_in_a_correction_stays(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    before, last = stored(), check_ins()[-1]
    edited(browser, last.id)
    assert stored() == before
    page = browser.open(f"{CHECK_IN}/{last.id}").send(follow=False, pain_worst="0", pain_now="4")
    assert page.status == 422
    assert stored() == before


def test_a_check_in_is_moved_to_the_time_it_was_about(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    last = check_ins()[-1]
    day = (last.at - timedelta(days=1)).date().isoformat()
    edited(browser, last.id, day=day, time="07:30")
    moved = next(each for each in check_ins() if each.id == last.id)
    assert moved.at.date().isoformat() == day
    assert moved.pain_now == last.pain_now


def test_a_check_in_is_taken_back_and_what_was_said_about_signs_stays(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    last, said = check_ins()[-1], all_of(Answer)
    browser.client.post(f"{CHECK_IN}/{last.id}", {"part": "take_back"})
    assert last.id not in {each.id for each in check_ins()}
    assert all_of(Answer) == said
    browser.client.post("/undo")
    assert last.id in {each.id for each in check_ins()}


def test_only_check_ins_of_this_knot_can_be_corrected(at: At) -> None:
    browser, _ = at("two-weeks-settling")
    assert browser.open(f"{CHECK_IN}/none").status == 404
    dose = all_of(Dose)[-1]
    assert browser.open(f"{CHECK_IN}/{dose.id}").status == 404


def test_an_emergency_comes_before_any_correction(at: At) -> None:
    browser, _ = at("chest-pressure")
    given = check_ins()
    path = f"{CHECK_IN}/{given[-1].id}" if given else CHECK_IN
    assert browser.client.get(path).headers["Location"] == f"/knots/{KNOT}"


def test_a_program_learns_when_the_next_one_is_wanted(tmp_path: Path, sqlite_place: Any) -> None:
    sqlite_place.open()
    program = Program(tmp_path)
    story = json.loads((SCENARIOS / "two-weeks-settling.request.json").read_bytes())
    assert program.post("facts", story["facts"]).status == 201
    said = program.get(f"episodes/{KNOT}/rhythm?at={quote(story['at'])}").json
    assert said["episode"] == KNOT
    assert said["due_on"] >= story["at"][:10]
    assert said["why"]
    assert program.get("episodes/nobody/rhythm").status == 404
