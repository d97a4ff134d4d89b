"""Servers with a record to look at, for tests and for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import lives
from tests.web.serving import Served, serving, unknot


@contextmanager
def holding(folder: Path, knots: tuple[str, ...]) -> Iterator[Served]:
    """A server whose person has these knots."""
    file = folder / "record.jsonl"
    file.write_bytes(lives.export(lives.of(*knots)))
    read = unknot("import", file, "--data", folder / "data")
    if read.code:
        raise RuntimeError(read.error)
    with serving(folder / "data") as there:
        yield there
