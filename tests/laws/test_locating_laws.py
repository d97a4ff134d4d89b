"""What must hold of every pain drawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.locating.stories import WHEN, told
from unknot.content.library import load
from unknot.locating.ranking import Candidate, rank

LIBRARY = load()
EVERYTHING = 2 * len(LIBRARY.muscles)
QUESTIONS = sorted(
    [f"movement:{id_}" for id_ in LIBRARY.movements]
    + [f"cause:{id_}" for id_ in LIBRARY.causes]
    + [f"symptom:{id_}" for id_ in LIBRARY.symptoms]
)
MARKS = st.dictionaries(st.sampled_from(sorted(LIBRARY.regions)), st.integers(1, 10), min_size=1, max_size=12)
ANSWERS = st.lists(
    st.tuples(st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no", "not_sure"])),
    max_size=6,
    unique_by=lambda a: a[0],
)
OTHER = {"left": "right", "right": "left", "midline": "midline"}
MIRROR = {
    region.id: next(
        each.id for each in LIBRARY.regions.values() if each.area == region.area and each.side == OTHER[region.side]
    )
    for region in LIBRARY.regions.values()
}


def chances(candidates: tuple[Candidate, ...]) -> dict[tuple[str, str], float]:
    return {(each.muscle, each.side): each.probability for each in candidates}


@given(MARKS, ANSWERS)
def test_probabilities_are_probabilities_of_every_muscle_on_every_side(marks, answers) -> None:
    candidates = rank(LIBRARY, told(marks, answers), top=EVERYTHING)
    assert len(chances(candidates)) == EVERYTHING
    assert all(0.0 <= each.probability <= 1.0 for each in candidates)
    assert sum(each.probability for each in candidates) == pytest.approx(1.0, abs=1e-12)
    keys = [(-each.probability, each.muscle, each.side) for each in candidates]
    assert keys == sorted(keys)


@given(MARKS, ANSWERS)
def test_a_mirrored_drawing_gives_exactly_the_mirrored_ranking(marks, answers) -> None:
    seen = chances(rank(LIBRARY, told(marks, answers), top=EVERYTHING))
    mirrored = {MIRROR[region]: intensity for region, intensity in marks.items()}
    swapped = chances(rank(LIBRARY, told(mirrored, answers), top=EVERYTHING))
    assert swapped == {(muscle, OTHER[side]): chance for (muscle, side), chance in seen.items()}


@given(MARKS, ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_marks_and_answers_does_not_matter(marks, answers, dice) -> None:
    shuffled, later = list(marks.items()), list(answers)
    dice.shuffle(shuffled)
    dice.shuffle(later)
    assert rank(LIBRARY, told(dict(shuffled), later)) == rank(LIBRARY, told(marks, answers))


@given(MARKS, ANSWERS, st.integers(-20_000, 20_000))
def test_shifting_all_times_changes_nothing(marks, answers, hours) -> None:
    shifted = told(marks, answers, at=WHEN + timedelta(hours=hours))
    assert rank(LIBRARY, shifted) == rank(LIBRARY, told(marks, answers))


@given(MARKS, ANSWERS, st.sampled_from(sorted(LIBRARY.movements)), st.data())
def test_a_movement_never_lowers_a_muscle_that_lists_it_against_one_that_does_not(
    marks, answers, movement, data
) -> None:
    listing = sorted(id_ for id_, muscle in LIBRARY.muscles.items() if movement in muscle.movements_hurt)
    silent = sorted(
        id_
        for id_, muscle in LIBRARY.muscles.items()
        if movement not in muscle.movements_hurt + muscle.movements_limited
    )
    one, other = data.draw(st.sampled_from(listing)), data.draw(st.sampled_from(silent))
    told_before = [answer for answer in answers if answer[0] != f"movement:{movement}"]
    before = chances(rank(LIBRARY, told(marks, told_before), top=EVERYTHING))
    after = chances(rank(LIBRARY, told(marks, [*told_before, (f"movement:{movement}", "yes")]), top=EVERYTHING))
    for side in ("left", "right"):
        assert after[one, side] * before[other, side] >= before[one, side] * after[other, side] * (1.0 - 1e-9)


@given(MARKS, ANSWERS)
def test_a_muscle_that_alone_lists_a_movement_gains_from_it(marks, answers) -> None:
    new = replace(LIBRARY.movements["grip"], id="only_one")
    gaining = replace(LIBRARY.muscles["rhomboids"], movements_hurt=("only_one",))
    library = replace(
        LIBRARY,
        movements={**LIBRARY.movements, "only_one": new},
        muscles={**LIBRARY.muscles, "rhomboids": gaining},
    )
    before = chances(rank(library, told(marks, answers), top=EVERYTHING))
    after = chances(rank(library, told(marks, [*answers, ("movement:only_one", "yes")]), top=EVERYTHING))
    for side in ("left", "right"):
        assert after["rhomboids", side] >= before["rhomboids", side]
