"""The course of a knot as the report tells it: forecast against ratings, what was tried, what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unknot.content.library import Library
from unknot.facts import Answer, CheckIn, Dose, Fact, ForecastIssued, History, ProVisit, local_day
from unknot.loop import naming, report_words
from unknot.loop.advice import Advice
from unknot.loop.report_entries import Notes
from unknot.loop.report_records import Course, Foreseen, Level, Measured, Rating, Said, Tried
from unknot.loop.report_words import day_in_full, points, range_key
from unknot.loop.story_records import StorySoFar
from unknot.screening.triage import Screening

MEASURE = "pain_now"
_RATED = ("pain_now", "pain_worst", "press_tenderness", "function")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the parts are drawn from. `facts` hold now, are about the knot or the person, and stand in order;
    `counted` are those of them from the first day that is reported."""

    library: Library
    held: History
    advice: Advice
    screening: Screening
    story: StorySoFar
    facts: tuple[Fact, ...]
    counted: tuple[Fact, ...]
    since: date | None
    may_name: bool
    answers: Mapping[str, Answer]

    def day(self, day: date) -> str:
        """A day with its year."""
        return day_in_full(self.library, day)

    def words(self, key: str, **values: object) -> str:
        """A sentence of the report."""
        return self.library.say(f"report.{key}", **values)


def verdict(known: Known, notes: Notes) -> tuple[Said, ...]:
    """What was forecast first and is forecast now, and how the course compares; empty where safety comes first."""
    if not (known.may_name and known.story.may_show):
        return ()
    story, seen, say = known.story, known.advice.forecasts, known.words
    said = []
    first = story.first
    if first is not None:
        gone = report_words.gone_by(known.library, first.gone_by, first.gone_low, first.gone_high)
        key = "first_forecast" if first.shown else "first_forecast.later"
        shown = [fact for fact in known.facts if isinstance(fact, ForecastIssued)] if first.shown else []
        said.append(notes.said(say(key, day=known.day(first.day), gone=gone), shown[:1]))
    if seen is not None and story.gone_on is None:
        gone = report_words.gone_by(known.library, seen.gone_by, seen.gone_low, seen.gone_high)
        said.append(Said(say("forecast_now", gone=gone)))
    if story.verdict.rated_days:
        text = say(f"verdict.{story.verdict.code}", days=story.verdict.rated_days)
        rated = [fact for fact in known.facts if isinstance(fact, CheckIn) and (first is None or fact.at >= first.at)]
        said.append(Said(text, notes.together(text, rated)))
    return tuple(said)


def course(known: Known, notes: Notes) -> Course:
    """What the chart shows."""
    story, held = known.story, known.held
    today = held.today()
    rated = [fact for fact in known.counted if isinstance(fact, CheckIn) and fact.pain_now is not None]
    by_day = {local_day(fact): fact.pain_now for fact in rated if fact.pain_now is not None}
    done = sorted({local_day(fact) for fact in known.counted if isinstance(fact, Dose)})
    visits = sorted({local_day(fact) for fact in known.counted if isinstance(fact, ProVisit)})
    shown = known.may_name and story.may_show
    first, now = None, None
    if shown and story.first is not None:
        first = Foreseen(
            story.first.day, story.first.band, story.first.gone_by, story.first.gone_low, story.first.gone_high
        )
    seen = known.advice.forecasts
    if shown and seen is not None and story.gone_on is None:
        band = next(each for each in seen.bands if each.measure == MEASURE)
        now = Foreseen(today, band, seen.gone_by, seen.gone_low, seen.gone_high)
    return Course(
        begins=known.since or min((*by_day, *done, *visits, *([] if first is None else [first.day])), default=today),
        today=today,
        gone_points=known.library.number("recovery.gone_points"),
        ratings=tuple(Rating(day, value) for day, value in sorted(by_day.items())),
        level=tuple(
            Level(each.day, each.points, each.low, each.high)
            for each in (story.level if shown else ())
            if known.since is None or each.day >= known.since
        ),
        first=first,
        now=now,
        done=tuple(done),
        visits=tuple(visits),
        gone_on=story.gone_on,
        note=notes.together(known.words("note.course"), rated),
    )


def tried(known: Known, notes: Notes) -> tuple[Tried, ...]:
    """What was done, the most often done first."""
    by_technique: dict[str, list[Dose]] = {}
    for fact in known.counted:
        if isinstance(fact, Dose):
            by_technique.setdefault(fact.technique, []).append(fact)
    ordered = sorted(by_technique.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(_one_tried(known, notes, technique, doses) for technique, doses in ordered)


def _one_tried(known: Known, notes: Notes, technique: str, doses: Sequence[Dose]) -> Tried:
    changes = [
        dose.pain_after - dose.pain_before
        for dose in doses
        if dose.pain_before is not None and dose.pain_after is not None
    ]
    name = naming.technique(known.library, technique)
    return Tried(
        technique=technique,
        name=name,
        times=len(doses),
        minutes=round(sum(dose.seconds for dose in doses) / 60, 1),
        better=sum(dose.felt == "better" for dose in doses),
        same=sum(dose.felt == "same" for dose in doses),
        worse=sum(dose.felt == "worse" for dose in doses),
        stopped=sum(dose.stopped for dose in doses),
        rated=len(changes),
        change=sum(changes) / len(changes) if changes else None,
        first_day=min(map(local_day, doses)),
        last_day=max(map(local_day, doses)),
        note=notes.together(name, doses),
    )


def measured(known: Known, notes: Notes) -> tuple[Measured, ...]:
    """Ratings first, then tenderness and function, ranges in the order in which they were measured, movements."""
    readings: dict[tuple[str, str], list[tuple[CheckIn, str]]] = {}

    def add(what: str, unit: str, fact: CheckIn, value: str) -> None:
        readings.setdefault((what, unit), []).append((fact, value))

    check_ins = [fact for fact in known.counted if isinstance(fact, CheckIn)]
    for name in _RATED:
        for fact in check_ins:
            if (value := getattr(fact, name)) is not None:
                add(known.words(f"measured.{name}"), known.words("unit.points"), fact, points(value))
    for fact in check_ins:
        for key, degrees in fact.rom.items():
            add(*range_key(known.library, key), fact, points(degrees))
    for fact in check_ins:
        for movement, reach in fact.movements.items():
            add(naming.movement(known.library, movement), "", fact, known.words(f"reach.{reach}"))
    return tuple(_one_measured(notes, what, unit, each) for (what, unit), each in readings.items())


def _one_measured(notes: Notes, what: str, unit: str, readings: Sequence[tuple[CheckIn, str]]) -> Measured:
    (first, value), (latest, last_value) = readings[0], readings[-1]
    several = len(readings) > 1
    return Measured(
        what=what,
        unit=unit,
        first=value,
        first_day=local_day(first),
        latest=last_value if several else "",
        latest_day=local_day(latest) if several else None,
        readings=len(readings),
        note=notes.alone(what, [first, latest] if several else [first]),
    )
