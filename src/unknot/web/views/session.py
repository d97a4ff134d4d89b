"""Doing today's plan, one step after the other. What was done is recorded, also when it was stopped halfway.

The plan stays what it was when the session began, although every step that is recorded would change it. It is made anew
on another day, and as soon as anything else was answered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.content.library import Library
from unknot.facts import CheckIn, Dose, Fact, ForecastIssued
from unknot.facts.kinds import local_day
from unknot.loop import showing
from unknot.loop.advice import PlannedStep, TodaysPlan
from unknot.loop.doing import dose, is_pressed, is_professional, timed_step
from unknot.loop.wording import in_a_line, step_name
from unknot.planning.routine import cues, duration_s
from unknot.planning.timing import spots, worked_s
from unknot.web import locale, sheet
from unknot.web.sheet import Sheet
from unknot.web.typed import SCALE, whole_number
from unknot.web.visit import Visit

FELT = {"better": "Better", "same": "The same", "worse": "Worse"}
LONGEST_MINUTES = 240
STEP = "step"
"""The name of the sheet that a step goes out with."""

_BEGUN = "session"
_TOO_OLD = "This page had become too old to be kept. Look it over and save it once more."
_SECONDS_PER_MINUTE = 60
LONGEST_S = LONGEST_MINUTES * _SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Begun:
    """A session: when it began, and the plan as it was then."""

    at: datetime
    plan: TodaysPlan

    def steps(self, library: Library) -> tuple[PlannedStep, ...]:
        """What is done one after the other, by oneself."""
        return tuple(step for step in self.plan.steps if not step.alongside and not is_professional(library, step))


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, episode: str, number: int | None = None) -> HttpResponse:
    """One step of today's plan, with a timer; without a number, on to the first that is not done yet."""
    visit = Visit(request, episode)
    if request.method == "POST" and number is not None:
        return _done_with(visit, number)
    begun = begin(visit, _kept(visit))
    if begun is None:
        return visit.go("plan", episode)
    steps = begun.steps(visit.library)
    if number is None:
        done = {each.technique for each in _doses_since(visit, begun.at)}
        place = next((place for place, step in enumerate(steps) if step.technique not in done), None)
        return visit.go("session_done", episode) if place is None else visit.go("session", episode, place + 1)
    if not 1 <= number <= len(steps):
        raise Http404("the plan has no such step")
    return _step_page(visit, begun, number, _hand_out(visit, begun, steps[number - 1]))


@require_GET
def stopped(request: HttpRequest, episode: str, number: int) -> HttpResponse:
    """A step hurt too much: the signs to get help for, and no pressing on."""
    visit = Visit(request, episode)
    begun = begin(visit, _kept(visit))
    steps = () if begun is None else begun.steps(visit.library)
    if not 1 <= number <= len(steps):
        return visit.go("plan", episode)
    step = steps[number - 1]
    return visit.page(
        "session_stopped.html",
        nav="today",
        step_here=step,
        name=step_name(visit.library, step),
        following=number + 1 if number < len(steps) else None,
    )


@require_GET
def done(request: HttpRequest, episode: str) -> HttpResponse:
    """What was done in this session, and what runs alongside the day."""
    visit = Visit(request, episode)
    begun = begin(visit, _kept(visit))
    if begun is None:
        return visit.go("plan", episode)
    names = {step.technique: step_name(visit.library, step) for step in begun.plan.steps}
    return visit.page(
        "session_done.html",
        nav="today",
        done=[(names.get(each.technique, ""), _spoken(each.seconds)) for each in _doses_since(visit, begun.at)],
        alongside=[in_a_line(visit.library, step) for step in begun.plan.steps if step.alongside],
        review_on=begun.plan.review_on,
    )


def _kept(visit: Visit) -> datetime | None:
    """When the session of this knot began, if it still goes on: today, and nothing else was told since."""
    kept = visit.request.session.get(_BEGUN, {})
    if kept.get("episode") != visit.episode:
        return None
    at = datetime.fromisoformat(kept["at"])
    if visit.journal.day_of(at) != visit.journal.today():
        return None
    since = (fact for fact in visit.journal.facts if fact.at > at and fact.episode in (None, visit.episode))
    return at if all(_is_part_of_a_session(fact) for fact in since) else None


def _is_part_of_a_session(fact: Fact) -> bool:
    if isinstance(fact, CheckIn):
        return fact.pain_now is None and fact.function is None and fact.followed_plan is None
    return isinstance(fact, Dose | ForecastIssued)


def begin(visit: Visit, at: datetime | None) -> Begun | None:
    """The session that began `at`, or a new one; None where there is nothing to do or safety comes first."""
    if at is None:
        at = visit.journal.now()
        visit.request.session[_BEGUN] = {"episode": visit.episode, "at": at.isoformat()}
    advice = visit.journal.advise(visit.episode, at=at)
    if not showing.may_name(advice) or advice.plan is None or visit.history().resolved:
        return None
    begun = Begun(at, advice.plan)
    return begun if begun.steps(visit.library) else None


def _hand_out(visit: Visit, begun: Begun, step: PlannedStep) -> Sheet:
    return sheet.handed_out(visit, STEP, {"at": begun.at.isoformat(), "technique": step.technique})


