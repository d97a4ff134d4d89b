"""A second opinion: a bootstrap particle filter that shares no code with the exact one but the numbers of the content.

It knows no matrices: particles are followed by numerical integration (`tests.deep.people`), weighed by how well they
foresaw each reading, and drawn again. Started on the filter's own components it must agree to within the scatter of
its own repetitions. Started from the continuous priors it shows what the grid of components costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.deep.people import STEPS_PER_DAY, Knots, follow, from_the_priors, on_the_grid
from unknot.content.library import load
from unknot.recovery.effects import expected_effect
from unknot.recovery.events import Event, Report, Session, Strain
from unknot.recovery.filtering import fold
from unknot.recovery.observation import Reading
from unknot.recovery.parameters import Parameters, from_library

PARTICLES = 30_000
REPEATS = 8
FEW_ENOUGH = 0.5
"""Particles are drawn again when fewer than this share of them count."""

PRODUCT = 0.01
"""The start is a level times a share, which is not normal; the filter gives it the right moments. Points and share."""

SCATTERS = 6.0
"""Standard errors of the mean of the repetitions. With 7 degrees of freedom more happens once in 1,800 times."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Story:
    """What happened: reports (day, measure, value), a strain (day, damage, tautness), a massage (day)."""

    profile: str
    reports: tuple[tuple[float, str, float], ...]
    now: float
    strain: tuple[float, float, float] | None = None
    massage: float | None = None


def daily(*values: float, every: float = 1.0, start: float = 0.25) -> tuple[tuple[float, str, float], ...]:
    return tuple((start + every * place, "pain_now", value) for place, value in enumerate(values))


STORIES = {
    "settles fast": Story("exercise", daily(5, 4, 3, 1, 1, 0), 6.0),
    "levels off": Story("desk", daily(5, 4, 4, 3, 4, 3, 4, 3, every=1.75), 14.0),
    "reported now and then": Story(
        "mixed",
        ((0.5, "pain_now", 6), (0.75, "press_tenderness", 7), (3.0, "pain_worst", 5), (8.25, "pain_now", 2)),
        10.0,
    ),
    "one report": Story("care_seeker", ((1.0, "pain_now", 7),), 5.0),
    "comes back": Story("desk", daily(4, 3, 2, 1, 1, 3, 4), 8.0, strain=(5.0, 0.1, 0.04)),
    "massaged": Story("mixed", daily(5, 5, 3, 4, 3, 2), 7.0, massage=2.0),
}


@dataclass(frozen=True)
class Opinion:
    level: float
    sd: float
    persistent: float


def exact(story: Story) -> Opinion:
    events: list[Event] = [Report(day, f"{day}", (Reading(name, value),)) for day, name, value in story.reports]
    if story.strain is not None:
        events.append(Strain(story.strain[0], "strain", *story.strain[1:]))
    if story.massage is not None:
        events.append(Session(story.massage, "massage", expected_effect(load(), "massage")))
    belief = fold(from_library(load(), story.profile), events, until_day=story.now, start="peak")
    return Opinion(belief.level_points, belief.level_sd_points, belief.persistent_probability)


def sampled(story: Story, start: Callable[[np.random.Generator], Knots], rng: np.random.Generator) -> Opinion:
    p = from_library(load(), story.profile)
    knots = start(rng)
    log_weights = np.zeros(len(knots.rank))
    step = 0
    for day in sorted({*(day for day, _, _ in story.reports), *turns(story), story.now}):
        target = round(day * STEPS_PER_DAY)
        speed = massage_speed(story, step)
        knots.damage_rate, knots.tautness_rate = speed * knots.damage_rate, speed * knots.tautness_rate
        follow(p, knots, target - step, rng, lambda _: None)
        knots.damage_rate, knots.tautness_rate = knots.damage_rate / speed, knots.tautness_rate / speed
        step = target
        if story.strain is not None and day == story.strain[0]:
            knots.damage = knots.damage + story.strain[1] * rng.normal(1.0, p.load_size_sd, PARTICLES)
            knots.tautness = knots.tautness + story.strain[2] * rng.normal(1.0, p.posture_size_sd, PARTICLES)
        for at, name, value in story.reports:
            if at == day:
                log_weights += log_likelihood(p, story, knots.level, day, name, value)
        weights = normal(log_weights)
        if 1.0 / (weights**2).sum() < FEW_ENOUGH * len(weights):
            knots = knots.taken(drawn_again(weights, rng))
            log_weights = np.zeros(len(weights))
    weights = normal(log_weights)
    mean = float(weights @ knots.level)
    sd = math.sqrt(float(weights @ (knots.level - mean) ** 2))
    return Opinion(mean, sd, float(weights @ knots.persistent))


