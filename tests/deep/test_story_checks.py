"""The check of a course against its first forecast: how often it is wrong, and how often it sees a slower recovery.

Knots are drawn from the model's own components and followed by integration. Everybody is rated once, gets the first
forecast, and is rated again. Under the model the chance that the check states must be uniform: then "slower" is said
of one in twenty, and no more often for knots that were seen more often. Those who recover at a share of their own
speed, or not at all, show what the check can see. Figures go to docs/explanation/story.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.deep.people import STEPS_PER_DAY, follow, on_the_grid
from unknot.content.library import load
from unknot.recovery.checking import Checked, check
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library

PEOPLE = 400
PROFILES = ("mixed", "desk", "care_seeker")
FIRST = 0.25
RHYTHMS = {
    "a week, every other day": (2, 4, 6, 8),
    "two weeks, every third": (3, 6, 9, 12, 15),
    "a month": tuple(range(3, 31, 3)),
}
SLOWER = {"as the model": 1.0, "half the speed": 0.5, "a quarter": 0.25, "not at all": 0.0}
UNLIKELY = 0.05
WHOLE_POINTS = 0.02
"""What ratings in whole points, which the model does not know of, may move a share by."""


def checked(
    profile: str, days: tuple[int, ...], speed: float, people: int, seed: int
) -> tuple[list[Checked], NDArray[np.bool_]]:
    """The check of each of `people` whose rates are `speed` times their own, and whether the knot would clear."""
    p = from_library(load(), profile)
    rng = np.random.default_rng(seed)
    knots = on_the_grid(p, people, rng)
    knots.damage_rate = knots.damage_rate * speed
    knots.tautness_rate = knots.tautness_rate * speed
    wanted = [round(day * STEPS_PER_DAY) for day in (FIRST, *(FIRST + day for day in days))]
    seen: dict[int, NDArray[np.float64]] = {}

    def look(step: int) -> None:
        if step in wanted:
            noisy = knots.level + rng.normal(0.0, p.pain_noise_points, people)
            seen[step] = np.clip(np.round(noisy), 0.0, 10.0)

    follow(p, knots, wanted[-1], rng, look)
    ratings = np.stack([seen[step] for step in wanted])
    found = []
    for person in range(people):
        first = Report(FIRST, "first", (Reading("pain_now", float(ratings[0, person])),))
        belief = fold(p, [first])
        later = [(FIRST + day, float(value)) for day, value in zip(days, ratings[1:, person], strict=True)]
        found.append(check(belief, (), later))
    return found, ~knots.persistent


@cache
def shares(profile: str, rhythm: str, slower: str) -> tuple[float, float, float]:
    """How often a course is called slower, faster, or unlike the knots that clear."""
    found, _ = checked(profile, RHYTHMS[rhythm], SLOWER[slower], PEOPLE, seed=7)
    called = [
        (each.p_slower <= UNLIKELY, each.p_faster <= UNLIKELY, (each.p_clearing or 1.0) <= UNLIKELY) for each in found
    ]
    slow, fast, unlike = np.mean(called, axis=0)
    return float(slow), float(fast), float(unlike)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_a_course_as_foreseen_is_seldom_called_anything_else(
    profile: str, rhythm: str, figure: Callable[[str], None]
) -> None:
    slower, faster, unlike = shares(profile, rhythm, "as the model")
    figure(f"story, {profile}, {rhythm}, as the model: slower {slower:.3f}, faster {faster:.3f}, unlike {unlike:.3f}")
    most = UNLIKELY + WHOLE_POINTS + 3.3 * math.sqrt(UNLIKELY * (1 - UNLIKELY) / PEOPLE)
    assert slower <= most
    assert faster <= most


@pytest.mark.parametrize("profile", PROFILES)
def test_the_stated_chance_is_uniform_under_the_model(profile: str, figure: Callable[[str], None]) -> None:
    found, _ = checked(profile, RHYTHMS["two weeks, every third"], 1.0, PEOPLE, seed=11)
    chances = np.sort([each.p_slower for each in found])
    even = (np.arange(PEOPLE) + 0.5) / PEOPLE
    far = float(np.abs(chances - even).max())
    figure(f"story, {profile}: the chance of a course as high, furthest from uniform {far:.3f}")
    assert far < 1.95 / math.sqrt(PEOPLE) + WHOLE_POINTS


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_the_slower_the_recovery_the_more_often_it_is_seen(
    profile: str, rhythm: str, figure: Callable[[str], None]
) -> None:
    seen = {slower: shares(profile, rhythm, slower) for slower in SLOWER}
    for slower, (slow, _, unlike) in seen.items():
        figure(f"story, {profile}, {rhythm}, {slower}: slower {slow:.3f}, unlike the knots that clear {unlike:.3f}")
    found = [slow for slow, _, _ in seen.values()]
    assert found[0] < found[-1]
    assert all(later >= earlier - 0.02 for earlier, later in pairwise(found))
