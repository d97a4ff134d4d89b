"""What one session of a technique is expected to do, and what a schedule of sessions would be worth.

Most of what a session gives is shared by any plausible act (the floor row). A technique therefore adds to the floor
only what it does beyond it, and sessions top relief up instead of adding it. What a technique gives the average person
is scaled to what it gives this one where that was learned (`Personal`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from unknot.content.library import Library
from unknot.content.records import EffectPrior
from unknot.recovery import dynamics
from unknot.recovery.dynamics import CORE, PLATEAU, TAUTNESS, TENDERNESS
from unknot.recovery.parameters import Array
from unknot.recovery.state import POINTS, Belief, Channel, Pulse

FLOOR = "any_plausible_act"
NEEDLING = "dry_needling"
NOTHING = "none"
MINUTES_PER_DAY = 1440.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What one properly dosed session does, for the average person and at the ends of the 90 % range.

    `pulses` hold relief (points) and flow; `damage_speed` and `tautness_speed` multiply kD and kT for a day;
    `tautness_step` is a lasting relative change of T; `plateau_points` moves the plateau of a persistent knot.
    """

    id: str
    pulses: tuple[Pulse, ...] = ()
    damage_speed: float = 1.0
    tautness_speed: float = 1.0
    tautness_step: float = 0.0
    plateau_points: float = 0.0
    relief_points: float = 0.0
    relief_low: float = 0.0
    relief_high: float = 0.0
    speed_low: float = 1.0
    speed_high: float = 1.0
    specific_share: float | None = None
    sources: tuple[str, ...] = ()
    acts_on_tautness: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """What techniques give one person: by effect the share of the average relief, 0 or more; 1 where not named.

    What they do to the rates stays as in the average person: a rate shows in whole knots alone.
    """

    relief: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, effect: str) -> float:
        """The share of the average relief that `effect` gives."""
        return self.relief.get(effect, 1.0)


AVERAGE = Personal()
"""Somebody of whom nothing was learned."""


def kind_of(library: Library, technique: str) -> str:
    """The technique kind behind an id, which may be that of a technique or of a kind."""
    known = library.techniques.get(technique)
    return technique if known is None else known.kind


def expected_effect(library: Library, kind: str, personal: Personal = AVERAGE) -> Effect:
    """The effect of `kind` (a technique kind or technique id); an effect of nothing where no finding speaks of it."""
    return _effect(library, kind, personal) if personal.relief else _average_effect(library, kind)


@lru_cache(maxsize=16)
def learnable(library: Library) -> frozenset[str]:
    """The effects that ease pain from the end of a session on: what a person's own ratings can tell of."""
    return frozenset(row.id for row in library.effects.values() if _eases_at_once(row))


@lru_cache(maxsize=512)
def _average_effect(library: Library, kind: str) -> Effect:
    return _effect(library, kind, AVERAGE)


def _effect(library: Library, kind: str, personal: Personal) -> Effect:
    kind = kind_of(library, kind)
    row = next((row for row in library.effects.values() if kind in row.kinds), None)
    if row is None:
        return Effect(NOTHING)
    floor = library.effects[FLOOR]
    with_floor = _eases_at_once(row)
    scale = personal.of(row.id)
    return Effect(
        id=row.id,
        pulses=_pulses(library, row, floor if with_floor else None, personal),
        damage_speed=row.rate if "damage" in row.rate_acts_on else 1.0,
        tautness_speed=row.rate if "tautness" in row.rate_acts_on else 1.0,
        tautness_step=row.tautness_step,
        plateau_points=library.number("recovery.strength_on_plateau") if "plateau" in row.rate_acts_on else 0.0,
        relief_points=scale * (max(row.relief_points, floor.relief_points) if with_floor else row.relief_points),
        relief_low=scale * row.relief_low,
        relief_high=scale * (max(row.relief_high, floor.relief_high) if with_floor else row.relief_high),
        speed_low=row.rate_low,
        speed_high=row.rate_high,
        specific_share=row.specific_share,
        sources=row.sources,
        acts_on_tautness="tautness" in row.rate_acts_on,
    )


def _eases_at_once(row: EffectPrior) -> bool:
    return row.relief_points > 0.0 and row.relief_delay_days == 0.0


