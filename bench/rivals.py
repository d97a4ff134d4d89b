"""The same question put to other people's inference: sixty days of pain once a day, how high is the level from now on?

Every rival gets the model of `tests.knot_model` at its best form. For NUTS that means that all that is normal is
integrated out and the class is summed out, so that three numbers are left to draw (the rates and the plateau, from
their continuous priors), and that the readings of all days are one multivariate normal: no loop over days to
differentiate. For statsmodels it means one compiled Kalman filter for each component. The particle filter is ours, in
NumPy, on the product's own components. A rival answers with mean and spread of the level for today and 28 days more;
the product's own answer holds bands, the chance to be gone and dates besides.

`python -m bench.rivals NAME` answers once, in a process of its own.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from tests.knot_model import MOVED, TENDERNESS, Array, discretised, drift, spread_out, start_moments
from unknot.content.library import Library, load
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold
from unknot.recovery.forecasting import forecast
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library

PROFILE = "desk"
DAYS = 60
HORIZON = 28
TRUE_HALF_LIFE, TRUE_PLATEAU = 10.0, 0.4
WARM_UP, DRAWS = 300, 300
ACCURACY = 0.02
"""Points by which the particle filter's mean levels may miss the exact ones, as a root mean square over its runs on the
worst of the days, today and later.
"""

LADDER_RUNS = 8
MOST_PARTICLES = 1_024_000

Answer = tuple[Array, Array]
"""Mean and standard deviation of the level in points, today and on each of the following days, (HORIZON + 1,)."""

Ask = Callable[[Array, int], Answer]
"""From the readings and a seed to an answer."""


@dataclass(frozen=True, slots=True)
class Rival:
    """`prepare` does once what need not be done again for other readings. `needs` are packages to be installed.

    `in_own_process` is False where making ready means a search that no user would make.
    """

    name: str
    needs: tuple[str, ...]
    prepare: Callable[[], Ask]
    in_own_process: bool = True


def course(seed: int = 1) -> Array:
    """Readings of pain on days 1 to DAYS of a knot that levels off, drawn from the model."""
    p, rng = from_library(load(), PROFILE), np.random.default_rng(seed)
    F, V = discretised(drift(p, math.log(2) / 1.4, math.log(2) / TRUE_HALF_LIFE), p.wander, 1.0)
    x, root = spread_out(p, TRUE_PLATEAU) @ start_moments(p)[0], np.linalg.cholesky(V[np.ix_(MOVED, MOVED)])
    readings = []
    for _ in range(DAYS):
        x = F @ x
        x[list(MOVED)] += root @ rng.normal(size=3)
        readings.append(10.0 * x[TENDERNESS] + p.pain_noise_points * rng.normal())
    return np.array(readings)


def reports(readings: Array) -> list[Report]:
    """The readings as check-ins."""
    return [Report(day, f"{day:g}", (Reading("pain_now", float(y)),)) for day, y in enumerate(readings, start=1)]


def unknot() -> Ask:
    """The product: fold the check-ins, look ahead."""
    p = from_library(load(), PROFILE)

    def ask(readings: Array, _: int) -> Answer:
        belief = fold(p, reports(readings), start="peak")
        levels = forecast(belief, horizon_days=HORIZON).level_points
        return levels, np.full(1, belief.level_sd_points)

    return ask


def statsmodels() -> Ask:
    """One Kalman filter for each of the product's components, weighed by likelihood."""
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter  # type: ignore[import-not-found]

    p = from_library(load(), PROFILE)
    F, V = discretised(drift(p, p.damage_rate, p.tautness_rate), p.wander, 1.0)
    means, covs = _starts(p, p.plateau)
    filters = []
    for F_, V_, mean, cov in zip(F, V, F @ means[..., None], F @ covs @ np.swapaxes(F, 1, 2) + V, strict=True):
        one = KalmanFilter(k_endog=1, k_states=4)
        one["design", 0, TENDERNESS], one["obs_cov", 0, 0] = 10.0, p.pain_noise_points**2
        one["transition"], one["selection"], one["state_cov"] = F_, np.eye(4), V_
        one.initialize_known(mean[:, 0], cov)
        filters.append(one)

    def ask(readings: Array, _: int) -> Answer:
        log_weights, found, spread = [], [], []
        for one, prior in zip(filters, p.log_prior, strict=True):
            one.bind(readings[:, None].copy())
            done = one.filter()
            log_weights.append(prior + done.llf_obs.sum())
            found.append(done.filtered_state[:, -1])
            spread.append(done.filtered_state_cov[:, :, -1])
        return _ahead(F, V, _normal(np.array(log_weights)), np.array(found), np.array(spread))

    return ask


