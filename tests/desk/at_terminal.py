"""Somebody at a real terminal in which a program runs."""

from __future__ import annotations

import os
import pty
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 20.0


class Person:
    """Somebody at a terminal in which a program runs."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.seen = ""

    def sees(self, text: str) -> None:
        """Waits until the text stands there."""
        until = time.monotonic() + PATIENCE_SECONDS
        while text not in self.seen:
            assert time.monotonic() < until, f"waited in vain for {text!r}: {self.seen!r}"
            self._read()

    def types(self, keys: str) -> None:
        os.write(self._handle, keys.encode())

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._handle)[3] & termios.ECHO)

    def _read(self) -> None:
        try:
            self.seen += os.read(self._handle, 4096).decode()
        except OSError:
            raise AssertionError(f"the program ended: {self.seen!r}") from None


@contextmanager
def terminal_with(*words: str, **environment: str) -> Iterator[Person]:
    """A terminal of 60 columns in which this runs, the path of a program first."""
    child, handle = pty.fork()
    if child == 0:
        os.execve(words[0], words, {**os.environ, "COLUMNS": "60", **environment})
    try:
        yield Person(handle)
    finally:
        os.close(handle)
        os.waitpid(child, 0)
