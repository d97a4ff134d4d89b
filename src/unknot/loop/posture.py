"""Which share of each posture the muscle of the knot holds: what the model needs to know of where the knot lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from unknot.causes.posture import shares
from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.ranking import by_muscle


def held(library: Library, history: History, *, besides: Iterable[str] = ()) -> Mapping[str, float]:
    """By posture the share of its time (0-1) that the muscle of the knot is held, expected over where it may lie.

    Of the postures in `history` and those `besides`; empty, which is all of the time, while no place is marked.
    """
    told = {each.cause for each in history.exposures}.union(besides)
    postures = [cause for cause in sorted(told) if cause in library.causes and library.causes[cause].posture_points]
    return shares(library, by_muscle(library, history), postures) if postures else MappingProxyType({})
