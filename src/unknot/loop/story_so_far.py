"""The story of one knot so far: what was foreseen, what happened, what was done, and how the two compare.

`story_so_far` makes the one object that pages, the command line, the API and the report read. The story of a closed
knot ends when it was closed. Days without a rating have none: nothing is filled in. The first forecast is the first
that was shown, else the one that would have been shown once the first rating and what was told with it were in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.causes.profile import recovery_profile
from unknot.content.library import Library
from unknot.errors import ModelError
from unknot.facts import Fact, History, history, local_day
from unknot.facts.history import standing
from unknot.loop import posture, telling
from unknot.loop.advice import Band
from unknot.loop.knot_kin import linked_knots, places_of, split_from, split_off
from unknot.loop.story_records import (
    DoneDay,
    ExposedDay,
    FirstForecast,
    HitRate,
    IssuedForecast,
    LevelDay,
    RatedDay,
    StorySoFar,
    TrialDay,
    VisitDay,
)
from unknot.loop.story_verdict import Compared, follow_up, may_show, verdict
from unknot.loop.wording import technique_name
from unknot.recovery.checking import check
from unknot.recovery.events import Timeline, timeline
from unknot.recovery.filtering import fold
from unknot.recovery.forecasting import PROBABILITIES, forecast
from unknot.recovery.parameters import from_library
from unknot.recovery.scoring import Record, gone_on, tally
from unknot.recovery.smoothing import smooth
from unknot.recovery.state import Belief
from unknot.units import days_between

MEASURE = "pain_now"
_NOON = time(12)
_MEANT = PROBABILITIES[5] - PROBABILITIES[1]
_MEASURES = ("pain_now", "pain_worst", "press_tenderness", "function")


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the first forecast stood: the belief then, on the clock that began at `began`."""

    at: datetime
    began: datetime
    belief: Belief
    held: History


def story_so_far(library: Library, facts: Iterable[Fact], *, at: datetime, zone: str, episode: str) -> StorySoFar:
    """The story of `episode` as it stands at `at`, in the local days of `zone`.

    What was corrected counts as it stands at `at`. Where the numbers fail there is no level and no first forecast,
    and it is too early to compare. A knot that became part of another is told up to then.
    """
    known = standing(fact for fact in facts if fact.at <= at)
    held = history(known, at=at, zone=zone, episode=episode)
    if held.resolved and held.ended_at is not None:
        held = history(known, at=held.ended_at, zone=zone, episode=episode)
    ratings = tuple(_ratings(held))
    gone_points = library.number("recovery.gone_points")
    gone = _gone(held, gone_points)
    try:
        line = timeline(library, recovery_profile(library, held).id, held, posture.held(library, held))
        level = tuple(_level(library, held, line))
        start = _start(library, known, held)
        first = None if start is None else _first(library, start)
        compared = None if start is None else _compared(library, held, start, line, ratings)
    except ModelError:
        level, first, compared = (), None, None
    rules = follow_up(library, held)
    earlier, later = linked_knots(library, known, held)
    return StorySoFar(
        episode=episode,
        places=places_of(library, held),
        began_on=held.began_on,
        opened_on=None if held.opened_at is None else _local(held, held.opened_at),
        told_until=held.today(),
        may_show=may_show(rules, closed=held.resolved),
        settled_on=_local(held, held.ended_at) if held.resolved and held.ended_at is not None else None,
        gone_on=gone,
        ratings=ratings,
        level=level,
        first=first,
        issued=tuple(_issued(held)),
        done=tuple(_done(library, held)),
        visits=tuple(_visits(library, held)),
        exposures=tuple(_exposures(library, held)),
        trials=tuple(_trials(held)),
        verdict=verdict(library, compared, rules, closed=held.resolved, gone=gone is not None),
        earlier=earlier,
        later=later,
        split_off=split_off(known, episode),
        split_from=split_from(known, episode),
        hit_rate=hit_rate(library, known, at.astimezone(ZoneInfo(zone)).date()),
    )


