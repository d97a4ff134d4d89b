"""Protocols and what was observed, written briefly."""

from __future__ import annotations

import numpy as np

from unknot.trials.design import Array, Design, Observed, Outcome, Protocol

SEED = "8f14e45fceea167a5a36dedd4bea2543c1d0e6a6f1a37f0e1a0c8d3bb9a5f7e2"


def protocol(design: Design = "day_pairs", units: int = 14, **fields) -> Protocol:
    """A protocol that compares the roller with nothing."""
    outcome: Outcome = "days_to_gone" if design == "episodes" else "next_morning"
    stated = {"outcome": outcome, "technique": "foam_roller", "against": None, "worthwhile": 1.0, **fields}
    return Protocol(design=design, units=units, **stated)


def observed(contrast: Array, outcome: Array, probability: Array | None = None) -> Observed:
    """What came of units on days one after the other from a Monday on."""
    n = len(contrast)
    return Observed(
        day=np.arange(n),
        weekday=np.arange(n) % 7,
        contrast=np.asarray(contrast, dtype=float),
        outcome=np.asarray(outcome, dtype=float),
        censored=np.zeros(n, dtype=bool),
        probability=np.full(n, 0.5) if probability is None else np.asarray(probability),
    )
