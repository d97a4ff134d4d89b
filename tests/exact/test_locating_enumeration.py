"""The ranking is the model of `locating.ranking`, written down a second time and summed one case after another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from tests.core.locating.stories import told
from unknot.content.library import load
from unknot.locating.pairs import related
from unknot.locating.ranking import by_side

WHOLE = load()
MUSCLES = ("levator_scapulae", "rhomboids", "upper_trapezius", "middle_trapezius", "splenius_cervicis", "infraspinatus")
LIBRARY = replace(WHOLE, muscles={id_: WHOLE.muscles[id_] for id_ in MUSCLES})
"""Few muscles that are related to one another, so that every case can be gone through."""
OTHER = {"left": "right", "right": "left"}
SHORT = {"left": "l", "right": "r"}


def number(name: str) -> float:
    return LIBRARY.number(f"locating.{name}")


def region(area: str, side: str) -> str:
    return f"{area}_{SHORT[side]}" if LIBRARY.areas[area].paired else area


def mirrored(name: str) -> str:
    return f"{name[:-1]}{'r' if name[-1] == 'l' else 'l'}" if name[-2:] in ("_l", "_r") else name


def pattern(muscle: str, side: str) -> dict[str, float]:
    row, weights = LIBRARY.muscles[muscle], {}
    named = [(area, side, weight) for area, weight in (*row.essential.items(), *row.spillover.items())]
    named += [(area, OTHER[side], weight) for area, weight in row.other_side.items()]
    for area, where, weight in named:
        weights[region(area, where)] = max(weights.get(region(area, where), 0.0), weight)
    return weights


def hurting(muscle: str, side: str, extent: float, strength: float = 1.0) -> dict[str, float]:
    """How likely each place hurts; `strength` weakens all of it, as for a second muscle."""
    points = LIBRARY.muscles[muscle].trigger_points
    hurts = {place: extent * weight for place, weight in pattern(muscle, side).items()}
    for place in {region(area, side) for point in points for area in point.areas}:
        share = sum(region(area, side) == place for point in points for area in point.areas) / len(points)
        hurts[place] = max(hurts.get(place, 0.0), number("local_weight") * share)
    return {place: min(strength * chance, number("hurt_ceiling")) for place, chance in hurts.items()}


def left_empty(place: str, hurts: dict[str, float], width: str) -> float:
    """The chance that a place stays unmarked as far as one muscle goes."""
    chance, wide = 1.0 - number(f"mark_hit_{width}") * hurts.get(place, 0.0), number(f"width_{width}")
    for source, strength in hurts.items():
        distance = LIBRARY.surface[source].near.get(place)
        run_over = wide * number("spread_max") * math.exp(-distance / number("spread_scale")) if distance else 0.0
        slipped = number("slip_one") if source != place and mirrored(source) == place else 0.0
        chance *= 1.0 - (1.0 - (1.0 - run_over) * (1.0 - slipped)) * strength
    return chance


def drawing_chance(marks: dict[str, int], main: tuple[str, str], second: tuple[str, str] | None) -> float:
    strongest, total = max(marks.values()), 0.0
    small, full = number("extent_share_small"), number("extent_share_full")
    narrow, wide = number("width_share_narrow"), number("width_share_wide")
    extents = [("small", small), ("usual", 1.0 - small - full), ("full", full)]
    widths = [("narrow", narrow), ("usual", 1.0 - narrow - wide), ("wide", wide)]
    for (extent, felt_by), (width, marked_by) in product(extents, widths):
        hurts = hurting(*main, number(f"extent_{extent}"))
        added = {} if second is None else hurting(*second, 1.0, number("extent_second"))
        with_main = without_main = nothing_of_main = 1.0
        for place in LIBRARY.regions:
            mine = left_empty(place, hurts, width)
            others = (1.0 - number("background")) * left_empty(place, added, width)
            nothing_of_main *= mine
            if place in marks:
                say = 1.0 - number("intensity_pull") * (1.0 - marks[place] / strongest)
                with_main *= (1.0 - mine * others) ** say
                without_main *= mine * (1.0 - others) ** say
            else:
                with_main *= mine * others
                without_main *= mine * others
        lost = 1.0 - number("elsewhere")
        total += felt_by * marked_by * (with_main - lost * without_main) / (1.0 - lost * nothing_of_main)
    return total


def shifted(chance: float, by: float) -> float:
    return 1.0 / (1.0 + math.exp(-(math.log(chance / (1.0 - chance)) + by)))


def yes_chances(movement: str) -> dict[str, float]:
    rows = LIBRARY.muscles.values()
    groups = {row.group for row in rows if movement in (*row.movements_hurt, *row.movements_limited)}
    return {
        row.id: number("movement_listed")
        if movement in row.movements_hurt
        else number("movement_limited")
        if movement in row.movements_limited
        else number("movement_near")
        if row.group in groups
        else number("movement_other")
        for row in rows
    }


def answers_chance(answers: dict[str, str], main: str, second: str | None) -> float:
    usual, total = number("readiness_usual"), 0.0
    for by, share in ((-1, (1 - usual) / 2), (0, usual), (1, (1 - usual) / 2)):
        chance = share
        for movement, said in answers.items():
            listed = yes_chances(movement)
            anybody = min(listed.values())
            more = 0.0 if second is None else (listed[second] - anybody) / (1.0 - anybody)
            yes = shifted(1.0 - (1.0 - listed[main]) * (1.0 - more), by * number("readiness_shift"))
            chance *= yes if said == "yes" else 1.0 - yes
        total += chance
    return total


def sources() -> Iterator[tuple[str, str | None, bool, float]]:
    """Main muscle, second muscle, whether that is on the other side, and the chance."""
    prior = {id_: row.prior ** number("prior_strength") for id_, row in LIBRARY.muscles.items()}
    whole = sum(prior.values())
    for main, weight in prior.items():
        beside = related(LIBRARY, main)
        both = number("two_sides") if beside else 1.0
        yield main, None, False, weight / whole * (1.0 - number("share_two"))
        yield main, main, True, weight / whole * number("share_two") * both
        for other in beside:
            share = prior[other] / sum(prior[each] for each in beside)
            yield main, other, False, weight / whole * number("share_two") * (1.0 - both) * share


@pytest.mark.parametrize(
    ("marks", "answers"),
    [
        ({"neck_lower_r": 7, "shoulder_top_r": 4}, {"neck_turn_same": "yes", "deep_breath": "no"}),
        ({"inner_blade_l": 5, "inner_blade_r": 2, "sacrum": 3}, {}),
        ({"heel_l": 4}, {"neck_turn_same": "yes"}),
    ],
)
def test_the_ranking_is_the_sum_over_every_case_of_the_model(marks, answers) -> None:
    found: dict[tuple[str, str], float] = {}
    turned = {mirrored(place): strength for place, strength in marks.items()}
    for main, second, opposite, chance in sources():
        said = answers_chance(answers, main, second)
        for side in ("left", "right"):
            beside = None if second is None else (second, OTHER[side] if opposite else side)
            drawn = (1.0 - number("slip")) * drawing_chance(marks, (main, side), beside)
            drawn += number("slip") * drawing_chance(turned, (main, side), beside)
            found[main, side] = found.get((main, side), 0.0) + chance * said * drawn
    ranked = by_side(LIBRARY, told(marks, [(f"movement:{id_}", value) for id_, value in answers.items()]))
    assert ranked == pytest.approx({key: value / sum(found.values()) for key, value in found.items()}, rel=1e-9)
