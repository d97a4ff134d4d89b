"""The entries behind a report: each in words and numbered, and the notes that lead from a figure to its entries.

Entries that a figure names by themselves and those of the last weeks stand alone. Older ones, and what a computer noted
by itself, are put together by week with how many there are. So every entry has its row, and the list stays short.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import Exposure, Fact, Prompt, kind_of, local_day
from unknot.loop.report_records import Entry, Note, Said
from unknot.loop.report_words import day_in_full, describe

DAYS_ALONE = 56
"""Entries of so many days up to today stand alone."""
MOST_ALONE = 300
"""So many of them at most, the newest, beside those that a figure names."""
SHORTEST_ID = 8
_NOTED_BY_ITSELF = (Exposure, Prompt)


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of the list, and the number of the row of each entry by its id."""

    rows: tuple[Entry, ...]
    row_of: Mapping[str, int]


class Notes:
    """Numbers the figures of a report. Without a list it only remembers which entries figures rest on (`used`), and
    which of them they name by themselves (`named`)."""

    def __init__(self, listed: Listed | None = None) -> None:
        self.named: set[str] = set()
        self.used: set[str] = set()
        self.notes: list[Note] = []
        self._listed = listed

    def alone(self, what: str, facts: Iterable[Fact]) -> int:
        """The note of a figure that rests on these few entries; each has a row of its own."""
        facts = tuple(facts)
        self.named.update(fact.id for fact in facts)
        return self.together(what, facts)

    def together(self, what: str, facts: Iterable[Fact]) -> int:
        """The note of a figure that rests on all of these entries; 0 without any."""
        facts = tuple(facts)
        self.used.update(fact.id for fact in facts)
        if not facts:
            return 0
        rows = () if self._listed is None else sorted({self._listed.row_of[fact.id] for fact in facts})
        self.notes.append(Note(len(self.notes) + 1, what, spans(rows), len(facts)))
        return len(self.notes)

    def said(self, text: str, facts: Iterable[Fact]) -> Said:
        """A sentence that rests on these few entries."""
        return Said(text, self.alone(text, facts))


def listed(library: Library, facts: Sequence[Fact], named: set[str], today: date) -> Listed:
    """The list of `facts`, which hold and stand in order of time; `named` are ids of those that stand alone."""
    recent = [
        fact.id
        for fact in facts
        if (today - local_day(fact)).days <= DAYS_ALONE and not isinstance(fact, _NOTED_BY_ITSELF)
    ]
    alone = named | set([id_ for id_ in recent if id_ not in named][-MOST_ALONE:])
    weeks: dict[date, list[Fact]] = {}
    rows: list[tuple[date, int, Fact | list[Fact]]] = []
    for place, fact in enumerate(facts):
        day = local_day(fact)
        if fact.id in alone:
            rows.append((day, place, fact))
            continue
        week = day - timedelta(days=day.weekday())
        if week not in weeks:
            weeks[week] = []
            rows.append((week, -1, weeks[week]))
        weeks[week].append(fact)
    short = _short_ids([fact.id for fact in facts])
    entries: list[Entry] = []
    row_of: dict[str, int] = {}
    for number, (day, _, row) in enumerate(sorted(rows, key=lambda each: each[:2]), 1):
        entries.append(
            _week(library, number, day, row) if isinstance(row, list) else _entry(library, number, row, short)
        )
        row_of.update((fact.id, number) for fact in (row if isinstance(row, list) else [row]))
    return Listed(tuple(entries), MappingProxyType(row_of))


def spans(numbers: Sequence[int]) -> str:
    """Ascending numbers with neighbours drawn together: 3, 7-9."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("–".join(map(str, part)) for part in parts)


def _entry(library: Library, number: int, fact: Fact, short: Mapping[str, str]) -> Entry:
    what, value = describe(library, fact)
    time = fact.at.astimezone(ZoneInfo(fact.zone)).strftime("%H:%M")
    return Entry(number, local_day(fact), time, fact.zone, what, value, short[fact.id])


def _week(library: Library, number: int, monday: date, facts: Sequence[Fact]) -> Entry:
    counts: dict[str, int] = {}
    for fact in facts:
        counts[kind_of(fact)] = counts.get(kind_of(fact), 0) + 1
    said = "; ".join(library.say(f"report.count.{kind}", count=count) for kind, count in sorted(counts.items()))
    what = library.say("report.entry.week", day=day_in_full(library, monday))
    return Entry(number, monday, "", "", what, said, "", len(facts))


def _short_ids(ids: Sequence[str]) -> Mapping[str, str]:
    """Of each id its beginning, no shorter than it takes to tell it from the others."""
    ordered = sorted(ids)
    short = {}
    for place, id_ in enumerate(ordered):
        beside = (*ordered[place - 1 : place], *ordered[place + 1 : place + 2])
        length = max((_shared(id_, other) + 1 for other in beside), default=0)
        short[id_] = id_[: max(length, SHORTEST_ID)]
    return short


def _shared(one: str, other: str) -> int:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))
