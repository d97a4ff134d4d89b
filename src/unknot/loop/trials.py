"""Single-person trials as the rest of the loop sees them: what they ask of today, what came of them, how they end.

Outcomes are never copied: they are read from ratings around sessions, from the check-ins of the next morning and from
the days until a knot was gone. Analysis is by what was assigned, whether or not it was done.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from unknot.content.library import Library
from unknot.errors import Problem
from unknot.facts import CheckIn, Dose, Episode, Fact, History, TrialEvent
from unknot.facts.history import standing
from unknot.facts.kinds import local_day
from unknot.loop.trial_events import Trial, Unit, Why, folded
from unknot.planning.assignment import Assignment
from unknot.recovery.scoring import gone_on
from unknot.trials.design import Observed

if TYPE_CHECKING:
    from unknot.trials.analysis import Posterior
    from unknot.trials.randomisation import RandomisationTest

NOON = 12
"""The local hour before which a check-in still tells of the morning."""
_LEAST_DAYS = 0.5
"""A knot that is gone on the day its side was drawn took half a day."""


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What came of a trial that is over.

    `why` and `on` say how and on which local day it ended. `not_as_assigned` counts the units that were skipped after
    their side was shown; they are analysed as assigned all the same. `verified` names what does not fit the
    fingerprint; empty where everything does.
    """

    trial: Trial
    why: Why
    on: date
    observed: Observed
    posterior: Posterior
    test: RandomisationTest
    not_as_assigned: int
    verified: tuple[Problem, ...]


def all_trials(library: Library, facts: Iterable[Fact]) -> tuple[Trial, ...]:
    """Every usable trial of the facts, corrections applied, the one begun first at the beginning."""
    return folded(library, (fact for fact in standing(facts) if isinstance(fact, TrialEvent))).trials


def assigned_today(library: Library, held: History) -> Assignment | None:
    """What a running trial asks of today for the knot of `held`; None while its side for today is not shown."""
    for trial in folded(library, held.trials).trials:
        unit = _unit_now(trial, held)
        if unit is not None:
            does = trial.does(unit, held.episode)
            return Assignment(trial.id, trial.protocol.technique, does, trial.protocol.against)
    return None


def needs_check_in(library: Library, held: History, day: date) -> bool:
    """Whether a running trial needs the check-in of the morning of `day`, or one before the side of `day` is shown."""
    return any(
        held.episode in trial.episodes
        and trial.by_the_day
        and trial.closed is None
        and day > trial.started_on
        and (len(trial.units) < trial.protocol.units or trial.units[-1].on == day - timedelta(days=1))
        for trial in folded(library, held.trials).trials
    )


def observed(library: Library, trial: Trial, facts: Sequence[Fact]) -> Observed:
    """What came of the units whose side was shown, from `facts` (those that stand, up to now), in their order."""
    values = [_value(library, trial, unit, facts) for unit in trial.units]
    first = trial.units[0].on if trial.units else trial.started_on
    by_day = trial.by_the_day
    return Observed(
        day=np.array([(unit.on - first).days if by_day else unit.number for unit in trial.units], dtype=float),
        weekday=np.array([unit.on.weekday() for unit in trial.units], dtype=float),
        contrast=np.array([unit.contrast for unit in trial.units], dtype=float),
        outcome=np.array([value for value, _ in values], dtype=float),
        censored=np.array([censored for _, censored in values], dtype=bool),
        probability=np.array([unit.probability for unit in trial.units], dtype=float),
    )


def ended(library: Library, trial: Trial, facts: Sequence[Fact], at: datetime, zone: str) -> tuple[Why, date] | None:
    """How and on which local day the trial ended; None while it runs. `facts` are those that stand up to `at`."""
    if trial.closed is not None:
        why, when = trial.closed
        return why, when.astimezone(ZoneInfo(zone)).date()
    if trial.by_the_day:
        gone = [day for each in trial.episodes if (day := _closed_on(facts, each)) is not None]
        if gone:
            return "gone", min(gone)
    if len(trial.units) == trial.protocol.units and is_over(library, trial, trial.units[-1], facts, at, zone):
        return "complete", at.astimezone(ZoneInfo(zone)).date()
    return None


