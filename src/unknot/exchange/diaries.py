"""Daily diaries of people who train, as a table: one row a person and day.

    date,player_id,daily_load,soreness
    2026-03-02,P1,540,3

`date` is YYYY-MM-DD, `player_id` any name, `daily_load` the RPE times minutes of that day [0 or more], `soreness` the
answer of that morning, 1 (very sore) to 5 (not sore at all). An empty cell was not told. Other columns are left alone.

Code                  | Meaning
--------------------- | ------------------------------------------------------------
`diary_not_a_table`   | the file is not text, or a column is missing
`diary_bad_row`       | a cell says nothing usable
`diary_day_twice`     | a day of a person stands twice, in one file or in two
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.recovery.fitting.daily import Diary
from unknot.recovery.ordinal import ANSWERS

COLUMNS = ("date", "player_id", "daily_load", "soreness")


class Day(NamedTuple):
    """What was told of one day: the answer, 0 for none, and the load [RPE x minutes], NaN where unknown."""

    answer: int
    load: float


Days = Mapping[str, Mapping[date, Day]]
"""Person -> day -> what was told."""


def read(data: bytes, place: str, known: Days) -> dict[str, dict[date, Day]]:
    """The days in the file that holds `data`, besides those that are `known` already.

    Raises `InputError` with every problem: the file is used as a whole or not at all.
    """
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        rows = [(table.line_num, row) for row in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(Problem("diary_not_a_table", place, f"this is no table: {error}")) from None
    if missing:
        message = f"no column {', '.join(missing)}"
        raise InputError(Problem("diary_not_a_table", place, message, f"columns: {', '.join(COLUMNS)}"))
    problems: list[Problem] = []
    found: dict[str, dict[date, Day]] = {}
    for number, row in rows:
        line = f"{place}, line {number}"
        try:
            person, on, day = _day(row)
        except ValueError as error:
            problems.append(Problem("diary_bad_row", line, str(error)))
            continue
        if on in known.get(person, ()) or on in found.get(person, ()):
            problems.append(Problem("diary_day_twice", line, f"{on} of this person stands in the table already"))
        found.setdefault(person, {})[on] = day
    if problems:
        raise InputError(*problems)
    return found


def diaries(library: Library, people: Days) -> Iterator[Diary]:
    """The diary of each person from the first day that something was told; who answered once has none.

    A load is held to the most that counts for one session.
    """
    most = library.number("recovery.load_per_session_max")
    for days in people.values():
        told = sorted(on for on, day in days.items() if day.answer or day.load > 0.0)
        if sum(days[on].answer > 0 for on in told) < 2:
            continue
        first, length = told[0], (told[-1] - told[0]).days + 1
        answers, loads = np.zeros(length, dtype=np.intp), np.full(length, np.nan)
        for on, day in days.items():
            if 0 <= (place := (on - first).days) < length:
                answers[place], loads[place] = day.answer, min(day.load, most)
        yield Diary(first.weekday(), answers, loads)


def _day(row: Mapping[str, str | None]) -> tuple[str, date, Day]:
    """Person, day and what was told. Raises `ValueError` saying what is wrong."""
    said = {name: (row[name] or "").strip() for name in COLUMNS}
    if not said["player_id"]:
        raise ValueError("player_id is empty")
    on = date.fromisoformat(said["date"])
    load = float(said["daily_load"]) if said["daily_load"] else math.nan
    answer = float(said["soreness"]) if said["soreness"] else 0.0
    if said["daily_load"] and not 0.0 <= load < math.inf:
        raise ValueError(f"daily_load {said['daily_load']} is no load")
    if said["soreness"] and answer not in range(1, ANSWERS + 1):
        raise ValueError(f"soreness {said['soreness']} is not one of 1 to {ANSWERS}")
    return said["player_id"], on, Day(int(answer), load)
