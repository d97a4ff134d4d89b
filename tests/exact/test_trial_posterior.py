"""The posterior of a trial against integration by brute force, on trials of four units.

At each node of the product's grid the units are jointly normal. What was entered says in which box they lie: half a
point either way, or beyond an end. The box is integrated by Gauss and Legendre, the covariances are written out unit
by unit, and the nodes are weighed by Bayes's rule. Where nothing is rounded and nothing is open only Gaussian algebra
is left, so that the product must agree to what its table of the normal distribution is good for.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery.mixtures import normal_cdf
from unknot.trials.analysis import posterior
from unknot.trials.design import Array, Observed, Protocol

ROUNDED = 0.02
"""Points, or chance, that Sheppard's correction and the matched moments may be off by on four units."""

CENSORED = 2e-3
FAR = 12.0
NAN = math.nan


def pairs(*outcome: float) -> tuple[Protocol, Observed]:
    protocol = Protocol(design="day_pairs", outcome="next_morning", technique="", against=None, units=4, worthwhile=1.0)
    return protocol, units(outcome, (0.5, -0.5, -0.5, 0.5), (0.0, 1.0, 2.0, 4.0))


def units(outcome: tuple[float, ...], contrast: tuple[float, ...], day: tuple[float, ...], over: int = 0) -> Observed:
    n = len(outcome)
    return Observed(
        day=np.array(day),
        weekday=np.arange(n) % 7,
        contrast=np.array(contrast),
        outcome=np.array(outcome),
        censored=np.arange(n) >= n - over,
        probability=np.full(n, 0.5),
    )


def number(name: str) -> float:
    return load().number(f"trial_analysis.{name}")


def slices(most: float, count: int) -> list[float]:
    return [most * (k + 0.5) / count for k in range(count)]


def nodes(kind: str, carries: bool) -> list[tuple[float, float, float, float, str, float]]:
    """phi, lasting, carry-over, sigma, shape of the trend, prior weight of every node."""
    z = np.linspace(-2.0, 2.0, 7)
    weight = np.exp(-0.5 * z**2)
    sigma = number(f"{kind}.noise") * np.exp(number("noise_log_sd") * z)
    carry = slices(number("carry_over_max"), 2) if carries else [0.0]
    shapes = ["line"] if kind == "log_days" else ["line", "settling"]
    return [
        (phi, lasting, k, s, shape, w)
        for phi, lasting, k, shape in itertools.product(slices(number("phi_max"), 4), slices(1.0, 2), carry, shapes)
        for s, w in zip(sigma, weight, strict=True)
    ]


def joint(kind: str, seen: Observed, node: tuple[float, float, float, float, str, float]) -> tuple[Array, Array]:
    """Covariance of the units that have an outcome (m, m), and of the effect with them (m,)."""
    phi, lasting, carry, sigma, shape, _ = node
    there = np.flatnonzero(np.isfinite(seen.outcome))
    span, s = float(seen.day[-1] - seen.day[0]), number("settling_days")
    dose, curve = [], []
    for i in there:
        day = float(seen.day[i] - seen.day[0])
        earlier = (carry ** float(seen.day[i] - seen.day[j]) * (seen.contrast[j] + 0.5) for j in range(i) if carry)
        dose.append(float(seen.contrast[i]) + sum(earlier))
        curve.append(day / span if shape == "line" else (1 - math.exp(-day / s)) / (1 - math.exp(-span / s)))
    cov = np.empty((len(there), len(there)))
    for a, b in itertools.product(range(len(there)), repeat=2):
        apart = abs(float(seen.day[there[a]] - seen.day[there[b]]))
        cov[a, b] = (
            number(f"{kind}.level_sd") ** 2
            + number(f"{kind}.trend_sd") ** 2 * curve[a] * curve[b]
            + number(f"{kind}.effect_sd") ** 2 * dose[a] * dose[b]
            + sigma**2 * (lasting * phi**apart + (1 - lasting) * (a == b))
        )
    return cov, number(f"{kind}.effect_sd") ** 2 * np.array(dose)


