"""Finding a place on the body by the words a person uses for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unknot.content.library import Library
from unknot.content.records import Area

SideWord = Literal["left", "right"]
_SIDES: Mapping[str, SideWord] = {"left": "left", "right": "right"}


@dataclass(frozen=True, slots=True)
class Search:
    """The areas that fit the words, best first, and the side the words name, if they do."""

    areas: tuple[Area, ...]
    side: SideWord | None


def find(library: Library, words: str) -> Search:
    """The areas whose label or everyday names fit `words`: those that fit every word, else those that fit most.

    Ties go to the place where knots are met more often, then to the order of the content. Empty words find nothing.
    """
    ignored = set(library.lines("cli.place.ignored_words"))
    spoken = re.findall(r"[\w']+", words.casefold())
    side = next((_SIDES[word] for word in spoken if word in _SIDES), None)
    asked = [word for word in spoken if word not in ignored and word not in _SIDES]
    if not asked:
        return Search((), side)
    often = _often(library)
    scored = []
    for place, area in enumerate(library.areas.values()):
        own, other = _words(library, area.id)
        points = [_fit(word, own, other) for word in asked]
        named = own - ignored <= set(asked)
        scored.append((sum(point > 0 for point in points), named, sum(points), often[area.id], -place, area))
    most = max(hits for hits, *_ in scored)
    best = sorted((each for each in scored if 0 < each[0] == most), key=lambda each: each[:5], reverse=True)
    return Search(tuple(area for *_, area in best), side)


def label(library: Library, area: str) -> str:
    """The name of an area as people read it."""
    return library.say(f"area.{area}.label")


def by_part(library: Library) -> tuple[tuple[str, tuple[Area, ...]], ...]:
    """Every area under the title of its part of the body, from head to foot; what no part names comes last."""
    left = dict(library.areas)
    parts = []
    for part in library.lines("cli.parts"):
        found = tuple(left.pop(area) for area in library.lines(f"cli.part.{part}.areas") if area in left)
        parts.append((library.say(f"cli.part.{part}.title"), found))
    return (*parts, (library.say("cli.part.other.title"), tuple(left.values()))) if left else tuple(parts)


def regions_of(library: Library, area: str, sides: Sequence[str]) -> tuple[str, ...]:
    """The regions of `area` on `sides` (left, right, midline), in the order of the content."""
    return tuple(region.id for region in library.regions.values() if region.area == area and region.side in sides)


def _fit(word: str, label_words: frozenset[str], other_words: frozenset[str]) -> int:
    if word in label_words:
        return 4
    if word in other_words:
        return 3
    if len(word) >= 3 and any(each.startswith(word) for each in label_words):
        return 2
    if len(word) >= 3 and any(each.startswith(word) for each in other_words):
        return 1
    singular = word.removesuffix("s")
    return 2 if singular != word and singular in label_words | other_words else 0


def _words(library: Library, area: str) -> tuple[frozenset[str], frozenset[str]]:
    own = re.findall(r"[\w']+", label(library, area).casefold())
    also = [word for name in library.lines(f"cli.place.{area}") for word in re.findall(r"[\w']+", name.casefold())]
    return frozenset(own), frozenset(also)


def _often(library: Library) -> Mapping[str, float]:
    """How often knots are felt in each area: the muscles' priors times their referral weights, summed."""
    often = dict.fromkeys(library.areas, 0.0)
    for muscle in library.muscles.values():
        for area, weight in {**muscle.spillover, **muscle.essential}.items():
            often[area] += muscle.prior * weight
    return often
