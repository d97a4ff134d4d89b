"""What a history does to the model: timed events on a clock in days.

    Report    readings of a check-in, or of the first pain drawing
    Session   one session of a technique and its expected effect
    Strain    what a load adds to damage and time in one posture to tautness

Check-ins close together count as one, the later value of each measure standing: nobody's pain is measured twice by
asking twice. A session that was stopped is not a properly dosed one and has no effect here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import CheckIn, History, Mark
from unknot.recovery.effects import NOTHING, Effect, expected_effect
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import STARTS, Modifiers, Start
from unknot.recovery.state import Range
from unknot.recovery.strain import WHOLLY, Held, Strain, breaks_taken, strains
from unknot.units import days_between

ASKED = ("pain_now", "pain_worst", "press_tenderness", "soreness_5")
MOVEMENT = "movement:"
"""What the name of a reading in words begins with; the id of the movement follows."""
MANY_SITES_CUE = "cue:four_or_more_painful_places"
SAME_PLACE_CUE = "cue:same_place_before"


@dataclass(frozen=True, slots=True)
class Report:
    """Readings taken at `day`."""

    day: float
    id: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A technique done at `day`."""

    day: float
    id: str
    effect: Effect


Event = Report | Session | Strain
_RANK = {Strain: 0, Report: 1, Session: 2}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A history on the clock of its knot, and what it says about the person."""

    began: datetime
    start: Start
    now_day: float
    events: tuple[Event, ...]
    ranges: tuple[Range, ...]
    modifiers: Modifiers


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events by time; at one instant strain, then reports, then sessions, then by id."""
    return tuple(sorted(events, key=lambda event: (event.day, _RANK[type(event)], event.id)))


def timeline(library: Library, profile: str, history: History, held: Held = WHOLLY) -> Timeline:
    """The events of `history` in order; `held` as for `strains`.

    Where the profile starts at the load and the day is known, the clock starts an assumed time before the local
    midnight of the day the pain began. Otherwise it starts at the first contact, as it did in the studies behind the
    priors: they followed people from the day they came, and those who come late still hurt. How long it hurt before
    counts through the modifiers. Strain before the clock is part of the start.
    """
    reports = _reports(library, history)
    contact = _first_contact(history)
    onset = _midnight(history)
    start: Start = "peak" if onset is None else STARTS.get(profile, "peak")
    began = contact
    if onset is not None and start == "load":
        began = min(onset, contact) - timedelta(days=library.number("recovery.load_to_onset"))
    events: list[Event] = [Report(days_between(began, at), id_, readings) for at, id_, readings in reports]
    events += _sessions(library, history, began)
    events += strains(library, history.exposures, began=began, breaks=breaks_taken(library, history), held=held)
    return Timeline(
        began=began,
        start=start,
        now_day=days_between(began, history.at),
        events=in_order(events),
        ranges=_ranges(library, history),
        modifiers=_modifiers(library, history, days_between(onset or contact, contact)),
    )


def _midnight(history: History) -> datetime | None:
    if history.began_on is None:
        return None
    day = history.began_on
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(history.zone))


def _reports(library: Library, history: History) -> list[tuple[datetime, str, tuple[Reading, ...]]]:
    together = timedelta(minutes=library.number("recovery.same_reading_within"))
    groups: list[list[CheckIn]] = []
    for check_in in history.check_ins:
        if groups and check_in.at - groups[-1][0].at <= together:
            groups[-1].append(check_in)
        else:
            groups.append([check_in])
    reports = []
    for group in groups:
        values: dict[str, float] = {}
        for check_in in group:
            values.update({name: v for name in ASKED if (v := getattr(check_in, name)) is not None})
            values.update(check_in.rom)
            values.update(_in_words(library, check_in))
        if values:
            readings = tuple(Reading(name, value) for name, value in sorted(values.items()))
            reports.append((group[-1].at, group[-1].id, readings))
    drawn = _first_drawing(history.drawings, together)
    asked = [at for at, _, readings in reports if any(reading.measure.startswith("pain") for reading in readings)]
    if drawn and not any(at - drawn[-1].at <= together for at in asked):
        worst = max(mark.intensity for mark in drawn)
        reports.append((drawn[-1].at, drawn[-1].id, (Reading("pain_now", float(worst)),)))
    return reports


