"""Stopping a running session because something feels wrong: what was done is kept, what to do now, then the questions.

Saying so is stored at once, also from a page that is too old. It answers lines of the short screen with yes, so that no
plan, step or forecast is shown before the safety questions that this opens are answered.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from unknot.facts import Answer, Dose
from unknot.loop.advice import PlannedStep
from unknot.loop.doing import dose, stopped
from unknot.screening.interview import next_screen
from unknot.web import answering, course, sheet
from unknot.web.sheet import Sheet
from unknot.web.views.result import calling
from unknot.web.views.safety import NAME, NOT_CHOSEN, screen_context
from unknot.web.views.session import (
    LONGEST_S,
    STEP,
    begin,
    done_then,
    exchange,
    gentler_now,
    is_kept,
    planned_s,
    seconds_typed,
)
from unknot.web.visit import Visit

_ASKED_ELSEWHERE = frozenset({"where", "age", "sex"})


@require_POST
def stop(request: HttpRequest, episode: str, number: int) -> HttpResponse:
    """What was done of the step is recorded as stopped, then what is felt; sent twice it counts once."""
    visit = Visit(request, episode)
    reason = visit.library.session_stops.get(request.POST.get("stop", ""))
    if reason is None:
        return visit.go("session", episode, number)
    came_back = sheet.returned(request, STEP, episode)
    sent = () if came_back is None else sheet.sent_before(visit, came_back)
    has_dose = any(isinstance(fact, Dose) for fact in sent)
    step = None if came_back is None or has_dose else _step_of(visit, came_back)
    said = {fact.question for fact in sent if isinstance(fact, Answer)}
    raws = [
        raw
        for raw in stopped(visit.library, episode, reason, step, _seconds(visit, came_back, step))
        if raw.get("question") not in said
    ]
    facts = (
        visit.journal.add(*raws) if came_back is None else sheet.store(visit, came_back, _as_of(visit, came_back, raws))
    )
    if facts:
        felt = visit.library.say(f"session_stop.{reason.id}.label")
        visit.can_undo(facts, f"Kept: you stopped. {felt}.")
    if reason.lines:
        return visit.go("session_felt", episode, reason.id)
    return visit.go("session_stopped", episode, number)


@require_POST
def swap(request: HttpRequest, episode: str, number: int) -> HttpResponse:
    """A step that hurts gives way to something gentler: what was done of it is recorded as stopped, the other follows.

    Sent twice it counts once; where nothing gentler may be done, the signs to stop at follow.
    """
    visit = Visit(request, episode)
    came_back = sheet.returned(request, STEP, episode)
    step = None if came_back is None else _step_of(visit, came_back)
    begun = None if came_back is None else begin(visit, datetime.fromisoformat(came_back.shown["at"]))
    if came_back is None or begun is None or step is None:
        return visit.go("session", episode)
    option = gentler_now(visit.library, visit.advice(), begun, step)
    seconds = _seconds(visit, came_back, step)
    if seconds >= 1 and not sheet.sent_before(visit, came_back):
        raws = [{"episode": episode, **dose(visit.library, step, seconds, stopped=True)}]
        facts = sheet.store(visit, came_back, _as_of(visit, came_back, raws))
        visit.can_undo(facts, f"Recorded: {step.name}, stopped.")
    if option is None or not is_kept(visit, begun):
        return visit.go("session_stopped", episode, number)
    exchange(visit, step, option)
    return visit.go("session", episode, number)


@require_http_methods(["GET", "HEAD", "POST"])
def felt(request: HttpRequest, episode: str, reason: str) -> HttpResponse:
    """What to do now and whom to call, above one screen of the safety questions after the other, until none is open."""
    visit = Visit(request, episode)
    found = visit.library.session_stops.get(reason)
    if found is None or not found.lines:
        raise Http404("nobody stops for that")
    if request.method != "POST":
        return _questions(visit, reason)
    came_back = sheet.returned(request, NAME, episode)
    values = None if came_back is None else answering.said_on_screen(request.POST, came_back.shown)
    if came_back is None or values is None:
        return _questions(visit, reason, error=NOT_CHOSEN)
    answering.record(visit, came_back, values)
    return visit.go("session_felt", episode, reason)


def _questions(visit: Visit, reason: str, error: str = "") -> HttpResponse:
    """The page with the next screen; once nothing is open, on to what follows."""
    screen = None if course.is_emergency(visit) else next_screen(visit.library, visit.history())
    if screen is None:
        return course.go_on(visit)
    if not _ASKED_ELSEWHERE.isdisjoint(question.id for question in screen.questions):
        return visit.go("safety", visit.episode)
    return visit.page(
        "session_felt.html",
        status=422 if error else 200,
        nav="today",
        error=error,
        stop_title=visit.library.say(f"session_stop.{reason}.title"),
        now=visit.library.lines(f"session_stop.{reason}.now"),
        call=visit.library.say(f"session_stop.{reason}.call"),
        calling=calling(visit),
        **screen_context(visit, screen, NAME),
    )


def _as_of(visit: Visit, came_back: Sheet, raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done carries the time at which it was; what is felt is always of now, so that it opens the questions."""
    done = [raw for raw in raws if raw["kind"] == "dose"]
    then = done_then(visit, datetime.fromisoformat(came_back.shown["at"]), done)
    return [*then, *(raw for raw in raws if raw["kind"] != "dose")]


def _step_of(visit: Visit, came_back: Sheet) -> PlannedStep | None:
    """The step that the page showed, as the plan was then."""
    begun = begin(visit, datetime.fromisoformat(came_back.shown["at"]))
    steps = () if begun is None else begun.steps(visit.library)
    return next((step for step in steps if step.technique == came_back.shown["technique"]), None)


def _seconds(visit: Visit, came_back: Sheet | None, step: PlannedStep | None) -> float:
    """Seconds at work as the timer says; without one, the time since the page was opened, at most what was planned."""
    told = seconds_typed(visit.request.POST.get("seconds", ""))
    if told is not None:
        return min(told, LONGEST_S)
    if came_back is None or step is None:
        return 0.0
    return min((visit.journal.now() - came_back.at).total_seconds(), planned_s(visit.library, step))
