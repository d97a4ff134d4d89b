"""Which trials are offered, and why others are refused.

A trial is offered where chance alone is called a difference in 4 to 6 of 100 trials, and where the design can answer
the question at all. Reasons for refusing, each with a sentence (`trial.refused.<code without "trial_">`) and, where
something else would do, what would be needed (`trial.needed...`):

    trial_weekly_blocks          treatment changes over every week; time and treatment cannot be told apart
    trial_unknown_design         none of the four designs
    trial_outcome_not_answered   the design cannot answer this outcome
    trial_too_few_units          5 % can hardly be reached, or the size was never measured
    trial_odd_units              units come in pairs
    trial_too_many_units         more units than anybody should be asked to rate
    trial_too_many_missing       more missing ratings expected than the sizes were measured with
    trial_unknown_technique      the content has no such technique
    trial_not_yours_to_try       only a professional may do it, or Unknot never suggests it
    trial_nothing_done           waiting or easing off is nothing that is done on one day and not on the next
    trial_same_technique         both sides are the same
    trial_lasts_too_long         its effect is still there on the days without it
    trial_works_too_slowly       its effect builds up over weeks
    trial_not_on_one_side        it cannot be done to one side of the body alone
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import get_args

from unknot.content.library import Library
from unknot.content.records import EffectPrior
from unknot.errors import Problem
from unknot.recovery.effects import kind_of
from unknot.trials.design import Design, Outcome
from unknot.trials.randomisation import MOST_ASSIGNMENTS
from unknot.trials.schedule import PAIRED

WEEKLY_BLOCKS = frozenset({"weekly_blocks", "weekly_abab", "abab"})
"""Names of the design that changes over every week."""

ANSWERS: dict[str, tuple[Outcome, ...]] = {
    "day_pairs": ("immediate", "next_morning"),
    "split_body": ("immediate", "next_morning"),
    "episodes": ("days_to_gone",),
    "adaptive": ("immediate", "next_morning"),
}
"""Design -> the outcomes it can answer."""

NOT_A_SESSION = frozenset({"wait", "relative_rest", "graded_return", "ergonomics"})
"""Kinds that are a way to spend weeks."""

WHOLE_PERSON = frozenset({"walking", "breathing_relaxation", "desk_break", "active_rom", "neck_mobility"})
"""Kinds that cannot be done to one side alone."""

DAYS_PER_YEAR = 365.0


def offered(
    library: Library,
    design: str,
    outcome: str,
    units: int,
    *,
    technique: str,
    against: str | None = None,
    missing: float | None = None,
) -> tuple[Problem, ...]:
    """Why this trial is refused; empty if it is offered.

    `technique` and `against` are ids of techniques or kinds, `against` None for nothing at all. `missing` is the share
    (0-1) of outcomes that will probably not be entered; the share the sizes were measured with if None.
    """
    if design in WEEKLY_BLOCKS:
        needed = library.say("trial.needed.weekly_blocks", days=smallest(library, "day_pairs"))
        return (Problem("trial_weekly_blocks", "design", library.say("trial.refused.weekly_blocks"), needed),)
    if design not in ANSWERS:
        message = library.say("trial.refused.unknown_design")
        return (Problem("trial_unknown_design", "design", message, ", ".join(get_args(Design))),)
    share = library.number("trials.missing_expected") if missing is None else missing
    return (
        *_outcome(library, design, outcome),
        *_size(library, design, units, share),
        *_techniques(library, design, outcome, technique, against),
    )


def smallest(library: Library, design: str, missing: float | None = None) -> int:
    """The fewest units with which `design` is offered, where a share `missing` (0-1) of outcomes will be missing."""
    share = library.number("trials.missing_expected") if missing is None else missing
    lowest, most = library.number("trials.level_lowest"), int(library.number(f"trials.most.{design}"))
    step = 2 if design in PAIRED else 1
    for units in range(int(library.number(f"trials.smallest.{design}")), most + 1, step):
        if expected_level(library.number("trials.level"), design, units, share) >= lowest:
            return units
    return most


def duration_days(library: Library, design: str, units: int) -> float:
    """How long `units` take at the least, in days: a day each, or as long as it takes to have so many knots."""
    return units * DAYS_PER_YEAR / library.number("trials.knots_per_year") if design == "episodes" else float(units)


def attainable_level(level: float, draws: int) -> float:
    """The largest two-sided level not above `level` that a trial with `draws` independent even draws can have."""
    assignments = 1 << draws
    if assignments > MOST_ASSIGNMENTS:
        return math.floor(level * MOST_ASSIGNMENTS) / MOST_ASSIGNMENTS
    # An assignment and its mirror image are equally far from zero, so p comes in steps of two.
    return 2 * math.floor(level * assignments / 2) / assignments


def expected_level(level: float, design: str, units: int, missing: float) -> float:
    """How often chance alone is called a difference, on average over which outcomes are missing.

    A draw tells nothing where all its outcomes are missing: both days of a pair, or one unit of the other designs.
    """
    draws, each = (units // 2, 2) if design in PAIRED else (units, 1)
    lost = math.pow(missing, each)
    return sum(
        math.comb(draws, left)
        * math.pow(1.0 - lost, left)
        * math.pow(lost, draws - left)
        * attainable_level(level, left)
        for left in range(draws + 1)
    )


def _outcome(library: Library, design: str, outcome: str) -> Iterator[Problem]:
    if outcome not in ANSWERS[design]:
        message = library.say(f"trial.refused.outcome_not_answered.{design}")
        asks_how_soon = outcome == "days_to_gone"
        needed = library.say(f"trial.needed.outcome_not_answered.{'how_soon' if asks_how_soon else 'days'}")
        yield Problem("trial_outcome_not_answered", "outcome", message, needed)


def _size(library: Library, design: str, units: int, missing: float) -> Iterator[Problem]:
    worst = library.number("trials.missing_most")
    if missing > worst:
        needed = library.say("trial.needed.too_many_missing", percent=round(100 * worst))
        yield Problem("trial_too_many_missing", "missing", library.say("trial.refused.too_many_missing"), needed)
        return
    least, most = smallest(library, design, missing), int(library.number(f"trials.most.{design}"))
    if units < least:
        message = library.say(f"trial.refused.too_few_units.{design}", units=units)
        years = round(duration_days(library, design, least) / DAYS_PER_YEAR)
        needed = library.say(
            f"trial.needed.units.{design}",
            units=least,
            pairs=least // 2,
            years=years,
            a_year=round(library.number("trials.knots_per_year")),
        )
        yield Problem("trial_too_few_units", "units", message, needed)
    elif units > most:
        message = library.say(f"trial.refused.too_many_units.{design}", most=most)
        yield Problem("trial_too_many_units", "units", message)
    if design in PAIRED and units % 2:
        yield Problem("trial_odd_units", "units", library.say("trial.refused.odd_units"))


def _techniques(library: Library, design: str, outcome: str, technique: str, against: str | None) -> Iterator[Problem]:
    if against == technique:
        yield Problem("trial_same_technique", "against", library.say("trial.refused.same_technique"))
    for place, tried in (("technique", technique), ("against", against)):
        if tried is not None:
            yield from _technique(library, design, outcome, place, tried)


def _technique(library: Library, design: str, outcome: str, place: str, tried: str) -> Iterator[Problem]:
    id_ = kind_of(library, tried)
    kind = library.kinds.get(id_)
    if kind is None:
        yield Problem("trial_unknown_technique", place, library.say("trial.refused.unknown_technique"))
        return
    if kind.who != "self" or not kind.may_recommend:
        yield Problem("trial_not_yours_to_try", place, library.say("trial.refused.not_yours_to_try"))
    if id_ in NOT_A_SESSION:
        yield Problem("trial_nothing_done", place, library.say("trial.refused.nothing_done"))
        return
    if design == "split_body" and id_ in WHOLE_PERSON:
        needed = library.say("trial.needed.not_on_one_side")
        yield Problem("trial_not_on_one_side", place, library.say("trial.refused.not_on_one_side"), needed)
    effect = _effect(library, id_)
    if effect is None or outcome == "days_to_gone":
        return
    if effect.relief_points == 0.0 and effect.rate == 1.0:
        needed = library.say("trial.needed.works_too_slowly")
        yield Problem("trial_works_too_slowly", place, library.say("trial.refused.works_too_slowly"), needed)
    elif left_next_day(effect) > library.number("trials.carry_over_most"):
        days = round(effect.relief_half_life_days, 1)
        message = library.say("trial.refused.lasts_too_long", days=f"{days:g}")
        yield Problem("trial_lasts_too_long", place, message, library.say("trial.needed.lasts_too_long"))


def left_next_day(effect: EffectPrior) -> float:
    """The share (0-1) of what a session gives that is still there a day later."""
    return float(0.5 ** (1.0 / effect.relief_half_life_days)) if effect.relief_delay_days == 0.0 else 1.0


def _effect(library: Library, kind: str) -> EffectPrior | None:
    return next((row for row in library.effects.values() if kind in row.kinds), None)
