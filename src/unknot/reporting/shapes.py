"""What the shape of a path is: its outline as points, its size, its bounds, and the point deepest inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Point = tuple[float, float]

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
_FINE, _COARSE = 24, 10
"""How many points across a box are looked at: to find a point, and to judge how full it is."""


@lru_cache(maxsize=512)
def rings(d: str) -> tuple[Array, ...]:
    """The closed outlines of the path `d`, each (n, 2): its corners, and of a curve the middle of its two ends' handles
    too. Arcs of circles are not understood."""
    found: list[list[Point]] = []
    for command, x, y in _steps(d):
        if command == "M":
            found.append([(x, y)])
        elif found:
            found[-1].append((x, y))
    return tuple(np.array(each) for each in found if len(each) > 2)


def _steps(d: str) -> Iterator[tuple[str, float, float]]:
    """Every point of the path with M where a new outline begins."""
    tokens = _TOKEN.findall(d)
    pen = start = (0.0, 0.0)
    command, place = "M", 0
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        kind = command.upper()
        count = _OPERANDS[kind]
        if kind == "Z":
            pen = start
            continue
        operands = [float(each) for each in tokens[place : place + count]]
        place += count
        base = pen if command.islower() else (0.0, 0.0)
        if kind in "HV":
            pen = (base[0] + operands[0], pen[1]) if kind == "H" else (pen[0], base[1] + operands[0])
        else:
            points = [(base[0] + x, base[1] + y) for x, y in zip(operands[::2], operands[1::2], strict=True)]
            if kind == "C":
                (ax, ay), (bx, by), (cx, cy) = points
                yield "L", (pen[0] + 3 * ax + 3 * bx + cx) / 8, (pen[1] + 3 * ay + 3 * by + cy) / 8
            pen = points[-1]
        yield ("M" if kind == "M" else "L"), *pen
        if kind == "M":
            start, command = pen, "l" if command == "m" else "L"


def size(d: str) -> float:
    """How much room the path takes up; holes are left out."""
    return abs(sum(_signed(ring) for ring in rings(d)))


def _signed(ring: Array) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def bounds(paths: Iterable[str], points: Iterable[Point] = ()) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom of all of them together; None if there is nothing."""
    corners = [ring for d in paths for ring in rings(d)]
    corners += [np.array([point]) for point in points]
    if not corners:
        return None
    every = np.concatenate(corners)
    (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def share_inside(d: str, box: tuple[float, float, float, float]) -> float:
    """How much of `box` the path covers, 0 to 1."""
    return float(_inside(d, _grid(box, _COARSE)).mean())


def heart(*paths: str, away_from: Iterable[Point] = (), outside: str = "") -> Point | None:
    """The point deepest inside any of the paths, or, with `away_from`, the point inside that is furthest from those and
    still well inside; not in the path `outside`, unless that covers all. None if there is no inside."""
    box = bounds(paths)
    if box is None:
        return None
    grid = _grid(box, _FINE)
    grid = grid[np.any([_inside(d, grid) for d in paths], axis=0)]
    if not len(grid):
        return None
    free = ~_inside(outside, grid)
    grid = grid[free] if free.any() else grid
    depth = np.min([_to_edge(grid, ring) for d in paths for ring in rings(d)], axis=0)
    others = np.array(list(away_from))
    worth = depth if not len(others) else np.where(depth >= 0.4 * depth.max(), _nearest(grid, others), -1.0)
    x, y = grid[int(worth.argmax())]
    return float(x), float(y)


def _grid(box: tuple[float, float, float, float], across: int) -> Array:
    left, top, right, bottom = box
    steps = (np.arange(across) + 0.5) / across
    x, y = np.meshgrid(left + steps * (right - left), top + steps * (bottom - top))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _nearest(points: Array, others: Array) -> Array:
    apart = points[:, None, :] - others[None, :, :]
    nearest: Array = np.sqrt((apart**2).sum(axis=2).min(axis=1))
    return nearest


def _to_edge(points: Array, ring: Array) -> Array:
    """How far each point is from the nearest side of the ring."""
    along = np.roll(ring, -1, axis=0) - ring
    from_start = points[:, None, :] - ring[None, :, :]
    lengths = np.maximum((along**2).sum(axis=1), 1e-12)
    reached = np.clip((from_start * along).sum(axis=2) / lengths, 0.0, 1.0)
    apart = from_start - reached[..., None] * along
    nearest: Array = np.sqrt((apart**2).sum(axis=2).min(axis=1))
    return nearest


def _inside(d: str, points: Array) -> npt.NDArray[np.bool_]:
    crossings = np.zeros(len(points), dtype=np.int64)
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    for ring in rings(d):
        (ax, ay), (bx, by) = ring.T, np.roll(ring, -1, axis=0).T
        over = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            meets = ax + (y - ay) * (bx - ax) / (by - ay)
        crossings += (over & (x < meets)).sum(axis=1)
    odd: npt.NDArray[np.bool_] = crossings % 2 == 1
    return odd
