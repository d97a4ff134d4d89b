"""The files that hold the tables, by their format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from unknot.content.library import Library
from unknot.exchange import sqlite_tables, tables
from unknot.facts import Fact
from unknot.facts.history import standing


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a format are named, and what they are to a browser. `is_text` is whether a terminal can show it."""

    suffix: str
    content_type: str
    is_text: bool


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("csv.zip", "application/zip", is_text=False),
        "jsonl": Format("jsonl", "application/jsonl", is_text=True),
        "sqlite": Format("sqlite", "application/vnd.sqlite3", is_text=False),
    }
)


def table_file(library: Library, facts: Iterable[Fact], form: str, *, exported_at: datetime) -> tuple[bytes, int]:
    """What holds of `facts` as a file of the format `form`, and how many entries that are."""
    held = standing(facts)
    if form == "jsonl":
        return tables.to_jsonl(library, held), len(held)
    made = tables.tables(library, held, exported_at=exported_at)
    data = sqlite_tables.to_sqlite(made) if form == "sqlite" else tables.to_csv(made, exported_at=exported_at)
    return data, len(held)
