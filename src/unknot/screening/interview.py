"""What to ask next: grouped lists, what cannot wait first, private questions apart, nothing after an emergency.

A screen is a list of lines in sections. The person ticks what fits; for every other line shown the caller records
"no" ("none of these"), and "not_sure" where the person says so. `age` and `sex` are answered with a Profile, `where`
with a Mark, everything else with an Answer of the line's id; a line of several terms with a "no" for each of them, or
with an Answer of its own that opens their lines. A screen named private starts with nothing ticked, is never shown
beside others, and offers a way out. Changing an earlier yes is a Correction, not a second answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Literal, TypeVar

from unknot.content.library import Library
from unknot.facts import Given, History
from unknot.screening.case import Case
from unknot.screening.engine import AGE, LIFE_CHANGE, engine_for
from unknot.screening.ordering import PRIVATE, TELLING, Stage, stage_of
from unknot.screening.triage import EMERGENCY, Screening, screen

LINES = 20
"""At most so many lines stand on one screen."""
SEX = "sex"
Line = TypeVar("Line")

ScreenKind = Literal["story", "hint", "checklist", "question", "clarify", "facts", "terms", "short"]


@dataclass(frozen=True, slots=True)
class Question:
    """One line: the id its answer carries, its short text and its full text.

    A line with `terms` asks for all of them at once: left empty it denies each, ticked it opens their own lines.
    """

    id: str
    text_key: str
    full_key: str
    terms: tuple[str, ...] = ()

    def text(self, library: Library) -> str:
        """What stands in the line."""
        said = library.say(self.text_key)
        words = dict.fromkeys(library.say(f"term.{term}.short") for term in self.terms)
        return f"{said}: {', '.join(words)}" if words else said

    def full(self, library: Library) -> tuple[str, ...]:
        """What is meant by it, sentence by sentence."""
        keys = [f"term.{term}.question" for term in self.terms] or [self.full_key]
        return tuple(library.say(key) for key in keys)


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that stand together on a screen, below a heading unless its key is empty."""

    heading_key: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines that are asked together. `intro_key` is the sentence above them.

    A screen of the kind story or hint asks about something that the person surely or perhaps told of, in the words of
    `quote`.
    """

    id: str
    kind: ScreenKind
    intro_key: str
    sections: tuple[Section, ...]
    private: bool
    quote: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every line, in the order in which they stand."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def is_about_the_story(self) -> bool:
        """Whether it asks about something that the person told of."""
        return self.kind in ("story", "hint")


def together(*questions: Question) -> tuple[Section, ...]:
    """The lines without a heading."""
    return (Section("", questions),)


def next_screen(library: Library, history: History) -> Screen | None:
    """The next screen of the gate; None once nothing is open or an emergency has been found.

    A not_sure that has a clarifying question is clarified once before anything else is asked.
    """
    found = screen(library, history)
    if found.triage.disposition == EMERGENCY and found.triage.complete:
        return None
    for flag in _to_clarify(found, history):
        return Screen("clarify", "clarify", "screen.clarify.intro", together(_clarifying(flag)), flag in PRIVATE)
    return _about_the_story(found) or _first_screen(found, history)


def questions_in_order(library: Library, history: History) -> tuple[str, ...]:
    """The ids of the open questions of the gate that will be asked unless an answer changes that, in their order."""
    return _worth_asking(screen(library, history), history)


def question_of(library: Library, id_: str) -> Question:
    """The line that asks for `id_`: a flag, fact, term, line of the short screen, `where`, `age` or `sex`."""
    if id_ in library.flags:
        return Question(id_, f"flag.{id_}.short", f"flag.{id_}.question")
    if id_ in library.background_facts:
        return Question(id_, f"fact.{id_}.short", f"fact.{id_}.question")
    if id_ in library.terms:
        key = f"term.{id_}.question"
    elif id_ in library.short_screen:
        key = f"short_screen.{id_}.question"
    else:
        key = f"ask.{id_}"
    return Question(id_, key, key)


def opening(group: str) -> str:
    """The id that the answer to the line of a whole group of terms carries."""
    return f"terms:{group}"


def terms_screen(library: Library, asked: Collection[str], answered: Collection[str]) -> Screen | None:
    """One list of everything that is `asked` before techniques may be offered; None if nothing is.

    Terms stand in one line for each group. The groups whose line is among the `answered` come first, term by term.
    """
    groups = {
        group.id: tuple(term for term in group.terms if term in asked)
        for group in library.term_groups.values()
        if any(term in asked for term in group.terms)
    }
    others = [id_ for id_ in (*library.flags, *library.background_facts) if id_ in asked]
    opened = [group for group in groups if opening(group) in answered]
    if opened or (len(groups) == 1 and not others):
        lines = [(group, question_of(library, term)) for group in opened or groups for term in groups[group]]
        headed = [(f"term_group.{group}.label", line) for group, line in lines]
        return Screen("opened", "terms", "screen.opened.intro", _sections(_evenly(headed, LINES)[0]), False)
    listed = [("", _opening_line(group, terms)) for group, terms in groups.items()]
    listed += [(_heading(library, id_), question_of(library, id_)) for id_ in others]
    if not listed:
        return None
    chunk = _evenly(listed, LINES)[0]
    sections = _sections(chunk) if len(chunk) > 1 else together(_in_full(chunk[0][1]))
    return Screen("terms", "terms", "screen.terms.intro", sections, False)


def _opening_line(group: str, terms: tuple[str, ...]) -> Question:
    label = f"term_group.{group}.label"
    return Question(opening(group), label, label, terms)


def _about_the_story(found: Screening) -> Screen | None:
    """The full question that goes with the first thing the story tells of, alone, beside the person's own words."""
    flag = next((id_ for id_ in found.triage.open_questions if id_ in found.told), None)
    if flag is None:
        return None
    question = Question(flag, f"flag.{flag}.question", f"flag.{flag}.question")
    told = found.told[flag]
    kind: ScreenKind = "story" if told.sure else "hint"
    return Screen("story", kind, "screen.story.intro", together(question), flag in PRIVATE, told.quote)


