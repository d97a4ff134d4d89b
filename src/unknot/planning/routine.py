"""A session in time: what the player says when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from unknot.content.library import Library
from unknot.planning.families import family, rolls
from unknot.planning.steps import Step
from unknot.planning.timing import session_s, spots

CueKind = Literal["ready", "work", "turn", "halfway", "nearly", "rest", "end"]

LONG_ENOUGH_TO_HALVE_S = 40.0
"""Holds shorter than this are not announced at half time."""
LAST_SECONDS = 10.0
LAST_MINUTE_S = 60.0
LONG_SESSION_S = 180.0
"""Sessions longer than this are told when one minute is left."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing the player says, `at_s` seconds after the start."""

    at_s: float
    kind: CueKind
    text_key: str


def cues(library: Library, step: Step) -> tuple[Cue, ...]:
    """The cues of one session of `step` in order of time, from getting ready to the end at `duration_s`.

    A step without a stated time (easing off, waiting) has none.
    """
    total = duration_s(library, step)
    if total == 0.0:
        return ()
    begin = library.number("planning.get_ready")
    said = [
        Cue(0.0, "ready", "planning.cue.ready"),
        *_work(library, step, begin),
        Cue(total, "end", "planning.cue.end"),
    ]
    return tuple(sorted(said, key=lambda cue: cue.at_s))


def duration_s(library: Library, step: Step) -> float:
    """Seconds of one session from pressing start to the last word; 0 where the step has no time of its own."""
    places = spots(library.kinds[step.kind], step.points)
    worked = session_s(library, step.dose, places)
    return 0.0 if worked == 0.0 else library.number("planning.get_ready") + worked


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
    places = spots(library.kinds[step.kind], step.points)
    rounds = (step.dose.sets or 1) * (step.dose.repetitions or 1)
    stretch = family(library.kinds[step.kind]) == "stretch"
    for turn in range(places * rounds):
        start = at_s + turn * (hold_s + pause)
        yield Cue(start, "work", "planning.cue.stretch" if stretch else "planning.cue.hold")
        if hold_s >= LONG_ENOUGH_TO_HALVE_S:
            yield Cue(start + hold_s / 2.0, "halfway", "planning.cue.halfway")
        if hold_s > 2.0 * LAST_SECONDS:
            yield Cue(start + hold_s - LAST_SECONDS, "nearly", "planning.cue.last_ten")
        if turn < places * rounds - 1:
            next_spot = (turn + 1) % rounds == 0
            yield Cue(start + hold_s, "rest", "planning.cue.next_spot" if next_spot else "planning.cue.release")


def _moved(library: Library, step: Step, at_s: float, pace_s: float) -> Iterator[Cue]:
    pause = library.number("planning.changeover")
    passes, sets = step.dose.repetitions or 1, step.dose.sets or 1
    to_and_fro = ("planning.cue.along", "planning.cue.back")
    for turn in range(sets):
        start = at_s + turn * (passes * pace_s + pause)
        for number in range(passes):
            key = to_and_fro[number % 2] if rolls(library.kinds[step.kind]) else "planning.cue.move"
            yield Cue(start + number * pace_s, "work" if number == 0 else "turn", key)
        if turn < sets - 1:
            yield Cue(start + passes * pace_s, "rest", "planning.cue.rest")
