"""What `unknot checkin` does beside asking: a check-in for an earlier time, correcting one, taking one back, how often.

Code                    | Meaning
----------------------- | ---------------------------------------------------------------
`check_in_unknown`      | no check-in of this knot has an id that begins like this
`nothing_to_correct`    | `--correct` without anything that is to be said instead
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Any

from unknot.cli import advice_page
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.errors import InputError, Problem
from unknot.facts import CheckIn
from unknot.loop.checking_in import when_next
from unknot.loop.moment import clock_of, moment
from unknot.loop.rhythm import rhythm

FLAGS = {"pain": "pain_now", "worst": "pain_worst", "press": "press_tenderness", "function": "function"}
LAST = ""
"""What `--correct` and `--undo` hold where they name no check-in."""
_DAYS_AGO = {"today": 0, "yesterday": 1}


def values(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options say of how it is, as fields of a check-in."""
    said = {field: getattr(arguments, flag) for flag, field in FLAGS.items() if getattr(arguments, flag) is not None}
    named = (text.partition("=") for text in arguments.movement or ())
    reaches = {movement: word for movement, _, word in named}
    return {**said, "movements": reaches} if reaches else said


def then(arguments: argparse.Namespace, memory: Memory, page: Page, episode: str) -> dict[str, str]:
    """The instant that `--when` means, as a raw field; empty without it. Raises `InputError` where it means none."""
    if arguments.when is None:
        return {}
    held = memory.history(episode)
    day, _, clock = arguments.when.replace("T", " ", 1).strip().partition(" ")
    if day in _DAYS_AGO:
        day = (held.today() - timedelta(days=_DAYS_AGO[day])).isoformat()
    meant = moment(memory.library, day, clock.strip(), held)
    if meant.note:
        page.say(meant.note)
    return {"at": meant.at.isoformat()}


def wanted(arguments: argparse.Namespace) -> bool:
    """Whether something on record is to be changed, and nothing is to be asked."""
    return any(each is not None for each in (arguments.correct, arguments.undo, arguments.rhythm))


def run(arguments: argparse.Namespace, memory: Memory, page: Page, episode: str, said: dict[str, Any]) -> int:
    """One check-in is corrected or taken back, or how often the person is asked is set; says what holds now."""
    if arguments.rhythm is not None:
        memory.add({"kind": "preference", "quiet": arguments.rhythm == "quiet"})
        page.say(memory.library.say("checking_in.rhythm.saved"))
    elif arguments.undo is not None:
        given = _chosen(memory, episode, arguments.undo)
        memory.take_back([given])
        page.say(memory.library.say("cli.checkin.taken_back", when=_named(memory, given)))
    else:
        given = _chosen(memory, episode, arguments.correct)
        changes = {**said, **then(arguments, memory, page, episode)}
        if not changes:
            message = memory.library.say("cli.checkin.nothing_to_correct")
            raise InputError(Problem("nothing_to_correct", "--correct", message, "--pain 3"))
        if "movements" in changes:
            changes["movements"] = {**given.movements, **changes["movements"]}
        memory.amend(given, **changes)
        page.say(memory.library.say("cli.checkin.corrected", when=_named(memory, given)))
    held = memory.history(episode)
    if not held.resolved:
        next_one = rhythm(memory.library, held, memory.advise(episode))
        page.say(" ".join(when_next(memory.library, next_one, held.today(), advice_page.day_name)))
    return 0


def _chosen(memory: Memory, episode: str, named: str) -> CheckIn:
    """The check-in whose id begins with `named`; the last one without a name."""
    given = memory.history(episode).check_ins
    fitting = given[-1:] if named == LAST else tuple(each for each in given if each.id.startswith(named))
    if len(fitting) != 1:
        known = ", ".join(each.id for each in given)
        key = "cli.checkin.unknown" if given else "cli.checkin.none_yet"
        message = memory.library.say(key, name=named)
        raise InputError(Problem("check_in_unknown", "--correct / --undo", message, known))
    return fitting[0]


def _named(memory: Memory, given: CheckIn) -> str:
    return f"{advice_page.day_name(memory.day_of(given.at))}, {clock_of(given.at, memory.zone)[1]}"
