"""What must hold of every pain drawing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.locating.stories import WHEN, told
from unknot.content.library import Library, load
from unknot.locating.ranking import by_side, rank

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


def of_one_muscle(library: Library) -> Library:
    """The same content for people in whom a second muscle as good as never adds to the pain.

    With two muscles a listed movement may speak for the companion of another one instead.
    """
    share = replace(library.parameters["locating.share_two"], value=1e-30)
    return replace(library, parameters={**library.parameters, "locating.share_two": share})


ALONE = of_one_muscle(LIBRARY)


@given(MARKS, ANSWERS)
def test_probabilities_are_probabilities_of_every_muscle_on_every_side(marks, answers) -> None:
    chances = by_side(LIBRARY, told(marks, answers))
    assert len(chances) == EVERYTHING
    assert all(0.0 <= chance <= 1.0 for chance in chances.values())
    assert sum(chances.values()) == pytest.approx(1.0, abs=1e-12)
    ranked = rank(LIBRARY, told(marks, answers))
    assert [(each.muscle, each.side) for each in ranked] == sorted(chances, key=lambda key: (-chances[key], *key))[
        : len(ranked)
    ]
    assert all(each.probability == chances[each.muscle, each.side] for each in ranked)


@given(MARKS, ANSWERS)
def test_a_mirrored_drawing_gives_exactly_the_mirrored_ranking(marks, answers) -> None:
    mirrored = {MIRROR[region]: intensity for region, intensity in marks.items()}
    swapped = by_side(LIBRARY, told(mirrored, answers))
    assert swapped == {
        (id_, OTHER[side]): chance for (id_, side), chance in by_side(LIBRARY, told(marks, answers)).items()
    }


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
    before = by_side(ALONE, told(marks, told_before))
    after = by_side(ALONE, told(marks, [*told_before, (f"movement:{movement}", "yes")]))
    for side in ("left", "right"):
        assert after[one, side] * before[other, side] >= before[one, side] * after[other, side] * (1.0 - 1e-9)


ONLY = replace(
    ALONE,
    movements={**LIBRARY.movements, "only_one": replace(LIBRARY.movements["grip"], id="only_one")},
    muscles={**LIBRARY.muscles, "rhomboids": replace(LIBRARY.muscles["rhomboids"], movements_hurt=("only_one",))},
)
"""Content in which one movement hurts with one muscle only."""


@given(MARKS, ANSWERS)
def test_a_muscle_that_alone_lists_a_movement_gains_from_it(marks, answers) -> None:
    before = by_side(ONLY, told(marks, answers))
    after = by_side(ONLY, told(marks, [*answers, ("movement:only_one", "yes")]))
    for side in ("left", "right"):
        assert after["rhomboids", side] >= before["rhomboids", side]
