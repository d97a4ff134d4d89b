"""What the locating model expects of every muscle, worked out once per content.

The model itself is written down at the top of `locating.ranking`; here stand its tables.
Shapes: C classes of people (extent felt by how widely they mark), N muscles, V variants of a second muscle
(`locating.pairs`), R places of `locating.marks`, S sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.locating import answers, pairs
from unknot.locating.marks import Floats, Places, mirrored, places, spread
from unknot.locating.pairs import Sources

WIDTHS = ("narrow", "usual", "wide")
"""How people mark: only the worst places and tightly, as most do, or everything and generously."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Log chances under every muscle, for a muscle on the own side.

    `log_muscle` (N,) sums to 1 over muscles before the side is drawn; `log_class` (C,) of the classes of people.
    `log_empty` (C, N, R) that a place stays unmarked as far as the main muscle goes, `log_empty_second` (C, V, R) as
    far as the second goes; `log_nothing` and `log_nothing_second` that no place is marked; `log_no_stray` that a place
    is not marked for another reason. `answers` maps a question to the chance (N,) of a yes at usual readiness;
    `mirror` (R,) are the places of the other side.
    """

    muscles: tuple[str, ...]
    places: Places
    mirror: NDArray[np.intp]
    sources: Sources
    log_muscle: Floats
    log_class: Floats
    log_empty: Floats
    log_empty_second: Floats
    log_nothing: Floats
    log_nothing_second: Floats
    log_no_stray: float
    answers: Mapping[str, Floats]


@lru_cache(maxsize=4)
def tables(library: Library) -> Tables:
    """The tables for `library`; worked out once and then remembered."""
    number = library.number
    muscles = tuple(sorted(library.muscles))
    where = places(library)
    mirror = np.array(mirrored(where))
    prior = np.array([library.muscles[id_].prior for id_ in muscles]) ** number("locating.prior_strength")
    prior = prior / prior.sum()
    weights = np.array([_pattern(library.muscles[id_], where) for id_ in muscles])
    local = number("locating.local_weight") * np.array([_points(library.muscles[id_], where) for id_ in muscles])
    extents = [number(f"locating.extent_{name}") for name in ("small", "usual", "full")]
    widths = [spread(library, where, number(f"locating.width_{name}")) for name in WIDTHS]
    felt, marked = _shares(library, "extent", "small", "full"), _shares(library, "width", "narrow", "wide")
    empty = _log_empty(library, np.maximum(np.multiply.outer(extents, weights), local), widths)
    second = _log_empty(library, number("locating.extent_second") * np.maximum(weights, local)[None], widths)
    second = np.concatenate([np.zeros_like(second[:, :1]), second, second[:, :, mirror]], axis=1)
    second = np.tile(second, (len(extents), 1, 1))
    return Tables(
        muscles=muscles,
        places=where,
        mirror=mirror,
        sources=pairs.sources(library, muscles, prior),
        log_muscle=np.log(prior),
        log_class=np.log(np.multiply.outer(felt, marked).reshape(-1)),
        log_empty=empty,
        log_empty_second=second,
        log_nothing=empty.sum(axis=2),
        log_nothing_second=second.sum(axis=2),
        log_no_stray=float(np.log1p(-number("locating.background"))),
        answers=MappingProxyType(answers.chances(library, muscles)),
    )


def _shares(library: Library, what: str, low: str, high: str) -> Floats:
    """The shares (3,) of the people at the low end, in the middle and at the high end."""
    ends = [library.number(f"locating.{what}_share_{end}") for end in (low, high)]
    return np.array([ends[0], 1.0 - sum(ends), ends[1]])


def _points(muscle: Muscle, where: Places) -> Floats:
    """The share of the points of a muscle that lie at each place (R,): one of them is sore, and hurts where it lies."""
    shares = np.zeros(len(where))
    for point in muscle.trigger_points:
        for area in point.areas:
            shares[where.own(area)] += 1.0 / len(muscle.trigger_points)
    return shares


def _pattern(muscle: Muscle, where: Places) -> Floats:
    """How likely each place hurts when the whole pattern is felt (R,); where two entries meet, the stronger one."""
    weights = np.zeros(len(where))

    def raise_to(place: int, weight: float) -> None:
        weights[place] = max(weights[place], weight)

    for pattern in (muscle.essential, muscle.spillover):
        for area, weight in pattern.items():
            raise_to(where.own(area), weight)
    for area, weight in muscle.other_side.items():
        raise_to(where.opposite(area), weight)
    return weights


def _log_empty(library: Library, weights: Floats, widths: list[Floats]) -> Floats:
    """Log chance (E W, N, R) that a place stays unmarked: by the pain of the muscle there and by what lies near.

    `weights` (E, N, R) of each extent, `widths` (R, R) of each way of marking.
    """
    hurts = np.minimum(weights, library.number("locating.hurt_ceiling"))
    by_width = []
    for name, spreads in zip(WIDTHS, widths, strict=True):
        empty = np.log1p(-library.number(f"locating.mark_hit_{name}") * hurts)
        for place in np.flatnonzero(hurts.any(axis=(0, 1))):
            near = np.flatnonzero(spreads[place])
            empty[..., near] += np.log1p(-spreads[place, near] * hurts[..., place, None])
        by_width.append(empty)
    empty = np.stack(by_width, axis=1)
    return empty.reshape(-1, *empty.shape[2:])
