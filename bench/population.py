"""People with a knot that nobody has to ask: drawn from the priors, followed by integration, never by the filter.

    D' = -kD D                     + s dW1        damage
    T' = -kT v (T - P)             + s dW2        tautness toward the plateau P; v is the largest hold of a session
    S' = -kS (S - wD D - wT T)                    tenderness, 10 S points
    felt = 10 S - R                               R: relief that is left; of one kind the strongest counts

Drift by Heun's rule, noise by Euler's, half an hour a step. The wander, the noise of the check-ins and what is kept of
a plan are drawn once for a person and are the same under every plan.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.locating.ranking import Candidate
from unknot.planning.families import family
from unknot.planning.steps import Step
from unknot.recovery.dynamics import tenderness_after_load
from unknot.recovery.effects import FLOOR, expected_effect
from unknot.recovery.filtering import LOAD_GRID_DAYS
from unknot.recovery.parameters import from_library

Array = NDArray[np.float64]
Truth = Literal["as stated", "slower healers", "no effect", "flare after pressing", "sitting all day"]
TRUTHS: tuple[Truth, ...] = ("as stated", "slower healers", "no effect", "flare after pressing", "sitting all day")

STEPS_PER_DAY = 48
DAYS = 28
BEFORE_CONTACT = 40
"""Half hours from a load to the first contact: half a day until it hurts, and the hours since midnight."""
RUNNING = 2
"""Days at or below the level of `recovery.gone_points` that count as settled."""

SLOWER = 0.5
MORE_PERSISTENT = 0.2
"""Slower healers: the rates, and what is added to the share of knots that stay."""
FLARING_SHARE = 0.3
FLARE_SORENESS = 1.5
FELT_WORSE = 0.5
FELT_WORSE_OTHERWISE = 0.05
FLARE_HALF_LIFE = 0.75
FLARE_STEP = 0.02
"""Flare after pressing: share of people; points of the soreness that every pressing brings them (more than the 1.3 that
people notice), how often they say after a session that it feels worse, and how often anybody says so after a treatment
that did no harm; half-life of the soreness in days; what it adds to damage and to tautness (0-1), 0.2 points that have
to settle again."""

SITTING = ("desk", "mixed", "care_seeker")
WORKING_DAYS = 5

REGIONS = {
    "desk": ("shoulder_top_l", "neck_upper_r"),
    "mixed": ("shoulder_top_l", "low_back_l"),
    "exercise": ("calf_l", "thigh_front_r"),
    "care_seeker": ("neck_upper_r", "low_back_l"),
}
TOOLS = ("ball", "foam_roller", "cane_hook", "band")
MINUTES = (5, 10, 15, 20, 30)


@dataclass(frozen=True)
class Person:
    """One person: what the product may know, and `muscle`, `side`, `eases`, `speeds`, `flares`, which it may not.

    `eases` and `speeds` multiply the relief and the hold on recovery of each effect.
    """

    seed: int
    number: int
    profile: str
    region: str
    tools: tuple[str, ...]
    minutes: int
    check_in_every: int
    muscle: str
    side: str
    eases: dict[str, float]
    speeds: dict[str, float]
    flares: bool
    noise: Array

    def chance(self, day: int, what: str) -> float:
        """A draw from 0 to 1 that is the same under every plan and whatever else is drawn."""
        said = hashlib.blake2b(f"{self.seed}/{self.number}/{day}/{what}".encode(), digest_size=8).digest()
        return float(int.from_bytes(said, "big") / 2**64)


@dataclass
class Bodies:
    """The true states of many people; every array has one place a person. `eased` is relief by effect, in points."""

    damage_rate: Array
    tautness_rate: Array
    plateau: Array
    damage: Array
    tautness: Array
    tenderness: Array
    damage_share: Array
    tenderness_rate: Array
    wander: Array
    eased: Array
    half_lives: Array
    speed: Array

    @property
    def level(self) -> Array:
        """Points of pain without relief."""
        return 10.0 * self.tenderness

    @property
    def felt(self) -> Array:
        """Points of pain as felt now."""
        return np.asarray(np.clip(self.level - self.eased.sum(axis=0), 0.0, 10.0))


@dataclass(frozen=True)
class Done:
    """One session as it works on `person`, at half hour `step` of the day."""

    person: int
    step: int
    eases: dict[int, float]
    speed: float
    lowers: float
    flares: bool


def effects_of(library: Library) -> tuple[str, ...]:
    """The effects in the order of the rows of `Bodies.eased`; the last row is soreness after a flare."""
    return tuple(library.effects)


def people(
    library: Library, ranked: dict[str, tuple[Candidate, ...]], n: int, profiles: tuple[str, ...], seed: int
) -> list[Person]:
    """`n` people, the profiles in turn. Effects differ between people by the share that the content states."""
    spread = library.number("recovery.effect_sd_share")
    found = []
    for number in range(n):
        rng = np.random.default_rng((seed, 1, number))
        profile = profiles[number % len(profiles)]
        region = REGIONS[profile][int(rng.integers(2))]
        chances = np.array([each.probability for each in ranked[region]])
        right = ranked[region][int(rng.choice(len(chances), p=chances / chances.sum()))]
        found.append(
            Person(
                seed=seed,
                number=number,
                profile=profile,
                region=region,
                tools=tuple(tool for tool in TOOLS if rng.random() < 0.5),
                minutes=int(rng.choice(MINUTES)),
                check_in_every=int(rng.integers(1, 3)),
                muscle=right.muscle,
                side=right.side,
                eases={name: float(rng.normal(1.0, spread)) for name in library.effects},
                speeds={name: float(rng.normal(1.0, spread)) for name in library.effects},
                flares=bool(rng.random() < FLARING_SHARE),
                noise=rng.normal(size=DAYS),
            )
        )
    return found


def bodies(library: Library, everybody: list[Person], truth: Truth, rng: np.random.Generator) -> Bodies:
    """Knots drawn from the priors: log-normal half-lives, normal plateau. Exercise starts at the load, with no pain."""
    n = len(everybody)
    slow = truth == "slower healers"

    def own(name: str) -> Array:
        return np.array([library.number(f"recovery.{each.profile}.{name}") for each in everybody])

    def common(name: str) -> float:
        return library.number(f"recovery.{name}")

    params = {profile: from_library(library, profile) for profile in {each.profile for each in everybody}}
    of = [params[each.profile] for each in everybody]
    persistent = rng.random(n) < own("persistent_share") + MORE_PERSISTENT * slow
    z = rng.normal(size=n)
    settling = own("tautness_half_life") * np.exp(own("tautness_half_life_log_sd") * z)
    lasting = own("persistent_half_life") * np.exp(common("persistent_half_life_log_sd") * z)
    damage = common("damage_half_life") * np.exp(common("damage_half_life_log_sd") * rng.normal(size=n))
    plateau = np.where(persistent, np.clip(rng.normal(own("plateau"), common("plateau_sd")), 0.0, 1.0), 0.0)
    pace = SLOWER if slow else 1.0
    wD = np.array([p.damage_share for p in of])
    level = rng.normal(own("starting_pain"), own("starting_pain_sd")).clip(1.5, 10.0) / 10.0
    share = np.clip(rng.normal(wD, [p.damage_share_sd for p in of]), 0.0, 1.0)
    floor = plateau * level / (1.0 - wD)
    names = effects_of(library)
    half_lives = [library.effects[name].relief_half_life_days for name in names]
    found = Bodies(
        damage_rate=pace * math.log(2) / damage,
        tautness_rate=pace * math.log(2) / np.where(persistent, lasting, settling),
        plateau=floor,
        damage=share * (1.0 - plateau) * level / wD,
        tautness=(1.0 - share) * (1.0 - plateau) * level / (1.0 - wD) + floor,
        tenderness=level.copy(),
        damage_share=wD,
        tenderness_rate=np.array([p.tenderness_rate for p in of]),
        wander=np.array([p.wander for p in of]),
        eased=np.zeros((len(names) + 1, n)),
        half_lives=np.array([*half_lives, FLARE_HALF_LIFE]),
        speed=np.full((2 * STEPS_PER_DAY, n), -np.inf),
    )
    height = {
        name: float((tenderness_after_load(p, LOAD_GRID_DAYS) @ np.exp(p.log_prior)).max())
        for name, p in params.items()
    }
    at_load = np.array([p.start == "load" for p in of])
    _from_the_load(found, at_load, np.array([height[each.profile] for each in everybody]))
    return found


def _from_the_load(found: Bodies, at_load: NDArray[np.bool_], height: Array) -> None:
    """Those who start at a load have no pain then, and a load that brings the average pain to its height; they come
    when it has hurt since midnight. The others come with the pain at its height."""
    parts = [part[at_load] for part in (found.damage, found.tautness - found.plateau)]
    found.damage[at_load] = parts[0] / height[at_load]
    found.tautness[at_load] = parts[1] / height[at_load] + found.plateau[at_load]
    found.tenderness[at_load] = 0.0
    still = np.zeros((2, len(at_load)))
    for _ in range(BEFORE_CONTACT):
        before = found.damage, found.tautness, found.tenderness
        _half_hour(found, np.ones(len(at_load)), still)
        found.damage, found.tautness, found.tenderness = (
            np.where(at_load, now, was)
            for now, was in zip((found.damage, found.tautness, found.tenderness), before, strict=True)
        )


def sitting(library: Library, truth: Truth, person: Person, day: int, *, moved: bool) -> float:
    """What a day adds to tautness (0-1): hours in one posture on the five working days, less on a day with movement."""
    if truth != "sitting all day" or person.profile not in SITTING or day % 7 >= WORKING_DAYS:
        return 0.0
    hours = library.number("planning.desk_day") / 60.0
    left = library.number("recovery.posture_with_breaks") if moved else 1.0
    return left * hours * library.number("recovery.tautness_per_posture_hour")


def follow_a_day(found: Bodies, done: list[Done], wander: Array, sat: Array) -> tuple[Array, Array]:
    """The next day with the sessions `done`: level and felt pain after each half hour.

    `wander` (steps, 2, n) drives damage and tautness; `sat` (n) is what sitting adds to tautness over the day."""
    by_step: dict[int, list[Done]] = {}
    for each in done:
        by_step.setdefault(each.step, []).append(each)
    fading = 0.5 ** (1.0 / STEPS_PER_DAY / found.half_lives)[:, None]
    levels, felt = np.empty((2, STEPS_PER_DAY, len(found.damage)))
    for step in range(STEPS_PER_DAY):
        for each in by_step.get(step, ()):
            _treat(found, each)
        found.tautness = found.tautness + sat / STEPS_PER_DAY
        held = found.speed[step]
        _half_hour(found, np.where(np.isfinite(held), held, 1.0), wander[step])
        found.eased *= fading
        levels[step], felt[step] = found.level, found.felt
    found.speed = np.concatenate([found.speed[STEPS_PER_DAY:], np.full_like(found.speed[:STEPS_PER_DAY], -np.inf)])
    return levels, felt


def _treat(found: Bodies, each: Done) -> None:
    who = each.person
    for row, points in each.eases.items():
        if abs(points) > abs(found.eased[row, who]):
            found.eased[row, who] = points
    if each.speed != 1.0:
        hold = slice(each.step, each.step + STEPS_PER_DAY)
        found.speed[hold, who] = np.maximum(found.speed[hold, who], each.speed)
    if each.lowers and found.plateau[who] > 0.0:
        found.plateau[who] = max(0.0, found.plateau[who] - each.lowers / (10.0 * (1.0 - found.damage_share[who])))
    if each.flares:
        found.damage[who] += FLARE_STEP
        found.tautness[who] += FLARE_STEP


def _half_hour(found: Bodies, speed: Array, wander: Array) -> None:
    h = 1.0 / STEPS_PER_DAY
    kD, kT, kS = found.damage_rate, found.tautness_rate * speed, found.tenderness_rate
    wD, wT, P = found.damage_share, 1.0 - found.damage_share, found.plateau
    D, T, S = found.damage, found.tautness, found.tenderness
    fD, fT, fS = -kD * D, -kT * (T - P), -kS * (S - wD * D - wT * T)
    D1, T1, S1 = D + h * fD, T + h * fT, S + h * fS
    kick = found.wander * math.sqrt(h)
    found.damage = D + 0.5 * h * (fD - kD * D1) + kick * wander[0]
    found.tautness = T + 0.5 * h * (fT - kT * (T1 - P)) + kick * wander[1]
    found.tenderness = S + 0.5 * h * (fS - kS * (S1 - wD * D1 - wT * T1))


def works(library: Library, truth: Truth, person: Person, step: Step) -> tuple[dict[int, float], float, float, bool]:
    """What one session of `step` truly does to `person`: relief by row in points, hold on the rate, points off the
    plateau, and whether it sets the knot back. On the wrong muscle only what needs no right one is left."""
    effect = expected_effect(library, step.technique)
    rows = {name: place for place, name in enumerate(effects_of(library))}
    if truth == "flare after pressing" and person.flares and family(library.kinds[step.kind]) == "press":
        return {len(rows): -FLARE_SORENESS}, 1.0, 0.0, True
    if truth == "no effect" or effect.id not in rows:
        return {}, 1.0, 0.0, False
    share = effect.specific_share
    share = library.number("planning.specific_share_unknown") if share is None else share
    left = 1.0 if _right(library, person, step) else 1.0 - share
    eases: dict[int, float] = {}
    for pulse in effect.pulses:
        if pulse.channel == "pain" and pulse.delay_days == 0.0 and pulse.key in rows:
            part = 1.0 if pulse.key == FLOOR else left
            eases[rows[pulse.key]] = part * pulse.amount * person.eases[pulse.key]
    speed = 1.0 + left * (effect.tautness_speed - 1.0) * person.speeds[effect.id]
    return eases, speed, -left * effect.plateau_points * person.speeds[effect.id], False


def _right(library: Library, person: Person, step: Step) -> bool:
    named = library.techniques[step.technique].muscles
    if step.muscle is None:
        return True
    if family(library.kinds[step.kind]) in ("move", "load") and named:
        return person.muscle in named
    return (step.muscle, step.side) == (person.muscle, person.side)


def settled_after(levels: Array, gone_points: float) -> Array:
    """Days until the level is at or below `gone_points` for two days running; `DAYS` where that is later. (steps, n)"""
    window = RUNNING * STEPS_PER_DAY
    low = np.vstack([np.zeros((1, levels.shape[1]), dtype=int), np.cumsum(levels <= gone_points, axis=0)])
    whole = low[window:] - low[:-window] == window
    first = np.where(whole.any(axis=0), whole.argmax(axis=0), np.inf)
    return np.minimum(first / STEPS_PER_DAY, float(DAYS))
