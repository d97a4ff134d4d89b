"""The skin laid out flat: the corners of the model, and what lies under every texel of the sheet.

All bodies share the sheet, because a label depends only on where a point lies on the reference body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from figures import body, mesh, raster, segment
from figures.raster import GBuffer
from figures.solid.extract import ARCHIVE, STEPS

SIZE = 1024
"""Texels along each side of the sheet: one is about two millimetres of skin."""


@dataclass(frozen=True)
class Corners:
    """The skin cut open along the seams of the sheet: N corners, each a vertex of the mesh at one place."""

    vertex: np.ndarray
    """(N,) rows of the mesh."""
    place: np.ndarray
    """(N, 2) on the sheet, 0 to 1, right and up."""
    triangles: np.ndarray
    """(T, 3) rows of these arrays, seen from outside against the clock."""


@cache
def corners() -> Corners:
    """The corners of the skin without the eyes, which lie behind closed lids."""
    with np.load(ARCHIVE) as archive:
        sheet, faces = archive["sheet"] / STEPS, archive["corners"]
    vertices = mesh.load().quads[: len(faces)]
    pairs, numbers = np.unique(np.stack([vertices.ravel(), faces.ravel()], axis=1), axis=0, return_inverse=True)
    quads = numbers.reshape(-1, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return Corners(pairs[:, 0], sheet[pairs[:, 1]], triangles)


@cache
def buffer() -> GBuffer:
    """The sheet as if it were a view: (SIZE, SIZE) arrays, row 0 at its top; every texel faces the viewer."""
    skin = corners()
    screen = np.stack([skin.place[:, 0], 1 - skin.place[:, 1], np.zeros(len(skin.place))], axis=1) * [SIZE, SIZE, 1]
    owner, shares = raster.nearest_triangles(screen, skin.triangles, SIZE, SIZE)
    inside = owner >= 0
    rows, weights = skin.vertex[skin.triangles[owner[inside]]], shares[inside]

    def mean(values: np.ndarray) -> np.ndarray:
        return np.einsum("pk,pkc->pc", weights, values[rows])

    def spread(values: np.ndarray) -> np.ndarray:
        whole = np.zeros((*inside.shape, values.shape[1]), dtype=np.float32)
        whole[inside] = values
        return whole

    def strongest(values: np.ndarray, outside: int) -> np.ndarray:
        whole = np.full(inside.shape, outside, dtype=np.int8)
        whole[inside] = mean(values).argmax(axis=1)
        return whole

    points, normals = raster.surface(body.REFERENCE)
    segments, digits = raster.attributes()
    facing = mean(normals)
    positions = spread(mean(points))
    return GBuffer(
        body=body.REFERENCE,
        view="sheet",
        size=(SIZE, SIZE),
        supersample=1,
        scale=1.0,
        origin=(0.0, 0.0),
        inside=inside,
        rest=positions,
        rest_normal=spread(facing / np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)),
        position=positions,
        normal=inside[..., None] * np.array([0.0, 0.0, 1.0], dtype=np.float32),
        depth=np.zeros(inside.shape, dtype=np.float32),
        segment=strongest(segments, segment.NOWHERE),
        digit=strongest(digits, 0),
    )
