"""`unknot trial design`: the question, what an experiment can tell about it, and the start.

What an option does not say is asked. Nothing is stored before the last yes.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args
from uuid import uuid4

from unknot.cli.asking import Asker, Back, Leave
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.errors import InputError, Problem
from unknot.loop import trial_designing, trial_words
from unknot.loop.trial_designing import Candidate, Weighed
from unknot.loop.trial_events import folded
from unknot.loop.trials import ended
from unknot.trials.design import Design, Outcome, Protocol

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class _Talk:
    """Where the questions are asked and answered; `asks` is false where there is nobody to ask."""

    memory: Memory
    page: Page
    ask: Asker
    asks: bool

    def say(self, key: str, **values: object) -> str:
        return self.memory.library.say(key, **values)

    def missing(self, option: str, possible: str = "") -> InputError:
        """The error of an option that was not given where nobody is there to ask; `possible` is what it can be."""
        return InputError(Problem("trial_incomplete", f"--{option}", self.say("cli.trial.option_missing"), possible))


def run(arguments: argparse.Namespace, memory: Memory, page: Page) -> int:
    """Plans an experiment and starts it after a yes. 130 if the person stopped before the end."""
    talk = _Talk(memory, page, Asker(page, memory.library), sys.stdin.isatty())
    try:
        document = _design(arguments, talk)
    except (Leave, Back, KeyboardInterrupt) as stop:
        page.gap()
        page.say(memory.library.say("cli.trial.not_started"))
        return 0 if isinstance(stop, Leave | Back) and not getattr(stop, "ended", False) else 130
    if arguments.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
    return 0


def _design(arguments: argparse.Namespace, talk: _Talk) -> dict[str, Any]:
    memory, page, library = talk.memory, talk.page, talk.memory.library
    episode = memory.chosen_episode(arguments.episode)
    every = {
        each: trial_designing.candidates(library, memory.history(each), memory.advise(each))
        for each in dict.fromkeys((episode, *memory.open_episodes()))
    }
    possible = every[episode]
    if not possible:
        raise InputError(Problem("trial_refused", "", talk.say("trials.none_possible"), "unknot plan"))
    page.heading(talk.say("trials.new.title"))
    page.say(talk.say("trials.new.lead"))
    plan = _protocol(arguments, talk, possible)
    episodes: tuple[str, ...] = (episode,)
    if plan.design == "split_body":
        episodes = trial_designing.matching(every, plan.technique, plan.against)
    page.aside(talk.say("cli.trial.working"))
    level = trial_designing.last_level(memory.history(episode))
    weighed = trial_designing.weighed(library, plan, level=level)
    refused = (*_refused_here(memory, plan, episodes, every), *weighed.refused)
    if refused:
        raise InputError(*(Problem("trial_refused", each.place, each.message, each.hint) for each in refused))
    _tell(talk, plan, weighed)
    return _started(arguments, talk, plan, episodes, possible)


def _protocol(arguments: argparse.Namespace, talk: _Talk, possible: Sequence[Candidate]) -> Protocol:
    names = {each.technique: each.name for each in possible}
    technique = _picked(talk, "technique", arguments.technique, names)
    others = {"": talk.say("trials.nothing"), **{id_: name for id_, name in names.items() if id_ != technique}}
    against = "" if arguments.against == "nothing" else arguments.against
    against = _picked(talk, "against", against, others)
    outcomes = {each: talk.say(f"trials.outcome.{each}") for each in get_args(Outcome)}
    outcome = cast(Outcome, _picked(talk, "outcome", arguments.outcome, outcomes))
    designs = {
        each: f"{talk.say(f'trials.design.{each}')}. {talk.say(f'trials.design.{each}.text')}"
        for each in get_args(Design)
        if outcome in trial_designing.outcomes(each)
    }
    design = cast(Design, _picked(talk, "design", arguments.design, designs))
    library = talk.memory.library
    usual = trial_designing.usual_worthwhile(library, outcome)
    scale = _HUNDRED if outcome == "days_to_gone" else 1
    kind = "days" if outcome == "days_to_gone" else "points"
    wanted = _number(talk, arguments.worthwhile, f"cli.trial.worthwhile.{kind}", usual * scale) / scale
    if not 0.0 < wanted < (1.0 if outcome == "days_to_gone" else 10.0):
        raise InputError(Problem("trial_refused", "--worthwhile", talk.say("trials.new.bad_number")))
    least = trial_designing.usual_units(library, design)
    units = int(_number(talk, arguments.units, "cli.trial.units", least))
    return Protocol(
        design=design, outcome=outcome, technique=technique, against=against or None, units=units, worthwhile=wanted
    )


def _picked(talk: _Talk, what: str, given: str | None, options: Mapping[str, str]) -> str:
    """One of `options`: as given, else picked from a numbered list."""
    hint = ", ".join(each or "nothing" for each in options)
    if given is not None:
        if given not in options:
            raise InputError(Problem("trial_refused", f"--{what}", talk.say("trials.new.not_possible"), hint))
        return given
    if not talk.asks:
        raise talk.missing(what, hint)
    talk.page.gap()
    talk.page.say(talk.say(f"trials.new.{what}"), "bold")
    talk.page.numbered(list(options.values()), indent=2)
    return list(options)[talk.ask.pick(talk.say("cli.trial.which"), len(options))]


def _number(talk: _Talk, given: float | None, key: str, usual: float) -> float:
    """The number as given or typed; `usual` for an empty line, or where nobody is there to ask."""
    if given is not None:
        return given
    if not talk.asks:
        return usual
    while True:
        typed = talk.ask.line(talk.say(key, usual=f"{usual:g}"))
        try:
            return float(typed.replace(",", ".", 1)) if typed else usual
        except ValueError:
            talk.ask.again("trials.new.bad_number")


def _tell(talk: _Talk, plan: Protocol, weighed: Weighed) -> None:
    page, library = talk.page, talk.memory.library
    page.heading(trial_words.question(library, plan))
    page.say(talk.say(f"trials.design.{plan.design}.text"))
    page.say(trial_words.takes(library, weighed))
    for line in trial_words.strength(library, weighed):
        page.say(line)
    page.heading(talk.say("trials.new.can"))
    page.bullets(trial_words.can(library, plan))
    page.heading(talk.say("trials.new.cannot"))
    page.bullets(trial_words.cannot(library, plan))
    page.heading(talk.say("trials.new.rules"))
    page.bullets(library.lines("trials.new.rules.lines"))
    for line in trial_words.burden(library, plan):
        page.say(line, "yellow")


def _refused_here(
    memory: Memory, plan: Protocol, episodes: Sequence[str], possible: Mapping[str, Sequence[Candidate]]
) -> tuple[Problem, ...]:
    trials = folded(memory.library, memory.history().trials).trials
    facts, now = memory.standing(), memory.now()
    running = [trial for trial in trials if ended(memory.library, trial, facts, now, memory.zone) is None]
    return trial_designing.refused_here(memory.library, plan, episodes, possible, running)


def _started(
    arguments: argparse.Namespace, talk: _Talk, plan: Protocol, episodes: Sequence[str], possible: Sequence[Candidate]
) -> dict[str, Any]:
    page = talk.page
    page.gap()
    expectation = arguments.expectation
    if expectation is None:
        if not talk.asks:
            raise talk.missing("expectation", "0-10")
        expectation = talk.ask.points(talk.say("cli.trial.expectation"))
    ordered = not arguments.not_ordered and (not talk.asks or talk.ask.yes_no(talk.say("cli.trial.not_ordered")))
    if ordered:
        message = talk.say("trials.new.not_ordered.missing")
        raise InputError(Problem("trial_refused", "--not-ordered", message, "--not-ordered"))
    if not arguments.yes and not (talk.asks and talk.ask.yes_no(talk.say("cli.trial.start"))):
        page.say(talk.say("cli.trial.not_started"))
        return {"trial": None}
    muscle = next(each.muscle for each in possible if each.technique == plan.technique)
    raw = trial_designing.designed(
        talk.memory.library,
        uuid4().hex[:12],
        plan,
        episodes,
        seed=secrets.token_hex(32),
        expectation=expectation,
        muscle=muscle,
    )
    talk.memory.add(raw)
    page.say(talk.say("trials.new.begun"), "green")
    page.say(talk.say("cli.trial.fingerprint", hash=raw["details"]["hash"]))
    page.aside(talk.say("trials.one.fingerprint.why"))
    return {"trial": raw["trial"], "hash": raw["details"]["hash"]}
