"""Bring a body from the mesh's own pose into the anatomical position: standing, arms low, palms forward.

Linear blend skinning: every bone gets a 4x4 transform, a vertex follows the weighted mean of its bones. The angles
are found from the joints, so that every body stands the same way.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from figures import body, mesh

ARM_FROM_VERTICAL = np.radians(19.0)
ELBOW_STRAIGHTENED = 0.85
"""Share of the bend of the elbow that is taken out."""
WRIST_STRAIGHTENED = 0.7
THUMB_OUTWARD = np.radians(8.0)
"""How far short of straight outward the thumb points: a hand at ease."""
THUMB_IN = np.radians(14.0)
"""How far the thumb is drawn towards the fingers."""
TWIST = {"upperarm02": 0.12, "lowerarm01": 0.24, "lowerarm02": 0.34, "wrist": 0.30}
"""How the turn of the palm is shared out along the arm."""
LEGS_INWARD = np.radians(4.2)
FORWARD = np.array([0.0, 0.0, 1.0])


def rotation(axis: np.ndarray, angle: float) -> np.ndarray:
    """The 3x3 rotation by an angle (radians) about an axis (Rodrigues)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def turn_between(start: np.ndarray, end: np.ndarray, share: float) -> np.ndarray:
    """The rotation that takes a share of the way from one direction to another."""
    start, end = start / np.linalg.norm(start), end / np.linalg.norm(end)
    axis = np.cross(start, end)
    angle = np.arctan2(np.linalg.norm(axis), start @ end)
    return rotation(axis, angle * share) if angle > 1e-6 else np.eye(3)


class Skeleton:
    """The bones of one body; turning a bone carries everything below it along."""

    def __init__(self, joints: np.ndarray) -> None:
        self._rest = joints
        self.transforms = {bone: np.eye(4) for bone in mesh.BONES}

    def joint(self, name: str) -> np.ndarray:
        """Where a joint is now, (3,) metres."""
        transform = self.transforms[name.removesuffix(">")]
        return transform[:3, :3] @ self._rest[mesh.joint_row(name)] + transform[:3, 3]

    def turn(self, bone: str, turning: np.ndarray) -> None:
        """Rotate a bone and its descendants about the bone's head."""
        pivot = self.joint(bone)
        step = np.eye(4)
        step[:3, :3] = turning
        step[:3, 3] = pivot - turning @ pivot
        moved = {bone}
        for name in mesh.BONES:
            if name in moved or mesh.PARENTS[name] in moved:
                moved.add(name)
                self.transforms[name] = step @ self.transforms[name]


def _stand(skeleton: Skeleton, side: str) -> None:
    outward = 1.0 if side == "L" else -1.0

    def along(start: str, end: str) -> np.ndarray:
        return skeleton.joint(f"{end}.{side}") - skeleton.joint(f"{start}.{side}")

    def turn(bone: str, turning: np.ndarray) -> None:
        skeleton.turn(f"{bone}.{side}", turning)

    upper = along("upperarm01", "lowerarm01")
    angle = np.arctan2(abs(upper[0]), -upper[1])
    turn("upperarm01", rotation(FORWARD, -outward * (angle - ARM_FROM_VERTICAL)))
    upper = along("upperarm01", "lowerarm01")
    turn("lowerarm01", turn_between(along("lowerarm01", "wrist"), upper, ELBOW_STRAIGHTENED))
    turn("wrist", turn_between(along("wrist", "finger3-1"), along("lowerarm01", "wrist"), WRIST_STRAIGHTENED))

    axis = along("lowerarm01", "wrist")
    axis /= np.linalg.norm(axis)
    thumb = along("wrist", "finger1-2")
    level = thumb - axis * (thumb @ axis)
    wanted = np.array([outward * np.cos(THUMB_OUTWARD), 0.0, np.sin(THUMB_OUTWARD)])
    wanted -= axis * (wanted @ axis)
    angle = np.arctan2(np.cross(level, wanted) @ axis, level @ wanted)
    for bone, share in TWIST.items():
        line = along("upperarm01", "lowerarm01") if bone == "upperarm02" else along("lowerarm01", "wrist")
        turn(bone, rotation(line, angle * share))

    palm = np.cross(along("lowerarm01", "wrist"), along("wrist", "finger1-2"))
    turn("finger1-1", rotation(palm, -THUMB_IN))

    turn("upperleg01", rotation(FORWARD, -outward * LEGS_INWARD))
    turn("foot", rotation(FORWARD, outward * LEGS_INWARD))


@cache
def standing(name: str) -> np.ndarray:
    """(V + J, 3) metres: skin and joints of a body in the anatomical position, soles at y = 0."""
    source = mesh.load()
    positions = body.positions(name)
    count = len(source.weights)
    skeleton = Skeleton(positions[count:])
    for side in "LR":
        _stand(skeleton, side)
    transforms = np.stack([skeleton.transforms[bone] for bone in mesh.BONES])
    blended = np.einsum("vb,bij->vij", source.weights, transforms)
    skin = np.einsum("vij,vj->vi", blended[:, :3, :3], positions[:count]) + blended[:, :3, 3]
    joints = np.array([skeleton.joint(end) for bone in mesh.BONES for end in (bone, f"{bone}>")])
    whole = np.concatenate([skin, joints])
    whole[:, 1] -= skin[:, 1].min()
    return whole


@cache
def joint(name: str, of: str = body.REFERENCE) -> np.ndarray:
    """Where a joint of a standing body is, (3,) metres."""
    return standing(of)[len(mesh.load().weights) + mesh.joint_row(name)]
