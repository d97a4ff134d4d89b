"""Which questions apply to a case, which of them are open, and which answers are too old.

What opens a flag: everybody is asked it; its region is asked about; an emergency is felt at a marked place; a
tick names it; a line of the short screen was not denied; a session was followed by a warning sign; or it is all
that is missing for a danger. Age and needed facts of a flag always hold; a fact not yet known is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from unknot.facts import History
from unknot.screening.case import Case, warning_flags
from unknot.screening.engine import (
    AGE,
    GUARD,
    GUARDED_ALWAYS,
    GUARDED_WHILE_FRESH,
    MARKED,
    facts_of,
    flags_of,
)
from unknot.screening.readings import last_doubt, last_rise
from unknot.screening.rules import AgeMax, AgeMin, All, Condition, FactYes, FlagYes, LifeChange, Not, SexIs
from unknot.units import days_between

PRIVATE_FOR_ALL = ("rf_harm_by_other", "rf_crisis")
RASH = "rf_blister_rash_strip"


def with_applicable(case: Case, opened: Iterable[str] = ()) -> Case:
    """`case` with the flags that are asked here; `opened` are asked whatever their region."""
    return _asking(case, (*opened, *_missing_for_a_danger(case)))


def with_plainly_applicable(case: Case) -> Case:
    """`case` with the flags that place, ticks and person ask for; enough to read the course."""
    return _asking(case, ())


def _asking(case: Case, opened: Iterable[str]) -> Case:
    wanted = {flag for flag in case.engine.library.flags if _by_place(case, flag)}
    wanted.update(opened, PRIVATE_FOR_ALL)
    for area in case.areas:
        wanted.update(case.engine.overlap_flags.get(area, ()))
    for tick in case.ticks:
        wanted.update(case.engine.ticks[tick].asks)
    of_age = frozenset(flag for flag in wanted if age_fits(case, flag))
    applicable = frozenset(flag for flag in of_age if _needs_met(case, flag))
    return replace(case, applicable=applicable, waiting=of_age - applicable)


def _by_place(case: Case, flag: str) -> bool:
    if case.engine.library.flags[flag].ask == "everyone":
        return True
    return not case.engine.flag_regions[flag].isdisjoint(case.asked_regions)


def age_fits(case: Case, flag: str) -> bool:
    """Whether the age lets the flag be asked; while the age is unknown it does not."""
    record = case.engine.library.flags[flag]
    if case.age is None:
        return record.age_min is None and record.age_max is None
    young = record.age_min is not None and case.age < record.age_min
    return not young and (record.age_max is None or case.age <= record.age_max)


def _needs_met(case: Case, flag: str) -> bool:
    needs = case.engine.library.flags[flag].needs_facts
    return not needs or any(case.facts[fact].value in ("yes", "not_sure") for fact in needs)


def _missing_for_a_danger(case: Case) -> Iterator[str]:
    """Flags that are the only part missing of a combination, once some other part of it was affirmed."""
    open_case = replace(case, applicable=frozenset(case.engine.library.flags))
    for _, condition in case.engine.rules:
        if isinstance(condition, All) and condition.truth(open_case) is None:
            missing = [part for part in condition.parts if part.truth(open_case) is None]
            said = (part for part in condition.parts if flags_of(part) or facts_of(part))
            if len(missing) == 1 and any(part.truth(open_case) is True and not isinstance(part, Not) for part in said):
                yield from (leaf.flag for leaf in missing[0].undecided(open_case) if isinstance(leaf, FlagYes))


def with_fresh_flags(case: Case, history: History, rescreened_at: Mapping[str, datetime]) -> Case:
    """`case` with every flag marked fresh or not.

    `rescreened_at` says, per flag or `*` for all, from when on an answer counts.
    """
    engine = case.engine
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    full = history.at - timedelta(days=engine.number("full_screen_days"))
    risen = last_rise(engine, history)
    everything = max(at for at in (full, risen and risen - sitting, rescreened_at.get("*")) if at is not None)
    flags = dict(case.flags)
    for flag, reading in case.flags.items():
        if reading.at is not None:
            bound = max((everything, *_own_bounds(case, history, flag, sitting, rescreened_at)))
            if reading.at < bound:
                flags[flag] = replace(reading, fresh=False)
    return replace(case, flags=flags)


def _own_bounds(
    case: Case, history: History, flag: str, sitting: timedelta, rescreened_at: Mapping[str, datetime]
) -> Iterator[datetime]:
    if flag in rescreened_at:
        yield rescreened_at[flag]
    for line in case.engine.lines_of.get(flag, ()):
        doubted = last_doubt(history.answers.get(line, ()))
        if doubted is not None:
            yield doubted
    if case.engine.library.flags[flag].ask != "everyone":
        for area, at in case.areas.items():
            if not case.engine.flag_regions[flag].isdisjoint(case.engine.asked_regions[area]):
                yield at - sitting


def opened_flags(case: Case, history: History) -> frozenset[str]:
    """The flags opened by a line of the short screen that was not denied, or by a reaction to a session."""
    doubted = (
        line.flags
        for line in case.engine.library.short_screen.values()
        if last_doubt(history.answers.get(line.id, ())) is not None
    )
    warned = (
        warning_flags(case.engine, session.areas) for session in case.course.sessions if session.reaction_at is not None
    )
    return frozenset(flag for flags in (*doubted, *warned) for flag in flags)


def open_flags(case: Case) -> frozenset[str]:
    """The applicable flags that must be asked, again or for the first time. A yes needs no second asking."""
    return frozenset(
        flag
        for flag in case.applicable
        if case.flags[flag].value != "yes" and (case.flags[flag].value is None or not case.flags[flag].fresh)
    )


def open_facts(case: Case) -> frozenset[str]:
    """The background facts whose answer could still change the result or open a flag."""
    needed = [fact for flag in case.waiting for fact in case.engine.library.flags[flag].needs_facts]
    deciding = [
        *(condition for rule, condition in case.engine.rules if rule.disposition != case.engine.lowest),
        *(condition for rule, condition in case.engine.follow_ups if rule.disposition != case.engine.lowest),
    ]
    for condition in deciding:
        needed.extend(_facts(condition, case))
    if guarded(case):
        needed.append(GUARD)
    asked: set[str] = set()
    seen: set[str] = set()
    while needed:
        fact = needed.pop()
        if fact in seen or _settled(case, fact):
            continue
        seen.add(fact)
        when = case.engine.asked_when.get(fact)
        missing = [] if when is None or fact in case.ticked_facts else list(when.undecided(case))
        waiting = [leaf for leaf in missing if not isinstance(leaf, AgeMin | AgeMax | SexIs)]
        if waiting:
            needed.extend(leaf.fact for leaf in waiting if isinstance(leaf, FactYes))
        else:
            asked.add(fact)
    return frozenset(asked)


def _facts(condition: Condition, case: Case) -> Iterator[str]:
    for leaf in condition.undecided(case):
        if isinstance(leaf, FactYes | LifeChange):
            yield leaf.fact


def _settled(case: Case, fact: str) -> bool:
    reading = case.facts[fact]
    if reading.latest is None:
        return case.hidden(fact)
    return reading.fresh and (reading.latest != "yes" or reading.excuses)


def guarded(case: Case) -> frozenset[str]:
    """The raised flags that do not count for a pain that a clinician has examined and that has stayed the same."""
    began = case.course.began_at
    fresh = began is not None and days_between(began, case.at) < case.engine.number("usual_flare_days")
    flags = (GUARDED_ALWAYS, *((GUARDED_WHILE_FRESH,) if fresh else ()))
    return frozenset(flag for flag in flags if case.flags[flag].value in ("yes", "not_sure"))


def short_screen_due(case: Case, history: History, rescreen_at: datetime | None) -> tuple[str, ...]:
    """The lines of the short screen that must be answered now.

    Due when the last screen is older than its window or something since (`rescreen_at`) asks for it. Fresh
    answers to every applicable flag count as a screen.
    """
    engine = case.engine
    sitting = timedelta(hours=engine.number("same_sitting_hours"))
    window = history.at - timedelta(hours=engine.number("answer_hours"))
    needed = window if rescreen_at is None else max(window, rescreen_at - sitting)
    answered = [case.flags[flag].at for flag in case.applicable if case.flags[flag].value != "yes"]
    times = [at for at in answered if at is not None]
    if not times or min(times) >= needed:
        return ()
    return tuple(
        line
        for line in engine.library.short_screen
        if line not in history.answers or history.answers[line][-1].at < needed
    )


def open_basics(case: Case) -> tuple[str, ...]:
    """What no answer can stand in for: where it hurts, and the age."""
    return (*((MARKED,) if not case.areas else ()), *((AGE,) if case.age is None else ()))
