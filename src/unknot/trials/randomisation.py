"""The test that needs no model: how often would chance alone, with this very schedule, look as good or better?

The outcomes are taken as they are, and the assignment is drawn again the way it was drawn the first time. If the
technique makes no difference to any outcome (the sharp null hypothesis), every such drawing was as likely as the one
that happened, whatever the trend, the autocorrelation or the shape of the outcomes; so p is at most 0.05 in at most
5 % of such trials.

- Fixed designs: every assignment while there are no more than 4,096, else 4,096 drawn, the observed one among them.
- Adaptive: the rule is run again on the outcomes as they are, 4,095 times with fresh draws, and the observed one.
- Two-sided, and p counts the assignments that tie with the observed one in full: it is no mid-p and never too small.
- An outcome that is missing is left out under every assignment. That is right as long as whether it is missing does
  not depend on the side. So the test says how many are missing on each side, and how surprising that is.
- Units are analysed as assigned, whether or not the person kept to it (intention to treat).
- A knot that was not gone yet counts with the days it was watched, under every assignment alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unknot.trials import adaptive
from unknot.trials.design import Array, Observed, Protocol
from unknot.trials.schedule import PAIRED
from unknot.trials.statistic import NOTHING, statistics, whitened

MOST_ASSIGNMENTS = 4096
"""How many assignments are looked at; all of them where there are no more."""


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """What the test found.

    `p` is two-sided (0-1); `statistic` the standardised difference, below zero where the technique was better.
    `assignments` are how many were compared, the observed one included; `exact` if those were all there are.
    `missing_with` and `missing_without` count the outcomes that are missing where the contrast is above and below
    zero, and `p_missing` is the same test of whether that depends on the side.
    """

    p: float
    statistic: float
    assignments: int
    exact: bool
    missing_with: int
    missing_without: int
    p_missing: float


def randomisation_test(
    protocol: Protocol, observed: Observed, *, seed: int = 0, most: int = MOST_ASSIGNMENTS
) -> RandomisationTest:
    """The design-based test of `observed`, which may hold fewer units than the protocol.

    `seed` draws assignments where there are more than `most`. `p` is 1 where too few outcomes are there to tell
    anything.
    """
    drawn, exact = _assignments(protocol, observed, np.random.default_rng(seed), most)
    white = whitened(protocol.design, observed.day, observed.outcome)
    missing = np.isnan(observed.outcome)
    found = statistics(white, drawn)
    on = observed.contrast > 0.0
    return RandomisationTest(
        p=_share_as_large(found),
        statistic=float(found[0]),
        assignments=len(drawn),
        exact=exact,
        missing_with=int((missing & on).sum()),
        missing_without=int((missing & ~on).sum()),
        p_missing=_share_as_large((drawn * missing).sum(axis=1)),
    )


def _share_as_large(found: Array) -> float:
    """The share of `found` that is at least as far from zero as its first; ties count."""
    sizes = np.abs(found)
    return float((sizes >= sizes[0] - NOTHING * sizes.max(initial=0.0)).mean())


def _assignments(protocol: Protocol, observed: Observed, rng: np.random.Generator, most: int) -> tuple[Array, bool]:
    """Contrasts of shape (S, n), the observed ones first, and whether they are all there are."""
    units = len(observed.contrast)
    if protocol.design == "adaptive":
        draws = rng.random((most - 1, units))
        again, _ = adaptive.paths(observed.day, observed.outcome, draws)
        return np.vstack([observed.contrast, again]), False
    bits = (units + 1) // 2 if protocol.design in PAIRED else units
    exact = 2**bits <= most
    # The observed assignment is the one in which nothing is turned round.
    turned = (
        np.arange(2**bits)[:, None] >> np.arange(bits) & 1
        if exact
        else np.vstack([np.zeros((1, bits), dtype=int), rng.integers(0, 2, (most - 1, bits))])
    )
    spread = np.repeat(turned, 2, axis=1)[:, :units] if protocol.design in PAIRED else turned
    return observed.contrast * (1 - 2 * spread), exact
