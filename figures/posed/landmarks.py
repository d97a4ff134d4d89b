"""Named places on the skin: where a hand can reach to, and where a prop can be put.

A landmark is one vertex of the mesh, found on the standing reference body by looking from a joint (or a place between
two joints) outwards. Trigger points of the atlas are landmarks too; their vertices are kept in a small file, because
finding them means drawing the reference body from every side (`python -m figures.posed.landmarks` writes it anew).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from figures import body, mesh, muscle_points, pose
from figures.posed.skin import normals
from figures.segment import HEAD, NECK, TORSO, number, weights

TRIGGER_FILE = Path(__file__).parent.parent / "data" / "trigger_vertices.json"
CENTIMETRE = 0.01
_SIDES = {"L": "L", "R": "R", "l": "L", "r": "R", "left": "L", "right": "R"}

_MIDDLE: dict[str, tuple[int, tuple[str, str, float], tuple[float, float, float]]] = {
    "head.top": (HEAD, ("head", "head>", 0.6), (0, 1, 0)),
    "head.back": (HEAD, ("head", "head>", 0.5), (0, 0, -1)),
    "occiput": (HEAD, ("head", "head>", 0.12), (0, 0, -1)),
    "forehead": (HEAD, ("head", "head>", 0.75), (0, 0, 1)),
    "chin": (HEAD, ("neck03", "head", 0.55), (0, 0, 1)),
    "neck.back": (NECK, ("neck01", "neck03", 0.75), (0, 0, -1)),
    "throat": (NECK, ("neck01", "neck03", 0.5), (0, 0, 1)),
    "chest": (TORSO, ("spine02", "spine01", 0.75), (0, 0, 1)),
    "belly": (TORSO, ("spine04", "spine03", 0.9), (0, 0, 1)),
    "upper_back": (TORSO, ("spine02", "spine01", 0.95), (0, 0, -1)),
    "mid_back": (TORSO, ("spine02", "spine01", 0.55), (0, 0, -1)),
    "low_back": (TORSO, ("spine04", "spine03", 0.5), (0, 0, -1)),
    "sacrum": (TORSO, ("spine05", "spine04", 0.5), (0, 0, -1)),
}
_PAIRED: dict[str, tuple[str, tuple[str, str, float], tuple[float, float, float]]] = {
    "temple": ("head", ("head", "head>", 0.5), (1, 0, 0.35)),
    "cheek": ("head", ("head", "head>", 0.05), (0.75, -0.1, 0.65)),
    "jaw": ("head", ("head", "neck03", 0.1), (0.9, -0.25, 0.3)),
    "head.side": ("head", ("head", "head>", 0.75), (1, 0, 0)),
    "behind_ear": ("head", ("head", "head>", 0.15), (0.8, 0, -0.6)),
    "neck.side": ("neck", ("neck01", "neck03", 0.6), (1, 0, 0.15)),
    "shoulder": ("upper_arm", ("upperarm01", "upperarm01", 0), (0.7, 0.6, 0)),
    "shoulder.top": ("torso", ("clavicle>", "shoulder01>", 0.35), (0, 1, 0)),
    "shoulder.front": ("upper_arm", ("upperarm01", "upperarm01", 0), (0.2, 0, 1)),
    "shoulder.back": ("upper_arm", ("upperarm01", "upperarm01", 0), (0.2, 0, -1)),
    "pec": ("torso", ("clavicle>", "upperarm01>", 0.35), (-0.1, 0, 1)),
    "collarbone": ("torso", ("clavicle", "clavicle>", 0.7), (0, 0.3, 1)),
    "blade": ("torso", ("spine01", "shoulder01>", 0.62), (0, -0.15, -1)),
    "ribs": ("torso", ("spine02", "spine01", 0.15), (1, 0, 0)),
    "waist": ("torso", ("spine04", "spine03", 0.5), (1, 0, 0)),
    "hip": ("torso", ("upperleg01", "upperleg01", 0), (1, 0.1, 0)),
    "buttock": ("torso", ("upperleg01", "upperleg01", 0), (0, 0.05, -1)),
    "upper_arm.outer": ("upper_arm", ("upperarm01", "lowerarm01", 0.5), (1, 0, 0)),
    "upper_arm.front": ("upper_arm", ("upperarm01", "lowerarm01", 0.6), (0, 0, 1)),
    "upper_arm.back": ("upper_arm", ("upperarm01", "lowerarm01", 0.6), (0, 0, -1)),
    "elbow": ("upper_arm", ("upperarm02", "lowerarm01", 0.97), (0, 0, -1)),
    "elbow.outer": ("forearm", ("lowerarm01", "wrist", 0.05), (1, 0, 0.1)),
    "elbow.inner": ("forearm", ("lowerarm01", "wrist", 0.05), (-1, 0, 0)),
    "forearm": ("forearm", ("lowerarm01", "wrist", 0.25), (0.3, 0, 1)),
    "forearm.back": ("forearm", ("lowerarm01", "wrist", 0.25), (0.3, 0, -1)),
    "wrist": ("forearm", ("lowerarm01", "wrist", 0.96), (0, 0, 1)),
    "wrist.back": ("forearm", ("lowerarm01", "wrist", 0.96), (0, 0, -1)),
    "palm": ("hand", ("wrist", "finger3-1", 0.7), (0, 0, 1)),
    "hand.heel": ("hand", ("wrist", "finger4-1", 0.3), (0, 0, 1)),
    "hand.back": ("hand", ("wrist", "finger3-1", 0.7), (0, 0, -1)),
    "fingertips": ("hand", ("finger3-3", "finger3-3>", 0.7), (0, 0, 1)),
    "index": ("hand", ("finger2-3", "finger2-3>", 0.7), (0, 0, 1)),
    "thumb": ("hand", ("finger1-3", "finger1-3>", 0.7), (0, -0.3, 1)),
    "thigh.front": ("thigh", ("upperleg01", "lowerleg01", 0.5), (0, 0, 1)),
    "thigh.back": ("thigh", ("upperleg01", "lowerleg01", 0.5), (0, 0, -1)),
    "thigh.outer": ("thigh", ("upperleg01", "lowerleg01", 0.5), (1, 0, 0)),
    "thigh.inner": ("thigh", ("upperleg01", "lowerleg01", 0.45), (-1, 0, 0)),
    "knee": ("shank", ("lowerleg01", "lowerleg01", 0), (0, 0, 1)),
    "knee.back": ("shank", ("lowerleg01", "lowerleg01", 0), (0, 0, -1)),
    "knee.outer": ("shank", ("lowerleg01", "lowerleg01", 0), (1, 0, 0)),
    "shin": ("shank", ("lowerleg01", "foot", 0.4), (0, 0, 1)),
    "shin.outer": ("shank", ("lowerleg01", "foot", 0.3), (0.8, 0, 0.6)),
    "calf": ("shank", ("lowerleg01", "foot", 0.33), (0, 0, -1)),
    "calf.inner": ("shank", ("lowerleg01", "foot", 0.3), (-1, 0, -0.3)),
    "ankle": ("shank", ("lowerleg01", "foot", 0.95), (1, 0, 0)),
    "ankle.front": ("shank", ("lowerleg01", "foot", 0.93), (0, 0, 1)),
    "heel": ("foot", ("foot", "foot", 0), (0, -0.5, -1)),
    "heel.under": ("foot", ("foot", "foot", 0), (0, -1, -0.25)),
    "sole": ("foot", ("foot", "toe1-1", 0.55), (0, -1, 0)),
    "foot.ball": ("foot", ("foot", "toe1-1", 0.97), (0.1, -1, 0)),
    "foot.top": ("foot", ("foot", "toe1-1", 0.5), (0, 1, 0.3)),
    "toes": ("foot", ("toe1-1", "toe1-1>", 0.9), (0.1, -1, 0.2)),
}


def names() -> list[str]:
    """All landmarks but the trigger points, as an author writes them."""
    return [*_MIDDLE, *(f"{name}.{side}" for name in _PAIRED for side in "LR")]


def _joint(end: str) -> np.ndarray:
    bone, is_tail = end.removesuffix(">"), end.endswith(">")
    full = bone if bone in mesh.BONES else f"{bone}.L"
    return pose.joint(f"{full}{'>' if is_tail else ''}", body.REFERENCE)


@cache
def _standing() -> tuple[np.ndarray, np.ndarray]:
    count = len(mesh.load().weights)
    points = pose.standing(body.REFERENCE)[:count]
    return points, normals(points, mesh.load().quads)


@cache
def vertices() -> dict[str, int]:
    """The vertex of every landmark."""
    points, facing = _standing()
    mirror = mesh.load().mirror
    belonging = weights()
    found: dict[str, int] = {}

    def hit(segment: int, ends: tuple[str, str, float], direction: tuple[float, float, float], at_middle: bool) -> int:
        start, end, share = ends
        base = _joint(start) + share * (_joint(end) - _joint(start))
        ray = np.array(direction, float) / np.linalg.norm(direction)
        along = (points - base) @ ray
        off = np.linalg.norm(points - base - along[:, None] * ray, axis=1)
        cost = off - 0.25 * along + 10.0 * ((along < 0) | (facing @ ray < 0.1) | (belonging[:, segment] < 0.3))
        cost += np.abs(points[:, 0]) * (5.0 if at_middle else 0.0)
        return int(cost.argmin())

    for name, (segment, ends, direction) in _MIDDLE.items():
        found[name] = hit(segment, ends, direction, at_middle=True)
    for name, (part, ends, direction) in _PAIRED.items():
        segment = {"head": HEAD, "neck": NECK, "torso": TORSO}.get(part)
        vertex = hit(number(part, "l") if segment is None else segment, ends, direction, at_middle=False)
        found[f"{name}.L"], found[f"{name}.R"] = vertex, int(mirror[vertex])
    return found | _triggers()


def _triggers() -> dict[str, int]:
    kept = json.loads(TRIGGER_FILE.read_text(encoding="utf-8")) if TRIGGER_FILE.exists() else {}
    mirror = mesh.load().mirror
    return {
        f"{name}.{side}": vertex if side == "L" else int(mirror[vertex])
        for name, vertex in kept.items()
        for side in "LR"
    }


def vertex(name: str) -> int:
    """The vertex of a landmark; the side may be written L, R, l, r, left or right."""
    first, _, last = name.rpartition(".")
    written = f"{first}.{_SIDES[last]}" if last in _SIDES else name
    known = vertices()
    if written not in known:
        start = written.split(".")[0]
        like = [each for each in known if each.startswith(start)] or names()
        raise ValueError(f"no landmark {name!r}; there are for example {', '.join(like[:60])}")
    return known[written]


def exists(name: str) -> bool:
    """Whether `vertex` knows a name."""
    try:
        vertex(name)
    except ValueError:
        return False
    return True


def nearest_to_triggers() -> dict[str, int]:
    """Per "muscle.point" of the atlas the nearest vertex of the left half of the skin."""
    points, _ = _standing()
    left = np.flatnonzero(points[:, 0] >= -1e-6)
    return {
        name: int(left[np.linalg.norm(points[left] - place * CENTIMETRE, axis=1).argmin()])
        for name, place in sorted(muscle_points.positions().items())
    }


if __name__ == "__main__":
    TRIGGER_FILE.write_text(json.dumps(nearest_to_triggers(), indent=0) + "\n", encoding="utf-8")
