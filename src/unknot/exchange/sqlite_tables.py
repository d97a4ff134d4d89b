"""The tables as one plain SQLite file that can be read without Unknot, and will be in many years.

Every table of `table_columns` is there with its key, what must be said, and the rows it refers to; `about` says what
each column is. Three views answer the usual questions: `days`, `techniques_done` and `timeline`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from unknot.exchange.table_columns import ALL, TABLES, Column, Table
from unknot.exchange.tables import VERSION, Tables

APPLICATION_ID = 0x554B4E54
"""`UKNT`, in the header of the file, so that tools can tell what it is."""

_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "flag": "INTEGER", "json": "TEXT"}

VIEWS = {
    "days": """\
SELECT knot, local_day,
       (SELECT c.pain_now FROM check_ins c WHERE c.knot = d.knot AND c.local_day = d.local_day
        AND c.pain_now IS NOT NULL ORDER BY c.at_utc DESC, c.id DESC LIMIT 1) AS pain_now,
       (SELECT max(c.pain_worst) FROM check_ins c WHERE c.knot = d.knot AND c.local_day = d.local_day) AS pain_worst,
       (SELECT count(*) FROM doses t WHERE t.knot = d.knot AND t.local_day = d.local_day) AS techniques,
       (SELECT coalesce(sum(t.seconds), 0) / 60.0 FROM doses t WHERE t.knot = d.knot AND t.local_day = d.local_day)
         AS technique_minutes
FROM (SELECT knot, local_day FROM check_ins UNION SELECT knot, local_day FROM doses WHERE knot IS NOT NULL) d
ORDER BY knot, local_day""",
    "techniques_done": """\
SELECT knot, technique, technique_words, count(*) AS times, sum(seconds) / 60.0 AS minutes,
       sum(felt IS 'better') AS felt_better, sum(felt IS 'same') AS felt_same, sum(felt IS 'worse') AS felt_worse,
       sum(stopped) AS stopped, min(local_day) AS first_day, max(local_day) AS last_day
FROM doses GROUP BY knot, technique, technique_words ORDER BY knot, count(*) DESC, technique""",
    "timeline": "\nUNION ALL ".join(
        f"SELECT at_utc, at_local, knot, '{table.name}' AS table_name, id FROM {table.name}"
        for table in TABLES
        if table.kind
    )
    + "\nORDER BY 1, 5",
}
"""Name -> what it selects: how each knot was by day, what was done how often, and every entry in order of time."""


def to_sqlite(made: Tables) -> bytes:
    """The file. The same tables and the same SQLite give the same bytes."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        with database:
            for table in ALL:
                database.execute(_create(table))
                places = ", ".join("?" * len(table.columns))
                names = ", ".join(column.name for column in table.columns)
                rows = ([row[column.name] for column in table.columns] for row in made.rows[table.name])
                database.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({places})", rows)
            for name, select in VIEWS.items():
                database.execute(f"CREATE VIEW {name} AS\n{select}")
        return bytes(database.serialize())


def _create(table: Table) -> str:
    key = f"PRIMARY KEY ({', '.join(table.key)})"
    lines = ",\n  ".join([*_columns(table), key])
    return f"CREATE TABLE {table.name} (\n  {lines}\n)"


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield " ".join(part for part in (column.name, _TYPES[column.type], *_constraints(column)) if part)


def _constraints(column: Column) -> Iterator[str]:
    if column.needed:
        yield "NOT NULL"
    if column.type == "flag":
        yield f"CHECK ({column.name} IN (0, 1))"
    if column.to:
        yield f"REFERENCES {column.to} (id)"
