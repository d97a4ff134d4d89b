"""Run commands one after the other, say how long each took, and go on after one that fails."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from _environment import ROOT, executable


class Steps:
    def __init__(self) -> None:
        self.failed: list[str] = []

    def run(self, name: str, command: Sequence[str | Path]) -> None:
        _header(name)
        started = time.monotonic()
        passed = run(command) == 0
        if not passed:
            self.failed.append(name)
        print(f"{'ok' if passed else 'FAILED'}: {name}, {time.monotonic() - started:.1f} s", flush=True)

    def run_last(self, name: str, command: Sequence[str | Path]) -> NoReturn:
        """Run the step whose closing line is to be the last of all; the exit code speaks for every step."""
        if self.failed:
            print(f"\nFAILED so far: {', '.join(self.failed)}", flush=True)
        _header(name)
        returncode = run(command)
        sys.exit(1 if self.failed else returncode)

    def finish(self) -> NoReturn:
        if self.failed:
            sys.exit(f"\nFAILED: {', '.join(self.failed)}")
        sys.exit(0)


def run(command: Sequence[str | Path]) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def lint(steps: Steps, environment: Path) -> None:
    """The checks that read the code without running it."""
    steps.run("ruff check", [executable(environment, "ruff"), "check"])
    steps.run("ruff format", [executable(environment, "ruff"), "format", "--check"])
    steps.run("mypy", [executable(environment, "mypy")])
    steps.run("import-linter", [executable(environment, "lint-imports"), "--no-logo"])


def _header(name: str) -> None:
    print(f"\n--- {name}", flush=True)