def _first_drawing(marks: Sequence[Mark], together: timedelta) -> list[Mark]:
    """The marks of the first sitting that still stood when it ended."""
    latest: dict[str, Mark] = {}
    for mark in marks:
        if mark.at - marks[0].at <= together:
            latest[mark.region] = mark
    return sorted((mark for mark in latest.values() if mark.intensity > 0), key=lambda mark: (mark.at, mark.id))


def _sessions(library: Library, history: History, began: datetime) -> list[Event]:
    done = [(dose.at, dose.id, dose.technique) for dose in history.doses if not dose.stopped]
    done += [(visit.at, visit.id, visit.technique) for visit in history.visits if visit.technique is not None]
    sessions: list[Event] = []
    for at, id_, technique in done:
        effect = expected_effect(library, technique)
        if effect.id != NOTHING and at >= began:
            sessions.append(Session(days_between(began, at), id_, effect))
    return sessions


def _in_words(library: Library, check_in: CheckIn) -> dict[str, float]:
    """The movements told in words, as degrees short; not those whose range the same check-in has in degrees."""
    if not check_in.movements:
        return {}
    measured = {key.rpartition(".")[0] if key.endswith((".l", ".r")) else key for key in check_in.rom}
    return {
        f"{MOVEMENT}{id_}": library.number(f"recovery.reach_{word}")
        for id_, word in check_in.movements.items()
        if id_ in library.movements and library.movements[id_].rom not in measured
    }


def _ranges(library: Library, history: History) -> tuple[Range, ...]:
    loss = library.number("recovery.rom_per_tautness")
    ranges = []
    for key in sorted({key for check_in in history.check_ins for key in check_in.rom}):
        measure = library.measures.get(key) or library.measures.get(key.rpartition(".")[0])
        if measure is None or measure.low is None or measure.high is None:
            continue
        ranges.append(
            Range(
                key=key,
                reference=(measure.low + measure.high) / 2,
                reference_sd=(measure.high - measure.low) / 2,
                slope=loss if measure.worse == "higher" else -loss,
                noise_sd=library.number("recovery.rom_noise_sd") if measure.noise_sd is None else measure.noise_sd,
            )
        )
    told = {key for check_in in history.check_ins for key in _in_words(library, check_in)}
    ranges += [
        Range(
            key=key,
            reference=0.0,
            reference_sd=library.number("recovery.reach_reference_sd"),
            slope=loss,
            noise_sd=library.number("recovery.reach_noise_sd"),
            in_words=True,
        )
        for key in sorted(told)
    ]
    return tuple(ranges)


def _first_contact(history: History) -> datetime:
    """When the knot was first told of: the episode opened, a place marked, or a check-in."""
    contacts = (history.opened_at, *(mark.at for mark in history.drawings), *(each.at for each in history.check_ins))
    return min((at for at in contacts if at is not None), default=history.at)


def _modifiers(library: Library, history: History, days_before_contact: float) -> Modifiers:
    """Age of the episode counts at the first contact: later the check-ins themselves say how slow it is."""
    profile = history.profile
    body_parts = {library.areas[library.regions[region].area].home for region in history.marks}
    return Modifiers(
        long_episode=days_before_contact > library.number("recovery.long_episode"),
        earlier_episodes=history.earlier_episodes > 0 or history.said_yes(SAME_PLACE_CUE),
        older=profile is not None and profile.age_years >= library.number("recovery.older_from"),
        many_sites=len(body_parts) >= library.number("recovery.many_sites") or history.said_yes(MANY_SITES_CUE),
        regular_exerciser=profile is not None and bool(profile.regular_exerciser),
    )
