"""The people that power is counted on, and what is counted."""

from dataclasses import replace

import numpy as np
import pytest

from unknot.content.library import load
from unknot.trials.design import Design, Outcome, Protocol
from unknot.trials.power import power
from unknot.trials.schedule import contrasts
from unknot.trials.simulation import Person, World, simulate

LIBRARY = load()
SEED = f"{7:064x}"


def trial(
    design: Design = "day_pairs", outcome: Outcome = "next_morning", units: int = 14, worthwhile: float = 1.0
) -> Protocol:
    return Protocol(design=design, outcome=outcome, technique="", against=None, units=units, worthwhile=worthwhile)


def outcomes(protocol: Protocol, world: World, seed: int = 0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return simulate(protocol, world, seed=SEED, rng=np.random.default_rng(seed)).outcome


def test_the_same_seeds_make_the_same_trial() -> None:
    for design, outcome in (("day_pairs", "immediate"), ("adaptive", "next_morning")):
        protocol = trial(design, outcome, 20)  # type: ignore[arg-type]
        assert np.array_equal(outcomes(protocol, World(effect=-1.0)), outcomes(protocol, World(effect=-1.0)))


def test_the_schedule_is_that_of_the_seed() -> None:
    observed = simulate(trial(), World(), seed=SEED, rng=np.random.default_rng(0))
    assert np.array_equal(observed.contrast, contrasts(trial(), SEED))


def test_ratings_are_whole_points_from_0_to_10() -> None:
    rated = outcomes(trial(units=60), World(noise=6.0))
    assert set(rated) <= set(np.arange(11.0))
    assert {0.0, 10.0} <= set(rated)


def test_an_effect_moves_the_treated_units_and_its_carry_over_the_next() -> None:
    protocol, quiet = trial(units=6), World(noise=0.0, level=8.0)
    person = Person(protocol, replace(quiet, effect=-2.0, carry_over=0.5), np.random.default_rng(0))
    treated = np.array([0.5, -0.5, -0.5, 0.5, 0.5, -0.5])
    assert person.observed(treated, treated).outcome.tolist() == [6.0, 7.0, 8.0, 6.0, 5.0, 6.0]


def test_of_two_sides_the_treated_one_is_better() -> None:
    person = Person(trial("split_body"), World(noise=0.0, effect=-2.0), np.random.default_rng(0))
    assert person.observed(np.array([1.0, -1.0]), np.array([0.5, 0.5])).outcome.tolist() == [-2.0, 2.0]


def test_a_knot_settles_to_its_share() -> None:
    rated = outcomes(trial(units=60), World(noise=0.0, level=8.0, settles_to=0.25, settling=5.0))
    assert rated[0] == 8.0
    assert rated[-1] == 2.0


def test_a_knot_is_watched_for_so_long() -> None:
    observed = simulate(
        trial("episodes", "days_to_gone"), World(level=3.0, noise=1.0, watched_days=20.0), seed=SEED,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    assert observed.censored.any()
    assert np.exp(observed.outcome[observed.censored]) == pytest.approx(20.0)


def test_outcomes_go_missing_as_often_as_said_and_sooner_when_well() -> None:
    protocol = trial(units=60)
    full = np.concatenate([outcomes(protocol, World(), seed) for seed in range(40)])
    for when in ("at_random", "when_well"):
        kept = np.concatenate(
            [outcomes(protocol, World(missing=0.2, missing_when=when), seed) for seed in range(40)]  # type: ignore[arg-type]
        )
        assert np.isnan(kept).mean() == pytest.approx(0.2, abs=0.03)
        raised = float(np.nanmean(kept) - full.mean())
        assert (raised > 0.05) if when == "when_well" else (abs(raised) < 0.04)


def test_power_is_the_same_for_the_same_seed_and_says_what_was_assumed() -> None:
    protocol = trial()
    one, other = (power(LIBRARY, protocol, noise=0.8, phi=0.2, level=6.0, runs=5) for _ in range(2))
    assert one == other
    assert (one.assumed.noise, one.assumed.phi, one.assumed.level, one.runs) == (0.8, 0.2, 6.0, 5)
    assert one.assumed.effect == -1.0
    assert one.error == pytest.approx(0.2236, abs=1e-4)


def test_a_large_difference_is_found_and_a_small_one_is_not() -> None:
    large = power(LIBRARY, trial(worthwhile=4.0), noise=0.6, settling=False, missing=0.0, runs=10)
    small = power(LIBRARY, trial(worthwhile=0.1), noise=2.5, settling=False, runs=10)
    assert large.power == 1.0
    assert large.better == 1.0
    assert small.power < 0.4
    assert small.misled <= small.convincing + 0.2


@pytest.mark.parametrize(
    ("design", "outcome", "worthwhile"), [("adaptive", "immediate", 1.0), ("episodes", "days_to_gone", 0.3)]
)
def test_every_design_has_its_power_counted(design: Design, outcome: Outcome, worthwhile: float) -> None:
    counted = power(LIBRARY, trial(design, outcome, 14, worthwhile), runs=3)
    assert 0.0 <= counted.power <= 1.0
    assert 0.0 <= counted.coverage <= 1.0
