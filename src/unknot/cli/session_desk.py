"""`unknot session desk`: easy moves for standing up from the desk, one after the other, with a timer or counted."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from typing import Any

from unknot.cli import advice_page
from unknot.cli.asking import Asker, Leave
from unknot.cli.interview import Interview
from unknot.cli.keys import Keys
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.player import Played, asked_why, pause, play
from unknot.cli.stopping import ask_at_once, record_stop, show_what_follows
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import to_raw
from unknot.loop import desk
from unknot.loop.desk import Move, Set
from unknot.loop.doing import timed_step
from unknot.loop.showing import DANGER
from unknot.planning.routine import Cue
from unknot.planning.routine import cues as cues_of

SETS = {0.5: "short", 1.0: "middle", 3.0: "long"}
"""The set that is meant by so many minutes."""


def run(arguments: argparse.Namespace) -> int:
    """Plays one set for the knot and records every move that was done. 130 if the person stopped it."""
    memory = Memory(arguments)
    library = memory.library
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    episode = memory.chosen_episode(arguments.episode)
    if not arguments.fast and not sys.stdin.isatty():
        problem = Problem("session_needs_terminal", "", library.say("cli.desk.needs_terminal"), "session desk --fast")
        raise InputError(problem)
    advice = memory.advise(episode)
    given = desk.offer(library, memory.history(episode), advice)
    chosen = given.named(SETS[arguments.minutes])
    session = Interview(memory, page, Asker(page, library), episode)
    if arguments.fast and arguments.json:
        print(json.dumps(desk.to_raw(library, episode, given), indent=2, ensure_ascii=False))
        return 0
    if chosen is None:
        if advice.disposition in DANGER:
            advice_page.show(page, library, advice, memory.history(episode), full=False)
        page.say(given.text, "bold")
    else:
        _introduce(page, library, chosen)
    if chosen is not None and arguments.fast:
        page.aside(library.say("cli.session.fast"))
        page.pairs([(f"{cue['at_s']:.0f} s", cue["text"]) for cue in desk.cues(library, chosen)], style="")
    set_going = _SetGoing(session, chosen, counts=arguments.count == "self")
    code = 0 if chosen is None or arguments.fast else set_going.lead()
    if arguments.json:
        print(json.dumps({"episode": episode, "done": set_going.done}, indent=2, ensure_ascii=False))
    return code


def _introduce(page: Page, library: Library, chosen: Set) -> None:
    page.heading(library.say("cli.desk.heading", length=chosen.title))
    for number, move in enumerate(chosen.moves, 1):
        name, how_much = move.step.name, move.how_much
        page.say(library.say("cli.desk.move", number=number, name=name, how_much=how_much), "bold")
        page.say(move.why, indent=3)
        for caution in move.step.cautions:
            page.say(library.say("cli.advice.step.care", text=caution), "yellow", indent=3)
    page.gap()
    if chosen.note:
        page.say(chosen.note)
    page.say(desk.gentle(library, chosen))
    known, limit, _ = desk.evidence(library)
    page.aside(f"{known} {limit}")


class _SetGoing:
    """One set while it is done: what was worked of each move so far, and in the end the facts that were stored."""

    def __init__(self, session: Interview, chosen: Set | None, *, counts: bool) -> None:
        self.session = session
        self.moves: tuple[Move, ...] = () if chosen is None else chosen.moves
        self.chosen = chosen
        self.counts = counts
        self.played = [Played() for _ in self.moves]
        self.done: list[dict[str, Any]] = []

    def lead(self) -> int:
        """Through all moves; 130 if the person left. What was done is recorded in every case."""
        session, say = self.session, self.session.say
        session.page.aside(say("cli.desk.intro_count" if self.counts else "cli.desk.intro"))
        try:
            session.ask.line(say("cli.desk.ready"), self._signs)
            for place in range(len(self.moves)):
                if not self._guide(place):
                    return 0
            self._keep(**self._felt())
        except (Leave, KeyboardInterrupt):
            self._keep()
            session.page.gap()
            session.page.say(say("cli.checkin.kept"))
            return 130
        session.page.gap()
        session.page.say(say("cli.desk.end" if self.done else "cli.session.nothing_recorded"))
        return 0

    def _guide(self, place: int) -> bool:
        """One move; False if something felt wrong, and the set is over."""
        session, move, played = self.session, self.moves[place], self.played[place]
        session.page.gap()
        session.page.say(f"{move.step.name}: {move.how_much}", "bold")
        session.page.numbered(move.step.steps, indent=2)
        if self.counts:
            _count(session, move, played)
        else:
            said = _cues(session.library, move)
            play(session, said, said[-1].at_s, played)
        reason = played.stopped
        if reason is None:
            return True
        if reason.lines:
            worked, played.worked_s = played.worked_s, 0.0
            self._keep()
            self.done.extend(to_raw(fact) for fact in record_stop(session, reason, move.step, worked))
            ask_at_once(session, reason)
            show_what_follows(session)
        else:
            session.page.say(session.say("cli.session.stopped"), "bold")
            session.page.bullets(move.step.stop_if)
            self._keep()
        return False

    def _felt(self) -> dict[str, Any]:
        if not any(played.worked_s >= 1 for played in self.played):
            return {}
        words = {"better": "better", "same": "same", "worse": "worse", "": ""}
        try:
            felt = self.session.ask.choice(self.session.say("cli.session.felt"), words)
        except Leave:
            return {}
        return {"felt": felt} if felt else {}

    def _keep(self, **answers: Any) -> None:
        """What was done until now is stored, each move once."""
        raws = []
        for move, played in zip(self.moves, self.played, strict=True):
            if self.chosen is not None and played.worked_s >= 1:
                raws += desk.dose_of(
                    self.session.library, move, played.worked_s, stopped=played.stopped is not None, **answers
                )
                played.worked_s = 0.0
        self.done.extend(to_raw(fact) for fact in self.session.add(*raws))

    def _signs(self) -> list[str]:
        return list(dict.fromkeys(line for move in self.moves for line in move.step.stop_if))


def _cues(library: Library, move: Move) -> tuple[Cue, ...]:
    """The cues of one move, from a short moment to get ready to its end; a move goes to both sides."""
    begin, pause_s = library.number("planning.get_ready"), library.number("desk.changeover")
    return tuple(
        replace(cue, place=None, at_s=cue.at_s if cue.kind == "ready" else cue.at_s - begin + pause_s)
        for cue in cues_of(library, timed_step(library, move.step))
    )


def _count(session: Interview, move: Move, played: Played) -> None:
    """Every press of Enter is one repetition; it counts at most the seconds planned for it."""
    session.page.say(session.say("cli.desk.go", count=move.repetitions), indent=2)
    most_s = move.work_s / move.repetitions
    number = 0
    with Keys() as keys:
        while number < move.repetitions:
            began = time.monotonic()
            try:
                key = keys.wait(3_600.0)
            except EOFError:
                raise Leave(ended=True) from None
            if key == "":
                number += 1
                played.worked_s += min(most_s, time.monotonic() - began)
                counted = session.say("cli.desk.counted", number=number, count=move.repetitions)
                session.page.say(counted, indent=2)
            elif key == "q":
                raise Leave
            elif key == "s":
                session.page.say(session.say("cli.session.skipped"), indent=2)
                return
            elif key == "p":
                pause(session, keys)
            elif key == "h":
                played.stopped = asked_why(session, keys)
                if played.stopped is not None:
                    return
