"""Forecasts to draw, the words around them, and how to read a drawn picture."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import strategies as st

from unknot.loop.advice import Band, Forecasts, TrackRecord
from unknot.reporting.charts import ChartWords, Observed

TODAY = date(2026, 11, 20)
QUANTILES = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")
SVG = "{http://www.w3.org/2000/svg}"


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def band(rows: list[list[float]]) -> Band:
    columns = {name: tuple(row[place] for row in rows) for place, name in enumerate(QUANTILES)}
    return Band("pain_now", tuple(day(place) for place in range(len(rows))), **columns)


def settling(level: float = 5.0, days: int = 29, spread: float = 1.0) -> Band:
    """A course that halves about every week."""
    steps = (-2.0, -1.6, -0.8, 0.0, 0.8, 1.6, 2.0)
    middles = [level * 0.9**place for place in range(days)]
    return band([[min(10.0, max(0.0, middle + spread * step)) for step in steps] for middle in middles])


def forecast(band: Band, low: int | None = 6, middle: int | None = 12, high: int | None = 20) -> Forecasts:
    """The course of `band`, gone between `low` and `high` days from today."""
    gone = [None if after is None else day(after) for after in (middle, low, high)]
    return Forecasts(28, (band,), *gone, 0.1, TrackRecord(0, 0, ""), "")


def words(**changed: object) -> ChartWords:
    plain = {
        "title": "The days ahead",
        "description": "Pain is likely to fall.",
        "axis": "pain, 0 to 10",
        "today": "today",
        "gone": "gone by 2 Dec",
        "threshold": "gone",
        "likely": "most likely",
        "half": "half of readings",
        "four_in_five": "four in five",
        "reported": "you said",
        "done": "sessions",
        "day": lambda each: f"{each.day}.{each.month}.",
        "number": lambda value: f"{value:g}",
        "reading": lambda row: f"{row.day}: {row.likely} ({row.low} to {row.high}), said {row.reported}",
        "earlier": "When we said it would be gone",
        "settled": "gone on 24 Nov",
    }
    return ChartWords(**{**plain, **changed})


def charts_in(blocks: str) -> list[ElementTree.Element]:
    """The pictures of a page part, each as a tree."""
    whole = re.sub(r"<svg (?![^>]*xmlns)", '<svg xmlns="http://www.w3.org/2000/svg" ', blocks)
    return list(ElementTree.fromstring(f"<div>{whole}</div>").iter(f"{SVG}svg"))


def of_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in tree.iter() if name in each.get("class", "").split()]


def corners(d: str) -> list[tuple[float, float]]:
    """Where the pen of a path of M, L, l, c, H, V, h, v comes to rest, in order."""
    pen, found = (0.0, 0.0), []
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        numbers = [float(each) for each in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if command in "Hh":
            pen = (numbers[0] + (pen[0] if command == "h" else 0), pen[1])
        elif command in "Vv":
            pen = (pen[0], numbers[0] + (pen[1] if command == "v" else 0))
        elif command in "MLlc":
            x, y = numbers[-2:]
            pen = (pen[0] + x, pen[1] + y) if command.islower() else (x, y)
        found.append(pen)
    return found


def sampled(d: str, per_arc: int = 8) -> list[tuple[float, float]]:
    """Points along a path of M, L, l and c."""
    pen, found = (0.0, 0.0), []
    for command, rest in re.findall(r"([MLlc])([^A-Za-z]*)", d):
        numbers = [float(each) for each in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "c":
            handles = [pen, *((pen[0] + x, pen[1] + y) for x, y in pairs)]
            for step in range(1, per_arc + 1):
                t = step / per_arc
                weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                found.append(tuple(sum(w * h[axis] for w, h in zip(weights, handles, strict=True)) for axis in (0, 1)))
            pen = handles[-1]
        else:
            x, y = pairs[-1]
            start, pen = pen, (pen[0] + x, pen[1] + y) if command == "l" else (x, y)
            steps = range(1, per_arc + 1) if command == "l" else (per_arc,)
            found += [tuple(start[a] + (pen[a] - start[a]) * each / per_arc for a in (0, 1)) for each in steps]
    return found


@st.composite
def any_band(draw):
    days = draw(st.integers(2, 29))
    levels = st.floats(0, 10).map(lambda value: round(value, 2))
    return band([sorted(draw(st.lists(levels, min_size=7, max_size=7))) for _ in range(days)])


@st.composite
def any_forecast(draw):
    low, middle, high = sorted(draw(st.lists(st.integers(0, 40), min_size=3, max_size=3)))
    return forecast(draw(any_band()), *(after if after <= 28 else None for after in (low, middle, high)))


@st.composite
def any_reports(draw):
    days = draw(st.lists(st.integers(-40, 0), max_size=25))
    return [Observed(day(after), draw(st.integers(0, 10))) for after in days]
