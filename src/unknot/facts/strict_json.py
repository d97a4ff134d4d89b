"""JSON that means one thing only: nothing stands twice, every number is a number, nothing is nested without end."""

from __future__ import annotations

import json
from typing import Any, NoReturn

DEEPEST = 32
"""How many lists and objects may lie inside each other; no shape that Unknot reads comes near it."""


def read_json(text: bytes | str) -> Any:
    """The value that `text` states. Raises `ValueError` saying why it states none, or more than one."""
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    _refuse_depth(value)
    return value


_TOO_DEEP = f"it is nested more than {DEEPEST} levels deep"


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        inner = [each for each in level if isinstance(each, dict | list)]
        if not inner:
            return
        level = [item for each in inner for item in (each.values() if isinstance(each, dict) else each)]
    raise ValueError(_TOO_DEEP)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value
