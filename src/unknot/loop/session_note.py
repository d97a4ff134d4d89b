"""What a session in a calendar holds and says: how long it takes, and nothing about the body unless that is wanted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import History
from unknot.loop.advice import Advice, PlannedStep
from unknot.loop.doing import is_professional, timed_step
from unknot.loop.telling import day_in_words
from unknot.loop.wording import in_a_line
from unknot.planning.families import TREATMENTS, family
from unknot.planning.routine import duration_s
from unknot.planning.timing import SECONDS_PER_MINUTE
from unknot.screening.terms import BEFORE_ANY_SESSION


def timed(library: Library, advice: Advice) -> tuple[PlannedStep, ...]:
    """The steps of the plan that the person takes time for by themselves."""
    planned = () if advice.plan is None else advice.plan.steps
    own = (step for step in planned if not step.alongside and not is_professional(library, step))
    return tuple(step for step in own if duration_s(library, timed_step(library, step)) > 0.0)


def asks_first(library: Library, held: History, advice: Advice) -> bool:
    """Whether the questions that are asked anew on each day were not touched yet today, and nothing but they keeps a
    treatment back."""
    of_the_day = {term.id for term in library.terms.values() if term.question_list == BEFORE_ANY_SESSION}
    zone, today = ZoneInfo(held.zone), held.today()
    given = (held.answers[question][-1].at for question in of_the_day if question in held.answers)
    if any(at.astimezone(zone).date() == today for at in given) or treatments(library, timed(library, advice)):
        return False
    asked: dict[tuple[str, str | None], set[str] | None] = {}
    for each in advice.exclusions:
        if family(library.kinds[library.techniques[each.technique].kind]) in TREATMENTS:
            place = (each.technique, each.muscle)
            before = asked.setdefault(place, set())
            asked[place] = None if before is None or not each.asks else before | set(each.asks)
    return any(questions & of_the_day for questions in asked.values() if questions)


def treatments(library: Library, steps: Iterable[PlannedStep]) -> list[PlannedStep]:
    """Those of the steps that treat; easy movement comes and goes freely."""
    return [step for step in steps if family(library.kinds[step.kind]) in TREATMENTS]


def times(step: PlannedStep) -> int:
    """How often it is still to be done today."""
    return step.dose.sessions_per_day or 1


def minutes(library: Library, steps: Sequence[PlannedStep]) -> int:
    """Whole minutes that the steps take one after the other, at least one."""
    seconds = sum(duration_s(library, timed_step(library, step)) for step in steps)
    return max(1, math.ceil(seconds / SECONDS_PER_MINUTE))


def title(library: Library, steps: Sequence[PlannedStep], *, named: bool) -> str:
    """How long it takes; `named`, what is done."""
    if named:
        names = "; ".join(dict.fromkeys(step.name for step in steps))
        return library.say("calendar.session.title_names", names=names)
    length = minutes(library, steps)
    return library.say(f"calendar.session.title{'_one' if length == 1 else ''}", minutes=length)


def text(library: Library, steps: Sequence[PlannedStep], planned_on: date, *, named: bool) -> str:
    """That Unknot is to be opened first; `named`, each step with its reasons, limits and cautions as well, since none
    is shown without them."""
    said = [library.say("calendar.session.text", day=day_in_words(library, planned_on))]
    if named:
        said += [
            library.say(
                "calendar.session.step", step=in_a_line(library, step), why=" ".join(step.why), limit=step.limit
            )
            for step in steps
        ]
        cautions = dict.fromkeys(text for step in steps for text in step.cautions)
        said += [library.say("calendar.session.care", text=caution) for caution in cautions]
        signs = dict.fromkeys(sign.rstrip(".") for step in steps for sign in step.stop_if)
        said += [library.say("calendar.session.stop", signs="; ".join(signs))] if signs else []
    return "\n\n".join(said)
