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
from types import MappingProxyType

import numpy as np

from unknot.errors import ModelError, Problem
from unknot.recovery import dynamics
from unknot.recovery.dynamics import CORE, TAUTNESS, TENDERNESS
from unknot.recovery.effects import Schedule
from unknot.recovery.events import Session, in_order
from unknot.recovery.filtering import moved, step
from unknot.recovery.mixtures import normal_cdf, quantiles
from unknot.recovery.parameters import Array
from unknot.recovery.state import POINTS, Belief, Range

PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""The quantiles of a band: 90, 80 and 50 % intervals and the median."""

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

    `bands` maps a measure (pain_now, press_tenderness, ranges that are followed) to quantiles (J, 7) at
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


def forecast(belief: Belief, *, horizon_days: int = 28, doses: Sequence[Schedule] = ()) -> Forecast:
    """The forecast from `belief` if the sessions of `doses` are done and nothing else happens.

    Raises `ModelError` if a number fails.
    """
    p = belief.parameters
    belief = _pruned(belief)
    weights = belief.weights
    days = max(horizon_days, p.persists_after_days) + p.gone_days_running
    mean, cov = _course(belief, days, doses)
    level = POINTS * mean[..., TENDERNESS]
    variance = POINTS**2 * np.maximum(cov[..., TENDERNESS, TENDERNESS], 0.0)
    if not (np.isfinite(level).all() and np.isfinite(variance).all()):
        raise ModelError(Problem("model_not_finite", "forecast", "the numbers failed"))
    gone = _gone_probability(weights, level, np.sqrt(variance), p.gone_points, p.gone_days_running)
    shown = slice(0, horizon_days + 1)
    laws = {
        "pain_now": (level, variance + p.pain_noise_points**2, 0.0, POINTS),
        "press_tenderness": (
            p.press_factor * level,
            p.press_factor**2 * variance + p.press_noise_points**2,
            0.0,
            POINTS,
        ),
        **{each.key: _range_law(each, CORE + place, mean, cov) for place, each in enumerate(belief.ranges)},
    }
    return Forecast(
        days=tuple(range(horizon_days + 1)),
        bands=MappingProxyType(
            {
                name: quantiles(weights, centre[shown], np.sqrt(spread[shown]), np.array(PROBABILITIES), low, high)
                for name, (centre, spread, low, high) in laws.items()
            }
        ),
        level_points=np.clip(level[shown] @ weights, 0.0, POINTS),
        gone_probability=gone[shown],
        gone_by=GoneBy(*(_first_day(gone[shown], share) for share in (0.5, 0.1, 0.9))),
        persists_probability=float(1.0 - gone[p.persists_after_days]),
        persists_after_days=p.persists_after_days,
    )


def _course(belief: Belief, days: int, doses: Sequence[Schedule]) -> tuple[Array, Array]:
    """Means (J, N, n) and covariances (J, N, n, n) at the start of each of `days` days."""
    p = belief.parameters
    planned = _by_day(doses)
    both = dynamics.rates(p)
    F, V = dynamics.transition(p, both, 1.0), dynamics.noise(p, both, 1.0)
    means, covs = [belief.mean], [belief.cov]
    for day in range(days - 1):
        if planned.get(day) or belief.boosts or p.flow_on_rate:
            belief = _one_day(belief, planned.get(day, []))
        else:
            mean, cov = moved(belief.mean, belief.cov, F, V)
            belief = replace(belief, mean=mean, cov=cov)
        means.append(belief.mean)
        covs.append(belief.cov)
    return np.stack(means), np.stack(covs)


def _by_day(doses: Sequence[Schedule]) -> dict[int, list[Session]]:
    planned: dict[int, list[Session]] = {}
    for place, dose in enumerate(doses):
        for day in sorted(set(dose.days)):
            planned.setdefault(day, []).extend(
                Session(session / dose.sessions_per_day, f"{place}", dose.effect)
                for session in range(dose.sessions_per_day)
            )
    return planned


def _one_day(belief: Belief, sessions: Sequence[Session]) -> Belief:
    dawn = belief.day
    for session in in_order(sessions):
        belief, _ = step(belief, session, max(dawn + session.day - belief.day, 0.0))
    belief, _ = step(belief, None, dawn + 1.0 - belief.day)
    return belief


def _range_law(each: Range, state: int, mean: Array, cov: Array) -> tuple[Array, Array, float, float]:
    """Mean and variance (J, N) of a reading of the range in degrees, and the bounds of its scale."""
    centre = mean[..., state] + each.slope * mean[..., TAUTNESS]
    together = cov[..., state, state] + 2 * each.slope * cov[..., state, TAUTNESS]
    spread = np.maximum(together + each.slope**2 * cov[..., TAUTNESS, TAUTNESS], 0.0) + each.noise_sd**2
    return centre, spread, each.reference - each.reference_sd, each.reference + each.reference_sd


def _gone_probability(weights: Array, level: Array, sd: Array, gone_points: float, running: int) -> Array:
    """Chance that the first of `running` days at or below `gone_points` is at or before each day. Level, sd (J, N)."""
    highest = (gone_points - level) / np.maximum(sd, 1e-12)
    lasting = highest[: len(level) - running + 1]
    for ahead in range(1, running):
        lasting = np.minimum(lasting, highest[ahead : ahead + len(lasting)])
    ever = np.maximum.accumulate(lasting, axis=0)
    return np.maximum.accumulate(np.clip(normal_cdf(ever) @ weights, 0.0, 1.0))


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
        log_weights=belief.log_weights[likely] - np.log(belief.weights[likely].sum()),
        mean=belief.mean[likely],
        cov=belief.cov[likely],
    )
