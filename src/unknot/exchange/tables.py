"""Everything that holds now as tables that other programs read: CSV files in a zip, or JSON Lines.

Corrections are applied: what was taken back is not there, what was corrected stands as it is now. The native export
(`exchange.native`) keeps every entry as it was written; only that one can be imported again.

CSV: RFC 4180 (a row of names, commas, CRLF, quotes where needed) in UTF-8, one file a table, with `README.txt` and the
table `about`. A text that a spreadsheet would take for a formula, and one that begins with an apostrophe, has one more
apostrophe in front: who reads the file takes one away from every text cell that begins with one.

JSON Lines: one entry a line, in the form of the native export, with `at_utc`, `local_day` and `words` besides.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import unknot
from unknot.content.library import Library
from unknot.exchange.table_columns import ABOUT, ABOUT_FILE, ALL, KNOTS, TABLES, Table
from unknot.facts import CheckIn, Episode, Fact, Preference, kind_of, local_day, to_raw
from unknot.facts.history import standing
from unknot.loop.naming import WORDS

VERSION = 1
"""Of the shape of the tables: grows when a column changes its meaning or goes."""

Value = str | int | float | None
Row = Mapping[str, Value]

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_ESCAPE = "'"
_OPENING = ("opened", "split")


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of every table by its name, in the order of `table_columns.ALL`; rows in order of time."""

    rows: Mapping[str, tuple[Row, ...]]


def tables(library: Library, facts: Iterable[Fact], *, exported_at: datetime) -> Tables:
    """What holds of `facts`, as tables. Every table is there, also without a row."""
    held = standing(facts)
    rows: dict[str, list[Row]] = {table.name: [] for table in ALL}
    rows[KNOTS.name] = list(_knots(held))
    by_kind = {table.kind: table for table in TABLES if table.kind}
    for fact in held:
        table = by_kind[kind_of(fact)]
        rows[table.name].append(_in_words(library, table, _row(table, fact)))
        for part, values in _parts(fact):
            rows[part.name].append(_in_words(library, part, values))
    rows[ABOUT.name] = list(_about())
    rows[ABOUT_FILE.name] = [
        {"name": name, "value": value} for name, value in about_file(library, len(held), exported_at)
    ]
    return Tables(MappingProxyType({name: tuple(each) for name, each in rows.items()}))


def about_file(library: Library, entries: int, exported_at: datetime) -> Iterator[tuple[str, str]]:
    """What every file says of itself."""
    yield "format", "unknot-tables"
    yield "version", str(VERSION)
    yield "made_by", f"Unknot {unknot.__version__}"
    yield "made_at_utc", _utc(exported_at)
    yield "content_version", library.version
    yield "parameters_version", library.parameters_version
    yield "language", library.language
    yield "entries", str(entries)
    yield "corrections", "applied; the native export keeps every entry as it was written"
    yield "missing", "NULL in SQLite, an empty cell in CSV: not asked or not answered; nothing is filled in"
    yield "points", "0 to 10 on the person's own scale; of pain and tenderness 0 is none, of function 10 is best"
    yield "origin", "Reported by the person. Not reviewed by a clinician."


