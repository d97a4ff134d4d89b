"""Lists of lines on a page: what stands in them, what came back, and how that becomes answers.

A line that was shown and left empty is a "no", one of several terms a "no" to each of them; a line that was not shown
is nothing. A change of an answer that stood in its line is a correction. If the line was answered elsewhere after the
page was made, an empty one changes nothing and a tick may only add to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import QueryDict

from unknot.facts import Answer, AnswerValue, Correction, Fact
from unknot.loop.interview import answer
from unknot.screening.interview import Question
from unknot.web import sheet as sheets
from unknot.web.journal import correction, withdrawal
from unknot.web.sheet import Sheet
from unknot.web.visit import Visit

_WEIGHT = {"no": 0, "not_sure": 1, "yes": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its id, what it says, the full question if that is longer, and what is ticked in it.

    `lead` is what its first words, those before a list of several terms, are.
    """

    id: str
    text: str
    full: str = ""
    value: str | None = None
    lead: str = ""


def line_of(visit: Visit, question: Question, value: str | None = None) -> Line:
    """The line that asks a question of the screening."""
    text, full = question.text(visit.library), "\n".join(question.full(visit.library))
    lead = f"{visit.library.say(question.text_key)}:" if question.terms else ""
    return Line(question.id, text.removeprefix(lead), "" if full == text else full, value, lead)


def stood_in(questions: Iterable[Question]) -> dict[str, Any]:
    """What a sheet holds of new lines: nothing, or the terms that a line asks for."""
    return {question.id: list(question.terms) or None for question in questions}


def said(sent: QueryDict, shown: Iterable[str]) -> dict[str, AnswerValue]:
    """What a list says: each of the lines shown, those left empty as "no"."""
    yes, not_sure = set(sent.getlist("yes")), set(sent.getlist("not_sure"))
    return {id_: "yes" if id_ in yes else "not_sure" if id_ in not_sure else "no" for id_ in shown}


def said_on_screen(sent: QueryDict, shown: Mapping[str, Any]) -> dict[str, AnswerValue] | None:
    """What a screen says: a single question has three answers to choose from, and None if none of them was chosen;
    more lines are a list, where an empty line of several terms denies each."""
    if len(shown) != 1:
        values = said(sent, shown)
        denied = {line: shown[line] or (line,) if value == "no" else (line,) for line, value in values.items()}
        return {id_: values[line] for line, ids in denied.items() for id_ in ids}
    value = sent.get("said")
    return {id_: cast(AnswerValue, value) for id_ in shown} if value in _WEIGHT else None


def record(visit: Visit, sheet: Sheet, values: Mapping[str, AnswerValue]) -> tuple[Fact, ...]:
    """The answers of a sheet are stored as far as they say something new. Returns what was stored."""
    return sheets.store(visit, sheet, answers(visit, sheet, values))


def answers(visit: Visit, sheet: Sheet, values: Mapping[str, AnswerValue]) -> list[dict[str, Any]]:
    """The facts that the answers of a sheet add, as raws."""
    own = {fact.question: fact for fact in sheets.sent_before(visit, sheet) if isinstance(fact, Answer)}
    standing = {fact.question: fact for fact in _answers(visit)}
    return list(_told(visit, sheet, values, own, standing))


def _told(
    visit: Visit,
    sheet: Sheet,
    values: Mapping[str, AnswerValue],
    own: Mapping[str, Answer],
    standing: Mapping[str, Answer],
) -> Iterator[dict[str, Any]]:
    for question, value in values.items():
        was, held = _stood(sheet, question), standing.get(question)
        if question in own:
            if own[question].value != value:
                yield correction(own[question], "changed", value=value)
        elif was is not None and value == was:
            continue
        elif was is not None and held is not None:
            if held.value != value:
                yield correction(held, "changed", value=value)
        elif held is None or held.at <= sheet.at or _WEIGHT[value] > _WEIGHT[held.value]:
            yield answer(visit.library, cast(str, visit.episode), question, value)
    of_groups = {id_ for line, terms in sheet.shown.items() if isinstance(terms, list) for id_ in (line, *terms)}
    for question in of_groups.intersection(own) - values.keys():
        yield withdrawal(own[question], "changed")


def _stood(sheet: Sheet, question: str) -> str | None:
    """What was ticked in the line of the question when the sheet was handed out."""
    stood = sheet.shown.get(question)
    return stood if isinstance(stood, str) else None


def back(visit: Visit, group: str, *names: str) -> bool:
    """The answers of `group` no longer hold, if they are the last of this sitting. Returns whether they were."""
    last = last_answers(visit, *names)
    if not last or sheets.group_of(last[0]) != group:
        return False
    visit.journal.take_back(last)
    return True


def last_answers(visit: Visit, *names: str) -> tuple[Fact, ...]:
    """What the last screen called one of `names` recorded for this knot, unless that is more than a sitting ago."""
    opened = visit.opened()
    since = max(visit.journal.now() - sitting(visit), opened.at) if opened else visit.journal.now() - sitting(visit)
    last = sheets.last_group(_answers(visit), names)
    return last if last and last[-1].at >= since else ()


def taken_back(visit: Visit, questions: Iterable[str]) -> Mapping[str, str]:
    """What the person had ticked in these lines before they went back to them, in this sitting."""
    facts = visit.journal.facts
    since = visit.journal.now() - sitting(visit)
    withdrawn = {
        fact.supersedes: fact.at
        for fact in facts
        if isinstance(fact, Correction) and fact.replacement is None and fact.at >= since
    }
    wanted = set(questions)
    latest: dict[str, tuple[datetime, str]] = {}
    for fact in facts:
        if isinstance(fact, Answer) and fact.id in withdrawn and fact.question in wanted and _is_ours(visit, fact):
            latest[fact.question] = (withdrawn[fact.id], fact.value)
    answered = {fact.question: fact.at for fact in _answers(visit)}
    return {
        question: value
        for question, (at, value) in latest.items()
        if question not in answered or answered[question] < at
    }


def answered_in_sitting(visit: Visit, name: str) -> int:
    """How many lines of screens called `name` were answered for this knot in this sitting."""
    since = visit.journal.now() - sitting(visit)
    return sum(sheets.name_of(fact) == name and fact.at >= since for fact in _answers(visit))


def _answers(visit: Visit) -> tuple[Answer, ...]:
    """The answers that stand, about this knot or the person, in order."""
    return tuple(fact for fact in visit.journal.standing() if isinstance(fact, Answer) and _is_ours(visit, fact))


def _is_ours(visit: Visit, fact: Fact) -> bool:
    return fact.episode in (None, visit.episode)


def sitting(visit: Visit) -> timedelta:
    """How long what a person does in one go is taken to last."""
    return timedelta(hours=visit.library.number("screening.same_sitting_hours"))
