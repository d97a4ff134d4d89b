"""The journal as one command sees it: opened where the arguments say, at the instant they say.

Code                 | Meaning
-------------------- | -----------------------------------------------------------------------------
`at_not_a_time`      | `--at` is no date and time
`at_without_offset`  | `--at` has no UTC offset
`at_in_future`       | `--at` lies in the future
`episode_unknown`    | `--episode` names no knot that is stored
`no_episode`         | there is no knot yet
"""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from unknot.cli.place import opened
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.exchange.numbers import library_in_use
from unknot.web.journal import Journal, local_zone


class Memory(Journal):
    """The facts in one data folder, and the knot that the arguments mean."""

    def __init__(self, arguments: argparse.Namespace, library: Library | None = None) -> None:
        at = getattr(arguments, "at", None)
        instant = None if at is None else read_instant(at)
        self.store = opened(arguments)
        numbers = getattr(arguments, "parameters", None)
        super().__init__(library or library_in_use(os.environ, numbers), local_zone(), instant)

    def chosen_episode(self, named: str | None) -> str:
        """The knot meant by `--episode` (its id or the beginning of it), else the one opened last.

        Where it has become part of another knot, it is that other one. Raises `InputError` (`episode_unknown`,
        `no_episode`).
        """
        return self.whole_of(self.named_episode(named))

    def named_episode(self, named: str | None) -> str:
        """The same, but a knot that has become part of another is still itself: for what is done with knots."""
        known = self.episodes()
        if named is None:
            if not known:
                raise InputError(Problem("no_episode", "", self.library.say("cli.error.no_episode"), "unknot ask"))
            return self.open_episode() or known[-1]
        fitting = [episode for episode in known if episode == named] or [e for e in known if e.startswith(named)]
        if len(fitting) != 1:
            raise InputError(
                Problem(
                    "episode_unknown",
                    "--episode",
                    self.library.say("cli.error.episode_unknown", name=named),
                    ", ".join(known) or "unknot ask",
                )
            )
        return fitting[0]


def read_instant(text: str) -> datetime:
    """The instant that `--at` names. Raises `InputError` if it is none, has no offset or lies in the future."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            Problem("at_not_a_time", "--at", f"{text!r} is no date and time", "such as 2026-11-20T08:00:00+01:00")
        ) from None
    if instant.utcoffset() is None:
        raise InputError(
            Problem("at_without_offset", "--at", f"{text!r} has no UTC offset", "add one, such as +01:00 or Z")
        )
    if instant > datetime.now(UTC):
        raise InputError(Problem("at_in_future", "--at", f"{text} lies in the future", "check the date and the offset"))
    return instant
