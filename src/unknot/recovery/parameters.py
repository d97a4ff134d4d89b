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
Start = Literal["peak", "load"]

DAMAGE_NODES = 3
SETTLING_NODES = 7
PERSISTENT_NODES = 5
PLATEAU_NODES = 3

FITTED_TO_CARE_SEEKERS = "care_seeker"
"""The profile whose row already contains what the modifiers stand for; they are not applied to it again."""

STARTS: Mapping[str, Start] = MappingProxyType(
    {"exercise": "load", "mixed": "peak", "desk": "peak", "care_seeker": "peak"}
)
"""Where the clock of each profile starts: at the load that made it sore, or with the pain at its full height."""


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What is known about the person that shifts the prior; False where it does not hold or is not known."""

    long_episode: bool = False
    earlier_episodes: bool = False
    older: bool = False
    many_sites: bool = False
    regular_exerciser: bool = False


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


def from_library(library: Library, profile: str, modifiers: Modifiers | None = None) -> Parameters:
    """The parameters of `profile` for a person with `modifiers`.

    Raises `ContentError` naming every number that is missing, not finite, outside its own bounds or impossible.
    """
    at = _checked(library, profile)
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
    worst_spread = (at["worst_above_now"].high - at["worst_above_now"].low) / (2 * NormalDist().inv_cdf(0.95))
    share_spread = (at["damage_share"].high - at["damage_share"].low) / (2 * NormalDist().inv_cdf(0.95))
    return Parameters(
        profile=profile,
        start=STARTS.get(profile, "peak"),
        damage_rate=rates[0],
        tautness_rate=rates[1],
        plateau=rates[2],
        persistent=persistent,
        log_prior=np.log(class_share / class_size),
        tenderness_rate=math.log(2) / value["tenderness_rise_time"],
        damage_share=value["damage_share"],
        damage_share_sd=share_spread,
        starting_points=value["starting_pain"],
        starting_points_sd=value["starting_pain_sd"],
        wander=value["wander"],
        flow_per_tautness=value["flow_per_tautness"],
        flow_on_rate=value["flow_on_rate"],
        pain_noise_points=value["pain_noise_sd"],
        worst_above_points=value["worst_above_now"],
        worst_noise_points=math.hypot(value["pain_noise_sd"], worst_spread),
        press_factor=value["press_factor"],
        press_noise_points=value["press_noise_sd"],
        rate_lasts_days=value["rate_lasts"],
        gone_points=value["gone_points"],
        gone_days_running=int(value["gone_days_running"]),
        persists_after_days=int(value["persists_after"]),
    )


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    low: float
    high: float


def _checked(library: Library, profile: str) -> dict[str, _Number]:
    problems: list[Problem] = []
    numbers: dict[str, _Number] = {}
    wanted = [(name, f"recovery.{name}", rule) for name, rule in COMMON_RULES.items()]
    wanted += [(name, f"recovery.{profile}.{name}", rule) for name, rule in PROFILE_RULES.items()]
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
