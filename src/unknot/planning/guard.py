"""The hard limits, kept outside the choice: whatever a policy asks for, no plan passes a ceiling of the content.

What was already done counts: sessions of today, seconds of the last seven days, and whatever else the plan holds for
the same place. Doing presses together counts as pressing, whichever tool it was. A logged session without a muscle
counts against every muscle it may have been.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from unknot.content.library import Library
from unknot.content.records import Dose, TechniqueKind
from unknot.facts import Dose as Done
from unknot.facts import History
from unknot.facts.kinds import local_day
from unknot.planning.families import ON_POINTS, family, kind_of
from unknot.planning.situation import pain_now, situation
from unknot.planning.spots import open_spot, trigger_point
from unknot.planning.steps import Plan, Step
from unknot.planning.timing import SECONDS_PER_MINUTE, session_s, spots, worked_s

WEEK = timedelta(days=7)
DAYS_PER_WEEK = 7
SHORTEST_HOLD_S = 10.0
"""A hold shorter than this is not worth getting into position for; it is left out instead."""

Reasons = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """What was already done at the place of a step, by anything that does the same to it."""

    sessions_today: int
    seconds_today: float
    seconds_week: float
    days_week: frozenset[date]


def guarded(library: Library, history: History, plan: Plan) -> Plan:
    """`plan` with every step inside its ceilings, and without those that cannot be."""
    kept: list[Step] = []
    for step in plan.steps:
        inside, reasons = within_ceilings(library, history, step, planned=kept)
        if inside is not None:
            kept.append(replace(inside, reason_keys=tuple(dict.fromkeys((*inside.reason_keys, *reasons)))))
    if len(kept) == len(plan.steps):
        return replace(plan, steps=tuple(kept), minutes_per_day=sum(step.minutes_today for step in kept))
    reason_keys = tuple(dict.fromkeys((*plan.reason_keys, "planning.reason.ceiling")))
    emptied = plan.kind == "do" and not any(step.minutes_today > 0.0 for step in kept)
    return replace(
        plan,
        kind="rest" if emptied else plan.kind,
        steps=tuple(kept),
        reason_keys=reason_keys,
        minutes_per_day=sum(step.minutes_today for step in kept),
    )


def within_ceilings(
    library: Library, history: History, step: Step, *, planned: Sequence[Step] = ()
) -> tuple[Step | None, Reasons]:
    """`step` made to fit its ceilings, beside the steps already `planned`, and text keys of what was changed.

    None where nothing that is worth doing fits; the keys then say why.
    """
    kind = library.kinds.get(step.kind)
    if kind is None or not kind.may_recommend or kind.who == "never_suggested":
        return None, ("planning.guard.kind",)
    limits = {ceiling.name: ceiling.value for ceiling in kind.ceilings}
    refusal = _refusal(library, history, kind, limits, step)
    if refusal is not None:
        return None, (refusal,)
    points = _open_points(library, kind, step)
    if (step.points and not points) or (family(kind) == "press" and not points):
        return None, ("planning.guard.point",)
    changed: list[str] = ["planning.guard.point"] if points != step.points else []
    places = spots(kind, points)
    spent = _spent(library, history, kind, step, planned)
    dose = _gentle(library, limits, step.dose, changed)
    short = _short(limits, dose, places)
    if short is None:
        return None, ("planning.guard.session",)
    if short != dose:
        changed.append("planning.guard.session")
    inside = _not_too_often(library, limits, short, places, step.sessions_today, spent)
    if inside is None:
        return None, (_why_not_today(limits, spent, step),)
    dose, sessions, days, reasons = inside
    changed.extend(reasons)
    return (
        replace(
            step,
            points=points,
            dose=dose,
            minutes=session_s(library, dose, places) / SECONDS_PER_MINUTE,
            sessions_today=sessions,
            days_per_week=min(step.days_per_week, days),
        ),
        tuple(dict.fromkeys(changed)),
    )


def _refusal(
    library: Library, history: History, kind: TechniqueKind, limits: Mapping[str, float], step: Step
) -> str | None:
    """The limits that leave nothing over: a start that is too early, and visits beyond what was tested."""
    if "start_pain_max" in limits:
        pain = pain_now(library, history)
        if pain is None or pain > limits["start_pain_max"]:
            return "planning.guard.pain"
    if "after_soft_roller_days_min" in limits and not _rolled_gently(library, history, step, limits):
        return "planning.guard.pipe"
    visits = [visit for visit in history.visits if visit.technique and kind_of(library, visit.technique) == kind]
    if len([visit for visit in visits if visit.at > history.at - WEEK]) >= limits.get("visits_week_max", math.inf):
        return "planning.guard.visits"
    if visits and "weeks_max" in limits and history.at - visits[0].at > WEEK * limits["weeks_max"]:
        return "planning.guard.visits"
    return None


def _rolled_gently(library: Library, history: History, step: Step, limits: Mapping[str, float]) -> bool:
    """A week of the soft roller on this muscle, no session of it felt as worse, and no flare now."""
    rolled = [
        done
        for done in history.doses
        if done.muscle == step.muscle and getattr(kind_of(library, done.technique), "id", None) == "foam_roller"
    ]
    days = {local_day(done) for done in rolled}
    quiet = all(done.felt != "worse" and not done.stopped for done in rolled)
    enough = len(days) >= limits["after_soft_roller_days_min"]
    return enough and quiet and not situation(library, history).flared


def _open_points(library: Library, kind: TechniqueKind, step: Step) -> tuple[str, ...]:
    if step.muscle is None or family(kind) not in ON_POINTS:
        return step.points
    return tuple(
        name
        for name in step.points
        if name.startswith(f"{step.muscle}.")
        and (point := trigger_point(library, name)) is not None
        and open_spot(library, kind, point)
    )


def _gentle(library: Library, limits: Mapping[str, float], dose: Dose, changed: list[str]) -> Dose:
    """The dose with its discomfort and its pace inside the limits."""
    most = int(min(limits.get("discomfort_max", math.inf), library.number("planning.discomfort_never_above")))
    if dose.discomfort_max is not None and dose.discomfort_max > most:
        least = None if dose.discomfort_min is None else min(dose.discomfort_min, most)
        dose = replace(dose, discomfort_max=most, discomfort_min=least)
        changed.append("planning.guard.discomfort")
    slowest = limits.get("pace_s_per_pass_min")
    if slowest is not None and dose.pace_s_per_pass is not None and dose.pace_s_per_pass < slowest:
        dose = replace(dose, pace_s_per_pass=slowest)
        changed.append("planning.guard.pace")
    return dose


def _short(limits: Mapping[str, float], dose: Dose, places: int) -> Dose | None:
    """The dose cut to the limits of one session: seconds on one spot, on the muscle, repetitions, minutes."""
    if dose.minutes is not None:
        return replace(
            dose, minutes=min(dose.minutes, limits.get("minutes_max", math.inf), limits.get("minutes", math.inf))
        )
    if dose.hold_s is not None and dose.hold_s > limits.get("hold_s_max", math.inf):
        dose = replace(dose, hold_s=limits["hold_s_max"])
    if dose.repetitions is not None and dose.repetitions > limits.get("repetitions_max", math.inf):
        dose = replace(dose, repetitions=int(limits["repetitions_max"]))
    on_one_spot = min(limits.get("spot_s_max", math.inf), limits.get("session_s_max", math.inf) / places)
    return _cut(dose, min(on_one_spot, limits.get("muscle_s_session_max", math.inf) / places))


def _cut(dose: Dose, most_s: float) -> Dose | None:
    """`dose` with at most `most_s` seconds of work on one spot: fewer sets, then fewer repetitions, then shorter."""
    if worked_s(dose) <= most_s:
        return dose
    once = dose.hold_s if dose.hold_s is not None else dose.pace_s_per_pass
    if once is None:
        return None
    repetitions = dose.repetitions or 1
    times = int(most_s // once)
    if times >= repetitions:
        return replace(dose, sets=times // repetitions)
    if times >= 1:
        return replace(dose, sets=1, repetitions=times)
    if dose.hold_s is not None and most_s >= SHORTEST_HOLD_S:
        return replace(dose, sets=1, repetitions=1, hold_s=float(math.floor(most_s)))
    return None


def _not_too_often(
    library: Library, limits: Mapping[str, float], dose: Dose, places: int, sessions: int, spent: Spent
) -> tuple[Dose, int, int, Reasons] | None:
    """The dose, sessions today, days a week and reasons that keep the limits of a day and of a week."""
    reasons: list[str] = []
    allowed = min(float(sessions), limits.get("sessions_day_max", math.inf) - spent.sessions_today)
    if "every_minutes_min" in limits:
        allowed = min(allowed, library.number("planning.desk_day") // limits["every_minutes_min"])
    if "spot_s_max" in limits and "sessions_day_max" in limits and worked_s(dose) > 0.0:
        left = limits["spot_s_max"] * limits["sessions_day_max"] - spent.seconds_today
        allowed = min(allowed, left // worked_s(dose))
    if "minutes_day_max" in limits and dose.minutes:
        allowed = min(allowed, (limits["minutes_day_max"] * SECONDS_PER_MINUTE - spent.seconds_today) // worked_s(dose))
    if allowed < sessions:
        reasons.append("planning.guard.day")
    if allowed < 1:
        return None
    days = DAYS_PER_WEEK if dose.days_per_week is None else dose.days_per_week
    if "days_week_max" in limits:
        days = min(days, int(limits["days_week_max"]))
        if len(spent.days_week) >= limits["days_week_max"]:
            return None
    if "week_s_max" in limits and worked_s(dose) > 0.0:
        left = limits["week_s_max"] - spent.seconds_week
        if allowed * worked_s(dose) * places > left:
            reasons.append("planning.guard.week")
            allowed = max(1.0, left // (worked_s(dose) * places))
            shorter = _cut(dose, left / (allowed * places))
            if shorter is None or left <= 0.0:
                return None
            dose = shorter
        days = min(days, int(limits["week_s_max"] // (allowed * worked_s(dose) * places)))
    return dose, int(allowed), days, tuple(reasons)


def _why_not_today(limits: Mapping[str, float], spent: Spent, step: Step) -> str:
    full = spent.sessions_today >= limits.get("sessions_day_max", math.inf)
    return (
        "planning.guard.day" if full or "week_s_max" not in limits or step.sessions_today < 1 else "planning.guard.week"
    )


def _spent(library: Library, history: History, kind: TechniqueKind, step: Step, planned: Sequence[Step]) -> Spent:
    """What history and the steps already planned have used up at the place of `step`.

    The week is the last seven days; `days_week` are the days of it before today on which the kind itself was done.
    """
    what = family(kind)
    since = history.at - WEEK
    week = [
        done
        for done in history.doses
        if done.at > since
        and (other := kind_of(library, done.technique)) is not None
        and family(other) == what
        and _same_place(library, done, step)
    ]
    now = history.today()
    today = [done for done in week if local_day(done) == now]
    beside = [
        other
        for other in planned
        if family(library.kinds[other.kind]) == what and (other.muscle, other.side) == (step.muscle, step.side)
    ]
    to_come = sum(worked_s(other.dose) * _places(library, other) * other.sessions_today for other in beside)
    days = {local_day(done) for done in week} - {now}
    return Spent(
        sessions_today=len(today) + sum(other.sessions_today for other in beside),
        seconds_today=sum(done.seconds for done in today) + to_come,
        seconds_week=sum(done.seconds for done in week) + to_come,
        days_week=frozenset(days),
    )


def _places(library: Library, step: Step) -> int:
    return spots(library.kinds[step.kind], step.points)


def _same_place(library: Library, done: Done, step: Step) -> bool:
    """Whether a logged session may have been at the place of `step`: doubt counts as yes."""
    region = library.regions.get(done.region or "")
    if region is not None and {region.side, step.side} == {"left", "right"}:
        return False
    if done.muscle is not None:
        return step.muscle is None or done.muscle == step.muscle
    if region is None or step.muscle is None:
        return True
    return any(region.area in point.areas for point in library.muscles[step.muscle].trigger_points)
