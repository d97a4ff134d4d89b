"""The cues of a session in words, the same at the page and at the terminal."""

from __future__ import annotations

from typing import Any

from unknot.content.library import Library
from unknot.loop.advice import PlannedStep
from unknot.loop.doing import timed_step
from unknot.planning.routine import Cue, Place, cues


def told(library: Library, step: PlannedStep, *, sided: bool = True) -> tuple[dict[str, Any], ...]:
    """The cues of `step` as plain values: `at_s`, `kind` and `text`; where there is something to say, also `place`
    (side, spot and round), `spot` (where that is), `count` with `counts`, and the `way` of a roll. Without `sided` no
    side is named, because both do the same."""
    return tuple(_told(library, cue, sided=sided) for cue in cues(library, timed_step(library, step)))


def placed(library: Library, place: Place | None, *, sided: bool = True) -> str:
    """Side, spot and round in a line; empty where there is only one of each."""
    if place is None:
        return ""
    parts = []
    if sided and place.side in ("left", "right"):
        parts.append(library.say(f"planning.cue.side.{place.side}"))
    if place.spots > 1:
        parts.append(library.say("planning.cue.spot", number=place.spot_number, count=place.spots))
    if place.rounds > 1:
        parts.append(library.say("planning.cue.round", number=place.round, count=place.rounds))
    return " · ".join(parts)


def spot_of(library: Library, place: Place | None) -> str:
    """Where the spot is, in the first words of its description; empty where there is none."""
    if place is None or place.spot is None:
        return ""
    muscle, point = place.spot.split(".")[:2]
    return library.say(f"muscle.{muscle}.{point}.where").partition(";")[0].strip()


def counted(library: Library, cue: Cue) -> str:
    """Which movement of how many; empty where nothing is counted."""
    return library.say("planning.cue.count", number=cue.count, count=cue.counts) if cue.counts > 1 else ""


def _told(library: Library, cue: Cue, *, sided: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"at_s": cue.at_s, "kind": cue.kind, "text": library.say(cue.text_key)}
    extra = {
        "place": placed(library, cue.place, sided=sided),
        "spot": spot_of(library, cue.place),
        "count": cue.count,
        "counts": cue.counts,
        "way": cue.way,
    }
    return {**said, **{name: value for name, value in extra.items() if value}}
