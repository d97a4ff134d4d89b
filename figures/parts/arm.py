"""Shoulder cap, arm and hand."""

from __future__ import annotations

import numpy as np

from figures import pose
from figures.parts import trunk
from figures.parts.points import Points, curve, first
from figures.segment import number

CAP_END = curve((-180, 0.26), (-90, 0.18), (-30, 0.26), (60, 0.34), (90, 0.36), (140, 0.30), (180, 0.26))
"""How far down the upper arm the shoulder reaches, by the angle around the arm."""
CAP_FRONT, CAP_BACK = 24.0, 138.0
ELBOW_TOP, ELBOW_END = 0.86, 0.15
WRIST_TOP, WRIST_END = 0.895, 0.12
WEB, KNUCKLES = 4.4, 6.4
"""cm along the palm where the web of the thumb and where the free fingers begin."""
THUMB_LINE = curve((-3.0, 0.4), (0.0, 1.7), (3.0, 3.4), (4.4, 4.3))
"""cm from the middle of the palm to the border of the thumb's ball, by cm along the palm."""
UPPER_ARM_BACK = (92.0, -62.0)
"""From the outer back round to the inner front."""
ELBOW_OUTER = (48.0, -140.0)
FOREARM_BACK = (32.0, -98.0)
WRIST_BACK = (84.0, -96.0)


def between(angle: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    """Whether degrees lie between two limits, going from the first outward and round the back to the second."""
    start, end = limits
    return (angle - start) % 360 < (end - start) % 360


def palm_direction() -> np.ndarray:
    """(3,) the way the left palm faces on the reference body."""
    across = pose.joint("finger2-1.L") - pose.joint("finger5-1.L")
    along = pose.joint("finger3-1.L") - pose.joint("wrist.L")
    facing = np.cross(along, across)
    facing *= np.sign(facing[2])
    return facing / np.linalg.norm(facing)


def label(points: Points) -> np.ndarray:
    """The areas of points on the upper arm, the forearm and the hand."""
    hand = points.segment == number("hand", "l")
    t_upper, upper = points.on("upper_arm")
    t_fore, fore = points.on("forearm")
    t_hand, _ = points.on("hand")
    on_hand = hand & (t_hand > WRIST_END)
    above_elbow = (t_upper < ELBOW_TOP) & (t_fore < 0.5)
    cap = (t_upper < CAP_END(upper)) & (t_fore < 0)
    behind = trunk.around(points) > 90
    top = points.y > np.where(behind, trunk.BLADE_SPINE(points.x), trunk.COLLARBONE(points.x))
    return np.where(
        on_hand,
        _hand(points, t_hand),
        first(
            ("shoulder_top", cap & top),
            ("shoulder_side", cap & (upper > CAP_FRONT) & (upper < CAP_BACK)),
            ("shoulder_front", cap & (upper > -90) & (upper < 90)),
            ("shoulder_back", cap),
            ("upper_arm_back", above_elbow & between(upper, UPPER_ARM_BACK)),
            ("upper_arm_front", above_elbow),
            ("elbow_outer", (t_fore < ELBOW_END) & between(fore, ELBOW_OUTER)),
            ("elbow_inner", t_fore < ELBOW_END),
            ("forearm_back", (t_fore < WRIST_TOP) & between(fore, FOREARM_BACK)),
            ("forearm_front", t_fore < WRIST_TOP),
            ("wrist_back", between(fore, WRIST_BACK)),
            ("wrist_front", t_fore > -9),
        ),
    )


def _hand(points: Points, t: np.ndarray) -> np.ndarray:
    """The areas beyond the wrist; the thumb takes its ball and the web, ring and little finger their metacarpals."""
    along, across = _on_palm(points)
    facing = points.normal @ palm_direction() > -0.1
    ball = (along < WEB) & (across > THUMB_LINE(along))
    little = np.where(along > KNUCKLES, points.digit >= 4, across < 0)
    return first(
        ("thumb", (points.digit == 1) & (along >= WEB) | ball),
        ("little_fingers", little),
        ("palm", facing),
        ("hand_back", t > -9),
    )


def _on_palm(points: Points) -> tuple[np.ndarray, np.ndarray]:
    """cm in the plane of the palm: from the wrist's end of the metacarpals towards the gap between middle and ring
    finger, and from that line towards the thumb."""
    middle = (pose.joint("metacarpal2.L") + pose.joint("metacarpal3.L")) / 2
    gap = (pose.joint("finger3-1.L") + pose.joint("finger4-1.L")) / 2
    way = (gap - middle) / np.linalg.norm(gap - middle)
    across = pose.joint("finger2-1.L") - pose.joint("finger5-1.L")
    side = across - way * (across @ way)
    place = np.stack([points.x, points.y, points.z], axis=1) - middle * 100
    return place @ way, place @ (side / np.linalg.norm(side))
