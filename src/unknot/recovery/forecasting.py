"""The course ahead: bands for what will be reported, and when the knot will be gone.

Forecasts start from the smoothed level: relief that is left, and relief of planned sessions, is not in the bands, so a
pleasant session moves nothing but what it does to the rates. Bands are for the next reading, its noise included.

"Gone" is about the level itself, not about a noisy reading: 10 S at or below `gone_points` on `gone_days_running` days
running; the day meant is the first of them. Inside a component the course of a person is taken to keep its rank: who
stands at z standard deviations today stands there every day. The day is then exact: gone by day d are all z
below the largest z that is clear on some day up to d and stays so. What this leaves out is that ranks wander a little
on the way, which lets some people be clear sooner: the forecast errs towards late (docs: deep tests).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery import dynamics
from unknot.recovery.dynamics import TENDERNESS
from unknot.recovery.effects import Schedule
from unknot.recovery.events import Event, Session, in_order
from unknot.recovery.filtering import step
from unknot.recovery.mixtures import normal_cdf, quantiles
from unknot.recovery.observation import Law, law, loadings, seen
from unknot.recovery.parameters import Array
from unknot.recovery.state import POINTS, Belief
from unknot.recovery.strain import Strain

PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""The quantiles of a band: 90, 80 and 50 % intervals and the median."""

LEVEL = Law(((TENDERNESS, POINTS),), 0.0, 0.0)
"""The pain level itself in points, without relief and noise."""

PRUNED_BELOW = 1e-7
"""Components less likely than this are left out of the forecast."""


