"""Whether a posed body passes through itself or through a prop, and by how much.

Each part of the body knows its own shape: how far its skin lies from its axis, at every height and in every direction,
in the mesh's own pose. A vertex of another part is taken back into that pose by the part's bone and compared. Skin
gives way, so parts may press into each other a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import ndimage

from figures import body, mesh
from figures.posed.landmarks import CENTIMETRE
from figures.posed.props import Prop
from figures.posed.skeleton import Posed, rest, unit
from figures.posed.solids import Box, Solid

SOFT = 0.022
"""Metres by which one part of the body may press into another."""
FLOOR_PRESS = 0.02
THIN = 0.9
"""Share of half the thickness of a board or post by which skin may press into it."""
HOVER_FROM, HOVER_TO = 0.012, 0.07
_ROWS, _AROUND = 16, 24

_PARTS: dict[str, tuple[tuple[str, ...], str, tuple[str, str]]] = {
    "head": (("head",), "head", ("neck03", "head>")),
    "neck": (("neck01", "neck02", "neck03"), "neck02", ("neck01", "neck03>")),
    "chest": (("spine02", "spine01", "clavicle.L", "clavicle.R"), "spine02", ("spine02", "spine01>")),
    "belly": (("spine04", "spine03"), "spine04", ("spine04", "spine03>")),
    "pelvis": (("spine05", "pelvis.L", "pelvis.R", "root"), "root", ("root>", "spine05>")),
}
_LIMB_PARTS: dict[str, tuple[tuple[str, ...], str, tuple[str, str]]] = {
    "upper arm": (("shoulder01", "upperarm01", "upperarm02"), "upperarm02", ("upperarm01", "lowerarm01")),
    "forearm": (("lowerarm01", "lowerarm02"), "lowerarm01", ("lowerarm01", "wrist")),
    "hand": (("wrist", "metacarpal", "finger"), "wrist", ("wrist", "finger3-1")),
    "thigh": (("upperleg01", "upperleg02"), "upperleg02", ("upperleg01", "lowerleg01")),
    "shank": (("lowerleg01", "lowerleg02"), "lowerleg01", ("lowerleg01", "foot")),
    "foot": (("foot", "toe"), "foot", ("foot", "toe1-1")),
}
_CLOSED = ("head", "hand", "foot")
"""Parts whose ends count as surface."""
_NEIGHBOURS = [
    ("head", "neck"), ("neck", "chest"), ("head", "chest"), ("chest", "belly"), ("belly", "pelvis"),
    ("chest", "pelvis"), ("neck", "upper arm"), ("upper arm", "forearm"), ("forearm", "hand"),
    ("pelvis", "thigh"), ("thigh", "shank"), ("shank", "foot"),
]  # fmt: skip
_FAR_HALF_ONLY = {
    ("upper arm", "chest"): (0.5, 0.045),
    ("upper arm", "belly"): (0.4, 0.035),
    ("upper arm", "head"): (0.0, 0.03),
    ("thigh", "belly"): (0.45, 0.05),
    ("thigh", "chest"): (0.4, 0.05),
    ("thigh", "thigh"): (0.45, 0.03),
    ("shank", "pelvis"): (0.3, 0.045),
    ("foot", "pelvis"): (0.0, 0.045),
    ("foot", "thigh"): (0.0, 0.04),
}
"""Pairs that touch by nature: only the far part of the first counts, and it may press in further."""


@dataclass(frozen=True)
class _Part:
    name: str
    bone: str
    vertices: np.ndarray
    along: np.ndarray
    """Per vertex 0 at the start of the part's axis, 1 at its end."""
    start: np.ndarray
    frame: np.ndarray
    low: float
    high: float
    radii: np.ndarray
    closed: bool


def _base(name: str) -> str:
    return name.removesuffix(" L").removesuffix(" R")


@cache
def parts(name: str) -> dict[str, _Part]:
    """The shapes of all parts of a body."""
    source = mesh.load()
    whole = body.positions(name)[: len(source.weights)]
    found = {}
    rows = dict(_PARTS)
    for part, (starts, bone, (start, end)) in _LIMB_PARTS.items():
        for side in "LR":
            bones = tuple(each for each in mesh.BONES if each.startswith(starts) and each.endswith(side))
            rows[f"{part} {side}"] = bones, f"{bone}.{side}", (f"{start}.{side}", f"{end}.{side}")
    owners = np.stack(
        [source.weights[:, [mesh.BONES.index(b) for b in bones]].sum(axis=1) for bones, _, _ in rows.values()]
    )
    owner = owners.argmax(axis=0)
    for index, (part, (_, bone, (start, end))) in enumerate(rows.items()):
        found[part] = _part(
            part, bone, np.flatnonzero(owner == index), whole, rest(name).joints[start], rest(name).joints[end]
        )
    return found


