"""How forecasts that were shown have done: the person's own record, counted from facts alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from unknot.facts import CheckIn, Correction, Episode, Fact, ForecastIssued, local_day
from unknot.facts.history import standing


@dataclass(frozen=True, slots=True)
class Record:
    """How many forecasts came due, and how many held: the knot was gone inside the 80 % interval."""

    due: int
    held: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the first forecasts that came due, how many knots were gone inside the 80 % interval, before it and after it.

    `closed` are the knots that were closed, whether or not there was a forecast; `closed_forecast` those with one.
    """

    inside: int
    before: int
    after: int
    closed: int
    closed_forecast: int

    @property
    def due(self) -> int:
        """Forecasts that have come due."""
        return self.inside + self.before + self.after


def record(facts: Iterable[Fact], *, today: date, gone_points: float) -> Record:
    """The record of the first forecast shown for each knot, as far as it has come due by `today`.

    As `tally` counts them. `gone_points` is the pain (0-10) that counts as gone.
    """
    counted = tally(facts, today=today, gone_points=gone_points)
    return Record(counted.due, counted.inside)


def tally(facts: Iterable[Fact], *, today: date, gone_points: float) -> Tally:
    """The first forecast shown for each knot against what happened, as far as it has come due by `today`.

    Only the first counts, because later ones for the same knot are nearly the same forecast. A forecast is due once
    the knot is gone or the end of its interval has passed. Knots that were joined are one. What was corrected counts
    as it stands now.
    """
    inside = before = after = closed = closed_forecast = 0
    for ours in _by_knot(facts):
        shown = [fact for fact in ours if isinstance(fact, ForecastIssued)]
        events = [fact for fact in ours if isinstance(fact, Episode) and fact.event != "merged"]
        if events and max(events, key=lambda each: (each.at, each.id)).event == "resolved":
            closed += 1
            closed_forecast += bool(shown)
        if not shown:
            continue
        forecast = min(shown, key=lambda each: (each.at, each.id))
        gone = gone_on(ours, gone_points=gone_points)
        if gone is None and (forecast.gone_high is None or forecast.gone_high >= today):
            continue
        if gone is None or (forecast.gone_high is not None and gone > forecast.gone_high):
            after += 1
        elif forecast.gone_low is not None and gone >= forecast.gone_low:
            inside += 1
        else:
            before += 1
    return Tally(inside, before, after, closed, closed_forecast)


def gone_on(facts: Iterable[Fact], *, gone_points: float) -> date | None:
    """The first day of two check-in days running with pain at or below `gone_points`, or the day it was resolved."""
    worst: dict[date, float] = {}
    resolved: list[date] = []
    for fact in facts:
        if isinstance(fact, CheckIn) and fact.pain_now is not None:
            day = local_day(fact)
            worst[day] = max(worst.get(day, 0.0), fact.pain_now)
        elif isinstance(fact, Episode) and fact.event == "resolved":
            resolved.append(local_day(fact))
    days = sorted(worst)
    settled = [
        day for day, following in pairwise(days) if worst[day] <= gone_points and worst[following] <= gone_points
    ]
    return min((*settled, *resolved), default=None)


def _by_knot(facts: Iterable[Fact]) -> Iterable[Sequence[Fact]]:
    """The standing facts of each knot, those of knots that became part of it among them."""
    known = tuple(facts)
    if any(isinstance(fact, Correction) for fact in known):
        known = standing(known)
    into = {fact.episode: fact.into for fact in known if isinstance(fact, Episode) and fact.event == "merged"}
    knots: dict[str, list[Fact]] = {}
    for fact in known:
        knot, seen = fact.episode, set[str | None]()
        while into.get(knot) is not None and knot not in seen:
            seen.add(knot)
            knot = into[knot]
        if knot is not None:
            knots.setdefault(knot, []).append(fact)
    return knots.values()
