"""What to do today: pure, deterministic, and always behind the guard.

"Wait", "rest today" and "see a professional" compete with doing something as equals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from unknot.content.library import Library
from unknot.facts import History
from unknot.planning.assignment import Assignment, set_apart, with_assigned
from unknot.planning.choice import best, worth
from unknot.planning.counting import possible
from unknot.planning.day import Case, alongside, bid, main_step, timed_steps
from unknot.planning.families import kind_of
from unknot.planning.gain import certainty, keeping, professional_place
from unknot.planning.guard import guarded
from unknot.planning.situation import HOURS_PER_DAY, situation
from unknot.planning.steps import ANOTHER_WAY, Exclusion, Option, Plan, PlanKind, Step
from unknot.recovery.effects import AVERAGE, Personal
from unknot.recovery.forecasting import Forecast
from unknot.recovery.state import Belief
from unknot.screening.triage import STOP, Triage

SITTING = frozenset({"desk", "mixed", "care_seeker"})
"""Profiles in which breaks run alongside the day."""
LOADED = frozenset({"exercise", "mixed"})
"""Profiles in which easing off runs alongside the day."""
CHECK_FIRST = "see_clinician_soon"


def plan(
    library: Library,
    history: History,
    triage: Triage,
    options: Sequence[Option],
    belief: Belief,
    outlook: Forecast,
    profile: str,
    excluded: Sequence[Exclusion] = (),
    assigned: Assignment | None = None,
    personal: Personal = AVERAGE,
) -> Plan | None:
    """The plan for today, inside every ceiling; None while the screen is open or when it says more than a check.

    `outlook` is the forecast if nothing is done, `profile` the recovery profile. Only `options` are ever planned;
    `excluded` only tells whether answers are missing. `assigned` is today's side of an experiment: it changes what is
    chosen from `options`, never whether there is a plan, and no ceiling. `personal` is what techniques give this one.
    """
    if not triage.complete or triage.disposition is None:
        return None
    rank = library.dispositions[triage.disposition]
    if rank > library.dispositions[CHECK_FIRST]:
        return None
    shown = [option for option in options if rank <= library.dispositions[library.kinds[option.kind].up_to]]
    steps = possible(library, history, shown, belief, outlook, profile, personal)
    case = Case(
        library=library,
        history=history,
        now=situation(library, history),
        profile=profile,
        outlook=outlook,
        another_way=ANOTHER_WAY in triage.effects,
        unasked=_only_unasked(library, excluded),
        steps=tuple(step for step in steps if not step.professional),
        professionals=tuple(step for step in steps if step.professional),
    )
    return guarded(library, history, _chosen(_shared_once(case), triage, assigned))


def _shared_once(case: Case) -> Case:
    """`case` with the part that any plausible act brings counted once: not again for something else on a day on which
    something was done, and no more for what is done than for what runs beside the day."""
    steps = case.steps
    if case.timed_today:
        steps = tuple(
            step if step.alongside or step.technique in case.now.today else replace(step, counted_shared=0.0)
            for step in steps
        )
    beside = alongside(case, _runs_alongside(case))
    return replace(case, steps=steps, beside=max((step.counted_shared for step in beside), default=0.0))


def _chosen(case: Case, triage: Triage, assigned: Assignment | None) -> Plan:
    if triage.disposition == CHECK_FIRST:
        return _professional(case, "check", named=())
    if STOP in triage.effects:
        return _rest(case, "rest_stopped", "professional")
    if case.now.gone:
        return _maintain(case)
    if case.now.resting:
        return _rest(case, "rest_flare", "do", also=("desk_break",) if case.profile in SITTING else ())
    if _fresh_and_strong(case):
        return _rest(case, "rest_fresh_soreness", "wait")
    if assigned is None:
        return _help_or_self_care(case)
    return with_assigned(case, _help_or_self_care(set_apart(case, assigned)), assigned)


def _help_or_self_care(case: Case) -> Plan:
    call = _call_for_help(case)
    if call is not None and case.professionals:
        first = min(case.professionals, key=lambda step: (professional_place(case.library, step.kind), step.technique))
        return _professional(case, call, named=(first,))
    return _do_or_wait(case)


def _do_or_wait(case: Case) -> Plan:
    beside = alongside(case, _runs_alongside(case))
    waiting = (*alongside(case, ("wait",)), *beside)
    timed = timed_steps(case, case.now.minutes)
    if not timed and case.timed_today:
        return _rest(case, "done_today", "wait")
    if _soon_gone(case):
        return _plan(case, "wait", waiting, ("wait_soon_gone",), "do")
    if not timed and case.unasked:
        return _plan(case, "wait", waiting, ("wait_questions",), "do")
    if not timed or worth([bid(case, step) for step in (*beside, *timed)]) < case.number("worth_doing"):
        return _plan(case, "wait", waiting, ("wait_little_gain",), main_step(timed).technique if timed else "do")
    kept = any("planning.step.kept" in step.reason_keys for step in timed)
    reasons = {
        "do": True,
        "desk": case.profile == "desk",
        "another_way": case.another_way and bool(case.now.stale),
        "keep": case.now.settling and kept,
        "one_change": any("planning.step.new" in step.reason_keys for step in timed),
    }
    return _plan(
        case, "do", (*beside, *timed), tuple(name for name, holds in reasons.items() if holds), _second(case, timed)
    )


def _only_unasked(library: Library, excluded: Sequence[Exclusion]) -> bool:
    """Whether something a person can do alone is kept back by nothing but questions that were not answered yet."""
    settled: dict[tuple[str, str | None, str | None], bool] = {}
    for each in excluded:
        if library.techniques[each.technique].role == "professional":
            continue
        place = (each.technique, each.muscle, each.side)
        settled[place] = settled.get(place, True) and bool(each.asks)
    return any(settled.values())


def _rest(case: Case, reason: str, runner_up: str, *, also: tuple[str, ...] = ()) -> Plan:
    """Easing off, and what of `also` need not wait: getting up now and then is never what hurt."""
    return _plan(case, "rest", alongside(case, ("relative_rest", *also)), (reason,), runner_up)


def _professional(case: Case, reason: str, *, named: tuple[Step, ...]) -> Plan:
    """Somebody else first; what may be done meanwhile goes on."""
    timed = timed_steps(case, case.now.minutes)
    steps = (*named, *alongside(case, _runs_alongside(case)), *timed)
    return _plan(
        case, "professional", steps, (f"professional_{reason}",), main_step(timed).technique if timed else "wait"
    )


def _maintain(case: Case) -> Plan:
    """What keeps the next one away, chosen by how much it speaks for that; nothing is left to ease."""
    steps = tuple(
        replace(
            step,
            reason_keys=("planning.step.keeps_away", *step.reason_keys),
            gain_points=0.0,
            shared_points=0.0,
            counted_shared=0.0,
            counted_beyond=0.0,
        )
        for step in case.steps
        if keeping(case.library, step.kind) > 0.0
    )
    beside = alongside(replace(case, steps=steps), ("desk_break",) if case.profile in SITTING else ("graded_return",))
    bids = [
        (
            step,
            replace(bid(case, step), beyond=keeping(case.library, step.kind) * certainty(case.library, step.grade)),
        )
        for step in steps
        if not step.alongside and step.minutes > 0.0
    ]
    most = int(case.number("steps_max"))
    chosen = best([offer for _, offer in bids], minutes=case.now.minutes, most_steps=most, most_new=most)
    timed = tuple(step for step, offer in bids if offer in chosen)
    return _plan(case, "maintain", (*beside, *timed), ("maintain",), "wait")


def _runs_alongside(case: Case) -> tuple[str, ...]:
    kinds = ["relative_rest"] if case.profile in LOADED else []
    kinds += ["desk_break"] if case.profile in SITTING else []
    kinds += ["ergonomics"] if case.profile == "desk" and not _set_up_before(case) else []
    return tuple(kinds)


def _set_up_before(case: Case) -> bool:
    return any(kind_of(case.library, done.technique) == case.library.kinds["ergonomics"] for done in case.history.doses)


def _soon_gone(case: Case) -> bool:
    median = case.outlook.gone_by.median
    soon = median is not None and median <= case.number("soon_gone_days")
    return soon and case.pain <= case.number("soon_gone_pain_max")


def _fresh_and_strong(case: Case) -> bool:
    days = case.history.days_since_onset()
    fresh = days is not None and days * HOURS_PER_DAY < case.number("fresh_soreness_hours")
    return case.profile == "exercise" and fresh and case.pain >= case.number("fresh_soreness_pain_min")


def _call_for_help(case: Case) -> str | None:
    """Why somebody else should look at it; None while that is not due, or when somebody just did."""
    days = case.history.days_since_onset()
    if days is None or days < case.number("professional_after_days"):
        return None
    lately = timedelta(days=case.number("review_professional_days"))
    if any(case.history.at - visit.at <= lately for visit in case.history.visits):
        return None
    if case.outlook.persists_probability < case.number("professional_persists_min"):
        return None
    return "slow" if case.now.tried_days >= case.number("professional_tried_days") else "stubborn"


def _second(case: Case, timed: Sequence[Step]) -> str:
    """The main new technique of the best plan without the main one of this plan, or `wait` where there is none."""
    first = main_step(timed).technique
    others = timed_steps(replace(case, steps=tuple(s for s in case.steps if s.technique != first)), case.now.minutes)
    fresh = [step for step in others if step.technique not in {s.technique for s in timed}]
    return main_step(fresh).technique if fresh else "wait"


def _plan(case: Case, kind: PlanKind, steps: tuple[Step, ...], reasons: tuple[str, ...], runner_up: str) -> Plan:
    return Plan(
        kind=kind,
        steps=steps,
        reason_keys=tuple(f"planning.reason.{reason}" for reason in reasons),
        runner_up=runner_up,
        would_change=tuple(f"planning.change.{change}" for change in _changes(case, kind, steps)),
        review_on_day=_review_day(case, kind),
        minutes_per_day=sum(step.minutes_today for step in steps),
    )


def _changes(case: Case, kind: PlanKind, steps: Sequence[Step]) -> tuple[str, ...]:
    """What would change the plan, most likely first."""
    now = worth([bid(case, step) for step in steps if step.minutes_today > 0.0])
    more = worth([bid(case, step) for step in timed_steps(case, 2.0 * case.now.minutes)]) if kind == "do" else now
    told = {
        "flare": kind == "do",
        "three_days": kind == "do",
        "better": kind == "do",
        "visit": kind == "professional",
        "not_better": kind in ("do", "wait"),
        "minutes": more > now,
        "questions": kind in ("do", "wait") and case.unasked,
        "tools": kind in ("do", "wait") and case.now.tools is None,
        "sign": True,
    }
    return tuple(change for change, holds in told.items() if holds)


def _review_day(case: Case, kind: PlanKind) -> date:
    """When to look again; while waiting, on the next day of the episode that the content names for it."""
    today = case.history.today()
    if kind != "wait":
        return today + timedelta(days=case.number(f"review_{kind}_days"))
    limits = case.library.kinds["wait"].ceilings
    named = sorted(timedelta(days=limit.value) for limit in limits if limit.name.startswith("review_day"))
    begun = case.history.began_on or today
    return min((begun + days for days in named if begun + days > today), default=today + named[0])
