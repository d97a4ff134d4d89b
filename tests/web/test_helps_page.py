"""What helps you: the page, the command and the plan say the same of a person's own days, and where it ends."""

import html
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.cli.person import run
from tests.rollers import Roller, facts_of
from tests.web.pages import opened
from unknot.content.library import load
from unknot.loop.learned import what_helps
from unknot.web import database, records

LIBRARY = load()


def facts(**changes):
    person = Roller(**{"why": "random", "records": "all", "relief": 1.8, "next_morning": 0.4, **changes})
    return facts_of(person, np.random.default_rng(3))


@pytest.fixture
def somebody(tmp_path):
    browser = opened(tmp_path / "data")
    yield browser, tmp_path / "data"
    database.disconnect()


def said(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.html)).split())


def test_somebody_new_is_told_what_it_takes(somebody):
    browser, _ = somebody
    words = said(browser.open("/helps"))
    assert "There is nothing to tell yet" in words
    assert "An experiment can tell it better." in words


def test_the_page_says_what_probably_helps_with_days_chance_and_the_limit(somebody):
    browser, folder = somebody
    records.append(facts(), LIBRARY.version)
    page = browser.open("/helps")
    told = what_helps(LIBRARY, facts()).helps[0]
    now, morning = told.when
    assert now.verdict == "helps"
    words = said(page)
    for text in (told.name, told.grade_text, now.verdict_text, now.text, morning.verdict_text, now.own.name):
        assert text in words
    assert "An experiment can tell it better." in words
    assert 'href="/trials"' in page.html
    database.disconnect()
    document = json.loads(run(["helps", "--json", "--data", folder]).stdout)
    assert document["helps"][0]["when"][0]["verdict"] == "helps"
    assert now.verdict_text in run(["helps", "--data", folder]).stdout


def test_few_days_are_counted_and_said():
    told = what_helps(LIBRARY, facts(days=6))
    assert told.helps == ()
    assert told.soon
    assert all("of 8 days" in line for line in told.soon)


def test_what_has_no_rating_right_after_it_says_so():
    now, _ = what_helps(LIBRARY, facts(records="check_ins")).helps[0].when
    assert (now.verdict, now.own) == ("unclear", None)
    assert now.text.startswith("No day has a rating before it")


def test_nothing_is_ever_certain_and_nothing_is_called_a_cause():
    sure = what_helps(LIBRARY, [replace(fact) for fact in facts(relief=5.0, days=60)])
    assert "99 in 100" in sure.helps[0].when[0].text
    texts = " ".join(text for key, text in LIBRARY.text.items() if key.startswith("learned.") and isinstance(text, str))
    assert not re.search(r"\b(because of it|caus|proves|heals|cures)", texts.casefold())
