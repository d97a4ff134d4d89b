"""`unknot story`: the course of a knot so far, against what was foreseen, and what was done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date

from unknot.cli import chart
from unknot.cli.advice_page import day_name
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.loop.documents import story_document
from unknot.loop.story_records import DoneDay, FirstForecast, LinkedKnot, StorySoFar
from unknot.loop.story_so_far import story_so_far
from unknot.loop.telling import day_in_words
from unknot.loop.wording import time_in_words


def run(arguments: argparse.Namespace) -> int:
    """Shows the story of one knot, or prints it as JSON."""
    memory = Memory(arguments)
    episode = memory.chosen_episode(arguments.episode)
    told = story_so_far(memory.library, memory.facts, at=memory.now(), zone=memory.zone, episode=episode)
    if arguments.json:
        sys.stdout.buffer.write(story_document(told))
        sys.stdout.buffer.flush()
        return 0
    show(Page(plain=arguments.no_colour), memory.library, told)
    return 0


def show(page: Page, library: Library, told: StorySoFar) -> None:
    """The whole story; where safety comes first, only what the rules say."""
    say = library.say
    page.heading(say("cli.story.heading", places=", ".join(told.places) or say("cli.story.no_places")))
    page.say(told.verdict.text)
    page.bullets(statement.text for statement in told.verdict.follow_up.statements)
    if not told.may_show:
        page.say(say("cli.story.safety_first"))
        return
    page.gap()
    _show_dates(page, library, told)
    if told.ratings:
        _show_chart(page, library, told)
    else:
        page.say(say("cli.story.no_ratings"))
    if told.first is not None:
        page.gap()
        _show_first(page, library, told.first)
    _show_done(page, library, told)
    _show_linked(page, library, (*told.earlier, *told.later))
    page.heading(say("cli.story.record"))
    page.say(told.hit_rate.text)


def _show_dates(page: Page, library: Library, told: StorySoFar) -> None:
    days = (("began", told.began_on), ("opened", told.opened_on), ("settled", told.settled_on))
    said = {
        "began": "cli.story.began",
        "opened": "cli.story.opened",
        "settled": "cli.story.settled",
    }
    lines = [library.say(said[name], day=_day(day)) for name, day in days if day is not None]
    if told.gone_on is not None and told.gone_on != told.settled_on:
        lines.append(library.say("cli.story.gone", day=_day(told.gone_on)))
    if lines:
        page.say(" ".join(lines))


def _show_chart(page: Page, library: Library, told: StorySoFar) -> None:
    rated = {each.day: each.pain_now for each in told.ratings if each.pain_now is not None}
    if not rated:
        return
    signs = chart.BLOCKS if page.can_show(chart.BLOCKS.all()) else chart.ASCII
    course = chart.Course(
        first=min(rated),
        last=max((told.told_until, *rated)),
        ratings=rated,
        band=None if told.first is None else told.first.band,
        done={each.day for each in told.done},
    )
    lines, together = chart.draw_course(course, width=page.width, signs=signs)
    page.gap()
    page.aside(library.say("cli.story.axis"))
    page.verbatim(lines)
    page.gap()
    page.aside(library.say("cli.story.legend_ratings", rated=signs.rated))
    if told.first is not None:
        foreseen = day_in_words(library, told.first.day)
        page.aside(library.say("cli.story.legend_inner", inner=signs.inner, day=foreseen))
        page.aside(library.say("cli.story.legend_outer", outer=signs.outer))
    if told.done:
        page.aside(library.say("cli.story.legend_done", done=signs.done))
    if together > 1:
        page.aside(library.say("cli.story.column", days=together))


def _show_first(page: Page, library: Library, first: FirstForecast) -> None:
    horizon = len(first.band.days) - 1
    said = {"day": day_in_words(library, first.day), "horizon": horizon}
    if first.gone_by is not None and first.gone_low is not None:
        gone, low = day_in_words(library, first.gone_by), day_in_words(library, first.gone_low)
        if first.gone_high is None:
            page.say(library.say("cli.story.foreseen_late", gone=gone, low=low, **said))
        else:
            high = day_in_words(library, first.gone_high)
            page.say(library.say("cli.story.foreseen", gone=gone, low=low, high=high, **said))
    elif first.gone_low is not None:
        low = day_in_words(library, first.gone_low)
        page.say(library.say("cli.story.foreseen_low", low=low, **said))
    else:
        page.say(library.say("cli.story.foreseen_open", **said))
    if not first.shown:
        page.aside(library.say("cli.story.not_shown"))
    elif not first.same_numbers:
        page.aside(library.say("cli.story.other_numbers"))


def _show_done(page: Page, library: Library, told: StorySoFar) -> None:
    if told.done:
        page.heading(library.say("cli.story.done"))
        page.bullets(_techniques(library, told.done))
    if told.visits:
        page.heading(library.say("cli.story.visits"))
        names = [(each.day, each.name or library.say("cli.story.visit")) for each in told.visits]
        page.bullets(library.say("cli.story.visit_line", day=_day(day), name=name) for day, name in names)
    if told.exposures:
        page.heading(library.say("cli.story.exposures"))
        page.bullets(_exposures(library, told))
    days = {each.day for each in told.trials if each.event in ("assigned", "done", "skipped")}
    if days:
        page.gap()
        page.say(library.say("cli.story.trials", days=len(days)))


def _techniques(library: Library, done: Iterable[DoneDay]) -> Iterable[str]:
    by_name: dict[str, list[DoneDay]] = {}
    for each in done:
        by_name.setdefault(each.name, []).append(each)
    for name, times in sorted(by_name.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        total = sum(each.minutes for each in times)
        minutes = time_in_words(library, total) if total >= 1.0 else library.say("cli.story.moment")
        better = sum(each.felt == "better" for each in times)
        line = library.say("cli.story.done_once", name=name, minutes=minutes)
        if len(times) > 1:
            line = library.say("cli.story.done_line", name=name, times=len(times), minutes=minutes)
        yield f"{line} {library.say('cli.story.done_better', better=better)}" if better else line


def _exposures(library: Library, told: StorySoFar) -> Iterable[str]:
    by_name: dict[str, list[float]] = {}
    for each in told.exposures:
        by_name.setdefault(each.name, []).append(each.minutes)
    for name, minutes in by_name.items():
        time = time_in_words(library, sum(minutes))
        yield library.say("cli.story.exposure_line", name=name, days=len(minutes), time=time)


def _show_linked(page: Page, library: Library, linked: tuple[LinkedKnot, ...]) -> None:
    if not linked:
        return
    page.heading(library.say("cli.story.linked"))
    lines = []
    for each in linked:
        began = "" if each.began_on is None else _day(each.began_on)
        if each.ended_on is None:
            when = library.say("cli.story.linked_open", began=began)
        else:
            when = library.say("cli.story.linked_closed", began=began, ended=_day(each.ended_on))
        key = "cli.story.linked_said" if each.said else "cli.story.linked_place"
        lines.append(library.say(key, places=", ".join(each.places), when=when))
    page.bullets(lines)


def _day(day: date) -> str:
    return f"{day_name(day)} {day.year}"
