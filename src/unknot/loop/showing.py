"""What of an advice a person is shown, at every door alike: safety decides how much."""

from __future__ import annotations

from dataclasses import dataclass

from unknot.content.library import Library
from unknot.loop.advice import Advice, Excluded, Statement, TodaysPlan

DANGER = ("emergency_now", "urgent_same_day")
"""Results at which no muscle, no forecast and no technique is shown."""

_STRICTNESS = {"block": 0, "block_region": 1, "ask_clinician": 2, "modify": 3}
_ROLES = {"ease": 0, "settle": 1, "keep_away": 2, "professional": 3}
_SAID_BY_THE_LINE = ("advice.self_care_ok",)
_SAID_WITH_SAFETY = ("advice.only_comfort", "advice.act_sooner", "advice.stop_signs", "advice.signs_anywhere")
_SAID_ELSEWHERE = ("advice.candidates_uncertain", "forecast.basis", *_SAID_WITH_SAFETY)
_ABOUT_WHAT_IS_NAMED = ("advice.candidates_uncertain", "advice.contested", "forecast.basis")


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Techniques that one reason keeps back. `waits` is true where only answers are missing; then `text` is empty."""

    names: tuple[str, ...]
    text: str
    waits: bool


def may_name(advice: Advice) -> bool:
    """Whether safety lets a muscle, a cause, a forecast and a plan be shown."""
    return advice.screened and advice.disposition not in DANGER


def reasons(advice: Advice) -> tuple[Statement, ...]:
    """What is behind the result of the safety questions, as far as its own line does not say it."""
    return tuple(reason for reason in advice.reasons if reason.code not in _SAID_BY_THE_LINE)


def cautions(advice: Advice) -> tuple[Statement, ...]:
    """What belongs beside the result of the safety questions."""
    if advice.disposition in DANGER:
        return tuple(caution for caution in advice.cautions if caution.code not in _ABOUT_WHAT_IS_NAMED)
    if advice.screened:
        return tuple(caution for caution in advice.cautions if caution.code in _SAID_WITH_SAFETY)
    return ()


def notes(advice: Advice) -> tuple[Statement, ...]:
    """What is good to know besides; nothing where danger comes first."""
    if advice.disposition in DANGER:
        return ()
    return tuple(caution for caution in advice.cautions if caution.code not in _SAID_ELSEWHERE)


def listed(text: str) -> tuple[str, tuple[str, ...]]:
    """A sentence that ends in a list, taken apart: what leads up to it, and its lines; without a list, no lines."""
    intro, colon, rest = text.partition(": ")
    lines = tuple(line.rstrip(".") for line in rest.split("; "))
    return (intro, lines) if colon and len(lines) > 1 else (text, ())


def care(plan: TodaysPlan) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """What to take care of, each caution once, with the numbers of the steps it holds for."""
    held: dict[str, list[int]] = {}
    for number, step in enumerate(plan.steps, 1):
        for caution in step.cautions:
            held.setdefault(caution, []).append(number)
    return tuple((caution, tuple(numbers)) for caution, numbers in held.items())


def not_offered(library: Library, advice: Advice) -> tuple[NotOffered, ...]:
    """What is not offered at all, grouped by the strictest reason that holds; self-care first.

    What only waits for answers is put together as such, at the end of its group.
    """
    offered = {option.technique for option in advice.options}
    strictest: dict[str, Excluded] = {}
    for each in sorted(advice.exclusions, key=lambda each: (bool(each.asks), _STRICTNESS.get(each.action, 9))):
        if each.technique not in offered:
            strictest.setdefault(each.technique, each)
    roles = {id_: _ROLES.get(technique.role, 9) for id_, technique in library.techniques.items()}
    grouped: dict[tuple[bool, str], dict[str, None]] = {}
    for id_ in sorted(strictest, key=lambda id_: (bool(strictest[id_].asks), roles.get(id_, 9), id_)):
        waits = bool(strictest[id_].asks)
        key = (waits, "" if waits else strictest[id_].text)
        grouped.setdefault(key, {})[library.say(f"technique.{id_}.name")] = None
    return tuple(NotOffered(tuple(names), text, waits) for (waits, text), names in grouped.items())
