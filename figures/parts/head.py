"""Head and neck."""

from __future__ import annotations

import numpy as np

from figures.parts.points import Points, curve, first

HEAD_MIDDLE = 4.5
JAW_BORDER = curve((4.0, 151.2), (5.0, 150.4), (7.0, 148.2), (10.0, 146.5), (12.5, 145.6), (14.5, 145.2))
"""Height of the lower border of the jaw, by z: from the ear lobe over the angle of the jaw to the chin."""
SKULL_BASE = curve((-5.0, 152.4), (0.0, 152.0), (3.0, 151.2), (5.0, 150.6))
"""Height of the nuchal line, by z: from the bump at the back of the head to the mastoid."""
HAIRLINE = curve((-5.0, 159.6), (2.0, 160.6), (8.0, 161.4), (13.0, 161.2))
"""Height above which the head is its top, by z."""
NECK_EDGE = curve((137.0, -0.5), (141.0, 0.8), (144.0, 2.4), (148.0, 2.9), (152.0, 3.4))
"""The front edge of trapezius as z, by height: behind it is the back of the neck."""
NECK_HALF = 145.6
NECK_BASE = curve((0.0, 136.9), (4.0, 137.2), (7.0, 137.9), (9.0, 138.5))
"""Height where the back of the neck ends, by x."""
EYE_LOW = curve((0.0, 154.2), (3.0, 154.3), (6.0, 155.0))
"""Height of the lower rim of the eye socket, by x."""


def around(points: Points) -> np.ndarray:
    """Degrees around the head: 0 at the nose, 90 at the ear, 180 behind."""
    return np.degrees(np.arctan2(points.x / 7.3, (points.z - HEAD_MIDDLE) / 9.5))


def is_ear(points: Points) -> np.ndarray:
    """The ear and the jaw joint just before it."""
    within = ((points.z - 5.3) / 2.9) ** 2 + ((points.y - 153.7) / 3.2) ** 2 < 1
    return (points.x > 4.8) & within


def is_head(points: Points) -> np.ndarray:
    """Above the lower border of the jaw and the base of the skull."""
    return points.y > np.where(points.z > HEAD_MIDDLE, JAW_BORDER(points.z), SKULL_BASE(points.z))


def label(points: Points) -> np.ndarray:
    """The areas of points on the head and the neck."""
    angle = around(points)
    head = is_head(points)
    return first(
        ("ear", is_ear(points)),
        ("crown", head & (points.y > HAIRLINE(points.z))),
        ("back_of_head", head & (angle > 103)),
        ("forehead_eye", head & (angle < 46) & (points.y > EYE_LOW(points.x))),
        ("temple", head & (points.y > 154.9)),
        ("cheek_jaw", head),
        ("neck_front", points.z > NECK_EDGE(points.y)),
        ("neck_upper", points.y > NECK_HALF),
        ("neck_lower", points.y > -1),
    )
