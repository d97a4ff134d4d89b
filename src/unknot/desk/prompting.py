"""What the companion says to the person with: a notification, a terminal, or nothing where there is neither.

Code                    | Meaning
----------------------- | ------------------------------------------------------------------------------
`desk_no_notifications` | there is no session bus, so no notification can be shown
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

CLOSED = "closed"
"""What `wait` answers when the person put the prompt away without choosing."""
WIDEST = 76
NARROWEST = 20


class Prompter(Protocol):
    """Shows one prompt at a time, and is what the companion sleeps in."""

    @property
    def can_show(self) -> bool:
        """Whether what is shown reaches the person just now."""
        ...

    @property
    def can_answer(self) -> bool:
        """Whether the person can choose an action there."""
        ...

    def show(self, title: str, text: str, actions: Sequence[tuple[str, str]]) -> None:
        """This is shown instead of what was; each action is a key and its label, the most likely one first."""

    def withdraw(self) -> None:
        """Nothing is shown any more."""

    def wait(self, seconds: float) -> str | None:
        """Sleeps until an action was chosen (its key), the person closed what is shown (`CLOSED`), or time is up."""

    def close(self) -> None:
        """Nothing is shown any more and everything is let go of."""


class Silence:
    """No way to show anything: sitting is only recorded."""

    can_show = False
    can_answer = False

    def show(self, title: str, text: str, actions: Sequence[tuple[str, str]]) -> None:
        """Nobody sees it."""

    def withdraw(self) -> None:
        """There is nothing to withdraw."""

    def wait(self, seconds: float) -> str | None:
        """Time is up."""
        time.sleep(max(0.0, seconds))
        return None

    def close(self) -> None:
        """There is nothing to let go of."""


def wrapped(text: str) -> list[str]:
    """The lines of a text as a terminal has room for them."""
    import shutil
    import textwrap

    columns = shutil.get_terminal_size((WIDEST + 4, 24)).columns - 1
    room = max(NARROWEST, min(WIDEST, columns))
    return [line for part in text.split("\n") for line in textwrap.wrap(part, room, break_on_hyphens=False)]
