"""Text on the terminal: calm, at most 76 columns, readable without colour, without boxes and by ear.

Colour and bold are used on a real terminal only and never say anything that the words do not say. `rich` is imported
when the first line is shown.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 76
NARROWEST = 32
_PLAIN: Mapping[int, str] = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "…": "...",
        "•": "*",
        "·": "-",
        "→": "->",
        "─": "-",
        "°": " deg",
        "×": "x",
        "½": "1/2",
        "\u00a0": " ",
    }
)


class Page:
    """Where a command writes for people: standard output, or standard error where JSON goes to standard output."""

    def __init__(self, *, plain: bool = False, stream: TextIO | None = None) -> None:
        self.stream = sys.stdout if stream is None else stream
        self.plain = plain or bool(os.environ.get("NO_COLOR"))
        self._console: Console | None = None

    @property
    def width(self) -> int:
        """Columns that are used: what the terminal has, at most 76, at least 32."""
        columns = shutil.get_terminal_size((WIDEST + 4, 24)).columns
        return max(NARROWEST, min(WIDEST, columns - 1))

    @property
    def console(self) -> Console:
        """The console of `rich` behind this page."""
        if self._console is None:
            from rich.console import Console

            self._console = Console(
                file=self.stream,
                width=self.width,
                color_system=None if self.plain else "auto",
                highlight=False,
                markup=False,
                emoji=False,
            )
        return self._console

    def can_show(self, characters: str) -> bool:
        """Whether the terminal's encoding has every one of `characters`."""
        try:
            characters.encode(self.stream.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def fit(self, text: str) -> str:
        """`text` as far as the terminal's encoding can show it; typographic signs become plain ones first."""
        if self.can_show(text):
            return text
        encoding = self.stream.encoding or "ascii"
        return text.translate(_PLAIN).encode(encoding, errors="replace").decode(encoding)

    def gap(self) -> None:
        """One empty line."""
        self.console.print()

    def heading(self, text: str, style: str = "bold") -> None:
        """An empty line, then `text`, underlined so that it is a heading without bold as well."""
        shown = self.fit(text)
        self.gap()
        self._wrapped(shown, "", "", style)
        self.console.print(self.fit("─") * min(len(shown), self.width), style="dim")

    def say(self, text: str, style: str = "", indent: int = 0) -> None:
        """One paragraph, wrapped."""
        self._wrapped(self.fit(text), " " * indent, " " * indent, style)

    def aside(self, text: str, indent: int = 0) -> None:
        """One paragraph that matters less."""
        self.say(text, "dim", indent)

    def lead_up_to(self, prompt: str) -> str:
        """The last line of `prompt` as it is to be typed after; a long one has its other lines shown already."""
        *before, last = self._lines(self.fit(prompt), "", "")
        for line in before:
            self.console.print(line, soft_wrap=True)
        return last + prompt[len(prompt.rstrip()) :]

    def bullets(self, lines: Iterable[str], indent: int = 0, style: str = "") -> None:
        """One line each, with a hanging indent."""
        for line in lines:
            self._wrapped(self.fit(line), " " * indent + self.fit("• "), " " * (indent + 2), style)

    def numbered(self, lines: Sequence[str], indent: int = 0, start: int = 1, last: int = 0) -> None:
        """The lines with the numbers a person types to pick them; `last` is the highest number of a longer list."""
        room = len(str(max(start + len(lines) - 1, last)))
        for number, line in enumerate(lines, start):
            lead = " " * indent + f"{number:>{room}}  "
            self._wrapped(self.fit(line), lead, " " * len(lead), "")

    def pairs(self, rows: Sequence[tuple[str, str]], indent: int = 2, style: str = "bold") -> None:
        """Words on the left, what they mean on the right."""
        from rich.text import Text

        shown = [(self.fit(left), self.fit(right)) for left, right in rows]
        room = indent + max((len(left) for left, _ in shown), default=0) + 2
        for left, right in shown:
            first, *others = self._lines(right, " " * room, " " * room)
            line = Text(" " * indent + left.ljust(room - indent) + first[room:])
            line.stylize(style, indent, indent + len(left))
            self.console.print(line, soft_wrap=True)
            for other in others:
                self.console.print(other, soft_wrap=True)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], indent: int = 2) -> None:
        """A table with a line of headings and no rules; a screen reader reads it row by row."""
        shown = [[self.fit(cell) for cell in row] for row in (header, *rows)]
        widths = [max(len(row[column]) for row in shown) for column in range(len(header))]
        for number, (left, *others) in enumerate(shown):
            cells = [
                left.ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
            ]
            line = " " * indent + "    ".join(cells).rstrip()
            self.console.print(line, style="dim" if number == 0 else None, soft_wrap=True)

    def verbatim(self, lines: Iterable[str], style: str = "") -> None:
        """The lines as they are: a chart."""
        for line in lines:
            self.console.print(line, style=style, soft_wrap=True)

    def _wrapped(self, text: str, first: str, others: str, style: str) -> None:
        for line in self._lines(text, first, others):
            self.console.print(line, style=style or None, soft_wrap=True)

    def _lines(self, text: str, first: str, others: str) -> list[str]:
        """`text` in lines that fit, the first led by `first`, the rest by `others`; at least one line."""
        import textwrap

        lines = textwrap.wrap(text, self.width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
        return lines or [first]
