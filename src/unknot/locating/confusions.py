"""Muscles that can be taken for one another, and the one question or self-test that would tell most.

Both sides of a muscle count as one here: the tests are read on the painful side, whichever that is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

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


@dataclass(frozen=True, slots=True)
class NextTest:
    """A self-test of a muscle or a movement to try next, and what its answer is expected to tell, in bits.

    Its answer comes in as the question `self_test:<id>` or `movement:<id>`.
    """

    kind: Literal["movement", "self_test"]
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


def best_test(library: Library, history: History, candidates: Iterable[Candidate]) -> NextTest | None:
    """The unanswered movement or allowed self-test that tells most about which candidate it is; None if none tells.

    Exact: the information that the answer carries about the muscle, among the candidates alone. Only self-tests
    of candidates that are safe for everyone (`ok` or `gentle`). Ties by kind, then id.
    """
    chances = _by_muscle(candidates)
    if len(chances) < 2:
        return None
    known = tables(library)
    rows = [known.muscles.index(muscle) for muscle in chances]
    weights = np.array(list(chances.values()))
    weights = weights / weights.sum()
    tests: list[NextTest] = []
    for movement in library.movements.values():
        if movement.tick_box and history.answer(f"movement:{movement.id}") is None:
            yes = np.exp(known.answers[f"movement:{movement.id}"][0][rows])
            tests.append(NextTest("movement", movement.id, _information(weights, yes)))
    for muscle in chances:
        question = f"self_test:{muscle}"
        if question in known.answers and history.answer(question) is None:
            tests.append(NextTest("self_test", muscle, _information(weights, np.exp(known.answers[question][0][rows]))))
    best = min(tests, key=lambda test: (-test.bits, test.kind, test.id), default=None)
    return best if best is not None and best.bits > 0.0 else None


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
