"""Charts: the flat maps on which muscles are drawn, each valid on one side of the reference body.

Every chart takes points of the left half of the reference body (the right half is mirrored onto it) in centimetres
and gives two coordinates a point and whether the chart holds there. Curves drawn on a chart then mean the same place
on every body and in every view.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from figures import chart
from figures.raster import GBuffer

CENTIMETRES = 100.0
LIMBS = {"arm": ("upper_arm", "forearm"), "leg": ("thigh", "shank")}
"""Limb charts run along two bones: s is 0 at the upper joint, 1 at the middle one, 2 at the lower one; angles are
degrees, 0 in front, positive outward, 180 behind."""
RADIUS, BONE = 5.0, 30.0
"""Centimetres from the axis of a limb at which its angles are measured as lengths, and centimetres for a step of 1
in s: near enough to compare lengths along and around a limb."""

_ARMPIT = np.array(
    [[70.0, 22.0], [95.0, 21.0], [110.0, 17.2], [115.0, 16.4], [120.0, 15.6], [125.0, 15.5], [128.0, 16.0]]
)
"""Height and distance from the midline of the line between arm and trunk."""
_TRUNK_AXIS = np.array([[75.0, 1.5], [95.0, 1.5], [105.0, 3.5], [125.0, 3.5], [138.0, 1.0]])
"""Height and depth of the axis around which the trunk is unrolled."""
_GIRTH = 12.0
"""Centimetres from the axis of the trunk at which its angles are measured as lengths."""
_SHOULDER = np.array([[128.0, 16.0], [133.0, 13.0], [138.0, 10.0], [140.0, 9.0]])
"""The same line carried on over the shoulder, where arm and trunk overlap."""
_TRUNK_TOP, _FOOT_TOP, _LEG_TOP = 128.0, 12.0, 100.0
_NECK_AXIS = np.array([[134.0, 1.2], [140.0, 1.8], [144.0, 2.4], [148.0, 3.0], [152.0, 4.0], [156.0, 4.6]])
"""Height and depth of the axis around which the neck is unrolled."""
_NECK_GIRTH = 5.5
"""Centimetres from the axis of the neck at which its angles are measured as lengths."""
_NECK_FOOT = np.array([[134.0, 9.0], [149.0, 9.0], [150.0, 7.2]])
"""Height and distance from the midline as far as the unrolled neck reaches: onto the slope, not onto the ear."""
AROUND = {"trunk": _GIRTH, "neck": _NECK_GIRTH}
"""Charts of degrees around the body (0 the front midline, 90 the side, 180 the spine) and height, with the centimetres
from their axis at which the angles are measured as lengths."""
_NECK, _JAW, _NECK_SIDE, _BEHIND_THE_JAW = 140.0, 146.0, 7.5, 4.5
"""Where the neck begins and the jaw begins (heights), how far out the neck reaches, how far forward its back."""
_BLEND = 0.15
"""Share of a bone's length on either side of the middle joint over which its two bones are mixed."""

SHOULDER, CROTCH = 126.0, 80.0
"""Heights above which arm and trunk, and the two sides of the body, are one."""


