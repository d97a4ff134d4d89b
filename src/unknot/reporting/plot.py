"""The ground a chart is drawn on: days from left to right, points 0 to 10 upwards, and the words along both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from unknot.reporting.readings import ChartWords
from unknot.reporting.svg import element, text, width_of

HIGHEST = 10
STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_OVERHANG = 12
LETTERS = 14.0
"""The size of all letters, in the units of the chart: about as many pixels on the page."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chart is. `past_days` and `whole_past_days` limit how far it looks back, in the forecast and in the
    course. `beside` puts the names of bands and line beside them; otherwise they stand in a key below."""

    name: str
    width: float
    height: float
    past_days: int
    whole_past_days: int
    beside: bool


WIDE = Size("wide", 720, 320, past_days=14, whole_past_days=84, beside=True)
NARROW = Size("narrow", 340, 330, past_days=8, whole_past_days=42, beside=False)


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle: `first` stands at its left edge and `last` at its right, 0 at the bottom and 10 at the top."""

    first: date
    last: date
    left: float
    right: float
    top: float
    bottom: float

    @property
    def step(self) -> float:
        """How far apart two days stand."""
        return (self.right - self.left) / max(1, (self.last - self.first).days)

    def x(self, day: date) -> float:
        """Where `day` stands."""
        return self.left + (day - self.first).days * self.step

    def y(self, points: float) -> float:
        """Where `points` stand."""
        return self.bottom - (self.bottom - self.top) * points / HIGHEST

    def holds(self, day: date) -> bool:
        """True if `day` is between the edges."""
        return self.first <= day <= self.last


def margin(words: ChartWords, others: Iterable[str] = ()) -> float:
    """The room the words to the left of a plot need."""
    return max(width_of(each, LETTERS) for each in (words.number(HIGHEST), words.threshold, *others)) + 10


def ground(plot: Plot, words: ChartWords, threshold: float) -> str:
    """The lines of 0, 5 and 10, and the line at and below which it counts as gone, each with its name at the left."""
    levels = (0, HIGHEST / 2, HIGHEST)
    lines = "".join(f"M{plot.left:.0f},{plot.y(level):.0f}H{plot.right:.0f}" for level in levels)
    named = "".join(
        text(words.number(level), plot.left - 8, plot.y(level) + 5)
        for level in levels
        if abs(plot.y(level) - plot.y(threshold)) > LETTERS or level == HIGHEST
    )
    return (
        element("path", class_="grid", d=lines, fill="none", stroke="currentColor", stroke_opacity="0.2")
        + element("g", named, class_="quiet", fill="currentColor", text_anchor="end")
        + element(
            "path",
            class_="threshold",
            d=f"M{plot.left:.0f},{plot.y(threshold):.1f}H{plot.right:.0f}",
            fill="none",
            stroke="currentColor",
            stroke_width=1.5,
            stroke_dasharray="2 4",
        )
        + text(words.threshold, plot.left - 8, plot.y(threshold) + 5, class_="good", text_anchor="end")
    )


def calendar(plot: Plot, words: ChartWords, today: date, *, base: float, edge: float) -> str:
    """The names of days at `base`, none over another and none beyond `edge`, and a line that stands for today."""
    ticks, names = [], [text(words.today, plot.x(today), base, class_="today-name", font_weight=700)]
    for day in _days_named(plot, words, today, edge):
        half = width_of(words.day(day), LETTERS) / 2
        at = min(plot.x(day), edge - half)
        ticks.append(f"M{plot.x(day):.1f},{plot.bottom:.0f}v5")
        names.append(text(words.day(day), at, base))
    return (
        element("path", class_="tick", d="".join(ticks), fill="none", stroke="currentColor", stroke_opacity="0.5")
        + element("g", *names, class_="quiet", fill="currentColor", text_anchor="middle")
        + element(
            "path",
            class_="today",
            d=f"M{plot.x(today):.1f},{plot.top - 4:.0f}V{plot.bottom + 5:.0f}",
            fill="none",
            stroke="currentColor",
        )
    )


def _days_named(plot: Plot, words: ChartWords, today: date, edge: float) -> Iterator[date]:
    widest = max(width_of(each, LETTERS) for each in (words.day(plot.first), words.day(plot.last), words.today))
    step = next((each for each in STEPS if each * plot.step >= widest + 12), STEPS[-1])
    for direction in (-1, 1):
        day = today + timedelta(days=direction * step)
        while plot.holds(day):
            x = plot.x(day)
            if x >= width_of(words.day(day), LETTERS) / 2 and x + widest / 2 <= edge + _OVERHANG:
                yield day
            day += timedelta(days=direction * step)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """True if the two share any room."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def apart(places: Iterable[float], gap: float, top: float, bottom: float) -> list[float]:
    """`places`, given from the top down, moved as little as needed to stand `gap` apart between `top` and `bottom`."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap if moved else top))
    for index in range(len(moved) - 1, -1, -1):
        limit = bottom if index == len(moved) - 1 else moved[index + 1] - gap
        moved[index] = min(moved[index], limit)
    return moved
