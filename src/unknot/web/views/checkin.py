"""How is it today: what one can do, how it is, what was done and what is new, on one page; then how the forecast has
moved and when the next check-in is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.facts import CheckIn, ForecastIssued, history
from unknot.loop import showing
from unknot.loop.advice import Advice, MuscleCandidate
from unknot.loop.checking_in import (
    Doings,
    consequences,
    doings,
    movements,
    news,
    ranges,
    reminder,
    repeats_result,
    watched,
    when_next,
    within_wander,
)
from unknot.loop.doing import dose_as_planned, may_press
from unknot.loop.interview import answer
from unknot.loop.rhythm import rhythm
from unknot.loop.wording import in_a_line, step_name
from unknot.screening.interview import next_screen, question_of
from unknot.screening.triage import triage
from unknot.web import answering, checkin_form, course, drawings, locale, sheet
from unknot.web.sheet import Sheet
from unknot.web.typed import SCALE
from unknot.web.views.result import safety
from unknot.web.visit import Visit

NONE = "none"

_SHEET = "checkin"
_NEEDED = {
    "function": "Say how well you can do what it hinders.",
    "pain_now": "Say how much it hurts now.",
    "pain_worst": "Say how much it hurt at worst.",
}
_TOO_OLD = "This page had become too old to be kept. Look it over and save it once more."
_NOTHING_SAID = "Say whether anything is new. If nothing is, choose that."
_BOTH_SAID = "You chose that nothing is new, and ticked a line as well. Which is right?"


@dataclass(frozen=True, slots=True)
class Asked:
    """What this check-in asks besides the lines and the ratings: what was done of the plan, a press, how far movements
    go, and the ranges of motion that were measured before."""

    doings: Doings
    press: bool
    reaches: tuple[str, ...]
    ranges: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, episode: str) -> HttpResponse:
    """The ratings, what was done and the lines are stored together, all or none.

    What is new is told now, whatever day the ratings are for. Where a line is ticked, the ratings may be left out:
    nobody has to rate pain before a warning sign is heard.
    """
    visit = Visit(request, episode)
    held = visit.history()
    if held.resolved:
        return visit.go("course", episode)
    if triage(visit.library, held).disposition == "emergency_now":
        return visit.go("result", episode)
    if not held.marks or course.intake_open(visit):
        return course.go_on(visit)
    asked = _asked(visit, episode)
    came_back = sheet.returned(request, _SHEET, episode) if request.method == "POST" else None
    if came_back is None:
        errors = {"news": _TOO_OLD} if request.method == "POST" else {}
        return _page(visit, asked, _handed_out(visit), errors=errors)
    raws, errors, note = _raws(visit, episode, asked, came_back)
    if errors:
        return _page(visit, asked, came_back, errors=errors)
    if not sheet.sent_before(visit, came_back):
        before = consequences(visit.library, triage(visit.library, held))
        facts = sheet.store(visit, came_back, raws)
        after = consequences(visit.library, triage(visit.library, visit.history()))
        told = ("Your check-in is kept.", *((note,) if note else ()), *(text for text in after if text not in before))
        visit.can_undo(facts, " ".join(told))
    if next_screen(visit.library, visit.history()) is not None:
        return visit.go("safety", episode)
    return visit.go("checked_in", episode)


@require_GET
def checked_in(request: HttpRequest, episode: str) -> HttpResponse:
    """How the forecast has moved since it was shown last, and what that means for today."""
    visit = Visit(request, episode)
    advice = visit.advice()
    held = visit.history()
    if not showing.may_name(advice):
        return visit.go("result", episode)
    if held.resolved or not held.check_ins:
        return visit.go("course", episode)
    before = _shown_before(visit, episode, held.check_ins)
    visit.journal.forecast_shown(advice, episode)
    was = None if before is None else _disposition_at(visit, before.at)
    plan = advice.plan
    return visit.page(
        "checked_in.html",
        nav="today",
        **safety(visit, advice),
        before=before,
        moved=_moved(before, advice),
        within_wander=within_wander(visit.library, held),
        changed=was is not None and was != advice.disposition,
        was=visit.library.say(f"disposition.{was}.title") if was else "",
        between=_between(advice),
        when=drawings.when_gone(visit.library, advice),
        drawing=drawings.forecast(visit.library, advice, held, past=False),
        steps=[] if plan is None else [in_a_line(visit.library, step) for step in plan.steps],
        looks_gone=plan is not None and plan.kind == drawings.MAINTAIN,
        when_next=when_next(visit.library, rhythm(visit.library, held, advice), visit.journal.today(), locale.weekday),
    )


def _asked(visit: Visit, episode: str) -> Asked:
    """What to ask, going by the plan and the muscle that were shown last."""
    shown = visit.journal.forecasts_shown(episode)
    last = shown[-1].at if shown else None
    advice = visit.advice() if last is None else visit.journal.advise(episode, at=last)
    plan = None if last is None else advice.plan
    likely: tuple[MuscleCandidate, ...] = advice.candidates[:1]
    held = visit.history()
    return Asked(
        doings=doings(visit.library, plan, last, held),
        press=any(may_press(visit.library, each.points) for each in likely),
        reaches=movements(visit.library, advice, held),
        ranges=ranges(visit.library, held),
    )


def _handed_out(visit: Visit) -> Sheet:
    return sheet.handed_out(visit, _SHEET, dict.fromkeys(line.id for line in news(visit.library, visit.history())))


def _raws(
    visit: Visit, episode: str, asked: Asked, came_back: Sheet
) -> tuple[list[dict[str, Any]], dict[str, str], str]:
    """Everything the page said as raw facts, what is wrong with it by field, and what is to be told about the time."""
    sent = visit.request.POST
    said = answering.said(sent, came_back.shown)
    how_it_is = checkin_form.read(visit.library, sent, visit.history(), asked.reaches, asked.ranges)
    errors, rating = how_it_is.errors, how_it_is.fields
    is_new = any(value != "no" for value in said.values())
    if not is_new:
        errors.update({name: text for name, text in _NEEDED.items() if name not in rating})
    if is_new and sent.get("news") == NONE:
        errors["news"] = _BOTH_SAID
    elif not is_new and sent.get("news") != NONE:
        errors["news"] = _NOTHING_SAID
    ticked = [step for step in asked.doings.steps if step.technique in sent.getlist("done")]
    if asked.doings.steps and (rating or ticked):
        rating["followed_plan"] = bool(ticked) or asked.doings.recorded
    elif asked.doings.followed and sent.get("followed") in ("yes", "no"):
        rating["followed_plan"] = sent["followed"] == "yes"
    then = {} if how_it_is.at is None else {"at": how_it_is.at.isoformat()}
    raws = [
        *(answer(visit.library, episode, question, value) for question, value in said.items()),
        *([visit.about_knot(kind="check_in", **rating, **then)] if rating else []),
        *(visit.about_knot(**dose_as_planned(visit.library, step), **then) for step in ticked),
    ]
    in_order = {name: errors[name] for name in (*_NEEDED, *errors) if name in errors}
    return raws, in_order, how_it_is.note


def _page(visit: Visit, asked: Asked, held: Sheet, errors: dict[str, str] | None = None) -> HttpResponse:
    sent = visit.request.POST
    values = answering.said(sent, held.shown)
    library, history_now = visit.library, visit.history()
    found = triage(library, history_now)
    degrees = checkin_form.typed_degrees(sent, asked.ranges)
    return visit.page(
        "check_in.html",
        status=422 if errors else 200,
        nav="today",
        sheet=held.token(),
        lines=[
            answering.line_of(visit, question_of(visit.library, line), values[line] if sent else None)
            for line in held.shown
        ],
        typed=sent.dict(),
        steps=[
            (step.technique, step_name(visit.library, step), step.dose.text, step.technique in sent.getlist("done"))
            for step in asked.doings.steps
        ],
        ask_followed=asked.doings.followed,
        press=asked.press,
        reaches=checkin_form.movements(library, asked.reaches, checkin_form.typed_words(sent, asked.reaches)),
        ranges=checkin_form.measured(library, asked.ranges, degrees, errors or {}),
        earliest=None if history_now.opened_at is None else visit.journal.day_of(history_now.opened_at),
        today=visit.journal.today(),
        scale=SCALE,
        marked=drawings.places(visit.library, visit.history().marks),
        still_stands=safety(visit, visit.advice()) if repeats_result(found) else None,
        reminder=reminder(visit.library, found),
        watched=watched(visit.library, found),
        errors=errors or {},
    )


def _shown_before(visit: Visit, episode: str, given: tuple[CheckIn, ...]) -> ForecastIssued | None:
    """The forecast that stood when the latest check-in was made."""
    earlier = [each for each in visit.journal.forecasts_shown(episode) if each.at < given[-1].at]
    return earlier[-1] if earlier else None


def _disposition_at(visit: Visit, at: datetime) -> str | None:
    facts = (fact for fact in visit.journal.facts if fact.at <= at)
    return triage(visit.library, history(facts, at=at, zone=visit.journal.zone, episode=visit.episode)).disposition


def _between(advice: Advice) -> str:
    """The interval in which it is gone four times in five; empty where an end of it is not known."""
    seen = advice.forecasts
    if seen is None or seen.gone_by is None or seen.gone_low is None or seen.gone_high is None:
        return ""
    return f"Four times in five between {locale.weekday(seen.gone_low)} and {locale.weekday(seen.gone_high)}."


def _moved(before: ForecastIssued | None, advice: Advice) -> str:
    """One sentence: the day it is most likely gone, then and now."""
    if advice.forecasts is None:
        return ""
    after, days = advice.forecasts.gone_by, advice.forecasts.horizon_days

    def spoken(day: date | None) -> str:
        return f"later than {days} days from now" if day is None else locale.day(day)

    if before is None:
        return f"Most likely gone by {spoken(after)}." if after else f"It may well take {spoken(after)}."
    if before.gone_by == after:
        return f"Most likely gone by {spoken(after)}, as before."
    return f"Most likely gone by: was {spoken(before.gone_by)}, now {spoken(after)}."
