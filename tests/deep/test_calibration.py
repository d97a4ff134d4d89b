"""Simulation-based calibration: knots drawn from the prior, followed by integration, reported at odd times, folded.

Two worlds. "model": rates lie on the filter's own components and readings are what the model says. There the filter
has nothing to be wrong about: the ranks of the truth in its beliefs must be uniform, the class as likely as stated,
the bands as wide as stated. "people": half-lives and plateaus from the continuous priors, readings in whole points and
held to 0-10, as people give them. There the filter leaves something out, and the bounds say how much it may cost.

A band held to the scale has no edge at 0 or at 10: nothing can lie below the one or above the other. Readings below
a lower edge are therefore counted where that edge is above 0, readings above an upper edge where it is below 10, and
coverage where both are. Which bands those are is known before the reading, so the counts stay fair. Later readings
are held to 0-10 but not rounded: rounding moves a reading across an edge that no one would see on screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.deep.people import STEPS_PER_DAY, Knots, follow, from_the_priors, on_the_grid
from unknot.content.library import load
from unknot.recovery.dynamics import DAMAGE, PLATEAU, TAUTNESS, TENDERNESS
from unknot.recovery.events import Report
from unknot.recovery.filtering import fold
from unknot.recovery.forecasting import PROBABILITIES, Forecast, forecast
from unknot.recovery.mixtures import normal_cdf
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import PERSISTENT_NODES, SETTLING_NODES, Parameters, from_library
from unknot.recovery.state import Belief

PROFILES = ("exercise", "mixed", "desk", "care_seeker")
WORLDS = ("model", "people")
KNOTS = 1500
"""In each world and profile."""

LATER = (1, 3, 7, 14)
"""Days ahead at which readings are held against the bands."""

HORIZON = 28
BINS = 20
TESTS = len(PROFILES) * 3
SIGNIFICANCE = 0.01 / TESTS
"""One chance in a hundred that a perfect filter fails any of the tests of a kind, shared out among them."""

Z = NormalDist().inv_cdf(1 - SIGNIFICANCE / 2)
GRID_ERROR = 0.0125
"""Quantiles of bands are right to 0.05 points, and at most a quarter of the readings lie in one point."""

MISSED = 0.04
"""Over all knots of a profile the chance to be gone is at most so much too low, and not too high."""

ONE_TOO_LOW, ONE_TOO_HIGH = 0.16, 0.03
"""A single forecast is further off: too low where a knot hovers about the limit and wanders across it in time, too high
on the first days of one that is nearly clear, whose two days running are not as alike as the forecast takes them to be.
"""

CLIPPED = 0.03
"""What readings held to the ends of the scale and rounded may move ranks by: beliefs about a clear knot are too sure.
"""

Array = NDArray[np.float64]


@dataclass
class Told:
    """What became of one knot: its reports, the instant they end, and the truth then and later."""

    reports: list[Report]
    now: float
    level: float
    persistent: bool
    rank: float
    rate: float
    later: dict[str, Array]
    gone: NDArray[np.bool_]


@dataclass
class Checked:
    told: Told
    belief: Belief
    ahead: Forecast


def seed(world: str, profile: str, more: int = 0) -> np.random.Generator:
    return np.random.default_rng([WORLDS.index(world), PROFILES.index(profile), more])


def told(world: str, profile: str, p: Parameters) -> list[Told]:
    rng = seed(world, profile)
    knots = on_the_grid(p, KNOTS, rng) if world == "model" else from_the_priors(load(), profile, p, KNOTS, rng)
    return reported(world, p, knots, rng)


def reported(world: str, p: Parameters, knots: Knots, rng: np.random.Generator) -> list[Told]:
    """Irregular check-ins of every knot, then a month of truth after the last of them."""
    n = len(knots.rank)
    counts = rng.integers(1, 13, n)
    lasts = rng.uniform(1.0, 15.0, n)
    times = [
        np.unique((rng.random(count) * last * STEPS_PER_DAY).astype(int))
        for count, last in zip(counts, lasts, strict=True)
    ]
    ends = np.array([each[-1] for each in times]) + rng.integers(0, STEPS_PER_DAY, n)
    due: dict[int, list[int]] = {}
    for knot, each in enumerate(times):
        for step in each:
            due.setdefault(int(step), []).append(knot)
    ahead = HORIZON + p.gone_days_running
    reports: list[list[Report]] = [[] for _ in range(n)]
    days = np.zeros((n, ahead + 1))
    known = {name: np.zeros((n, len(LATER))) for name in ("pain_now", "press_tenderness")}

    def held(values: Array) -> Array:
        return values if world == "model" else np.clip(values, 0.0, 10.0)

    def said(value: float) -> float:
        return value if world == "model" else float(np.round(held(np.array(value))))

    def look(step: int) -> None:
        level = knots.level
        for knot in due.get(step, ()):
            one = level[knot]
            values = {
                "pain_now": one + rng.normal(0.0, p.pain_noise_points),
                "press_tenderness": p.press_factor * one + rng.normal(0.0, p.press_noise_points),
                "pain_worst": one + p.worst_above_points + rng.normal(0.0, p.worst_noise_points),
            }
            given = rng.random(3) < (1.0, 0.5, 0.3)
            readings = tuple(
                Reading(name, said(value))
                for (name, value), is_given in zip(values.items(), given, strict=True)
                if is_given
            )
            reports[knot].append(Report(step / STEPS_PER_DAY, f"{step}", readings))
        day, rest = np.divmod(step - ends, STEPS_PER_DAY)
        at = np.flatnonzero((rest == 0) & (day >= 0) & (day <= ahead))
        days[at, day[at]] = level[at]

    follow(p, knots, int(ends.max()) + ahead * STEPS_PER_DAY, rng, look)
    for place, day in enumerate(LATER):
        known["pain_now"][:, place] = held(days[:, day] + rng.normal(0.0, p.pain_noise_points, n))
        known["press_tenderness"][:, place] = held(
            p.press_factor * days[:, day] + rng.normal(0.0, p.press_noise_points, n)
        )
    return [
        Told(
            reports[knot],
            ends[knot] / STEPS_PER_DAY,
            float(days[knot, 0]),
            bool(knots.persistent[knot]),
            float(knots.rank[knot]),
            float(knots.tautness_rate[knot]),
            {name: values[knot] for name, values in known.items()},
            gone_by(days[knot], p),
        )
        for knot in range(n)
    ]


def gone_by(days: Array, p: Parameters) -> NDArray[np.bool_]:
    """Whether the knot is gone by each day: clear on enough days running, the first of them counting."""
    clear = days <= p.gone_points
    running = np.all([clear[ahead : ahead + HORIZON + 1] for ahead in range(p.gone_days_running)], axis=0)
    return np.logical_or.accumulate(running)


@cache
def checked(world: str, profile: str) -> list[Checked]:
    p = from_library(load(), profile)
    found = []
    for each in told(world, profile, p):
        belief = fold(p, each.reports, until_day=each.now, start="peak")
        found.append(Checked(each, belief, forecast(belief, horizon_days=HORIZON)))
    return found


def level_ranks(world: str, profile: str) -> Array:
    """Where the true level lies in the belief, 0 to 1."""
    return np.array(
        [
            each.belief.weights
            @ normal_cdf(
                (each.told.level / 10.0 - each.belief.mean[:, TENDERNESS])
                / np.sqrt(each.belief.cov[:, TENDERNESS, TENDERNESS])
            )
            for each in checked(world, profile)
        ]
    )


def half_life_ranks(world: str, profile: str) -> Array:
    """Where the true half-life of tautness lies in the belief, 0 (short) to 1 (long).

    On the grid ties are broken at random. For people, a component stands for its slice of the prior of its class.
    """
    rng = seed(world, profile, 1)
    return np.array([half_life_rank(world, profile, each, rng) for each in checked(world, profile)])


def half_life_rank(world: str, profile: str, each: Checked, rng: np.random.Generator) -> float:
    p, weights = each.belief.parameters, each.belief.weights
    if world == "model":
        same = np.isclose(p.tautness_rate, each.told.rate, rtol=1e-9)
        return float(weights[(p.tautness_rate > each.told.rate) & ~same].sum() + rng.random() * weights[same].sum())
    below = np.zeros(len(weights))
    log_half_life = math.log(math.log(2) / each.told.rate)
    for is_persistent, nodes, name, log_sd in (
        (False, SETTLING_NODES, f"{profile}.tautness_half_life", f"{profile}.tautness_half_life_log_sd"),
        (True, PERSISTENT_NODES, f"{profile}.persistent_half_life", "persistent_half_life_log_sd"),
    ):
        of_class = p.persistent == is_persistent
        median, sd = load().number(f"recovery.{name}"), load().number(f"recovery.{log_sd}")
        place = NormalDist().cdf((log_half_life - math.log(median)) / sd)
        slow_first = np.unique(p.tautness_rate[of_class], return_inverse=True)[1]
        below[of_class] = np.clip(nodes * place - (nodes - 1 - slow_first), 0.0, 1.0)
    return float(weights @ below)


def chi_square(ranks: Array) -> float:
    counts = np.histogram(ranks, bins=BINS, range=(0.0, 1.0))[0]
    expected = len(ranks) / BINS
    return float(((counts - expected) ** 2 / expected).sum())


def chi_square_limit(freedom: int, significance: float) -> float:
    """The value that a chi-square exceeds with this probability (Wilson and Hilferty)."""
    z = NormalDist().inv_cdf(1.0 - significance)
    part = 2.0 / (9.0 * freedom)
    return freedom * (1.0 - part + z * math.sqrt(part)) ** 3


def furthest(ranks: Array) -> float:
    """The largest distance between the shares of the ranks and those of a uniform law."""
    ordered = np.sort(ranks)
    steps = np.arange(len(ranks) + 1) / len(ranks)
    return float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max()))


RANKS: dict[str, Callable[[str, str], Array]] = {"level": level_ranks, "half-life": half_life_ranks}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("what", RANKS)
def test_ranks_are_uniform_where_the_model_is_true(what: str, profile: str, figure: Callable[[str], None]) -> None:
    ranks = RANKS[what]("model", profile)
    found, limit = chi_square(ranks), chi_square_limit(BINS - 1, SIGNIFICANCE)
    figure(
        f"ranks, model, {profile}, {what}: chi-square {found:.1f} on {BINS - 1} (limit {limit:.1f}), "
        f"furthest from uniform {furthest(ranks):.3f}"
    )
    assert found <= limit


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("world", WORLDS)
def test_the_class_is_as_likely_as_stated(world: str, profile: str, figure: Callable[[str], None]) -> None:
    stated = np.array([each.belief.persistent_probability for each in checked(world, profile)])
    true = np.array([each.told.persistent for each in checked(world, profile)])
    z = float((true - stated).sum() / math.sqrt((stated * (1 - stated)).sum()))
    figure(f"persistent, {world}, {profile}: stated {stated.mean():.3f}, true {true.mean():.3f}, z {z:+.2f}")
    assert abs(z) <= Z


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("what", RANKS)
def test_ranks_of_people_are_nearly_uniform(what: str, profile: str, figure: Callable[[str], None]) -> None:
    ranks = RANKS[what]("people", profile)
    far = furthest(ranks)
    figure(f"ranks, people, {profile}, {what}: chi-square {chi_square(ranks):.1f}, furthest from uniform {far:.3f}")
    assert far <= CLIPPED + math.sqrt(-0.5 * math.log(SIGNIFICANCE / 2) / len(ranks))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("measure", ["pain_now", "press_tenderness"])
def test_bands_hold_as_many_later_readings_as_they_say(
    measure: str, world: str, profile: str, figure: Callable[[str], None]
) -> None:
    found = checked(world, profile)
    bands = np.stack([each.ahead.bands[measure][list(LATER)] for each in found])
    later = np.stack([each.told.later[measure] for each in found])[..., None]
    half = len(PROBABILITIES) // 2
    low, high = bands[..., :half], bands[..., :half:-1]
    shares = []
    for place, tail in enumerate(PROBABILITIES[:half]):
        above_floor, below_top = low[..., place] > 0.0, high[..., place] < 10.0
        below = (later[..., 0] < low[..., place])[above_floor].mean()
        above = (later[..., 0] > high[..., place])[below_top].mean()
        both = above_floor & below_top
        inside = ((later[..., 0] >= low[..., place]) & (later[..., 0] <= high[..., place]))[both].mean()
        shares.append((1 - 2 * tail, inside, below, above, both.sum(), above_floor.sum(), below_top.sum()))
    figure(
        f"bands, {world}, {profile}, {measure}: "
        + ", ".join(
            f"{100 * said:.0f} % band {100 * inside:.1f} % (below {100 * below:.1f}, above {100 * above:.1f})"
            for said, inside, below, above, *_ in shares
        )
    )
    leeway = GRID_ERROR if world == "model" else 0.03
    for said, inside, below, above, both, floor, top in shares:
        tail = (1 - said) / 2
        assert abs(inside - said) <= 2 * leeway + tolerance(said, both)
        assert abs(below - tail) <= leeway + tolerance(tail, floor)
        assert abs(above - tail) <= leeway + tolerance(tail, top)


def tolerance(share: float, counted: int) -> float:
    """What chance alone may do to a share. The readings of one knot go together, so that only knots count."""
    return Z * math.sqrt(share * (1 - share) / max(counted / len(LATER), 1.0))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("world", WORLDS)
def test_the_chance_to_be_gone_is_at_most_a_little_too_low(
    world: str, profile: str, figure: Callable[[str], None]
) -> None:
    found = checked(world, profile)
    stated = np.stack([each.ahead.gone_probability for each in found])
    gone = np.stack([each.told.gone for each in found])
    missing = (gone - stated).mean(axis=0)
    chance = Z * np.sqrt((stated * (1 - stated)).mean(axis=0) / len(found))
    figure(
        f"gone, {world}, {profile}: true less stated, by day, {missing.min():+.3f} to {missing.max():+.3f}; "
        f"by day 7 {gone[:, 7].mean():.3f} ({stated[:, 7].mean():.3f} stated), "
        f"14 {gone[:, 14].mean():.3f} ({stated[:, 14].mean():.3f}), "
        f"28 {gone[:, 28].mean():.3f} ({stated[:, 28].mean():.3f})"
    )
    leeway = 0.0 if world == "model" else 0.02
    assert (missing >= -chance - leeway).all()
    assert (missing <= MISSED + chance + leeway).all()
    for day in (7, 14, 28):
        for low in np.arange(0.0, 1.0, 0.2):
            some = (stated[:, day] >= low) & (stated[:, day] < low + 0.2 + (low == 0.8))
            if some.sum() >= 50:
                said = stated[some, day]
                off = float((gone[some, day] - said).mean())
                by_chance = Z * math.sqrt(float((said * (1 - said)).mean()) / some.sum())
                assert -by_chance - 2 * leeway <= off <= MISSED + by_chance + 2 * leeway


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("world", WORLDS)
def test_the_interval_of_gone_by_holds_what_it_says(world: str, profile: str, figure: Callable[[str], None]) -> None:
    found = checked(world, profile)
    with_low = [each for each in found if each.ahead.gone_by.low80 is not None]
    with_high = [each for each in found if each.ahead.gone_by.high80 is not None]
    before = np.mean(
        [each.ahead.gone_by.low80 > 0 and each.told.gone[each.ahead.gone_by.low80 - 1] for each in with_low]
    )
    by_high = np.mean([each.told.gone[each.ahead.gone_by.high80] for each in with_high]) if with_high else math.nan
    inside = np.mean(
        [
            each.told.gone[each.ahead.gone_by.high80]
            and not (each.ahead.gone_by.low80 > 0 and each.told.gone[each.ahead.gone_by.low80 - 1])
            for each in with_high
        ]
    )
    figure(
        f"gone-by interval, {world}, {profile}: {len(with_high)} of {len(found)} end within {HORIZON} days; "
        f"gone before it {100 * before:.1f} % (10 stated), by its end {100 * by_high:.1f} % (90 stated), "
        f"inside {100 * inside:.1f} %"
    )
    leeway = 0.0 if world == "model" else 0.02
    assert before <= 0.1 + MISSED + leeway + Z * math.sqrt(0.09 / len(with_low))
    assert by_high >= 0.9 - leeway - Z * math.sqrt(0.09 / max(len(with_high), 1))


@pytest.mark.parametrize("profile", PROFILES)
def test_how_far_off_a_single_forecast_of_gone_may_be(profile: str, figure: Callable[[str], None]) -> None:
    """Whatever is believed: people drawn from the belief itself, followed by integration, against its forecast."""
    people, beliefs = 6000, 10
    p = from_library(load(), profile)
    rng = seed("model", profile, 2)
    chosen = [each.belief for each in checked("model", profile)[:: KNOTS // beliefs][:beliefs]]
    lowest, highest = 0.0, 0.0
    for belief in chosen:
        knots = drawn_from(belief, people, rng)
        days = np.zeros((people, HORIZON + p.gone_days_running + 1))

        def look(step: int, days: Array = days, knots: Knots = knots) -> None:
            if step % STEPS_PER_DAY == 0:
                days[:, step // STEPS_PER_DAY] = knots.level

        follow(p, knots, (days.shape[1] - 1) * STEPS_PER_DAY, rng, look)
        gone = np.mean([gone_by(each, p) for each in days], axis=0)
        missing = gone - forecast(belief, horizon_days=HORIZON).gone_probability
        lowest, highest = min(lowest, float(missing.min())), max(highest, float(missing.max()))
    chance = NormalDist().inv_cdf(1 - 0.005 / (beliefs * HORIZON * len(PROFILES))) * 0.5 / math.sqrt(people)
    figure(
        f"gone, {beliefs} single beliefs, {profile}: true less stated {lowest:+.3f} to {highest:+.3f} "
        f"(chance {chance:.3f})"
    )
    assert lowest >= -ONE_TOO_HIGH - chance
    assert highest <= ONE_TOO_LOW + chance


def drawn_from(belief: Belief, people: int, rng: np.random.Generator) -> Knots:
    p = belief.parameters
    component = rng.choice(len(belief.weights), people, p=belief.weights / belief.weights.sum())
    values, vectors = np.linalg.eigh(belief.cov)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    x = belief.mean[component] + np.einsum(
        "pij,pj->pi", root[component], rng.normal(size=(people, belief.mean.shape[1]))
    )
    return Knots(
        p.damage_rate[component], p.tautness_rate[component], x[:, PLATEAU], p.persistent[component],
        component.astype(float), x[:, DAMAGE], x[:, TAUTNESS], x[:, TENDERNESS],
    )  # fmt: skip
