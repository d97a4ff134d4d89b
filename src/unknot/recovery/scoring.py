"""How forecasts that were shown have done: the person's own record, counted from facts alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from unknot.facts import CheckIn, Episode, Fact, ForecastIssued, local_day


@dataclass(frozen=True, slots=True)
class Record:
    """How many forecasts came due, and how many held: the knot was gone inside the 80 % interval."""

    due: int
    held: int


def record(facts: Iterable[Fact], *, today: date, gone_points: float) -> Record:
    """The record of the first forecast shown in each episode, as far as it has come due by `today`.

    Only the first counts, because later ones for the same knot are nearly the same forecast. A forecast is due once
    the knot is gone or the end of its interval has passed. `gone_points` is the pain (0-10) that counts as gone.
    """
    by_episode: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.episode is not None:
            by_episode.setdefault(fact.episode, []).append(fact)
    due = held = 0
    for ours in by_episode.values():
        shown = [fact for fact in ours if isinstance(fact, ForecastIssued)]
        if not shown:
            continue
        forecast = min(shown, key=lambda each: (each.at, each.id))
        gone = gone_on(ours, gone_points=gone_points)
        if gone is None and (forecast.gone_high is None or forecast.gone_high >= today):
            continue
        due += 1
        held += gone is not None and _inside(gone, forecast)
    return Record(due, held)


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


def _inside(gone: date, forecast: ForecastIssued) -> bool:
    after_low = forecast.gone_low is not None and gone >= forecast.gone_low
    before_high = forecast.gone_high is None or gone <= forecast.gone_high
    return after_low and before_high
