"""`unknot plan`: what to do today, how, and why."""

from __future__ import annotations

import argparse
import sys

from unknot.cli import advice_page
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.loop.documents import advice_document
from unknot.loop.showing import may_name


def run(arguments: argparse.Namespace) -> int:
    """Shows the plan of one knot in full, its forecast in a sentence, and records the forecast as shown."""
    memory = Memory(arguments)
    episode = memory.chosen_episode(arguments.episode)
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
