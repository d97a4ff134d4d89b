"""What is asked beside the gate: the story, the lists that could free a technique, and whose an answer is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

from unknot.causes.ranking import possible_causes
from unknot.content.library import Library
from unknot.facts import Answer, AnswerValue, History
from unknot.locating.ranking import by_muscle
from unknot.loop.advice import Advice, Excluded
from unknot.loop.door import advise
from unknot.loop.request import Request
from unknot.loop.showing import may_name
from unknot.planning.families import family
from unknot.screening.interview import Question, Screen, next_screen, question_of, terms_screen, together
from unknot.screening.triage import triage

CANNOT_FINISH = "cannot_finish"
"""The fact that the person is too unwell to go on answering. It is never asked; they say it instead of answering."""

Sign = Literal["movement", "symptom", "cause", "cue"]
SIGNS: tuple[Sign, ...] = ("movement", "symptom", "cause", "cue")

_SHOWN = {"movement": 10, "symptom": 6, "cause": 9}
_CUES = (
    "began_within_3_days_of_new_load",
    "same_activity_without_soreness_in_9_weeks",
    "hour_or_more_in_one_position",
    "crept_on_or_woke_with_it",
    "same_place_before",
    "both_sides_sore",
)
"""The cues of the story that only the person can tell; the others follow from the facts."""
_LABEL = {"movement": "label", "symptom": "label", "cause": "label", "cue": "question"}
_OF_THIS_KNOT = ("site", "today", "during")
"""Lists of terms whose answers hold for one knot and one day; the other lists are about the person."""


def signs(library: Library, history: History, kind: Sign) -> tuple[str, ...]:
    """The ids worth asking about, those that the likeliest muscles list first, ties by id."""
    if kind == "cue":
        return tuple(cue for cue in _CUES if cue in library.cues)
    likely = by_muscle(library, history)
    if kind == "cause":
        return tuple(cause.id for cause in possible_causes(library, likely)[: _SHOWN[kind]])
    hidden = {id_ for id_, symptom in library.symptoms.items() if kind == "symptom" and not symptom.tick_box}
    weights: dict[str, float] = {}
    for muscle, chance in likely.items():
        record = library.muscles[muscle]
        for sign in record.movements_hurt if kind == "movement" else record.symptoms:
            weights[sign] = weights.get(sign, 0.0) + chance
    return tuple(sorted(weights.keys() - hidden, key=lambda sign: (-weights[sign], sign))[: _SHOWN[kind]])


def sign_label(library: Library, kind: Sign, id_: str) -> str:
    """The line a person reads for a sign."""
    return library.say(f"{kind}.{id_}.{_LABEL[kind]}")


def sign_open(library: Library, history: History, kind: Sign) -> bool:
    """Whether no sign of this kind was answered yet, and there is one to ask about."""
    answered = any(question.startswith(f"{kind}:") for question in history.answers)
    return not answered and bool(signs(library, history, kind))


def answer(library: Library, episode: str, question: str, value: AnswerValue) -> dict[str, Any]:
    """The answer as a raw fact: of this knot, or of the person where it stays true for every knot."""
    raw: dict[str, Any] = {"kind": "answer", "question": question, "value": value}
    return raw if is_personal(library, question) else {**raw, "episode": episode}


def answers(library: Library, episode: str, question: Question, value: AnswerValue) -> list[dict[str, Any]]:
    """What a line of a screen says, as raw facts: "no" to a line of several terms denies each of them."""
    denied = question.terms if value == "no" else ()
    return [answer(library, episode, id_, value) for id_ in denied or (question.id,)]


def is_personal(library: Library, question: str) -> bool:
    """Whether the answer is about the person and not about this knot."""
    if question in library.background_facts:
        return library.background_facts[question].scope == "profile"
    if question in library.flags or question in library.short_screen:
        return False
    return question in library.terms and library.terms[question].question_list not in _OF_THIS_KNOT


def short_screen(library: Library) -> Screen:
    """The lines that are asked at every check-in."""
    lines = tuple(question_of(library, line) for line in library.short_screen)
    return Screen("short", "short", "cli.checkin.safety", together(*lines), private=False)


def open_terms(
    library: Library, advice: Advice, answered: frozenset[str], request: Request | None = None
) -> Screen | None:
    """What could free a technique that is held back, or change how a planned one is done, as one list; None if nothing
    could.

    Only what a person does alone and now is asked for, and nothing of what was just `answered`. A line of several terms
    that was answered for itself was ticked: then these come first, one by one. With the `request` that the advice came
    from, the list also has what would be asked next if all of it were denied.
    """
    asked = _undecided(library, advice) - answered
    more = asked if request is not None else set()
    while more and request is not None:
        request = replace(request, facts=(*request.facts, *_denials(request, more)))
        more = _undecided(library, advise(request, library)) - answered - asked
        asked |= more
    return terms_screen(library, asked, answered)


def _undecided(library: Library, advice: Advice) -> set[str]:
    """What could free a technique, or change how one of the plan is done."""
    if not may_name(advice):
        return set()
    planned = () if advice.plan is None else advice.plan.steps
    change = {question for step in planned if not step.alongside for question in step.asks}
    return _could_free(library, advice) | change


def _denials(request: Request, questions: Iterable[str]) -> Iterator[Answer]:
    for question in sorted(questions):
        yield Answer(
            id=f"imagined.{question}",
            at=request.at,
            zone=request.zone,
            episode=request.episode,
            question=question,
            value="no",
        )


def settled_by_danger(library: Library, history: History) -> bool:
    """Whether nothing more is to be asked, because the answers call for a clinician today or at once.

    A doubt that a second question may still clear up is asked about first.
    """
    found = triage(library, history)
    danger = found.complete and found.disposition in ("emergency_now", "urgent_same_day")
    return danger and next_screen(library, history) is None


def _could_free(library: Library, advice: Advice) -> set[str]:
    """The questions that could free a technique: those of techniques that nothing known holds back.

    A muscle that something of the same kind is offered for needs no second one, and every way of stretching is of one
    kind here; where one technique of a kind hangs on fewer questions than another, only its own are asked.
    """
    by_target: dict[tuple[str, str, str | None], list[Excluded]] = {}
    for excluded in advice.exclusions:
        technique = library.techniques.get(excluded.technique)
        if technique is not None and technique.role in ("ease", "settle"):
            by_target.setdefault((_alike(library, technique.kind), excluded.technique, excluded.muscle), []).append(
                excluded
            )
    offered = {(_alike(library, option.kind), option.muscle) for option in advice.options}
    hangs_on: dict[tuple[str, str | None], list[frozenset[str]]] = {}
    for (kind, _, muscle), reasons in by_target.items():
        if (kind, muscle) not in offered and all(reason.asks for reason in reasons):
            asked = frozenset(question for reason in reasons for question in reason.asks)
            hangs_on.setdefault((kind, muscle), []).append(asked)
    return {
        question
        for alternatives in hangs_on.values()
        for asked in alternatives
        if not any(other < asked for other in alternatives)
        for question in asked
    }


def _alike(library: Library, kind: str) -> str:
    what = family(library.kinds[kind])
    return what if what == "stretch" else kind
