"""A day at the desk as the facts tell it, beside the days before: pure, and of the likely muscles what may be named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from unknot.causes.posture import DESK, shares, strain
from unknot.content.library import Library
from unknot.facts import Dose, Exposure, History, Stretch, local_day, stretch, stretches
from unknot.locating.ranking import rank
from unknot.loop.desk_record import Break, Compared, DeskDay, Held, InShort, Reminder, Sat, Told
from unknot.loop.showing import DANGER
from unknot.planning.breaks import answered_prompts, desk_doses
from unknot.planning.options import likely
from unknot.screening.triage import triage

BY_HAND = "desk_day"
"""What the ids of time told by hand on the page of a day begin with, before a hyphen."""
DAYS = 14
"""So many days stand in short beside the one that is shown."""
_ONE_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_MINUTES_PER_HOUR = 60.0
_ONE_BREAK = timedelta(minutes=5)
"""Moves that are recorded no further apart than this were one break."""


def desk_day(library: Library, history: History, day: date, chances: Mapping[str, float]) -> DeskDay:
    """What is on record of `day`. Every day lasts from midnight to midnight in the zone of `history`.

    `chances` are the muscles to speak of with their probabilities (`likely_muscles`); without any, none is spoken of.
    """
    begins, ends = _bounds(day, history.zone)
    last = _last_shown(history, day)
    held = _around(history, day)
    measured, told = _measured(held), _all_told(held)
    days_before = [day - back * _ONE_DAY for back in range(1, DAYS + 1)]
    shown = {last - back * _ONE_DAY for back in range(DAYS)}
    short = {each: _in_short(measured, told, each, history.zone) for each in {day, *days_before, *shown}}
    before = [each for each in days_before if short[each].minutes is not None]
    usual = _usual(library, [short[each].minutes for each in before])
    return DeskDay(
        day=day,
        zone=history.zone,
        begins=begins,
        ends=ends,
        is_today=day == history.today(),
        in_short=short[day],
        stretches=_on_day(measured, begins, ends),
        told=_told(told, day),
        reminders=tuple(
            Reminder(each.prompt.at.astimezone(UTC), each.prompt.answer, each.outcome)
            for each in answered_prompts(library, held)
            if begins <= each.prompt.at < ends
        ),
        breaks=_breaks(library, held, begins, ends),
        held=_held(library, held, day, chances, before),
        usual_minutes=usual,
        compared=_compared(library, short[day].minutes, usual),
        lately=tuple(short[each] for each in sorted(shown)),
    )


def likely_muscles(library: Library, history: History) -> dict[str, float]:
    """The muscles that may be named for the knot of `history` with their probabilities, the likeliest first; none
    where safety comes first, or the knot is closed."""
    if history.resolved or not history.marks:
        return {}
    found = triage(library, history)
    if not found.complete or found.disposition in DANGER:
        return {}
    chances: dict[str, float] = {}
    for each in likely(library, rank(library, history)):
        chances[each.muscle] = chances.get(each.muscle, 0.0) + each.probability
    return chances


def told_by_hand(minutes: float, longest: float, day: date, history: History) -> dict[str, Any]:
    """The raw fact that so many minutes were sat on `day`, `longest` of them without getting up.

    It stands at the end of that day, or at this moment if the day is not over.
    """
    at = min(_bounds(day, history.zone)[1] - timedelta(seconds=1), history.at)
    return {"kind": "exposure", "cause": DESK, "minutes": minutes, "unbroken": longest, "at": at.isoformat()}


def exposures_of(history: History, day: date, wanted: Sat | Told) -> tuple[Exposure, ...]:
    """The facts behind what stands on `day`: for time at two computers at once, those of both."""
    if isinstance(wanted, Told):
        return tuple(each for each in history.exposures if each.id == wanted.fact)
    held = _around(history, day)
    whole = next(each for each in _measured(held) if each.id == wanted.fact)
    parts = [(each, stretch(each)) for each in held.exposures if _is_measured(each)]
    return tuple(each for each, part in parts if whole.began <= part.began and part.ended <= whole.ended)


def _bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The instants at which the day begins and ends, in UTC."""
    here = ZoneInfo(zone)
    begins, ends = (datetime.combine(each, time.min, here).astimezone(UTC) for each in (day, day + _ONE_DAY))
    return begins, ends


def _last_shown(history: History, day: date) -> date:
    """The last of the days in short: today if that is not too long after `day`."""
    return history.today() if (history.today() - day).days < DAYS else day


def _around(history: History, day: date) -> History:
    """`history` with only what was done, sat and asked in the days that stand beside `day`, and a day around them."""
    first, last = day - (DAYS + 1) * _ONE_DAY, _last_shown(history, day) + _ONE_DAY
    earliest, latest = _bounds(first, history.zone)[0], _bounds(last, history.zone)[1]
    return replace(
        history,
        doses=tuple(each for each in history.doses if earliest <= each.at < latest),
        exposures=tuple(each for each in history.exposures if earliest <= each.at < latest),
        prompts=tuple(each for each in history.prompts if earliest <= each.at < latest),
    )


