"""Draws the made-up cases of `cases_generated.yaml`: `python tests/core/locating/generate_cases.py [seed] [cases]`.

The noise here is deliberately not the model's: weights of the atlas are disturbed case by case, a second muscle joins
in, some people mark only referred pain, marks leak to neighbours, stray far away or land on the other side, and
movements, symptoms and causes are told by few and sometimes belong to something else. None of it reads
`data/parameters`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from unknot.content.library import Library, load

SEED = 20_260_117
CASES = 120
WHERE = Path(__file__).with_name("cases_generated.yaml")


def cases(library: Library, seed: int = SEED, count: int = CASES) -> dict[str, dict[str, Any]]:
    """`count` cases, reproducible from `seed`."""
    rng = np.random.default_rng(seed)
    drawn: dict[str, dict[str, Any]] = {}
    while len(drawn) < count:
        case = _case(library, rng)
        if case["marks"]:
            drawn[f"made_up_{len(drawn) + 1:03d}"] = case
    return drawn


def _case(library: Library, rng: np.random.Generator) -> dict[str, Any]:
    ids = sorted(library.muscles)
    met = np.sqrt([library.muscles[id_].prior for id_ in ids])
    muscle = library.muscles[ids[int(rng.choice(len(ids), p=met / met.sum()))]]
    side, other = ("l", "r") if rng.random() < 0.5 else ("r", "l")
    areas = _felt(library, muscle.id, rng, share=rng.uniform(0.5, 1.0))
    if rng.random() < 0.25:
        points = {area for point in muscle.trigger_points for area in point.areas}
        areas = [area for area in areas if area not in points] or areas
    related = [id_ for id_ in (*muscle.satellites, *muscle.synergists) if id_ in library.muscles]
    if related and rng.random() < 0.25:
        areas += _felt(library, str(rng.choice(related)), rng, share=0.4)
    regions = {_region(library, area, side if rng.random() > 0.03 else other) for area in areas}
    for region in sorted(regions):
        if rng.random() < 0.12:
            regions.discard(region)
        elif rng.random() < 0.2:
            regions.add(str(rng.choice(sorted(library.regions[region].neighbours))))
    if regions and rng.random() < 0.1:
        regions.add(str(rng.choice(sorted(library.regions))))
    case: dict[str, Any] = {
        "marks": {region: int(rng.integers(2, 9)) for region in sorted(regions)},
        "expect": muscle.id,
        "side": "left" if side == "l" else "right",
    }
    close = [library.muscles[id_] for id_ in ids if library.muscles[id_].group == muscle.group]
    nearby = sorted({movement for each in close for movement in each.movements_hurt})
    listed = [*muscle.movements_hurt, *muscle.movements_limited]
    hurting = {str(rng.choice(listed if rng.random() < 0.7 else nearby)) for _ in range(rng.integers(0, 4))}
    free = {str(rng.choice(nearby)) for _ in range(rng.integers(0, 3))} - hurting
    told = {
        "movements": hurting,
        "not_hurting": {
            movement for movement in sorted(free) if movement not in muscle.movements_hurt or rng.random() < 0.3
        },
        "symptoms": _some(rng, muscle.symptoms, sorted(library.symptoms), at_most=1, fitting=0.8),
        "causes": _some(rng, muscle.causes, sorted(library.causes), at_most=2, fitting=0.6),
    }
    return case | {key: sorted(values) for key, values in told.items() if values}


def _felt(library: Library, muscle: str, rng: np.random.Generator, share: float) -> list[str]:
    pattern = library.muscles[muscle].essential | library.muscles[muscle].spillover
    return [
        area
        for area, weight in sorted(pattern.items())
        if rng.random() < min(0.95, share * weight * float(np.exp(rng.normal(0.0, 0.4))))
    ]


def _region(library: Library, area: str, side: str) -> str:
    return f"{area}_{side}" if library.areas[area].paired else area


def _some(rng: np.random.Generator, own: tuple[str, ...], any_: list[str], *, at_most: int, fitting: float) -> set[str]:
    chosen = (own if own and rng.random() < fitting else any_ for _ in range(rng.integers(0, at_most + 1)))
    return {str(rng.choice(sorted(each))) for each in chosen}


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    drawn = cases(load(), *numbers)
    WHERE.write_text(
        "# Made up by generate_cases.py; not to be edited by hand.\n"
        + yaml.safe_dump(drawn, sort_keys=False, default_flow_style=None, width=110),
        encoding="utf-8",
    )
