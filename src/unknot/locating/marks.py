"""The pain drawing as the model sees it, and the skin along which people mark too much.

Every area is a *place* seen from one side: the areas of the own side, the same areas of the other side, then the
midline areas, which have no side. Reading a drawing from the left and from the right gives two vectors over the same
places, so whatever holds for one side holds exactly for the other.

Shapes: P paired areas, M midline areas, places 2 P + M.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library

BodySide = Literal["left", "right"]
SIDES: tuple[BodySide, BodySide] = ("left", "right")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Places:
    """The places in their order, and which map region each of them is when read from the left or from the right."""

    paired: tuple[str, ...]
    midline: tuple[str, ...]
    regions: Mapping[BodySide, tuple[str, ...]]

    def __len__(self) -> int:
        return 2 * len(self.paired) + len(self.midline)

    def own(self, area: str) -> int:
        """The place of `area` on the own side; midline areas as they are."""
        if area in self.midline:
            return 2 * len(self.paired) + self.midline.index(area)
        return self.paired.index(area)

    def opposite(self, area: str) -> int:
        """The place of `area` on the other side; midline areas as they are."""
        place = self.own(area)
        return place if place >= 2 * len(self.paired) else place + len(self.paired)


def places(library: Library) -> Places:
    """The places of the content's body map."""
    region_of = {(region.area, region.side): region.id for region in library.regions.values()}
    paired = tuple(sorted(area.id for area in library.areas.values() if area.paired))
    midline = tuple(sorted(area.id for area in library.areas.values() if not area.paired))
    middle = [region_of[area, "midline"] for area in midline]
    left = [region_of[area, "left"] for area in paired]
    right = [region_of[area, "right"] for area in paired]
    return Places(paired, midline, {"left": (*left, *right, *middle), "right": (*right, *left, *middle)})


def mirrored(where: Places) -> list[int]:
    """The place of the same region when the drawing is read from the other side (R,)."""
    pairs = len(where.paired)
    return [*range(pairs, 2 * pairs), *range(pairs), *range(2 * pairs, len(where))]


def spread(library: Library, where: Places, wide: float) -> Floats:
    """Chance that pain at one place (row) makes a person mark another one (column) as well; (places, places).

    What lies near catches a mark, the nearer the likelier: `wide` * `spread_max` * exp(-distance / `spread_scale`),
    distance along the skin in percent of body height. The same place on the other side catches it by mistake, with
    the chance `slip_one`.
    """
    most, scale = library.number("locating.spread_max"), library.number("locating.spread_scale")
    index = {region: place for place, region in enumerate(where.regions["left"])}
    chance = np.zeros((len(where), len(where)))
    for region, place in index.items():
        for near, distance in library.surface[region].near.items():
            chance[place, index[near]] = min(wide * most, 1.0) * np.exp(-distance / scale)
    paired = np.arange(2 * len(where.paired))
    opposite = np.array(mirrored(where))[paired]
    slip = library.number("locating.slip_one")
    chance[paired, opposite] = 1.0 - (1.0 - chance[paired, opposite]) * (1.0 - slip)
    return chance


def drawing(library: Library, where: Places, marks: Mapping[str, int], side: BodySide) -> tuple[Floats, Floats]:
    """Which places are marked (0 or 1) and how much say each mark has (0-1), read from `side`; both (places,).

    The strongest mark has full say; a fainter one loses up to `intensity_pull` of it. Marks of the map only.
    """
    pull = library.number("locating.intensity_pull")
    intensity = np.array([marks.get(region, 0) for region in where.regions[side]], dtype=np.float64)
    marked = (intensity > 0).astype(np.float64)
    strongest = max(float(intensity.max(initial=0.0)), 1.0)
    return marked, marked * (1.0 - pull * (1.0 - intensity / strongest))
