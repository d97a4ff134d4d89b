"""What the priors say before anybody has reported anything, against the table they were set to reproduce."""

from dataclasses import replace

import numpy as np
import pytest

from unknot.content.library import load
from unknot.recovery.dynamics import TENDERNESS
from unknot.recovery.filtering import advance, init
from unknot.recovery.mixtures import normal_cdf
from unknot.recovery.parameters import Parameters, from_library

DAYS = (3, 7, 14, 28, 90)
TABLE = {
    "exercise": ((1.6, 21), (0.7, 79), (0.4, 90), (0.2, 92), (0.1, 93)),
    "mixed": ((2.5, 7), (1.6, 35), (1.1, 62), (0.7, 75), (0.4, 81)),
    "desk": ((2.9, 5), (2.2, 21), (1.6, 40), (1.1, 57), (0.7, 69)),
    "care_seeker": ((4.5, 2), (3.5, 11), (2.6, 26), (2.0, 41), (1.6, 52)),
}
"""Mean pain and percent of people at 1 or less; day 0 is the day of the peak."""


def prior_prediction(p: Parameters) -> np.ndarray:
    """Mean level in points and percent of people at or below 1 point on each of `DAYS`, shape (5, 2)."""
    rows = []
    for day in DAYS:
        belief = advance(init(p, start="peak"), float(day))
        level = 10 * belief.mean[:, TENDERNESS]
        sd = 10 * np.sqrt(np.maximum(belief.cov[:, TENDERNESS, TENDERNESS], 1e-18))
        rows.append((belief.weights @ level, 100 * (belief.weights @ normal_cdf((1 - level) / sd))))
    return np.array(rows)


@pytest.mark.parametrize("profile", TABLE)
def test_with_tenderness_that_follows_at_once_the_table_comes_out(profile: str) -> None:
    p = replace(from_library(load(), profile), tenderness_rate=500.0, wander=0.0)
    off = np.abs(prior_prediction(p) - TABLE[profile])
    assert off[:, 0].max() <= 0.08
    assert off[:, 1].max() <= 3.0


@pytest.mark.parametrize("profile", TABLE)
def test_the_whole_model_lags_the_table_in_the_first_week_only(profile: str) -> None:
    off = prior_prediction(from_library(load(), profile)) - TABLE[profile]
    assert (off[:2, 0] >= -0.05).all()
    assert off[0, 0] <= 0.55
    assert off[1, 0] <= 0.20
    assert np.abs(off[2:, 0]).max() <= 0.12
    assert np.abs(off[1:, 1]).max() <= 10.0
    assert np.abs(off[2:, 1]).max() <= 3.0


def test_the_fitted_row_stays_near_the_data_it_was_fitted_to() -> None:
    (_, _, (day14, _), (_, clear28), (day90, clear90)) = prior_prediction(from_library(load(), "care_seeker"))
    assert day14 == pytest.approx(2.5, abs=0.25)
    assert day90 == pytest.approx(1.5, abs=0.25)
    assert clear28 == pytest.approx(40, abs=3)
    assert clear90 == pytest.approx(53, abs=3)


def test_soreness_after_a_load_peaks_between_one_and_two_days_at_the_starting_level() -> None:
    p = from_library(load(), "exercise")
    hours = np.arange(0, 97, 2)
    level = [advance(init(p), hour / 24).level_points for hour in hours]
    assert 24 <= hours[int(np.argmax(level))] <= 48
    assert max(level) == pytest.approx(p.starting_points, abs=0.1)
    assert level[0] == 0.0
