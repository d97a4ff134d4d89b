"""The course of an episode, and the predicates that follow-up rules ask of it.

Every predicate gives the instant since which it holds, or None where it does not hold or data are missing.
Pain is pain_now of a check-in (points 0-10), pain_worst where pain_now was not asked. A clinician's clearance
starts the course anew: what came before it no longer counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from unknot.units import days_between


@dataclass(frozen=True, slots=True)
class Point:
    """Pain at one check-in (points 0-10)."""

    at: datetime
    pain: float


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a technique on `areas`, whether it felt better, and when a reaction to it was reported."""

    at: datetime
    technique: str
    areas: frozenset[str]
    better: bool
    reaction_at: datetime | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier knot of the same place: when it began and when it was over."""

    began_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """How the episode has gone until `at`.

    `start` is the first pain of the course (points) and `points` the pains after it. `began_at` is when the
    pain began, `opened_at` when the plan began (or began anew). `check_ins` are all check-ins of the episode.
    `gone_points` is the pain at or below which a knot counts as gone. `seen_at` is when a clinician cleared the
    pain, `reopened_after` when it had been over before it came back, `unresolved` the instants of results that
    still stand, by rank. A check-in was planned between each two instants of `planned`.
    """

    at: datetime
    zone: str
    began_at: datetime | None
    opened_at: datetime | None
    start: Point | None
    points: tuple[Point, ...]
    check_ins: tuple[datetime, ...]
    planned: tuple[datetime, ...]
    sessions: tuple[Session, ...]
    earlier: tuple[Earlier, ...]
    reopened_after: datetime | None
    doubted_flags: Mapping[str, datetime]
    gone_points: float
    seen_at: datetime | None
    ranks: Mapping[str, int]
    unresolved: Mapping[int, datetime] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def latest(self) -> Point | None:
        """The latest pain; the start where there is no later one."""
        return self.points[-1] if self.points else self.start

    def until(self, number: int) -> Course:
        """The course as it stood at the `number`-th pain after the start (from 1)."""
        return replace(self, points=self.points[:number], at=self.points[number - 1].at)

    def day_of(self, instant: datetime) -> date:
        """The local calendar day of `instant`."""
        return instant.astimezone(ZoneInfo(self.zone)).date()


def _days_min(course: Course, days: float) -> datetime | None:
    return _after(course.began_at or course.opened_at, days, course.at)


def _plan_days_min(course: Course, days: float) -> datetime | None:
    return _after(course.opened_at, days, course.at)


def _check_ins_min(course: Course, count: int) -> datetime | None:
    return course.check_ins[-1] if len(course.check_ins) >= count else None


def _improved_points_below(course: Course, points: float) -> datetime | None:
    if course.start is None or not course.points:
        return None
    return course.points[-1].at if course.start.pain - course.points[-1].pain < points else None


def _improved_percent_below(course: Course, percent: float) -> datetime | None:
    if course.start is None or not course.points or course.start.pain <= 0:
        return None
    improved = 100.0 * (course.start.pain - course.points[-1].pain) / course.start.pain
    return course.points[-1].at if improved < percent else None


def _rise(course: Course, argument: Mapping[str, float]) -> datetime | None:
    series = _series(course)
    count = int(argument["check_ins"])
    if len(series) <= count:
        return None
    before, *last = series[-count - 1 :]
    risen = all(point.pain - before.pain >= argument["points"] for point in last)
    return last[-1].at if risen else None


def _rise_within_hours(course: Course, argument: Mapping[str, float]) -> datetime | None:
    if not course.points:
        return None
    latest = course.points[-1]
    since = latest.at - timedelta(hours=argument["hours"])
    before = [point.pain for point in _series(course)[:-1] if point.at >= since]
    return latest.at if before and latest.pain - min(before) >= argument["points"] else None


def _still_above(course: Course, points: float) -> datetime | None:
    latest = course.latest
    return latest.at if latest is not None and latest.pain > points else None


def _gone(course: Course, _: object) -> datetime | None:
    series = _series(course)[-2:]
    if len(series) < 2 or course.day_of(series[0].at) == course.day_of(series[1].at):
        return None
    return series[1].at if all(point.pain <= course.gone_points for point in series) else None


def _rebound(course: Course, argument: Mapping[str, float]) -> datetime | None:
    if not course.points:
        return None
    latest = course.points[-1]
    low = min(point.pain for point in _series(course)[:-1])
    return latest.at if low <= argument["low"] and latest.pain - low >= argument["points"] else None


def _returns_within_days(course: Course, days: float) -> datetime | None:
    """The pain is back: in a new episode of the same place, or in this one after it was over."""
    latest = course.latest
    if latest is not None and latest.pain <= course.gone_points:
        return None
    began = course.began_at or course.opened_at
    ended = [past.ended_at for past in course.earlier if past.ended_at is not None]
    if began is not None and any(0 <= days_between(end, began) <= days for end in ended if end <= course.at):
        return course.opened_at or began
    over = course.reopened_after
    if over is not None:
        back = next((at for at in course.check_ins if at > over), course.at)
        return back if days_between(over, back) <= days else None
    low = [point.at for point in _series(course) if point.pain <= course.gone_points]
    gone_days = sorted({course.day_of(at) for at in low})
    if latest is not None and len(gone_days) > 1 and days_between(low[-1], latest.at) <= days:
        return latest.at
    return None


def _episodes_within(course: Course, argument: Mapping[str, float]) -> datetime | None:
    begun = [past.began_at for past in course.earlier if past.began_at is not None]
    recent = [at for at in begun if days_between(at, course.at) <= argument["days"]]
    if len(recent) + 1 < argument["count"]:
        return None
    return course.opened_at or course.began_at or max(recent)


def _short_relief_repeats(course: Course, argument: Mapping[str, float]) -> datetime | None:
    since = course.at - timedelta(days=argument["days"])
    if course.opened_at is None or course.opened_at > since or course.latest is None:
        return None
    better: dict[str, int] = {}
    for session in course.sessions:
        if session.better and session.at >= since:
            better[session.technique] = better.get(session.technique, 0) + 1
    before = [point for point in _series(course) if point.at <= since] or _series(course)[:1]
    if max(better.values(), default=0) < argument["times"] or course.latest.at <= since:
        return None
    return course.latest.at if before[-1].pain - course.latest.pain < argument["net_gain_below"] else None


def _after_dose_symptom(course: Course, _: object) -> datetime | None:
    return max((each.reaction_at for each in course.sessions if each.reaction_at is not None), default=None)


def _flag_within(course: Course, argument: Mapping[str, Any]) -> datetime | None:
    at = course.doubted_flags.get(argument["flag"])
    return at if at is not None and days_between(at, course.at) <= argument["days"] else None


def _missed_check_ins(course: Course, count: int) -> datetime | None:
    missed = 0
    for begin, end in reversed(tuple(pairwise(course.planned))):
        if any(at >= begin for at in course.check_ins):
            break
        missed += end <= course.at
    return course.at if missed >= count else None


def _unresolved_at_least(course: Course, disposition: str) -> datetime | None:
    return max((at for rank, at in course.unresolved.items() if rank >= course.ranks[disposition]), default=None)


def _visit(course: Course, _: object) -> datetime | None:
    return course.seen_at


PREDICATES: Mapping[str, Callable[[Course, Any], datetime | None]] = MappingProxyType(
    {
        "days_min": _days_min,
        "plan_days_min": _plan_days_min,
        "check_ins_min": _check_ins_min,
        "improved_points_below": _improved_points_below,
        "improved_percent_below": _improved_percent_below,
        "rise": _rise,
        "rise_within_hours": _rise_within_hours,
        "still_above": _still_above,
        "gone": _gone,
        "rebound": _rebound,
        "returns_within_days": _returns_within_days,
        "episodes_within": _episodes_within,
        "short_relief_repeats": _short_relief_repeats,
        "after_dose_symptom": _after_dose_symptom,
        "flag_within": _flag_within,
        "missed_check_ins": _missed_check_ins,
        "unresolved_at_least": _unresolved_at_least,
        "visit": _visit,
    }
)
"""Name in the content -> the instant since which it holds, or None."""


def _series(course: Course) -> tuple[Point, ...]:
    return course.points if course.start is None else (course.start, *course.points)


def _after(start: datetime | None, days: float, at: datetime) -> datetime | None:
    return start + timedelta(days=days) if start is not None and days_between(start, at) >= days else None
