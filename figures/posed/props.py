"""The things that a technique needs: rollers, balls, chairs, walls, bands. Lengths in metres.

Every prop is made where its data say: at a place of the world or of the body, from one point to another, or between
the body and a wall or the floor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from figures.posed.angles import PoseError
from figures.posed.skeleton import X, Y, Z, about, unit
from figures.posed.solids import Ball, Box, Cylinder, Solid, Surface, Tube, joined

PointOf = Callable[[Any], np.ndarray]
"""Turns what an author writes for a point into metres."""

STEEL, SOFT_BLUE, DEEP_BLUE, WOOD, PALE, WARM = "steel", "soft_blue", "deep_blue", "wood", "pale", "warm"


@dataclass
class Prop:
    """One thing in a picture."""

    name: str
    kind: str
    solids: list[Solid]
    colour: str
    press: float
    """How far (metres) skin may give way to it."""
    anchors: dict[str, np.ndarray] = field(default_factory=dict)
    facing: np.ndarray | None = None
    """Which way a wall faces."""
    ghost: bool = False
    """Drawn as if of glass where it stands before the body."""
    solid: bool = True
    """It cannot be passed through: bands and straps wind around the body and are not checked."""

    def surface(self) -> Surface:
        return joined([each.surface() for each in self.solids])

    def distance(self, points: np.ndarray) -> np.ndarray:
        return np.min([each.distance(points) for each in self.solids], axis=0)


def _turned(spec: Mapping[str, Any]) -> np.ndarray:
    return about(Y, float(spec.get("turn", 0.0)))


def _at(spec: Mapping[str, Any], point: PointOf, default: tuple[float, float, float] = (0, 0, 0)) -> np.ndarray:
    return point(spec["at"]) if "at" in spec else np.array(default, float)


def _box(at: np.ndarray, turn: np.ndarray, centre: tuple, size: tuple, soft: float = 0.008) -> Box:
    return Box(at + turn @ np.array(centre, float), np.array(size, float) / 2, turn, min(soft, min(size) / 2.5))


def _chair(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    at, turn = _at(spec, point), _turned(spec)
    height, wide, deep = float(spec.get("height", 0.44)), 0.42, float(spec.get("deep", 0.40))
    parts = [_box(at, turn, (0, height - 0.02, 0), (wide, 0.04, deep), 0.014)]
    legs = [(x, z) for x in (-0.185, 0.185) for z in (-deep / 2 + 0.02, deep / 2 - 0.03)]
    parts += [_box(at, turn, (x, (height - 0.04) / 2, z), (0.03, height - 0.04, 0.03)) for x, z in legs]
    if spec.get("back", True):
        tall = float(spec.get("back_height", 0.44))
        parts += [
            _box(at, turn, (x, height + tall / 2 - 0.02, -deep / 2 + 0.015), (0.03, tall, 0.03))
            for x in (-0.185, 0.185)
        ]
        parts += [_box(at, turn, (0, height + tall - 0.09, -deep / 2 + 0.015), (wide, 0.16, 0.024), 0.01)]
    return {"solids": parts, "colour": WOOD, "press": 0.03, "anchors": {"seat": at + turn @ np.array([0, height, 0])}}


def _block(size: tuple[float, float, float], colour: str, press: float) -> Callable[..., dict[str, Any]]:
    def made(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
        at, turn = _at(spec, point), _turned(spec)
        wide, tall, deep = (float(each) for each in spec.get("size", size))
        box = _box(at, turn, (0, tall / 2, 0), (wide, tall, deep), 0.01)
        return {"solids": [box], "colour": colour, "press": press, "anchors": {"top": at + tall * Y}}

    return made


def _table(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    at, turn = _at(spec, point), _turned(spec)
    height, (wide, deep) = float(spec.get("height", 0.72)), spec.get("size", (1.0, 0.55))
    parts = [_box(at, turn, (0, height - 0.015, 0), (wide, 0.03, deep))]
    parts += [
        _box(at, turn, (x, (height - 0.03) / 2, z), (0.04, height - 0.03, 0.04))
        for x in (-wide / 2 + 0.04, wide / 2 - 0.04)
        for z in (-deep / 2 + 0.04, deep / 2 - 0.04)
    ]
    anchors = {"top": at + height * Y, "edge": at + turn @ np.array([0, height, -deep / 2])}
    return {"solids": parts, "colour": WOOD, "press": 0.02, "anchors": anchors}


def _wall(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    at, facing = _at(spec, point), unit(np.array(spec.get("facing", (0, 0, 1)), float))
    wide, tall = float(spec.get("wide", 1.0)), float(spec.get("tall", 1.95))
    left = unit(np.cross(Y, facing))
    turn = np.stack([left, Y, facing], axis=1)
    panel = Box(at - facing * 0.02 + Y * tall / 2, np.array([wide / 2, tall / 2, 0.02]), turn, 0.004)
    return {
        "solids": [_Wall(panel, facing)],
        "colour": PALE,
        "press": 0.02,
        "facing": facing,
        "anchors": {"centre": at},
    }


@dataclass(frozen=True)
class _Wall:
    """A panel that looks thin and through which there is nothing to come out of."""

    panel: Box
    facing: np.ndarray

    def surface(self) -> Surface:
        return self.panel.surface()

    def distance(self, points: np.ndarray) -> np.ndarray:
        deep = 0.5
        half = self.panel.half + deep * Z
        return Box(self.panel.centre - self.facing * deep, half, self.panel.turn).distance(points)


def _doorway(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    at, turn = _at(spec, point), _turned(spec)
    gap, tall = float(spec.get("gap", 0.84)), float(spec.get("tall", 2.0))
    parts = [_box(at, turn, (x, tall / 2, 0), (0.09, tall, 0.12)) for x in (-gap / 2 - 0.045, gap / 2 + 0.045)]
    if spec.get("lintel", True):
        parts.append(_box(at, turn, (0, tall + 0.045, 0), (gap + 0.18, 0.09, 0.12)))
    anchors = {
        f"{side}": at + turn @ np.array([sign * gap / 2, 1.3, 0.0]) for side, sign in (("left", 1.0), ("right", -1.0))
    }
    return {"solids": parts, "colour": PALE, "press": 0.02, "anchors": anchors}


def _bar(length: float, radius: float, colour: str, press: float) -> Callable[..., dict[str, Any]]:
    def made(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
        thick = float(spec.get("radius", radius))
        long = float(spec.get("length", length))
        if "from" in spec:
            start, end = point(spec["from"]), point(spec["to"])
            extra = float(spec.get("overhang", 0.0)) * unit(end - start)
            start, end = start - extra, end + extra
        else:
            axis = unit(np.array(spec.get("axis", (1, 0, 0)), float))
            centre = _at(spec, point, (0, thick, 0)) if "between" not in spec else _between(spec, point, thick)
            start, end = centre - axis * long / 2, centre + axis * long / 2
        anchors = {"centre": (start + end) / 2, "end1": start, "end2": end, "top": (start + end) / 2 + thick * Y}
        return {"solids": [Cylinder(start, end, thick)], "colour": colour, "press": press, "anchors": anchors}

    return made


def _ball(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    radius = float(spec.get("radius", 0.035))
    centre = _between(spec, point, radius) if "between" in spec else _at(spec, point, (0, radius, 0))
    ball = Ball(centre, np.full(3, radius), np.eye(3))
    return {
        "solids": [ball],
        "colour": DEEP_BLUE,
        "press": 0.02,
        "anchors": {"centre": centre, "top": centre + radius * Y},
    }


def _between(spec: Mapping[str, Any], point: PointOf, radius: float) -> np.ndarray:
    """The centre of something round that lies on a surface, opposite a point of the body.

    The surface is written as "floor" or as the name of a prop; `point` gives its nearest point to the body's.
    """
    place, surface = spec["between"]
    touched = point(place)
    foot = point({"nearest": surface, "to": place})
    if surface == "floor":
        return np.asarray(foot + radius * Y)
    way = point({"facing": surface, "to": place})
    return np.asarray(foot + way * radius) if np.linalg.norm(touched - foot) > 0 else foot


def _cord(radius: float, flat: float, colour: str) -> Callable[..., dict[str, Any]]:
    def made(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
        stops = [spec["from"], *spec.get("via", []), spec["to"]]
        line = np.array([point(each) for each in stops])
        if sag := float(spec.get("sag", 0.0)):
            middle = (line[:-1] + line[1:]) / 2 - sag * Y
            line = np.insert(line, np.arange(1, len(line)), middle, axis=0)
        course = np.abs(line[-1] - line[0] if len(line) == 2 else line[1] - line[0])
        broad = np.array(spec["broad"], float) if "broad" in spec else (Y if course[0] > course[1:].max() else X)
        line = _rounded(line)
        cord = Tube(line, float(spec.get("radius", radius)), flat, broad)
        return {
            "solids": [cord],
            "colour": colour,
            "press": 0.0,
            "solid": False,
            "anchors": {"end1": line[0], "end2": line[-1]},
        }

    return made


def _rounded(line: np.ndarray, corner: float = 0.03) -> np.ndarray:
    """More points along a line; a corner is rounded within so many metres of it."""
    stops = [line[0]]
    for before, here, after in zip(line[:-2], line[1:-1], line[2:], strict=True):
        back, ahead = before - here, after - here
        first = here + back * min(corner / max(float(np.linalg.norm(back)), 1e-6), 0.45)
        last = here + ahead * min(corner / max(float(np.linalg.norm(ahead)), 1e-6), 0.45)
        shares = np.linspace(0, 1, 7)[:, None]
        stops.extend((1 - shares) ** 2 * first + 2 * shares * (1 - shares) * here + shares**2 * last)
    return np.array([*stops, line[-1]])


def _cane(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    """A hook cane: a straight handle from `from` that ends in a hook whose tip presses on `tip`.

    `bulge` is the direction in which the hook bows away from the body.
    """
    handle, tip = point(spec["from"]), point(spec["tip"])
    bulge = np.array(spec.get("bulge", (0, 1, 0)), float)
    way = tip - handle
    size = float(spec.get("hook", 0.17))
    top = handle + way * 0.55 + bulge * size
    stops = np.array(
        [handle, handle + way * 0.2 + bulge * size * 0.45, top, tip + bulge * size * 0.9, tip + bulge * 0.03]
    )
    line = _rounded(stops, 0.12)
    parts: list[Solid] = [Tube(line, 0.011), Ball(tip + bulge * 0.012, np.full(3, 0.019), np.eye(3))]
    return {
        "solids": parts,
        "colour": DEEP_BLUE,
        "press": 0.02,
        "anchors": {"tip": tip, "handle": handle},
        "solid": False,
    }


def _cushion(half: tuple[float, float, float], colour: str, press: float) -> Callable[..., dict[str, Any]]:
    def made(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
        size = np.array(spec.get("size", [2 * each for each in half]), float) / 2
        facing = unit(np.array(spec.get("facing", (0, 1, 0)), float))
        left = np.cross(facing, Z if abs(facing[2]) < 0.9 else X)
        left = about(facing, float(spec.get("turn", 0.0))) @ unit(left)
        turn = np.stack([left, facing, np.cross(left, facing)], axis=1)
        centre = _at(spec, point, (0, float(size[1]), 0))
        cushion = Ball(centre, size, turn) if colour == WARM else Box(centre, size, turn, float(size[1]) * 0.75)
        return {
            "solids": [cushion],
            "colour": colour,
            "press": press,
            "anchors": {"centre": centre, "top": centre + facing * size[1]},
        }

    return made


def _mat(spec: Mapping[str, Any], point: PointOf) -> dict[str, Any]:
    wide, deep = spec.get("size", (0.62, 1.8))
    mat = _box(_at(spec, point), _turned(spec), (0, -0.005, 0), (wide, 0.01, deep), 0.003)
    return {"solids": [mat], "colour": PALE, "press": 0.02}


KINDS: dict[str, Callable[[Mapping[str, Any], PointOf], dict[str, Any]]] = {
    "roller": _bar(0.36, 0.075, SOFT_BLUE, 0.025),
    "pipe": _bar(0.42, 0.055, STEEL, 0.022),
    "stick": _bar(0.9, 0.012, WOOD, 0.02),
    "ball": _ball,
    "cane": _cane,
    "chair": _chair,
    "stool": _block((0.40, 0.44, 0.36), WOOD, 0.03),
    "step": _block((0.60, 0.14, 0.34), WOOD, 0.015),
    "book": _block((0.22, 0.05, 0.30), SOFT_BLUE, 0.015),
    "bed": _block((0.9, 0.45, 1.95), PALE, 0.03),
    "table": _table,
    "wall": _wall,
    "doorway": _doorway,
    "mat": _mat,
    "band": _cord(0.013, 0.35, DEEP_BLUE),
    "strap": _cord(0.018, 0.25, SOFT_BLUE),
    "towel": _cord(0.035, 0.55, PALE),
    "pillow": _cushion((0.24, 0.05, 0.16), PALE, 0.05),
    "warm_pack": _cushion((0.13, 0.03, 0.09), WARM, 0.05),
}
COMMON = {"kind", "ghost", "colour"}


def make(name: str, spec: Mapping[str, Any], point: PointOf) -> Prop:
    """The prop that the data describe."""
    kind = spec.get("kind", name)
    if kind not in KINDS:
        raise PoseError(f"prop {name}: no kind {kind!r}; there are {', '.join(KINDS)}")
    try:
        made = KINDS[kind](spec, point)
    except KeyError as missing:
        raise PoseError(f"prop {name}: {missing} is missing") from None
    if "colour" in spec:
        made["colour"] = spec["colour"]
    return Prop(name=name, kind=kind, ghost=bool(spec.get("ghost", False)), **made)
