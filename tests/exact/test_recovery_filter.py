"""The filter against the answer written down at once: all readings in one big Gaussian, all components enumerated."""

from dataclasses import replace

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery import dynamics
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold, init, step
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.state import Range

DAYS = [0.4, 1.0, 1.0007, 3.5, 8.0]
PAIN = [5.0, 4.0, 6.0, 2.0, 1.0]
PRESS = [6.0, 6.0, 5.0, 4.0, 2.0]
RANGE = Range("rom_neck_rotation.l", reference=55.0, reference_sd=55.0, slope=-10.0, noise_sd=7.0)
DEGREES = [50.0, 52.0, 55.0, 60.0, 66.0]
WORDS = Range("movement:neck_turn_same", reference=0.0, reference_sd=3.0, slope=10.0, noise_sd=6.0, in_words=True)
SHORT = [12.0, 12.0, 5.0, 5.0, 0.0]


def only(p: Parameters, components: list[int]) -> Parameters:
    log_prior = p.log_prior[components]
    return replace(
        p,
        damage_rate=p.damage_rate[components],
        tautness_rate=p.tautness_rate[components],
        plateau=p.plateau[components],
        persistent=p.persistent[components],
        log_prior=log_prior - np.log(np.exp(log_prior).sum()),
    )


def reports() -> list[Report]:
    return [
        Report(day, f"{place}", (Reading("pain_now", PAIN[place]), Reading("press_tenderness", PRESS[place]),
                                 Reading(RANGE.key, DEGREES[place]), Reading(WORDS.key, SHORT[place])))
        for place, day in enumerate(DAYS)
    ]  # fmt: skip


def at_once(p: Parameters) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean and covariance of the last state and the log density of all readings, for the only component of `p`."""
    prior = init(p, ranges=(RANGE, WORDS))
    F = np.tile(np.eye(6), (len(DAYS), 1, 1))
    V = np.zeros((len(DAYS), 6, 6))
    both = dynamics.rates(p)
    for k, (day, before) in enumerate(zip(DAYS, [0.0, *DAYS], strict=False)):
        F[k, :4, :4] = dynamics.transition(p, both, day - before)[0]
        V[k, :4, :4] = dynamics.noise(p, both, day - before)[0]
    size = 6 * len(DAYS)
    mean, cov = np.zeros(size), np.zeros((size, size))
    for k in range(len(DAYS)):
        here = slice(6 * k, 6 * k + 6)
        before = slice(6 * k - 6, 6 * k)
        start_mean, start_cov = (prior.mean[0], prior.cov[0]) if k == 0 else (mean[before], cov[before, before])
        mean[here] = F[k] @ start_mean
        cov[here, here] = F[k] @ start_cov @ F[k].T + V[k]
        if k:
            cov[here, : 6 * k] = F[k] @ cov[before, : 6 * k]
            cov[: 6 * k, here] = cov[here, : 6 * k].T
    one = np.zeros((4, 6))
    one[0, dynamics.TENDERNESS] = 10.0
    one[1, dynamics.TENDERNESS] = 10.0 * p.press_factor
    one[2, dynamics.TAUTNESS], one[2, 4] = RANGE.slope, 1.0
    one[3, dynamics.TAUTNESS], one[3, 5] = WORDS.slope, 1.0
    H = np.kron(np.eye(len(DAYS)), one)
    each = [p.pain_noise_points, p.press_noise_points, RANGE.noise_sd, WORDS.noise_sd]
    noise = np.diag(np.tile(each, len(DAYS)) ** 2)
    y = np.array([PAIN, PRESS, DEGREES, SHORT]).T.reshape(-1)
    spread = H @ cov @ H.T + noise
    gain = np.linalg.solve(spread, H @ cov).T
    off = y - H @ mean
    log_density = -0.5 * (off @ np.linalg.solve(spread, off) + np.linalg.slogdet(2 * np.pi * spread)[1])
    after_mean, after_cov = mean + gain @ off, cov - gain @ H @ cov
    return after_mean[-6:], after_cov[-6:, -6:], float(log_density)


@pytest.mark.parametrize("profile", ["exercise", "desk"])
@pytest.mark.parametrize("component", [0, 30, 65])
def test_one_component_is_the_exact_linear_answer(profile: str, component: int) -> None:
    p = only(from_library(load(), profile), [component])
    belief = init(p, ranges=(RANGE, WORDS))
    evidence = 0.0
    for report in reports():
        belief, info = step(belief, report, report.day - belief.day)
        evidence += info.log_evidence
    mean, cov, log_density = at_once(p)
    np.testing.assert_allclose(belief.mean[0], mean, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(belief.cov[0], cov, rtol=1e-6, atol=1e-8)
    assert evidence == pytest.approx(log_density, abs=1e-8)


def test_components_are_weighed_as_enumeration_weighs_them() -> None:
    p = from_library(load(), "mixed")
    chosen = [0, 9, 20, 21, 50, 65]
    joint = np.array(
        [at_once(only(p, [each]))[2] + log_prior
         for each, log_prior in zip(chosen, only(p, chosen).log_prior, strict=True)]
    )  # fmt: skip
    posterior = np.exp(joint - joint.max()) / np.exp(joint - joint.max()).sum()
    belief = fold(only(p, chosen), reports(), ranges=(RANGE, WORDS))
    np.testing.assert_allclose(belief.weights, posterior, rtol=1e-7, atol=1e-12)
    means = [at_once(only(p, [each]))[0][dynamics.TENDERNESS] for each in chosen]
    assert belief.level_points == pytest.approx(10 * posterior @ means, abs=1e-7)


def test_the_start_has_the_moments_of_a_level_split_at_random() -> None:
    p = from_library(load(), "exercise")
    rng = np.random.default_rng(1)
    level = rng.normal(p.starting_points, p.starting_points_sd, 400_000) / 10
    share = rng.normal(p.damage_share, p.damage_share_sd, 400_000)
    damage, tautness = level * share / p.damage_share, level * (1 - share) / p.tautness_share
    belief = init(only(p, [0]), start="peak")
    drawn = np.cov([damage, tautness, level])
    states = [dynamics.DAMAGE, dynamics.TAUTNESS, dynamics.TENDERNESS]
    np.testing.assert_allclose(belief.mean[0, states], [damage.mean(), tautness.mean(), level.mean()], atol=2e-3)
    np.testing.assert_allclose(belief.cov[0][np.ix_(states, states)], drawn, atol=2e-3)
