"""What to ask next: grouped lists, the basics first, private questions apart, nothing after an emergency.

A screen is a list of lines. The person ticks what fits; for every other line shown the caller records "no" ("none
of these"), and "not_sure" where the person says so. `age` and `sex` are answered with a Profile, `where` with a
Mark, everything else with an Answer of the line's id. A screen named private starts with nothing ticked, is never
shown beside others, and offers a way out. Changing an earlier yes is a Correction, not a second answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from unknot.content.library import Library
from unknot.facts import History
from unknot.screening.case import Case
from unknot.screening.engine import AGE
from unknot.screening.fences import fence
from unknot.screening.ordering import PRIVATE, Stage, stage_of
from unknot.screening.triage import EMERGENCY, Screening, screen

LINES = 12
"""At most so many lines stand on one screen."""
FACT_LINES = 14
"""Facts are short: so many of them may stand together."""
SEX = "sex"

ScreenKind = Literal["checklist", "question", "clarify", "facts", "terms", "short"]


@dataclass(frozen=True, slots=True)
class Question:
    """One line: the id its answer carries, its short text and its full text."""

    id: str
    text_key: str
    full_key: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines that are asked together. `intro_key` is the sentence above them."""

    id: str
    kind: ScreenKind
    intro_key: str
    questions: tuple[Question, ...]
    private: bool


def next_screen(library: Library, history: History) -> Screen | None:
    """The next screen of the gate; None once nothing is open or an emergency has been found.

    A not_sure that has a clarifying question is clarified once before anything else is asked.
    """
    found = screen(library, history)
    if found.triage.disposition == EMERGENCY:
        return None
    for flag in _to_clarify(found, history):
        return Screen("clarify", "clarify", "screen.clarify.intro", (_clarifying(flag),), flag in PRIVATE)
    return _first_screen(found)


def questions_in_order(library: Library, history: History) -> tuple[str, ...]:
    """The ids of every open question of the gate, in the order of the interview."""
    return screen(library, history).triage.open_questions


def question_of(library: Library, id_: str) -> Question:
    """The line that asks for `id_`: a flag, fact, term, line of the short screen, `where`, `age` or `sex`."""
    if id_ in library.flags:
        return Question(id_, f"flag.{id_}.short", f"flag.{id_}.question")
    if id_ in library.background_facts:
        key = f"fact.{id_}.question"
    elif id_ in library.terms:
        key = f"term.{id_}.question"
    elif id_ in library.short_screen:
        key = f"short_screen.{id_}.question"
    else:
        key = f"ask.{id_}"
    return Question(id_, key, key)


def term_screens(
    library: Library,
    history: History,
    kinds: Iterable[str],
    areas: Iterable[str],
    poses: Iterable[str] = (),
) -> tuple[Screen, ...]:
    """What must be asked before `kinds` may be offered on `areas`, list by list; empty before the gate is passed."""
    found = screen(library, history)
    if not found.triage.complete:
        return ()
    fences = fence(library, history, found.triage)
    asked = fences.unknown_terms(tuple(kinds), tuple(areas), tuple(poses))
    screens: list[Screen] = []
    for name in (None, *library.question_lists):
        lines = [id_ for id_ in asked if _list_of(library, id_) == name]
        intro = "screen.facts.intro" if name is None else f"list.{name}.intro"
        screens.extend(
            Screen(name or "facts", "terms", intro, tuple(question_of(library, id_) for id_ in chunk), False)
            for chunk in _evenly(lines, LINES)
        )
    return tuple(screens)


def _list_of(library: Library, id_: str) -> str | None:
    return library.terms[id_].question_list if id_ in library.terms else None


def _first_screen(found: Screening) -> Screen | None:
    case, library = found.case, found.case.engine.library
    stages = groupby(found.triage.open_questions, key=lambda id_: _joint(stage_of(case, id_)))
    stage, grouped = next(stages, (None, iter(())))
    if stage is None:
        return None
    questions = list(grouped)
    if AGE in questions and case.sex is None:
        questions.insert(questions.index(AGE) + 1, SEX)
    chunk = _evenly(questions, FACT_LINES if stage in (Stage.FACTS, Stage.BASICS) else LINES)[0]
    name = stage_of(case, chunk[0]).name.lower()
    lines = tuple(question_of(library, id_) for id_ in chunk)
    return Screen(name, _kind(stage, chunk), f"screen.{name}.intro", lines, stage is Stage.PRIVATE)


def _joint(stage: Stage) -> Stage:
    """Questions for everybody and for the place run on without a break."""
    return Stage.UNIVERSAL if stage is Stage.REGION else stage


def _kind(stage: Stage, lines: list[str]) -> ScreenKind:
    if stage is Stage.SHORT:
        return "short"
    if stage in (Stage.BASICS, Stage.COURSE, Stage.FACTS):
        return "facts"
    return "checklist" if len(lines) > 1 else "question"


def _evenly(lines: list[str], most: int) -> list[list[str]]:
    """`lines` in runs of at most `most`, as even as they come."""
    count = -(-len(lines) // most)
    cuts = [number * len(lines) // max(count, 1) for number in range(count + 1)]
    return [lines[start:end] for start, end in pairwise(cuts)]


def _clarifying(flag: str) -> Question:
    return Question(flag, f"flag.{flag}.clarify", f"flag.{flag}.question")


def _to_clarify(found: Screening, history: History) -> Iterator[str]:
    """Flags left in doubt whose clarifying question has not been used: a single not_sure, or a no beside a tick
    that says the same thing."""
    case = found.case
    for flag in case.engine.library.flags.values():
        reading = case.flags[flag.id]
        if flag.has_clarify and reading.value == "not_sure":
            doubted_once = reading.latest == "not_sure" and reading.doubts == 1
            if doubted_once or (reading.latest == "no" and not _settled_beside_tick(case, history, flag.id)):
                yield flag.id


def _settled_beside_tick(case: Case, history: History, flag: str) -> bool:
    """Whether the flag was denied again, knowing of the tick."""
    at = max(when for tick, when in case.ticks.items() if case.engine.ticks[tick].same_as == flag)
    given = history.answers[flag]
    after = sum(each.at >= at for each in given)
    return after > (1 if given[0].at >= at else 0)
