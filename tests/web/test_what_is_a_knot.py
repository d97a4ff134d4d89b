"""The page that says what a knot is: every claim with its findings, nothing contested without saying so."""

from __future__ import annotations

import re

import pytest
from django.utils.html import escape

from unknot.content.library import load
from unknot.loop import lessons, what_is_a_knot

LIBRARY = load()
STEPS = what_is_a_knot.steps(LIBRARY)
PATH = "/learn/what-is-a-knot"


@pytest.fixture
def page(visitor) -> str:
    answer = visitor.get(PATH)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_steps_lead_from_the_muscle_to_the_pain_felt_elsewhere():
    assert [step.id for step in STEPS] == ["muscle", "fibres", "band", "spot", "fascia", "referral"]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_step_tells_the_story_what_is_solid_and_what_is_open(page, step):
    for text in (step.title, step.story, *(claim.text for claim in (*step.solid, *step.open))):
        assert str(escape(text)) in page
    assert step.solid
    assert step.open
    assert step.findings


def test_every_claim_shows_its_findings_and_how_sure_each_is(page):
    for step in STEPS:
        for claim in (*step.solid, *step.open):
            said = page[page.index(str(escape(claim.text))) :]
            marks = re.sub(r"<[^>]+>", "", said[: said.index("</li>")])
            wanted = [f"{id_}, {sure}" for id_, sure in claim.findings] or [claim.unsupported]
            assert all(each in marks for each in wanted)


def test_a_finding_is_one_tap_away_from_where_it_is_listed(page, visitor):
    linked = set(re.findall(r'href="/learn/evidence#([a-z0-9-]+)"', page))
    listed = visitor.get("/learn/evidence").content.decode()
    assert linked == {id_ for step in STEPS for id_ in step.findings}
    assert all(listed.count(f'id="{id_}"') == 1 for id_ in linked)


def test_only_verified_findings_stand_behind_it():
    assert all(LIBRARY.findings[id_].verified for step in STEPS for id_ in step.findings)


def test_both_sides_of_the_debate_are_named_and_called_contested(page):
    for id_ in ("ct-01", "ct-02"):
        assert re.search(rf">{id_}</a>, contested", page)
        assert str(escape(LIBRARY.findings[id_].cite)) in page


@pytest.mark.parametrize("id_", ["ph-12", "ph-13", "ph-14", "ph-15", "ph-19", "ph-20", "ms-31", "ms-32", "ms-33"])
def test_what_speaks_for_and_against_the_usual_story_is_there(id_):
    assert id_ in {each for step in STEPS for each in step.findings}


def test_what_is_contested_never_stands_among_what_is_solid():
    solid = {id_ for step in STEPS for claim in step.solid for id_, _ in claim.findings}
    assert {LIBRARY.findings[id_].topic for id_ in solid} & {"contested"} == set()
    assert {LIBRARY.findings[id_].certainty for id_ in solid} & {"very_low"} == set()


@pytest.mark.parametrize("words", ["breaks up", "flush", "toxin", "heals fascia", "cure", "—"])
def test_nothing_is_promised_that_is_not_known(words):
    said = " ".join(line for key in LIBRARY.text if key.startswith("tissue.") for line in LIBRARY.lines(key))
    assert words not in said.casefold()


def test_the_page_says_that_nobody_reviewed_it_and_that_reading_is_not_advice(page):
    assert "No clinician has reviewed it yet" in page
    assert "Reading is not advice" in page


def test_without_a_script_every_drawing_and_every_switch_is_on_the_page(page):
    assert page.count('role="img"') == len(STEPS)
    assert page.count('type="checkbox"') == sum(len(step.layers) for step in STEPS)


def test_the_same_can_be_read_on_the_command_line():
    read = lessons.lesson(LIBRARY, "topic", what_is_a_knot.ID)
    lines = "\n".join(line for _, part in read.parts for line in part)
    assert read.title == LIBRARY.say("tissue.title")
    assert [heading for heading, _ in read.parts[1:-1]] == [step.title for step in STEPS]
    assert "ct-01, contested" in lines
    assert set(read.findings) == {id_ for step in STEPS for id_ in step.findings}


def test_what_can_be_read_begins_with_it(visitor):
    assert f'href="{PATH}"' in visitor.get("/learn").content.decode()
    assert next(lessons.everything(LIBRARY)) == ("topic", what_is_a_knot.ID)
