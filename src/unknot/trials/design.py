"""What a single-person trial is made of: the design, its protocol, and what was observed under it.

A unit is what is randomised: one day of a pair, one day on which one of two sides is treated, one whole knot, or one
day of an adaptive trial. In every design the outcome is modelled as

    outcome = nuisances + effect * contrast + noise

so `effect` always means the technique against what it is compared with, and below zero is better: points of pain, or
the natural logarithm of the ratio of days until a knot is gone.

    day_pairs    two days in random order; contrast +1/2 with the technique, -1/2 without
    split_body   two matching knots, each day the technique on one of them at random; outcome left minus right, contrast
                 +1 where the left was treated, -1 where the right was
    episodes     one knot after another, in random pairs; log days until gone, contrast +1/2 and -1/2
    adaptive     each day by itself, its probability following what was seen so far; contrast +1/2 and -1/2
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

Design = Literal["day_pairs", "split_body", "episodes", "adaptive"]
Outcome = Literal["immediate", "next_morning", "days_to_gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What is decided before the first unit and never changed.

    `technique` is what is tried and `against` what it is compared with: a technique id, or None for nothing at all.
    `units` is the fixed number of units (twice the pairs where they come in pairs). `worthwhile` is the smallest
    improvement worth having, above zero: points, or for `days_to_gone` the share of days saved (0-1).
    """

    design: Design
    outcome: Outcome
    technique: str
    against: str | None
    units: int
    worthwhile: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observed:
    """What came of the n units that were randomised, in order; arrays of shape (n,).

    `day` counts days from the first unit (knots: 0, 1, 2 ...), `weekday` is 0 for Monday. `contrast` is as assigned,
    whether or not the person kept to it. `outcome` is NaN where it is missing; `censored` is true where a knot was not
    gone yet after exp(outcome) days. `probability` is the chance (0-1) with which the unit got a contrast above zero.
    """

    day: Array
    weekday: Array
    contrast: Array
    outcome: Array
    censored: Array
    probability: Array
