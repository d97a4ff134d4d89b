"""A trial in plain sentences, the same at every door: its question, its days, and what came out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from unknot.content.library import Library
from unknot.loop.trial_days import Today
from unknot.loop.trial_designing import Weighed
from unknot.loop.trial_events import Trial, Unit
from unknot.loop.trials import TrialResult
from unknot.loop.wording import technique_name
from unknot.planning.timing import SECONDS_PER_MINUTE, session_s
from unknot.trials.design import Protocol

HUNDRED = 100
DAYS_PER_YEAR = 365.0
COARSE = 5
"""The power is told in steps of so many of a hundred: it is known no better."""
WEAK = 0.5
"""A trial that misses the difference more often than it finds it is said to be weak."""
_SURE = 7
"""From so many of ten the person expected it to help."""


@dataclass(frozen=True, slots=True)
class Told:
    """A result in sentences: the `verdict` in one, then the `lines`, and the `limits`."""

    verdict: str
    lines: tuple[str, ...]
    limits: tuple[str, ...]


def question(library: Library, protocol: Protocol) -> str:
    """The question the trial asks, in one line."""
    key = f"trials.question.{protocol.outcome}{'' if protocol.against is None else '.against'}"
    return library.say(key, **names(library, protocol))


def names(library: Library, protocol: Protocol) -> dict[str, str]:
    """The names of both sides."""
    against = library.say("trials.nothing") if protocol.against is None else technique_name(library, protocol.against)
    return {"technique": technique_name(library, protocol.technique), "against": against}


def amount(library: Library, protocol: Protocol) -> str:
    """The smallest difference worth having, with its unit."""
    if protocol.outcome == "days_to_gone":
        return library.say("trials.amount.days", amount=f"{HUNDRED * protocol.worthwhile:.0f}")
    return library.say("trials.amount.points", amount=f"{protocol.worthwhile:g}")


def progress(library: Library, trial: Trial) -> str:
    """How many of its units have been drawn."""
    kind = "days" if trial.by_the_day else "knots"
    return library.say(f"trials.one.progress.{kind}", done=len(trial.units), units=trial.protocol.units)


def side(library: Library, trial: Trial, unit: Unit) -> tuple[str, ...]:
    """What one unit asks for."""
    said = names(library, trial.protocol)
    compared = trial.protocol.against is not None
    if trial.protocol.design == "split_body":
        where = library.say(f"trials.one.side.{'left' if unit.with_it else 'right'}")
        other = "trials.one.split.instead" if compared else "trials.one.split.without"
        return (library.say("trials.one.split", side=where, **said), library.say(other, **said))
    if unit.with_it:
        return (library.say("trials.one.with", **said),)
    return (library.say("trials.one.instead" if compared else "trials.one.without", **said),)


def short_side(library: Library, trial: Trial, unit: Unit) -> str:
    """The side of one unit in a word or two, as a table says it."""
    return library.say(f"trials.chart.{side_keys(trial)[0 if unit.with_it else 1]}")


def side_keys(trial: Trial) -> tuple[str, str]:
    """The words for a contrast above and below zero."""
    return ("left", "right") if trial.protocol.design == "split_body" else ("with", "without")


def kept_back(library: Library, now: Today) -> str:
    """Why nothing is drawn now; empty where it may be, or was."""
    return "" if now.kept_back is None else library.say(f"trials.kept.{now.kept_back}")


def quiet_minutes(library: Library, technique: str) -> int:
    """As many whole minutes as one session of `technique` takes, at least one."""
    return max(1, round(session_s(library, library.techniques[technique].dose, 1) / SECONDS_PER_MINUTE))


def can(library: Library, protocol: Protocol) -> tuple[str, ...]:
    """What the trial can tell."""
    return (library.say(f"trials.can.{protocol.outcome}"), library.say("trials.can.chance"))


def cannot(library: Library, protocol: Protocol) -> tuple[str, ...]:
    """What it cannot tell."""
    return (library.say(f"trials.cannot.{protocol.outcome}"), *library.lines("trials.cannot.lines"))


def takes(library: Library, weighed: Weighed) -> str:
    """How long it takes."""
    if weighed.protocol.design == "episodes":
        years = max(1, round(weighed.days / DAYS_PER_YEAR))
        a_year = round(library.number("trials.knots_per_year"))
        return library.say("trials.new.takes.knots", years=years, a_year=a_year)
    return library.say("trials.new.takes.days", days=round(weighed.days))


def strength(library: Library, weighed: Weighed) -> tuple[str, ...]:
    """How often such a trial finds the difference, and how often one that is not there; nothing where it is refused."""
    found = weighed.power
    if found is None:
        return ()
    said = {"worthwhile": amount(library, weighed.protocol), "power": COARSE * round(HUNDRED * found.power / COARSE)}
    return (
        library.say("trials.new.power", **said),
        *((library.say("trials.new.weak"),) if found.power < WEAK else ()),
        library.say("trials.new.false_alarm", false=round(HUNDRED * library.number("trials.level"))),
        library.say("trials.new.assumed", runs=found.runs),
    )


def burden(library: Library, protocol: Protocol) -> tuple[str, ...]:
    """What the trial asks of the person."""
    more = ("trials.new.burden.immediate",) if protocol.outcome == "immediate" else ()
    return tuple(library.say(key) for key in ("trials.new.burden", *more))


def told(library: Library, result: TrialResult, day: Callable[[date], str]) -> Told:
    """What came of a trial, days as `day` says them."""
    trial, found = result.trial, result.posterior
    kind = "days" if trial.by_the_day else "knots"
    left = trial.protocol.units - len(trial.units)
    lines = [library.say(f"trials.result.why.{result.why}", day=day(result.on))]
    if found.units_used:
        lines += [
            library.say(
                "trials.result.worthwhile",
                worthwhile=amount(library, trial.protocol),
                chance=_chance(found.p_worthwhile),
            ),
            library.say("trials.result.harm", chance=_chance(found.p_harm)),
            _effect(library, result),
            _test(library, result),
        ]
    lines.append(library.say(f"trials.result.units.{kind}", used=found.units_used, shown=len(trial.units)))
    if left:
        lines.append(library.say(f"trials.result.left.{kind}", left=left))
    if found.missing and trial.protocol.design != "split_body":
        sides = {"with": result.test.missing_with, "without": result.test.missing_without}
        lines.append(library.say("trials.result.missing_sides", **sides))
    if result.not_as_assigned:
        lines.append(library.say("trials.result.not_done", count=result.not_as_assigned))
    if trial.expectation is not None:
        key = "trials.result.expected.high" if trial.expectation >= _SURE else "trials.result.expected"
        lines.append(library.say(key, expectation=trial.expectation))
    return Told(verdict(library, result), tuple(lines), library.lines("trials.result.limits.lines"))


def verdict(library: Library, result: TrialResult) -> str:
    """The result in one sentence."""
    found, protocol = result.posterior, result.trial.protocol
    likely = library.number("trials.likely")
    compared = "" if protocol.against is None else ".against"
    if not found.units_used:
        return library.say("trials.result.verdict.nothing")
    if found.p_worthwhile >= likely:
        return library.say(f"trials.result.verdict.helps{compared}", **names(library, protocol))
    if found.p_worse >= likely and found.p_harm > found.p_worthwhile:
        return library.say(f"trials.result.verdict.harm{compared}", **names(library, protocol))
    if 1.0 - found.p_worthwhile - found.p_harm >= likely:
        return library.say("trials.result.verdict.little")
    return library.say("trials.result.verdict.unclear")


def _effect(library: Library, result: TrialResult) -> str:
    found = result.posterior
    values = {"mean": found.mean, "low": found.low, "high": found.high}
    if result.trial.protocol.outcome == "days_to_gone":
        said = {name: f"{HUNDRED * math.exp(value):.0f}" for name, value in values.items()}
        return library.say("trials.result.effect.days", **said)
    return library.say("trials.result.effect.points", **{name: _signed(value) for name, value in values.items()})


def _signed(value: float) -> str:
    """One decimal, with a true minus sign."""
    return f"{round(value, 1) + 0.0:+.1f}".replace("+0.0", "0.0").replace("-", "\N{MINUS SIGN}")


def _test(library: Library, result: TrialResult) -> str:
    if result.test.assignments <= 1:
        return library.say("trials.result.test.none")
    return library.say("trials.result.test", share=_chance(result.test.p))


def _chance(share: float) -> str:
    """The share of a hundred; what is neither nothing nor all is not rounded to it."""
    if 0.0 < share < 0.01:
        return "under 1"
    if 0.99 < share < 1.0:
        return "over 99"
    return f"{HUNDRED * share:.0f}"
