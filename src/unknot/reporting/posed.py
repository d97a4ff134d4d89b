"""The drawings that show how a technique is done, as they stand in `data/figures/techniques`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from unknot.content.library import Library

FOLDER = "techniques"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: its file below the folder of all figures, and what it shows in a sentence."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class PosedFigure:
    """How a technique is done, in pictures of one size. One that shows the right side may be mirrored for the left."""

    id: str
    width: int
    height: int
    one_sided: bool
    frames: tuple[Frame, ...]


@cache
def posed_figures() -> Mapping[str, PosedFigure]:
    """Every drawing by its id."""
    raw = json.loads(_data().joinpath(f"{FOLDER}.json").read_bytes())
    return MappingProxyType(
        {
            id_: PosedFigure(
                id=id_,
                width=each["size"][0],
                height=each["size"][1],
                one_sided=each["side"] == "right",
                frames=tuple(Frame(f"{FOLDER}/{frame['file']}", frame["alt"]) for frame in each["frames"]),
            )
            for id_, each in raw.items()
        }
    )


def figure_of(library: Library, technique: str) -> PosedFigure | None:
    """The drawing of `technique`; None for what needs none."""
    name = library.techniques[technique].figure
    return None if name is None else posed_figures().get(name)


def _data() -> Traversable:
    return files("unknot").joinpath("data", "figures")
