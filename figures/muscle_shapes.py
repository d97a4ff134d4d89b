"""Shapes on a chart: a smooth closed outline, or a band of changing width along a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from figures.muscle_charts import AROUND, BONE, LIMBS, RADIUS, Charts

_STEPS = 8
"""Points between two points of a curve."""
_CAP = np.radians(np.arange(15.0, 180.0, 15.0))


@dataclass(frozen=True)
class Shape:
    """A closed polygon (N, 2) on a chart."""

    chart: str
    polygon: np.ndarray

    def holds(self, charts: Charts) -> np.ndarray:
        """(N,) which visible pixels lie in the shape, on either half of the body."""
        coordinates, valid = charts.on(self.chart)
        if self.chart in LIMBS:
            middle = (self.polygon[:, 1].min() + self.polygon[:, 1].max()) / 2
            turned = (coordinates[:, 1] - middle + 180.0) % 360.0 - 180.0 + middle
            coordinates = np.stack([coordinates[:, 0], turned], axis=1)
        low, high = self.polygon.min(axis=0), self.polygon.max(axis=0)
        near = np.flatnonzero(valid & ((coordinates >= low) & (coordinates <= high)).all(axis=1))
        found = np.zeros(len(valid), bool)
        found[near] = inside(coordinates[near], self.polygon)
        return found


def inside(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """(N,) which points (N, 2) lie in a closed polygon, by the even-odd rule."""
    x, y = points[:, 0], points[:, 1]
    found = np.zeros(len(points), bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if ay == by:
            continue
        crossing = (ay > y) != (by > y)
        found[crossing] ^= x[crossing] < ax + (y[crossing] - ay) * (bx - ax) / (by - ay)
    return found


def lengths(chart: str) -> np.ndarray:
    """(2,) about how many centimetres one unit of each coordinate of a chart is."""
    if chart in LIMBS:
        return np.array([BONE, np.radians(RADIUS)])
    return np.array([np.radians(AROUND.get(chart, np.degrees(1.0))), 1.0])


def outline(chart: str, points: list[list[float]]) -> Shape:
    """A smooth closed curve through the points (centripetal Catmull-Rom, which does not overshoot)."""
    corners = np.array(points, float) * lengths(chart)
    steps = np.sqrt(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1))[:, None]
    before, after = np.roll(steps, 1, axis=0), steps
    chord = np.roll(corners, -1, axis=0) - corners
    slope = (np.roll(chord, 1, axis=0) / before * after + chord / after * before) / (before + after)
    start, end = corners[:, None], np.roll(corners, -1, axis=0)[:, None]
    leaving, arriving = (slope * steps)[:, None], (np.roll(slope, -1, axis=0) * steps)[:, None]
    t = np.arange(_STEPS)[None, :, None] / _STEPS
    curve = (
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * leaving
        + (3 * t**2 - 2 * t**3) * end
        + (t**3 - t**2) * arriving
    )
    return Shape(chart, curve.reshape(-1, 2) / lengths(chart))


def band(chart: str, points: list[list[float]]) -> Shape:
    """A band along the line through the points; each is two coordinates and half the width there.

    On a limb chart the first coordinate is s, which must rise, and widths are degrees to either side; elsewhere widths
    are centimetres.
    """
    unit = np.append(np.ones(2) if chart in LIMBS else lengths(chart), 1.0)
    knots = np.array(points, float) * unit
    if chart in LIMBS:
        along = knots[:, 0]
    else:
        along = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(knots[:, :2], axis=0), axis=1)))
    fine = np.linspace(along[0], along[-1], _STEPS * (len(knots) - 1) + 1)
    line = PchipInterpolator(along, knots)(fine)
    if chart in LIMBS:
        line = _rounded(line)
        sides = line[:, 1:2] + line[:, 2:] * [-1.0, 1.0]
        lower, upper = np.stack([line[:, 0], sides[:, 0]], axis=1), np.stack([line[:, 0], sides[:, 1]], axis=1)
        return Shape(chart, np.concatenate([lower, upper[::-1]]))
    course = np.gradient(line[:, :2], axis=0)
    course /= np.linalg.norm(course, axis=1, keepdims=True)
    across = course[:, ::-1] * [-1.0, 1.0]
    half = line[:, 2:]
    lower, upper = line[:, :2] - across * half, line[:, :2] + across * half
    ends = [
        line[-1, :2] + half[-1] * (np.sin(_CAP)[:, None] * course[-1] - np.cos(_CAP)[:, None] * across[-1]),
        line[0, :2] + half[0] * (-np.sin(_CAP)[:, None] * course[0] + np.cos(_CAP)[:, None] * across[0]),
    ]
    return Shape(chart, np.concatenate([lower, ends[0], upper[::-1], ends[1]]) / unit[:2])


def _rounded(line: np.ndarray) -> np.ndarray:
    """A band on a limb with half an ellipse added at both ends, so that it does not end bluntly."""
    turn = np.radians(np.arange(10.0, 91.0, 10.0))[:, None]

    def cap(end: np.ndarray, towards: float) -> np.ndarray:
        reach = towards * np.radians(end[2]) * RADIUS / BONE
        return np.concatenate(
            [end[0] + np.sin(turn) * reach, np.full_like(turn, end[1]), np.cos(turn) * end[2]], axis=1
        )

    return np.concatenate([cap(line[0], -1.0)[::-1], line, cap(line[-1], 1.0)])
