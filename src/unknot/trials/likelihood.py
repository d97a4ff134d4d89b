"""The sums behind `trials.analysis`: one Gaussian regression for each node of a grid, all nodes at once.

    y_i = level + trend * g(day_i) + weekday_i + effect * (c_i + sum over earlier j of k^(day_i - day_j) * t_j) + e_i

c is the contrast, t the treatment that went before (1 and 0; for two sides +1 and -1), k the carry-over. e has spread
sigma; the share w of its variance is an AR(1) with correlation phi from day to day, the rest is new each time. g runs
from 0 on the first day to 1 on the last, along a line or along 1 - exp(-day / s), each as likely. Level, trend,
weekdays and effect are normal and are integrated exactly; phi, w, sigma, k and the shape of g live on the grid, each
node with its prior.

Ratings are whole points: away from the ends rounding is an error of variance 1/12 (Sheppard), and 1/6 for a
difference of two ratings. A 0 says only that y was below 0.5, a 10 that it was above 9.5, and a knot that is not gone
that its days are longer; `trials.ends` takes those in. A difference of two ratings says not where on the scale it
was, so there a floor is not modelled: the effect is that on the ratings as they can be given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unknot.content.library import Library
from unknot.trials.design import Array, Observed, Protocol
from unknot.trials.ends import EFFECT, TREND, UNITS, ends_taken_in

PHI_SLICES, LASTING_SLICES, CARRY_SLICES = 4, 2, 2
NOISE_NODES, NOISE_REACH = 7, 2.0
"""Nodes of the logarithm of sigma, evenly over this many of its standard deviations either way."""

RATING_TOP = 10.0
HALF = 0.5
ROUNDING = 1.0 / 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """What is assumed of one protocol, from the content. Units as in `analysis.Posterior`; days for settling.

    `held` is true where the outcome is one rating from 0 to 10, `rounding` the variance of its rounding, `start` the
    treatment that a contrast of 0 stands for.
    """

    effect_sd: float
    level: float
    level_sd: float
    trend_sd: float
    noise: float
    noise_log_sd: float
    phi_max: float
    carry_over_max: float
    settling_days: float | None
    weekday_sd: float
    weekday_from_days: float
    held: bool
    rounding: float
    start: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """The posterior of the effect as a mixture of G normals, and what goes with each. Arrays of shape (G,)."""

    weights: Array
    mean: Array
    sd: Array
    trend: Array
    correlation: Array
    carry_over: Array
    noise: Array
    at_end: int
    log_evidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The nodes before anything is seen, on four axes: T trends, K carry-overs, A correlations, S spreads of noise.

    `curve` (T, n) and `dose` (K, n) are what trend and effect are multiplied with, `alike` (A, n, n) is how the noise
    of n units hangs together and `next_unit` (A,) that of neighbours; `log_prior` has the shape (T, K, A, S).
    """

    curve: Array
    dose: Array
    alike: Array
    next_unit: Array
    carry_over: Array
    noise: Array
    log_prior: Array


def from_library(library: Library, protocol: Protocol) -> Priors:
    """The priors of the content for that kind of outcome."""
    rated = protocol.outcome == "next_morning" and protocol.design != "split_body"
    days = protocol.outcome == "days_to_gone"
    kind = "log_days" if days else "rating" if rated else "difference"

    def of(name: str) -> float:
        return library.number(f"trial_analysis.{name}")

    return Priors(
        effect_sd=of(f"{kind}.effect_sd"),
        level=of(f"{kind}.level"),
        level_sd=of(f"{kind}.level_sd"),
        trend_sd=of(f"{kind}.trend_sd"),
        noise=of(f"{kind}.noise"),
        noise_log_sd=of("noise_log_sd"),
        phi_max=of("phi_max"),
        carry_over_max=of("carry_over_max") if protocol.outcome == "next_morning" else 0.0,
        settling_days=None if days else of("settling_days"),
        weekday_sd=0.0 if days else of("weekday_sd"),
        weekday_from_days=of("weekday_from_days"),
        held=rated,
        rounding=0.0 if days else ROUNDING if rated else 2 * ROUNDING,
        start=0.0 if protocol.design == "split_body" else HALF,
    )


def fitted(priors: Priors, observed: Observed) -> Fit:
    """The posterior under those priors of what was observed; where nothing was, the prior."""
    grid = _grid(priors, observed)
    seen = np.isfinite(observed.outcome)
    y = observed.outcome[seen]
    side = np.zeros(len(y))
    if priors.held:
        side = np.where(y < HALF, 1.0, np.where(y > RATING_TOP - HALF, -1.0, 0.0))
    side = np.where(observed.censored[seen], -1.0, side)
    bound = np.where(priors.held, y + HALF * side, y)
    inner, ends = np.flatnonzero(seen)[side == 0.0], np.flatnonzero(seen)[side != 0.0]
    mean, cov, log_like = _conditioned(priors, grid, observed, inner, ends, y[side == 0.0])
    log_weights = grid.log_prior.ravel() + log_like
    kept = np.arange(len(log_weights))
    if len(ends):
        mean, cov, log_weights, kept = ends_taken_in(mean, cov, log_weights, side[side != 0.0], bound[side != 0.0])
    top = log_weights.max()
    weights = np.exp(log_weights - top)
    total = weights.sum()
    T, K, A, S = grid.log_prior.shape
    node = np.array(np.unravel_index(kept, (T, K, A, S)))
    return Fit(
        weights=weights / total,
        mean=mean[:, EFFECT],
        sd=np.sqrt(cov[:, EFFECT, EFFECT]),
        trend=mean[:, TREND],
        correlation=grid.next_unit[node[2]],
        carry_over=grid.carry_over[node[1]],
        noise=grid.noise[node[3]],
        at_end=len(ends),
        log_evidence=float(top + math.log(total)),
    )


