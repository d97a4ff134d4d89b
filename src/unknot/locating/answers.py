"""How likely a yes is under every muscle: movements that hurt or are limited, symptoms, causes, self-tests
and pressing the point.

Some people say yes to much and others to little. Without that, five movements that hurt would count as five
independent witnesses. So every person has a *readiness* to say yes: low, usual or high, which shifts the log odds of
every yes alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.locating.marks import Floats

READINESS = ("low", "usual", "high")


def chances(library: Library, muscles: Sequence[str]) -> dict[str, Floats]:
    """The chance (N,) of a yes to every question that tells something, for a person of usual readiness."""
    number = library.number
    content = [library.muscles[id_] for id_ in muscles]
    found: dict[str, Floats] = {}
    for movement in library.movements:
        groups = {muscle.group for muscle in content if movement in muscle.movements_hurt + muscle.movements_limited}
        found[f"movement:{movement}"] = np.array(
            [
                number("locating.movement_listed")
                if movement in muscle.movements_hurt
                else number("locating.movement_limited")
                if movement in muscle.movements_limited
                else number("locating.movement_near")
                if muscle.group in groups
                else number("locating.movement_other")
                for muscle in content
            ]
        )
    for kind, ids in (("symptom", library.symptoms), ("cause", library.causes)):
        listed, other = number(f"locating.{kind}_listed"), number(f"locating.{kind}_other")
        for id_ in ids:
            in_list = [id_ in (muscle.symptoms if kind == "symptom" else muscle.causes) for muscle in content]
            found[f"{kind}:{id_}"] = np.where(in_list, listed, other)
    for tested in content:
        if tested.self_test != "drop":
            found[f"self_test:{tested.id}"] = _familiar(library, "self_test", tested, content)
        if tested.may_be_pressed:
            found[f"press_test:{tested.id}"] = _familiar(library, "press_test", tested, content)
    return found


def log_readiness(library: Library) -> Floats:
    """Log shares (3,) of the people of low, usual and high readiness."""
    usual = library.number("locating.readiness_usual")
    shares: Floats = np.log(np.array([(1.0 - usual) / 2.0, usual, (1.0 - usual) / 2.0]))
    return shares


def by_readiness(library: Library, chance: Floats) -> Floats:
    """The chances (..., ) of a yes as (3, ...) for low, usual and high readiness."""
    shift = library.number("locating.readiness_shift") * np.array([-1.0, 0.0, 1.0])
    odds = np.log(chance) - np.log1p(-chance)
    found: Floats = 1.0 / (1.0 + np.exp(-(odds + shift.reshape(-1, *([1] * chance.ndim)))))
    return found


def together(chance: Floats, second: Floats, anybody: float) -> Floats:
    """The chance of a yes when a second muscle with the chance `second` joins in; `anybody` is the least chance of all.

    What the second muscle adds to what anybody says is a cause of its own.
    """
    found: Floats = 1.0 - (1.0 - chance) * (1.0 - (second - anybody) / (1.0 - anybody))
    return found


def _familiar(library: Library, test: str, tested: Muscle, content: Iterable[Muscle]) -> Floats:
    """The chance (N,) that a test of one muscle brings up the familiar pain of each."""
    hit, near, other = (library.number(f"locating.{test}_{name}") for name in ("hit", "near", "other"))
    mistaken = {id_ for group in library.confusions.values() if tested.id in group.muscles for id_ in group.muscles}
    return np.array(
        [
            hit if muscle.id == tested.id else near if muscle.group == tested.group or muscle.id in mistaken else other
            for muscle in content
        ]
    )
