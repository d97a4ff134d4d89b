"""What is offered: each technique of a kind, each kind fenced, each dose below its ceilings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.records import Dose, TechniqueKind

FENCES = frozenset(
    {
        "foam_rolling",
        "ball_pressure",
        "percussion_gun",
        "self_massage",
        "static_stretch",
        "neck_mobility",
        "neck_end_range",
        "neck_thrust",
        "traction_inversion",
        "heat",
        "cold",
        "electrical_stimulation",
        "dry_needling_self",
        "dry_needling_referral",
        "cupping_scraping",
        "loaded_exercise",
        "gentle_activity",
        "breathing_relaxation",
        "otc_pain_relief_info",
    }
)
"""The technique ids of the contraindication vocabulary; permanent."""

EXCUSED_FROM_FENCES = frozenset({"wait", "relative_rest", "ergonomics"})
"""Kinds that no contraindication speaks of: nothing is done to the body. This list may only shrink."""

PRESSING_FENCES = frozenset({"foam_rolling", "ball_pressure", "percussion_gun"})
HELD_STRETCH = "static_stretch"
DISCOMFORT_MAX = "discomfort_max"
SPOT_S_MAX = "spot_s_max"
DISCOMFORT_NEVER_ABOVE = 5
GRADES = ("none", "very_low", "low", "moderate", "high")
SECONDS_PER_MINUTE = 60.0
NECK_STRETCH = "neck_hold_mid_range"
EXCUSED_FROM_TECHNIQUES = frozenset({"cold"})
"""Kinds that may be recommended but have no technique: cold has no sourced dose. This list may only shrink."""


@check(
    "cc_kinds_are_fenced",
    "Every kind names the fences it stands behind and at least one contraindication speaks of it; the excused name "
    "none.",
)
def kinds_are_fenced(sources: Sources) -> Iterator[Found]:
    library = sources.library
    spoken_of = {kind for rule in library.contraindications.values() for kind in rule.techniques}
    for kind in library.kinds.values():
        if not kind.fenced_by and kind.id not in EXCUSED_FROM_FENCES:
            yield sources.place("kinds", kind.id, "fenced_by"), "is empty"
        if kind.fenced_by and kind.id in EXCUSED_FROM_FENCES:
            yield sources.place("kinds", kind.id, "fenced_by"), "is fenced and needs no excuse any more"
        if kind.fenced_by and kind.id not in spoken_of:
            yield sources.place("kinds", kind.id), "no contraindication speaks of it"
        for fence in kind.fenced_by:
            if fence not in FENCES:
                yield sources.place("kinds", kind.id, "fenced_by"), f"{fence} is no fence"
    for excused in sorted(EXCUSED_FROM_FENCES - library.kinds.keys()):
        yield "kinds", f"the excused {excused} is no kind any more"


@check(
    "cc_techniques_fit_their_kind",
    "A technique is done by whom its kind says, claims no better evidence, has an effect that speaks of its kind, and "
    "is of a kind that may be recommended; every such kind has a technique.",
)
def techniques_fit_their_kind(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for technique in library.techniques.values():
        kind = library.kinds.get(technique.kind)
        if kind is None:
            continue
        if (technique.role == "professional") != (kind.who == "professional"):
            yield sources.place("techniques", technique.id, "role"), f"{kind.id} is done by: {kind.who}"
        if not kind.may_recommend:
            yield sources.place("techniques", technique.id, "kind"), f"{kind.id} may not be recommended"
        effect = library.effects.get(technique.effect or "")
        if effect is not None and kind.id not in effect.kinds:
            yield sources.place("techniques", technique.id, "effect"), f"{effect.id} does not speak of {kind.id}"
        if GRADES.index(technique.grade) > GRADES.index(kind.grade):
            yield sources.place("techniques", technique.id, "grade"), f"is above the grade {kind.grade} of {kind.id}"
    offered = {technique.kind for technique in library.techniques.values()}
    for kind in library.kinds.values():
        if kind.may_recommend and kind.id not in offered | EXCUSED_FROM_TECHNIQUES:
            yield sources.place("kinds", kind.id), "no technique is of this kind"
    for excused in sorted(EXCUSED_FROM_TECHNIQUES & offered):
        yield sources.place("kinds", excused), "has a technique and needs no excuse any more"


@check(
    "cc_techniques_keep_off_closed_points",
    "A pressing technique names only muscles that have a point which may be pressed in that way; a held stretch only "
    "muscles whose stretch is not dropped, and the neck only at mid-range.",
)
def techniques_keep_off_closed_points(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for technique in library.techniques.values():
        kind = library.kinds.get(technique.kind)
        if kind is None:
            continue
        place = sources.place("techniques", technique.id, "muscles")
        for muscle in (library.muscles[id_] for id_ in technique.muscles if id_ in library.muscles):
            if PRESSING_FENCES & set(kind.fenced_by):
                if all(point.press in ("taught", "never") for point in muscle.trigger_points):
                    yield place, f"no point of {muscle.id} may be pressed"
                elif kind.who == "self" and kind.id not in muscle.press_kinds:
                    yield place, f"{muscle.id} is not pressed with {kind.id}"
            if HELD_STRETCH in kind.fenced_by:
                if muscle.stretch.use == "drop":
                    yield place, f"the stretch of {muscle.id} is dropped"
                elif NECK_STRETCH in (kind.id, muscle.stretch.kind) and kind.id != muscle.stretch.kind:
                    yield place, f"the stretch of {muscle.id} is {muscle.stretch.kind}"


@check(
    "cc_pressing_has_ceilings",
    f"Every kind a person presses with has a ceiling of discomfort and one of time on a spot, and no ceiling of "
    f"discomfort is above {DISCOMFORT_NEVER_ABOVE}.",
)
def pressing_has_ceilings(sources: Sources) -> Iterator[Found]:
    for kind in sources.library.kinds.values():
        limits = ceilings(kind)
        if kind.who != "professional" and PRESSING_FENCES & set(kind.fenced_by):
            for name in (DISCOMFORT_MAX, SPOT_S_MAX):
                if name not in limits:
                    yield sources.place("kinds", kind.id, "ceilings"), f"has no {name}"
        if limits.get(DISCOMFORT_MAX, 0) > DISCOMFORT_NEVER_ABOVE:
            yield sources.place("kinds", kind.id, f"ceilings.{DISCOMFORT_MAX}"), f"is {limits[DISCOMFORT_MAX]}"


def _worked_s(dose: Dose) -> float | None:
    """Seconds of work on one place in one session: held or moved, every repetition of every set."""
    if dose.minutes is not None:
        return dose.minutes * SECONDS_PER_MINUTE
    once = dose.hold_s if dose.hold_s is not None else dose.pace_s_per_pass
    return None if once is None else once * _or_once(dose.repetitions) * _or_once(dose.sets)


def _a_day(dose: Dose, amount: float | None) -> float | None:
    return None if amount is None else amount * _or_once(dose.sessions_per_day)


def _a_week(dose: Dose, amount: float | None) -> float | None:
    daily = _a_day(dose, amount)
    return None if daily is None else daily * _or_once(dose.days_per_week)


def _or_once(times: int | None) -> int:
    return 1 if times is None else times


LIMITED: Mapping[str, Callable[[Dose], float | None]] = {
    "hold_s_max": lambda dose: dose.hold_s,
    "repetitions_max": lambda dose: dose.repetitions,
    "minutes": lambda dose: dose.minutes,
    "minutes_max": lambda dose: dose.minutes,
    "minutes_day_max": lambda dose: _a_day(dose, dose.minutes),
    "sessions_day_max": lambda dose: dose.sessions_per_day,
    "days_week_max": lambda dose: dose.days_per_week,
    "visits_week_max": lambda dose: dose.days_per_week,
    "discomfort_max": lambda dose: dose.discomfort_max,
    "spot_s_max": _worked_s,
    "session_s_max": _worked_s,
    "muscle_s_session_max": _worked_s,
    "week_s_max": lambda dose: _a_week(dose, _worked_s(dose)),
}
"""The number of a dose that a ceiling of this name limits from above."""

AT_LEAST: Mapping[str, Callable[[Dose], float | None]] = {
    "pace_s_per_pass_min": lambda dose: dose.pace_s_per_pass,
    "minutes_day_min": lambda dose: _a_day(dose, dose.minutes),
}
"""The number of a dose that a limit of this name holds up from below."""

OF_THE_COURSE = frozenset(
    {
        "review_day_min",
        "review_day_max",
        "after_soft_roller_days_min",
        "every_minutes_min",
        "every_minutes_max",
        "start_pain_max",
        "week_rise_pct_max",
        "weeks_max",
    }
)
"""Limits that no single dose can show: they are kept over days by the planner."""


@check(
    "cc_doses_stay_below_ceilings",
    "Every limit of a kind is one that is known and kept, and no dose is above it: held seconds, repetitions, "
    "minutes, sessions a day, days a week, discomfort; no pass is quicker than allowed.",
)
def doses_stay_below_ceilings(sources: Sources) -> Iterator[Found]:
    library = sources.library
    for kind in library.kinds.values():
        for name in ceilings(kind).keys() - LIMITED.keys() - AT_LEAST.keys() - OF_THE_COURSE:
            yield sources.place("kinds", kind.id, f"ceilings.{name}"), "nobody keeps a limit of this name"
    for technique in library.techniques.values():
        dose = technique.dose
        limits = ceilings(library.kinds[technique.kind]) if technique.kind in library.kinds else {}
        for name, limit in limits.items():
            amount = {**LIMITED, **AT_LEAST}.get(name, _nothing)(dose)
            if amount is not None and (amount < limit if name in AT_LEAST else amount > limit):
                side = "below" if name in AT_LEAST else "above"
                yield sources.place("techniques", technique.id, "dose"), f"{amount:g} is {side} {name} {limit:g}"
        if dose.discomfort_max is not None and dose.discomfort_max > DISCOMFORT_NEVER_ABOVE:
            message = f"nothing is to hurt more than {DISCOMFORT_NEVER_ABOVE} of 10"
            yield sources.place("techniques", technique.id, "dose.discomfort_max"), message


def _nothing(_: Dose) -> None:
    return None


def ceilings(kind: TechniqueKind) -> dict[str, float]:
    """The limits of a kind by name."""
    return {ceiling.name: ceiling.value for ceiling in kind.ceilings}


@check(
    "cc_evidence_is_verified",
    "The findings a technique shows as its evidence are verified; an unverified one may only hold a limit down.",
    "drop the finding from `evidence`, or confirm it and mark it verified",
)
def evidence_is_verified(sources: Sources) -> Iterator[Found]:
    findings = sources.library.findings
    for technique in sources.library.techniques.values():
        for id_ in technique.evidence:
            if id_ in findings and not findings[id_].verified:
                yield sources.place("techniques", technique.id, "evidence"), f"{id_} is not verified"


CHECKS: tuple[Check[Sources], ...] = (
    kinds_are_fenced,
    techniques_fit_their_kind,
    techniques_keep_off_closed_points,
    pressing_has_ceilings,
    doses_stay_below_ceilings,
    evidence_is_verified,
)
