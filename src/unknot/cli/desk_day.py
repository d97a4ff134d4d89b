"""`unknot desk --day`: how somebody sat on a day, as a band from morning to night, in words and in two small tables.

Code            | Meaning
--------------- | --------------------------------------------------------
`desk_bad_day`  | `--day` names no day, or one that is still to come
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from unknot.cli.advice_page import day_name
from unknot.cli.desk_band import ASCII, BLOCKS, Signs, draw
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.loop.desk_day import desk_day, likely_muscles
from unknot.loop.desk_day_words import (
    about,
    day_document,
    day_named,
    evidence,
    held_in_words,
    in_words,
    reminders_in_words,
    span,
    stretches_in_words,
)
from unknot.loop.desk_record import DeskDay, InShort
from unknot.loop.documents import document
from unknot.web import desk_companion


def run(arguments: argparse.Namespace) -> int:
    """Shows the day that is named, today without a name; with `--json` the document of the API."""
    memory = Memory(arguments)
    library, held = memory.library, memory.history(memory.episode_at_hand())
    day = day_named(arguments.day, held.today()) if arguments.day else held.today()
    if day is None:
        hint = library.say("cli.desk_day.bad_day.hint")
        raise InputError(Problem("desk_bad_day", "--day", library.say("cli.desk_day.bad_day"), hint))
    if arguments.json:
        sys.stdout.buffer.write(document(day_document(library, held, day)))
        sys.stdout.buffer.flush()
        return 0
    seen = desk_day(library, held, day, likely_muscles(library, held))
    companion = desk_companion.running(memory.now()) if seen.is_today else None
    minutes = None if companion is None else companion.sitting_minutes
    show(Page(plain=arguments.no_colour), library, seen, sitting_minutes=minutes)
    return 0


def show(page: Page, library: Library, seen: DeskDay, *, sitting_minutes: float | None = None) -> None:
    """The band, the day in words, what the likely muscles held, the stretches, the days before, and how sure it is."""
    say = library.say
    page.heading(say("cli.desk_day.heading", day=day_name(seen.day)))
    page.say(" ".join(in_words(library, seen)))
    if sitting_minutes is not None:
        page.say(say("desk_day.sitting_now", span=span(library, sitting_minutes)))
    if seen.is_empty:
        if seen.is_today:
            page.say(say("cli.desk_day.started"))
    else:
        _show_day(page, library, seen)
    if any(each.minutes is not None for each in seen.lately):
        page.heading(say("desk_day.lately.heading"))
        _show_lately(page, library, seen)
        page.gap()
        page.aside(say("cli.desk_day.lately.about"))
    known, sure, limit, sources = evidence(library)
    page.heading(say("desk_day.why.heading"))
    for sentence in (known, sure, limit):
        page.aside(sentence)
    page.aside(say("explain.source", sources=sources))


def _show_day(page: Page, library: Library, seen: DeskDay) -> None:
    say = library.say
    signs = BLOCKS if page.can_show(BLOCKS.all()) else ASCII
    if seen.stretches or seen.reminders or seen.breaks:
        page.gap()
        page.verbatim(draw(seen, width=page.width, signs=signs))
        page.gap()
        page.aside(_legend(library, seen, signs))
        if seen.stretches:
            page.aside(stretches_in_words(library, seen))
    if seen.held:
        page.heading(say("desk_day.held.heading"))
        page.say(say("desk_day.held.about"))
        page.bullets(f"{say(f'muscle.{each.muscle}.name')}: {held_in_words(library, each)}" for each in seen.held)
    if seen.stretches:
        page.heading(say("desk_day.stretches.heading"))
        names = [say(f"desk_day.stretches.{name}") for name in ("from", "to", "length")]
        page.table(
            names,
            [
                [_clock(each.began, seen.zone), _clock(each.ended, seen.zone), span(library, each.minutes)]
                for each in seen.stretches
            ],
        )
    if seen.told:
        page.heading(say("desk_day.told.heading"))
        for each in seen.told:
            key = "desk_day.told.line_open" if each.longest is None else "desk_day.told.line"
            page.say(say(key, span=span(library, each.minutes), longest=span(library, each.longest or 0.0)))
    if reminders := reminders_in_words(library, seen):
        page.heading(say("desk_day.reminders.heading"))
        page.say(reminders)
    if seen.breaks:
        page.heading(say("desk_day.breaks.heading"))
        for done in seen.breaks:
            felt = "" if done.felt is None else " " + say(f"desk_day.breaks.felt.{done.felt}")
            page.bullets([f"{_clock(done.at, seen.zone)}: {', '.join(done.moves)}.{felt}"])


def _legend(library: Library, seen: DeskDay, signs: Signs) -> str:
    """What the signs of the band mean, only those that are there."""
    outcomes = {each.outcome for each in seen.reminders}
    there = (
        (signs.sitting, "sitting", bool(seen.stretches)),
        (signs.kept, "kept", "kept" in outcomes),
        (signs.missed, "missed", bool(outcomes - {"kept"})),
        (signs.moved, "moved", bool(seen.breaks)),
    )
    return ", ".join(
        library.say(f"cli.desk_day.legend.{name}", sign=sign) for sign, name, is_there in there if is_there
    )


def _show_lately(page: Page, library: Library, seen: DeskDay) -> None:
    names = [library.say(f"desk_day.lately.{name}") for name in ("day", "total", "longest", "how")]
    page.table(names, [_in_short(library, each) for each in seen.lately])


def _in_short(library: Library, each: InShort) -> list[str]:
    day = _short_day(each.day)
    if each.minutes is None:
        return [day, "", "", library.say("desk_day.lately.none")]
    longest = "" if each.longest is None else span(library, each.longest)
    how = "both" if None not in (each.measured, each.told) else "told" if each.measured is None else "measured"
    return [day, about(library, each.minutes), longest, library.say(f"desk_day.lately.{how}")]


def _short_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
