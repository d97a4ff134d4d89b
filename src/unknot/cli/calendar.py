"""`unknot calendar`: today's sessions as an iCalendar file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.errors import InputError
from unknot.exchange.calendar_choices import read_choices
from unknot.loop.advice import record_to_raw
from unknot.loop.appointments import Choices, agenda
from unknot.loop.documents import document


def run(arguments: argparse.Namespace) -> int:
    """Writes what can be planned for one knot, which may be nothing. With `--json` it is printed instead, and a file is
    written only where `--out` names one."""
    from unknot.exchange.calendar import FILE_NAME, to_ics

    choices = _choices(arguments)
    memory = Memory(arguments)
    library, file = memory.library, arguments.out or (None if arguments.json else Path(FILE_NAME))
    if file is not None:
        refuse_existing(library, file, force=arguments.force)
    episode = memory.open_episode() if arguments.episode is None else memory.chosen_episode(arguments.episode)
    now = agenda(library, memory.request(episode), choices)
    if file is not None:
        write(file, to_ics(library, now), mode=PRIVATE)
    if file == TO_STDOUT:
        return 0
    if arguments.json:
        sys.stdout.buffer.write(document(record_to_raw(now)))
        sys.stdout.buffer.flush()
        return 0
    page, count = Page(plain=arguments.no_colour), len(now.appointments)
    if count == 0:
        page.say(library.say("cli.calendar.empty", file=file))
        return 0
    events = library.say("cli.calendar.events_one" if count == 1 else "cli.calendar.events", count=count)
    page.say(library.say("cli.calendar.done", file=file, events=events))
    page.aside(library.say("cli.calendar.snapshot"))
    return 0


def _choices(arguments: argparse.Namespace) -> Choices:
    """What was asked for. Raises `InputError` that names the options as they are typed."""
    said = {
        "at": arguments.time,
        "names": ["1"] if arguments.names else [],
        "breaks": [arguments.breaks],
        "days": [arguments.days],
        "remind": [arguments.remind],
    }
    try:
        return read_choices(said)
    except InputError as error:
        typed = {"at": "--time"}
        problems = (each._replace(place=typed.get(each.place, f"--{each.place}")) for each in error.problems)
        raise InputError(*problems) from None
