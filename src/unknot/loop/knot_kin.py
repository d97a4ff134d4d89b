"""Which knots of a person belong together: said to have come back, at the same place, or split from one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import Episode, Fact, History, PastEpisode, history
from unknot.loop.story_records import LinkedKnot
from unknot.units import days_between

COUNTED = "episodes_within"
"""The predicate of a follow-up rule that counts knots of the same place: its days are the limit here too."""


def places_of(library: Library, held: History) -> tuple[str, ...]:
    """The names of the marked places; of those last drawn where none is marked any more."""
    return _names(library, held.marks or [mark.region for mark in held.drawings if mark.intensity > 0])


Linked = tuple[LinkedKnot, ...]


def linked_knots(library: Library, known: Iterable[Fact], held: History) -> tuple[Linked, Linked]:
    """The knots that this one may be the return of, and those that may be its return, as they were opened."""
    facts = tuple(known)
    others = tuple(_others(facts, held))
    earlier, later = (tuple(_linked(library, facts, held, others, before=before)) for before in (True, False))
    return earlier, later


def split_off(known: Iterable[Fact], episode: str) -> tuple[str, ...]:
    """The knots that places of this one were split off to."""
    return tuple(dict.fromkeys(child for child, parent in _splits(known) if parent == episode))


def split_from(known: Iterable[Fact], episode: str) -> str | None:
    """The knot that this one was split from."""
    return next((parent for child, parent in _splits(known) if child == episode), None)


def _linked(
    library: Library, facts: Sequence[Fact], held: History, others: Iterable[PastEpisode], *, before: bool
) -> Iterator[LinkedKnot]:
    said = _said(facts)
    away = {fact.episode for fact in facts if isinstance(fact, Episode) and fact.event == "merged"}
    kin = {child for child, parent in _splits(facts) if parent == held.episode} | {
        split_from(facts, held.episode or "")
    }
    near = _near(library, held)
    days = _days_counted(library)
    for past in sorted(others, key=lambda past: (past.opened_at or held.at, past.id)):
        told = said.get(held.episode) == past.id if before else said.get(past.id) == held.episode
        close = past.id not in kin and not near.isdisjoint(past.regions) and _follows(past, held, days, before=before)
        if past.id not in away and (told or close):
            yield LinkedKnot(
                episode=past.id,
                began_on=past.began_on or _day(past.opened_at, held.zone),
                ended_on=_day(past.ended_at, held.zone),
                places=_names(library, sorted(past.regions)),
                said=told,
            )


def _others(facts: tuple[Fact, ...], held: History) -> Iterator[PastEpisode]:
    """The other knots, those opened after the end of this story too."""
    if not facts:
        return
    last = max((held.at, *(fact.at for fact in facts)))
    yield from history(facts, at=last, zone=held.zone, episode=held.episode).past


def _follows(past: PastEpisode, held: History, days: float, *, before: bool) -> bool:
    """Whether one of the two was opened after the other and began within `days` of its beginning."""
    if past.opened_at is None or held.opened_at is None or (past.opened_at < held.opened_at) is not before:
        return False
    return abs(days_between(past.opened_at, held.opened_at)) <= days


def _near(library: Library, held: History) -> set[str]:
    """The places of the knot and their neighbours, as screening counts the same place."""
    own = set(held.marks) or {mark.region for mark in held.drawings if mark.intensity > 0}
    return own | {neighbour for region in own for neighbour in library.regions[region].neighbours}


def _said(facts: Iterable[Fact]) -> Mapping[str | None, str]:
    """From a knot to the one it was said to be the return of."""
    return {fact.episode: fact.recurrence_of for fact in facts if isinstance(fact, Episode) and fact.recurrence_of}


def _splits(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        if isinstance(fact, Episode) and fact.event == "split" and fact.episode is not None and fact.out_of is not None:
            yield fact.episode, fact.out_of


def _days_counted(library: Library) -> float:
    """Within how many days the rules count knots of one place together; 0 where no rule does."""
    return max((days for rule in library.follow_up_rules.values() for days in _days_in(rule.when)), default=0.0)


def _days_in(condition: Any) -> Iterator[float]:
    if isinstance(condition, Mapping):
        for name, inner in condition.items():
            if name == COUNTED:
                yield float(inner["days"])
            else:
                yield from _days_in(inner)
    elif isinstance(condition, list | tuple):
        for inner in condition:
            yield from _days_in(inner)


def _names(library: Library, regions: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(library.say(f"region.{region}.label") for region in regions))


def _day(instant: datetime | None, zone: str) -> date | None:
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).date()