def _step_page(
    visit: Visit, begun: Begun, number: int, held: Sheet, errors: dict[str, str] | None = None
) -> HttpResponse:
    library, steps, stops = visit.library, begun.steps(visit.library), visit.library.session_stops.values()
    step = steps[number - 1]
    timed = timed_step(library, step)
    said = [{"at_s": cue.at_s, "kind": cue.kind, "text": library.say(cue.text_key)} for cue in cues(library, timed)]
    return visit.page(
        "session.html",
        status=422 if errors else 200,
        nav="today",
        step_here=step,
        name=step_name(library, step),
        number=number,
        count=len(steps),
        following=number + 1 if number < len(steps) else None,
        feel=" ".join(library.lines(f"technique.{step.technique}.target")),
        cues=said,
        cues_json=json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026"),
        seconds=round(duration_s(library, timed)),
        length=_spoken(duration_s(library, timed)),
        minutes=locale.points(planned_s(library, step) / _SECONDS_PER_MINUTE),
        pressed=is_pressed(library, step),
        key=f"{visit.episode}-{step.technique}-{begun.at:%Y%m%d%H%M%S}",
        sheet=held.token(),
        typed=visit.request.POST.dict(),
        felt=FELT,
        scale=SCALE,
        longest_minutes=LONGEST_MINUTES,
        stops=[(each.id, library.say(f"session_stop.{each.id}.label"), bool(each.lines)) for each in stops],
        errors=errors or {},
    )


def _done_with(visit: Visit, number: int) -> HttpResponse:
    """What was done of a step is recorded; on to the next one, or to the signs to get help for if it was stopped."""
    came_back = sheet.returned(visit.request, STEP, visit.episode)
    if came_back is None:
        begun = begin(visit, _kept(visit))
        if begun is None or not 1 <= number <= len(begun.steps(visit.library)):
            return visit.go("plan", visit.episode)
        held = _hand_out(visit, begun, begun.steps(visit.library)[number - 1])
        return _step_page(visit, begun, number, held, errors={"minutes": _TOO_OLD})
    begun = begin(visit, datetime.fromisoformat(came_back.shown["at"]))
    steps = () if begun is None else begun.steps(visit.library)
    place = next((n for n, step in enumerate(steps, 1) if step.technique == came_back.shown["technique"]), None)
    if begun is None or place is None:
        return visit.go("plan", visit.episode)
    step, sent = steps[place - 1], visit.request.POST
    seconds, answers, errors = _typed(visit)
    if errors:
        return _step_page(visit, begun, place, came_back, errors=errors)
    has_stopped = bool(sent.get("stopped") or sent.get("stopped_by_hand"))
    if seconds >= 1 and not sheet.sent_before(visit, came_back):
        raws = _raws(visit, step, seconds, answers, has_stopped=has_stopped)
        what = f"Recorded: {step.name}, {_spoken(seconds)}."
        if answers.get("felt") == "worse":
            what += " If it is still worse tomorrow, leave this out and say so when you check in."
        visit.can_undo(sheet.store(visit, came_back, raws), what)
    if has_stopped:
        return visit.go("session_stopped", visit.episode, place)
    return (
        visit.go("session", visit.episode, place + 1) if place < len(steps) else visit.go("session_done", visit.episode)
    )


def _raws(
    visit: Visit, step: PlannedStep, seconds: float, answers: dict[str, Any], *, has_stopped: bool
) -> list[dict[str, Any]]:
    told = {name: answers[name] for name in ("discomfort", "felt") if name in answers}
    work = visit.about_knot(**dose(visit.library, step, seconds, stopped=has_stopped, **told))
    before, after = (
        [visit.about_knot(kind="check_in", press_tenderness=answers[name])] if name in answers else []
        for name in ("press_before", "press_after")
    )
    return [*before, work, *after]


def _typed(visit: Visit) -> tuple[float, dict[str, Any], dict[str, str]]:
    """Seconds at work, the answers on how it was, and what is wrong by field."""
    sent = visit.request.POST
    errors: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for name in ("discomfort", "press_before", "press_after"):
        points = whole_number(sent.get(name, ""), SCALE[-1])
        if points is not None:
            answers[name] = points
    if (felt := sent.get("felt")) in FELT:
        answers["felt"] = felt
    seconds = seconds_typed(sent.get("seconds", ""))
    if seconds is None:
        minutes = seconds_typed(sent.get("minutes", "").strip() or "0")
        if minutes is None or not 0 <= minutes <= LONGEST_MINUTES:
            errors["minutes"] = f"Give the minutes as a number from 0 to {LONGEST_MINUTES}, such as 3."
        seconds = (minutes or 0.0) * _SECONDS_PER_MINUTE
    return min(seconds, LONGEST_S), answers, errors


def seconds_typed(text: str) -> float | None:
    """The number that `text` writes, also with a decimal comma; None if it is none or below zero."""
    try:
        number = float(text.replace(",", ".", 1))
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def planned_s(library: Library, step: PlannedStep) -> float:
    """Seconds at work if the step is done as planned."""
    return worked_s(timed_step(library, step).dose) * spots(library.kinds[step.kind], step.points)


def _doses_since(visit: Visit, at: datetime) -> list[Dose]:
    return [each for each in visit.history().doses if each.at > at and local_day(each) == visit.journal.today()]


def _spoken(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), _SECONDS_PER_MINUTE)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"
