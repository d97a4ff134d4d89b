"""Where the trigger points of the atlas lie: points on the reference body, then pixels of a view."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import ndimage

from figures import muscle_atlas
from figures.muscle_charts import Charts

FACING = 0.12
"""How far the skin must face the viewer for a point on it to be drawn."""
INSET = 1
"""Pixels by which a point keeps away from the edge of its muscle."""


@cache
def positions() -> dict[str, np.ndarray]:
    """Per "muscle.point" its place (3,) in centimetres on the left half of the reference body."""
    return {
        f"{name}.{point}": muscle_atlas.spot(place, name)[0]
        for name, muscle in muscle_atlas.definitions().items()
        for point, place in muscle.points.items()
    }


def visible(body: str, view: str) -> dict[str, list[float]]:
    """Per "muscle.point.side" that a view shows: its pixel, on the shape of its muscle."""
    charts = muscle_atlas.charts(body, view)
    facing = charts.towards_viewer > FACING
    even = view in muscle_atlas.EVEN_VIEWS
    found = {}
    for name, muscle in muscle_atlas.definitions().items():
        holds = muscle_atlas.held(body, view)[name] & facing
        for side in muscle_atlas.SIDES[: 1 if even else 2]:
            candidates = _inner(charts, holds & (charts.left == (side == "left")))
            if not len(candidates):
                continue
            for point in muscle.points:
                offset = charts.centimetres[candidates] - positions()[f"{name}.{point}"]
                distance = np.einsum("ij,ij->i", offset, offset)
                nearest = int(distance.argmin())
                if distance[nearest] < muscle_atlas.NEAR**2:
                    row, column = divmod(int(charts.pixels[candidates[nearest]]), charts.shape[1])
                    found[f"{name}.{point}.{side}"] = [column + 0.5, row + 0.5]
                    if even:
                        found[f"{name}.{point}.right"] = [charts.shape[1] - column - 0.5, row + 0.5]
    return found


def _inner(charts: Charts, holds: np.ndarray) -> np.ndarray:
    """Which of the visible pixels lie in a shape and not near its edge."""
    window = charts.window(holds, margin=INSET + 1)
    if window is None:
        return np.empty(0, int)
    mask, (left, top) = window
    inner = ndimage.binary_erosion(mask, iterations=INSET)
    chosen = np.flatnonzero(holds)
    rows, columns = np.divmod(charts.pixels[chosen], charts.shape[1])
    return chosen[inner[rows - int(top - 0.5), columns - int(left - 0.5)]]
