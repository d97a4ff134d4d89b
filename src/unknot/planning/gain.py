"""What a dose is expected to bring over the next days, from `recovery.effects`, and how the policy counts it.

Most of what any technique brings comes with any plausible act. That shared part is there once, however many
techniques a plan holds; only what a technique brings beyond it adds up:

    gain of a plan = max over steps of shared + sum over steps of (points - shared)

The part beyond counts with the chance that the right muscle is treated, as far as the effect needs the right one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from unknot.content.library import Library
from unknot.content.records import Dose, GradeId, Technique, TechniqueKind
from unknot.planning.families import family
from unknot.recovery.effects import AVERAGE, FLOOR, Effect, Personal, Schedule, expected_effect, gains
from unknot.recovery.state import POINTS, Belief

DAYS_PER_WEEK = 7
DESK, STANDING, STANDING_UP = "desk", "standing", "standing_up"


@dataclass(frozen=True, slots=True)
class Regime:
    """A dose as recovery sees it: the kind, sessions a day and days a week."""

    kind: str
    sessions_per_day: int
    days_per_week: int


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean points of pain taken off over the days ahead, with 90 % bounds. Any plausible act brings `shared` of them.

    `press` is the same for the tenderness of the spot, None where it is not known, and `degrees` for how far it moves:
    only what loosens the muscle frees it.
    """

    points: float
    low: float
    high: float
    shared: float
    press: float | None
    degrees: float
    specific_share: float | None


def regime(library: Library, kind: TechniqueKind, dose: Dose) -> Regime:
    """How often a dose really happens: only some of the break prompts are kept."""
    sessions = dose.sessions_per_day or 1
    if kind.id == "desk_break":
        sessions = max(1, round(sessions * library.number("recovery.break_prompts_kept")))
    return Regime(kind.id, sessions, min(DAYS_PER_WEEK, dose.days_per_week or DAYS_PER_WEEK))


def expected(
    library: Library, belief: Belief, profile: str, regimes: Iterable[Regime], personal: Personal = AVERAGE
) -> Mapping[Regime, Gain]:
    """The gain of each regime from now on for `belief` in the person `personal`, if the muscle is the right one."""
    wanted = tuple(dict.fromkeys(regimes))
    found: dict[Regime, Gain] = {}
    freed = library.number("recovery.rom_per_tautness") / (POINTS * belief.parameters.tautness_share)
    for who, row in (("self", "planning.gain_days"), ("professional", "planning.gain_days_professional")):
        horizon = int(library.number(row))
        chosen = tuple(each for each in wanted if library.kinds[each.kind].who == who)
        whole = [_schedule(expected_effect(library, each.kind, personal), each, horizon) for each in chosen]
        shared = [replace(each, effect=_floor_in(each.effect)) for each in whole]
        worth = gains(belief, (*whole, *shared), horizon_days=horizon) if chosen else ()
        for index, each in enumerate(chosen):
            gain, common, effect = worth[index], worth[len(chosen) + index], whole[index].effect
            usual = _usual(library, profile, effect.id)
            found[each] = Gain(
                points=usual * gain.points,
                low=usual * gain.low,
                high=usual * gain.high,
                shared=usual * common.points,
                press=usual * gain.press if any(pulse.channel == "press" for pulse in effect.pulses) else None,
                degrees=usual * freed * gain.recovery if effect.acts_on_tautness or effect.tautness_step else 0.0,
                specific_share=effect.specific_share,
            )
    return found


def aimed(library: Library, gain: Gain, right: float) -> Gain:
    """`gain` where the chance (0-1) that the right muscle is treated is `right`: the shared part stays whole."""
    known = gain.specific_share
    share = library.number("planning.specific_share_unknown") if known is None else known
    kept = 1.0 - share + share * right
    return replace(
        gain,
        points=gain.shared + kept * (gain.points - gain.shared),
        low=min(gain.low, kept * gain.low),
        press=None if gain.press is None else kept * gain.press,
        degrees=kept * gain.degrees,
    )


def certainty(library: Library, grade: GradeId) -> float:
    """The weight (0-1) of a gain that is known with `grade`."""
    return library.number(f"planning.counts_as.{grade}")


def preference(library: Library, profile: str, technique: Technique) -> float:
    """The weight of what `technique` brings beyond the shared part, for this recovery profile: that of its kind, and
    more for an easy move done on getting up from the desk, which ends the sitting as well."""
    weight = _number_or(library, f"planning.prefer.{profile}.{technique.kind}", 1.0)
    easy = family(library.kinds[technique.kind]) == "move"
    if easy and STANDING in technique.poses and DESK in technique.places:
        weight *= _number_or(library, f"planning.prefer.{profile}.{STANDING_UP}", 1.0)
    return weight


def keeping(library: Library, kind: str) -> float:
    """How much `kind` speaks for keeping the next one away; 0 where nothing does."""
    return _number_or(library, f"planning.keep.{kind}", 0.0)


def professional_place(library: Library, kind: str) -> float:
    """The place of a professional kind in the order they are named: gentlest for the same gain first."""
    return _number_or(library, f"planning.professional_place.{kind}", math.inf)


def _usual(library: Library, profile: str, effect: str) -> float:
    """The share of the usual effect that holds for this profile, 1 unless a finding says less."""
    return _number_or(library, f"planning.gain_of.{profile}.{effect}", 1.0)


def _number_or(library: Library, parameter: str, otherwise: float) -> float:
    row = library.parameters.get(parameter)
    return otherwise if row is None else row.value


def _schedule(effect: Effect, each: Regime, horizon: int) -> Schedule:
    """The days it falls on, spread evenly over the week, today first."""
    days = tuple(
        day
        for day in range(horizon)
        if day == 0 or _weekly(day, each.days_per_week) > _weekly(day - 1, each.days_per_week)
    )
    return Schedule(effect, days, each.sessions_per_day)


def _weekly(day: int, days_per_week: int) -> int:
    return day * days_per_week // DAYS_PER_WEEK


def _floor_in(effect: Effect) -> Effect:
    """The part of `effect` that any plausible act brings."""
    return Effect(FLOOR, pulses=tuple(pulse for pulse in effect.pulses if pulse.key == FLOOR))
