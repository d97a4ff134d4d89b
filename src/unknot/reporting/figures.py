"""The drawn bodies as they stand in `data/figures`: per body and view the shade, the outline, areas and muscles.

A body is drawn in layers: its outline in the colour of a skin tone, the suit in another, and over both the shade.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from unknot.errors import ContentError, Problem

BODIES = (
    *("neutral", "female", "male"),
    *("slim_female", "heavy_female", "older_female", "slim_male", "heavy_male", "older_male"),
)
VIEWS = ("front", "back", "left", "right", "soles")
"""The side a body is seen from; `left` shows the person's left. The soles are drawn larger than the rest."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """One place of the pain drawing in one view, and where a number about it may stand."""

    d: str
    label_at: Point


@dataclass(frozen=True, slots=True)
class Muscle:
    """The shape of a muscle in one view. A deep one lies below others."""

    d: str
    deep: bool


@dataclass(frozen=True, slots=True)
class View:
    """One body seen from one side. Only what can be seen from there is listed; shapes are in pixels of the picture.

    `suit` is what it wears; empty where nothing of that is seen. The picture is light and shade, drawn over both.

    `points` and `referral` are named `<muscle>.<point>.<side>`, `muscles` `<muscle>.<side>`. A referral zone is given
    from its weakest level, 1, to its strongest, 4.
    """

    body: str
    name: str
    width: float
    height: float
    outline: str
    suit: str
    lines: tuple[str, ...]
    areas: Mapping[str, Area]
    muscles: Mapping[str, Muscle]
    points: Mapping[str, Point]
    referral: Mapping[str, tuple[tuple[int, str], ...]]

    @property
    def picture(self) -> str:
        """The name of the shade among the assets: light and shadow alone, to be drawn over skin and suit."""
        return f"figures/{self.body}/{self.name}.webp"


class Figures:
    """The figures below `folder`, each read once."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._read: dict[tuple[str, str], View] = {}

    def view(self, body: str, name: str) -> View:
        """One view of one body. Raises `ContentError` if it is not there or cannot be read."""
        if (body, name) not in self._read:
            self._read[body, name] = _view(body, name, *(self._raw(body, name, kind) for kind in ("areas", "muscles")))
        return self._read[body, name]

    def views(self, body: str) -> tuple[View, ...]:
        """Every view of one body, the front first."""
        return tuple(self.view(body, name) for name in VIEWS)

    def _raw(self, body: str, name: str, kind: str) -> dict[str, Any]:
        place = f"figures/{body}/{name}.{kind}.json"
        try:
            raw = json.loads(self._folder.joinpath(body, f"{name}.{kind}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problem = Problem("content_missing_file", place, "it is missing or cannot be read", "install Unknot again")
            raise ContentError(problem) from error
        if not isinstance(raw, dict):
            raise ContentError(Problem("content_missing_file", place, "it is no drawing", "install Unknot again"))
        return raw


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of a body as #rrggbb, on light and on dark paper."""

    skin: str
    skin_dark: str
    suit: str
    suit_dark: str


USUAL_TONE = "tone_2"
"""The skin tone that is drawn where none was chosen."""


@cache
def tones() -> Mapping[str, Tone]:
    """The skin tones that came with the package, by id, from light to dark."""
    raw = json.loads(files("unknot").joinpath("data", "figures", "tones.json").read_text(encoding="utf-8"))
    return MappingProxyType({id_: Tone(**each) for id_, each in raw.items()})


@cache
def shipped() -> Figures:
    """The figures that came with the package."""
    return Figures(files("unknot").joinpath("data", "figures"))


def _view(body: str, name: str, areas: Mapping[str, Any], muscles: Mapping[str, Any]) -> View:
    width, height = areas["size"]
    return View(
        body=body,
        name=name,
        width=width,
        height=height,
        outline=areas["outline"],
        suit=areas.get("suit", ""),
        lines=tuple(areas.get("lines", ())),
        areas=MappingProxyType(
            {key: Area(each["d"], _point(each["label_at"])) for key, each in areas["areas"].items()}
        ),
        muscles=MappingProxyType(
            {key: Muscle(each["d"], bool(each.get("deep"))) for key, each in muscles["muscles"].items()}
        ),
        points=MappingProxyType({key: _point(each) for key, each in muscles["points"].items()}),
        referral=MappingProxyType(
            {
                key: tuple(sorted((int(each["level"]), str(each["d"])) for each in levels))
                for key, levels in muscles["referral"].items()
            }
        ),
    )


def _point(raw: Any) -> Point:
    x, y = raw
    return float(x), float(y)
