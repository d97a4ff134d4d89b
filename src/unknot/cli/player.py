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
from unknot.loop.cueing import counted, placed, spot_of
from unknot.planning.routine import AT_WORK, Cue, Place

TICK_SECONDS = 1.0


@dataclass(slots=True)
class Played:
    """What was really done: seconds at work, and why it was stopped, if something felt wrong."""

    worked_s: float = 0.0
    eased: bool = False
    stopped: SessionStop | None = None


def play(session: Interview, said: Sequence[Cue], total_s: float, played: Played) -> None:
    """The cues are said in their time; `played` tells at every moment what was done.

    Enter goes on to the next cue, p pauses, s ends the step, h asks what feels wrong. Raises `Leave` for q.
    """
    last: Place | None = None
    with Keys() as keys:
        for place, cue in enumerate(said):
            if cue.place is not None and cue.place != last:
                _say_where(session, cue.place, last)
                last = cue.place
            _say(session, cue)
            until = said[place + 1].at_s if place + 1 < len(said) else total_s
            if not _wait(session, keys, until - cue.at_s, cue.kind in AT_WORK, played):
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
            pause(session, keys)
        if key == "h":
            played.stopped = asked_why(session, keys)
            if played.stopped is not None:
                return False
            played.eased = True
    _clear(session)
    return True


def pause(session: Interview, keys: Keys) -> None:
    """The timer stands still until Enter. Raises `Leave` for q."""
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


def asked_why(session: Interview, keys: Keys) -> SessionStop | None:
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
        session.page.say(session.say("session.hurts.ease"), indent=2)
        session.ask.line(session.say("cli.session.eased"), lambda: [session.say("session.hurts.waits")])
        return None
    return session.library.session_stops[chosen]


def _say_where(session: Interview, place: Place, last: Place | None) -> None:
    """Side, spot and round; what the spot is only where it is a new one."""
    where = placed(session.library, place)
    spot = spot_of(session.library, place) if last is None or last.spot != place.spot else ""
    for text in (where, spot):
        if text:
            session.page.say(text, indent=2)


def _say(session: Interview, cue: Cue) -> None:
    count = counted(session.library, cue)
    text = session.say(cue.text_key) + (f" ({count})" if count else "")
    session.page.say(text, "bold" if cue.kind in ("tense", "work", "rest", "end") else "", indent=2)


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
