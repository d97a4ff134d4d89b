"""Doing today's plan, one step after the other. What was done is recorded, also when it was stopped halfway.

The plan stays what it was when the session began, although every step that is recorded would change it. It is made anew
on another day, and as soon as anything else was answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.content.library import Library
from unknot.facts import CheckIn, Dose, Fact, ForecastIssued
from unknot.facts.kinds import local_day
from unknot.loop import cueing, showing, swapping
from unknot.loop.advice import Advice, PlannedStep, TechniqueOption, TodaysPlan
from unknot.loop.doing import dose, gentler, is_pressed, is_professional, limited_movement, timed_step
from unknot.loop.trial_days import rated_session
from unknot.loop.wording import in_a_line, step_name
from unknot.planning.routine import duration_s, is_counted
from unknot.planning.timing import spots, worked_s
from unknot.web import figures, locale, sheet
from unknot.web.sheet import Sheet
from unknot.web.typed import SCALE, whole_number
from unknot.web.views.offline import keeping
from unknot.web.visit import Visit

FELT = {"better": "Better", "same": "The same", "worse": "Worse"}
RANGES = ("further", "same", "less")
LONGEST_MINUTES = 240
MOST_REPETITIONS = 1_000
STEP = "step"
"""The name of the sheet that a step goes out with."""

_BEGUN = "session"
_OF_THE_DOSE = ("discomfort", "felt", "range_felt", "repetitions", "eased", "pain_before", "pain_after")
_TICK = timedelta(microseconds=1)
_TOO_OLD = "This page had become too old to be kept. Look it over and save it once more."
_SECONDS_PER_MINUTE = 60
LONGEST_S = LONGEST_MINUTES * _SECONDS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Begun:
    """A session: when it began, the plan as it was then, and by technique what took the place of a step since."""

    at: datetime
    plan: TodaysPlan
    swapped: Mapping[str, PlannedStep] = field(default_factory=dict)

    def steps(self, library: Library) -> tuple[PlannedStep, ...]:
        """What is done one after the other, by oneself."""
        planned = (step for step in self.plan.steps if not step.alongside and not is_professional(library, step))
        return tuple(self._now(step) for step in planned)

    @property
    def left(self) -> frozenset[str]:
        """The techniques that were left for something gentler."""
        return frozenset(self.swapped)

    def _now(self, step: PlannedStep) -> PlannedStep:
        while step.technique in self.swapped:
            step = self.swapped[step.technique]
        return step


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
    begun = Begun(at, advice.plan, _swapped(visit, at))
    return begun if begun.steps(visit.library) else None


def gentler_now(library: Library, advice: Advice, begun: Begun, step: PlannedStep) -> TechniqueOption | None:
    """What may be done in place of `step` by the `advice` of now; None where nothing gentler may be."""
    if not showing.may_name(advice):
        return None
    besides = begun.left | {each.technique for each in begun.plan.steps}
    return gentler(library, advice, step, besides)


def is_kept(visit: Visit, begun: Begun) -> bool:
    """Whether this browser is in the middle of that very session."""
    return bool(visit.request.session.get(_BEGUN, {}).get("at") == begun.at.isoformat())


def exchange(visit: Visit, step: PlannedStep, option: TechniqueOption) -> None:
    """From now on the session that this browser is in has `option` in place of `step`."""
    kept = visit.request.session[_BEGUN]
    change = [option.technique, option.side, visit.journal.now().isoformat()]
    visit.request.session[_BEGUN] = {**kept, "swapped": {**kept.get("swapped", {}), step.technique: change}}


def _swapped(visit: Visit, at: datetime) -> dict[str, PlannedStep]:
    """What took the place of a step of the session that began `at`, each as it could be planned when it did."""
    kept = visit.request.session.get(_BEGUN, {})
    if kept.get("at") != at.isoformat():
        return {}
    found = {}
    for left, (technique, side, since) in kept.get("swapped", {}).items():
        request = visit.journal.request(visit.episode, datetime.fromisoformat(since))
        step = swapping.as_planned(request, visit.library, technique, side)
        if step is not None:
            found[left] = step
    return found


def _hand_out(visit: Visit, begun: Begun, step: PlannedStep) -> Sheet:
    return sheet.handed_out(visit, STEP, {"at": begun.at.isoformat(), "technique": step.technique})


def _step_page(
    visit: Visit, begun: Begun, number: int, held: Sheet, errors: dict[str, str] | None = None
) -> HttpResponse:
    library, steps, stops = visit.library, begun.steps(visit.library), visit.library.session_stops.values()
    step = steps[number - 1]
    timed = timed_step(library, step)
    drawn = figures.figure(library.techniques[step.technique].figure, step.side)
    said = cueing.told(library, step, sided=drawn is None or not drawn.both)
    advice = visit.advice()
    other = gentler_now(library, advice, begun, step)
    movement = limited_movement(library, advice, step)
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
        cues_json=figures.safe_json(said),
        counted=is_counted(library, timed),
        figure=drawn,
        gentler=None if other is None else library.say("session.hurts.swap", name=other.name),
        offline=keeping(visit, len(steps), _key(visit, begun, " ".join(sorted(begun.left)))),
        seconds=round(duration_s(library, timed)),
        length=_spoken(duration_s(library, timed)),
        minutes=locale.points(planned_s(library, step) / _SECONDS_PER_MINUTE),
        pressed=is_pressed(library, step),
        rates_pain=rated_session(library, visit.history(), step.technique),
        key=_key(visit, begun, step.technique),
        sheet=held.token(),
        typed=visit.request.POST.dict(),
        felt=FELT,
        movement=None if movement is None else library.say(f"movement.{movement}.label"),
        ranges={value: library.say(f"session.range.{value}") for value in RANGES},
        scale=SCALE,
        longest_minutes=LONGEST_MINUTES,
        stops=[(each.id, library.say(f"session_stop.{each.id}.label"), bool(each.lines)) for each in stops],
        errors=errors or {},
    )


def _key(visit: Visit, begun: Begun, what: str) -> str:
    """A name that tells nobody what it stands for."""
    return hashlib.sha256(f"{visit.episode} {begun.at.isoformat()} {what}".encode()).hexdigest()[:20]


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
        raws = done_then(visit, begun.at, _raws(visit, step, seconds, answers, has_stopped=has_stopped))
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
    told = {name: answers[name] for name in _OF_THE_DOSE if name in answers}
    work = visit.about_knot(**dose(visit.library, step, seconds, stopped=has_stopped, **told))
    before, after = (
        [visit.about_knot(kind="check_in", press_tenderness=answers[name])] if name in answers else []
        for name in ("press_before", "press_after")
    )
    return [*before, work, *after]


def done_then(visit: Visit, begun_at: datetime, raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The facts as of the time at which they were done, if the form was kept until Unknot could be reached again.

    That time is believed only after the session began, and never in the future.
    """
    try:
        then = datetime.fromisoformat(visit.request.POST.get("done_at", ""))
    except ValueError:
        return raws
    if then.tzinfo is None or not begun_at < then <= visit.journal.now() - len(raws) * _TICK:
        return raws
    return [{"at": (then + place * _TICK).isoformat(), **raw} for place, raw in enumerate(raws)]


def _typed(visit: Visit) -> tuple[float, dict[str, Any], dict[str, str]]:
    """Seconds at work, the answers on how it was, and what is wrong by field."""
    sent = visit.request.POST
    errors: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for name in ("discomfort", "press_before", "press_after", "pain_before", "pain_after"):
        points = whole_number(sent.get(name, ""), SCALE[-1])
        if points is not None:
            answers[name] = points
    if (felt := sent.get("felt")) in FELT:
        answers["felt"] = felt
    if (range_felt := sent.get("range_felt")) in RANGES:
        answers["range_felt"] = range_felt
    if counted := whole_number(sent.get("counted", ""), MOST_REPETITIONS):
        answers["repetitions"] = counted
    if sent.get("eased"):
        answers["eased"] = True
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
