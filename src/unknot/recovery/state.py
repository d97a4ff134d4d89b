"""What is believed about one knot at one instant: a mixture of Gaussians, and what sessions have left behind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np

from unknot.recovery.dynamics import DAMAGE, TAUTNESS, TENDERNESS, flow
from unknot.recovery.parameters import Array, Parameters

POINTS = 10.0
"""Points of the pain scale per unit of tenderness."""

Channel = Literal["pain", "press", "flow"]


@dataclass(frozen=True, slots=True)
class Pulse:
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
        active = max(days - self.delay_days, 0.0)
        left = 0.5 ** (active / self.half_life_days)
        return Pulse(
            self.channel,
            self.key,
            self.amount * left,
            self.sd * left,
            self.half_life_days,
            max(self.delay_days - days, 0.0),
        )


@dataclass(frozen=True, slots=True)
class Boost:
    """A session's hold on the recovery rates: multipliers of kD and kT for the days that remain."""

    key: str
    days_left: float
    damage_speed: float
    tautness_speed: float


@dataclass(frozen=True, slots=True)
class Range:
    """One range of motion that is followed: degrees = own reference + slope * T, with normal noise.

    The reference of the person is unknown: it is a state of its own with the prior given here.
    """

    key: str
    reference: float
    reference_sd: float
    slope: float
    noise_sd: float


@dataclass(frozen=True, eq=False)
class Belief:
    """The belief about one knot `day` days after its clock began.

    Shapes: N components, n = 4 + R states (D, T, P, S, then the reference of each of the R `ranges`).
    `log_weights` (N,) sum to 1 as probabilities; `mean` (N, n); `cov` (N, n, n). The arrays are not to be written to.
    Relief never enters the states: `pulses` fade beside them. `updates` counts the readings taken in.
    """

    parameters: Parameters
    day: float
    log_weights: Array
    mean: Array
    cov: Array
    ranges: tuple[Range, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    boosts: tuple[Boost, ...] = ()
    updates: int = 0

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


def remaining(pulses: tuple[Pulse, ...], channel: Channel) -> tuple[float, float]:
    """What is left in `channel`: amount and variance. Pulses of one key do not add up, the largest counts."""
    strongest: dict[str, Pulse] = {}
    for pulse in pulses:
        if pulse.channel == channel and pulse.delay_days == 0.0:
            known = strongest.get(pulse.key)
            if known is None or abs(pulse.amount) > abs(known.amount):
                strongest[pulse.key] = pulse
    return (
        sum((pulse.amount for pulse in strongest.values()), 0.0),
        sum((pulse.sd**2 for pulse in strongest.values()), 0.0),
    )
