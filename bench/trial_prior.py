"""People drawn from the very assumptions that the analysis of a trial makes, for simulation-based calibration.

Written from the prior that the content states and from the model at the top of `unknot.trials.likelihood`, continuous
where the product has a grid: what comes out uniform shows the sums and the grid to be right at once.
"""

from __future__ import annotations

import math

import numpy as np

from unknot.recovery.mixtures import normal_cdf
from unknot.trials.design import Array, Observed, Protocol
from unknot.trials.likelihood import NOISE_REACH, RATING_TOP, Priors, fitted
from unknot.trials.simulation import Person, World

WATCHED = math.log(90.0)


class FromPrior(Person):
    """One person of the prior; `effect` is theirs. A share `missing` (0-1) of outcomes is not entered, at random."""

    def __init__(self, protocol: Protocol, priors: Priors, missing: float, rng: np.random.Generator) -> None:
        super().__init__(protocol, World(missing=missing), rng)
        n = protocol.units
        self.priors = priors
        self.effect = rng.normal(0.0, priors.effect_sd)
        z = rng.normal()
        while abs(z) > NOISE_REACH:
            z = rng.normal()
        sigma = priors.noise * math.exp(priors.noise_log_sd * z)
        phi, lasting = rng.uniform(0.0, priors.phi_max), rng.uniform()
        self.kept = rng.uniform(0.0, priors.carry_over_max) if priors.carry_over_max else 0.0
        steps, fresh = rng.normal(size=n), rng.normal(size=n)
        for unit in range(1, n):
            steps[unit] = phi * steps[unit - 1] + math.sqrt(1 - phi**2) * steps[unit]
        curve = self.day / max(n - 1.0, 1.0)
        if priors.settling_days is not None and rng.random() < 0.5:
            curve = (1 - np.exp(-self.day / priors.settling_days)) / (1 - math.exp(-(n - 1) / priors.settling_days))
        self.untreated = rng.normal(priors.level, priors.level_sd) + rng.normal(0.0, priors.trend_sd) * curve
        self.untreated += sigma * (math.sqrt(lasting) * steps + math.sqrt(1 - lasting) * fresh)
        if n - 1 >= priors.weekday_from_days:
            self.untreated += rng.normal(0.0, priors.weekday_sd, 7)[np.arange(n) % 7]
        self.before_rounding = rng.uniform(-0.5, 0.5, n)

    def observed(self, contrast: Array, probability: Array) -> Observed:
        """What is seen of the first units, which got those contrasts."""
        n, left, carried = len(contrast), 0.0, np.zeros(len(contrast))
        for unit in range(n):
            carried[unit] = left
            left = self.kept * (left + contrast[unit] + self.priors.start)
        latent = self.untreated[:n] + self.effect * (contrast + carried)
        censored = np.zeros(n, dtype=bool)
        if self.protocol.outcome == "days_to_gone":
            censored, outcome = latent > WATCHED, np.minimum(latent, WATCHED)
        elif self.priors.held:
            outcome = np.clip(np.round(latent), 0.0, RATING_TOP)
        else:
            outcome = np.round(latent + self.before_rounding[:n])
        gone = self.luck[:n] < self.world.missing
        return Observed(
            day=self.day[:n],
            weekday=np.arange(n) % 7,
            contrast=contrast,
            outcome=np.where(gone, np.nan, outcome),
            censored=censored & ~gone,
            probability=probability,
        )


def place(protocol: Protocol, priors: Priors, missing: float, seed: str, rng: np.random.Generator) -> float:
    """Where the true effect of one person of the prior lies in their posterior (0-1): uniform if all is right."""
    person = FromPrior(protocol, priors, missing, rng)
    fit = fitted(priors, person.takes_part(seed))
    return float(fit.weights @ normal_cdf((person.effect - fit.mean) / fit.sd))
