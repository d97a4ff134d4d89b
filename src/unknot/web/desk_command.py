"""The companion at the desk is started and ended from the pages by the very command that a terminal would use.

It runs in a process of its own, on the desktop on which the server was started, and outlives the server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

START, STOP, INSTALL, REMOVE = "start", "stop", "install", "remove"
STEPS = (START, STOP, INSTALL, REMOVE)

_UNKNOT = (sys.executable, "-P", "-c", "import sys; from unknot.cli import main; sys.exit(main())")
_STARTS_WITHIN_S = 5.0
_ANSWERS_WITHIN_S = 30.0
_LOOK_S = 0.1
_LONGEST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the step was done, the files it wrote or took away, and else why not."""

    done: bool
    files: tuple[str, ...] = ()
    why_not: str = ""


def take(step: str, folder: Path) -> Outcome:
    """`step` is one of `STEPS`, for the companion of the data folder. A companion that runs already stays the one."""
    words = [*_UNKNOT, "desk", "--json", "--data", str(folder)]
    if step == START:
        return _started(words)
    try:
        ended = subprocess.run([*words, f"--{step}"], capture_output=True, timeout=_ANSWERS_WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(done=False)
    if ended.returncode != 0:
        return _failed(ended.stderr)
    said = json.loads(ended.stdout)
    return Outcome(done=True, files=tuple(said.get("files") or said.get("removed") or ()))


def _started(words: Sequence[str]) -> Outcome:
    """It is started when it says what it watches, which is its first line."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as trouble:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=said, stderr=trouble, cwd="/", start_new_session=True
        )
        until = time.monotonic() + _STARTS_WITHIN_S
        while process.poll() is None and not _read(said) and time.monotonic() < until:
            time.sleep(_LOOK_S)
        if process.poll() not in (None, 0):
            return _failed(_read(trouble))
    # Whoever started it has to see it end, whenever that is.
    threading.Thread(target=process.wait, daemon=True).start()
    return Outcome(done=True)


def _read(file: IO[bytes]) -> bytes:
    """What stands in the file, wherever the command goes on to write."""
    return os.pread(file.fileno(), _LONGEST_BYTES, 0)


def _failed(said: bytes) -> Outcome:
    """Why the command did not do it, in its own words; nothing where it said something else."""
    try:
        problems: list[dict[str, Any]] = json.loads(said)["problems"]
        sentences = (f"{each['message']}. {each['hint']}" if each["hint"] else each["message"] for each in problems)
        return Outcome(done=False, why_not=" ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences))
    except (ValueError, TypeError, KeyError):
        return Outcome(done=False)
