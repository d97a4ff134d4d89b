"""The file that a fit leaves behind: the numbers found, and where they come from.

`recovery.fitted` reads it. It holds no fact of anybody: names and digests of the files, and how many people, knots and
readings there were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import unknot
from unknot.content.library import Library
from unknot.errors import Problem
from unknot.recovery.fitted import FORMAT, VERSION, base_sha256, version_of
from unknot.recovery.fitting.search import Fit


@dataclass(frozen=True, slots=True)
class Fitting:
    """One fit: of what kind ("knots", "daily"), to how many, and how it went. `knots` is 0 for daily diaries."""

    kind: str
    people: int
    knots: int
    readings: int
    fit: Fit


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, by name and digest."""

    name: str
    sha256: str


def record(
    library: Library,
    fittings: Sequence[Fitting],
    *,
    made_on: date,
    sources: Sequence[Source],
    left_out: Sequence[Problem],
) -> dict[str, Any]:
    """What is written of `fittings` of the numbers of `library`, as plain JSON. `made_on` is the caller's day."""
    values = {id_: value for fitting in fittings for id_, value in fitting.fit.values.items()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "parameters_version": version_of(library.parameters_version, base_sha256(library), values),
        "base": {"parameters_version": library.parameters_version, "sha256": base_sha256(library)},
        "made_on": made_on.isoformat(),
        "unknot": unknot.__version__,
        "fits": [_told(fitting) for fitting in fittings],
        "rows": {id_: _row(library, id_, value) for id_, value in values.items()},
        "files": [asdict(source) for source in sources],
        "left_out": [problem._asdict() for problem in left_out],
    }


def to_bytes(raw: Mapping[str, Any]) -> bytes:
    """The record as it stands in the file."""
    return (json.dumps(raw, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _told(fitting: Fitting) -> dict[str, Any]:
    return {
        "kind": fitting.kind,
        "people": fitting.people,
        "knots": fitting.knots,
        "readings": fitting.readings,
        "steps": fitting.fit.steps,
        "loss_before": fitting.fit.before,
        "loss_after": fitting.fit.after,
    }


def _row(library: Library, id_: str, value: float) -> dict[str, Any]:
    row = library.parameters[id_]
    return {"before": row.value, "after": value, "low": row.low, "high": row.high, "unit": row.unit}
