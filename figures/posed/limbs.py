"""A limb of two bones brought to a place: the hand or the foot of a posed body reaches a point.

The angles that come out are anatomical ones, so that the limits of the joints hold for them too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from figures.posed import skin
from figures.posed.angles import LIMBS
from figures.posed.skeleton import Posed, X, Y, Z, about, outward, unit, unswing

ROUNDS = 40
PATIENCE = 5
"""Rounds without getting nearer after which a place counts as out of reach."""
CLOSE = 0.002
"""Metres at which a limb has arrived."""
SLACK = 0.0015
"""Metres by which a stretched limb stays short of straight."""


@dataclass(frozen=True)
class Reach:
    """Where a hand or foot shall be: `vertex` of it on `target`, turned as the directions say (world, unit or None)."""

    limb: str
    """ "hand.L", "hand.R", "foot.L" or "foot.R"."""
    vertex: int
    target: np.ndarray
    swivel: float
    """Degrees by which elbow or knee is turned outward about the line from shoulder or hip."""
    facing: np.ndarray | None = None
    """Where the palm or the sole faces."""
    pointing: np.ndarray | None = None
    """Where the fingers or the toes point."""


def _clipped(joint: str, part: str, value: float) -> float:
    low, high = LIMBS[joint][part]
    return float(np.clip(value, low, high))


def solve(posed: Posed, reach: Reach) -> tuple[Posed, float]:
    """The body with the limb there, and how many metres it falls short."""
    part, side = reach.limb.split(".")
    step = _arm if part == "hand" else _leg
    end = f"wrist.{side}" if part == "hand" else f"foot.{side}"
    rows = np.array([reach.vertex])
    wanted = posed.joint(end) + reach.target - skin.blended(posed, rows)[0]
    best, least, since = posed, np.inf, 0
    for turn in range(ROUNDS):
        posed = step(posed, reach, side, wanted)
        miss = reach.target - skin.blended(posed, rows)[0]
        distance = float(np.linalg.norm(miss))
        since = 0 if distance < least - 0.001 else since + 1
        if distance < least:
            best, least = posed, distance
        if least < CLOSE or since > PATIENCE:
            break
        wanted = wanted + miss * (1.0 if turn < 20 else 0.5)
    return best, least


def _bent(
    start: np.ndarray, end: np.ndarray, first: float, second: float, pole: np.ndarray
) -> tuple[np.ndarray, float]:
    """Where the middle joint is, and how far it is bent (degrees)."""
    way = end - start
    distance = float(np.clip(np.linalg.norm(way), abs(first - second) + 0.02, first + second - SLACK))
    line = unit(way)
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    inner = float(np.arccos(np.clip(cosine, -1, 1)))
    bend = (first**2 + second**2 - distance**2) / (2 * first * second)
    middle = start + first * (np.cos(inner) * line + np.sin(inner) * pole)
    return middle, 180.0 - float(np.degrees(np.arccos(np.clip(bend, -1, 1))))


def _across(line: np.ndarray, *wishes: np.ndarray) -> np.ndarray:
    """The part of the first wish that is not along the line, with length 1."""
    for wish in wishes:
        level = wish - line * (wish @ line)
        if np.linalg.norm(level) > 0.15:
            return unit(level)
    return unit(np.cross(line, X))


def _length(posed: Posed, start: str, end: str) -> float:
    return float(np.linalg.norm(posed.rest.joints[end] - posed.rest.joints[start]))


def _arm(posed: Posed, reach: Reach, side: str, wrist: np.ndarray) -> Posed:
    out, chest = outward(side), posed.frames["thoracic"]
    start = posed.heads[f"upperarm01.{side}"]
    first, second = (
        _length(posed, f"upperarm01.{side}", f"lowerarm01.{side}"),
        _length(posed, f"lowerarm01.{side}", f"wrist.{side}"),
    )
    line = unit(wrist - start)
    pole = _across(line, chest @ _elbow_wish(chest.T @ line, out), chest @ -Z)
    pole = about(line, reach.swivel * _turning(line, pole, chest @ np.array([out, 0.6, 0.8]))) @ pole
    elbow, bend = _bent(start, wrist, first, second, pole)
    upward = unit(start - elbow)
    left = unit(np.cross(line, pole))
    flexion, abduction, rotation = unswing(chest.T @ np.stack([left, upward, np.cross(left, upward)], axis=1), side)
    changes = {
        f"shoulder.{side}": {"flexion": flexion, "abduction": abduction, "rotation": rotation},
        f"elbow.{side}": {"flexion": bend},
    }
    reached = posed.changed(changes, "arm", side)
    if reach.facing is None and reach.pointing is None:
        return reached
    return reached.changed(_hand(reached, reach, side), "arm", side)


def _elbow_wish(line: np.ndarray, out: float) -> np.ndarray:
    """Where an elbow likes to point, in the chest's frame: down and back, outward overhead, forward across the body."""
    wish = np.array([out * 0.55, -1.0, -0.35])
    above = float(np.clip(line[1] / 0.5, 0, 1))
    wish = wish + above * (np.array([out * 1.0, 0.1, 0.9]) - wish)
    across = float(np.clip((-line[0] * out - 0.15) / 0.35, 0, 1)) * (1 - above)
    return np.asarray(wish + across * (np.array([out * 0.15, -0.7, 0.8]) - wish))


