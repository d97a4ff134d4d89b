"""What a chart is made from: what was reported, what was forecast and when, and the words around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from unknot.loop.advice import Band, Forecasts

MEASURE = "pain_now"
_WEEK = 7
_QUANTILES = ("p05", "p10", "p25", "p50", "p75", "p90", "p95")


@dataclass(frozen=True, slots=True)
class Observed:
    """What was reported on a local day, 0 to 10. Of several on one day the last one given counts."""

    day: date
    points: float


@dataclass(frozen=True, slots=True)
class Issued:
    """A forecast as it was shown on a local day: the day to be gone by, and the interval that holds 80 %.

    None lies beyond what that forecast looked at.
    """

    day: date
    gone_by: date | None
    gone_low: date | None
    gone_high: date | None


@dataclass(frozen=True, slots=True)
class Row:
    """One day in numbers: four in five readings lie between `low` and `high`. None where nothing is known."""

    day: date
    low: float | None
    likely: float | None
    high: float | None
    reported: float | None


@dataclass(frozen=True, slots=True)
class Level:
    """The level of pain on a day, evened out over the ratings around it: four in five lie from `low` to `high`."""

    day: date
    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Week:
    """What was reported in the seven days from `first` on: the lowest, the middle and the highest, and on how many."""

    first: date
    low: float
    middle: float
    high: float
    days: int


@dataclass(frozen=True, slots=True)
class Lane:
    """Something that stands below the chart on the days it happened: its kind, its name, its days.

    Kinds: technique, visit, training, sitting, trial. Each has a mark of its own.
    """

    kind: str
    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class ChartWords:
    """Every word in a chart, and how days and numbers are written.

    `gone` stands over the interval of the day to be gone by. `threshold` stands at the line of the same meaning and
    should be one short word. `reading` says one day in a sentence. `earlier` and `settled` are for the course only:
    the heading over the earlier forecasts, and the name of the day on which it was gone; so are `level`, the name of
    the line that evens the reports out, `ghost`, that of the first forecast, `of_weeks`, that of what stands for a
    week, and `week`, which says one week in a sentence.
    """

    title: str
    description: str
    axis: str
    today: str
    gone: str
    threshold: str
    likely: str
    half: str
    four_in_five: str
    reported: str
    done: str
    day: Callable[[date], str]
    number: Callable[[float], str]
    reading: Callable[[Row], str]
    earlier: str = ""
    settled: str = ""
    level: str = ""
    ghost: str = ""
    of_weeks: str = ""
    week: Callable[[Week], str] = str


def band_of(forecast: Forecasts, measure: str = MEASURE) -> Band:
    """The band of `measure`, or the first one there is."""
    return next((each for each in forecast.bands if each.measure == measure), forecast.bands[0])


def until(band: Band, last: date) -> Band:
    """`band` up to and including `last`."""
    count = sum(day <= last for day in band.days)
    return replace(band, days=band.days[:count], **{name: getattr(band, name)[:count] for name in _QUANTILES})


def by_day(observed: Sequence[Observed]) -> dict[date, float]:
    """What was reported on each day, in the order of days."""
    return {each.day: each.points for each in sorted(observed, key=lambda each: each.day)}


def by_week(observed: Sequence[Observed], *, today: date) -> tuple[Week, ...]:
    """What was reported, in weeks that end today, a week before, and so on. A week without a report is left out."""
    weeks: dict[date, list[float]] = {}
    for day, points in by_day(observed).items():
        back = (today - day).days // _WEEK
        weeks.setdefault(today - timedelta(days=_WEEK * back + _WEEK - 1), []).append(points)
    return tuple(Week(first, min(all_), median(all_), max(all_), len(all_)) for first, all_ in sorted(weeks.items()))


def rows(band: Band | None, observed: Sequence[Observed]) -> tuple[Row, ...]:
    """Every day that has a forecast or a report, in order."""
    reported = by_day(observed)
    ahead = {} if band is None else {day: place for place, day in enumerate(band.days)}
    days = sorted(ahead.keys() | reported.keys())
    return tuple(_row(day, band, ahead.get(day), reported.get(day)) for day in days)


def _row(day: date, band: Band | None, place: int | None, reported: float | None) -> Row:
    if band is None or place is None:
        return Row(day, None, None, None, reported)
    return Row(day, band.p10[place], band.p50[place], band.p90[place], reported)
