"""People who roll, drawn with a known effect: what they did and rated, as facts, and why they did it.

The level of a knot falls from about five points; around it pain comes and goes. Nothing of the model of `learning` is
used. What moves a rating of somebody is, in points:

    level           start, falling with a half-life of the person's own, to a floor of the person's own
    fluctuation     a first-order autoregression in steps of three hours, `keeps` of it left after a day
    slip            independent at each rating
    relief          since the last session: what it took off at once, passing to what is left on the next morning

`why` is when they roll: "bad" when the pain they have at the hour of the session is above what is usual for them by
`bad` points, "random" by the toss of a coin, "daily" always. Those of `records` "check_ins" say each morning and at the
hour of the session how it is; "morning" each morning; "sessions" each morning, and around each session right before and
right after it; "all" both. Only in "morning" is the pain that made them do it never written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.facts import CheckIn, Dose, Fact

Array = NDArray[np.float64]
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
STEPS = 8
"""Steps a day."""
EVENING, NOON, MORNING = 6, 4, 2
"""Steps at 18:00, 12:00 and 6:00; the morning is rated at 7:30."""


@dataclass(frozen=True)
class Roller:
    """How somebody lives; points and days. `hour` is the step of the day at which they roll."""

    relief: float = 0.0
    next_morning: float = 0.0
    days: int = 30
    keeps: float = 0.2
    fluctuation: float = 0.7
    slip: float = 0.8
    why: Literal["bad", "random", "daily"] = "bad"
    bad: float = 0.5
    records: Literal["check_ins", "morning", "sessions", "all"] = "sessions"
    technique: str = "foam_roller"
    hour: int = EVENING


def facts_of(person: Roller, rng: np.random.Generator, episode: str = "knot", level: Array | None = None) -> list[Fact]:
    """The facts of one knot of `person`; `level` is its course in points at every step, where it is not drawn here."""
    n = person.days * STEPS
    t = np.arange(n) / STEPS
    start, left = rng.normal(5.0, 1.0), rng.uniform(0.2, 0.8)
    half_life = rng.lognormal(np.log(8.0), 0.6)
    if level is None:
        level = start * (left + (1 - left) * 0.5 ** (t / half_life))
    step_keeps = person.keeps ** (1.0 / STEPS)
    w = np.empty(n)
    w[0] = rng.normal(0.0, person.fluctuation)
    for k in range(1, n):
        w[k] = step_keeps * w[k - 1] + rng.normal(0.0, person.fluctuation * np.sqrt(1 - step_keeps**2))
    facts: list[Fact] = []
    last: int | None = None

    def off(k: float) -> float:
        if last is None:
            return 0.0
        waking = (last // STEPS + 1) * STEPS + MORNING
        passed = min((k - last) / (waking - last), 1.0)
        later = max(k - waking - 2, 0.0) / STEPS
        return (1 - passed) * person.relief + passed * person.next_morning * 0.5**later

    def rated(k: int, eased: float) -> float:
        return float(np.clip(np.round(level[k] + w[k] - eased + rng.normal(0.0, person.slip)), 0, 10))

    def said(k: int, minutes: int, pain: float) -> None:
        at = BEGAN + timedelta(hours=24 * k / STEPS, minutes=minutes)
        facts.append(CheckIn(id=f"{episode}.said.{k}.{minutes}", at=at, zone="UTC", episode=episode, pain_now=pain))

    for day in range(person.days):
        morning, evening = day * STEPS + MORNING, day * STEPS + person.hour
        said(morning, 90, rated(morning, off(morning)))
        before = rated(evening, off(evening))
        if person.records in ("check_ins", "all"):
            said(evening, 0, before)
        hurts = before if person.records != "morning" else level[evening] + w[evening]
        rolls = {
            "bad": hurts > level[evening] + person.bad,
            "random": rng.random() < 0.5,
            "daily": True,
        }[person.why]
        if not rolls:
            continue
        last = evening
        told = person.records in ("sessions", "all")
        facts.append(
            Dose(
                id=f"{episode}.rolled.{day}", at=BEGAN + timedelta(hours=24 * evening / STEPS, minutes=10), zone="UTC",
                episode=episode, technique=person.technique, seconds=300.0,
                pain_before=before if told else None,
                pain_after=rated(evening, off(evening)) if told else None,
            )
        )  # fmt: skip
    return facts
