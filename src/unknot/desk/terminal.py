"""Prompts as text in the terminal in which the companion was started, answered with one key."""

from __future__ import annotations

import os
import select
import sys
import termios
import time
import tty
from collections.abc import Sequence
from typing import Any

from unknot.desk import content
from unknot.desk.prompting import wrapped

_BELL = "\a"


class Terminal:
    """Shows prompts where the companion was started, with one bell each. It is a `Prompter`.

    Keys are listened to only while a prompt waits; until then the terminal is as it was.
    """

    can_show = True

    def __init__(self) -> None:
        self._in, self._out = sys.stdin.fileno(), sys.stdout
        self._keys: dict[str, str] = {}
        self._before: list[Any] | None = None

    @property
    def can_answer(self) -> bool:
        """Whether keys come here: not while the companion runs in the background of its shell."""
        try:
            return os.tcgetpgrp(self._in) == os.getpgrp()
        except OSError:
            return False

    def show(self, title: str, text: str, actions: Sequence[tuple[str, str]]) -> None:
        """This stands below what was written before, with a key for each action."""
        self._listen(False)
        self._keys = keys_for([key for key, _ in actions])
        lines = ["", title, *wrapped(text)]
        if self.can_answer:
            labels = dict(actions)
            lines += [f"  {letter}  {labels[key]}" for letter, key in self._keys.items()]
            self._listen(bool(self._keys))
        elif actions:
            lines += wrapped(content.say("companion.cli.no_buttons"))
        self._write(_BELL + "\n".join(lines) + "\n")

    def withdraw(self) -> None:
        """The keys mean nothing any more, and it says so if they did."""
        if self._before is not None:
            self._write(content.say("companion.cli.no_answer") + "\n")
        self._listen(False)
        self._keys = {}

    def wait(self, seconds: float) -> str | None:
        """Sleeps until a key of the prompt was pressed, or time is up; a terminal that has ended has no keys."""
        until = time.monotonic() + seconds
        while self._before is not None:
            ready, _, _ = select.select([self._in], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            typed = os.read(self._in, 64).decode(errors="replace")
            chosen = next((self._keys[letter] for letter in typed.casefold() if letter in self._keys), None)
            if chosen is not None or not typed:
                self._listen(False)
                self._keys = {}
            if chosen is not None:
                return chosen
        time.sleep(max(0.0, until - time.monotonic()))
        return None

    def close(self) -> None:
        """The terminal is as it was before."""
        self._listen(False)

    def _listen(self, on: bool) -> None:
        if on and self._before is None:
            self._before = termios.tcgetattr(self._in)
            tty.setcbreak(self._in)
            termios.tcflush(self._in, termios.TCIFLUSH)
        elif not on and self._before is not None:
            termios.tcsetattr(self._in, termios.TCSADRAIN, self._before)
            self._before = None

    def _write(self, text: str) -> None:
        encoding = self._out.encoding or "ascii"
        self._out.write(text.encode(encoding, errors="replace").decode(encoding))
        self._out.flush()


def is_terminal() -> bool:
    """Whether a person can read and type where this process was started."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def keys_for(actions: Sequence[str]) -> dict[str, str]:
    """A letter for each action: the first one of its name that is still free."""
    letters: dict[str, str] = {}
    for action in actions:
        letters[next(letter for letter in action if letter not in letters)] = action
    return letters
