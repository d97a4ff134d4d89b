"""`unknot report`: one page to hand to a clinician or therapist, with everything behind it in an appendix.

Code                   | Meaning
---------------------- | ---------------------------------------------------
`since_not_a_day`      | `--since` is no day, or lies in the future
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.errors import InputError, Problem
from unknot.loop.advice import record_to_raw
from unknot.loop.report import report


def run(arguments: argparse.Namespace) -> int:
    """Writes the report on one knot as a PDF; with `--json` prints what it says instead, or besides where a file is
    named."""
    memory = Memory(arguments)
    library = memory.library
    since = _since(arguments.since, memory.today())
    made = report(library, memory.request(memory.chosen_episode(arguments.episode)), since=since)
    file: Path | None = arguments.file
    if file is None and not arguments.json:
        file = Path(f"unknot-report-{made.day.isoformat()}.pdf")
    if file is not None:
        from unknot.reporting.report import to_pdf

        refuse_existing(library, file, force=arguments.force)
        write(file, to_pdf(library, made, arguments.paper), mode=PRIVATE)
    if arguments.json and file != TO_STDOUT:
        json.dump(record_to_raw(made), sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif file != TO_STDOUT:
        page = Page(plain=arguments.no_colour)
        page.say(library.say("cli.report.done", file=file))
        page.aside(library.say("cli.report.what", origin=made.origin, title=made.safety.title))
    return 0


def _since(typed: str | None, today: date) -> date | None:
    if typed is None:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.max
    if day > today:
        hint = "YYYY-MM-DD, today or before"
        raise InputError(Problem("since_not_a_day", "--since", f"{typed!r} is no day to begin with", hint))
    return day
