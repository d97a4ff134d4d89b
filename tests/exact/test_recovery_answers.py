"""Answers in five words against numerical integration, a particle filter, and people drawn one by one.

Tolerances. A moment is held against the truth in units of its standard deviation before the answer. An outer answer is
a condition on one normal number: exact. For an inner one the distance of two thresholds is integrated at 5 nodes. The
rule is exact up to degree 9; what is left comes from the kink where the thresholds would change places, and falls with
more nodes. After an answer the belief is taken for normal again; how far that leads from the truth over several answers
is stated with each story in standard deviations, and for chances ahead in `NORMAL`.
"""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.answer_model import (
    ANSWERS,
    THRESHOLDS,
    Diary,
    People,
    chance,
    drawn,
    drifting,
    normals,
    prior_of_thresholds,
    sampled,
)
from tests.knot_model import TENDERNESS, discretised, drift, only
from unknot.content.library import load
from unknot.recovery import ordinal
from unknot.recovery.answers import ahead, back_by
from unknot.recovery.events import Event, Report, Strain
from unknot.recovery.filtering import fold, init, step
from unknot.recovery.mixtures import normal_density, normal_tail
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.script import LOAD, THRESHOLD
from unknot.recovery.state import Belief

OUTER = 1e-6
FIVE_NODES, MANY_NODES = 1e-2, 8e-4
"""Standard deviations, and nats of the chance of the answer."""
NORMAL = 0.01
"""Chance: the most that is lost ahead by taking a belief for normal, and by thresholds that may be out of order."""
ERRORS = 5.0
"""Monte Carlo standard errors: there are some 150 comparisons, and one in 1.7 million is further off by chance."""

PARTICLES, REPEATS = 200_000, 4
PEOPLE = 200_000
FOREVER = 4_000.0


@cache
def parameters(profile: str) -> Parameters:
    """Those of one component."""
    p = from_library(load(), profile)
    return p if len(p.log_prior) == 1 else replace(p, **only(p, [20]))


def said(day: float, answer: int) -> Report:
    return Report(day, f"r{day}", (Reading("soreness_5", float(answer)),))


def told(diary: Diary) -> list[Event]:
    loads = [Strain(day, f"s{day}", damage, 0.0) for day, damage in diary.loads]
    return [*loads, *(said(day, answer) for day, answer in diary.answers)]


def test_the_normal_tail_is_right_to_a_ten_millionth_of_itself() -> None:
    z = np.linspace(-10.0, 37.0, 9_401)
    exact = np.array([0.5 * math.erfc(each / math.sqrt(2.0)) for each in z])
    np.testing.assert_allclose(normal_tail(z), exact, rtol=1e-7)
    np.testing.assert_array_equal(normal_tail(np.array([-np.inf, np.inf, np.nan])), [1.0, 0.0, np.nan])
    np.testing.assert_allclose(normal_density(z), np.exp(-0.5 * z**2) / math.sqrt(2.0 * math.pi), rtol=1e-12)


# One answer


HISTORIES = {
    "none before": Diary([], [(0.4, 0.3)]),
    "one before": Diary([(0.0, 3)], [(0.4, 0.3)]),
    "all kinds before": Diary([(0.0, 1), (1.0, 2), (2.0, 2), (2.5, 5), (4.0, 3)], [(1.4, 0.5)]),
    "long ago": Diary([(0.0, 5), (1.0, 5), (2.0, 4), (30.0, 4)], [(0.4, -0.1)]),
}


@cache
def asked_again(profile: str, name: str) -> Belief:
    return fold(parameters(profile), told(HISTORIES[name]), until_day=31.7, start="steady")


def before_the_answer(belief: Belief) -> tuple[np.ndarray, np.ndarray, int]:
    """Mean and covariance of all states with the thresholds as they have drifted, and the place of these."""
    mean, cov = belief.mean[0].copy(), belief.cov[0].copy()
    if belief.answered is None:
        c, spread = prior_of_thresholds(belief.parameters.answering)
        at, empty = len(mean), np.zeros((len(mean), THRESHOLDS))
        return np.append(mean, c), np.block([[cov, empty], [empty.T, spread]]), at
    at = belief.place_of(THRESHOLD)
    here = slice(at, at + THRESHOLDS)
    cov[here, here] += drifting(belief.parameters.answering, belief.day - belief.answered.day)
    return mean, cov, at