def numpyro() -> Ask:
    """NUTS of NumPyro, compiled once for every course of as many days."""
    import jax  # type: ignore[import-not-found]
    import jax.numpy as jnp  # type: ignore[import-not-found]
    import numpyro as pyro  # type: ignore[import-not-found]
    from jax.scipy.stats import multivariate_normal  # type: ignore[import-not-found]

    jax.config.update("jax_enable_x64", True)
    library = load()
    p = from_library(library, PROFILE)

    def model(readings: Any) -> None:
        z = pyro.sample("z", pyro.distributions.Normal(0.0, 1.0).expand([3]))
        laws = [_law(p, jnp, *_rates(library, jnp, z, persistent)) for persistent in (False, True)]
        fits = jnp.stack([multivariate_normal.logpdf(readings, *law) for law in laws])
        pyro.factor("readings", jax.scipy.special.logsumexp(fits + _class_log_prior(library)))

    sampler = pyro.infer.MCMC(
        pyro.infer.NUTS(model), num_warmup=WARM_UP, num_samples=DRAWS, progress_bar=False, jit_model_args=True
    )

    def ask(readings: Array, seed: int) -> Answer:
        sampler.run(jax.random.PRNGKey(seed), jnp.asarray(readings))
        return _from_draws(library, p, readings, np.asarray(sampler.get_samples()["z"]))

    return ask


def pymc() -> Ask:
    """NUTS of PyMC. The model is built once; `pm.sample` compiles it at each call."""
    import logging

    import pymc as pm  # type: ignore[import-not-found]
    import pytensor.tensor as pt  # type: ignore[import-not-found]

    logging.getLogger("pymc").setLevel(logging.ERROR)
    library = load()
    p = from_library(library, PROFILE)
    with pm.Model() as model:
        told = pm.Data("readings", np.zeros(DAYS))
        z = pm.Normal("z", shape=3)
        laws = [_law(p, pt, *_rates(library, pt, z, persistent)) for persistent in (False, True)]
        fits = pt.stack([pm.logp(pm.MvNormal.dist(mean, cov), told) for mean, cov in laws])
        pm.Potential("fit", pt.logsumexp(fits + _class_log_prior(library)))

    def ask(readings: Array, seed: int) -> Answer:
        with model:
            pm.set_data({"readings": readings})
            drawn = pm.sample(
                DRAWS, tune=WARM_UP, chains=1, cores=1, random_seed=seed, progressbar=False,
                compute_convergence_checks=False,
            )  # fmt: skip
        return _from_draws(library, p, readings, drawn.posterior["z"].to_numpy()[0])

    return ask


def particles() -> Ask:
    """A bootstrap particle filter with as many particles as `ACCURACY` takes, found by doubling before any timing."""
    p, exact, readings = from_library(load(), PROFILE), unknot(), course()
    levels, n = exact(readings, 0)[0], 1000
    while n < MOST_PARTICLES:
        n *= 2
        off = np.array([_filtered(p, n, readings, seed)[0] - levels for seed in range(LADDER_RUNS)])
        if np.sqrt(np.mean(off**2, axis=0)).max() <= ACCURACY:
            break
    return partial(_filtered, p, n)


