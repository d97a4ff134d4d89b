"""The posterior of a trial against NUTS, which draws from the model with continuous priors and shares only the numbers.

In NumPyro the effect, the level, the trend, the spread, the autoregression, its share and the carry-over are all drawn,
and so is the noise of every unit. A rating has the chance of its box under the part of the noise that is new each time:
no grid, no correction for rounding, no matched moments.

Tolerances: `ERRORS` Monte Carlo errors of the mean, and `GRID_COST` points (or log days) for the grid and for rounding;
the ends of the interval to a share `WIDTH` of its length.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from unknot.content.library import load
from unknot.trials.analysis import posterior
from unknot.trials.design import Design, Observed, Outcome, Protocol
from unknot.trials.likelihood import Priors, from_library
from unknot.trials.simulation import World, simulate

jax = pytest.importorskip("jax", reason="NumPyro and JAX are not installed: requirements/bench.lock has them")
numpyro = pytest.importorskip("numpyro", reason="NumPyro is not installed: requirements/bench.lock has it")

import jax.numpy as jnp  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
from jax.scipy.special import log_ndtr  # noqa: E402
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin  # noqa: E402
from numpyro.infer import MCMC, NUTS  # noqa: E402

jax.config.update("jax_enable_x64", True)

CHAINS, WARM_UP, DRAWS = 4, 1000, 2000
ERRORS, GRID_COST, WIDTH = 4.0, 0.02, 0.04
MIXED = 1.02
REACH = 2.0

TRIALS: dict[str, tuple[Design, Outcome, int, World]] = {
    "level ratings": ("day_pairs", "next_morning", 28, World(effect=-1.0, carry_over=0.3, missing=0.1)),
    "healing to the floor": ("day_pairs", "next_morning", 28, World(effect=-1.0, settles_to=0.0, settling=8.0)),
    "changes": ("adaptive", "immediate", 20, World(effect=-1.5, phi=0.8)),
    "two sides": ("split_body", "next_morning", 14, World(effect=0.0, carry_over=0.5, missing=0.2)),
    "knots, four not gone": (
        "episodes", "days_to_gone", 14, World(effect=-0.4, noise=0.5, level=2.3, watched_days=13.0)
    ),
}  # fmt: skip


def model(p: Priors, seen: Observed) -> None:
    """One draw; the shape of the trend is summed out."""
    day, n = seen.day - seen.day[0], len(seen.day)
    effect = numpyro.sample("effect", dist.Normal(0.0, p.effect_sd))
    level = numpyro.sample("level", dist.Normal(p.level, p.level_sd))
    trend = numpyro.sample("trend", dist.Normal(0.0, p.trend_sd))
    z = numpyro.sample("z", dist.TruncatedNormal(low=-REACH, high=REACH))
    phi = numpyro.sample("phi", dist.Uniform(0.0, p.phi_max))
    lasting = numpyro.sample("lasting", dist.Uniform(0.0, 1.0))
    carry = numpyro.sample("carry", dist.Uniform(0.0, p.carry_over_max)) if p.carry_over_max else 0.0
    steps = numpyro.sample("steps", dist.Normal(0.0, 1.0).expand([n]).to_event(1))
    sigma = p.noise * jnp.exp(p.noise_log_sd * z)
    left, lasts, doses, noise = 0.0, steps[0], [], []
    for unit in range(n):
        lasts = lasts if unit == 0 else phi * lasts + jnp.sqrt(1 - phi**2) * steps[unit]
        doses.append(seen.contrast[unit] + left)
        left = carry * (left + seen.contrast[unit] + p.start)
        noise.append(lasts)
    mean = level + effect * jnp.stack(doses) + sigma * jnp.sqrt(lasting) * jnp.stack(noise)
    if p.weekday_sd and day[-1] >= p.weekday_from_days:
        own = numpyro.sample("weekday", dist.Normal(0.0, 1.0).expand([7]).to_event(1))
        mean = mean + p.weekday_sd * own[seen.weekday]
    curves = [day / day[-1]]
    if p.settling_days is not None:
        curves.append((1 - np.exp(-day / p.settling_days)) / (1 - math.exp(-day[-1] / p.settling_days)))
    new = sigma * jnp.sqrt(1 - lasting)
    every = jnp.stack([told(p, seen, mean + trend * curve, new) for curve in curves])
    numpyro.factor("told", jax.nn.logsumexp(every))


def told(p: Priors, seen: Observed, mean: Any, new: Any) -> Any:
    """Log likelihood of what was entered; a difference of two ratings carries the rounding of both."""
    there = np.flatnonzero(np.isfinite(seen.outcome))
    y, m = seen.outcome[there], mean[there]
    if p.rounding == 0.0:
        return jnp.where(seen.censored[there], log_ndtr((m - y) / new), dist.Normal(m, new).log_prob(y)).sum()
    if not p.held:
        return dist.Normal(m, jnp.sqrt(new**2 + p.rounding)).log_prob(y).sum()
    low, high = (y - 0.5 - m) / new, (y + 0.5 - m) / new
    left, right = jnp.where(low > 0, -high, low), jnp.where(low > 0, -low, high)
    within = log_ndtr(right) + jnp.log1p(-jnp.exp(log_ndtr(left) - log_ndtr(right)))
    return jnp.where(y < 0.5, log_ndtr(high), jnp.where(y > 9.5, log_ndtr(-low), within)).sum()


@pytest.mark.parametrize("name", TRIALS)
def test_nuts_with_continuous_priors_agrees_with_the_grid(name: str, figure: Callable[[str], None]) -> None:
    design, outcome, units, world = TRIALS[name]
    protocol = Protocol(design=design, outcome=outcome, technique="", against=None, units=units, worthwhile=0.3)
    place = list(TRIALS).index(name)
    seen = simulate(protocol, world, seed=f"{place:064x}", rng=np.random.default_rng(place))
    sampler = MCMC(
        NUTS(partial(model, from_library(load(), protocol), seen), target_accept_prob=0.95),
        num_warmup=WARM_UP, num_samples=DRAWS, num_chains=CHAINS, chain_method="vectorized", progress_bar=False,
    )  # fmt: skip
    sampler.run(jax.random.PRNGKey(place))
    draws = np.asarray(sampler.get_samples(group_by_chain=True)["effect"])
    error = float(draws.std() / math.sqrt(effective_sample_size(draws)))
    low, high = np.quantile(draws, (0.025, 0.975))
    said = posterior(load(), protocol, seen)
    figure(
        f"NUTS on a trial, {name}: mean {said.mean:.3f} ({draws.mean():.3f} +- {error:.3f}), 95 % {said.low:.3f} to "
        f"{said.high:.3f} ({low:.3f} to {high:.3f}), better {said.p_better:.3f} ({(draws < 0).mean():.3f})"
    )
    assert float(split_gelman_rubin(draws)) < MIXED
    assert said.mean == pytest.approx(draws.mean(), abs=ERRORS * error + GRID_COST)
    assert said.low == pytest.approx(low, abs=WIDTH * (high - low) + ERRORS * error)
    assert said.high == pytest.approx(high, abs=WIDTH * (high - low) + ERRORS * error)
    assert said.p_better == pytest.approx((draws < 0).mean(), abs=GRID_COST + ERRORS * error / said.sd)
