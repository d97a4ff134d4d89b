"""The charts: the forecast, the course so far against what was forecast, and a small line for a list.

Each is drawn for a wide and for a narrow column, because letters must not shrink with the screen; `chart.css` shows the
one that fits. Nothing needs a script: a script may walk the groups of class `reading`, and `table` says the same in
numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from unknot.loop.advice import Band, Forecasts
from unknot.reporting import sheet
from unknot.reporting.plot import NARROW, WIDE, Plot, Size
from unknot.reporting.readings import (
    MEASURE,
    ChartWords,
    Issued,
    Lane,
    Level,
    Observed,
    Row,
    Week,
    band_of,
    by_day,
    by_week,
    rows,
    until,
)
from unknot.reporting.svg import element, number

__all__ = [
    "NARROW",
    "WIDE",
    "ChartWords",
    "Issued",
    "Lane",
    "Level",
    "Observed",
    "Row",
    "Size",
    "Week",
    "by_week",
    "course_chart",
    "forecast_chart",
    "spark",
    "table",
]

_MOST_ISSUED = 6


def forecast_chart(
    forecast: Forecasts,
    observed: Sequence[Observed],
    *,
    today: date,
    threshold: float,
    words: ChartWords,
    doses: Sequence[date] = (),
    days: int | None = None,
    measure: str = MEASURE,
    name: str = "forecast",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """The days ahead after the last reports, for each of `sizes` in a block of its own.

    `threshold` is the level at and below which it counts as gone, `doses` are days on which something was done, `days`
    cuts the forecast short, `name` makes the ids of this chart its own.
    """
    band = band_of(forecast, measure)
    return "".join(
        sheet.block(
            size,
            sheet.Contents(
                words=words,
                today=today,
                threshold=threshold,
                band=band if days is None else until(band, today + timedelta(days=days)),
                gone=_of_today(forecast, today),
                observed=observed,
                doses=doses,
                past_days=size.past_days,
            ),
            name,
        )
        for size in sizes
    )


def course_chart(
    forecast: Forecasts | None,
    observed: Sequence[Observed],
    issued: Sequence[Issued],
    *,
    today: date,
    threshold: float,
    words: ChartWords,
    doses: Sequence[date] = (),
    gone_on: date | None = None,
    levels: Sequence[Level] = (),
    lanes: Sequence[Lane] = (),
    ghost: Band | None = None,
    past_days: int | None = None,
    weekly: bool = False,
    measure: str = MEASURE,
    name: str = "course",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """Everything reported so far with the days ahead, and below it each of `issued` as it was said on its day.

    `forecast` is None where none may be shown; `gone_on` is the day on which it was gone. Of many `issued` the first,
    the last and some in between are shown. `levels` are the reports evened out, `lanes` what else happened, `ghost` the
    course as it was foreseen first. `past_days` limits how far it looks back, where the size alone should not; with
    `weekly` what was reported stands as weeks.
    """
    return "".join(
        sheet.block(
            size,
            sheet.Contents(
                words=words,
                today=today,
                threshold=threshold,
                band=None if forecast is None else band_of(forecast, measure),
                gone=None if forecast is None else _of_today(forecast, today),
                observed=observed,
                doses=doses,
                past_days=(back := size.whole_past_days if past_days is None else past_days),
                issued=_spread([each for each in issued if _reaches(each, today - timedelta(days=back))]),
                gone_on=gone_on,
                levels=levels,
                lanes=lanes,
                ghost=ghost,
                weeks=by_week(observed, today=today) if weekly else None,
            ),
            name,
        )
        for size in sizes
    )


def table(
    forecast: Forecasts | None, observed: Sequence[Observed], *, days: int | None = None, measure: str = MEASURE
) -> tuple[Row, ...]:
    """What the chart shows, in numbers, a row for each day that has any; of the forecast the first `days` days."""
    band = None if forecast is None else band_of(forecast, measure)
    if band is not None and days is not None:
        band = until(band, band.days[0] + timedelta(days=days))
    return rows(band, observed)


def spark(observed: Sequence[Observed], *, title: str, width: float = 112, height: float = 32) -> str:
    """A small line of past reports on the scale of 0 to 10, the last one as a dot. `title` says it in words.

    Empty where nothing was reported.
    """
    reported = by_day(observed)
    if not reported:
        return ""
    first, last = min(reported), max(reported)
    ground = Plot(first, last, 5, width - 5, 5, height - 5)
    at = [(ground.x(day) if first < last else ground.right, ground.y(points)) for day, points in reported.items()]
    line = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in at)
    return element(
        "svg",
        element("path", class_="spark-ground", d=f"M0,{height - 1:.0f}H{width:.0f}", stroke="currentColor"),
        element("path", class_="spark-line", d=line, fill="none", stroke="currentColor", stroke_width=1.8),
        element("circle", class_="spark-now", cx=at[-1][0], cy=at[-1][1], r=3.5, fill="currentColor"),
        class_="spark",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )


def _of_today(forecast: Forecasts, today: date) -> Issued:
    return Issued(today, forecast.gone_by, forecast.gone_low, forecast.gone_high)


def _reaches(each: Issued, first: date) -> bool:
    """Whether any of the interval that was named lies on or after `first`."""
    return each.gone_high is None or max(each.gone_high, each.day) >= first


def _spread(issued: Sequence[Issued]) -> list[Issued]:
    ordered = sorted(issued, key=lambda each: each.day)
    if len(ordered) <= _MOST_ISSUED:
        return ordered
    apart = (len(ordered) - 1) / (_MOST_ISSUED - 1)
    return [ordered[round(place * apart)] for place in range(_MOST_ISSUED)]
