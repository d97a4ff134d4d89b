"""The composed cases told badly: the same people, with marks forgotten, smeared, strayed or swapped, and fewer answers.

None of the rates is the model's or read from its parameters; they are high on purpose. The same cases come out each
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unknot.content.library import Library

SEED = 20_261_122
FORGOTTEN = 0.3
"""Chance that a mark is left out; one always stays."""
SMEARED = 0.3
"""Chance, for each mark, that a place beside it is coloured in as well."""
STRAYED = 0.2
"""Chance of a mark anywhere on the body, for some other reason."""
SWAPPED_ONE = 0.06
"""Chance, for each mark, that it is on the wrong side."""
SWAPPED_ALL = 0.04
"""Chance that the whole drawing is on the wrong side."""
UNSAID = 0.4
"""Chance, for each answer, that it was never given."""
OUT_OF_THIN_AIR = 0.3
"""Chance of a yes to a movement that has nothing to do with it."""


def badly_told(library: Library, rows: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows with other marks and answers; who is behind the pain stays."""
    found = {}
    for place, (id_, row) in enumerate(rows.items()):
        rng = np.random.default_rng((SEED, place))
        found[id_] = row | _answers(library, row, rng) | {"marks": _marks(library, row, rng)}
    return found


def _marks(library: Library, row: Mapping[str, Any], rng: np.random.Generator) -> dict[str, int]:
    told = dict(row["marks"])
    kept = [region for region in told if rng.random() >= FORGOTTEN] or [str(rng.choice(sorted(told)))]
    marks = {region: told[region] for region in kept}
    for region in kept:
        if rng.random() < SMEARED:
            marks.setdefault(str(rng.choice(sorted(library.regions[region].neighbours))), 3)
    if rng.random() < STRAYED:
        marks.setdefault(str(rng.choice(sorted(library.regions))), 3)
    everything = rng.random() < SWAPPED_ALL
    swapped: dict[str, int] = {}
    for region, strength in marks.items():
        wrong = everything or rng.random() < SWAPPED_ONE
        swapped[_across(library, region) if wrong else region] = strength
    return swapped


def _across(library: Library, region: str) -> str:
    """The same place on the other side; a place on the midline as it is."""
    here = library.regions[region]
    side = {"left": "right", "right": "left"}.get(here.side, here.side)
    return next(other.id for other in library.regions.values() if (other.area, other.side) == (here.area, side))


def _answers(library: Library, row: Mapping[str, Any], rng: np.random.Generator) -> dict[str, list[str]]:
    said = {
        kind: [id_ for id_ in row.get(kind, ()) if rng.random() >= UNSAID]
        for kind in ("movements", "symptoms", "causes")
    }
    if rng.random() < OUT_OF_THIN_AIR:
        said["movements"] = sorted({*said["movements"], str(rng.choice(sorted(library.movements)))})
    return said
