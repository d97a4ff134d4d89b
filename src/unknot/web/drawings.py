"""What the charts of a knot are drawn from, and the words around them, in the habits of the person's region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from unknot.content.library import Library
from unknot.facts import CheckIn, History, local_day
from unknot.loop import telling
from unknot.loop.advice import Advice, Forecasts
from unknot.reporting import charts, pictures
from unknot.reporting.readings import ChartWords, Observed, Row
from unknot.web import assets, locale

_DAYS_LISTED = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28)
"""The days ahead that the table of a forecast lists."""
MAINTAIN = "maintain"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, and what it shows as a table."""

    title: str
    svg: str
    rows: tuple[Row, ...]

    @property
    def has_ratings(self) -> bool:
        """Whether a day of the table was rated."""
        return any(row.reported is not None for row in self.rows)

    @property
    def has_forecast(self) -> bool:
        """Whether a day of the table was forecast."""
        return any(row.likely is not None for row in self.rows)


def forecast(library: Library, advice: Advice, held: History, *, past: bool = True) -> Drawing | None:
    """The days ahead after the last ratings, or without them; None where nothing is forecast, or it is gone already."""
    seen = advice.forecasts
    if seen is None or is_gone(advice):
        return None
    today = held.today()
    reported = observed(held.check_ins) if past else ()
    words = chart_words(
        title="The days ahead",
        description=f"Pain from 0 to 10 over the next {seen.horizon_days} days. {when_gone(library, advice)}",
        gone=gone_label(seen),
    )
    svg = charts.forecast_chart(
        seen,
        reported,
        today=today,
        threshold=_gone_points(library),
        words=words,
        doses=_done(held) if past else (),
    )
    rows = charts.table(seen, reported)
    listed = tuple(row for row in rows if row.day <= today or (row.day - today).days in _DAYS_LISTED)
    return Drawing(words.title, svg, listed)


def spark(check_ins: Iterable[CheckIn]) -> str:
    """The ratings as a small line; empty before the second day with one."""
    reported = observed(check_ins)
    if len(reported) < 2:
        return ""
    first, last = reported[0], reported[-1]
    said = f"Pain {locale.points(first.points)} on {locale.day(first.day)}, {locale.points(last.points)} on"
    return charts.spark(reported, title=f"{said} {locale.day(last.day)}")


def observed(check_ins: Iterable[CheckIn]) -> tuple[Observed, ...]:
    """The pain that was rated, the last rating of each day, in the order of days."""
    by_day = {local_day(each): each.pain_now for each in check_ins if each.pain_now is not None}
    return tuple(Observed(day, points) for day, points in sorted(by_day.items()))


def when_gone(library: Library, advice: Advice) -> str:
    """The day it is most likely gone by and how sure that is, in one sentence; what the advice says if it is gone."""
    seen = advice.forecasts
    if seen is None or is_gone(advice):
        return "" if seen is None else seen.text
    return telling.when_gone(library, seen, locale.day)


def muscle(library: Library, body: str, id_: str, side: str, points: Iterable[str]) -> str:
    """The muscle on the body, its sore spots and where its pain is felt: a second picture follows where much of that
    is out of sight in the first. Empty where no view shows it.

    `points` are trigger points as the advice names them: muscle, point and side with dots between.
    """
    name = library.say(f"muscle.{id_}.name")
    side_name = library.say(f"cli.side.{side}") if side in ("left", "right") else ""
    words = pictures.MuscleWords(
        title=f"{name}, {side_name}" if side_name else name,
        description="The muscle in red on the body, its usual sore spots as crosses, and where its pain is often felt.",
        muscle=name,
        point="sore spot",
        spread="pain is often felt here",
    )
    spots = tuple(point.split(".")[1] for point in points)
    return "".join(
        pictures.muscle_picture(
            body, id_, side, spots, words=words, asset=assets.shelf().url, view=view, name=f"muscle-{view}"
        )
        for view in pictures.muscle_views(body, id_, side, spots)
    )


def places(library: Library, marks: Iterable[str]) -> tuple[str, ...]:
    """The marked places by their names."""
    return tuple(dict.fromkeys(library.say(f"region.{region}.label") for region in marks))


def is_gone(advice: Advice) -> bool:
    """Whether it counts as gone, so that nothing is forecast."""
    return advice.plan is not None and advice.plan.kind == MAINTAIN


def gone_label(seen: Forecasts) -> str:
    """The day it is most likely gone by, as a chart names it."""
    if seen.gone_by is None:
        return f"may take longer than {seen.horizon_days} days"
    return f"most likely gone by {locale.short_day(seen.gone_by)}"


def _gone_points(library: Library) -> float:
    return library.number("recovery.gone_points")


def _done(held: History) -> tuple[date, ...]:
    return tuple(sorted({local_day(dose) for dose in held.doses}))


def chart_words(*, title: str, description: str, gone: str, today: str = "today", **more: Any) -> ChartWords:
    """The words of a chart; `more` are those that only some charts have."""
    return ChartWords(
        title=title,
        description=description,
        axis="Pain, 0 to 10",
        today=today,
        gone=gone,
        threshold="gone",
        likely="most likely",
        half="half of all",
        four_in_five="four in five",
        reported="you said",
        done="something done",
        day=locale.short_day,
        number=locale.points,
        reading=_reading(locale.weekday, locale.points),
        **more,
    )


def _reading(day: Callable[[date], str], points: Callable[[float], str]) -> Callable[[Row], str]:
    def said(row: Row) -> str:
        parts: Sequence[str] = [] if row.reported is None else [f"you said {points(row.reported)}"]
        if row.likely is not None and row.low is not None and row.high is not None:
            spread = f"four times in five between {points(row.low)} and {points(row.high)}"
            parts = [*parts, f"most likely {points(row.likely)}, {spread}"]
        return f"{day(row.day)}: {'; '.join(parts)}"

    return said
