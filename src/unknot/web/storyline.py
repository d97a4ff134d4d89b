"""The story of a knot as its page shows it: how far back to look, the chart of it, and the same in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from unknot.content.library import Library
from unknot.facts import CheckIn, local_day
from unknot.loop.advice import Advice, Forecasts
from unknot.loop.story_records import DoneDay, FirstForecast, IssuedForecast, LinkedKnot, StorySoFar
from unknot.loop.supposing import SITTING
from unknot.reporting import charts
from unknot.reporting.charts import Issued, Lane, Level, Observed, Week
from unknot.web import locale
from unknot.web.drawings import chart_words, gone_label, is_gone

VIEWS = {"recent": "The last two weeks", "days": "All, day by day", "weeks": "All, week by week"}
"""How far back a chart looks, and whether days or weeks stand in it, by id."""
_RECENT = 14
_FEW_DAYS = 42
"""So many days are shown at once where nobody chose."""
_MOST_DAYS = 84
"""So many days can still be told apart in a chart."""
_LEAST_WEEKS = 28
_UNKNOWN_AFTER = 7
"""So many days after a rating, and before the next, the level is not drawn: nothing is known there."""
_WEEK = 7
_MOST_LISTED = 28
_FELT = {"better": "better after it", "same": "the same after it", "worse": "worse after it"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at the story, as a link."""

    id: str
    name: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One day or week of the story in words and numbers. `reported` is empty where nothing was rated; `fact` is
    the check-in it came from."""

    day: date
    reported: str
    level: float | None
    done: tuple[str, ...]
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another knot of the same place: when it was, how many days if it is closed, and what it is to this one."""

    episode: str
    when: str
    days: int | None
    is_earlier: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The chart of the story, the ways to look at it, and the table."""

    svg: str
    title: str
    ways: tuple[Way, ...]
    by_weeks: bool
    lines: tuple[Line, ...]


def story(
    library: Library, told: StorySoFar, advice: Advice | None, check_ins: Iterable[CheckIn], asked: str | None
) -> Story | None:
    """The story as it was `asked` for, by the id of a view; None before the first rating.

    `check_ins` are those it was told from. The days ahead are drawn if `advice` is given and has them.
    """
    observed = ratings(told)
    if not observed:
        return None
    whole = (told.told_until - observed[0].day).days
    offered = _offered(whole)
    shown = asked if asked in offered else _usual(whole, settled=told.settled_on is not None)
    by_weeks = shown == "weeks"
    seen = None if advice is None or is_gone(advice) else advice.forecasts
    back = _RECENT if shown == "recent" else whole
    recent = [each for each in observed if (told.told_until - each.day).days <= back]
    svg = charts.course_chart(
        seen,
        recent,
        _first(told),
        today=told.told_until,
        threshold=library.number("recovery.gone_points"),
        words=_words(told, seen, recent),
        gone_on=told.gone_on,
        levels=_levels(told, observed, by_weeks=by_weeks),
        lanes=_lanes(told, told.told_until - timedelta(days=back)),
        ghost=told.first.band if told.first is not None and was_earlier(told) else None,
        past_days=back,
        weekly=by_weeks,
    )
    ways = tuple(Way(each, VIEWS[each], each == shown) for each in offered) if len(offered) > 1 else ()
    lines = _by_week(told, recent) if by_weeks else _by_day(told, recent, check_ins)
    return Story(svg, "The story so far", ways, by_weeks, lines)


def linked(told: StorySoFar) -> tuple[Link, ...]:
    """The knots of the same place before and after this one, in the order of time."""
    both = [*((each, True) for each in told.earlier), *((each, False) for each in told.later)]
    return tuple(Link(each.episode, _when(each), _lasted(each), is_earlier, each.said) for each, is_earlier in both)


def was_earlier(told: StorySoFar) -> bool:
    """Whether the first forecast is of a day before the last of the story, so that something can be held against it."""
    return told.first is not None and told.first.day < told.told_until


def first_forecast(told: StorySoFar) -> str:
    """What was forecast first and what came of it, in sentences; empty where nothing was before."""
    first = told.first
    if first is None or not was_earlier(told):
        return ""
    text = f"The first forecast, for {locale.day(first.day)}: {_span(first)}."
    if not first.shown:
        text += " It was not shown then; it is worked out afterwards from what was told that day."
    elif not first.same_numbers:
        text += " Unknot had other numbers then. The dashed lines are worked out with those of today."
    return f"{text} {_outcome(told, first)}"


def shown_forecasts(told: StorySoFar) -> tuple[IssuedForecast, ...]:
    """The forecasts that were shown, the latest first; one a week where there are many."""
    if len(told.issued) <= _MOST_LISTED:
        return told.issued[::-1]
    weeks = {(told.told_until - each.day).days // _WEEK: each for each in reversed(told.issued)}
    return tuple(weeks[week] for week in sorted(weeks))


def ratings(told: StorySoFar) -> tuple[Observed, ...]:
    """The pain that was rated, in the order of days."""
    return tuple(Observed(each.day, each.pain_now) for each in told.ratings if each.pain_now is not None)


def _span(first: FirstForecast) -> str:
    if first.gone_low is None:
        return "it may well take longer than it looked ahead"
    low = locale.day(first.gone_low)
    if first.gone_by is None:
        return f"hardly gone before {low}, and it may well take longer than it looked ahead"
    likely = f"most likely gone by {locale.day(first.gone_by)}"
    if first.gone_high is None:
        return f"{likely}, hardly before {low}, and perhaps later than it looked ahead"
    return f"{likely}, four times in five between {low} and {locale.day(first.gone_high)}"


def _outcome(told: StorySoFar, first: FirstForecast) -> str:
    gone = told.gone_on
    if gone is not None:
        where = "within that time"
        if first.gone_high is not None and gone > first.gone_high:
            where = "later than that"
        elif first.gone_low is None or gone < first.gone_low:
            where = "sooner than that"
        return f"It was gone on {locale.day(gone)}: {where}."
    if first.gone_high is not None and first.gone_high < told.told_until:
        return "That time has passed, and it is still there."
    return "That time has not passed yet."


def _when(each: LinkedKnot) -> str:
    begin = each.began_on or each.ended_on
    return "Earlier" if begin is None else locale.month(begin)


def _lasted(each: LinkedKnot) -> int | None:
    if each.began_on is None or each.ended_on is None:
        return None
    return max((each.ended_on - each.began_on).days, 0) + 1


def _offered(whole: int) -> tuple[str, ...]:
    """The views that show something else than the others, for so many days."""
    fits = {"recent": whole > _RECENT, "days": whole <= _MOST_DAYS, "weeks": whole > _LEAST_WEEKS}
    return tuple(each for each in VIEWS if fits[each])


def _usual(whole: int, *, settled: bool) -> str:
    """All of it where that is not much, or where it is over; otherwise what matters now."""
    if whole <= (_MOST_DAYS if settled else _FEW_DAYS):
        return "days"
    return "weeks" if settled else "recent"


def _first(told: StorySoFar) -> list[Issued]:
    first = told.first
    return (
        []
        if first is None or not was_earlier(told)
        else [Issued(first.day, first.gone_by, first.gone_low, first.gone_high)]
    )


def _levels(told: StorySoFar, observed: Sequence[Observed], *, by_weeks: bool) -> list[Level]:
    """The level on the days near which something was rated; with weeks, one day of each."""
    rated = {each.day for each in observed}
    near = [
        Level(each.day, each.points, each.low, each.high)
        for each in told.level
        if any(each.day + timedelta(days=off) in rated for off in range(-_UNKNOWN_AFTER, _UNKNOWN_AFTER + 1))
    ]
    return [each for each in near if (told.told_until - each.day).days % _WEEK == 0] if by_weeks else near


def _lanes(told: StorySoFar, since: date) -> list[Lane]:
    days = {
        "technique": ("something done", [each.day for each in told.done]),
        "visit": ("visit", [each.day for each in told.visits]),
        "training": ("training or load", [each.day for each in told.exposures if each.cause != SITTING]),
        "sitting": ("long sitting", [each.day for each in told.exposures if each.cause == SITTING]),
        "trial": ("day of an experiment", [each.day for each in told.trials if each.event == "assigned"]),
    }
    shown = {kind: (name, [day for day in all_ if day >= since]) for kind, (name, all_) in days.items()}
    return [Lane(kind, name, tuple(sorted(set(all_)))) for kind, (name, all_) in shown.items() if all_]


def _by_day(told: StorySoFar, observed: Sequence[Observed], check_ins: Iterable[CheckIn]) -> tuple[Line, ...]:
    """Every day on which something was rated or done, the latest first."""
    rated = {each.day: locale.points(each.points) for each in observed}
    level = {each.day: each.points for each in told.level}
    since = min(rated, default=told.told_until)
    done = {day: all_ for day, all_ in _done(told).items() if day >= since}
    days = sorted(rated.keys() | done.keys(), reverse=True)
    facts = {local_day(each): each.id for each in check_ins if each.pain_now is not None}
    return tuple(Line(day, rated.get(day, ""), level.get(day), done.get(day, ()), facts.get(day, "")) for day in days)


def _by_week(told: StorySoFar, observed: Sequence[Observed]) -> tuple[Line, ...]:
    """Every week in which something was rated, the latest first, with on how many days something was done."""
    done = {each.day for each in told.done}
    level = {each.day: each.points for each in told.level}
    lines = []
    for week in reversed(charts.by_week(observed, today=told.told_until)):
        days = [week.first + timedelta(days=after) for after in range(_WEEK)]
        busy = sum(day in done for day in days)
        names = [] if not busy else [f"something done on {busy} {'day' if busy == 1 else 'days'}"]
        names += [f"visit: {each.name}" if each.name else "visit" for each in told.visits if each.day in days]
        lines.append(Line(week.first, _range(week), level.get(days[-1]), tuple(names)))
    return tuple(lines)


def _done(told: StorySoFar) -> Mapping[date, tuple[str, ...]]:
    """Everything that was done or happened, by day."""
    entries = [(each.day, f"{each.name}, {_minutes(each.minutes)}{_after(each)}") for each in told.done]
    entries += [(each.day, _with("Visit", each.name)) for each in told.visits]
    entries += [(each.day, f"{each.name}, {_minutes(each.minutes)}") for each in told.exposures]
    entries.sort(key=lambda each: each[0])
    return {
        day: tuple(dict.fromkeys(name for _, name in all_)) for day, all_ in groupby(entries, key=lambda each: each[0])
    }


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name


def _after(done: DoneDay) -> str:
    said = "stopped" if done.stopped else _FELT.get(done.felt, "")
    return f" ({said})" if said else ""


def _minutes(minutes: float) -> str:
    return f"{locale.points(minutes)} min"


def _range(week: Week) -> str:
    low, high = locale.points(week.low), locale.points(week.high)
    return low if low == high else f"{low} to {high}"


def _week(week: Week) -> str:
    days = "1 day" if week.days == 1 else f"{week.days} days"
    middle = locale.points(week.middle)
    return f"Week from {locale.day(week.first)}: you said {_range(week)}, middle {middle}, on {days}"


def _words(told: StorySoFar, seen: Forecasts | None, recent: Sequence[Observed]) -> charts.ChartWords:
    days = "1 day" if len(recent) == 1 else f"{len(recent)} days"
    first = "" if told.first is None else f" First forecast on {locale.day(told.first.day)}."
    return chart_words(
        title="The story so far",
        description=f"Pain from 0 to 10 as rated on {days}, against what was forecast.{first}",
        gone="" if seen is None else gone_label(seen),
        today="today" if told.settled_on is None else "closed",
        earlier="Gone by when? The first forecast",
        settled="gone",
        level="your level, evened out",
        ghost="first forecast",
        of_weeks="a week, from lowest to highest",
        week=_week,
    )
