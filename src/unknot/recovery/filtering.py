"""The exact filter: `init`, `step`, and the folds over them.

Inside a component everything is linear and Gaussian (Kalman); the components are weighed by how well they predicted
(Bayes). Folding a history and stepping through it are the same computation: first everything that needs no numbers of
the states is settled (`_script`), then the states follow it (`_followed`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from unknot.content.library import Library
from unknot.errors import ModelError, Problem
from unknot.facts import History
from unknot.recovery import dynamics, ordinal
from unknot.recovery.dynamics import CORE, DAMAGE, PLATEAU, TAUTNESS, TENDERNESS, Drift, Modes, Move
from unknot.recovery.events import Event, Report, Strain, in_order, timeline
from unknot.recovery.observation import Law, Reading, law, loadings, log_density, seen, together
from unknot.recovery.parameters import Array, Parameters, Start, from_library
from unknot.recovery.state import POINTS, Answered, Belief, Boost, Pulse, Range, normalised, remaining

LOAD_GRID_DAYS = np.linspace(0.0, 6.0, 121)[:, None]
"""Where the height of soreness after a load is looked for."""

EVENTS_AT_ONCE = 128
"""Events whose transitions are worked out together: enough to be fast, few enough to stay small."""

FOREVER_DAYS = 10_000.0
"""After so long nothing is left of where the states began."""

NEGLIGIBLE = 1e-9
"""Pulses smaller than this are dropped."""

IN_WORDS = "soreness_5"
"""The measure that is an answer in five words."""
LOAD, POSTURE, THRESHOLD = "load", "posture", "threshold"
"""States of `own`."""


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
    average pain reaches the same height when it peaks. "steady": a day like any other, the states scattered as the
    wander keeps them. None takes the profile's own. The level p0 and the share w of damage in it are independent and
    normal; d = w p0 and t = (1 - w) p0 get the moments that follow from that.
    Raises `ModelError` for parameters that are not finite.
    """
    p = parameters
    _refuse_broken(p)
    began = p.start if start is None else start
    if began == "steady":
        return _steady(p, ranges)
    N, n = len(p.log_prior), CORE + len(ranges)
    m, s = p.starting_points / POINTS, p.starting_points_sd / POINTS
    wD, wT, split = p.damage_share, p.tautness_share, p.damage_share_sd
    moved = (m**2 + s**2) * split**2
    start_mean = np.array([m * wD, m * wT])
    start_cov = np.array([[s**2 * wD**2 + moved, s**2 * wD * wT - moved], [0.0, s**2 * wT**2 + moved]])
    start_cov[1, 0] = start_cov[0, 1]

    at_load = began == "load"
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
    return _at_first(p, mean, cov, ranges)


def _steady(parameters: Parameters, ranges: tuple[Range, ...]) -> Belief:
    p = parameters
    N, n = len(p.log_prior), CORE + len(ranges)
    cov = np.zeros((N, n, n))
    cov[:, :CORE, :CORE] = dynamics.noise(p, dynamics.rates(p), FOREVER_DAYS)
    return _at_first(p, np.zeros((N, n)), cov, ranges)


def _at_first(parameters: Parameters, mean: Array, cov: Array, ranges: tuple[Range, ...]) -> Belief:
    for place, each in enumerate(ranges):
        mean[:, CORE + place] = each.reference
        cov[:, CORE + place, CORE + place] = each.reference_sd**2
    joint = np.ascontiguousarray(np.concatenate([cov, mean[:, :, None]], axis=2).transpose(1, 2, 0))
    return Belief(parameters, 0.0, parameters.log_prior, joint, ranges=ranges)


def _refuse_broken(parameters: Parameters) -> None:
    for field in fields(parameters):
        value = getattr(parameters, field.name)
        number = value.sum() if isinstance(value, np.ndarray) else value
        if isinstance(number, float) and not math.isfinite(number):
            raise ModelError(Problem("model_not_finite", field.name, "the number is none"))


def step(belief: Belief, event: Event | None, dt_days: float) -> tuple[Belief, Info]:
    """The belief `dt_days` later, with `event` taken in. Raises `ModelError` for a negative time or failing numbers."""
    if not isinstance(event, Report) or not event.readings:
        return _taken_in(belief, [(dt_days, event)]), Info()
    later = advance(belief, dt_days)
    joint, frame = later.modal
    later = replace(later, joint=joint, frame=frame, wait=None)
    after = _taken_in(later, [(0.0, event)])
    return after, Info(tuple(_predictions(later, event.readings)))


