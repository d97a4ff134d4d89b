"""The body in three dimensions as a page carries it: where its files lie, and what everything is called.

A page includes `unknot/_solid.html` with `solid` in its context and links `unknot/solid.css`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.safestring import SafeString

from unknot.content.library import Library
from unknot.web import assets
from unknot.web.figures import safe_json

LAYERS = ("area", "muscle-superficial", "muscle-deep")
_SIDES = ("left", "right")
_FOLDER = "figures/solid"


@dataclass(frozen=True, slots=True)
class Solid:
    """What the island is told: addresses, the skin tone, and names by id, safe inside a script block."""

    model: str
    tables: str
    textures: Mapping[str, str]
    tone: str
    names_as_json: SafeString

    @property
    def textures_as_json(self) -> str:
        """The addresses of the label pictures by layer."""
        return json.dumps(dict(self.textures), separators=(",", ":"))


def of(body: str, tone: str, library: Library) -> Solid | None:
    """The model of `body` in the skin colour `tone`; None where it is not installed."""
    if not (assets.ROOTS["figures"] / "solid" / f"{body}.glb").exists():
        return None
    shelf = assets.shelf()
    return Solid(
        model=shelf.url(f"{_FOLDER}/{body}.glb"),
        tables=shelf.url(f"{_FOLDER}/tables.json"),
        textures={layer: shelf.url(f"{_FOLDER}/{layer}.png") for layer in LAYERS},
        tone=tone,
        names_as_json=names_as_json(library),
    )


@cache
def names_as_json(library: Library) -> SafeString:
    """What every region and every muscle on either side is called, by the ids that the island tells."""
    names = {region: library.say(f"region.{region}.label") for region in library.regions}
    for muscle in library.muscles:
        name = library.say(f"muscle.{muscle}.name")
        names |= {f"{muscle}.{side}": f"{name}, {library.say(f'cli.side.{side}')}" for side in _SIDES}
    return SafeString(safe_json(names))
