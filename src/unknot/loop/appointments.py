"""What of a plan can stand in a calendar: today's sessions, the invitation to have tomorrow's plan made, the next
check-in, and while waiting the day to look at it again; breaks from the desk where the person wants them.

A plan is made for a day, after the questions that are asked anew on each day, so tomorrow's sessions are never known.
It says what is done, not when: the times are those the person names, else the hours at which they usually did it, else
hours from first to last. Safety decides first: in an emergency nothing is put down at all, and where nothing may be
planned the calendar only asks to look at Unknot.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from unknot.content.library import Library
from unknot.facts import (
    Answer,
    CheckIn,
    Dose,
    Episode,
    History,
    Mark,
    Preference,
    Profile,
    ProVisit,
    Story,
    history,
)
from unknot.facts.kinds import in_order, local_day
from unknot.loop import session_note as session
from unknot.loop.advice import Advice
from unknot.loop.door import advise
from unknot.loop.request import Request
from unknot.loop.rhythm import rhythm
from unknot.loop.showing import DANGER, may_name
from unknot.loop.usual_hours import hours, times_of_day
from unknot.planning.families import TREATMENTS, family, kind_of
from unknot.screening.triage import EMERGENCY

WORKING_DAYS = (0, 1, 2, 3, 4)
"""Monday to Friday, as `date.weekday` counts."""

_LATER = ("wait", "professional")
"""Kinds of plans with nothing to do day by day: they name the day to look again."""

_SAID = (Answer, CheckIn, Episode, Mark, Preference, Profile, ProVisit, Story)
"""Facts that a person tells themselves."""

_OURS = uuid.UUID("6f0e5a2c-4c6b-5d0f-9a41-3b1f8c2d7e90")
"""Names made from permanent ids lie in this name space, so that the same event has the same name everywhere."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants their calendar.

    `at` are times of day for sessions; none means their usual hours. `breaks` are the whole hours between which they
    work; None means no breaks. `remind` is minutes before a session; None means no reminder. With `names` the events
    say what is done.
    """

    at: tuple[time, ...] = ()
    names: bool = False
    breaks: tuple[int, int] | None = None
    days: tuple[int, ...] = WORKING_DAYS
    remind: int | None = None


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event. Without `minutes` it is a whole day, and `start` is its first moment in the zone of the agenda.

    `uid` is the same whenever the event is put down again. With `weekly` (days as `date.weekday` counts) it comes again
    on those days up to and including `until`. `page` is where Unknot goes on, as a path.
    """

    uid: str
    kind: Literal["session", "plan", "review", "check_in", "look", "break"]
    title: str
    text: str
    start: datetime
    minutes: int | None
    page: str
    weekly: tuple[int, ...] = ()
    until: date | None = None
    remind: int | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything that stands in the calendar of a person, `zone` being where they are.

    It is good for `day` alone. It was last `revised` when something new was recorded or the day began; `revision` grows
    with everything that is recorded. `uid` names the calendar as such.
    """

    uid: str
    zone: str
    day: date
    revised: datetime
    revision: int
    appointments: tuple[Appointment, ...]


def agenda(library: Library, request: Request, choices: Choices) -> Agenda:
    """What can be put down at `request.at` for the knot `request.episode`; for None, no knot being open, only breaks.

    The same request gives the same agenda. Raises what `advise` raises.
    """
    held = history(request.facts, at=request.at, zone=request.zone, episode=request.episode)
    known = [fact for fact in in_order(request.facts) if fact.at <= request.at]
    person = known[0].id if known else ""
    zone, today = ZoneInfo(request.zone), held.today()
    about_knot: tuple[Appointment, ...] = ()
    may_prompt = bool(known)
    if request.episode is not None and not held.resolved:
        advice = advise(request, library)
        may_prompt = may_prompt and advice.disposition not in DANGER
        about_knot = tuple(_about_knot(library, request, held, advice, choices))
    return Agenda(
        uid=_name("calendar", person),
        zone=request.zone,
        day=today,
        revised=max([_local(today, time(), zone), *(fact.at for fact in known[-1:])]),
        revision=len(known),
        appointments=(*about_knot, *(_breaks(library, person, today, zone, choices) if may_prompt else ())),
    )


def _about_knot(
    library: Library, request: Request, held: History, advice: Advice, choices: Choices
) -> Iterable[Appointment]:
    """What is put down for the knot. Nobody who has stopped telling is reminded every day."""
    if advice.disposition == EMERGENCY:
        return
    today, told_at = held.today(), _told_at(request)
    told_on = told_at.astimezone(ZoneInfo(held.zone)).date()
    if (today - told_on).days > library.number("calendar.look_days"):
        return
    if not may_name(advice):
        yield _look(library, held)
        return
    told = advice if told_on == today else _advice_then(library, request, told_at)
    if advice.plan is None or told.plan is None:
        return
    if told.plan.kind in _LATER:
        if told.plan.review_on >= today:
            yield _review(library, held, told_on, told.plan.review_on)
        return
    if session.asks_first(library, held, advice):
        yield from _plan(library, held, today, choices)
    else:
        yield from _sessions(library, held, advice, choices)
    yield from _plan(library, held, today + timedelta(days=1), choices)
    yield from _check_in(library, held, advice)


def _told_at(request: Request) -> datetime:
    """When the person last said something themselves; what a program has noticed is not that."""
    said = [fact.at for fact in request.facts if fact.at <= request.at and isinstance(fact, _SAID)]
    return max(said, default=request.at)


def _advice_then(library: Library, request: Request, at: datetime) -> Advice:
    """What was advised at an earlier instant."""
    return advise(replace(request, at=at, facts=tuple(fact for fact in request.facts if fact.at <= at)), library)


def _plan(library: Library, held: History, day: date, choices: Choices) -> Iterable[Appointment]:
    """An invitation to have the plan of `day` made, at the first time of it that is still to come."""
    minutes = int(library.number("calendar.plan_min"))
    times = (_local(day, hour, ZoneInfo(held.zone)) for hour in times_of_day(library, held, choices.at))
    start = next((each for each in times if each + timedelta(minutes=minutes) > held.at), None)
    if start is not None:
        yield Appointment(
            uid=_name("plan", held.episode, day.isoformat()),
            kind="plan",
            title=library.say("calendar.plan.title"),
            text=library.say("calendar.plan.text"),
            start=start,
            minutes=minutes,
            page=f"/knots/{held.episode}/plan",
            remind=choices.remind,
        )


def _sessions(library: Library, held: History, advice: Advice, choices: Choices) -> Iterable[Appointment]:
    """The sessions that are still to come today, each with what is to be done in it.

    Easy movements that are done many times a day go along with the treatments. Only where nothing else is done today
    they make sessions of their own, and few of them.
    """
    zone, today = ZoneInfo(held.zone), held.today()
    steps = session.timed(library, advice)
    mains = session.treatments(library, steps)
    done = [dose for dose in held.doses if local_day(dose) == today]
    treated = [dose for dose in done if _treats(library, dose)]
    if not mains and not treated:
        mains, treated = list(steps), [dose for dose in done if dose.technique in {step.technique for step in steps}]
    if not mains:
        return
    wanted = max(session.times(step) + sum(dose.technique == step.technique for dose in done) for step in mains)
    apart = timedelta(hours=library.number("calendar.apart_hours"))
    whole = timedelta(minutes=session.minutes(library, steps))
    named = enumerate(_local(today, hour, zone) for hour in hours(library, held, wanted, choices.at))
    coming = [
        (number, start)
        for number, start in named
        if start + whole > held.at and all(abs(start - dose.at) >= apart for dose in treated)
    ]
    for turn, (number, start) in enumerate(coming[: max(session.times(step) for step in mains)]):
        due = [step for step in steps if session.times(step) > turn]
        if due:
            yield Appointment(
                uid=_name("session", held.episode, today.isoformat(), number),
                kind="session",
                title=session.title(library, due, named=choices.names),
                text=session.text(library, due, today, named=choices.names),
                start=start,
                minutes=session.minutes(library, due),
                page=f"/knots/{held.episode}/session",
                remind=choices.remind,
            )


def _treats(library: Library, dose: Dose) -> bool:
    kind = kind_of(library, dose.technique)
    return kind is not None and family(kind) in TREATMENTS


def _review(library: Library, held: History, told_on: date, day: date) -> Appointment:
    """The day on which the plan says to look at it again, as it was on the day the person last told something."""
    return Appointment(
        uid=_name("review", held.episode, told_on.isoformat()),
        kind="review",
        title=library.say("calendar.review.title"),
        text=library.say("calendar.review.text"),
        start=_local(day, time(), ZoneInfo(held.zone)),
        minutes=None,
        page=f"/knots/{held.episode}/check-in",
    )


def _check_in(library: Library, held: History, advice: Advice) -> Iterable[Appointment]:
    """The next check-in, at the time the person wants to be reminded, or as a whole day."""
    asked = rhythm(library, held, advice)
    day = max(asked.due_on, held.today())
    if not asked.reminders:
        return
    wanted = None if held.preference is None else held.preference.remind_at
    yield Appointment(
        uid=_name("check_in", held.episode, asked.due_on.isoformat()),
        kind="check_in",
        title=library.say("calendar.check_in.title"),
        text=library.say("calendar.check_in.text"),
        start=_local(day, time() if wanted is None else time.fromisoformat(wanted), ZoneInfo(held.zone)),
        minutes=None if wanted is None else int(library.number("calendar.check_in_min")),
        page=f"/knots/{held.episode}/check-in",
        remind=None if wanted is None else 0,
    )


def _look(library: Library, held: History) -> Appointment:
    return Appointment(
        uid=_name("look", held.episode),
        kind="look",
        title=library.say("calendar.look.title"),
        text=library.say("calendar.look.text"),
        start=_local(held.today(), time(), ZoneInfo(held.zone)),
        minutes=None,
        page=f"/knots/{held.episode}",
    )


def _breaks(library: Library, person: str, today: date, zone: ZoneInfo, choices: Choices) -> Iterable[Appointment]:
    """A break at every full hour between the hours of work, on working days, for some weeks ahead."""
    if choices.breaks is None or not choices.days:
        return
    last = today + timedelta(days=library.number("calendar.breaks_days"))
    for hour in range(choices.breaks[0] + 1, choices.breaks[1]):
        ahead = (today + timedelta(days=days) for days in range((last - today).days + 1))
        wanted = (_local(day, time(hour), zone) for day in ahead if day.weekday() in choices.days)
        # An hour that the clocks skip on that day would move the whole series.
        first = next(start for start in wanted if start.hour == hour)
        yield Appointment(
            uid=_name("break", person, hour),
            kind="break",
            title=library.say("calendar.break.title"),
            text=library.say("calendar.break.text"),
            start=first,
            minutes=int(library.number("calendar.break_min")),
            page="/desk",
            weekly=choices.days,
            until=last,
        )


def _local(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """The instant at which clocks in `zone` show `hour` on `day`, the first of two; one that is skipped counts on from
    the clock before the change."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone)


def _name(*parts: object) -> str:
    return str(uuid.uuid5(_OURS, "/".join(map(str, parts))))
