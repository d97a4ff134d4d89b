"""The course of the report as a small chart: what was forecast first, what was rated, what was done, what is forecast.

Red is pain that was rated, green what is forecast. Every line also has its own shape, so that it reads in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.loop.report_records import Course, Foreseen
from unknot.reporting.report_body import INK, RED
from unknot.reporting.svg import Value, element, text, width_of

WIDTH, HEIGHT = 760.0, 216.0
GREEN, SOFT, HAIR = "#2e6b45", "#5b6672", "#d8d3cb"
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 12.0, 50.0, 42.0
_LETTERS, _SMALL, _SIGN = 11.0, 10.0, 6.5
_AHEAD = 28
"""The chart looks ahead so many days at most."""
_LEAST_DAYS = 7
_STEPS = (1, 2, 3, 5, 7, 14, 28, 56, 91, 182, 365)
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class ChartWords:
    """What stands in the chart. `day` writes a day shortly; `gone` stands above the band, empty where none is."""

    title: str
    today: str
    rated: str
    level: str
    first: str
    now: str
    threshold: str
    done: str
    visits: str
    gone: str
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class _Ground:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    @staticmethod
    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - min(max(value, 0.0), 10.0) / 10 * (HEIGHT - _TOP - _BOTTOM)

    def shows(self, day: date) -> bool:
        return self.first <= day <= self.last


def chart_svg(course: Course, words: ChartWords, *, font: str) -> str:
    """The chart, 760 by 216; empty where nothing was rated and nothing is forecast."""
    if not (course.ratings or course.first or course.now):
        return ""
    ground = _Ground(course.begins, max(_last_day(course), course.begins + timedelta(days=_LEAST_DAYS)))
    return element(
        "svg",
        _paper(ground, course, words),
        _foreseen(ground, course.first, filled=False) if course.first else "",
        _foreseen(ground, course.now, filled=True) if course.now else "",
        _level(ground, course),
        _ratings(ground, course),
        _rows(ground, course),
        _today(ground, course, words),
        _gone(ground, course, words),
        _legend(course, words),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=words.title,
        font_family=font or None,
        font_size=_LETTERS,
    )


def _last_day(course: Course) -> date:
    if course.now is None:
        return course.today
    horizon = course.now.band.days[-1]
    wanted = horizon if course.now.gone_high is None else course.now.gone_high + timedelta(days=2)
    return min(max(wanted, course.today + timedelta(days=_LEAST_DAYS)), horizon, course.today + timedelta(days=_AHEAD))


def _paper(ground: _Ground, course: Course, words: ChartWords) -> str:
    lines = [
        _line(_LEFT, ground.y(value), WIDTH - _RIGHT, ground.y(value), stroke=HAIR, stroke_width=0.7)
        for value in (0, 5, 10)
    ]
    numbers = [_words(str(value), _LEFT - 5, ground.y(value) + 3.5, anchor="end") for value in (0, 5, 10)]
    gone = ground.y(course.gone_points)
    threshold = _line(_LEFT, gone, WIDTH - _RIGHT, gone, stroke=SOFT, stroke_width=0.7, stroke_dasharray="1.5 3")
    days = (ground.last - ground.first).days
    step = next((each for each in _STEPS if days / each <= _MOST_TICKS), _STEPS[-1] * (days // 3000 + 1))
    ticks = []
    for offset in range(0, days + 1, step):
        day = ground.first + timedelta(days=offset)
        said = words.day(day)
        x, room = ground.x(day), width_of(said, _LETTERS) / 2
        anchor = "start" if x - room < _LEFT - 20 else "end" if x + room > WIDTH else "middle"
        ticks.append(_line(x, HEIGHT - _BOTTOM, x, HEIGHT - _BOTTOM + 3, stroke=SOFT, stroke_width=0.7))
        ticks.append(_words(said, x if anchor != "end" else WIDTH, HEIGHT - _BOTTOM + 14, anchor=anchor))
    return "".join([*lines, *numbers, threshold, *ticks])


def _foreseen(ground: _Ground, foreseen: Foreseen | None, *, filled: bool) -> str:
    """A forecast: filled with its median as a line, or, of the first one, only outlined with a dashed median."""
    if foreseen is None:
        return ""
    band = foreseen.band
    shown = [place for place, day in enumerate(band.days) if ground.shows(day)]
    if len(shown) < 2:
        return ""
    upper = [(ground.x(band.days[each]), ground.y(band.p90[each])) for each in shown]
    lower = [(ground.x(band.days[each]), ground.y(band.p10[each])) for each in shown]
    middle = [(ground.x(band.days[each]), ground.y(band.p50[each])) for each in shown]
    if filled:
        area = element("path", d=_path([*upper, *reversed(lower)]) + "Z", fill=GREEN, fill_opacity="0.14")
        return area + element("path", d=_path(middle), fill="none", stroke=GREEN, stroke_width=1.8)
    edge: dict[str, Value] = {"fill": "none", "stroke": GREEN, "stroke_width": 0.8, "stroke_dasharray": "1.2 2.4"}
    edges = element("path", d=_path(upper), **edge) + element("path", d=_path(lower), **edge)
    return edges + element("path", d=_path(middle), fill="none", stroke=GREEN, stroke_width=1.3, stroke_dasharray="6 3")


def _level(ground: _Ground, course: Course) -> str:
    at = [(ground.x(each.day), ground.y(each.points)) for each in course.level if ground.shows(each.day)]
    return element("path", d=_path(at), fill="none", stroke=INK, stroke_width=0.9) if len(at) > 1 else ""


def _ratings(ground: _Ground, course: Course) -> str:
    radius = 2.6 if len(course.ratings) <= 60 else 1.7 if len(course.ratings) <= 200 else 1.2
    return "".join(
        element("circle", cx=ground.x(each.day), cy=ground.y(each.points), r=radius, fill=RED)
        for each in course.ratings
        if ground.shows(each.day)
    )


def _rows(ground: _Ground, course: Course) -> str:
    """Days with a technique as small strokes below the axis, visits as diamonds."""
    done_at, visits_at = HEIGHT - _BOTTOM + 24, HEIGHT - _BOTTOM + 37
    done = "".join(
        _line(ground.x(day), done_at - 3, ground.x(day), done_at + 3, stroke=INK, stroke_width=1.1)
        for day in course.done
        if ground.shows(day)
    )
    visits = "".join(_diamond(ground.x(day), visits_at) for day in course.visits if ground.shows(day))
    return done + visits


def _today(ground: _Ground, course: Course, words: ChartWords) -> str:
    if not ground.shows(course.today):
        return ""
    x = ground.x(course.today)
    anchor = "end" if x > WIDTH - 60 else "start"
    said = _words(words.today, x + (4 if anchor == "start" else -4), _TOP + 9, anchor=anchor)
    return _line(x, _TOP - 2, x, HEIGHT - _BOTTOM, stroke=SOFT, stroke_width=0.8) + said


def _gone(ground: _Ground, course: Course, words: ChartWords) -> str:
    """Above the band: from when to when it is likely to be gone, and what that is in words; or the day it was gone."""
    if course.gone_on is not None and ground.shows(course.gone_on):
        x, y = ground.x(course.gone_on), _TOP - 6
        return element("path", d=f"M{x - 4:.1f},{y - 7:.1f}h8l-4,7Z", fill=GREEN) + _beside(words.gone, x, y)
    now = course.now
    if now is None or now.gone_by is None:
        return ""
    y = _TOP - 8
    low = ground.x(max(now.gone_low or now.gone_by, ground.first))
    high = ground.x(min(now.gone_high or ground.last, ground.last))
    x = min(ground.x(min(now.gone_by, ground.last)), WIDTH - _RIGHT)
    bar = _line(low, y, max(high, low), y, stroke=GREEN, stroke_width=1.4)
    ends = "".join(_line(each, y - 3, each, y + 3, stroke=GREEN, stroke_width=1.2) for each in (low, high))
    mark = element("circle", cx=x, cy=y, r=3, fill="#ffffff", stroke=GREEN, stroke_width=1.6)
    return bar + ends + mark + _beside(words.gone, low, y)


def _beside(said: str, x: float, y: float) -> str:
    if not said:
        return ""
    before = x - 8 - width_of(said, _LETTERS) > _LEFT
    return _words(said, x - 8 if before else x + 14, y + (3.5 if before else -7), anchor="end" if before else "start")


def _legend(course: Course, words: ChartWords) -> str:
    """What each line is, from the left, in the order of time."""
    parts: list[str] = []
    x, y = _LEFT, 10.0
    for shown, sign, said in (
        (bool(course.ratings), element("circle", cx=_LEFT + 9, cy=_SIGN, r=2.6, fill=RED), words.rated),
        (len(course.level) > 1, _stroke(INK, 0.9), words.level),
        (course.first is not None, _stroke(GREEN, 1.3, "6 3"), words.first),
        (course.now is not None, _stroke(GREEN, 1.8), words.now),
        (bool(course.ratings), _stroke(SOFT, 0.7, "1.5 3"), words.threshold),
        (
            bool(course.done),
            _line(_LEFT + 9, _SIGN - 3.5, _LEFT + 9, _SIGN + 3.5, stroke=INK, stroke_width=1.1),
            words.done,
        ),
        (bool(course.visits), _diamond(_LEFT + 9, _SIGN), words.visits),
    ):
        if not shown:
            continue
        wide = 22 + 0.9 * width_of(said, _SMALL) + 9
        if x + wide > WIDTH:
            x, y = _LEFT, y + 14
        parts.append(element("g", sign, transform=f"translate({x - _LEFT:.1f} {y - 10:.1f})"))
        parts.append(text(said, x + 22, y, fill=SOFT, font_size=_SMALL))
        x += wide
    return "".join(parts)


def _stroke(colour: str, width: float, dashes: str | None = None) -> str:
    return _line(_LEFT, _SIGN, _LEFT + 18, _SIGN, stroke=colour, stroke_width=width, stroke_dasharray=dashes)


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    return element("path", d=f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}", fill="none", **attributes)


def _diamond(x: float, y: float) -> str:
    return element("path", d=f"M{x:.1f},{y - 4:.1f}l4,4l-4,4l-4,-4Z", fill="#ffffff", stroke=INK, stroke_width=1.2)


def _words(said: str, x: float, y: float, *, anchor: str = "start") -> str:
    return text(said, x, y, text_anchor=anchor, fill=SOFT)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
