"""The points that label functions look at, and the curves that they compare them with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from figures import chart

MIDLINE = ("sacrum", "tailbone")
PAIRED = (
    *("forehead_eye", "temple", "cheek_jaw", "ear", "crown", "back_of_head"),
    *("neck_front", "neck_upper", "neck_lower", "shoulder_top", "shoulder_front", "shoulder_side", "shoulder_back"),
    *("shoulder_blade", "inner_blade", "mid_back", "chest", "ribs_side", "upper_arm_front", "upper_arm_back"),
    *("elbow_outer", "elbow_inner", "forearm_front", "forearm_back", "wrist_front", "wrist_back"),
    *("thumb", "palm", "hand_back", "little_fingers", "abdomen", "groin", "low_back"),
    *("buttock_upper", "buttock_lower", "hip_side", "thigh_front", "thigh_inner", "thigh_outer", "thigh_back"),
    *("knee_front", "knee_inner", "knee_outer", "knee_back", "shin", "leg_outer", "calf"),
    *("ankle_front", "ankle_outer", "achilles", "foot_top", "big_toe", "sole", "heel"),
)
AREAS = (*PAIRED, *MIDLINE)
"""The 56 side-free areas of the atlas; label functions speak of them by their index."""


@dataclass(frozen=True)
class Points:
    """N points on the skin of the reference body, folded onto the person's left side."""

    x: np.ndarray
    """(N,) cm from the midline, never negative."""
    y: np.ndarray
    """(N,) cm up from the soles."""
    z: np.ndarray
    """(N,) cm forward."""
    normal: np.ndarray
    """(N, 3) outward: to the side, up, forward."""
    segment: np.ndarray
    """(N,) the segment's number, as on the left side."""
    digit: np.ndarray
    """(N,) as in the G-buffer."""

    def of(self, chosen: np.ndarray) -> Points:
        """The chosen points only."""
        fields = (self.x, self.y, self.z, self.normal, self.segment, self.digit)
        return Points(*(values[chosen] for values in fields))

    def on(self, part: str) -> tuple[np.ndarray, np.ndarray]:
        """t along a limb part and the angle around it in degrees, 0 at the front, positive to the outside."""
        t, angle = chart.along(np.stack([self.x, self.y, self.z], axis=1) / 100, part, "l")
        return t, np.degrees(angle)

    def around_leg(self) -> np.ndarray:
        """Degrees around the leg, 0 at the front, positive to the outside; the same above and below the knee."""
        return np.degrees(chart.around_leg(np.stack([self.x, self.y, self.z], axis=1) / 100))


def curve(*knots: tuple[float, float]) -> Callable[[np.ndarray], np.ndarray]:
    """A smooth curve through the knots without overshoot; level beyond its ends."""
    given, wanted = zip(*knots, strict=True)
    bent = PchipInterpolator(given, wanted)
    return lambda values: bent(np.clip(values, given[0], given[-1]))


def first(*rules: tuple[str, np.ndarray]) -> np.ndarray:
    """Per point the index in AREAS of the first rule that holds; the last rule must hold wherever no other does."""
    names = [name for name, _ in rules]
    holds = np.stack([np.broadcast_to(condition, rules[0][1].shape) for _, condition in rules])
    if not holds.any(axis=0).all():
        raise ValueError(f"no rule of {', '.join(names)} holds for some point")
    return np.array([AREAS.index(name) for name in names], dtype=np.int16)[holds.argmax(axis=0)]
