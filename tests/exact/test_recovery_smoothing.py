"""Smoothing and the joint law of later ratings against one large normal distribution, conditioned without any filter.

For a component all states at all times are jointly normal. Their covariance is written down from the equations, every
reading is a row of it, and conditioning is one solve. What the product does step by step must be the same numbers.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from tests.knot_model import (
    TENDERNESS,
    Story,
    discretised,
    drift,
    legs,
    only,
    quantile_holds,
    relief,
    size_sds,
    spread_out,
    start_moments,
)
from unknot.content.library import load
from unknot.errors import ModelError
from unknot.recovery.checking import foreseen
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold
from unknot.recovery.mixtures import normal_cdf
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.smoothing import HIGH, LOW, smooth
from unknot.recovery.state import Range

RANGE = Range("rom_neck_rotation.l", reference=55.0, reference_sd=20.0, slope=-10.0, noise_sd=7.0)
STORY = Story(
    "mixed",
    (
        (0.15, "pain_now", 5.0),
        (0.1507, "press_tenderness", 6.0),
        (0.9, "rom_neck_rotation.l", 41.0),
        (2.0, "pain_now", 4.0),
        (2.0, "pain_worst", 6.0),
        (3.1, "pain_now", 2.0),
        (3.4, "rom_neck_rotation.l", 52.0),
        (9.75, "pain_worst", 4.0),
        (9.8, "pain_now", 3.0),
    ),
    13.3,
    strain=(7.2, 0.2, 0.05),
    massage=2.6,
    ranges=(RANGE,),
)
DAYS = (0.0, 0.15, 2.0, 2.6, 3.1, 5.5, 7.2, 9.8, 13.3)
TURNS = tuple((day, "pain_now", 0.0) for day in DAYS)
READ_OFF = 0.05
"""Points that a quantile may be off by, as `mixtures.quantiles` states."""


@dataclass(frozen=True)
class Whole:
    """The level on `DAYS` and every reading of the story as one normal law of one component."""

    mean: np.ndarray
    cov: np.ndarray
    log_evidence: float


def whole(p: Parameters, component: int, story: Story) -> Whole:
    """Mean and covariance of the level [points] on `DAYS`, given every reading of the story."""
    n = 4 + len(story.ranges) + 2
    sizes = slice(n - 2, n)
    B = spread_out(p, p.plateau[component])
    parts, parts_cov = start_moments(p)
    mean, cov = np.zeros(n), np.zeros((n, n))
    mean[:4], cov[:4, :4] = B @ parts, B @ parts_cov @ B.T
    for place, each in enumerate(story.ranges):
        mean[4 + place], cov[4 + place, 4 + place] = each.reference, each.reference_sd**2
    mean[sizes], cov[sizes, sizes] = 1.0, np.diag(size_sds(p) ** 2)

    asked = replace(story, reports=tuple(sorted((*story.reports, *TURNS))))
    rows, row_means, noise, values = [], [], [], []
    shared = np.zeros((n, 0))
    told: list[bool] = []
    now, wanted = 0.0, []
    for leg in legs(load(), p, asked):
        now += leg.days
        F, V = np.eye(n), np.zeros((n, n))
        A = drift(p, leg.speed * p.damage_rate[component], leg.speed * p.tautness_rate[component])
        F[:4, :4], V[:4, :4] = discretised(A, p.wander, leg.days)
        kicked = np.eye(n)
        kicked[:2, sizes] = np.diag(leg.kick)
        mean, cov, shared = F @ mean, F @ cov @ F.T + V, F @ shared
        real = [each for each in story.reports if abs(each[0] - now) < 1e-9]
        seen = [(look.loadings, look.variance, look.value - look.offset) for look in leg.looks[: len(leg.looks)]]
        kept = [
            (loadings, variance, value)
            for (loadings, variance, value), report in zip(seen, _reports_at(asked, now), strict=True)
            if report in real
        ]
        if any(abs(day - now) < 1e-9 for day in DAYS):
            level = np.zeros(n - 2)
            level[TENDERNESS] = 10.0
            kept.append((level, 0.0, np.nan))
            wanted.append(len(rows) + len(kept) - 1)
        # readings and the level stand before the strain of the same instant, as in the product they do not
        mean, cov, shared = kicked @ mean, kicked @ cov @ kicked.T, kicked @ shared
        for loadings, variance, value in kept:
            h = np.append(loadings, [0.0, 0.0])
            rows.append(np.append(shared.T @ h, h @ cov @ h))
            row_means.append(h @ mean)
            noise.append(variance)
            values.append(value)
            told.append(not np.isnan(value))
            shared = np.column_stack([shared, cov @ h])
    size = len(rows)
    joint = np.zeros((size, size))
    for place, row in enumerate(rows):
        joint[place, : place + 1] = joint[: place + 1, place] = row
    m, known, level = np.array(row_means), np.flatnonzero(told), np.array(wanted)
    S = joint[np.ix_(known, known)] + np.diag(np.array(noise)[known])
    off = np.array(values)[known] - m[known]
    gain = np.linalg.solve(S, joint[np.ix_(known, level)]).T
    return Whole(
        mean=m[level] + gain @ off,
        cov=joint[np.ix_(level, level)] - gain @ joint[np.ix_(known, level)],
        log_evidence=-0.5 * (off @ np.linalg.solve(S, off) + np.linalg.slogdet(2 * np.pi * S)[1]),
    )


def _reports_at(story: Story, now: float) -> list[tuple[float, str, float]]:
    return [each for each in story.reports if abs(each[0] - now) < 1e-9]


@pytest.mark.parametrize("component", [0, 21, 40, 65])
def test_the_smoothed_level_of_one_component_is_that_of_one_large_solve(component: int) -> None:
    everyone = from_library(load(), STORY.profile)
    p = replace(everyone, **only(everyone, [component]))
    found = smooth(p, STORY.events(load()), DAYS, start="peak", ranges=STORY.ranges)
    exact = whole(p, 0, STORY)
    np.testing.assert_allclose(found.mean, np.clip(exact.mean, 0.0, 10.0), rtol=0, atol=1e-7)
    for place, (mean, variance) in enumerate(zip(exact.mean, np.diag(exact.cov), strict=True)):

        def below(points: float, mean: float = mean, sd: float = np.sqrt(max(variance, 1e-12))) -> float:
            return float(normal_cdf(np.array((points - mean) / sd)))

        assert quantile_holds(found.low[place], LOW, below, READ_OFF, 0.0, 10.0)
        assert quantile_holds(found.high[place], HIGH, below, READ_OFF, 0.0, 10.0)


def test_the_smoothed_level_of_the_mixture_weighs_components_by_all_readings() -> None:
    everyone = from_library(load(), STORY.profile)
    chosen = list(range(0, 66, 5))
    p = replace(everyone, **only(everyone, chosen))
    found = smooth(p, STORY.events(load()), DAYS, start="peak", ranges=STORY.ranges)
    parts = [whole(p, component, STORY) for component in range(len(chosen))]
    log_weights = p.log_prior + np.array([each.log_evidence for each in parts])
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    mean = weights @ np.stack([each.mean for each in parts])
    np.testing.assert_allclose(found.mean, mean, rtol=0, atol=1e-7)


def test_on_the_last_day_the_smoothed_level_is_that_of_the_filter() -> None:
    p = from_library(load(), STORY.profile)
    events = STORY.events(load())
    found = smooth(p, events, [STORY.now], start="peak", ranges=STORY.ranges)
    belief = fold(p, events, until_day=STORY.now, start="peak", ranges=STORY.ranges)
    assert found.mean[0] == pytest.approx(belief.level_points, abs=1e-9)


def test_a_day_before_the_clock_is_refused() -> None:
    p = from_library(load(), "mixed")
    with pytest.raises(ModelError):
        smooth(p, [Report(1.0, "r", (Reading("pain_now", 3.0),))], [-0.5])


def test_later_ratings_are_foreseen_together_as_the_equations_say() -> None:
    first = replace(STORY, reports=tuple(each for each in STORY.reports if each[0] < 1.0), massage=None, strain=None)
    everyone = from_library(load(), STORY.profile)
    p = replace(everyone, **only(everyone, [40]))
    belief = fold(p, first.events(load()), until_day=1.0, start="peak", ranges=STORY.ranges)
    days = [day for day in DAYS if day > 1.0]
    since = [event for event in STORY.events(load()) if event.day > 1.0]
    law = foreseen(belief, since, days)
    untold = replace(STORY, reports=first.reports)
    exact = whole(p, 0, untold)
    later = [place for place, day in enumerate(DAYS) if day > 1.0]
    eased = [relief(load(), STORY, day) for day in days]
    np.testing.assert_allclose(law.mean[0], exact.mean[later] - [left for left, _ in eased], rtol=0, atol=1e-7)
    noise = np.diag([p.pain_noise_points**2 + spread for _, spread in eased])
    np.testing.assert_allclose(law.cov[0], exact.cov[np.ix_(later, later)] + noise, rtol=0, atol=1e-7)
