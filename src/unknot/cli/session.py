"""`unknot session`: today's steps, one after the other, each with its reason, its feeling and a timer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from unknot.cli import advice_page
from unknot.cli.ask_safety import TERMS
from unknot.cli.asking import Asker, Leave
from unknot.cli.interview import Interview, go_through
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.player import Played, play
from unknot.cli.stopping import ask_at_once, record_stop, show_what_follows
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import Fact, to_raw
from unknot.loop.advice import Advice, PlannedStep
from unknot.loop.cueing import told
from unknot.loop.doing import dose, is_pressed, limited_movement, timed_step
from unknot.loop.showing import may_name
from unknot.loop.trial_days import rated_session
from unknot.loop.wording import in_a_line, step_name
from unknot.planning.routine import cues, duration_s


def run(arguments: argparse.Namespace) -> int:
    """Guides through the plan, or one step of it, and records what was done. 130 if the person stopped it."""
    memory = Memory(arguments)
    library = memory.library
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    episode = memory.chosen_episode(arguments.episode)
    session = Interview(memory, page, Asker(page, library), episode)
    if not arguments.fast:
        _needs_terminal(library)
    advice = memory.advise(episode)
    done: list[Fact] = []
    left = False
    if _may_begin(page, memory, episode, advice):
        try:
            if not arguments.fast:
                go_through(session, (TERMS,))
                advice = memory.advise(episode)
            steps = _chosen(library, advice, arguments.step)
            if arguments.fast:
                return _show_cues(page, library, steps, as_json=arguments.json)
            page.aside(library.say("cli.session.intro"))
            alongside = [step for step in steps if arguments.step is None and step.alongside]
            timed = (step for step in steps if step not in alongside)
            if all(_guide(session, advice, step, done) for step in timed):
                _remind(page, library, alongside)
                page.gap()
                page.say(library.say("cli.session.end" if done else "cli.session.nothing_recorded"))
            else:
                show_what_follows(session)
        except (Leave, KeyboardInterrupt):
            page.gap()
            page.say(library.say("cli.checkin.kept"))
            left = True
    if arguments.json:
        print(json.dumps({"episode": episode, "done": [to_raw(fact) for fact in done]}, indent=2, ensure_ascii=False))
    return 130 if left else 0


def _needs_terminal(library: Library) -> None:
    if not sys.stdin.isatty():
        raise InputError(
            Problem("session_needs_terminal", "", library.say("cli.session.not_a_terminal"), "unknot session --fast")
        )


def _may_begin(page: Page, memory: Memory, episode: str, advice: Advice) -> bool:
    library = memory.library
    if not may_name(advice):
        advice_page.show(page, library, advice, memory.history(episode), full=False)
        return False
    if advice.plan is None or not advice.plan.steps:
        title = library.say("cli.advice.no_plan") if advice.plan is None else advice.plan.title
        page.say(library.say("cli.session.no_plan", title=title))
        for line in () if advice.plan is None else advice.plan.why:
            page.say(line)
        return False
    return True


def _chosen(library: Library, advice: Advice, number: int | None) -> tuple[PlannedStep, ...]:
    steps = () if advice.plan is None else advice.plan.steps
    if number is None:
        return steps
    if not 1 <= number <= len(steps):
        message = library.say("cli.session.no_step", count=len(steps), step=number)
        raise InputError(Problem("step_unknown", "step", message, "unknot plan"))
    return steps[number - 1 : number]


def _show_cues(page: Page, library: Library, steps: Sequence[PlannedStep], *, as_json: bool) -> int:
    timed = [(step, told(library, step)) for step in steps]
    if as_json:
        document = [{"technique": step.technique, "cues": said} for step, said in timed]
        print(json.dumps({"steps": document}, indent=2, ensure_ascii=False))
        return 0
    page.aside(library.say("cli.session.fast"))
    for step, said in timed:
        _introduce(page, library, step)
        page.gap()
        page.pairs([(f"{cue['at_s']:.0f} s", _in_a_line(cue)) for cue in said], style="")
    return 0


def _remind(page: Page, library: Library, steps: Sequence[PlannedStep]) -> None:
    if steps:
        page.heading(library.say("cli.session.alongside"))
        page.bullets([in_a_line(library, step) for step in steps])


def _in_a_line(cue: Mapping[str, Any]) -> str:
    """What is said, and where, as far as there is more than one place."""
    return " ".join(part for part in (str(cue["text"]), f"({cue['place']})" if "place" in cue else "") if part)


def _introduce(page: Page, library: Library, step: PlannedStep) -> None:
    page.heading(library.say("cli.session.heading", name=step_name(library, step)))
    page.say(library.say("cli.advice.step.how_much", text=step.dose.text))
    page.say(library.say("cli.advice.step.why", text=" ".join(step.why)))
    page.say(library.say("cli.advice.step.sure", grade=step.grade_text, limit=step.limit))
    feel = library.text.get(f"technique.{step.technique}.target")
    if isinstance(feel, str):
        page.say(library.say("cli.advice.step.feel", text=feel))
    for caution in step.cautions:
        page.say(library.say("cli.advice.step.care", text=caution), "yellow")
    page.numbered(step.steps, indent=2)


def _guide(session: Interview, advice: Advice, step: PlannedStep, done: list[Fact]) -> bool:
    """One step: introduced, played, recorded at once, also when the person leaves in the middle of it.

    False if something felt wrong that the safety questions are about; they are answered then.
    """
    page, library = session.page, session.library
    _introduce(page, library, step)
    said = cues(library, timed_step(library, step))
    if not said:
        session.ask.line(library.say("cli.session.read"), lambda: step.why)
        return True
    page.gap()
    movement = limited_movement(library, advice, step)
    if is_pressed(library, step):
        _ask_press(session, "cli.session.press_before")
    if movement is not None:
        page.say(session.say("session.range.before", movement=_movement(session, movement)))
    pain = _asked_pain(session, step, "before")
    if session.ask.line(library.say("cli.session.ready"), lambda: step.stop_if).casefold() == "s":
        page.say(library.say("cli.session.skipped"))
        return True
    played = Played()
    try:
        play(session, said, duration_s(library, timed_step(library, step)), played)
    except (Leave, KeyboardInterrupt):
        done.extend(_record(session, step, played, **pain))
        raise
    if played.stopped is not None and played.stopped.lines:
        done.extend(record_stop(session, played.stopped, step, played.worked_s))
        ask_at_once(session, played.stopped)
        return False
    if played.stopped is not None:
        page.say(session.say("cli.session.stopped"), "bold")
        page.bullets(step.stop_if)
    if played.worked_s >= 1:
        answers = _ask_how_it_was(session, step, movement)
        done.extend(_record(session, step, played, **pain, **answers))
    return True


def _ask_how_it_was(session: Interview, step: PlannedStep, movement: str | None) -> dict[str, Any]:
    """Discomfort, how it feels and how far `movement` goes; leaving these questions keeps what was done."""
    answers: dict[str, Any] = {}
    try:
        answers.update(_asked_pain(session, step, "after"))
        discomfort = session.ask.points_or_none(session.say("cli.session.discomfort"))
        if discomfort is not None:
            answers["discomfort"] = discomfort
        words = {"better": "better", "same": "same", "worse": "worse", "": ""}
        felt = session.ask.choice(session.say("cli.session.felt"), words)
        if felt:
            answers["felt"] = felt
        if felt == "worse":
            session.page.say(session.say("cli.session.worse"))
        if is_pressed(session.library, step):
            _ask_press(session, "cli.session.press_after")
        if movement is not None:
            answers.update(_asked_range(session, movement))
    except Leave:
        return answers
    return answers


def _asked_pain(session: Interview, step: PlannedStep, when: str) -> dict[str, Any]:
    """Pain right before or right after the step, on the days on which an experiment asks for it."""
    if not rated_session(session.library, session.history(), step.technique):
        return {}
    points = session.ask.points_or_none(session.say(f"cli.trial.session.{when}"))
    return {} if points is None else {f"pain_{when}": points}


def _asked_range(session: Interview, movement: str) -> dict[str, Any]:
    """How far the limited movement goes now, compared with before; nothing if that is skipped."""
    session.page.say(session.say("session.range.after", movement=_movement(session, movement)))
    words = {"further": "further", "same": "same", "less": "less", "": ""}
    told = session.ask.choice(session.say("cli.session.range"), words)
    return {"range_felt": told} if told else {}


def _movement(session: Interview, movement: str) -> str:
    return session.say(f"movement.{movement}.label")


def _ask_press(session: Interview, key: str) -> None:
    tender = session.ask.points_or_none(session.say(key), lambda: [session.say("cli.session.press_help")])
    if tender is not None:
        session.add({"kind": "check_in", "press_tenderness": tender})


def _record(session: Interview, step: PlannedStep, played: Played, **answers: Any) -> Sequence[Fact]:
    if played.worked_s < 1:
        return ()
    if played.eased:
        answers["eased"] = True
    raw = dose(session.library, step, played.worked_s, stopped=played.stopped is not None, **answers)
    facts = session.add(raw)
    session.page.say(
        session.say("cli.session.recorded", name=step.name, minutes=_spoken(session.library, played.worked_s)), "green"
    )
    return facts


def _spoken(library: Library, seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return library.say("cli.session.seconds", seconds=rest)
    return library.say("cli.session.minutes", minutes=minutes, seconds=rest)
