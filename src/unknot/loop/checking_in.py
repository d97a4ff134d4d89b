"""A check-in: what is asked about how it is and about the time since the last one, how much of a change is worth
speaking of, and how the person is told when the next one is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from unknot.content.library import Library
from unknot.content.records import Measure
from unknot.facts import CheckIn, Given, History
from unknot.loop.advice import Advice, PlannedStep, TodaysPlan
from unknot.loop.doing import is_professional, timed_step
from unknot.loop.rhythm import Rhythm
from unknot.loop.telling import signs_here
from unknot.planning.families import family
from unknot.planning.routine import duration_s
from unknot.screening.asking import RASH
from unknot.screening.engine import engine_for
from unknot.screening.interview import Question, question_of
from unknot.screening.triage import Triage, triage

_REPEAT, _REMIND, _WATCH = "repeat_result", "remind_once", "ask_rash"
_TOLD = ("block_technique", "recollect_facts", _WATCH)
"""Effects of rules without a result of their own that a person is told of when they begin."""


@dataclass(frozen=True, slots=True)
class Doings:
    """What to ask about the plan that was shown last: the `steps` to tick, or whether it was `followed`, or nothing.

    `recorded` is true if something of it is on record already.
    """

    steps: tuple[PlannedStep, ...]
    followed: bool
    recorded: bool


def news(library: Library, held: History) -> tuple[Question, ...]:
    """Every line that asks at a check-in what is new: the short screen, the rash while it is watched for, and what else
    the gate would ask about the time since the last check-in if nothing of it were."""
    lines = tuple(question_of(library, line) for line in library.short_screen)
    denied = {line.id: (*held.answers.get(line.id, ()), Given("no", held.at)) for line in lines}
    last = next((each.pain_now for each in reversed(held.check_ins) if each.pain_now is not None), None)
    given = CheckIn(id="imagined", at=held.at, zone=held.zone, episode=held.episode, pain_now=last)
    imagined = replace(held, answers=MappingProxyType({**held.answers, **denied}), check_ins=(*held.check_ins, given))
    about_now = {RASH, *engine_for(library).course_facts}
    asked = [id_ for id_ in triage(library, imagined).open_questions if id_ in about_now]
    return (*lines, *(question_of(library, id_) for id_ in asked))


def repeats_result(found: Triage) -> bool:
    """Whether an earlier result still stands that nobody has acted on, so that it is shown before anything is asked."""
    return _REPEAT in found.effects


def reminder(library: Library, found: Triage) -> tuple[str, ...]:
    """What somebody is told who comes back after missed check-ins: silence is no recovery, and the signs to get help
    for. Empty where none were missed."""
    if _REMIND not in found.effects:
        return ()
    here = signs_here(library, found)
    return (
        library.say("checking_in.silence"),
        *((library.say("advice.stop_signs", signs="; ".join(here)),) if here else ()),
        library.say("advice.signs_anywhere", signs="; ".join(library.lines("advice.emergency_signs"))),
    )


def watched(library: Library, found: Triage) -> tuple[str, ...]:
    """What the course so far says to look out for at this check-in."""
    return _actions(library, found, (_WATCH,))


def consequences(library: Library, found: Triage) -> tuple[str, ...]:
    """What happens because of what was said, where that is no result of its own."""
    return _actions(library, found, _TOLD)


def _actions(library: Library, found: Triage, effects: Sequence[str]) -> tuple[str, ...]:
    rules = [rule for rule in library.follow_up_rules.values() if rule.disposition is None]
    return tuple(
        library.say(f"follow_up.{rule.id}.action")
        for rule in rules
        for effect in effects
        if effect in rule.effects and effect in found.effects
    )


def doings(library: Library, plan: TodaysPlan | None, shown_at: datetime | None, history: History) -> Doings:
    """What is to be asked of `plan`, shown at `shown_at`: not what a session has recorded since, nor others' work."""
    planned = () if plan is None else tuple(step for step in plan.steps if not is_professional(library, step))
    recorded = {dose.technique for dose in history.doses if shown_at is None or dose.at > shown_at}
    timed = [step for step in planned if duration_s(library, timed_step(library, step)) > 0]
    asked = tuple(step for step in timed if step.technique not in recorded)
    return Doings(steps=asked, followed=bool(planned) and not timed, recorded=bool(recorded))


