"""The bodies that can be drawn: each is a sum of morph targets on the one mesh."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.interpolate import RBFInterpolator

from figures import mesh

BODIES = (
    *("neutral", "female", "male"),
    *("slim_female", "heavy_female", "older_female", "slim_male", "heavy_male", "older_male"),
)
REFERENCE = "neutral"
"""The body whose standing position is carried as the label space of all bodies."""

_ORIGINS = ("african", "asian", "caucasian")


def _adult(
    sex: str, share: float = 1.0, *, muscle: float, weight: float = 0.0, age: str = "young", ideal: float = 0.4
) -> dict[str, float]:
    """An adult of one sex, "young" or "old": equal parts of three origins.

    Muscle and weight go from -1 (least) over 0 (average) to 1 (most) and a little beyond; `ideal` is how far the
    proportions are those of a drawing lesson.
    """
    build = f"macrodetails/universal-{sex}-{age}"
    flesh = f"{'max' if muscle > 0 else 'min'}muscle"
    fat = f"{'max' if weight > 0 else 'min'}weight"
    kept, put = share * (1 - abs(muscle)), share * abs(muscle)
    thin = max(1 - abs(weight), 0.0)
    recipe = {
        **{f"macrodetails/{origin}-{sex}-{age}": share / 3 for origin in _ORIGINS},
        f"{build}-averagemuscle-averageweight": kept * thin,
        f"{build}-{flesh}-averageweight": put * thin,
        f"{build}-averagemuscle-{fat}": kept * abs(weight),
        f"{build}-{flesh}-{fat}": put * abs(weight),
        f"macrodetails/proportions/{sex}-young-averagemuscle-averageweight-idealproportions": share * ideal,
    }
    return {name: amount for name, amount in recipe.items() if amount}


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
_FULL = {
    **_both("arms/{}-upperarm-fat-incr", 0.5),
    **_both("arms/{}-lowerarm-fat-incr", 0.3),
    **_both("legs/{}-upperleg-fat-incr", 0.4),
    **_both("legs/{}-lowerleg-fat-incr", 0.3),
    **_both("cheek/{}-cheek-volume-incr", 0.4),
    "head/head-fat-incr": 0.5,
    "neck/neck-double-incr": 0.6,
}
_AGED = {
    **_both("arms/{}-upperarm-muscle-decr", 0.3),
    "head/head-age-incr": 1.0,
    "neck/neck-trans-forward": 0.5,
    "torso/measure-shoulder-dist-decr": 0.4,
}
_CUP = "breast/female-{}-averagemuscle-{}weight-{}cup-maxfirmness"
_BELLY = "stomach/stomach-pregnant-incr"
_WAIST = "torso/measure-waist-circ-incr"
_NARROW_HIPS = "torso/measure-hips-circ-decr"
_NARROW_SHOULDERS = "torso/measure-shoulder-dist-decr"

RECIPES: dict[str, dict[str, float]] = {
    "neutral": {**_adult("female", 0.5, muscle=0.3), **_adult("male", 0.5, muscle=0.3), **_MANNEQUIN, **_TONE},
    "female": {
        **_adult("female", muscle=0.2),
        **_MANNEQUIN,
        **_TONE,
        _CUP.format("young", "average", "average"): 0.5,
    },
    "male": {
        **_adult("male", muscle=0.35),
        **_MANNEQUIN,
        **_TONE,
        "torso/torso-muscle-pectoral-incr": 0.2,
        "torso/torso-muscle-dorsi-incr": 0.15,
    },
    "slim_female": {
        **_adult("female", muscle=0.0, weight=-0.9),
        **_MANNEQUIN,
        _CUP.format("young", "average", "average"): 0.2,
        _WAIST: 0.25,
        _NARROW_HIPS: 0.3,
    },
    "heavy_female": {
        **_adult("female", muscle=-0.35, weight=1.12, ideal=0.0),
        **_MANNEQUIN,
        **_FULL,
        _CUP.format("young", "max", "average"): 0.6,
        _BELLY: 0.25,
        _WAIST: 0.3,
    },
    "older_female": {
        **_adult("female", muscle=-0.4, age="old", ideal=0.0),
        **_MANNEQUIN,
        **_AGED,
        _CUP.format("old", "average", "min"): 0.6,
        _BELLY: 0.15,
        _WAIST: 0.4,
        _NARROW_HIPS: 0.4,
    },
    "slim_male": {
        **_adult("male", muscle=0.0, weight=-0.9),
        **_MANNEQUIN,
        _BELLY: 0.06,
        _NARROW_HIPS: 0.3,
        _NARROW_SHOULDERS: 0.6,
        "torso/torso-vshape-decr": 0.5,
        "torso/torso-scale-horiz-decr": 0.2,
    },
    "heavy_male": {
        **_adult("male", muscle=-0.5, weight=1.1, ideal=0.0),
        **_MANNEQUIN,
        **_FULL,
        _BELLY: 0.5,
        _WAIST: 0.5,
    },
    "older_male": {
        **_adult("male", muscle=-0.4, age="old", ideal=0.0),
        **_MANNEQUIN,
        **_AGED,
        _BELLY: 0.2,
        _WAIST: 0.4,
    },
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
