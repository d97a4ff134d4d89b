"""What hurts when, what else is noticed, what may have brought it on: lists chosen by the likely muscles."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from unknot.causes.ranking import possible_causes
from unknot.cli.ask_safety import noted
from unknot.cli.interview import Interview, Step
from unknot.content.records import Muscle
from unknot.locating.ranking import by_muscle

SHOWN = {"movement": 10, "symptom": 6, "cause": 9}
CUES = (
    "began_within_3_days_of_new_load",
    "same_activity_without_soreness_in_9_weeks",
    "hour_or_more_in_one_position",
    "crept_on_or_woke_with_it",
    "same_place_before",
    "both_sides_sore",
)
"""The cues of the story that only the person can tell; the others follow from the facts."""


def _listed(interview: Interview, kind: str, signs_of: Callable[[Muscle], tuple[str, ...]]) -> tuple[str, ...]:
    """The signs that the likely muscles list, those of the likeliest muscles first, ties by id."""
    library = interview.library
    hidden = {id_ for id_, sign in library.symptoms.items() if not sign.tick_box} if kind == "symptom" else set()
    weights: dict[str, float] = {}
    for muscle, chance in by_muscle(library, interview.history()).items():
        for sign in signs_of(library.muscles[muscle]):
            weights[sign] = weights.get(sign, 0.0) + chance
    shown = sorted(weights.keys() - hidden, key=lambda sign: (-weights[sign], sign))
    return tuple(shown[: SHOWN[kind]])


def _movements(interview: Interview) -> tuple[str, ...]:
    return _listed(interview, "movement", lambda muscle: muscle.movements_hurt)


def _symptoms(interview: Interview) -> tuple[str, ...]:
    return _listed(interview, "symptom", lambda muscle: muscle.symptoms)


def _causes(interview: Interview) -> tuple[str, ...]:
    likely = by_muscle(interview.library, interview.history())
    return tuple(cause.id for cause in possible_causes(interview.library, likely)[: SHOWN["cause"]])


def _cues(interview: Interview) -> tuple[str, ...]:
    return tuple(cue for cue in CUES if cue in interview.library.cues)


_LISTS: dict[str, Callable[[Interview], tuple[str, ...]]] = {
    "movement": _movements,
    "symptom": _symptoms,
    "cause": _causes,
    "cue": _cues,
}
_LABEL = {"movement": "label", "symptom": "label", "cause": "label", "cue": "question"}


def _pending(kind: str, interview: Interview) -> bool:
    answered = any(question.startswith(f"{kind}:") for question in interview.history().answers)
    return not answered and bool(_LISTS[kind](interview))


def _ask(kind: str, interview: Interview) -> None:
    ids = _LISTS[kind](interview)
    labels = [interview.say(f"{kind}.{id_}.{_LABEL[kind]}") for id_ in ids]
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


STORY = tuple(Step(partial(_pending, kind), partial(_ask, kind)) for kind in _LISTS)
