"""Coordinates on a limb: how far along its bone, and where around it."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from figures import body, mesh, pose, segment
from figures.segment import LIMB_PARTS, number

_ENDS = {
    "upper_arm": ("upperarm01.{}", "lowerarm01.{}"),
    "forearm": ("lowerarm01.{}", "wrist.{}"),
    "hand": ("wrist.{}", "finger3-3.{}>"),
    "thigh": ("upperleg01.{}", "lowerleg01.{}"),
    "shank": ("lowerleg01.{}", "foot.{}"),
    "foot": ("foot.{}", "toe1-1.{}>"),
}
_BINS = 12
_RINGS = (0.2, 0.95)
"""Where on the bone whole rings of flesh are found."""


def ends(part: str, side: str = "l") -> tuple[np.ndarray, np.ndarray]:
    """The two joints (3,) in metres between which a limb part runs on the standing reference body."""
    start, end = (pose.joint(name.format(side.upper())) for name in _ENDS[part])
    return start, end


def _directions(part: str, side: str) -> np.ndarray:
    """(3, 3) unit vectors along the bone, to the outside and to the front; on the foot its back is the front."""
    start, end = ends(part, side)
    axis = (end - start) / np.linalg.norm(end - start)
    outward = np.array([1.0 if side == "l" else -1.0, 0.0, 0.0])
    forward = np.array([0.0, 1.0, 0.0]) if part == "foot" else np.array([0.0, 0.0, 1.0])
    lateral = outward - axis * (outward @ axis)
    lateral /= np.linalg.norm(lateral)
    anterior = forward - axis * (forward @ axis)
    anterior -= lateral * (anterior @ lateral)
    return np.stack([axis, lateral, anterior / np.linalg.norm(anterior)])


def _offsets(points: np.ndarray, part: str, side: str) -> tuple[np.ndarray, np.ndarray]:
    """t (...,) along the bone and offsets (..., 2) in metres from it, outward and forward."""
    start, end = ends(part, side)
    local = (points - start) @ _directions(part, side).T
    return local[..., 0] / np.linalg.norm(end - start), local[..., 1:]


@cache
def _middle(part: str) -> np.ndarray:
    """(3, 2) coefficients of a parabola in t: where the middle of the flesh lies beside the bone, in metres."""
    skin = pose.standing(body.REFERENCE)[: len(mesh.load().weights)]
    on_part = segment.weights()[:, number(part, "l")] > 0.6
    t, offsets = _offsets(skin[on_part], part, "l")
    centres, middles = [], []
    for low in np.linspace(*_RINGS, _BINS, endpoint=False):
        ring = offsets[(t >= low) & (t < low + np.ptp(_RINGS) / _BINS)]
        if len(ring) >= 8:
            centres.append(low + np.ptp(_RINGS) / _BINS / 2)
            middles.append((ring.min(axis=0) + ring.max(axis=0)) / 2)
    return np.polyfit(centres, middles, 2)


def along(rest: np.ndarray, part: str, side: str) -> tuple[np.ndarray, np.ndarray]:
    """t and angle (...,) of points (..., 3), as if all of them lay on one limb part.

    t is 0 at the upper joint and 1 at the lower one, and goes on beyond both. The angle is in radians about the
    middle of the flesh: 0 at the front, positive towards the outside of the body, +-pi at the back.
    """
    t, offsets = _offsets(rest, part, side)
    powers = np.clip(t, *_RINGS)[..., None] ** np.array([2, 1, 0])
    outward, forward = np.moveaxis(offsets - powers @ _middle(part), -1, 0)
    return t, np.arctan2(outward, forward)


@cache
def _leg_middle() -> tuple[PchipInterpolator, PchipInterpolator, float, float]:
    """x and z in metres of the middle of the left leg by height, and the heights between which they hold."""
    skin = pose.standing(body.REFERENCE)[: len(mesh.load().weights)]
    parts = segment.weights()[:, [number("thigh", "l"), number("shank", "l")]]
    leg = skin[parts.sum(axis=1) > 0.7]
    low, high = pose.joint("foot.L")[1] + 0.05, pose.joint("upperleg01.L")[1] - 0.16
    heights = np.linspace(low, high, 9)
    rings = [leg[np.abs(leg[:, 1] - height) < 0.025] for height in heights]
    x, z = ([(ring[:, axis].min() + ring[:, axis].max()) / 2 for ring in rings] for axis in (0, 2))
    return PchipInterpolator(heights, x), PchipInterpolator(heights, z), low, high


def around_leg(rest: np.ndarray) -> np.ndarray:
    """The angle (...,) in radians around the left leg at one height, without a step at the knee.

    0 at the front, positive towards the outside. Points (..., 3) in metres.
    """
    middle_x, middle_z, low, high = _leg_middle()
    height = np.clip(rest[..., 1], low, high)
    return np.arctan2(rest[..., 0] - middle_x(height), rest[..., 2] - middle_z(height))


def limb(rest: np.ndarray, segment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """t and angle (H, W) for every limb pixel, NaN elsewhere; see `along`.

    On the foot the angle is 0 on its back and +-pi under the sole.
    """
    t, angle = np.full(segment.shape, np.nan), np.full(segment.shape, np.nan)
    for side in "lr":
        for part in LIMB_PARTS:
            here = segment == number(part, side)
            t[here], angle[here] = along(rest[here], part, side)
    return t, angle