def _first_screen(found: Screening, history: History) -> Screen | None:
    case, library = found.case, found.case.engine.library
    open_ids = _worth_asking(found, history)
    stages = groupby(open_ids, key=lambda id_: _joint(case, stage_of(case, id_), open_ids))
    stage, grouped = next(stages, (None, iter(())))
    if stage is None:
        return None
    asked = list(grouped)
    if AGE in asked and case.sex is None:
        asked.insert(asked.index(AGE) + 1, SEX)
    chunk = _evenly(asked, LINES)[0]
    named = [stage_of(case, id_) for id_ in chunk] if stage is Stage.UNIVERSAL else [stage]
    name = next((each for each in named if each is not Stage.BASICS), named[0]).name.lower()
    lines = [question_of(library, id_) for id_ in chunk]
    if len(lines) == 1:
        sections = together(_in_full(lines[0]))
    elif stage is Stage.UNIVERSAL:
        sections = _sections([(_heading(library, line.id), line) for line in lines])
    else:
        sections = together(*lines)
    return Screen(name, _kind(library, stage, chunk), f"screen.{name}.intro", sections, stage is Stage.PRIVATE)


def _worth_asking(found: Screening, history: History) -> tuple[str, ...]:
    """The open questions, without the facts that will not matter if the flags before them are all denied."""
    library, asked = found.case.engine.library, found.triage.open_questions
    flags = [id_ for id_ in asked if id_ in library.flags]
    if not flags or not any(stage_of(found.case, id_) is Stage.FACTS for id_ in asked):
        return asked
    denied = {id_: (*history.answers.get(id_, ()), Given("no", history.at)) for id_ in flags}
    imagined = replace(history, answers=MappingProxyType({**history.answers, **denied}))
    still = screen(library, imagined).triage.open_questions
    return tuple(id_ for id_ in asked if id_ in still or stage_of(found.case, id_) is not Stage.FACTS)


def _joint(case: Case, stage: Stage, open_ids: Iterable[str]) -> Stage:
    """Questions for everybody, for the place and about the person run on without a break; so do those that tell most,
    once the age is known, and those about the course, unless they are all that is left but the person."""
    runs_on = stage in (Stage.REGION, Stage.FACTS)
    runs_on |= stage is Stage.BASICS and case.age is not None
    runs_on |= stage is Stage.COURSE and any(stage_of(case, id_) in (Stage.UNIVERSAL, Stage.REGION) for id_ in open_ids)
    return Stage.UNIVERSAL if runs_on else stage


def _kind(library: Library, stage: Stage, lines: list[str]) -> ScreenKind:
    if stage is Stage.SHORT:
        return "short"
    if len(lines) == 1:
        return "question"
    return "checklist" if any(id_ in library.flags for id_ in lines) else "facts"


def _heading(library: Library, id_: str) -> str:
    """The key of the heading under which a flag or fact stands."""
    if id_ in library.flags:
        group = library.flags[id_].group
        name = next(name for name, groups in library.question_sections.items() if group in groups)
    else:
        of_the_pain = TELLING | (engine_for(library).course_facts - {LIFE_CHANGE})
        name = "this_pain" if id_ in of_the_pain else "about_you"
    return f"section.{name}.heading"


def _sections(headed: Iterable[tuple[str, Question]]) -> tuple[Section, ...]:
    """Lines below their headings, these in the order of their first line."""
    found: dict[str, list[Question]] = {}
    for heading, question in headed:
        found.setdefault(heading, []).append(question)
    return tuple(Section(heading, tuple(questions)) for heading, questions in found.items())


def _in_full(question: Question) -> Question:
    """A question that stands alone is asked in full."""
    return Question(question.id, question.full_key, question.full_key)


def _evenly(lines: list[Line], most: int) -> list[list[Line]]:
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
