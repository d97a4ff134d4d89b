"""A forecast, or a course so far against the first one, as a chart of characters."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.loop.advice import Band

LABEL = 5
WIDEST = 72
LEAST_TOP = 4


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters a chart is drawn with."""

    median: str
    inner: str
    outer: str
    marker: str
    left: str
    span: str
    right: str
    axis: str
    tick: str
    rated: str
    done: str

    def all(self) -> str:
        """Every one of them."""
        return "".join(
            (self.median, self.inner, self.outer, self.marker, self.left, self.span, self.right, self.axis, self.rated)
        )


BLOCKS = Signs("█", "▓", "░", "▼", "├", "─", "┤", "─", "┬", "●", "+")
ASCII = Signs("#", "+", ".", "v", "[", "-", "]", "-", "+", "o", "x")


def draw(
    band: Band,
    *,
    gone: tuple[date | None, date | None, date | None],
    gone_text: str,
    width: int,
    signs: Signs,
) -> list[str]:
    """The chart of `band`, at most `width` columns wide, from the label of the gone-by day down to the dates.

    `gone` is the lower end, the middle and the upper end of the gone-by interval; None lies beyond the horizon. One
    row is one point of pain, one day at least one column; shorter forecasts get wider columns.
    """
    days = len(band.days)
    column = max(1, (min(width, WIDEST) - LABEL) // days)
    rows = [_row(band, level, column, signs) for level in range(_top(band), -1, -1)]
    return [
        *_gone(band.days, gone, gone_text, column, signs),
        *rows,
        " " * (LABEL - 1) + _axis(days, column, signs),
        *_dates(band.days, column),
    ]


def _top(band: Band) -> int:
    return min(10, max(LEAST_TOP, math.ceil(max(band.p90))))


def _row(band: Band, level: int, column: int, signs: Signs) -> str:
    cells = []
    for median, low, high, inner_low, inner_high in zip(band.p50, band.p10, band.p90, band.p25, band.p75, strict=True):
        if _near(median) == level:
            cell = signs.median
        elif _near(inner_low) <= level <= _near(inner_high):
            cell = signs.inner
        elif _near(low) <= level <= _near(high):
            cell = signs.outer
        else:
            cell = " "
        cells.append(cell * column)
    return f"{level:>{LABEL - 2}}  " + "".join(cells).rstrip()


def _near(points: float) -> int:
    return math.floor(points + 0.5)


def _gone(
    days: Sequence[date], gone: tuple[date | None, date | None, date | None], text: str, column: int, signs: Signs
) -> list[str]:
    """The label, and below it the interval of the gone-by day with its middle; a lone label if it lies beyond."""
    low, middle, high = (None if day is None else _place(days, day, column) for day in gone)
    right = LABEL + len(days) * column
    if middle is None and low is None:
        return [text.rjust(right)]
    line = [" "] * right
    start, end = (right - 1 if place is None else place for place in (low, high))
    for place in range(start, end + 1):
        line[place] = signs.span
    line[start] = signs.left
    if high is not None:
        line[end] = signs.right
    if middle is not None:
        line[middle] = signs.marker
    anchor = start if middle is None else middle
    label = " " * max(0, min(anchor - len(text) // 2, right - len(text))) + text
    return [label, "".join(line).rstrip()]


def _place(days: Sequence[date], day: date, column: int) -> int | None:
    since = (day - days[0]).days
    return LABEL + since * column + column // 2 if 0 <= since < len(days) else None


def _axis(days: int, column: int, signs: Signs) -> str:
    cells = [signs.tick if day % _step(days) == 0 else signs.axis for day in range(days)]
    return signs.axis + "".join(cell + signs.axis * (column - 1) for cell in cells)


def _dates(days: Sequence[date], column: int) -> list[str]:
    line = " " * (LABEL + len(days) * column + 8)
    for place in range(0, len(days), _step(len(days))):
        name = f"{days[place].day} {days[place]:%b}"
        start = LABEL + place * column
        line = line[:start] + name + line[start + len(name) :]
    return [line.rstrip()]


def _step(days: int) -> int:
    """Days between two dates on the axis."""
    return 7 if days > 10 else max(1, math.ceil(days / 5))


@dataclass(frozen=True, slots=True)
class Course:
    """What a chart of a course so far shows, by day; `band` is what was foreseen first."""

    first: date
    last: date
    ratings: Mapping[date, float]
    band: Band | None
    done: Collection[date]


def draw_course(course: Course, *, width: int, signs: Signs) -> tuple[list[str], int]:
    """The chart of a course so far and how many days one of its columns stands for (1 where all of them fit).

    A column of several days shows the last rating in them, and what was foreseen for the last of them.
    """
    days = [course.first + timedelta(days=place) for place in range((course.last - course.first).days + 1)]
    room = min(width, WIDEST) - LABEL
    together = math.ceil(len(days) / room)
    columns = [days[place : place + together] for place in range(0, len(days), together)]
    wide = max(1, min(room // len(columns), WIDEST // 12))
    rated = signs.rated
    foreseen = {} if course.band is None else dict(zip(course.band.days, _spans(course.band), strict=True))
    top = max((*course.ratings.values(), *(span[3] for day, span in foreseen.items() if day <= course.last)), default=0)
    rows = []
    for level in range(min(10, max(LEAST_TOP, math.ceil(top))), -1, -1):
        cells = "".join(_cell(course, column, foreseen, level, rated, signs) * wide for column in columns)
        rows.append(f"{level:>{LABEL - 2}}  {cells}".rstrip())
    marks = "".join(
        (signs.done if any(day in course.done for day in column) else " ").ljust(wide) for column in columns
    )
    axis = " " * (LABEL - 1) + _axis(len(columns), wide, signs)
    lines = [*rows, axis, *_dates([column[0] for column in columns], wide)]
    return ([*lines, f"{' ' * LABEL}{marks}".rstrip()] if course.done else lines), together


def _spans(band: Band) -> list[tuple[float, float, float, float]]:
    return list(zip(band.p10, band.p25, band.p75, band.p90, strict=True))


def _cell(
    course: Course,
    column: Sequence[date],
    foreseen: Mapping[date, tuple[float, float, float, float]],
    level: int,
    rated: str,
    signs: Signs,
) -> str:
    said = [course.ratings[day] for day in column if day in course.ratings]
    if said and _near(said[-1]) == level:
        return rated
    low, inner_low, inner_high, high = foreseen.get(column[-1], (math.inf, math.inf, -math.inf, -math.inf))
    if low == math.inf:
        return " "
    if _near(inner_low) <= level <= _near(inner_high):
        return signs.inner
    return signs.outer if _near(low) <= level <= _near(high) else " "
