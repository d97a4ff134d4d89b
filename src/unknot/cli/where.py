"""`unknot where`: names of places on the body, and the muscles that send pain there."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from typing import Any

from unknot.cli.page import Page
from unknot.content.library import Library, load
from unknot.loop import places

MUSCLES_PER_PLACE = 5
PLACES_SHOWN = 8


def run(arguments: argparse.Namespace) -> int:
    """Shows the places and muscles that fit the words; all places without words."""
    library = load()
    words = " ".join(arguments.words)
    areas = list(places.find(library, words).areas) if words else list(library.areas.values())
    muscles = _muscles_named(library, words) if words else []
    found = {
        "places": [_place(library, area.id) for area in (areas if not words else areas[:PLACES_SHOWN])],
        "muscles": [_muscle(library, muscle) for muscle in muscles],
    }
    if arguments.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    page = Page(plain=arguments.no_colour)
    if not words:
        for title, listed in places.by_part(library):
            page.heading(title)
            page.bullets([places.label(library, area.id) for area in listed])
    else:
        _show(page, library, found, words)
    page.gap()
    page.aside(library.say("cli.where.not_advice"))
    return 0


def _show(page: Page, library: Library, found: Mapping[str, list[dict[str, Any]]], words: str) -> None:
    if not found["places"] and not found["muscles"]:
        page.say(library.say("cli.where.none", words=words))
    if found["places"]:
        page.heading(library.say("cli.where.heading"))
    for place in found["places"]:
        page.say(place["label"], "bold")
        names = ", ".join(muscle["name"] for muscle in place["muscles"])
        page.say(library.say("cli.where.muscles", names=names), indent=2)
    if found["muscles"]:
        page.heading(library.say("cli.where.muscle.heading"))
    for muscle in found["muscles"]:
        page.say(muscle["name"], "bold")
        page.say(muscle["lay"], indent=2)
        felt = "; ".join(place["label"] for place in muscle["felt_at"])
        page.say(library.say("cli.where.muscle", name=muscle["name"], places=felt), indent=2)


def senders(library: Library, area: str) -> list[str]:
    """The muscles whose pain is felt in `area`, those that are met and felt there most first, ties by id."""
    weights = {
        muscle.id: muscle.prior * max(muscle.essential.get(area, 0.0), muscle.spillover.get(area, 0.0))
        for muscle in library.muscles.values()
    }
    return sorted((id_ for id_ in weights if weights[id_] > 0.0), key=lambda id_: (-weights[id_], id_))


def _muscles_named(library: Library, words: str) -> list[str]:
    asked = re.findall(r"[\w']+", words.casefold())
    return [
        id_
        for id_, muscle in library.muscles.items()
        if all(word in f"{library.say(f'muscle.{id_}.name')} {muscle.latin}".casefold() for word in asked)
    ]


def _place(library: Library, area: str) -> dict[str, Any]:
    return {
        "area": area,
        "label": places.label(library, area),
        "regions": [region.id for region in library.regions.values() if region.area == area],
        "muscles": [
            {"muscle": id_, "name": library.say(f"muscle.{id_}.name")}
            for id_ in senders(library, area)[:MUSCLES_PER_PLACE]
        ],
    }


def _muscle(library: Library, id_: str) -> dict[str, Any]:
    muscle = library.muscles[id_]
    felt = sorted(muscle.essential, key=lambda area: -muscle.essential[area])
    return {
        "muscle": id_,
        "name": library.say(f"muscle.{id_}.name"),
        "lay": library.say(f"muscle.{id_}.lay"),
        "felt_at": [{"area": area, "label": places.label(library, area)} for area in felt],
    }