def middles(low: float, high: float, slices: int) -> Array:
    """The middles of that many equal slices from `low` to `high`; one of them where the ends are the same."""
    if low == high:
        return np.array([low])
    return low + (high - low) * (np.arange(slices) + HALF) / slices


def doses(contrast: Array, day: Array, carry_over: Array, start: float) -> Array:
    """What the effect is multiplied with on each unit, for each carry-over: (n,), (n,), (K,) -> (K, n)."""
    since = day[:, None] - day[None, :]
    earlier = since > 0
    left = np.where(earlier, carry_over[:, None, None] ** np.where(earlier, since, 1.0), 0.0)
    return np.asarray(contrast + left @ (contrast + start))


def _span(observed: Observed) -> float:
    """Days from the first unit to the last."""
    return float(np.ptp(observed.day)) if len(observed.day) else 0.0


def _grid(priors: Priors, observed: Observed) -> Grid:
    day = observed.day.astype(float)
    since, span = day - day.min(initial=math.inf), max(_span(observed), 1.0)
    apart = np.abs(day[:, None] - day[None, :])
    curves = [since / span]
    if priors.settling_days is not None:
        curves.append(np.expm1(-since / priors.settling_days) / math.expm1(-span / priors.settling_days))
    carry = middles(0.0, priors.carry_over_max, CARRY_SLICES)
    phi = np.repeat(middles(0.0, priors.phi_max, PHI_SLICES), LASTING_SLICES)
    lasting = np.tile(middles(0.0, 1.0, LASTING_SLICES), PHI_SLICES)
    alike = lasting[:, None, None] * phi[:, None, None] ** apart + (1 - lasting)[:, None, None] * np.eye(len(day))
    z = np.linspace(-NOISE_REACH, NOISE_REACH, NOISE_NODES)
    shape = (len(curves), len(carry), len(phi), NOISE_NODES)
    log_prior = np.broadcast_to(-0.5 * z**2, shape)
    return Grid(
        curve=np.array(curves),
        dose=doses(observed.contrast, day, carry, priors.start),
        alike=alike,
        next_unit=lasting * phi,
        carry_over=carry,
        noise=priors.noise * np.exp(priors.noise_log_sd * z),
        log_prior=log_prior - math.log(np.exp(log_prior).sum()),
    )


def _conditioned(
    priors: Priors, grid: Grid, observed: Observed, inner: Array, ends: Array, y: Array
) -> tuple[Array, Array, Array]:
    """Effect, trend and the c units at an end, given the others: means (G, 2 + c), covariances, log likelihood (G,).

    One Cholesky factor of the joint covariance of everything holds all of it: the others stand first, and a last row
    with the others' residuals gives their whitened form.
    """
    m, c = len(inner), len(ends)
    units = np.concatenate([inner, ends]).astype(int)
    T, K, A, S = grid.log_prior.shape
    size = m + UNITS + c + 1
    place = np.concatenate([np.arange(m), m + UNITS + np.arange(c)])
    common = np.full((len(units), len(units)), priors.level_sd**2)
    weekday = observed.weekday[units]
    if priors.weekday_sd and _span(observed) >= priors.weekday_from_days:
        common += priors.weekday_sd**2 * (weekday[:, None] == weekday[None, :])
    common[np.arange(m), np.arange(m)] += priors.rounding
    curve, dose = grid.curve[:, units], grid.dose[:, units]
    trends = priors.trend_sd**2 * curve[:, :, None] * curve[:, None, :]
    effects = priors.effect_sd**2 * dose[:, :, None] * dose[:, None, :]
    noises = grid.noise[:, None, None] ** 2 * grid.alike[:, None][:, :, units[:, None], units[None, :]]
    joint = np.zeros((T, K, A, S, size, size))
    nuisance = (common + trends)[:, None] + effects[None]
    joint[..., place[:, None], place[None, :]] = nuisance[:, :, None, None] + noises[None, None]
    joint[..., m + EFFECT, m + EFFECT] = priors.effect_sd**2
    joint[..., m + TREND, m + TREND] = priors.trend_sd**2
    joint[..., place, m + EFFECT] = (priors.effect_sd**2 * dose)[None, :, None, None]
    joint[..., place, m + TREND] = (priors.trend_sd**2 * curve)[:, None, None, None]
    joint[..., m + EFFECT, place] = joint[..., place, m + EFFECT]
    joint[..., m + TREND, place] = joint[..., place, m + TREND]
    residual = y - priors.level
    joint[..., -1, :m] = residual
    joint[..., -1, -1] = 1.0 + (residual @ residual) / float((grid.noise**2).min() * 1e-3 + priors.rounding)
    root = np.linalg.cholesky(joint.reshape(-1, size, size))
    whitened, across, left = root[:, -1, :m], root[:, m:-1, :m], root[:, m:-1, m:-1]
    mean = np.einsum("gij,gj->gi", across, whitened)
    mean[:, UNITS:] += priors.level
    spread = np.log(root[:, np.arange(m), np.arange(m)]).sum(axis=1)
    log_like = -0.5 * (whitened**2).sum(axis=1) - spread - 0.5 * m * math.log(2 * math.pi)
    return mean, left @ np.swapaxes(left, 1, 2), log_like
