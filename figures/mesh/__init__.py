"""The committed mesh: one human, its morph targets and its bones. Lengths come out in metres.

x points to the person's left, y up, z forward. Where the mesh came from is said in the README beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

ARCHIVE = Path(__file__).with_name("human.npz")
POSITION_STEPS = 10_000.0
OFFSET_STEPS = 1_000.0
WEIGHT_STEPS = 65_535.0
METRES_PER_UNIT = 0.1

_MIDLINE = ("root", "spine05", "spine04", "spine03", "spine02", "spine01", "neck01", "neck02", "neck03", "head")
_PAIRED = {
    "clavicle": "spine01",
    "shoulder01": "clavicle",
    "upperarm01": "shoulder01",
    "upperarm02": "upperarm01",
    "lowerarm01": "upperarm02",
    "lowerarm02": "lowerarm01",
    "wrist": "lowerarm02",
    **{f"metacarpal{n}": "wrist" for n in (1, 2, 3, 4)},
    **{
        f"finger{finger}-{joint}": f"finger{finger}-{joint - 1}"
        if joint > 1
        else ("wrist" if finger == 1 else f"metacarpal{finger - 1}")
        for finger in (1, 2, 3, 4, 5)
        for joint in (1, 2, 3)
    },
    "pelvis": "root",
    "upperleg01": "pelvis",
    "upperleg02": "upperleg01",
    "lowerleg01": "upperleg02",
    "lowerleg02": "lowerleg01",
    "foot": "lowerleg02",
    "toe1-1": "foot",
}
PARENTS: dict[str, str] = {
    **dict(zip(_MIDLINE, ("", *_MIDLINE), strict=False)),
    **{
        f"{bone}.{side}": parent if parent in _MIDLINE else f"{parent}.{side}"
        for bone, parent in _PAIRED.items()
        for side in "LR"
    },
}
BONES: tuple[str, ...] = tuple(PARENTS)
JAW = "jaw"
SMALL_TOES = ("small_toes.L", "small_toes.R")
EXTRA_JOINTS = (JAW, *SMALL_TOES)
"""Not bones of their own: a share of the skin of the head and the feet that can turn further, about these joints."""


def other_side(name: str) -> str:
    """The same bone or joint on the other side; a midline name is its own."""
    if ".L" in name:
        return name.replace(".L", ".R")
    return name.replace(".R", ".L")


@dataclass(frozen=True)
class Mesh:
    """What the archive holds. V vertices of the skin come first in every array, then J joints."""

    quads: np.ndarray
    """(F, 4) vertex indices."""
    positions: np.ndarray
    """(V + J, 3) metres."""
    weights: np.ndarray
    """(V, bones), each row sums to 1."""
    jaw: np.ndarray
    """(V,) how much of a vertex goes with the lower jaw when it turns against the head, 0 to 1."""
    small_toes: np.ndarray
    """(V,) how much of a vertex goes with the second to fifth toe when they turn against the foot, 0 to 1."""
    mirror: np.ndarray
    """(V,) for every vertex the one on the other side."""
    targets: dict[str, np.ndarray]
    """Per morph target its offsets (V + J, 3) in metres."""


@cache
def load() -> Mesh:
    """The committed mesh, read once."""
    with np.load(ARCHIVE) as archive:
        arrays = {name: archive[name] for name in archive.files}
    bones, strengths = arrays["bones"], arrays["strengths"] / WEIGHT_STEPS
    weights = np.zeros((len(bones), len(BONES)))
    for slot in range(bones.shape[1]):
        np.add.at(weights, (np.arange(len(bones)), bones[:, slot]), strengths[:, slot])
    return Mesh(
        quads=arrays["quads"].astype(np.intp),
        positions=arrays["positions"] / POSITION_STEPS * METRES_PER_UNIT,
        weights=weights / weights.sum(axis=1, keepdims=True),
        jaw=arrays["jaw"] / WEIGHT_STEPS,
        small_toes=arrays["small_toes"] / WEIGHT_STEPS,
        mirror=arrays["mirror"].astype(np.intp),
        targets={
            name.removeprefix("target/"): array / OFFSET_STEPS * METRES_PER_UNIT
            for name, array in arrays.items()
            if name.startswith("target/")
        },
    )


def joint_row(name: str) -> int:
    """Which row after the skin's V rows holds a joint: "bone" is its head, "bone>" its tail; the others come last."""
    if name in EXTRA_JOINTS:
        return 2 * len(BONES) + EXTRA_JOINTS.index(name)
    bone, is_tail = name.removesuffix(">"), name.endswith(">")
    return 2 * BONES.index(bone) + int(is_tail)
