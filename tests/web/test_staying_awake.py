"""The safety screen stays awake: old answers, new places, worse pain and the course ask again, and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from tests.web.pages import Browser, Page, holding
from tests.web.staged import KNOT, Clock, been_through_the_signs, staged
from tests.web.test_answer_pages import text_of
from unknot.cli import advice_page
from unknot.cli.page import Page as TerminalPage
from unknot.content.library import load
from unknot.facts import Answer, Mark
from unknot.screening.triage import Triage, triage
from unknot.web.journal import Journal

PAGE = f"/knots/{KNOT}"
LINES = set(load().short_screen)
TIRING = "rf_chest_pressure"
"""A question that everybody is asked."""


@dataclass
class Life:
    """A person with a plan, their browser, their clock and where it is stored."""

    browser: Browser
    clock: Clock
    folder: Path

    def found(self) -> Triage:
        """The result of the safety questions now."""
        return triage(load(), self.journal().history(KNOT))

    def journal(self) -> Journal:
        return Journal(load(), "Europe/Berlin", self.clock.now)

    def open(self, name: str) -> Page:
        return self.browser.open(f"{PAGE}{name}")

    def check_in(self, pain: int, **changes: str) -> Page:
        """Nothing is new unless `changes` say so; what is asked then is denied. The page at the end."""
        said = {"news": "none", "function": "6", "pain_now": str(pain), "pain_worst": str(pain), **changes}
        return self.deny(self.open("/check-in").send(**said))

    def deny(self, page: Page) -> Page:
        """Every safety screen is answered with no."""
        while page.name == "safety":
            page = page.send(**({"said": "no"} if 'name="said"' in page.html else {}))
        return page

    def terminal(self) -> str:
        """The advice as the terminal shows it now, about the same record."""
        journal, shown = self.journal(), StringIO()
        page = TerminalPage(plain=True, stream=shown)
        advice_page.show(page, load(), journal.advise(KNOT), journal.history(KNOT), full=False)
        return " ".join(shown.getvalue().split())


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Callable[[str], Life]]:
    with ExitStack() as open_until_then:

        def at(name: str) -> Life:
            browser, clock = open_until_then.enter_context(staged(name, tmp_path / name))
            been_through_the_signs(clock)
            return Life(browser, clock, tmp_path / name)

        yield at


@pytest.fixture
def life(living: Callable[[str], Life]) -> Life:
    """Somebody with an ordinary knot of the neck who has seen today's plan."""
    someone = living("desk-neck")
    assert someone.open("").heading == "Upper trapezius, left"
    assert someone.open("/plan").name == "plan"
    return someone


def asked_on_the_way(page: Page) -> set[str]:
    """Every line of the safety screens from `page` on; each is denied."""
    lines: set[str] = set()
    while page.name == "safety":
        lines |= set(page.lines)
        page = page.send(**({"said": "no"} if 'name="said"' in page.html else {}))
    return lines


# Old answers, new places, worse pain


def test_every_check_in_asks_the_five_lines_before_it_shows_a_plan(life: Life) -> None:
    life.clock.pass_by(days=1)
    form = life.open("/check-in")
    assert set(form.lines) >= LINES
    assert form.send(function="6", pain_now="4", pain_worst="4").status == 422
    assert life.check_in(4, news="", yes="ss_unwell").path == PAGE
    asked = {fact.question for fact in holding() if isinstance(fact, Answer) and fact.value == "no"}
    assert set(load().short_screen["ss_unwell"].flags) <= asked


def test_a_screen_of_72_hours_is_stale_before_anything_is_shown(life: Life) -> None:
    life.check_in(4)
    life.clock.pass_by(hours=load().number("screening.answer_hours") - 1)
    assert LINES.isdisjoint(life.found().open_questions)
    life.clock.pass_by(hours=2)
    assert set(life.found().open_questions) >= LINES
    assert life.found().stale
    for name in ("", "/plan", "/session", "/session/1"):
        page = life.open(name)
        assert page.name == "safety"
        assert "Ball on the shoulder top" not in page.html
    assert asked_on_the_way(page) >= LINES
    assert life.open("/plan").name == "plan"


def test_the_terminal_shows_no_plan_from_a_stale_screen(life: Life) -> None:
    assert "Ball on the shoulder top" in life.terminal()
    life.clock.pass_by(hours=load().number("screening.answer_hours") + 1)
    said = life.terminal()
    assert "Ball on the shoulder top" not in said
    assert "gone by" not in said


def test_a_new_place_asks_its_questions_before_a_plan(life: Life) -> None:
    form = life.open("/where")
    place = next(region.id for region in load().regions.values() if region.area == "calf")
    form.send(**{f"mark__{place}": "5"})
    assert any(isinstance(fact, Mark) and fact.region == place for fact in holding())
    page = life.open("/plan")
    assert page.name == "safety"
    assert {"rf_leg_swelling_one_side", "rf_leg_warm_red_vein"} <= asked_on_the_way(page)


@pytest.mark.parametrize(("rise", "asks"), [(1, False), (2, True)])
def test_pain_up_by_two_points_asks_everything_again(life: Life, rise: int, asks: bool) -> None:
    assert load().number("screening.rescreen_rise_points") == 2
    life.check_in(4)
    life.clock.pass_by(days=1)
    page = life.open("/check-in").send(news="none", function="6", pain_now=str(4 + rise), pain_worst=str(4 + rise))
    assert (TIRING in asked_on_the_way(page)) is asks


