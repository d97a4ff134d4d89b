"""The numbers of the model for one person: read from the content, checked, and spread over a grid of personal rates.

What is not linear in the states (half-lives, plateau, class) lives on the grid: one component per combination of
nodes, weighted by its prior. Nodes are the means of equal slices of probability of the logarithm (half-lives) or of
the value itself (plateau). What is linear (levels, split between damage and tautness) is Gaussian in a component.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from statistics import NormalDist
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unknot.content.library import Library
from unknot.errors import ContentError, Problem

Array = NDArray[np.float64]
Start = Literal["peak", "load", "steady"]

DAMAGE_NODES = 3
SETTLING_NODES = 7
PERSISTENT_NODES = 5
PLATEAU_NODES = 3

SMALLEST_SIZE = 1e-9
"""What a load or an hour does at least, where a spread is set beside it."""

FITTED_TO_CARE_SEEKERS = "care_seeker"
"""The profile whose row already contains what the modifiers stand for; they are not applied to it again."""

TRAINING = "training"
"""The profile of a person who trains and is followed without a knot: soreness comes and goes about what is normal."""

STARTS: Mapping[str, Start] = MappingProxyType(
    {"exercise": "load", "mixed": "peak", "desk": "peak", "care_seeker": "peak", TRAINING: "steady"}
)
"""Where the clock of each profile starts: at the load that made it sore, with the pain at its full height, or on a day
like any other."""


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What is known about the person that shifts the prior; False where it does not hold or is not known."""

    long_episode: bool = False
    earlier_episodes: bool = False
    older: bool = False
    many_sites: bool = False
    regular_exerciser: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """How people answer in five words, see `recovery.ordinal`: points, points per square root of a day, a chance."""

    thresholds: tuple[float, float, float, float]
    shift_sd: float
    stretch_sd: float
    own_sd: float
    drift: float
    own_drift: float
    noise_points: float
    repeats: float


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """The model for one person. Levels on the scale 0-1 (1 = 10 points) unless a name says points; time in days.

    Shapes: N components. `damage_rate`, `tautness_rate` (1/day), `plateau` (share of the start, 0 where settling),
    `persistent` (bool) and `log_prior` (normalised): (N,).
    """

    profile: str
    start: Start
    damage_rate: Array
    tautness_rate: Array
    plateau: Array
    persistent: NDArray[np.bool_]
    log_prior: Array
    tenderness_rate: float
    damage_share: float
    damage_share_sd: float
    starting_points: float
    starting_points_sd: float
    wander: float
    flow_per_tautness: float
    flow_on_rate: float
    pain_noise_points: float
    worst_above_points: float
    worst_noise_points: float
    press_factor: float
    press_noise_points: float
    rate_lasts_days: float
    gone_points: float
    gone_days_running: int
    persists_after_days: int
    load_size_sd: float
    posture_size_sd: float
    answering: Answering

    @property
    def tautness_share(self) -> float:
        """Share of tenderness that comes from tautness (wT)."""
        return 1.0 - self.damage_share


Rule = tuple[str, Callable[[float], bool]]
POSITIVE: Rule = ("above 0", lambda x: x > 0)
NOT_NEGATIVE: Rule = ("0 or more", lambda x: x >= 0)
SHARE: Rule = ("from 0 to 1", lambda x: 0 <= x <= 1)
INSIDE: Rule = ("strictly between 0 and 1", lambda x: 0 < x < 1)
POINTS: Rule = ("from 0 to 10", lambda x: 0 <= x <= 10)
WHOLE: Rule = ("a whole number, 1 or more", lambda x: x >= 1 and x == int(x))
ANY: Rule = ("finite", lambda _: True)