def turns(story: Story) -> tuple[float, ...]:
    """The days on which something changes without being reported."""
    strained = () if story.strain is None else (story.strain[0],)
    return strained if story.massage is None else (*strained, story.massage, story.massage + 1.0)


def massage_speed(story: Story, step: int) -> float:
    """What the massage makes of the rates on the day that follows it."""
    if story.massage is None or not 0 <= step - round(story.massage * STEPS_PER_DAY) < STEPS_PER_DAY:
        return 1.0
    return load().effects["massage"].rate


def log_likelihood(p: Parameters, story: Story, level: Array, day: float, name: str, value: float) -> Array:
    if name == "pain_worst":
        centre, variance = level + p.worst_above_points, p.worst_noise_points**2
    elif name == "press_tenderness":
        centre, variance = p.press_factor * level, p.press_noise_points**2
    else:
        relief, spread = massage_relief(story, day)
        centre, variance = level - relief, p.pain_noise_points**2 + spread
    return -0.5 * ((value - centre) ** 2 / variance + math.log(variance))


def massage_relief(story: Story, day: float) -> tuple[float, float]:
    """Points of relief left and their variance: what any act gives, and what massage gives beyond it."""
    if story.massage is None or day <= story.massage:
        return 0.0, 0.0
    library = load()
    floor, massage = library.effects["any_plausible_act"], library.effects["massage"]
    amounts = (
        (floor.relief_points, floor.relief_half_life_days),
        (massage.relief_points - floor.relief_points, massage.relief_half_life_days),
    )
    left = [amount * 0.5 ** ((day - story.massage) / half_life) for amount, half_life in amounts]
    return sum(left), sum((library.number("recovery.effect_sd_share") * each) ** 2 for each in left)


def normal(log_weights: Array) -> Array:
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def drawn_again(weights: Array, rng: np.random.Generator) -> NDArray[np.intp]:
    """Systematic resampling."""
    places = (np.arange(len(weights)) + rng.random()) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


@cache
def opinions(name: str, prior: str) -> tuple[Opinion, ...]:
    story = STORIES[name]
    p = from_library(load(), story.profile)

    def start(rng: np.random.Generator) -> Knots:
        if prior == "grid":
            return on_the_grid(p, PARTICLES, rng)
        return from_the_priors(load(), story.profile, p, PARTICLES, rng)

    seeds = np.random.SeedSequence([list(STORIES).index(name), prior == "grid"]).spawn(REPEATS)
    return tuple(sampled(story, start, np.random.default_rng(seed)) for seed in seeds)


def of_all(name: str, prior: str, what: str) -> tuple[float, float]:
    """Mean of the repetitions and its standard error."""
    found = np.array([getattr(each, what) for each in opinions(name, prior)])
    return float(found.mean()), float(found.std(ddof=1) / math.sqrt(REPEATS))


@pytest.mark.parametrize("name", STORIES)
def test_particles_on_the_components_agree_with_the_filter(name: str, figure: Callable[[str], None]) -> None:
    filtered = exact(STORIES[name])
    told, agree = [], []
    for what in ("level", "sd", "persistent"):
        mean, error = of_all(name, "grid", what)
        told.append(f"{what} {getattr(filtered, what):.3f} ({mean:.3f} +- {error:.3f})")
        agree.append(abs(getattr(filtered, what) - mean) <= PRODUCT + SCATTERS * error)
    figure(f"particles on the components, {name}: {', '.join(told)}")
    assert all(agree), told


@pytest.mark.parametrize("name", STORIES)
def test_particles_from_the_continuous_priors_are_close(name: str, figure: Callable[[str], None]) -> None:
    filtered = exact(STORIES[name])
    told, agree = [], []
    for what, leeway in (("level", 0.1), ("sd", 0.1), ("persistent", 0.03)):
        mean, error = of_all(name, "priors", what)
        told.append(f"{what} {getattr(filtered, what):.3f} ({mean:.3f} +- {error:.3f})")
        agree.append(abs(getattr(filtered, what) - mean) <= leeway + SCATTERS * error)
    figure(f"particles from the priors, {name}: {', '.join(told)}")
    assert all(agree), told
