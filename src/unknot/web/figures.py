"""The drawings that show how a technique is done, as pages and the player use them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from unknot.reporting.posed import posed_figures
from unknot.web import assets


@dataclass(frozen=True, slots=True)
class Frame:
    """One pose: the address of its picture, and what it shows in words."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The poses of a technique in their order, all of one size in pixels; `mirrored` where the other side is meant, and
    `both` where both sides do the same."""

    width: int
    height: int
    frames: tuple[Frame, ...]
    mirrored: bool
    both: bool

    def as_json(self) -> str:
        """The drawing as the player reads it, safe inside a page."""
        raw = {
            "frames": [{"src": frame.src, "alt": frame.alt} for frame in self.frames],
            "width": self.width,
            "height": self.height,
            "mirrored": self.mirrored,
        }
        return safe_json(raw)


def figure(name: str | None, side: str | None = None) -> Figure | None:
    """The drawing called `name` for the `side` that is worked at; None for what needs none.

    A drawing of the right side is shown mirrored for the left one.
    """
    found = None if name is None else posed_figures().get(name)
    if found is None:
        return None
    poses = tuple(Frame(assets.shelf().url(f"figures/{frame.file}"), frame.alt) for frame in found.frames)
    return Figure(
        found.width, found.height, poses, mirrored=found.one_sided and side == "left", both=not found.one_sided
    )


def safe_json(value: Any) -> str:
    """`value` as JSON that may stand in a page's script block."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
