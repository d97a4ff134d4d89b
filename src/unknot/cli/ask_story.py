"""What hurts when, what else is noticed, what may have brought it on: lists chosen by the likely muscles."""

from __future__ import annotations

from functools import partial

from unknot.cli.ask_safety import noted
from unknot.cli.interview import Interview, Step
from unknot.loop.interview import SIGNS, Sign, sign_label, sign_open, signs


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


STORY = tuple(Step(partial(_pending, kind), partial(_ask, kind)) for kind in SIGNS)
