"""The safety screens: what the screening room wants asked next, shown and answered one screen at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unknot.cli.interview import Interview, Step
from unknot.facts import Answer
from unknot.loop import advise
from unknot.loop.interview import answer, answers, open_terms
from unknot.screening.interview import Question, Screen, next_screen, questions_in_order

_TERMS, _OPENED = "screen.terms.intro", "screen.opened.intro"


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
    if screen.quote:
        page.say(interview.say("cli.ask.own_words", words=screen.quote), indent=2)
    if len(screen.questions) == 1:
        question = screen.questions[0]
        page.say(question.text(interview.library))
        if screen.kind == "clarify":
            page.say(interview.say(question.full_key))
        value = interview.ask.yes_no_not_sure(interview.say("cli.ask.yes_no_not_sure"), _explain(interview, question))
        interview.add(answer(interview.library, interview.episode, question.id, value), personal=True)
        return
    _show_lines(interview, screen)
    if left > len(screen.questions):
        page.aside(interview.say("cli.ask.left", left=left - len(screen.questions)), indent=2)
    interview.ask.forget_what_was_typed()
    ticks = interview.ask.ticks(
        interview.say("cli.ask.ticks"),
        len(screen.questions),
        lambda place: _explain(interview, screen.questions[place])(),
    )
    told = [
        raw
        for place, question in enumerate(screen.questions)
        for raw in answers(interview.library, interview.episode, question, ticks.value(place))
    ]
    interview.add(*told, personal=True)
    page.aside(noted(interview, len(ticks.yes), len(ticks.not_sure)), indent=2)


def _show_lines(interview: Interview, screen: Screen) -> None:
    """The lines, numbered through all sections."""
    first = 1
    for section in screen.sections:
        if section.heading_key:
            interview.page.say(interview.say(section.heading_key), "bold", indent=2)
        lines = [question.text(interview.library) for question in section.questions]
        interview.page.numbered(lines, indent=2, start=first, last=len(screen.questions))
        first += len(lines)


def noted(interview: Interview, yes: int, not_sure: int) -> str:
    """What was understood, in a few words, so that a stray Enter is seen."""
    if not yes and not not_sure:
        return interview.say("cli.noted.none")
    if not not_sure:
        return interview.say("cli.noted.yes", yes=yes)
    return interview.say("cli.noted.yes_and_not_sure", yes=yes, not_sure=not_sure)


def _explain(interview: Interview, question: Question) -> Callable[[], Sequence[str]]:
    return lambda: question.full(interview.library)


def _open_terms(interview: Interview) -> Screen | None:
    request = interview.memory.request(interview.episode)
    return open_terms(interview.library, advise(request, interview.library), frozenset(_answered(interview)), request)


def _ask_terms(interview: Interview) -> None:
    screen = _open_terms(interview)
    if screen is not None:
        if not interview.brief and not interview.heard[0] not in (_TERMS, _OPENED):
            interview.page.heading(interview.say("cli.ask.terms.heading"))
        ask_screen(interview, screen)


SAFETY = Step(_pending, _ask)
TERMS = Step(lambda interview: _open_terms(interview) is not None, _ask_terms)
