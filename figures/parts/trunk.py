"""Shoulder girdle, chest, belly, back and pelvis."""

from __future__ import annotations

import numpy as np

from figures.parts import head
from figures.parts.points import Points, curve, first

MIDDLE = curve((78, 1.0), (88, 1.4), (98, 4.0), (107, 4.6), (115, 4.0), (122, 3.2), (130, 1.6), (140, 1.0))
"""z of the middle of the trunk, by height."""
HALF_WIDTH = curve((78, 17.4), (88, 16.8), (98, 13.8), (107, 12.3), (120, 15.0), (130, 16.0))
HALF_DEPTH = 9.0

COLLARBONE = curve((0, 136.6), (2.5, 137.4), (7, 138.4), (11, 138.2), (15, 137.4), (18, 136.8))
"""Height of the collarbone in front, by x."""
NECK_SIDE = curve((133, 6.0), (138, 6.2), (143, 7.4))
"""x where the neck becomes the top of the shoulder, by height."""
GROOVE = curve((126, 15.6), (130, 14.2), (134, 12.6), (139, 11.6))
"""x of the groove between chest and shoulder, by height."""
BLADE_SPINE = curve((0, 133.0), (6, 133.2), (10, 134.2), (14, 135.8), (18, 136.8))
"""Height of the bony ridge of the shoulder blade behind, by x."""
BLADE_INNER = curve((118, 7.4), (124, 6.7), (130, 6.2), (139, 6.2))
"""x of the inner border of the shoulder blade, by height."""
BLADE_OUTER = curve((119, 10.2), (122, 11.6), (126, 13.2), (129, 13.6), (133, 13.2), (137, 14.2))
"""x of its outer border."""
BLADE_TIP = curve((0, 119.6), (6, 119.6), (9, 118.8), (10.5, 119.8), (12, 121.6), (14, 124.0))
"""Height of its lower tip, by x."""
RIB_MARGIN = curve(
    (0, 117.4), (10, 116.6), (30, 112.4), (60, 107.6), (90, 106.2), (118, 106.6), (150, 108.0), (180, 108.6)
)
"""Height of the lowest ribs, by degrees around the trunk."""
HIP_CREST = curve((40, 94.2), (58, 96.4), (75, 98.8), (90, 99.8), (120, 100.6), (145, 99.0), (160, 97.2), (180, 96.6))
"""Height of the crest of the hip bone, by degrees around the trunk."""
CREST_BAND = curve((55, 94.0), (90, 95.2), (112, 94.0), (124, 90.4), (138, 88.4), (160, 89.6), (180, 91.0))
"""Height down to which the hip crest and the upper buttock reach."""
GROIN_TOP = curve((0, 90.2), (4, 90.8), (9, 92.8), (13.5, 95.2))
GROIN_LOW = curve((0, 78.0), (4, 78.0), (8, 78.4), (12, 80.0), (14.5, 82.6), (17, 85.0))
GLUTEAL_FOLD = curve((0, 79.4), (3, 78.2), (6, 77.2), (11, 77.0), (15, 78.0), (18, 79.0))
HIP_FRONT = curve((74, 11.0), (80, 10.4), (86, 9.2), (96, 8.0))
"""z of the front edge of the outer hip, by height."""
HIP_BACK = curve((74, -1.6), (84, -3.4), (96, -3.6))
BEHIND = curve((0, 3.5), (5, 1.5), (9, 0.0))
"""z behind which a point low on the pelvis counts as buttock, by x."""
HIP_LOW = curve((-6, 76.2), (3, 75.6), (10, 76.2))
"""Height where the outer hip ends, by z."""
SACRUM_HALF = curve((84.0, 1.8), (89.5, 2.6), (94, 4.0), (97.5, 4.4))
"""Half the width of sacrum and tailbone, by height."""
TAILBONE_TOP, TAILBONE_TIP = 89.4, 84.4
SIDE_FRONT, SIDE_BACK = 53.0, 122.0
"""Degrees between which the ribs count as the side."""


def around(points: Points) -> np.ndarray:
    """Degrees around the trunk: 0 in front, 90 at the side, 180 at the spine."""
    across = points.x / HALF_WIDTH(points.y)
    return np.degrees(np.arctan2(across, (points.z - MIDDLE(points.y)) / HALF_DEPTH))


def is_shoulder_front(points: Points) -> np.ndarray:
    """Outside the groove between chest and shoulder, below the collarbone."""
    return (points.x > GROOVE(points.y)) & (points.y > 126) & (points.y < COLLARBONE(points.x))


def label(points: Points) -> np.ndarray:
    """The areas of points on the trunk, the shoulders' inner parts and the hips."""
    angle = around(points)
    x, y = points.x, points.y
    in_front = angle < 90
    neck = (x < NECK_SIDE(y)) & (y > np.where(in_front, COLLARBONE(x), head.NECK_BASE(x)))
    top = y > np.where(in_front, COLLARBONE(x), BLADE_SPINE(x))
    below_ribs, below_crest = y < RIB_MARGIN(angle), y < HIP_CREST(angle)
    upper = first(
        ("neck_front", neck & (points.z > head.NECK_EDGE(y))),
        ("neck_lower", neck),
        ("shoulder_top", top & (in_front | (x > BLADE_INNER(y)))),
        ("shoulder_front", in_front & is_shoulder_front(points)),
        ("chest", in_front & ((angle < SIDE_FRONT) | (y > 132))),
        ("ribs_side", in_front),
        ("shoulder_back", (x > BLADE_OUTER(y)) & (y > 127)),
        ("inner_blade", (x < BLADE_INNER(y)) & (y > BLADE_TIP(x))),
        ("shoulder_blade", (x < BLADE_OUTER(y)) & (y > BLADE_TIP(x))),
        ("mid_back", (angle > SIDE_BACK) & (y < BLADE_TIP(np.minimum(x, 9.5)) + 0.5 * np.maximum(x - 9.5, 0))),
        ("ribs_side", y > -1),
    )
    middle = first(("abdomen", in_front), ("low_back", ~in_front))
    lower = pelvis(points, angle)
    middle = np.where(in_front & (angle < 58) & (y < GROIN_TOP(x)), lower, middle)
    return np.where(below_crest & (angle >= 58), lower, np.where(below_ribs, middle, upper))


def pelvis(points: Points, angle: np.ndarray) -> np.ndarray:
    """The areas below the hip crest and the groin's upper line, down onto the thigh where they reach so far."""
    x, y, z = points.x, points.y, points.z
    behind = (angle > 90) & (z < HIP_BACK(y))
    centre = behind & (x < SACRUM_HALF(y)) & (points.normal[:, 2] < 0.3)
    return first(
        ("sacrum", centre & (y > TAILBONE_TOP)),
        ("tailbone", centre & (y > TAILBONE_TIP)),
        ("buttock_upper", (angle >= 58) & (y > CREST_BAND(angle))),
        ("hip_side", (z < HIP_FRONT(y)) & (z > HIP_BACK(y)) & (x > 9)),
        ("buttock_lower", np.where(y < 84, z < BEHIND(x), (z < 0) & (angle > 90))),
        ("groin", y > -1),
    )
