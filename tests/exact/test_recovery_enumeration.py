"""The filter and the forecast against textbooks: a plain Kalman filter, and integration by brute force.

The first checks one component with everything that moves it: odd times, a strain of unknown size, a massage, a range
of motion. The others take the wander away, so that a course is a function of its start and of the size of the strain,
and sum over these and components directly: no filter, no covariance, only Bayes's rule on a grid.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.knot_model import (
    PLATEAU,
    TAUTNESS,
    TENDERNESS,
    Story,
    discretised,
    drift,
    legs,
    only,
    quantile_holds,
    size_sds,
    spread_out,
    start_moments,
)
from unknot.content.library import load
from unknot.recovery.filtering import fold, init, step
from unknot.recovery.forecasting import PROBABILITIES, Forecast, forecast
from unknot.recovery.mixtures import normal_cdf
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.state import Belief, Range

HORIZON = 28
TABULATED = 2e-6
"""The product reads the normal distribution function from a table that is right to 1e-6."""

READ_OFF = 0.05
"""Points that a quantile may be off by, as `mixtures.quantiles` states."""

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
PLAIN = Story(
    "desk",
    (
        (0.25, "pain_now", 5.0),
        (1.0, "press_tenderness", 5.0),
        (2.6, "pain_worst", 4.0),
        (3.0, "pain_now", 3.0),
        (7.5, "pain_now", 2.0),
    ),
    8.0,
    strain=(5.0, 0.1, 0.04),
)


@pytest.mark.parametrize("component", [0, 12, 21, 40, 65])
def test_one_component_is_a_textbook_kalman_filter(component: int) -> None:
    whole = from_library(load(), STORY.profile)
    p = replace(whole, **only(whole, [component]))
    belief, evidence = init(p, start="peak", ranges=STORY.ranges), 0.0
    for event in sorted(STORY.events(load()), key=lambda event: event.day):
        belief, info = step(belief, event, event.day - belief.day)
        evidence += info.log_evidence
    belief, _ = step(belief, None, STORY.now - belief.day)
    mean, cov, log_density = textbook(p, STORY)
    np.testing.assert_allclose(belief.mean[0], mean, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(belief.cov[0], cov, rtol=1e-7, atol=1e-10)
    assert evidence == pytest.approx(log_density, abs=1e-8)


def textbook(p: Parameters, story: Story) -> tuple[np.ndarray, np.ndarray, float]:
    """State and log density of the readings by a Kalman filter in the form of Joseph, for one component."""
    references = slice(4, 4 + len(story.ranges))
    sizes = slice(references.stop, references.stop + 2)
    n = sizes.stop
    B = spread_out(p, p.plateau[0])
    parts, parts_cov = start_moments(p)
    mean, cov, log_density = np.zeros(n), np.zeros((n, n)), 0.0
    mean[:4], cov[:4, :4] = B @ parts, B @ parts_cov @ B.T
    mean[references] = [each.reference for each in story.ranges]
    cov[references, references] = np.diag([each.reference_sd**2 for each in story.ranges])
    mean[sizes], cov[sizes, sizes] = 1.0, np.diag(size_sds(p) ** 2)
    for leg in legs(load(), p, story):
        F, V = np.eye(n), np.zeros((n, n))
        A = drift(p, leg.speed * p.damage_rate[0], leg.speed * p.tautness_rate[0])
        F[:4, :4], V[:4, :4] = discretised(A, p.wander, leg.days)
        mean, cov = F @ mean, F @ cov @ F.T + V
        kicked = np.eye(n)
        kicked[:2, sizes] = np.diag(leg.kick)
        mean, cov = kicked @ mean, kicked @ cov @ kicked.T
        for look in leg.looks:
            h, r = np.append(look.loadings, [0.0, 0.0]), look.variance
            spread = h @ cov @ h + r
            off = look.value - look.offset - h @ mean
            gain = cov @ h / spread
            kept = np.eye(n) - np.outer(gain, h)
            mean, cov = mean + gain * off, kept @ cov @ kept.T + r * np.outer(gain, gain)
            log_density -= 0.5 * (off**2 / spread + np.log(2 * np.pi * spread))
    return mean, cov, log_density


class Counted:
    """Every component with every start on a grid, each weighed by prior and readings. Without wander nothing is left.

    `weights` (N, G) sum to 1; `levels` (J, N, G) are points on the days of the forecast, day 0 being now.
    """

    def __init__(
        self, p: Parameters, story: Story, starts: np.ndarray, log_prior: np.ndarray, sizes: np.ndarray | float = 1.0
    ) -> None:
        """`starts` (G, 2) are the parts of the level that damage and tautness make, `log_prior` (G,) their density.

        `sizes`, (G, 2) or a number, are by how much more than in others a strain does to damage and tautness.
        """
        x = spread_out(p, p.plateau)[:, None] @ starts[None, :, :, None]
        log_weights = p.log_prior[:, None] + log_prior
        for leg in legs(load(), p, story):
            x = self._moved(p, leg.speed, leg.days) @ x
            x[..., : TAUTNESS + 1, 0] += np.multiply(leg.kick, sizes)
            for look in leg.looks:
                centre = look.offset + x[..., 0] @ look.loadings
                log_weights = log_weights - 0.5 * ((look.value - centre) ** 2 / look.variance + np.log(look.variance))
        self.weights = np.exp(log_weights - log_weights.max())
        self.weights /= self.weights.sum()
        daily, levels = self._moved(p, 1.0, 1.0), []
        for _ in range(HORIZON + p.gone_days_running):
            levels.append(10 * x[..., TENDERNESS, 0])
            x = daily @ x
        self.levels = np.stack(levels)
        self.p = p

    @staticmethod
    def _moved(p: Parameters, speed: float, days: float) -> np.ndarray:
        return discretised(drift(p, speed * p.damage_rate, speed * p.tautness_rate), 0.0, days)[0][:, None]

    @property
    def level(self) -> float:
        return float((self.weights * self.levels[0]).sum())

    @property
    def level_sd(self) -> float:
        return float(np.sqrt((self.weights * (self.levels[0] - self.level) ** 2).sum()))

    @property
    def persistent(self) -> float:
        return float(self.weights[self.p.persistent].sum())

    def gone(self) -> np.ndarray:
        """Chance to be gone by each day: two days running at or below the limit, the first of them counting."""
        clear = self.levels <= self.p.gone_points
        running = np.logical_or.accumulate(clear[:-1] & clear[1:], axis=0)
        return (running * self.weights).sum(axis=(1, 2))

    def below(self, day: int, value: float) -> float:
        """Chance that a reading of pain on `day` is below `value`."""
        return float((self.weights * normal_cdf((value - self.levels[day]) / self.p.pain_noise_points)).sum())


def without_wander(profile: str, **changed: float) -> Parameters:
    p = from_library(load(), profile)
    assert p.gone_days_running == 2
    return replace(p, **{"wander": 0.0, "load_size_sd": 0.0, "posture_size_sd": 0.0, **changed})


@cache
def along_the_level() -> tuple[Counted, Belief, Forecast]:
    """The share of damage is known: a start is a level, and who is higher today is higher every day."""
    p = without_wander(PLAIN.profile, damage_share_sd=1e-9)
    z = np.linspace(-8.0, 8.0, 8001)
    level = (p.starting_points + p.starting_points_sd * z) / 10.0
    counted = Counted(p, PLAIN, level[:, None] * [p.damage_share, 1.0 - p.damage_share], -0.5 * z**2)
    belief = fold(p, PLAIN.events(load()), until_day=PLAIN.now, start="peak")
    return counted, belief, forecast(belief, horizon_days=HORIZON)


@cache
def over_both_parts() -> tuple[Counted, Belief, Forecast]:
    """Both parts of the start vary, with the covariance that the model states."""
    p = without_wander(PLAIN.profile)
    mean, cov = start_moments(p)
    z = np.stack(np.meshgrid(*[np.linspace(-7.0, 7.0, 113)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    counted = Counted(p, PLAIN, mean + z @ np.linalg.cholesky(cov).T, -0.5 * (z**2).sum(axis=1))
    belief = fold(p, PLAIN.events(load()), until_day=PLAIN.now, start="peak")
    return counted, belief, forecast(belief, horizon_days=HORIZON)


@cache
def over_level_and_size() -> tuple[Counted, Belief, Forecast]:
    """The level at the start and what a load does to this person vary."""
    p = without_wander(PLAIN.profile, damage_share_sd=1e-9, load_size_sd=0.5)
    z = np.stack(np.meshgrid(*[np.linspace(-7.0, 7.0, 113)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    level = (p.starting_points + p.starting_points_sd * z[:, :1]) / 10.0
    sizes = np.stack([1.0 + p.load_size_sd * z[:, 1], np.ones(len(z))], axis=1)
    starts = level * [p.damage_share, 1.0 - p.damage_share]
    counted = Counted(p, PLAIN, starts, -0.5 * (z**2).sum(axis=1), sizes)
    belief = fold(p, PLAIN.events(load()), until_day=PLAIN.now, start="peak")
    return counted, belief, forecast(belief, horizon_days=HORIZON)


@pytest.mark.parametrize("case", [along_the_level, over_both_parts, over_level_and_size])
def test_the_posterior_is_that_of_brute_force(case) -> None:
    """The trapezium rule is exact to rounding for a normal density whose steps are an eighth of its spread or less."""
    counted, belief, _ = case()
    np.testing.assert_allclose(belief.weights, counted.weights.sum(axis=1), rtol=1e-9, atol=1e-12)
    assert belief.level_points == pytest.approx(counted.level, abs=1e-9)
    assert belief.level_sd_points == pytest.approx(counted.level_sd, abs=1e-9)
    assert belief.persistent_probability == pytest.approx(counted.persistent, abs=1e-9)


@pytest.mark.parametrize("case", [along_the_level, over_both_parts, over_level_and_size])
def test_mean_levels_and_bands_ahead_are_those_of_brute_force(case) -> None:
    counted, _, ahead = case()
    levels = (counted.levels[: HORIZON + 1] * counted.weights).sum(axis=(1, 2))
    np.testing.assert_allclose(ahead.level_points, levels, atol=1e-9)
    for day in (0, 1, 3, 7, 14, 28):
        for q, probability in zip(ahead.bands["pain_now"][day], PROBABILITIES, strict=True):
            assert quantile_holds(q, probability, lambda value, day=day: counted.below(day, value), READ_OFF, 0.0, 10.0)


def test_where_ranks_are_kept_the_chance_to_be_gone_is_that_of_brute_force() -> None:
    """A course crosses the limit somewhere between two starts: half the mass of a step is what the count may miss."""
    counted, _, ahead = along_the_level()
    missed = float(counted.weights.max(axis=1).sum()) / 2
    assert missed <= 2e-3
    np.testing.assert_allclose(ahead.gone_probability, counted.gone()[: HORIZON + 1], atol=missed + TABULATED)


def test_where_ranks_change_the_chance_to_be_gone_is_nearly_that_of_brute_force() -> None:
    counted, _, ahead = over_both_parts()
    missing = counted.gone()[: HORIZON + 1] - ahead.gone_probability
    assert missing.min() >= -0.002
    assert missing.max() <= 0.002


def test_a_level_times_a_share_is_followed_by_its_moments_alone() -> None:
    """The parts of the start are products and not normal: what taking them as normal costs after five readings."""
    p = without_wander(PLAIN.profile)
    z = np.stack(np.meshgrid(*[np.linspace(-7.0, 7.0, 113)] * 2, indexing="ij"), axis=-1).reshape(-1, 2)
    level = (p.starting_points + p.starting_points_sd * z[:, 0]) / 10.0
    share = p.damage_share + p.damage_share_sd * z[:, 1]
    starts = np.stack([share * level, (1.0 - share) * level], axis=1)
    counted = Counted(p, PLAIN, starts, -0.5 * (z**2).sum(axis=1))
    _, belief, _ = over_both_parts()
    assert belief.level_points == pytest.approx(counted.level, abs=0.01)
    assert belief.level_sd_points == pytest.approx(counted.level_sd, abs=0.01)
    assert belief.persistent_probability == pytest.approx(counted.persistent, abs=0.01)


def test_a_plateau_is_where_a_course_ends() -> None:
    """The discretisation used here against the equations' own rest: S = wT P, D = 0, T = P."""
    p = from_library(load(), "desk")
    persistent = int(np.flatnonzero(p.persistent)[-1])
    F, _ = discretised(drift(p, p.damage_rate[persistent], p.tautness_rate[persistent]), 0.0, 2000.0)
    x = F @ spread_out(p, p.plateau[persistent]) @ [0.2, 0.3]
    np.testing.assert_allclose(x, [0.0, x[PLATEAU], x[PLATEAU], (1 - p.damage_share) * x[PLATEAU]], atol=1e-9)
    assert x[TENDERNESS] == pytest.approx(0.5 * p.plateau[persistent], abs=1e-9)
