"""The single-person trials of a knot in a sentence each, for the report: the result, or how far it has come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from unknot.content.library import Library
from unknot.facts import Fact, TrialEvent
from unknot.facts.history import standing
from unknot.loop import naming
from unknot.loop.trial_events import Trial
from unknot.loop.trials import TrialResult, all_trials, results

_LEAST_P = 0.001


def trials_said(
    library: Library, facts: Sequence[Fact], *, at: datetime, zone: str, episode: str | None
) -> tuple[tuple[str, tuple[TrialEvent, ...]], ...]:
    """Every trial that has to do with the knot, the latest first, with its events. Of one that still runs no result is
    told, so that nothing is given away before its end."""
    held = standing(fact for fact in facts if fact.at <= at)
    over = {each.trial.id: each for each in results(library, held, at, zone)}
    said = []
    for trial in reversed(all_trials(library, held)):
        if episode in trial.episodes or any(unit.episode == episode for unit in trial.units):
            events = tuple(fact for fact in held if isinstance(fact, TrialEvent) and fact.trial == trial.id)
            text = _result(library, over[trial.id]) if trial.id in over else _running(library, trial)
            said.append((text, events))
    return tuple(said)


def _running(library: Library, trial: Trial) -> str:
    return library.say(
        "report.trial.running",
        name=_name(library, trial),
        done=len(trial.units),
        planned=trial.protocol.units,
        design=library.say(f"report.design.{trial.protocol.design}"),
    )


def _result(library: Library, found: TrialResult) -> str:
    trial, posterior = found.trial, found.posterior
    in_days = trial.protocol.outcome == "days_to_gone"

    def effect(value: float) -> str:
        if in_days:
            return f"{100 * (math.exp(value) - 1):+.0f} %"
        return f"{value:+.1f}"

    return library.say(
        "report.trial.result",
        name=_name(library, trial),
        design=library.say(f"report.design.{trial.protocol.design}"),
        outcome=library.say(f"report.outcome.{trial.protocol.outcome}"),
        effect=effect(posterior.mean),
        low=effect(posterior.low),
        high=effect(posterior.high),
        better=f"{100 * posterior.p_better:.0f} %",
        worthwhile=f"{100 * posterior.p_worthwhile:.0f} %",
        p=f"{max(found.test.p, _LEAST_P):.3f}",
        used=posterior.units_used,
        planned=trial.protocol.units,
        skipped=found.not_as_assigned,
    )


def _name(library: Library, trial: Trial) -> str:
    tried = naming.technique(library, trial.protocol.technique)
    against = trial.protocol.against
    if against is None:
        return library.say("report.trial.against_nothing", technique=tried)
    return library.say("report.trial.against", technique=tried, other=naming.technique(library, against))
