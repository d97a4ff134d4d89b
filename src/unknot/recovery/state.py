"""What is believed about one knot at one instant: a mixture of Gaussians, and what sessions have left behind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from unknot.recovery.dynamics import CORE, DAMAGE, TAUTNESS, TENDERNESS, Drift, Modes, flow, moves, passed, reframed
from unknot.recovery.parameters import Array, Parameters

POINTS = 10.0
"""Points of the pain scale per unit of tenderness."""

Channel = Literal["pain", "press", "flow"]


class Pulse(NamedTuple):
    """Something a session adds for a while: relief in points (pain, press) or flow relative to normal.

    It starts after `delay_days` and halves every `half_life_days`. `sd` is how much people differ.
    """

    channel: Channel
    key: str
    amount: float
    sd: float
    half_life_days: float
    delay_days: float = 0.0

    def after(self, days: float) -> Pulse:
        """The pulse `days` later."""
        channel, key, amount, sd, half_life, delay = self
        left: float = 0.5 ** (max(days - delay, 0.0) / half_life)
        return Pulse(channel, key, amount * left, sd * left, half_life, max(delay - days, 0.0))


class Boost(NamedTuple):
    """A session's hold on the recovery rates: multipliers of kD and kT for the days that remain."""

    key: str
    days_left: float
    damage_speed: float
    tautness_speed: float


@dataclass(frozen=True, slots=True)
class Range:
    """One range of motion that is followed: degrees = own reference + slope * T, with normal noise.

    The reference of the person is unknown: it is a state of its own with the prior given here. One that is told
    `in_words` counts degrees short of what is usual; it is read and never forecast.
    """

    key: str
    reference: float
    reference_sd: float
    slope: float
    noise_sd: float
    in_words: bool = False


class Answered(NamedTuple):
    """The last answer in five words, 1-5, and the day of it: the thresholds stand as they did then."""

    answer: int
    day: float


@dataclass(frozen=True, eq=False)
class Belief:
    """The belief about one knot `day` days after its clock began.

    Shapes: N components, n states: D, T, P, S, the reference of each of the `ranges`, then those that only some knots
    need, by name in `own` and from the day they are needed: by how much more than in others a load damages ("load") or
    time in one posture tightens ("posture"), and the four thresholds of answers in five words ("threshold", ordinal).
    `log_joint` (N,) is the log of prior probability times density of all readings, up to a constant that the
    components share. `joint` (n, n + 1, N) holds the covariance of the states and, as the last column, their means, in
    terms of the modes of `frame` where there is one, as they were before the time `wait` passed. `mean` (N, n) and
    `cov` (N, n, n) are those of the states now. The arrays are not to be written to.
    Relief never enters the states: `pulses` fade beside them. `updates` counts the readings taken in.
    """

    parameters: Parameters
    day: float
    log_joint: Array
    joint: Array
    frame: Modes | None = None
    wait: Drift | None = None
    ranges: tuple[Range, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    boosts: tuple[Boost, ...] = ()
    updates: int = 0
    own: tuple[str, ...] = ()
    answered: Answered | None = None

    def place_of(self, name: str) -> int:
        """The place of the first state `name` of `own` among the states. Raises `ValueError` where it is not one."""
        return CORE + len(self.ranges) + self.own.index(name)

    @cached_property
    def natural(self) -> Array:
        """`joint` in terms of the states, now."""
        joint, frame = self.modal
        return reframed(joint, self.parameters, frame, None)

    @cached_property
    def modal(self) -> tuple[Array, Modes | None]:
        """`joint` and `frame` now."""
        if self.wait is None:
            return self.joint, self.frame
        (move,) = moves(self.parameters, [self.wait], len(self.joint))
        return passed(self.joint, self.parameters, self.frame, move)

    @property
    def mean(self) -> Array:
        """Means of the states in each component, (N, n)."""
        return self.natural[:, -1].T

    @property
    def cov(self) -> Array:
        """Covariances of the states in each component, (N, n, n)."""
        return self.natural[:, :-1].transpose(2, 0, 1)

    @cached_property
    def log_weights(self) -> Array:
        """Log probability of each component, shape (N,); the probabilities sum to 1."""
        return normalised(self.log_joint)

    @cached_property
    def weights(self) -> Array:
        """Probability of each component, shape (N,)."""
        return np.exp(self.log_weights)

    @property
    def persistent_probability(self) -> float:
        """Probability that the knot belongs to the class that levels off instead of clearing."""
        return float(self.weights[self.parameters.persistent].sum())

    @property
    def level_points(self) -> float:
        """Mean pain level without relief, 10*S, held to 0-10 points."""
        return float(np.clip(POINTS * self.weights @ self.mean[:, TENDERNESS], 0.0, 10.0))

    @property
    def level_sd_points(self) -> float:
        """Standard deviation of the pain level in points."""
        mean = self.mean[:, TENDERNESS]
        spread = self.cov[:, TENDERNESS, TENDERNESS] + (mean - self.weights @ mean) ** 2
        return POINTS * math.sqrt(max(float(self.weights @ spread), 0.0))

    @property
    def relief_points(self) -> float:
        """Short-lived relief of felt pain that is still there, in points (R); negative where a session left it sore."""
        return remaining(self.pulses, "pain")[0]

    @property
    def states(self) -> Mapping[str, float]:
        """Means by name: damage, tautness, tenderness (0-1), perfusion (relative to normal), relief (points)."""
        damage, tautness, tenderness = (
            float(np.clip(self.weights @ self.mean[:, state], 0.0, 1.0)) for state in (DAMAGE, TAUTNESS, TENDERNESS)
        )
        perfusion = float(flow(self.parameters, tautness, remaining(self.pulses, "flow")[0]))
        return MappingProxyType(
            {
                "damage": damage,
                "tautness": tautness,
                "tenderness": tenderness,
                "perfusion": perfusion,
                "relief": self.relief_points,
            }
        )


def normalised(log_joint: Array) -> Array:
    """Log probabilities from logs (..., N) that lack a constant."""
    top = log_joint.max(axis=-1, keepdims=True)
    return np.asarray(log_joint - (top + np.log(np.exp(log_joint - top).sum(axis=-1, keepdims=True))))


def remaining(pulses: tuple[Pulse, ...], channel: Channel) -> tuple[float, float]:
    """What is left in `channel`: amount and variance. Pulses of one key do not add up, the largest counts."""
    strongest: dict[str, Pulse] = {}
    for pulse in pulses:
        if pulse.channel == channel and pulse.delay_days == 0.0:
            known = strongest.get(pulse.key)
            if known is None or abs(pulse.amount) > abs(known.amount):
                strongest[pulse.key] = pulse
    amount = variance = 0.0
    for pulse in strongest.values():
        amount += pulse.amount
        variance += pulse.sd**2
    return amount, variance
