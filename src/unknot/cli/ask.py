"""`unknot ask`: the questions, then the advice. It can stop at any question and go on later."""

from __future__ import annotations

import argparse
import json
import sys
from uuid import uuid4

from unknot.cli import advice_page, ask_script
from unknot.cli.asking import Asker, Leave
from unknot.cli.interview import Interview, Step, go_through
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.loop import places
from unknot.loop.advice import Advice, advice_to_raw
from unknot.loop.documents import may_show_forecast


def run(arguments: argparse.Namespace) -> int:
    """Asks what is still open, shows the advice and records its forecast. 130 if the person stopped before the end.

    With a script the interview is replayed instead, and nothing is recorded.
    """
    if arguments.script is not None:
        return ask_script.run(arguments)
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    memory = Memory(arguments)
    asker = Asker(page, memory.library)
    interview = Interview(memory, page, asker, episode="")
    try:
        if not memory.facts:
            _welcome(page, memory)
        interview.episode = _choose(interview, new=arguments.new)
        go_through(interview, steps())
    except (Leave, KeyboardInterrupt) as stop:
        page.gap()
        page.say(memory.library.say("cli.ask.kept"))
        if arguments.json:
            _print_json(memory.advise(interview.episode or None))
        return 0 if isinstance(stop, Leave) and not stop.ended else 130
    advice = memory.advise(interview.episode)
    memory.forecast_shown(advice, interview.episode)
    if arguments.json:
        _print_json(advice)
    else:
        advice_page.show(page, memory.library, advice, memory.history(interview.episode), full=False)
        _show_next(page, memory, advice)
    return 0


def steps() -> tuple[Step, ...]:
    """The parts of the interview in their order."""
    from unknot.cli.ask_apart import APART
    from unknot.cli.ask_person import MEANS, PROFILE
    from unknot.cli.ask_safety import SAFETY, TERMS
    from unknot.cli.ask_story import STORY, TOLD
    from unknot.cli.ask_where import PAIN, PLACES

    return (PROFILE, PLACES, PAIN, TOLD, SAFETY, *STORY, APART, MEANS, TERMS)


def _welcome(page: Page, memory: Memory) -> None:
    page.gap()
    for sentence in memory.library.lines("cli.welcome"):
        page.say(sentence)
    page.gap()
    page.aside(memory.library.say("cli.ask.keys"))


def _choose(interview: Interview, *, new: bool) -> str:
    """The knot this is about: the open one if it is unfinished or the person says so, else a new one."""
    memory = interview.memory
    known = None if new else memory.open_episode()
    if known is None:
        return str(uuid4())
    interview.episode = known
    if any(step.pending(interview) for step in _told_once()):
        interview.page.aside(interview.say("cli.ask.goes_on"))
        return known
    held = memory.history(known)
    marked = dict.fromkeys(memory.library.regions[region].area for region in held.marks)
    about_it = interview.ask.yes_no(
        interview.say(
            "cli.ask.same_or_new",
            places="; ".join(places.label(memory.library, area) for area in marked),
            day="" if held.began_on is None else advice_page.day_name(held.began_on),
        ),
        lambda: [interview.say("cli.ask.same_or_new.help")],
    )
    if not about_it:
        return str(uuid4())
    interview.page.aside(interview.say("cli.ask.use_checkin"))
    return known


def _told_once() -> tuple[Step, ...]:
    from unknot.cli.ask_story import STORY
    from unknot.cli.ask_where import PAIN, PLACES

    return (PLACES, PAIN, *STORY)


def _show_next(page: Page, memory: Memory, advice: Advice) -> None:
    if advice.plan is not None and may_show_forecast(advice):
        advice_page.show_in_short(page, memory.library, advice)
        page.heading(memory.library.say("cli.advice.next.heading"))
        page.verbatim(memory.library.lines("cli.advice.next"))


def _print_json(advice: Advice) -> None:
    print(json.dumps(advice_to_raw(advice), indent=2, ensure_ascii=False, sort_keys=False))
