"""What an author writes: the data of a figure, with stances and earlier frames it builds on put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from figures import body, muscle_atlas
from figures.posed.angles import PoseError

DATA = Path(__file__).parent.parent / "data"
POSES, STANCES = DATA / "poses", DATA / "stances.yaml"
CROPS = ("whole", "upper", "lower", "head", "hand", "foot", "trunk", "arm", "leg")
_FIGURE_KEYS = {"body", "camera", "side", "lit", "props", "frames"}
_FRAME_KEYS = {"from", "pose", "props", "reach", "rest_on", "align", "alt", "moves", "shift", "lit"}
_CAMERA_KEYS = {"azimuth", "elevation", "crop", "zoom", "shift"}
_LONGEST_ALT = 220


@dataclass(frozen=True)
class Camera:
    """From where the body is seen: azimuth 0 is from the front (+z), 90 from the person's left (+x)."""

    azimuth: float
    elevation: float
    crop: str
    zoom: float
    shift: tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """One picture of a figure, complete."""

    pose: dict[str, Any]
    props: dict[str, Any]
    reach: dict[str, Any]
    rest_on: list[Any]
    align: dict[str, Any]
    alt: str
    moves: list[Any]


@dataclass(frozen=True)
class Figure:
    """One technique as a few pictures."""

    name: str
    body: str
    camera: Camera
    side: str
    lit: dict[str, tuple[str, ...]]
    """Per side of the body ("left", "right") the muscles to be lit."""
    frames: tuple[Frame, ...]


def names() -> list[str]:
    """All figures there are data for."""
    return sorted(path.stem for path in POSES.glob("*.yaml"))


@cache
def stances() -> dict[str, Any]:
    """The named positions that frames build on."""
    found: dict[str, Any] = yaml.safe_load(STANCES.read_text(encoding="utf-8"))
    return found


def load(name: str) -> Figure:
    """The data of one figure, checked; PoseError says what is wrong and where."""
    path = POSES / f"{name}.yaml"
    if not path.exists():
        raise PoseError(f"there is no {path}")
    return read(name, yaml.safe_load(path.read_text(encoding="utf-8")))


def read(name: str, row: Any) -> Figure:
    """A figure from its data."""
    _known(name, row, _FIGURE_KEYS)
    rows = row.get("frames") or []
    if not 1 <= len(rows) <= 6:
        raise PoseError(f"{name}: a figure has 1 to 6 frames, not {len(rows)}")
    side = row.get("side", "both")
    if side not in ("both", "right"):
        raise PoseError(f"{name}: side is right or both, not {side!r}")
    shape = row.get("body", "female")
    if shape not in body.BODIES:
        raise PoseError(f"{name}: body is one of {', '.join(body.BODIES)}, not {shape!r}")
    wholes: list[dict[str, Any]] = []
    for index, frame in enumerate(rows):
        where = f"{name}, frame {index + 1}"
        _known(where, frame, _FRAME_KEYS)
        start = _start(where, frame.get("from", 1 if index else "stand"), wholes)
        base = (
            start
            if isinstance(frame.get("from", 1 if index else ""), int)
            else _merged(start, {"props": row.get("props")})
        )
        wholes.append(
            _merged(base, {key: value for key, value in frame.items() if key not in ("from", "alt", "moves")})
        )
    frames = tuple(
        _frame(f"{name}, frame {n + 1}", whole, frame)
        for n, (whole, frame) in enumerate(zip(wholes, rows, strict=True))
    )
    return Figure(
        name, shape, _camera(name, row.get("camera") or {}), side, _lit(name, row.get("lit") or [], side), frames
    )


def _known(where: str, row: Any, keys: set[str]) -> None:
    if not isinstance(row, Mapping):
        raise PoseError(f"{where}: write keys and values")
    if extra := sorted(set(row) - keys):
        raise PoseError(f"{where}: no {', '.join(map(repr, extra))}; there are {', '.join(sorted(keys))}")


def _start(where: str, start: Any, before: list[dict[str, Any]]) -> dict[str, Any]:
    if isinstance(start, int):
        if not 1 <= start <= len(before):
            raise PoseError(f"{where}: from {start} must be an earlier frame, counted from 1")
        return before[start - 1]
    return _stance(where, str(start))


def _stance(where: str, name: str) -> dict[str, Any]:
    if name not in stances():
        raise PoseError(f"{where}: no stance {name!r}; there are {', '.join(stances())}")
    row = dict(stances()[name])
    parent = row.pop("from", None)
    return _merged(_stance(where, parent), row) if parent else _merged({}, row)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any], deep: int = 3) -> dict[str, Any]:
    """The base with what is laid over it; null takes a key away, lists replace lists."""
    whole = dict(base)
    for key, value in over.items():
        if isinstance(value, Mapping) and deep:
            before = whole.get(key)
            whole[key] = _merged(before if isinstance(before, Mapping) else {}, value, deep - 1)
        elif value is None:
            if deep < 3:
                whole.pop(key, None)
        else:
            whole[key] = value
    return whole


def _frame(where: str, whole: Mapping[str, Any], own: Mapping[str, Any]) -> Frame:
    alt = own.get("alt") or ""
    if not alt.endswith(".") or len(alt) > _LONGEST_ALT:
        raise PoseError(
            f"{where}: alt is one plain sentence of at most {_LONGEST_ALT} letters that ends with a full stop"
        )
    rest_on = whole.get("rest_on") or []
    return Frame(
        pose=dict(whole.get("pose") or {}),
        props=dict(whole.get("props") or {}),
        reach=dict(whole.get("reach") or {}),
        rest_on=rest_on if isinstance(rest_on, list) else [rest_on],
        align=dict(whole.get("align") or {}),
        alt=alt,
        moves=list(own.get("moves") or []),
    )


def _camera(name: str, row: Mapping[str, Any]) -> Camera:
    _known(f"{name}, camera", row, _CAMERA_KEYS)
    crop = row.get("crop", "whole")
    base, _, side = str(crop).partition(".")
    if base not in CROPS or side not in ("", "L", "R"):
        raise PoseError(f"{name}: crop is one of {', '.join(CROPS)}, with .L or .R for one side; not {crop!r}")
    shift = row.get("shift", (0, 0))
    return Camera(
        float(row.get("azimuth", 30)),
        float(row.get("elevation", 8)),
        crop,
        float(row.get("zoom", 1)),
        (float(shift[0]), float(shift[1])),
    )


def _lit(name: str, row: Any, side: str) -> dict[str, tuple[str, ...]]:
    sides = row if isinstance(row, Mapping) else {side: row}
    found: dict[str, list[str]] = {"left": [], "right": []}
    for key, muscles in sides.items():
        if key not in ("left", "right", "both"):
            raise PoseError(f"{name}: lit has the keys left, right and both, not {key!r}")
        for muscle in muscles:
            if muscle not in muscle_atlas.definitions():
                raise PoseError(f"{name}: the atlas draws no muscle {muscle!r}")
            for each in ("left", "right") if key == "both" else (key,):
                found[each].append(muscle)
    return {each: tuple(muscles) for each, muscles in found.items()}
