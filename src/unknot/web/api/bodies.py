"""What a small JSON body says, field by field; the codes are those of a request to the one door.

Code                    | Meaning
----------------------- | ------------------------------------
`request_not_an_object` | the body is no object
`request_unknown_field` | the body has a field it does not have
`request_not_text`      | a field is missing, or is no text
`request_not_a_list`    | a field is missing, or is no list of texts
`request_not_one_of`    | a field is none of the words it may be
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unknot.errors import Problem, RequestError

Said = Mapping[str, Any]


def fields(body: Any, names: Sequence[str]) -> Said:
    """The fields of `body`, all among `names`. Raises `RequestError`."""
    if not isinstance(body, dict):
        raise RequestError(Problem("request_not_an_object", "body", f"expected an object, got {type(body).__name__}"))
    unknown = [
        Problem("request_unknown_field", f"body.{name}", "there is no such field here", ", ".join(names))
        for name in body
        if name not in names
    ]
    if unknown:
        raise RequestError(*unknown)
    return body


def text(said: Said, name: str) -> str:
    """The text in the field `name`. Raises `RequestError`."""
    value = said.get(name)
    if not isinstance(value, str):
        raise RequestError(Problem("request_not_text", f"body.{name}", f"expected text, got {value!r}"))
    return value


def one_of(said: Said, name: str, words: Sequence[str]) -> str:
    """The word in the field `name`, one of `words`. Raises `RequestError`."""
    value = said.get(name)
    if value not in words:
        hint = f"one of {', '.join(words)}"
        raise RequestError(Problem("request_not_one_of", f"body.{name}", f"{value!r} is none of the words", hint))
    return str(value)


def texts(said: Said, name: str) -> tuple[str, ...]:
    """The texts in the field `name`, at least one, each once. Raises `RequestError`."""
    value = said.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise RequestError(Problem("request_not_a_list", f"body.{name}", "expected a list of texts", "at least one"))
    return tuple(dict.fromkeys(value))
