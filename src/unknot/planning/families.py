"""What a kind of technique does to the body, read from the fences it stands behind.

Limits and the rhythm of change go by family: a ball and a thumb on one spot are the same thing to the muscle.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from unknot.content.library import Library
from unknot.content.records import TechniqueKind

Family = Literal["press", "stroke", "stretch", "warmth", "load", "move", "desk", "settle", "professional", "unplanned"]

PRESSING = frozenset({"ball_pressure", "foam_rolling", "percussion_gun"})
ROLLING = "foam_rolling"
TREATMENTS: frozenset[Family] = frozenset({"press", "stroke", "stretch", "warmth", "load"})
"""What is changed one at a time and given its days; easy movement and breaks come and go freely."""

ON_POINTS: frozenset[Family] = frozenset({"press", "stroke", "professional"})
"""What is done at a spot, so that the spot itself must be open to it."""


def family(kind: TechniqueKind) -> Family:
    """The family of `kind`; `unplanned` for what may never be recommended and is not done by hand or tool."""
    return _family(kind.id, kind.who, kind.fenced_by, may_recommend=kind.may_recommend)


@lru_cache(maxsize=256)
def _family(kind: str, who: str, fenced_by: tuple[str, ...], *, may_recommend: bool) -> Family:
    fences = frozenset(fenced_by)
    if who == "professional":
        return "professional"
    if fences & PRESSING:
        return "press"
    if "self_massage" in fences:
        return "stroke"
    if "static_stretch" in fences:
        return "stretch"
    if fences & {"heat", "cold"}:
        return "warmth"
    if "loaded_exercise" in fences:
        return "load"
    if kind in ("desk_break", "ergonomics"):
        return "desk"
    if fences & {"gentle_activity", "neck_mobility"}:
        return "move"
    return "settle" if may_recommend else "unplanned"


def kind_of(library: Library, technique: str) -> TechniqueKind | None:
    """The kind that a logged technique is of; a fact may name a technique or a kind. None for ids no longer there."""
    known = library.techniques.get(technique)
    return library.kinds.get(technique if known is None else known.kind)


def rolls(kind: TechniqueKind) -> bool:
    """Whether it is moved along the muscle and not held on one spot."""
    return ROLLING in kind.fenced_by


def place_in_catalogue(library: Library, technique: str) -> int:
    """Where the catalogue names the technique: of two that are worth the same, the first one is meant."""
    return _places(library)[technique]


@lru_cache(maxsize=8)
def _places(library: Library) -> dict[str, int]:
    return {technique: place for place, technique in enumerate(library.techniques)}
