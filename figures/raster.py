"""The G-buffer: what lies under every pixel of a view, drawn without perspective by NumPy alone.

`view(body, view)` is all that the layers above need. Label functions read only `rest`, `rest_normal`, `segment` and
`digit`, which belong to the reference body standing in the anatomical position: a label is then the same on every
body and in every view.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from scipy import sparse

from figures import body, pose, segment, subdivide

HEIGHT = 1200
"""Pixels from the top of the picture to its bottom, for the four standing views."""
MARGIN = 10
SOLES_ZOOM = 2.5
"""The soles are an inset, drawn this much larger than the standing views."""
VIEWS = ("front", "back", "left", "right", "soles")
SOLES_APART = 0.045
"""Metres between the feet in the inset."""
STANDING_VIEWS = VIEWS[:4]

_X, _Y, _Z = np.eye(3)
_CAMERAS = {
    "front": (_X, _Y, _Z),
    "back": (-_X, _Y, -_Z),
    "left": (-_Z, _Y, _X),
    "right": (_Z, _Y, -_X),
    "soles": (_X, _Z, -_Y),
}
"""Per view the directions that point right, up and towards the viewer."""
_CHUNK = 2_000_000


@dataclass(frozen=True)
class GBuffer:
    """Arrays of one view, H rows by W columns, row 0 at the top. Outside the body everything is 0, segment -1."""

    body: str
    view: str
    size: tuple[int, int]
    """(W, H) in pixels of the picture; the arrays are `supersample` times as large."""
    supersample: int
    scale: float
    """Pixels of the picture for one metre of this body."""
    origin: tuple[float, float]
    """Where the world's origin falls, in pixels of the picture."""
    inside: np.ndarray
    """(H, W) bool: the pixel's centre lies on the body."""
    rest: np.ndarray
    """(H, W, 3) metres on the reference body: x to the person's left, y up from the soles, z forward."""
    rest_normal: np.ndarray
    """(H, W, 3) outward unit normal of the reference body."""
    position: np.ndarray
    """(H, W, 3) metres on this body."""
    normal: np.ndarray
    """(H, W, 3) outward unit normal of this body in camera space: right, up, towards the viewer."""
    depth: np.ndarray
    """(H, W) metres towards the viewer, larger is nearer."""
    segment: np.ndarray
    """(H, W) int8 index into `figures.segment.SEGMENTS`."""
    digit: np.ndarray
    """(H, W) int8: 0 none, on a hand 1 thumb to 5 little finger, on a foot 1 big toe."""