def _turning(line: np.ndarray, pole: np.ndarray, outer: np.ndarray) -> float:
    """The sign of a turn about the line that leads the middle joint outward (an elbow also up and forward)."""
    return 1.0 if np.cross(line, pole) @ outer >= 0 else -1.0


def _hand(posed: Posed, reach: Reach, side: str) -> dict[str, dict[str, float]]:
    out, fore = outward(side), posed.frames[f"forearm.{side}"]
    palm = None if reach.facing is None else fore.T @ reach.facing
    fingers = None if reach.pointing is None else unit(fore.T @ reach.pointing)
    if palm is None:
        assert fingers is not None
        palm = posed.frames[f"hand.{side}"][:, 2] @ fore
    if fingers is not None:
        palm = unit(palm - fingers * (palm @ fingers))
        thumb = np.cross(palm, fingers)
        twist = np.degrees(np.arctan2(thumb[2], thumb[0])) * out
    else:
        twist = np.degrees(np.arctan2(-palm[0] * out, palm[2])) if np.hypot(palm[0], palm[2]) > 0.2 else 90.0
    twist = (twist + 90.0) % 360.0 - 90.0
    pronation = _clipped("forearm", "pronation", float(twist) - 90.0)
    rest = about(Y, -out * (pronation + 90.0)).T
    flexion, deviation = 0.0, 0.0
    if fingers is not None:
        pointing = rest @ fingers
        flexion = float(np.degrees(np.arctan2(pointing[2], -pointing[1])))
        deviation = float(np.degrees(np.arcsin(np.clip(pointing[0] * out, -1, 1))))
    else:
        facing = rest @ palm
        flexion = float(np.degrees(np.arctan2(facing[1], facing[2])))
    return {
        f"forearm.{side}": {"pronation": pronation},
        f"wrist.{side}": {
            "flexion": _clipped("wrist", "flexion", flexion),
            "deviation": _clipped("wrist", "deviation", deviation),
        },
    }


def _leg(posed: Posed, reach: Reach, side: str, ankle: np.ndarray) -> Posed:
    out, pelvis = outward(side), posed.frames["pelvis"]
    start = posed.heads[f"upperleg01.{side}"]
    first, second = (
        _length(posed, f"upperleg01.{side}", f"lowerleg01.{side}"),
        _length(posed, f"lowerleg01.{side}", f"foot.{side}"),
    )
    line = unit(ankle - start)
    ahead = reach.pointing if reach.pointing is not None else pelvis[:, 2]
    pole = _across(line, ahead, pelvis[:, 2], pelvis[:, 1], Y)
    if pole @ (pelvis[:, 2] + pelvis[:, 1] * 0.5) < -0.5:
        pole = -pole
    pole = about(line, reach.swivel * _turning(line, pole, pelvis[:, 0] * out)) @ pole
    knee, bend = _bent(start, ankle, first, second, pole)
    upward = unit(start - knee)
    left = unit(np.cross(pole, line))
    flexion, abduction, rotation = unswing(pelvis.T @ np.stack([left, upward, np.cross(left, upward)], axis=1), side)
    changes = {
        f"hip.{side}": {"flexion": flexion, "abduction": abduction, "rotation": rotation},
        f"knee.{side}": {"flexion": bend},
    }
    reached = posed.changed(changes, "leg", side)
    if reach.facing is None:
        return reached
    shank = reached.frames[f"shank.{side}"]
    up = shank.T @ -reach.facing
    flexion = float(np.degrees(np.arctan2(up[2], up[1])))
    rolled = about(X, flexion).T @ up
    inversion = float(np.degrees(np.arctan2(rolled[0], rolled[1]))) * out
    ankle_angles = {
        "flexion": _clipped("ankle", "flexion", flexion),
        "inversion": _clipped("ankle", "inversion", inversion),
    }
    return reached.changed({f"ankle.{side}": ankle_angles}, "leg", side)