def to_csv(made: Tables, *, exported_at: datetime) -> bytes:
    """A zip archive with a CSV file a table and `README.txt`. The same tables and instant give the same bytes."""
    archive = io.BytesIO()
    written = max(exported_at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for name, data in (("README.txt", _README.encode()), *((f"{each.name}.csv", _csv(each, made)) for each in ALL)):
            entry = zipfile.ZipInfo(name, written)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            files.writestr(entry, data)
    return archive.getvalue()


def to_jsonl(library: Library, facts: Iterable[Fact]) -> bytes:
    """One entry a line, in order of time: its raw form, the instant in UTC, the local day, and ids in words."""
    return b"".join(
        json.dumps(
            {
                **to_raw(fact),
                "at_utc": _utc(fact.at),
                "local_day": local_day(fact).isoformat(),
                **_words(library, fact),
            },
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        ).encode()
        + b"\n"
        for fact in standing(facts)
    )


def escaped(text: str) -> str:
    """`text` as it stands in a cell: one more apostrophe in front of what looks like a formula or begins with one."""
    return _ESCAPE + text if text.startswith((*_FORMULA, _ESCAPE)) else text


def unescaped(cell: str) -> str:
    """The text that stands in a cell; undoes `escaped`."""
    return cell.removeprefix(_ESCAPE)


def cells(table: Table, row: Row) -> list[str]:
    """The row as it stands in a CSV file. Numbers are written so that they are read back as the same numbers."""
    return [_cell(row[column.name]) for column in table.columns]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return escaped(value) if isinstance(value, str) else repr(value)


def _csv(table: Table, made: Tables) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(cells(table, row) for row in made.rows[table.name])
    return text.getvalue().encode()


def _row(table: Table, fact: Fact) -> dict[str, Value]:
    """The fact without what other tables hold of it."""
    common: dict[str, Value] = {
        "id": fact.id,
        "knot": fact.episode,
        "at_utc": _utc(fact.at),
        "at_local": fact.at.astimezone(ZoneInfo(fact.zone)).isoformat(),
        "local_day": local_day(fact).isoformat(),
        "zone": fact.zone,
    }
    if isinstance(fact, Preference):
        common |= {"tools_said": int(fact.tools is not None), "dislikes_said": int(fact.dislikes is not None)}
    own = {
        column.name: _plain(getattr(fact, column.field or column.name))
        for column in table.columns
        if column.name not in common and not column.words_of
    }
    return {**common, **own}


def _parts(fact: Fact) -> Iterator[tuple[Table, dict[str, Value]]]:
    """The rows of other tables that belong to a fact."""
    by_name: dict[str, Table] = {table.name: table for table in TABLES}
    if isinstance(fact, Preference):
        for place, tool in enumerate(fact.tools or (), 1):
            yield by_name["preference_tools"], {"preference": fact.id, "place": place, "tool": tool}
        for place, technique in enumerate(fact.dislikes or (), 1):
            yield by_name["preference_dislikes"], {"preference": fact.id, "place": place, "technique": technique}
    elif isinstance(fact, CheckIn):
        for key, reading in fact.rom.items():
            measure, side = key_of_range(key)
            yield (
                by_name["check_in_ranges"],
                {"check_in": fact.id, "measure": measure, "side": side, "reading": reading},
            )
        for movement, reach in fact.movements.items():
            yield by_name["check_in_movements"], {"check_in": fact.id, "movement": movement, "reach": reach}


def key_of_range(key: str) -> tuple[str, str]:
    """Measure and side ("l", "r" or "") of a key of `CheckIn.rom`."""
    measure, _, side = key.rpartition(".")
    return (measure, side) if side in ("l", "r") else (key, "")


def _in_words(library: Library, table: Table, row: Mapping[str, Value]) -> Row:
    """The row with the names of its ids, in the order of the table's columns."""
    return {
        column.name: _name(library, column.words_of, row[column.words_of]) if column.words_of else row[column.name]
        for column in table.columns
    }


def _name(library: Library, what: str, id_: Value) -> str | None:
    return None if id_ is None else WORDS[what](library, str(id_)) or None


def _knots(held: Sequence[Fact]) -> Iterator[Row]:
    """Every knot that is named, in the order in which it is named first."""
    lives: dict[str, list[Episode]] = {}
    for fact in held:
        if fact.episode is not None:
            lives.setdefault(fact.episode, [])
        if isinstance(fact, Episode):
            for other in (fact.into, fact.out_of, fact.recurrence_of):
                if other is not None:
                    lives.setdefault(other, [])
            if fact.episode is not None:
                lives[fact.episode].append(fact)
    for id_, events in lives.items():
        begun = [event.began_on for event in events if event.began_on is not None]
        opened = [event.at for event in events if event.event in _OPENING]
        yield {
            "id": id_,
            "began_on": begun[-1].isoformat() if begun else None,
            "opened_at_utc": _utc(opened[0]) if opened else None,
            "last_event": events[-1].event if events else None,
            "last_event_at_utc": _utc(events[-1].at) if events else None,
        }


def _about() -> Iterator[Row]:
    for table in ALL:
        for column in table.columns:
            yield {
                "table_name": table.name,
                "column_name": column.name,
                "type": column.type,
                "unit": column.unit,
                "meaning": column.meaning,
                "names_a_row_of": column.to,
            }


def _words(library: Library, fact: Fact) -> dict[str, dict[str, str]]:
    """Every id in the fact that has a name, by the id."""
    said: dict[str, str] = {}
    for what, ids in _IDS.items():
        for id_ in ids(fact):
            if name := WORDS[what](library, id_):
                said[id_] = name
    return {"words": said} if said else {}


def _attribute(name: str) -> Callable[[Fact], tuple[str, ...]]:
    def read(fact: Fact) -> tuple[str, ...]:
        value = getattr(fact, name, None)
        return () if value is None else (value,)

    return read


_IDS: Mapping[str, Callable[[Fact], tuple[str, ...]]] = MappingProxyType(
    {
        **{name: _attribute(name) for name in ("region", "muscle", "cause", "question")},
        "technique": lambda fact: (*_attribute("technique")(fact), *(getattr(fact, "dislikes", None) or ())),
        "tool": lambda fact: getattr(fact, "tools", None) or (),
        "measure": lambda fact: tuple(dict.fromkeys(key_of_range(key)[0] for key in getattr(fact, "rom", ()))),
        "movement": lambda fact: tuple(getattr(fact, "movements", ())),
    }
)


def _plain(value: Any) -> Value:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is no value of a cell")


def _utc(instant: datetime) -> str:
    """The instant in UTC, in letters that sort as instants do."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_README = """\
Everything that was recorded in Unknot and holds now, as tables.

Each file is one table: UTF-8, a row of names first, commas between cells, CRLF at the end of a row (RFC 4180).
about.csv says what every column is and its unit; about_file.csv when and from what these files were made.
An empty cell was not asked or not answered. A flag is 0 for no and 1 for yes. Days are YYYY-MM-DD.
at_utc is the instant in UTC, at_local what the clock showed there. knot names a row of knots.csv.

A text that a spreadsheet would take for a formula, or that begins with an apostrophe, has one more apostrophe in
front. To get the text back, take one apostrophe away from every text cell that begins with one.

Reported by the person. Not reviewed by a clinician. These files cannot be imported again; the native export can.
"""
