"""`unknot session`: today's steps, one after the other, each with its reason, its feeling and a timer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from unknot.cli import advice_page, places
from unknot.cli.ask_safety import TERMS
from unknot.cli.asking import Asker, Leave
from unknot.cli.interview import Interview, go_through
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.player import Played, play
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.facts import Fact, to_raw
from unknot.loop.advice import Advice, PlannedStep
from unknot.planning.routine import Cue, cues, duration_s
from unknot.planning.steps import Step
from unknot.planning.timing import spots, worked_s


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
    stopped = False
    if _may_begin(page, library, advice):
        try:
            if not arguments.fast:
                go_through(session, (TERMS,))
                advice = memory.advise(episode)
            steps = _chosen(library, advice, arguments.step)
            if arguments.fast:
                return _show_cues(page, library, steps, as_json=arguments.json)
            page.aside(library.say("cli.session.intro"))
            alongside = [step for step in steps if arguments.step is None and step.alongside]
            for step in steps:
                if step not in alongside:
                    _guide(session, step, done)
            _remind(page, library, alongside)
            page.gap()
            page.say(library.say("cli.session.end" if done else "cli.session.nothing_recorded"))
        except (Leave, KeyboardInterrupt):
            page.gap()
            page.say(library.say("cli.checkin.kept"))
            stopped = True
    if arguments.json:
        print(json.dumps({"episode": episode, "done": [to_raw(fact) for fact in done]}, indent=2, ensure_ascii=False))
    return 130 if stopped else 0


def timed_step(library: Library, step: PlannedStep) -> Step:
    """The planned step in the form the routine times."""
    technique = library.techniques[step.technique]
    dose = technique.dose.__class__(
        hold_s=step.dose.hold_s,
        repetitions=step.dose.repetitions,
        sets=step.dose.sets,
        pace_s_per_pass=step.dose.pace_s_per_pass,
        minutes=None if technique.dose.minutes is None else step.dose.minutes,
        sessions_per_day=step.dose.sessions_per_day,
        days_per_week=step.dose.days_per_week,
        discomfort_min=step.dose.discomfort_min,
        discomfort_max=step.dose.discomfort_max,
        source_class=technique.dose.source_class,
        sources=technique.dose.sources,
    )
    return Step(
        technique=step.technique,
        kind=step.kind,
        muscle=step.muscle,
        side=step.side,
        points=step.points,
        dose=dose,
        minutes=step.dose.minutes,
        sessions_today=1,
        days_per_week=step.dose.days_per_week or 7,
        gain_points=0.0,
        shared_points=0.0,
        counted_shared=0.0,
        counted_beyond=0.0,
        grade=technique.grade,
        reason_keys=(),
        caution_keys=(),
        limit_key="",
        alongside=False,
        professional=False,
    )


def _needs_terminal(library: Library) -> None:
    if not sys.stdin.isatty():
        raise InputError(
            Problem("session_needs_terminal", "", library.say("cli.session.not_a_terminal"), "unknot session --fast")
        )


def _may_begin(page: Page, library: Library, advice: Advice) -> bool:
    if not advice.screened or advice.disposition in ("emergency_now", "urgent_same_day"):
        advice_page.show(page, library, advice, full=False)
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
    timed = [(step, cues(library, timed_step(library, step))) for step in steps]
    if as_json:
        document = [{"technique": step.technique, "cues": [_raw(library, cue) for cue in said]} for step, said in timed]
        print(json.dumps({"steps": document}, indent=2, ensure_ascii=False))
        return 0
    page.aside(library.say("cli.session.fast"))
    for step, said in timed:
        _introduce(page, library, step)
        page.gap()
        page.pairs([(f"{cue.at_s:.0f} s", library.say(cue.text_key)) for cue in said], style="")
    return 0


def _remind(page: Page, library: Library, steps: Sequence[PlannedStep]) -> None:
    if steps:
        page.heading(library.say("cli.session.alongside"))
        page.bullets([advice_page.in_a_line(library, step) for step in steps])


def _raw(library: Library, cue: Cue) -> dict[str, Any]:
    return {"at_s": cue.at_s, "kind": cue.kind, "text": library.say(cue.text_key)}


def _introduce(page: Page, library: Library, step: PlannedStep) -> None:
    page.heading(library.say("cli.session.heading", name=advice_page.step_name(library, step)))
    page.say(library.say("cli.advice.step.how_much", text=step.dose.text))
    page.say(library.say("cli.advice.step.why", text=" ".join(step.why)))
    page.say(library.say("cli.advice.step.sure", grade=step.grade_text, limit=step.limit))
    feel = library.text.get(f"technique.{step.technique}.target")
    if isinstance(feel, str):
        page.say(library.say("cli.advice.step.feel", text=feel))
    for caution in step.cautions:
        page.say(library.say("cli.advice.step.care", text=caution), "yellow")
    page.numbered(step.steps, indent=2)


def _guide(session: Interview, step: PlannedStep, done: list[Fact]) -> None:
    """One step: introduced, played, recorded at once, also when the person leaves in the middle of it."""
    page, library = session.page, session.library
    _introduce(page, library, step)
    said = cues(library, timed_step(library, step))
    if not said:
        session.ask.line(library.say("cli.session.read"), lambda: step.why)
        return
    page.gap()
    if _pressed(library, step):
        _ask_press(session, "cli.session.press_before")
    if session.ask.line(library.say("cli.session.ready"), lambda: step.stop_if).casefold() == "s":
        page.say(library.say("cli.session.skipped"))
        return
    played = Played()
    try:
        play(session, step, said, duration_s(library, timed_step(library, step)), played)
    except (Leave, KeyboardInterrupt):
        done.extend(_record(session, step, played))
        raise
    if played.worked_s >= 1:
        answers = _ask_how_it_was(session, step)
        done.extend(_record(session, step, played, **answers))


def _ask_how_it_was(session: Interview, step: PlannedStep) -> dict[str, Any]:
    """Discomfort and how it feels; leaving these questions keeps what was done."""
    answers: dict[str, Any] = {}
    try:
        discomfort = session.ask.points_or_none(session.say("cli.session.discomfort"))
        if discomfort is not None:
            answers["discomfort"] = discomfort
        words = {"better": "better", "same": "same", "worse": "worse", "": ""}
        felt = session.ask.choice(session.say("cli.session.felt"), words)
        if felt:
            answers["felt"] = felt
        if felt == "worse":
            session.page.say(session.say("cli.session.worse"))
        if _pressed(session.library, step):
            _ask_press(session, "cli.session.press_after")
    except Leave:
        return answers
    return answers


def _ask_press(session: Interview, key: str) -> None:
    tender = session.ask.points_or_none(session.say(key), lambda: [session.say("cli.session.press_help")])
    if tender is not None:
        session.add({"kind": "check_in", "press_tenderness": tender})


def _record(session: Interview, step: PlannedStep, played: Played, **answers: Any) -> Sequence[Fact]:
    if played.worked_s < 1:
        return ()
    raw = _dose(session.library, step, played.worked_s, stopped=played.stopped, **answers)
    facts = session.add(raw)
    session.page.say(
        session.say("cli.session.recorded", name=step.name, minutes=_spoken(session.library, played.worked_s)), "green"
    )
    return facts


def dose_as_planned(library: Library, step: PlannedStep) -> dict[str, Any]:
    """The step as a dose that was done just as the plan says."""
    timed = timed_step(library, step)
    seconds = worked_s(timed.dose) * spots(library.kinds[step.kind], step.points)
    return _dose(library, step, seconds)


def _dose(library: Library, step: PlannedStep, seconds: float, **answers: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {"kind": "dose", "technique": step.technique, "seconds": float(round(seconds)), **answers}
    if step.muscle is not None:
        raw["muscle"] = step.muscle
        region = _region(library, step)
        if region is not None:
            raw["region"] = region
    return raw


def _spoken(library: Library, seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return library.say("cli.session.seconds", seconds=rest)
    return library.say("cli.session.minutes", minutes=minutes, seconds=rest)


def _region(library: Library, step: PlannedStep) -> str | None:
    """The region of the first spot worked at, on the side of the step."""
    if step.muscle is None or step.side is None:
        return None
    muscle = library.muscles[step.muscle]
    named = {point.split(".")[1] for point in step.points}
    for point in muscle.trigger_points:
        if not named or point.id in named:
            for area in point.areas:
                found = places.regions_of(library, area, (step.side, "midline"))
                if found:
                    return found[0]
    return None


def _pressed(library: Library, step: PlannedStep) -> bool:
    """Whether the person presses a spot in this step that may be pressed by hand."""
    if step.muscle is None or not step.points:
        return False
    return may_press(library, step.points)


def may_press(library: Library, points: Sequence[str]) -> bool:
    """Whether at least one of the named trigger points is free to be pressed with a thumb."""
    for name in points:
        muscle, point_id = name.split(".")[:2]
        point = next((point for point in library.muscles[muscle].trigger_points if point.id == point_id), None)
        if point is not None and point.press in ("ok", "care"):
            return True
    return False
