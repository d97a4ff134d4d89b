"""Muscles that can be taken for one another, and the questions and small tests that would tell most.

Both sides of a muscle count as one here: the tests are read on the painful side, whichever that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.marks import Floats
from unknot.locating.model import tables
from unknot.locating.ranking import Candidate


@dataclass(frozen=True, slots=True)
class Confusion:
    """A confusion group (text `confusion.<group>.tell_apart`) and its muscles among the rivals, likeliest first."""

    group: str
    muscles: tuple[str, ...]


TestKind = Literal["movement", "self_test", "press_test"]


@dataclass(frozen=True, slots=True)
class NextTest:
    """A movement, a self-test or a press on a point of a muscle to try next, and the bits it is expected to tell.

    Its answer comes in as the question `<kind>:<id>`.
    """

    kind: TestKind
    id: str
    bits: float

    @property
    def question(self) -> str:
        """The id of the question its answer is recorded under."""
        return f"{self.kind}:{self.id}"


def confused_with(library: Library, candidates: Iterable[Candidate]) -> tuple[Confusion, ...]:
    """The confusion groups that hold two or more rivals, that of the two likeliest rivals first; none when decided.

    Decided: one muscle has a probability of `locating.decisive` or more. A rival has at least the share
    `locating.rival_share` of the likeliest muscle's probability.
    """
    chances = _by_muscle(candidates)
    if not chances or max(chances.values()) >= library.number("locating.decisive"):
        return ()
    least = library.number("locating.rival_share") * max(chances.values())
    rivals = [muscle for muscle in sorted(chances, key=lambda id_: (-chances[id_], id_)) if chances[muscle] >= least]
    found = [
        Confusion(group.id, tuple(muscle for muscle in rivals if muscle in group.muscles))
        for group in library.confusions.values()
    ]
    return tuple(
        sorted(
            (each for each in found if len(each.muscles) >= 2),
            key=lambda each: (-sum(chances[muscle] for muscle in each.muscles[:2]), each.group),
        )
    )


def telling_tests(library: Library, history: History, candidates: Iterable[Candidate]) -> tuple[NextTest, ...]:
    """The unanswered tests that tell something about which candidate it is, those that tell most first.

    Exact: the information that the answer of a person of usual readiness carries about the muscle, among the
    candidates alone. Movements that are asked of anybody, and of each candidate its self-test and the press of its
    point where these may be tried at all; whether this person may try them is for the fences to say. Ties by kind,
    then id.
    """
    chances = _by_muscle(candidates)
    if len(chances) < 2:
        return ()
    known = tables(library)
    rows = [known.muscles.index(muscle) for muscle in chances]
    weights = np.array(list(chances.values()))
    weights = weights / weights.sum()
    movements = [("movement", id_) for id_, movement in library.movements.items() if movement.tick_box]
    asked = [*movements, *((kind, muscle) for muscle in chances for kind in ("self_test", "press_test"))]
    found = [
        NextTest(cast(TestKind, kind), id_, _information(weights, known.answers[f"{kind}:{id_}"][rows]))
        for kind, id_ in asked
        if f"{kind}:{id_}" in known.answers and history.answer(f"{kind}:{id_}") is None
    ]
    return tuple(sorted((test for test in found if test.bits > 0.0), key=lambda test: (-test.bits, test.kind, test.id)))


def _by_muscle(candidates: Iterable[Candidate]) -> dict[str, float]:
    chances: dict[str, float] = {}
    for candidate in candidates:
        chances[candidate.muscle] = chances.get(candidate.muscle, 0.0) + candidate.probability
    return dict(sorted(chances.items()))


def _information(weights: Floats, yes: Floats) -> float:
    """Mutual information, in bits, between the muscle and a yes/no answer with chance `yes` under each muscle."""
    return max(0.0, round(_entropy(float(weights @ yes)) - float(weights @ [_entropy(each) for each in yes]), 12))


def _entropy(chance: float) -> float:
    parts = [part for part in (chance, 1.0 - chance) if part > 0.0]
    return float(-sum(part * np.log2(part) for part in parts))