@dataclass(frozen=True, slots=True)
class GoneBy:
    """Days from now until the knot is gone: median and 80 % interval; None where that lies beyond the horizon."""

    median: int | None
    low80: int | None
    high80: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The course over J = horizon + 1 days, day 0 being the instant of the belief.

    `bands` maps a measure (pain_now, press_tenderness, ranges measured in degrees) to quantiles (J, 7) at
    `PROBABILITIES`; `level_points` is the mean level (J,); `gone_probability` (J,) the chance to be gone by each day;
    `persists_probability` the chance not to be gone `persists_after_days` days from now.
    """

    days: tuple[int, ...]
    bands: Mapping[str, Array]
    level_points: Array
    gone_probability: Array
    gone_by: GoneBy
    persists_probability: float
    persists_after_days: int


def forecast(
    belief: Belief, *, horizon_days: int = 28, doses: Sequence[Schedule] = (), strains: Sequence[Strain] = ()
) -> Forecast:
    """The forecast from `belief` if the sessions of `doses` are done, `strains` come on, and nothing else happens.

    Strains come on at their day of the clock, those of the past at once. Raises `ModelError` if a number fails.
    """
    p = belief.parameters
    belief = _pruned(belief)
    weights = belief.weights
    days = max(horizon_days, p.persists_after_days) + p.gone_days_running
    scales = dict.fromkeys(("pain_now", "press_tenderness"), (0.0, POINTS))
    scales |= {
        each.key: (each.reference - each.reference_sd, each.reference + each.reference_sd)
        for each in belief.ranges
        if not each.in_words
    }
    with np.errstate(all="ignore"):
        course = _course(belief, days, _by_day(doses, strains, belief.day))
        level, variance = _readings(LEVEL, *course)
        laws = {name: _readings(law(p, name, ranges=belief.ranges), *course) for name in scales}
    if not all(np.isfinite(each).all() for each in (level, variance, *chain(*laws.values()))):
        raise ModelError(Problem("model_not_finite", "forecast", "the numbers failed"))
    gone = gone_probability(weights, level, np.sqrt(variance), p.gone_points, p.gone_days_running)
    shown = slice(0, horizon_days + 1)
    probabilities = np.array(PROBABILITIES)
    bands = {
        name: quantiles(weights, centre[shown], np.sqrt(spread[shown]), probabilities, *scales[name])
        for name, (centre, spread) in laws.items()
    }
    return Forecast(
        days=tuple(range(horizon_days + 1)),
        bands=MappingProxyType(bands),
        level_points=np.clip(level[shown] @ weights, 0.0, POINTS),
        gone_probability=gone[shown],
        gone_by=GoneBy(*(_first_day(gone[shown], share) for share in (0.5, 0.1, 0.9))),
        persists_probability=float(1.0 - gone[p.persists_after_days]),
        persists_after_days=p.persists_after_days,
    )


def _readings(rule: Law, dawns: Sequence[Belief], ahead: Belief) -> tuple[Array, Array]:
    """Mean and variance (J, N) of a reading on each day of a course."""
    days = []
    for belief in (*dawns, ahead):
        joint, frame = belief.modal
        weights = loadings(rule, belief.parameters, frame, len(joint))
        sight = seen(joint, weights)
        states = np.maximum(seen(sight[:-1], weights), 0.0)
        days.append(np.atleast_2d(sight[-1] + rule.offset, states + rule.variance))
    middle, wide = zip(*days, strict=True)
    return np.concatenate(middle), np.concatenate(wide)


def _course(belief: Belief, days: int, planned: Mapping[int, Sequence[Event]]) -> tuple[list[Belief], Belief]:
    """The course over `days` days: the first dawns one by one, and those after them as one, `joint` (n, n + 1, J, N).

    Day by day while anything is planned or at work, or flow changes the rates; all at once from there on.
    """
    p = belief.parameters
    dawns: list[Belief] = []
    while len(dawns) < days - 1 and (belief.boosts or p.flow_on_rate or len(dawns) <= max(planned, default=-1)):
        dawns.append(belief)
        belief = _one_day(belief, planned.get(len(dawns) - 1, []))
    ahead = np.arange(float(days - len(dawns)))[:, None]
    rest = dynamics.modes_at(p)
    every = dynamics.Modes(rest.both[:, None], rest.follows[:, None])
    joint, frame = belief.modal
    now = dynamics.reframed(joint, p, frame, rest)[:, :, None]
    left, V = dynamics.kept(p, every, ahead, len(now)), dynamics.wandered(p, every, ahead)
    return dawns, replace(belief, joint=dynamics.drifted(now, left, V), frame=rest, wait=None)


def _by_day(doses: Sequence[Schedule], strains: Sequence[Strain], now: float) -> Mapping[int, Sequence[Event]]:
    """What is planned for each day from `now` on, timed from the start of that day."""
    planned: dict[int, list[Event]] = {}
    for place, dose in enumerate(doses):
        for day in sorted(set(dose.days)):
            planned.setdefault(day, []).extend(
                Session(session / dose.sessions_per_day, f"{place}", dose.effect)
                for session in range(dose.sessions_per_day)
            )
    for strain in strains:
        ahead, part = divmod(max(strain.day - now, 0.0), 1.0)
        planned.setdefault(int(ahead), []).append(replace(strain, day=part))
    return planned


def _one_day(belief: Belief, events: Sequence[Event]) -> Belief:
    dawn = belief.day
    for event in in_order(events):
        belief, _ = step(belief, event, max(dawn + event.day - belief.day, 0.0))
    belief, _ = step(belief, None, dawn + 1.0 - belief.day)
    return belief


def gone_probability(weights: Array, level: Array, sd: Array, gone_points: float, running: int) -> Array:
    """Chance that the first of `running` days at or below `gone_points` is at or before each day.

    `weights` (..., N), `level` and `sd` in points (J, ..., N); the chance has the shape (J - running + 1, ...).
    """
    highest = (gone_points - level) / np.maximum(sd, 1e-12)
    lasting = highest[: len(level) - running + 1]
    for ahead in range(1, running):
        lasting = np.minimum(lasting, highest[ahead : ahead + len(lasting)])
    ever = np.maximum.accumulate(lasting, axis=0)
    below = np.einsum("j...c,...c->j...", normal_cdf(ever), weights)
    return np.maximum.accumulate(np.clip(below, 0.0, 1.0))


def _first_day(gone: Array, share: float) -> int | None:
    reached = np.flatnonzero(gone >= share)
    return int(reached[0]) if len(reached) else None


def _pruned(belief: Belief) -> Belief:
    likely = belief.weights > PRUNED_BELOW
    if likely.all():
        return belief
    p = belief.parameters
    return replace(
        belief,
        parameters=replace(
            p,
            damage_rate=p.damage_rate[likely],
            tautness_rate=p.tautness_rate[likely],
            plateau=p.plateau[likely],
            persistent=p.persistent[likely],
            log_prior=p.log_prior[likely],
        ),
        log_joint=belief.log_joint[likely],
        joint=belief.natural[..., likely],
        frame=None,
        wait=None,
    )
