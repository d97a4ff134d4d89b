"""Which of the atlas's regions every pixel of a view belongs to.

Exhaustive and exclusive by construction: every pixel on the body gets exactly one region, as a function of where it
lies on the reference body. Then crumbs and slivers too thin to see are handed to their neighbours.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from scipy import ndimage

from figures import raster, segment, shade
from figures.parts import arm, head, leg, trunk
from figures.parts.points import AREAS, MIDLINE, PAIRED, Points
from figures.segment import number

REGIONS: tuple[str, ...] = (*(f"{area}_{side}" for area in PAIRED for side in "lr"), *MIDLINE)
"""All 110 ids; a label map holds indices into this, -1 outside the body."""
OUTSIDE = -1
SKIN, SUIT = 0, 1
"""What a map of the suit holds inside the body."""
BLUR = 1.3
"""Pixels of the picture over which labels vote: thinner slivers vanish and staircases are evened out."""
CRUMB = 40
"""Square pixels of the picture below which a separate piece of a region goes to its neighbour."""
SLIVER = 1.6
"""Pixels of the picture: half the width below which a strip goes to its neighbours."""

_ARMS = tuple(number(part, "l") for part in ("upper_arm", "forearm", "hand"))
_LEGS = tuple(number(part, "l") for part in ("thigh", "shank", "foot"))


def label_points(points: Points) -> np.ndarray:
    """(N,) the side-free area of every point, as an index into AREAS."""
    areas = np.empty(len(points.x), dtype=np.int16)
    on_arm, on_leg = np.isin(points.segment, _ARMS), np.isin(points.segment, _LEGS)
    high = ~on_arm & ~on_leg & ((points.segment == segment.HEAD) | (points.segment == segment.NECK))
    high &= (points.x < trunk.NECK_SIDE(points.y)) | (points.y > 143)
    rest = ~(on_arm | on_leg | high)
    for chosen, part in ((on_arm, arm), (on_leg, leg), (high, head), (rest, trunk)):
        areas[chosen] = part.label(points.of(chosen))
    return areas


@cache
def _codes() -> np.ndarray:
    """(56, 2) the region of every area on the right and on the left."""
    return np.array(
        [[REGIONS.index(area if area in MIDLINE else f"{area}_{side}") for side in "rl"] for area in AREAS],
        dtype=np.int16,
    )


def raw(buffer: raster.GBuffer) -> np.ndarray:
    """(H, W) int16 region of every pixel as the label functions say, -1 outside."""
    inside = buffer.inside
    rest, normal, numbers = buffer.rest[inside], buffer.rest_normal[inside], buffer.segment[inside]
    on_right = numbers > number("foot", "l")
    on_limb = numbers > segment.TORSO
    left = np.where(on_limb, ~on_right, rest[:, 0] > 0)
    outward = np.where(left, 1.0, -1.0)
    points = Points(
        x=np.maximum(rest[:, 0] * outward * 100, 0.0),
        y=rest[:, 1] * 100,
        z=rest[:, 2] * 100,
        normal=normal * np.stack([outward, np.ones_like(outward), np.ones_like(outward)], axis=1),
        segment=np.where(on_right, segment.mirrored()[numbers], numbers),
        digit=buffer.digit[inside],
    )
    labels = np.full(inside.shape, OUTSIDE, dtype=np.int16)
    labels[inside] = _codes()[label_points(points), left.astype(int)]
    return labels


def _voted(labels: np.ndarray, radius: float) -> np.ndarray:
    """Every pixel takes the region with the most weight in its surroundings; the body's outline stays."""
    best = np.zeros(labels.shape, dtype=np.float32)
    winner = labels.copy()
    for code, window in _windows(labels, int(np.ceil(4 * radius))):
        weight = ndimage.gaussian_filter((labels[window] == code).astype(np.float32), radius, mode="constant")
        ahead = weight > best[window] + 1e-6
        best[window] = np.where(ahead, weight, best[window])
        winner[window] = np.where(ahead, code, winner[window])
    return np.where(labels >= 0, winner, OUTSIDE).astype(np.int16)


