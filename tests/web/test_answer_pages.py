"""What comes after the questions: danger hides the rest, every step gives its reason, nothing is stored twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.web.pages import Browser, Page, holding, opened, stored
from tests.web.staged import KNOT, NAMES, Clock, staged
from unknot.content.library import load
from unknot.facts import Answer, CheckIn, Correction, Dose, Episode, ForecastIssued, Preference, ProVisit
from unknot.loop.advice import Advice
from unknot.web import database
from unknot.web.journal import Journal

At = Callable[[str], Browser]
KNOT_PAGE = f"/knots/{KNOT}"
NOTHING_NEW = {"news": "none", "function": "9", "pain_now": "2", "pain_worst": "2"}


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


def later(stage: tuple[At, list[Clock]], **span: float) -> None:
    stage[1][-1].pass_by(**span)


def all_of(kind: type) -> list[Any]:
    return [fact for fact in holding() if isinstance(fact, kind)]


def advice_at(stage: tuple[At, list[Clock]]) -> Advice:
    return Journal(load(), "Europe/Berlin", stage[1][-1].now).advise(KNOT)


def text_of(page: Page) -> str:
    main = page.html.partition("<main")[2]
    plain = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain.replace("&#x27;", "'").replace("&amp;", "&"))


# Danger


def test_an_emergency_leaves_nothing_else_to_look_at(at: At) -> None:
    page = at("chest-pressure").open(KNOT_PAGE)
    assert page.heading == "Get emergency help now"
    assert "Call your local emergency number now" in page.html
    assert "<nav" not in page.html
    assert "Pressure across the chest" in page.html
    assert "forecast" not in text_of(page).lower()
    assert re.findall(r'href="(/[^"]*)"', page.html.partition("<body")[2]) == [f"{KNOT_PAGE}/safety/again"]


@pytest.mark.parametrize("name", ["plan", "session", "check-in", "check-in/done", "course", "session/done", "means"])
def test_every_page_of_a_knot_in_an_emergency_leads_to_the_emergency(at: At, name: str) -> None:
    assert at("chest-pressure").open(f"{KNOT_PAGE}/{name}").heading == "Get emergency help now"


@pytest.mark.parametrize("name", ["swollen-calf", "fever-and-back-pain", "chest-pressure-not-sure"])
def test_what_is_urgent_today_names_no_muscle_no_day_and_no_technique(stage, at: At, name: str) -> None:
    page = at(name).open(KNOT_PAGE)
    advice, said = advice_at(stage), text_of(page)
    assert page.heading == "Speak to a clinician today"
    assert all(reason.text in said for reason in advice.reasons)
    assert advice.candidates
    assert not any(candidate.name in said for candidate in advice.candidates)
    assert "gone by" not in said
    assert not all_of(ForecastIssued)


@pytest.mark.parametrize("name", ["plan", "session", "check-in/done", "course"])
def test_urgent_today_comes_before_plan_and_course(at: At, name: str) -> None:
    assert at("swollen-calf").open(f"{KNOT_PAGE}/{name}").heading == "Speak to a clinician today"


def test_a_slip_in_an_emergency_is_a_correction_and_can_be_undone(at: At) -> None:
    browser = at("chest-pressure")
    again = browser.open(f"{KNOT_PAGE}/safety/again")
    assert "<nav" not in again.html
    after = again.send(line__rf_chest_pressure="no")
    assert after.heading != "Get emergency help now"
    corrections = [fact for fact in stored() if isinstance(fact, Correction)]
    assert [correction.replacement.value for correction in corrections] == ["no"]
    browser.post("/undo", {})
    assert browser.open(KNOT_PAGE).heading == "Get emergency help now"


def test_looking_again_without_a_change_changes_nothing(at: At) -> None:
    browser = at("chest-pressure")
    before = stored()
    assert browser.open(f"{KNOT_PAGE}/safety/again").send().heading == "Get emergency help now"
    assert stored() == before


def test_a_yes_that_was_said_twice_is_taken_back_as_a_whole(stage, at: At) -> None:
    browser = at("chest-pressure")
    journal = Journal(load(), "Europe/Berlin", stage[1][-1].now)
    journal.add({"kind": "answer", "episode": KNOT, "question": "rf_chest_pressure", "value": "yes"})
    browser.open(f"{KNOT_PAGE}/safety/again").send(line__rf_chest_pressure="no")
    told = [fact.value for fact in all_of(Answer) if fact.question == "rf_chest_pressure"]
    assert told == ["no", "no"]


def test_what_is_private_is_not_shown_beside_other_answers(stage, at: At) -> None:
    browser = at("night-pain")
    journal = Journal(load(), "Europe/Berlin", stage[1][-1].now)
    journal.add({"kind": "answer", "episode": KNOT, "question": "rf_testicular", "value": "not_sure"})
    assert "rf_testicular" not in browser.open(f"{KNOT_PAGE}/safety/again").html


@pytest.mark.parametrize("name", NAMES)
def test_a_page_never_says_more_than_safety_allows(stage, at: At, name: str) -> None:
    browser = at(name)
    pages = [browser.open(f"{KNOT_PAGE}{each}") for each in ("", "/plan", "/course")]
    advice = advice_at(stage)
    assert all(page.status == 200 for page in pages)
    if advice.disposition in ("emergency_now", "urgent_same_day") or not advice.screened:
        said = " ".join(map(text_of, pages))
        assert not any(load().say(f"technique.{technique}.name") in said for technique in load().techniques)
        assert not any(candidate.name in said for candidate in advice.candidates)
        assert "gone by" not in said


# What it probably is


def test_the_answer_says_what_why_when_and_what_is_not_known(stage, at: At) -> None:
    page = at("desk-neck").open(KNOT_PAGE)
    advice, said = advice_at(stage), text_of(page)
    assert page.heading == "Upper trapezius, left"
    assert f"Most likely: {round(100 * advice.candidates[0].probability)}" in said
    assert advice.candidates[0].why[0] in said
    assert "Most likely gone by 18 December" in said
    assert advice.forecasts is not None
    assert advice.forecasts.track_record.text in said
    assert load().say("advice.contested") in said
    assert load().say("advice.candidates_uncertain") in said
    assert advice.provenance.text in said
    assert advice.causes[0].name in said


def test_a_muscle_that_does_not_stand_out_is_not_called_probable(at: At) -> None:
    page = at("night-pain").open(KNOT_PAGE)
    assert "Nothing stands out yet" in page.html
    assert "What it probably is" not in text_of(page)
    assert "cannot be told apart yet" in text_of(page)


def test_the_answer_to_the_small_test_changes_the_ranking_and_can_be_undone(stage: tuple[At, list[Clock]]) -> None:
    browser = stage[0]("night-pain")
    before = advice_at(stage)
    (asked,) = [question for question in before.questions if question.screen == "telling_apart"]
    page = browser.open(KNOT_PAGE)
    assert asked.text in text_of(page)
    sheet = re.search(r'name="sheet" value="([^"]+)"', page.html)
    assert sheet is not None
    after = browser.post(f"{KNOT_PAGE}/apart", {"sheet": sheet[1], "said": "yes"})
    assert [each.question for each in all_of(Answer)][-1] == asked.id
    assert advice_at(stage).candidates != before.candidates
    assert asked.text not in text_of(after)
    assert "Your answer is counted" in after.html


@pytest.mark.parametrize("sent", [{"said": "yes"}, {"sheet": "forged", "said": "yes"}])
def test_an_answer_without_its_sheet_is_not_counted(stage: tuple[At, list[Clock]], sent: dict[str, str]) -> None:
    browser = stage[0]("night-pain")
    before = len(all_of(Answer))
    assert browser.post(f"{KNOT_PAGE}/apart", sent).status == 200
    assert len(all_of(Answer)) == before


def test_the_forecast_is_on_record_once_a_day_when_it_is_shown(at: At) -> None:
    browser = at("desk-neck")
    browser.open(KNOT_PAGE)
    browser.open(f"{KNOT_PAGE}/plan")
    assert len(all_of(ForecastIssued)) == 1


def test_the_chart_stands_in_the_page_also_as_a_table(at: At) -> None:
    page = at("two-weeks-settling").open(KNOT_PAGE)
    assert page.html.count('class="chart"') == 2
    assert '<th scope="col">Most likely</th>' in page.html
    assert '<th scope="col">You said</th>' in page.html


@pytest.mark.parametrize("name", ["no-screening-yet", "no-marks"])
def test_an_unfinished_interview_goes_on_before_anything_is_named(at: At, name: str) -> None:
    page = at(name).open(KNOT_PAGE)
    assert page.name in ("where", "story", "signs", "safety", "welcome") or page.status == 404


@pytest.mark.parametrize("name", ["fifteen-years-old", "seventeen-years-old"])
def test_the_young_get_no_plan(at: At, name: str) -> None:
    browser = at(name)
    page = browser.open(KNOT_PAGE)
    assert "You are under 18" in page.html
    assert "today’s plan" not in page.html
    assert browser.open(f"{KNOT_PAGE}/plan").path == KNOT_PAGE


# Today's plan


def test_every_step_gives_its_reason_its_grade_and_its_limit(stage, at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/plan")
    plan, said = advice_at(stage).plan, text_of(page)
    assert plan is not None
    assert plan.steps
    for step in plan.steps:
        for sentence in (step.dose.text, *step.why, step.grade_text, step.limit, *step.steps, *step.stop_if):
            assert sentence.casefold() in said.casefold()
    assert all(change in said for change in plan.would_change)
    assert "Look at it again on Monday, 23 November" in said
    assert "Start" in said


def test_what_is_not_offered_is_said_with_the_reason(at: At) -> None:
    said = text_of(at("blood-thinner").open(f"{KNOT_PAGE}/plan"))
    assert "What is not offered, and why" in said


def test_waiting_is_a_plan_with_a_day_to_meet_again(at: At) -> None:
    page = at("contraindication-terms-open").open(f"{KNOT_PAGE}/plan")
    assert page.heading == "Today: leave it alone"
    assert "See you on" in page.html
    assert "Held back until more is known" in page.html


def test_a_check_comes_first_where_the_answers_ask_for_one(at: At) -> None:
    page = at("two-weeks-no-better").open(f"{KNOT_PAGE}/plan")
    assert "Book a check" in page.html
    assert "I have been seen" in page.html
    assert "Fourteen days and less than 2 points" in text_of(page)
    assert "Take this along" in page.html
    assert "What should make me come back sooner?" in page.html


def test_a_plan_without_tools_and_minutes_asks_for_them_first(at: At) -> None:
    browser = at("fifteen-years-old")
    assert not all_of(Preference)
    assert browser.open(f"{KNOT_PAGE}/plan").path == KNOT_PAGE


# A visit


def test_a_visit_that_clears_opens_self_care_again(at: At) -> None:
    browser = at("night-pain")
    page = browser.open(f"{KNOT_PAGE}/visit").send(finding="muscular", cleared="1", minutes="20", note="All fine.")
    (visit,) = all_of(ProVisit)
    assert (visit.finding, visit.cleared, visit.minutes, visit.note) == ("muscular", True, 20, "All fine.")
    assert "Your visit is written down." in page.html


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"finding": "other", "cleared": "1"},
        {"finding": "muscular", "minutes": "soon"},
        {"finding": "muscular", "minutes": "99999"},
        {"finding": "muscular", "note": "x" * 5_001},
    ],
)
def test_a_visit_that_cannot_be_kept_keeps_what_was_typed(at: At, wrong: dict[str, str]) -> None:
    page = at("night-pain").open(f"{KNOT_PAGE}/visit").send(**{"note": "Kept while you look again.", **wrong})
    assert page.status == 422
    assert 'role="alert"' in page.html
    assert wrong.get("note", "Kept while you look again.") in page.html
    assert not all_of(ProVisit)


def test_a_visit_sent_twice_is_one_visit(at: At) -> None:
    form = at("night-pain").open(f"{KNOT_PAGE}/visit")
    form.send(finding="unknown")
    form.send(finding="unknown")
    assert len(all_of(ProVisit)) == 1


# Doing it


def test_a_step_that_was_done_is_recorded_with_how_it_was(at: At) -> None:
    browser = at("desk-neck")
    first = browser.open(f"{KNOT_PAGE}/session")
    assert first.name == "1"
    following = first.send(seconds="170", felt="better", discomfort="4", press_before="6", press_after="5")
    (dose,) = all_of(Dose)
    assert (dose.technique, dose.seconds, dose.felt, dose.discomfort) == ("ball_shoulder_top", 170, "better", 4)
    assert (dose.muscle, dose.stopped) == ("upper_trapezius", False)
    facts = [fact for fact in holding() if isinstance(fact, Dose | CheckIn)]
    assert [getattr(fact, "press_tenderness", "dose") for fact in facts] == [6, "dose", 5]
    assert following.name == "2"
    assert "Recorded: Ball on the shoulder top, at a wall, 2 min 50 s." in following.html


def test_the_steps_keep_their_places_until_the_session_is_over(at: At) -> None:
    browser = at("desk-neck")
    page, seen = browser.open(f"{KNOT_PAGE}/session"), []
    while page.name.isdigit():
        seen.append(page.heading)
        page = page.send(seconds="60")
    assert len(seen) == len(set(seen)) == 3
    assert page.heading == "That was it for today"
    assert len(all_of(Dose)) == 3
    assert browser.open(f"{KNOT_PAGE}/session").name == "done"


def test_a_step_without_the_timer_takes_typed_minutes(at: At) -> None:
    at("desk-neck").open(f"{KNOT_PAGE}/session/1").send(seconds="", minutes="2,5")
    assert [dose.seconds for dose in all_of(Dose)] == [150]


def test_a_step_that_hurt_is_recorded_as_stopped_and_says_when_to_get_help(at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1").send(seconds="20", stopped="1")
    assert [(dose.seconds, dose.stopped) for dose in all_of(Dose)] == [(20, True)]
    assert page.heading == "Then stop here"
    assert "You get a headache unlike your usual ones." in page.html


def test_what_feels_worse_says_what_to_do_tomorrow(at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1").send(seconds="60", felt="worse")
    assert "If it is still worse tomorrow" in page.html


def test_a_step_sent_twice_is_done_once(at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1")
    page.send(seconds="60")
    page.send(seconds="60")
    assert len(all_of(Dose)) == 1


def test_a_step_of_no_time_is_not_recorded(at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1").send(seconds="", minutes="0")
    assert page.name == "2"
    assert not all_of(Dose)


@pytest.mark.parametrize("minutes", ["a while", "-1", "241", "nan", "inf", "1e999"])
def test_minutes_that_are_none_keep_the_page(at: At, minutes: str) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1").send(seconds="", minutes=minutes, felt="same")
    assert page.status == 422
    assert not all_of(Dose)


def test_a_session_begins_anew_once_something_else_was_told(stage, at: At) -> None:
    browser = at("desk-neck")
    browser.open(f"{KNOT_PAGE}/session/1").send(seconds="60")
    journal = Journal(load(), "Europe/Berlin", stage[1][-1].now)
    journal.add({"kind": "answer", "episode": KNOT, "question": "rf_chest_pressure", "value": "yes"})
    assert browser.open(f"{KNOT_PAGE}/session/2").heading == "Get emergency help now"


def test_the_signs_to_stop_stand_on_the_page_and_the_cues_too(stage, at: At) -> None:
    page = at("desk-neck").open(f"{KNOT_PAGE}/session/1")
    plan = advice_at(stage).plan
    assert plan is not None
    assert all(sign in text_of(page) for sign in plan.steps[0].stop_if)
    assert 'data-role="cues"' in page.html
    assert "Ease off slowly" in text_of(page) or "Change to the next spot" in text_of(page)


def test_a_step_that_is_not_there_is_not_found(at: At) -> None:
    assert at("desk-neck").open(f"{KNOT_PAGE}/session/9").status == 404


def test_rest_has_nothing_to_start(at: At) -> None:
    page = at("new-gym").open(f"{KNOT_PAGE}/session")
    assert page.path == f"{KNOT_PAGE}/plan"
    assert "See you on" in page.html


# How is it today


def test_a_check_in_is_stored_as_a_whole(stage, at: At) -> None:
    browser = at("two-weeks-settling")
    browser.open(KNOT_PAGE)
    later(stage, days=1)
    form = browser.open(f"{KNOT_PAGE}/check-in")
    before = len(all_of(CheckIn))
    done = form.form.offered.get("done", [])
    page = form.send(**NOTHING_NEW, done=done[:1], press_tenderness="4")
    given = all_of(CheckIn)[before:]
    assert [(each.pain_now, each.pain_worst, each.function, each.press_tenderness) for each in given] == [(2, 2, 9, 4)]
    assert page.path in (f"{KNOT_PAGE}/check-in/done", f"{KNOT_PAGE}/safety")
    latest = {fact.question: fact.value for fact in all_of(Answer)}
    assert {latest[line] for line in load().short_screen} == {"no"}
    assert len([dose for dose in all_of(Dose) if dose.at >= given[0].at]) == len(done[:1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"news": ""}, "Say whether anything is new"),
        ({"yes": "ss_brain"}, "Which is right?"),
        ({"pain_worst": "1"}, "so the worst of the last 24 hours is at least that"),
        ({"function": ""}, "Say how well"),
        ({"pain_now": "11"}, "Say how much it hurts now"),
    ],
)
def test_a_check_in_that_does_not_fit_stores_nothing_and_keeps_what_was_typed(
    at: At, changes: dict[str, str], said: str
) -> None:
    form = at("two-weeks-settling").open(f"{KNOT_PAGE}/check-in")
    before = stored()
    page = form.send(**{**NOTHING_NEW, **changes})
    assert page.status == 422
    assert said in text_of(page)
    typed = {**NOTHING_NEW, **changes}
    assert page.form.values.get("function", [""]) == [typed["function"]]
    assert stored() == before


def test_a_new_sign_asks_the_safety_questions_before_anything_else(at: At) -> None:
    form = at("two-weeks-settling").open(f"{KNOT_PAGE}/check-in")
    page = form.send(function="6", pain_now="3", pain_worst="5", yes="ss_breathing_chest")
    assert page.name == "safety"
    assert len([fact for fact in all_of(Answer) if fact.question == "ss_breathing_chest"]) == 1


def test_one_tick_says_that_nothing_at_all_is_new_and_asks_no_more(stage, at: At) -> None:
    browser = at("two-weeks-settling")
    later(stage, days=1)
    form = browser.open(f"{KNOT_PAGE}/check-in")
    assert "life_change" in form.lines
    assert form.send(**NOTHING_NEW).name == "done"
    assert [fact.value for fact in all_of(Answer) if fact.question == "life_change"][-1:] == ["no"]


def test_a_check_in_sent_twice_is_one_check_in(at: At) -> None:
    form = at("two-weeks-settling").open(f"{KNOT_PAGE}/check-in")
    form.send(**NOTHING_NEW)
    before = stored()
    form.send(**NOTHING_NEW)
    assert [fact for fact in stored() if not isinstance(fact, ForecastIssued)] == [
        fact for fact in before if not isinstance(fact, ForecastIssued)
    ]


def test_after_a_check_in_the_page_says_how_the_forecast_moved(stage, at: At) -> None:
    browser = at("two-weeks-settling")
    browser.open(KNOT_PAGE)
    later(stage, hours=3)
    page = browser.open(f"{KNOT_PAGE}/check-in").send(**NOTHING_NEW)
    assert page.heading == "How the forecast moved"
    assert "Most likely gone by: was" in text_of(page) or "as before" in text_of(page)
    assert load().say("forecast.track_record.none") in text_of(page)


def test_a_change_that_is_mere_wander_is_not_announced(at: At) -> None:
    browser = at("two-weeks-settling")
    browser.open(KNOT_PAGE)
    page = browser.open(f"{KNOT_PAGE}/check-in").send(**NOTHING_NEW)
    assert "no more than ratings wander" in text_of(page)


def test_a_knot_that_looks_gone_is_closed_by_the_person_alone(at: At) -> None:
    browser = at("gone")
    page = browser.open(f"{KNOT_PAGE}/check-in/done")
    assert page.heading == "It looks settled"
    assert not [event for event in all_of(Episode) if event.event == "resolved"]
    closed = browser.post(f"{KNOT_PAGE}/settle", {})
    assert "You closed it on" in closed.html
    assert [event.event for event in all_of(Episode)] == ["opened", "resolved"]


# My knots


def test_a_closed_knot_shows_its_course_and_can_be_opened_again(at: At) -> None:
    browser = at("gone")
    browser.post(f"{KNOT_PAGE}/settle", {})
    assert all(browser.open(f"{KNOT_PAGE}{name}").name == "course" for name in ("", "/plan", "/check-in"))
    assert "Settled" in browser.open("/knots").html
    assert browser.post(f"{KNOT_PAGE}/reopen", {}).name == "check-in"
    assert [event.event for event in all_of(Episode)] == ["opened", "resolved", "reopened"]


def test_the_course_shows_what_was_rated_what_was_done_and_how_forecasts_did(at: At) -> None:
    page = at("two-weeks-settling").open(f"{KNOT_PAGE}/course")
    said = text_of(page)
    assert "It began on 6 November" in said
    assert "Shoulder rolls when you stand up" in said
    assert load().say("forecast.track_record.none") in said
    assert 'class="chart"' in page.html


def test_a_knot_without_a_rating_has_a_course_that_says_so(at: At) -> None:
    assert "There is no rating yet" in at("desk-neck").open(f"{KNOT_PAGE}/course").html


def test_my_knots_say_where_since_when_and_what_comes_next(at: At) -> None:
    said = text_of(at("two-weeks-settling").open("/knots"))
    assert "Since 6 November" in said
    assert "Last rating 1.2 of 10" in said
    assert "Check in" in said


def test_without_a_knot_the_list_invites_to_begin(tmp_path: Path) -> None:
    try:
        page = opened(tmp_path / "data").open("/knots")
        assert "There is no knot yet" in page.html
        assert 'href="/knots/new"' in page.html
    finally:
        database.disconnect()


def test_pain_that_has_risen_asks_the_safety_questions_again(at: At) -> None:
    page = (
        at("two-weeks-settling")
        .open(f"{KNOT_PAGE}/check-in")
        .send(**{**NOTHING_NEW, "pain_now": "5", "pain_worst": "6"})
    )
    assert page.name == "safety"


def test_two_knots_become_one_and_can_be_parted_by_undo(at: At) -> None:
    browser = at("two-weeks-settling")
    other = browser.open("/knots/new").send(mark__calf_l="4").path.split("/")[2]
    page = browser.post(f"/knots/{other}/merge", {"into": KNOT})
    assert page.path.startswith(KNOT_PAGE)
    assert page.name != "course", "a new place has questions of its own"
    assert other not in browser.open("/knots").html
    browser.post("/undo", {})
    assert other in browser.open("/knots").html


@pytest.mark.parametrize("into", [KNOT, "", "nothing"])
def test_a_knot_is_not_joined_with_itself_or_with_nothing(at: At, into: str) -> None:
    browser = at("two-weeks-settling")
    before = stored()
    browser.post(f"{KNOT_PAGE}/merge", {"into": into})
    assert [fact for fact in stored() if isinstance(fact, Episode)] == [
        fact for fact in before if isinstance(fact, Episode)
    ]


# Undo


def test_undo_says_what_it_took_back_and_returns_to_the_page(at: At) -> None:
    browser = at("gone")
    browser.post(f"{KNOT_PAGE}/settle", {})
    answer = browser.client.post("/undo", headers={"Referer": f"http://127.0.0.1{KNOT_PAGE}/course"})
    assert answer.headers["Location"] == f"{KNOT_PAGE}/course"
    page = browser.open(f"{KNOT_PAGE}/course")
    assert "Taken back: The knot is closed." in text_of(page)
    assert [event.event for event in all_of(Episode)] == ["opened"]
    assert "Taken back" not in browser.open(f"{KNOT_PAGE}/course").html


def test_undo_with_nothing_to_take_back_says_so(at: At) -> None:
    browser = at("desk-neck")
    browser.post("/undo", {}, follow=False)
    assert "There is nothing to take back any more." in browser.open("/knots").html


@pytest.mark.parametrize("sent_from", ["https://elsewhere.example/knots", "http://127.0.0.1/nowhere", "", "/knots/x"])
def test_undo_leads_to_no_page_that_is_not_ours(at: At, sent_from: str) -> None:
    answer = at("desk-neck").client.post("/undo", headers={"Referer": sent_from})
    assert answer.headers["Location"] == "/"


# All of them


@pytest.mark.parametrize(
    "path",
    ["/knots", KNOT_PAGE, *(f"{KNOT_PAGE}/{name}" for name in ("plan", "session/1", "check-in", "course", "visit"))],
)
def test_a_page_has_one_heading_one_main_action_and_nothing_the_policy_forbids(at: At, path: str) -> None:
    html = at("weekend-gardener").open(path).html
    assert len(re.findall(r"<h1", html)) == 1
    assert len(re.findall(r"button-primary", html)) == 1
    assert " style=" not in html
    assert "<style" not in html
    assert not re.findall(r"<script(?![^>]*(?: src=|application/json))", html)
    assert not re.findall(r" on[a-z]+=", html)


def test_days_and_decimals_follow_the_browser(at: At) -> None:
    browser = at("two-weeks-settling")
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-US,en;q=0.9"
    assert "Since November 6" in text_of(browser.open("/knots"))
    browser.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de-DE"
    assert "Last rating 1,2 of 10" in text_of(browser.open("/knots"))


def test_a_knot_of_nobody_is_not_found(at: At) -> None:
    browser = at("desk-neck")
    for name in ("", "/plan", "/session", "/session/1", "/check-in", "/check-in/done", "/course", "/visit"):
        assert browser.open(f"/knots/nothing{name}").status == 404


def test_what_only_changes_something_is_never_done_by_a_link(at: At) -> None:
    browser = at("desk-neck")
    for path in ("/undo", f"{KNOT_PAGE}/settle", f"{KNOT_PAGE}/reopen", f"{KNOT_PAGE}/merge"):
        assert browser.client.get(path).status_code == 405
