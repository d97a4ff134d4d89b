"""What the body wears, and the light and the colours in which the posed figures are painted."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from figures import segment
from figures.parts.points import curve
from figures.raster import GBuffer
from figures.segment import number

SKIN = np.array([238.0, 220.0, 203.0])
SHADOW = np.array([172.0, 134.0, 112.0])
CLOTH = np.array([222.0, 208.0, 196.0])
CLOTH_SHADOW = np.array([150.0, 122.0, 108.0])
KEY_LIGHT = np.array([-0.32, 0.55, 0.77])
FILL_LIGHT = np.array([0.65, 0.10, 0.75])

NECKLINE_FRONT = curve((0, 131.0), (4, 131.8), (6.5, 134.5), (7.6, 145.0))
"""Height of the upper edge of the suit in front, by x in cm on the reference body."""
NECKLINE_BACK = curve((0, 134.5), (4, 135.0), (6.5, 137.0), (7.6, 145.0))
ARMHOLE = curve((122, 16.5), (125, 15.6), (128, 13.9), (132, 12.4), (142, 12.2))
"""x of the edge of the suit at the arm, by height."""
LEG_END = 68.0


def cloth(buffer: GBuffer) -> np.ndarray:
    """(H, W) bool: where the plain one-piece suit is."""
    x, y, z = np.moveaxis(buffer.rest * 100, -1, 0)
    x = np.abs(x)
    arm = np.isin(buffer.segment, [number(part, side) for part in ("upper_arm", "forearm", "hand") for side in "lr"])
    neckline = np.where(z > 1.5, NECKLINE_FRONT(x), NECKLINE_BACK(x))
    above = (y < neckline) & (x < np.where(y > 120, ARMHOLE(y), np.inf))
    below = y > LEG_END + 0.18 * (x - 9)
    return buffer.inside & ~arm & (buffer.segment != segment.HEAD) & above & below


def light(buffer: GBuffer) -> np.ndarray:
    """(H, W) 0 in shadow to 1 in full light: a soft key light, a fill light, and darker hollows and rims."""
    normal = buffer.normal
    key = np.clip(normal @ (KEY_LIGHT / np.linalg.norm(KEY_LIGHT)) * 0.5 + 0.5, 0, 1) ** 1.35
    fill = np.clip(normal @ (FILL_LIGHT / np.linalg.norm(FILL_LIGHT)), 0, 1)
    rim = 1 - np.clip(normal[..., 2], 0, 1)
    return np.clip(0.86 * key + 0.24 * fill - 0.34 * rim**2.2 - _hollows(buffer), 0, 1)


def _hollows(buffer: GBuffer) -> np.ndarray:
    """(H, W) how much a pixel lies behind what surrounds it on the body."""
    inside = buffer.inside.astype(np.float32)
    depth = (buffer.depth * inside).astype(np.float32)
    dark = np.zeros(inside.shape, dtype=np.float32)
    for radius, strength in ((4.0, 5.0), (14.0, 2.2)):
        sigma = radius * buffer.supersample * buffer.scale / 700
        weight = np.maximum(ndimage.gaussian_filter(inside, sigma, truncate=3.0), 1e-6)
        around = ndimage.gaussian_filter(depth, sigma, truncate=3.0) / weight
        dark += np.clip((around - buffer.depth) * strength - 0.01, 0, 0.22)
    return np.where(buffer.inside, dark, 0)
