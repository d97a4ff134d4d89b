"""Where bones show under the skin: collarbone, shoulder blade and spine, as soft light and shadow.

The mesh has them only faintly, and they are what a person looks for to know where on the back a place is. Like the
areas they are drawn on the reference body, so they lie under the same skin on every body and from every side.
"""

from __future__ import annotations

import numpy as np

from figures.parts import trunk

EYE, EYE_RADIUS = (2.89, 155.87, 11.80), 1.56
"""Centre and radius of the eyeball in cm; what is seen of it is the line between closed lids."""
LASHES = 0.4


def relief(x: np.ndarray, y: np.ndarray, z: np.ndarray, forward: np.ndarray) -> np.ndarray:
    """(...,) how much darker a place is for the bones about it.

    x, y and z are cm on the left half of the reference body, `forward` is how far the skin faces forward, -1 to 1.
    """
    front, back = np.clip(forward * 4, 0, 1), np.clip(-forward * 4, 0, 1)
    above_collar = y - trunk.COLLARBONE(x)
    collar = (_ridge(above_collar, -1.4, 0.9) * 0.15 - _ridge(above_collar, 0.1, 0.6) * 0.07) * _within(x, 2.2, 15.5)
    from_border = x - trunk.BLADE_INNER(y)
    border = _ridge(from_border, -0.9, 1.4) * 0.09 - _ridge(from_border, 1.4, 1.1) * 0.04
    above_ridge = y - trunk.BLADE_SPINE(x)
    ridge = _ridge(above_ridge, -1.6, 1.2) * 0.08 - _ridge(above_ridge, 0.3, 0.8) * 0.05
    tip = _ridge(y - trunk.BLADE_TIP(x), -0.9, 1.3) * 0.08
    blade = border * _within(y, 120.5, 131.5) + ridge * _within(x, 7.5, 14.5) + tip * _within(x, 7.2, 11.0)
    spine = _ridge(x, 0.0, 1.1) * 0.10 * _within(y, 98.0, 134.0)
    eye = np.sqrt((x - EYE[0]) ** 2 + (y - EYE[1]) ** 2 + (z - EYE[2]) ** 2) < EYE_RADIUS
    return collar * front + (blade + spine) * back + LASHES * eye


def _ridge(distance: np.ndarray, at: float, width: float) -> np.ndarray:
    return np.exp(-(((distance - at) / width) ** 2))


def _within(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """1 between two limits, fading to 0 within 2 cm beyond them."""
    beyond = np.maximum(low - values, values - high)
    return np.clip(1 - beyond / 2, 0, 1)
