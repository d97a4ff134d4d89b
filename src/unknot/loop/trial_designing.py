"""Designing a trial: what may be tried now, what a choice of it can tell, and the fact that it begins.

Code                  | Meaning
--------------------- | ------------------------------------------------------------------------------
`trial_not_possible`  | the technique is not among what the plan may offer for this knot now
`trial_no_match`      | a split body needs two open knots in the same muscle, one on the left, one on the right
`trial_one_at_a_time` | another trial of the same knot is running
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unknot.content.library import Library
from unknot.errors import Problem
from unknot.facts import History
from unknot.loop.advice import Advice, TechniqueOption
from unknot.loop.showing import may_name
from unknot.loop.trial_days import SELF_CARE
from unknot.loop.trial_events import Trial
from unknot.planning.families import family
from unknot.planning.situation import situation
from unknot.trials.design import Design, Outcome, Protocol
from unknot.trials.offered import ANSWERS, duration_days, offered, smallest
from unknot.trials.power import Power, power
from unknot.trials.schedule import PAIRED, commitment

ABOUT_A_TECHNIQUE = ("technique", "against")
"""The places of a refusal that lie with what is tried, whatever the size."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A technique that may be tried for a knot. `side` is where it would be done, None where it has no side."""

    technique: str
    name: str
    muscle: str | None
    side: str | None
    in_plan: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a trial can tell: why it is `refused`, or the `power` it has; `days` it takes at the least."""

    protocol: Protocol
    refused: tuple[Problem, ...]
    days: float
    power: Power | None


def candidates(library: Library, held: History, advice: Advice) -> tuple[Candidate, ...]:
    """What may be tried under `advice` in the minutes there are, what is in the plan first, then by expected gain."""
    if not may_name(advice) or advice.disposition != SELF_CARE or advice.plan is None:
        return ()
    minutes = situation(library, held).minutes
    planned = [step.technique for step in advice.plan.steps]
    best: dict[str, TechniqueOption] = {}
    for option in advice.options:
        known = best.get(option.technique)
        if option.minutes <= minutes and _may_be_tried(library, option) and (known is None or option.gain > known.gain):
            best[option.technique] = option
    place = {technique: number for number, technique in enumerate(planned)}
    ordered = sorted(
        best.values(), key=lambda each: (place.get(each.technique, len(place)), -each.gain, each.technique)
    )
    return tuple(
        Candidate(each.technique, each.name, each.muscle, each.side, each.technique in planned) for each in ordered
    )


def matching(possible: Mapping[str, Sequence[Candidate]], technique: str, against: str | None) -> tuple[str, ...]:
    """The left and the right knot, of those with their `possible` techniques, on which both sides of the comparison
    may be done; empty where there are none."""
    sides: dict[str, str] = {}
    for episode, every in possible.items():
        here = {each.technique: each for each in every}
        if technique in here and (against is None or against in here):
            side = here[technique].side
            if side is not None:
                sides.setdefault(side, episode)
    return (sides["left"], sides["right"]) if {"left", "right"} <= set(sides) else ()


def usual_worthwhile(library: Library, outcome: Outcome) -> float:
    """The smallest difference worth having unless the person says another one."""
    return library.number("trials.worthwhile_days" if outcome == "days_to_gone" else "trials.worthwhile_points")


def usual_units(library: Library, design: Design) -> int:
    """The fewest units with which the design is offered."""
    return smallest(library, design)


def refused_here(
    library: Library,
    protocol: Protocol,
    episodes: Sequence[str],
    possible: Mapping[str, Sequence[Candidate]],
    running: Iterable[Trial],
) -> tuple[Problem, ...]:
    """What speaks against the trial for these knots as they are now, whatever its size."""
    found: list[Problem] = []
    if protocol.design == "split_body" and len(episodes) != 2:
        found.append(Problem("trial_no_match", "design", library.say("trials.new.no_match")))
    for episode in episodes:
        here = {each.technique for each in possible[episode]}
        sides = {protocol.technique, *(() if protocol.against is None else (protocol.against,))}
        if not sides <= here:
            found.append(Problem("trial_not_possible", "technique", library.say("trials.new.not_possible")))
    if any(set(trial.episodes) & set(episodes) for trial in running):
        found.append(Problem("trial_one_at_a_time", "episode", library.say("trials.new.one_at_a_time")))
    return tuple(dict.fromkeys(found))


def last_level(held: History) -> float | None:
    """The pain now that was rated last, 0-10; None where it never was."""
    return next((each.pain_now for each in reversed(held.check_ins) if each.pain_now is not None), None)


def not_offered(library: Library, protocol: Protocol) -> tuple[Problem, ...]:
    """Why such a trial is offered to nobody; empty where it is."""
    return offered(
        library,
        protocol.design,
        protocol.outcome,
        protocol.units,
        technique=protocol.technique,
        against=protocol.against,
    )


def weighed(library: Library, protocol: Protocol, *, level: float | None) -> Weighed:
    """What the trial can tell a person whose pain is `level` (0-10) now. Takes a second or two."""
    refused = not_offered(library, protocol)
    days = duration_days(library, protocol.design, protocol.units)
    return Weighed(protocol, refused, days, None if refused else power(library, protocol, level=level))


def designed(
    library: Library,
    trial: str,
    protocol: Protocol,
    episodes: Sequence[str],
    *,
    seed: str,
    expectation: int | None,
    muscle: str | None,
) -> dict[str, Any]:
    """The raw fact with which the trial begins. `seed` are hexadecimal digits from a true source of chance."""
    details = {
        "design": protocol.design,
        "outcome": protocol.outcome,
        "technique": protocol.technique,
        "against": protocol.against,
        "units": protocol.units,
        "worthwhile": protocol.worthwhile,
        "episodes": list(episodes),
        "hash": commitment(protocol, seed),
        "seed": seed,
        "expectation": expectation,
        "muscle": muscle,
        "content_version": library.version,
    }
    said = {name: value for name, value in details.items() if value is not None}
    return {"kind": "trial_event", "trial": trial, "event": "designed", "episode": episodes[0], "details": said}


def outcomes(design: Design) -> tuple[Outcome, ...]:
    """What the design can measure."""
    return ANSWERS[design]


def in_pairs(design: Design) -> bool:
    """Whether its units come in pairs."""
    return design in PAIRED


def _may_be_tried(library: Library, option: TechniqueOption) -> bool:
    kind = library.kinds[option.kind]
    if option.professional or option.minutes <= 0.0 or family(kind) in ("desk", "unplanned", "professional"):
        return False
    refused = offered(library, "day_pairs", "immediate", usual_units(library, "day_pairs"), technique=option.technique)
    return not any(problem.place in ABOUT_A_TECHNIQUE for problem in refused)