@cache
def integrated(profile: str, name: str, answer: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean, covariance and log chance of the answer, over a grid of the level and the thresholds beside the answer.

    All other states hang on these three by regression, because the belief before is normal.
    """
    belief = asked_again(profile, name)
    last = 0 if belief.answered is None else belief.answered.answer
    mean, cov, at = before_the_answer(belief)
    beside = [at + k for k in (answer - 2, answer - 1) if 0 <= k < THRESHOLDS]
    H = np.zeros((1 + len(beside), len(mean)))
    H[0, TENDERNESS] = 10.0
    H[range(1, len(H)), beside] = 1.0
    centre, spread = H @ mean, H @ cov @ H.T
    axis = np.linspace(-7.0, 7.0, 281 if len(beside) == 1 else 81)
    grid = np.stack(np.meshgrid(*[axis] * len(H), indexing="ij"), axis=-1).reshape(-1, len(H))
    x = centre + grid @ np.linalg.cholesky(spread).T
    prior = np.exp(-0.5 * (grid**2).sum(axis=1))
    weights = prior / prior.sum()
    weights = weights * chance(belief.parameters.answering, answer, x[:, 0], x[:, 1], x[:, -1], last)
    total = weights.sum()
    weights /= total
    middle = weights @ x
    off = x - middle
    K = np.linalg.solve(spread, H @ cov).T
    return mean + K @ (middle - centre), cov + K @ ((off * weights[:, None]).T @ off - spread) @ K.T, math.log(total)


def furthest(profile: str, name: str, answer: int) -> float:
    """How far off the product is, at the worst."""
    belief = asked_again(profile, name)
    after, _ = step(belief, said(belief.day, answer), 0.0)
    mean, cov, log_chance = integrated(profile, name, answer)
    sd = np.sqrt(np.maximum(np.diag(before_the_answer(belief)[1]), 1e-12))
    off = np.abs(after.mean[0] - mean) / sd, np.abs(after.cov[0] - cov) / np.outer(sd, sd)
    return max(off[0].max(), off[1].max(), abs(after.log_joint[0] - belief.log_joint[0] - log_chance))


@pytest.mark.parametrize("profile", ["training", "desk"])
@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("answer", range(1, ANSWERS + 1))
def test_one_answer_is_taken_in_as_integration_has_it(profile: str, name: str, answer: int) -> None:
    assert furthest(profile, name, answer) <= (OUTER if answer in (1, ANSWERS) else FIVE_NODES)


@pytest.mark.parametrize("name", HISTORIES)
def test_more_nodes_come_nearer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_again("training", name)
    worst = {}
    for count in (2, 5, 41):
        nodes, weights = np.polynomial.hermite_e.hermegauss(count)
        monkeypatch.setattr(ordinal, "_NODES", nodes[:, None])
        monkeypatch.setattr(ordinal, "_WEIGHTS", (weights / weights.sum())[:, None])
        worst[count] = max(furthest("training", name, answer) for answer in (2, 3, 4))
    assert worst[41] <= MANY_NODES
    assert worst[41] <= worst[5] <= worst[2]


@pytest.mark.parametrize("name", HISTORIES)
def test_what_was_expected_of_an_answer_is_the_chance_that_it_had(name: str) -> None:
    belief = asked_again("training", name)
    for answer in range(1, ANSWERS + 1):
        _, info = step(belief, said(belief.day, answer), 0.0)
        stated, exact = math.exp(info.log_evidence), math.exp(integrated("training", name, answer)[2])
        assert stated == pytest.approx(exact, abs=NORMAL)


def test_an_answer_weighs_the_components_by_how_well_they_foresaw_it() -> None:
    whole = from_library(load(), "mixed")
    some = [0, 9, 20, 40, 65]
    before = fold(replace(whole, **only(whole, some)), [said(1.0, 2)], until_day=6.0)
    after, _ = step(before, said(6.0, 5), 0.0)
    chances = []
    for place, each in enumerate(some):
        alone = fold(replace(whole, **only(whole, [each])), [said(1.0, 2)], until_day=6.0)
        asked, _ = step(alone, said(6.0, 5), 0.0)
        chances.append(before.weights[place] * math.exp(asked.log_joint[0] - alone.log_joint[0]))
        np.testing.assert_allclose(asked.mean[0], after.mean[place], atol=1e-12)
    np.testing.assert_allclose(after.weights, np.array(chances) / sum(chances), rtol=1e-12)


# Several answers


STORIES = {
    "ups and downs": (
        Diary([(0, 3), (1, 2), (2, 3), (4, 4), (6.5, 2), (9, 3), (11, 4), (12, 3)], [(0.4, 0.3), (6.2, -0.2)]),
        0.08,
    ),
    "always the same": (Diary([(day, 3) for day in range(8)]), 0.08),
    "mostly sore": (Diary([(day, 1 + day % 2) for day in range(8)], [(2.4, 0.3)]), 0.08),
    "from one end to the other": (Diary([(0, 5), (1, 1), (2, 5), (3, 1), (4, 3), (5, 4)], [(3.4, 0.4)]), 0.35),
}


def at_rest(p: Parameters, n: int, rng: np.random.Generator) -> People:
    """People on a day like any other, of whom nothing is known."""
    _, V = discretised(drift(p, p.damage_rate[0], p.tautness_rate[0]), p.wander, FOREVER)
    mean, cov = prior_of_thresholds(p.answering)
    return People(normals(rng, V, n), rng.normal(1.0, p.load_size_sd, n), mean + normals(rng, cov, n))


@pytest.mark.parametrize("name", STORIES)
def test_several_answers_are_taken_in_as_particles_have_it(name: str) -> None:
    diary, bound = STORIES[name]
    p = parameters("training")
    found = []
    for seed in np.random.SeedSequence(list(STORIES).index(name)).spawn(REPEATS):
        rng = np.random.default_rng(seed)
        people, weights = sampled(p, at_rest(p, PARTICLES, rng), diary, rng)
        x = np.column_stack([people.level, people.thresholds])
        mean = weights @ x
        found.append([mean, np.sqrt(weights @ (x - mean) ** 2)])
    (mean, sd), (mean_error, sd_error) = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / math.sqrt(REPEATS)
    belief = fold(p, told(diary))
    at = belief.place_of(THRESHOLD)
    places, scale = [TENDERNESS, *range(at, at + THRESHOLDS)], np.array([10.0, 1.0, 1.0, 1.0, 1.0])
    stated = scale * np.sqrt(np.diag(belief.cov[0])[places])
    assert (np.abs(scale * belief.mean[0][places] - mean) <= bound * sd + ERRORS * mean_error).all()
    assert (np.abs(stated - sd) <= bound * sd + ERRORS * sd_error).all()


# Ahead


DAYS = (1.0, 2.0, 3.0, 4.5, 7.0, 10.0, 14.0)
COMING = {
    "training on": (Diary([(0, 4), (1, 3), (2, 3), (3, 2)], [(1.4, 0.3)]), [(3.5, 0.5), (4.4, -0.2), (8.4, 0.6)]),
    "very sore and at rest": (Diary([(0, 5), (1, 3), (2, 1)], [(1.4, 0.3)]), []),
    "as ever": (Diary([(0, 3), (1, 3), (2, 3)], [(1.4, 0.3)]), [(2.9, 0.2)]),
    "with a scale that drifts": (Diary([(0, 3), (1, 2), (2, 1)], [(1.4, 0.3)]), []),
}


@cache
def lived(name: str) -> tuple[Belief, list[Event], np.ndarray]:
    """A belief, what is to come, and what people drawn from it say on each of `DAYS`, (J, PEOPLE)."""
    diary, loads = COMING[name]
    p, rng = parameters("training"), np.random.default_rng(list(COMING).index(name))
    if name == "with a scale that drifts":
        p = replace(p, answering=replace(p.answering, drift=0.9))
    belief = fold(p, told(diary), until_day=diary.answers[-1][0] + 0.3)
    at = belief.place_of(THRESHOLD)
    places = [*range(TENDERNESS + 1), belief.place_of(LOAD), *range(at, at + THRESHOLDS)]
    people = drawn(belief.mean[0][places], belief.cov[0][np.ix_(places, places)], PEOPLE, rng)
    assert belief.answered is not None
    people.thresholds += normals(rng, drifting(p.answering, belief.day - belief.answered.day), PEOPLE)
    answers, last, now = [], np.full(PEOPLE, belief.answered.answer), belief.day
    for day, kind, damage in sorted([(belief.day + day, 1, 0.0) for day in DAYS] + [(day, 0, by) for day, by in loads]):
        people.wait(p, day - now, rng)
        now = day
        if kind == 0:
            people.strain(damage)
        else:
            last = people.answer(p, last, rng)
            answers.append(last)
    return belief, [Strain(day, f"x{day}", by, 0.0) for day, by in loads], np.array(answers)


def error_of(share: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(share * (1.0 - share), 1.0 / PEOPLE) / PEOPLE)


@pytest.mark.parametrize("name", COMING)
def test_chances_ahead_are_those_of_people_who_are_followed(name: str) -> None:
    belief, strains, answers = lived(name)
    share = np.stack([(answers == answer).mean(axis=1) for answer in range(1, ANSWERS + 1)], axis=1)
    assert (np.abs(ahead(belief, DAYS, strains) - share) <= NORMAL + ERRORS * error_of(share)).all()


@pytest.mark.parametrize("name", COMING)
def test_the_first_return_is_that_of_people_who_are_followed(name: str) -> None:
    belief, strains, answers = lived(name)
    assert belief.answered is not None
    for answer in range(belief.answered.answer + 1, ANSWERS + 1):
        back = np.maximum.accumulate(answers >= answer, axis=0).mean(axis=1)
        assert (np.abs(back_by(belief, answer, DAYS, strains) - back) <= NORMAL + ERRORS * error_of(back)).all()


def test_a_load_that_is_not_due_yet_moves_nothing_before_it() -> None:
    belief, _, _ = lived("as ever")
    at_noon = Strain(belief.day + 3.4, "x", 0.8, 0.0)
    for foreseen in (ahead, lambda *given: back_by(given[0], 4, *given[1:])):
        calm, loaded = foreseen(belief, (1.0, 2.0, 3.0, 4.0)), foreseen(belief, (1.0, 2.0, 3.0, 4.0), [at_noon])
        np.testing.assert_allclose(calm[:3], loaded[:3], atol=1e-12)
        assert np.abs(calm[3] - loaded[3]).max() > 1e-3


def test_nothing_is_foreseen_in_words_before_a_first_answer() -> None:
    with pytest.raises(ValueError, match="no answer"):
        ahead(init(parameters("training")), DAYS)
    with pytest.raises(ValueError, match="no answer"):
        back_by(init(parameters("training")), 3, DAYS)
