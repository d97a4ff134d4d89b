"""The body map as a page shows it: the pictures of one body with their places, and the same places as a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.utils.safestring import SafeString

from unknot.content.library import Library
from unknot.loop import places
from unknot.reporting.shapes import Array, rings
from unknot.web.assets import ROOTS

VIEWS = {"front": "Front", "back": "Back", "left": "Left side", "right": "Right side", "soles": "Soles"}
STRONGEST = 10
DEPTHS = {"": "how deep?", "deep": "deep inside", "surface": "near the skin"}
"""How deep a pain can be felt, with the words for it; empty is not said."""
Drawn = tuple[int, str]
"""How strong a place is marked, and how deep."""

_SILHOUETTE = 96
_SPECK = 4
"""Units of a silhouette: nothing smaller is part of it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One place in a picture: its outline and where its number stands."""

    region: str
    d: str
    at: str


@dataclass(frozen=True, slots=True)
class View:
    """One picture of the body with the places that are seen in it."""

    id: str
    label: str
    width: int
    height: int
    picture: str
    shapes: tuple[Shape, ...]
    outline: str
    suit: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silhouette:
    """A body from the front as one small shape, in the units of its own box."""

    width: int
    height: int
    d: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A body or a skin tone that can be chosen."""

    id: str
    name: str
    is_chosen: bool
    silhouette: Silhouette | None = None

    @property
    def css(self) -> str:
        """The class under which the stylesheet knows it."""
        return css_class(self.id)


@dataclass(frozen=True, slots=True)
class Side:
    """A place in the list on one side: its region, the word for the side ("" in the middle), how strong it is and how
    deep ("" where that was not said)."""

    region: str
    label: str
    word: str
    intensity: int
    depth: str

    @property
    def options(self) -> SafeString:
        """The options of its choice, from nothing to the strongest, as HTML."""
        return _options(self.intensity)

    @property
    def depths(self) -> SafeString:
        """The options of how deep it is, as HTML."""
        return _depths(self.depth)


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the list, with other words it may be looked for by."""

    area: str
    label: str
    words: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body in the list, and how many places in it are marked."""

    title: str
    rows: tuple[Row, ...]
    marked: int


def css_class(id_: str) -> str:
    """The class of the stylesheet that stands for an id."""
    return id_.replace("_", "-")


@cache
def bodies() -> tuple[str, ...]:
    """The bodies that are installed."""
    return tuple(sorted(path.parent.name for path in ROOTS["figures"].glob("*/front.muscles.json")))


@cache
def silhouette(body: str) -> Silhouette:
    """The outline of an installed body from the front, with no more corners than can be seen when it is small."""
    held = json.loads((ROOTS["figures"] / body / "front.areas.json").read_bytes())
    scale = _SILHOUETTE / held["size"][1]
    large = (ring for ring in rings(held["outline"]) if np.ptp(ring, axis=0).min() * scale > _SPECK)
    d = "".join(_coarse(ring, scale) for ring in large)
    return Silhouette(round(held["size"][0] * scale), _SILHOUETTE, d)


def _coarse(ring: Array, scale: float) -> str:
    """The corners of a ring, each at least one unit from the one before it."""
    kept: list[tuple[float, float]] = []
    for x, y in (ring * scale).tolist():
        if not kept or max(abs(x - kept[-1][0]), abs(y - kept[-1][1])) >= 1:
            kept.append((round(x, 1), round(y, 1)))
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z" if len(kept) > 2 else ""


@cache
def views(body: str) -> tuple[View, ...]:
    """The pictures of a body; none where they are not installed, and then the list alone is shown."""
    folder = ROOTS["figures"] / body
    found = []
    for name, label in VIEWS.items():
        file = folder / f"{name}.areas.json"
        if not file.exists():
            continue
        held = json.loads(file.read_bytes())
        width, height = held["size"]
        shapes = tuple(
            Shape(region, area["d"], "{} {}".format(*area["label_at"])) for region, area in held["areas"].items()
        )
        picture = f"figures/{body}/{name}.webp"
        found.append(
            View(
                name, label, width, height, picture, shapes, held["outline"], held.get("suit", ""), tuple(held["lines"])
            )
        )
    return tuple(found)


@cache
def regions_as_json(library: Library) -> str:
    """Name, area and side of every region, safe inside a script element."""
    known = {
        region.id: {"label": library.say(f"region.{region.id}.label"), "area": region.area, "side": region.side}
        for region in library.regions.values()
    }
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def parts(library: Library, marks: Mapping[str, Drawn]) -> tuple[Part, ...]:
    """Every place by part of the body, from head to foot, with how strong and how deep it is marked."""
    found = []
    for title, areas in places.by_part(library):
        rows = tuple(_row(library, area.id, marks) for area in areas)
        marked = sum(side.intensity > 0 for row in rows for side in row.sides)
        found.append(Part(title, rows, marked))
    return tuple(found)


@cache
def _options(chosen: int) -> SafeString:
    found = ['<option value="">–</option>']
    found += [f"<option{' selected' * (each == chosen)}>{each}</option>" for each in range(1, STRONGEST + 1)]
    return SafeString("".join(found))


@cache
def _depths(chosen: str) -> SafeString:
    found = (f'<option value="{id_}"{" selected" * (id_ == chosen)}>{name}</option>' for id_, name in DEPTHS.items())
    return SafeString("".join(found))


def _row(library: Library, area: str, marks: Mapping[str, Drawn]) -> Row:
    regions = places.regions_of(library, area, ("left", "right", "midline"))
    sides = tuple(
        Side(region, library.say(f"region.{region}.label"), _side(library, region), *marks.get(region, (0, "")))
        for region in regions
    )
    return Row(area, places.label(library, area), " ".join(library.lines(f"cli.place.{area}")), sides)


def _side(library: Library, region: str) -> str:
    side = library.regions[region].side
    return "" if side == "midline" else library.say(f"cli.side.{side}")
