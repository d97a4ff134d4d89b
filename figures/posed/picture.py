"""The lit picture of a posed frame: skin, suit, red muscle, props, ink lines, ground shadow and arrows."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from figures import muscle_atlas, shade
from figures.muscle_charts import Charts
from figures.posed.figure import Figure
from figures.posed.scene import Seen, View, body_surface, look
from figures.posed.solve import Solved

SIZE = 512
SUPERSAMPLE = 2
QUALITY = 78
INK = np.array([84.0, 62.0, 54.0])
RED = np.array([206.0, 62.0, 52.0])
"""What lit muscle is multiplied with, at full strength."""
RED_STRENGTH = 0.82
PALETTE: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "steel": ((203, 211, 218), (104, 116, 128)),
    "soft_blue": ((172, 190, 206), (82, 102, 122)),
    "deep_blue": ((118, 148, 176), (48, 72, 98)),
    "wood": ((206, 200, 192), (112, 106, 102)),
    "pale": ((222, 226, 229), (150, 159, 168)),
    "warm": ((214, 178, 160), (140, 96, 82)),
}
"""Per colour of a prop: in full light, in shadow."""
ARROW = (62, 142, 96)
ARROW_RIM = (250, 250, 246)
GHOST = 0.22
JUMP = 0.012
"""Metres of depth that make an inner line."""
_CREASE = 0.55
"""Cosine between the normals of neighbouring pixels of a prop below which its edge is drawn."""


def lit_mask(figure: Figure, seen: Seen) -> np.ndarray:
    """(H, W) bool: where the muscles of a figure are seen."""
    mask = np.zeros(seen.body.shape, bool)
    if not any(figure.lit.values()):
        return mask
    charts = Charts(replace(seen.buffer, inside=seen.body))
    held = np.zeros(len(charts.pixels), bool)
    for side, muscles in figure.lit.items():
        on_side = charts.left if side == "left" else ~charts.left
        for name in muscles:
            held |= muscle_atlas.definitions()[name].holds(charts) & on_side
    mask.ravel()[charts.pixels[held]] = True
    return mask


def _lines(seen: Seen) -> np.ndarray:
    """(H, W) 0 to 1: ink at the outline, where depth jumps, and at the edges of props."""
    buffer, by = seen.buffer, seen.buffer.supersample
    scale = max(buffer.scale / 330.0, 0.6)
    ink = np.zeros(buffer.inside.shape, np.float32)
    for axis in (0, 1):
        here = [slice(None)] * 2
        there = [slice(None)] * 2
        here[axis], there[axis] = slice(None, -1), slice(1, None)
        one, two = tuple(here), tuple(there)
        outline = buffer.inside[one] != buffer.inside[two]
        both = buffer.inside[one] & buffer.inside[two]
        step = np.abs(buffer.depth[one] - buffer.depth[two])
        jump = both & (step > JUMP / scale * (1.0 if by > 1 else 1.6))
        other = both & (seen.thing[one] != seen.thing[two])
        on_prop = both & (seen.thing[one] > 0) & (seen.thing[one] == seen.thing[two])
        crease = on_prop & (np.einsum("...i,...i->...", buffer.normal[one], buffer.normal[two]) < _CREASE)
        strength = np.maximum(np.maximum(outline * 1.0, (jump | other) * 0.85), crease * 0.4)
        ink[one] = np.maximum(ink[one], strength)
        ink[two] = np.maximum(ink[two], strength)
    return np.clip(ndimage.gaussian_filter(ink, 0.42 * by) * (1.15 if by > 1 else 1.3), 0, 1)


def _shadow(solved: Solved, view: View, size: int) -> np.ndarray:
    """(size, size) 0 to 1: how dark the floor is under what stands or lies on it."""
    dark = np.zeros((size, size))
    metre = size / view.reach
    steep = max(abs(float(view.axes[2, 1])), 0.12)
    surfaces = [body_surface(solved)]
    surfaces += [prop.surface() for prop in solved.props.values() if prop.kind not in ("wall", "mat", "doorway")]
    for surface in surfaces:
        a, b, c = (surface.points[surface.triangles[:, corner]] for corner in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
        middle = (a + b + c) / 3
        shade_of = np.exp(-np.clip(middle[:, 1], 0, None) / 0.14) * area
        across, down, _ = view.seen(middle * [1, 0, 1], size).T
        held = (across >= 0) & (across < size) & (down >= 0) & (down < size)
        np.add.at(dark, (down[held].astype(int), across[held].astype(int)), shade_of[held])
    sigma = 0.03 * metre
    soft = ndimage.gaussian_filter(dark, (sigma * max(steep, 0.3), sigma)) * metre**2 / steep
    return np.asarray(np.clip(soft * 0.55, 0, 1) * 0.20)


def _colours(figure: Figure, solved: Solved, seen: Seen, view: View) -> np.ndarray:
    buffer, by = seen.buffer, seen.buffer.supersample
    lit = shade.light(buffer)[..., None]
    skin = shade.SHADOW + (shade.SKIN - shade.SHADOW) * lit
    fabric = shade.CLOTH_SHADOW + (shade.CLOTH - shade.CLOTH_SHADOW) * lit
    suit = shade.cloth(replace(buffer, inside=seen.body))
    worn = ndimage.gaussian_filter(suit.astype(np.float32), 0.4 * by)
    hem = suit & ~ndimage.binary_erosion(suit, iterations=by)
    hem &= ndimage.binary_erosion(seen.body, iterations=2 * by)
    colour = skin + (fabric - skin) * worn[..., None]
    colour *= 1 - 0.14 * ndimage.gaussian_filter(hem.astype(np.float32), 0.4 * by)[..., None]
    red = ndimage.gaussian_filter(lit_mask(figure, seen).astype(np.float32), 1.1 * by)[..., None] * RED_STRENGTH
    colour *= 1 - red * (1 - RED / 255 * np.array([1.08, 1.0, 1.0]))
    up = buffer.normal @ view.axes[:, 1]
    hollow = np.clip(lit - lit[seen.body].mean() if seen.body.any() else lit, -1, 0)
    flat = np.clip(0.62 + 0.30 * up + 0.22 * (buffer.normal @ [-0.5, 0.0, 0.6]), 0, 1)[..., None] + 0.15 * hollow
    for index, prop in enumerate(prop for prop in solved.props.values() if not prop.ghost):
        light, shadow = (np.array(each, float) for each in PALETTE[prop.colour])
        mine = seen.thing == index + 1
        colour[mine] = shadow + (light - shadow) * flat[mine]
    return np.asarray(colour)


def draw(
    figure: Figure, solved: Solved, view: View, arrows: list[np.ndarray], size: int = SIZE, by: int = SUPERSAMPLE
) -> Image.Image:
    """RGBA, size by size."""
    seen = look(solved, view, size, by)
    assert seen is not None
    colour = _colours(figure, solved, seen, view)
    ink = _lines(seen)[..., None]
    colour = colour * (1 - 0.8 * ink) + INK * 0.8 * ink
    cover = np.maximum(seen.buffer.inside.astype(np.float32), ink[..., 0] * 0.9)
    fringe = ~seen.buffer.inside
    colour[fringe] = INK
    glass = look(solved, view, size, by, "ghost")
    if glass is not None:
        nearer = glass.buffer.inside & (~seen.buffer.inside | (glass.buffer.depth > seen.buffer.depth))
        pale = np.array(PALETTE["pale"][0], float) * 0.92
        share = np.where(nearer, GHOST, 0.0)[..., None]
        ghost_ink = _lines(glass)[..., None] * 0.5 * nearer[..., None]
        bare = cover[..., None]
        share_out = share * (1 - bare) + bare * share
        colour = np.where(bare > 0.02, colour * (1 - share) + pale * share, pale)
        colour = colour * (1 - ghost_ink) + INK * ghost_ink
        cover = np.clip(np.maximum(cover, (share_out + ghost_ink)[..., 0]), 0, 1)
    image = _shrunk(colour, cover, by)
    image = _over_shadow(image, _shadow(solved, view, size))
    if view.cropped:
        image[..., 3] *= _vignette(size)
    picture = Image.fromarray(np.round(image).clip(0, 255).astype(np.uint8), "RGBA")
    for line in arrows:
        picture.alpha_composite(arrow(line, size))
    return picture


def _shrunk(colour: np.ndarray, cover: np.ndarray, by: int) -> np.ndarray:
    rows = cover.shape[0] // by
    small = cover.reshape(rows, by, rows, by).mean(axis=(1, 3))
    total = (colour * cover[..., None]).reshape(rows, by, rows, by, 3).sum(axis=(1, 3))
    mean = total / np.maximum(small[..., None] * by * by, 1e-6)
    mean[small < 1e-3] = INK
    return np.concatenate([mean, small[..., None] * 255], axis=2)


def _over_shadow(image: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """The picture laid over its ground shadow."""
    alpha = image[..., 3] / 255
    whole = alpha + shadow * (1 - alpha)
    dark = np.array([22.0, 18.0, 17.0])
    colour = (image[..., :3] * alpha[..., None] + dark * (shadow * (1 - alpha))[..., None]) / np.maximum(whole, 1e-6)[
        ..., None
    ]
    return np.concatenate([colour, whole[..., None] * 255], axis=2)


def _vignette(size: int) -> np.ndarray:
    edge = np.clip(np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.07 * size), 0, 1)
    soft = edge * edge * (3 - 2 * edge)
    return np.asarray(soft[:, None] * soft[None])


def arrow(line: np.ndarray, size: int) -> Image.Image:
    """A soft green arrow along a line (N, 2) in pixels, with a pale rim so that it is seen on anything."""
    by = 3
    width = max(size * 0.015, 3.5) * by
    points = line * by
    image = Image.new("RGBA", (size * by, size * by), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    length = float(steps.sum())
    head = min(width * 2.6, length * 0.55)
    reached = np.append(0.0, np.cumsum(steps))
    stop = np.searchsorted(reached, length - head * 0.75)
    shaft = points[: max(int(stop), 2)]
    base = np.array([np.interp(length - head, reached, points[:, axis]) for axis in (0, 1)])
    way = (points[-1] - base) / max(float(np.linalg.norm(points[-1] - base)), 1e-6)
    across = np.array([-way[1], way[0]])
    for colour, extra in (((*ARROW_RIM, 225), width * 0.38), ((*ARROW, 255), 0.0)):
        radius = width / 2 + extra
        fine = np.stack(
            [np.interp(np.linspace(0, reached[len(shaft) - 1], 90), reached, points[:, axis]) for axis in (0, 1)], 1
        )
        for x, y in fine:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
        wide = head * 0.62 + extra * 1.4
        tip, back = points[-1] + way * extra * 1.7, base - way * extra
        pen.polygon([tuple(tip), tuple(back + across * wide), tuple(back - across * wide)], fill=colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def webp(image: Image.Image, quality: int = QUALITY) -> bytes:
    """The picture as lossy WebP with a lossless outline."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, alpha_quality=60, method=6)
    return buffer.getvalue()
