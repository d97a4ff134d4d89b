"""A folder of people: what a fit can use of the exports and diaries in it, and what it cannot.

A file that cannot be used is named with the reason, and the others are used all the same. Exports that have a fact in
common are of one person. The profile of a knot, where it lies, and whether it counts as one at all, are judged by what
was known when it was told of, on its first day: by how it went, slow knots would be sorted from quick ones.

Code               | Meaning
------------------ | ------------------------------------------------------------------------
`fit_not_screened` | the safety questions were not done, or told to see somebody on the same day
`fit_no_course`    | fewer than two readings at different times
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from unknot.causes.profile import recovery_profile
from unknot.content.library import Library, vocabulary_of
from unknot.errors import InputError, ModelError, Problem, UnknotError
from unknot.exchange import diaries, native
from unknot.facts import Episode, Fact, History, Mark, history
from unknot.facts.history import standing
from unknot.loop import posture
from unknot.recovery.events import Report
from unknot.recovery.fitting.daily import Diary
from unknot.recovery.fitting.knots import Knot, log_evidence
from unknot.recovery.fitting.provenance import Source
from unknot.screening.triage import EMERGENCY, triage

KINDS = ("knots", "daily")
TABLE = ".csv"
FIRST = timedelta(days=1)
"""How long after the first word of a knot its telling lasts at most."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody whose facts were exported: the first of the files, and the facts by id."""

    file: str
    facts: Mapping[str, Fact]


@dataclass(slots=True)
class People:
    """The knots of each person, the diaries, the files they came from, and what was left out with the reason."""

    knots: list[tuple[Knot, ...]] = field(default_factory=list)
    diaries: list[Diary] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


def gather(folder: Path, library: Library, kinds: Collection[str], *, now: datetime) -> People:
    """What the files of `folder` hold, tables for the kind `daily` and exports for `knots`; no folder within it.

    Raises `InputError` (`file_unreadable`) where the folder itself cannot be read.
    """
    people = People()
    tables: dict[str, dict[date, diaries.Day]] = {}
    told: list[_Person] = []
    for file in _files(folder):
        is_table = file.suffix.lower() == TABLE
        if ("daily" if is_table else "knots") not in kinds:
            continue
        try:
            data = file.read_bytes()
            if is_table:
                for person, days in diaries.read(data, file.name, tables).items():
                    tables.setdefault(person, {}).update(days)
            else:
                rows = native.read(data, vocabulary_of(library), not_after=now).rows
                _add(told, _Person(file.name, {row.fact.id: row.fact for row in rows}))
        except UnknotError as error:
            people.left_out.append(_first(file.name, error))
        except OSError as error:
            people.left_out.append(Problem("file_unreadable", file.name, error.strerror or str(error)))
        else:
            people.sources.append(Source(file.name, hashlib.sha256(data).hexdigest()))
    people.diaries.extend(diaries.diaries(library, tables))
    if silent := len(tables) - len(people.diaries):
        people.left_out.append(Problem("fit_no_course", "tables", f"{silent} people answered once or never"))
    for each in told:
        usable = tuple(_knots(library, each, people.left_out))
        if usable:
            people.knots.append(usable)
    return people


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise InputError(Problem("file_unreadable", str(folder), error.strerror or str(error))) from None


def _first(name: str, error: UnknotError) -> Problem:
    """The first problem of `error` under the name of the file, with how many more there are."""
    first, *others = error.problems
    more = f" (and {len(others)} more)" if others else ""
    where = first.place if first.place.startswith(name) else f"{name}, {first.place}"
    return first._replace(place=where, message=f"{first.message}{more}")


def _add(people: list[_Person], exported: _Person) -> None:
    """Adds what one export holds to the same person, or as a new one."""
    same = [person for person in people if not person.facts.items().isdisjoint(exported.facts.items())]
    facts = {id_: fact for person in (*same, exported) for id_, fact in person.facts.items()}
    people[:] = [person for person in people if person not in same]
    people.append(_Person((*same, exported)[0].file, facts))


def _knots(library: Library, person: _Person, left_out: list[Problem]) -> Iterator[Knot]:
    """The knots of one person that a fit can use; the others are added to `left_out`."""
    known = tuple(person.facts.values())
    told = [fact for fact in standing(known) if isinstance(fact, Episode | Mark) and fact.episode is not None]
    part_of_another = {fact.episode for fact in told if isinstance(fact, Episode) and fact.event == "merged"}
    if not told:
        left_out.append(Problem("fit_no_course", person.file, "no knot is told of"))
        return
    last = max(known, key=lambda fact: fact.at)
    for episode in dict.fromkeys(fact.episode for fact in told if fact.episode not in part_of_another):
        whole = history(known, at=last.at, zone=last.zone, episode=episode)
        until = _told_first(whole) + FIRST
        sitting = max(fact.at for fact in known if fact.at <= until)
        at_first = history(known, at=sitting, zone=last.zone, episode=episode)
        safe = triage(library, at_first)
        place = f"{person.file}, knot {episode}"
        held = posture.held(library, at_first, besides={each.cause for each in whole.exposures})
        knot = Knot(recovery_profile(library, at_first).id, whole, held)
        reports = {event.day for event in knot.timeline(library).events if isinstance(event, Report)}
        if not safe.complete or safe.disposition in (EMERGENCY, "urgent_same_day"):
            message = "the safety questions were not done, or told to see somebody on the same day"
            left_out.append(Problem("fit_not_screened", place, message))
        elif len(reports) < 2:
            left_out.append(Problem("fit_no_course", place, "fewer than two readings at different times"))
        else:
            try:
                log_evidence(library, knot)
            except ModelError as error:
                left_out.append(_first(place, error))
            else:
                yield knot


def _told_first(whole: History) -> datetime:
    told = (whole.opened_at, *(mark.at for mark in whole.drawings), *(each.at for each in whole.check_ins))
    return min((at for at in told if at is not None), default=whole.at)
