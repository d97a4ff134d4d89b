"""Numbers of knots fitted to people: what they are judged by, and that known numbers are found again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fitting.simulated import DAYS, courses, knot, knots
from unknot.content.library import load
from unknot.recovery.events import timeline
from unknot.recovery.filtering import init, step
from unknot.recovery.fitting.knots import Knot, informed, log_evidence, loss, refitted
from unknot.recovery.fitting.search import with_values
from unknot.recovery.parameters import from_library

LIBRARY = load()
TRUE = with_values(
    LIBRARY,
    {"recovery.desk.tautness_half_life": 15.0, "recovery.desk.starting_pain": 5.5, "recovery.pain_noise_sd": 0.8},
)


def stepped(knot: Knot) -> float:
    """The log evidence as the single steps of the filter tell it."""
    line = timeline(LIBRARY, knot.profile, knot.history)
    belief = init(from_library(LIBRARY, knot.profile, line.modifiers), start=line.start, ranges=line.ranges)
    found, before = 0.0, 0.0
    for event in line.events:
        belief, info = step(belief, event, event.day - before)
        found, before = found + info.log_evidence, event.day
    return found


@pytest.mark.parametrize("profile", ["exercise", "mixed", "desk", "care_seeker"])
@pytest.mark.parametrize("others", [{}, {"pain_worst": 6.0, "press_tenderness": 4.0}], ids=["pain", "more"])
def test_the_evidence_is_that_of_the_steps_of_the_filter(profile: str, others: dict[str, float]) -> None:
    each = knot(profile, np.linspace(6.0, 1.0, len(DAYS)).tolist(), **others)
    assert log_evidence(LIBRARY, each) == pytest.approx(stepped(each), rel=1e-9)


def test_answers_in_words_count_in_the_evidence() -> None:
    each = knot("desk", np.linspace(6.0, 1.0, len(DAYS)).tolist(), soreness_5=3)
    assert log_evidence(LIBRARY, each) == pytest.approx(stepped(each), rel=0.02)


def test_known_numbers_are_found_again_from_many_people() -> None:
    people = knots(TRUE, "desk", 40, seed=3)
    found, fit = refitted(LIBRARY, people, steps=8)
    assert fit.after < fit.before
    for id_, most in (("recovery.desk.tautness_half_life", 0.5), ("recovery.desk.starting_pain", 0.5)):
        off = abs(found.number(id_) - TRUE.number(id_))
        assert off < most * abs(LIBRARY.number(id_) - TRUE.number(id_)), (id_, found.number(id_))
    assert found.number("recovery.pain_noise_sd") < 0.95


def test_fewer_people_move_a_number_less() -> None:
    id_ = "recovery.desk.tautness_half_life"
    people = knots(TRUE, "desk", 40, seed=3)
    one, many = (refitted(LIBRARY, some, steps=6)[0].number(id_) for some in (people[:1], people[:12]))
    prior = LIBRARY.number(id_)
    assert abs(one - prior) < abs(many - prior)


def test_no_number_leaves_its_range() -> None:
    steep = [knot("exercise", [9.0, *[0.0] * (len(DAYS) - 1)]) for _ in range(6)]
    found, fit = refitted(LIBRARY, steep, steps=8)
    for id_ in fit.values:
        row = LIBRARY.parameters[id_]
        assert row.low <= found.number(id_) <= row.high, id_
    assert np.isfinite(loss(found, steep))
    assert found.number("recovery.exercise.persistent_share") > 0.0


def test_only_rows_that_the_people_can_tell_of_are_fitted() -> None:
    plain = informed(LIBRARY, [knot("desk", courses(LIBRARY, "desk", 1, seed=1)[0].tolist())])
    assert "recovery.desk.plateau" in plain
    assert "recovery.pain_noise_sd" in plain
    assert not any(".mixed." in id_ or "press" in id_ or "load" in id_ for id_ in plain)
    pressed = informed(LIBRARY, [knot("mixed", [3.0] * len(DAYS), press_tenderness=4.0)])
    assert {"recovery.press_factor", "recovery.mixed.plateau"} <= set(pressed)
    assert all(LIBRARY.parameters[id_].low < LIBRARY.parameters[id_].high for id_ in (*plain, *pressed))
