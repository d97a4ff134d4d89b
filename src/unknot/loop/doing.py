"""Doing a step of the plan: how it is timed, the fact that it was done, and what is said when it is stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from unknot.content.library import Library
from unknot.content.records import SessionStop
from unknot.loop import places
from unknot.loop.advice import Advice, PlannedStep, TechniqueOption
from unknot.loop.interview import answer
from unknot.planning.families import Family, family
from unknot.planning.steps import Step
from unknot.planning.timing import spots, worked_s

_FORCE: Mapping[Family, int] = MappingProxyType({"move": 0, "stroke": 1, "stretch": 2, "load": 3, "press": 4})
"""How hard the families that are done in a session take hold of a sore muscle; what is gentler comes first."""


def timed_step(library: Library, step: PlannedStep) -> Step:
    """The planned step in the form the routine times."""
    technique = library.techniques[step.technique]
    dose = technique.dose.__class__(
        hold_s=step.dose.hold_s,
        repetitions=step.dose.repetitions,
        sets=step.dose.sets,
        pace_s_per_pass=step.dose.pace_s_per_pass,
        minutes=None if technique.dose.minutes is None else step.dose.minutes,
        sessions_per_day=step.dose.sessions_per_day,
        days_per_week=step.dose.days_per_week,
        discomfort_min=step.dose.discomfort_min,
        discomfort_max=step.dose.discomfort_max,
        source_class=technique.dose.source_class,
        sources=technique.dose.sources,
        bounds=technique.dose.bounds,
    )
    return Step(
        technique=step.technique,
        kind=step.kind,
        muscle=step.muscle,
        side=step.side,
        points=step.points,
        dose=dose,
        minutes=step.dose.minutes,
        sessions_today=1,
        days_per_week=step.dose.days_per_week or 7,
        gain_points=0.0,
        shared_points=0.0,
        counted_shared=0.0,
        counted_beyond=0.0,
        grade=technique.grade,
        reason_keys=(),
        caution_keys=(),
        limit_key="",
        alongside=False,
        professional=False,
    )


def dose_as_planned(library: Library, step: PlannedStep) -> dict[str, Any]:
    """The step as a dose that was done just as the plan says."""
    timed = timed_step(library, step)
    seconds = worked_s(timed.dose) * spots(library.kinds[step.kind], step.points)
    return dose(library, step, seconds)


def dose(library: Library, step: PlannedStep, seconds: float, **answers: Any) -> dict[str, Any]:
    """The raw fact that `step` was done for `seconds`, with the `answers` on how it was."""
    raw: dict[str, Any] = {"kind": "dose", "technique": step.technique, "seconds": float(round(seconds)), **answers}
    if step.muscle is not None:
        raw["muscle"] = step.muscle
        region = _region(library, step)
        if region is not None:
            raw["region"] = region
    return raw


def stopped(
    library: Library, episode: str, reason: SessionStop, step: PlannedStep | None, seconds: float
) -> list[dict[str, Any]]:
    """The raw facts that a running session was stopped because of `reason`: first what was done of `step` until then,
    then the answers that open the safety questions. Less than a second of work is none."""
    done = []
    if step is not None and seconds >= 1:
        felt = {} if reason.felt is None else {"felt": reason.felt}
        done.append({"episode": episode, **dose(library, step, seconds, stopped=True, **felt)})
    return [*done, *(answer(library, episode, question, "yes") for question in (*reason.lines, *reason.terms))]


def gentler(
    library: Library, advice: Advice, step: PlannedStep, besides: Collection[str] = ()
) -> TechniqueOption | None:
    """What may be done today instead of `step` when that hurts; None where nothing gentler may be.

    It is one of the options of `advice` for the same muscle and side, by oneself, of a family that takes hold less
    hard and is no load; so pressing is never followed by pressing. The easier variant of the technique comes first,
    then the gentlest. Techniques in the plan or named in `besides` are done anyway, or were left.
    """
    force = _FORCE.get(family(library.kinds[step.kind]))
    if force is None or step.muscle is None:
        return None
    planned = () if advice.plan is None else (each.technique for each in advice.plan.steps)
    kept_back = (each.technique for each in advice.exclusions if each.muscle in (None, step.muscle))
    taken = {step.technique, *planned, *kept_back, *besides}
    easier = library.techniques[step.technique].easier
    fitting = {
        (option.technique != easier, less, -option.gain, option.technique): option
        for option in advice.options
        if option.technique not in taken
        and not option.professional
        and _reaches(library, option, step.muscle, step.side)
        and family(library.kinds[option.kind]) != "load"
        and (less := _FORCE.get(family(library.kinds[option.kind]), force)) < force
    }
    return fitting[min(fitting)] if fitting else None


def limited_movement(library: Library, advice: Advice, step: PlannedStep) -> str | None:
    """The movement that the muscle of `step` limits, to be tried before and after; None where the muscle may not be
    moved freely today, or limits none."""
    if step.muscle is None or family(library.kinds[step.kind]) == "load":
        return None
    moved = any(
        option.muscle == step.muscle and family(library.kinds[option.kind]) == "move" for option in advice.options
    )
    limited = library.muscles[step.muscle].movements_limited
    return limited[0] if moved and limited else None


def is_pressed(library: Library, step: PlannedStep) -> bool:
    """Whether the person presses a spot in this step that may be pressed by hand."""
    if step.muscle is None or not step.points:
        return False
    return may_press(library, step.points)


def may_press(library: Library, points: Sequence[str]) -> bool:
    """Whether at least one of the named trigger points is free to be pressed with a thumb."""
    for name in points:
        muscle, point_id = name.split(".")[:2]
        point = next((point for point in library.muscles[muscle].trigger_points if point.id == point_id), None)
        if point is not None and point.press in ("ok", "care"):
            return True
    return False


def _reaches(library: Library, option: TechniqueOption, muscle: str, side: str | None) -> bool:
    """Whether the option is for this muscle, or an easy movement that takes it along with the likeliest one."""
    if option.side != side:
        return False
    moved_along = (
        family(library.kinds[option.kind]) == "move" and muscle in library.techniques[option.technique].muscles
    )
    return option.muscle == muscle or moved_along


def is_professional(library: Library, step: PlannedStep) -> bool:
    """Whether somebody else does this step."""
    return library.kinds[step.kind].who == "professional"


def _region(library: Library, step: PlannedStep) -> str | None:
    """The region of the first spot worked at, on the side of the step."""
    if step.muscle is None or step.side is None:
        return None
    muscle = library.muscles[step.muscle]
    named = {point.split(".")[1] for point in step.points}
    for point in muscle.trigger_points:
        if not named or point.id in named:
            for area in point.areas:
                found = places.regions_of(library, area, (step.side, "midline"))
                if found:
                    return found[0]
    return None