def hit_rate(library: Library, facts: Iterable[Fact], today: date) -> HitRate:
    """How the first forecasts of all knots of the person did, in numbers and in words."""
    counted = tally(facts, today=today, gone_points=library.number("recovery.gone_points"))
    said = []
    if counted.closed > 1:
        said.append(library.say("story.record.closed", closed=counted.closed, forecast=counted.closed_forecast))
    if counted.due:
        numbers = {"due": counted.due, "inside": counted.inside, "before": counted.before, "after": counted.after}
        said.append(library.say("story.record.some", **numbers))
        if counted.due < library.number("story.record_needed"):
            said.append(library.say("story.record.few"))
    else:
        said.append(library.say("story.record.none"))
    return HitRate(
        due=counted.due,
        inside=counted.inside,
        before=counted.before,
        after=counted.after,
        closed=counted.closed,
        closed_forecast=counted.closed_forecast,
        meant=_MEANT,
        text=" ".join(said),
    )


def _ratings(held: History) -> Iterator[RatedDay]:
    """The last rating of each measure on each day that has one."""
    days: dict[date, dict[str, float]] = {}
    for each in held.check_ins:
        said = {name: value for name in _MEASURES if (value := getattr(each, name)) is not None}
        if said:
            days.setdefault(local_day(each), {}).update(said)
    for day, said in sorted(days.items()):
        yield RatedDay(day, *(said.get(name) for name in _MEASURES))


def _gone(held: History, gone_points: float) -> date | None:
    """The day it was gone: by two days of ratings running, or because it was closed, whichever came first."""
    by_ratings = gone_on(held.check_ins, gone_points=gone_points)
    closed = _local(held, held.ended_at) if held.resolved and held.ended_at is not None else None
    return min((day for day in (by_ratings, closed) if day is not None), default=None)


def _level(library: Library, held: History, line: Timeline) -> Iterator[LevelDay]:
    """The smoothed level on each day from the first contact on: at the last rating of the day, else at noon."""
    instants: dict[date, datetime] = {}
    rated = [each.at for each in held.check_ins if each.pain_now is not None]
    if not rated:
        return
    zone = ZoneInfo(held.zone)
    day, last = _local(held, rated[0]), held.today()
    while day <= last:
        noon = datetime.combine(day, _NOON, zone)
        instants[day] = min(max(noon, rated[0], line.began), held.at)
        day += timedelta(days=1)
    for instant in rated:
        instants[_local(held, instant)] = max(instant, line.began)
    parameters = from_library(library, recovery_profile(library, held).id, line.modifiers)
    clock = [days_between(line.began, instant) for instant in instants.values()]
    found = smooth(parameters, line.events, clock, start=line.start, ranges=line.ranges)
    for day, mean, low, high in zip(instants, found.mean, found.low, found.high, strict=True):
        yield LevelDay(day, float(mean), float(low), float(high))


def _start(library: Library, known: tuple[Fact, ...], held: History) -> _Start | None:
    """The belief as it was at the first forecast; None before the first rating."""
    rated = next((each.at for each in held.check_ins if each.pain_now is not None), None)
    if held.forecasts:
        at = held.forecasts[0].at
    elif rated is not None:
        sitting = rated + timedelta(hours=library.number("screening.same_sitting_hours"))
        at = max(fact.at for fact in known if fact.at <= min(sitting, held.at))
    else:
        return None
    then = history(known, at=at, zone=held.zone, episode=held.episode)
    profile = recovery_profile(library, then).id
    line = timeline(library, profile, then, posture.held(library, then))
    parameters = from_library(library, profile, line.modifiers)
    belief = fold(parameters, line.events, until_day=line.now_day, start=line.start, ranges=line.ranges)
    return _Start(at, line.began, belief, then)


def _first(library: Library, start: _Start) -> FirstForecast:
    """The first forecast; its band is worked out again, its dates are those on record where they are."""
    told = telling.forecasts(library, start.held, forecast(start.belief), Record(0, 0))
    shown = next(iter(start.held.forecasts), None)
    band: Band = next(each for each in told.bands if each.measure == MEASURE)
    dates = told if shown is None else shown
    return FirstForecast(
        day=start.held.today(),
        at=start.at,
        shown=shown is not None,
        same_numbers=shown is None or shown.parameters_version == library.parameters_version,
        band=band,
        gone_by=dates.gone_by,
        gone_low=dates.gone_low,
        gone_high=dates.gone_high,
    )


