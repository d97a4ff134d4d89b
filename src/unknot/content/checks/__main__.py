"""Prints one line for every problem of the content and exits with 1 if there is one."""

from __future__ import annotations

import sys

from unknot.content.checks import run

problems = run()
for problem in problems:
    sys.stdout.write(f"{problem.code} {problem}\n")
sys.exit(1 if problems else 0)
