"""A pain drawing as codes of published body maps, and codes back as regions where that is exact.

A map is coarser than the drawing in some places and finer in none, so a code stands for the strongest mark among its
regions. Back again, only a code that one region has, and a region that has no other code, say the same of each other.

Code                   | Meaning
---------------------- | ------------------------------------------------------------
`body_map_unknown`     | no body map of this name is known
`body_code_unknown`    | the body map has no such code
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypedDict

from unknot.content.library import Library
from unknot.content.records import BodyMap
from unknot.errors import InputError, Problem

Sex = Literal["female", "male"]
COLUMNS = ("map", "drawing", "code", "intensity", "regions")
STANDARD, FEMALE = "standard", "female"
"""The two orders of codes that a map can have; most have one."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One code of a body map: the strongest intensity, 1 to 10, among the marked `regions` it stands for."""

    code: str
    intensity: int
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What codes say in regions: `marks` where that is exact, and the codes that could stand for something else too."""

    marks: Mapping[str, int]
    inexact: tuple[str, ...]


class CodedMap(TypedDict):
    """The codes of one body map as plain JSON: its name, the order its drawing has, and code to intensity."""

    name: str
    drawing: str
    codes: dict[str, int]


def order_of(library: Library, map_id: str, sex: Sex | None) -> str:
    """Which order of codes the drawing of this map has for a person: `female` where it is one of its own."""
    return FEMALE if sex == "female" and _map(library, map_id).female_order else STANDARD


def encoded(library: Library, map_id: str, marks: Mapping[str, int], sex: Sex | None = None) -> tuple[Coded, ...]:
    """The codes of the marked regions, in order, as the drawing for this sex numbers them. Regions that the map has no
    code for are left out. Raises `InputError` (`body_map_unknown`)."""
    body_map = _map(library, map_id)
    regions: dict[str, list[str]] = {}
    for region, intensity in marks.items():
        if intensity > 0:
            for code in library.regions[region].codes[map_id]:
                regions.setdefault(_drawn(body_map, code, sex), []).append(region)
    return tuple(
        Coded(code, max(marks[each] for each in found), tuple(found))
        for code, found in sorted(regions.items(), key=_place)
    )


def decoded(library: Library, map_id: str, codes: Mapping[str, int], sex: Sex | None = None) -> Read:
    """The marks that codes of the drawing for this sex stand for, where each stands for exactly one region.

    Raises `InputError` (`body_map_unknown`, `body_code_unknown`).
    """
    body_map = _map(library, map_id)
    by_code: dict[str, list[str]] = {}
    for region in library.regions.values():
        for code in region.codes[map_id]:
            by_code.setdefault(code, []).append(region.id)
    marks: dict[str, int] = {}
    inexact, unknown = [], []
    for code, intensity in codes.items():
        standard = _standard(body_map, code, sex)
        found = by_code.get(standard, ())
        if not found:
            unknown.append(code)
        elif len(found) == 1 and library.regions[found[0]].codes[map_id] == (standard,):
            marks[found[0]] = intensity
        else:
            inexact.append(code)
    if unknown:
        hint = ", ".join(sorted(by_code, key=lambda code: (len(code), code)))
        raise InputError(*(Problem("body_code_unknown", map_id, f"no code {code!r}", hint) for code in unknown))
    return Read(marks, tuple(inexact))


def as_csv(library: Library, marks: Mapping[str, int], sex: Sex | None = None) -> bytes:
    """The codes of every known map as a table in UTF-8, one row a code, with `COLUMNS`; spaces part the regions."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for map_id in library.body_maps:
        order = order_of(library, map_id, sex)
        for each in encoded(library, map_id, marks, sex):
            table.writerow((map_id, order, each.code, each.intensity, " ".join(each.regions)))
    return text.getvalue().encode()


def as_raw(library: Library, marks: Mapping[str, int], sex: Sex | None = None) -> dict[str, CodedMap]:
    """The codes of every known map, by its id."""
    return {
        map_id: {
            "name": body_map.name,
            "drawing": order_of(library, map_id, sex),
            "codes": {each.code: each.intensity for each in encoded(library, map_id, marks, sex)},
        }
        for map_id, body_map in library.body_maps.items()
    }


def _map(library: Library, map_id: str) -> BodyMap:
    found = library.body_maps.get(map_id)
    if found is None:
        known = ", ".join(library.body_maps)
        raise InputError(Problem("body_map_unknown", "map", f"no body map is called {map_id!r}", known))
    return found


def _standard(body_map: BodyMap, code: str, sex: Sex | None) -> str:
    return body_map.female_order.get(code, code) if sex == "female" else code


def _drawn(body_map: BodyMap, standard: str, sex: Sex | None) -> str:
    drawn = {each: code for code, each in body_map.female_order.items()}
    return drawn.get(standard, standard) if sex == "female" else standard


def _place(found: tuple[str, Iterable[str]]) -> tuple[int, str]:
    return len(found[0]), found[0]
