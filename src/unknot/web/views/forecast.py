"""What moved the forecast of a knot, the numbers behind it, and what if; a page that works by its address alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.causes.posture import usual_week
from unknot.content.library import Library
from unknot.errors import InputError, Problem
from unknot.loop.explained import MovedBy
from unknot.loop.explaining import explained
from unknot.loop.supposing import (
    A_WEEK_ON,
    LAST_DAY,
    MOST_HOURS,
    MOST_MINUTES,
    TOMORROW,
    Sitting,
    Supposition,
    Training,
    own_sitting_in_words,
)
from unknot.web import drawings, locale
from unknot.web.visit import Visit

FIELDS = ("train_minutes", "train_rpe", "train_day", "sit_hours", "sit_first", "sit_last")
HALF = 100.0
"""Length of the longest bar on either side of the middle, in units of the drawing."""
SHORTEST = 1.5
_SMALL_DAYS = 0.05


@dataclass(frozen=True, slots=True)
class Bar:
    """What a group did, and its bar: from `start`, `length` long; to the right is later, or likelier to stay."""

    moved: MovedBy
    start: float
    length: float
    later: bool


@require_GET
def forecast(request: HttpRequest, episode: str) -> HttpResponse:
    """What moved the forecast; where safety comes first, on to that, and of a closed knot the course."""
    visit = Visit(request, episode)
    held = visit.history()
    if held.resolved:
        return visit.go("course", episode)
    asked = visit.journal.request(episode)
    advice = visit.journal.advise(episode, asked.at)
    typed = {name: request.GET.get(name, "").strip() for name in FIELDS}
    breaks = request.GET.get("breaks") == "yes"
    own = usual_week(visit.library, held)
    supposed, errors = _supposed(visit.library, typed, breaks=breaks, can_be_own=own is not None)
    told = explained(asked, visit.library, advice, supposed, spoken=locale.day)
    if told is None:
        return visit.go("result", episode)
    visit.journal.forecast_shown(advice, episode)
    return visit.page(
        "forecast.html",
        nav="knots",
        marked=drawings.places(visit.library, held.marks),
        when=drawings.when_gone(visit.library, advice),
        told=told,
        bars=_bars(told.moved),
        own="" if own is None else own_sitting_in_words(visit.library, own, locale.weekday),
        every=f"{visit.library.number('desk.break_every_min'):g}",
        typed=typed,
        breaks=breaks,
        errors=errors,
        tomorrow=TOMORROW,
        week_on=A_WEEK_ON,
        last_day=LAST_DAY,
        most_minutes=int(MOST_MINUTES),
        most_hours=int(MOST_HOURS),
    )


def _bars(moved: Sequence[MovedBy]) -> list[Bar]:
    """By days; where the day stands still, or lies beyond the horizon on both sides, by the chance that it stays."""
    days = [each.days for each in moved]
    sizes = days if max(map(abs, days)) >= _SMALL_DAYS else [each.persists_probability for each in moved]
    longest = max(map(abs, sizes)) or 1.0
    bars = []
    for each, size in zip(moved, sizes, strict=True):
        length = max(HALF * abs(size) / longest, SHORTEST) if size else 0.0
        bars.append(Bar(each, round(HALF if size > 0 else HALF - length, 1), round(length, 1), size > 0))
    return bars


def _supposed(
    library: Library, typed: Mapping[str, str], *, breaks: bool, can_be_own: bool
) -> tuple[Supposition, Mapping[str, str]]:
    """What the form supposes, and what is wrong with it by field; nothing is supposed while something is wrong.

    Breaks without hours are taken from the person's own sitting, where `can_be_own`.
    """
    errors: dict[str, str] = {}

    def number(name: str, default: float) -> float:
        try:
            said = float(typed[name].replace(",", ".")) if typed[name] else default
        except ValueError:
            said = nan
        if not isfinite(said):
            errors[name] = library.say("explain.what_if.no_number")
            return default
        return said

    training = sitting = None
    if typed["train_minutes"]:
        rpe = number("train_rpe", library.number("recovery.unstated_rpe"))
        training = Training(number("train_minutes", 0.0), rpe, int(number("train_day", TOMORROW)))
    if typed["sit_hours"]:
        first, last = int(number("sit_first", TOMORROW)), int(number("sit_last", A_WEEK_ON))
        sitting = Sitting(number("sit_hours", 0.0), first, last)
    supposed = Supposition()
    try:
        supposed = Supposition(training, sitting, breaks=breaks)
    except InputError as error:
        errors = {**_by_field(library, error.problems), **errors}
    if supposed.is_of_own_sitting and not can_be_own:
        errors["breaks"] = library.say("explain.what_if.not_complete")
    return (Supposition(), errors) if errors else (supposed, errors)


def _by_field(library: Library, problems: Sequence[Problem]) -> dict[str, str]:
    return {
        problem.place.replace(".", "_"): library.say("explain.what_if.out_of_range", range=problem.hint)
        for problem in problems
    }
