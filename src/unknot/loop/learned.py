"""What helps a person, in words: each technique they did with what their own days say of it, and where that matters, a
sentence in the plan. It never says that something causes anything, and names its limit wherever it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from unknot.content.library import Library
from unknot.content.records import GradeId
from unknot.facts import Dose, Fact, ProVisit
from unknot.facts.history import standing
from unknot.loop.advice import PlannedStep, Points, Probability, TodaysPlan, record_to_raw
from unknot.loop.documents import document
from unknot.loop.wording import technique_name
from unknot.recovery.effects import expected_effect
from unknot.recovery.learning import NORMAL_90, Learned, PersonalEffect, Verdict, learned, matched_days
from unknot.recovery.learning_design import CHANNELS, Channel

NAMED = 2
"""So many techniques name what they have in common."""
_FIRST: Mapping[Verdict, int] = {"helps": 0, "unclear": 1, "not": 2}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Points of pain taken off, with a 90 % range, and both in words; `name` says what they go by."""

    name: str
    points: Points
    low: Points
    high: Points
    points_text: str
    range_text: str


@dataclass(frozen=True, slots=True)
class When:
    """What is known of one technique right after it or on the next morning.

    `probability` is that of an effect of `worthwhile` points or more. `own` is missing where too few days tell.
    """

    channel: Channel
    title: str
    verdict: Verdict
    verdict_text: str
    probability: Probability
    worthwhile: Points
    matched_days: int
    text: str
    average: Estimate
    own: Estimate | None
    together: Estimate


@dataclass(frozen=True, slots=True)
class Helps:
    """A kind of technique that the person did, by its effect: what was done most comes first."""

    effect: str
    name: str
    techniques: tuple[str, ...]
    grade: str
    grade_text: str
    when: tuple[When, ...]


@dataclass(frozen=True, slots=True)
class WhatHelps:
    """All that was learned of a person, what helps first; `soon` are sentences about what has too few days yet."""

    helps: tuple[Helps, ...]
    soon: tuple[str, ...]
    limit: str
    rate: str
    today: str
    empty: str


def what_helps(library: Library, facts: Sequence[Fact]) -> WhatHelps:
    """What all knots of a person, told of in `facts`, say about what helps them."""
    known = learned(library, facts)
    done = _done(library, facts)
    helps = [_helps(library, effect, of, done[effect]) for effect, of in known.effects.items()]
    needed = int(library.number("learning.days_needed"))
    counted = matched_days(library, facts)
    few = {effect: max(counted[effect, channel] for channel in CHANNELS) for effect, _ in counted}
    return WhatHelps(
        helps=tuple(sorted(helps, key=lambda each: (_place(each), each.name))),
        soon=tuple(
            library.say("learned.soon", name=_name(library, done[effect]), days=days, needed=needed)
            for effect, days in sorted(few.items(), key=lambda each: -each[1])
            if 0 < days < needed
        ),
        limit=library.say("learned.limit"),
        rate=library.say("learned.rate"),
        today=library.say("learned.today"),
        empty="" if helps else library.say("learned.empty", needed=needed),
    )


def helps_document(told: WhatHelps) -> bytes:
    """What helps a person as a JSON document."""
    return document(record_to_raw(told))


def from_own_days(library: Library, plan: TodaysPlan, known: Learned) -> TodaysPlan:
    """`plan`, each step of which says so where the person's own days speak for it or against it."""
    if not known.effects:
        return plan
    return replace(plan, steps=tuple(_with_own_days(library, step, known) for step in plan.steps))


def _with_own_days(library: Library, step: PlannedStep, known: Learned) -> PlannedStep:
    told = known.effects.get(expected_effect(library, step.kind).id, {})
    for verdict, way in (("helps", "more"), ("not", "less")):
        for each in told.values():
            if each.verdict == verdict and (each.mean > each.prior_mean) == (way == "more"):
                chance = _in_a_hundred(each.p_helps)
                said = library.say(f"learned.plan.{way}", days=each.matched_days, chance=chance)
                return replace(step, why=(*step.why, said))
    return step


