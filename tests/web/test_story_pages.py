"""The story in the person's own words: what it tells of is asked first, and nothing of it is lost."""

from __future__ import annotations

from tests.web.pages import Page, holding
from unknot.facts import Story

CHEST = "It began at the desk. There is a heavy pressure across my chest. <b>Not bold</b>"
DATED = {"since": "3", "pain_now": "4", "pain_worst": "6"}


def stories() -> list[str]:
    return [fact.text for fact in holding() if isinstance(fact, Story)]


def test_an_empty_story_is_no_story(story: Page) -> None:
    assert story.send(**DATED).name == "signs"
    assert stories() == []


def test_an_ordinary_story_is_kept_and_asks_nothing_more(story: Page) -> None:
    assert story.send(own_words="  My neck went stiff at the desk.\r\nIt is annoying.  ", **DATED).name == "signs"
    assert stories() == ["My neck went stiff at the desk.\nIt is annoying."]


def test_what_the_story_tells_is_asked_at_once_with_the_persons_words(story: Page) -> None:
    page = story.send(own_words=CHEST, **DATED)
    assert page.name == "safety"
    assert "pressure across my chest" in page.html
    assert "tight band across the chest" in page.html


def test_a_no_goes_on_where_the_person_was(story: Page) -> None:
    assert story.send(own_words=CHEST, **DATED).send(said="no").name == "signs"


def test_a_yes_is_an_emergency(story: Page) -> None:
    page = story.send(own_words=CHEST, **DATED).send(said="yes")
    assert "emergency" in page.html.lower()
    assert page.name not in ("signs", "safety", "plan")


def test_no_page_of_advice_is_reached_past_the_question(story: Page) -> None:
    knot = story.send(own_words=CHEST, **DATED).path.split("/")[2]
    for name in ("", "/plan", "/session", "/means"):
        assert story.browser.open(f"/knots/{knot}{name}").name == "safety"


def test_a_story_told_anew_is_asked_about_again(story: Page) -> None:
    first = story.send(own_words=CHEST, **DATED).send(said="no")
    knot = first.path.split("/")[2]
    page = story.browser.open(f"/knots/{knot}/story")
    assert page.form.values["own_words"] == [CHEST]
    assert page.send(own_words=CHEST).name == "signs"
    assert page.send(own_words=f"{CHEST} And I coughed up blood.").name == "safety"
    assert len(stories()) == 1


def test_a_story_that_was_taken_out_no_longer_counts(story: Page) -> None:
    knot = story.send(own_words=CHEST, **DATED).path.split("/")[2]
    page = story.browser.open(f"/knots/{knot}/story").send(own_words="")
    assert page.name == "signs"


def test_a_form_without_the_field_leaves_the_story_alone(story: Page) -> None:
    knot = story.send(own_words=CHEST, **DATED).path.split("/")[2]
    page = story.browser.open(f"/knots/{knot}/story")
    page.form.values.pop("own_words")
    page.send()
    assert stories() == [CHEST]


def test_a_story_that_is_too_long_says_so_and_loses_nothing(story: Page) -> None:
    page = story.send(own_words="a" * 5_001, **DATED)
    assert page.status == 422
    assert "Shorten it to 5000" in page.html
    assert page.form.values["own_words"] == ["a" * 5_001]
    assert stories() == []


def test_who_is_too_unwell_to_go_on_is_believed_and_can_correct_it(story: Page) -> None:
    safety = story.send(**DATED).send()
    assert safety.name == "safety"
    knot = safety.path.split("/")[2]
    page = story.browser.post(f"/knots/{knot}/safety", {"cannot_finish": "1"})
    assert "You cannot go on answering" in page.html
    again = story.browser.open(f"/knots/{knot}/safety/again").html
    assert "too bad to go on answering" in again, again
