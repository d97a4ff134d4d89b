"""`unknot trial`: experiments of one person on themselves: their list, their day, and what came out.

Code               | Meaning
------------------ | ------------------------------------------------------------------
`trial_unknown`    | no experiment has that name
`trial_none`       | no experiment is running, or there is none at all
`trial_refused`    | the experiment is not offered; every reason is named
`trial_incomplete` | there is nobody to ask, and an option that starts one is missing
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from unknot.cli.advice_page import day_name
from unknot.cli.asking import Asker, Leave
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.errors import InputError, Problem
from unknot.loop import trial_days, trial_documents, trial_words
from unknot.loop.trial_days import Today
from unknot.loop.trial_events import Trial, Why, folded
from unknot.loop.trials import TrialResult, ended, result


def run(arguments: argparse.Namespace) -> int:
    """Does what the second word says. 130 if the person stopped it."""
    memory = Memory(arguments)
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    if arguments.what == "design":
        from unknot.cli import trial_design

        return trial_design.run(arguments, memory, page)
    try:
        document = _VERBS[arguments.what](memory, page, arguments)
    except (Leave, KeyboardInterrupt) as stop:
        page.gap()
        page.say(memory.library.say("cli.trial.kept"))
        return 0 if isinstance(stop, Leave) and not stop.ended else 130
    if arguments.json:
        print(json.dumps(document, indent=2, ensure_ascii=False))
    return 0


def known(memory: Memory) -> tuple[Trial, ...]:
    """Every usable experiment on record."""
    return folded(memory.library, memory.history().trials).trials


def end_of(memory: Memory, trial: Trial) -> Any:
    """How and on which day it ended; None while it runs."""
    return ended(memory.library, trial, memory.standing(), memory.now(), memory.zone)


def now_of(memory: Memory, trial: Trial) -> Today:
    """Where it stands today, for the knot that is open where a unit is a whole knot."""
    return trial_days.today(memory.library, memory.request(memory.open_episode()), trial)


def _list(memory: Memory, page: Page, _arguments: argparse.Namespace) -> dict[str, Any]:
    rows = []
    page.heading(memory.library.say("cli.trial.heading"))
    for trial in reversed(known(memory)):
        over = end_of(memory, trial) is not None
        said = trial_words.question(memory.library, trial.protocol)
        state = memory.library.say("trials.is_over" if over else "trials.is_running")
        progress = trial_words.progress(memory.library, trial)
        page.say(memory.library.say("cli.trial.row", id=trial.id, question=said))
        page.aside(f"{day_name(trial.started_on)}, {progress}, {state}", indent=4)
        rows.append({"trial": trial.id, "question": said, "units_drawn": len(trial.units), "over": over})
    if not rows:
        page.say(memory.library.say("cli.trial.none"))
    return {"trials": rows}


def _today(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    """The side of today: shown now where it may be."""
    trial = _chosen(memory, arguments, running=True)
    now = now_of(memory, trial)
    if now.unit is None and now.kept_back is None:
        memory.add(trial_days.shown(memory.library, memory.request(now.episode), trial))
        trial = _again(memory, trial)
        now = now_of(memory, trial)
    page.heading(trial_words.question(memory.library, trial.protocol))
    page.aside(trial_words.progress(memory.library, trial))
    if now.unit is None:
        kept_back = trial_words.kept_back(memory.library, now)
        page.say(kept_back)
        return {"trial": trial.id, "unit": None, "kept_back": now.kept_back, "text": [kept_back]}
    lines = trial_words.side(memory.library, trial, now.unit)
    for line in lines:
        page.say(line, "bold")
    if now.unit.skipped is not None:
        page.say(memory.library.say(f"trials.one.skipped.{now.unit.skipped}"))
    elif trial_days.quiet_asked(trial, now.unit) is not None:
        _ask_quiet(memory, page, trial, now, interactive=sys.stdin.isatty() and not arguments.json)
    elif trial.protocol.outcome == "next_morning":
        page.say(memory.library.say("trials.one.tomorrow"))
    return {"trial": trial.id, "unit": now.unit.number, "kept_back": None, "text": list(lines)}


def _ask_quiet(memory: Memory, page: Page, trial: Trial, now: Today, *, interactive: bool) -> None:
    library = memory.library
    minutes = trial_words.quiet_minutes(library, trial.protocol.technique)
    page.say(library.say("trials.quiet.text", minutes=minutes))
    if not interactive or now.unit is None:
        return
    ask = Asker(page, library)
    before = ask.points(f"{library.say('trials.quiet.before')} ")
    ask.line(library.say("cli.trial.quiet.ready", minutes=minutes))
    after = ask.points(f"{library.say('trials.quiet.after')} ")
    memory.add(trial_days.event(trial, "done", unit=now.unit.number, pain_before=before, pain_after=after))
    page.say(library.say("trials.quiet.kept"))


def _skip(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    trial = _chosen(memory, arguments, running=True)
    unit = now_of(memory, trial).unit
    if unit is None or unit.skipped is not None:
        page.say(memory.library.say("cli.trial.kept"))
        return {"trial": trial.id, "skipped": None}
    memory.add(trial_days.event(trial, "skipped", unit=unit.number, why="person"))
    page.say(memory.library.say("trials.one.skip.done"))
    page.aside(memory.library.say("trials.one.skip.hint"))
    return {"trial": trial.id, "skipped": unit.number}


def _stop(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    trial = _chosen(memory, arguments, running=True)
    end = end_of(memory, trial)
    why: Why = "stopped" if end is None else end[0]
    sure = arguments.yes or Asker(page, memory.library).yes_no(memory.library.say("cli.trial.stop"))
    if not sure:
        page.say(memory.library.say("cli.trial.kept"))
        return {"trial": trial.id, "closed": None}
    memory.add(trial_days.event(trial, "closed", why=why))
    page.say(memory.library.say("trials.one.stop.done"))
    return {"trial": trial.id, "closed": why}


def _result(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    trial = _chosen(memory, arguments)
    came_out = _came_out(memory, trial)
    if came_out is None:
        page.say(memory.library.say("cli.trial.still_closed"))
        return {"trial": trial.id, "over": False}
    library = memory.library
    said = trial_words.told(library, came_out, day_name)
    page.heading(trial_words.question(library, trial.protocol))
    page.say(said.verdict, "bold")
    for line in said.lines:
        page.say(line)
    page.heading(library.say("trials.result.limits"))
    page.bullets(said.limits)
    page.heading(library.say("trials.result.next"))
    page.say(library.say("trials.result.next.text"))
    found = came_out.posterior
    numbers = ("mean", "low", "high", "p_better", "p_worthwhile", "p_worse", "p_harm", "units_used", "missing")
    return {
        "trial": trial.id,
        "over": True,
        "why": came_out.why,
        "verdict": said.verdict,
        "text": list(said.lines),
        **{name: round(getattr(found, name), 4) for name in numbers},
        "randomisation_p": round(came_out.test.p, 4),
        "expectation": trial.expectation,
        "seed": trial.seed,
        "hash": trial.hash,
    }


def _protocol(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    trial = _chosen(memory, arguments)
    came_out = _came_out(memory, trial) if trial.closed is not None else None
    sections = trial_documents.protocol(memory.library, trial, memory.standing(), day_name)
    if came_out is not None:
        sections = (*sections, *trial_documents.report(memory.library, came_out, memory.standing(), day_name))
    page.say(trial_words.question(memory.library, trial.protocol), "bold")
    for section in sections:
        page.heading(section.title)
        page.pairs([(item.number, f"{item.title}: {item.text}") for item in section.items])
    return trial_documents.document(memory.library, trial, sections, seed=came_out is not None)


def _verify(memory: Memory, page: Page, arguments: argparse.Namespace) -> dict[str, Any]:
    trial = _chosen(memory, arguments)
    library = memory.library
    page.say(library.say("cli.trial.fingerprint", hash=trial.hash))
    came_out = _came_out(memory, trial)
    if came_out is None:
        page.say(library.say("cli.trial.verify.running"))
        return {"trial": trial.id, "hash": trial.hash, "over": False}
    page.say(library.say(f"trials.result.verify.{'not' if came_out.verified else 'fine'}"), "bold")
    page.bullets([str(problem) for problem in came_out.verified])
    page.say(f"{library.say('trials.result.seed')}: {trial.seed}")
    page.say(library.say("trials.result.script"))
    page.verbatim(trial_documents.script(trial).splitlines())
    problems = [problem._asdict() for problem in came_out.verified]
    return {"trial": trial.id, "hash": trial.hash, "over": True, "seed": trial.seed, "problems": problems}


def _came_out(memory: Memory, trial: Trial) -> TrialResult | None:
    """The result of a trial that is over, its end on record from now on; None while it runs."""
    end = end_of(memory, trial)
    if end is None:
        return None
    if trial.closed is None:
        memory.add(trial_days.event(trial, "closed", why=end[0]))
    return result(memory.library, trial, memory.standing(), end)


def _chosen(memory: Memory, arguments: argparse.Namespace, *, running: bool = False) -> Trial:
    """The experiment that is named by its id or the beginning of it; else the running one, else the last."""
    every = known(memory)
    if arguments.trial is not None:
        fitting = [trial for trial in every if trial.id == arguments.trial]
        fitting = fitting or [trial for trial in every if trial.id.startswith(arguments.trial)]
        if len(fitting) != 1:
            message = memory.library.say("cli.error.no_trial", name=arguments.trial)
            raise InputError(Problem("trial_unknown", "trial", message, "unknot trial list"))
        return fitting[0]
    open_ones = [trial for trial in every if trial.closed is None]
    wanted = open_ones or ([] if running else list(every))
    if not wanted:
        message = memory.library.say("cli.error.no_trial_running")
        raise InputError(Problem("trial_none", "", message, "unknot trial design"))
    return wanted[-1]


def _again(memory: Memory, trial: Trial) -> Trial:
    return next(each for each in known(memory) if each.id == trial.id)


_VERBS: Mapping[str, Callable[[Memory, Page, argparse.Namespace], dict[str, Any]]] = {
    "list": _list,
    "today": _today,
    "skip": _skip,
    "stop": _stop,
    "result": _result,
    "protocol": _protocol,
    "verify": _verify,
}
