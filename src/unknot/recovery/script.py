"""What the states will go through: the part of the filter that needs no numbers of the states.

Events become acts: stretches of time, readings, answers, strains and pushes. Pulses and boosts fade beside them, by the
clock alone. `filtering` follows the acts with the states.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery import ordinal
from unknot.recovery.dynamics import CORE, DAMAGE, TAUTNESS, Drift
from unknot.recovery.events import Event, Report
from unknot.recovery.observation import Law, Reading, law, together
from unknot.recovery.parameters import Array, Parameters
from unknot.recovery.state import POINTS, Answered, Belief, Boost, Pulse, Range, remaining
from unknot.recovery.strain import Strain

NEGLIGIBLE = 1e-9
"""Pulses smaller than this are dropped."""

IN_WORDS = "soreness_5"
"""The measure that is an answer in five words."""
LOAD, POSTURE, THRESHOLD = "load", "posture", "threshold"
"""States of `own`."""


class Look(NamedTuple):
    """One reading as it is taken in; `measure` names what was reported, several where they were made one."""

    rule: Law
    value: float
    measure: str


class Push(NamedTuple):
    """What a session does to the states at once; the fall is that of the plateau where there is one."""

    tautness_kept: float
    plateau_fall: float


class Strained(NamedTuple):
    """What a strain does at once: to damage or tautness, by so much times the person's own size, the state `place`."""

    state: int
    place: int
    amount: float


class Answer(NamedTuple):
    """An answer in five words, `days` after the one before; the thresholds stand from `place` on."""

    answer: int
    place: int
    days: float
    last: int


class Grow(NamedTuple):
    """States that were not needed before: their means and covariance."""

    mean: Array
    cov: Array


Act = Drift | Look | Push | Strained | Answer | Grow


@dataclass(slots=True)
class Script:
    """What the states will go through, and all that does not depend on the states once they have."""

    parameters: Parameters
    ranges: tuple[Range, ...]
    acts: list[Act]
    day: float
    pulses: tuple[Pulse, ...]
    boosts: tuple[Boost, ...]
    own: tuple[str, ...]
    answered: Answered | None

    def place_of(self, name: str) -> int:
        """The place of a state of `own`, which is added where it was not needed before."""
        if name not in self.own:
            mean, cov = unknown(self.parameters, name)
            self.acts.append(Grow(mean, cov))
            self.own += (name,) * len(mean)
        return CORE + len(self.ranges) + self.own.index(name)


def written(belief: Belief, timed: Sequence[tuple[float, Event | None]]) -> Script:
    """What the states will go through. Nothing of this depends on the states.

    Raises `ModelError` for a negative time and an unknown measure.
    """
    b, p = belief, belief.parameters
    acts: list[Act] = [] if b.wait is None else [b.wait]
    script = Script(p, b.ranges, acts, b.day, b.pulses, b.boosts, b.own, b.answered)
    for days, event in timed:
        if not 0.0 <= days < math.inf:
            raise ModelError(Problem("model_negative_time", "dt_days", f"time runs forward, got {days}"))
        if days > 0.0:
            flow = remaining(script.pulses, "flow")[0] if p.flow_on_rate else None
            script.boosts = _wait(acts, days, script.boosts, flow)
            script.pulses = _faded(script.pulses, days)
            script.day += days
        if isinstance(event, Report):
            in_words = [reading for reading in event.readings if reading.measure == IN_WORDS]
            rest = (
                [reading for reading in event.readings if reading.measure != IN_WORDS] if in_words else event.readings
            )
            acts += _looks(p, rest, script.pulses, b.ranges)
            for reading in in_words:
                _answer(script, reading)
        elif isinstance(event, Strain):
            for state, name, amount in ((DAMAGE, LOAD, event.damage), (TAUTNESS, POSTURE, event.tautness)):
                if amount:
                    acts.append(Strained(state, script.place_of(name), amount))
        elif event is not None:
            effect = event.effect
            others = tuple([boost for boost in script.boosts if boost.key != effect.id])
            fresh = len(others) == len(script.boosts)
            fall = effect.plateau_points / (POINTS * p.tautness_share) if fresh else 0.0
            if effect.tautness_step or fall:
                acts.append(Push(1.0 + effect.tautness_step, fall))
            if effect.damage_speed != 1.0 or effect.tautness_speed != 1.0 or effect.plateau_points:
                boost = Boost(effect.id, p.rate_lasts_days, effect.damage_speed, effect.tautness_speed)
                script.boosts = (*others, boost)
            script.pulses = _topped_up(script.pulses, effect.pulses)
    return script


