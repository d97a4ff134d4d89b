"""Accounts of how a knot came about, as histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from unknot.facts import (
    Answer,
    AnswerValue,
    CheckIn,
    Episode,
    Exposure,
    Fact,
    History,
    Mark,
    ProVisit,
    history,
)

ONSET = date(2026, 11, 10)


def noon(days_after_onset: int) -> datetime:
    """Noon of the day so many days after the pain began."""
    return datetime.combine(ONSET + timedelta(days=days_after_onset), time(12), UTC)


def account(
    yes: Iterable[str] = (),
    *,
    answers: Mapping[str, AnswerValue] | None = None,
    day: int = 2,
    opened: int = 0,
    onset_known: bool = True,
    earlier: int = 0,
    marks: Mapping[str, int] | None = None,
    pains: Mapping[int, float] | None = None,
    worst: float | None = None,
    exposures: Iterable[tuple[int, str, float, float | None]] = (),
    visit_day: int | None = None,
) -> History:
    """What is known at noon of `day` days after the pain began.

    `pains` are scores now by day, `worst` the worst pain of the first check-in, `exposures` are day, cause, minutes
    and exertion.
    """
    knot = {"zone": "UTC", "episode": "knot"}
    facts: list[Fact] = [
        Episode(
            id="e",
            at=noon(opened),
            event="opened",
            began_on=ONSET if onset_known else None,
            earlier_episodes=earlier,
            **knot,
        )
    ]
    given = {**dict.fromkeys(yes, "yes"), **(answers or {})}
    facts += [Answer(id=f"a-{q}", at=noon(opened), question=q, value=value, **knot) for q, value in given.items()]
    facts += [
        Mark(id=f"m-{region}", at=noon(opened), region=region, intensity=intensity, **knot)
        for region, intensity in (marks or {}).items()
    ]
    if worst is not None:
        facts.append(CheckIn(id="c-worst", at=noon(opened), pain_worst=worst, **knot))
    facts += [CheckIn(id=f"c-{on}", at=noon(on), pain_now=pain, **knot) for on, pain in (pains or {}).items()]
    facts += [
        Exposure(id=f"x-{i}", at=noon(on), zone="UTC", cause=cause, minutes=minutes, rpe=rpe)
        for i, (on, cause, minutes, rpe) in enumerate(exposures)
    ]
    if visit_day is not None:
        facts.append(ProVisit(id="v", at=noon(visit_day), **knot))
    return history(facts, at=noon(day), zone="UTC", episode="knot")
