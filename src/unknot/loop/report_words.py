"""Entries and small figures of the report in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from unknot.content.library import Library
from unknot.facts import (
    Answer,
    CheckIn,
    Dose,
    Episode,
    Exposure,
    Fact,
    ForecastIssued,
    ImportBatch,
    Mark,
    Preference,
    Profile,
    Prompt,
    ProVisit,
    Story,
    TrialEvent,
)
from unknot.loop import naming
from unknot.loop.wording import time_in_words
from unknot.screening.asking import PRIVATE_FOR_ALL

LONGEST_VALUE = 240
"""No value in the list of entries has more letters; a story stands whole beside the list."""

KEPT_BACK = frozenset((*PRIVATE_FOR_ALL, "immediate_danger"))
"""Questions about violence and despair: that they were answered is said, how is not, for a report lies open."""

Described = tuple[str, str]
"""What an entry is, and what it says."""


def describe(library: Library, fact: Fact) -> Described:
    """The entry in words. Answers about violence and despair are not said."""
    what, value = _DESCRIBED[type(fact)](library, fact)
    return what, shortened(value, LONGEST_VALUE)


def shortened(text: str, most: int) -> str:
    """`text` on one line, cut after a word where it has more than `most` letters."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    return (head.rpartition(" ")[0] if " " in head[most // 2 :] else head) + "…"


def day_in_full(library: Library, day: date) -> str:
    """A day with its year, such as 3 December 2026."""
    return library.say("report.day", day=day.day, month=library.say(f"month.{day.month}"), year=day.year)


def points(value: float) -> str:
    """A number with one decimal where it needs one."""
    return f"{value:.1f}".removesuffix(".0")


def person(library: Library, profile: Profile) -> list[str]:
    """What was said of the person: age, sex, exercise."""
    said = [library.say("report.age", years=profile.age_years)]
    if profile.sex is not None:
        said.append(library.say(f"report.sex.{profile.sex}"))
    if profile.regular_exerciser is not None:
        said.append(library.say(f"report.exercises.{'yes' if profile.regular_exerciser else 'no'}"))
    return said


def range_key(library: Library, key: str) -> tuple[str, str]:
    """The name of a range with its side, and its unit, of a key of `CheckIn.rom`."""
    measure, _, side = key.rpartition(".")
    if side not in ("l", "r"):
        measure, side = key, ""
    name = naming.measure(library, measure)
    unit = library.measures[measure].unit if measure in library.measures else ""
    named = library.say(f"report.range.{side}", measure=name) if side else name
    return named, library.say(f"report.unit.{unit}") if unit in ("deg", "mm") else ""


def _profile(library: Library, fact: Profile) -> Described:
    return library.say("report.entry.profile"), ", ".join(person(library, fact))


def _preference(library: Library, fact: Preference) -> Described:
    said = []
    if fact.minutes_per_day is not None:
        said.append(library.say("report.preference.minutes", minutes=fact.minutes_per_day))
    for key, names in (
        ("tools", [naming.tool(library, each) for each in fact.tools or ()]),
        ("dislikes", [naming.technique(library, each) for each in fact.dislikes or ()]),
    ):
        if names:
            said.append(library.say(f"report.preference.{key}", names=", ".join(names)))
    if fact.quiet is not None:
        said.append(library.say(f"report.preference.quiet.{'yes' if fact.quiet else 'no'}"))
    if fact.remind_at is not None:
        said.append(library.say("report.preference.remind_at", time=fact.remind_at))
    return library.say("report.entry.preference"), "; ".join(said)


def _episode(library: Library, fact: Episode) -> Described:
    said = []
    if fact.began_on is not None:
        said.append(library.say("report.began_on", day=day_in_full(library, fact.began_on)))
    if fact.earlier_episodes:
        said.append(library.say("report.earlier", count=fact.earlier_episodes))
    if fact.recurrence_of is not None:
        said.append(library.say("report.recurrence"))
    return library.say(f"report.entry.episode.{fact.event}"), "; ".join(said)


def _mark(library: Library, fact: Mark) -> Described:
    value = library.say("report.of_ten", points=fact.intensity) if fact.intensity else library.say("report.mark.away")
    depth = "" if fact.depth is None else f", {library.say(f'report.depth.{fact.depth}')}"
    return library.say("report.entry.mark", place=naming.region(library, fact.region)), value + depth


def _answer(library: Library, fact: Answer) -> Described:
    if fact.question in KEPT_BACK:
        return library.say("report.entry.private"), library.say("report.private_value")
    return asked(library, fact.question), library.say(f"report.answer.{fact.value}")


def asked(library: Library, question: str) -> str:
    """What was asked, shortly; the id in plain letters where it is never asked in words."""
    return naming.short_question(library, question) or question.replace("_", " ")


