"""The bones of a posed body: anatomical angles in, a rotation and a place for every bone out.

Each limb segment has a frame that is the identity when the body stands straight with the palms forward: x to the
person's left, y up along the segment, z forward. A bone's rotation leads from the mesh's own pose to the posed one.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from figures import body, mesh
from figures.pose import turn_between
from figures.posed.angles import SIDES, Angles
from figures.posed.hands import SHAPES

X, Y, Z = np.eye(3)
LUMBAR = {"spine05": 0.3, "spine04": 0.35, "spine03": 0.35}
THORACIC = {"spine02": 0.5, "spine01": 0.5}
NECK = {"neck01": 0.3, "neck02": 0.35, "neck03": 0.35}
UPPER_ARM_TWIST = 0.45
"""Share of the turn of the upper arm that its upper half follows."""
FOREARM_TWIST = {"lowerarm01": 0.25, "lowerarm02": 0.7, "wrist": 1.0}
THIGH_TWIST = 0.5
RHYTHM, RHYTHM_FROM, RHYTHM_MOST = 0.22, 35.0, 26.0
"""The shoulder girdle rises by this share of what the arm is lifted beyond so many degrees, at most so far."""


def about(axis: np.ndarray, degrees: float) -> np.ndarray:
    """The 3x3 rotation by degrees about an axis."""
    x, y, z = (float(each) for each in axis)
    angle = math.radians(degrees)
    c, s, size = math.cos(angle), math.sin(angle), math.sqrt(x * x + y * y + z * z)
    x, y, z, d = x / size, y / size, z / size, 1 - c
    return np.array(
        [
            [c + x * x * d, x * y * d - z * s, x * z * d + y * s],
            [y * x * d + z * s, c + y * y * d, y * z * d - x * s],
            [z * x * d - y * s, z * y * d + x * s, c + z * z * d],
        ]
    )


def outward(side: str) -> float:
    """+1 for the left side, -1 for the right: the sign of x that leads away from the midline."""
    return 1.0 if side == "L" else -1.0


def unit(vector: np.ndarray) -> np.ndarray:
    """The vector with length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))


def swing(flexion: float, abduction: float, side: str) -> np.ndarray:
    """The rotation of an upper arm or thigh out of the hanging position."""
    turn = np.array([-flexion, 0.0, outward(side) * abduction])
    size = float(np.linalg.norm(turn))
    return about(turn / size, size) if size > 1e-9 else np.eye(3)


def unswing(turned: np.ndarray, side: str) -> tuple[float, float, float]:
    """Flexion, abduction and inward rotation (degrees) of an upper arm or thigh from its rotation."""
    pointing = turned @ -Y
    lateral = np.array([-pointing[2], 0.0, pointing[0]])
    size = float(np.linalg.norm(lateral))
    angle = float(np.degrees(np.arctan2(size, -pointing[1])))
    axis = lateral / size if size > 1e-9 else -X
    flexion, abduction = -axis[0] * angle, outward(side) * axis[2] * angle
    rest = swing(flexion, abduction, side).T @ turned
    twist = float(np.degrees(np.arctan2(rest[0, 2], rest[0, 0])))
    return flexion, abduction, -outward(side) * twist


def bend(flexion: float, side_bend: float, turn: float) -> np.ndarray:
    """The rotation of a piece of the spine; forward and right are positive."""
    return about(Y, -turn) @ about(X, flexion) @ about(Z, side_bend)


@dataclass(frozen=True)
class Rest:
    """What is known about the bones of one body in the mesh's own pose."""

    joints: dict[str, np.ndarray]
    frames: dict[str, np.ndarray]
    """Per limb segment ("upper_arm.L") its frame, columns x, y, z."""
    forearm_twist: dict[str, float]
    """Per side how far the palm is turned back from forward, degrees."""


@cache
def rest(name: str) -> Rest:
    """The bones of a body in the mesh's own pose."""
    places = body.positions(name)[len(mesh.load().weights) :]
    joints = {end: places[mesh.joint_row(end)] for bone in mesh.BONES for end in (bone, f"{bone}>")}
    joints |= {name: places[mesh.joint_row(name)] for name in mesh.EXTRA_JOINTS}
    frames, twists = {}, {}
    for side in SIDES:

        def along(start: str, end: str, side: str = side) -> np.ndarray:
            return unit(joints[f"{end}.{side}"] - joints[f"{start}.{side}"])

        upper, fore = along("upperarm01", "lowerarm01"), along("lowerarm01", "wrist")
        hinge = unit(np.cross(fore, upper))
        frames[f"upper_arm.{side}"] = _frame(-upper, hinge)
        frames[f"forearm.{side}"] = _frame(-fore, hinge)
        knuckles = along("finger5-1", "finger2-1") * outward(side)
        frames[f"hand.{side}"] = _frame(along("finger3-1", "wrist"), knuckles)
        level = frames[f"forearm.{side}"].T @ knuckles
        twists[side] = float(np.degrees(np.arctan2(level[2], level[0])) * outward(side))
        frames[f"thigh.{side}"] = _frame(along("lowerleg01", "upperleg01"), X)
        frames[f"shank.{side}"] = _frame(along("foot", "lowerleg01"), X)
    return Rest(joints, frames, twists)


