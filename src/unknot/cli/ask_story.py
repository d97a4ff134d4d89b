"""The story in the person's own words; then what hurts when, what else is noticed and what may have brought it on."""

from __future__ import annotations

from functools import partial

from unknot.cli.ask_safety import noted
from unknot.cli.interview import Interview, Step
from unknot.facts.gate import LONGEST_TEXT
from unknot.loop.interview import SIGNS, Sign, sign_label, sign_open, signs


def _told_pending(interview: Interview) -> bool:
    """Whether nobody has asked yet, and no question of the screening was answered."""
    held = interview.history()
    return not held.stories and interview.library.flags.keys().isdisjoint(held.answers)


def _ask_told(interview: Interview) -> None:
    """One line, which may be empty, so that it is not asked again."""
    interview.page.heading(interview.say("cli.ask.told.heading"))
    text = interview.ask.line(interview.say("cli.ask.told"), lambda: [interview.say("cli.ask.told.help")])
    interview.add({"kind": "story", "text": text[:LONGEST_TEXT]})


def _pending(kind: Sign, interview: Interview) -> bool:
    return sign_open(interview.library, interview.history(), kind)


def _ask(kind: Sign, interview: Interview) -> None:
    ids = signs(interview.library, interview.history(), kind)
    labels = [sign_label(interview.library, kind, id_) for id_ in ids]
    interview.page.heading(interview.say(f"cli.ask.{kind}.heading"))
    interview.page.numbered(labels, indent=2)
    ticks = interview.ask.ticks(
        interview.say("cli.ask.ticks"),
        len(ids),
        lambda place: [labels[place], interview.say(f"cli.ask.{kind}.help")],
    )
    interview.page.aside(noted(interview, len(ticks.yes), len(ticks.not_sure)), indent=2)
    answers = [
        {"kind": "answer", "question": f"{kind}:{id_}", "value": ticks.value(place)} for place, id_ in enumerate(ids)
    ]
    interview.add(*answers)


TOLD = Step(_told_pending, _ask_told)
STORY = tuple(Step(partial(_pending, kind), partial(_ask, kind)) for kind in SIGNS)