def _compared(
    library: Library,
    held: History,
    start: _Start,
    line: Timeline,
    ratings: Iterable[RatedDay],
) -> Compared:
    """The ratings after the first forecast against it, one a day; techniques and strains since are taken as done."""
    first = _local(held, start.at)
    later = {_local(held, each.at): each for each in held.check_ins if each.pain_now is not None and each.at > start.at}
    chosen = _spread(sorted(later), int(library.number("story.days_compared")))
    span = max(((day - first).days for day in later), default=0)
    found = None
    enough = len(later) >= library.number("story.ratings_needed") and span >= library.number("story.days_needed")
    if enough:
        moved = days_between(start.began, line.began)
        since = [replace(each, day=each.day + moved) for each in line.events]
        since = [each for each in since if each.day > start.belief.day]
        rated = [(days_between(start.began, later[day].at), float(later[day].pain_now or 0.0)) for day in chosen]
        found = check(start.belief, since, rated)
    return Compared(found=found, since=first, days=len(later), span=span, fall=_fall(library, ratings))


def _fall(library: Library, ratings: Iterable[RatedDay]) -> float:
    """By how many points the ratings came down: the mean of the first rated days against that of the last."""
    rated = [each.pain_now for each in ratings if each.pain_now is not None]
    some = min(int(library.number("story.days_averaged")), len(rated) // 2)
    return (sum(rated[:some]) - sum(rated[-some:])) / some if some else 0.0


def _spread(days: list[date], most: int) -> list[date]:
    """At most so many of the days, evenly spread, the first and the last among them."""
    if len(days) <= most:
        return days
    return [days[round(place * (len(days) - 1) / (most - 1))] for place in range(most)]


def _issued(held: History) -> Iterator[IssuedForecast]:
    """The last forecast shown on each day."""
    by_day = {local_day(each): each for each in held.forecasts}
    for day, each in sorted(by_day.items()):
        yield IssuedForecast(day, each.gone_by, each.gone_low, each.gone_high, each.persists_probability)


def _done(library: Library, held: History) -> Iterator[DoneDay]:
    for each in held.doses:
        name, minutes = technique_name(library, each.technique), each.seconds / 60
        yield DoneDay(local_day(each), each.at, each.technique, name, minutes, each.felt or "", each.stopped)


def _visits(library: Library, held: History) -> Iterator[VisitDay]:
    for each in held.visits:
        name = "" if each.technique is None else technique_name(library, each.technique)
        yield VisitDay(local_day(each), name, each.finding, each.cleared, each.minutes)


def _exposures(library: Library, held: History) -> Iterator[ExposedDay]:
    """All of one cause on a day put together, from the day of the first contact on."""
    days: dict[tuple[date, str], tuple[float, float | None]] = {}
    for each in held.exposures:
        minutes, hardest = days.get((local_day(each), each.cause), (0.0, None))
        efforts = [rpe for rpe in (hardest, each.rpe) if rpe is not None]
        days[local_day(each), each.cause] = minutes + each.minutes, max(efforts, default=None)
    began = _began(held)
    for (day, cause), (minutes, rpe) in sorted(days.items()):
        if began is None or day >= began:
            yield ExposedDay(day, cause, library.say(f"cause.{cause}.label"), minutes, rpe)


def _trials(held: History) -> Iterator[TrialDay]:
    """The events of trials about this knot, or about no knot in particular while this one was there."""
    began = _began(held)
    for each in held.trials:
        if each.episode == held.episode or (each.episode is None and began is not None and local_day(each) >= began):
            yield TrialDay(local_day(each), each.trial, each.event)


def _began(held: History) -> date | None:
    """The first day of the story."""
    days = [_local(held, held.opened_at)] if held.opened_at is not None else []
    return min((*days, *(local_day(each) for each in held.check_ins)), default=None)


def _local(held: History, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(held.zone)).date()
