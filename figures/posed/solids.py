"""Simple solids: each has a surface to draw and knows how far a point lies inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from figures.posed.skeleton import X, Y, unit

AROUND = 40
"""Steps around anything round."""


@dataclass(frozen=True)
class Surface:
    """Triangles (T, 3) facing outward, with points and outward normals (V, 3)."""

    points: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray


class Solid(Protocol):
    """A body in space."""

    def surface(self) -> Surface:
        """What is drawn."""

    def distance(self, points: np.ndarray) -> np.ndarray:
        """(N,) metres from the surface, negative inside."""


def joined(surfaces: list[Surface]) -> Surface:
    """Several surfaces as one."""
    starts = np.cumsum([0] + [len(each.points) for each in surfaces])
    return Surface(
        np.concatenate([each.points for each in surfaces]),
        np.concatenate([each.normals for each in surfaces]),
        np.concatenate([each.triangles + start for each, start in zip(surfaces, starts, strict=False)]),
    )


def _facing_out(points: np.ndarray, normals: np.ndarray, triangles: np.ndarray) -> Surface:
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    wrong = np.einsum("ti,ti->t", np.cross(b - a, c - a), normals[triangles].sum(axis=1)) < 0
    triangles = triangles.copy()
    triangles[wrong] = triangles[wrong][:, ::-1]
    return Surface(points, normals, triangles)


def _grid(rows: int, columns: int) -> np.ndarray:
    """Triangles of a grid of points whose columns close."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    a = (row * columns + column).ravel()
    b = (row * columns + (column + 1) % columns).ravel()
    return np.concatenate([np.stack([a, b, a + columns], axis=1), np.stack([b, b + columns, a + columns], axis=1)])


