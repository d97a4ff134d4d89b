"""A session that was stopped because something felt wrong: what to do now, whom to call, and the questions at once."""

from __future__ import annotations

import os

from unknot.cli import advice_page
from unknot.cli.ask_safety import SAFETY
from unknot.cli.country import country_of
from unknot.cli.interview import Interview, go_through
from unknot.content.records import SessionStop
from unknot.facts import Dose, Fact
from unknot.loop import calling
from unknot.loop.advice import PlannedStep
from unknot.loop.doing import stopped
from unknot.loop.showing import may_name


def record_stop(session: Interview, reason: SessionStop, step: PlannedStep, seconds: float) -> tuple[Fact, ...]:
    """What was done until then is stored, and after it what was felt. Returns what was done."""
    facts = session.add(*stopped(session.library, session.episode, reason, step, seconds), personal=True)
    return tuple(fact for fact in facts if isinstance(fact, Dose))


def ask_at_once(session: Interview, reason: SessionStop) -> None:
    """What to do now comes first, then every safety question that this opens. Raises `Leave` where the person stops."""
    page, prefix = session.page, f"session_stop.{reason.id}"
    page.heading(session.say(f"{prefix}.title"), "bold red")
    page.bullets(session.library.lines(f"{prefix}.now"))
    page.gap()
    page.say(session.say(f"{prefix}.call"), "bold red")
    country = country_of(os.environ)
    number = calling.numbers(session.library, country).ambulance
    if number is None:
        page.say(session.say("calling.unknown_elsewhere"))
    else:
        from unknot.web.locale import in_country

        page.say(session.say("calling.rises", where=in_country(country), number=number))
        page.say(session.say("calling.elsewhere"))
    page.gap()
    page.say(session.say("stopping.questions"))
    go_through(session, (SAFETY,))


def show_what_follows(session: Interview) -> None:
    """What the answers say: the result of the safety questions, and the plan as far as it allows one."""
    advice = session.memory.advise(session.episode)
    advice_page.show_safety(session.page, session.library, advice, session.history())
    if may_name(advice) and advice.plan is not None:
        advice_page.show_plan(session.page, session.library, advice, full=False)
