"""What a trial can show, before it starts: counted on simulated people with this person's variability."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from unknot.content.library import Library
from unknot.trials.analysis import posterior, worthwhile_effect
from unknot.trials.design import Protocol
from unknot.trials.likelihood import from_library
from unknot.trials.randomisation import randomisation_test
from unknot.trials.simulation import World, simulate

LEVEL = 0.05
CONVINCED = 0.8
SURE = 0.975
UNITS = {"day_pairs": 1700, "split_body": 1700, "episodes": 1700, "adaptive": 850}
MOST_RUNS = 100
"""How many units are simulated with the difference, and as many without: what is done while a page is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Shares (0-1) over `runs` simulated trials with the worthwhile difference and as many with none.

    `power` is how often the randomisation test finds the worthwhile difference at 5 %, `false_positives` how often it
    finds one where there is none. `better` is how often the posterior is more than 97.5 % sure that the technique is
    better, where it is better by just the worthwhile difference. `convincing` is how often it is then more than 80 %
    sure that it is better by at least that: seldom more than one time in five, because a truth on the edge cannot be
    shown to lie beyond it. `misled` is how often it says so where there is no difference. `coverage` is how often the
    95 % interval holds the truth, over both. `error` is the largest Monte Carlo standard error of any of them.
    `assumed` is the simulated person.
    """

    power: float
    false_positives: float
    better: float
    convincing: float
    misled: float
    coverage: float
    runs: int
    error: float
    assumed: World


def power(
    library: Library,
    protocol: Protocol,
    *,
    noise: float | None = None,
    phi: float | None = None,
    level: float | None = None,
    settling: bool = True,
    missing: float | None = None,
    runs: int | None = None,
    seed: int = 0,
) -> Power:
    """What the trial can show in a person with that spread, autocorrelation and level; None: as the content assumes.

    `settling`: whether the knot heals meanwhile. `missing` is the share of outcomes (0-1) that will not be entered.
    `runs`: as many as take about a second if None. The same numbers come out for the same `seed`.
    """
    world = assumed(library, protocol, noise=noise, phi=phi, level=level, settling=settling, missing=missing)
    rng = np.random.default_rng(seed)
    runs = min(MOST_RUNS, UNITS[protocol.design] // protocol.units) if runs is None else runs
    found, better, convinced, held = [], [], [], []
    for effect in (world.effect, 0.0):
        for run in range(runs):
            drawn = sha256(f"power:{seed}:{run}".encode()).hexdigest()
            observed = simulate(protocol, replace(world, effect=effect), seed=drawn, rng=rng)
            said = posterior(library, protocol, observed)
            found.append(randomisation_test(protocol, observed, seed=run).p <= LEVEL)
            better.append(said.p_better > SURE)
            convinced.append(said.p_worthwhile > CONVINCED)
            held.append(said.low <= effect <= said.high)
    return Power(
        power=_share(found[:runs]),
        false_positives=_share(found[runs:]),
        better=_share(better[:runs]),
        convincing=_share(convinced[:runs]),
        misled=_share(convinced[runs:]),
        coverage=_share(held),
        runs=runs,
        error=0.5 / math.sqrt(runs),
        assumed=world,
    )


def assumed(
    library: Library,
    protocol: Protocol,
    *,
    noise: float | None,
    phi: float | None,
    level: float | None,
    settling: bool,
    missing: float | None,
) -> World:
    """The person that power is counted on, with the worthwhile difference as the effect."""

    def of(given: float | None, name: str) -> float:
        return library.number(name) if given is None else given

    days = protocol.outcome == "days_to_gone"
    return World(
        effect=-worthwhile_effect(protocol),
        noise=from_library(library, protocol).noise if noise is None else noise,
        phi=of(phi, "trial_power.phi"),
        lasting=library.number("trial_power.lasting"),
        carry_over=0.0 if days else library.number("trial_power.carry_over"),
        level=of(level, "trial_power.log_days" if days else "trial_power.level"),
        settles_to=0.0 if settling and not days else 1.0,
        settling=library.number("trial_power.settling_days"),
        missing=of(missing, "trials.missing_expected"),
    )


def _share(true: list[bool]) -> float:
    return sum(true) / len(true)
