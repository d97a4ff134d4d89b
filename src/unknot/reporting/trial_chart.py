"""The units of a trial in their order: filled marks with the technique, open ones without, and the average of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unknot.reporting.plot import LETTERS, NARROW, WIDE, Size
from unknot.reporting.svg import described, element, labelled_by, text, width_of

_TOP, _FOOT, _KEY = 34.0, 46.0, 24.0
_HEIGHT = 250.0
_MARK = 6.0
_APART = 18.0


@dataclass(frozen=True, slots=True)
class TrialPoint:
    """One unit: its number from 1, on which side of the draw, and what was measured; None where nothing was."""

    number: int
    with_it: bool
    value: float | None


@dataclass(frozen=True, slots=True)
class TrialChartWords:
    """Every word in the chart, and how a value is written."""

    title: str
    description: str
    axis: str
    with_it: str
    without: str
    missing: str
    value: Callable[[float], str]


def trial_chart(
    points: Sequence[TrialPoint],
    words: TrialChartWords,
    *,
    bounds: tuple[float, float],
    name: str = "trial",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """The chart at each of `sizes`, from the lower to the upper of `bounds`; empty where nothing was measured."""
    if all(point.value is None for point in points):
        return ""
    return "".join(_block(size, points, words, bounds, name) for size in sizes)


def _block(
    size: Size, points: Sequence[TrialPoint], words: TrialChartWords, bounds: tuple[float, float], name: str
) -> str:
    own = f"{name}-{size.name}"
    low, high = bounds
    levels = (low, (low + high) / 2, high)
    left = max(width_of(words.value(level), LETTERS) for level in levels) + 12
    right = size.width - 12
    bottom = _TOP + _HEIGHT

    def y(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * _HEIGHT

    step = (right - left) / len(points)
    places = {point.number: left + (index + 0.5) * step for index, point in enumerate(points)}
    grid = "".join(f"M{left:.0f},{y(level):.0f}H{right:.0f}" for level in levels)
    parts = [
        text(words.axis, 4, 16, class_="quiet"),
        element("path", class_="grid", d=grid, fill="none", stroke="currentColor", stroke_opacity=0.2),
        element(
            "g",
            "".join(text(words.value(level), left - 8, y(level) + 5) for level in levels),
            class_="quiet",
            fill="currentColor",
            text_anchor="end",
        ),
    ]
    averages = [
        (with_it, found) for with_it in (True, False) if (found := _average(points, with_it=with_it)) is not None
    ]
    parts += [_mean(y(found), left, right, with_it=with_it) for with_it, found in averages]
    parts += [_mark(places[point.number], y, point, bottom) for point in points]
    parts += [
        text(str(point.number), places[point.number], bottom + 34, class_="quiet", text_anchor="middle")
        for point in points
        if point.number == 1 or point.number % _every(step) == 0
    ]
    key, height = _key(words, averages, points, size.width, bottom + _FOOT + 12)
    svg = element(
        "svg",
        described(words.title, words.description, own),
        *parts,
        key,
        class_="chart trial-chart",
        viewBox=f"0 0 {size.width:.0f} {height:.0f}",
        role="img",
        aria_labelledby=labelled_by(own),
        font_size=LETTERS,
    )
    return element("div", svg, class_=f"chart-{size.name}")


def _average(points: Sequence[TrialPoint], *, with_it: bool) -> float | None:
    values = [point.value for point in points if point.value is not None and point.with_it == with_it]
    return math.fsum(values) / len(values) if values else None


def _mean(height: float, left: float, right: float, *, with_it: bool) -> str:
    return element(
        "path",
        class_="trial-mean-with" if with_it else "trial-mean-without",
        d=f"M{left:.0f},{height:.1f}H{right:.0f}",
        fill="none",
        stroke="currentColor",
        stroke_width=2,
        stroke_dasharray=None if with_it else "6 5",
    )


def _mark(x: float, y: Callable[[float], float], point: TrialPoint, bottom: float) -> str:
    if point.value is None:
        d = f"M{x - 4:.1f},{bottom + 9:.1f}l8,8m0,-8l-8,8"
        return element("path", class_="trial-missing", d=d, fill="none", stroke="currentColor", stroke_width=1.5)
    return _dot(x, y(point.value), with_it=point.with_it)


def _dot(x: float, y: float, *, with_it: bool) -> str:
    return element(
        "circle",
        class_="trial-with" if with_it else "trial-without",
        cx=x,
        cy=y,
        r=_MARK,
        fill="currentColor" if with_it else "none",
        stroke="currentColor",
        stroke_width=2,
    )


def _every(step: float) -> int:
    """So many numbers apart stand those that are written."""
    return next((each for each in (1, 2, 5, 10, 20, 50) if each * step >= 2 * LETTERS), 100)


def _key(
    words: TrialChartWords,
    averages: Sequence[tuple[bool, float]],
    points: Sequence[TrialPoint],
    width: float,
    y: float,
) -> tuple[str, float]:
    """What the marks stand for, with the average of each side, and where the picture ends."""
    found = dict(averages)
    entries = [
        (with_it, f"{words.with_it if with_it else words.without}: {words.value(found[with_it])}")
        for with_it in (True, False)
        if with_it in found
    ]
    parts, x = [], _MARK + 4
    for with_it, said in entries:
        if x > _APART and x + 14 + width_of(said, LETTERS) > width:
            x, y = _MARK + 4, y + _KEY
        parts += [_dot(x, y - 5, with_it=with_it), text(said, x + 14, y)]
        x += 14 + width_of(said, LETTERS) + _APART
    if any(point.value is None for point in points):
        if x + 14 + width_of(words.missing, LETTERS) > width:
            x, y = _MARK + 4, y + _KEY
        d = f"M{x - 4:.1f},{y - 9:.1f}l8,8m0,-8l-8,8"
        parts += [
            element("path", class_="trial-missing", d=d, fill="none", stroke="currentColor", stroke_width=1.5),
            text(words.missing, x + 14, y),
        ]
    return "".join(parts), y + 12
