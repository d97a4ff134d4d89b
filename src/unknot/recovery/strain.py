"""What loads and time in one posture do to a knot: strain.

    damage     RPE x minutes of a load, less after an earlier bout
    tautness   hours in one posture x the share of them that the muscle of the knot holds x what breaks leave

Time that was told by hand counts in full, or by the share `posture_with_breaks` with a movement break in the day
before. Measured time says itself how it was broken up: of each stretch, `posture_unbroken_grace` minutes count by that
share and what goes beyond counts in full. The usual course comes from people who sat as people do, so of the measured
time of a day only the hours beyond `posture_ordinary_day` add anything; what is told by hand is told because it stood
out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from types import MappingProxyType

from unknot.content.library import Library
from unknot.facts import Exposure, History, Stretch, stretch, stretches
from unknot.recovery.effects import expected_effect
from unknot.units import days_between

Held = Mapping[str, float]
"""Cause to the share (0-1) of its time that the muscle of the knot is held; 1 where it does not say."""
WHOLLY: Held = MappingProxyType({})

BREAKS = "active_rom"
"""The effect whose sessions halve what time in one posture adds that day."""


@dataclass(frozen=True, slots=True)
class Strain:
    """What an exposure at `day`, or the measured time in a posture of the day until then, adds to damage and tautness
    (0-1)."""

    day: float
    id: str
    damage: float
    tautness: float


Strains = tuple[Strain, ...]


def strains(
    library: Library,
    exposures: Sequence[Exposure],
    *,
    began: datetime,
    breaks: Sequence[datetime] = (),
    held: Held = WHOLLY,
) -> Strains:
    """What `exposures` (in order of time) add on a clock that began at `began`; those before it are left out.

    `breaks` are the instants of movement breaks: one in the day before time that was told by hand lessens what its
    posture adds. Measured time says itself how it was broken up. `held` is the share of a posture that the muscle of
    the knot holds.
    """
    held_still = stretches(postures(library, _since(began, exposures)))
    return in_time(
        load_strains(library, exposures, began=began, breaks=breaks, held=held),
        posture_strains(library, held_still, began=began, breaks=breaks, held=held),
    )


def strains_without_breaks(library: Library, history: History, *, began: datetime, held: Held = WHOLLY) -> Strains:
    """What the exposures of `history` add as if no movement break had been taken: never less than they do.

    Time that was told by hand counts in full, and measured stretches that a break parted are one stretch. A break
    parted two of them if it was taken between them, or within minutes of it, and they lie no further apart.
    """
    within = timedelta(minutes=library.number("recovery.posture_break_within"))
    breaks = breaks_taken(library, history)
    found: list[Stretch] = []
    last: dict[str, int] = {}
    for each in stretches(postures(library, _since(began, history.exposures))):
        place = last.get(each.cause)
        if each.measured and place is not None and _parted(found[place], each, breaks, within):
            minutes = found[place].minutes + each.minutes
            found[place] = replace(each, began=found[place].began, minutes=minutes, unbroken=minutes)
            continue
        if each.measured:
            last[each.cause] = len(found)
        found.append(each)
    return in_time(
        load_strains(library, history.exposures, began=began, held=held),
        posture_strains(library, sorted(found, key=lambda each: each.ended), began=began, held=held),
    )


def load_strains(
    library: Library,
    exposures: Sequence[Exposure],
    *,
    began: datetime,
    breaks: Sequence[datetime] = (),
    held: Held = WHOLLY,
    earlier: Sequence[Exposure] = (),
) -> Iterator[Strain]:
    """What the exposures that are a load add, with time in one posture where they are that as well.

    `earlier` are those known from before; they protect, and add nothing.
    """
    for place, exposure in enumerate(exposures):
        cause = library.causes.get(exposure.cause)
        if cause is None or cause.load_points == 0 or exposure.at < began:
            continue
        damage = _damage(library, exposure, (*earlier, *exposures[:place]))
        hours = _hours(library, stretch(exposure), breaks) if cause.posture_points > 0 else 0.0
        tautness = _tautness(library, cause.id, hours, held)
        if damage or tautness:
            yield Strain(days_between(began, exposure.at), exposure.id, damage, tautness)


def posture_strains(
    library: Library,
    held_still: Iterable[Stretch],
    *,
    began: datetime,
    breaks: Sequence[datetime] = (),
    held: Held = WHOLLY,
) -> Iterator[Strain]:
    """What stretches in postures that are no load add: those measured on a local day as one, when the last has ended.

    A day of many short stretches is one event then, of what goes beyond an ordinary day. In the hours between them next
    to nothing of it fades.
    """
    ordinary = library.number("recovery.posture_ordinary_day")
    days: dict[tuple[str, date], tuple[Stretch, float]] = {}
    for each in held_still:
        hours = _hours(library, each, breaks)
        if each.unbroken is None:
            yield from _tight(library, each, hours, began, held)
        else:
            _, so_far = days.get((each.cause, each.day), (each, 0.0))
            days[each.cause, each.day] = each, so_far + hours
    for last, hours in days.values():
        yield from _tight(library, last, hours - ordinary, began, held)


def _tight(library: Library, still: Stretch, hours: float, began: datetime, held: Held) -> Iterator[Strain]:
    tautness = _tautness(library, still.cause, hours, held)
    if tautness > 0.0:
        yield Strain(days_between(began, still.ended), still.id, 0.0, tautness)


def _parted(before: Stretch, after: Stretch, breaks: Sequence[datetime], within: timedelta) -> bool:
    if after.began - before.ended > within:
        return False
    first = bisect_left(breaks, before.ended - within)
    return first < len(breaks) and breaks[first] <= after.began + within


def breaks_taken(library: Library, history: History) -> tuple[datetime, ...]:
    """When movement breaks were taken, in order: sessions of easy movement that were not stopped."""
    return tuple(
        dose.at for dose in history.doses if not dose.stopped and expected_effect(library, dose.technique).id == BREAKS
    )


def _damage(library: Library, exposure: Exposure, earlier: Sequence[Exposure]) -> float:
    """RPE [0-10] · minutes · damage per load unit [1/(RPE min)] · protection of an earlier bout [1]."""
    rpe = library.number("recovery.unstated_rpe") if exposure.rpe is None else exposure.rpe
    load = min(rpe * exposure.minutes, library.number("recovery.load_per_session_max"))
    since = timedelta(days=library.number("recovery.repeated_bout_within"))
    known = any(each.cause == exposure.cause and exposure.at - each.at <= since for each in earlier)
    protection = library.number("recovery.repeated_bout") if known else 1.0
    return load * library.number("recovery.damage_per_load") * protection


def _hours(library: Library, still: Stretch, breaks: Sequence[datetime]) -> float:
    """Hours as far as breaks leave them [h]."""
    left = library.number("recovery.posture_with_breaks")
    minutes = still.minutes_that_count(with_breaks=left, grace=library.number("recovery.posture_unbroken_grace"))
    if still.unbroken is None and any(timedelta(0) <= still.ended - at <= timedelta(days=1) for at in breaks):
        minutes *= left
    return minutes / 60.0


def _tautness(library: Library, cause: str, hours: float, held: Held) -> float:
    """Hours that count [h] · tautness per hour [1/h] · share that the muscle of the knot holds [1]."""
    return hours * library.number("recovery.tautness_per_posture_hour") * held.get(cause, 1.0)


def postures(library: Library, exposures: Iterable[Exposure]) -> Iterator[Exposure]:
    """The exposures that are time in one posture and no load."""
    for each in exposures:
        cause = library.causes.get(each.cause)
        if cause is not None and cause.posture_points > 0 and cause.load_points == 0:
            yield each


def _since(began: datetime, exposures: Iterable[Exposure]) -> Iterator[Exposure]:
    return (each for each in exposures if each.at >= began)


def in_time(*found: Iterable[Strain]) -> Strains:
    """All of `found` in order of time, then by id."""
    return tuple(sorted(chain.from_iterable(found), key=lambda strain: (strain.day, strain.id)))
