"""The full program, run beside the companion: what it does not do itself, so that it stays small."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from unknot.desk.child import found, said_by
from unknot.desk.server import Unknot

NOW_SECONDS = 30.0
"""How long the child may take to work out what to do now."""

_OWN_PAGES = "http://127.0.0.1:"
_OPENER = "xdg-open"
# The shell ends at once and leaves its child to the system, which looks after it from then on.
_APART = 'exec >/dev/null 2>&1 </dev/null; "$@" &'
_SHELL = "/bin/sh"


class Program:
    """The installed `unknot` at `command`, for the data folder that `data` names on its command line (or names not)."""

    def __init__(self, command: Path, data: Sequence[str]) -> None:
        self.command = command
        self.data = tuple(data)

    def now(self) -> Mapping[str, Any] | None:
        """What the server would answer to `GET /api/v1/desk`, worked out without one; None if that fails."""
        said = said_by([str(self.command), "desk", "--now", "--json", *self.data], os.environ, NOW_SECONDS)
        try:
            document = json.loads(said) if said is not None else None
        except ValueError:
            return None
        return document if isinstance(document, dict) else None

    def start_page(self, server: Unknot, page: str) -> bool:
        """The browser is on its way to `page`, from a new server if there was none. False if nothing could be started.

        Neither the browser nor the server is a child of the companion, so they outlive it.
        """
        said = server.link(page).document
        link = said.get("link") if said is not None else None
        opener = found(_OPENER, os.environ)
        if opener is not None and isinstance(link, str) and link.startswith(_OWN_PAGES):
            return _set_off([opener, link])
        return _set_off([str(self.command), "serve", "--page", page, *self.data])

    def play_here(self) -> bool:
        """A set of 30 seconds was led through in this terminal; False if the person stopped it or it could not be.

        What ends the companion meanwhile ends the set first. Ctrl-C is meant for the set alone.
        """
        words = [str(self.command), "session", "desk", "--minutes", "0.5", *self.data]
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            child = os.posix_spawn(words[0], words, os.environ, setsigdef=[signal.SIGINT])

            def end(number: int, frame: FrameType | None) -> None:
                os.kill(child, number)
                own = before[signal.SIGTERM]
                if callable(own):
                    own(number, frame)

            signal.signal(signal.SIGTERM, end)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        except OSError:
            return False
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _set_off(words: list[str]) -> bool:
    """A program runs that belongs to nobody here."""
    try:
        child = os.posix_spawn(_SHELL, [_SHELL, "-c", _APART, _SHELL, *words], os.environ, setsid=True)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    except OSError:
        return False
