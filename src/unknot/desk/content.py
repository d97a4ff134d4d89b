"""The numbers and sentences of the companion, from a small file of the compiled content made for it alone.

Code                      | Meaning
------------------------- | ----------------------------------------------------------
`content_missing_file`    | the file is not installed
`content_missing_number`  | the file holds no such number
`content_missing_text`    | the file holds no such sentence
`content_unreadable`      | the file is not JSON
`content_wrong_shape`     | the file is not made for this companion
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from unknot.errors import ContentError, Problem

FILE = Path(__file__).parent.parent / "data" / "compiled" / "desk.json"


def version() -> str:
    """The version of the content."""
    return str(_read(FILE)["version"])


def number(parameter: str) -> float:
    """The central value of a parameter. Raises `ContentError` if there is none of this id."""
    value = _read(FILE)["numbers"].get(parameter)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ContentError(Problem("content_missing_number", f"parameters.{parameter}", "no such number"))
    return float(value)


def say(key: str, **values: object) -> str:
    """The sentence stored under `key` with `{placeholders}` filled in. Raises `ContentError` if there is none."""
    sentence = _read(FILE)["texts"].get(key)
    if not isinstance(sentence, str):
        raise ContentError(Problem("content_missing_text", f"text.{key}", "no such sentence"))
    return sentence.format_map(values) if values else sentence


@cache
def _read(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise ContentError(
            Problem("content_missing_file", str(file), "content file is missing", "reinstall unknot")
        ) from None
    except ValueError as error:
        raise ContentError(
            Problem("content_unreadable", str(file), f"content is not JSON: {error}", "reinstall unknot")
        ) from None
    whole = isinstance(found, dict) and all(isinstance(found.get(part), dict) for part in ("numbers", "texts"))
    if not whole or not isinstance(found.get("version"), str):
        raise ContentError(Problem("content_wrong_shape", str(file), "content has the wrong shape", "reinstall unknot"))
    return dict(found)
