"""The order in which open questions are asked: what the story tells of, the basics, what cannot wait, this place,
the person, private.

Within a stage the most urgent comes first, then the order of the content.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from enum import IntEnum

from unknot.screening.case import Case
from unknot.screening.engine import AGE, MARKED

PRIVATE = frozenset(
    {
        "rf_saddle_numbness",
        "rf_bladder_bowel_change",
        "rf_sexual_function_change",
        "rf_testicular",
        "rf_harm_by_other",
        "rf_crisis",
        "neck_compressed",
        "immediate_danger",
    }
)
"""Questions about bladder, bowel, sex, violence and despair: alone on a screen, with nothing filled in."""

TELLING = frozenset({"mechanical_pattern", "clear_muscle_trigger", "worsening_over_days", "any_fall_or_jolt"})
"""Facts of the story that settle most combinations, asked first so that the rest need not be."""


class Stage(IntEnum):
    """The stages of the interview, in order."""

    WHERE = 0
    BASICS = 1
    SHORT = 2
    UNIVERSAL = 3
    REGION = 4
    COURSE = 5
    FACTS = 6
    PRIVATE = 7
    CONTEXT = 8


def stage_of(case: Case, question: str) -> Stage:
    """The stage in which `question` is asked."""
    library = case.engine.library
    if question == MARKED:
        return Stage.WHERE
    if question == AGE or question in TELLING:
        return Stage.BASICS
    if question in library.short_screen:
        return Stage.SHORT
    if question in PRIVATE:
        return Stage.PRIVATE
    if question in library.flags:
        flag = library.flags[question]
        if flag.needs_facts:
            return Stage.CONTEXT
        return Stage.UNIVERSAL if flag.ask == "everyone" else Stage.REGION
    return Stage.COURSE if question in case.engine.course_facts else Stage.FACTS


def in_asking_order(case: Case, questions: Iterable[str], first: Container[str] = ()) -> tuple[str, ...]:
    """`questions` in the order they are asked, each once; those in `first` before all others."""
    library = case.engine.library
    in_the_content = (*library.short_screen, *library.flags, *library.background_facts)
    places = {id_: place for place, id_ in enumerate(in_the_content)}

    def key(question: str) -> tuple[bool, Stage, int, int]:
        flag = library.flags.get(question)
        rank = 0 if flag is None else case.engine.rank(flag.disposition)
        return question not in first, stage_of(case, question), -rank, places.get(question, -1)

    return tuple(sorted(dict.fromkeys(questions), key=key))
