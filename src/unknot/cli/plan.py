"""`unknot plan`: what to do today, how, and why."""

from __future__ import annotations

import argparse
import json
import sys

from unknot.cli import advice_page
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.loop.documents import advice_document
from unknot.loop.showing import may_name


def run(arguments: argparse.Namespace) -> int:
    """Shows the plan of one knot in full, its forecast in a sentence, and records the forecast as shown.

    With `--pdf` the plan goes into a file to print instead.
    """
    memory = Memory(arguments)
    episode = memory.chosen_episode(arguments.episode)
    if arguments.pdf is not None:
        return _printed(arguments, memory, episode)
    advice = memory.advise(episode)
    memory.forecast_shown(advice, episode)
    if arguments.json:
        sys.stdout.buffer.write(advice_document(advice))
        sys.stdout.buffer.flush()
        return 0
    page, library = Page(plain=arguments.no_colour), memory.library
    if not may_name(advice):
        advice_page.show(page, library, advice, memory.history(episode), full=True)
        return 0
    advice_page.show_safety(page, library, advice, memory.history(episode))
    advice_page.show_plan(page, library, advice, full=True)
    advice_page.show_forecast(page, library, advice, full=True)
    advice_page.show_exclusions(page, library, advice, everything=True)
    advice_page.show_notes(page, library, advice)
    return 0


def _printed(arguments: argparse.Namespace, memory: Memory, episode: str) -> int:
    """The plan as a hand-out with drawings; where safety says that nothing is planned, that is said instead."""
    from unknot.reporting.handout import handout, to_pdf

    library, file = memory.library, arguments.pdf
    refuse_existing(library, file, force=arguments.force)
    advice, held = memory.advise(episode), memory.history(episode)
    page = Page(plain=arguments.no_colour, stream=sys.stderr if file == TO_STDOUT else None)
    if not may_name(advice) or advice.plan is None:
        advice_page.show(page, library, advice, held, full=False)
        return 1
    memory.forecast_shown(advice, episode)
    printed = handout(
        library,
        advice,
        advice.plan,
        marked="; ".join(dict.fromkeys(library.say(f"region.{region}.label") for region in held.marks)),
        on=held.today(),
        day=advice_page.day_name,
    )
    write(file, to_pdf(printed, arguments.paper), mode=PRIVATE)
    if file == TO_STDOUT:
        return 0
    if arguments.json:
        print(json.dumps({"file": str(file), "steps": len(advice.plan.steps)}))
    else:
        page.say(library.say("cli.plan.printed", file=file))
    return 0
