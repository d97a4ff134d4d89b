"""`unknot helps`: what a person's own days say of each technique, beside what it does on average."""

from __future__ import annotations

import argparse
import sys

from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.loop.learned import When, helps_document, what_helps


def run(arguments: argparse.Namespace) -> int:
    """Shows everything that was learned of the person; with `--json` as a document."""
    memory = Memory(arguments)
    library, told = memory.library, what_helps(memory.library, memory.facts)
    if arguments.json:
        sys.stdout.buffer.write(helps_document(told))
        sys.stdout.buffer.flush()
        return 0
    page = Page(plain=arguments.no_colour)
    page.say(told.empty or library.say("learned.lead"))
    if told.empty:
        page.say(library.say("learned.empty.why"))
    for each in told.helps:
        page.heading(each.name)
        page.aside(each.grade_text)
        for when in each.when:
            page.gap()
            _show(page, library, when)
    if told.soon:
        page.heading(library.say("learned.soon.heading"))
        page.bullets(told.soon)
    page.heading(library.say("learned.limit.heading"))
    for text in (told.limit, told.rate, told.today):
        page.say(text)
    return 0


def _show(page: Page, library: Library, when: When) -> None:
    page.say(library.say("cli.helps.when", when=when.title, verdict=when.verdict_text))
    page.say(when.text, indent=2)
    if when.own is not None:
        head = [library.say(f"cli.helps.column.{name}") for name in ("what", "points", "range")]
        page.table(
            head, [[each.name, each.points_text, each.range_text] for each in (when.average, when.own, when.together)]
        )