def movements(library: Library, advice: Advice, history: History) -> tuple[str, ...]:
    """The movements to ask "how far does it go" about: those asked before for this knot, then those that the likely
    muscle limits, ticked ones first, then others with a range that were ticked. Where these are too few, movements with
    a range that hurt because of that muscle fill them up.

    Few and always the same ones, so that the answers can be compared. None where the likely muscle may not be moved
    freely today.
    """
    likely = advice.candidates[:1]
    if not likely or not _may_move(library, advice, likely[0].muscle):
        return ()
    muscle = library.muscles[likely[0].muscle]
    before = [id_ for each in reversed(history.check_ins) for id_ in each.movements if id_ in library.movements]
    ticked = [id_ for id_ in library.movements if history.said_yes(f"movement:{id_}")]
    ticked = [id_ for id_ in ticked if id_ in muscle.movements_limited or library.movements[id_].rom is not None]
    limited = sorted(muscle.movements_limited, key=lambda id_: id_ not in ticked)
    wanted = tuple(dict.fromkeys((*before, *limited, *ticked)))
    hurt = [id_ for id_ in muscle.movements_hurt if library.movements[id_].rom is not None and id_ not in wanted]
    filled = (*wanted, *hurt[: max(int(library.number("rhythm.movements_filled")) - len(wanted), 0)])
    return filled[: int(library.number("rhythm.movements_most"))]


def ranges(library: Library, history: History) -> tuple[str, ...]:
    """The ranges of motion that were measured for this knot before, the latest first: they may be measured again."""
    measured = dict.fromkeys(
        key for each in reversed(history.check_ins) for key in each.rom if measure_of(library, key)
    )
    return tuple(measured)[: int(library.number("rhythm.movements_most"))]


def measure_of(library: Library, key: str) -> Measure | None:
    """The measure of a range of motion, `key` being its id with or without a side."""
    return library.measures.get(key) or library.measures.get(key.rpartition(".")[0])


def range_label(library: Library, key: str) -> str:
    """The question for a range of motion, with its unit and its side."""
    measure = measure_of(library, key)
    if measure is None:
        raise KeyError(key)
    question, unit = library.say(f"measure.{measure.id}.ask"), library.say(f"checking_in.unit.{measure.unit}")
    if key == measure.id:
        return library.say("checking_in.range", question=question, unit=unit)
    side = library.say(f"checking_in.side.{key.rpartition('.')[2]}")
    return library.say("checking_in.range_of_side", question=question, unit=unit, side=side)


def _may_move(library: Library, advice: Advice, muscle: str) -> bool:
    """Whether easy movement of the muscle is free today."""
    return any(each.muscle == muscle and family(library.kinds[each.kind]) == "move" for each in advice.options)


def when_next(library: Library, next_one: Rhythm, today: date, named: Callable[[date], str]) -> tuple[str, ...]:
    """When the next check-in of an open knot is wanted and why, and that it is fine not to; `named` writes a day as
    people here do."""
    return tuple(_when_next(library, next_one, today, named))


def _when_next(library: Library, next_one: Rhythm, today: date, named: Callable[[date], str]) -> Iterator[str]:
    if next_one.due:
        yield library.say("checking_in.next.due")
    elif next_one.due_on == today + timedelta(days=1):
        yield library.say("checking_in.next.tomorrow")
    else:
        yield library.say("checking_in.next", day=named(next_one.due_on))
    yield from next_one.why
    yield library.say("checking_in.next.fine")


def within_wander(library: Library, history: History) -> bool:
    """Whether the pain differs from the last time by less than is worth announcing."""
    pains: Sequence[float] = [each.pain_now for each in history.check_ins if each.pain_now is not None]
    least = library.number("recovery.announce_change")
    return len(pains) > 1 and 0 < abs(pains[-1] - pains[-2]) < least
