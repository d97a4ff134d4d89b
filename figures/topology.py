"""Trace the borders of a label map once each, so that neighbours share the very same line.

A map of labels is cut into arcs: runs of pixel edges between the points where three labels meet. Every arc is
smoothed and simplified once. A region's outline is then put together from its arcs, which leaves neither gap nor
overlap between it and its neighbours.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

Corner = tuple[int, int]
"""Row and column of a corner between pixels."""


@dataclass(frozen=True)
class Arc:
    """One stretch of border."""

    start: Corner
    end: Corner
    left: int
    """The label on the left hand when walking from start to end (rows counted downwards)."""
    right: int
    points: np.ndarray
    """(N, 2) x and y in pixels of the map, smoothed and simplified; the first is `start`, the last is `end`."""


def trace(labels: np.ndarray, sigma: float, tolerance: float, split: int | None = None) -> list[Arc]:
    """All arcs of a map (H, W) whose outermost pixels are all outside (-1); lengths in pixels of the map.

    With `split`, lines that cross that column are cut there, on the column, so that no arc lies on both sides.
    """
    above, below = labels[:-1], labels[1:]
    before, behind = labels[:, :-1], labels[:, 1:]
    level = np.argwhere(above != below) + np.array([1, 0])
    upright = np.argwhere(before != behind) + np.array([0, 1])
    links: dict[Corner, list[Corner]] = {}
    for rows, step in ((level.tolist(), (0, 1)), (upright.tolist(), (1, 0))):
        for row, column in rows:
            here, there = (row, column), (row + step[0], column + step[1])
            links.setdefault(here, []).append(there)
            links.setdefault(there, []).append(here)
    cuts = {
        corner
        for corner, others in links.items()
        if corner[1] == split and any(column != split for _, column in others)
    }
    return _smoothed(_runs(links, cuts), labels, sigma, tolerance, split)


def _runs(links: dict[Corner, list[Corner]], cuts: Set[Corner] = frozenset()) -> list[list[Corner]]:
    """Corner to corner, every edge in exactly one run; runs end where three or four edges meet, at cuts, or close."""
    junctions = cuts | {corner for corner, others in links.items() if len(others) != 2}
    walked: set[tuple[Corner, Corner]] = set()
    runs = []

    def walk(start: Corner, following: Corner) -> list[Corner]:
        run = [start, following]
        walked.update({(start, following), (following, start)})
        while run[-1] not in junctions and run[-1] != start:
            one, other = links[run[-1]]
            ahead = other if one == run[-2] else one
            walked.update({(run[-1], ahead), (ahead, run[-1])})
            run.append(ahead)
        return run

    for corners in (sorted(junctions), sorted(links)):
        for corner in corners:
            runs += [walk(corner, other) for other in links[corner] if (corner, other) not in walked]
    return runs


def _sides(run: list[Corner], labels: np.ndarray) -> tuple[int, int]:
    """The labels left and right of the first step of a run."""
    (row, column), (next_row, next_column) = run[:2]
    if row == next_row:
        column = min(column, next_column)
        upper, lower = int(labels[row - 1, column]), int(labels[row, column])
        return (upper, lower) if next_column > run[0][1] else (lower, upper)
    row = min(row, next_row)
    west, east = int(labels[row, column - 1]), int(labels[row, column])
    return (east, west) if next_row > run[0][0] else (west, east)


def _smoothed(
    runs: list[list[Corner]], labels: np.ndarray, sigma: float, tolerance: float, split: int | None
) -> list[Arc]:
    lines = [np.array(run, dtype=float)[:, ::-1] for run in runs]
    sides = [_sides(run, labels) for run in runs]
    moved = _moved_junctions(runs, lines, sides, sigma)
    for corner, place in moved.items():
        if corner[1] == split:
            place[0] = corner[1]
    arcs = []
    for run, line, (left, right) in zip(runs, lines, sides, strict=True):
        closed = run[0] == run[-1]
        if closed and run[0] not in moved:
            smooth = ndimage.gaussian_filter1d(line[:-1], sigma, axis=0, mode="wrap")
            smooth = np.concatenate([smooth, smooth[:1]])
        else:
            line[0], line[-1] = moved[run[0]], moved[run[-1]]
            smooth = _pinned(line, sigma)
        arcs.append(Arc(run[0], run[-1], left, right, simplified(smooth, tolerance)))
    return arcs


def _pinned(line: np.ndarray, sigma: float) -> np.ndarray:
    """The line smoothed with both ends held: it is carried on beyond each end by point reflection."""
    reach = min(int(4 * sigma) + 1, len(line) - 1)
    before = 2 * line[0] - line[reach:0:-1]
    after = 2 * line[-1] - line[-2 : -reach - 2 : -1]
    whole = np.concatenate([before, line, after])
    smooth = ndimage.gaussian_filter1d(whole, sigma, axis=0, mode="nearest")[reach : reach + len(line)]
    smooth[0], smooth[-1] = line[0], line[-1]
    return smooth


def _moved_junctions(
    runs: list[list[Corner]], lines: list[np.ndarray], sides: list[tuple[int, int]], sigma: float
) -> dict[Corner, np.ndarray]:
    """Where junctions go so that the line running through each stays smooth: the body's outline if it is there,
    else the two arms that are straightest."""
    arms: dict[Corner, list[tuple[bool, np.ndarray]]] = {}
    for run, line, pair in zip(runs, lines, sides, strict=True):
        arms.setdefault(run[0], []).append((-1 in pair, line))
        arms.setdefault(run[-1], []).append((-1 in pair, line[::-1]))
    reach = int(4 * sigma) + 1
    moved = {}
    for corner, ways in arms.items():
        at = np.array(corner[::-1], dtype=float)
        if len(ways) == 2 and ways[0][1].shape == ways[1][1].shape and np.array_equal(ways[0][1], ways[1][1][::-1]):
            continue
        outer = [line for is_outer, line in ways if is_outer]
        lines_here = outer if len(outer) == 2 else [line for _, line in ways]
        heads = [line[min(len(line) - 1, int(3 * sigma))] - at for line in lines_here]
        heads = [head / max(float(np.linalg.norm(head)), 1e-9) for head in heads]
        pairs = [(i, j) for i in range(len(heads)) for j in range(i)]
        i, j = min(pairs, key=lambda pair: (round(float(heads[pair[0]] @ heads[pair[1]]), 6), pair))
        length = min(reach, len(lines_here[i]) - 1, len(lines_here[j]) - 1)
        through = np.concatenate([lines_here[i][length:0:-1], [at], lines_here[j][1 : length + 1]])
        weights = np.exp(-(np.arange(-length, length + 1) ** 2) / (2 * sigma**2))
        moved[corner] = weights @ through / weights.sum()
    return moved


def mirrored(arcs: list[Arc], corner_middle: int, middle: float, other: np.ndarray) -> list[Arc]:
    """The arcs left of the middle, those on it, and the mirror images of the left ones.

    `corner_middle` is twice the middle's column among corners, `middle` its x among points, `other` the label of the
    other side for every label (-1 last).
    """

    def across(corner: Corner) -> Corner:
        return corner[0], corner_middle - corner[1]

    left = [arc for arc in arcs if arc.points[:, 0].min() < middle - 0.04 and arc.points[:, 0].mean() < middle]
    on_it = [arc for arc in arcs if np.abs(arc.points[:, 0] - middle).max() <= 0.04]
    right = [
        Arc(
            across(arc.start),
            across(arc.end),
            int(other[arc.right]),
            int(other[arc.left]),
            np.round(arc.points * [-1, 1] + [2 * middle, 0], 1),
        )
        for arc in left
    ]
    return left + on_it + right


def simplified(line: np.ndarray, tolerance: float) -> np.ndarray:
    """The fewest of the line's points from which no point of it is further away than the tolerance."""
    kept = np.zeros(len(line), dtype=bool)
    kept[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    if np.array_equal(line[0], line[-1]) and len(line) > 4:
        far = int(np.linalg.norm(line - line[0], axis=1).argmax())
        kept[far] = True
        stack = [(0, far), (far, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        chord = line[last] - line[first]
        offsets = line[first + 1 : last] - line[first]
        length = float(np.hypot(*chord))
        if length > 0:
            distances = np.abs(chord[0] * offsets[:, 1] - chord[1] * offsets[:, 0]) / length
        else:
            distances = np.linalg.norm(offsets, axis=1)
        worst = int(distances.argmax())
        if distances[worst] > tolerance:
            middle = first + 1 + worst
            kept[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[kept]


def rings(arcs: list[Arc], label: int) -> list[np.ndarray]:
    """The closed outlines (N, 2) of one label, holes included, each walked with the label on the left."""
    starting: dict[Corner, list[tuple[Corner, np.ndarray]]] = {}
    for arc in arcs:
        if arc.left == label:
            starting.setdefault(arc.start, []).append((arc.end, arc.points))
        if arc.right == label:
            starting.setdefault(arc.end, []).append((arc.start, arc.points[::-1]))
    found = []
    for origin in sorted(starting):
        while starting[origin]:
            here, points = starting[origin].pop()
            ring = [points]
            while here != origin:
                here, points = starting[here].pop()
                ring.append(points)
            found.append(np.concatenate([part[:-1] for part in ring]))
    return found


def chains(edges: list[tuple[Corner, Corner]], sigma: float) -> list[np.ndarray]:
    """Open or closed smooth lines (N, 2) through single pixel edges."""
    links: dict[Corner, list[Corner]] = {}
    for here, there in edges:
        links.setdefault(here, []).append(there)
        links.setdefault(there, []).append(here)
    return [_pinned(np.array(run, dtype=float)[:, ::-1], sigma) for run in _runs(links)]
