"""SVG paths of all regions of a label map and of the lines inside a figure; and how often they cover a pixel."""

from __future__ import annotations

import re

import numpy as np

from figures import topology

SMOOTHING = 1.5
"""Sigma in pixels of the picture along a border."""
TOLERANCE = 0.16
"""Pixels of the picture by which a simplified line may leave the smooth one."""
JUMP = 0.012
"""Metres of depth between neighbouring pixels that make an inner line."""
SHORTEST_LINE = 16.0
"""Pixels of the picture; shorter inner lines are left out."""
OUTSIDE = -1
BODY = 0


def path(rings: list[np.ndarray], closed: bool = True) -> str:
    """SVG path data of polylines (N, 2), one decimal, repeated points left out."""
    parts = []
    for ring in rings:
        points = [f"{x:.1f} {y:.1f}".replace(".0", "").replace("-0 ", "0 ") for x, y in ring]
        points = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
        if len(points) > 1:
            parts.append(f"M{'L'.join(points)}{'Z' if closed else ''}")
    return "".join(parts)


def points_of(data: str) -> list[np.ndarray]:
    """The polylines (N, 2) of path data written by `path`."""
    return [
        np.array([[float(number) for number in pair.split()] for pair in part.rstrip("Z").split("L")])
        for part in re.split("M", data)[1:]
    ]


def flipped(data: str, width: int) -> str:
    """The mirror image of path data in a picture of this width."""
    lines = [np.round(line * [-1, 1] + [width, 0], 1) for line in points_of(data)]
    return path(lines, closed=data.endswith("Z"))


def winding(data: str, size: tuple[int, int]) -> np.ndarray:
    """(H, W) how often a closed path winds around the centre of each pixel of a picture of this size (W, H)."""
    turns = np.zeros(size[::-1], dtype=np.int8)
    window, held = window_of(data, size)
    turns[window] = held
    return turns


def window_of(data: str, size: tuple[int, int]) -> tuple[tuple[slice, slice], np.ndarray]:
    """The rows and columns of a picture of this size (W, H) that a closed path reaches, and its winding there."""
    rings = points_of(data)
    corners = np.concatenate([*rings, np.empty((0, 2))])
    if not len(corners):
        return (slice(0, 0), slice(0, 0)), np.empty((0, 0), dtype=np.int8)
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, size)
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int), low, size)
    left, top = low.tolist()
    width, height = (high - low).tolist()
    turns = np.zeros((height, width + 1), dtype=np.int8)
    for ring in rings:
        start, end = ring, np.roll(ring, -1, axis=0)
        for (x0, y0), (x1, y1) in zip(start.tolist(), end.tolist(), strict=True):
            if y0 == y1:
                continue
            sign, (xa, ya), (xb, yb) = (1, (x0, y0), (x1, y1)) if y0 < y1 else (-1, (x1, y1), (x0, y0))
            rows = np.arange(int(np.ceil(ya - 0.5)), int(np.ceil(yb - 0.5)))
            rows = rows[(rows >= top) & (rows < top + height)]
            crossings = xa + (rows + 0.5 - ya) * (xb - xa) / (yb - ya)
            turns[rows - top, np.clip(np.ceil(crossings - 0.5) - left, 0, width).astype(int)] += sign
    held = np.cumsum(turns, axis=1, dtype=np.int8)[:, :width]
    return (slice(top, top + height), slice(left, left + width)), held


def regions(labels: np.ndarray, supersample: int, other: np.ndarray | None = None) -> tuple[str, dict[int, str]]:
    """The outline of everything, and per label its path; `labels` (H, W) holds -1 outside.

    Where the map is its own mirror image, `other` names for every label the one on the other side (-1 last): the
    paths are then exact mirror images too.
    """
    padded = np.pad(labels, 1, constant_values=OUTSIDE)
    split = None if other is None else padded.shape[1] // 2
    arcs = [
        topology.Arc(arc.start, arc.end, arc.left, arc.right, np.round((arc.points - 1) / supersample, 1))
        for arc in topology.trace(padded, SMOOTHING * supersample, TOLERANCE * supersample, split)
    ]
    if other is not None:
        arcs = topology.mirrored(arcs, padded.shape[1], labels.shape[1] / supersample / 2, other)
    whole = [
        topology.Arc(
            arc.start,
            arc.end,
            OUTSIDE if arc.left == OUTSIDE else BODY,
            OUTSIDE if arc.right == OUTSIDE else BODY,
            arc.points,
        )
        for arc in arcs
        if OUTSIDE in (arc.left, arc.right)
    ]
    codes = np.unique(labels[labels != OUTSIDE]).tolist()
    return path(topology.rings(whole, BODY)), {code: path(topology.rings(arcs, code)) for code in codes}


def inner_lines(inside: np.ndarray, depth: np.ndarray, supersample: int) -> list[str]:
    """Open paths where one part of the body passes in front of another (depth in metres)."""
    level = inside[:-1] & inside[1:] & (np.abs(np.diff(depth, axis=0)) > JUMP)
    upright = inside[:, :-1] & inside[:, 1:] & (np.abs(np.diff(depth, axis=1)) > JUMP)
    edges = [((r + 1, c), (r + 1, c + 1)) for r, c in np.argwhere(level).tolist()]
    edges += [((r, c + 1), (r + 1, c + 1)) for r, c in np.argwhere(upright).tolist()]
    paths = []
    for line in topology.chains(edges, SMOOTHING * supersample):
        scaled = topology.simplified(line / supersample, TOLERANCE)
        if np.linalg.norm(np.diff(scaled, axis=0), axis=1).sum() >= SHORTEST_LINE:
            paths.append(path([scaled], closed=False))
    return paths
