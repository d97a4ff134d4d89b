"""`unknot log`: write down what was done elsewhere: a technique, a visit to a professional, training or sitting.

What speaks against a technique is said when it is written down, and so are its limits; the entry is kept either way.

Code                    | Meaning
----------------------- | ------------------------------------------------------------------
`cleared_needs_finding` | `--cleared` without `--finding muscular`
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import to_raw
from unknot.recovery.effects import kind_of
from unknot.screening.fences import FenceRule, fence
from unknot.screening.triage import screen

SECONDS_PER_MINUTE = 60.0


def run(arguments: argparse.Namespace) -> int:
    """Stores one fact and says what speaks against it."""
    memory = Memory(arguments)
    episode = memory.chosen_episode(arguments.episode)
    against: tuple[FenceRule, ...] = ()
    limits: dict[str, float] = {}
    (fact,) = memory.add(_raw(arguments, episode))
    if arguments.what == "technique":
        against, limits = _fences(memory, arguments.id, episode)
    advice = memory.advise(episode)
    if arguments.json:
        document = {
            "fact": to_raw(fact),
            "speaks_against": [{"rule": rule.id, "text": _sentence(memory.library, rule)} for rule in against],
            "limits": limits,
            "disposition": advice.disposition,
        }
        json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    _show(Page(plain=arguments.no_colour), memory.library, against, limits)
    if arguments.what == "visit":
        Page(plain=arguments.no_colour).say(memory.library.say("cli.log.now", title=advice.title))
    return 0


def _raw(arguments: argparse.Namespace, episode: str) -> dict[str, Any]:
    raw: dict[str, Any]
    if arguments.what == "technique":
        raw = {
            "kind": "dose",
            "technique": arguments.id,
            "seconds": arguments.minutes * SECONDS_PER_MINUTE,
            "muscle": arguments.muscle,
            "region": arguments.region,
            "discomfort": arguments.discomfort,
            "felt": arguments.felt,
        }
    elif arguments.what == "visit":
        if arguments.cleared and arguments.finding != "muscular":
            hint = "add --finding muscular, or leave --cleared out"
            raise InputError(Problem("cleared_needs_finding", "--cleared", "only a muscular finding clears", hint))
        raw = {
            "kind": "pro_visit",
            "technique": arguments.technique,
            "finding": arguments.finding,
            "cleared": arguments.cleared,
            "minutes": arguments.minutes,
            "note": arguments.note,
        }
    else:
        raw = {"kind": "exposure", "cause": arguments.id, "minutes": arguments.minutes, "rpe": arguments.rpe}
    return {"episode": episode, **{key: value for key, value in raw.items() if value is not None}}


def _fences(memory: Memory, technique: str, episode: str) -> tuple[tuple[FenceRule, ...], dict[str, float]]:
    """The rules that would hide the technique on the marked places, and the ceilings of its kind."""
    library = memory.library
    kind = library.kinds[kind_of(library, technique)]
    held = memory.history(episode)
    areas = tuple(sorted({library.regions[region].area for region in held.marks}))
    entry = library.techniques.get(technique)
    verdict = fence(library, held, screen(library, held).triage).verdict(
        kind.id, areas=areas, poses=() if entry is None else entry.poses
    )
    known = tuple(rule for rule in verdict.rules if not rule.asks and rule.action != "modify")
    return known, {ceiling.name: ceiling.value for ceiling in kind.ceilings}


def _sentence(library: Library, rule: FenceRule) -> str:
    return library.say(rule.message_key)


def _show(page: Page, library: Library, against: tuple[FenceRule, ...], limits: dict[str, float]) -> None:
    page.say(library.say("cli.log.written"))
    if against:
        page.say(library.say("cli.log.against"), "bold")
        page.bullets([_sentence(library, rule) for rule in against])
    if limits:
        page.aside(
            library.say("cli.log.limits", limits=", ".join(f"{name} {value:g}" for name, value in limits.items()))
        )
