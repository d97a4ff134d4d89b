"""Simulation-based calibration of the posterior of a trial (Talts et al. 2018): people drawn from the prior itself.

If the sums are right, the place of the true effect in its posterior is uniform. Per design and outcome: the distance
from the uniform distribution, and how often intervals of 50, 80 and 95 % hold the effect. The bounds are those that a
right product passes in 999 of 1,000 runs with other seeds; the grid and the rounding have to fit within them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from bench.trial_prior import place
from unknot.content.library import load
from unknot.trials.design import Design, Outcome, Protocol
from unknot.trials.likelihood import from_library

PEOPLE = 600
KOLMOGOROV, ERRORS = 1.95, 3.9
INTERVALS = (0.5, 0.8, 0.95)
MISSING = 0.2


@pytest.mark.parametrize(
    ("design", "outcome", "units"),
    [
        ("day_pairs", "next_morning", 14),
        ("day_pairs", "next_morning", 28),
        ("day_pairs", "immediate", 14),
        ("split_body", "next_morning", 28),
        ("split_body", "immediate", 14),
        ("adaptive", "next_morning", 28),
        ("episodes", "days_to_gone", 14),
    ],
)
def test_true_effects_lie_evenly_in_their_posteriors(
    design: Design, outcome: Outcome, units: int, figure: Callable[[str], None]
) -> None:
    protocol = Protocol(design=design, outcome=outcome, technique="", against=None, units=units, worthwhile=0.3)
    priors, rng = from_library(load(), protocol), np.random.default_rng(units)
    places = np.sort([place(protocol, priors, MISSING, f"{run:064x}", rng) for run in range(PEOPLE)])
    ranks = np.arange(PEOPLE)
    furthest = max(float((places - ranks / PEOPLE).max()), float(((ranks + 1) / PEOPLE - places).max()))
    held = {width: float((np.abs(places - 0.5) < width / 2).mean()) for width in INTERVALS}
    figure(
        f"trials, {design} {outcome} {units}: {PEOPLE} people of the prior, furthest from uniform {furthest:.3f}, "
        + ", ".join(f"{share:.1%} in {width:.0%}" for width, share in held.items())
    )
    assert furthest * math.sqrt(PEOPLE) < KOLMOGOROV
    for width, share in held.items():
        assert share == pytest.approx(width, abs=ERRORS * math.sqrt(width * (1 - width) / PEOPLE))
