"""Where a trigger point sends pain: soft heat over the areas that the atlas names, in four levels.

An area's heat runs along its middle line on the reference body and fades with the distance in space, but not through
the body to its other side. A point's heat joins the areas it refers to, each with the atlas's weight for the muscle.
Where the pain follows a line, the line stands for its areas and takes their weights as it runs through them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy import ndimage

from figures import contours, muscle_atlas, muscle_charts
from figures.muscle_charts import Charts
from figures.referral_cores import Core, atlas, cores, courses, weights

LEVELS = (0.16, 0.34, 0.52, 0.70)
"""The heat at which levels 1 to 4 begin."""
STEP = 2
"""Every second pixel is looked at: the heat is soft."""
TOLERANCE = 2.5
"""Pixels by which a simplified line may leave the true one."""
SMALLEST = 120.0
"""Square pixels below which a piece of a level is left out."""

_FADED = 3.2
"""Fading distances beyond which there is no heat."""


@dataclass(frozen=True)
class Source:
    """One thing that heats the skin for a trigger point: an area, or the point's own line."""

    name: str
    """An area of the atlas, or a line."""
    weight: float = 1.0
    """The atlas's; of a line, which carries its own weights, a share of them."""
    across: bool = False
    """On the other side of the body."""


@cache
def sources() -> dict[str, tuple[Source, ...]]:
    """Per "muscle.point" all that it heats. Areas that no point of a muscle names for itself belong to all of them.

    Raises KeyError where a point names an area that its muscle does not list.
    """
    found = {}
    for name, row in atlas().items():
        listed, across = weights(name), row["other_side"]
        named = {area for point in row["trigger_points"] for area in point["refers_to"]}
        for point in row["trigger_points"]:
            own = f"{name}.{point['id']}"
            mine = set(point["refers_to"]) | (set(listed) - named)
            lines = {key: course for key, course in courses().items() if course.point == own}
            drawn = {area: key for key, course in lines.items() for area in course.instead_of}
            heated = [Source(key) for key in lines]
            heated += [Source(area, listed[area]) for area in sorted(mine - set(drawn))]
            for area in sorted(mine & set(across)):
                share = across[area] / listed[area] if area in drawn else across[area]
                heated.append(Source(drawn.get(area, area), share, across=True))
            found[own] = tuple(heated)
    return found


def zones(body: str, view: str) -> dict[str, list[dict[str, int | str]]]:
    """Per "muscle.point.side" the levels of its heat that a view shows, weakest first."""
    shown = _Heat(body, view)
    found = {}
    for point, heated in sources().items():
        for side in muscle_atlas.SIDES:
            levels = shown.levels(heated, side == "left")
            if levels:
                found[f"{point}.{side}"] = levels
    return found


class _Heat:
    """The heat of every area and line on every second pixel of a view."""

    def __init__(self, body: str, view: str) -> None:
        charts = muscle_atlas.charts(body, view)
        grid = np.zeros(charts.shape, bool)
        grid[::STEP, ::STEP] = True
        chosen = grid.reshape(-1)[charts.pixels]
        self._shape = tuple(-(-length // STEP) for length in charts.shape)
        rows, columns = np.divmod(charts.pixels[chosen], charts.shape[1])
        self._at = (rows // STEP, columns // STEP)
        lines = {**cores(), **{key: course.core for key, course in courses().items()}}
        self._fields = {
            (name, left): _heat(core, charts, chosen, left) for name, core in lines.items() for left in (True, False)
        }

    def levels(self, heated: tuple[Source, ...], left: bool) -> list[dict[str, int | str]]:
        """The levels of one point on one side of the body."""
        cool = np.ones(len(self._at[0]))
        for source in heated:
            cool *= 1 - source.weight * self._fields[source.name, left != source.across]
        hot = 1 - cool
        if hot.max(initial=0.0) <= LEVELS[0]:
            return []
        field = np.zeros(self._shape)
        field[self._at] = hot
        rows, columns = np.nonzero(field > LEVELS[0] / 2)
        top, start = max(rows.min() - 3, 0), max(columns.min() - 3, 0)
        part = ndimage.gaussian_filter(field[top : rows.max() + 4, start : columns.max() + 4], 0.7)
        found: list[dict[str, int | str]] = []
        for number, level in enumerate(LEVELS, start=1):
            drawn = contours.lines(part, level, (start * STEP + 0.5, top * STEP + 0.5), STEP)
            kept = [line for line in drawn if abs(contours.area(line)) > SMALLEST]
            data = "".join(contours.within(contours.simplified(line, TOLERANCE)) for line in kept)
            if data:
                found.append({"level": number, "d": data})
        return found


def _heat(core: Core, charts: Charts, chosen: np.ndarray, left: bool) -> np.ndarray:
    """(N,) from 0 to 1: how near the chosen pixels are to an area on one side of the body."""
    across = np.array([1.0 if left else -1.0, 1.0, 1.0])
    places = charts.rest[chosen] * muscle_charts.CENTIMETRES * across
    facing = charts.facing[chosen] * across
    heat = np.zeros(len(places))
    reach = core.spread * _FADED
    near = np.flatnonzero(
        ((places > core.points.min(axis=0) - reach) & (places < core.points.max(axis=0) + reach)).all(axis=1)
        & ((places[:, 0] > -0.5) | core.midline | (places[:, 1] > muscle_charts.CROTCH))
    )
    low = places[near, 1] <= muscle_charts.SHOULDER
    elsewhere = {on_arm: low & (charts.beside_the_trunk[chosen][near] != on_arm) for on_arm in (True, False)}
    for start, end in pairwise(range(len(core.points))) if len(core.points) > 1 else [(0, 0)]:
        step = core.points[end] - core.points[start]
        offset = places[near] - core.points[start]
        share = np.clip(offset @ step / max(float(step @ step), 1e-9), 0, 1)[:, None]
        offset -= share * step
        fading = np.exp(-np.einsum("ij,ij->i", offset, offset) / (2 * core.spread**2))
        fading *= core.strength[start] + share[:, 0] * (core.strength[end] - core.strength[start])
        fading[elsewhere[bool(core.on_arm[start])]] = 0.0
        normal = core.normals[start] + share * (core.normals[end] - core.normals[start])
        if normal.any():
            turned = np.einsum("ij,ij->i", facing[near], normal) - 0.65 * np.linalg.norm(normal, axis=1)
            fading *= np.clip((1 + turned) / 0.6, 0, 1)
        heat[near] = np.maximum(heat[near], fading)
    return heat