COMMON_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "damage_half_life": POSITIVE,
        "damage_half_life_log_sd": POSITIVE,
        "tenderness_rise_time": POSITIVE,
        "plateau_sd": POSITIVE,
        "persistent_half_life_log_sd": POSITIVE,
        "rate_long_episode": POSITIVE,
        "rate_earlier_episodes": POSITIVE,
        "rate_older": POSITIVE,
        "rate_exerciser": POSITIVE,
        "odds_many_sites": POSITIVE,
        "wander": NOT_NEGATIVE,
        "flow_per_tautness": ANY,
        "flow_on_rate": SHARE,
        "pain_noise_sd": POSITIVE,
        "worst_above_now": NOT_NEGATIVE,
        "press_factor": POSITIVE,
        "press_noise_sd": POSITIVE,
        "rate_lasts": POSITIVE,
        "gone_points": POINTS,
        "gone_days_running": WHOLE,
        "persists_after": WHOLE,
        "damage_per_load": NOT_NEGATIVE,
        "tautness_per_posture_hour": NOT_NEGATIVE,
        "answer_very_sore": ANY,
        "answer_sore": ANY,
        "answer_normal": ANY,
        "answer_good": ANY,
        "answer_shift_sd": POSITIVE,
        "answer_stretch_sd": POSITIVE,
        "answer_own_sd": POSITIVE,
        "answer_drift": NOT_NEGATIVE,
        "answer_own_drift": NOT_NEGATIVE,
        "answer_noise": POSITIVE,
        "answer_repeats": SHARE,
    }
)
PROFILE_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "tautness_half_life": POSITIVE,
        "tautness_half_life_log_sd": POSITIVE,
        "damage_share": INSIDE,
        "persistent_share": INSIDE,
        "plateau": INSIDE,
        "persistent_half_life": POSITIVE,
        "starting_pain": POINTS,
        "starting_pain_sd": POSITIVE,
    }
)
TRAINING_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "damage_half_life": POSITIVE,
        "tautness_half_life": POSITIVE,
        "damage_share": INSIDE,
        "wander": POSITIVE,
        "damage_per_load": NOT_NEGATIVE,
        "damage_per_load_sd": NOT_NEGATIVE,
        "answer_noise": POSITIVE,
        "habit_half_life": POSITIVE,
        "habit_weekday_half_life": POSITIVE,
        "habit_start": NOT_NEGATIVE,
    }
)
"""What the profile `training` has of its own; the rest it shares."""


def from_library(library: Library, profile: str, modifiers: Modifiers | None = None) -> Parameters:
    """The parameters of `profile` for a person with `modifiers`.

    `training` has one component, and no person is known to differ in it but by thresholds and by how much a load does.
    Raises `ContentError` naming every number that is missing, not finite, outside its own bounds or impossible.
    """
    if profile == TRAINING:
        return _steady(library)
    at = _checked(library, PROFILE_RULES, profile)
    modifiers = Modifiers() if modifiers is None or profile == FITTED_TO_CARE_SEEKERS else modifiers
    speed = math.prod(
        at[name].value
        for name, holds in (
            ("rate_long_episode", modifiers.long_episode),
            ("rate_earlier_episodes", modifiers.earlier_episodes),
            ("rate_older", modifiers.older),
            ("rate_exerciser", modifiers.regular_exerciser),
        )
        if holds
    )
    odds = at["persistent_share"].value / (1 - at["persistent_share"].value)
    if modifiers.many_sites:
        odds *= at["odds_many_sites"].value
    value = {name: number.value for name, number in at.items()}
    damage = speed * math.log(2) / value["damage_half_life"] * _spread(DAMAGE_NODES, value["damage_half_life_log_sd"])
    settling = (
        speed * math.log(2) / value["tautness_half_life"] * _spread(SETTLING_NODES, value["tautness_half_life_log_sd"])
    )
    lasting = (
        speed
        * math.log(2)
        / value["persistent_half_life"]
        * _spread(PERSISTENT_NODES, value["persistent_half_life_log_sd"])
    )
    plateaus = np.clip(value["plateau"] + value["plateau_sd"] * _slices(PLATEAU_NODES), 0.0, 1.0)
    settles = np.array(np.meshgrid(damage, settling, [0.0], indexing="ij")).reshape(3, -1)
    persists = np.array(np.meshgrid(damage, lasting, plateaus, indexing="ij")).reshape(3, -1)
    rates = np.concatenate([settles, persists], axis=1)
    persistent = np.arange(rates.shape[1]) >= settles.shape[1]
    class_share = np.where(persistent, odds / (1 + odds), 1 / (1 + odds))
    class_size = np.where(persistent, persists.shape[1], settles.shape[1])
    return _parameters(
        profile,
        at,
        rates=rates,
        plateau=rates[2],
        persistent=persistent,
        log_prior=np.log(class_share / class_size),
        damage_share_sd=_spread_of(at["damage_share"]),
        starting=(value["starting_pain"], value["starting_pain_sd"]),
        load_sd=_spread_of(at["damage_per_load"]),
    )


def _steady(library: Library) -> Parameters:
    at = _checked(library, TRAINING_RULES, TRAINING)
    half_lives = np.array([[at["damage_half_life"].value], [at["tautness_half_life"].value]])
    return _parameters(
        TRAINING,
        at,
        rates=math.log(2) / half_lives,
        plateau=np.zeros(1),
        persistent=np.zeros(1, dtype=np.bool_),
        log_prior=np.zeros(1),
        damage_share_sd=0.0,
        starting=(0.0, 0.0),
        load_sd=at["damage_per_load_sd"].value,
    )


