"""What was reported, as dots with their numbers, and every day as a group that can be read one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from unknot.reporting.plot import LETTERS, Box, Plot
from unknot.reporting.readings import ChartWords, Row
from unknot.reporting.svg import element, text, width_of

DOT = 4.5
ROOMY = 7.0
"""From this distance between two days on, every number may be written."""


def joined(plot: Plot, reported: Mapping[date, float]) -> str:
    """A thin line from report to report."""
    if len(reported) < 2:
        return ""
    line = "M" + "L".join(f"{plot.x(day):.1f},{plot.y(points):.1f}" for day, points in reported.items())
    return element("path", class_="joined", d=line, fill="none", stroke="currentColor", stroke_opacity="0.4")


def readings(plot: Plot, rows: Sequence[Row], words: ChartWords, today: date) -> str:
    """One group a day with what it says in words. A report is a dot; a day without one has no mark."""
    groups = (
        element(
            "g",
            _dot(plot, row),
            class_="reading",
            data_day=row.day.isoformat(),
            data_label=words.reading(row),
            data_x=plot.x(row.day),
            data_today="" if row.day == today else None,
        )
        for row in rows
        if plot.holds(row.day)
    )
    return element("g", *groups, class_="readings", fill="currentColor")


def _dot(plot: Plot, row: Row) -> str:
    if row.reported is None:
        return ""
    place = {"cx": plot.x(row.day), "cy": plot.y(row.reported)}
    return element("circle", **place, r=_radius(plot))


def _radius(plot: Plot) -> float:
    return min(DOT, max(2.0, plot.step * 0.45))


def values(
    plot: Plot,
    reported: Mapping[date, float],
    words: ChartWords,
    clear_of: Sequence[Box],
    *,
    named: bool,
    roomy: float = ROOMY,
) -> str:
    """The numbers of the dots: the newest, the oldest, the ends of the range, and the others where the days stand
    `roomy` apart and there is room. With `named` the oldest has the word for all of them before it. No number stands on
    a dot or on `clear_of`."""
    dots = {day: (plot.x(day), plot.y(points)) for day, points in reported.items()}
    taken = [*clear_of, *(Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in dots.values())]
    written = []
    for day in _by_weight(reported, all_of_them=plot.step >= roomy):
        number = words.number(reported[day])
        longer = f"{words.reported} {number}" if named and day == min(dots) else number
        for label in dict.fromkeys((longer, number)):
            found = _free(plot, dots[day], width_of(label, LETTERS), taken)
            if found:
                taken.append(found)
                written.append(text(label, (found.left + found.right) / 2, found.bottom - 3))
                break
    return element("g", *written, class_="value", text_anchor="middle", fill="currentColor") if written else ""


def _by_weight(reported: Mapping[date, float], *, all_of_them: bool) -> list[date]:
    days = list(reported)
    if not days:
        return []
    ends = (days[-1], days[0], max(days, key=lambda day: reported[day]), min(days, key=lambda day: reported[day]))
    return list(dict.fromkeys((*ends, *(reversed(days) if all_of_them else ()))))


def _free(plot: Plot, dot: tuple[float, float], width: float, taken: Sequence[Box]) -> Box | None:
    return next(
        (
            box
            for box in _around(dot, width, plot.bottom)
            if plot.left <= box.left
            and box.right <= plot.right
            and box.bottom <= plot.bottom
            and not any(box.touches(other) for other in taken)
        ),
        None,
    )


def _around(dot: tuple[float, float], width: float, ground: float) -> Iterator[Box]:
    """Above and below a dot: centred, then to the left, further to the left, then to the right; last, beside it."""
    x, y = dot
    for top in (y - DOT - 18, y + DOT + 1):
        for start in (x - width / 2, x - width + DOT, x - width - 1, x - DOT):
            yield Box(start, top, start + width, top + 17)
    for start in (x - width - DOT - 2, x + DOT + 2):
        top = min(y - 9, ground - 17)
        yield Box(start, top, start + width, top + 17)


def done_marks(plot: Plot, days: Sequence[date], words: ChartWords, today: date, y: float) -> str:
    """A small mark below each of `days`, and after them what the marks stand for."""
    if not days:
        return ""
    marks = "".join(f"M{plot.x(day):.1f},{y - 8:.0f}v7" for day in days)
    return element(
        "path", class_="done", d=marks, stroke="currentColor", stroke_width=3.5, stroke_linecap="round"
    ) + text(words.done, plot.x(max(days[-1], today)) + 10, y + 1, class_="done-name", fill="currentColor")
