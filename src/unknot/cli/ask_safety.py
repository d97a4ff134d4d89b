"""The safety screens: what the screening room wants asked next, shown and answered one screen at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from unknot.cli.interview import Interview, Step
from unknot.content.library import Library
from unknot.facts import Answer, AnswerValue
from unknot.loop.advice import Excluded
from unknot.screening.interview import Question, Screen, next_screen, question_of, questions_in_order

TERM_LINES = 12
_OF_THIS_KNOT = ("site", "today", "during")
"""Lists of terms whose answers hold for one knot and one day; the other lists are about the person."""


def _pending(interview: Interview) -> bool:
    return next_screen(interview.library, interview.history()) is not None


def _ask(interview: Interview) -> None:
    """One screen; the heading stands above the first of this run, the same introduction is not read twice."""
    screen = next_screen(interview.library, interview.history())
    if screen is None:
        return
    safety = {*interview.library.flags, *interview.library.background_facts}
    if not interview.brief and not _answered(interview) & safety:
        interview.page.heading(interview.say("cli.ask.safety.heading"))
        interview.page.aside(interview.say("cli.ask.safety.hint"))
    ask_screen(interview, screen, left=len(questions_in_order(interview.library, interview.history())))


def _answered(interview: Interview) -> set[str]:
    """The questions answered in this run."""
    facts = (fact for group in interview.given for fact in group)
    return {fact.question for fact in facts if isinstance(fact, Answer)}


def ask_screen(interview: Interview, screen: Screen, left: int = 0) -> None:
    """The screen is shown and every question of it has an answer, stored at once. `left` lines are still to come."""
    page = interview.page
    page.gap()
    if screen.private:
        page.aside(interview.say("cli.ask.private"))
    if interview.heard == (screen.intro_key, len(interview.given)):
        page.say(interview.say("cli.ask.and_these"), "bold")
    elif screen.intro_key in interview.library.text:
        page.say(interview.say(screen.intro_key), "bold")
    interview.heard = (screen.intro_key, len(interview.given) + 1)
    if len(screen.questions) == 1:
        question = screen.questions[0]
        page.say(interview.say(question.text_key))
        if screen.kind == "clarify":
            page.say(interview.say(question.full_key))
        value = interview.ask.yes_no_not_sure(interview.say("cli.ask.yes_no_not_sure"), _explain(interview, question))
        interview.add(answer(interview, question.id, value), personal=True)
        return
    page.numbered([interview.say(question.text_key) for question in screen.questions], indent=2)
    if left > len(screen.questions):
        page.aside(interview.say("cli.ask.left", left=left - len(screen.questions)), indent=2)
    interview.ask.forget_what_was_typed()
    ticks = interview.ask.ticks(
        interview.say("cli.ask.ticks"),
        len(screen.questions),
        lambda place: _explain(interview, screen.questions[place])(),
    )
    answers = [answer(interview, question.id, ticks.value(place)) for place, question in enumerate(screen.questions)]
    interview.add(*answers, personal=True)
    page.aside(noted(interview, len(ticks.yes), len(ticks.not_sure)), indent=2)


def noted(interview: Interview, yes: int, not_sure: int) -> str:
    """What was understood, in a few words, so that a stray Enter is seen."""
    if not yes and not not_sure:
        return interview.say("cli.noted.none")
    if not not_sure:
        return interview.say("cli.noted.yes", yes=yes)
    return interview.say("cli.noted.yes_and_not_sure", yes=yes, not_sure=not_sure)


def answer(interview: Interview, question: str, value: AnswerValue) -> dict[str, Any]:
    """The answer as a fact: of this knot, or of the person where it stays true for every knot."""
    raw: dict[str, Any] = {"kind": "answer", "question": question, "value": value}
    return raw if is_personal(interview, question) else {**raw, "episode": interview.episode}


def is_personal(interview: Interview, question: str) -> bool:
    """Whether the answer is about the person and not about this knot."""
    library = interview.library
    if question in library.background_facts:
        return library.background_facts[question].scope == "profile"
    if question in library.flags or question in library.short_screen:
        return False
    return question in library.terms and library.terms[question].question_list not in _OF_THIS_KNOT


def short_screen(interview: Interview) -> Screen:
    """The lines that are asked at every check-in."""
    lines = tuple(question_of(interview.library, line) for line in interview.library.short_screen)
    return Screen("short", "short", "cli.checkin.safety", lines, private=False)


def _explain(interview: Interview, question: Question) -> Callable[[], Sequence[str]]:
    return lambda: [interview.say(question.full_key)]


def _open_terms(interview: Interview) -> Screen | None:
    """The next list of conditions whose answer could free a technique that is held back, or change how a planned one is
    done; None if there is none.

    Only what a person does alone and now is asked for, and nothing that was answered in this run.
    """
    advice = interview.memory.advise(interview.episode)
    if not advice.screened or advice.disposition in ("emergency_now", "urgent_same_day"):
        return None
    library = interview.library
    planned = () if advice.plan is None else advice.plan.steps
    change = {question for step in planned if not step.alongside for question in step.asks}
    asked = (_could_free(library, advice.exclusions) | change) - _answered(interview)
    for name in (None, *library.question_lists):
        lines = [id_ for id_ in _in_content_order(library) if id_ in asked and _list_of(library, id_) == name]
        if lines:
            intro = "screen.facts.intro" if name is None else f"list.{name}.intro"
            screens = -(-len(lines) // TERM_LINES)
            questions = tuple(question_of(library, id_) for id_ in lines[: -(-len(lines) // screens)])
            return Screen(name or "facts", "terms", intro, questions, private=False)
    return None


def _could_free(library: Library, exclusions: Sequence[Excluded]) -> set[str]:
    """The questions that could free a technique: those of techniques that nothing known holds back."""
    by_target: dict[tuple[str, str | None], list[Excluded]] = {}
    for excluded in exclusions:
        technique = library.techniques.get(excluded.technique)
        if technique is not None and technique.role in ("ease", "settle"):
            by_target.setdefault((excluded.technique, excluded.muscle), []).append(excluded)
    return {
        question
        for reasons in by_target.values()
        if all(reason.asks for reason in reasons)
        for reason in reasons
        for question in reason.asks
    }


def _in_content_order(library: Library) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*library.flags, *library.background_facts, *library.terms)))


def _list_of(library: Library, id_: str) -> str | None:
    return library.terms[id_].question_list if id_ in library.terms else None


def _ask_terms(interview: Interview) -> None:
    screen = _open_terms(interview)
    if screen is not None:
        if not interview.brief and not interview.heard[0].startswith("list."):
            interview.page.heading(interview.say("cli.ask.terms.heading"))
        ask_screen(interview, screen)


SAFETY = Step(_pending, _ask)
TERMS = Step(lambda interview: _open_terms(interview) is not None, _ask_terms)
