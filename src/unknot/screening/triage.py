"""Is it safe to help oneself? The gate: flags, combinations and the course give one disposition, which only rises.

`triage` is a pure function of the content and the history. Unanswered is never "no": while a question that could
matter is open the result is not complete, and nothing beyond its disposition may be advised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from unknot.content.library import Library
from unknot.content.records import CombinationRule, FollowUpRule
from unknot.facts import History
from unknot.screening.asking import (
    RASH,
    guarded,
    open_basics,
    open_facts,
    open_flags,
    opened_flags,
    short_screen_due,
    with_applicable,
    with_fresh_flags,
    with_plainly_applicable,
)
from unknot.screening.case import Case, case_of
from unknot.screening.engine import GUARD, Engine, engine_for
from unknot.screening.mentions import Mention, as_told, mentions, to_be_asked
from unknot.screening.ordering import in_asking_order
from unknot.screening.rules import Condition, OfCourse, holds

EMERGENCY, URGENT = "emergency_now", "urgent_same_day"
STOP = "stop_techniques"


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule that speaks: a flag, a combination, or a rule of the course. `reason_key` is its sentence.

    A flag with the answer `story` has not been asked yet: the person told of it, in the words of `quote`.
    """

    id: str
    kind: Literal["flag", "rule", "follow_up"]
    disposition: str
    answer: Literal["yes", "not_sure", "story"] | None
    reason_key: str
    sources: tuple[str, ...]
    verified: bool
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Triage:
    """The result of screening.

    `disposition` is None while questions are open and nothing above self-care has fired. Nothing may be advised
    beyond it unless `complete`. `fired` is most urgent first, then by id. `replaced` are flags that a guard or an
    enabled replacing rule sets aside, `cleared` those a clinician has closed. `open_questions` stand in the order
    they are asked; besides answer ids they may hold `where` (a Mark) and `age` (a Profile). `effects` come from
    rules of the course. `stale` means that something once answered must be asked again. At an emergency nothing is
    asked but what the person's own story told of.
    """

    disposition: str | None
    complete: bool
    fired: tuple[Fired, ...]
    replaced: tuple[str, ...]
    open_questions: tuple[str, ...]
    effects: tuple[str, ...]
    screening_regions: frozenset[str]
    stale: bool
    cleared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Screening:
    """A result, the case it was drawn from and what the story told, for the other modules of this room."""

    case: Case
    triage: Triage
    told: Mapping[str, Mention]


def triage(library: Library, history: History) -> Triage:
    """How safe self-care is at `history.at`, and what must still be asked."""
    return screen(library, history).triage


def screen(library: Library, history: History) -> Screening:
    """The result of screening together with its case."""
    engine = engine_for(library)
    case = with_plainly_applicable(case_of(engine, history))
    case = replace(case, course=replace(case.course, unresolved=_unresolved(engine, case)))
    courses = tuple(_course_results(engine, case))
    case = with_fresh_flags(case, history, _rescreened_at(engine, history, case, courses))
    opened = opened_flags(case, history)
    case = with_applicable(case, opened)
    told = mentions(case, history)
    case = to_be_asked(case, told)
    fired, replaced = _fired(engine, as_told(case, told), told, courses)
    answered = _fired(engine, case, {}, courses)[0] if told else fired
    worst = _worst(fired)
    flags_due = open_flags(case)
    due = () if flags_due else short_screen_due(case, history, _asked_again_at("rescreen", courses))
    if _worst(answered) == EMERGENCY:
        open_ids: tuple[str, ...] = ()
    elif worst == EMERGENCY:
        open_ids = tuple(told)
    else:
        open_ids = (*open_basics(case), *due, *flags_due, *open_facts(case))
    complete = not open_ids
    if not complete and engine.rank(worst) <= engine.rank(engine.lowest):
        worst = None
    effects = dict.fromkeys(effect for rule, at in courses for effect in _effects(rule, at, case))
    return Screening(
        case,
        Triage(
            disposition=worst or (engine.lowest if complete else None),
            complete=complete,
            fired=fired,
            replaced=replaced,
            open_questions=in_asking_order(case, open_ids, first={*told, *opened}),
            effects=tuple(effects),
            screening_regions=case.asked_regions,
            stale=bool(due) or any(case.flags[flag].at is not None for flag in flags_due if flag in open_ids),
            cleared=case.cleared,
        ),
        told,
    )


def _effects(rule: FollowUpRule, at: datetime, case: Case) -> tuple[str, ...]:
    """What the rule brings about. Where it leaves the result to the screen, techniques stop for its day only."""
    passed = rule.disposition is None and case.course.day_of(at) < case.course.day_of(case.at)
    return tuple(effect for effect in rule.effects if effect != STOP or not passed)


def _worst(fired: tuple[Fired, ...]) -> str | None:
    return fired[0].disposition if fired else None


