"""`advise`: screen, locate, explain, forecast, plan, in this order and never in another.

The gate comes first. While questions are open nothing is named; at `emergency_now` nothing but the reasons is
said; at `urgent_same_day` no technique is offered; under 18 there is screening but no plan.
"""

from __future__ import annotations

from dataclasses import replace

from unknot.causes.profile import recovery_profile
from unknot.causes.ranking import rank_causes
from unknot.content.library import Library, load
from unknot.errors import ModelError, Problem, RequestError
from unknot.facts import History, history
from unknot.locating.ranking import by_muscle, rank
from unknot.loop import posture, telling
from unknot.loop.advice import Advice
from unknot.loop.learned import from_own_days
from unknot.loop.request import Request, check_versions
from unknot.loop.trials import assigned_today
from unknot.planning.options import options
from unknot.planning.policy import plan
from unknot.recovery.filtering import believe
from unknot.recovery.forecasting import forecast
from unknot.recovery.learning import learned
from unknot.recovery.scoring import record
from unknot.screening.fences import fence
from unknot.screening.triage import EMERGENCY, Screening, screen


def advise(request: Request, library: Library | None = None) -> Advice:
    """Everything that can be said at `request.at` about one knot.

    The same request and content give the same advice; nothing in it is drawn at random yet, so the seed changes
    nothing. Shifting every instant and day by whole days shifts every date and changes nothing else. Raises
    `RequestError` for facts of the future, `VersionError` for content that is not installed, `ModelError` if the
    numbers fail.
    """
    library = library or load()
    check_versions(request, library)
    _refuse_the_future(request)
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    screening = screen(library, held)
    gate = telling.gate(library, screening.triage)
    if screening.triage.disposition == EMERGENCY or not screening.triage.complete:
        return gate
    return _beyond_the_gate(request, library, held, screening, gate)


def _beyond_the_gate(request: Request, library: Library, held: History, screening: Screening, gate: Advice) -> Advice:
    candidates = rank(library, held)
    if not candidates:
        return replace(gate, reasons=(*gate.reasons, telling.statement(library, "advice.too_little_data")))
    causes = rank_causes(library, held, by_muscle(library, held))
    profile = recovery_profile(library, held).id
    named = replace(
        gate,
        candidates=telling.candidates(library, candidates),
        not_told_apart=telling.not_told_apart(library, candidates),
        causes=telling.causes(library, causes),
    )
    try:
        belief = believe(library, profile, held, posture.held(library, held))
        outlook = forecast(belief)
    except ModelError:
        return replace(named, reasons=(*gate.reasons, telling.statement(library, "advice.numbers_failed")))
    known = record(request.facts, today=held.today(), gone_points=library.number("recovery.gone_points"))
    advice = replace(
        named,
        beliefs=telling.beliefs(profile, belief),
        forecasts=telling.forecasts(library, held, outlook, known),
        cautions=(*gate.cautions, *telling.limits_of_knowledge(library)),
    )
    if _too_young(library, held):
        return replace(advice, reasons=(*advice.reasons, telling.statement(library, "advice.under_18")))
    found = screening.triage
    if found.disposition == "urgent_same_day":
        return advice
    fences = fence(library, held, found, screening.case)
    own_days = learned(library, request.facts)
    offered, excluded = options(library, held, found, fences, candidates, belief, profile, own_days.personal)
    assigned = assigned_today(library, held)
    today = plan(library, held, found, offered, belief, outlook, profile, excluded, assigned, own_days.personal)
    if today is not None and today.kind == "maintain":
        advice = replace(advice, forecasts=telling.gone(library, advice.forecasts))
    return replace(
        advice,
        options=telling.options(library, offered),
        exclusions=telling.exclusions(library, excluded),
        plan=None if today is None else from_own_days(library, telling.plan(library, today), own_days),
        questions=(
            *advice.questions,
            *telling.telling_apart(library, held, candidates, fences),
            *telling.settling(library, offered, excluded),
        ),
    )


def _too_young(library: Library, held: History) -> bool:
    return held.profile is None or held.profile.age_years < library.number("advice.adult_age")


def _refuse_the_future(request: Request) -> None:
    late = [fact for fact in request.facts if fact.at > request.at]
    if late:
        raise RequestError(
            *(
                Problem("fact_in_future", f"facts[{fact.id}].at", f"{fact.at.isoformat()} lies after the request")
                for fact in late
            )
        )
