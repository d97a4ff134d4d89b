"""`unknot checkin`: what is new, how it is, what was done; the forecast moves.

Here the safety lines come first, because one question follows the other: an emergency ends it before anything is rated.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from unknot.cli import advice_page, checkin_on_record
from unknot.cli.ask_safety import SAFETY, TERMS, ask_screen
from unknot.cli.ask_where import ask_worst
from unknot.cli.asking import Asker, Back, Leave
from unknot.cli.interview import Interview, Step, go_through
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.errors import InputError, Problem
from unknot.facts import CheckIn, ForecastIssued
from unknot.loop.advice import Advice, TodaysPlan, advice_to_raw, record_to_raw
from unknot.loop.checking_in import (
    consequences,
    doings,
    movements,
    reminder,
    repeats_result,
    watched,
    when_next,
    within_wander,
)
from unknot.loop.doing import dose_as_planned, may_press
from unknot.loop.interview import answer, short_screen, sign_label
from unknot.loop.rhythm import rhythm
from unknot.loop.showing import may_name, reasons
from unknot.loop.wording import in_a_line, step_name
from unknot.screening.interview import next_screen
from unknot.screening.triage import triage

NEWS = "course"
REACHES = ("full", "a_bit_short", "clearly_short")


@dataclass(slots=True)
class CheckInVisit(Interview):
    """The interview of one check-in; `then` holds the instant it is about where that is not now, as a raw field."""

    then: dict[str, str] = field(default_factory=dict)


def run(arguments: argparse.Namespace) -> int:
    """Asks or takes the check-in, then shows how the forecast moved. 130 if the person stopped before the end."""
    memory = Memory(arguments)
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    episode = memory.chosen_episode(arguments.episode)
    values = checkin_on_record.values(arguments)
    if checkin_on_record.wanted(arguments):
        return checkin_on_record.run(arguments, memory, page, episode, values)
    then = checkin_on_record.then(arguments, memory, page, episode)
    visit = CheckInVisit(memory, page, Asker(page, memory.library), episode, brief=True, then=then)
    before = _last_shown(memory, episode)
    was = None if before is None else memory.advise(episode, at=before.at).disposition
    try:
        if values:
            _take(visit, values, nothing_new=arguments.nothing_new)
        else:
            _converse(visit, nothing_new=arguments.nothing_new)
    except (Leave, KeyboardInterrupt) as stop:
        if not visit.given:
            message = memory.library.say("cli.checkin.nothing_new_needed")
            if values and isinstance(stop, Leave) and stop.ended:
                raise InputError(Problem("safety_lines_open", "", message, "--nothing-new")) from None
        page.gap()
        page.say(memory.library.say("cli.checkin.kept"))
        return 0 if isinstance(stop, Leave) and not stop.ended else 130
    advice = memory.advise(episode)
    memory.forecast_shown(advice, episode)
    if arguments.json:
        shown = None if before is None or before.gone_by is None else before.gone_by.isoformat()
        next_one = record_to_raw(rhythm(memory.library, memory.history(episode), advice))
        document = {"episode": episode, "was_gone_by": shown, "next": next_one, "advice": advice_to_raw(advice)}
        print(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _show(page, memory, episode, advice, before, was)
    if not values and advice.plan is not None and advice.plan.kind == "maintain":
        return _offer_to_close(visit)
    return 0


def moved(memory: Memory, before: ForecastIssued | None, advice: Advice) -> str:
    """One sentence: the day it is most likely gone, then and now."""
    if advice.forecasts is None:
        return ""
    library, now = memory.library, advice.forecasts
    after = _spoken(memory, now.gone_by, now.horizon_days)
    if before is None:
        return library.say("cli.checkin.first", after=after)
    if before.gone_by == now.gone_by:
        return library.say("cli.checkin.not_moved", after=after)
    return library.say("cli.checkin.moved", before=_spoken(memory, before.gone_by, now.horizon_days), after=after)


def _take(visit: CheckInVisit, values: dict[str, Any], *, nothing_new: bool) -> None:
    """The values of the command line, stored together with the safety lines: all or none."""
    check_in = {"kind": "check_in", "episode": visit.episode, **visit.then, **values}
    if nothing_new:
        visit.add(*_nothing_new(visit, visit.library.short_screen), check_in, personal=True)
        _deny_what_is_about_news(visit)
        return
    visit.memory.check(check_in)
    _ask_lines(visit)
    visit.add(check_in)
    go_through(visit, (SAFETY,))


def _converse(visit: CheckInVisit, *, nothing_new: bool) -> None:
    """The safety lines first; what they open; then how it is and what was done."""
    _say_what_stands(visit)
    visit.page.heading(visit.say("cli.checkin.heading"))
    planned, told = _plan_shown_last(visit), _telling_what_follows(visit)
    if nothing_new:
        visit.add(*_nothing_new(visit, visit.library.short_screen), personal=True)
        _deny_what_is_about_news(visit)
    go_through(visit, (Step(lambda visit: not _lines_answered(visit), _ask_lines), told, SAFETY))
    if visit.memory.advise(visit.episode).disposition == "emergency_now":
        return
    questions: list[Callable[[CheckInVisit], None]] = [_ask_function, _ask_now, _ask_worst_pain]
    if _may_press(visit):
        questions.append(_ask_press)
    asked = movements(visit.library, visit.memory.advise(visit.episode), visit.history())
    questions += [partial(_ask_movement, movement=movement) for movement in asked]
    questions.append(partial(_ask_done, planned=planned))
    place = 0
    while place < len(questions):
        try:
            questions[place](visit)
            place += 1
        except Back:
            if place == 0:
                visit.page.say(visit.say("cli.ask.nothing_before"), "yellow", indent=2)
            else:
                visit.go_back()
                place -= 1
    go_through(visit, (told, SAFETY, TERMS))


def _say_what_stands(visit: Interview) -> None:
    """What comes before the questions: a result nobody has acted on, a reminder, and what to look out for."""
    found = triage(visit.library, visit.history())
    if repeats_result(found):
        visit.page.gap()
        visit.page.say(visit.say("checking_in.still_stands"))
        advice = visit.memory.advise(visit.episode)
        advice_page.show_safety(visit.page, visit.library, advice, visit.history())
    for text in (*reminder(visit.library, found), *watched(visit.library, found)):
        visit.page.gap()
        visit.page.say(text)


def _telling_what_follows(visit: Interview) -> Step:
    """A step that says, each thing once, what follows from the answers of this run."""
    said = set(consequences(visit.library, triage(visit.library, visit.history())))

    def new(visit: Interview) -> list[str]:
        found = triage(visit.library, visit.history())
        return [text for text in consequences(visit.library, found) if text not in said]

    def tell(visit: Interview) -> None:
        for text in new(visit):
            said.add(text)
            visit.page.gap()
            visit.page.say(text, "bold")

    return Step(lambda visit: bool(new(visit)), tell)


def _nothing_new(visit: Interview, questions: Iterable[str]) -> list[dict[str, Any]]:
    return [answer(visit.library, visit.episode, question, "no") for question in questions]


def _deny_what_is_about_news(visit: Interview) -> None:
    """The screen that asks what has happened since the last time is answered with no as well."""
    screen = next_screen(visit.library, visit.history())
    if screen is not None and screen.id == NEWS:
        visit.add(*_nothing_new(visit, [question.id for question in screen.questions]), personal=True)


def _ask_lines(visit: Interview) -> None:
    ask_screen(visit, short_screen(visit.library))


def _lines_answered(visit: Interview) -> bool:
    said = {getattr(fact, "question", None) for group in visit.given for fact in group}
    return said.issuperset(visit.library.short_screen)


def _ask_function(visit: CheckInVisit) -> None:
    visit.page.gap()
    well = visit.ask.points(visit.say("cli.checkin.function"), lambda: [visit.say("cli.checkin.function.help")])
    _store(visit, function=well)


def _ask_now(visit: CheckInVisit) -> None:
    _store(visit, pain_now=visit.ask.points(visit.say("cli.ask.pain_now"), lambda: [visit.say("cli.ask.pain.help")]))


def _ask_worst_pain(visit: CheckInVisit) -> None:
    begun = _check_in_of_this_run(visit)
    _store(visit, pain_worst=ask_worst(visit, 0 if begun is None or begun.pain_now is None else begun.pain_now))


def _ask_press(visit: CheckInVisit) -> None:
    guide = [visit.say("checking_in.press"), visit.say("checking_in.press.where")]
    tender = visit.ask.points_or_none(visit.say("cli.checkin.press"), lambda: guide)
    if tender is None:
        visit.given.append(())
    else:
        _store(visit, press_tenderness=tender)


def _ask_movement(visit: CheckInVisit, movement: str) -> None:
    """How far one movement goes, in words; an empty line leaves it out."""
    words = {visit.say(f"checking_in.reach.{word}").casefold(): word for word in REACHES}
    label = sign_label(visit.library, "movement", movement)
    prompt = visit.say("cli.checkin.movement", movement=label, words=", ".join(words))
    said = visit.ask.choice(prompt, {"": "", **words}, lambda: [visit.say("checking_in.movements.help")])
    if not said:
        visit.given.append(())
        return
    begun = _check_in_of_this_run(visit)
    _store(visit, movements={**({} if begun is None else begun.movements), movement: said})


def _ask_done(visit: CheckInVisit, planned: TodaysPlan | None) -> None:
    """What of the plan was done; steps that a session has recorded already are not asked for again."""
    since = _last_shown(visit.memory, visit.episode)
    asked = doings(visit.library, planned, None if since is None else since.at, visit.history())
    if asked.followed:
        followed = visit.ask.yes_no(visit.say("cli.checkin.followed"), lambda: [visit.say("cli.checkin.followed.help")])
        _store(visit, followed_plan=followed)
        return
    if not asked.steps:
        visit.given.append(())
        return
    visit.page.gap()
    visit.page.say(visit.say("cli.checkin.done.heading"), "bold")
    names = [step_name(visit.library, step) for step in asked.steps]
    visit.page.numbered(names, indent=2)
    ticks = visit.ask.ticks(visit.say("cli.ask.ticks"), len(names), lambda place: [asked.steps[place].dose.text])
    visit.add(
        {"kind": "check_in", **visit.then, "followed_plan": bool(ticks.yes) or asked.recorded},
        *({**dose_as_planned(visit.library, asked.steps[place]), **visit.then} for place in sorted(ticks.yes)),
    )


def _check_in_of_this_run(visit: Interview) -> CheckIn | None:
    mine = {fact.id for group in visit.given for fact in group}
    return next((each for each in reversed(visit.history().check_ins) if each.id in mine), None)


def _store(visit: CheckInVisit, **said: Any) -> None:
    """What was said is part of the check-in of this run."""
    begun = _check_in_of_this_run(visit)
    if begun is None:
        visit.add({"kind": "check_in", **visit.then, **said})
    else:
        visit.amend(begun, **said)


def _may_press(visit: Interview) -> bool:
    likely = visit.memory.advise(visit.episode).candidates[:1]
    return any(may_press(visit.library, candidate.points) for candidate in likely)


def _last_shown(memory: Memory, episode: str) -> ForecastIssued | None:
    issued = [each for each in memory.standing() if isinstance(each, ForecastIssued) and each.episode == episode]
    return issued[-1] if issued else None


def _plan_shown_last(visit: Interview) -> TodaysPlan | None:
    shown = _last_shown(visit.memory, visit.episode)
    return None if shown is None else visit.memory.advise(visit.episode, at=shown.at).plan


def _spoken(memory: Memory, day: date | None, horizon_days: int) -> str:
    if day is None:
        return memory.library.say("cli.checkin.beyond", days=horizon_days)
    return f"{day.day} {day:%B}"


def _show(
    page: Page, memory: Memory, episode: str, advice: Advice, before: ForecastIssued | None, was: str | None
) -> None:
    library = memory.library
    if not may_name(advice):
        advice_page.show(page, library, advice, memory.history(episode), full=False)
        return
    has_changed = was is not None and advice.disposition is not None and was != advice.disposition
    if has_changed:
        titles = {name: library.say(f"disposition.{name}.title") for name in (was, advice.disposition)}
        page.gap()
        page.say(library.say("cli.checkin.changed", before=titles[was], after=titles[advice.disposition]), "bold")
    if has_changed or reasons(advice):
        advice_page.show_safety(page, library, advice, memory.history(episode))
    if advice.forecasts is not None:
        page.heading(library.say("cli.advice.when.heading"))
        page.say(moved(memory, before, advice), "bold")
        if within_wander(library, memory.history(episode)):
            page.say(library.say("cli.checkin.within_wander"))
        seen = advice.forecasts
        if seen.gone_by is not None and seen.gone_low is not None and seen.gone_high is not None:
            low, high = (advice_page.day_name(day) for day in (seen.gone_low, seen.gone_high))
            page.say(library.say("cli.checkin.between", low=low, high=high))
        else:
            page.say(seen.text)
        page.aside(advice.forecasts.track_record.text)
    if advice.plan is not None:
        page.heading(advice.plan.title)
        for line in advice.plan.why:
            page.say(line)
        page.bullets([in_a_line(library, step) for step in advice.plan.steps])
        page.aside(library.say("cli.checkin.more"))
    page.heading(library.say("checking_in.next.heading"))
    held = memory.history(episode)
    page.say(" ".join(when_next(library, rhythm(library, held, advice), held.today(), advice_page.day_name)))


def _offer_to_close(visit: Interview) -> int:
    try:
        visit.page.gap()
        gone = visit.ask.yes_no(visit.say("cli.checkin.settled"), lambda: [visit.say("cli.checkin.settled.help")])
    except (Leave, Back):
        return 0
    if gone:
        visit.add({"kind": "episode", "event": "resolved"})
        visit.page.say(visit.say("cli.checkin.closed"))
    return 0
