"""`unknot knots`: the list of them, and splitting, joining, closing and reopening them.

Code             | Meaning
---------------- | ------------------------------------------------------------------
`knots_needs`    | an option was given without the one it goes with
`knots_two`      | two moves were asked for at once
`knots_bad_day`  | a day is no date
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from unknot.cli.advice_page import day_name
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.errors import InputError, Problem
from unknot.facts import Episode, History, to_raw
from unknot.loop import episodes
from unknot.loop.episodes import Move
from unknot.loop.knot_kin import places_of

SHORT = 8
"""So many characters of an id are shown: enough to name a knot by."""

PARTNERS: Mapping[str, tuple[str, ...]] = {
    "merge": ("into",),
    "split": ("places",),
    "back": ("pain",),
    "recurrence": ("of",),
    "settle": (),
    "reopen": (),
    "undo": (),
}
"""What moves a knot, and the options each of them needs."""

EXTRAS: Mapping[str, str] = {"into": "merge", "places": "split", "pain": "back", "since": "back", "of": "recurrence"}


def run(arguments: argparse.Namespace) -> int:
    """Makes one move where one is asked for, else shows the list."""
    memory = Memory(arguments)
    page = Page(plain=arguments.no_colour)
    asked = _asked(memory, arguments)
    if asked is None:
        _show_list(memory, page, as_json=arguments.json)
        return 0
    if asked == "undo":
        return _undo(memory, page, arguments)
    named, move, said = _MOVES[asked](memory, arguments)
    added = memory.add(*move.raws)
    if arguments.json:
        print(json.dumps({"episode": move.episode, "facts": [to_raw(fact) for fact in added]}, indent=2))
        return 0
    page.say(said)
    if asked in ("merge", "split", "settle", "reopen"):
        page.aside(memory.library.say("cli.knots.undo", id=named[:SHORT]))
    return 0


def _asked(memory: Memory, arguments: argparse.Namespace) -> str | None:
    """The one move that is asked for. Raises `InputError` where several are, or one lacks what it needs."""
    asked = [name for name in PARTNERS if getattr(arguments, name) is not None]
    if len(asked) > 1:
        options = ", ".join(f"--{name}" for name in asked)
        raise InputError(Problem("knots_two", "", memory.library.say("cli.error.knots_two", options=options)))
    for name, move in EXTRAS.items():
        if getattr(arguments, name) is not None and move not in asked:
            raise _needs(memory, name, move)
    if arguments.on is not None and "settle" not in asked:
        raise _needs(memory, "on", "settle")
    for name in asked:
        for other in PARTNERS[name]:
            if getattr(arguments, other) is None:
                raise _needs(memory, name, other)
    return asked[0] if asked else None


def _needs(memory: Memory, option: str, other: str) -> InputError:
    said = memory.library.say("cli.error.knots_needs", option=f"--{option}", other=f"--{other}")
    return InputError(Problem("knots_needs", f"--{option}", said))


def _made(memory: Memory, make: Callable[..., Move], **how: Any) -> Move:
    return make(memory.library, memory.facts, at=memory.now(), zone=memory.zone, **how)


def _merge(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    one, other = memory.named_episode(arguments.merge), memory.named_episode(arguments.into)
    move = _made(memory, episodes.merge, episode=one, other=other)
    part = other if move.episode == one else one
    return part, move, memory.library.say("cli.knots.done.merged", id=move.episode[:SHORT])


def _split(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    episode = memory.named_episode(arguments.split)
    regions = {each.strip() for each in arguments.places.split(",") if each.strip()}
    try:
        move = _made(memory, episodes.split, episode=episode, regions=regions, new=str(uuid4()))
    except InputError as error:
        marked = memory.library.say("cli.knots.places", places=", ".join(memory.history(episode).marks))
        raise InputError(*(each._replace(place="--places", hint=marked) for each in error.problems)) from None
    return move.episode, move, memory.library.say("cli.knots.done.split", id=move.episode[:SHORT])


def _settle(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    episode = memory.named_episode(arguments.settle)
    on = None if arguments.on is None else _day_of(memory, arguments.on, "--on")
    move = _made(memory, episodes.resolve, episode=episode, on=on)
    return episode, move, memory.library.say("cli.knots.done.resolved")


def _reopen(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    episode = memory.named_episode(arguments.reopen)
    move = _made(memory, episodes.reopen, episode=episode)
    return episode, move, memory.library.say("cli.knots.done.reopened")


def _back(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    episode = memory.named_episode(arguments.back)
    since = None if arguments.since is None else _day_of(memory, arguments.since, "--since")
    new = str(uuid4())
    move = _made(memory, episodes.come_back, earlier=episode, new=new, intensity=arguments.pain, began_on=since)
    return episode, move, memory.library.say("cli.knots.done.back", id=move.episode[:SHORT])


def _link(memory: Memory, arguments: argparse.Namespace) -> tuple[str, Move, str]:
    episode, earlier = memory.named_episode(arguments.recurrence), memory.named_episode(arguments.of)
    move = _made(memory, episodes.link_recurrence, episode=episode, earlier=earlier)
    return episode, move, memory.library.say("cli.knots.done.linked")


_MOVES: Mapping[str, Callable[[Memory, argparse.Namespace], tuple[str, Move, str]]] = {
    "merge": _merge,
    "split": _split,
    "settle": _settle,
    "reopen": _reopen,
    "back": _back,
    "recurrence": _link,
}
"""From a move to the knot by which it is taken back, its facts, and the sentence that says what was done."""


def _undo(memory: Memory, page: Page, arguments: argparse.Namespace) -> int:
    episode = memory.named_episode(arguments.undo)
    facts = episodes.undo(memory.library, memory.facts, at=memory.now(), zone=memory.zone, episode=episode)
    taken = memory.take_back(facts)
    if arguments.json:
        print(json.dumps({"facts": [to_raw(fact) for fact in taken]}, indent=2))
    else:
        page.say(memory.library.say("cli.knots.done.undone"))
    return 0


def _show_list(memory: Memory, page: Page, *, as_json: bool) -> None:
    library = memory.library
    away = {fact.episode for fact in memory.standing() if isinstance(fact, Episode) and fact.event == "merged"}
    still_open = memory.open_episodes()
    ids = [*still_open, *(id_ for id_ in reversed(memory.episodes()) if id_ not in (*still_open, *away))]
    held = {id_: memory.history(id_) for id_ in ids}
    if as_json:
        print(json.dumps({"knots": [_raw(memory, each) for each in held.values()]}, indent=2, ensure_ascii=False))
        return
    if not held:
        page.say(library.say("cli.knots.none"))
        return
    page.heading(library.say("cli.knots.heading"))
    for closed, key in ((False, "cli.knots.open"), (True, "cli.knots.closed")):
        rows = [(id_[:SHORT], _line(memory, each)) for id_, each in held.items() if each.resolved is closed]
        if rows:
            page.gap()
            page.say(library.say(key), "bold")
            page.pairs(rows)


def _line(memory: Memory, held: History) -> str:
    library = memory.library
    parts = []
    if held.resolved and held.ended_at is not None:
        parts.append(library.say("cli.knots.closed_on", day=_said(memory.day_of(held.ended_at))))
    elif held.began_on is not None:
        parts.append(library.say("cli.knots.since", day=_said(held.began_on)))
    elif held.opened_at is not None:
        parts.append(library.say("cli.knots.opened", day=_said(memory.day_of(held.opened_at))))
    rated = [each for each in held.check_ins if each.pain_now is not None]
    if rated:
        day = _said(memory.day_of(rated[-1].at))
        parts.append(library.say("cli.knots.last", pain=f"{rated[-1].pain_now:g}", day=day))
    places = ", ".join(places_of(library, held)) or library.say("cli.story.no_places")
    return library.say("cli.knots.line", places=places, state=", ".join(parts)) if parts else places


def _raw(memory: Memory, held: History) -> dict[str, Any]:
    rated = [each for each in held.check_ins if each.pain_now is not None]
    ended = held.ended_at if held.resolved else None
    return {
        "episode": held.episode,
        "places": list(held.marks),
        "open": not held.resolved,
        "began_on": None if held.began_on is None else held.began_on.isoformat(),
        "closed_on": None if ended is None else memory.day_of(ended).isoformat(),
        "last_pain": rated[-1].pain_now if rated else None,
        "last_rated_on": memory.day_of(rated[-1].at).isoformat() if rated else None,
        "recurrence_of": held.recurrence_of,
    }


def _day_of(memory: Memory, text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = memory.library.say("cli.error.knots_day", text=text)
        raise InputError(
            Problem("knots_bad_day", place, said, memory.library.say("cli.error.knots_day.hint"))
        ) from None


def _said(day: date) -> str:
    return f"{day_name(day)} {day.year}"
