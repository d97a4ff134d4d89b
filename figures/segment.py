"""The big parts of the body, and which bones make them up."""

from __future__ import annotations

from functools import cache

import numpy as np

from figures import mesh

SEGMENTS: tuple[str, ...] = (
    "head",
    "neck",
    "torso",
    *(f"{part}_{side}" for side in "lr" for part in ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")),
)
HEAD, NECK, TORSO = 0, 1, 2
LIMB_PARTS = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")
NOWHERE = -1

_BONES_OF_PART = {
    "upper_arm": ("upperarm01", "upperarm02"),
    "forearm": ("lowerarm01", "lowerarm02"),
    "hand": ("wrist", "metacarpal", "finger"),
    "thigh": ("upperleg01", "upperleg02"),
    "shank": ("lowerleg01", "lowerleg02"),
    "foot": ("foot", "toe"),
}


def number(part: str, side: str) -> int:
    """The number of a limb segment: part as in LIMB_PARTS, side l or r."""
    return SEGMENTS.index(f"{part}_{side}")


def mirrored() -> np.ndarray:
    """(15,) for every segment number the one of the other side."""
    swap = {"_l": "_r", "_r": "_l"}
    return np.array([SEGMENTS.index(name[:-2] + swap.get(name[-2:], name[-2:])) for name in SEGMENTS])


def _of_bone(bone: str) -> int:
    if bone == "head":
        return HEAD
    if bone.startswith("neck"):
        return NECK
    for part, starts in _BONES_OF_PART.items():
        if bone.startswith(starts):
            return number(part, bone[-1].lower())
    return TORSO


def _digit_of_bone(bone: str) -> int:
    if bone.startswith("finger"):
        return int(bone[6])
    if bone.startswith("metacarpal"):
        return int(bone[10]) + 1
    return 1 if bone.startswith("toe") else 0


@cache
def weights() -> np.ndarray:
    """(V, 15) how much every skin vertex belongs to every segment; rows sum to 1."""
    return _summed([_of_bone(bone) for bone in mesh.BONES], len(SEGMENTS))


@cache
def digits() -> np.ndarray:
    """(V, 6) weights of no digit, thumb or big toe, index, middle, ring and little finger; rows sum to 1."""
    return _summed([_digit_of_bone(bone) for bone in mesh.BONES], 6)


def _summed(group_of_bone: list[int], groups: int) -> np.ndarray:
    chosen = np.zeros((len(mesh.BONES), groups))
    chosen[np.arange(len(mesh.BONES)), group_of_bone] = 1.0
    return mesh.load().weights @ chosen
