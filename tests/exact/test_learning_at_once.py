"""What is learned of a person against the answer written down at once: every number one big Gaussian, every memory and
spread enumerated."""

import math

import numpy as np
import pytest

from tests.rollers import Roller, facts_of
from unknot.content.library import load
from unknot.recovery.learning import learned
from unknot.recovery.learning_design import CHANNELS, Prior, parts, prior_of
from unknot.recovery.learning_memory import FALLS, HOURS, MEMORIES
from unknot.recovery.learning_posterior import SPREAD_LOG_SD, SPREADS, posterior
from unknot.recovery.matching import courses

LIBRARY = load()


def by_hand(facts):
    """Mean, sd and chance of a worthwhile effect of the foam roller by channel: ratings and numbers in one Gaussian."""
    number = LIBRARY.number
    prior = prior_of(LIBRARY, ("foam_roller",))
    (course,) = courses(LIBRARY, facts)
    (part,) = parts(LIBRARY, prior, course)
    n, t, p = len(part.days), part.days, len(prior.mean)
    log_weights, answers = [], []
    hours = (0.0, 0.5, 0.9) if np.diff(t).min() < 0.5 else (0.0,)
    for share, lasts, likely in MEMORIES:
        for short in hours:
            for spread in SPREADS:
                s = spread * number("learning.rating_sd")
                K = np.zeros((n, n))
                for i in range(n):
                    for j in range(n):
                        gap = abs(t[i] - t[j])
                        K[i, j] = share * math.exp(-gap / lasts) + (1 - share) * short * math.exp(-gap / HOURS)
                        K[i, j] += (1 - share) * (1 - short) * (i == j)
                        bends = 1.0 + sum(math.exp(-(t[i] + t[j] - 2 * t[0]) / fall) for fall in FALLS)
                        K[i, j] += number("learning.course_sd") ** 2 * bends
                both = np.zeros((n + p, n + p))
                spread_of_numbers = np.diag(prior.sd**2)
                both[:n, :n] = s**2 * K + part.design @ spread_of_numbers @ part.design.T
                both[:n, n:] = part.design @ spread_of_numbers
                both[n:, :n] = both[:n, n:].T
                both[n:, n:] = spread_of_numbers
                error = part.points - part.design @ prior.mean
                known = np.linalg.inv(both[:n, :n])
                density = -0.5 * (error @ known @ error + np.linalg.slogdet(both[:n, :n])[1])
                log_weights.append(
                    density + math.log(likely / len(hours)) - 0.5 * (math.log(spread) / SPREAD_LOG_SD) ** 2
                )
                mean = prior.mean + both[n:, :n] @ known @ error
                cov = both[n:, n:] - both[n:, :n] @ known @ both[:n, n:]
                answers.append((mean, cov))
    weights = np.exp(np.array(log_weights) - max(log_weights))
    weights /= weights.sum()
    found = {}
    for channel in CHANNELS:
        a = np.zeros(p)
        a[[prior.places["any_plausible_act", channel], prior.places["foam_roller.own", channel]]] = 1.0
        means = np.array([a @ mean for mean, _ in answers])
        variances = np.array([a @ cov @ a for _, cov in answers])
        mean = weights @ means
        worth = number(f"learning.worthwhile_{channel}")
        chances = [0.5 * math.erfc((worth - m) / math.sqrt(2 * v)) for m, v in zip(means, variances, strict=True)]
        found[channel] = mean, math.sqrt(weights @ (variances + (means - mean) ** 2)), weights @ np.array(chances)
    return found


@pytest.mark.parametrize(
    "person",
    [
        Roller(why="random", records="all", relief=1.5, next_morning=0.8, days=18),
        Roller(why="bad", bad=-0.2, records="sessions", days=30),
        Roller(why="random", records="check_ins", days=20),
    ],
    ids=["rates everything", "rolls on bad days", "only checks in"],
)
def test_what_is_learned_is_what_one_big_gaussian_says(person):
    facts = facts_of(person, np.random.default_rng(5))
    known = learned(LIBRARY, facts).effects["foam_roller"]
    for channel, (mean, sd, chance) in by_hand(facts).items():
        assert known[channel].mean == pytest.approx(mean, abs=1e-6)
        assert known[channel].sd == pytest.approx(sd, abs=1e-6)
        assert known[channel].p_helps == pytest.approx(chance, abs=1e-5)


def test_a_prior_put_in_place_of_another_is_as_if_it_had_been_there_from_the_start():
    facts = facts_of(Roller(why="random", records="all", days=20), np.random.default_rng(8))
    whole = {("any_plausible_act", "relief"): 1.0, ("foam_roller.own", "relief"): 1.0}
    told = courses(LIBRARY, facts)
    prior = prior_of(LIBRARY, ("foam_roller",))
    known = posterior(LIBRARY, prior, told)
    _, _, means, sds = known.of(whole, prior, {("foam_roller.own", "relief"): (-0.2, 2.0)})
    mean, sd = prior.mean.copy(), prior.sd.copy()
    mean[prior.places["foam_roller.own", "relief"]], sd[prior.places["foam_roller.own", "relief"]] = -0.2, 2.0
    other = Prior(prior.places, mean, sd)
    _, _, other_means, other_sds = posterior(LIBRARY, other, told).of(whole, other)
    assert np.allclose(means, other_means)
    assert np.allclose(sds, other_sds)
