"""The day of a trial: whether its side may be shown now, and what keeps it back where it may not.

A side is shown only after the safety questions and the rating of the day, and only where both sides could be done: so
whether a day counts never depends on the side it got. A day on which nothing is shown uses up no unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from unknot.content.library import Library
from unknot.facts import Fact, History, TrialEvent, history
from unknot.facts.history import standing
from unknot.facts.kinds import local_day
from unknot.loop.advice import Advice
from unknot.loop.door import advise
from unknot.loop.request import Request
from unknot.loop.showing import may_name
from unknot.loop.trial_events import Trial, Unit, folded
from unknot.loop.trials import ended, is_over, observed
from unknot.planning.assignment import slot_of
from unknot.trials.schedule import SIZE, assign

Kept = Literal[
    "over",
    "safety",
    "clinician",
    "gone",
    "check_in",
    "questions",
    "not_possible",
    "done_already",
    "last_rating",
    "knot_running",
]
"""What keeps a side from being shown."""

SELF_CARE = "self_care_ok_with_caution"
_IMAGINED = "~imagined"
"""An id that comes after every other one at the same instant."""


@dataclass(frozen=True, slots=True)
class Today:
    """A trial on one day: `unit` where its side is shown, else `kept_back` by what; neither where it may be shown now.

    `episode` is the knot that `kept_back` is about, or the one the side would be for.
    """

    unit: Unit | None
    kept_back: Kept | None
    episode: str


def today(library: Library, request: Request, trial: Trial) -> Today:
    """Where `trial` stands at `request.at`, for the knot of `request` where a unit is a whole knot."""
    facts = _until(request)
    episode = trial.episodes[0] if trial.by_the_day else (request.episode or trial.episodes[0])
    if ended(library, trial, facts, request.at, request.zone) is not None:
        return Today(None, "over", episode)
    day = history(request.facts, at=request.at, zone=request.zone, episode=episode).today()
    shown = trial.unit_on(day) if trial.by_the_day else _of_knot(trial, episode)
    if shown is not None:
        return Today(shown, None, episode)
    if len(trial.units) == trial.protocol.units:
        return Today(None, "last_rating", episode)
    if (
        not trial.by_the_day
        and trial.units
        and not is_over(library, trial, trial.units[-1], facts, request.at, request.zone)
    ):
        return Today(None, "knot_running", episode)
    for each in trial.episodes if trial.by_the_day else (episode,):
        kept_back = _kept_back(library, replace(request, episode=each), trial)
        if kept_back is not None:
            return Today(None, kept_back, each)
    return Today(None, None, episode)


def shown(library: Library, request: Request, trial: Trial) -> dict[str, Any]:
    """The raw fact that the side of the next unit is shown now. Only where `today` says that it may be."""
    number = len(trial.units)
    contrast, probability = assign(trial.protocol, trial.seed, number, observed(library, trial, _until(request)))
    episode = trial.episodes[0] if trial.by_the_day else (request.episode or trial.episodes[0])
    return event(trial, "assigned", episode, unit=number, contrast=contrast, probability=probability)


def event(trial: Trial, name: str, episode: str | None = None, **details: Any) -> dict[str, Any]:
    """The raw fact of one event of `trial`."""
    raw: dict[str, Any] = {"kind": "trial_event", "trial": trial.id, "event": name, "details": details}
    return raw if episode is None else {**raw, "episode": episode}


def quiet_asked(trial: Trial, unit: Unit) -> str | None:
    """The knot whose ratings around quiet minutes are still to come under `unit`; None where none are asked for."""
    if trial.protocol.outcome != "immediate" or trial.protocol.against is not None or unit.skipped is not None:
        return None
    without = next((each for each in _knots(trial, unit) if not trial.does(unit, each)), None)
    return without if unit.quiet is None else None


def rated_session(library: Library, held: History, technique: str) -> bool:
    """Whether pain right before and right after `technique` is asked for today, for the knot of `held`."""
    for trial in folded(library, held.trials).trials:
        if trial.closed is not None or trial.protocol.outcome != "immediate":
            continue
        unit = trial.unit_on(held.today())
        if unit is None or unit.skipped is not None or held.episode not in _knots(trial, unit):
            continue
        wanted = trial.protocol.technique if trial.does(unit, held.episode) else trial.protocol.against
        if wanted == technique:
            return True
    return False


def _knots(trial: Trial, unit: Unit) -> tuple[str | None, ...]:
    return trial.episodes if trial.protocol.design == "split_body" else (unit.episode,)


def _of_knot(trial: Trial, episode: str) -> Unit | None:
    return next((unit for unit in trial.units if unit.episode == episode), None)


def _kept_back(library: Library, request: Request, trial: Trial) -> Kept | None:
    """What keeps the side of today back, as far as the knot of `request` goes."""
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    if held.resolved:
        return "gone"
    advice = advise(request, library)
    if not may_name(advice):
        return "safety"
    if advice.disposition != SELF_CARE or advice.plan is None:
        return "clinician"
    if not any(each.pain_now is not None and local_day(each) == held.today() for each in held.check_ins):
        return "check_in"
    sides = (trial.protocol.technique, trial.protocol.against)
    slots = {slot_of(library, each) for each in sides if each is not None}
    if any(local_day(done) == held.today() and slot_of(library, done.technique) in slots for done in held.doses):
        return "done_already"
    if advice.plan.kind == "maintain":
        return "gone"
    if any(_waits_for_answers(advice, each) for each in sides):
        return "questions"
    for contrast, wanted in zip((1.0, -1.0), sides, strict=True):
        if wanted is not None and not _comes_in(library, request, trial, contrast, wanted):
            return "not_possible"
    return None


def _waits_for_answers(advice: Advice, technique: str | None) -> bool:
    """Whether for one muscle at least nothing but questions that were not answered today keeps the technique back."""
    if any(option.technique == technique for option in advice.options):
        return False
    settled: dict[str | None, bool] = {}
    for each in advice.exclusions:
        if each.technique == technique:
            settled[each.muscle] = settled.get(each.muscle, True) and bool(each.asks)
    return any(settled.values())


def _comes_in(library: Library, request: Request, trial: Trial, sign: float, wanted: str) -> bool:
    """Whether today's plan would have `wanted` in it if the unit had that side for the knot of `request`."""
    mirrored = trial.protocol.design == "split_body" and request.episode != trial.episodes[0]
    imagined = TrialEvent(
        id=_IMAGINED,
        at=request.at,
        zone=request.zone,
        episode=request.episode,
        trial=trial.id,
        event="assigned",
        details={
            "unit": len(trial.units),
            "contrast": SIZE[trial.protocol.design] * (-sign if mirrored else sign),
            "probability": 0.5,
        },
    )
    plan = advise(replace(request, facts=(*request.facts, imagined)), library).plan
    return plan is not None and any(step.technique == wanted for step in plan.steps)


def _until(request: Request) -> tuple[Fact, ...]:
    return standing(fact for fact in request.facts if fact.at <= request.at)
