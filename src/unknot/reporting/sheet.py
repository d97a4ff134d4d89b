"""One chart on one sheet: which days it spans, what stands where, and the earlier forecasts below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.loop.advice import Band
from unknot.reporting import fan, intervals, plot, reports
from unknot.reporting.plot import LETTERS, Box, Plot, Size
from unknot.reporting.readings import ChartWords, Issued, Observed, by_day, rows
from unknot.reporting.svg import described, element, labelled_by, text, width_of

_AXIS = 15
_TOP = 46
_DAYS = 24
_BASE = 19
_DONE = 18
_KEY = 24
_ROW = 24
_HEADING = 34
_FIRST_PART = 40.0
_LEAST_DAYS = timedelta(days=2)
_AIR = timedelta(days=1)
"""Between the left edge and the first report."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a chart shows. `gone` is the forecast of today; `issued` are earlier ones, which stand below."""

    words: ChartWords
    today: date
    threshold: float
    band: Band | None
    gone: Issued | None
    observed: Sequence[Observed]
    doses: Sequence[date]
    past_days: int
    issued: Sequence[Issued] = ()
    gone_on: date | None = None

    def first(self) -> date:
        """The first day to be shown."""
        earliest = self.today - timedelta(days=self.past_days)
        days = [[each.day for each in self.observed], [each.day for each in self.issued], self.doses]
        known = [day for some in days for day in some]
        oldest = max(min(known, default=self.today), earliest)
        return min(oldest, self.today - _LEAST_DAYS) - _AIR

    def last(self) -> date:
        """The last day to be shown."""
        if self.band is not None:
            return self.band.days[-1]
        foreseen = [each.gone_high or each.gone_by or each.day for each in self.issued]
        return max([self.today + _LEAST_DAYS, *foreseen])


def block(size: Size, contents: Contents, name: str) -> str:
    """The chart at one size, in a block of its own that a script may make readable day by day."""
    own = f"{name}-{size.name}"
    ground = _ground(size, contents)
    below = _earlier(ground, contents, size.height)
    height = size.height + (_HEADING + _ROW * len(contents.issued) if contents.issued else 0)
    svg = element(
        "svg",
        described(contents.words.title, contents.words.description, own),
        _drawn(size, ground, contents),
        below,
        class_="chart",
        viewBox=f"0 0 {size.width:.0f} {height:.0f}",
        role="img",
        aria_labelledby=labelled_by(own),
        font_size=LETTERS,
    )
    return element(
        "div", svg, class_=f"chart-{size.name}", data_island="chart", data_top=ground.top, data_bottom=ground.bottom
    )


def _ground(size: Size, contents: Contents) -> Plot:
    words = contents.words
    named = contents.band is not None
    beside = fan.width_beside(words) if size.beside and named else 18
    key = fan.key(words, size.width, 0, reported=bool(contents.observed))[1] + 6 if named and not size.beside else 0
    foot = _DAYS + key + (_DONE if contents.doses else 0)
    left = plot.margin(words, [words.day(each.day) for each in contents.issued])
    return Plot(contents.first(), contents.last(), left, size.width - beside, _TOP, size.height - foot)


def _drawn(size: Size, ground: Plot, contents: Contents) -> str:
    words, today, band, gone = contents.words, contents.today, contents.band, contents.gone
    seen = [each for each in contents.observed if ground.first < each.day <= min(today, ground.last)]
    reported = by_day(seen)
    done = sorted({day for day in contents.doses if ground.holds(day)})
    base = ground.bottom + _BASE + (_DONE if contents.doses else 0)
    edge = size.width - 2
    parts = [
        text(words.axis, 4, _AXIS, class_="quiet", fill="currentColor"),
        plot.calendar(ground, words, today, base=base, edge=edge),
        "" if band is None else fan.fan(ground, band),
        plot.ground(ground, words, contents.threshold),
        reports.joined(ground, reported),
        _settled(ground, contents),
    ]
    clear_of = []
    if gone is not None and band is not None:
        taken = width_of(words.axis, LETTERS) + 16
        above, height, room = intervals.above(
            ground, gone, words.gone, band=band, reported=reported, taken=taken, edge=edge
        )
        clear_of = [room, _beginning(ground, band)]
        parts += [intervals.dropped(ground, gone.gone_by, height, contents.threshold), above]
    parts += [
        reports.readings(ground, rows(band, seen), words, today),
        reports.values(ground, reported, words, clear_of, named=size.beside or band is None),
        reports.done_marks(ground, done, words, today, ground.bottom + _DONE - 2),
    ]
    if band is not None:
        parts.append(
            fan.names_beside(ground, band, words)
            if size.beside
            else fan.key(words, size.width, base + _KEY, reported=bool(contents.observed))[0]
        )
    return "".join(parts)


def _beginning(ground: Plot, band: Band) -> Box:
    """The first part of the band, where the line begins."""
    start = ground.x(band.days[0])
    return Box(start, ground.y(band.p90[0]), start + _FIRST_PART, ground.y(band.p10[0]))


def _settled(ground: Plot, contents: Contents) -> str:
    if contents.gone_on is None or not ground.holds(contents.gone_on):
        return ""
    x, words = ground.x(contents.gone_on), contents.words.settled
    fits_before = x - width_of(words, LETTERS) * 1.2 > ground.left
    return _rule(x, ground.top, ground.bottom) + text(
        words,
        x - 8 if fits_before else x + 8,
        ground.top + 16,
        class_="gone",
        font_weight=700,
        fill="currentColor",
        text_anchor="end" if fits_before else None,
    )


def _earlier(ground: Plot, contents: Contents, top: float) -> str:
    """A row for each earlier forecast: the day it was said, and the interval that was said."""
    if not contents.issued:
        return ""
    words = contents.words
    parts = [text(words.earlier, 4, top + 20, class_="heading", font_weight=700, fill="currentColor")]
    for place, each in enumerate(contents.issued):
        y = top + _HEADING + _ROW * (place + 0.5)
        day = words.day(each.day)
        parts += [
            text(day, ground.left - 8, y + 5, class_="quiet", fill="currentColor", text_anchor="end"),
            _wait(ground, each, y),
            intervals.bar(ground, each, y),
        ]
    if contents.gone_on is not None and ground.holds(contents.gone_on):
        bottom = top + _HEADING + _ROW * len(contents.issued)
        parts.append(_rule(ground.x(contents.gone_on), top + _HEADING - 4, bottom))
    return "".join(parts)


def _wait(ground: Plot, each: Issued, y: float) -> str:
    """A ring on the day it was said, and dots from there to where its interval begins."""
    start = ground.x(max(each.day, ground.first))
    end = ground.x(max(min(each.gone_low or ground.last, ground.last), each.day, ground.first))
    dots = f"M{start:.1f},{y:.1f}H{end:.1f}"
    return element("path", class_="wait", d=dots, fill="none", stroke="currentColor", stroke_dasharray="1 4") + element(
        "circle", class_="said", cx=start, cy=y, r=3.5, fill="none", stroke="currentColor"
    )


def _rule(x: float, top: float, bottom: float) -> str:
    line = f"M{x:.1f},{top:.0f}V{bottom:.0f}"
    return element("path", class_="settled", d=line, fill="none", stroke="currentColor", stroke_width=2)