def advance(belief: Belief, days: float) -> Belief:
    """The belief `days` later when nothing happens; rates change where the hold of a session ends."""
    return belief if days == 0.0 else _taken_in(belief, [(days, None)])


def fold(
    parameters: Parameters,
    events: Iterable[Event],
    *,
    until_day: float | None = None,
    start: Start | None = None,
    ranges: tuple[Range, ...] = (),
) -> Belief:
    """The belief after all `events`, in whatever order they came, brought forward to `until_day` if that is later.

    Raises `ModelError` for an event before the clock began or failing numbers.
    """
    belief = init(parameters, start=start, ranges=ranges)
    timed: list[tuple[float, Event | None]] = []
    day = 0.0
    for event in in_order(events):
        timed.append((event.day - day, event))
        day = event.day
    if until_day is not None and until_day > day:
        timed.append((until_day - day, None))
    for first in range(0, len(timed), EVENTS_AT_ONCE):
        belief = _taken_in(belief, timed[first : first + EVENTS_AT_ONCE])
    if not math.isfinite(belief.natural.sum()):
        raise ModelError(Problem("model_not_finite", "states", "the numbers failed"))
    return belief


def believe(library: Library, profile: str, history: History) -> Belief:
    """What `history` lets one believe about its knot at `history.at`, for a person of recovery profile `profile`."""
    line = timeline(library, profile, history)
    parameters = from_library(library, profile, line.modifiers)
    return fold(parameters, line.events, until_day=line.now_day, start=line.start, ranges=line.ranges)


class _Look(NamedTuple):
    """One reading as it is taken in; `measure` names what was reported, several where they were made one."""

    rule: Law
    value: float
    measure: str


class _Push(NamedTuple):
    """What a session does to the states at once; the fall is that of the plateau where there is one."""

    tautness_kept: float
    plateau_fall: float


class _Strain(NamedTuple):
    """What a strain does at once: to damage or tautness, by so much times the person's own size, the state `place`."""

    state: int
    place: int
    amount: float


class _Answer(NamedTuple):
    """An answer in five words, `days` after the one before; the thresholds stand from `place` on."""

    answer: int
    place: int
    days: float
    last: int


class _Grow(NamedTuple):
    """States that were not needed before: their means and covariance."""

    mean: Array
    cov: Array


_Act = Drift | _Look | _Push | _Strain | _Answer | _Grow


@dataclass(slots=True)
class _Script:
    """What the states will go through, and all that does not depend on the states once they have."""

    parameters: Parameters
    ranges: tuple[Range, ...]
    acts: list[_Act]
    day: float
    pulses: tuple[Pulse, ...]
    boosts: tuple[Boost, ...]
    own: tuple[str, ...]
    answered: Answered | None

    def place_of(self, name: str) -> int:
        """The place of a state of `own`, which is added where it was not needed before."""
        if name not in self.own:
            mean, cov = unknown(self.parameters, name)
            self.acts.append(_Grow(mean, cov))
            self.own += (name,) * len(mean)
        return CORE + len(self.ranges) + self.own.index(name)


def _taken_in(belief: Belief, timed: Sequence[tuple[float, Event | None]]) -> Belief:
    """The belief after the events of `timed`, each with the days that pass before it."""
    script = _script(belief, timed)
    last = script.acts[-1] if script.acts and not belief.parameters.flow_on_rate else None
    wait = last if isinstance(last, Drift) else None
    if wait is not None:
        script.acts.pop()
    updates = belief.updates + sum(len(event.readings) for _, event in timed if isinstance(event, Report))
    log_joint, joint, frame = _followed(belief, script.acts)
    return Belief(
        parameters=belief.parameters,
        day=script.day,
        log_joint=log_joint,
        joint=joint,
        frame=frame,
        wait=wait,
        ranges=belief.ranges,
        pulses=script.pulses,
        boosts=script.boosts,
        updates=updates,
        own=script.own,
        answered=script.answered,
    )


