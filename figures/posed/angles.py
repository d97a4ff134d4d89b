"""The joints that a pose may turn, what their numbers mean, and how far a person can turn them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from figures.posed.hands import SHAPES

SIDES = ("L", "R")

TRUNK: dict[str, dict[str, tuple[float, float]]] = {
    "pelvis": {"tilt": (-180, 180), "roll": (-180, 180), "turn": (-360, 360), "spin": (-180, 180)},
    "lumbar": {"flexion": (-35, 60), "side_bend": (-30, 30), "rotation": (-20, 20)},
    "thoracic": {"flexion": (-30, 45), "side_bend": (-35, 35), "rotation": (-45, 45)},
    "neck": {"flexion": (-50, 50), "side_bend": (-45, 45), "rotation": (-70, 70)},
    "head": {"flexion": (-25, 25), "side_bend": (-12, 12), "rotation": (-35, 35)},
    "jaw": {"opening": (0, 30), "slide": (-8, 8)},
}
"""Degrees. Forward and to the person's right are positive."""
LIMBS: dict[str, dict[str, tuple[float, float]]] = {
    "shoulder_girdle": {"elevation": (-12, 38), "protraction": (-28, 32)},
    "shoulder": {"flexion": (-62, 182), "abduction": (-55, 182), "rotation": (-105, 130)},
    "elbow": {"flexion": (-8, 150)},
    "forearm": {"pronation": (-92, 92)},
    "wrist": {"flexion": (-80, 85), "deviation": (-35, 25)},
    "hip": {"flexion": (-32, 135), "abduction": (-35, 75), "rotation": (-65, 55)},
    "knee": {"flexion": (-6, 160)},
    "ankle": {"flexion": (-32, 55), "inversion": (-20, 35)},
    "toes": {"extension": (-35, 75)},
}
"""Degrees per side. Ankle flexion points the foot (negative pulls it up); rotation is positive inward."""
SINGLE = {"elbow": "flexion", "forearm": "pronation", "knee": "flexion", "toes": "extension", "ankle": "flexion"}
"""Joints for which a bare number may be written."""
LIFTED, FURTHER_OUT = 60.0, {"shoulder": -150.0, "hip": -150.0}
"""A limb lifted further than this in all turns outward to this number: the turn is measured from the swung limb."""
MOST_ELEVATION, MOST_FOLD = 184.0, 140.0
"""How far the upper arm may leave the side of the trunk in any direction, and how far the thigh may leave straight."""

Angles = dict[str, dict[str, float]]


class PoseError(ValueError):
    """A figure says something that cannot be drawn; the text says what."""


def neutral() -> Angles:
    """Every joint at zero, as "joint" or "joint.side"."""
    pose = {joint: dict.fromkeys(parts, 0.0) for joint, parts in TRUNK.items()}
    for joint, parts in LIMBS.items():
        for side in SIDES:
            pose[f"{joint}.{side}"] = dict.fromkeys(parts, 0.0)
    return pose


def split(pose: Mapping[str, Any]) -> tuple[Angles, dict[str, Any], list[float] | None]:
    """Complete angles from what an author wrote, the shape of each hand, and where the pelvis is.

    A limb joint without a side counts for both; a joint with a side wins.
    """
    angles, hands, place = neutral(), {f"hand.{side}": "relaxed" for side in SIDES}, None
    for key in sorted(pose, key=lambda name: "." in name):
        value = pose[key]
        if value is None:
            continue
        joint, _, side = key.partition(".")
        if joint == "hand":
            for name in _sides(joint, side, key):
                if value not in SHAPES:
                    raise PoseError(f"{key}: no hand shape {value!r}; there are {', '.join(SHAPES)}")
                hands[name] = value
            continue
        if joint == "pelvis" and isinstance(value, Mapping) and "at" in value:
            place = [float(number) for number in value["at"]]
            value = {name: number for name, number in value.items() if name != "at"}
        if joint in TRUNK:
            _set(angles[joint], value, key)
        elif joint in LIMBS:
            for name in _sides(joint, side, key):
                _set(angles[name], {SINGLE[joint]: value} if _is_number(value) and joint in SINGLE else value, key)
        else:
            raise PoseError(f"{key}: no such joint; there are {', '.join([*TRUNK, *LIMBS, 'hand'])}")
    return angles, hands, place


def _sides(joint: str, side: str, key: str) -> list[str]:
    if side not in ("", *SIDES):
        raise PoseError(f"{key}: the side is L or R")
    return [f"{joint}.{side}"] if side else [f"{joint}.{each}" for each in SIDES]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _set(angles: dict[str, float], value: Any, key: str) -> None:
    if not isinstance(value, Mapping):
        raise PoseError(f"{key}: write {{{', '.join(f'{name}: 0' for name in angles)}}}")
    for name, number in value.items():
        if name not in angles:
            raise PoseError(f"{key}: no {name!r}; there are {', '.join(angles)}")
        if not _is_number(number):
            raise PoseError(f"{key}.{name}: {number!r} is not a number")
        angles[name] = float(number)


def beyond_limits(angles: Angles) -> list[str]:
    """One line for every angle that no person reaches, with the number."""
    found = []
    for key, parts in angles.items():
        joint = key.partition(".")[0]
        limits = dict(TRUNK.get(joint) or LIMBS[joint])
        if joint in FURTHER_OUT and (parts["flexion"] ** 2 + parts["abduction"] ** 2) ** 0.5 > LIFTED:
            limits["rotation"] = (FURTHER_OUT[joint], limits["rotation"][1])
        for name, number in parts.items():
            low, high = limits[name]
            if not low <= number <= high:
                found.append(f"{key}.{name} is {number:.0f}°; people reach {low:.0f}° to {high:.0f}°")
        if joint in ("shoulder", "hip"):
            away = (parts["flexion"] ** 2 + parts["abduction"] ** 2) ** 0.5
            most = MOST_ELEVATION if joint == "shoulder" else MOST_FOLD
            if away > most:
                found.append(f"{key} is lifted {away:.0f}° in all; people reach {most:.0f}°")
    return found
