"""A session in time: what the player says when, on which side, at which spot and for which of how many times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from unknot.content.library import Library
from unknot.planning.families import family, rolls
from unknot.planning.steps import Step
from unknot.planning.timing import session_s, spots

CueKind = Literal["ready", "tense", "work", "turn", "halfway", "nearly", "rest", "end"]
AT_WORK: frozenset[CueKind] = frozenset({"work", "turn", "halfway", "nearly"})
"""The kinds of cues whose seconds count as done; getting ready, tensing before a stretch and pauses do not."""

BOTH = "both"
"""The side of a step whose holds go to one side and the other in turn."""
LONG_ENOUGH_TO_HALVE_S = 40.0
"""Stretches held shorter than this are not announced at half time; pressing always is, because it is to ease."""
LAST_SECONDS = 10.0
LAST_MINUTE_S = 60.0
LONG_SESSION_S = 180.0
"""Sessions longer than this are told when one minute is left."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where work goes on: the side, the spot by its permanent name and its number, and the round of how many.

    An easy movement has no side of its own: most take both along.
    """

    side: str | None = None
    spot: str | None = None
    spot_number: int = 1
    spots: int = 1
    round: int = 1
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing the player says, `at_s` seconds after the start.

    `place` is where from then on; a movement is number `count` of `counts` in its round; a roll goes one `way`.
    """

    at_s: float
    kind: CueKind
    text_key: str
    place: Place | None = None
    count: int = 0
    counts: int = 0
    way: Literal["", "along", "back"] = ""


def cues(library: Library, step: Step) -> tuple[Cue, ...]:
    """The cues of one session of `step` in order of time, from getting ready to the end at `duration_s`.

    A step without a stated time (easing off, waiting) has none.
    """
    total = duration_s(library, step)
    if total == 0.0:
        return ()
    worked = list(_work(library, step, library.number("planning.get_ready") + _first_tensing_s(library, step)))
    first = next((cue.place for cue in worked), None)
    said = [
        Cue(0.0, "ready", "planning.cue.ready", first),
        *worked,
        Cue(total, "end", "planning.cue.end"),
    ]
    return tuple(sorted(said, key=lambda cue: cue.at_s))


def duration_s(library: Library, step: Step) -> float:
    """Seconds of one session from pressing start to the last word; 0 where the step has no time of its own."""
    places = spots(library.kinds[step.kind], step.points)
    worked = session_s(library, step.dose, places)
    if worked == 0.0:
        return 0.0
    return library.number("planning.get_ready") + _first_tensing_s(library, step) + worked


def is_counted(library: Library, step: Step) -> bool:
    """Whether the session consists of movements that a person can count by themselves."""
    dose = step.dose
    return (
        dose.minutes is None
        and dose.hold_s is None
        and dose.pace_s_per_pass is not None
        and not rolls(library.kinds[step.kind])
    )


def _work(library: Library, step: Step, at_s: float) -> Iterator[Cue]:
    dose = step.dose
    if dose.minutes is not None:
        yield from _at_leisure(at_s, session_s(library, dose, 1))
    elif dose.hold_s is not None:
        yield from _held(library, step, at_s, dose.hold_s)
    elif dose.pace_s_per_pass is not None:
        yield from _moved(library, step, at_s, dose.pace_s_per_pass)


def _at_leisure(at_s: float, length_s: float) -> Iterator[Cue]:
    yield Cue(at_s, "work", "planning.cue.go_on")
    if length_s > LONG_SESSION_S:
        yield Cue(at_s + length_s - LAST_MINUTE_S, "nearly", "planning.cue.last_minute")


def _held(library: Library, step: Step, at_s: float, hold_s: float) -> Iterator[Cue]:
    pause = library.number("planning.changeover")
    tensing_s = _first_tensing_s(library, step)
    stretch = family(library.kinds[step.kind]) == "stretch"
    places = _places(library, step)
    for turn, place in enumerate(places):
        start = at_s + turn * (hold_s + pause)
        if tensing_s:
            yield Cue(start - tensing_s, "tense", "planning.cue.tense", place)
        yield Cue(start, "work", _beginning(stretch=stretch, tensed=bool(tensing_s)), place)
        if not stretch:
            yield Cue(start + hold_s / 2.0, "halfway", "planning.cue.ease_off", place)
        elif hold_s >= LONG_ENOUGH_TO_HALVE_S:
            yield Cue(start + hold_s / 2.0, "halfway", "planning.cue.halfway", place)
        if hold_s > 2.0 * LAST_SECONDS:
            yield Cue(start + hold_s - LAST_SECONDS, "nearly", "planning.cue.last_ten", place)
        if turn < len(places) - 1:
            yield Cue(start + hold_s, "rest", _change(place, places[turn + 1]), places[turn + 1])


def _moved(library: Library, step: Step, at_s: float, pace_s: float) -> Iterator[Cue]:
    pause = library.number("planning.changeover")
    passes, sets = step.dose.repetitions or 1, step.dose.sets or 1
    is_rolled = rolls(library.kinds[step.kind])
    side = step.side if is_rolled else None
    for turn in range(sets):
        start = at_s + turn * (passes * pace_s + pause)
        place = Place(side=side, round=turn + 1, rounds=sets)
        for number in range(passes):
            way: Literal["", "along", "back"] = ("along", "back")[number % 2] if is_rolled else ""
            key = f"planning.cue.{way or 'move'}"
            kind: CueKind = "work" if number == 0 else "turn"
            yield Cue(start + number * pace_s, kind, key, place, number + 1, passes, way)
        if turn < sets - 1:
            after = Place(side=side, round=turn + 2, rounds=sets)
            yield Cue(start + passes * pace_s, "rest", "planning.cue.rest", after)


def _places(library: Library, step: Step) -> tuple[Place, ...]:
    """Where each hold is, one after the other: spot by spot, every round of one before the next."""
    rounds = (step.dose.sets or 1) * (step.dose.repetitions or 1)
    count = spots(library.kinds[step.kind], step.points)
    on_spots = step.points if family(library.kinds[step.kind]) == "press" else ()
    found = []
    for number in range(count):
        spot = on_spots[number] if number < len(on_spots) else None
        for turn in range(rounds):
            side = ("left", "right")[turn % 2] if step.side == BOTH else step.side
            found.append(Place(side, spot, number + 1, count, turn + 1, rounds))
    return tuple(found)


def _beginning(*, stretch: bool, tensed: bool) -> str:
    if tensed:
        return "planning.cue.let_go"
    return "planning.cue.stretch" if stretch else "planning.cue.hold"


def _change(here: Place, after: Place) -> str:
    if here.spot_number != after.spot_number:
        return "planning.cue.next_spot"
    return "planning.cue.release" if here.side == after.side else "planning.cue.change_side"


def _first_tensing_s(library: Library, step: Step) -> float:
    """Seconds of tensing before each stretch; the pauses between two stretches have room for it, the first has not."""
    tenses = {"static_stretch", "loaded_exercise"} <= set(library.kinds[step.kind].fenced_by)
    return library.number("planning.tense") if tenses and step.dose.hold_s is not None else 0.0
