"""The fields of a check-in on a page, whether it is new or corrected: how they stand there and what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict

from unknot.content.library import Library
from unknot.errors import InputError
from unknot.facts import CheckIn, History
from unknot.loop.checking_in import measure_of, range_label
from unknot.loop.interview import sign_label
from unknot.loop.moment import moment
from unknot.web.typed import SCALE, whole_number

RATINGS = ("function", "pain_now", "pain_worst", "press_tenderness")
REACHES = ("full", "a_bit_short", "clearly_short")
"""How far a movement goes, in words, as the buttons stand from left to right."""
MOMENT = "day"
"""The field that what is wrong with the day and the time stands at."""


@dataclass(slots=True)
class Said:
    """What a check-in says, as fields of the fact; what is wrong by field; and what is to be told about the time."""

    fields: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement on the page: the words to choose from, each with whether it is chosen."""

    id: str
    label: str
    words: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One range of motion on the page, with what stands in its field and whether that could not be used."""

    key: str
    label: str
    value: str
    error: str


def movements(library: Library, asked: Sequence[str], chosen: Mapping[str, str]) -> tuple[Movement, ...]:
    """The movements as they stand on the page; `chosen` holds the word for those that have one."""
    words = [(word, library.say(f"checking_in.reach.{word}")) for word in REACHES]
    return tuple(
        Movement(id_, sign_label(library, "movement", id_), tuple((w, text, chosen.get(id_) == w) for w, text in words))
        for id_ in asked
    )


def measured(
    library: Library, asked: Sequence[str], typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[Measured, ...]:
    """The ranges of motion as they stand on the page."""
    return tuple(
        Measured(key, range_label(library, key), typed.get(key, ""), errors.get(f"rom-{key}", "")) for key in asked
    )


def typed_words(sent: QueryDict, asked: Sequence[str]) -> dict[str, str]:
    """The word that came back for each movement that has one."""
    return {id_: word for id_ in asked if (word := sent.get(f"reach-{id_}", "")) in REACHES}


def typed_degrees(sent: QueryDict, asked: Sequence[str]) -> dict[str, str]:
    """What was typed for each range of motion where anything was."""
    return {key: text for key in asked if (text := sent.get(f"rom-{key}", "").strip())}


def read(library: Library, sent: QueryDict, held: History, reaches: Sequence[str], ranges: Sequence[str]) -> Said:
    """What came back: the ratings, the movements `reaches` and the `ranges` that were filled in, and the moment if one
    was named. What is left empty is not in it."""
    said = Said()
    ratings = {name: whole_number(sent.get(name, ""), SCALE[-1]) for name in RATINGS}
    said.fields.update({name: value for name, value in ratings.items() if value is not None})
    now, worst = ratings["pain_now"], ratings["pain_worst"]
    if now is not None and worst is not None and worst < now:
        said.errors["pain_worst"] = f"It hurts {now} now, so the worst of the last 24 hours is at least that."
    if words := typed_words(sent, reaches):
        said.fields["movements"] = words
    if degrees := _degrees(library, typed_degrees(sent, ranges), said):
        said.fields["rom"] = degrees
    _moment(library, sent, held, said)
    return said


def as_typed(check_in: CheckIn) -> dict[str, str]:
    """The ratings of `check_in` as the page shows them chosen; a rating between two numbers chooses none."""
    values = {name: getattr(check_in, name) for name in RATINGS}
    return {name: f"{value:g}" for name, value in values.items() if value is not None and value == int(value)}


def _degrees(library: Library, typed: Mapping[str, str], said: Said) -> dict[str, float]:
    read = {}
    for key, text in typed.items():
        measure = measure_of(library, key)
        low, high = (0.0, 0.0) if measure is None else (measure.low or 0.0, measure.high or 0.0)
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            read[key] = value
        else:
            said.errors[f"rom-{key}"] = f"Give a number from {low:g} to {high:g}, or leave it empty."
    return read


def _moment(library: Library, sent: QueryDict, held: History, said: Said) -> None:
    day, clock = sent.get("day", "").strip(), sent.get("time", "").strip()
    if not day and not clock:
        return
    if not (day and clock):
        said.errors[MOMENT] = library.say("checking_in.moment.half")
        return
    try:
        meant = moment(library, day, clock, held)
    except InputError as error:
        said.errors[MOMENT] = error.problems[0].message
        return
    said.at, said.note = meant.at, meant.note
