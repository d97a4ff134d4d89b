"""Short questions to other programs. `subprocess` would cost memory for as long as the companion lives."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

_LARGEST_ANSWER = 1_000_000


def said_by(words: Sequence[str], environment: Mapping[str, str], seconds: float) -> str | None:
    """What a program wrote before it ended well; None if it is not installed, failed, or took longer than `seconds`.

    The first word is the program, by name or path. It has ended in either case, and its complaints were dropped.
    """
    program = found(words[0], environment)
    if program is None:
        return None
    reading, writing = os.pipe()
    try:
        child = os.posix_spawn(program, list(words), environment, file_actions=_talking_to(writing))
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
    said = None
    try:
        said = _read(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        if said is None:
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
        ended_well = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return said.decode(errors="replace") if said is not None and ended_well else None


def found(program: str, environment: Mapping[str, str]) -> str | None:
    """The path of a program that can be run; None if there is none."""
    if "/" in program:
        return program if os.access(program, os.X_OK) else None
    paths = (f"{folder}/{program}" for folder in os.get_exec_path(environment))
    return next((path for path in paths if os.access(path, os.X_OK)), None)


def _talking_to(writing: int) -> list[tuple[int, ...] | tuple[int, int, str, int, int]]:
    """A child that writes there and nowhere else, and hears nothing."""
    return [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]


def _read(reading: int, until: float) -> bytes | None:
    """Everything until the other end is closed; None if that takes too long or it is too much."""
    read = bytearray()
    asking = select.poll()
    asking.register(reading, select.POLLIN)
    while len(read) <= _LARGEST_ANSWER:
        if not asking.poll(max(0.0, until - time.monotonic()) * 1000):
            return None
        part = os.read(reading, 65_536)
        if not part:
            return bytes(read)
        read += part
    return None
