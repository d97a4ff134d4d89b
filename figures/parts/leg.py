"""Thigh, knee, lower leg and foot."""

from __future__ import annotations

import numpy as np

from figures.parts import trunk
from figures.parts.arm import between
from figures.parts.points import AREAS, Points, curve, first

KNEE_TOP = curve((-125, 54.4), (-70, 54.0), (0, 55.2), (70, 54.0), (125, 54.4))
KNEE_END = curve((-125, 43.8), (-70, 43.4), (0, 43.4), (70, 43.4), (125, 43.8))
"""Heights of the knee's ends, by the angle around the leg."""
THIGH = {"thigh_outer": (48.0, 124.0), "thigh_back": (124.0, -124.0), "thigh_inner": (-124.0, -29.0)}
KNEE = {"knee_outer": (12.0, 122.0), "knee_back": (122.0, -120.0)}
KNEECAP_INNER = curve((43.4, 11.3), (50.0, 9.7), (55.2, 8.7))
KNEECAP_OUTER = curve((43.4, 15.0), (50.0, 13.9), (55.2, 13.2))
"""x of the borders of the front of the knee, by height: they run down the leg on either side of the kneecap."""
SHANK = {"leg_outer": (30.0, 98.0), "calf": (98.0, -97.0)}
ANKLE_TOP = 13.2
ACHILLES_FROM = curve((4, 116), (12, 120), (16, 134), (19, 158), (20, 180))
"""Degrees from the front beyond which the back of the ankle lies, by height."""
ANKLE_OUTER = (34.0, 126.0)
HEEL_RIM = curve((-3.5, 5.4), (0, 4.6), (2.5, 3.4), (4.6, 2.4))
"""Height of the upper rim of the heel, by z."""
HEEL_FRONT = 4.4
OUTER_EDGE = curve((1.0, 3.6), (3.0, 4.8), (6.0, 6.2), (8.0, 6.6), (11.0, 7.4))
"""z of the front edge of the outer ankle, by height."""
INSTEP_EDGE = curve((9.5, 11.2), (11.0, 9.2), (13.0, 7.6), (15.5, 6.2))
"""z where the ankle becomes the back of the foot, by x."""
FOOT_MIDDLE = 12.6
BIG_TOE_BALL = 11.4
"""z behind which the ball of the big toe ends."""
BIG_TOE_EDGE = curve((11.0, 11.9), (14.0, 11.7), (17.0, 11.1), (20.0, 10.9))
"""x of the line between the big toe with its ball and the other toes, by z."""
TOES, TOE_TIP = 16.0, 1.6
"""z in front of which the toes lie, and the height below which their tips are part of the sole."""


def by_angle(angle: np.ndarray, arcs: dict[str, tuple[float, float]], rest: str) -> np.ndarray:
    """The name of the arc in which each angle lies, or the rest."""
    return first(*((name, between(angle, limits)) for name, limits in arcs.items()), (rest, angle > -999))


def label(points: Points) -> np.ndarray:
    """The areas of points on thigh, lower leg and foot; the hip's areas reach down onto the thigh."""
    x, y, z = points.x, points.y, points.z
    angle = points.around_leg()
    hip = (z < trunk.HIP_FRONT(y)) & (z > trunk.HIP_BACK(y)) & (x > 9)
    fold = np.where(z < trunk.BEHIND(x), trunk.GLUTEAL_FOLD(x), trunk.GROIN_LOW(x))
    return np.select(
        [
            y > np.where(hip, trunk.HIP_LOW(z), fold),
            y > KNEE_TOP(angle),
            y > KNEE_END(angle),
            (y > ANKLE_TOP) & (np.abs(angle) < ACHILLES_FROM(y)),
        ],
        [
            trunk.pelvis(points, trunk.around(points)),
            by_angle(angle, THIGH, "thigh_front"),
            _knee(points, angle),
            by_angle(angle, SHANK, "shin"),
        ],
        _foot(points, angle),
    )


def _knee(points: Points, angle: np.ndarray) -> np.ndarray:
    """The areas around the knee."""
    x, y = points.x, points.y
    front = (np.abs(angle) < 90) & (x > KNEECAP_INNER(y)) & (x < KNEECAP_OUTER(y))
    return np.where(front, AREAS.index("knee_front"), by_angle(angle, KNEE, "knee_inner")).astype(np.int16)


def _foot(points: Points, angle: np.ndarray) -> np.ndarray:
    """The areas from the ankle down."""
    x, y, z = points.x, points.y, points.z
    underneath = (points.normal[:, 1] < -0.15) & (y < np.where(z > TOES, TOE_TIP, 3.2))
    big_toe = (z > BIG_TOE_BALL) & ((points.digit == 1) | (x < BIG_TOE_EDGE(z)))
    on_outside = x > FOOT_MIDDLE
    return first(
        ("heel", (z < HEEL_FRONT) & ((y < HEEL_RIM(z)) | underneath)),
        ("big_toe", big_toe),
        ("sole", underneath),
        ("achilles", (np.abs(angle) >= ACHILLES_FROM(y)) & (z < 2.0)),
        ("ankle_outer", on_outside & (z < OUTER_EDGE(y)) & between(angle, ANKLE_OUTER)),
        ("foot_top", (z > INSTEP_EDGE(x)) | (on_outside & (y < 6.0) & (z > OUTER_EDGE(y)))),
        ("ankle_front", y > -1),
    )
