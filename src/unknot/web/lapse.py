"""The marks as they were through time: what holds on each day, the days on which it changed, and the steps to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType

from unknot.facts import Episode, Fact, Mark
from unknot.facts.kinds import local_day

_MOST_DAYS = 92
"""Up to so many days are shown one by one; more go by weeks."""
_WEEK = 7

Marks = Mapping[str, int]
"""Region to how strong it is marked, 1 to 10: the strongest of the knots that mark it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which something was marked, changed, taken away or settled, and what held from then on, by knot."""

    day: date
    by_knot: Mapping[str, Marks]

    @property
    def marks(self) -> Marks:
        """What held on the whole body."""
        whole: dict[str, int] = {}
        for marks in self.by_knot.values():
            for region, strength in marks.items():
                whole[region] = max(strength, whole.get(region, 0))
        return MappingProxyType(whole)


def changes(standing: Iterable[Fact]) -> tuple[Change, ...]:
    """Every day on which a mark was made, taken away, or a knot with marks was settled or opened again, in order.

    A mark holds until it is made anew or taken away, or its knot is settled; a knot that is opened again has its marks
    back. Of one that was joined with another the marks stay.
    """
    held: dict[str, dict[str, int]] = {}
    settled: set[str] = set()
    found: list[Change] = []
    about_marks = (fact for fact in standing if isinstance(fact, Mark | Episode) and fact.episode is not None)
    for day, of_day in groupby(about_marks, key=local_day):
        for fact in of_day:
            knot = str(fact.episode)
            if isinstance(fact, Mark):
                marks = held.setdefault(knot, {})
                marks[fact.region] = fact.intensity
                if not fact.intensity:
                    del marks[fact.region]
            elif fact.event == "resolved":
                settled.add(knot)
            elif fact.event in ("reopened", "opened"):
                settled.discard(knot)
            elif fact.event == "merged" and fact.into is not None:
                held.setdefault(fact.into, {}).update(held.pop(knot, {}))
        by_knot = {knot: MappingProxyType(dict(marks)) for knot, marks in held.items() if marks and knot not in settled}
        if by_knot != (dict(found[-1].by_knot) if found else {}):
            found.append(Change(day, MappingProxyType(by_knot)))
    return tuple(found)


def at(known: Sequence[Change], day: date) -> Change | None:
    """The last of `known` on or before `day`; None before the first."""
    return next((each for each in reversed(known) if each.day <= day), None)


def steps(known: Sequence[Change], today: date) -> tuple[date, ...]:
    """The days to show one after another, from the first change to today: each day, or each week and each change."""
    if not known:
        return ()
    whole = (today - known[0].day).days
    every = 1 if whole <= _MOST_DAYS else _WEEK
    days = {today - timedelta(days=back) for back in range(0, whole + 1, every)}
    return tuple(sorted({*days, *(each.day for each in known if each.day <= today)}))
