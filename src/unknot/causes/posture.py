"""Posture as a cause: stretches of sitting with their dates, and which muscles they held for how long.

A muscle that lists a cause is held by it. What a posture holds besides its own muscles stands in the content
(`postures`), a muscle that none of them holds gets the small share `causes.posture_elsewhere`:

    share(cause, muscle) = the largest share of the causes that the posture holds and the muscle lists, else elsewhere
    hours(muscle)        = sum over stretches of hours x share(cause, muscle)
    held hours of a knot = sum over muscles of the probability that the knot lies there x hours(muscle)

All days are local days; a stretch belongs to the day in which it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from unknot.content.library import Library
from unknot.facts import History, Stretch
from unknot.facts import stretches as stretches_of

DESK = "desk_posture"
"""The cause that measured time at the desk counts as."""

__all__ = [
    "DESK",
    "Part",
    "Stretch",
    "UsualWeek",
    "held_hours",
    "longest",
    "shares",
    "strain",
    "stretches",
    "usual_week",
    "with_breaks",
]


Part = tuple[float, float | None]
"""Minutes, and how many of them without getting up; None where nobody counted."""


@dataclass(frozen=True, slots=True)
class UsualWeek:
    """Sitting lately, counted as `cause`, on the `days` days with enough of it among the last `of_days` days.

    `minutes` are those of the average of these days, `longest` the longest stretch of all. `by_weekday` (0 is Monday)
    has the latest of them on each weekday, `latest` the latest of all, in parts. The first was `seen_days` days ago.
    """

    cause: str
    days: int
    of_days: int
    minutes: float
    longest: Stretch | None
    by_weekday: Mapping[int, tuple[Part, ...]]
    latest: tuple[Part, ...]
    seen_days: int


def with_breaks(parts: Iterable[Part], every_minutes: float) -> tuple[Part, ...]:
    """The same minutes if one got up every `every_minutes` minutes at the latest."""
    broken: list[Part] = []
    for minutes, unbroken in parts:
        if unbroken == 0.0:
            broken.append((minutes, unbroken))
            continue
        whole, rest = divmod(minutes, every_minutes)
        broken += [(every_minutes, every_minutes)] * int(whole)
        broken += [(rest, rest)] if rest else []
    return tuple(broken)


def stretches(history: History, day: date, *, cause: str = DESK) -> tuple[Stretch, ...]:
    """The stretches of `cause` that ended on the local day `day`, in order."""
    return tuple(each for each in _of(history, [cause]) if each.day == day)


def longest(found: Iterable[Stretch]) -> Stretch | None:
    """The one with the longest time without getting up, the latest of equal ones; None where nobody counted."""
    counted = [each for each in found if each.unbroken]
    return max(counted, key=lambda each: (each.unbroken, each.ended), default=None)


def strain(library: Library, history: History, muscles: Iterable[str], day: date) -> Mapping[str, float]:
    """The hours that the postures of the local day `day` held each of `muscles`."""
    held = [each for each in _of(history, _holdings(library)) if each.day == day]
    return {
        muscle: sum(each.minutes / 60.0 * _share(library, each.cause, muscle) for each in held) for muscle in muscles
    }


def held_hours(library: Library, history: History, muscle_probabilities: Mapping[str, float], day: date) -> float:
    """The hours that the likely muscles were held on `day`: expected over where the knot lies, sums of at most 1."""
    held = strain(library, history, muscle_probabilities, day)
    return sum(chance * held[muscle] for muscle, chance in muscle_probabilities.items())


def shares(library: Library, muscle_probabilities: Mapping[str, float], causes: Iterable[str]) -> Mapping[str, float]:
    """By posture among `causes` the share of its time (0-1) that the muscle of the knot is held, expected over where
    the knot lies. What is missing from a sum of 1 counts as a muscle that is not held. Empty if nothing is known.
    """
    if not muscle_probabilities:
        return MappingProxyType({})
    elsewhere = library.number("causes.posture_elsewhere")
    unknown = max(0.0, 1.0 - sum(muscle_probabilities.values()))
    return MappingProxyType(
        {
            cause: unknown * elsewhere
            + sum(chance * _share(library, cause, muscle) for muscle, chance in muscle_probabilities.items())
            for cause in causes
            if cause in _holdings(library)
        }
    )


def usual_week(library: Library, history: History) -> UsualWeek | None:
    """Lately's sitting before today, of the seated cause with the most time; None if nothing was written down."""
    today, of_days = history.today(), int(library.number("causes.usual_days"))
    seated = [id_ for id_, posture in library.postures.items() if posture.seated]
    found: dict[str, dict[date, list[Stretch]]] = {}
    for each in _of(history, seated):
        if 0 < (today - each.day).days <= of_days:
            found.setdefault(each.cause, {}).setdefault(each.day, []).append(each)
    least = library.number("causes.sitting_day_minutes")
    enough = {
        cause: {day: sat for day, sat in sorted(days.items()) if _minutes(sat) >= least}
        for cause, days in sorted(found.items())
    }
    cause = max(enough, key=lambda cause: sum(map(_minutes, enough[cause].values())), default="")
    days = enough.get(cause)
    if not days:
        return None
    return UsualWeek(
        cause=cause,
        days=len(days),
        of_days=of_days,
        minutes=sum(map(_minutes, days.values())) / len(days),
        longest=longest(each for sat in days.values() for each in sat),
        by_weekday=MappingProxyType({day.weekday(): _parts(sat) for day, sat in days.items()}),
        latest=_parts(days[max(days)]),
        seen_days=(today - min(days)).days,
    )


def _minutes(sat: Iterable[Stretch]) -> float:
    return sum(each.minutes for each in sat)


def _parts(sat: Iterable[Stretch]) -> tuple[Part, ...]:
    """The stretches as parts; what was told beside its longest part counts as broken up."""
    parts: list[Part] = []
    for each in sat:
        if each.unbroken is None:
            parts.append((each.minutes, None))
            continue
        parts += [(each.unbroken, each.unbroken)] if each.unbroken else []
        parts += [] if each.measured else [(each.minutes - each.unbroken, 0.0)]
    return tuple(parts)


def _of(history: History, causes: Iterable[str]) -> tuple[Stretch, ...]:
    wanted = frozenset(causes)
    return stretches_of(each for each in history.exposures if each.cause in wanted)


def _share(library: Library, cause: str, muscle: str) -> float:
    return _holdings(library)[cause].get(muscle, library.number("causes.posture_elsewhere"))


@lru_cache(maxsize=4)
def _holdings(library: Library) -> Mapping[str, Mapping[str, float]]:
    """By posture the muscles it holds, with their share."""
    found: dict[str, Mapping[str, float]] = {}
    for cause in library.causes.values():
        if cause.posture_points == 0:
            continue
        posture = library.postures.get(cause.id)
        holds = {cause.id: 1.0} if posture is None else posture.holds
        listed = {
            muscle.id: max((share for each, share in holds.items() if each in muscle.causes), default=None)
            for muscle in library.muscles.values()
        }
        found[cause.id] = MappingProxyType({muscle: share for muscle, share in listed.items() if share is not None})
    return MappingProxyType(found)