@cache
def surface(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Positions and normals (V', 3) of the subdivided standing body."""
    matrix, quads = subdivide.skin()
    points = matrix @ pose.standing(name)[: matrix.shape[1]]
    diagonals = points[quads[:, 2]] - points[quads[:, 0]], points[quads[:, 3]] - points[quads[:, 1]]
    face_normals = np.cross(*diagonals)
    normals = np.zeros_like(points)
    for corner in range(4):
        np.add.at(normals, quads[:, corner], face_normals)
    return points, normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


@cache
def attributes() -> tuple[np.ndarray, np.ndarray]:
    """Segment weights (V', 15) and digit weights (V', 6) of the subdivided skin."""
    matrix, _ = subdivide.skin()
    return matrix @ segment.weights(), matrix @ segment.digits()


@cache
def scale(name: str) -> float:
    """Pixels per metre at which a body fills the height of a standing view."""
    points, _ = surface(name)
    return (HEIGHT - 2 * MARGIN) / float(np.ptp(points[:, 1]))


def _triangles(name: str, view: str) -> np.ndarray:
    """(T, 3) vertex indices of the faces that a view draws; of a mirror-equal view the person's left half."""
    _, quads = subdivide.skin()
    if view == "soles":
        weights, _ = attributes()
        feet = [segment.number("foot", "l"), segment.number("foot", "r")]
        quads = quads[weights[quads][:, :, feet].sum(axis=(1, 2)) > 2.0]
    if view != "left":
        points, _ = surface(name)
        quads = quads[points[quads][:, :, 0].max(axis=1) > -0.01]
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _seen(name: str, view: str) -> np.ndarray:
    """(V', 3) metres right, up and towards the viewer; in the inset the feet are brought together."""
    points, _ = surface(name)
    seen = points @ np.stack(_CAMERAS[view]).T
    if view == "soles":
        inner = points[np.unique(_triangles(name, view)), 0]
        seen[:, 0] -= np.sign(points[:, 0]) * (inner[inner > 0].min() - SOLES_APART / 2)
    return seen


def nearest_triangles(
    screen: np.ndarray, triangles: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray]:
    """Per pixel the nearest triangle (H, W), -1 for none, and the weights of its corners (H, W, 3).

    `screen` (V, 3) is in pixels, x right, y down, and depth towards the viewer.
    """
    corners = screen[triangles]
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    low = np.ceil(corners[:, :, :2].min(axis=1) - 0.5).astype(int).clip(0)
    high = np.floor(corners[:, :, :2].max(axis=1) - 0.5).astype(int)
    columns = (np.minimum(high[:, 0], width - 1) - low[:, 0] + 1).clip(0)
    rows = (np.minimum(high[:, 1], height - 1) - low[:, 1] + 1).clip(0)
    drawn = np.flatnonzero((area < -1e-9) & (columns * rows > 0))

    nearest = np.full(height * width, -np.inf)
    owner = np.full(height * width, -1)
    shares = np.zeros((height * width, 3))
    ends = np.cumsum(columns[drawn] * rows[drawn])
    for first, last in _chunks(ends):
        part = drawn[first:last]
        counts = columns[part] * rows[part]
        which = np.repeat(part, counts)
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        x = low[which, 0] + nth % columns[which]
        y = low[which, 1] + nth // columns[which]
        px, py = x + 0.5, y + 0.5
        pa, pb, pc, whole = a[which], b[which], c[which], area[which]
        wb = ((px - pa[:, 0]) * (pc[:, 1] - pa[:, 1]) - (py - pa[:, 1]) * (pc[:, 0] - pa[:, 0])) / whole
        wc = ((pb[:, 0] - pa[:, 0]) * (py - pa[:, 1]) - (pb[:, 1] - pa[:, 1]) * (px - pa[:, 0])) / whole
        wa = 1 - wb - wc
        hit = np.flatnonzero((wa >= -1e-9) & (wb >= -1e-9) & (wc >= -1e-9))
        wa, wb, wc, which = wa[hit], wb[hit], wc[hit], which[hit]
        pixel = y[hit] * width + x[hit]
        depth = wa * pa[hit, 2] + wb * pb[hit, 2] + wc * pc[hit, 2]
        np.maximum.at(nearest, pixel, depth)
        front = np.flatnonzero(depth == nearest[pixel])
        owner[pixel[front]] = which[front]
        shares[pixel[front]] = np.stack([wa[front], wb[front], wc[front]], axis=1)
    return owner.reshape(height, width), shares.reshape(height, width, 3)


def _chunks(ends: np.ndarray) -> list[tuple[int, int]]:
    """Slices of the triangles so that none covers many more than _CHUNK candidate pixels."""
    bounds, start = [], 0
    while start < len(ends):
        before = ends[start - 1] if start else 0
        stop = max(int(np.searchsorted(ends, before + _CHUNK, side="right")), start + 1)
        bounds.append((start, stop))
        start = stop
    return bounds


def _frame(seen: np.ndarray, view: str, pixels: float) -> tuple[tuple[float, float], tuple[int, int]]:
    """The origin's pixel and the size (W, H) of a view of points (N, 3) at so many pixels per metre."""
    low, high = seen[:, :2].min(axis=0) * pixels, seen[:, :2].max(axis=0) * pixels
    if view != "left":
        reach = np.abs(seen[:, 0]).max() * pixels
        low[0], high[0] = -reach, reach
    width = 2 * int(np.ceil((high[0] - low[0]) / 2 + MARGIN))
    height = HEIGHT if view != "soles" else int(np.ceil(high[1] - low[1])) + 2 * MARGIN
    return (width / 2 - (low[0] + high[0]) / 2, MARGIN + high[1]), (width, height)


def view(body: str, view: str, supersample: int = 1) -> GBuffer:
    """The G-buffer of one of `body.BODIES` from one side ("front", "back", "left", "right", "soles").

    `left` is seen from the person's left. Front, back and soles are mirror-equal about the middle column, and
    right is the exact mirror image of left.
    """
    return _drawn(body, view, supersample)


@lru_cache(maxsize=6)
def _drawn(name: str, side: str, supersample: int) -> GBuffer:
    if side == "right":
        return _flipped(_drawn(name, "left", supersample), "right")
    camera, triangles = np.stack(_CAMERAS[side]), _triangles(name, side)
    points, normals = surface(name)
    seen = _seen(name, side)
    pixels = scale(name) * (SOLES_ZOOM if side == "soles" else 1.0)
    origin, (width, height) = _frame(seen[np.unique(triangles)], side, pixels)
    screen = np.stack([origin[0] + seen[:, 0] * pixels, origin[1] - seen[:, 1] * pixels, seen[:, 2]], axis=1)
    screen[:, :2] *= supersample
    owner, shares = nearest_triangles(screen, triangles, width * supersample, height * supersample)
    inside = owner >= 0
    seen_here = _interpolation(triangles[owner[inside]], shares[inside], len(points))

    def spread(values: np.ndarray) -> np.ndarray:
        whole = np.zeros((*inside.shape, values.shape[1]), dtype=np.float32)
        whole[inside] = seen_here @ values
        return whole

    def strongest(values: np.ndarray, outside: int) -> np.ndarray:
        whole = np.full(inside.shape, outside, dtype=np.int8)
        whole[inside] = (seen_here @ values).argmax(axis=1)
        return whole

    def unit(vectors: np.ndarray) -> np.ndarray:
        return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)

    reference, reference_normals = surface(body.REFERENCE)
    segment_weights, digit_weights = attributes()
    buffer = GBuffer(
        body=name,
        view=side,
        size=(width, height),
        supersample=supersample,
        scale=pixels,
        origin=origin,
        inside=inside,
        rest=spread(reference),
        rest_normal=unit(spread(reference_normals)),
        position=spread(points),
        normal=unit(spread(normals @ camera.T)),
        depth=spread(seen[:, 2:])[..., 0],
        segment=strongest(segment_weights, segment.NOWHERE),
        digit=strongest(digit_weights, 0),
    )
    return buffer if side == "left" else _evened(buffer)


def _flipped(buffer: GBuffer, name: str) -> GBuffer:
    """The mirror image: columns reversed, left and right of the person exchanged."""
    across = np.array([-1.0, 1.0, 1.0], dtype=np.float32)
    swap = np.append(segment.mirrored(), segment.NOWHERE)
    return GBuffer(
        body=buffer.body,
        view=name,
        size=buffer.size,
        supersample=buffer.supersample,
        scale=buffer.scale,
        origin=(buffer.size[0] - buffer.origin[0], buffer.origin[1]),
        inside=buffer.inside[:, ::-1],
        rest=buffer.rest[:, ::-1] * across,
        rest_normal=buffer.rest_normal[:, ::-1] * across,
        position=buffer.position[:, ::-1] * across,
        normal=buffer.normal[:, ::-1] * across,
        depth=buffer.depth[:, ::-1],
        segment=swap[buffer.segment[:, ::-1]].astype(np.int8),
        digit=buffer.digit[:, ::-1],
    )


def _evened(buffer: GBuffer) -> GBuffer:
    """The same view with the half of the person's right replaced by the mirror image of the left."""
    middle = buffer.inside.shape[1] // 2
    left = slice(None, middle) if buffer.view == "back" else slice(middle, None)
    fields = ("inside", "rest", "rest_normal", "position", "normal", "depth", "segment", "digit")
    half = replace(buffer, **{name: getattr(buffer, name)[:, left] for name in fields})
    halves = (half, _flipped(half, buffer.view))
    first, second = halves if buffer.view == "back" else halves[::-1]
    joined = {name: np.concatenate([getattr(first, name), getattr(second, name)], axis=1) for name in fields}
    return replace(buffer, **joined)


def _interpolation(corners: np.ndarray, weights: np.ndarray, count: int) -> sparse.csr_matrix:
    """(P, count) what takes values at vertices to values at P pixels, each within a triangle of three corners."""
    ends = np.arange(0, corners.size + 1, 3)
    return sparse.csr_matrix((weights.ravel(), corners.ravel(), ends), shape=(len(corners), count))
