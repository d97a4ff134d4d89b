"""What is asked beside the gate: the story, the lists that could free a technique, and whose an answer is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from unknot.causes.ranking import possible_causes
from unknot.content.library import Library
from unknot.facts import AnswerValue, History
from unknot.locating.ranking import by_muscle
from unknot.loop.advice import Advice, Excluded
from unknot.loop.showing import may_name
from unknot.screening.interview import Screen, question_of
from unknot.screening.triage import triage

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
_TERM_LINES = 12
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
    return Screen("short", "short", "cli.checkin.safety", lines, private=False)


def open_terms(library: Library, advice: Advice, answered: frozenset[str]) -> Screen | None:
    """The next list of conditions whose answer could free a technique that is held back, or change how a planned one is
    done; None if there is none.

    Only what a person does alone and now is asked for, and nothing of what was just `answered`.
    """
    if not may_name(advice):
        return None
    planned = () if advice.plan is None else advice.plan.steps
    change = {question for step in planned if not step.alongside for question in step.asks}
    asked = (_could_free(library, advice.exclusions) | change) - answered
    for name in (None, *library.question_lists):
        lines = [id_ for id_ in _in_content_order(library) if id_ in asked and _list_of(library, id_) == name]
        if lines:
            intro = "screen.facts.intro" if name is None else f"list.{name}.intro"
            screens = -(-len(lines) // _TERM_LINES)
            questions = tuple(question_of(library, id_) for id_ in lines[: -(-len(lines) // screens)])
            return Screen(name or "facts", "terms", intro, questions, private=False)
    return None


def settled_by_danger(library: Library, history: History) -> bool:
    """Whether nothing more is to be asked, because the answers call for a clinician today or at once."""
    found = triage(library, history)
    if found.disposition == "emergency_now":
        return True
    return found.complete and found.disposition == "urgent_same_day"


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
