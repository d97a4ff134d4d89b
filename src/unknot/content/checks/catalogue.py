"""Whether the catalogue is complete: drawn, with sensible bounds, and with something for every muscle."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.checks.techniques import ceilings
from unknot.content.records import Dose, Technique

MOVES = frozenset({"active_rom", "neck_mobility"})
WAYS_OF_LIVING = frozenset({"wait", "relative_rest", "graded_return"})
"""Kinds with nothing to draw and nothing to make easier: one goes on with the day, in one way or another."""
MEASURED_ON = ("Tautness:", "Blood flow:", "Pain:")
CEILING_OF = {"hold_s": "hold_s_max", "repetitions": "repetitions_max", "sessions_per_day": "sessions_day_max"}
"""The ceiling that the upper bound of a number of the dose must not pass."""


@check(
    "cc_visits_say_what_was_measured",
    "What a professional does says what was measured on tautness, blood flow and pain, or that nobody did.",
)
def visits_say_what_was_measured(sources: Sources) -> Iterator[Found]:
    for technique in sources.library.techniques.values():
        if technique.role == "professional":
            lines = sources.library.lines(f"technique.{technique.id}.measured")
            for start in MEASURED_ON:
                if not any(line.startswith(start) for line in lines):
                    yield sources.place("techniques", technique.id), f"what was measured says nothing on: {start}"


@check(
    "cc_techniques_are_drawn",
    "What a person does alone has a drawing; ways of living and visits have none.",
)
def techniques_are_drawn(sources: Sources) -> Iterator[Found]:
    for technique in sources.library.techniques.values():
        if is_work(technique) and technique.figure is None:
            yield sources.place("techniques", technique.id, "figure"), "nothing shows how it is done"
        if not is_work(technique) and technique.figure is not None:
            yield sources.place("techniques", technique.id, "figure"), f"{technique.kind} has nothing to show"


def is_work(technique: Technique) -> bool:
    """Whether it is something a person does alone, and not a way of going on with the day."""
    return technique.role != "professional" and technique.kind not in WAYS_OF_LIVING


@check(
    "cc_doses_lie_in_their_bounds",
    "Every bound is of a number that the dose has, lies around it, and does not pass the ceiling of the kind.",
)
def doses_lie_in_their_bounds(sources: Sources) -> Iterator[Found]:
    for technique in sources.library.techniques.values():
        limits = ceilings(sources.library.kinds[technique.kind]) if technique.kind in sources.library.kinds else {}
        for name, (least, most) in technique.dose.bounds.items():
            place = sources.place("techniques", technique.id, f"dose.bounds.{name}")
            number = getattr(technique.dose, name, None) if name in NUMBERS else None
            if number is None:
                yield place, "the dose has no such number"
            elif not 0 < least <= number <= most:
                yield place, f"{number:g} is not between {least:g} and {most:g}"
            elif most > limits.get(CEILING_OF.get(name, ""), most):
                yield place, f"{most:g} passes {CEILING_OF[name]} {limits[CEILING_OF[name]]:g}"


NUMBERS = frozenset(name for name in Dose.__slots__ if name not in ("source_class", "sources", "bounds"))


@check(
    "cc_every_muscle_has_its_techniques",
    "Every muscle has a way to press it unless it is to be left to a professional, a stretch unless that is dropped, "
    "and a move.",
)
def every_muscle_has_its_techniques(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for muscle in library.muscles.values():
        own = [technique for technique in library.techniques.values() if muscle.id in technique.muscles]
        if muscle.may_be_pressed and not any(t.kind in muscle.press_kinds for t in own):
            yield sources.place("muscles", muscle.id), f"no technique of {', '.join(muscle.press_kinds)}"
        if muscle.stretch.use != "drop" and not any(t.kind == muscle.stretch.kind for t in own):
            yield sources.place("muscles", muscle.id), f"no technique of {muscle.stretch.kind}"
        if not any(t.kind in MOVES for t in own):
            yield sources.place("muscles", muscle.id), "nothing moves it"


CHECKS: tuple[Check[Sources], ...] = (
    visits_say_what_was_measured,
    techniques_are_drawn,
    doses_lie_in_their_bounds,
    every_muscle_has_its_techniques,
)
