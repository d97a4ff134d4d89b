"""How a route is declared: what it takes, what it answers, and the words about it, for serving and for OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

from unknot.errors import Problem

JSON = "application/json"
JSON_LINES = "application/jsonl"
READING = ("GET", "HEAD")
CHANGING = ("PUT", "PATCH", "DELETE")

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address: how its text is read, and what OpenAPI says of it.

    `read` raises `BadParameterError`. In a path it is always needed, in a query never.
    """

    name: str
    read: Callable[[str], Any]
    schema: Schema
    description: str


class BadParameterError(Exception):
    """The text of a parameter says nothing usable."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries. The view gets the bytes, or for JSON what they state; None for an empty body, where it
    is not `required`."""

    schema: Schema
    description: str
    media_type: str = JSON
    examples: Mapping[str, Any] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that is no problem."""

    description: str
    schema: Schema
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    `view` takes the request, then by name the parameters and, if there is one, the `body`. `problems` are the statuses
    beside those that every operation may answer.
    """

    name: str
    view: Callable[..., HttpResponse]
    summary: str
    description: str
    answers: Mapping[int, Answer]
    query: tuple[Parameter, ...] = ()
    body: Body | None = None
    problems: tuple[int, ...] = ()

    def media_types(self) -> tuple[str, ...]:
        """The kinds of answer that a program may ask for."""
        return tuple(dict.fromkeys(answer.media_type for answer in self.answers.values()))


@dataclass(frozen=True, slots=True)
class Route:
    """One path below `/api/v1/` with its methods. `{name}` in it stands for the path parameter of that name.

    `refusal` says why nothing can be changed or removed there.
    """

    path: str
    operations: Mapping[str, Operation]
    parameters: tuple[Parameter, ...] = ()
    refusal: Problem | None = None

    def allow(self) -> str:
        """The methods as the header `Allow` lists them."""
        return ", ".join(method for name in self.operations for method in (READING if name == "GET" else (name,)))
