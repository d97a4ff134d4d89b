"""The filter for many people at once: everybody has the same parameters, and nothing but check-ins happens to them.

The same computation as `filtering`, for arrays of people. What differs from person to person are the means of the
states and the weights of the components. Spread depends on when was asked and what was answered, not on the answers:
people whose times and gaps agree form a group that has one covariance.

A person takes 2.6 kB where all are asked the same, and 11 kB where no two are; `parts` cuts a large number of people
into populations of a size that stays in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unknot.errors import ModelError, Problem
from unknot.recovery import dynamics, forecasting
from unknot.recovery.dynamics import CORE, Modes
from unknot.recovery.filtering import init
from unknot.recovery.forecasting import LEVEL
from unknot.recovery.observation import Law, law, loadings, log_density, seen
from unknot.recovery.parameters import Array, Parameters, Start
from unknot.recovery.state import POINTS, normalised

PART = 1_000
"""People that `parts` puts into one population."""

AHEAD_AT_ONCE = 50
"""People whose days ahead are worked out together."""

Groups = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Population:
    """What is believed of P people, `days` (P,) after the clock of each began.

    Shapes: N components, Q groups. `log_joint` (P, N) as in `Belief`; `mean` (4, P, N) and `cov` (4, 4, Q, N) of the
    modes at rest; `group` (P,) says whose covariance is whose. The arrays are not to be written to.
    """

    parameters: Parameters
    days: Array
    log_joint: Array
    mean: Array
    cov: Array
    group: Groups

    @cached_property
    def weights(self) -> Array:
        """Probability of each component, (P, N)."""
        return np.exp(normalised(self.log_joint))

    @property
    def persistent_probability(self) -> Array:
        """Probability that the knot belongs to the class that levels off instead of clearing, (P,)."""
        return np.asarray(self.weights[:, self.parameters.persistent].sum(axis=1))

    @property
    def level_points(self) -> Array:
        """Mean pain level, 10*S, held to 0-10 points, (P,)."""
        level = seen(self.mean, _through(LEVEL, self.parameters))
        return np.asarray(np.clip(np.einsum("pc,pc->p", self.weights, level), 0.0, POINTS))


def parts(people: int, size: int = PART) -> Iterator[slice]:
    """Slices that cut `people` into parts of at most `size`."""
    return (slice(first, min(first + size, people)) for first in range(0, people, size))


def start(parameters: Parameters, people: int, *, start: Start | None = None) -> Population:
    """The prior belief of `people` people. Raises `ModelError` where flow changes rates: then no two share a spread."""
    if parameters.flow_on_rate:
        raise ModelError(Problem("model_flow", "flow_on_rate", "people can be followed together only where it is 0"))
    joint = dynamics.reframed(init(parameters, start=start).joint, parameters, None, dynamics.modes_at(parameters))
    N = joint.shape[-1]
    return Population(
        parameters=parameters,
        days=np.zeros(people),
        log_joint=np.tile(parameters.log_prior, (people, 1)),
        mean=np.repeat(joint[:, CORE:], people, axis=1),
        cov=joint[:, :CORE].reshape(CORE, CORE, 1, N),
        group=np.zeros(people, dtype=np.intp),
    )


def advance(population: Population, days: Array | float) -> Population:
    """The people `days` later, one number for all or one for each (P,). Raises `ModelError` for a negative time."""
    each = np.broadcast_to(np.asarray(days, dtype=np.float64), population.group.shape)
    if not (each >= 0.0).all():
        raise ModelError(Problem("model_negative_time", "days", "time runs forward"))
    p, at = population.parameters, dynamics.modes_at(population.parameters)
    spans, span = np.unique(each, return_inverse=True)
    source, of, group = _split(population.group, span)
    every = Modes(at.both[:, None], at.follows[:, None])
    left, V = dynamics.kept(p, every, spans[:, None]), dynamics.wandered(p, every, spans[:, None])
    cov = dynamics.drifted(population.cov[:, :, source], left[:, of], V[:, :, of])
    mean = population.mean * (left if len(spans) == 1 else left[:, span])
    return replace(population, days=population.days + each, mean=mean, cov=cov, group=group)


def update(population: Population, measure: str, values: Array) -> Population:
    """The people with one reading of `measure` each taken in, `values` (P,); NaN where there is none.

    Raises `ModelError` for an unknown measure and where the numbers fail.
    """
    p = population.parameters
    rule = law(p, measure)
    told = ~np.isnan(values)
    source, answered, group = _split(population.group, told.astype(np.intp))
    weights = _through(rule, p)
    cov = population.cov[:, :, source]
    with np.errstate(all="ignore"):
        against = seen(cov, weights)
        variance = seen(against, weights) + rule.variance
        gain = against / variance * answered[:, None]
        cov = cov - gain[:, None] * against
        error = np.where(told, values, 0.0)[:, None] - rule.offset - seen(population.mean, weights)
        mean = population.mean + gain[:, group] * error
        log_joint = population.log_joint + log_density(error, variance[group]) * told[:, None]
        sound = np.isfinite(mean.sum() + cov.sum() + log_joint.sum())
    if not sound:
        raise ModelError(Problem("model_not_finite", measure, "the numbers failed"))
    return replace(population, log_joint=log_joint, mean=mean, cov=cov, group=group)


def gone_probability(population: Population, *, horizon_days: int = 28) -> Array:
    """Chance of each person that the knot is gone by each day ahead, day 0 being now: (horizon + 1, P)."""
    p, at = population.parameters, dynamics.modes_at(population.parameters)
    days = np.arange(float(horizon_days + p.gone_days_running))[:, None]
    every = Modes(at.both[:, None], at.follows[:, None])
    left, V = dynamics.kept(p, every, days)[:, :, None], dynamics.wandered(p, every, days)[:, :, :, None]
    through = _through(LEVEL, p)
    found = []
    for part in parts(len(population.group), AHEAD_AT_ONCE):
        groups, group = np.unique(population.group[part], return_inverse=True)
        level = seen(population.mean[:, None, part] * left, through)
        cov = dynamics.drifted(population.cov[:, :, None, groups], left, V)
        sd = np.sqrt(np.maximum(seen(seen(cov, through), through), 0.0))
        weights = population.weights[part]
        gone = forecasting.gone_probability(weights, level, sd[:, group], p.gone_points, p.gone_days_running)
        found.append(gone)
    return np.concatenate(found, axis=1)


def _through(rule: Law, parameters: Parameters) -> Array:
    """The weight of each mode at rest in a reading, (4, N)."""
    return loadings(rule, parameters, dynamics.modes_at(parameters), CORE)


def _split(group: Groups, kind: Groups) -> tuple[Groups, Groups, Groups]:
    """Groups in which `kind` (P,) is the same for all: from which group, which kind, and who is in it."""
    kinds = int(kind.max(initial=0)) + 1
    pairs, found = np.unique(group * kinds + kind, return_inverse=True)
    return pairs // kinds, pairs % kinds, found
