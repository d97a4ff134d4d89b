"""What a trial says of its effect, and what it makes of units that are missing, at an end, or not there at all."""

from dataclasses import replace

import numpy as np
import pytest

from bench.trial_prior import place
from unknot.content.library import load
from unknot.trials.analysis import Posterior, posterior, worthwhile_effect
from unknot.trials.design import Array, Design, Observed, Outcome, Protocol
from unknot.trials.likelihood import from_library
from unknot.trials.simulation import World, simulate

LIBRARY = load()
EVERY: list[tuple[Design, Outcome]] = [
    ("day_pairs", "next_morning"),
    ("day_pairs", "immediate"),
    ("split_body", "next_morning"),
    ("adaptive", "next_morning"),
    ("episodes", "days_to_gone"),
]
KOLMOGOROV = 1.95
"""Largest distance between two distribution functions, times the root of the draws, in 999 of 1,000 right samples."""


def trial(design: Design = "day_pairs", outcome: Outcome = "next_morning", units: int = 28) -> Protocol:
    worthwhile = 0.3 if outcome == "days_to_gone" else 1.0
    return Protocol(design=design, outcome=outcome, technique="", against=None, units=units, worthwhile=worthwhile)


def seen(protocol: Protocol, effect: float = -1.0, seed: int = 1, **changed: float) -> Observed:
    plain = World(noise=0.5, level=2.3) if protocol.outcome == "days_to_gone" else World()
    world = replace(plain, effect=effect, **changed)  # type: ignore[arg-type]
    return simulate(protocol, world, seed=f"{seed:064x}", rng=np.random.default_rng(seed))


def first(observed: Observed, units: int) -> Observed:
    return Observed(**{name: getattr(observed, name)[:units] for name in Observed.__slots__})


def without(observed: Observed, gone: Array) -> Observed:
    return replace(observed, outcome=np.where(gone, np.nan, observed.outcome))


def said(protocol: Protocol, observed: Observed) -> Posterior:
    return posterior(LIBRARY, protocol, observed)


@pytest.mark.parametrize(("design", "outcome"), EVERY)
def test_before_the_first_unit_the_posterior_is_the_prior(design: Design, outcome: Outcome) -> None:
    protocol = trial(design, outcome)
    nothing = said(protocol, first(seen(protocol), 0))
    assert nothing.mean == pytest.approx(0.0, abs=1e-6)
    assert nothing.sd == pytest.approx(from_library(LIBRARY, protocol).effect_sd)
    assert nothing.p_better == pytest.approx(0.5, abs=1e-5)
    assert (nothing.units_used, nothing.missing, nothing.at_end) == (0, 0, 0)


@pytest.mark.parametrize(("design", "outcome"), EVERY)
def test_units_that_are_all_missing_say_nothing(design: Design, outcome: Outcome) -> None:
    protocol = trial(design, outcome)
    observed = seen(protocol)
    nothing = said(protocol, without(observed, np.ones(28, dtype=bool)))
    assert nothing.mean == pytest.approx(0.0, abs=1e-6)
    assert (nothing.units_used, nothing.missing) == (0, 28)


@pytest.mark.parametrize(("design", "outcome"), EVERY)
def test_chances_and_interval_fit_together(design: Design, outcome: Outcome) -> None:
    protocol = trial(design, outcome)
    result = said(protocol, seen(protocol, missing=0.2))
    assert result.p_better + result.p_worse == pytest.approx(1.0)
    assert result.p_worthwhile <= result.p_better
    assert result.p_harm <= result.p_worse
    assert result.low < result.mean < result.high
    assert result.high - result.low == pytest.approx(2 * 1.96 * result.sd, rel=0.15)
    assert result.units_used + result.missing == 28


@pytest.mark.parametrize(("design", "outcome"), EVERY)
def test_a_large_effect_is_found_with_its_sign(design: Design, outcome: Outcome) -> None:
    protocol = trial(design, outcome)
    size = 0.9 if outcome == "days_to_gone" else 2.5
    better, worse = said(protocol, seen(protocol, effect=-size)), said(protocol, seen(protocol, effect=size))
    assert better.p_better > 0.97
    assert better.low < -size < better.high
    assert worse.p_worse > 0.97


