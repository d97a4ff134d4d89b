"""What the library says of muscles and places, as tables for drawing people; read without the model's own tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bench.locating.scores import Floats
from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.locating.marks import Places, mirrored, places


@dataclass(frozen=True)
class Atlas:
    """What the library says of N muscles and R places.

    `prior` (N,) is how often each is met, `pattern` and `point` (N, R) how likely a place hurts by the pattern and by a
    sore point that may lie there. `distance` (R, R) runs along the skin and is infinite where a mark does not reach;
    `mirror` (R,) are the places of the other side. `yes` holds the chance (N,) of a yes to every question.
    """

    muscles: tuple[str, ...]
    places: Places
    mirror: NDArray[np.intp]
    prior: Floats
    pattern: Floats
    point: Floats
    distance: Floats
    yes: Mapping[str, Floats]

    def spread(self, library: Library, wide: float) -> Floats:
        """Chance (R, R) that pain at one place makes a person who marks so wide mark another one as well."""
        most = min(1.0, wide * library.number("locating.spread_max"))
        chance = most * np.exp(-self.distance / library.number("locating.spread_scale"))
        paired = np.arange(2 * len(self.places.paired))
        across = (paired, self.mirror[paired])
        chance[across] = 1.0 - (1.0 - chance[across]) * (1.0 - library.number("locating.slip_one"))
        return np.asarray(chance)


@lru_cache(maxsize=2)
def atlas(library: Library) -> Atlas:
    """The tables of `library`, worked out once."""
    muscles = tuple(sorted(library.muscles))
    where = places(library)
    content = [library.muscles[id_] for id_ in muscles]
    index = {region: place for place, region in enumerate(where.regions["left"])}
    distance = np.full((len(where), len(where)), np.inf)
    for region, place in index.items():
        for near, far in library.surface[region].near.items():
            distance[place, index[near]] = far
    return Atlas(
        muscles=muscles,
        places=where,
        mirror=np.array(mirrored(where)),
        prior=np.array([muscle.prior for muscle in content]),
        pattern=np.array([_pattern(muscle, where) for muscle in content]),
        point=library.number("locating.local_weight") * np.array([_points(muscle, where) for muscle in content]),
        distance=distance,
        yes=_yes(library, content),
    )


def _pattern(muscle: Muscle, where: Places) -> Floats:
    pattern = np.zeros(len(where))
    entries = [(where.own(area), weight) for area, weight in (*muscle.essential.items(), *muscle.spillover.items())]
    entries += [(where.opposite(area), weight) for area, weight in muscle.other_side.items()]
    for place, weight in entries:
        pattern[place] = max(pattern[place], weight)
    return pattern


def _points(muscle: Muscle, where: Places) -> Floats:
    """The share of the muscle's points that lie at each place: one of them is the sore one."""
    places = [where.own(area) for point in muscle.trigger_points for area in point.areas]
    return np.bincount(places, minlength=len(where)) / len(muscle.trigger_points)


def _yes(library: Library, content: Sequence[Muscle]) -> dict[str, Floats]:
    number = library.number
    chances: dict[str, Floats] = {}
    for movement in library.movements:
        groups = {muscle.group for muscle in content if movement in muscle.movements_hurt + muscle.movements_limited}
        how = [
            "listed"
            if movement in muscle.movements_hurt
            else "limited"
            if movement in muscle.movements_limited
            else "near"
            if muscle.group in groups
            else "other"
            for muscle in content
        ]
        chances[f"movement:{movement}"] = np.array([number(f"locating.movement_{each}") for each in how])
    for kind, ids in (("symptom", library.symptoms), ("cause", library.causes)):
        for id_ in ids:
            named = [id_ in (muscle.symptoms if kind == "symptom" else muscle.causes) for muscle in content]
            chances[f"{kind}:{id_}"] = np.where(
                named, number(f"locating.{kind}_listed"), number(f"locating.{kind}_other")
            )
    return chances