def _windows(labels: np.ndarray, margin: int) -> list[tuple[int, tuple[slice, slice]]]:
    """Every region that occurs, with the part of the map around it."""
    boxes = ndimage.find_objects(labels.astype(np.int32) + 1)
    return [
        (code, tuple(slice(max(side.start - margin, 0), side.stop + margin) for side in box))
        for code, box in enumerate(boxes)
        if box is not None
    ]


def _without_crumbs(labels: np.ndarray, smallest: float) -> np.ndarray:
    """Pieces smaller than `smallest` pixels go to the region that surrounds them most."""
    labels = labels.copy()
    for code, window in _windows(labels, 1):
        part = labels[window]
        pieces, count = ndimage.label(part == code)
        sizes = np.bincount(pieces.ravel(), minlength=count + 1)
        for piece in np.flatnonzero(sizes[1:] < smallest) + 1:
            here = pieces == piece
            rim = part[ndimage.binary_dilation(here) & ~here]
            rim = rim[rim >= 0]
            if len(rim):
                part[here] = np.bincount(rim).argmax()
    return labels


def _without_slivers(labels: np.ndarray, radius: float) -> np.ndarray:
    """What no disc of this radius inside a region covers goes to the nearest region that is thick enough."""
    thick = np.zeros(labels.shape, dtype=bool)
    for code, window in _windows(labels, int(radius) + 2):
        core = ndimage.distance_transform_edt(labels[window] == code) > radius
        if core.any():
            thick[window] |= (ndimage.distance_transform_edt(~core) <= radius) & (labels[window] == code)
    rows, columns = ndimage.distance_transform_edt(~thick, return_distances=False, return_indices=True)
    return np.where(labels >= 0, labels[rows, columns], OUTSIDE).astype(np.int16)


@lru_cache(maxsize=12)
def label_map(body: str, view: str, supersample: int = 2) -> np.ndarray:
    """(H, W) int16 index into REGIONS for every pixel of a view, -1 outside the body."""
    if view == "right":
        return other_sides()[label_map(body, "left", supersample)[:, ::-1]]
    labels = _voted(raw(raster.view(body, view, supersample)), BLUR * supersample)
    labels = labels if view == "left" else _evened(labels)
    labels = _without_slivers(_without_crumbs(labels, CRUMB * supersample**2), SLIVER * supersample)
    labels = labels if view == "left" else _evened(labels)
    return _without_crumbs(labels, CRUMB * supersample**2)


def suit_map(body: str, view: str, supersample: int = 2) -> np.ndarray:
    """(H, W) int16 for every pixel of a view: SKIN, SUIT, or -1 outside the body."""
    buffer = raster.view(body, view, supersample)
    worn = np.where(buffer.inside, np.where(shade.cloth(buffer), SUIT, SKIN), OUTSIDE).astype(np.int16)
    worn = _without_crumbs(_voted(worn, BLUR * supersample), CRUMB * supersample**2)
    if view in ("left", "right"):
        return worn
    middle = worn.shape[1] // 2
    return np.concatenate([worn[:, :middle], worn[:, middle - 1 :: -1]], axis=1)


def _evened(labels: np.ndarray) -> np.ndarray:
    """The right half replaced by the mirror image of the left half, so that ties fall alike."""
    middle = labels.shape[1] // 2
    return np.concatenate([labels[:, :middle], other_sides()[labels[:, ::-1]][:, middle:]], axis=1)


@cache
def other_sides() -> np.ndarray:
    """(111,) for every region the one of the other side; the last entry keeps -1."""
    swap = {"_l": "_r", "_r": "_l"}
    names = [name if name in MIDLINE else name[:-2] + swap[name[-2:]] for name in REGIONS]
    return np.array([*(REGIONS.index(name) for name in names), OUTSIDE], dtype=np.int16)