def unknown(parameters: Parameters, name: str) -> tuple[Array, Array]:
    """Mean and covariance of the states `name` of a person of whom nothing is known."""
    if name == THRESHOLD:
        return ordinal.prior(parameters.answering)
    sd = parameters.load_size_sd if name == LOAD else parameters.posture_size_sd
    return np.ones(1), np.array([[sd**2]])


def _answer(script: Script, reading: Reading) -> None:
    """Adds an answer in five words. Raises `ModelError` where it is none of the five."""
    if reading.value not in range(1, ordinal.ANSWERS + 1):
        raise ModelError(Problem("model_unknown_answer", IN_WORDS, f"{reading.value} is not one of 1 to 5"))
    answer = int(reading.value)
    last = script.answered
    days = 0.0 if last is None else script.day - last.day
    script.acts.append(Answer(answer, script.place_of(THRESHOLD), days, 0 if last is None else last.answer))
    script.answered = Answered(answer, script.day)


def _wait(acts: list[Act], days: float, boosts: tuple[Boost, ...], flow: float | None) -> tuple[Boost, ...]:
    """Adds the stretches of `days` to `acts`, a new one wherever the speeds change; the boosts that are left then.

    Where `flow` changes the rates each stretch is one of its own.
    """
    while days > 0.0:
        stretch, damage_speed, tautness_speed = days, 1.0, 1.0
        if boosts:
            stretch = min(days, *[boost.days_left for boost in boosts])
            damage_speed = max([boost.damage_speed for boost in boosts])
            tautness_speed = max([boost.tautness_speed for boost in boosts])
            boosts = tuple([Boost(key, left - stretch, D, T) for key, left, D, T in boosts if left > stretch])
        last = acts[-1] if acts else None
        if flow is None and isinstance(last, Drift) and last[1:3] == (damage_speed, tautness_speed):
            acts[-1] = Drift(last.days + stretch, damage_speed, tautness_speed)
        else:
            acts.append(Drift(stretch, damage_speed, tautness_speed, flow or 0.0))
        days -= stretch
    return boosts


def _looks(
    parameters: Parameters, readings: Sequence[Reading], pulses: tuple[Pulse, ...], ranges: tuple[Range, ...]
) -> list[Look]:
    """The readings of a report as they are taken in; neighbours that speak of the tenderness alone are one."""
    looks: list[Look] = []
    of_tenderness: list[tuple[Law, Reading]] = []
    for reading in readings:
        rule = law(parameters, reading.measure, pulses=pulses, ranges=ranges)
        if rule.of_tenderness:
            of_tenderness.append((rule, reading))
            continue
        if of_tenderness:
            looks.append(_as_one(of_tenderness))
            of_tenderness = []
        looks.append(Look(rule, reading.value, reading.measure))
    if of_tenderness:
        looks.append(_as_one(of_tenderness))
    return looks


def _as_one(readings: Sequence[tuple[Law, Reading]]) -> Look:
    rule, value = together([(rule, reading.value) for rule, reading in readings])
    return Look(rule, value, ", ".join([reading.measure for _, reading in readings]))


def _faded(pulses: tuple[Pulse, ...], days: float) -> tuple[Pulse, ...]:
    later = [pulse.after(days) for pulse in pulses]
    return tuple([pulse for pulse in later if abs(pulse.amount) > NEGLIGIBLE])


def _topped_up(pulses: tuple[Pulse, ...], fresh: tuple[Pulse, ...]) -> tuple[Pulse, ...]:
    """The pulses with the `fresh` ones added; an active pulse that a fresh one of its kind outdoes is dropped."""
    if not fresh:
        return pulses
    outdone = {(pulse.channel, pulse.key): abs(pulse.amount) for pulse in fresh if pulse.delay_days == 0.0}
    kept = [
        pulse
        for pulse in pulses
        if pulse.delay_days > 0.0 or abs(pulse.amount) > outdone.get((pulse.channel, pulse.key), 0.0)
    ]
    return (*kept, *fresh)
