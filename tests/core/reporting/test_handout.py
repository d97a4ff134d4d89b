"""The hand-out: the plan of the day on paper, whole, drawn, and the same whenever it is set again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.core.reporting.pdf import Document, squeezed
from unknot.content.library import load
from unknot.loop import advise, parse_request
from unknot.reporting.handout import Handout, handout, to_pdf
from unknot.reporting.posed import Frame, PosedFigure, figure_of, posed_figures
from unknot.reporting.typesetting import PAPERS

LIBRARY = load()
DAY = date(2026, 11, 22)
SCENARIOS = Path(__file__).parents[2] / "scenarios"


def of(scenario: str) -> Handout:
    raw = json.loads((SCENARIOS / f"{scenario}.request.json").read_text(encoding="utf-8"))
    advice = advise(parse_request(raw, LIBRARY), LIBRARY)
    assert advice.plan is not None
    return handout(LIBRARY, advice, advice.plan, marked="neck, left", on=DAY, day=lambda day: day.isoformat())


NECK = of("desk-neck")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_sentence_of_the_plan_is_printed(paper):
    document = Document(to_pdf(NECK, paper))
    printed = "".join(document.pages)
    told = [NECK.title, *NECK.why, NECK.review, *NECK.signs, *NECK.notes]
    for entry in NECK.steps:
        told += [entry.name, entry.dose, entry.why, entry.grade, entry.limit, entry.feel]
        told += [*entry.steps, *entry.stop_if, *entry.cautions]
    for entry in NECK.alongside:
        told += [entry.name, entry.dose, *entry.steps]
    assert [sentence for sentence in told if squeezed(sentence) not in printed] == []
    assert document.tagged


def test_the_same_plan_gives_the_same_bytes():
    assert to_pdf(NECK, "a4") == to_pdf(NECK, "a4")


def test_every_step_done_alone_is_drawn():
    drawn = [entry for entry in NECK.steps if entry.pictures]
    assert drawn == list(NECK.steps)
    assert all(picture.alt for entry in drawn for picture in entry.pictures)


def test_a_drawing_of_the_right_side_is_mirrored_for_the_left_only(monkeypatch):
    figure = PosedFigure("x", 10, 10, one_sided=True, frames=(Frame("techniques/x-1.webp", "Somebody sits."),))
    monkeypatch.setattr("unknot.reporting.handout.figure_of", lambda *_: figure)
    sides = {"left": True, "right": False}
    raw = json.loads((SCENARIOS / "desk-neck.request.json").read_text(encoding="utf-8"))
    advice = advise(parse_request(raw, LIBRARY), LIBRARY)
    assert advice.plan is not None
    for side, mirrored in sides.items():
        plan = replace(advice.plan, steps=tuple(replace(step, side=side) for step in advice.plan.steps))
        printed = handout(LIBRARY, advice, plan, marked="", on=DAY, day=str)
        assert {picture.mirrored for entry in printed.steps for picture in entry.pictures} == {mirrored}


@pytest.mark.parametrize("technique", LIBRARY.techniques)
def test_what_names_a_drawing_has_one(technique):
    figure = figure_of(LIBRARY, technique)
    assert (figure is None) == (LIBRARY.techniques[technique].figure is None)


def test_no_drawing_is_left_over():
    named = {technique.figure for technique in LIBRARY.techniques.values()}
    assert posed_figures().keys() <= named