# The rules of the course


def says(life: Life, rule: str, page: Page) -> bool:
    """Whether the page and the terminal both say that the rule holds."""
    trigger = load().say(f"follow_up.{rule}.trigger")
    return trigger in text_of(page) and trigger in life.terminal()


def test_a_week_without_change_tries_another_way_once(life: Life) -> None:
    life.clock.pass_by(days=3)
    assert not says(life, "fu_no_change_7_days", life.check_in(4))
    life.clock.pass_by(days=2)
    life.check_in(4)
    life.clock.pass_by(days=2)
    page = life.check_in(4)
    assert "change_technique_once" in life.found().effects
    assert life.found().disposition == "self_care_ok_with_caution"
    assert says(life, "fu_no_change_7_days", page)


def test_two_weeks_without_enough_change_end_the_plan(life: Life) -> None:
    for _ in range(2):
        life.clock.pass_by(days=7)
        page = life.check_in(4)
    assert life.found().disposition == "see_clinician_soon"
    assert says(life, "fu_not_improving_14_days", page)
    plan = life.open("/plan")
    assert "Ball on the shoulder top" not in plan.html.partition("What is not offered")[0]
    assert "I have been seen" in plan.html


def test_still_there_after_six_weeks_asks_for_one_examination_even_if_better(life: Life) -> None:
    for days in (10, 20, 12):
        life.clock.pass_by(days=days)
        page = life.check_in(2)
    assert life.found().disposition == "see_clinician_soon"
    assert [fired.id for fired in life.found().fired] == ["fu_4_to_6_weeks"]
    assert says(life, "fu_4_to_6_weeks", page)


def test_back_within_two_weeks_asks_everything_and_for_a_check(life: Life) -> None:
    life.browser.post(f"{PAGE}/settle", {})
    life.clock.pass_by(days=5)
    life.browser.post(f"{PAGE}/reopen", {})
    assert TIRING in asked_on_the_way(life.open("/plan"))
    page = life.check_in(4)
    assert life.found().disposition == "see_clinician_soon"
    assert says(life, "fu_recurrent", page)


def test_much_worse_within_hours_is_for_today(life: Life) -> None:
    life.check_in(4)
    life.clock.pass_by(hours=6)
    page = life.check_in(7)
    assert page.heading == "Speak to a clinician today"
    assert says(life, "fu_sudden_worsening", page)


def test_worse_twice_running_is_for_a_check(life: Life) -> None:
    for pain in (2, 4, 6):
        life.clock.pass_by(days=1)
        page = life.check_in(pain)
    assert life.found().disposition == "see_clinician_soon"
    assert says(life, "fu_worsening", page)


# What the other rules of the course do


def test_who_missed_check_ins_is_reminded_once_with_the_signs_to_get_help_for(life: Life) -> None:
    assert "does not count as gone" not in text_of(life.open("/check-in"))
    life.clock.pass_by(days=4)
    page = life.browser.open("/")
    assert page.name == "check-in"
    said = text_of(page)
    assert "does not count as gone" in said
    assert all(sign in said for sign in load().lines("advice.emergency_signs"))
    assert load().lines("after_session.neck.signs")[0] in said
    life.check_in(3)
    assert "does not count as gone" not in text_of(life.open("/check-in"))
    assert life.browser.open("/").heading != "How is it today?"


def test_a_result_nobody_acted_on_comes_before_the_questions(living: Callable[[str], Life]) -> None:
    life = living("swollen-calf")
    assert load().say("checking_in.still_stands") not in text_of(life.open("/check-in"))
    life.clock.pass_by(hours=load().number("screening.same_sitting_hours") + 1)
    page = life.open("/check-in")
    said = text_of(page)
    assert "repeat_result" in life.found().effects
    assert said.index("Speak to a clinician today.") < said.index("Anything new since last time?")
    assert all(fired.disposition != "emergency_now" for fired in life.found().fired)
    assert life.browser.open("/").heading == "Speak to a clinician today"
    assert "Speak to a clinician today" in life.terminal()


def test_burning_skin_asks_about_a_rash_at_each_check_in_for_two_weeks(life: Life) -> None:
    assert "rf_blister_rash_strip" not in life.open("/check-in").lines
    life.journal().add({"kind": "answer", "episode": KNOT, "question": "rf_band_burning_skin", "value": "not_sure"})
    life.clock.pass_by(minutes=5)
    for days in (1, 6):
        life.clock.pass_by(days=days)
        page = life.open("/check-in")
        assert "rf_blister_rash_strip" in page.lines
        assert load().say("follow_up.fu_skin_watch.action") in text_of(page)
    life.clock.pass_by(days=8)
    assert load().say("follow_up.fu_skin_watch.action") not in text_of(life.open("/check-in"))


def test_a_change_of_life_asks_the_questions_about_health_again_and_says_so(life: Life) -> None:
    life.clock.pass_by(days=3, hours=2)
    form = life.open("/check-in")
    assert "life_change" in form.lines
    page = form.send(function="6", pain_now="4", pain_worst="4", yes="life_change")
    assert load().say("follow_up.fu_life_changes.action") in text_of(page)
    assert "anticoagulated" in asked_on_the_way(page)
