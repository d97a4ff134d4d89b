"""Whether a course goes as foreseen: what the check says of courses that are plainly one thing or the other."""

from __future__ import annotations

import numpy as np
import pytest

from tests.deep.people import STEPS_PER_DAY, follow, on_the_grid
from unknot.content.library import load
from unknot.errors import ModelError
from unknot.recovery.checking import Checked, check, foreseen, replicated
from unknot.recovery.effects import expected_effect
from unknot.recovery.events import Report, Session
from unknot.recovery.filtering import fold
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import from_library
from unknot.recovery.state import Belief
from unknot.recovery.strain import Strain

DAYS = (2.25, 4.25, 6.25, 9.25, 12.25)


def after_one_rating(pain: float = 6.0, profile: str = "mixed") -> Belief:
    first = Report(0.25, "first", (Reading("pain_now", pain),))
    return fold(from_library(load(), profile), [first])


def found(*ratings: float) -> Checked:
    return check(after_one_rating(), (), list(zip(DAYS, ratings, strict=True)))


def test_a_course_down_the_middle_is_as_foreseen() -> None:
    law = foreseen(after_one_rating(), (), DAYS)
    checked = found(*(law.weights @ law.mean))
    assert 0.3 < checked.p_slower < 0.7
    assert 0.3 < checked.p_faster < 0.7


def test_a_course_that_stays_up_is_slower_and_unlike_the_knots_that_clear() -> None:
    checked = found(6.0, 6.0, 7.0, 6.0, 6.0)
    assert checked.p_slower < 0.05
    assert checked.p_clearing is not None
    assert checked.p_clearing < checked.p_slower


def test_a_course_that_is_over_at_once_is_faster() -> None:
    assert found(1.0, 0.0, 0.0, 0.0, 0.0).p_faster < 0.05


def test_higher_ratings_are_never_less_of_a_surprise() -> None:
    chances = [found(*([float(pain)] * 5)).p_slower for pain in range(11)]
    assert chances == sorted(chances, reverse=True)


def test_the_same_course_gives_the_same_answer() -> None:
    assert found(5.0, 4.0, 4.0, 3.0, 3.0) == found(5.0, 4.0, 4.0, 3.0, 3.0)


def test_ratings_of_different_days_hang_together() -> None:
    law = foreseen(after_one_rating(), (), DAYS)
    replicates, weights, _ = replicated(law)
    middle = weights @ replicates
    off = replicates - middle
    cov = (off * weights[:, None]).T @ off
    between = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)))
    assert between[0, 1] > 0.2
    assert between[3, 4] > 0.2
    assert weights.sum() == pytest.approx(1.0)
    assert (replicates >= 0.0).all()
    assert (replicates <= 10.0).all()


def test_what_was_done_and_what_strained_it_belongs_to_what_was_foreseen() -> None:
    belief = after_one_rating()
    plain = foreseen(belief, (), DAYS)
    eased = foreseen(belief, [Session(2.24, "s", expected_effect(load(), "massage"))], DAYS)
    strained = foreseen(belief, [Strain(3.0, "x", 0.2, 0.0)], DAYS)
    assert eased.weights @ eased.mean[:, 0] < plain.weights @ plain.mean[:, 0]
    assert strained.weights @ strained.mean[:, 1] > plain.weights @ plain.mean[:, 1]
    assert strained.weights @ strained.mean[:, 0] == pytest.approx(plain.weights @ plain.mean[:, 0])


def test_a_rating_before_the_forecast_is_refused() -> None:
    with pytest.raises(ModelError):
        check(after_one_rating(), (), [(0.1, 3.0)])


def test_under_the_model_the_chance_is_uniform() -> None:
    """Knots of the model, followed by integration: one in twenty is called slower, and half lie below the middle."""
    p, people, rng = from_library(load(), "mixed"), 200, np.random.default_rng(5)
    knots = on_the_grid(p, people, rng)
    steps = [round(day * STEPS_PER_DAY) for day in (0.25, *DAYS[:4])]
    seen: dict[int, np.ndarray] = {}

    def look(step: int) -> None:
        if step in steps:
            seen[step] = np.clip(knots.level + rng.normal(0.0, p.pain_noise_points, people), 0.0, 10.0)

    follow(p, knots, steps[-1], rng, look)
    ratings = np.stack([seen[step] for step in steps], axis=1).tolist()
    chances = [
        check(after_one_rating(first), (), list(zip(DAYS[:4], later, strict=True))).p_slower
        for first, *later in ratings
    ]
    assert np.mean(np.array(chances) <= 0.05) <= 0.05 + 3.3 * np.sqrt(0.05 * 0.95 / people)
    assert np.mean(chances) == pytest.approx(0.5, abs=3.3 * np.sqrt(1 / 12 / people))
