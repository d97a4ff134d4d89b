"""The bodies that can be drawn: each is a sum of morph targets on the one mesh."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.interpolate import RBFInterpolator

from figures import mesh

BODIES = ("female", "male", "neutral")
REFERENCE = "neutral"
"""The body whose standing position is carried as the label space of all bodies."""

_ORIGINS = ("african", "asian", "caucasian")


def _adult(sex: str, share: float, muscle: float) -> dict[str, float]:
    """A young adult of one sex: equal parts of three origins, muscle 0 (average) to 1 (most)."""
    build = f"macrodetails/universal-{sex}-young"
    proportions = f"macrodetails/proportions/{sex}-young-averagemuscle-averageweight-idealproportions"
    return {
        **{f"macrodetails/{origin}-{sex}-young": share / 3 for origin in _ORIGINS},
        f"{build}-averagemuscle-averageweight": share * (1 - muscle),
        f"{build}-maxmuscle-averageweight": share * muscle,
        proportions: share * 0.4,
    }


def _both(pattern: str, weight: float) -> dict[str, float]:
    return {pattern.format(side): weight for side in "lr"}


_EYES_CLOSED = 0.85
_NIPPLES = "breast/nipple-size-decr"
_MANNEQUIN = {
    _NIPPLES: 1.0,
    "breast/breast-point-decr": 0.7,
    "pelvis/bulge-decr": 1.0,
    **_both("eyes/{}-eye-height1-decr", _EYES_CLOSED),
    **_both("eyes/{}-eye-height2-decr", _EYES_CLOSED),
    **_both("eyes/{}-eye-height3-decr", _EYES_CLOSED),
}
_TONE = {
    **_both("arms/{}-upperarm-muscle-incr", 0.25),
    **_both("arms/{}-upperarm-shoulder-muscle-incr", 0.3),
    **_both("legs/{}-lowerleg-muscle-incr", 0.2),
    **_both("legs/{}-upperleg-muscle-incr", 0.15),
    "stomach/stomach-tone-incr": 0.4,
}
_CUP = "breast/female-young-averagemuscle-averageweight-{}cup-maxfirmness"

RECIPES: dict[str, dict[str, float]] = {
    "female": {**_adult("female", 1.0, 0.2), **_MANNEQUIN, **_TONE, _CUP.format("average"): 0.5},
    "male": {
        **_adult("male", 1.0, 0.35),
        **_MANNEQUIN,
        **_TONE,
        "torso/torso-muscle-pectoral-incr": 0.2,
        "torso/torso-muscle-dorsi-incr": 0.15,
    },
    "neutral": {**_adult("female", 0.5, 0.3), **_adult("male", 0.5, 0.3), **_MANNEQUIN, **_TONE},
}
TARGETS: tuple[str, ...] = tuple(sorted({name for recipe in RECIPES.values() for name in recipe}))


@cache
def positions(body: str) -> np.ndarray:
    """(V + J, 3) metres: skin vertices, then joints, of a body in the mesh's own pose, without nipples."""
    source = mesh.load()
    whole = source.positions + sum(weight * source.targets[name] for name, weight in RECIPES[body].items())
    sizes = np.linalg.norm(source.targets[_NIPPLES][: len(source.weights)], axis=1)
    for outward in (1, -1):
        on_side = whole[: len(sizes), 0] * outward > 0
        patch = np.flatnonzero(on_side & (sizes > 0.02 * sizes.max()))
        _flatten(whole, patch, len(sizes))
    return whole


def _flatten(points: np.ndarray, patch: np.ndarray, count: int) -> None:
    """Give the vertices of a patch the depth of a smooth sheet through the skin around it, in place."""
    centre = points[patch].mean(axis=0)
    around = np.flatnonzero(np.linalg.norm(points[:count] - centre, axis=1) < 0.055)
    around = np.setdiff1d(around, patch)
    sheet = RBFInterpolator(points[around, :2], points[around, 2], kernel="thin_plate_spline", smoothing=1e-5)
    points[patch, 2] = sheet(points[patch, :2])
