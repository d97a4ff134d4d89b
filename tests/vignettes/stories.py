"""How well a story is heard: recall by the sign that it tells, and false alarms on ordinary ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.vignettes.people import Share
from unknot.content.library import Library
from unknot.screening.story import heard

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Told:
    """A text, the flag it tells of (None for an ordinary knot), and whether the reader was tuned without it."""

    text: str
    flag: str | None
    held_out: bool


def phrasings() -> tuple[Told, ...]:
    """Short texts, every third one held out."""
    return tuple(Told(raw["text"], raw["flag"], raw["held_out"]) for raw in _read("phrasings.yaml"))


def stories() -> tuple[Told, ...]:
    """The longer stories that the reader was tuned on."""
    return tuple(Told(raw["text"], raw["flag"], False) for raw in _read("stories.yaml"))


def listened(library: Library, texts: Iterable[Told]) -> Mapping[str, Share]:
    """The shares by which the reader is judged.

    Heard: the flag is found, surely or as a hint. Sure: it stands as a yes until it is asked. A false alarm is an
    ordinary text of which something surely stands; a false question one that is only asked about.
    """
    told = list(texts)
    emergency = {flag.id for flag in library.flags.values() if flag.disposition == "emergency_now"}
    found = {each.text: {one.flag: one.sure for one in heard(library, each.text)} for each in told}
    urgent = [each for each in told if each.flag in emergency]
    others = [each for each in told if each.flag is not None and each.flag not in emergency]
    ordinary = [each for each in told if each.flag is None]
    shares = {
        "emergency flags heard": Share(sum(each.flag in found[each.text] for each in urgent), len(urgent)),
        "emergency flags sure": Share(
            sum(found[each.text].get(each.flag or "", False) for each in urgent), len(urgent)
        ),
        "other flags heard": Share(sum(each.flag in found[each.text] for each in others), len(others)),
        "other flags sure": Share(sum(found[each.text].get(each.flag or "", False) for each in others), len(others)),
        "false alarms": Share(sum(any(found[each.text].values()) for each in ordinary), len(ordinary)),
        "false questions": Share(
            sum(bool(found[each.text]) and not any(found[each.text].values()) for each in ordinary), len(ordinary)
        ),
    }
    return {name: share for name, share in shares.items() if share.of}


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return rows
