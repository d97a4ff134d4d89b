"""The shade of a view: light and shadow alone, to be laid over any colour of skin and suit.

Where a place lies in shadow the picture is a dark warm brown, the darker the less transparent; where light falls fully
on it, a breath of warm white; everywhere else, and outside the body, it lets all through. It is smaller than the
view, for it is soft: the crisp lines are drawn as paths.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from figures import bones, shade
from figures.raster import GBuffer

SHADOW = (52, 20, 10)
LIGHT = (255, 238, 214)
SCALE = 2 / 3
"""Pixels of the shade for one pixel of the view."""
STEP, COARSE_STEP, COARSE_FROM = 4, 8, 64
"""Opacity comes in steps of so many of 255, in coarser ones where it is steep: too fine to be seen, and the file is
half as large."""
DEEPEST, BRIGHTEST = 0.8, 0.2
"""Most that shadow and light may cover."""

KEY = np.array([-0.42, 0.60, 0.68])
FILL = np.array([0.75, 0.05, 0.66])
VIEWER = np.array([0.0, 0.0, 1.0])
RELIEF = ((2.5, 0.55), (7.0, 0.5), (20.0, 0.28))
"""Forms of the body of so many pixels (at 700 to the metre) stand out by so much: against the light around them."""
HOLLOWS = ((3.0, 10.0, 0.10), (10.0, 4.0, 0.13), (28.0, 1.5, 0.13))
"""Within so many pixels, a place that lies deeper by a metre is darker by so much, at most by so much."""
CLOTH_RELIEF, CLOTH_HOLLOWS, CLOTH_BONES, CLOTH_SHEEN = 0.4, 0.65, 0.8, 0.5
"""How much of each shows through the suit."""
HEM = 0.2


@dataclass(frozen=True)
class Surface:
    """What the light falls on, at the size of the shade."""

    cover: np.ndarray
    """(H, W) 0 to 1: how much of a pixel the body covers."""
    normal: np.ndarray
    """(H, W, 3) unit vectors in camera space, 0 outside."""
    depth: np.ndarray
    """(H, W) metres towards the viewer."""
    suit: np.ndarray
    """(H, W) 0 to 1: how much of a pixel the suit covers."""
    hem: np.ndarray
    """(H, W) 0 to 1: where the suit ends on the skin."""
    bones: np.ndarray
    """(H, W) how much darker the bones under the skin make it."""
    unit: float
    """Pixels for one of 700 to the metre."""

    @classmethod
    def of(cls, buffer: GBuffer) -> Surface:
        """The means of a G-buffer over each pixel."""
        suit = shade.cloth(buffer)
        hem = suit & ~ndimage.binary_erosion(suit, iterations=buffer.supersample)
        hem &= ndimage.binary_erosion(buffer.inside, iterations=2 * buffer.supersample)
        size = tuple(round(side * SCALE) for side in buffer.size)

        def mean(values: np.ndarray) -> np.ndarray:
            image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
            return np.asarray(image.resize(size, Image.Resampling.BOX))

        def where_seen(values: np.ndarray) -> np.ndarray:
            return mean(values) / np.maximum(cover, 1e-6)

        cover = mean(buffer.inside)
        normal = np.stack([mean(buffer.normal[..., axis]) for axis in range(3)], axis=-1)
        x, y, z = (100 * where_seen(values) for values in np.moveaxis(buffer.rest, -1, 0))
        return cls(
            cover=cover,
            normal=normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6),
            depth=where_seen(buffer.depth),
            suit=mean(suit),
            hem=mean(hem),
            bones=bones.relief(np.abs(x), y, z, mean(buffer.rest_normal[..., 2])),
            unit=buffer.scale * SCALE / 700,
        )

    def around(self, values: np.ndarray, pixels: float) -> np.ndarray:
        """(H, W) the mean of values on the body within so many pixels (at 700 to the metre)."""
        sigma, seen = pixels * self.unit, (self.cover > 0).astype(np.float32)
        weight = ndimage.gaussian_filter(seen, sigma, truncate=2.5)
        return ndimage.gaussian_filter(values * seen, sigma, truncate=2.5) / np.maximum(weight, 1e-4)


def tone(surface: Surface) -> np.ndarray:
    """(H, W) how dark every place is: above 0 in shadow, below 0 in full light, 0 outside the body."""
    towards_key = surface.normal @ _unit(KEY)
    key = np.clip(towards_key * 0.5 + 0.5, 0, 1) ** 1.6
    fill = np.clip(surface.normal @ _unit(FILL), 0, 1)
    away = np.maximum(0.9 - np.clip(surface.normal[..., 2], 0, 1), 0)
    dark = 0.52 * np.clip(1.0 - 0.86 * key - 0.2 * fill, 0, 1) + 0.22 * away**2 - 0.03
    for pixels, strength in RELIEF:
        stands_out = np.clip(surface.around(towards_key, pixels) - towards_key, -0.25, 0.4)
        dark += strength * stands_out * _through(surface.suit, CLOTH_RELIEF)
    for pixels, strength, most in HOLLOWS:
        behind = (surface.around(surface.depth, pixels) - surface.depth) * strength
        dark += np.clip(behind - 0.005, -0.03, most) * _through(surface.suit, CLOTH_HOLLOWS)
    dark += surface.bones * _through(surface.suit, CLOTH_BONES)
    sheen = np.clip(surface.normal @ _unit(_unit(KEY) + VIEWER), 0, 1) ** 14
    dark -= 0.10 * sheen * _through(surface.suit, CLOTH_SHEEN)
    hem = HEM * np.clip(ndimage.gaussian_filter(surface.hem, 0.5) * 1.5, 0, 1)
    dark = np.clip(dark, -BRIGHTEST, DEEPEST)
    return np.where(dark > 0, 1 - (1 - dark) * (1 - hem), dark + hem) * surface.cover


def _unit(vector: np.ndarray) -> np.ndarray:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _through(suit: np.ndarray, share: float) -> np.ndarray:
    return 1 - (1 - share) * suit


def picture(buffer: GBuffer) -> Image.Image:
    """RGBA at `SCALE` of the view's size, from a supersampled G-buffer."""
    dark = tone(Surface.of(buffer))
    opacity = np.abs(dark) * 255
    step = np.where(opacity < COARSE_FROM, STEP, COARSE_STEP)
    opacity = np.round(opacity / step) * step
    colour = np.where(dark[..., None] < 0, LIGHT, SHADOW)
    return Image.fromarray(np.dstack([colour, opacity]).astype(np.uint8), "RGBA")


def webp(image: Image.Image) -> bytes:
    """The picture as lossless WebP; what is fully transparent has no colour."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=True, quality=100, method=6)
    return buffer.getvalue()
