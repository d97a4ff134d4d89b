r"""The level of pain on past days given all readings, those of later days too.

Inside a component everything is linear and Gaussian, so the smoothed level is exact there: the filter forward, then
the smoother of Bryson and Frazier in its modified form (Bierman 1973, Automatica 9, 503-511) backward. It carries
what all later readings say, as the adjoint l (n,) and L (n, n) of the states:

    at a reading   h, error e, variance s, gain g = P h / s, C = I - g h'
                   l = C' l - h e / s             L = C' L C + h h' / s
    over time      l = F' l                       L = F' L F
    smoothed       m - P l                        P - P L P            with the filter's m and P

No covariance is inverted, and the wander does not enter backward. The weights of the components are those after all
readings, so the mixture is exact as well. Only an answer in five words is taken in by its moments, as in the filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery import dynamics, ordinal
from unknot.recovery.dynamics import TAUTNESS, Drift, Shear
from unknot.recovery.events import Event, in_order
from unknot.recovery.filtering import grown, init, move_by_flow, pushed
from unknot.recovery.forecasting import LEVEL, PRUNED_BELOW
from unknot.recovery.mixtures import quantiles
from unknot.recovery.observation import Law, loadings, log_density, seen
from unknot.recovery.parameters import Array, Parameters, Start
from unknot.recovery.script import Act, Answer, Grow, Look, Strained, written
from unknot.recovery.state import POINTS, Range, normalised

LOW, HIGH = 0.1, 0.9
"""The ends of the band."""


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """The level in points (0-10) on `days` (J,) of the clock: its mean and the ends of the band that holds 80 %."""

    days: tuple[float, ...]
    mean: Array
    low: Array
    high: Array


class _Day(NamedTuple):
    """A day on which the level is wanted."""

    place: int


_Back = Callable[[Array], Array]
"""From the adjoint after an act, (n, n + 1, N) with `l` as the last column, to the one before it."""


class _Sight(NamedTuple):
    """The filter's level on one day: P h (n, N), mean and variance (N,), and how many acts came before."""

    place: int
    gain: Array
    mean: Array
    variance: Array


def smooth(
    parameters: Parameters,
    events: Iterable[Event],
    days: Sequence[float],
    *,
    start: Start | None = None,
    ranges: tuple[Range, ...] = (),
) -> Smoothed:
    """The level on `days`, given all `events`, also those after it. An event at the instant of a day comes first.

    Raises `ModelError` for an event or a day before the clock began, and where the numbers fail.
    """
    wanted = sorted(range(len(days)), key=lambda place: days[place])
    acts, last = _acts(parameters, events, [(days[place], place) for place in wanted], start, ranges)
    with np.errstate(all="ignore"):
        weights, way = _forward(parameters, acts, init(parameters, start=start, ranges=ranges).joint)
        mean, variance = _backward(way, last, len(days), len(weights))
    if not np.isfinite(mean.sum() + variance.sum() + weights.sum()):
        raise ModelError(Problem("model_not_finite", "states", "the numbers failed"))
    sd = np.sqrt(np.maximum(variance, 1e-12))
    likely = weights > PRUNED_BELOW
    ends = quantiles(weights[likely], mean[:, likely], sd[:, likely], np.array([LOW, HIGH]), 0.0, POINTS)
    return Smoothed(tuple(days), np.clip(mean @ weights, 0.0, POINTS), ends[:, 0], ends[:, 1])


def _acts(
    parameters: Parameters,
    events: Iterable[Event],
    wanted: Sequence[tuple[float, int]],
    start: Start | None,
    ranges: tuple[Range, ...],
) -> tuple[list[Act | _Day], int]:
    """What the states go through with the wanted days put in, and how many states there are at the end."""
    timed: list[tuple[float, Event | None]] = []
    day = 0.0
    for event in in_order(events):
        timed.append((event.day - day, event))
        day = event.day
    if wanted and wanted[0][0] < 0.0:
        raise ModelError(Problem("model_negative_time", "days", "the clock had not begun"))
    if wanted and wanted[-1][0] > day:
        timed.append((wanted[-1][0] - day, None))
    script = written(init(parameters, start=start, ranges=ranges), timed)
    acts: list[Act | _Day] = []
    coming = list(reversed(wanted))
    now = 0.0
    for act in script.acts:
        if not isinstance(act, Drift):
            acts.append(act)
            continue
        end, begun = now + act.days, now
        while coming and coming[-1][0] < end - _SAME:
            at, place = coming.pop()
            if at > begun + _SAME:
                acts.append(act._replace(days=at - begun))
                begun = at
            acts.append(_Day(place))
        acts.append(act._replace(days=end - begun))
        now = end
    acts += [_Day(place) for _, place in reversed(coming)]
    return acts, dynamics.CORE + len(ranges) + len(script.own)


_SAME = 1e-9
"""Days no further apart are the same instant."""


