"""Whether rows written by an editor have the shape of the records they are compiled to.

The YAML rows become JSON and are read strictly against `content.records`: no field is missing, misspelt or
left over, and nothing is quietly turned into something else (`yes` is not 1, 3 is not "3").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from math import isfinite
from types import GenericAlias
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from unknot.content.library import TABLES
from unknot.errors import Problem

CODE = "cc_rows_have_the_shape_of_their_records"
HINT = "compare the row with its record in content/records.py"
ID = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")

Place = Callable[[str, str], str]
"""From a row's id and the dotted path of a field to the place a problem is reported at."""


def validate(table: str, rows: Mapping[Any, Any], place: Place) -> list[Problem]:
    """Everything about `rows` that does not fit the record of `table`; empty if all of it fits."""
    problems: list[Problem] = []
    fitting: dict[str, Mapping[str, Any]] = {}
    for id_, row in rows.items():
        found = list(_not_json(id_, row, place))
        problems.extend(found)
        if not found:
            fitting[id_] = row
    problems.extend(_not_the_record(table, fitting, place))
    return problems


def _not_json(id_: object, row: object, place: Place) -> Iterator[Problem]:
    """What JSON cannot say: keys that are not text, dates, infinities, a row that is no mapping."""
    if not isinstance(id_, str) or not ID.fullmatch(id_):
        yield _problem(place(str(id_), ""), f"{id_!r} is not an id: small letters, digits, single _ . or -")
    elif not isinstance(row, Mapping):
        yield _problem(place(id_, ""), f"a row is a mapping of fields, not {type(row).__name__}")
    elif "id" in row:
        yield _problem(place(id_, "id"), "the id is the key of the row and is not repeated inside it")
    else:
        for path, value in _odd_values(row):
            yield _problem(place(id_, path), f"{value!r} is not text, a number, true, false, null, a list or a mapping")


def _odd_values(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                yield path, key
            yield from _odd_values(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _odd_values(inner, f"{path}.{number}")
    elif not isinstance(value, (str, int, float, type(None))) or (isinstance(value, float) and not isfinite(value)):
        yield path, value


def _not_the_record(table: str, rows: Mapping[str, Mapping[str, Any]], place: Place) -> Iterator[Problem]:
    try:
        _adapter(table).validate_json(json.dumps({id_: {"id": id_, **row} for id_, row in rows.items()}))
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            id_, *path = (str(step) for step in detail["loc"])
            yield _problem(place(id_, ".".join(path)), detail["msg"])


@cache
def _adapter(table: str) -> TypeAdapter[Any]:
    # JSON mode takes lists for tuples and objects for dataclasses although it is strict.
    rows: Any = GenericAlias(dict, (str, TABLES[table]))
    return TypeAdapter(rows, config=ConfigDict(strict=True, extra="forbid"))


def _problem(place: str, message: str) -> Problem:
    return Problem(CODE, place, message, HINT)
