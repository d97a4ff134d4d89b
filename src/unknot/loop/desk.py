"""Desk moves in words: the sets for one knot, or why there is none; what is said when, and the facts of what was done.

Safety decides first: nothing is offered before the questions are answered, nor where they say that help comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from unknot.content.library import Library
from unknot.facts import History
from unknot.locating.ranking import rank
from unknot.loop import telling
from unknot.loop.advice import Advice, PlannedStep
from unknot.loop.cueing import told
from unknot.loop.doing import dose
from unknot.loop.showing import DANGER
from unknot.loop.wording import sources
from unknot.planning import desk as planning
from unknot.planning.desk import DeskMove, DeskSet
from unknot.screening.fences import fence
from unknot.screening.triage import screen

EVIDENCE = ("dk-01", "dk-02", "dk-05")
"""The findings on breaks that stand behind the sets. That no trial tested the moves alone is said beside them."""

_SPEAKS_BETWEEN = ("ready", "end")


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a set: the step it is, how often and how long, and for which muscle.

    `near` is the name of the likely muscle it is for, or whose partner (`is_partner`) it is for, as it stands in a
    sentence.
    """

    step: PlannedStep
    how_much: str
    why: str
    near: str
    is_partner: bool
    repetitions: int
    at_s: float
    work_s: float


@dataclass(frozen=True, slots=True)
class Set:
    """Moves one after the other, `total_s` seconds in all; `note` says where it ends early."""

    name: str
    title: str
    length_s: float
    total_s: float
    changeover_s: float
    note: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The sets for one knot, shortest first. Without one, `no` names why (`danger`, `questions`, `plan`, `rest`,
    `enough`, `none`) and `text` says it."""

    sets: tuple[Set, ...]
    is_gone: bool
    no: str
    text: str

    def named(self, name: str) -> Set | None:
        """The set called `name`, if there is one."""
        return next((each for each in self.sets if each.name == name), None)


def offer(library: Library, held: History, advice: Advice) -> Offer:
    """The sets that may be done at `held.at`; `advice` is what was advised for the same history."""
    no = _why_not(library, advice)
    is_gone = advice.plan is not None and advice.plan.kind == "maintain"
    sets: tuple[DeskSet, ...] = ()
    if not no:
        found = screen(library, held)
        fences = fence(library, held, found.triage, found.case)
        sets = planning.desk_sets(library, held, found.triage, fences, rank(library, held))
        if not sets:
            no = "enough" if planning.moved_today(library, held) else "none"
    told_sets = tuple(_set(library, each, is_gone=is_gone) for each in sets)
    return Offer(told_sets, is_gone, no, library.say(f"desk.no.{no}") if no else "")


def cues(library: Library, chosen: Set) -> tuple[dict[str, Any], ...]:
    """What is said when, as plain values like those of a step, from the first move to the end at `total_s`."""
    said: list[dict[str, Any]] = []
    begin = library.number("planning.get_ready")
    for number, move in enumerate(chosen.moves):
        name = move.step.name
        text = library.say("desk.cue.move", name=name)
        said.append({"at_s": move.at_s, "kind": "rest" if number else "ready", "text": text})
        shift = move.at_s + chosen.changeover_s - begin
        said.extend(
            {**cue, "at_s": cue["at_s"] + shift, "place": name}
            for cue in told(library, move.step)
            if cue["kind"] not in _SPEAKS_BETWEEN
        )
    return (*said, {"at_s": chosen.total_s, "kind": "end", "text": library.say("desk.cue.end")})


def shared_out(chosen: Set, worked_s: float, done: Sequence[bool] | None = None) -> tuple[float, ...]:
    """Seconds at work by move, where all moves together took `worked_s`: those that were done (all, if not said) fill
    up in their order, none beyond its time, and what is left over is left out."""
    left, shares = max(0.0, worked_s), []
    for place, move in enumerate(chosen.moves):
        share = min(left, move.work_s) if done is None or done[place] else 0.0
        left -= share
        shares.append(share)
    return tuple(shares)


def doses(library: Library, chosen: Set, seconds: Sequence[float], **answers: Any) -> list[dict[str, Any]]:
    """The raw facts of the moves that were done, each for its seconds."""
    return [
        raw
        for move, worked in zip(chosen.moves, seconds, strict=True)
        for raw in dose_of(library, move, worked, **answers)
    ]


def dose_of(library: Library, move: Move, worked_s: float, **answers: Any) -> list[dict[str, Any]]:
    """The raw fact that the move was done for so long; less than a second of work is none."""
    return [dose(library, move.step, worked_s, **answers)] if worked_s >= 1 else []


def evidence(library: Library) -> tuple[str, str, str]:
    """What is known of breaks, what is not known of the moves, and the sources in a line."""
    return library.say("desk.evidence"), library.say("desk.limit"), sources(library, EVIDENCE)


def gentle(library: Library, chosen: Set) -> str:
    """How far to go: to the lowest limit of the moves."""
    limits = [move.step.dose.discomfort_max for move in chosen.moves]
    lowest = min((limit for limit in limits if limit is not None), default=0)
    return library.say("desk.gentle", discomfort=lowest)


def to_raw(library: Library, episode: str | None, given: Offer) -> dict[str, Any]:
    """The offer as plain values for programs."""
    return {
        "episode": episode,
        "no": given.no or None,
        "text": given.text or None,
        "sets": [
            {
                "name": each.name,
                "length_s": each.length_s,
                "total_s": each.total_s,
                "moves": [
                    {
                        "technique": move.step.technique,
                        "name": move.step.name,
                        "muscle": move.step.muscle,
                        "side": move.step.side,
                        "repetitions": move.repetitions,
                        "seconds": move.work_s,
                        "why": move.why,
                    }
                    for move in each.moves
                ],
                "cues": list(cues(library, each)),
            }
            for each in given.sets
        ],
    }


def _why_not(library: Library, advice: Advice) -> str:
    if advice.disposition in DANGER:
        return "danger"
    if not advice.screened:
        return "questions"
    if advice.plan is None:
        return "plan"
    may_go_on = library.say("planning.reason.done_today") in advice.plan.why
    return "rest" if advice.plan.kind == "rest" and not may_go_on else ""


def _set(library: Library, each: DeskSet, *, is_gone: bool) -> Set:
    moves = tuple(_move(library, move, is_gone=is_gone) for move in each.moves)
    one_more = max(move.work_s / move.repetitions for move in moves)
    is_short = each.length_s - each.total_s > each.changeover_s + one_more
    return Set(
        name=each.name,
        title=library.say(f"desk.length.{each.name}"),
        length_s=each.length_s,
        total_s=each.total_s,
        changeover_s=each.changeover_s,
        note=library.say("desk.ends_early", seconds=round(each.total_s)) if is_short else "",
        moves=moves,
    )


def _move(library: Library, move: DeskMove, *, is_gone: bool) -> Move:
    count = move.step.dose.repetitions or 1
    muscle, near = (_in_a_sentence(library.say(f"muscle.{id_}.name")) for id_ in (move.step.muscle, move.near))
    if move.link == "chain":
        why = library.say("desk.why.chain", muscle=muscle, near=near)
    else:
        why = library.say("desk.why.gone" if is_gone else "desk.why.likely", muscle=muscle)
    return Move(
        step=telling.planned_step(library, move.step),
        how_much=library.say("desk.how_much", count=count, seconds=round(move.work_s)),
        why=why,
        near=near,
        is_partner=move.link == "chain",
        repetitions=count,
        at_s=move.at_s,
        work_s=move.work_s,
    )


def _in_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]
