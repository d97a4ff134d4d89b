"""Several knots over one time axis: for each a row that says when it was there and how strong it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from unknot.reporting import plot
from unknot.reporting.plot import LETTERS, NARROW, WIDE, Plot, Size
from unknot.reporting.readings import ChartWords, Observed, by_day
from unknot.reporting.svg import described, element, labelled_by, text, width_of

_ROW = 56.0
_NAME = 15.0
_RIDGE = 28.0
_TOP = 4.0
_EDGE = 4.0
_FOOT = 26.0
_FINEST = 3.0
"""Strengths stand at least this far apart, in units of the chart; those between are evened out."""
_SHORTEST = timedelta(days=14)
_UNKNOWN_AFTER = 8
"""So many days without a rating, and the strength is not drawn on."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a knot was there (None: still), and what was rated."""

    began: date
    ended: date | None
    rated: Sequence[Observed]


@dataclass(frozen=True, slots=True)
class Lived:
    """One row: the name of a place, and the knots that were there, one or more."""

    name: str
    spans: Sequence[Span]


def overview(
    rows: Sequence[Lived],
    *,
    today: date,
    words: ChartWords,
    name: str = "knots",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """Each of `rows` below the one before it, for each of `sizes` in a block of its own.

    The height of a row is the pain from 0 to 10. Of `words` those of a title, a day and today are used.
    """
    return "".join(
        element("div", _sheet(size, rows, today, words, name), class_=f"chart-{size.name}") for size in sizes
    )


def _sheet(size: Size, rows: Sequence[Lived], today: date, words: ChartWords, name: str) -> str:
    own = f"{name}-{size.name}"
    bottom = _TOP + _ROW * len(rows)
    spans = [span for each in rows for span in each.spans]
    first = min(day for span in spans for day in (span.began, *(each.day for each in span.rated)))
    first = min(first, today - _SHORTEST)
    word = width_of(words.today, LETTERS)
    ground = Plot(first, today, _EDGE, size.width - word / 2 - _EDGE, _TOP, bottom)
    return element(
        "svg",
        described(words.title, words.description, own),
        plot.calendar(ground, words, today, base=bottom + 20, edge=size.width - 2),
        *(_row(ground, each, _TOP + _ROW * place, today) for place, each in enumerate(rows)),
        class_="chart overview",
        viewBox=f"0 0 {size.width:.0f} {bottom + _FOOT:.0f}",
        role="img",
        aria_labelledby=labelled_by(own),
        font_size=LETTERS,
    )


def _row(ground: Plot, lived: Lived, top: float, today: date) -> str:
    floor = top + _NAME + _RIDGE + 4
    own = Plot(ground.first, ground.last, ground.left, ground.right, floor - _RIDGE, floor)
    name = _fitted(lived.name, ground.right - ground.left)
    begin = min(ground.x(min(span.began for span in lived.spans)), ground.right - width_of(name, LETTERS))
    return text(name, max(begin, ground.left), top + _NAME) + "".join(_span(own, each, today) for each in lived.spans)


def _span(own: Plot, span: Span, today: date) -> str:
    start, end = own.x(span.began), own.x(span.ended or today)
    life = f"M{start:.1f},{own.bottom:.1f}H{max(end, start + 1):.1f}"
    life += "" if span.ended is None else f"M{end:.1f},{own.bottom - 5:.1f}v10"
    return "".join(_ridge(own, run) for run in _runs(own, by_day(span.rated))) + element(
        "path", class_="life", d=life, fill="none", stroke="currentColor", stroke_width=2.5
    )


def _runs(ground: Plot, rated: dict[date, float]) -> Iterator[list[tuple[date, float]]]:
    """The strengths, evened out over as many days as can be told apart, and parted where nothing is known."""
    step = max(1, ceil(_FINEST / ground.step))
    parts: dict[int, list[float]] = {}
    for day, points in rated.items():
        parts.setdefault((day - ground.first).days // step, []).append(points)
    run: list[tuple[date, float]] = []
    for part, all_ in parts.items():
        day = ground.first + timedelta(days=part * step + step // 2)
        if run and (day - run[-1][0]).days > max(_UNKNOWN_AFTER, step):
            yield run
            run = []
        run.append((day, sum(all_) / len(all_)))
    if run:
        yield run


def _ridge(ground: Plot, run: Sequence[tuple[date, float]]) -> str:
    first, last = ground.x(run[0][0]), ground.x(run[-1][0])
    if len(run) == 1:
        first, last = first - 1, last + 1
    heights = [(ground.x(day), ground.y(points)) for day, points in run]
    heights = heights if len(run) > 1 else [(first, heights[0][1]), (last, heights[0][1])]
    over = "L".join(f"{x:.1f},{y:.1f}" for x, y in heights)
    return element(
        "path",
        class_="ridge",
        d=f"M{first:.1f},{ground.bottom:.1f}L{over}L{last:.1f},{ground.bottom:.1f}Z",
        fill="currentColor",
        fill_opacity="0.35",
    )


def _fitted(name: str, room: float) -> str:
    """`name`, cut where it would not fit."""
    if width_of(name, LETTERS) <= room:
        return name
    short = name
    while short and width_of(f"{short}…", LETTERS) > room:
        short = short[:-1]
    return f"{short.rstrip()}…"
