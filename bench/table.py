"""Tables of figures, for the terminal and for docs/reference/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

MILLISECONDS = 1000.0


def machine(runs: int) -> str:
    """What the figures were taken on."""
    return f"{runs} runs each, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> str:
    """The rows under their head; in Markdown all columns but the first and the last are numbers."""
    return _markdown(head, rows) if markdown else _plain(head, rows)


def _plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in every)
    return "\n".join(line.rstrip() for line in lines)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ("---", *("---:" for _ in head[2:]), "---")
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))
