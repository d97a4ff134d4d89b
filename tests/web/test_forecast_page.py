"""The page that says what moved the forecast, and what if."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.web.pages import Browser
from tests.web.staged import staged
from tests.web.test_answer_pages import KNOT_PAGE, At, all_of, text_of
from unknot.content.library import load
from unknot.facts import Exposure, ForecastIssued

PAGE = f"{KNOT_PAGE}/forecast"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    """Puts a person of the scenarios before the browser."""
    with ExitStack() as until_then:

        def there(name: str) -> Browser:
            return until_then.enter_context(staged(name, tmp_path / name))[0]

        yield there


def test_the_course_leads_to_what_moved_the_forecast(at: At) -> None:
    browser = at("two-weeks-settling")
    assert f'href="{PAGE}"' in browser.open(f"{KNOT_PAGE}/course").html
    page = browser.open(PAGE)
    said = text_of(page)
    assert page.heading == "What moved the forecast"
    assert "Most likely gone by 28 November" in said
    assert "0.5 days sooner, 24 in 100 less likely to stay" in said
    assert load().say("forecast.track_record.none") in said
    assert "own calibration on simulated people" in said
    assert "Our judgement, near: " in said


def test_every_bar_is_said_in_words_and_stands_in_a_table(at: At) -> None:
    html = at("two-weeks-settling").open(PAGE).html
    assert len(re.findall(r'<svg class="moved-bar"[^>]*aria-hidden="true"', html)) == 2
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>', html)
    names = [load().say(f"explain.group.{group}") for group in ("ratings", "strain", "breaks", "techniques")]
    assert rows == ["The usual course", *names, "Your forecast"]


def test_it_is_on_record_as_shown(at: At) -> None:
    browser = at("two-weeks-settling")
    before = len(all_of(ForecastIssued))
    for _ in range(2):
        browser.open(PAGE)
    assert len(all_of(ForecastIssued)) == before + 1


def test_what_if_shows_both_and_stores_nothing(at: At) -> None:
    browser = at("two-weeks-settling")
    before = all_of(Exposure)
    page = browser.open(f"{PAGE}?sit_hours=8&breaks=yes&train_minutes=45&train_rpe=7&train_day=2")
    said = text_of(page)
    assert "As it is: most likely gone by 28 November" in said
    assert "With 45 minutes of training at an effort of 7 of 10, 22 November" in said
    assert "days later. Within what we hold possible" in said
    assert re.search(r'name="sit_hours"[^>]*value="8"', page.html)
    assert re.search(r'name="breaks"[^>]*checked', page.html)
    assert all_of(Exposure) == before


def test_breaks_from_the_own_sitting_are_offered_with_its_numbers_and_shown_beside_it(at: At) -> None:
    browser = at("two-weeks-at-the-desk-measured")
    page = browser.open(PAGE)
    assert "You sat 6.2 h a day on 10 of the last 14 days." in text_of(page)
    assert f'href="{PAGE}?breaks=yes#what-if"' in page.html
    tried = browser.open(f"{PAGE}?breaks=yes")
    said = text_of(tried)
    assert "With 6.2 hours of sitting a day for a week, as lately: " in said
    assert "With the same 6.2 hours, getting up every 30 minutes: " in said
    assert f'href="{PAGE}?breaks=yes#what-if"' not in tried.html


def test_without_sitting_on_record_no_breaks_are_offered(at: At) -> None:
    assert "?breaks=yes" not in at("two-weeks-settling").open(PAGE).html


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("train_minutes=soon", "train_minutes", "Write a number."),
        ("train_minutes=nan", "train_minutes", "Write a number."),
        ("train_minutes=60&train_rpe=11", "train_rpe", "Possible is 0 to 10."),
        ("sit_hours=8&sit_first=5&sit_last=2", "sit_last", "Possible is 5 to 27."),
        ("breaks=yes", "breaks", "Say how many hours you sit"),
    ],
)
def test_what_cannot_be_supposed_is_said_at_its_field(at: At, query: str, field: str, words: str) -> None:
    page = at("two-weeks-settling").open(f"{PAGE}?{query}")
    assert page.status == 200
    assert f'<a href="#{field}">{words}' in page.html
    assert "As it is" not in text_of(page)


@pytest.mark.parametrize("name", ["chest-pressure", "fever-and-back-pain", "no-screening-yet", "no-marks"])
def test_it_is_withheld_where_the_forecast_is(at: At, name: str) -> None:
    page = at(name).open(PAGE)
    assert page.name != "forecast"
    assert "What moved the forecast" not in page.html
    assert all_of(ForecastIssued) == []


def test_a_closed_knot_has_a_course_and_nothing_to_explain(at: At) -> None:
    browser = at("gone")
    browser.post(f"{KNOT_PAGE}/settle", {})
    page = browser.open(PAGE)
    assert page.name == "course"
    assert f'href="{PAGE}"' not in page.html
