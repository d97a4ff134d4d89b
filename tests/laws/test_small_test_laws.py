"""A small test that would tell muscles apart is asked only of a person who may do it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.core.locating.stories import told
from tests.scenarios.record import FOLDER
from unknot.content.library import load
from unknot.locating.ranking import rank
from unknot.loop import advise, parse_request
from unknot.loop.telling import NECK_MOVE, telling_apart
from unknot.screening.fences import fence
from unknot.screening.triage import triage

LIBRARY = load()
TERMS = sorted(term for term in LIBRARY.terms if term != "anyone")
MARKS = st.dictionaries(st.sampled_from(sorted(LIBRARY.regions)), st.integers(1, 10), min_size=1, max_size=4)
SAID = st.sampled_from(["yes", "no", "no", "no", "not_sure"])
CONDITIONS = st.fixed_dictionaries(dict.fromkeys(TERMS, SAID))
FEW = st.dictionaries(st.sampled_from(TERMS), SAID, max_size=5)
DENIED = dict.fromkeys(TERMS, "no")


def asked(marks, conditions):
    """The small test that is asked, if any, with the fences it stands behind."""
    movements = [(f"movement:{id_}", "no") for id_ in LIBRARY.movements]
    held = told(marks, [*conditions.items(), *movements])
    fences = fence(LIBRARY, held, triage(LIBRARY, held))
    ranked = rank(LIBRARY, held)
    questions = telling_apart(LIBRARY, held, ranked, fences)
    assert len(questions) <= 1
    return [(*question.id.split(":"), question.text) for question in questions], fences


def may_be_pressed(fences, muscle, point):
    kinds = LIBRARY.muscles[muscle].press_kinds
    name = (f"{muscle}.{point.id}",)
    return point.press in ("ok", "care") and any(
        not fences.verdict(kind, areas=(), muscle=muscle, points=name).hidden for kind in kinds
    )


@given(MARKS, st.one_of(CONDITIONS, FEW, FEW.map(lambda few: DENIED | few)))
def test_no_point_is_pressed_that_the_fences_close_and_no_neck_is_moved_that_they_hold(marks, conditions) -> None:
    questions, fences = asked(marks, conditions)
    for kind, id_, text in questions:
        if kind == "press_test":
            open_ones = [p for p in LIBRARY.muscles[id_].trigger_points if may_be_pressed(fences, id_, p)]
            assert any(LIBRARY.say(f"muscle.{id_}.{point.id}.where") in text for point in open_ones)
        elif kind == "self_test":
            muscle = LIBRARY.muscles[id_]
            areas = tuple(area for point in muscle.trigger_points for area in point.areas)
            assert muscle.self_test == "ok" or not fences.verdict(NECK_MOVE, areas=areas).hidden


def test_a_calf_that_nothing_keeps_from_pressing_is_pressed_at_last() -> None:
    raw = json.loads((FOLDER / "calf-after-a-run.request.json").read_text(encoding="utf-8"))
    episode = next(fact["episode"] for fact in raw["facts"] if "episode" in fact)
    asked_for = []
    while True:
        questions = advise(parse_request(raw, LIBRARY), LIBRARY).questions
        tests = [question.id for question in questions if question.screen == "telling_apart"]
        if not tests:
            break
        asked_for += tests
        answer = {"kind": "answer", "id": f"test-{len(asked_for)}", "at": raw["at"], "zone": raw["zone"]}
        raw["facts"].append({**answer, "episode": episode, "question": tests[0], "value": "not_sure"})
    assert "press_test:gastrocnemius" in asked_for
    assert len(set(asked_for)) == len(asked_for)
