"""What the charts of a knot are drawn from, and the words around them, in the habits of the person's region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import CheckIn, History, local_day
from unknot.loop import telling
from unknot.loop.advice import Advice, Forecasts
from unknot.recovery.scoring import gone_on
from unknot.reporting import charts, pictures
from unknot.reporting.readings import ChartWords, Issued, Observed, Row
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


def forecast(library: Library, advice: Advice, held: History) -> Drawing | None:
    """The days ahead after the last ratings; None where nothing is forecast, or the knot is gone already."""
    seen = advice.forecasts
    if seen is None or _is_gone(advice):
        return None
    today = held.today()
    reported = observed(held.check_ins)
    words = _words(
        title="The days ahead",
        description=f"Pain from 0 to 10 over the next {seen.horizon_days} days. {when_gone(library, advice)}",
        gone=_gone_label(seen),
    )
    svg = charts.forecast_chart(
        seen, reported, today=today, threshold=_gone_points(library), words=words, doses=_done(held)
    )
    rows = charts.table(seen, reported)
    listed = tuple(row for row in rows if row.day <= today or (row.day - today).days in _DAYS_LISTED)
    return Drawing(words.title, svg, listed)


def course(library: Library, advice: Advice | None, held: History) -> Drawing | None:
    """What was rated against what was forecast, day by day; None before the first rating.

    The days ahead are drawn if `advice` is given and has them.
    """
    reported = observed(held.check_ins)
    if not reported:
        return None
    seen = None if advice is None or _is_gone(advice) else advice.forecasts
    gone = gone_day(library, held)
    issued = [Issued(local_day(each), each.gone_by, each.gone_low, each.gone_high) for each in held.forecasts]
    closed = gone if held.resolved else None
    words = _words(
        title="The course so far",
        description=f"Pain from 0 to 10 on {len(reported)} days, and what was forecast on {len(issued)} days.",
        gone="" if seen is None else _gone_label(seen),
        earlier="What was forecast, and when",
        settled="gone",
        today="today" if closed is None else "closed",
    )
    svg = charts.course_chart(
        seen,
        reported,
        issued,
        today=held.today() if closed is None else max(closed, reported[-1].day),
        threshold=_gone_points(library),
        words=words,
        doses=_done(held),
        gone_on=gone,
    )
    return Drawing(words.title, svg, charts.table(None, reported))


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


def gone_day(library: Library, held: History) -> date | None:
    """The day on which the knot was gone by the person's ratings, or closed; None while it is there."""
    by_ratings = gone_on(held.check_ins, gone_points=_gone_points(library))
    closed = held.ended_at if held.resolved else None
    by_hand = None if closed is None else closed.astimezone(ZoneInfo(held.zone)).date()
    return min((day for day in (by_ratings, by_hand) if day is not None), default=None)


def when_gone(library: Library, advice: Advice) -> str:
    """The day it is most likely gone by and how sure that is, in one sentence; what the advice says if it is gone."""
    seen = advice.forecasts
    if seen is None or _is_gone(advice):
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


def _is_gone(advice: Advice) -> bool:
    return advice.plan is not None and advice.plan.kind == MAINTAIN


def _gone_label(seen: Forecasts) -> str:
    if seen.gone_by is None:
        return f"may take longer than {seen.horizon_days} days"
    return f"most likely gone by {locale.short_day(seen.gone_by)}"


def _gone_points(library: Library) -> float:
    return library.number("recovery.gone_points")


def _done(held: History) -> tuple[date, ...]:
    return tuple(sorted({local_day(dose) for dose in held.doses}))


def _words(
    *, title: str, description: str, gone: str, earlier: str = "", settled: str = "", today: str = "today"
) -> ChartWords:
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
        earlier=earlier,
        settled=settled,
    )


def _reading(day: Callable[[date], str], points: Callable[[float], str]) -> Callable[[Row], str]:
    def said(row: Row) -> str:
        parts: Sequence[str] = [] if row.reported is None else [f"you said {points(row.reported)}"]
        if row.likely is not None and row.low is not None and row.high is not None:
            spread = f"four times in five between {points(row.low)} and {points(row.high)}"
            parts = [*parts, f"most likely {points(row.likely)}, {spread}"]
        return f"{day(row.day)}: {'; '.join(parts)}"

    return said
