"""The timer of a session: says each cue in its time and hears Enter, p, s, h and q."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from unknot.cli.asking import Leave
from unknot.cli.interview import Interview
from unknot.cli.keys import Keys
from unknot.content.records import SessionStop
from unknot.planning.routine import Cue

TICK_SECONDS = 1.0
_AT_WORK = ("work", "turn", "halfway", "nearly")


@dataclass(slots=True)
class Played:
    """What was really done: seconds at work, and why it was stopped, if something felt wrong."""

    worked_s: float = 0.0
    stopped: SessionStop | None = None


def play(session: Interview, said: Sequence[Cue], total_s: float, played: Played) -> None:
    """The cues are said in their time; `played` tells at every moment what was done.

    Enter goes on to the next cue, p pauses, s ends the step, h asks what feels wrong. Raises `Leave` for q.
    """
    with Keys() as keys:
        for place, cue in enumerate(said):
            _say(session, cue)
            until = said[place + 1].at_s if place + 1 < len(said) else total_s
            if not _wait(session, keys, until - cue.at_s, cue.kind in _AT_WORK, played):
                return


def _wait(session: Interview, keys: Keys, seconds: float, at_work: bool, played: Played) -> bool:
    """Waits `seconds`, counting them as work if `at_work`; False if the step is over."""
    left = seconds
    while left > 0:
        _show_left(session, left)
        started = time.monotonic()
        try:
            key = keys.wait(min(TICK_SECONDS, left))
        except EOFError:
            raise Leave(ended=True) from None
        finally:
            passed = min(left, time.monotonic() - started)
            left -= passed
            played.worked_s += passed if at_work else 0.0
        if key is None:
            continue
        _clear(session)
        if key == "":
            return True
        if key == "q":
            raise Leave
        if key == "s":
            session.page.say(session.say("cli.session.skipped"), indent=2)
            return False
        if key == "p":
            _pause(session, keys)
        if key == "h":
            played.stopped = _asked_why(session, keys)
            if played.stopped is not None:
                return False
    _clear(session)
    return True


def _pause(session: Interview, keys: Keys) -> None:
    session.page.say(session.say("cli.session.paused"), indent=2)
    while True:
        try:
            key = keys.wait(3_600.0)
        except EOFError:
            raise Leave(ended=True) from None
        if key == "q":
            raise Leave
        if key is not None:
            return


def _asked_why(session: Interview, keys: Keys) -> SessionStop | None:
    """What feels wrong; None if it has eased. The timer stands still meanwhile."""
    keys.__exit__(None, None, None)
    try:
        reasons = tuple(session.library.session_stops.values())
        session.page.say(session.say("stopping.ask"), "bold")
        session.page.numbered([session.say(f"session_stop.{each.id}.label") for each in reasons], indent=2)
        words = {"": "", **{str(place): reason.id for place, reason in enumerate(reasons, 1)}}
        chosen = session.ask.choice(
            session.say("cli.session.hurts"), words, lambda: [session.say("cli.session.hurts.help")]
        )
    finally:
        keys.__enter__()
    if not chosen:
        session.page.say(session.say("cli.session.eased"), indent=2)
        return None
    return session.library.session_stops[chosen]


def _say(session: Interview, cue: Cue) -> None:
    session.page.say(session.say(cue.text_key), "bold" if cue.kind in ("work", "rest", "end") else "", indent=2)


def _show_left(session: Interview, seconds: float) -> None:
    if _rewrites(session):
        text = session.page.fit(session.say("cli.session.left", seconds=round(seconds)))
        print(f"\r    {text}   ", end="", file=session.page.stream, flush=True)


def _clear(session: Interview) -> None:
    if _rewrites(session):
        print(f"\r{' ' * 30}\r", end="", file=session.page.stream, flush=True)


def _rewrites(session: Interview) -> bool:
    """Whether a line may be written over: not on a dumb terminal, where a reader would hear every second."""
    return session.page.stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