def _frame(axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    side = np.cross(axis, Y if abs(axis[1]) < 0.9 else X)
    side = unit(side)
    return side, np.cross(axis, side)


@dataclass(frozen=True)
class Ball:
    """A sphere, or an ellipsoid with half axes `radii` along the world's axes turned by `turn`."""

    centre: np.ndarray
    radii: np.ndarray
    turn: np.ndarray

    def surface(self) -> Surface:
        polar = np.linspace(0.02, np.pi - 0.02, AROUND // 2)[:, None]
        around = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)[None]
        ball = np.stack(
            [np.sin(polar) * np.cos(around), np.cos(polar) + 0 * around, np.sin(polar) * np.sin(around)], axis=-1
        ).reshape(-1, 3)
        normals = ball / self.radii
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        points = self.centre + (ball * self.radii) @ self.turn.T
        return _facing_out(points, normals @ self.turn.T, _grid(AROUND // 2, AROUND))

    def distance(self, points: np.ndarray) -> np.ndarray:
        local = (points - self.centre) @ self.turn / self.radii
        size = np.linalg.norm(local, axis=1)
        gradient = np.linalg.norm(local / self.radii, axis=1) / np.maximum(size, 1e-9)
        return np.asarray((size - 1) / np.maximum(gradient, 1e-6))


@dataclass(frozen=True)
class Cylinder:
    """A round bar with slightly rounded ends."""

    start: np.ndarray
    end: np.ndarray
    radius: float

    def surface(self) -> Surface:
        axis = unit(self.end - self.start)
        side, other = _frame(axis)
        angle = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)[:, None]
        ring = np.cos(angle) * side + np.sin(angle) * other
        bevel = min(self.radius * 0.12, 0.006)
        rows, facing = [], []
        length = float(np.linalg.norm(self.end - self.start))
        for at, radius, tilt in (
            (0.0, 0.001, -1.0),
            (0.0, self.radius - bevel, -1.0),
            (bevel * 0.3, self.radius - bevel * 0.3, -0.7),
            (bevel, self.radius, 0.0),
            (length - bevel, self.radius, 0.0),
            (length - bevel * 0.3, self.radius - bevel * 0.3, 0.7),
            (length, self.radius - bevel, 1.0),
            (length, 0.001, 1.0),
        ):
            rows.append(self.start + axis * at + ring * radius)
            facing.append(ring * np.sqrt(1 - tilt**2) + axis * tilt)
        return _facing_out(np.concatenate(rows), np.concatenate(facing), _grid(8, AROUND))

    def distance(self, points: np.ndarray) -> np.ndarray:
        axis = unit(self.end - self.start)
        along = (points - self.start) @ axis
        off = np.linalg.norm(points - self.start - along[:, None] * axis, axis=1) - self.radius
        beyond = np.maximum(-along, along - np.linalg.norm(self.end - self.start))
        outside = np.hypot(np.maximum(off, 0), np.maximum(beyond, 0))
        return np.asarray(np.where((off < 0) & (beyond < 0), np.maximum(off, beyond), outside))


@dataclass(frozen=True)
class Tube:
    """A round or flat cord along a line of points; `flat` squeezes it along its second axis."""

    line: np.ndarray
    radius: float
    flat: float = 1.0
    broad: np.ndarray | None = None
    """The direction in which a flat band is broad."""

    def surface(self) -> Surface:
        course = np.gradient(self.line, axis=0)
        course /= np.maximum(np.linalg.norm(course, axis=1, keepdims=True), 1e-9)
        angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)[:, None]
        side = unit(self.broad) if self.broad is not None else _frame(course[0])[0]
        rows, facing = [], []
        for point, way in zip(self.line, course, strict=True):
            level = side - way * (side @ way)
            side = unit(level) if np.linalg.norm(level) > 1e-3 else side
            other = np.cross(way, side)
            rows.append(point + self.radius * (np.cos(angle) * side + self.flat * np.sin(angle) * other))
            normal = np.cos(angle) * self.flat * side + np.sin(angle) * other
            facing.append(normal / np.linalg.norm(normal, axis=1, keepdims=True))
        ends = [np.repeat(self.line[[0]], 20, axis=0), *rows, np.repeat(self.line[[-1]], 20, axis=0)]
        capped = [np.repeat(-course[[0]], 20, axis=0), *facing, np.repeat(course[[-1]], 20, axis=0)]
        return _facing_out(np.concatenate(ends), np.concatenate(capped), _grid(len(ends), 20))

    def distance(self, points: np.ndarray) -> np.ndarray:
        least = np.full(len(points), np.inf)
        for start, end in zip(self.line[:-1], self.line[1:], strict=True):
            way = end - start
            share = np.clip((points - start) @ way / max(float(way @ way), 1e-12), 0, 1)
            least = np.minimum(least, np.linalg.norm(points - start - share[:, None] * way, axis=1))
        return least - self.radius * self.flat


@dataclass(frozen=True)
class Box:
    """A block with half lengths `half` along its own axes, the columns of `turn`; its edges are a little soft."""

    centre: np.ndarray
    half: np.ndarray
    turn: np.ndarray
    soft: float = 0.0
    """Radius in metres by which edges look rounded."""

    def surface(self) -> Surface:
        steps = np.array([-1.0, -0.999, 0.999, 1.0])
        pieces = []
        for axis in range(3):
            for sign in (-1.0, 1.0):
                u, v = np.meshgrid(steps, steps, indexing="ij")
                unitary = np.empty((16, 3))
                unitary[:, axis] = sign
                unitary[:, (axis + 1) % 3], unitary[:, (axis + 2) % 3] = u.ravel(), v.ravel()
                core = np.maximum(self.half - self.soft, 1e-4)
                inner = np.clip(unitary * self.half, -core, core)
                normals = np.zeros((16, 3))
                normals[:, axis] = sign
                edge = np.abs(unitary) > 0.9995
                normals = np.where(edge & (self.soft > 0), np.sign(unitary), normals)
                normals /= np.linalg.norm(normals, axis=1, keepdims=True)
                local = inner + normals * self.soft if self.soft > 0 else unitary * self.half
                row, column = np.meshgrid(np.arange(3), np.arange(3), indexing="ij")
                a = (row * 4 + column).ravel()
                triangles = np.concatenate([np.stack([a, a + 1, a + 4], 1), np.stack([a + 1, a + 5, a + 4], 1)])
                pieces.append(_facing_out(self.centre + local @ self.turn.T, normals @ self.turn.T, triangles))
        return joined(pieces)

    def distance(self, points: np.ndarray) -> np.ndarray:
        off = np.abs((points - self.centre) @ self.turn) - self.half
        outside = np.linalg.norm(np.maximum(off, 0), axis=1)
        return np.asarray(outside + np.minimum(off.max(axis=1), 0))
