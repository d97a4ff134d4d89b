"""What the person's own story says and no answer has settled yet.

A story only ever raises. Every flag that it speaks of is asked first. While the question is open, what the story
surely speaks of stands as a yes; the answer given then, whatever it is, takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from unknot.facts import History
from unknot.screening.asking import age_fits
from unknot.screening.case import Case
from unknot.screening.readings import Reading
from unknot.screening.story import heard


@dataclass(frozen=True, slots=True)
class Mention:
    """A flag the story speaks of, surely or perhaps: the person's own words, and when they were written."""

    flag: str
    sure: bool
    quote: str
    at: datetime


def mentions(case: Case, history: History) -> Mapping[str, Mention]:
    """The flags that the stories speak of and no later answer has settled, in the order they were told.

    Flags already at yes need no asking, a flag for another age cannot hold, and what a clinician has cleared since
    is settled.
    """
    open_ones: dict[str, Mention] = {}
    for mention in _told(case, history):
        if _is_open(case, history, mention):
            held = open_ones.get(mention.flag)
            if held is None or (mention.sure and not held.sure):
                open_ones[mention.flag] = mention
    return open_ones


def as_told(case: Case, told: Mapping[str, Mention]) -> Case:
    """`case` with what was surely told read as yes."""
    readings = {
        flag: Reading("yes", "yes", mention.at, mention.at, fresh=True)
        for flag, mention in told.items()
        if mention.sure
    }
    return replace(case, flags={**case.flags, **readings})


def to_be_asked(case: Case, told: Mapping[str, Mention]) -> Case:
    """`case` in which every flag told of applies and must be asked, also one that was denied before the story."""
    doubted = {flag: replace(case.flags[flag], fresh=False) for flag in told}
    return replace(
        case,
        flags={**case.flags, **doubted},
        applicable=case.applicable | told.keys(),
        waiting=case.waiting - told.keys(),
    )


def _told(case: Case, history: History) -> Iterator[Mention]:
    for story in history.stories:
        for each in heard(case.engine.library, story.text):
            yield Mention(each.flag, each.sure, each.quote, story.at)


def _is_open(case: Case, history: History, mention: Mention) -> bool:
    if case.flags[mention.flag].value == "yes":
        return False
    if case.cleared_at is not None and case.cleared_at >= mention.at:
        return False
    if case.age is not None and not age_fits(case, mention.flag):
        return False
    return all(given.at <= mention.at for given in history.answers.get(mention.flag, ()))