def box(y: float) -> tuple[Array, Array]:
    """Points and weights over where a unit lies that was entered as `y`."""
    low, high = (y - 0.5 if y > 0 else 0.5 - FAR), (y + 0.5 if y < 10 else 9.5 + FAR)
    x, w = np.polynomial.legendre.leggauss(4 if high - low == 1 else 20)
    return low + (x + 1) / 2 * (high - low), w * (high - low) / 2


def beyond(y: float, over: bool) -> tuple[Array, Array]:
    """The same for log days: the value itself, or all that is larger."""
    if not over:
        return np.array([y]), np.ones(1)
    x, w = np.polynomial.legendre.leggauss(60)
    return y + (x + 1) / 2 * FAR, w * FAR / 2


def brute(kind: str, seen: Observed, boxes: list[tuple[Array, Array]], carries: bool) -> tuple[float, float, float]:
    """Mean, spread and chance below zero of the effect."""
    points = np.array(list(itertools.product(*(x for x, _ in boxes)))) - number(f"{kind}.level")
    volume = np.prod(np.array(list(itertools.product(*(w for _, w in boxes)))), axis=1)
    total = first = second = below = 0.0
    for node in nodes(kind, carries):
        cov, across = joint(kind, seen, node)
        inverse = np.linalg.inv(cov)
        density = np.exp(-0.5 * ((points @ inverse) * points).sum(axis=1)) / math.sqrt(np.linalg.det(cov))
        weight = node[-1] * volume * density
        mean = points @ inverse @ across
        variance = number(f"{kind}.effect_sd") ** 2 - across @ inverse @ across
        total += weight.sum()
        first += weight @ mean
        second += weight @ (mean**2 + variance)
        below += weight @ normal_cdf(-mean / math.sqrt(variance))
    return first / total, math.sqrt(second / total - (first / total) ** 2), below / total


@pytest.mark.parametrize(
    "outcome",
    [
        (3.0, 5.0, 4.0, 2.0),
        (3.0, NAN, 6.0, 5.0),
        (0.0, 2.0, 1.0, 1.0),
        (0.0, 2.0, 1.0, 0.0),
        (10.0, 8.0, NAN, 9.0),
        (0.0, 0.0, NAN, 0.0),
    ],
)  # fmt: skip
def test_ratings_in_whole_points_held_to_the_scale_agree_with_integration_over_the_box(
    outcome: tuple[float, ...],
) -> None:
    protocol, seen = pairs(*outcome)
    mean, sd, below = brute("rating", seen, [box(y) for y in outcome if math.isfinite(y)], carries=True)
    said = posterior(load(), protocol, seen)
    assert said.mean == pytest.approx(mean, abs=ROUNDED)
    assert said.sd == pytest.approx(sd, abs=ROUNDED)
    assert said.p_better == pytest.approx(below, abs=ROUNDED)


@pytest.mark.parametrize("over", [0, 1, 2])
def test_knots_that_are_not_gone_yet_agree_with_integration_over_all_longer_times(over: int) -> None:
    protocol = Protocol(design="episodes", outcome="days_to_gone", technique="", against=None, units=4, worthwhile=0.3)
    outcome = (2.1, 2.9, 1.8, 3.2)
    seen = units(outcome, (0.5, -0.5, 0.5, -0.5), (0.0, 1.0, 2.0, 3.0), over)
    boxes = [beyond(y, place >= 4 - over) for place, y in enumerate(outcome)]
    mean, sd, below = brute("log_days", seen, boxes, carries=False)
    said = posterior(load(), protocol, seen)
    tolerance = CENSORED if over else 1e-5
    assert said.mean == pytest.approx(mean, abs=tolerance)
    assert said.sd == pytest.approx(sd, abs=tolerance)
    assert said.p_better == pytest.approx(below, abs=tolerance)
