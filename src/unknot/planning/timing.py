"""How long a dose takes: on the muscle, and with the pauses between."""

from __future__ import annotations

from unknot.content.library import Library
from unknot.content.records import Dose, TechniqueKind
from unknot.planning.families import family, rolls

SECONDS_PER_MINUTE = 60.0


def worked_s(dose: Dose) -> float:
    """Seconds on one spot in one session: held or moved, every repetition of every set. 0 where none are stated."""
    if dose.minutes is not None:
        return dose.minutes * SECONDS_PER_MINUTE
    once = dose.hold_s if dose.hold_s is not None else dose.pace_s_per_pass
    return 0.0 if once is None else once * (dose.repetitions or 1) * (dose.sets or 1)


def spots(kind: TechniqueKind, points: tuple[str, ...]) -> int:
    """How many places one session works at one after the other: rolling takes a muscle as a whole."""
    return max(1, len(points)) if family(kind) == "press" and not rolls(kind) else 1


def turns(dose: Dose, places: int) -> int:
    """How often work starts afresh in a session: every hold, or every set of passes, on every spot."""
    if dose.minutes is not None or (dose.hold_s is None and dose.pace_s_per_pass is None):
        return 1
    return places * (dose.sets or 1) * ((dose.repetitions or 1) if dose.hold_s is not None else 1)


def session_s(library: Library, dose: Dose, places: int) -> float:
    """Seconds of one session from the first hold to the last, pauses included."""
    pauses = library.number("planning.changeover") * (turns(dose, places) - 1)
    return worked_s(dose) * places + pauses