def _is_by_hand(exposure: Exposure) -> bool:
    return exposure.id.startswith(f"{BY_HAND}-")


def _is_measured(exposure: Exposure) -> bool:
    """Whether it is one stretch at the desk with its hours; time told by hand in one go is not."""
    if exposure.cause != DESK or exposure.minutes <= 0 or _is_by_hand(exposure):
        return False
    return stretch(exposure).measured


def _measured(history: History) -> tuple[Stretch, ...]:
    """The stretches at the desk, by their end; what two of them share counts once."""
    return stretches(each for each in history.exposures if _is_measured(each))


def _all_told(history: History) -> tuple[Exposure, ...]:
    """The time at the desk that was told, its hours unknown."""
    return tuple(
        each for each in history.exposures if each.cause == DESK and each.minutes > 0 and not _is_measured(each)
    )


def _on_day(measured: Iterable[Stretch], begins: datetime, ends: datetime) -> tuple[Sat, ...]:
    return tuple(
        Sat(
            fact=each.id,
            began=max(each.began, begins),
            ended=min(each.ended, ends),
            whole_minutes=each.minutes,
            from_before=each.began < begins,
            goes_on=each.ended > ends,
        )
        for each in measured
        if each.began < ends and each.ended > begins
    )


def _told(told: Iterable[Exposure], day: date) -> tuple[Told, ...]:
    return tuple(
        Told(each.id, each.minutes, each.unbroken, _is_by_hand(each)) for each in told if local_day(each) == day
    )


def _in_short(measured: Iterable[Stretch], all_told: Iterable[Exposure], day: date, zone: str) -> InShort:
    sat, told = _on_day(measured, *_bounds(day, zone)), _told(all_told, day)
    longest = [each.minutes for each in sat] + [each.longest for each in told if each.longest is not None]
    return InShort(
        day=day,
        measured=sum(each.minutes for each in sat) if sat else None,
        told=sum(each.minutes for each in told) if told else None,
        longest=max(longest, default=None),
    )


def _usual(library: Library, minutes: Sequence[float | None]) -> float | None:
    known = [each for each in minutes if each is not None]
    return median(known) if len(known) >= library.number("desk_day.usual_days_min") else None


def _compared(library: Library, minutes: float | None, usual: float | None) -> Compared | None:
    if minutes is None or usual is None:
        return None
    within = library.number("desk_day.usual_within") * usual
    if abs(minutes - usual) <= within:
        return "usual"
    return "more" if minutes > usual else "less"


def _held(
    library: Library, history: History, day: date, chances: Mapping[str, float], before: Sequence[date]
) -> tuple[Held, ...]:
    """The muscles that sitting at a desk holds by more than the little that it holds any."""
    elsewhere = library.number("causes.posture_elsewhere")
    muscles = [each for each in chances if shares(library, {each: 1.0}, [DESK])[DESK] > elsewhere]
    split = replace(history, exposures=tuple(part for each in history.exposures for part in _by_day(each, history)))
    on = {each: strain(library, split, muscles, each) for each in (day, *before)}
    held = []
    for muscle in muscles:
        minutes = _MINUTES_PER_HOUR * on[day][muscle]
        if minutes > 0:
            usual = _usual(library, [_MINUTES_PER_HOUR * on[each][muscle] for each in before])
            held.append(Held(muscle, minutes, usual))
    return tuple(held)


def _by_day(exposure: Exposure, history: History) -> Iterator[Exposure]:
    """A measured stretch in parts that end on the day, in the zone of `history`, on which they were sat."""
    if not _is_measured(exposure):
        yield exposure
        return
    whole = stretch(exposure)
    day = whole.began.astimezone(ZoneInfo(history.zone)).date()
    while (begins := _bounds(day, history.zone)[0]) < whole.ended:
        for part in _on_day([whole], begins, _bounds(day, history.zone)[1]):
            at = part.ended - _TICK if part.goes_on else part.ended
            yield replace(exposure, at=at, zone=history.zone, minutes=part.minutes, unbroken=part.minutes)
        day += _ONE_DAY


def _breaks(library: Library, history: History, begins: datetime, ends: datetime) -> tuple[Break, ...]:
    groups: list[list[Dose]] = []
    for each in desk_doses(library, history):
        if not begins <= each.at < ends:
            continue
        if groups and each.at - groups[-1][-1].at <= _ONE_BREAK:
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(
        Break(
            at=group[0].at.astimezone(UTC),
            moves=tuple(dict.fromkeys(library.say(f"desk.called.{each.technique}") for each in group)),
            seconds=sum(each.seconds for each in group),
            felt=next((each.felt for each in reversed(group) if each.felt is not None), None),
        )
        for group in groups
    )
