"""Today's side of an experiment in today's plan: the tested technique is done or left out, the rest stays the same.

Held apart is whatever does the same to the body as one of the two sides: its family, and of easy movement its kind. On
both kinds of day that is left out of the choice, and the time the longer side takes is kept free; so the rest of the
plan does not depend on which side the day got. Then the side itself comes in, if it is possible today. What runs beside
the day and what somebody else does is never held back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from unknot.content.library import Library
from unknot.planning.day import Case, main_step
from unknot.planning.families import family, kind_of
from unknot.planning.steps import Plan, PlanKind, Step

_QUIET: tuple[PlanKind, ...] = ("wait", "rest")
"""Plans in which nothing is done yet; the assigned side makes them plans in which something is."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the experiment `trial` asks of today: `technique` if `do`, else `instead`, or nothing of the kind."""

    trial: str
    technique: str
    do: bool
    instead: str | None

    @property
    def wanted(self) -> str | None:
        """The technique to do today; None on a day without."""
        return self.technique if self.do else self.instead


def set_apart(case: Case, assigned: Assignment) -> Case:
    """`case` with neither side of the experiment to choose from, and without the minutes of the longer one."""
    sides = {slot_of(case.library, each) for each in (assigned.technique, assigned.instead) if each is not None}
    minutes = max(
        (
            step.minutes_today
            for each in (assigned.technique, assigned.instead)
            if each is not None and (step := possible_today(case, each)) is not None
        ),
        default=0.0,
    )
    return replace(
        case,
        steps=tuple(
            step for step in case.steps if step.alongside or slot_of(case.library, step.technique) not in sides
        ),
        now=replace(case.now, minutes=max(0.0, case.now.minutes - minutes)),
    )


def with_assigned(case: Case, rest: Plan, assigned: Assignment) -> Plan:
    """`rest`, made from the set apart case, with today's side of the experiment in it, as far as it is possible."""
    rest = _with_room(case, rest)
    wanted = assigned.wanted
    if wanted is None:
        return _saying(rest, "experiment_without")
    step = possible_today(case, wanted)
    if step is None:
        return _saying(rest, "experiment_done" if wanted in case.now.today else "experiment_not_today")
    named = replace(step, reason_keys=("planning.step.experiment", *step.reason_keys))
    if rest.kind not in _QUIET:
        return _saying(replace(rest, steps=(*rest.steps, named)), "experiment_with")
    beside = tuple(each for each in rest.steps if each.kind != "wait")
    return replace(
        _saying(rest, "experiment_with"),
        kind="do",
        steps=(*beside, named),
        reason_keys=("planning.reason.experiment_with",),
    )


def possible_today(case: Case, technique: str) -> Step | None:
    """The step of `technique` that the day admits; None where it is not offered, was tried long enough without a
    change, takes no time of its own, or more than there is."""
    if case.another_way and technique in case.now.stale:
        return None
    fitting = [
        step
        for step in case.steps
        if step.technique == technique and not step.alongside and 0.0 < step.minutes <= case.now.minutes
    ]
    if not fitting:
        return None
    step = main_step(fitting)
    return replace(step, sessions_today=min(step.sessions_today, int(case.now.minutes // step.minutes)))


def slot_of(library: Library, technique: str) -> str | None:
    """What counts as the same thing done to the body: the family, and for easy movement the kind."""
    kind = kind_of(library, technique)
    if kind is None:
        return None
    return kind.id if family(kind) == "move" else str(family(kind))


def _with_room(case: Case, plan: Plan) -> Plan:
    """`plan` with one step fewer than a day holds at most, so that the side of the experiment has its place."""
    timed = [step for step in plan.steps if step.minutes_today > 0.0]
    while timed and len(timed) >= int(case.number("steps_max")):
        least = min(timed, key=lambda step: (step.counted_shared + step.counted_beyond, step.technique))
        timed.remove(least)
        plan = replace(plan, steps=tuple(step for step in plan.steps if step != least))
    return plan


def _saying(plan: Plan, reason: str) -> Plan:
    return replace(
        plan,
        reason_keys=(f"planning.reason.{reason}", *plan.reason_keys),
        would_change=("planning.change.experiment", *plan.would_change),
        minutes_per_day=sum(step.minutes_today for step in plan.steps),
    )