def _script(belief: Belief, timed: Sequence[tuple[float, Event | None]]) -> _Script:
    """What the states will go through. Nothing of this depends on the states.

    Raises `ModelError` for a negative time and an unknown measure.
    """
    b, p = belief, belief.parameters
    acts: list[_Act] = [] if b.wait is None else [b.wait]
    script = _Script(p, b.ranges, acts, b.day, b.pulses, b.boosts, b.own, b.answered)
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
                    acts.append(_Strain(state, script.place_of(name), amount))
        elif event is not None:
            effect = event.effect
            others = tuple([boost for boost in script.boosts if boost.key != effect.id])
            fresh = len(others) == len(script.boosts)
            fall = effect.plateau_points / (POINTS * p.tautness_share) if fresh else 0.0
            if effect.tautness_step or fall:
                acts.append(_Push(1.0 + effect.tautness_step, fall))
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


def _answer(script: _Script, reading: Reading) -> None:
    """Adds an answer in five words. Raises `ModelError` where it is none of the five."""
    if reading.value not in range(1, ordinal.ANSWERS + 1):
        raise ModelError(Problem("model_unknown_answer", IN_WORDS, f"{reading.value} is not one of 1 to 5"))
    answer = int(reading.value)
    last = script.answered
    days = 0.0 if last is None else script.day - last.day
    script.acts.append(_Answer(answer, script.place_of(THRESHOLD), days, 0 if last is None else last.answer))
    script.answered = Answered(answer, script.day)


def _wait(acts: list[_Act], days: float, boosts: tuple[Boost, ...], flow: float | None) -> tuple[Boost, ...]:
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
) -> list[_Look]:
    """The readings of a report as they are taken in; neighbours that speak of the tenderness alone are one."""
    looks: list[_Look] = []
    of_tenderness: list[tuple[Law, Reading]] = []
    for reading in readings:
        rule = law(parameters, reading.measure, pulses=pulses, ranges=ranges)
        if rule.of_tenderness:
            of_tenderness.append((rule, reading))
            continue
        if of_tenderness:
            looks.append(_as_one(of_tenderness))
            of_tenderness = []
        looks.append(_Look(rule, reading.value, reading.measure))
    if of_tenderness:
        looks.append(_as_one(of_tenderness))
    return looks


def _as_one(readings: Sequence[tuple[Law, Reading]]) -> _Look:
    rule, value = together([(rule, reading.value) for rule, reading in readings])
    return _Look(rule, value, ", ".join([reading.measure for _, reading in readings]))


def _followed(belief: Belief, acts: Sequence[_Act]) -> tuple[Array, Array, Modes | None]:
    """`log_joint`, `joint` and `frame` after `acts`. Raises `ModelError` where the numbers fail."""
    p = belief.parameters
    joint, frame, log_joint = belief.joint.copy(), belief.frame, belief.log_joint
    looks: list[_Look] = []
    errors, variances = [], []
    weights: dict[object, Array] = {}
    with np.errstate(all="ignore"):
        drifts = [act for act in acts if isinstance(act, Drift)]
        most = len(joint) + sum(len(act.mean) for act in acts if isinstance(act, _Grow))
        moves = dynamics.moves(p, [] if p.flow_on_rate else drifts, most)
        for act in acts:
            if isinstance(act, Drift):
                at, left, V = _move_by_flow(p, act, joint, frame) if p.flow_on_rate else next(moves)
                move = at, left[: len(joint)], V
                weights = weights if dynamics.same(frame, move[0]) else {}
                joint, frame = dynamics.passed(joint, p, frame, move)
            elif isinstance(act, _Look):
                known = weights.get(act.rule.loadings)
                if known is None:
                    known = weights[act.rule.loadings] = loadings(act.rule, p, frame, len(joint))
                error, variance = _corrected(joint, act, known)
                looks.append(act)
                errors.append(error)
                variances.append(variance)
            elif isinstance(act, _Strain):
                joint = joint.copy()
                dynamics.strained(joint, frame, [act])
            elif isinstance(act, _Answer):
                joint = ordinal.drifted(joint, p.answering, act.place, act.days)
                joint, log_chance = ordinal.taken_in(joint, p, frame, act.place, act.answer, act.last)
                log_joint = log_joint + log_chance
            elif isinstance(act, _Grow):
                joint, weights = grown(joint, act.mean, act.cov), {}
            else:
                joint, frame, weights = _pushed(dynamics.reframed(joint, p, frame, None), act), None, {}
        if looks:
            for density in log_density(np.stack(errors), np.stack(variances)):
                log_joint = log_joint + density
        sound = math.isfinite(joint.sum() + log_joint.sum())
    if not sound:
        broken = (look for look, error in zip(looks, errors, strict=True) if not np.isfinite(error).all())
        place = next((look.measure for look in broken), "states")
        raise ModelError(Problem("model_not_finite", place, "the numbers failed"))
    return log_joint, joint, frame


