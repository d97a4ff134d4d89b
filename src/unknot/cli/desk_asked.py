"""What can be asked of the companion at the desk: how it is, a pause, its end, a start with the desktop, its moves.

Code                 | Meaning
-------------------- | ----------------------------------------------------------------------------
`desk_no_autostart`  | only Linux desktops start a program by such a file
`desk_pause_range`   | reminders cannot be paused for so many minutes
`desk_silent`        | the companion that runs for this data folder does not end
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unknot.cli.command import unknot_command
from unknot.cli.page import Page
from unknot.cli.place import data_folder
from unknot.content.library import Library, load
from unknot.desk import autostart, state, waiting
from unknot.desk.presence import ACTIVITYWATCH
from unknot.errors import InputError, Problem, StoreError
from unknot.loop.desk_day_words import span
from unknot.web.database import guarded
from unknot.web.folder import make_private

LONGEST_PAUSE_MINUTES = 24 * 60
PATIENCE_SECONDS = 20.0
"""How long a companion may take to end."""

_PAUSE_SECONDS = 0.1

_Answer = tuple[dict[str, Any], list[str]]
"""What was found or done, for programs and in sentences."""


def run(arguments: argparse.Namespace) -> int:
    """Does the one thing that was asked for. Raises `UnknotError`."""
    if arguments.asked == "now":
        return _now(arguments)
    asked = arguments.asked or ("pause" if arguments.pause is not None else "install")
    about, said = _ASKED[asked](arguments)
    if arguments.json:
        print(json.dumps(about, ensure_ascii=False))
    else:
        page = Page(plain=arguments.no_colour)
        for sentence in said:
            page.say(sentence)
    return 0


def end(folder: Path) -> bool:
    """No companion runs for this data folder. Returns whether one did; raises `StoreError` if it does not end."""
    process = state.running(folder)
    if process is None:
        return False
    os.kill(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE_SECONDS
    while state.running(folder) is not None:
        if time.monotonic() > until:
            library = load()
            problem = library.say("cli.companion.silent", pid=process)
            raise StoreError(Problem("desk_silent", str(folder), problem, library.say("cli.companion.silent.hint")))
        time.sleep(_PAUSE_SECONDS)
    return True


def _status(arguments: argparse.Namespace) -> _Answer:
    library, folder, now = load(), data_folder(arguments), datetime.now(UTC)
    process, kept = state.running(folder), state.read(folder)
    files = autostart.installed(os.environ)
    paused = state.paused_until(folder)
    paused = paused if paused is not None and paused > now else None
    about: dict[str, Any] = {
        "running": process,
        "source": None,
        "unknown": [],
        "sitting_since": None,
        "sitting_minutes": None,
        "paused_until": None if paused is None else paused.isoformat(),
        "handed_over": None,
        "waiting": _waiting(folder),
        "autostart": [str(file) for file in files],
    }
    if process is None:
        said = [library.say("cli.companion.not_running")]
    elif kept is None or kept.pid != process:
        said = [library.say("cli.companion.running_unseen", pid=process)]
    else:
        since = kept.sitting_since
        minutes = None if since is None else kept.unbroken_min + (now - kept.written_at) / timedelta(minutes=1)
        about |= {
            "source": kept.source,
            "unknown": list(kept.unknown),
            "sitting_since": None if since is None else since.isoformat(),
            "sitting_minutes": minutes,
            "handed_over": kept.handed_over,
        }
        said = [library.say("cli.companion.running", pid=process, source=kept.source), _sits(library, minutes)]
        if kept.unknown:
            things = ", ".join(library.say(f"companion.cli.unknown.{code}") for code in kept.unknown)
            said.append(library.say("companion.cli.unknown", things=things))
    if paused is not None:
        said.append(library.say("cli.companion.paused", clock=_clock(paused)))
    if kept is not None and kept.refused:
        said.append(
            library.say("cli.companion.refused", count=kept.refused, file=folder / state.FOLDER / waiting.REFUSED)
        )
    if about["waiting"]:
        said.append(library.say("cli.companion.waiting", count=about["waiting"]))
    said += [library.say("cli.companion.autostart", file=file) for file in files]
    return about, [*said, library.say("cli.companion.day")]


def _waiting(folder: Path) -> int:
    """How many facts wait to be handed over."""
    try:
        return len((folder / state.FOLDER / waiting.FILE).read_bytes().splitlines())
    except OSError:
        return 0


def _sits(library: Library, minutes: float | None) -> str:
    if minutes is None:
        return library.say("cli.companion.away")
    return library.say("cli.companion.sitting", span=span(library, minutes))


def _pause(arguments: argparse.Namespace) -> _Answer:
    library, folder = load(), data_folder(arguments)
    if not 0 < arguments.pause <= LONGEST_PAUSE_MINUTES:
        problem = library.say("cli.companion.pause_range", minutes=f"{arguments.pause:g}")
        hint = library.say("cli.companion.pause_range.hint", most=LONGEST_PAUSE_MINUTES)
        raise InputError(Problem("desk_pause_range", "--pause", problem, hint))
    until = datetime.now(UTC) + timedelta(minutes=arguments.pause)
    make_private(folder)
    with guarded(str(folder)):
        state.pause(folder, until)
    running = state.running(folder) is not None
    said = [library.say("cli.companion.paused", clock=_clock(until)), library.say("cli.companion.goes_on")]
    if not running:
        said[1:] = [library.say("cli.companion.not_running")]
    return {"paused_until": until.isoformat(), "running": running}, said


def _resume(arguments: argparse.Namespace) -> _Answer:
    library, folder = load(), data_folder(arguments)
    before = state.paused_until(folder)
    was_paused = before is not None and before > datetime.now(UTC)
    with guarded(str(folder)):
        state.pause(folder, None)
    return {"resumed": was_paused}, [library.say("cli.companion.resumed" if was_paused else "cli.companion.not_paused")]


def _stop(arguments: argparse.Namespace) -> _Answer:
    stopped = end(data_folder(arguments))
    return {"stopped": stopped}, [load().say("cli.companion.stopped" if stopped else "cli.companion.not_running")]


def _install(arguments: argparse.Namespace) -> _Answer:
    library, command = load(), unknot_command()
    if not autostart.is_possible():
        problem = library.say("cli.companion.no_autostart")
        hint = library.say("cli.companion.no_autostart.hint", command=f"{command} desk")
        raise InputError(Problem("desk_no_autostart", "--install", problem, hint))
    words = [str(command), "desk", *_source(arguments)]
    if arguments.data is not None or os.environ.get("UNKNOT_DATA"):
        words += ["--data", str(data_folder(arguments))]
    files, gone = autostart.install(arguments.install, words, os.environ)
    said = [library.say("cli.companion.installed", file=files[0])]
    said += [library.say("cli.companion.also_written", file=file) for file in files[1:]]
    said += [library.say("cli.companion.removed", file=file) for file in gone]
    said.append(library.say("cli.companion.start_now"))
    written, removed = [str(file) for file in files], [str(file) for file in gone]
    return {"installed": arguments.install, "files": written, "removed": removed}, said


def _source(arguments: argparse.Namespace) -> list[str]:
    """The words that choose the same source of presence again, none if none was chosen. Raises `InputError`."""
    chosen = [] if arguments.source == "auto" else ["--source", arguments.source]
    if arguments.activitywatch != ACTIVITYWATCH:
        from unknot.desk.presence.activitywatch import own

        own(arguments.activitywatch)
        chosen += ["--activitywatch", arguments.activitywatch]
    return chosen


def _remove(_arguments: argparse.Namespace) -> _Answer:
    library = load()
    gone = autostart.remove(os.environ)
    said = [library.say("cli.companion.removed", file=file) for file in gone]
    return {"removed": [str(file) for file in gone]}, said or [library.say("cli.companion.nothing_to_remove")]


def _now(arguments: argparse.Namespace) -> int:
    from unknot.cli.memory import Memory
    from unknot.web.at_desk import now

    memory = Memory(arguments)
    document = now(memory)
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False))
        return 0
    page = Page(plain=arguments.no_colour)
    page.heading(document["title"])
    page.say(document["text"])
    page.pairs([(move["name"], move["how_much"]) for move in document["moves"]], style="")
    page.gap()
    for sentence in document["because"]:
        page.aside(sentence)
    return 0


def _clock(instant: datetime) -> str:
    """The time of day where this computer is, with the day if it is not today's."""
    local = instant.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%Y-%m-%d %H:%M}"


_ASKED: Mapping[str, Callable[[argparse.Namespace], _Answer]] = {
    "status": _status,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "install": _install,
    "remove": _remove,
}
