"""What a check is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from unknot.content.checks.documents import Files
from unknot.content.library import Library
from unknot.errors import Problem

Found = tuple[str, str]
"""The place where something is wrong, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The content as files and as the library those files state; `fresh` is what they compile to, by file name."""

    files: Files
    library: Library
    settings: Mapping[str, Any]
    fresh: Mapping[str, bytes]
    row_files: Mapping[tuple[str, str], str]
    text_files: Mapping[str, str]

    def place(self, table: str, id_: str, field: str = "") -> str:
        """Where a row (or one field of it) stands: `atlas/areas.yaml:crown.neighbours`."""
        path = self.row_files.get((table, id_), table)
        return f"{path}:{id_}.{field}" if field else f"{path}:{id_}"

    def text_place(self, key: str) -> str:
        """Where a sentence stands: `text/en/atlas.yaml:area.crown.label`."""
        return f"{self.text_files.get(key, 'text')}:{key}"


Subject = TypeVar("Subject", Files, Sources)


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One rule over the content: a permanent id, what must be true, how to mend it, and who looks."""

    id: str
    statement: str
    hint: str
    look: Callable[[Subject], Iterable[Found]]

    def problems(self, subject: Subject) -> list[Problem]:
        """Every place in `subject` where the statement is not true, in the order of the content."""
        return [Problem(self.id, place, message, self.hint) for place, message in self.look(subject)]


def check(id_: str, statement: str, hint: str = "") -> Callable[[Callable[[Subject], Iterable[Found]]], Check[Subject]]:
    """Make a check of the function below it."""
    return lambda look: Check(id_, statement, hint, look)