def _parameters(
    profile: str,
    at: Mapping[str, _Number],
    *,
    rates: Array,
    plateau: Array,
    persistent: NDArray[np.bool_],
    log_prior: Array,
    damage_share_sd: float,
    starting: tuple[float, float],
    load_sd: float,
) -> Parameters:
    """The numbers `at` with the components; `rates` (2, N) of damage and tautness, `starting` points with their sd."""
    value = {name: number.value for name, number in at.items()}
    per_hour = at["tautness_per_posture_hour"]
    return Parameters(
        profile=profile,
        start=STARTS.get(profile, "peak"),
        damage_rate=rates[0],
        tautness_rate=rates[1],
        plateau=plateau,
        persistent=persistent,
        log_prior=log_prior,
        tenderness_rate=math.log(2) / value["tenderness_rise_time"],
        damage_share=value["damage_share"],
        damage_share_sd=damage_share_sd,
        starting_points=starting[0],
        starting_points_sd=starting[1],
        wander=value["wander"],
        flow_per_tautness=value["flow_per_tautness"],
        flow_on_rate=value["flow_on_rate"],
        pain_noise_points=value["pain_noise_sd"],
        worst_above_points=value["worst_above_now"],
        worst_noise_points=math.hypot(value["pain_noise_sd"], _spread_of(at["worst_above_now"])),
        press_factor=value["press_factor"],
        press_noise_points=value["press_noise_sd"],
        rate_lasts_days=value["rate_lasts"],
        gone_points=value["gone_points"],
        gone_days_running=int(value["gone_days_running"]),
        persists_after_days=int(value["persists_after"]),
        load_size_sd=load_sd / max(value["damage_per_load"], SMALLEST_SIZE),
        posture_size_sd=_spread_of(per_hour) / max(per_hour.value, SMALLEST_SIZE),
        answering=_answering(value),
    )


def _answering(value: Mapping[str, float]) -> Answering:
    return Answering(
        thresholds=(value["answer_very_sore"], value["answer_sore"], value["answer_normal"], value["answer_good"]),
        shift_sd=value["answer_shift_sd"],
        stretch_sd=value["answer_stretch_sd"],
        own_sd=value["answer_own_sd"],
        drift=value["answer_drift"],
        own_drift=value["answer_own_drift"],
        noise_points=value["answer_noise"],
        repeats=value["answer_repeats"],
    )


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    low: float
    high: float


def _spread_of(number: _Number) -> float:
    """The standard deviation of a normal number whose 90 % range is that of `number`."""
    return (number.high - number.low) / (2 * NormalDist().inv_cdf(0.95))


def _checked(library: Library, rules: Mapping[str, Rule], profile: str) -> dict[str, _Number]:
    problems: list[Problem] = []
    numbers: dict[str, _Number] = {}
    wanted = [(name, f"recovery.{name}", rule) for name, rule in COMMON_RULES.items() if name not in rules]
    wanted += [(name, f"recovery.{profile}.{name}", rule) for name, rule in rules.items()]
    for name, id_, (meaning, holds) in wanted:
        place = f"parameters.{id_}"
        row = library.parameters.get(id_)
        if row is None:
            problems.append(Problem("parameter_missing", place, "no such number"))
            continue
        number = _Number(row.value, row.low, row.high)
        numbers[name] = number
        if not all(math.isfinite(getattr(number, field.name)) for field in fields(number)):
            problems.append(Problem("parameter_not_finite", place, f"{number.value} ({number.low} to {number.high})"))
        elif not number.low <= number.value <= number.high:
            problems.append(
                Problem("parameter_out_of_bounds", place, f"{number.value} is not in {number.low} to {number.high}")
            )
        elif not holds(number.value):
            problems.append(Problem("parameter_impossible", place, f"{number.value} must be {meaning}"))
    if problems:
        raise ContentError(*problems)
    return numbers


def _spread(nodes: int, log_sd: float) -> Array:
    """Multipliers of a rate (1/half-life) at equal slices of a log-normal, slow to fast; shape (nodes,)."""
    return np.asarray(np.exp(log_sd * _slices(nodes)))


@cache
def _slices(nodes: int) -> Array:
    """Means of a standard normal over `nodes` slices of equal probability; their spread is made to be 1 exactly."""
    normal = NormalDist()
    edges = [normal.inv_cdf(i / nodes) for i in range(1, nodes)]
    heights = np.array([0.0, *(normal.pdf(edge) for edge in edges), 0.0])
    means = nodes * (heights[:-1] - heights[1:])
    scaled: Array = means / np.sqrt(np.mean(means**2))
    scaled.setflags(write=False)
    return scaled
