"""Who ranks: the product and its plain rivals, and what came of what they say of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bench.locating import overlap
from bench.locating.cases import Case
from bench.locating.scores import Judged, judged
from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.ranking import by_muscle

Ranker = Callable[[Library, History], Mapping[str, float]]
RANKERS: Mapping[str, Ranker] = {
    "unknot": by_muscle,
    "overlap and prior": overlap.chances,
    "overlap": partial(overlap.chances, power=0.0),
}


def stated(library: Library, ranker: Ranker, chosen: Iterable[Case]) -> Judged:
    """What a ranker says of these cases, judged."""
    chosen = list(chosen)
    return judged([ranker(library, case.history) for case in chosen], [case.muscles for case in chosen])
