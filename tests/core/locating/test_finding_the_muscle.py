"""The model finds the muscle in stories and in made-up cases, with a better chance than an overlap score."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bench.locating import overlap
from tests.core.locating.stories import cases, of_case
from unknot.content.library import Library, load, vocabulary_of
from unknot.facts import History
from unknot.locating.ranking import by_muscle, by_side

SETS = ("cases_by_hand.yaml", "cases_generated.yaml")
Score = Callable[[Library, History], Mapping[str, float]]


@dataclass(frozen=True)
class Found:
    """Shares of cases found first and among three, mean log score, and mean probability of the first muscle."""

    first: float
    among_three: float
    log_score: float
    confidence: float


def found(score: Score, chosen: Mapping[str, dict[str, Any]]) -> Found:
    ranks, logs, tops = [], [], []
    for case in chosen.values():
        scores = score(load(), of_case(case))
        total = sum(scores.values())
        order = sorted(scores, key=lambda muscle: (-scores[muscle], muscle))
        ranks.append(order.index(case["expect"]))
        logs.append(math.log(max(scores[case["expect"]] / total, 1e-6)))
        tops.append(scores[order[0]] / total)
    count = len(ranks)
    return Found(
        sum(rank == 0 for rank in ranks) / count,
        sum(rank < 3 for rank in ranks) / count,
        sum(logs) / count,
        sum(tops) / count,
    )


@pytest.mark.parametrize("name", SETS)
def test_the_muscle_is_given_a_higher_chance_than_by_overlap(name: str) -> None:
    assert found(by_muscle, cases(name)).log_score > found(overlap.scores, cases(name)).log_score


@pytest.mark.parametrize(("name", "first", "among_three"), [(SETS[0], 0.80, 0.95), (SETS[1], 0.62, 0.90)])
def test_the_shares_found_do_not_fall(name: str, first: float, among_three: float) -> None:
    ours = found(by_muscle, cases(name))
    assert ours.first >= first
    assert ours.among_three >= among_three


@pytest.mark.parametrize("name", SETS)
def test_the_first_muscle_is_not_named_with_more_confidence_than_it_deserves(name: str) -> None:
    ours = found(by_muscle, cases(name))
    assert ours.confidence <= ours.first


def test_the_painful_side_is_found() -> None:
    for name in SETS:
        chosen = [case for case in cases(name).values() if any(not region.endswith("_r") for region in case["marks"])]
        ranked = [(case, by_side(load(), of_case(case))) for case in chosen]
        other = {"left": "right", "right": "left"}
        right = [
            chances[case["expect"], case["side"]] >= chances[case["expect"], other[case["side"]]]
            for case, chances in ranked
        ]
        assert sum(right) / len(right) >= 0.9


def test_the_cases_use_the_words_of_the_content() -> None:
    words = vocabulary_of(load())
    for name in SETS:
        for id_, case in cases(name).items():
            told = of_case(case)
            assert set(told.marks) <= words.regions, id_
            assert {question for question in told.answers if not question.startswith("symptom:")} <= words.questions
            assert case["expect"] in words.muscles, id_
