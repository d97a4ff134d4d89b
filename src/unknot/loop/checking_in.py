"""A check-in: what is asked about the time since the last one, and how much of a change is worth speaking of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from unknot.content.library import Library
from unknot.facts import CheckIn, Given, History
from unknot.loop.advice import PlannedStep, TodaysPlan
from unknot.loop.doing import is_professional, timed_step
from unknot.planning.routine import duration_s
from unknot.screening.interview import Question, next_screen, question_of

COURSE = "course"
"""The screen that asks what has happened since the last time."""


@dataclass(frozen=True, slots=True)
class Doings:
    """What to ask about the plan that was shown last: the `steps` to tick, or whether it was `followed`, or nothing.

    `recorded` is true if something of it is on record already.
    """

    steps: tuple[PlannedStep, ...]
    followed: bool
    recorded: bool


def news(library: Library, held: History) -> tuple[Question, ...]:
    """Every line that asks at a check-in what is new: the short screen, and what else the gate would ask about the time
    since the last check-in if nothing of it were."""
    lines = tuple(question_of(library, line) for line in library.short_screen)
    denied = {line.id: (*held.answers.get(line.id, ()), Given("no", held.at)) for line in lines}
    last = next((each.pain_now for each in reversed(held.check_ins) if each.pain_now is not None), None)
    given = CheckIn(id="imagined", at=held.at, zone=held.zone, episode=held.episode, pain_now=last)
    imagined = replace(held, answers=MappingProxyType({**held.answers, **denied}), check_ins=(*held.check_ins, given))
    screen = next_screen(library, imagined)
    return (*lines, *screen.questions) if screen is not None and screen.id == COURSE else lines


def doings(library: Library, plan: TodaysPlan | None, shown_at: datetime | None, history: History) -> Doings:
    """What is to be asked of `plan`, shown at `shown_at`: not what a session has recorded since, nor others' work."""
    planned = () if plan is None else tuple(step for step in plan.steps if not is_professional(library, step))
    recorded = {dose.technique for dose in history.doses if shown_at is None or dose.at > shown_at}
    timed = [step for step in planned if duration_s(library, timed_step(library, step)) > 0]
    asked = tuple(step for step in timed if step.technique not in recorded)
    return Doings(steps=asked, followed=bool(planned) and not timed, recorded=bool(recorded))


def within_wander(library: Library, history: History) -> bool:
    """Whether the pain differs from the last time by less than is worth announcing."""
    pains: Sequence[float] = [each.pain_now for each in history.check_ins if each.pain_now is not None]
    least = library.number("recovery.announce_change")
    return len(pains) > 1 and 0 < abs(pains[-1] - pains[-2]) < least
