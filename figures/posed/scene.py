"""What the camera sees of a solved frame: bodies and props in one depth buffer, all frames at one scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from figures import body, raster, segment, subdivide
from figures.posed import skin
from figures.posed.figure import Camera
from figures.posed.solids import Surface, joined
from figures.posed.solve import Solved
from figures.raster import GBuffer

MARGIN = 0.05
"""Share of the picture left free at every edge."""
_CROPS: dict[str, tuple[str, ...]] = {
    "upper": ("head", "neck", "torso", "upper_arm", "forearm", "hand"),
    "trunk": ("neck", "torso", "upper_arm"),
    "lower": ("thigh", "shank", "foot"),
    "head": ("head", "neck"),
    "hand": ("hand",),
    "foot": ("foot",),
    "arm": ("upper_arm", "forearm", "hand"),
    "leg": ("thigh", "shank", "foot"),
}


@dataclass(frozen=True)
class View:
    """How the world falls onto a square picture."""

    axes: np.ndarray
    """Rows: right, up, towards the viewer."""
    centre: np.ndarray
    """(2,) metres right and up at the middle of the picture."""
    reach: float
    """Metres from edge to edge."""
    cropped: bool

    def seen(self, points: np.ndarray, pixels: int) -> np.ndarray:
        """(N, 3): pixel across, pixel down, metres towards the viewer."""
        turned = points @ self.axes.T
        scale = pixels / self.reach
        across = (turned[:, 0] - self.centre[0]) * scale + pixels / 2
        down = pixels / 2 - (turned[:, 1] - self.centre[1]) * scale
        return np.stack([across, down, turned[:, 2]], axis=1)


def axes(camera: Camera) -> np.ndarray:
    """The camera's right, up and backward directions."""
    around, above = np.radians(camera.azimuth), np.radians(camera.elevation)
    towards = np.array([np.sin(around) * np.cos(above), np.sin(above), np.cos(around) * np.cos(above)])
    right = np.array([np.cos(around), 0.0, -np.sin(around)])
    return np.stack([right, np.cross(towards, right), towards])


def framing(camera: Camera, frames: list[Solved]) -> View:
    """One view that holds what shall be seen of all frames."""
    base, _, side = camera.crop.partition(".")
    directions = axes(camera)
    shares = segment.weights()
    if base == "whole":
        chosen = np.ones(len(shares), bool)
    else:
        wanted = [
            index
            for index, name in enumerate(segment.SEGMENTS)
            if any(
                name == part or (name.startswith(f"{part}_") and name.endswith(side.lower())) for part in _CROPS[base]
            )
        ]
        chosen = shares[:, wanted].sum(axis=1) > 0.5
    clouds = [frame.skin[chosen] for frame in frames]
    if base == "whole":
        clouds += [
            prop.surface().points
            for frame in frames
            for prop in frame.props.values()
            if prop.kind not in ("wall", "doorway")
        ]
    turned = np.concatenate(clouds) @ directions[:2].T
    low, high = turned.min(axis=0), turned.max(axis=0)
    reach = float((high - low).max()) / (1 - 2 * MARGIN) / camera.zoom
    return View(directions, (low + high) / 2 + np.array(camera.shift), reach, base != "whole" or camera.zoom > 1.0)


@dataclass(frozen=True)
class Seen:
    """The pixels of one frame."""

    buffer: GBuffer
    """Of everything; `rest` and `segment` hold where `body` does."""
    body: np.ndarray
    """(H, W) bool: the pixel shows the body."""
    thing: np.ndarray
    """(H, W) int: 0 the body, n the nth prop, -1 nothing."""


@cache
def _triangles() -> np.ndarray:
    _, quads = subdivide.skin()
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def body_surface(solved: Solved) -> Surface:
    """The subdivided posed skin."""
    matrix, quads = subdivide.skin()
    points = matrix @ solved.skin
    return Surface(points, skin.normals(points, quads), _triangles())


def look(solved: Solved, view: View, size: int, supersample: int, only: str = "solid") -> Seen | None:
    """What is seen of the body and the solid props, or of the props of glass alone."""
    wanted = [prop for prop in solved.props.values() if prop.ghost == (only == "ghost")]
    surfaces = [prop.surface() for prop in wanted]
    if only != "ghost":
        surfaces.insert(0, body_surface(solved))
    if not surfaces:
        return None
    whole = joined(surfaces)
    kinds = np.repeat(
        np.arange(len(surfaces)) + (1 if only == "ghost" else 0), [len(each.triangles) for each in surfaces]
    )
    pixels = size * supersample
    screen = view.seen(whole.points, pixels)
    corners = screen[whole.triangles][:, :, :2]
    near = ((corners.max(axis=1) > 0) & (corners.min(axis=1) < pixels)).all(axis=1)
    triangles, kinds = whole.triangles[near], kinds[near]
    owner, shares = raster.nearest_triangles(screen, triangles, pixels, pixels)
    inside = owner >= 0
    which, weights = triangles[owner[inside]], shares[inside]

    def spread(values: np.ndarray, where: np.ndarray, rows: np.ndarray, parts: np.ndarray) -> np.ndarray:
        image = np.zeros((*inside.shape, values.shape[1]), dtype=np.float32)
        image[where] = np.einsum("pk,pkc->pc", parts, values[rows])
        return image

    thing = np.full(inside.shape, -1)
    thing[inside] = kinds[owner[inside]]
    is_body = thing == 0
    on_body = kinds[owner[inside]] == 0
    rows, parts = which[on_body], weights[on_body]
    reference, reference_normals = raster.surface(body.REFERENCE)
    labels = np.full(inside.shape, segment.NOWHERE, dtype=np.int8)
    if on_body.any():
        labels[is_body] = np.einsum("pk,pkc->pc", parts, raster.attributes()[0][rows]).argmax(axis=1)
    normal = spread(whole.normals @ view.axes.T, inside, which, weights)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    rest_normal = spread(reference_normals, is_body, rows, parts)
    rest_normal /= np.maximum(np.linalg.norm(rest_normal, axis=-1, keepdims=True), 1e-9)
    buffer = GBuffer(
        body=solved.posed.body,
        view="posed",
        size=(size, size),
        supersample=supersample,
        scale=size / view.reach,
        origin=(0.0, 0.0),
        inside=inside,
        rest=spread(reference, is_body, rows, parts),
        rest_normal=rest_normal,
        position=spread(whole.points, inside, which, weights),
        normal=normal,
        depth=spread(screen[:, 2:], inside, which, weights)[..., 0],
        segment=labels,
        digit=np.zeros(inside.shape, dtype=np.int8),
    )
    return Seen(buffer, is_body, thing)