def _frame(upward: np.ndarray, left: np.ndarray) -> np.ndarray:
    left = unit(left - upward * (upward @ left))
    return np.stack([left, upward, np.cross(left, upward)], axis=1)


class Posed:
    """One body with its bones turned: `turns` per bone (3, 3) and `heads` per bone (3,) metres."""

    def __init__(self, name: str, angles: Angles, hands: dict[str, str], place: np.ndarray) -> None:
        self.body, self.angles, self.hands = name, angles, hands
        self.rest = rest(name)
        self.turns: dict[str, np.ndarray] = {}
        self.heads: dict[str, np.ndarray] = {}
        self.frames: dict[str, np.ndarray] = {}
        """Per limb segment its posed frame."""
        pelvis = angles["pelvis"]
        self.frames["pelvis"] = (
            about(Y, -pelvis["turn"]) @ about(X, pelvis["tilt"]) @ about(Z, pelvis["roll"]) @ about(Y, -pelvis["spin"])
        )
        self._set("root", self.frames["pelvis"])
        self.shift(np.asarray(place, float) - self.joint("root>"))
        self._spine()
        for side in SIDES:
            self._leg(side)
            self._arm(side)

    def joint(self, end: str) -> np.ndarray:
        """Where a joint is: "bone" its head, "bone>" its tail."""
        bone = end.removesuffix(">")
        return self.heads[bone] + self.turns[bone] @ (self.rest.joints[end] - self.rest.joints[bone])

    def shift(self, by: np.ndarray) -> None:
        """Move the whole body."""
        for bone in self.heads:
            self.heads[bone] = self.heads[bone] + by

    def changed(self, joints: Angles, limb: str, side: str) -> Posed:
        """A copy with other angles in one arm or leg."""
        other = copy.copy(self)
        other.angles = self.angles | {joint: self.angles[joint] | parts for joint, parts in joints.items()}
        other.turns, other.heads, other.frames = dict(self.turns), dict(self.heads), dict(self.frames)
        if limb == "arm":
            other._arm(side)
        else:
            other._leg(side)
        return other

    def _set(self, bone: str, turn: np.ndarray) -> None:
        parent = mesh.PARENTS[bone]
        if parent:
            offset = self.rest.joints[bone] - self.rest.joints[parent]
            self.heads[bone] = self.heads[parent] + self.turns[parent] @ offset
        else:
            self.heads[bone] = self.rest.joints[bone]
        self.turns[bone] = turn

    def _spine(self) -> None:
        turn = self.frames["pelvis"]
        for joint, shares in (("lumbar", LUMBAR), ("thoracic", THORACIC), ("neck", NECK), ("head", {"head": 1.0})):
            parts = self.angles[joint]
            for bone, share in shares.items():
                turn = turn @ bend(parts["flexion"] * share, parts["side_bend"] * share, parts["rotation"] * share)
                self._set(bone, turn)
            self.frames[joint] = turn

    def small_toes(self, side: str) -> tuple[np.ndarray, np.ndarray]:
        """How the small toes are turned against the foot, (3, 3), and the joint they turn about, (3,) metres."""
        foot = self.turns[f"foot.{side}"]
        offset = self.rest.joints[f"small_toes.{side}"] - self.rest.joints[f"foot.{side}"]
        return self.turns[f"toe1-1.{side}"] @ foot.T, self.heads[f"foot.{side}"] + foot @ offset

    def jaw(self) -> tuple[np.ndarray, np.ndarray]:
        """How the lower jaw is turned against the head, (3, 3), and the joint it turns about, (3,) metres."""
        head, parts = self.turns["head"], self.angles["jaw"]
        turn = about(Y, -parts["slide"]) @ about(X, parts["opening"])
        joint = self.heads["head"] + head @ (self.rest.joints[mesh.JAW] - self.rest.joints["head"])
        return head @ turn @ head.T, joint

    def _arm(self, side: str) -> None:
        out, chest = outward(side), self.frames["thoracic"]
        girdle, shoulder = self.angles[f"shoulder_girdle.{side}"], self.angles[f"shoulder.{side}"]
        lifted = float(np.hypot(shoulder["flexion"], shoulder["abduction"]))
        rise = girdle["elevation"] + float(np.clip(RHYTHM * (lifted - RHYTHM_FROM), 0.0, RHYTHM_MOST))
        clavicle = chest @ about(Y, -out * girdle["protraction"]) @ about(Z, out * rise)
        self._set(f"clavicle.{side}", clavicle)
        self._set(f"shoulder01.{side}", clavicle)
        swung = chest @ swing(shoulder["flexion"], shoulder["abduction"], side)
        upper = swung @ about(Y, -out * shoulder["rotation"])
        self._long_bone(f"upperarm01.{side}", f"upperarm02.{side}", upper, f"upper_arm.{side}", chest, UPPER_ARM_TWIST)
        fore = upper @ about(X, -self.angles[f"elbow.{side}"]["flexion"])
        self.frames[f"forearm.{side}"] = fore
        twist = self.angles[f"forearm.{side}"]["pronation"] + 90.0
        further = twist - self.rest.forearm_twist[side]
        for bone in ("lowerarm01", "lowerarm02"):
            turned = fore @ about(Y, -out * further * FOREARM_TWIST[bone])
            self._set(f"{bone}.{side}", turned @ self.rest.frames[f"forearm.{side}"].T)
        wrist = self.angles[f"wrist.{side}"]
        hand = fore @ about(Y, -out * twist) @ about(X, -wrist["flexion"]) @ about(Z, out * wrist["deviation"])
        self.frames[f"hand.{side}"] = hand
        self._set(f"wrist.{side}", hand @ self.rest.frames[f"hand.{side}"].T)
        self._fingers(side)

    def _long_bone(
        self, upper: str, lower: str, frame: np.ndarray, segment: str, base: np.ndarray, share: float
    ) -> None:
        """An upper arm or thigh: its upper half takes all of the swing and a share of the twist."""
        self.frames[segment] = frame
        own = self.rest.frames[segment]
        whole = frame @ own.T
        swung = base @ turn_between(own[:, 1], base.T @ frame[:, 1], 1.0)
        twist = swung.T @ whole
        angle = np.degrees(
            np.arctan2((twist @ own[:, 0]) @ np.cross(own[:, 1], own[:, 0]), (twist @ own[:, 0]) @ own[:, 0])
        )
        self._set(upper, swung @ about(own[:, 1], float(angle) * share))
        self._set(lower, whole)

    def _fingers(self, side: str) -> None:
        shape, wrist = SHAPES[self.hands[f"hand.{side}"]], self.turns[f"wrist.{side}"]
        left, upward, palm = self.rest.frames[f"hand.{side}"].T
        out = outward(side)
        for number, curls, fan in zip((2, 3, 4, 5), shape.fingers, shape.fan, strict=True):
            self._set(f"metacarpal{number - 1}.{side}", wrist)
            turn, sideways = wrist, about(palm, out * fan)
            for joint, curl in zip((1, 2, 3), curls, strict=True):
                turn = turn @ about(left, -curl)
                self._set(f"finger{number}-{joint}.{side}", turn @ sideways)
        inward, oppose, curl = shape.thumb
        turn = wrist @ about(palm, -out * inward) @ about(upward, -out * oppose)
        self._set(f"finger1-1.{side}", turn)
        joints = self.rest.joints
        thumb = unit(joints[f"finger1-3.{side}"] - joints[f"finger1-2.{side}"])
        hinge = unit(np.cross(thumb, -out * left))
        for joint in (2, 3):
            turn = turn @ about(hinge, curl)
            self._set(f"finger1-{joint}.{side}", turn)

    def _leg(self, side: str) -> None:
        out, pelvis = outward(side), self.frames["pelvis"]
        hip, ankle = self.angles[f"hip.{side}"], self.angles[f"ankle.{side}"]
        self._set(f"pelvis.{side}", pelvis)
        thigh = pelvis @ swing(hip["flexion"], hip["abduction"], side) @ about(Y, -out * hip["rotation"])
        self._long_bone(f"upperleg01.{side}", f"upperleg02.{side}", thigh, f"thigh.{side}", pelvis, THIGH_TWIST)
        shank = thigh @ about(X, self.angles[f"knee.{side}"]["flexion"])
        self.frames[f"shank.{side}"] = shank
        for bone in ("lowerleg01", "lowerleg02"):
            self._set(f"{bone}.{side}", shank @ self.rest.frames[f"shank.{side}"].T)
        foot = shank @ about(X, ankle["flexion"]) @ about(Z, -out * ankle["inversion"])
        self.frames[f"foot.{side}"] = foot
        self._set(f"foot.{side}", foot)
        self._set(f"toe1-1.{side}", foot @ about(X, -self.angles[f"toes.{side}"]["extension"]))
