"""The pictures of days at the desk with their words, in the habits of the person's region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import get_args

from babel import dates
from django.urls import reverse

from unknot.content.library import Library
from unknot.loop import desk_day_words
from unknot.loop.desk_record import DeskDay, InShort
from unknot.planning.breaks import Outcome
from unknot.reporting.desk_day import DayWords, day_picture
from unknot.reporting.desk_days import DaysWords, days_picture
from unknot.web import locale
from unknot.web.desk_companion import Companion


def day(library: Library, seen: DeskDay, now: datetime, companion: Companion | None) -> str:
    """The day from morning to night; empty where nothing happened at a known time."""
    span = _span(library)
    say = library.say
    came_of = Counter(each.outcome for each in seen.reminders)
    outcomes = [each for each in get_args(Outcome) if came_of[each]]
    breaks = "desk_day.picture.one_break" if len(seen.breaks) == 1 else "desk_day.picture.breaks"
    words = DayWords(
        title=say("desk_day.picture.title"),
        description=" ".join(desk_day_words.in_words(library, seen)),
        sitting=say("desk_day.picture.sitting"),
        sat=desk_day_words.stretches_in_words(library, seen),
        reminders=say("desk_day.picture.reminders"),
        came_of={each: say(f"desk_day.picture.came_of.{each}", count=came_of[each]) for each in outcomes},
        moves=say("desk_day.picture.moves"),
        done=say(breaks, count=len(seen.breaks)),
        now=say("desk_day.picture.now"),
        span=span,
        longest=lambda minutes: say("desk_day.picture.longest", span=span(minutes)),
        clock=lambda at: locale.clock(at, seen.zone),
        felt=lambda felt: say(f"desk_day.picture.felt.{felt}"),
    )
    since = None if companion is None else companion.sitting_since
    return day_picture(seen, words, now=now if seen.is_today else None, sitting_since=since)


def days(library: Library, seen: DeskDay) -> str:
    """The fourteen days in short, each a way to its day; empty without any record."""
    say = library.say
    words = DaysWords(
        title=say("desk_day.picture.lately"),
        description=say("desk_day.lately.about"),
        measured=say("desk_day.picture.measured"),
        told=say("desk_day.picture.told"),
        longest=say("desk_day.picture.longest_bar"),
        no_record=say("desk_day.picture.no_record"),
        hours=hours,
        weekday=lambda when: dates.format_date(when, "EEE", locale=locale.current()),
        about=lambda each: in_a_sentence(library, each),
        address=lambda when: reverse("unknot:desk_day", args=(when.isoformat(),)),
    )
    return days_picture(seen.lately, words, shown=seen.day)


def hours(minutes: float) -> str:
    """Minutes as hours with one decimal, where there is little room: 6.5 h."""
    return f"{locale.points(minutes / 60)}\u00a0h"


def in_a_sentence(library: Library, each: InShort) -> str:
    """One of the days for somebody who does not see its bar."""
    span = _span(library)
    words = library.say("desk_day.picture.no_record")
    if each.minutes is not None:
        words = span(each.minutes)
        if each.longest is not None:
            words += f", {library.say('desk_day.picture.longest', span=span(each.longest))}"
        if each.measured is None:
            words += f", {library.say('desk_day.picture.told')}"
    return library.say("desk_day.picture.about", day=_weekday(each.day), words=words)


def _weekday(when: date) -> str:
    return locale.weekday(when)


def _span(library: Library) -> Callable[[float], str]:
    return lambda minutes: desk_day_words.span(library, minutes)
