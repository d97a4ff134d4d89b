r"""Whether a course goes as it was foreseen: a posterior predictive check of the ratings since a forecast.

    y     pain now as rated on n later days, (n,)
    y'    the same days in a replicated course: from the belief at the forecast, with the same sessions and strains
    T(y)  mean over the days of (y - mean of y') / sd of y'

    p_slower = P(T(y') >= T(y))        p_faster = P(T(y') <= T(y))        p_clearing = P(T(y') >= T(y) | it clears)

Readings of different days hang together, because they come from one course; so the replicates are drawn together, from
the joint law of all n readings, which in a component is normal with a mean and a covariance worked out exactly. Only
the ends of the scale need draws: a replicate is held to 0-10 as a rating is. Every component gets its share of draws
and counts with its weight; the generator is fixed, so the same request gives the same answer.

The belief at the forecast is the prior of this check and no later reading moves it. Under the model p_slower and
p_faster are uniform, but for ties where all is at an end of the scale: there they are too high, never too low.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unknot.errors import ModelError, Problem
from unknot.recovery import dynamics
from unknot.recovery.dynamics import Drift, Shear
from unknot.recovery.events import Event, Report, in_order
from unknot.recovery.filtering import grown, move_by_flow, pushed
from unknot.recovery.forecasting import PRUNED_BELOW
from unknot.recovery.observation import Reading, loadings, seen
from unknot.recovery.parameters import Array
from unknot.recovery.script import Act, Answer, Grow, Look, Strained, written
from unknot.recovery.state import POINTS, Belief

RATED = "pain_now"
DRAWS = 4096
"""Replicates in all, shared out among the components by weight."""

LEAST_DRAWS = 8
"""Replicates of a component at least."""

SEED = 20_261_123


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """The joint law of n later ratings in each of N components, before they are held to the scale.

    `mean` (N, n) and `cov` (N, n, n) in points, the noise of a rating included; `weights` (N,), `clears` (N,) bool.
    """

    weights: Array
    clears: NDArray[np.bool_]
    mean: Array
    cov: Array


@dataclass(frozen=True, slots=True)
class Checked:
    """How ratings compare with what was foreseen; `p_clearing` is None where no knot that clears was foreseen."""

    p_slower: float
    p_faster: float
    p_clearing: float | None
    days: int


def check(belief: Belief, since: Iterable[Event], ratings: Sequence[tuple[float, float]]) -> Checked:
    """The check of `ratings`, each a day of the clock after that of `belief` and points, against what `belief` foresaw.

    `since` are the sessions and strains after the belief, on its clock; they are taken as done. Reports among them are
    left out. Raises `ModelError` for times before the belief and where the numbers fail.
    """
    told = sorted(ratings)
    values = np.array([points for _, points in told])
    law = foreseen(belief, since, [day for day, _ in told])
    return against(law, values)


def against(law: Foreseen, values: Array) -> Checked:
    """The check of `values` (n,), points, against `law`."""
    replicates, weights, clears = replicated(law)
    middle = weights @ replicates
    spread = np.sqrt(np.maximum(weights @ (replicates - middle) ** 2, 1e-12))
    off = ((replicates - middle) / spread).mean(axis=1)
    seen_off = float(((values - middle) / spread).mean())
    higher, lower = off >= seen_off - _ROUNDING, off <= seen_off + _ROUNDING
    clearing = float(weights[clears].sum())
    return Checked(
        p_slower=_chance(float(weights[higher].sum())),
        p_faster=_chance(float(weights[lower].sum())),
        p_clearing=_chance(float(weights[higher & clears].sum()) / clearing) if clearing > 0.0 else None,
        days=len(values),
    )


_ROUNDING = 1e-9


def _chance(share: float) -> float:
    """The share of replicates as a chance that is never 0: the course itself counts as one."""
    return min((share * DRAWS + 1.0) / (DRAWS + 1.0), 1.0)


def replicated(law: Foreseen) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Replicates held to the scale, (M, n), the weight of each (M,), and whether it is of a knot that clears (M,)."""
    counts = np.maximum(np.round(DRAWS * law.weights), LEAST_DRAWS).astype(int)
    normal = np.random.Generator(np.random.PCG64(SEED)).standard_normal((int(counts.sum()), law.mean.shape[1]))
    factors = _factors(law.cov)
    which = np.repeat(np.arange(len(counts)), counts)
    replicates = np.empty_like(normal)
    ends = np.cumsum(counts)
    for place, (first, last) in enumerate(zip(ends - counts, ends, strict=True)):
        replicates[first:last] = law.mean[place] + normal[first:last] @ factors[place].T
    return np.clip(replicates, 0.0, POINTS), (law.weights / counts)[which], law.clears[which]