def _story(library: Library, fact: Story) -> Described:
    return library.say("report.entry.story"), fact.text or library.say("report.story.nothing")


def _check_in(library: Library, fact: CheckIn) -> Described:
    said = [
        library.say(f"report.rated.{name}", points=points(value))
        for name in ("pain_now", "pain_worst", "press_tenderness", "function")
        if (value := getattr(fact, name)) is not None
    ]
    for key, reading in fact.rom.items():
        name, unit = range_key(library, key)
        said.append(f"{name} {points(reading)}{unit}")
    said += [
        f"{naming.movement(library, name)}: {library.say(f'report.reach.{reach}')}"
        for name, reach in fact.movements.items()
    ]
    if fact.soreness_5 is not None:
        said.append(library.say("report.soreness", level=fact.soreness_5))
    if fact.followed_plan is not None:
        said.append(library.say(f"report.followed.{'yes' if fact.followed_plan else 'no'}"))
    return library.say("report.entry.check_in"), "; ".join(said)


def _dose(library: Library, fact: Dose) -> Described:
    said = [library.say("report.seconds", seconds=round(fact.seconds))]
    if fact.seconds >= 60:
        said = [time_in_words(library, fact.seconds / 60)]
    if fact.repetitions is not None:
        said.append(library.say("report.repetitions", count=fact.repetitions))
    if fact.muscle is not None:
        said.append(naming.muscle(library, fact.muscle))
    if fact.region is not None:
        said.append(naming.region(library, fact.region))
    if fact.discomfort is not None:
        said.append(library.say("report.discomfort", points=points(fact.discomfort)))
    if fact.pain_before is not None and fact.pain_after is not None:
        before, after = points(fact.pain_before), points(fact.pain_after)
        said.append(library.say("report.before_after", before=before, after=after))
    if fact.felt is not None:
        said.append(library.say(f"report.felt.{fact.felt}"))
    if fact.stopped:
        said.append(library.say("report.stopped"))
    return library.say("report.entry.dose", technique=naming.technique(library, fact.technique)), "; ".join(said)


def _exposure(library: Library, fact: Exposure) -> Described:
    said = [time_in_words(library, fact.minutes)]
    if fact.rpe is not None:
        said.append(library.say("report.effort", points=points(fact.rpe)))
    return library.say("report.entry.exposure", cause=naming.cause(library, fact.cause)), "; ".join(said)


def _prompt(library: Library, fact: Prompt) -> Described:
    return library.say("report.entry.prompt"), library.say(f"report.prompt.{fact.answer}")


def _visit(library: Library, fact: ProVisit) -> Described:
    return library.say("report.entry.visit"), visit(library, fact)


def visit(library: Library, fact: ProVisit) -> str:
    """What was done at a visit, found and noted."""
    said = [] if fact.technique is None else [naming.technique(library, fact.technique)]
    said.append(library.say(f"report.finding.{fact.finding}"))
    if fact.cleared:
        said.append(library.say("report.cleared"))
    if fact.minutes is not None:
        said.append(time_in_words(library, fact.minutes))
    if fact.note:
        said.append(library.say("report.quoted", words=shortened(fact.note, LONGEST_VALUE // 2)))
    return "; ".join(said)


def _forecast(library: Library, fact: ForecastIssued) -> Described:
    return library.say("report.entry.forecast"), gone_by(library, fact.gone_by, fact.gone_low, fact.gone_high)


def gone_by(library: Library, likely: date | None, low: date | None, high: date | None) -> str:
    """When it was meant to be gone: the likeliest day and the interval of 80 %."""
    if likely is None:
        return library.say("report.gone_by.open")
    days = {name: day_in_full(library, day) for name, day in (("low", low), ("high", high)) if day is not None}
    key = "report.gone_by" if len(days) == 2 else "report.gone_by.from" if "low" in days else "report.gone_by.day"
    return library.say(key, day=day_in_full(library, likely), **days)


def _trial(library: Library, fact: TrialEvent) -> Described:
    return library.say("report.entry.trial"), library.say(f"report.trial_event.{fact.event}")


def _import(library: Library, fact: ImportBatch) -> Described:
    return library.say("report.entry.import"), library.say("report.imported", count=fact.added)


_DESCRIBED: Mapping[type[Fact], Callable[[Library, Any], Described]] = MappingProxyType(
    {
        Profile: _profile,
        Preference: _preference,
        Episode: _episode,
        Mark: _mark,
        Answer: _answer,
        Story: _story,
        CheckIn: _check_in,
        Dose: _dose,
        Exposure: _exposure,
        Prompt: _prompt,
        ProVisit: _visit,
        ForecastIssued: _forecast,
        TrialEvent: _trial,
        ImportBatch: _import,
    }
)
