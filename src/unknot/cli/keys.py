"""Single keys while a timer runs: on a terminal without Enter, on a dumb one with Enter."""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from types import TracebackType
from typing import Any

POLL_SECONDS = 0.05


class Keys:
    """While inside, `wait` hears keys at once and typed letters are not echoed."""

    def __init__(self) -> None:
        self._windows: Any = import_module("msvcrt") if os.name == "nt" else None
        self._before: Any = None

    def __enter__(self) -> Keys:
        if self._windows is None and os.environ.get("TERM") != "dumb":
            termios, tty = import_module("termios"), import_module("tty")
            self._before = termios.tcgetattr(sys.stdin.fileno())
            tty.setcbreak(sys.stdin.fileno())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._before is not None:
            termios = import_module("termios")
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)
            self._before = None

    def wait(self, seconds: float) -> str | None:
        """The key pressed within `seconds`: a small letter, or an empty string for Enter; None if there was none.

        Raises `EOFError` when the input has ended.
        """
        return self._wait_on_windows(seconds) if self._windows is not None else _wait_for_input(seconds)

    def _wait_on_windows(self, seconds: float) -> str | None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._windows.kbhit():
                return _named(self._windows.getwch())
            time.sleep(POLL_SECONDS)
        return None


def _wait_for_input(seconds: float) -> str | None:
    select = import_module("select").select
    ready, _, _ = select([sys.stdin.fileno()], [], [], max(0.0, seconds))
    if not ready:
        return None
    typed = os.read(sys.stdin.fileno(), 64)
    if not typed:
        raise EOFError
    return _named(typed.decode(errors="replace"))


def _named(typed: str) -> str:
    return typed.strip()[:1].casefold()
