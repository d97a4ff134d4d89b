"""Middle lines on the reference body along which referred pain is drawn: one for every area, and some by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.spatial import KDTree

from figures import areas, muscle_atlas, muscle_charts, raster
from figures.body import REFERENCE
from figures.muscle_atlas import Place

COURSES = Path(__file__).parent / "data" / "courses.yaml"
ATLAS = Path(__file__).parents[1] / "src" / "unknot" / "data" / "atlas" / "muscles.yaml"
_SPACING = 0.6
"""Fading distances between two points of a middle line."""
_SPREAD = 0.62
"""The fading distance of an area as a share of half its width."""
_NARROWEST, _WIDEST = 0.7, 4.0
"""Centimetres between which fading distances stay."""
_WRAPPED = 0.45
"""Below this mean length of its normals an area runs around the limb, and its heat does too."""
_FACING = 0.3
"""How far the skin must face the viewer for a view to tell its area."""


@dataclass(frozen=True)
class Core:
    """The middle line of an area on the left half of the reference body, in centimetres."""

    points: np.ndarray
    normals: np.ndarray
    """(N, 3) where the skin faces; zero where it faces all ways."""
    strength: np.ndarray
    """(N,) the heat on the line, at most 1."""
    spread: float
    on_arm: np.ndarray
    """(N,) which of the points lie on an arm or a hand that hangs beside the trunk."""
    midline: bool


@cache
def cores() -> dict[str, Core]:
    """Per side-free area of the atlas its middle line."""
    places: dict[str, list[np.ndarray]] = {}
    for view in raster.VIEWS:
        charts = muscle_atlas.charts(REFERENCE, view)
        labels = areas.label_map(REFERENCE, view, 1).reshape(-1)[charts.pixels]
        seen = np.concatenate(
            [charts.centimetres, charts.normals, charts.beside_the_trunk[:, None], charts.left[:, None]], axis=1
        )
        for code in np.unique(labels):
            area = _area(areas.REGIONS[code])
            places.setdefault(area, []).append(seen[(labels == code) & charts.left & (charts.towards_viewer > _FACING)])
    return {area: _core(np.concatenate(parts), area in areas.MIDLINE) for area, parts in places.items()}


def _area(region: str) -> str:
    return region if region in areas.MIDLINE else region[:-2]


def _core(seen: np.ndarray, midline: bool) -> Core:
    points, normals, on_arm = seen[:, :3], seen[:, 3:6], bool(seen[:, 6].mean() > 0.5)
    if midline:
        seen = np.concatenate([seen, seen * [-1, 1, 1, -1, 1, 1, 1, 1]])
        points, normals = seen[:, :3], seen[:, 3:6]
    centred = points - points.mean(axis=0)
    axes = np.linalg.svd(centred[:: max(1, len(centred) // 2000)], full_matrices=False)[2]
    along, across = centred @ axes[0], centred @ axes[1]
    width = float(np.percentile(across, 90) - np.percentile(across, 10))
    length = float(np.percentile(along, 96) - np.percentile(along, 4))
    inset = min(width / 2, length / 2) * 0.8
    low, high = np.percentile(along, 4) + inset, np.percentile(along, 96) - inset
    spread = float(np.clip(width / 2 * _SPREAD, _NARROWEST, _WIDEST))
    middles, faces = [], []
    count = max(2, int(np.ceil((high - low) / (spread * _SPACING))))
    for place in np.linspace(low, high, count) if high > low else [np.median(along)]:
        near = np.abs(along - place) < max(0.6, width / 8)
        middle = points[near].mean(axis=0) if near.any() else points.mean(axis=0)
        face = normals[near].mean(axis=0) if near.any() else normals.mean(axis=0)
        wrapped = np.linalg.norm(face) < _WRAPPED
        spot = points[np.argmin(np.sum((points - middle) ** 2, axis=1))]
        middles.append(middle if wrapped else spot)
        faces.append(np.zeros(3) if wrapped else face / np.linalg.norm(face))
    even, limb = np.ones(len(middles)), np.full(len(middles), on_arm)
    return Core(_evened(np.array(middles)), np.array(faces), even, spread, limb, midline)


def _evened(line: np.ndarray) -> np.ndarray:
    """The line (N, 3) without its jags; its ends stay."""
    for _ in range(4):
        line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return line


@dataclass(frozen=True)
class Course:
    """A line drawn by hand that stands for some areas of one trigger point."""

    core: Core
    point: str
    """Its "muscle.point"."""
    instead_of: frozenset[str]


@cache
def courses() -> dict[str, Course]:
    """The lines that the described pain follows, by "muscle.point", or "muscle.point.name" if a point has several.

    In each of its areas the line is as hot as the atlas says of the muscle; between them and beyond them the heat
    changes evenly. Raises ValueError where a line runs through none of its areas.
    """
    found = {}
    for key, row in yaml.safe_load(COURSES.read_text(encoding="utf-8")).items():
        point = ".".join(key.split(".")[:2])
        instead_of, spread = frozenset(row["instead_of"]), float(row["spread"])
        knots = np.array([_knot(*knot) for knot in row["line"]])
        lengths = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(knots[:, :3], axis=0), axis=1)))
        places = np.linspace(0.0, lengths[-1], max(2, round(lengths[-1] / (spread * _SPACING))))
        line = np.stack([np.interp(places, lengths, column) for column in knots.T], axis=1)
        strength = _strength(key, line[:, :3], instead_of)
        on_arm = muscle_charts.beside_the_trunk(line)
        core = Core(line[:, :3], line[:, 3:], strength, spread, on_arm, midline=False)
        found[key] = Course(core, point, instead_of)
    return found


def _knot(chart: str, first: float, second: float) -> np.ndarray:
    """(6,) position and normal of a point of a line."""
    return np.concatenate(muscle_atlas.spot(Place(chart, (first, second))))


def _strength(key: str, line: np.ndarray, instead_of: frozenset[str]) -> np.ndarray:
    """(N,) the atlas's weights of the areas that a line (N, 3) stands for, where it runs through them."""
    listed = weights(key.partition(".")[0])
    tree, codes = _skin()
    passed = [_area(areas.REGIONS[code]) for code in codes[tree.query(line)[1]]]
    known = [index for index, area in enumerate(passed) if area in instead_of]
    if not known:
        raise ValueError(f"the line of {key} runs through {sorted(set(passed))}, not through {sorted(instead_of)}")
    return np.interp(np.arange(len(line)), known, [listed[passed[index]] for index in known])


@cache
def _skin() -> tuple[KDTree, np.ndarray]:
    """Visible places on the left half of the reference body in centimetres, and the region of each."""
    places, codes = [], []
    for view in raster.VIEWS:
        charts = muscle_atlas.charts(REFERENCE, view)
        seen = charts.left & (charts.towards_viewer > _FACING)
        places.append(charts.centimetres[seen])
        codes.append(areas.label_map(REFERENCE, view, 1).reshape(-1)[charts.pixels][seen])
    return KDTree(np.concatenate(places)), np.concatenate(codes)


@cache
def atlas() -> dict[str, dict[str, Any]]:
    """The muscles of the atlas as written."""
    rows: dict[str, dict[str, Any]] = yaml.safe_load(ATLAS.read_text(encoding="utf-8"))["rows"]
    return rows


def weights(muscle: str) -> dict[str, float]:
    """The atlas's weight of every area that it lists for a muscle, essential and spill-over."""
    return {**atlas()[muscle]["spillover"], **atlas()[muscle]["essential"]}
