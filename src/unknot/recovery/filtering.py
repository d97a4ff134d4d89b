"""The exact filter: `init`, `step`, and the folds over them.

Inside a component everything is linear and Gaussian (Kalman); the components are weighed by how well they predicted
(Bayes). Folding a history and stepping through it are the same computation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from unknot.content.library import Library
from unknot.errors import ModelError, Problem
from unknot.facts import History
from unknot.recovery import dynamics
from unknot.recovery.dynamics import CORE, DAMAGE, PLATEAU, TAUTNESS, TENDERNESS
from unknot.recovery.events import Event, Report, Session, Strain, in_order, timeline
from unknot.recovery.observation import Reading, law, log_density, predicted
from unknot.recovery.parameters import Array, Parameters, Start, from_library
from unknot.recovery.state import POINTS, Belief, Boost, Pulse, Range, remaining

LOAD_GRID_DAYS = np.linspace(0.0, 6.0, 121)[:, None]
"""Where the height of soreness after a load is looked for."""

NEGLIGIBLE = 1e-9
"""Pulses smaller than this are dropped."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was expected of one reading before it was seen: mean, standard deviation and log density of the value."""

    reading: Reading
    mean: float
    sd: float
    log_density: float


@dataclass(frozen=True, slots=True)
class Info:
    """What a step learned: one prediction for each reading, in order."""

    predictions: tuple[Prediction, ...] = ()

    @property
    def log_evidence(self) -> float:
        """Log predictive density of all readings of the step together."""
        return sum(each.log_density for each in self.predictions)


def init(parameters: Parameters, *, start: Start | None = None, ranges: tuple[Range, ...] = ()) -> Belief:
    """The prior belief when the clock starts.

    `start` "peak": the pain stands at its full height, S at its target. "load": S is 0, and the load is such that the
    average pain reaches the same height when it peaks. None takes the profile's own. The level p0 and the share w of
    damage in it are independent and normal; d = w p0 and t = (1 - w) p0 get the moments that follow from that.
    """
    p = parameters
    N, n = len(p.log_prior), CORE + len(ranges)
    m, s = p.starting_points / POINTS, p.starting_points_sd / POINTS
    wD, wT, split = p.damage_share, p.tautness_share, p.damage_share_sd
    moved = (m**2 + s**2) * split**2
    start_mean = np.array([m * wD, m * wT])
    start_cov = np.array([[s**2 * wD**2 + moved, s**2 * wD * wT - moved], [0.0, s**2 * wT**2 + moved]])
    start_cov[1, 0] = start_cov[0, 1]

    at_load = (p.start if start is None else start) == "load"
    height = float((dynamics.tenderness_after_load(p, LOAD_GRID_DAYS) @ np.exp(p.log_prior)).max()) if at_load else 1.0
    settles = (1.0 - p.plateau) / height
    A = np.zeros((N, n, 2))
    A[:, DAMAGE, 0] = settles / wD
    A[:, TAUTNESS, 1] = settles / wT
    A[:, PLATEAU, :] = (p.plateau / wT)[:, None]
    A[:, TAUTNESS, :] += A[:, PLATEAU, :]
    if not at_load:
        A[:, TENDERNESS, :] = 1.0
    mean = A @ start_mean
    cov = A @ start_cov @ A.swapaxes(1, 2)
    for place, each in enumerate(ranges):
        mean[:, CORE + place] = each.reference
        cov[:, CORE + place, CORE + place] = each.reference_sd**2
    return Belief(p, 0.0, p.log_prior, mean, cov, ranges)


def step(belief: Belief, event: Event | None, dt_days: float) -> tuple[Belief, Info]:
    """The belief `dt_days` later, with `event` taken in. Raises `ModelError` for a negative time or failing numbers."""
    belief = advance(belief, dt_days)
    match event:
        case Report():
            predictions = []
            for reading in event.readings:
                belief, prediction = _update(belief, reading)
                predictions.append(prediction)
            return belief, Info(tuple(predictions))
        case Session():
            return _treated(belief, event), Info()
        case Strain():
            return _strained(belief, event), Info()
        case None:
            return belief, Info()


def advance(belief: Belief, days: float) -> Belief:
    """The belief `days` later when nothing happens; rates change where the hold of a session ends."""
    if not days >= 0.0:
        raise ModelError(Problem("model_negative_time", "dt_days", f"time runs forward, got {days}"))
    if days == 0.0:
        return belief
    began, pulses, left = belief.day, belief.pulses, days
    while left > 0.0:
        stretch = min([left, *(boost.days_left for boost in belief.boosts)])
        belief = _drift(belief, stretch)
        left -= stretch
    return replace(belief, day=began + days, pulses=_faded(pulses, days))


def fold(
    parameters: Parameters,
    events: Iterable[Event],
    *,
    until_day: float | None = None,
    start: Start | None = None,
    ranges: tuple[Range, ...] = (),
) -> Belief:
    """The belief after all `events`, in whatever order they came, brought forward to `until_day` if that is later."""
    belief, day = init(parameters, start=start, ranges=ranges), 0.0
    for event in in_order(events):
        belief, _ = step(belief, event, event.day - day)
        day = event.day
    if until_day is not None and until_day > day:
        belief = advance(belief, until_day - day)
    return belief


