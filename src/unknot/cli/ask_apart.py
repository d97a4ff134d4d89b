"""The question that would tell most where the likeliest muscles cannot be told apart: a movement or a small test."""

from __future__ import annotations

from unknot.cli.interview import Interview, Step
from unknot.facts import Answer
from unknot.loop.advice import OpenQuestion

MOST = 2
"""So many such questions are asked in one run."""


def _next(interview: Interview) -> OpenQuestion | None:
    asked = [fact.question for group in interview.given for fact in group if isinstance(fact, Answer)]
    advice = interview.memory.advise(interview.episode)
    if advice.disposition in ("emergency_now", "urgent_same_day") or interview.apart >= MOST:
        return None
    return next((each for each in advice.questions if each.screen == "telling_apart" and each.id not in asked), None)


def _ask(interview: Interview) -> None:
    question = _next(interview)
    if question is None:
        return
    interview.page.heading(interview.say("cli.ask.apart.heading"))
    interview.page.say(question.text)
    value = interview.ask.yes_no_not_sure(
        interview.say("cli.ask.yes_no_not_sure"), lambda: [interview.say("cli.ask.apart.help")]
    )
    interview.apart += 1
    interview.add({"kind": "answer", "question": question.id, "value": value})


APART = Step(lambda interview: _next(interview) is not None, _ask)
