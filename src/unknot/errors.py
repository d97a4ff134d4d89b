"""The error tree: everything Unknot raises on purpose.

    UnknotError
    ├── InputError            what came in is not usable; nothing was changed
    │   ├── FactError         one or more facts are malformed, impossible or unknown
    │   └── RequestError      a request to `advise` is malformed
    ├── ContentError          the content files are broken; the product refuses to start
    ├── VersionError          content, parameters or database of a version that is not installed
    ├── StoreError            the data folder or database cannot be used
    └── ModelError            the numbers failed; advice is withheld, never guessed

A red flag, too little data and "rest today" are results, never errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong: a permanent `code`, the `place` it stands in, and how to mend it.

    No dataclass, because the desk companion loads this module and would pay for `inspect`.
    """

    code: str
    place: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"{self.place}: {self.message}" if self.place else self.message
        return f"{line} ({self.hint})" if self.hint else line


class UnknotError(Exception):
    """Base of the tree; carries at least one `Problem`."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> UnknotError:
        return cls(*problems)


class InputError(UnknotError):
    """What came in is not usable; nothing was changed."""


class FactError(InputError):
    """One or more facts are malformed, impossible or name unknown ids."""


class RequestError(InputError):
    """A request to `advise` is malformed."""


class ContentError(UnknotError):
    """The content is missing or broken; the product fails closed."""


class VersionError(UnknotError):
    """Content, parameters or a database of a version that is not installed here."""


class StoreError(UnknotError):
    """The data folder or the database cannot be used."""


class ModelError(UnknotError):
    """The recovery model failed numerically; advice is withheld, never guessed."""
