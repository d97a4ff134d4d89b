"""Numbers of the recovery model that `unknot fit` found, laid over those that are installed.

A file of them can reach nothing but rows of `recovery.` that have a range to move in, and nothing outside that range:
no safety rule, ceiling or convention. A row that was fitted names the fit as its first source. What a version of it is
called follows from what it holds, so a number that was
changed by hand is found out, and a forecast made with it names it.

Code                   | Meaning
---------------------- | ---------------------------------------------------------------------------
`fitted_foreign`       | the file holds no fitted numbers, or not in the shape that they have
`fitted_newer`         | a newer Unknot wrote it, in a format this one does not know
`fitted_other_base`    | the numbers were fitted from others than are installed
`fitted_altered`       | a number was changed after the fit
`fitted_row_closed`    | a row is named that may not be fitted
`parameter_out_of_bounds` | a number lies outside the range of its row
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from unknot.content.library import Library
from unknot.content.records import Parameter, Source
from unknot.errors import ContentError, InputError, Problem, VersionError
from unknot.facts.strict_json import read_json
from unknot.recovery.parameters import STARTS, from_library

FORMAT = "unknot-fitted-numbers"
VERSION = 1
OPEN = "recovery."
"""Only rows whose id begins so may be fitted."""
SOURCE = "fitted"
"""The source that rows which were fitted name first."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a file of fitted numbers says that matters for its use: row -> value, from what, to how many and when."""

    values: Mapping[str, float]
    people: int
    made_on: str
    parameters_version: str
    base_version: str
    base_sha256: str


def read(data: bytes, place: str) -> Fitted:
    """The numbers in the file that holds `data`; `place` names it. Raises `InputError`, and `VersionError` if newer."""
    try:
        raw = read_json(data)
    except ValueError as error:
        raise _foreign(place, f"this is no JSON: {error}") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise _foreign(place, "this file holds no fitted numbers")
    if isinstance(raw.get("version"), int) and raw["version"] > VERSION:
        message = f"a newer Unknot wrote this file (format {raw['version']}, this one knows {VERSION})"
        raise VersionError(Problem("fitted_newer", place, message, "install that Unknot"))
    try:
        base = raw["base"]
        fitted = Fitted(
            values=MappingProxyType({id_: _number(row["after"]) for id_, row in raw["rows"].items()}),
            people=sum(fit["people"] for fit in raw["fits"]),
            made_on=raw["made_on"],
            parameters_version=raw["parameters_version"],
            base_version=base["parameters_version"],
            base_sha256=base["sha256"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _foreign(place, f"something is missing or of another kind: {error!r}") from None
    if fitted.parameters_version != version_of(fitted.base_version, fitted.base_sha256, fitted.values):
        raise InputError(
            Problem("fitted_altered", place, "a number was changed after the fit", "use the file as it was written")
        )
    return fitted


def with_fitted(library: Library, fitted: Fitted, place: str) -> Library:
    """`library` with the numbers of `fitted`, a version of parameters that says so, and one source more.

    Raises `VersionError` where they were fitted from other numbers than those of `library`, and `InputError` naming
    every row that may not be fitted or whose number cannot be.
    """
    if (fitted.base_version, fitted.base_sha256) != (library.parameters_version, base_sha256(library)):
        message = f"fitted from parameters {fitted.base_version}; installed are others, {library.parameters_version}"
        raise VersionError(Problem("fitted_other_base", place, message, "fit anew: unknot fit"))
    problems = [problem for id_, value in fitted.values.items() if (problem := _wrong(library, id_, value)) is not None]
    if problems:
        raise InputError(*problems)
    rows = {id_: _refitted(library.parameters[id_], value) for id_, value in fitted.values.items()}
    cite = library.say("fitted.source", people=fitted.people, day=fitted.made_on, version=fitted.parameters_version)
    source = Source(id=SOURCE, cite=cite, url=None, doi=None, seen=fitted.made_on)
    changed = replace(
        library,
        parameters=MappingProxyType({**library.parameters, **rows}),
        sources=MappingProxyType({**library.sources, SOURCE: source}),
        parameters_version=fitted.parameters_version,
    )
    try:
        for profile in STARTS:
            from_library(changed, profile)
    except ContentError as error:
        raise InputError(*error.problems) from None
    return changed


def may_be_fitted(library: Library, id_: str) -> bool:
    """Whether there is a row `id_` of the recovery model that has a range to move in."""
    row = library.parameters.get(id_)
    return row is not None and id_.startswith(OPEN) and row.low < row.high


def base_sha256(library: Library) -> str:
    """A digest of every number of the recovery model with its range."""
    rows = {id_: [p.value, p.low, p.high] for id_, p in library.parameters.items() if id_.startswith(OPEN)}
    return _digest(rows)


def version_of(base_version: str, base_sha256: str, values: Mapping[str, float]) -> str:
    """The version of parameters that `values`, fitted from that base, make."""
    numbers = {id_: float(value) for id_, value in values.items()}
    return f"{base_version}+fit.{_digest([base_sha256, numbers])[:12]}"


def _wrong(library: Library, id_: str, value: float) -> Problem | None:
    place = f"rows.{id_}"
    if not may_be_fitted(library, id_):
        return Problem("fitted_row_closed", place, "this row may not be fitted", f"rows of {OPEN}* that have a range")
    row = library.parameters[id_]
    if not row.low <= value <= row.high:
        return Problem("parameter_out_of_bounds", place, f"{value} is not in {row.low} to {row.high}")
    return None


def _refitted(row: Parameter, value: float) -> Parameter:
    return replace(row, value=value, source_class="derived", sources=(SOURCE, *row.sources))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, allow_nan=False).encode()).hexdigest()


def _foreign(place: str, message: str) -> InputError:
    return InputError(Problem("fitted_foreign", place, message, "choose a file made by `unknot fit`"))