def _done(library: Library, facts: Sequence[Fact]) -> Mapping[str, tuple[str, ...]]:
    """By effect what was done, most often first."""
    counted: dict[str, Counter[str]] = {}
    for fact in standing(facts):
        if isinstance(fact, (Dose, ProVisit)) and fact.technique is not None:
            counted.setdefault(expected_effect(library, fact.technique).id, Counter())[fact.technique] += 1
    return {
        effect: tuple(sorted(techniques, key=lambda each: (-techniques[each], each)))
        for effect, techniques in counted.items()
    }


def _helps(
    library: Library, effect: str, known: Mapping[Channel, PersonalEffect], techniques: tuple[str, ...]
) -> Helps:
    grade = _grade(library, techniques[0])
    return Helps(
        effect=effect,
        name=_name(library, techniques),
        techniques=techniques,
        grade=grade,
        grade_text=library.say(
            "learned.grade", grade=library.say(f"grade.{grade}.title"), line=library.say(f"grade.{grade}.line")
        ),
        when=tuple(_when(library, known[channel]) for channel in CHANNELS),
    )


def _grade(library: Library, technique: str) -> str:
    """How well `technique` is tested; where a kind was written down instead of one, the best of that kind."""
    named = library.techniques.get(technique)
    if named is not None:
        return named.grade
    order = get_args(GradeId)
    of_kind = [each.grade for each in library.techniques.values() if each.kind == technique]
    return min(of_kind, key=order.index, default="none")


def _name(library: Library, techniques: Sequence[str]) -> str:
    names = list(dict.fromkeys(technique_name(library, each) for each in techniques))
    if len(names) <= NAMED:
        return ", ".join(names)
    return library.say("learned.group", names=", ".join(names[:NAMED]))


def _when(library: Library, known: PersonalEffect) -> When:
    needed = int(library.number("learning.days_needed"))
    enough = known.matched_days >= needed
    if enough:
        text = library.say(
            f"learned.chance.{known.channel}", chance=_in_a_hundred(known.p_helps), points=f"{known.worthwhile:g}"
        )
    elif not known.matched_days:
        text = library.say(f"learned.none.{known.channel}")
    else:
        text = library.say(f"learned.few.{known.channel}", days=known.matched_days, needed=needed)
    average = (
        known.prior_mean,
        known.prior_mean - NORMAL_90 * known.prior_sd,
        known.prior_mean + NORMAL_90 * known.prior_sd,
    )
    own = None
    if enough and known.own_mean is not None and known.own_low is not None and known.own_high is not None:
        name = library.say("learned.own", days=known.matched_days)
        own = _estimate(library, name, known.own_mean, known.own_low, known.own_high)
    return When(
        channel=known.channel,
        title=library.say(f"learned.channel.{known.channel}"),
        verdict=known.verdict,
        verdict_text=library.say(f"learned.verdict.{known.verdict}"),
        probability=known.p_helps,
        worthwhile=known.worthwhile,
        matched_days=known.matched_days,
        text=text,
        average=_estimate(library, library.say("learned.average"), *average),
        own=own,
        together=_estimate(library, library.say("learned.together"), known.mean, known.low, known.high),
    )


def _estimate(library: Library, name: str, points: float, low: float, high: float) -> Estimate:
    between = library.say("learned.points.range", low=_points(library, low), high=_points(library, high))
    return Estimate(name, points, low, high, _points(library, points), between)


def _points(library: Library, points: float) -> str:
    shown = f"{abs(points):.1f}"
    if float(shown) == 0.0:
        return library.say("learned.points.none")
    return library.say("learned.points.less" if points > 0.0 else "learned.points.more", points=shown)


def _in_a_hundred(probability: float) -> int:
    """So many in a hundred; never none and never all."""
    return min(max(round(100 * probability), 1), 99)


def _place(each: Helps) -> tuple[int, float]:
    return min(_FIRST[when.verdict] for when in each.when), -max(when.probability for when in each.when)
