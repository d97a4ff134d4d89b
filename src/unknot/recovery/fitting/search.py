"""The search: the numbers under which people are foreseen best, held by what was believed of the numbers before.

A number is moved on a scale without ends: the logarithm where it must be above 0, log odds where it must lie between
0 and 1, itself otherwise. On that scale its prior is normal, with the value of its row as the centre and the row's
90 % range as the spread, and it never leaves that range. So few people move a number little: this is the partial
pooling towards the evidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from unknot.content.library import Library
from unknot.content.records import Parameter
from unknot.errors import ModelError, Problem

STEP = 1e-3
"""Of a prior standard deviation: how far a number is moved to feel the slope."""
INWARD = 0.01
"""A range that begins at 0 is entered by this share of it: not every number may be 0, such as a chance."""

Numbers = Mapping[str, float]
Loss = Callable[[Library], float]
"""Minus the log probability of what people reported, in nats, or a score that stands for it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers found, and the loss before and after; `steps` of the search were taken."""

    values: Numbers
    before: float
    after: float
    steps: int


def fitted(
    library: Library,
    ids: Sequence[str],
    loss: Loss,
    *,
    steps: int = 40,
    told: Callable[[int, float], None] | None = None,
) -> Fit:
    """The values of the rows `ids` at which loss and prior together are least.

    `told` hears the number of each step and the sum. Raises `ModelError` where a row has no range to move in or no
    step can be taken.
    """
    rows = [library.parameters[id_] for id_ in ids]
    scales = [_Scale.of(row, id_) for id_, row in zip(ids, rows, strict=True)]

    def at(place: NDArray[np.float64]) -> dict[str, float]:
        return {id_: scale.value(float(z)) for id_, scale, z in zip(ids, scales, place, strict=True)}

    def total(place: NDArray[np.float64]) -> float:
        return loss(with_values(library, at(place))) + 0.5 * float(place @ place)

    def slope(place: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        here = total(place)
        tops = np.array([high for _, high in bounds])
        steps = np.where(place + STEP > tops, -STEP, STEP)
        moved = (total(place + each) for each in np.diag(steps))
        return here, np.array([(there - here) / step for there, step in zip(moved, steps, strict=True)])

    taken = 0

    def heard(intermediate_result: object) -> None:
        nonlocal taken
        taken += 1
        if told is not None:
            told(taken, float(getattr(intermediate_result, "fun", math.nan)))

    bounds = [scale.bounds for scale in scales]
    start = np.zeros(len(ids))
    before = loss(library)
    found = minimize(
        slope, start, jac=True, method="L-BFGS-B", bounds=bounds, callback=heard, options={"maxiter": steps}
    )
    values = at(found.x)
    after = loss(with_values(library, values))
    if not math.isfinite(after):
        raise ModelError(Problem("model_not_finite", "fit", "the numbers failed at every step"))
    return Fit(MappingProxyType(values), before, after, taken)


def with_values(library: Library, values: Numbers) -> Library:
    """`library` with other values in the rows named, which keep their ranges."""
    rows = {id_: replace(library.parameters[id_], value=value) for id_, value in values.items()}
    return replace(library, parameters=MappingProxyType({**library.parameters, **rows}))


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a number is moved: its row, and its centre and spread on the scale `kind`."""

    row: Parameter
    kind: str
    centre: float
    spread: float

    @classmethod
    def of(cls, row: Parameter, id_: str) -> _Scale:
        if not row.low < row.high:
            raise ModelError(Problem("fit_no_range", id_, "no range is known, so there is nothing to move it in"))
        kind = "free" if row.low <= 0.0 or row.value <= 0.0 else "share" if row.high < 1.0 else "above"
        low, middle, high = (_forward(kind, each) for each in (row.low, row.value, row.high))
        return cls(row, kind, middle, (high - low) / (2 * NormalDist().inv_cdf(0.95)))

    @property
    def ends(self) -> tuple[float, float]:
        """Between what least and most the number is moved."""
        low, high = self.row.low, self.row.high
        return min(low + INWARD * (high - low), self.row.value) if low == 0.0 else low, high

    @property
    def bounds(self) -> tuple[float, float]:
        low, high = ((_forward(self.kind, end) - self.centre) / self.spread for end in self.ends)
        return low, high

    def value(self, z: float) -> float:
        x = self.centre + self.spread * z
        value = math.exp(x) if self.kind == "above" else 1.0 / (1.0 + math.exp(-x)) if self.kind == "share" else x
        low, high = self.ends
        return min(max(value, low), high)


def _forward(kind: str, value: float) -> float:
    return math.log(value) if kind == "above" else math.log(value / (1.0 - value)) if kind == "share" else value
