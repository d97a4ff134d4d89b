"""An interview replayed with a scripted person: every question in the order it is asked, and the advice at the end.

The person ticks what the script says; what it does not mention is left unticked in a list, and left open in a
question that stands alone. A question about the story that nobody answers leaves what was told standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from unknot.content.library import Library, vocabulary_of
from unknot.errors import InputError
from unknot.facts import AnswerValue, Fact, History, history, parse_all
from unknot.loop.advice import Advice
from unknot.loop.door import advise
from unknot.loop.interview import SIGNS, answer, answers, open_terms
from unknot.loop.request import Request
from unknot.loop.script import Script
from unknot.screening.engine import AGE
from unknot.screening.interview import SEX, Screen, next_screen

_KNOT = "scripted"
_STEP = timedelta(seconds=1)
_SITTING = timedelta(minutes=30)
_ELSEWHERE = ("where", AGE, SEX)
"""What a script states as a fact; without it there is nothing more to say."""
_ALONE: Mapping[str, AnswerValue] = {"story": "yes", "hint": "no", "clarify": "not_sure"}
"""Screens with one question, and what stands unanswered: what was surely told, not what was hinted at, a doubt."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One screen as the person saw it: the lines in order, what was answered, and how many words there were to read.

    An answer of None is a question that stayed open.
    """

    screen: str
    kind: str
    private: bool
    quote: str
    words: int
    questions: tuple[tuple[str, str, AnswerValue | None], ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The screens in order, the advice, the answers of the script that nothing asked for, and what was assumed."""

    asked: tuple[Asked, ...]
    advice: Advice
    never_asked: tuple[str, ...]
    assumed: dict[str, int]


@dataclass(slots=True)
class _Telling:
    """The facts of one scripted person, each a second after the one before."""

    library: Library
    zone: str
    clock: datetime
    raws: list[dict[str, Any]] = field(default_factory=list)

    def add(self, raw: dict[str, Any]) -> None:
        self.clock += _STEP
        id_ = f"{len(self.raws):04d}"
        self.raws.append({"id": id_, "at": self.clock.isoformat(), "zone": self.zone, **raw})

    def about_knot(self, **raw: Any) -> None:
        self.add({**raw, "episode": _KNOT})

    def facts(self) -> tuple[Fact, ...]:
        facts, problems = parse_all(self.raws, vocabulary_of(self.library))
        if problems:
            raise InputError(*problems)
        return facts


def replay(library: Library, script: Script, *, at: datetime, zone: str, lists: bool = True) -> Replay:
    """The whole interview of `script`, as if it ended before `at`; without `lists` only the gate.

    Where the script gives no age, one is assumed at which no sign of danger goes unasked for being too young. Raises
    `InputError` for what a fact cannot hold.
    """
    telling = _Telling(library, zone, at - _SITTING)
    assumed: dict[str, int] = {}
    if script.age is None:
        assumed[AGE] = max(flag.age_min or 0 for flag in library.flags.values())
    _introduce(telling, script, assumed.get(AGE, script.age))
    asked: list[Asked] = []
    while (screen := _next(library, telling, at, asked, lists=lists)) is not None:
        asked.append(_answered(library, telling, script, screen))
    seen = {raw["question"] for raw in telling.raws if raw["kind"] == "answer"}
    named = [id_ for id_ in script.answers if id_.partition(":")[0] not in SIGNS]
    return Replay(
        asked=tuple(asked),
        advice=advise(Request(at, zone, telling.facts(), _KNOT), library),
        never_asked=tuple(id_ for id_ in named if id_.partition("#")[0] not in seen),
        assumed=assumed,
    )


def replay_to_raw(told: Replay, advice: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of a replay; `advice` is the JSON form of its advice."""
    return {
        "disposition": told.advice.disposition,
        "complete": told.advice.screened,
        "screens": len(told.asked),
        "words": sum(each.words for each in told.asked),
        "asked": [
            {
                "screen": each.screen,
                "kind": each.kind,
                "private": each.private,
                "words": each.words,
                **({"quote": each.quote} if each.quote else {}),
                "questions": [{"id": id_, "text": text, "answer": value} for id_, text, value in each.questions],
            }
            for each in told.asked
        ],
        "never_asked": list(told.never_asked),
        "assumed": told.assumed,
        "advice": advice,
    }


def _introduce(telling: _Telling, script: Script, age: int | None) -> None:
    """Everything that is told before the questions: who, where, since when, how much, the story, the signs."""
    telling.add({"kind": "profile", "age_years": age, "sex": script.sex})
    opened: dict[str, Any] = {"kind": "episode", "event": "opened"}
    if script.began_days_ago is not None:
        opened["began_on"] = (telling.clock - timedelta(days=script.began_days_ago)).date().isoformat()
    telling.about_knot(**opened)
    for region, intensity in script.marks.items():
        telling.about_knot(kind="mark", region=region, intensity=intensity)
    if script.pain_now is not None or script.pain_worst is not None:
        telling.about_knot(kind="check_in", pain_now=script.pain_now, pain_worst=script.pain_worst)
    if script.tools is not None or script.minutes_per_day is not None:
        telling.add({"kind": "preference", "tools": script.tools, "minutes_per_day": script.minutes_per_day})
    if script.story:
        telling.about_knot(kind="story", text=script.story)
    for id_, value in script.answers.items():
        if id_.partition(":")[0] in SIGNS:
            telling.add(answer(telling.library, _KNOT, id_, value))


def _held(telling: _Telling, at: datetime) -> History:
    return history(telling.facts(), at=at, zone=telling.zone, episode=_KNOT)


def _next(library: Library, telling: _Telling, at: datetime, asked: list[Asked], *, lists: bool) -> Screen | None:
    """The next screen with something on it that can be answered; after the gate the lists that free techniques."""
    screen = next_screen(library, _held(telling, at))
    if screen is not None:
        return None if all(question.id in _ELSEWHERE for question in screen.questions) else screen
    if not lists:
        return None
    seen = frozenset(id_ for each in asked for id_, _, _ in each.questions)
    request = Request(at, telling.zone, telling.facts(), _KNOT)
    return open_terms(library, advise(request, library), seen, request)


def _answered(library: Library, telling: _Telling, script: Script, screen: Screen) -> Asked:
    """The screen as it was answered; the answers are told."""
    alone = screen.kind in _ALONE
    lines: list[tuple[str, str, AnswerValue | None]] = []
    for question in screen.questions:
        said = script.said(question.id, clarifying=screen.kind == "clarify")
        if any(script.said(term) not in (None, "no") for term in question.terms):
            said = "yes"
        if question.id not in _ELSEWHERE:
            for raw in answers(library, _KNOT, question, said or _ALONE.get(screen.kind, "no")):
                telling.add(raw)
        lines.append((question.id, question.text(library), said if alone else said or "no"))
    return Asked(
        screen=screen.id,
        kind=screen.kind,
        private=screen.private,
        quote=screen.quote,
        words=words(library, screen),
        questions=tuple(lines),
    )


def words(library: Library, screen: Screen) -> int:
    """How many words a person reads on `screen` before they can answer: the sentence above, the quote, the lines."""
    above = library.say(screen.intro_key) if screen.intro_key in library.text else ""
    lines = [question.text(library) for question in screen.questions if question.text_key in library.text]
    return sum(len(text.split()) for text in (above, screen.quote, *lines))