def is_over(library: Library, trial: Trial, unit: Unit, facts: Sequence[Fact], at: datetime, zone: str) -> bool:
    """Whether nothing more can come of the unit."""
    value, censored = _value(library, trial, unit, facts)
    if not trial.by_the_day:
        return not censored
    if not math.isnan(value):
        return True
    now = at.astimezone(ZoneInfo(zone))
    if trial.protocol.outcome == "immediate":
        return now.date() > unit.on
    following = unit.on + timedelta(days=1)
    return now.date() > following or (now.date() == following and now.hour >= NOON)


def results(library: Library, facts: Iterable[Fact], at: datetime, zone: str) -> tuple[TrialResult, ...]:
    """What came of every trial that is over at `at`, in the person's `zone`; the one begun first at the beginning."""
    known = standing(fact for fact in facts if fact.at <= at)
    found = []
    for trial in all_trials(library, known):
        end = ended(library, trial, known, at, zone)
        if end is not None:
            found.append(result(library, trial, known, end))
    return tuple(found)


def result(library: Library, trial: Trial, facts: Sequence[Fact], end: tuple[Why, date]) -> TrialResult:
    """What came of `trial`, which ended like that; `facts` are those that stand."""
    from unknot.trials.analysis import posterior
    from unknot.trials.randomisation import randomisation_test
    from unknot.trials.schedule import verify

    seen = observed(library, trial, facts)
    return TrialResult(
        trial=trial,
        why=end[0],
        on=end[1],
        observed=seen,
        posterior=posterior(library, trial.protocol, seen),
        test=randomisation_test(trial.protocol, seen),
        not_as_assigned=sum(unit.skipped is not None for unit in trial.units),
        verified=verify(trial.protocol, trial.seed, trial.hash, [unit.contrast for unit in trial.units], seen),
    )


def _unit_now(trial: Trial, held: History) -> Unit | None:
    if trial.closed is not None:
        return None
    if trial.by_the_day:
        unit = trial.unit_on(held.today()) if held.episode in trial.episodes else None
    else:
        unit = next((unit for unit in trial.units if unit.episode == held.episode), None)
    return None if unit is None or unit.skipped is not None else unit


def _value(library: Library, trial: Trial, unit: Unit, facts: Sequence[Fact]) -> tuple[float, bool]:
    """The outcome of one unit, NaN where it is missing, and whether it is censored."""
    protocol = trial.protocol
    if protocol.outcome == "days_to_gone":
        return _log_days(library, unit, facts)
    if protocol.design == "split_body":
        left, right = (_of_knot(trial, unit, each, facts) for each in trial.episodes)
        return left - right, False
    return _of_knot(trial, unit, unit.episode, facts), False


def _of_knot(trial: Trial, unit: Unit, episode: str | None, facts: Sequence[Fact]) -> float:
    """What is measured of one knot under one unit: the next morning's pain, or the change around the session."""
    if trial.protocol.outcome == "next_morning":
        return _morning(unit.on, episode, facts)
    wanted = trial.protocol.technique if trial.does(unit, episode) else trial.protocol.against
    if wanted is None:
        return math.nan if unit.quiet is None else unit.quiet.after - unit.quiet.before
    for fact in facts:
        if isinstance(fact, Dose) and (fact.technique, fact.episode) == (wanted, episode):
            before, after = fact.pain_before, fact.pain_after
            if local_day(fact) == unit.on and fact.at > unit.at and before is not None and after is not None:
                return after - before
    return math.nan


def _morning(day: date, episode: str | None, facts: Sequence[Fact]) -> float:
    """The pain of the first check-in on the morning after `day`; NaN without one."""
    for fact in facts:
        if isinstance(fact, CheckIn) and fact.episode == episode and fact.pain_now is not None:
            local = fact.at.astimezone(ZoneInfo(fact.zone))
            if local.date() == day + timedelta(days=1):
                return fact.pain_now if local.hour < NOON else math.nan
    return math.nan


def _log_days(library: Library, unit: Unit, facts: Sequence[Fact]) -> tuple[float, bool]:
    ours = [fact for fact in facts if fact.episode == unit.episode]
    gone = gone_on(ours, gone_points=library.number("recovery.gone_points"))
    last = max((local_day(fact) for fact in ours if isinstance(fact, CheckIn)), default=unit.on)
    until = last if gone is None else gone
    return math.log(max(float((until - unit.on).days), _LEAST_DAYS)), gone is None


def _closed_on(facts: Sequence[Fact], episode: str) -> date | None:
    events = [fact for fact in facts if isinstance(fact, Episode) and fact.episode == episode]
    return local_day(events[-1]) if events and events[-1].event in ("resolved", "merged") else None
