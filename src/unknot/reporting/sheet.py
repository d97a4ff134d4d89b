"""One chart on one sheet: which days it spans, what stands where, and the earlier forecasts below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.loop.advice import Band
from unknot.reporting import fan, intervals, keys, lanes, levels, plot, reports
from unknot.reporting.plot import LETTERS, Box, Plot, Size
from unknot.reporting.readings import ChartWords, Issued, Lane, Level, Observed, Week, by_day, rows
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
_WEEK = 7
_ROOMY_STORY = 20.0
"""From this distance between two days on, every number may be written in a chart that shows more than them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a chart shows. `gone` is the forecast of today; `issued` are earlier ones, which stand below.

    With `weeks` the days are not drawn one by one, and `levels` are a week apart.
    """

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
    levels: Sequence[Level] = ()
    lanes: Sequence[Lane] = ()
    weeks: Sequence[Week] | None = None
    ghost: Band | None = None

    @property
    def is_story(self) -> bool:
        """Whether more is drawn of the past than what was reported day by day, so that it needs a key."""
        return bool(self.levels or self.lanes or self.weeks or self.ghost)

    def first(self) -> date:
        """The first day to be shown."""
        earliest = self.today - timedelta(days=self.past_days)
        days = [[each.day for each in self.observed], [each.day for each in self.issued], self.doses]
        days += [lane.days for lane in self.lanes]
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
    below = _base(ground, contents) + _KEY + _key(size, contents, 0)[1] if contents.is_story else size.height
    height = below + (_HEADING + _ROW * len(contents.issued) if contents.issued else 0)
    svg = element(
        "svg",
        described(contents.words.title, contents.words.description, own),
        _drawn(size, ground, contents),
        _earlier(ground, contents, below),
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
    key = 0.0 if contents.is_story else _key(size, contents, 0)[1]
    foot = _DAYS + (key + 6 if key else 0) + (_DONE if contents.doses else 0)
    left = plot.margin(words, [words.day(each.day) for each in contents.issued])
    return Plot(contents.first(), contents.last(), left, size.width - beside, _TOP, size.height - foot)


def _base(ground: Plot, contents: Contents) -> float:
    """The line on which the days are named."""
    done = _DONE if contents.doses else 0
    return ground.bottom + _BASE + done + (lanes.HEIGHT * len(contents.lanes) + 4 if contents.lanes else 0)


def _key(size: Size, contents: Contents, top: float) -> tuple[str, float]:
    """What is not named where it stands, and how high the key is."""
    words = contents.words
    pieces: list[keys.Piece] = []
    if contents.is_story or (contents.band is not None and not size.beside):
        if contents.weeks:
            pieces.append(("week", words.of_weeks))
        elif contents.observed:
            pieces.append(("reported", words.reported))
    if contents.levels:
        pieces.append(("level", words.level))
    if contents.ghost is not None and contents.ghost.days[-1] > contents.first():
        pieces.append(("ghost", words.ghost))
    if contents.band is not None and not size.beside:
        pieces += [("likely", words.likely), ("half", words.half), ("four-in-five", words.four_in_five)]
    pieces += [(lane.kind, lane.name) for lane in contents.lanes]
    return keys.key(pieces, size.width, top)


def _drawn(size: Size, ground: Plot, contents: Contents) -> str:
    words, today, band, gone = contents.words, contents.today, contents.band, contents.gone
    seen = [each for each in contents.observed if ground.first < each.day <= min(today, ground.last)]
    by_weeks = contents.weeks is not None
    reported = {} if by_weeks else by_day(seen)
    done = sorted({day for day in contents.doses if ground.holds(day)})
    base = _base(ground, contents)
    edge = size.width - 2
    parts = [
        text(words.axis, 4, _AXIS, class_="quiet", fill="currentColor"),
        plot.calendar(ground, words, today, base=base, edge=edge),
        "" if contents.ghost is None else fan.ghost(ground, contents.ghost),
        levels.evened(ground, contents.levels, step=_WEEK if by_weeks else 1),
        "" if band is None else fan.fan(ground, band),
        plot.ground(ground, words, contents.threshold),
        "" if contents.is_story else reports.joined(ground, reported),
        _settled(ground, contents),
    ]
    clear_of = []
    if gone is not None and band is not None:
        taken = width_of(words.axis, LETTERS) + 16
        above, height, room = intervals.above(
            ground, gone, words.gone, band=band, reported=_heights(contents, reported), taken=taken, edge=edge
        )
        clear_of = [room, _beginning(ground, band)]
        parts += [intervals.dropped(ground, gone.gone_by, height, contents.threshold), above]
    parts += [
        levels.weeks(ground, contents.weeks or (), words) if by_weeks else "",
        reports.readings(ground, rows(band, [] if by_weeks else seen), words, today),
        reports.values(
            ground,
            reported,
            words,
            clear_of,
            named=not contents.is_story and (size.beside or band is None),
            roomy=_ROOMY_STORY if contents.is_story else reports.ROOMY,
        ),
        reports.done_marks(ground, done, words, today, ground.bottom + _DONE - 2),
        lanes.drawn(ground, contents.lanes, ground.bottom + 4),
        _key(size, contents, base + _KEY)[0],
    ]
    if band is not None and size.beside:
        parts.append(fan.names_beside(ground, band, words))
    return "".join(parts)


def _heights(contents: Contents, reported: Mapping[date, float]) -> dict[date, float]:
    """How high what is drawn reaches on each day, but for the band."""
    heights = dict(reported)
    also = [(each.day, each.high) for each in contents.levels]
    also += [(each.first + timedelta(days=_WEEK // 2), each.high) for each in contents.weeks or ()]
    also += [] if contents.ghost is None else list(zip(contents.ghost.days, contents.ghost.p90, strict=True))
    for day, points in also:
        heights[day] = max(points, heights.get(day, 0.0))
    return heights


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
    bottom = top + _HEADING + _ROW * len(contents.issued)
    if contents.gone_on is not None and ground.holds(contents.gone_on):
        parts.append(_rule(ground.x(contents.gone_on), top + _HEADING - 4, bottom))
    elif contents.is_story:
        now = f"M{ground.x(contents.today):.1f},{top + _HEADING - 4:.0f}V{bottom:.0f}"
        parts.append(element("path", class_="today", d=now, fill="none", stroke="currentColor"))
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
