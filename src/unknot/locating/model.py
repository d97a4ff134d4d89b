"""What the locating model expects of every muscle, worked out once per content.

The model itself is written down at the top of `locating.ranking`; here stand its tables.
Shapes: E extents (small, usual, full), N muscles, R places of `locating.marks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.locating.marks import Floats, Places, places, spread


@dataclass(frozen=True, slots=True)
class Tables:
    """Log chances under every muscle, for a muscle on the own side.

    `log_prior` (N,) sums to 1 over muscles before the side is drawn; `log_extent` (E,).
    `log_marked` and `log_unmarked` (E, N, R) of each place; `log_nothing` (E, N) that no place is marked for pain of
    this muscle; `log_stray` and `log_no_stray` that a place is, or is not, marked for another reason.
    `answers` maps a question to the log chances (N,) of yes and of no.
    """

    muscles: tuple[str, ...]
    places: Places
    log_prior: Floats
    log_extent: Floats
    log_marked: Floats
    log_unmarked: Floats
    log_nothing: Floats
    log_stray: float
    log_no_stray: float
    answers: Mapping[str, tuple[Floats, Floats]]


@lru_cache(maxsize=4)
def tables(library: Library) -> Tables:
    """The tables for `library`; worked out once and then remembered."""
    number = library.number
    muscles = tuple(sorted(library.muscles))
    where = places(library)
    prior = np.array([library.muscles[id_].prior for id_ in muscles]) ** number("locating.prior_strength")
    small, full = number("locating.share_small"), number("locating.share_full")
    extents = [number(f"locating.extent_{name}") for name in ("small", "usual", "full")]
    weights = np.array([_weights(library.muscles[id_], where, number("locating.local_weight")) for id_ in muscles])
    hurts = np.minimum(np.array(extents)[:, None, None] * weights, number("locating.hurt_ceiling"))
    empty = _unmarked_for_own(hurts, spread(library, where), number("locating.mark_hit"))
    background = number("locating.background")
    unmarked = (1.0 - background) * empty
    return Tables(
        muscles=muscles,
        places=where,
        log_prior=np.log(prior / prior.sum()),
        log_extent=np.log(np.array([small, 1.0 - small - full, full])),
        log_marked=np.log1p(-unmarked),
        log_unmarked=np.log(unmarked),
        log_nothing=np.log(empty).sum(axis=2),
        log_stray=float(np.log(background)),
        log_no_stray=float(np.log1p(-background)),
        answers=MappingProxyType(_answers(library, muscles)),
    )


def _weights(muscle: Muscle, where: Places, local: float) -> Floats:
    """How likely each place hurts when the whole pattern is felt (R,); where two entries meet, the stronger one."""
    weights = np.zeros(len(where))

    def raise_to(place: int, weight: float) -> None:
        weights[place] = max(weights[place], weight)

    for point in muscle.trigger_points:
        for area in point.areas:
            raise_to(where.own(area), local)
    for pattern in (muscle.essential, muscle.spillover):
        for area, weight in pattern.items():
            raise_to(where.own(area), weight)
    for area, weight in muscle.other_side.items():
        raise_to(where.opposite(area), weight)
    return weights


def _unmarked_for_own(hurts: Floats, spreads: Floats, hit: float) -> Floats:
    """Chance that a place stays unmarked as far as this muscle goes: by its own pain and by that of its neighbours."""
    unmarked: Floats = 1.0 - hit * hurts
    for source, place in zip(*np.nonzero(spreads), strict=True):
        unmarked[..., place] *= 1.0 - spreads[source, place] * hurts[..., source]
    return unmarked


def _answers(library: Library, muscles: tuple[str, ...]) -> dict[str, tuple[Floats, Floats]]:
    number = library.number
    content = [library.muscles[id_] for id_ in muscles]
    chances: dict[str, Floats] = {}
    for movement in library.movements:
        groups = {muscle.group for muscle in content if movement in muscle.movements_hurt + muscle.movements_limited}
        chances[f"movement:{movement}"] = np.array(
            [
                number("locating.movement_listed")
                if movement in muscle.movements_hurt
                else number("locating.movement_limited")
                if movement in muscle.movements_limited
                else number("locating.movement_near")
                if muscle.group in groups
                else number("locating.movement_other")
                for muscle in content
            ]
        )
    for kind, ids in (("symptom", library.symptoms), ("cause", library.causes)):
        listed, other = number(f"locating.{kind}_listed"), number(f"locating.{kind}_other")
        for id_ in ids:
            in_list = [id_ in (muscle.symptoms if kind == "symptom" else muscle.causes) for muscle in content]
            chances[f"{kind}:{id_}"] = np.where(in_list, listed, other)
    for tested in content:
        if tested.self_test != "drop":
            chances[f"self_test:{tested.id}"] = _self_test(library, tested, content)
    return {question: (np.log(yes), np.log1p(-yes)) for question, yes in chances.items()}


def _self_test(library: Library, tested: Muscle, content: Iterable[Muscle]) -> Floats:
    hit, near, other = (library.number(f"locating.self_test_{name}") for name in ("hit", "near", "other"))
    mistaken = {id_ for group in library.confusions.values() if tested.id in group.muscles for id_ in group.muscles}
    return np.array(
        [
            hit if muscle.id == tested.id else near if muscle.group == tested.group or muscle.id in mistaken else other
            for muscle in content
        ]
    )