def _factors(cov: Array) -> Array:
    """Lower factors of covariances (N, n, n): the noise of a rating makes them positive definite."""
    try:
        return np.asarray(np.linalg.cholesky(cov), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise ModelError(Problem("model_not_finite", "check", "the numbers failed")) from None


def foreseen(belief: Belief, since: Iterable[Event], days: Sequence[float]) -> Foreseen:
    """What `belief` foresees for ratings of pain now on `days` of the clock, in order, if `since` happens."""
    asked = [Report(day, f"rated.{place:05d}", (Reading(RATED, 0.0),)) for place, day in enumerate(days)]
    happens = [event for event in since if not isinstance(event, Report)]
    timed: list[tuple[float, Event | None]] = []
    now = belief.day
    for event in in_order([*happens, *asked]):
        timed.append((event.day - now, event))
        now = event.day
    acts = written(belief, timed).acts
    with np.errstate(all="ignore"):
        mean, cov = _joint(belief, acts, len(days))
    if not np.isfinite(mean.sum() + cov.sum()):
        raise ModelError(Problem("model_not_finite", "check", "the numbers failed"))
    likely = belief.weights > PRUNED_BELOW
    weights = belief.weights[likely]
    return Foreseen(
        weights=weights / weights.sum(),
        clears=~belief.parameters.persistent[likely],
        mean=mean[likely],
        cov=cov[likely],
    )


def _joint(belief: Belief, acts: Sequence[Act], n: int) -> tuple[Array, Array]:
    """Mean (N, n) and covariance (N, n, n) of the readings that `acts` look at; none of them is taken in.

    Beside the states goes what each has in common with every reading so far: `shared` (states, readings, N).
    """
    p = belief.parameters
    joint, frame = belief.joint.copy(), belief.frame
    shared = np.zeros((len(joint), n, joint.shape[-1]))
    mean, cov = np.zeros((n, joint.shape[-1])), np.zeros((n, n, joint.shape[-1]))
    drifts = [act for act in acts if isinstance(act, Drift)]
    most = len(joint) + sum(len(act.mean) for act in acts if isinstance(act, Grow))
    moves = dynamics.moves(p, [] if p.flow_on_rate else drifts, most)
    met = 0
    for act in acts:
        if isinstance(act, Drift):
            at, left, V = move_by_flow(p, act, joint, frame) if p.flow_on_rate else next(moves)
            left = left[: len(joint)]
            if not dynamics.same(frame, at):
                _added(shared, dynamics.reframing(p, frame, at))
                joint = dynamics.reframed(joint, p, frame, at)
            joint, frame = dynamics.drifted(joint, left, V), at
            shared[:, :met] *= left[:, None]
        elif isinstance(act, Look):
            h = loadings(act.rule, p, frame, len(joint))
            sight = seen(joint, h)
            mean[met] = sight[-1] + act.rule.offset - act.value
            cov[met, :met] = cov[:met, met] = np.einsum("imc,ic->mc", shared[:, :met], h)
            cov[met, met] = seen(sight[:-1], h) + act.rule.variance
            shared[:, met] = sight[:-1]
            met += 1
        elif isinstance(act, Strained):
            joint = joint.copy()
            dynamics.strained(joint, frame, [act])
            _added(shared, dynamics.straining(frame, *act))
        elif isinstance(act, Grow):
            joint = grown(joint, act.mean, act.cov)
            shared = np.concatenate([shared, np.zeros((len(act.mean), *shared.shape[1:]))])
        elif not isinstance(act, Answer):
            _added(shared, dynamics.reframing(p, frame, None))
            joint, frame = pushed(dynamics.reframed(joint, p, frame, None), act), None
            shared[dynamics.TAUTNESS] *= act.tautness_kept
    return POINTS * mean.T, POINTS**2 * cov.transpose(2, 0, 1)


def _added(shared: Array, shears: Sequence[Shear]) -> None:
    """Adds in place to the rows of states others times their weights."""
    for state, weights in shears:
        for other, weight in weights:
            shared[state] += weight * shared[other]
