"""A whole figure: its frames solved, checked, framed together and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from figures.posed import collide, landmarks, picture, scene
from figures.posed.angles import PoseError
from figures.posed.figure import Figure
from figures.posed.scene import View
from figures.posed.solve import Place, Solved, solve

ARROW_OUT = 0.05
"""Metres by which an arrow runs outside the body."""
SHORTEST, STEPS = 0.085, 24
_PIVOTS = {
    "hand": "upperarm01", "elbow": "upperarm01", "forearm": "upperarm01", "palm": "upperarm01", "wrist": "lowerarm01",
    "shoulder": "clavicle", "knee": "upperleg01", "shin": "upperleg01", "calf": "upperleg01", "heel": "lowerleg01",
    "foot": "upperleg01", "toes": "foot", "sole": "foot", "ankle": "upperleg01",
}  # fmt: skip
_STARTS = {"hand": "hand.back", "foot": "foot.top", "shoulder": "shoulder"}


@dataclass
class Drawn:
    """What comes of a figure: its frames in space and, per frame, what is wrong and what an author may like to know."""

    figure: Figure
    frames: list[Solved]
    view: View
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def image(self, index: int, size: int = picture.SIZE, supersample: int = picture.SUPERSAMPLE) -> Image.Image:
        """One frame as a picture."""
        lines = _arrows(self, index, size)
        return picture.draw(self.figure, self.frames[index], self.view, lines, size, supersample)


def solved(figure: Figure) -> Drawn:
    """A figure in space, with everything that is wrong with it."""
    frames, problems, notes = [], [], []
    for index, frame in enumerate(figure.frames):
        where = f"frame {index + 1}"
        try:
            found = solve(figure, frame)
        except PoseError as error:
            raise PoseError(f"{figure.name}, {where}: {error}") from None
        wrong = found.problems + collide.within_the_body(found.posed, found.skin)
        wrong += collide.with_props(found.posed, found.skin, found.props)
        problems += [f"{where}: {line}" for line in wrong]
        notes += [f"{where}: {line}" for line in collide.hovering(found.posed, found.skin, found.props)]
        frames.append(found)
    return Drawn(figure, frames, scene.framing(figure.camera, frames), problems, notes)


def lit_share(drawn: Drawn, size: int = 280) -> float:
    """The greatest share of a picture, over the frames, that lit muscle covers."""
    best = 0.0
    for frame in drawn.frames:
        seen = scene.look(frame, drawn.view, size, 1)
        assert seen is not None
        best = max(best, float(picture.lit_mask(drawn.figure, seen).mean()))
    return best


def _arrows(drawn: Drawn, index: int, size: int) -> list[np.ndarray]:
    lines = []
    for spec in drawn.figure.frames[index].moves:
        line = _straight(drawn, index, spec) if isinstance(spec, Mapping) else _swept(drawn, index, str(spec))
        seen = drawn.view.seen(line, size)[:, :2]
        lines.append(seen)
    return lines


def _straight(drawn: Drawn, index: int, spec: Mapping[str, Any]) -> np.ndarray:
    """An arrow an author describes: at a point, by so many metres, bowed by `bend` metres in the picture."""
    if extra := set(spec) - {"at", "by", "bend", "to"}:
        raise PoseError(f"a move has at, by or to, and bend; not {', '.join(sorted(extra))}")
    solved_frame = drawn.frames[index]
    place = Place(solved_frame.posed, solved_frame.props)
    start = place.point(spec["at"])
    end = place.point(spec["to"]) if "to" in spec else start + np.array(spec["by"], float)
    share = np.linspace(0, 1, STEPS)[:, None]
    way = end - start
    across = np.cross(drawn.view.axes[2], way)
    across /= max(float(np.linalg.norm(across)), 1e-9)
    return np.asarray(start + share * way + 4 * share * (1 - share) * float(spec.get("bend", 0.0)) * across)


def _swept(drawn: Drawn, index: int, name: str) -> np.ndarray:
    """The way of a landmark from the frame before, around its joint, a little outside the body."""
    before, now = drawn.frames[index - 1], drawn.frames[index]
    base, _, side = name.rpartition(".")
    full = f"{_STARTS[base]}.{side}" if base in _STARTS else name
    try:
        row = landmarks.vertex(full)
    except ValueError as error:
        raise PoseError(f"moves: {error}") from None
    bone = _PIVOTS.get((base or name).split(".")[0])
    joint = (
        f"{bone}.{side}" if bone else "spine05" if base not in ("head", "temple") and name != "head.top" else "neck01"
    )
    pivot = (before.posed.joint(joint) + now.posed.joint(joint)) / 2
    first, last = before.skin[row] - pivot, now.skin[row] - pivot
    share = np.linspace(0, 1, STEPS)[:, None]
    sizes = np.linalg.norm(first) * (1 - share) + np.linalg.norm(last) * share
    one, two = first / np.linalg.norm(first), last / np.linalg.norm(last)
    angle = float(np.arccos(np.clip(one @ two, -1, 1)))
    if angle < 1e-3:
        raise PoseError(f"moves: {name} does not move from frame {index} to frame {index + 1}")
    rays = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * two) / np.sin(angle)
    line = pivot + rays * (sizes + ARROW_OUT)
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    if length < SHORTEST:
        middle = line.mean(axis=0)
        line = middle + (line - middle) * SHORTEST / max(length, 1e-6)
    return np.asarray(line)
