"""The interview in the browser: nothing is lost, nothing is recorded that nobody said, and danger ends it at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory

from tests.web.pages import NECK, Browser, Page, holding, stored
from unknot.content.library import load
from unknot.facts import Answer, CheckIn, Correction, Episode, Mark, Preference
from unknot.web import records, sheet
from unknot.web.visit import Visit

EMERGENCY = "rf_chest_pressure"


@pytest.fixture
def safety(story: Page) -> Page:
    """The first screen of the safety questions."""
    return story.send(since="3", pain_now="4", pain_worst="6").send()


def told(question: str) -> list[str]:
    return [fact.value for fact in holding() if isinstance(fact, Answer) and fact.question == question]


def knot_of(page: Page) -> str:
    return page.path.split("/")[2]


def to_screen(page: Page, heading: str) -> Page:
    while page.heading != heading:
        assert page.name == "safety", f"no screen was called {heading}"
        page = page.send(said="no")
    return page


def all_of(kind: type) -> list:
    return [fact for fact in holding() if isinstance(fact, kind)]


def test_the_pages_lead_from_the_first_mark_to_the_answer(browser: Browser) -> None:
    names = []
    page = browser.open("/knots/new")
    for _ in range(40):
        names.append(page.name)
        if page.name not in ("new", "story", "signs", "safety"):
            break
        page = page.send(**NECK, since="3", pain_now="4", pain_worst="6", said="no")
    assert list(dict.fromkeys(names))[:-1] == ["new", "story", "signs", "safety"]
    assert names[-1] == knot_of(page)


def test_home_goes_on_where_the_person_stopped(safety: Page) -> None:
    assert safety.browser.open("/").path == safety.path


def test_a_knot_that_is_not_there_is_not_found(browser: Browser) -> None:
    for name in ("where", "story", "signs", "safety", "means"):
        assert browser.open(f"/knots/nothing/{name}").status == 404


# --- where ----------------------------------------------------------------------------------------------


def test_the_list_offers_every_place_once(browser: Browser) -> None:
    offered = re.findall(r'<select name="mark\.([a-z_]+)"', browser.open("/knots/new").html)
    assert sorted(offered) == sorted(load().regions)


def test_the_marks_are_stored_with_the_knot(story: Page) -> None:
    assert {mark.region: mark.intensity for mark in all_of(Mark)} == {"neck_upper_l": 5, "shoulder_top_l": 4}
    assert [fact.event for fact in all_of(Episode)] == ["opened"]
    assert {mark.episode for mark in all_of(Mark)} == {knot_of(story)}


def test_nothing_is_opened_without_a_mark(browser: Browser) -> None:
    page = browser.open("/knots/new").send()
    assert page.status == 422
    assert "Mark at least one place" in page.html
    assert not all_of(Episode)


def test_a_strength_that_is_none_marks_nothing(browser: Browser) -> None:
    assert browser.open("/knots/new").send(mark__neck_upper_l="11").status == 422


def test_who_goes_back_to_the_map_changes_the_knot_just_begun(story: Page) -> None:
    page = story.browser.open("/knots/new")
    assert page.path == f"/knots/{knot_of(story)}/where"
    page.send(mark__calf_l="3")
    assert len(all_of(Episode)) == 1


def test_sending_a_new_knot_twice_makes_one(browser: Browser) -> None:
    page = browser.open("/knots/new")
    first, second = page.send(**NECK), page.send(**NECK)
    assert first.path == second.path
    assert len(all_of(Episode)) == 1
    assert len(all_of(Mark)) == 2


def test_a_new_knot_sent_again_with_other_marks_is_changed(browser: Browser) -> None:
    page = browser.open("/knots/new")
    page.send(**NECK)
    page.send(mark__neck_upper_l="", mark__shoulder_top_l="7")
    assert len(all_of(Episode)) == 1
    assert [(mark.region, mark.intensity) for mark in all_of(Mark)][-2:] == [("neck_upper_l", 0), ("shoulder_top_l", 7)]


def test_opened_again_the_map_shows_the_marks(story: Page) -> None:
    page = story.browser.open(f"/knots/{knot_of(story)}/where")
    chosen = {name: values[0] for name, values in page.form.values.items() if name.startswith("mark.") and values[0]}
    assert chosen == {"mark.neck_upper_l": "5", "mark.shoulder_top_l": "4"}


def test_marks_made_in_two_tabs_are_both_kept(story: Page) -> None:
    path = f"/knots/{knot_of(story)}/where"
    one, other = story.browser.open(path), story.browser.open(path)
    one.send(mark__calf_l="3")
    other.send(mark__heel_r="6", mark__neck_upper_l="")
    again = story.browser.open(path)
    chosen = {name: values[0] for name, values in again.form.values.items() if name.startswith("mark.") and values[0]}
    assert chosen == {"mark.shoulder_top_l": "4", "mark.calf_l": "3", "mark.heel_r": "6"}


def test_how_deep_it_is_is_kept_with_the_mark_and_shown_again(browser: Browser) -> None:
    page = browser.open("/knots/new").send(mark__calf_l="3", depth__calf_l="deep", depth__heel_r="surface")
    (mark,) = all_of(Mark)
    assert (mark.region, mark.intensity, mark.depth) == ("calf_l", 3, "deep")
    again = browser.open(f"/knots/{knot_of(page)}/where")
    assert again.form.values["depth.calf_l"] == ["deep"]
    again.send(depth__calf_l="surface")
    again.send(depth__calf_l="elsewhere")
    assert [mark.depth for mark in all_of(Mark)] == ["deep", "surface", None]


def test_another_body_keeps_what_is_marked(browser: Browser) -> None:
    page = browser.open("/knots/new").send(**NECK, body="male")
    assert page.status == 200
    assert page.form.values["mark.neck_upper_l"] == ["5"]
    assert 'data-body="male"' in page.html
    assert not all_of(Mark)


def test_a_page_that_is_not_ours_keeps_what_is_marked(browser: Browser) -> None:
    page = browser.open("/knots/new").send(**NECK, sheet="made-up")
    assert page.status == 422
    assert page.form.values["mark.neck_upper_l"] == ["5"]
    assert not all_of(Mark)


def test_two_requests_that_open_the_same_knot_at_one_moment_open_it_once(browser: Browser) -> None:
    request = RequestFactory().get("/knots/new")
    one, other = Visit(request), Visit(request)
    held = sheet.handed_out(one, "where", {})
    raw = {"kind": "episode", "event": "opened", "episode": held.number}
    assert other.journal.facts == one.journal.facts
    assert len(sheet.store(one, held, [raw])) == 1
    assert sheet.store(other, held, [raw]) == ()
    assert len(all_of(Episode)) == 1


# --- story ----------------------------------------------------------------------------------------------


def test_the_story_is_stored(story: Page) -> None:
    story.send(since="1", pain_now="4", pain_worst="6", yes=story.lines[:2], not_sure=story.lines[2:3])
    (knot,), (check_in,) = all_of(Episode), all_of(CheckIn)
    assert (datetime.now().astimezone().date() - knot.began_on).days == 1
    assert (check_in.pain_now, check_in.pain_worst) == (4, 6)
    values = [told(line) for line in story.lines]
    assert values[:4] == [["yes"], ["yes"], ["not_sure"], ["no"]]
    assert {fact.question for fact in all_of(Answer)} == set(story.lines)


def test_the_day_it_began_can_be_any_day_that_has_come(story: Page) -> None:
    story.send(since="date", day="2026-01-05", pain_now="4", pain_worst="6")
    assert [knot.began_on.isoformat() for knot in all_of(Episode)] == ["2026-01-05"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"since": ""}, "Choose the day it began"),
        ({"since": "date", "day": "2999-01-01"}, "That day has not come yet"),
        ({"since": "date", "day": "1066-10-14"}, "too long ago"),
        ({"since": "date", "day": "soon"}, "such as 2026-11-20"),
        ({"pain_now": ""}, "how much it hurts now"),
        ({"pain_worst": ""}, "at worst in the last 24 hours"),
        ({"pain_worst": "3"}, "at least 4"),
    ],
)
def test_what_cannot_be_used_is_said_and_everything_else_kept(story: Page, wrong: dict[str, str], said: str) -> None:
    sent = {"since": "3", "pain_now": "4", "pain_worst": "6", "yes": story.lines[1], **wrong}
    page = story.send(**sent)
    assert page.status == 422
    assert said in page.html
    assert page.form.values["yes"] == [story.lines[1]]
    assert page.form.values.get("pain_now", [""]) == [sent["pain_now"]]
    assert not all_of(CheckIn)
    assert not all_of(Answer)


def test_a_story_sent_again_stores_nothing_new(story: Page) -> None:
    sent = {"since": "3", "pain_now": "4", "pain_worst": "6", "yes": story.lines[1]}
    story.send(**sent)
    count = len(stored())
    story.send(**sent)
    assert len(stored()) == count


def test_opened_again_the_story_shows_what_was_said_and_a_change_corrects_it(story: Page) -> None:
    story.send(since="3", pain_now="4", pain_worst="6", yes=story.lines[:2])
    page = story.browser.open(story.path)
    assert page.form.values["since"] == ["3"]
    assert set(page.form.values["yes"]) == set(story.lines[:2])
    page.send(since="7", pain_now="5", yes=story.lines[1:2])
    assert told(story.lines[0]) == ["no"]
    assert told(story.lines[1]) == ["yes"]
    assert [(each.pain_now, each.pain_worst) for each in all_of(CheckIn)] == [(5, 6)]
    assert len(all_of(Episode)) == 1


def test_an_old_tab_of_the_story_does_not_undo_a_newer_one(story: Page) -> None:
    story.send(since="3", pain_now="4", pain_worst="6")
    one, other = story.browser.open(story.path), story.browser.open(story.path)
    one.send(since="14")
    other.send(pain_now="1")
    (knot,), (check_in,) = all_of(Episode), all_of(CheckIn)
    assert (datetime.now().astimezone().date() - knot.began_on).days == 14
    assert check_in.pain_now == 1


def test_once_there_is_a_second_check_in_the_story_no_longer_asks_how_it_is(story: Page) -> None:
    story.send(since="3", pain_now="4", pain_worst="6")
    (first,) = all_of(CheckIn)
    records.append([replace(first, id="later", at=datetime.now(UTC), pain_now=2.0)], load().version)
    page = story.browser.open(story.path)
    assert "pain_now" not in page.form.offered
    page.send(since="7")
    assert [each.pain_now for each in all_of(CheckIn)] == [4, 2]


def test_a_story_left_open_over_midnight_keeps_its_day(story: Page) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    handed_out = sheet.handed_out
    with patch.object(sheet, "handed_out", lambda *given: replace(handed_out(*given), at=yesterday)):
        page = story.browser.open(story.path)
    page.send(since="1", pain_now="4", pain_worst="6")
    (knot,) = all_of(Episode)
    assert knot.began_on == (yesterday.astimezone(ZoneInfo(knot.zone)) - timedelta(days=1)).date()


# --- safety ---------------------------------------------------------------------------------------------


def test_no_safety_answer_is_filled_in(safety: Page) -> None:
    for _ in range(12):
        assert not {"yes", "not_sure", "said"} & set(safety.form.values)
        safety = safety.send(said="no")
        if safety.name != "safety":
            break


def test_lines_left_empty_are_no_and_other_lines_are_nothing(safety: Page) -> None:
    before = {fact.question for fact in all_of(Answer)}
    safety.send(yes=safety.lines[:1], not_sure=safety.lines[1:2])
    answers = {fact.question: fact.value for fact in all_of(Answer) if fact.question not in before}
    assert answers == dict.fromkeys(safety.lines, "no") | {safety.lines[0]: "yes", safety.lines[1]: "not_sure"}


def test_a_line_that_was_not_shown_is_not_answered(safety: Page) -> None:
    assert "rf_crisis" not in safety.lines
    safety.send(yes=["rf_crisis"])
    assert told("rf_crisis") == []


def test_a_screen_that_nobody_handed_out_answers_nothing(safety: Page) -> None:
    count = len(stored())
    assert safety.send(sheet="", yes=safety.lines).status == 422
    assert len(stored()) == count


def test_a_screen_of_another_knot_answers_nothing(browser: Browser) -> None:
    another = browser.open("/knots/new")
    story = browser.open("/knots/new").send(**NECK)
    safety = story.send(since="3", pain_now="4", pain_worst="6").send()
    second = another.send(mark__calf_l="3")
    count = len(stored())
    page = browser.post(f"/knots/{knot_of(second)}/safety", safety.form.values, follow=False)
    assert page.status == 422
    assert len(stored()) == count


def test_a_screen_sent_twice_is_answered_once(safety: Page) -> None:
    safety.send(not_sure=safety.lines[:1])
    count = len(stored())
    safety.send(not_sure=safety.lines[:1])
    assert len(stored()) == count


def test_a_screen_sent_again_with_another_answer_corrects_it(safety: Page) -> None:
    safety.send(yes=safety.lines[:1])
    safety.send(yes=safety.lines[1:2])
    assert [told(line) for line in safety.lines[:2]] == [["no"], ["yes"]]


def test_an_old_tab_adds_its_ticks_and_takes_none_away(safety: Page) -> None:
    other = safety.browser.open(safety.path)
    safety.send(yes=safety.lines[:1])
    other.send(yes=other.lines[1:2])
    assert told(safety.lines[0])[-1] == "yes"
    assert told(safety.lines[1])[-1] == "yes"
    assert told(safety.lines[2]) == ["no"]


def test_an_emergency_ends_the_questions_at_once(safety: Page) -> None:
    screen = to_screen(safety, "Signs that must not wait")
    assert EMERGENCY in screen.lines
    after = screen.send(follow=False, yes=[EMERGENCY])
    assert after.to == f"/knots/{knot_of(safety)}"
    for name in ("where", "story", "signs", "safety", "means"):
        page = safety.browser.client.get(f"/knots/{knot_of(safety)}/{name}")
        assert page.headers["Location"] == f"/knots/{knot_of(safety)}"


def test_an_answer_about_the_person_holds_for_every_knot(safety: Page) -> None:
    page = safety
    while page.name == "safety":
        page = page.send(said="no")
    about_the_person = [fact for fact in all_of(Answer) if fact.episode is None]
    facts = load().background_facts
    assert about_the_person
    assert all(facts[fact.question].scope == "profile" for fact in about_the_person)


def test_a_doubt_is_cleared_up_by_a_single_question_that_needs_an_answer(safety: Page) -> None:
    screen = to_screen(safety, "Signs that must not wait")
    single = screen.send(not_sure=[EMERGENCY])
    assert single.heading == "Let us make sure"
    assert single.send().status == 422
    assert single.send(said="maybe").status == 422
    single.send(said="no")
    assert told(EMERGENCY) == ["not_sure", "no"]


def test_lines_stand_in_sections_with_headings(safety: Page) -> None:
    headings = re.findall(r'<fieldset class="section">\s*<legend>([^<]+)</legend>', safety.html)
    assert headings[:2] == ["This pain", "Chest and breathing"]
    assert len(headings) == len(set(headings)) > 3


def test_private_questions_stand_alone_and_can_be_left(safety: Page) -> None:
    page = to_screen(safety, "Private questions")
    assert "Nobody but you" in page.html
    assert "data-draft=" not in page.html
    assert 'href="/knots"' in page.html


def test_back_takes_back_one_screen_after_the_other(safety: Page) -> None:
    first = set(safety.lines)
    second = safety.send(yes=safety.lines[:1])
    third = second.send()
    assert third.group
    back = third.browser.post(third.path, {"back": third.group})
    assert back.lines == second.lines
    assert {question for question in first if told(question)} == first
    back = back.browser.post(back.path, {"back": back.group})
    assert set(back.lines) == first
    assert not any(told(question) for question in first)
    assert not back.group


def test_back_works_in_another_browser_too(safety: Page) -> None:
    second = safety.send()
    page = Browser().open(second.path)
    assert page.browser.post(page.path, {"back": page.group}).lines == safety.lines


def test_going_back_twice_by_a_double_click_goes_back_once(safety: Page) -> None:
    second = safety.send()
    third = second.send()
    safety.browser.post(third.path, {"back": third.group})
    page = safety.browser.post(third.path, {"back": third.group})
    assert page.lines == second.lines


def test_after_going_back_the_ticks_are_still_there(safety: Page) -> None:
    second = safety.send(yes=safety.lines[:1], not_sure=safety.lines[1:2])
    page = safety.browser.post(second.path, {"back": second.group})
    assert page.form.values["yes"] == safety.lines[:1]
    assert page.form.values["not_sure"] == safety.lines[1:2]
    page.send(yes=safety.lines[1:2], not_sure=[])
    assert [told(line) for line in safety.lines[:2]] == [["no"], ["yes"]]


def test_private_answers_that_were_taken_back_are_not_shown(safety: Page) -> None:
    private = to_screen(safety, "Private questions")
    after = private.send(not_sure=["rf_bladder_bowel_change"])
    assert told("rf_bladder_bowel_change") == ["not_sure"]
    assert after.heading == "Let us make sure"
    page = safety.browser.post(after.path, {"back": after.group})
    assert page.heading == "Private questions"
    assert not {"yes", "not_sure"} & set(page.form.values)


def test_back_does_not_reach_into_an_earlier_sitting(safety: Page) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    (line, *_), knot = safety.lines, knot_of(safety)
    old = Answer(id="safety-of-yesterday.0", at=yesterday, zone="UTC", episode=knot, question=line, value="no")
    records.append([old], load().version)
    assert not safety.browser.open(safety.path).group


def test_what_was_noted_is_said_on_the_next_screen(safety: Page) -> None:
    page = safety.send(yes=safety.lines[:1], not_sure=safety.lines[1:2])
    assert "Noted: 1 of these, 1 not sure." in page.html
    assert "Noted: none of these." in page.send().html


# --- means ----------------------------------------------------------------------------------------------


@pytest.fixture
def means(safety: Page) -> Page:
    """Tools and minutes, once the safety questions are answered."""
    page = safety
    while page.name == "safety":
        page = page.send(said="no")
    return safety.browser.open(f"/knots/{knot_of(safety)}/means")


def test_tools_and_minutes_are_stored_and_the_lists_lead_to_the_plan(means: Page) -> None:
    page = means.send(tool=["ball"], minutes="15")
    (preference,) = all_of(Preference)
    assert (preference.tools, preference.minutes_per_day) == (("ball",), 15)
    asked: list[str] = []
    while page.name == "means":
        assert page.status == 200
        assert not set(asked) & set(page.lines)
        asked += page.lines
        page = page.send(said="no")
    assert page.name == "plan"
    assert asked
    groups = load().term_groups
    for line in asked:
        terms = groups[line.partition(":")[2]].terms if line.startswith("terms:") else (line,)
        assert {"no"} == {value for term in terms for value in told(term)}


def terms_page(means: Page) -> Page:
    """The list that decides which techniques may be shown."""
    page = means.send(tool=["ball"], minutes="15")
    assert page.heading == "A few last questions"
    return page


def test_a_ticked_line_of_several_terms_opens_them_one_by_one(means: Page) -> None:
    page = terms_page(means)
    opened = page.send(yes=["terms:skin"])
    assert told("terms:skin") == ["yes"]
    assert {"rash", "blister"} <= set(opened.lines)
    assert set(opened.lines) <= set(load().term_groups["skin"].terms)
    assert told("rash") == []
    opened.send(yes=["rash"])
    assert (told("rash"), told("blister")) == (["yes"], ["no"])


def test_a_tick_that_is_sent_later_takes_back_what_the_empty_line_denied(means: Page) -> None:
    page = terms_page(means)
    page.send()
    assert told("rash") == ["no"]
    page.send(not_sure=["terms:skin"])
    assert (told("terms:skin"), told("rash")) == (["not_sure"], [])
    page.send()
    assert (told("terms:skin"), told("rash")) == ([], ["no"])


def test_back_from_the_opened_terms_leads_to_the_line_with_its_tick(means: Page) -> None:
    page = terms_page(means)
    opened = page.send(yes=["terms:skin"])
    back = opened.browser.post(opened.path, {"back": opened.group})
    assert back.lines == page.lines
    assert back.form.values["yes"] == ["terms:skin"]


def test_a_line_of_several_terms_can_be_looked_up_in_full(means: Page) -> None:
    html = terms_page(means).html
    assert "<strong>Skin here:</strong> rash, blister" in html
    assert "A rash here<br>A blister here" in html


@pytest.mark.parametrize("minutes", ["", "other", "-5"])
def test_minutes_that_are_none_are_said_and_the_tools_kept(means: Page, minutes: str) -> None:
    page = means.send(tool=["ball"], minutes=minutes, other_minutes="241")
    assert page.status == 422
    assert page.form.values["tool"] == ["ball"]
    assert not all_of(Preference)


def test_another_number_of_minutes_can_be_given(means: Page) -> None:
    means.send(minutes="other", other_minutes="45")
    assert [each.minutes_per_day for each in all_of(Preference)] == [45]


def test_means_opened_again_show_what_was_said_and_unchanged_store_nothing(means: Page) -> None:
    means.send(tool=["ball"], minutes="15")
    page = means.browser.open(f"{means.path}?part=tools")
    assert (page.form.values["tool"], page.form.values["minutes"]) == (["ball"], ["15"])
    count = len(stored())
    page.send()
    assert len(stored()) == count


def test_back_takes_back_a_list_of_the_means(means: Page) -> None:
    first = means.send(tool=[], minutes="10")
    second = first.send()
    page = means.browser.post(means.path, {"back": second.group})
    assert page.lines == first.lines
    assert not any(told(line) for line in first.lines)


def test_the_young_are_asked_for_no_means(browser: Browser) -> None:
    browser.post("/welcome", {"age": "15", "sex": "female", "active": "yes"}, follow=False)
    page = browser.open("/knots/new").send(**NECK).send(since="3", pain_now="4", pain_worst="6").send()
    while page.name == "safety":
        page = page.send(said="no")
    answer = browser.client.get(f"/knots/{knot_of(page)}/means")
    assert answer.headers["Location"] == f"/knots/{knot_of(page)}"


def test_every_correction_names_a_fact_that_is_there(means: Page) -> None:
    known = {fact.id for fact in stored()}
    assert all(fact.supersedes in known for fact in stored() if isinstance(fact, Correction))
