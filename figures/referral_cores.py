"""Middle lines on the reference body along which referred pain is drawn: one for every area, and some by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from figures import areas, muscle_atlas, raster
from figures.body import REFERENCE
from figures.muscle_atlas import Place

COURSES = Path(__file__).parent / "data" / "courses.yaml"
_SPACING = 0.6
"""Fading distances between two points of a middle line."""
_SPREAD = 0.62
"""The fading distance of an area as a share of half its width."""
_NARROWEST, _WIDEST = 0.7, 4.0
"""Centimetres between which fading distances stay."""
_WRAPPED = 0.45
"""Below this mean length of its normals an area runs around the limb, and its heat does too."""


@dataclass(frozen=True)
class Core:
    """The middle line of an area on the left half of the reference body, in centimetres."""

    points: np.ndarray
    normals: np.ndarray
    """(N, 3) where the skin faces; zero where it faces all ways."""
    spread: float
    on_arm: bool
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
            places.setdefault(area, []).append(seen[(labels == code) & charts.left & (charts.towards_viewer > 0.3)])
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
    return Core(np.array(middles), np.array(faces), spread, on_arm, midline)


@dataclass(frozen=True)
class Course:
    """A line drawn by hand that stands for some areas of one trigger point."""

    core: Core
    weight: float
    instead_of: frozenset[str]


@cache
def courses() -> dict[str, Course]:
    """Per "muscle.point" its line, where the described pain follows one."""
    found = {}
    for point, row in yaml.safe_load(COURSES.read_text(encoding="utf-8")).items():
        spread = float(row["spread"])
        spots = [muscle_atlas.spot(Place(chart, (first, second))) for chart, first, second in row["line"]]
        knots = np.array([np.concatenate(spot) for spot in spots])
        lengths = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(knots[:, :3], axis=0), axis=1)))
        places = np.arange(0.0, lengths[-1], spread * _SPACING)
        line = np.stack([np.interp(places, lengths, column) for column in knots.T], axis=1)
        core = Core(line[:, :3], line[:, 3:], spread, on_arm=False, midline=False)
        found[point] = Course(core, float(row["weight"]), frozenset(row["instead_of"]))
    return found
