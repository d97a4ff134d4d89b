"""Simulation-based calibration of knots to which everything happens: strain, massage, odd times, a range of motion.

`test_calibration` follows knots that are left alone. Here each knot is strained and massaged once at a random instant,
a strain does more in some people than in others, check-ins leave out measures at random, and the neck is measured now
and then against a reference that nobody knows. The truth is drawn from the prior on the product's own
components and followed by integration, so the ranks of the level, of the half-life and of the reference must be
uniform, and the stated spread must be the true error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.deep.people import STEPS_PER_DAY, follow, on_the_grid
from tests.deep.test_calibration import BINS, Z, chi_square, chi_square_limit, furthest
from tests.knot_model import TENDERNESS, Story, relief
from unknot.content.library import load
from unknot.recovery.filtering import fold
from unknot.recovery.mixtures import normal_cdf
from unknot.recovery.parameters import from_library
from unknot.recovery.state import Belief, Range

Array = NDArray[np.float64]

PROFILES = ("exercise", "mixed", "desk", "care_seeker")
KNOTS = 3000
RANGE = Range("rom_neck_rotation.l", reference=55.0, reference_sd=20.0, slope=-10.0, noise_sd=7.0)
REFERENCE = 4
"""Place of the reference of the range among the states."""

STRAINED = (0.15, 0.06)
"""The most that a strain adds to damage and to tautness."""

WHAT = ("level", "half-life", "reference")
SIGNIFICANCE = 0.01 / (len(PROFILES) * len(WHAT))
"""One chance in a hundred that a perfect filter fails any of the tests of ranks, shared out among them."""


@dataclass(frozen=True)
class Followed:
    """One knot: the truth at the end of its story, and what is believed then."""

    level: float
    rate: float
    persistent: bool
    reference: float
    belief: Belief


@cache
def followed(profile: str) -> list[Followed]:
    library = load()
    p = from_library(library, profile)
    rng = np.random.default_rng([PROFILES.index(profile), 7])
    knots = on_the_grid(p, KNOTS, rng)
    rates = knots.tautness_rate.copy()
    references = rng.normal(RANGE.reference, RANGE.reference_sd, KNOTS)
    plans = [planned(rng) for _ in range(KNOTS)]
    strains = [tuple(rng.random(2) * STRAINED) for _ in range(KNOTS)]
    hold, speed = round(p.rate_lasts_days * STEPS_PER_DAY), library.effects["massage"].rate
    due: dict[int, list[int]] = {}
    for knot, (strain, massage, reports, end) in enumerate(plans):
        for instant in {strain, massage, massage + hold, *reports, end}:
            due.setdefault(instant, []).append(knot)
    told: list[list[tuple[float, str, float]]] = [[] for _ in range(KNOTS)]
    stories: dict[int, Story] = {}
    ends = np.zeros(KNOTS)

    def look(instant: int) -> None:
        day = instant / STEPS_PER_DAY
        for knot in due.get(instant, ()):
            strain, massage, reports, end = plans[knot]
            if instant == strain:
                knots.damage[knot] += strains[knot][0] * rng.normal(1.0, p.load_size_sd)
                knots.tautness[knot] += strains[knot][1] * rng.normal(1.0, p.posture_size_sd)
            story = Story(
                profile, tuple(told[knot]), end / STEPS_PER_DAY, (strain / STEPS_PER_DAY, *strains[knot]),
                massage / STEPS_PER_DAY, (RANGE,),
            )  # fmt: skip
            if instant in reports:
                level = knots.level[knot]
                eased, spread = relief(library, story, day)
                values = {
                    "pain_now": level - eased + math.hypot(p.pain_noise_points, math.sqrt(spread)) * rng.normal(),
                    "pain_worst": level + p.worst_above_points + p.worst_noise_points * rng.normal(),
                    RANGE.key: references[knot] + RANGE.slope * knots.tautness[knot] + RANGE.noise_sd * rng.normal(),
                }
                given = rng.random(3) < (0.8, 0.3, 0.4)
                told[knot] += [
                    (day, name, float(value)) for (name, value), said in zip(values.items(), given, strict=True) if said
                ]
            if instant == massage:
                knots.damage_rate[knot] *= speed
                knots.tautness_rate[knot] *= speed
            if instant == massage + hold:
                knots.damage_rate[knot] /= speed
                knots.tautness_rate[knot] /= speed
            if instant == end:
                ends[knot], stories[knot] = knots.level[knot], story

    follow(p, knots, max(due), rng, look)
    return [
        Followed(
            float(ends[knot]), float(rates[knot]), bool(knots.persistent[knot]), float(references[knot]),
            fold(p, story.events(library), until_day=story.now, start="peak", ranges=story.ranges),
        )
        for knot, story in sorted(stories.items())
    ]  # fmt: skip


def planned(rng: np.random.Generator) -> tuple[int, int, tuple[int, ...], int]:
    """Instants in steps, none of them twice: of the strain, of the massage, of up to ten reports, and of the end."""
    last = int(rng.uniform(4.0, 15.0) * STEPS_PER_DAY)
    instants = rng.choice(np.arange(1, last), 2 + int(rng.integers(1, 11)), replace=False)
    strain, massage, *reports = (int(each) for each in instants)
    return strain, massage, tuple(reports), last


def ranks(profile: str, what: str) -> Array:
    """Where the truth lies in each belief, 0 to 1; ties of half-lives are broken at random."""
    rng = np.random.default_rng([PROFILES.index(profile), 8])
    return np.array([rank(each, what, rng) for each in followed(profile)])


def rank(each: Followed, what: str, rng: np.random.Generator) -> float:
    belief = each.belief
    if what == "half-life":
        speeds = belief.parameters.tautness_rate
        same = np.isclose(speeds, each.rate, rtol=1e-9)
        faster = belief.weights[(speeds > each.rate) & ~same].sum()
        return float(faster + rng.random() * belief.weights[same].sum())
    place, truth = (TENDERNESS, each.level / 10.0) if what == "level" else (REFERENCE, each.reference)
    sd = np.sqrt(belief.cov[:, place, place])
    return float(belief.weights @ normal_cdf((truth - belief.mean[:, place]) / sd))


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("what", WHAT)
def test_ranks_are_uniform_whatever_happens(what: str, profile: str, figure: Callable[[str], None]) -> None:
    found, limit = chi_square(ranks(profile, what)), chi_square_limit(BINS - 1, SIGNIFICANCE)
    figure(
        f"ranks, eventful, {profile}, {what}: chi-square {found:.1f} on {BINS - 1} (limit {limit:.1f}), "
        f"furthest from uniform {furthest(ranks(profile, what)):.3f}"
    )
    assert found <= limit


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_drawn_is_recovered_as_well_as_stated(profile: str, figure: Callable[[str], None]) -> None:
    """The squared error of the level is the stated variance, and the class as likely as stated, up to chance."""
    found = followed(profile)
    error = np.array([10.0 * each.belief.weights @ each.belief.mean[:, TENDERNESS] - each.level for each in found])
    stated = np.array([each.belief.level_sd_points**2 for each in found])
    level_z = float((error**2 - stated).mean() / ((error**2 - stated).std() / math.sqrt(len(found))))
    likely = np.array([each.belief.persistent_probability for each in found])
    persistent = np.array([each.persistent for each in found])
    class_z = float((persistent - likely).sum() / math.sqrt((likely * (1 - likely)).sum()))
    half_life = np.array([each.belief.weights @ -np.log(each.belief.parameters.tautness_rate) for each in found])
    true_half_life, levels = -np.log([each.rate for each in found]), np.array([each.level for each in found])
    figure(
        f"recovered, {profile}: level off by {math.sqrt((error**2).mean()):.3f} "
        f"({math.sqrt(stated.mean()):.3f} stated), correlation {np.corrcoef(levels + error, levels)[0, 1]:.3f}; "
        "class named rightly "
        f"{((likely > 0.5) == persistent).mean():.3f} ({np.maximum(likely, 1 - likely).mean():.3f} stated), "
        f"log half-life off by {np.std(half_life - true_half_life):.3f} ({np.std(true_half_life):.3f} before), "
        f"correlation {np.corrcoef(half_life, true_half_life)[0, 1]:.3f}"
    )
    assert abs(level_z) <= Z
    assert abs(class_z) <= Z