def _filtered(p: Parameters, n: int, readings: Array, seed: int) -> Answer:
    rng = np.random.default_rng(seed)
    F, V = discretised(drift(p, p.damage_rate, p.tautness_rate), p.wander, 1.0)
    roots = np.linalg.cholesky(V[:, MOVED][:, :, MOVED])
    component = rng.choice(len(p.log_prior), n, p=np.exp(p.log_prior))
    parts, cov = start_moments(p)
    x = _times(spread_out(p, p.plateau)[component], parts + rng.normal(size=(n, 2)) @ np.linalg.cholesky(cov).T)

    def on(x: Array, component: Any) -> Array:
        x = _times(F[component], x)
        x[:, list(MOVED)] += _times(roots[component], rng.normal(size=(n, 3)))
        return x

    for y in readings:
        x = on(x, component)
        weights = np.exp(-0.5 * ((y - 10.0 * x[:, TENDERNESS]) / p.pain_noise_points) ** 2)
        places = (np.arange(n) + rng.random()) / n
        kept = np.minimum(np.searchsorted(np.cumsum(weights) / weights.sum(), places), n - 1)
        x, component = x[kept], component[kept]
    levels = [10.0 * x[:, TENDERNESS]]
    for _ in range(HORIZON):
        x = on(x, component)
        levels.append(10.0 * x[:, TENDERNESS])
    return np.mean(levels, axis=1), np.std(levels, axis=1)


def _times(matrices: Array, vectors: Array) -> Array:
    return np.asarray(np.einsum("nij,nj->ni", matrices, vectors))


def _starts(p: Parameters, plateau: Array) -> tuple[Array, Array]:
    parts, cov = start_moments(p)
    B = spread_out(p, plateau)
    return B @ parts, B @ cov @ np.swapaxes(B, -1, -2)


def _normal(log_weights: Array) -> Array:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _ahead(F: Array, V: Array, weights: Array, mean: Array, cov: Array) -> Answer:
    """The level of a mixture of normal states today and later."""
    means, spreads = [], []
    for _ in range(HORIZON + 1):
        level = 10.0 * mean[:, TENDERNESS]
        means.append(weights @ level)
        spreads.append(math.sqrt(weights @ (100.0 * cov[:, TENDERNESS, TENDERNESS] + (level - means[-1]) ** 2)))
        mean, cov = _times(F, mean), F @ cov @ np.swapaxes(F, 1, 2) + V
    return np.array(means), np.array(spreads)


def _rates(library: Library, xp: Any, z: Any, persistent: bool) -> tuple[Any, Any, Any]:
    """Rates of damage and tautness and the plateau that three unit normals stand for, in one class."""

    def of(name: str) -> float:
        return library.number(f"recovery.{name}")

    if persistent:
        median, log_sd = of(f"{PROFILE}.persistent_half_life"), of("persistent_half_life_log_sd")
        plateau = xp.clip(of(f"{PROFILE}.plateau") + of("plateau_sd") * z[2], 0.0, 1.0)
    else:
        median, log_sd = of(f"{PROFILE}.tautness_half_life"), of(f"{PROFILE}.tautness_half_life_log_sd")
        plateau = 0.0 * z[2]
    damage = math.log(2) / of("damage_half_life") * xp.exp(-of("damage_half_life_log_sd") * z[0])
    return damage, math.log(2) / median * xp.exp(-log_sd * z[1]), plateau


def _class_log_prior(library: Library) -> Array:
    share = library.number(f"recovery.{PROFILE}.persistent_share")
    return np.log([1.0 - share, share])


