"""The exact filter: `init`, `step`, and the folds over them.

Inside a component everything is linear and Gaussian (Kalman); the components are weighed by how well they predicted
(Bayes). Folding a history and stepping through it are the same computation: first everything that needs no numbers of
the states is settled (`script`), then the states follow it (`_followed`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from unknot.content.library import Library
from unknot.errors import ModelError, Problem
from unknot.facts import History
from unknot.recovery import dynamics, ordinal
from unknot.recovery.dynamics import CORE, DAMAGE, PLATEAU, TAUTNESS, TENDERNESS, Drift, Modes, Move
from unknot.recovery.events import Event, Report, in_order, timeline
from unknot.recovery.observation import Reading, law, loadings, log_density, seen
from unknot.recovery.parameters import Array, Parameters, Start, from_library
from unknot.recovery.script import IN_WORDS, THRESHOLD, Act, Answer, Grow, Look, Push, Strained, unknown, written
from unknot.recovery.state import POINTS, Belief, Range, normalised
from unknot.recovery.strain import WHOLLY, Held

LOAD_GRID_DAYS = np.linspace(0.0, 6.0, 121)[:, None]
"""Where the height of soreness after a load is looked for."""

EVENTS_AT_ONCE = 128
"""Events whose transitions are worked out together: enough to be fast, few enough to stay small."""

FOREVER_DAYS = 10_000.0
"""After so long nothing is left of where the states began."""


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


def believe(library: Library, profile: str, history: History, held: Held = WHOLLY) -> Belief:
    """What `history` lets one believe about its knot at `history.at`, for a person of recovery profile `profile`.

    `held` is by cause the share of time in a posture that the muscle of the knot holds; 1 where it does not say.
    """
    line = timeline(library, profile, history, held)
    parameters = from_library(library, profile, line.modifiers)
    return fold(parameters, line.events, until_day=line.now_day, start=line.start, ranges=line.ranges)


def _taken_in(belief: Belief, timed: Sequence[tuple[float, Event | None]]) -> Belief:
    """The belief after the events of `timed`, each with the days that pass before it."""
    script = written(belief, timed)
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


def _followed(belief: Belief, acts: Sequence[Act]) -> tuple[Array, Array, Modes | None]:
    """`log_joint`, `joint` and `frame` after `acts`. Raises `ModelError` where the numbers fail."""
    p = belief.parameters
    joint, frame, log_joint = belief.joint.copy(), belief.frame, belief.log_joint
    looks: list[Look] = []
    errors, variances = [], []
    weights: dict[object, Array] = {}
    with np.errstate(all="ignore"):
        drifts = [act for act in acts if isinstance(act, Drift)]
        most = len(joint) + sum(len(act.mean) for act in acts if isinstance(act, Grow))
        moves = dynamics.moves(p, [] if p.flow_on_rate else drifts, most)
        for act in acts:
            if isinstance(act, Drift):
                at, left, V = move_by_flow(p, act, joint, frame) if p.flow_on_rate else next(moves)
                move = at, left[: len(joint)], V
                weights = weights if dynamics.same(frame, move[0]) else {}
                joint, frame = dynamics.passed(joint, p, frame, move)
            elif isinstance(act, Look):
                known = weights.get(act.rule.loadings)
                if known is None:
                    known = weights[act.rule.loadings] = loadings(act.rule, p, frame, len(joint))
                error, variance = _corrected(joint, act, known)
                looks.append(act)
                errors.append(error)
                variances.append(variance)
            elif isinstance(act, Strained):
                joint = joint.copy()
                dynamics.strained(joint, frame, [act])
            elif isinstance(act, Answer):
                joint = ordinal.drifted(joint, p.answering, act.place, act.days)
                joint, log_chance = ordinal.taken_in(joint, p, frame, act.place, act.answer, act.last)
                log_joint = log_joint + log_chance
            elif isinstance(act, Grow):
                joint, weights = grown(joint, act.mean, act.cov), {}
            else:
                joint, frame, weights = pushed(dynamics.reframed(joint, p, frame, None), act), None, {}
        if looks:
            for density in log_density(np.stack(errors), np.stack(variances)):
                log_joint = log_joint + density
        sound = math.isfinite(joint.sum() + log_joint.sum())
    if not sound:
        broken = (look for look, error in zip(looks, errors, strict=True) if not np.isfinite(error).all())
        place = next((look.measure for look in broken), "states")
        raise ModelError(Problem("model_not_finite", place, "the numbers failed"))
    return log_joint, joint, frame


def move_by_flow(parameters: Parameters, drift: Drift, joint: Array, frame: Modes | None) -> Move:
    """The move of one drift at the flow that the tautness at its start leaves."""
    tautness = joint[TAUTNESS, -1] if frame is None else joint[TAUTNESS, -1] + joint[PLATEAU, -1]
    speed = drift.tautness_speed * dynamics.flow_speed(parameters, tautness, drift.flow)
    at = dynamics.modes(parameters, dynamics.rates(parameters, drift.damage_speed, speed))
    left = dynamics.kept(parameters, at, drift.days, len(joint))
    return at, left, dynamics.wandered(parameters, at, drift.days)


def _corrected(joint: Array, look: Look, weights: Array) -> tuple[Array, Array]:
    """Takes a reading into `joint` in place; its error against what was expected and the variance of that, (N,)."""
    sight = seen(joint, weights)
    variance = seen(sight[:-1], weights) + look.rule.variance
    error = look.value - look.rule.offset - sight[-1]
    sight[-1] = -error
    joint -= (sight[:-1] / variance)[:, None] * sight
    return error, variance


def pushed(joint: Array, push: Push) -> Array:
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
        look = Look(rule, reading.value, reading.measure)
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
