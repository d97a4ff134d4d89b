"""The search moves numbers towards what is seen, holds them by what was known, and never leaves their ranges."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from unknot.content.library import Library, load
from unknot.errors import ModelError
from unknot.recovery.fitting.search import Loss, fitted

LIBRARY = load()
ABOVE, SHARE, FROM_ZERO = (
    "recovery.desk.tautness_half_life",
    "recovery.desk.persistent_share",
    "recovery.exercise.plateau",
)


def towards(id_: str, goal: float, weight: float) -> Loss:
    return lambda library: weight * (library.number(id_) / goal - 1.0) ** 2


@pytest.mark.parametrize("id_", [ABOVE, SHARE, FROM_ZERO])
def test_much_is_followed_and_little_is_held_back(id_: str) -> None:
    row = LIBRARY.parameters[id_]
    goal = (row.value + row.high) / 2
    little, much = (fitted(LIBRARY, [id_], towards(id_, goal, weight)).values[id_] for weight in (0.1, 1e5))
    assert row.value < little < much == pytest.approx(goal, rel=0.01)


@pytest.mark.parametrize("id_", [ABOVE, SHARE, FROM_ZERO, "recovery.wander", "recovery.damage_per_load"])
@pytest.mark.parametrize("beyond", [0.01, 100.0])
def test_a_pull_beyond_the_range_ends_at_its_end(id_: str, beyond: float) -> None:
    row = LIBRARY.parameters[id_]
    goal = row.high * 2 if beyond > 1 else row.low - row.high
    found = fitted(LIBRARY, [id_], lambda library: 1e4 * (library.number(id_) - goal) ** 2 / row.high**2).values[id_]
    end = row.high if beyond > 1 else row.low
    assert found == pytest.approx(end, abs=0.011 * (row.high - row.low))
    assert row.low <= found <= row.high
    assert found > 0.0


def test_a_pull_on_two_numbers_at_once_moves_both_though_one_is_at_its_end() -> None:
    top = LIBRARY.parameters[ABOVE].high

    def loss(library: Library) -> float:
        return 1e3 * ((library.number(ABOVE) / (2 * top) - 1.0) ** 2 + (library.number(SHARE) / 0.5 - 1.0) ** 2)

    found = fitted(LIBRARY, [ABOVE, SHARE], loss).values
    assert found[ABOVE] == pytest.approx(top)
    assert found[SHARE] == pytest.approx(0.5, rel=0.01)


def test_without_evidence_nothing_moves_and_every_step_is_told() -> None:
    heard: list[int] = []
    still = fitted(LIBRARY, [ABOVE], lambda _: 0.0, told=lambda step, _: heard.append(step))
    assert still.values[ABOVE] == pytest.approx(LIBRARY.number(ABOVE))
    moved = fitted(LIBRARY, [ABOVE], towards(ABOVE, 12.0, 50.0), told=lambda step, _: heard.append(step))
    assert heard[-1] == moved.steps > 0
    assert moved.after < moved.before


def test_a_number_without_a_range_cannot_be_fitted() -> None:
    row = replace(LIBRARY.parameters[ABOVE], low=6.0, high=6.0)
    fixed = replace(LIBRARY, parameters=MappingProxyType({**LIBRARY.parameters, ABOVE: row}))
    with pytest.raises(ModelError) as raised:
        fitted(fixed, [ABOVE], lambda _: 0.0)
    assert raised.value.problems[0].code == "fit_no_range"
