"""From the data of a frame to a body that stands, sits or lies where it should, with hands and feet in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from figures.posed import landmarks, limbs, props, skin
from figures.posed.angles import PoseError, beyond_limits, split
from figures.posed.figure import Figure, Frame
from figures.posed.props import Prop
from figures.posed.skeleton import Posed, Y, about, unit
from figures.segment import LIMB_PARTS, number, weights

FLOOR = "floor"
ROUNDS = 3
PRESS = 0.008
"""Metres by which a body at rest sinks into what carries it."""
SHORT = 0.012
"""Metres by which a hand or foot may miss its place."""
_ARM_WORDS = ("hand", "palm", "fingertips", "index", "thumb", "wrist", "forearm", "elbow", "upper_arm")
_LANDMARK_OF = {
    "hand": {"palm": "palm", "fingers": "fingertips", "fingertips": "fingertips", "index": "index", "thumb": "thumb",
             "back": "hand.back", "heel": "hand.heel", "wrist": "wrist", "fist": "palm", "elbow": "elbow"},
    "foot": {"sole": "sole", "heel": "heel.under", "toes": "toes", "ball": "foot.ball", "top": "foot.top",
             "ankle": "ankle.front", "knee": "knee"},
}  # fmt: skip
_REST_KEYS = {"support", "parts", "press", "direction", "tip", "tip_parts"}
_HAND_KEYS = {"to", "with", "swivel", "palm", "fingers", "gap"}
_FOOT_KEYS = {"to", "plant", "with", "swivel", "turn", "sole", "toes", "gap"}


@dataclass
class Solved:
    """A frame in space: the body, its skin (V, 3) and normals, the props, and what is wrong."""

    frame: Frame
    posed: Posed
    skin: np.ndarray
    normals: np.ndarray
    props: dict[str, Prop]
    problems: list[str]
    notes: list[str]


class Place:
    """Finds the points that data name, on the body as it is now and on the props made so far."""

    def __init__(self, posed: Posed, made: Mapping[str, Prop]) -> None:
        self.props = made
        self.skin = skin.skinned(posed)
        self.normals = skin.normals(self.skin, skin.mesh.load().quads)

    def point(self, spec: Any) -> np.ndarray:
        """Metres from numbers, a landmark, "prop.anchor", or a mapping that starts at one of these."""
        if isinstance(spec, str):
            prop, _, anchor = spec.partition(".")
            if prop in self.props:
                anchors = self.props[prop].anchors
                if (anchor or "centre") in anchors:
                    return anchors[anchor or "centre"]
                if not anchor:
                    return next(iter(anchors.values()))
                raise PoseError(f"prop {prop} has no {anchor}; it has {', '.join(anchors)}")
            return self._on_skin(spec)[0]
        if isinstance(spec, Mapping):
            return self._described(spec)
        if isinstance(spec, list | tuple) and len(spec) == 3:
            return np.array(spec, float)
        raise PoseError(f"{spec!r} is no point: write [x, y, z], a landmark, a prop, or {{at: …, by: [x, y, z]}}")

    def _on_skin(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        try:
            row = landmarks.vertex(name)
        except ValueError as error:
            raise PoseError(f"{error}; props here: {', '.join(self.props) or 'none'}") from None
        return self.skin[row], self.normals[row]

    def outward(self, spec: Any) -> np.ndarray | None:
        """The normal of the skin at a landmark, if the point is one."""
        if isinstance(spec, Mapping) and "at" in spec:
            spec = spec["at"]
        return self._on_skin(spec)[1] if isinstance(spec, str) and spec.partition(".")[0] not in self.props else None

    def _described(self, spec: Mapping[str, Any]) -> np.ndarray:
        if "nearest" in spec:
            return self._foot(spec["nearest"], self.point(spec["to"]))
        if "facing" in spec:
            return self._facing(spec["facing"], self.point(spec["to"]))
        if extra := set(spec) - {"at", "by", "out", "x", "y", "z", "to", "share"}:
            raise PoseError(f"a point has at, by, out, to, share, x, y, z; not {', '.join(sorted(extra))}")
        found = self.point(spec["at"]).copy()
        if "to" in spec:
            found += float(spec.get("share", 0.5)) * (self.point(spec["to"]) - found)
        if "out" in spec and (normal := self.outward(spec)) is not None:
            found += float(spec["out"]) * normal
        found += np.array(spec.get("by", (0, 0, 0)), float)
        for axis, letter in enumerate("xyz"):
            if letter in spec:
                found[axis] = float(spec[letter])
        return found

    def _prop(self, name: str) -> Prop:
        if name not in self.props:
            raise PoseError(f"there is no prop {name!r}; there are {', '.join(self.props) or 'none'}")
        return self.props[name]

    def _foot(self, name: str, place: np.ndarray) -> np.ndarray:
        if name == FLOOR:
            return np.array([place[0], 0.0, place[2]])
        prop, facing = self._prop(name), self._facing(name, place)
        if prop.facing is not None:
            return np.asarray(place - facing * ((place - prop.anchors["centre"]) @ facing))
        return np.asarray(place - facing * float(prop.distance(place[None])[0]))

    def _facing(self, name: str, place: np.ndarray) -> np.ndarray:
        if name == FLOOR:
            return np.asarray(Y)
        prop = self._prop(name)
        if prop.facing is not None:
            return prop.facing
        step = 1e-3
        moved = np.repeat(place[None], 6, axis=0) + step * np.concatenate([np.eye(3), -np.eye(3)])
        far = prop.distance(moved)
        return unit(far[:3] - far[3:])


def _words(spec: Any) -> list[str]:
    if isinstance(spec, str):
        return [spec]
    if isinstance(spec, Mapping):
        return [word for key, value in spec.items() if key not in ("kind", "colour") for word in _words(value)]
    return [word for value in spec for word in _words(value)] if isinstance(spec, list | tuple) else []


def _stage(name: str, specs: Mapping[str, Any]) -> int:
    """0 where a prop stands in the world, 1 where it needs the body, 2 where it needs the hands."""
    stage = 0
    for word in _words(specs[name]):
        first = word.partition(".")[0]
        if first in specs and first != name:
            stage = max(stage, _stage(first, specs))
        elif landmarks.exists(word):
            stage = max(stage, 2 if first in _ARM_WORDS else 1)
    return stage


def _make(stage: int, specs: Mapping[str, Any], posed: Posed, made: dict[str, Prop]) -> dict[str, Prop]:
    """The props of a stage (anew) beside those of the stages before."""
    kept = {name: prop for name, prop in made.items() if _stage(name, specs) < stage}
    waiting = [name for name in specs if _stage(name, specs) == stage]
    waiting.sort(key=lambda name: any(word.partition(".")[0] in specs for word in _words(specs[name])))
    place = Place(posed, kept) if waiting else None
    for name in waiting:
        assert place is not None
        kept[name] = props.make(name, specs[name], place.point)
    return kept


def _free(frame: Frame, parts: list[str] | None) -> np.ndarray:
    """The vertices that may come to rest: not those of limbs that are put in place afterwards."""
    shares = weights()
    if parts is not None:
        chosen = np.zeros(len(shares), bool)
        for part in parts:
            base, _, side = part.partition(".")
            sides = side.lower() or "lr"
            rows = (
                [number(base, each) for each in sides]
                if base in LIMB_PARTS
                else [("head", "neck", "torso").index(base)]
            )
            chosen |= shares[:, rows].sum(axis=1) > 0.5
    else:
        chosen = np.ones(len(shares), bool)
        for limb, spec in frame.reach.items():
            if spec is None:
                continue
            part, side = limb.split(".")
            for each in ("forearm", "hand") if part == "hand" else ("shank", "foot"):
                chosen &= shares[:, number(each, side.lower())] < 0.5
    return np.flatnonzero(chosen)


@dataclass(frozen=True)
class _Rest:
    targets: tuple[str, ...]
    direction: np.ndarray
    parts: list[str] | None
    press: float
    tip: str | None
    tip_parts: list[str] | None


def _rest(entry: Any, specs: Mapping[str, Any], made: Mapping[str, Prop]) -> _Rest:
    row = entry if isinstance(entry, Mapping) else {"support": entry}
    if extra := set(row) - _REST_KEYS:
        raise PoseError(
            f"rest_on: no {', '.join(map(str, sorted(extra, key=str)))}; there are {', '.join(sorted(_REST_KEYS))}"
        )
    on = row.get("support", FLOOR)
    targets = tuple(on) if isinstance(on, list) else (on,)
    direction = -Y
    first = targets[0]
    if first != FLOOR:
        if first not in specs:
            raise PoseError(f"rest_on: there is no prop {first!r}; there are {', '.join(specs) or 'none'}")
        between = specs[first].get("between")
        wall = made.get(between[1]) if between else made.get(first)
        if wall is not None and wall.facing is not None:
            direction = -wall.facing
    if "direction" in row:
        direction = unit(np.array(row["direction"], float))
    return _Rest(
        targets, direction, row.get("parts"), float(row.get("press", PRESS)), row.get("tip"), row.get("tip_parts")
    )


def _gap(points: np.ndarray, targets: tuple[str, ...], made: Mapping[str, Prop]) -> float:
    """The least distance of the points from what carries them."""
    least = np.inf
    for name in targets:
        distance = points[:, 1] if name == FLOOR else made[name].distance(points)
        least = min(least, float(distance.min()))
    return least


def _settled(points: np.ndarray, rest: _Rest, made: Mapping[str, Prop]) -> float | None:
    """How far to go in the direction until the body rests; None where it never meets anything."""
    gone = -0.9
    for _ in range(60):
        gap = _gap(points + rest.direction * gone, rest.targets, made) + rest.press
        if abs(gap) < 4e-4:
            return gone
        gone += gap if gap > 0 or gone > -0.9 else 0.0
        if gone > 2.5:
            return None
    return gone if abs(gap) < 4e-3 else None


class _Solver:
    def __init__(self, body: str, frame: Frame) -> None:
        self.frame = frame
        self.angles, self.hands, place = split(frame.pose)
        self.problems: list[str] = []
        self.posed = Posed(body, self.angles, self.hands, np.array(place or (0.0, 1.0, 0.0)))
        self.made = _make(0, frame.props, self.posed, {})
        self.short: dict[str, float] = {}

    def run(self) -> Solved:
        held = any(limb.startswith("foot") and spec for limb, spec in self.frame.reach.items())
        for turn in range(ROUNDS):
            if turn:
                self._limbs("foot")
            self.made = _make(1, self.frame.props, self.posed, self.made)
            self._align()
            for entry in self.frame.rest_on:
                rest = _rest(entry, self.frame.props, self.made)
                if not (turn and held and rest.targets == (FLOOR,) and rest.parts is None):
                    self._rest(rest, whole=not turn)
        self._limbs("foot")
        self.made = _make(1, self.frame.props, self.posed, self.made)
        for _ in range(2):
            self._limbs("hand")
        self.made = _make(2, self.frame.props, self.posed, self.made)
        place = Place(self.posed, self.made)
        problems = [*dict.fromkeys(self.problems), *beyond_limits(self.posed.angles)]
        problems += [
            f"{limb} falls short of its place by {distance * 100:.1f} cm"
            for limb, distance in self.short.items()
            if distance > SHORT
        ]
        return Solved(self.frame, self.posed, place.skin, place.normals, self.made, problems, [])

    def _align(self) -> None:
        for name, spec in self.frame.align.items():
            place = Place(self.posed, self.made)
            way = place.point(spec) - place.point(name)
            self.posed.shift(np.array([way[0], 0.0, way[2]]))

    def _rest(self, rest: _Rest, whole: bool) -> None:
        """Bring the body down (or to the wall) until it touches; the first time before any foot is put in place."""
        rows = (np.arange(len(weights())) if whole and rest.parts is None else _free(self.frame, rest.parts))[::2]

        def drop() -> bool:
            gone = _settled(skin.skinned(self.posed)[rows], rest, self.made)
            if gone is not None:
                self.posed.shift(rest.direction * gone)
            return gone is not None

        if not drop():
            self.problems.append(f"the body never meets {' or '.join(rest.targets)}")
        elif rest.tip is not None:
            self._tip(rest, drop)

    def _tip(self, rest: _Rest, drop: Any) -> None:
        """Turn the pelvis until a second support carries the body too."""
        assert rest.tip is not None
        target = (rest.tip,)
        rows = _free(self.frame, rest.tip_parts or ["torso"])[::2]
        start = dict(self.angles["pelvis"])

        def gap(tilt: float) -> float:
            place = self.posed.joint("root>")
            self.angles["pelvis"] = start | {"tilt": start["tilt"] + tilt}
            whole = {**self.posed.angles, "pelvis": self.angles["pelvis"]}
            self.posed = Posed(self.posed.body, whole, self.hands, place)
            self._limbs("foot")
            self.made = _make(1, self.frame.props, self.posed, self.made)
            drop()
            return _gap(skin.skinned(self.posed)[rows], target, self.made) + rest.press

        tilts = [0.0, *(sign * step for step in (4.0, 8.0, 14.0, 20.0, 27.0) for sign in (1, -1))]
        known = {tilt: gap(tilt) for tilt in tilts[:1]}
        if abs(known[0.0]) < 2e-3:
            return
        for tilt in tilts[1:]:
            known[tilt] = gap(tilt)
            inner = min(
                (each for each in known if each != tilt and each * tilt >= 0), key=lambda each: abs(each - tilt)
            )
            if known[inner] * known[tilt] <= 0:
                low, high = inner, tilt
                for _ in range(9):
                    middle = (low + high) / 2
                    value = gap(middle)
                    low, high = (middle, high) if value * known[inner] > 0 else (low, middle)
                return
        gap(0.0)
        self.problems.append(f"no tilt of the pelvis lets the body rest on {rest.tip} too")

    def _limbs(self, part: str) -> None:
        for limb, spec in self.frame.reach.items():
            if spec is not None and limb.startswith(part):
                reach = self._reach(limb, spec)
                self.posed, self.short[limb] = limbs.solve(self.posed, reach)

    def _reach(self, limb: str, spec: Mapping[str, Any]) -> limbs.Reach:
        part, _, side = limb.partition(".")
        if part not in _LANDMARK_OF or side not in ("L", "R"):
            raise PoseError(f"reach: {limb!r} is none of hand.L, hand.R, foot.L, foot.R")
        keys = _HAND_KEYS if part == "hand" else _FOOT_KEYS
        if extra := set(spec) - keys:
            raise PoseError(f"reach {limb}: no {', '.join(sorted(extra))}; there are {', '.join(sorted(keys))}")
        place = Place(self.posed, self.made)
        swivel = float(spec.get("swivel", 0.0))
        tool = spec.get("with", "palm" if part == "hand" else "sole")
        if tool not in _LANDMARK_OF[part]:
            raise PoseError(f"reach {limb}: with is one of {', '.join(_LANDMARK_OF[part])}, not {tool!r}")
        vertex = landmarks.vertex(f"{_LANDMARK_OF[part][tool]}.{side}")
        if part == "foot":
            return self._foot(limb, side, spec, place, vertex, swivel)
        if "to" not in spec:
            raise PoseError(f"reach {limb}: to is missing")
        target, normal = place.point(spec["to"]), place.outward(spec["to"])
        if normal is not None:
            target = target + normal * float(spec.get("gap", 0.004))
        facing = self._direction(
            spec.get("palm", "in" if normal is not None and tool in ("palm", "heel") else None), place, normal, target
        )
        return limbs.Reach(
            limb, vertex, target, swivel, facing, self._direction(spec.get("fingers"), place, normal, target)
        )

    def _direction(self, spec: Any, place: Place, normal: np.ndarray | None, target: np.ndarray) -> np.ndarray | None:
        """A direction of the world: three numbers, "in" towards the skin, or towards a point."""
        if spec in (None, "free"):
            return None
        if spec == "in":
            return None if normal is None else -normal
        if isinstance(spec, list | tuple):
            return unit(np.array(spec, float))
        return unit(place.point(spec) - target)

    def _foot(
        self, limb: str, side: str, spec: Mapping[str, Any], place: Place, vertex: int, swivel: float
    ) -> limbs.Reach:
        ahead = self.posed.frames["pelvis"][:, 2] * [1, 0, 1]
        if np.linalg.norm(ahead) < 0.5:
            belly_up = self.posed.frames["pelvis"][1, 2] > 0
            ahead = self.posed.frames["pelvis"][:, 1] * [1, 0, 1] * (-1.0 if belly_up else 1.0)
        out = 1.0 if side == "L" else -1.0
        pointing = about(Y, out * float(spec.get("turn", 6.0))) @ unit(ahead)
        if "toes" in spec:
            pointing = self._direction(spec["toes"], place, None, self.posed.joint(f"foot.{side}"))
        if "plant" in spec:
            x, z = spec["plant"][0], spec["plant"][-1]
            height = float(spec["plant"][1]) if len(spec["plant"]) == 3 else 0.0
            if "with" not in spec:
                vertex = landmarks.vertex(f"heel.under.{side}")
            return limbs.Reach(limb, vertex, np.array([x, height, z], float), swivel, -Y, pointing)
        if "to" not in spec:
            raise PoseError(f"reach {limb}: write plant: [x, z] or to: a point")
        target, normal = place.point(spec["to"]), place.outward(spec["to"])
        if normal is not None:
            target = target + normal * float(spec.get("gap", 0.004))
        facing = self._direction(spec.get("sole"), place, normal, target)
        return limbs.Reach(limb, vertex, target, swivel, facing, pointing if "toes" in spec or "turn" in spec else None)


def solve(figure: Figure, frame: Frame) -> Solved:
    """The frame in space."""
    return _Solver(figure.body, frame).run()
