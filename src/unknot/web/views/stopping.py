"""Stopping a running session because something feels wrong: what was done is kept, what to do now, then the questions.

Saying so is stored at once, also from a page that is too old. It answers lines of the short screen with yes, so that no
plan, step or forecast is shown before the safety questions that this opens are answered.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from unknot.facts import Answer, Dose
from unknot.loop.advice import PlannedStep
from unknot.loop.doing import stopped
from unknot.screening.interview import next_screen
from unknot.web import answering, course, sheet
from unknot.web.sheet import Sheet
from unknot.web.views.result import calling
from unknot.web.views.safety import NAME, NOT_CHOSEN, screen_context
from unknot.web.views.session import LONGEST_S, STEP, begin, planned_s, seconds_typed
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
    step = None if came_back is None or any(isinstance(fact, Dose) for fact in sent) else _step_of(visit, came_back)
    said = {fact.question for fact in sent if isinstance(fact, Answer)}
    raws = [
        raw
        for raw in stopped(visit.library, episode, reason, step, _seconds(visit, came_back, step))
        if raw.get("question") not in said
    ]
    facts = visit.journal.add(*raws) if came_back is None else sheet.store(visit, came_back, raws)
    if facts:
        felt = visit.library.say(f"session_stop.{reason.id}.label")
        visit.can_undo(facts, f"Kept: you stopped. {felt}.")
    if reason.lines:
        return visit.go("session_felt", episode, reason.id)
    return visit.go("session_stopped", episode, number)


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
