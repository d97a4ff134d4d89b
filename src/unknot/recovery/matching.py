"""Which ratings and sessions of a person say something about what a technique did, and in what share.

A rating is pain in points at a time: a check-in, or what was said right after a session. A session is matched when the
person said how it was right before it or within some hours, or when chance set the day (a trial): then it is known on
what kind of day it was done. All others are kept apart, so that what followed them is not learned from.

    right after      the whole of the relief at once
    later that day   passing from the relief at once to the effect on the next morning
    next morning     the whole of the effect on the next morning
    after noon       half of it is left a day later

Sessions of one kind do not add up: the last one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from unknot.content.library import Library
from unknot.facts import CheckIn, Dose, Episode, Fact, ProVisit, TrialEvent
from unknot.facts.history import standing
from unknot.recovery.effects import expected_effect, learnable
from unknot.recovery.parameters import Array
from unknot.units import SECONDS_PER_DAY

HOURS_PER_DAY = 24.0
WAKING, NOON = 8.0 / 24.0, 0.5
"""Times of day (share of a day) at which the next morning counts as come, and is over."""
MORNING_HALF_LIFE = 1.0
"""Days in which what is left of an effect on the next morning halves."""
MOMENT = 1.0 / 1440.0
"""Days between a session and the ratings that belong to it."""
TOGETHER = 1.0 / 24.0
"""Days within which a second rating corrects the first, if no session lies between."""
APART = 14.0
"""Days without a rating after which a course starts anew, and after which a rating does not say what is usual."""
ENOUGH_BEFORE = 2
"""Check-ins before a session from which on it is known what was usual."""

Felt = Literal["better", "same", "worse"]


class Rating(NamedTuple):
    """Pain in points at a time: days on the clock of the person's wall, whole numbers being midnights.

    `by_itself` is false for what was said because a session had just ended.
    """

    day: float
    points: float
    by_itself: bool = True


class Done(NamedTuple):
    """A session: when on the same clock, the effect it has, whether it is matched, the rating in points right before
    it if it may have been the reason, and how it felt where only that is known of what came after."""

    day: float
    effect: str
    matched: bool
    before: float | None
    felt: Felt | None


@dataclass(frozen=True, slots=True)
class Course:
    """The ratings and sessions of one knot, each in order of time."""

    ratings: tuple[Rating, ...]
    sessions: tuple[Done, ...]


@dataclass(slots=True)
class _Told:
    ratings: list[Rating] = field(default_factory=list)
    sessions: list[tuple[float, str, float | None, Felt | None]] = field(default_factory=list)


def courses(library: Library, facts: Sequence[Fact]) -> tuple[Course, ...]:
    """The course of every knot of a person, told of in `facts`, in which a session was done; those merged are one."""
    held = standing(facts)
    joined = {f.episode: f.into for f in held if isinstance(f, Episode) and f.event == "merged"}
    by_chance = _by_chance(library, held)
    told: dict[str | None, _Told] = {}
    for fact in held:
        knot = told.setdefault(joined.get(fact.episode, fact.episode), _Told())
        if isinstance(fact, CheckIn):
            if fact.pain_now is not None:
                knot.ratings.append(Rating(_clock(fact), fact.pain_now))
        elif isinstance(fact, Dose):
            _take_dose(library, knot, fact)
        elif isinstance(fact, ProVisit) and fact.technique is not None:
            effect = expected_effect(library, fact.technique).id
            if effect in learnable(library):
                knot.sessions.append((_clock(fact), effect, None, None))
    return tuple(_course(library, each, by_chance) for each in told.values() if each.sessions)


def enough_to_learn(library: Library, facts: Iterable[Fact]) -> bool:
    """Whether there are as many sessions as days are needed, so that it is worth a look."""
    needed = int(library.number("learning.days_needed"))
    return sum(isinstance(fact, (Dose, ProVisit)) for fact in facts) >= needed


def _take_dose(library: Library, knot: _Told, dose: Dose) -> None:
    at = _clock(dose)
    effect = expected_effect(library, dose.technique).id
    if dose.pain_after is not None:
        knot.ratings.append(Rating(at + MOMENT, dose.pain_after, by_itself=False))
    if not dose.stopped and effect in learnable(library):
        knot.sessions.append((at, effect, dose.pain_before, dose.felt if dose.pain_after is None else None))


def _course(library: Library, told: _Told, by_chance: frozenset[tuple[int, str]]) -> Course:
    told.sessions.sort(key=lambda each: each[:2])
    window = library.number("learning.rated_before") / HOURS_PER_DAY
    unchosen = _nearly_daily(library, [day for day, *_ in told.sessions])
    ratings, sessions = told.ratings, []
    for day, effect, before, felt in told.sessions:
        drawn = (int(day), effect) in by_chance
        if before is not None and (unchosen or drawn):
            ratings.append(Rating(day - 2.0 * MOMENT, before))
        sessions.append(Done(day, effect, drawn or before is not None, None if unchosen or drawn else before, felt))
    chosen = np.array([session.day for session in sessions if session.before is not None])
    kept = _corrected(
        [rating for rating in sorted(ratings) if not _same_moment(rating, chosen)],
        np.array([session.day for session in sessions]),
    )
    rated = np.array([rating.day for rating in kept])
    last = np.searchsorted(rated, [session.day for session in sessions], side="right") - 1
    matched = [
        session.matched or (place >= 0 and session.day - rated[place] <= window)
        for session, place in zip(sessions, last, strict=True)
    ]
    return Course(kept, tuple(each._replace(matched=bool(so)) for each, so in zip(sessions, matched, strict=True)))


def _nearly_daily(library: Library, sessions: Sequence[float]) -> bool:
    """Whether there is a session on so many of the days that it was not done because of what the day was like."""
    days = {int(day) for day in sessions}
    most = max(days) - min(days) + 1
    return len(days) >= max(library.number("learning.nearly_daily") * most, library.number("learning.days_needed"))


def _same_moment(rating: Rating, chosen: Array) -> bool:
    """Whether a check-in says no more than what was said right before one of the sessions `chosen`."""
    place = int(np.searchsorted(chosen, rating.day))
    return rating.by_itself and place < len(chosen) and bool(chosen[place] - rating.day <= TOGETHER)


def _corrected(ratings: Sequence[Rating], sessions: Array) -> tuple[Rating, ...]:
    kept: list[Rating] = []
    for rating in ratings:
        if kept and kept[-1].by_itself and rating.by_itself and rating.day - kept[-1].day <= TOGETHER:
            first, last = np.searchsorted(sessions, (kept[-1].day, rating.day))
            if first == last:
                kept.pop()
        kept.append(rating)
    return tuple(kept)


def _by_chance(library: Library, facts: Iterable[Fact]) -> frozenset[tuple[int, str]]:
    """The days, with the effect tried on them, that a trial drew."""
    tried: dict[str, str] = {}
    days: set[tuple[int, str]] = set()
    for fact in facts:
        if not isinstance(fact, TrialEvent):
            continue
        if fact.event == "designed" and isinstance(technique := fact.details.get("technique"), str):
            tried[fact.trial] = expected_effect(library, technique).id
        elif fact.event == "assigned" and fact.trial in tried:
            days.add((int(_clock(fact)), tried[fact.trial]))
    return frozenset(days)


class Shares(NamedTuple):
    """For each of n ratings what share of the effect right after, and of that on the next morning, it shows: (n,)."""

    at_once: Array
    morning: Array


def shares(ratings: Array, sessions: Array) -> Shares:
    """The shares in which ratings at the days `ratings` (n,) show the last of the `sessions` (m,) before them."""
    if not len(sessions):
        return Shares(np.zeros(len(ratings)), np.zeros(len(ratings)))
    last = np.searchsorted(sessions, ratings, side="right") - 1
    since = sessions[np.maximum(last, 0)]
    waking = np.floor(since) + 1.0 + WAKING
    passed = np.clip((ratings - since) / (waking - since), 0.0, 1.0)
    later = np.maximum(ratings - (np.floor(since) + 1.0 + NOON), 0.0)
    left = 0.5 ** (later / MORNING_HALF_LIFE)
    there = (last >= 0).astype(float)
    return Shares(there * (1.0 - passed), there * passed * left)


def days_told(course: Course, effect: str, *, after_days: float) -> Mapping[str, frozenset[int]]:
    """The days with a matched session of `effect` of which a rating right after it, or on the next morning, tells.

    A rating right after it tells nothing where the one before it is all there is: nobody knows what was usual then.
    """
    rated = np.array([rating.day for rating in course.ratings])
    usual = np.array([rating.day for rating in course.ratings if rating.by_itself])
    at_once, morning = set(), set()
    for session in course.sessions:
        if session.effect != effect or not session.matched:
            continue
        day = int(session.day)
        first, soon = np.searchsorted(rated, (session.day, session.day + after_days), side="right")
        since, until = np.searchsorted(usual, (session.day - APART, session.day - TOGETHER))
        if soon > first and (session.before is None or until - since >= ENOUGH_BEFORE):
            at_once.add(day)
        first, last = np.searchsorted(rated, (day + 1.0, day + 1.0 + NOON))
        if last > first:
            morning.add(day)
    return {"relief": frozenset(at_once), "next_morning": frozenset(morning)}


def _clock(fact: Fact) -> float:
    local = fact.at.astimezone(_zone(fact.zone))
    seconds = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second).total_seconds()
    return local.toordinal() + seconds / SECONDS_PER_DAY


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
