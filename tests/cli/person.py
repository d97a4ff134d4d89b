"""A scripted person: starts the real command, reads what it says and answers each prompt by a rule."""

from __future__ import annotations

import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sys.executable).with_name("unknot")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
PATIENCE_SECONDS = 60.0

Reply = str | Sequence[str] | Callable[[str], str]
"""What is typed: always the same, one after the other (the last one again and again), or worked out from the screen."""

SURROUNDINGS = {"TZ": "Europe/Berlin", "TERM": "xterm", "NO_COLOR": "", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
CTRL_C = "\x03"
CTRL_D = "\x04"


def _numbers(screen: str) -> str:
    for heading, numbers in (
        ("What makes it hurt?", "1,2"),
        ("What may have brought it on?", "1"),
        ("What do you have at home?", "1,2"),
        ("What have you done since?", "1"),
    ):
        if heading in screen:
            return numbers
    return ""


STIFF_NECK: Mapping[str, Reply] = {
    r"age in years: $": "34",
    r"Enter to skip\]: $": "female",
    r"exercise regularly\? \[yes/no\] $": "yes",
    r"Place: $": "neck",
    r"Which number\? $": "1",
    r"Which side\? \[left/right/both\] $": "left",
    r"How strong, 1 to 10\? $": "5",
    r"Another place\?[^\n]*$": ["shoulder top left", ""],
    r"20 November: $": "3 days",
    r"leaves it out: $": "It began at the desk on Sunday.",
    r"hinders[\s\S]*as before\)\? $": "7",
    r"hurt now, 0 to 10\? $": "4",
    r"last 24 hours, 0 to 10\? $": "6",
    r"clearly\s+short\s+\(Enter\s+to\s+skip\) $": "a bit",
    r"as last time[\s\S]*Enter to skip\) $": "3",
    r"minutes a day[\s\S]*0 to 240\? $": "15",
    r"yes, no or not sure\? $": "no",
    r"follow the plan\? \[yes/no\] $": "yes",
    r"Is this knot gone\? \[yes/no\] $": "no",
    r"none of these\): $": _numbers,
}
"""A stiff neck after long desk work, with no danger sign."""


@dataclass
class Talk:
    """What was said: everything on the screen, standard output and error apart (by pipes), and the exit code."""

    screen: str
    out: str
    error: str
    code: int
    typed: list[str] = field(default_factory=list)


def pressing(*keys: str) -> Callable[[str], str]:
    """Enter at once to be done with getting ready; every other key after a little more than a second of work."""
    left = iter(keys)

    def press(_: str) -> str:
        key = next(left, "s")
        time.sleep(1.2 if key else 0.0)
        return key

    return press


def talk(
    arguments: Sequence[str | Path],
    rules: Mapping[str, Reply],
    *,
    terminal: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Talk:
    """Runs `unknot` with `arguments` in a pseudo-terminal, or by pipes, answering by the first rule that fits.

    A rule is looked at against what was said since the last answer; `CTRL_D` ends the input.
    """
    command = [str(COMMAND), *map(str, arguments)]
    surroundings = {**os.environ, **SURROUNDINGS, **(environment or {})}
    return _in_terminal(command, rules, surroundings) if terminal else _by_pipes(command, rules, surroundings)


def run(
    arguments: Sequence[str | Path], typed: str = "", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `unknot` by pipes with everything typed in advance."""
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **SURROUNDINGS, **(environment or {})},
        timeout=PATIENCE_SECONDS,
    )


class _Answers:
    def __init__(self, rules: Mapping[str, Reply]) -> None:
        self.rules = rules
        self.used: dict[str, int] = {}
        self.seen = 0
        self.typed: list[str] = []

    def to(self, screen: str) -> str | None:
        """What to type now, or None if nothing is asked."""
        since = ESCAPES.sub("", screen[self.seen :]).replace("\r", "")
        for pattern, reply in self.rules.items():
            if re.search(pattern, since):
                self.seen = len(screen)
                count = self.used[pattern] = self.used.get(pattern, 0) + 1
                if isinstance(reply, str):
                    answer = reply
                elif callable(reply):
                    answer = reply(since)
                else:
                    answer = reply[min(count, len(reply)) - 1]
                self.typed.append(answer)
                return answer
        return None


def _in_terminal(command: Sequence[str], rules: Mapping[str, Reply], environment: Mapping[str, str]) -> Talk:
    import fcntl
    import pty
    import termios

    child, parent_end = pty.fork()
    if child == 0:
        os.execve(command[0], list(command), dict(environment))
    fcntl.ioctl(parent_end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    answers, screen = _Answers(rules), ""
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([parent_end], [], [], 0.5)
            if not ready:
                continue
            try:
                said = os.read(parent_end, 65536)
            except OSError:
                break
            if not said:
                break
            screen += said.decode(errors="replace")
            answer = answers.to(screen)
            if answer is not None:
                time.sleep(0.02)
                end = "" if answer in (CTRL_C, CTRL_D) else "\n"
                os.write(parent_end, (answer + end).encode())
        else:
            os.kill(child, signal.SIGKILL)
            raise AssertionError(f"nothing fits what was asked:\n{_plain(screen)[-1500:]}")
    finally:
        os.close(parent_end)
    _, status = os.waitpid(child, 0)
    return Talk(screen, "", "", os.waitstatus_to_exitcode(status), answers.typed)


def _by_pipes(command: Sequence[str], rules: Mapping[str, Reply], environment: Mapping[str, str]) -> Talk:
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(environment)
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    answers, heard = _Answers(rules), {process.stdout.fileno(): "", process.stderr.fileno(): ""}
    screen, open_ends = "", list(heard)
    until = time.monotonic() + PATIENCE_SECONDS
    while open_ends:
        ready, _, _ = select.select(open_ends, [], [], 0.5)
        for end in ready:
            said = os.read(end, 65536).decode(errors="replace")
            if not said:
                open_ends.remove(end)
            heard[end] += said
            screen += said
        answer = answers.to(screen)
        if answer is not None:
            if answer == CTRL_D:
                process.stdin.close()
            else:
                process.stdin.write(f"{answer}\n".encode())
                process.stdin.flush()
        if time.monotonic() > until:
            process.kill()
            raise AssertionError(f"nothing fits what was asked:\n{screen[-1500:]}")
    code = process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    out, error = heard.values()
    return Talk(screen, out, error, code, answers.typed)


def _plain(screen: str) -> str:
    return ESCAPES.sub("", screen).replace("\r", "")


def plain(talked: Talk) -> str:
    """What a person saw, without colours."""
    return _plain(talked.screen)
