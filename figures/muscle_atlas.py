"""The muscles of the atlas: where they lie on the reference body, and their outlines in a view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import ndimage

from figures import contours, muscle_shapes, raster
from figures.body import REFERENCE
from figures.muscle_charts import Charts
from figures.muscle_shapes import Shape

DEFINITIONS = Path(__file__).parent / "data" / "muscles"
"""One file per part of the body."""
PARTS = ("head_and_neck", "shoulder_and_arm", "trunk_and_hip", "leg_and_foot")
SIDES = ("left", "right")
EVEN_VIEWS = ("front", "back", "soles")
"""Views whose right half is the mirror image of the left half."""
SMOOTHING = 1.5
"""Sigma in pixels by which an outline is smoothed."""
TOLERANCE = 0.5
"""Pixels by which a simplified outline may leave the smooth one."""
NEAR = 0.8
"""Centimetres on the reference body within which a pixel stands for a place."""
SMALLEST, SMALLEST_HOLE = 30.0, 12.0
"""Square pixels below which a visible scrap of a muscle, or a hole in it, is left out."""


@dataclass(frozen=True)
class Place:
    """A point on a chart of the left half of the reference body."""

    chart: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Muscle:
    """Where one muscle lies on the left half of the reference body; the right half mirrors it."""

    name: str
    deep: bool
    """It lies under other muscles and is drawn dashed."""
    under: tuple[str, ...]
    """Muscles of the surface that hide part of this one: it is drawn only as far as their borders."""
    heads: tuple[tuple[Shape, ...], ...]
    """Its heads or layers, each drawn with its own outline; where two meet, the earlier one lies on top."""
    points: dict[str, Place]

    def drawn(self, charts: Charts) -> list[np.ndarray]:
        """Per head (N,) which visible pixels of a view lie in it and not under a cover, on either side of the body."""
        taken = np.zeros(len(charts.pixels), bool)
        for cover in self.under:
            taken |= definitions()[cover].reach(charts)
        found = []
        for head in self.heads:
            found.append(_reach(head, charts) & ~taken)
            taken = taken | found[-1]
        return found

    def holds(self, charts: Charts) -> np.ndarray:
        """(N,) which visible pixels of a view it is drawn on, on either side of the body."""
        return np.any(self.drawn(charts), axis=0)

    def reach(self, charts: Charts) -> np.ndarray:
        """(N,) which visible pixels of a view lie in it, under covers or not."""
        return np.any([_reach(head, charts) for head in self.heads], axis=0)


def _reach(shapes: tuple[Shape, ...], charts: Charts) -> np.ndarray:
    return np.any([shape.holds(charts) for shape in shapes], axis=0)


def _heads(parts: list[dict]) -> tuple[tuple[Shape, ...], ...]:
    """The shapes of a muscle by head, in the order in which the heads are first named."""
    heads: dict[str, list[Shape]] = {}
    for part in parts:
        heads.setdefault(part.get("head", ""), []).append(_shape(part))
    return tuple(tuple(shapes) for shapes in heads.values())


def _shape(part: dict) -> Shape:
    if "band" in part:
        return muscle_shapes.band(part["chart"], part["band"])
    return muscle_shapes.outline(part["chart"], part["outline"])


@cache
def rows() -> dict[str, dict[str, Any]]:
    """The definition of every muscle as written, part by part of the body."""
    found: dict[str, dict[str, Any]] = {}
    for part in PARTS:
        found |= yaml.safe_load((DEFINITIONS / f"{part}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def definitions() -> dict[str, Muscle]:
    """Every muscle of the atlas, from head to foot."""
    return {
        name: Muscle(
            name,
            row.get("deep", False),
            tuple(row.get("under", ())),
            _heads(row["parts"]),
            {point: Place(chart, (first, second)) for point, (chart, first, second) in row["points"].items()},
        )
        for name, row in rows().items()
    }


@lru_cache(maxsize=16)
def charts(body: str, view: str) -> Charts:
    """The charts of one view."""
    return Charts(raster.view(body, view))


@lru_cache(maxsize=16)
def drawn(body: str, view: str) -> dict[str, list[np.ndarray]]:
    """Per muscle and head which of the visible pixels of a view it is drawn on, on either side."""
    return {name: muscle.drawn(charts(body, view)) for name, muscle in definitions().items()}


@lru_cache(maxsize=16)
def held(body: str, view: str) -> dict[str, np.ndarray]:
    """Per muscle which of the visible pixels of a view it is drawn on, on either side."""
    return {name: np.any(heads, axis=0) for name, heads in drawn(body, view).items()}


def spot(place: Place, muscle: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Position (3,) in centimetres and normal (3,) of a place on the left half of the reference body.

    Where several views show it, the one that it faces most is asked; with a muscle, only pixels in the muscle count.
    """
    best, found = -1.0, None
    for view in raster.VIEWS:
        shown = charts(REFERENCE, view)
        distance = shown.distance(place.chart, place.at)
        distance[~(shown.left & held(REFERENCE, view)[muscle] if muscle else shown.left)] = np.inf
        nearest = int(distance.argmin())
        if distance[nearest] < NEAR and shown.towards_viewer[nearest] > best:
            best, found = shown.towards_viewer[nearest], (shown.centimetres[nearest], shown.normals[nearest])
    if found is None:
        raise ValueError(f"nothing of the body lies at {place.at} of {place.chart}{muscle and ' in '}{muscle}")
    return found


def outlines(body: str, view: str) -> dict[str, dict[str, str | bool]]:
    """Per muscle and side that a view shows: its path, and whether it lies deep."""
    shown = charts(body, view)
    found: dict[str, dict[str, str | bool]] = {}
    for name, heads in drawn(body, view).items():
        left = [line for holds in heads for line in _lines(shown, holds & shown.left)]
        if view in EVEN_VIEWS:
            right = [(line * [-1, 1] + [shown.shape[1], 0])[::-1] for line in left]
        else:
            right = [line for holds in heads for line in _lines(shown, holds & ~shown.left)]
        for side, lines in zip(SIDES, (left, right), strict=True):
            if lines:
                data = "".join(contours.through(line) for line in lines)
                found[f"{name}.{side}"] = {"d": data, "deep": definitions()[name].deep}
    return found


def _lines(shown: Charts, holds: np.ndarray) -> list[np.ndarray]:
    """The smooth outlines of some visible pixels; none where only scraps are seen."""
    window = shown.window(holds, margin=6)
    if window is None:
        return []
    mask, corner = window
    smooth = ndimage.gaussian_filter(mask.astype(float), SMOOTHING)
    lines = contours.lines(smooth, 0.5, corner)
    areas = [contours.area(line) for line in lines]
    if not any(area > SMALLEST for area in areas):
        return []
    return [
        contours.simplified(line, TOLERANCE)
        for line, area in zip(lines, areas, strict=True)
        if area > SMALLEST or area < -SMALLEST_HOLE
    ]
