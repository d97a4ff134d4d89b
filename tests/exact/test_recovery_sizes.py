"""How much a load does to a person: against a plain Kalman filter whose state holds the size from the beginning."""

from dataclasses import replace

import numpy as np
import pytest

from tests.knot_model import DAMAGE, TAUTNESS, TENDERNESS, discretised, drift, only, size_sds
from unknot.content.library import load
from unknot.recovery.events import Event, Report, Strain, in_order
from unknot.recovery.filtering import fold, init, step
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library
from unknot.recovery.script import LOAD, POSTURE, THRESHOLD
from unknot.recovery.state import Belief

LOADS = ((0.7, 0.08, 0.0), (1.9, 0.0, 0.03), (3.2, 0.12, 0.02), (3.9, -0.05, 0.0), (6.1, 0.1, 0.04))
PAIN = ((0.3, 4.0), (1.2, 6.0), (2.5, 5.0), (3.6, 7.0), (5.0, 4.0), (6.9, 6.0))
NOW = 7.4


def one(profile: str, component: int) -> Parameters:
    whole = from_library(load(), profile)
    return replace(whole, **only(whole, [component]))


def events() -> list[Event]:
    strains = [Strain(day, f"s{day}", damage, tautness) for day, damage, tautness in LOADS]
    return [*strains, *(Report(day, f"r{day}", (Reading("pain_now", pain),)) for day, pain in PAIN)]


@pytest.mark.parametrize(("profile", "component"), [("exercise", 3), ("desk", 40), ("training", 0)])
def test_sizes_are_learned_as_by_a_plain_kalman_filter(profile: str, component: int) -> None:
    p = one(profile, component)
    start = init(p)
    mean, cov = np.append(start.mean[0], [1.0, 1.0]), np.zeros((6, 6))
    cov[:4, :4], cov[4:, 4:] = start.cov[0], np.diag(size_sds(p) ** 2)
    A, now = drift(p, p.damage_rate[0], p.tautness_rate[0]), 0.0
    h = np.zeros(6)
    h[TENDERNESS] = 10.0
    for day, *what in sorted([*LOADS, *PAIN, (NOW,)]):
        F, V = np.eye(6), np.zeros((6, 6))
        F[:4, :4], V[:4, :4] = discretised(A, p.wander, day - now)
        mean, cov, now = F @ mean, F @ cov @ F.T + V, day
        if len(what) == 2:
            kicked = np.eye(6)
            kicked[[DAMAGE, TAUTNESS], [4, 5]] = what
            mean, cov = kicked @ mean, kicked @ cov @ kicked.T
        elif what:
            spread = h @ cov @ h + p.pain_noise_points**2
            gain = cov @ h / spread
            mean, cov = mean + gain * (what[0] - h @ mean), cov - spread * np.outer(gain, gain)
    belief = fold(p, events(), until_day=NOW)
    assert belief.own == (LOAD, POSTURE)
    np.testing.assert_allclose(belief.mean[0], mean, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(belief.cov[0], cov, rtol=1e-7, atol=1e-10)
    assert cov[4, 4] < p.load_size_sd**2


@pytest.mark.parametrize("profile", ["exercise", "desk", "training"])
def test_where_nobody_differs_a_load_shifts_the_mean_and_nothing_else(profile: str) -> None:
    p = replace(from_library(load(), profile), load_size_sd=0.0, posture_size_sd=0.0)
    before = fold(p, [Report(1.0, "r", (Reading("pain_now", 4.0),))], until_day=2.3)
    after, _ = step(before, Strain(2.3, "s", 0.2, 0.1), 0.0)
    shift = np.zeros_like(before.mean)
    shift[:, DAMAGE], shift[:, TAUTNESS] = 0.2, 0.1
    np.testing.assert_allclose(after.mean[:, :4], before.mean + shift, atol=1e-14)
    np.testing.assert_allclose(after.cov[:, :4, :4], before.cov, atol=1e-14)
    assert (after.mean[:, 4:] == 1.0).all()
    assert (after.cov[:, 4:] == 0.0).all()


MIXED: list[Event] = [
    Report(0.31, "a", (Reading("soreness_5", 2.0),)),
    Strain(0.77, "b", 0.2, 0.0),
    Report(0.77, "c", (Reading("soreness_5", 1.0), Reading("pain_now", 7.0))),
    Report(0.7707, "d", (Reading("soreness_5", 4.0),)),
    Strain(2.2, "e", -0.05, 0.04),
    Report(5.913, "f", (Reading("press_tenderness", 5.0), Reading("soreness_5", 3.0))),
    Strain(6.0, "g", 0.1, 0.0),
    Report(9.1, "h", (Reading("soreness_5", 3.0),)),
]


@pytest.mark.parametrize("profile", ["mixed", "training"])
def test_folding_answers_and_loads_is_stepping_through_them(profile: str) -> None:
    p = from_library(load(), profile)
    belief = init(p)
    for event in in_order(MIXED):
        belief, _ = step(belief, event, event.day - belief.day)
    folded = fold(p, reversed(MIXED))
    assert belief.own == folded.own == (*(THRESHOLD,) * 4, LOAD, POSTURE)
    assert belief.answered == folded.answered
    np.testing.assert_array_equal(belief.mean, folded.mean)
    np.testing.assert_array_equal(belief.cov, folded.cov)
    np.testing.assert_allclose(belief.log_weights, folded.log_weights, rtol=1e-13)


def by_name(belief: Belief, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Means and covariances with the states of `names` after the first four, whatever order they were added in."""
    places = [*range(4)]
    for name in names:
        places += range(belief.place_of(name), belief.place_of(name) + belief.own.count(name))
    return belief.mean[:, places], belief.cov[:, places][:, :, places]


@pytest.mark.parametrize("profile", ["mixed", "training"])
def test_the_order_in_which_states_are_needed_does_not_matter(profile: str) -> None:
    """A load of next to nothing before the first answer lets the sizes come before the thresholds."""
    p = from_library(load(), profile)
    nothing = Strain(0.1, "nothing", 1e-15, 1e-15)
    one, other = fold(p, MIXED), fold(p, [nothing, *MIXED])
    assert one.own[0] == THRESHOLD
    assert other.own[0] == LOAD
    for mine, its in zip(*(by_name(each, (LOAD, POSTURE, THRESHOLD)) for each in (one, other)), strict=True):
        np.testing.assert_allclose(mine, its, atol=1e-10)
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-10)


def test_a_state_that_is_not_needed_is_not_there() -> None:
    belief = fold(from_library(load(), "desk"), [Strain(1.0, "s", 0.0, 0.0)])
    assert belief.own == ()
    with pytest.raises(ValueError, match="not in tuple"):
        belief.place_of(LOAD)


def test_a_day_like_any_other_is_followed_by_one() -> None:
    p = from_library(load(), "training")
    start = init(p)
    assert (start.mean == 0.0).all()
    _, V = discretised(drift(p, p.damage_rate, p.tautness_rate), p.wander, 4_000.0)
    np.testing.assert_allclose(start.cov, V, rtol=1e-6, atol=1e-12)
    for days in (0.3, 1.0, 40.0, 10_000.0):
        later, _ = step(start, None, days)
        assert (later.mean == 0.0).all()
        np.testing.assert_allclose(later.cov, start.cov, rtol=1e-9, atol=1e-13)
