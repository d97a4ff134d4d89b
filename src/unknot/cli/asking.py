"""Questions at the terminal: one line in, one checked answer out.

Everywhere `b` goes back one question, `?` explains, `q` leaves and keeps what was answered. A line that cannot be used
is explained and asked again; nothing is guessed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.facts import AnswerValue

Explain = Callable[[], Sequence[str]]


class Back(BaseException):
    """The person wants the question before this one. A choice, not an error, as is `Leave`."""


class CannotGoOn(BaseException):
    """The person is too unwell to go on answering; said only where `Asker.hears_distress`."""


class Leave(BaseException):
    """The person wants to stop here, or the input has ended (`ended`)."""

    def __init__(self, *, ended: bool = False) -> None:
        super().__init__()
        self.ended = ended


@dataclass(frozen=True, slots=True)
class Ticks:
    """What was ticked in a list, by place from 0. Everything else in it was seen and not ticked."""

    yes: frozenset[int]
    not_sure: frozenset[int]

    def value(self, place: int) -> AnswerValue:
        """The answer that the line at `place` was given."""
        return "yes" if place in self.yes else "not_sure" if place in self.not_sure else "no"


class Asker:
    """Asks on `page` and reads from standard input."""

    def __init__(self, page: Page, library: Library) -> None:
        self.page = page
        self.library = library
        self.hears_distress = False

    def line(self, prompt: str, explain: Explain | None = None) -> str:
        """One line, stripped. Raises `Back`, `Leave` or `CannotGoOn`; `?` shows what `explain` gives and asks again."""
        while True:
            typed = self._read(self.page.lead_up_to(prompt))
            word = typed.casefold()
            if word in ("b", "back"):
                raise Back
            if word in ("q", "quit"):
                raise Leave
            if word == "!" and self.hears_distress:
                raise CannotGoOn
            if typed != "?":
                return typed
            self.page.gap()
            for paragraph in (() if explain is None else explain()) or (self.library.say("cli.ask.no_more_help"),):
                self.page.say(paragraph, indent=2)
            self.page.aside(self.library.say("cli.ask.keys"), indent=2)
            self.page.gap()

    def again(self, key: str, **values: object) -> None:
        """Says why the line could not be used."""
        self.page.say(self.library.say(key, **values), "yellow", indent=2)

    def points(self, prompt: str, explain: Explain | None = None, *, low: int = 0, high: int = 10) -> int:
        """A whole number from `low` to `high`."""
        while True:
            typed = self.line(prompt, explain)
            if re.fullmatch(r"[0-9]{1,3}", typed) and low <= int(typed) <= high:
                return int(typed)
            self.again("cli.again.number", low=low, high=high)

    def points_or_none(self, prompt: str, explain: Explain | None = None) -> int | None:
        """A whole number from 0 to 10, or None for an empty line."""
        while True:
            typed = self.line(prompt, explain)
            if not typed:
                return None
            if re.fullmatch(r"[0-9]{1,2}", typed) and int(typed) <= 10:
                return int(typed)
            self.again("cli.again.number_or_empty", low=0, high=10)

    def choice(self, prompt: str, options: Mapping[str, str], explain: Explain | None = None) -> str:
        """The value of `options` (typed word -> value); a word may be cut short as long as it stays clear."""
        while True:
            typed = self.line(prompt, explain).casefold()
            fitting = {value for word, value in options.items() if typed and word.startswith(typed)}
            exact = options.get(typed)
            if exact is not None or len(fitting) == 1:
                return exact if exact is not None else fitting.pop()
            self.again("cli.again.choice", options=", ".join(word for word in options if word))

    def yes_no(self, prompt: str, explain: Explain | None = None) -> bool:
        """Yes or no; an empty line is neither."""
        return self.choice(prompt, {"yes": "yes", "no": "no"}, explain) == "yes"

    def yes_no_not_sure(self, prompt: str, explain: Explain | None = None) -> AnswerValue:
        """One of the three answers; an empty line is none of them."""
        answers: Mapping[AnswerValue, tuple[str, ...]] = {
            "yes": ("y", "yes"),
            "no": ("n", "no"),
            "not_sure": ("s", "ns", "not sure", "unsure", "sure not"),
        }
        while True:
            typed = self.line(prompt, explain).casefold()
            for value, words in answers.items():
                if typed in words:
                    return value
            self.again("cli.again.yes_no_not_sure")

    def pick(self, prompt: str, count: int, explain: Explain | None = None) -> int:
        """The place, from 0, of one line among `count` numbered ones."""
        return self.points(prompt, explain, low=1, high=count) - 1

    def ticks(self, prompt: str, count: int, explain: Callable[[int], Sequence[str]]) -> Ticks:
        """The lines that apply among `count` numbered ones; an empty line means none of them.

        `3?` and `not sure 3` tick line 3 as not sure; `?3` explains line 3 and asks again.
        """

        def explain_all() -> Sequence[str]:
            return [f"{place + 1}  {line}" for place in range(count) for line in explain(place)]

        while True:
            typed = self.line(prompt, explain_all)
            asked_about = re.fullmatch(r"\?\s*([0-9]{1,3})", typed)
            if asked_about and 1 <= int(asked_about[1]) <= count:
                for paragraph in explain(int(asked_about[1]) - 1):
                    self.page.say(paragraph, indent=2)
                continue
            ticked = read_ticks(typed, count)
            if ticked is not None:
                return ticked
            self.again("cli.again.ticks", count=count)

    def forget_what_was_typed(self) -> None:
        """What was typed before now does not count: a stray Enter must not answer a list of warning signs."""
        if sys.stdin.isatty():
            try:
                import termios
            except ImportError:
                return
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)

    def _read(self, prompt: str) -> str:
        try:
            if self.page.stream is sys.stdout:
                return input(prompt).strip()
            print(prompt, end="", file=self.page.stream, flush=True)
            return input().strip()
        except EOFError:
            raise Leave(ended=True) from None
        except UnicodeDecodeError:
            return "\N{REPLACEMENT CHARACTER}"


def read_ticks(typed: str, count: int) -> Ticks | None:
    """What a line typed below a numbered list of `count` says, or None if it is not clear."""
    text = typed.casefold().strip()
    if text in ("", "0", "none", "no", "n", "none of these"):
        return Ticks(frozenset(), frozenset())
    if count == 1 and text in ("y", "yes"):
        return Ticks(frozenset({0}), frozenset())
    text = re.sub(r"\b(?:not sure|unsure)\s*([0-9]+)", r" \1? ", text)
    ticked: dict[int, Literal["yes", "not_sure"]] = {}
    for token in re.split(r"[,;\s]+|\band\b", text):
        if not token:
            continue
        found = re.fullmatch(r"([0-9]{1,3})(\??)", token)
        if found is None or not 1 <= int(found[1]) <= count:
            return None
        ticked[int(found[1]) - 1] = "not_sure" if found[2] else "yes"
    return Ticks(
        frozenset(place for place, value in ticked.items() if value == "yes"),
        frozenset(place for place, value in ticked.items() if value == "not_sure"),
    )
