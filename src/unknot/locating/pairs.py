"""One muscle or two: what may be behind a pain together.

A *source* is a muscle alone, or a muscle with a second one that adds to the pain. Second ones that are plausible: the
same muscle on the other side, and on the own side those that work with it, against it, or lie where it sends its pain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.locating.marks import Floats

ALONE = 0
"""The variant of a source that has no second muscle; then come N on the own side and N on the other."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source with its main muscle (S,), its second one as a variant (S,), and its log chance (S,), summing to 1.

    The first N are the muscles alone, in their order.
    """

    main: NDArray[np.intp]
    variant: NDArray[np.intp]
    log_prior: Floats

    def second(self, source: int) -> tuple[int, bool] | None:
        """The second muscle and whether it is on the other side; None where the muscle is alone."""
        place = int(self.variant[source]) - 1
        muscles = int(self.main.max()) + 1
        return None if place < 0 else (place % muscles, place >= muscles)


def related(library: Library, muscle: str) -> frozenset[str]:
    """The muscles that work with or against a muscle, or are satellites of it, or name it so themselves."""

    def named(id_: str) -> set[str]:
        row = library.muscles[id_]
        return {*row.satellites, *row.synergists, *row.antagonists}

    naming = {other for other in library.muscles if muscle in named(other)}
    return frozenset((named(muscle) | naming) & library.muscles.keys() - {muscle})


def sources(library: Library, muscles: Sequence[str], prior: Floats) -> Sources:
    """All plausible sources over `muscles` with their chances; `prior` (N,) sums to 1."""
    share, other_side = library.number("locating.share_two"), library.number("locating.two_sides")
    count = len(muscles)
    main, variant, chance = list(range(count)), [ALONE] * count, list((1.0 - share) * prior)
    for place, muscle in enumerate(muscles):
        beside = [muscles.index(other) for other in sorted(related(library, muscle))]
        both = other_side if beside else 1.0
        main += [place] * (1 + len(beside))
        variant += [1 + count + place, *(1 + other for other in beside)]
        chance.append(share * prior[place] * both)
        chance += list(share * prior[place] * (1.0 - both) * prior[beside] / prior[beside].sum()) if beside else []
    return Sources(np.array(main), np.array(variant), np.log(np.array(chance)))