def believe(library: Library, profile: str, history: History) -> Belief:
    """What `history` lets one believe about its knot at `history.at`, for a person of recovery profile `profile`."""
    line = timeline(library, profile, history)
    parameters = from_library(library, profile, line.modifiers)
    return fold(parameters, line.events, until_day=line.now_day, start=line.start, ranges=line.ranges)


def _drift(belief: Belief, days: float) -> Belief:
    p = belief.parameters
    damage_speed = max((boost.damage_speed for boost in belief.boosts), default=1.0)
    tautness_speed = max((boost.tautness_speed for boost in belief.boosts), default=1.0) * dynamics.flow_speed(
        p, belief.mean[:, TAUTNESS], remaining(belief.pulses, "flow")[0]
    )
    both = dynamics.rates(p, damage_speed, tautness_speed)
    F, V = dynamics.transition(p, both, days), dynamics.noise(p, both, days)
    mean, cov = moved(belief.mean, belief.cov, F, V)
    boosts = tuple(
        replace(boost, days_left=boost.days_left - days) for boost in belief.boosts if boost.days_left > days
    )
    return replace(belief, mean=mean, cov=cov, boosts=boosts)


def moved(mean: Array, cov: Array, F: Array, V: Array) -> tuple[Array, Array]:
    """Mean (N, n) and covariance (N, n, n) after x -> F x + noise of covariance V on the first four states."""
    if mean.shape[1] == CORE:
        return (F @ mean[:, :, None])[:, :, 0], F @ cov @ F.swapaxes(1, 2) + V
    new_mean, new_cov = mean.copy(), cov.copy()
    new_mean[:, :CORE] = (F @ mean[:, :CORE, None])[:, :, 0]
    new_cov[:, :CORE, :] = F @ cov[:, :CORE, :]
    new_cov[:, :, :CORE] = new_cov[:, :, :CORE] @ F.swapaxes(1, 2)
    new_cov[:, :CORE, :CORE] += V
    return new_mean, new_cov


def _update(belief: Belief, reading: Reading) -> tuple[Belief, Prediction]:
    mean, variance, against = predicted(belief, law(belief, reading.measure))
    gain = against / variance[:, None]
    new_mean = belief.mean + gain * (reading.value - mean)[:, None]
    new_cov = belief.cov - gain[:, :, None] * against[:, None, :]
    joint = belief.log_weights + log_density(reading.value, mean, variance)
    top = float(joint.max())
    evidence = top + math.log(np.exp(joint - top).sum()) if math.isfinite(top) else math.nan
    if not math.isfinite(evidence + new_mean.sum() + new_cov.sum()):
        raise ModelError(Problem("model_not_finite", reading.measure, f"the numbers failed at {reading.value}"))
    centre = float(belief.weights @ mean)
    spread = float(belief.weights @ (variance + (mean - centre) ** 2))
    after = replace(belief, log_weights=joint - evidence, mean=new_mean, cov=new_cov, updates=belief.updates + 1)
    return after, Prediction(reading, centre, math.sqrt(spread), evidence)


def _treated(belief: Belief, session: Session) -> Belief:
    effect = session.effect
    mean, cov = belief.mean, belief.cov
    if effect.tautness_step:
        mean, cov = mean.copy(), cov.copy()
        mean[:, TAUTNESS] *= 1.0 + effect.tautness_step
        cov[:, TAUTNESS, :] *= 1.0 + effect.tautness_step
        cov[:, :, TAUTNESS] *= 1.0 + effect.tautness_step
    if effect.plateau_points and all(boost.key != effect.id for boost in belief.boosts):
        mean = mean.copy()
        fall = effect.plateau_points / (POINTS * belief.parameters.tautness_share)
        mean[:, PLATEAU] = np.where(mean[:, PLATEAU] > 0.0, np.maximum(mean[:, PLATEAU] + fall, 0.0), mean[:, PLATEAU])
    boosts = belief.boosts
    if effect.damage_speed != 1.0 or effect.tautness_speed != 1.0 or effect.plateau_points:
        fresh = Boost(effect.id, belief.parameters.rate_lasts_days, effect.damage_speed, effect.tautness_speed)
        boosts = (*(boost for boost in boosts if boost.key != effect.id), fresh)
    return replace(belief, mean=mean, cov=cov, boosts=boosts, pulses=_topped_up(belief.pulses, effect.pulses))


def _strained(belief: Belief, strain: Strain) -> Belief:
    mean = belief.mean.copy()
    mean[:, DAMAGE] += strain.damage
    mean[:, TAUTNESS] += strain.tautness
    return replace(belief, mean=mean)


def _faded(pulses: tuple[Pulse, ...], days: float) -> tuple[Pulse, ...]:
    later = (pulse.after(days) for pulse in pulses)
    return tuple(pulse for pulse in later if abs(pulse.amount) > NEGLIGIBLE)


def _topped_up(pulses: tuple[Pulse, ...], fresh: tuple[Pulse, ...]) -> tuple[Pulse, ...]:
    """The pulses with the `fresh` ones added; an active pulse that a fresh one of its kind outdoes is dropped."""
    outdone = {(pulse.channel, pulse.key): abs(pulse.amount) for pulse in fresh if pulse.delay_days == 0.0}
    kept = (
        pulse
        for pulse in pulses
        if pulse.delay_days > 0.0 or abs(pulse.amount) > outdone.get((pulse.channel, pulse.key), 0.0)
    )
    return (*kept, *fresh)