def _move_by_flow(parameters: Parameters, drift: Drift, joint: Array, frame: Modes | None) -> Move:
    """The move of one drift at the flow that the tautness at its start leaves."""
    tautness = joint[TAUTNESS, -1] if frame is None else joint[TAUTNESS, -1] + joint[PLATEAU, -1]
    speed = drift.tautness_speed * dynamics.flow_speed(parameters, tautness, drift.flow)
    at = dynamics.modes(parameters, dynamics.rates(parameters, drift.damage_speed, speed))
    left = dynamics.kept(parameters, at, drift.days, len(joint))
    return at, left, dynamics.wandered(parameters, at, drift.days)


def _corrected(joint: Array, look: _Look, weights: Array) -> tuple[Array, Array]:
    """Takes a reading into `joint` in place; its error against what was expected and the variance of that, (N,)."""
    sight = seen(joint, weights)
    variance = seen(sight[:-1], weights) + look.rule.variance
    error = look.value - look.rule.offset - sight[-1]
    sight[-1] = -error
    joint -= (sight[:-1] / variance)[:, None] * sight
    return error, variance


def _pushed(joint: Array, push: _Push) -> Array:
    """`joint`, in terms of the states, after what a session does at once; it is written to."""
    if push.tautness_kept != 1.0:
        joint[TAUTNESS] *= push.tautness_kept
        joint[:, TAUTNESS] *= push.tautness_kept
    if push.plateau_fall:
        plateau = joint[PLATEAU, -1]
        joint[PLATEAU, -1] = np.where(plateau > 0.0, np.maximum(plateau + push.plateau_fall, 0.0), plateau)
    return joint


def grown(joint: Array, mean: Array, cov: Array) -> Array:
    """`joint` with more constant states, of mean (m,) and covariance (m, m), unrelated to those before."""
    n, more = len(joint), len(mean)
    larger = np.zeros((n + more, n + more + 1, joint.shape[-1]))
    larger[:n, :n], larger[:n, -1] = joint[:, :-1], joint[:, -1]
    larger[n:, n:-1], larger[n:, -1] = cov[:, :, None], mean[:, None]
    return larger


def _predictions(belief: Belief, readings: Sequence[Reading]) -> Iterator[Prediction]:
    """What was expected of each reading, given those before it; answers in five words come last."""
    p, joint, log_weights = belief.parameters, belief.joint.copy(), belief.log_weights
    for reading in readings:
        if reading.measure == IN_WORDS:
            continue
        rule = law(p, reading.measure, pulses=belief.pulses, ranges=belief.ranges)
        look = _Look(rule, reading.value, reading.measure)
        error, variance = _corrected(joint, look, loadings(rule, p, belief.frame, len(joint)))
        weights, mean = np.exp(log_weights), reading.value - error
        middle = float(weights @ mean)
        wide = float(weights @ (variance + (mean - middle) ** 2))
        told = log_weights + log_density(error, variance)
        log_weights = normalised(told)
        yield Prediction(reading, middle, math.sqrt(wide), float(told.max() - log_weights.max()))
    for reading in readings:
        if reading.measure == IN_WORDS:
            yield _answer_expected(belief, joint, log_weights, reading)


def _answer_expected(belief: Belief, joint: Array, log_weights: Array, reading: Reading) -> Prediction:
    """What was expected of an answer in five words, `joint` and `log_weights` holding the other readings."""
    p, asked = belief.parameters, belief.answered
    if asked is None:
        place, days, repeated = len(joint), 0.0, np.zeros(ordinal.ANSWERS)
        joint = grown(joint, *unknown(p, THRESHOLD))
    else:
        place, days = belief.place_of(THRESHOLD), belief.day - asked.day
        repeated = p.answering.repeats * np.eye(ordinal.ANSWERS)[asked.answer - 1]
    sight = loadings(ordinal.LEVEL, p, belief.frame, len(joint))
    looked = ordinal.chances(joint, sight, place, p.answering, days=days) @ np.exp(log_weights)
    chance = repeated + (1.0 - repeated.sum()) * looked
    answers = np.arange(1, ordinal.ANSWERS + 1)
    mean = float(chance @ answers)
    sd = math.sqrt(max(float(chance @ (answers - mean) ** 2), 0.0))
    return Prediction(reading, mean, sd, math.log(chance[int(reading.value) - 1]))


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
