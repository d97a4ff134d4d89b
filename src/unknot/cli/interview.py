"""The course of an interview: steps that know from the stored facts whether they are still to be asked.

Nothing but the facts says how far the interview has come, so it can stop at any question and go on later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from unknot.cli.asking import Asker, Back, CannotGoOn
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.facts import Fact, History
from unknot.loop.interview import CANNOT_FINISH, answer, settled_by_danger


@dataclass(slots=True)
class Interview:
    """One conversation about one knot.

    `given` holds the facts of each answer of this run, for going back. `heard` is the introduction read last and how
    many answers had been given then, `apart` counts the questions that tell muscles apart. A `brief` one has no
    headings.
    """

    memory: Memory
    page: Page
    ask: Asker
    episode: str
    given: list[tuple[Fact, ...]] = field(default_factory=list)
    heard: tuple[str, int] = ("", 0)
    apart: int = 0
    brief: bool = False

    @property
    def library(self) -> Library:
        """The content the questions come from."""
        return self.memory.library

    def history(self) -> History:
        """What holds now."""
        return self.memory.history(self.episode)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the content."""
        return self.library.say(key, **values)

    def add(self, *raws: dict[str, Any], personal: bool = False) -> tuple[Fact, ...]:
        """The facts of one answer are stored; `personal` ones belong to no knot."""
        facts = self.memory.add(*(raws if personal else ({**raw, "episode": self.episode} for raw in raws)))
        self.given.append(facts)
        return facts

    def amend(self, fact: Fact, **changes: Any) -> None:
        """One more answer completes `fact`."""
        self.given.append((self.memory.amend(fact, **changes),))

    def go_back(self) -> None:
        """The latest answer of this run no longer holds; without one the person is told so."""
        if self.given:
            self.memory.take_back(self.given.pop())
        else:
            self.page.say(self.say("cli.ask.nothing_before"), "yellow", indent=2)


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the interview: whether a question of it is still open, and asking one."""

    pending: Callable[[Interview], bool]
    ask_one: Callable[[Interview], None]


def go_through(interview: Interview, steps: Sequence[Step]) -> None:
    """Every step is answered, as far as it can be. Raises `asking.Leave` where the person stops.

    The steps are looked at from the first one after each answer, so an answer may open an earlier step again. Once the
    answers ask for a clinician today or at once, nothing more is asked. A person too unwell to go on is believed.
    """
    interview.ask.hears_distress = True
    while not settled_by_danger(interview.library, interview.history()):
        step = next((step for step in steps if step.pending(interview)), None)
        if step is None:
            return
        try:
            step.ask_one(interview)
        except Back:
            interview.go_back()
        except CannotGoOn:
            raw = answer(interview.library, interview.episode, CANNOT_FINISH, "yes")
            interview.add(raw, personal=True)