def _part(name: str, bone: str, chosen: np.ndarray, whole: np.ndarray, start: np.ndarray, end: np.ndarray) -> _Part:
    axis = unit(end - start)
    side = unit(np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.8 else [0.0, 1.0, 0.0]))
    frame = np.stack([side, axis, np.cross(side, axis)], axis=1)
    shaping = chosen
    local = (whole[shaping] - start) @ frame
    if _base(name) == "hand":
        inside = local[:, 1] < np.linalg.norm(end - start) * 1.05
        shaping, local = shaping[inside], local[inside]
    low, high = float(local[:, 1].min()), float(local[:, 1].max())
    row = np.clip(((local[:, 1] - low) / (high - low) * _ROWS).astype(int), 0, _ROWS - 1)
    column = ((np.arctan2(local[:, 2], local[:, 0]) / (2 * np.pi) + 1.0) * _AROUND).astype(int) % _AROUND
    radius = np.hypot(local[:, 0], local[:, 2])
    radii, counts = np.zeros((_ROWS, _AROUND)), np.zeros((_ROWS, _AROUND))
    np.add.at(radii, (row, column), radius)
    np.add.at(counts, (row, column), 1)
    known = counts > 0
    radii[known] /= counts[known]
    wide = np.concatenate([known] * 3, axis=1)
    nearest = ndimage.distance_transform_edt(~wide, return_distances=False, return_indices=True)
    radii = np.concatenate([radii] * 3, axis=1)[nearest[0], nearest[1]][:, _AROUND : 2 * _AROUND]
    along = ((whole[chosen] - start) @ axis) / np.linalg.norm(end - start)
    return _Part(name, bone, chosen, along, start, frame, low, high, radii, _base(name) in _CLOSED)


def _depth(part: _Part, posed: Posed, points: np.ndarray) -> np.ndarray:
    """(N,) metres by which points lie inside a part, 0 outside."""
    turn, head = posed.turns[part.bone], posed.heads[part.bone]
    local = ((points - head) @ turn + posed.rest.joints[part.bone] - part.start) @ part.frame
    row = (local[:, 1] - part.low) / (part.high - part.low) * _ROWS - 0.5
    column = (np.arctan2(local[:, 2], local[:, 0]) / (2 * np.pi) + 1.0) * _AROUND - 0.5
    radii = ndimage.map_coordinates(
        np.concatenate([part.radii[:, -2:], part.radii, part.radii[:, :2]], axis=1),
        [np.clip(row, 0, _ROWS - 1), column % _AROUND + 2],
        order=1,
        mode="nearest",
    )
    depth = radii - np.hypot(local[:, 0], local[:, 2])
    if part.closed:
        depth = np.minimum(depth, np.minimum(local[:, 1] - part.low, part.high - local[:, 1]))
    else:
        depth = np.where((local[:, 1] < part.low) | (local[:, 1] > part.high), 0, depth)
    return np.maximum(depth, 0)


def within_the_body(posed: Posed, skin: np.ndarray) -> list[str]:
    """One line for every two parts of the body that pass into each other."""
    found: dict[tuple[str, str], float] = {}
    shapes = parts(posed.body)
    low = {name: skin[part.vertices].min(axis=0) for name, part in shapes.items()}
    high = {name: skin[part.vertices].max(axis=0) for name, part in shapes.items()}
    for one, first in shapes.items():
        for two, second in shapes.items():
            if one == two or (low[one] > high[two]).any() or (low[two] > high[one]).any():
                continue
            pair = (_base(one), _base(two))
            same_side = one[-2:] == two[-2:] or not (one[-2:] in (" L", " R") and two[-2:] in (" L", " R"))
            if same_side and (pair in _NEIGHBOURS or pair[::-1] in _NEIGHBOURS):
                continue
            if pair[::-1] in _FAR_HALF_ONLY and pair not in _FAR_HALF_ONLY:
                continue
            from_along, allowed = _FAR_HALF_ONLY.get(pair, (-np.inf, SOFT))
            tested = first.vertices[first.along > from_along]
            worst = float(_depth(second, posed, skin[tested]).max(initial=0.0))
            key = (min(one, two), max(one, two))
            if worst > allowed:
                found[key] = max(found.get(key, 0.0), worst)
    return [f"{one} passes {depth / CENTIMETRE:.1f} cm into {two}" for (one, two), depth in found.items()]


def _allowed(solid: Solid, press: float) -> float:
    """How far skin may press into a solid: less where it is so thin that more would be through it."""
    return min(press, THIN * float(solid.half.min())) if isinstance(solid, Box) else press


def with_props(posed: Posed, skin: np.ndarray, made: dict[str, Prop]) -> list[str]:
    """One line for every part of the body that passes into the floor or into a prop."""
    found = []
    for name, part in parts(posed.body).items():
        points = skin[part.vertices]
        sunk = -float(points[:, 1].min())
        if sunk > FLOOR_PRESS:
            found.append(f"{name} sinks {sunk / CENTIMETRE:.1f} cm into the floor")
        for prop in made.values():
            if prop.solid and prop.kind != "mat":
                pressed = [(-float(each.distance(points).min()), _allowed(each, prop.press)) for each in prop.solids]
                depth, allowed = max(pressed, key=lambda pair: pair[0] - pair[1])
                if depth > allowed:
                    found.append(f"{name} passes {depth / CENTIMETRE:.1f} cm into the {prop.name}")
    return found


def hovering(posed: Posed, skin: np.ndarray, made: dict[str, Prop]) -> list[str]:
    """Parts that are just above what might carry them: a hint for the author, not an error."""
    found = []
    for name, part in parts(posed.body).items():
        points = skin[part.vertices]
        gaps = {"floor": float(points[:, 1].min())}
        gaps |= {prop.name: float(prop.distance(points).min()) for prop in made.values() if prop.solid}
        for support, gap in gaps.items():
            if HOVER_FROM < gap < HOVER_TO:
                found.append(f"{name} is {gap / CENTIMETRE:.1f} cm from the {support}")
    return found
