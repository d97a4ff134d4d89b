"""The companion of `unknot desk` from its start to its end, in a process that loads nothing else.

`unknot desk` reads the command line, then this takes its place in the same process: the parser and what finds the data
folder are gone then, and with them a quarter of the memory.

Code               | Meaning
------------------ | ----------------------------------------------------------
`desk_no_terminal` | prompts were to be shown in a terminal and there is none
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

from unknot.desk import companion, content, state
from unknot.desk.occupied import Screen, Surroundings
from unknot.desk.presence import Presence, find
from unknot.desk.program import Program
from unknot.desk.prompting import Prompter, Silence, wrapped
from unknot.desk.server import Unknot
from unknot.errors import InputError, Problem, UnknotError

Start = Callable[[Unknot, str], bool]


class Wanted(NamedTuple):
    """What the command line asked for, in words that JSON can carry."""

    folder: str
    command: str
    data: list[str]
    source: str
    activitywatch: str
    terminal: bool
    verbose: bool
    as_json: bool


def main(wanted: str) -> int:
    """Runs until it is ended; `wanted` is a `Wanted` as a list of JSON. Returns the exit code."""
    asked = Wanted(*json.loads(wanted))
    try:
        return run(asked)
    except UnknotError as error:
        from unknot.cli.complaint import complain

        return complain(error, as_json=asked.as_json)


def run(asked: Wanted) -> int:
    """The companion of one data folder, in the session that the environment describes. Raises `UnknotError`."""
    folder = Path(asked.folder)
    process = state.running(folder)
    if process is not None:
        raise companion.runs_already(process)
    presence = find(os.environ, wanted=asked.source, activitywatch=asked.activitywatch)
    program = Program(Path(asked.command), asked.data)
    way = _way(asked, program)
    surroundings = _surroundings(presence)
    _introduce(asked, presence, surroundings, way)
    tell = _tell if not asked.as_json else _tell_nobody
    code = companion.run(
        folder, presence, surroundings, way.prompter, program, way.start, tell=tell, verbose=asked.verbose
    )
    tell(content.say("companion.cli.ended"))
    return code


class _Way(NamedTuple):
    """How prompts are shown, what happens when one is taken up, and the sentences that say how."""

    prompter: Prompter
    start: Start
    said: tuple[str, ...]


def _way(asked: Wanted, program: Program) -> _Way:
    """Notifications where there are some; else this terminal, if it is one, which may also be asked for."""
    from unknot.desk import terminal

    here = terminal.is_terminal()
    if asked.terminal and not here:
        problem, hint = content.say("companion.cli.no_terminal"), content.say("companion.cli.no_terminal.hint")
        raise InputError(Problem("desk_no_terminal", "--terminal", problem, hint))
    minutes, waits = round(content.number("desk.break_every_min")), content.say("companion.cli.waits")
    notification = None if asked.terminal else _notification()
    if notification is not None and notification.can_show:
        said = content.say("companion.cli.shows_by_notification", minutes=minutes)
        return _Way(notification, program.start_page, (said, waits))
    if here:
        if notification is not None:
            notification.close()
        said = content.say("companion.cli.shows_in_terminal", minutes=minutes)
        return _Way(terminal.Terminal(), lambda _server, _page: program.play_here(), (said, waits))
    if notification is not None:
        return _Way(notification, program.start_page, (content.say("companion.cli.shows_nothing_yet"), waits))
    return _Way(Silence(), program.start_page, (content.say("companion.cli.shows_nothing"),))


def _notification() -> Prompter | None:
    with suppress(ImportError, InputError):
        from unknot.desk.notification import Notification

        return Notification(os.environ, content.number("desk.prompt_stays_s"))
    return None


def _surroundings(presence: Presence) -> Surroundings:
    """What is looked at before a prompt, by a connection to the bus on which nobody else waits.

    Jeepney, which speaks with the bus, is installed on Linux alone.
    """
    bus = None
    with suppress(ImportError, OSError):
        from unknot.desk.bus import session_bus

        bus = session_bus(os.environ)
    screen = cast("Screen", presence) if hasattr(presence, "full_screen") else None
    return Surroundings(os.environ, bus, screen)


def _introduce(asked: Wanted, presence: Presence, surroundings: Surroundings, way: _Way) -> None:
    unknown = surroundings.unknown()
    if asked.as_json:
        about = {"pid": os.getpid(), "source": presence.name, "unknown": unknown, "folder": asked.folder}
        _write(json.dumps(about))
        return
    said = [content.say("companion.cli.watches", source=presence.name)]
    if asked.source == "activitywatch" and presence.idle_s() is None:
        said.append(content.say("companion.cli.waits_for_watcher", address=asked.activitywatch))
    said += way.said
    if unknown:
        things = [content.say(f"companion.cli.unknown.{code}") for code in unknown]
        said.append(content.say("companion.cli.unknown", things=", ".join(things)))
    said.append(content.say("companion.cli.stop"))
    _write("\n".join(wrapped(" ".join(said))))


def _tell(sentence: str) -> None:
    _write("\n".join(wrapped(f"{time.strftime('%H:%M')}  {sentence}")))


def _tell_nobody(_sentence: str) -> None:
    """Where a program reads what is said, it is told once, at the start."""


def _write(text: str) -> None:
    """Started with a desktop, there may be nobody to read it."""
    with suppress(OSError, ValueError):
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding) + "\n")
        sys.stdout.flush()