class Charts:
    """The N visible pixels of one view with their coordinates on every chart, computed when first asked for.

    `pixels` are their numbers row by row, `rest` and `facing` (N, 3) their position in metres and their normal on the
    reference body, `left` says which lie on its left half, `towards_viewer` how far each faces the viewer, at most 1.
    """

    def __init__(self, buffer: GBuffer) -> None:
        self.shape = buffer.inside.shape
        self.pixels = np.flatnonzero(buffer.inside)
        rest = buffer.rest.reshape(-1, 3)[self.pixels]
        normal = buffer.rest_normal.reshape(-1, 3)[self.pixels]
        self.rest = rest
        self.facing = normal
        self.towards_viewer = buffer.normal[..., 2].reshape(-1)[self.pixels]
        self.left = rest[:, 0] >= 0
        across = np.where(self.left, 1.0, -1.0)[:, None] * [1.0, 0.0, 0.0] + [0.0, 1.0, 1.0]
        self._points = rest * across
        self._normals = normal * across
        self._known: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def on(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Per visible pixel its two coordinates (N, 2) on a chart, and whether the chart holds there (N,)."""
        if name not in self._known:
            first, second, holds = _CHARTS[name](self)
            self._known[name] = np.stack([first, second], axis=1), holds
        return self._known[name]

    def distance(self, name: str, place: tuple[float, float]) -> np.ndarray:
        """(N,) about how many centimetres each visible pixel is from a place on a chart; inf where it does not hold."""
        coordinates, holds = self.on(name)
        first, second = (coordinates - place).T
        if name in LIMBS:
            first, second = first * BONE, np.radians((second + 180.0) % 360.0 - 180.0) * RADIUS
        elif name in AROUND:
            first = np.radians(first) * AROUND[name]
        return np.where(holds, np.hypot(first, second), np.inf)

    def window(self, chosen: np.ndarray, margin: int) -> tuple[np.ndarray, tuple[float, float]] | None:
        """The chosen pixels as a mask just large enough, and the point of the picture at its first pixel's centre."""
        if not chosen.any():
            return None
        rows, columns = np.divmod(self.pixels[chosen], self.shape[1])
        top, left = int(rows.min()) - margin, int(columns.min()) - margin
        mask = np.zeros((int(rows.max()) - top + margin + 1, int(columns.max()) - left + margin + 1), bool)
        mask[rows - top, columns - left] = True
        return mask, (left + 0.5, top + 0.5)

    @cached_property
    def centimetres(self) -> np.ndarray:
        """(N, 3) pixel positions on the left half of the reference body."""
        return self._points * CENTIMETRES

    @cached_property
    def normals(self) -> np.ndarray:
        """(N, 3) outward normals, mirrored likewise."""
        return self._normals

    @cached_property
    def beside_the_trunk(self) -> np.ndarray:
        """(N,) which pixels belong to an arm or a hand that hangs beside the trunk."""
        return beside_the_trunk(self.centimetres)

    def limb(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """s and the angle in degrees along a limb, smooth across its middle joint."""
        upper, lower = LIMBS[name]
        t, angle = chart.along(self._points, upper, "l")
        further, turned = chart.along(self._points, lower, "l")
        share = np.clip((t - 1 + _BLEND) / (2 * _BLEND), 0, 1)
        share = share * share * (3 - 2 * share)
        east = (1 - share) * np.sin(angle) + share * np.sin(turned)
        north = (1 - share) * np.cos(angle) + share * np.cos(turned)
        return (1 - share) * t + share * (1 + further), np.degrees(np.arctan2(east, north))


def beside_the_trunk(points: np.ndarray) -> np.ndarray:
    """(N,) which points (N, 3 or more) of the left half, in centimetres, are on an arm that hangs beside the trunk."""
    x, y = points[:, :2].T
    return (x > np.interp(y, *_ARMPIT.T)) & (y < _ARMPIT[-1, 0])


Chart = Callable[[Charts], tuple[np.ndarray, np.ndarray, np.ndarray]]


def _flat(first: int, second: int, holds: Callable[[Charts], np.ndarray]) -> Chart:
    def flat(charts: Charts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return charts.centimetres[:, first], charts.centimetres[:, second], holds(charts)

    return flat


def _trunk(charts: Charts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Around the body: 0 at the front midline, 90 at the side, 180 at the spine; and height."""
    x, y, z = charts.centimetres.T
    axis = np.interp(y, *_TRUNK_AXIS.T)
    return np.degrees(np.arctan2(x, z - axis)), y, (y < _TRUNK_TOP) & ~charts.beside_the_trunk


def _neck(charts: Charts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Around the neck like the trunk: 0 at the throat, 180 at the nape; and height."""
    x, y, z = charts.centimetres.T
    holds = (y > _NECK_AXIS[0, 0]) & (y < _NECK_AXIS[-1, 0]) & (x < np.interp(y, *_NECK_FOOT.T))
    return np.degrees(np.arctan2(x, z - np.interp(y, *_NECK_AXIS.T))), y, holds


def _arm(charts: Charts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    s, angle = charts.limb("arm")
    x, y, _ = charts.centimetres.T
    return s, angle, charts.beside_the_trunk | ((y >= _SHOULDER[0, 0]) & (x > np.interp(y, *_SHOULDER.T)))


def _leg(charts: Charts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    s, angle = charts.limb("leg")
    return s, angle, ~charts.beside_the_trunk & (charts.centimetres[:, 1] < _LEG_TOP)


def _on_neck(charts: Charts) -> np.ndarray:
    x, y, _ = charts.centimetres.T
    return (y > _NECK) & (x < _NECK_SIDE)


def _in_front(charts: Charts) -> np.ndarray:
    """The front of the body; on the neck without its sides, which the side chart holds."""
    lowest = np.where(_on_neck(charts) & (charts.centimetres[:, 1] < _JAW), 0.2, -0.1)
    return charts.normals[:, 2] > lowest


def _behind(charts: Charts) -> np.ndarray:
    """The back of the body; on the neck without its sides and the underside of the jaw."""
    neck = _on_neck(charts)
    held = (charts.normals[:, 2] < np.where(neck, -0.2, 0.15)) & ~charts.beside_the_trunk
    return held & (~neck | (charts.centimetres[:, 2] < _BEHIND_THE_JAW))


def _on_foot(charts: Charts) -> np.ndarray:
    return charts.centimetres[:, 1] < _FOOT_TOP


_CHARTS: dict[str, Chart] = {
    "front": _flat(0, 1, _in_front),
    "back": _flat(0, 1, _behind),
    "side": _flat(2, 1, lambda c: (c.normals[:, 0] > 0.1) & (c.centimetres[:, 0] < 9.0)),
    "trunk": _trunk,
    "neck": _neck,
    "arm": _arm,
    "leg": _leg,
    "palm": _flat(0, 1, lambda c: (c.normals[:, 2] > 0.0) & c.beside_the_trunk),
    "hand_back": _flat(0, 1, lambda c: (c.normals[:, 2] < 0.0) & c.beside_the_trunk),
    "sole": _flat(0, 2, lambda c: (c.normals[:, 1] < -0.1) & _on_foot(c)),
    "foot_top": _flat(0, 2, lambda c: (c.normals[:, 1] > 0.25) & _on_foot(c)),
    "foot_inner": _flat(2, 1, lambda c: (c.normals[:, 0] < 0.1) & _on_foot(c)),
    "foot_outer": _flat(2, 1, lambda c: (c.normals[:, 0] > -0.1) & _on_foot(c)),
}
NAMES = frozenset(_CHARTS)