def _law(p: Parameters, xp: Any, kD: Any, kT: Any, plateau: Any) -> tuple[Any, Any]:
    """Mean and covariance of the readings of days 1 to DAYS, given the rates: one multivariate normal.

    A unit of D, T, P or S today is felt k days later as the row `felt(k)`. The level is the sum of what is felt of
    the start and of each day's wander, whose covariance over a day is that of a walk that decays.
    """
    kS, wD = p.tenderness_rate, p.damage_share
    wT, days = 1.0 - wD, np.arange(DAYS + 1.0)

    def lag(k: Any, t: Any) -> Any:
        return kS * (xp.exp(-k * t) - xp.exp(-kS * t)) / (kS - k)

    stays, damage, tautness = np.exp(-kS * days), wD * lag(kD, days), wT * lag(kT, days)
    parts, cov = start_moments(p)
    shared = plateau * (tautness / wT + (1.0 - stays) - lag(kT, days) + stays)
    start = xp.stack([(1.0 - plateau) * damage / wD, (1.0 - plateau) * tautness / wT], axis=1)
    start = (start + (shared + (1.0 - plateau) * stays)[:, None])[1:]
    later = np.subtract.outer(np.arange(DAYS), np.arange(DAYS))
    reached = later >= 0
    blocks = [each[np.abs(later)] * reached for each in (damage, tautness, stays)]
    total = p.pain_noise_points**2 / 100.0 * np.eye(DAYS) + start @ cov @ start.T
    between, no = {}, np.zeros(())
    both_S = no
    for driver, (k, w) in enumerate(((kD, wD), (kT, wT))):
        m = w * kS / (kS - k)
        own, cross, end = ((1.0 - xp.exp(-rate)) / rate for rate in (2.0 * k, k + kS, 2.0 * kS + 0.0 * k))
        between[driver, driver], between[driver, 2] = own, m * (own - cross)
        both_S = both_S + m**2 * (own - 2.0 * cross + end)
    between[2, 2] = both_S
    for (one, other), variance in between.items():
        product = blocks[one] @ blocks[other].T
        total = total + p.wander**2 * variance * (product if one == other else product + product.T)
    return 10.0 * start @ parts, 100.0 * total


def _from_draws(library: Library, p: Parameters, readings: Array, z: Array) -> Answer:
    """The answer that draws of rates give: each is a component of each class, filtered by a plain Kalman filter."""
    each = [np.stack(np.broadcast_arrays(*_rates(library, np, z.T, persistent))) for persistent in (False, True)]
    damage, tautness, plateau = np.concatenate(each, axis=1)
    F, V = discretised(drift(p, damage, tautness), p.wander, 1.0)
    mean, cov = _starts(p, plateau)
    log_weights = np.repeat(_class_log_prior(library), len(z))
    for y in readings:
        mean, cov = _times(F, mean), F @ cov @ np.swapaxes(F, 1, 2) + V
        spread = 100.0 * cov[:, TENDERNESS, TENDERNESS] + p.pain_noise_points**2
        gain, off = 10.0 * cov[:, :, TENDERNESS] / spread[:, None], y - 10.0 * mean[:, TENDERNESS]
        mean = mean + gain * off[:, None]
        cov = cov - gain[:, :, None] * gain[:, None, :] * spread[:, None, None]
        log_weights = log_weights - 0.5 * (off**2 / spread + np.log(spread))
    by_class = log_weights.reshape(2, -1)
    weights = np.exp(by_class - by_class.max(axis=0))
    return _ahead(F, V, (weights / weights.sum(axis=0)).ravel() / len(z), mean, cov)


RIVALS = (
    Rival("unknot", (), unknot),
    Rival("statsmodels", ("statsmodels",), statsmodels),
    Rival("particle filter", (), particles, in_own_process=False),
    Rival("NumPyro NUTS", ("numpyro", "jax"), numpyro),
    Rival("PyMC NUTS", ("pymc",), pymc),
)


if __name__ == "__main__":
    next(rival for rival in RIVALS if rival.name == sys.argv[1]).prepare()(course(), 0)