def test_turning_sides_and_differences_round_turns_nothing_else_round() -> None:
    protocol = trial("split_body", "next_morning", 14)
    observed = seen(protocol, effect=-0.8)
    turned = replace(observed, contrast=-observed.contrast)
    mirrored = replace(observed, outcome=-observed.outcome)
    assert said(protocol, turned).mean == pytest.approx(-said(protocol, observed).mean)
    assert said(protocol, mirrored).mean == pytest.approx(-said(protocol, observed).mean)
    assert said(protocol, mirrored).sd == pytest.approx(said(protocol, observed).sd)


def test_a_missing_day_is_left_out_as_if_it_had_never_been_a_unit_where_nothing_carries_over() -> None:
    protocol = trial("day_pairs", "immediate", 14)
    observed = seen(protocol)
    gone = np.isin(np.arange(14), (3, 8))
    dropped = Observed(**{name: getattr(observed, name)[~gone] for name in Observed.__slots__})
    assert said(protocol, without(observed, gone)).mean == pytest.approx(said(protocol, dropped).mean, abs=1e-9)


def test_a_knot_that_heals_by_itself_is_no_effect() -> None:
    protocol = trial(units=28)
    healing = [said(protocol, seen(protocol, 0.0, seed, settles_to=0.0, settling=7.0)) for seed in range(10)]
    assert abs(np.mean([each.mean for each in healing])) < 0.5
    assert all(each.low < 0.0 < each.high for each in healing)
    assert all(each.trend < -1.0 for each in healing)


def test_mornings_at_nought_say_less_than_they_seem_to() -> None:
    protocol = trial(units=14)
    observed = seen(protocol, effect=0.0)
    none = said(protocol, replace(observed, outcome=np.zeros(14)))
    low = said(protocol, replace(observed, outcome=np.full(14, 3.0)))
    assert none.at_end == 14
    assert low.at_end == 0
    assert none.sd > 2 * low.sd
    assert none.low < -1.0


def test_days_of_the_week_are_told_apart_from_three_weeks_on() -> None:
    protocol = trial("day_pairs", "immediate", 28)
    observed = seen(protocol, effect=0.0)
    sundays = replace(observed, outcome=observed.outcome + 1.5 * (observed.weekday == 6))
    one_day = replace(sundays, weekday=np.zeros(28))
    assert said(protocol, sundays).noise < said(protocol, one_day).noise
    short, flat = first(sundays, 14), first(one_day, 14)
    assert said(trial("day_pairs", "immediate", 14), short) == said(trial("day_pairs", "immediate", 14), flat)


def test_a_knot_that_is_not_gone_counts_as_longer_than_it_was_watched() -> None:
    protocol = trial("episodes", "days_to_gone", 14)
    observed = seen(protocol, effect=0.0)
    longest = observed.contrast > 0
    over = replace(observed, censored=longest)
    assert said(protocol, over).mean > said(protocol, observed).mean
    assert said(protocol, over).at_end == 7


def test_a_share_of_days_saved_is_worth_the_logarithm_of_what_is_left() -> None:
    assert worthwhile_effect(trial("episodes", "days_to_gone")) == pytest.approx(-np.log(0.7))
    assert worthwhile_effect(trial()) == 1.0


@pytest.mark.parametrize(("design", "outcome"), EVERY)
def test_effects_of_the_prior_lie_evenly_in_their_posteriors(design: Design, outcome: Outcome) -> None:
    protocol, rng, people = trial(design, outcome, 14), np.random.default_rng(14), 120
    priors = from_library(LIBRARY, protocol)
    places = np.sort([place(protocol, priors, 0.2, f"{run:064x}", rng) for run in range(people)])
    ranks = np.arange(people)
    furthest = max(float((places - ranks / people).max()), float(((ranks + 1) / people - places).max()))
    assert furthest * np.sqrt(people) < KOLMOGOROV