def _fired(
    engine: Engine, case: Case, told: Mapping[str, Mention], courses: tuple[tuple[FollowUpRule, datetime], ...]
) -> tuple[tuple[Fired, ...], tuple[str, ...]]:
    """Everything that speaks, most urgent first, and the flags that are set aside."""
    flags, guarded_ones = _flags(engine, case, told)
    set_aside = {
        rule.replaces for rule, condition in engine.rules if rule.replaces is not None and holds(condition, case)
    }
    fired = sorted(
        (
            *(each for each in flags if each.id not in set_aside),
            *_rules(engine, case),
            *(_follow_up(rule) for rule, _ in courses if rule.disposition is not None),
        ),
        key=lambda each: (-engine.rank(each.disposition), each.id),
    )
    replaced = {*guarded_ones, *(each for each in set_aside if case.flags[each].value != "no")}
    return tuple(fired), tuple(sorted(replaced))


def _flags(engine: Engine, case: Case, told: Mapping[str, Mention]) -> tuple[tuple[Fired, ...], tuple[str, ...]]:
    """The flags that speak, and those that the guard of an examined pain sets aside."""
    aside = guarded(case) if case.facts[GUARD].value == "yes" else frozenset()
    fired = []
    for flag in engine.library.flags.values():
        value = case.flags[flag.id].value
        mention = told[flag.id] if flag.id in told and told[flag.id].sure else None
        if flag.id not in aside and value in ("yes", "not_sure"):
            disposition = flag.disposition if value == "yes" else flag.if_not_sure
            fired.append(
                Fired(
                    flag.id,
                    "flag",
                    disposition,
                    value if mention is None else "story",
                    f"flag.{flag.id}.reason",
                    flag.sources,
                    flag.verified,
                    "" if mention is None else mention.quote,
                )
            )
    return tuple(fired), tuple(sorted(aside))


def _rules(engine: Engine, case: Case) -> Iterator[Fired]:
    for rule, condition in engine.rules:
        if holds(condition, case) and not _seen_since(case, condition):
            yield _combination(rule)


def _combination(rule: CombinationRule) -> Fired:
    return Fired(rule.id, "rule", rule.disposition, None, f"rule.{rule.id}.reason", rule.sources, rule.verified)


def _follow_up(rule: FollowUpRule) -> Fired:
    reason = f"follow_up.{rule.id}.trigger"
    return Fired(rule.id, "follow_up", rule.disposition or "", None, reason, rule.sources, rule.verified)


def _seen_since(case: Case, condition: Condition) -> bool:
    """Whether a clinician cleared the pain after everything that makes the danger hold was known."""
    if case.cleared_at is None:
        return False
    since = condition.since(case)
    return since is None or since <= case.cleared_at


def _unresolved(engine: Engine, case: Case) -> Mapping[int, datetime]:
    """The results that stood before this sitting, by rank, and when each was raised."""
    before = case.at - timedelta(hours=engine.number("same_sitting_hours"))
    found: dict[int, datetime] = {}
    for flag in _flags(engine, case, {})[0]:
        raised = case.flags[flag.id].raised_at
        if raised is not None and raised <= before:
            found[engine.rank(flag.disposition)] = raised
    for rule, condition in engine.rules:
        raised = condition.since(case) if holds(condition, case) and not _seen_since(case, condition) else None
        if raised is not None and raised <= before:
            found[engine.rank(rule.disposition)] = raised
    return found


def _course_results(engine: Engine, case: Case) -> Iterator[tuple[FollowUpRule, datetime]]:
    """The rules of the course that hold, and since when.

    A result above self-care stays once it was reached at a check-in, until a clinician has cleared the pain; one
    below urgent also ends when the knot is gone.
    """
    gone = OfCourse("gone", True).truth(case) is True
    urgent = engine.rank(URGENT)
    earlier = [replace(case, course=case.course.until(number)) for number in range(len(case.course.points), 0, -1)]
    for rule, condition in engine.follow_ups:
        now = holds(condition, case)
        if now:
            yield rule, condition.since(case) or case.at
        elif engine.rank(rule.disposition) > engine.rank(engine.lowest) and (
            not gone or engine.rank(rule.disposition) >= urgent
        ):
            for then in earlier:
                if holds(condition, then):
                    yield rule, condition.since(then) or then.course.at
                    break


def _asked_again_at(effect: str, courses: tuple[tuple[FollowUpRule, datetime], ...]) -> datetime | None:
    return max((at for rule, at in courses if effect in rule.effects), default=None)


def _rescreened_at(
    engine: Engine, history: History, case: Case, courses: tuple[tuple[FollowUpRule, datetime], ...]
) -> Mapping[str, datetime]:
    """From when on answers count: `*` after a full screen was asked for, single flags after narrower effects."""
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    bounds: dict[str, datetime] = {}
    full = _asked_again_at("full_screen", courses)
    if full is not None:
        bounds["*"] = full - sitting
    calf = _asked_again_at("calf_questions", courses)
    if calf is not None:
        bounds.update((flag, calf - sitting) for area in case.areas for flag in engine.overlap_flags.get(area, ()))
    if _asked_again_at("ask_rash", courses) is not None and history.check_ins:
        bounds[RASH] = history.check_ins[-1].at - sitting
    return bounds