def _pulses(library: Library, row: EffectPrior, floor: EffectPrior | None, personal: Personal) -> tuple[Pulse, ...]:
    share = library.number("recovery.effect_sd_share")
    own = personal.of(row.id) * row.relief_points
    pulses: list[Pulse] = []
    if floor is not None:
        whole = personal.of(row.id) * max(row.relief_points, floor.relief_points)
        common = min(whole, personal.of(FLOOR) * floor.relief_points)
        pulses.append(Pulse("pain", FLOOR, common, share * common, floor.relief_half_life_days))
        own = whole - common
    if own > 0.0:
        pulses.append(Pulse("pain", row.id, own, share * own, row.relief_half_life_days, row.relief_delay_days))
    if row.press_points is not None:
        pulses.append(Pulse("press", row.id, row.press_points, share * row.press_points, row.relief_half_life_days))
    if row.flow_pulse:
        minutes = library.number("recovery.flow_half_life_rolling")
        pulses.append(Pulse("flow", row.id, row.flow_pulse, 0.0, minutes / MINUTES_PER_DAY))
    if row.id == NEEDLING:
        sore = library.number("recovery.needling_soreness")
        half_life = library.number("recovery.needling_soreness_half_life")
        pulses.append(Pulse("pain", f"{row.id}.soreness", -sore, share * sore, half_life))
    return tuple(pulses)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sessions of one kind: on the days given (0 is the day that starts now), evenly spaced over each day."""

    effect: Effect
    days: tuple[int, ...]
    sessions_per_day: int = 1


@dataclass(frozen=True, slots=True)
class Gain:
    """What a schedule is worth against doing nothing, as mean points over the horizon, with a 90 % range.

    `relief` is felt pain eased for a while, `recovery` a lower level, `points` both; `press` is relief on a press.
    """

    points: float
    low: float
    high: float
    relief: float
    recovery: float
    press: float


def gains(belief: Belief, schedules: Sequence[Schedule], *, horizon_days: int) -> tuple[Gain, ...]:
    """What each schedule would be worth from now on, in the order given. Sessions still at work count on both sides."""
    speeds: dict[_Drive, int] = {_Drive(): 0}
    drives = [tuple(_drive(each, part) for part in ("low", "mean", "high")) for each in schedules]
    for each in drives:
        for drive in each:
            speeds.setdefault(drive, len(speeds))
    levels = _mean_levels(belief, tuple(speeds), horizon_days)
    worth = []
    for schedule, (low, mean, high) in zip(schedules, drives, strict=True):
        effect = schedule.effect
        eased, sore = _mean_relief(schedule, "pain", horizon_days)
        recovery, least, most = (float(levels[0] - levels[speeds[drive]]) for drive in (mean, low, high))
        scale = 1.0 / effect.relief_points if effect.relief_points > 0.0 else 0.0
        worth.append(
            Gain(
                points=eased + sore + recovery,
                low=eased * effect.relief_low * scale + sore + least,
                high=eased * effect.relief_high * scale + sore + most,
                relief=eased + sore,
                recovery=recovery,
                press=sum(_mean_relief(schedule, "press", horizon_days)),
            )
        )
    return tuple(worth)


@dataclass(frozen=True, slots=True)
class _Drive:
    """What a schedule does to the states: speeds and steps on its days."""

    damage_speed: float = 1.0
    tautness_speed: float = 1.0
    tautness_step: float = 0.0
    plateau_points: float = 0.0
    days: tuple[int, ...] = ()


def _drive(schedule: Schedule, part: str) -> _Drive:
    effect = schedule.effect
    speed = {"low": effect.speed_low, "high": effect.speed_high}
    damage = speed.get(part, effect.damage_speed) if effect.damage_speed != 1.0 else 1.0
    tautness = speed.get(part, effect.tautness_speed) if effect.acts_on_tautness else 1.0
    if damage == tautness == 1.0 and not effect.tautness_step and not effect.plateau_points:
        return _Drive()
    return _Drive(damage, tautness, effect.tautness_step, effect.plateau_points, tuple(sorted(set(schedule.days))))


def _mean_levels(belief: Belief, drives: Sequence[_Drive], horizon_days: int) -> Array:
    """Mean pain level in points over the horizon under each drive, shape (K,). The system is linear: means suffice."""
    p = belief.parameters
    rest = dynamics.transition(p, dynamics.rates(p), 1.0)
    driven = np.stack(
        [dynamics.transition(p, dynamics.rates(p, each.damage_speed, each.tautness_speed), 1.0) for each in drives]
    )
    on = np.array([[day in each.days for each in drives] for day in range(horizon_days)])
    tautness_kept = 1.0 + np.array([each.tautness_step for each in drives])
    fall = np.array([each.plateau_points for each in drives]) / (POINTS * p.tautness_share)
    x = np.repeat(belief.mean[None, :, :CORE], len(drives), axis=0)
    weights = belief.weights
    level = np.zeros(len(drives))
    before = x[:, :, TENDERNESS] @ weights
    for today in on:
        x[today, :, TAUTNESS] *= tautness_kept[today, None]
        lowered = np.maximum(x[today, :, PLATEAU] + fall[today, None], 0.0)
        x[today, :, PLATEAU] = np.where(x[today, :, PLATEAU] > 0.0, lowered, x[today, :, PLATEAU])
        F = np.where(today[:, None, None, None], driven, rest)
        x = (F @ x[..., None])[..., 0]
        after = x[:, :, TENDERNESS] @ weights
        level += (before + after) / 2
        before = after
    return POINTS * level / horizon_days


def _mean_relief(schedule: Schedule, channel: Channel, horizon_days: int) -> tuple[float, float]:
    """Relief and soreness (negative) that a schedule gives, as mean points over the horizon. Sessions top up."""
    times = np.array(
        [
            day + session / schedule.sessions_per_day
            for day in sorted(set(schedule.days))
            for session in range(schedule.sessions_per_day)
        ]
    )
    parts = [0.0, 0.0]
    for pulse in schedule.effect.pulses:
        starts = times[times + pulse.delay_days < horizon_days] + pulse.delay_days
        if pulse.channel != channel or not len(starts):
            continue
        fading = math.log(2) / pulse.half_life_days
        lasts = np.diff(starts, append=float(horizon_days))
        area = pulse.amount * float(-np.expm1(-fading * lasts).sum()) / fading
        parts[pulse.amount < 0.0] += area / horizon_days
    return parts[0], parts[1]