def _forward(parameters: Parameters, acts: Sequence[Act | _Day], joint: Array) -> tuple[Array, list[_Back | _Sight]]:
    """The weights of the components after all acts, and the way back: how each act is undone, and the days met."""
    p, frame, log_joint = parameters, None, parameters.log_prior
    drifts = [act for act in acts if isinstance(act, Drift)]
    most = len(joint) + sum(len(act.mean) for act in acts if isinstance(act, Grow))
    moves = dynamics.moves(p, [] if p.flow_on_rate else drifts, most)
    way: list[_Back | _Sight] = []
    known: dict[object, Array] = {}
    looked: list[tuple[Array, Array]] = []

    def through(rule: Law) -> Array:
        weights = known.get(rule.loadings)
        if weights is None:
            weights = known[rule.loadings] = loadings(rule, p, frame, len(joint))
        return weights

    for act in acts:
        if isinstance(act, Drift):
            at, left, V = move_by_flow(p, act, joint, frame) if p.flow_on_rate else next(moves)
            left = left[: len(joint)]
            if not dynamics.same(frame, at):
                way.append(_adding(dynamics.reframing(p, frame, at)))
                joint = dynamics.reframed(joint, p, frame, at)
                known.clear()
            joint, frame = dynamics.drifted(joint, left, V), at
            way.append(_drifting(left))
        elif isinstance(act, _Day):
            h = through(LEVEL)
            sight = seen(joint, h)
            way.append(_Sight(act.place, sight[:-1], sight[-1], seen(sight[:-1], h)))
        elif isinstance(act, Look):
            h = through(act.rule)
            sight = seen(joint, h)
            variance = seen(sight[:-1], h) + act.rule.variance
            error = act.value - act.rule.offset - sight[-1]
            gain = sight[:-1] / variance
            way.append(_looking(h, gain, error, variance))
            sight[-1] = -error
            joint = joint - gain[:, None] * sight
            looked.append((error, variance))
        elif isinstance(act, Strained):
            joint = joint.copy()
            dynamics.strained(joint, frame, [act])
            way.append(_adding(dynamics.straining(frame, *act)))
        elif isinstance(act, Answer):
            before = ordinal.drifted(joint, p.answering, act.place, act.days)
            joint, log_chance = ordinal.taken_in(before, p, frame, act.place, act.answer, act.last)
            way.append(_answering(before, joint))
            log_joint = log_joint + log_chance
        elif isinstance(act, Grow):
            way.append(_shrinking(len(joint)))
            joint = grown(joint, act.mean, act.cov)
            known.clear()
        else:
            way += [_adding(dynamics.reframing(p, frame, None)), _pushing(act.tautness_kept)]
            joint, frame = pushed(dynamics.reframed(joint, p, frame, None), act), None
            known.clear()
    if looked:
        errors, variances = zip(*looked, strict=True)
        log_joint = log_joint + log_density(np.stack(errors), np.stack(variances)).sum(axis=0)
    return np.exp(normalised(log_joint)), way


def _backward(way: Sequence[_Back | _Sight], states: int, days: int, components: int) -> tuple[Array, Array]:
    """Smoothed mean and variance of the level in points, each (J, N)."""
    adjoint = np.zeros((states, states + 1, components))
    mean, variance = np.zeros((days, components)), np.zeros((days, components))
    for back in reversed(way):
        if isinstance(back, _Sight):
            told = np.einsum("ic,ijc->jc", back.gain, adjoint)
            mean[back.place] = back.mean - told[-1]
            variance[back.place] = back.variance - (told[:-1] * back.gain).sum(axis=0)
        else:
            adjoint = back(adjoint)
    return mean, variance


def _looking(h: Array, gain: Array, error: Array, variance: Array) -> _Back:
    def back(adjoint: Array) -> Array:
        told = np.einsum("ic,ijc->jc", gain, adjoint)
        own = told[:-1]
        both = (own * gain).sum(axis=0) + 1.0 / variance
        own = own - 0.5 * both * h
        adjoint[:, :-1] -= h[:, None] * own + own[:, None] * h
        adjoint[:, -1] -= h * (told[-1] + error / variance)
        return adjoint

    return back


def _drifting(left: Array) -> _Back:
    def back(adjoint: Array) -> Array:
        adjoint *= left[:, None]
        adjoint[:, :-1] *= left
        return adjoint

    return back


def _adding(shears: Sequence[Shear]) -> _Back:
    """Back over steps that each add to a state others times their weights: transposed, in the opposite order."""

    def back(adjoint: Array) -> Array:
        for state, weights in reversed(shears):
            for other, weight in weights:
                adjoint[other] += weight * adjoint[state]
                adjoint[:, other] += weight * adjoint[:, state]
        return adjoint

    return back


def _pushing(tautness_kept: float) -> _Back:
    def back(adjoint: Array) -> Array:
        adjoint[TAUTNESS] *= tautness_kept
        adjoint[:, TAUTNESS] *= tautness_kept
        return adjoint

    return back


def _shrinking(states: int) -> _Back:
    def back(adjoint: Array) -> Array:
        return np.concatenate([adjoint[:states, :states], adjoint[:states, -1:]], axis=1)

    return back


def _answering(before: Array, after: Array) -> _Back:
    """Back over an answer in five words: the adjoint that gives the same smoothed moments before it as after it."""

    def back(adjoint: Array) -> Array:
        P, m = np.moveaxis(before[:, :-1], -1, 0), before[:, -1].T[..., None]
        Q, a = np.moveaxis(after[:, :-1], -1, 0), after[:, -1].T[..., None]
        L, lean = np.moveaxis(adjoint[:, :-1], -1, 0), adjoint[:, -1].T[..., None]
        inverse = np.linalg.pinv(P, hermitian=True)
        earlier = inverse - inverse @ (Q - Q @ L @ Q) @ inverse
        leaning = inverse @ (m - a + Q @ lean)
        return np.ascontiguousarray(np.moveaxis(np.concatenate([earlier, leaning], axis=2), 0, -1))

    return back
