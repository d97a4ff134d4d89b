"""The body through time: every mark as it was on a day, from day to day or from week to week."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from unknot.content.library import Library
from unknot.reporting import time_lapse as pictures
from unknot.web import assets, lapse, locale
from unknot.web.body_map import VIEWS
from unknot.web.lapse import Change, Marks
from unknot.web.visit import Visit

_NOTHING = "Nothing is marked."


@dataclass(frozen=True, slots=True)
class Listed:
    """A day on which the marks changed, with what held from then on, a line for each knot."""

    day: date
    lines: tuple[str, ...]
    is_shown: bool


@require_GET
def time_lapse(request: HttpRequest) -> HttpResponse:
    """The marks as they were on the day that the address names, today without one."""
    visit = Visit(request)
    library, today = visit.library, visit.journal.today()
    known = lapse.changes(visit.journal.standing())
    if not known:
        return visit.page("time_lapse.html", nav="knots", views=())
    day = min(max(_named(request) or today, known[0].day), max(today, known[0].day))
    shown = lapse.at(known, day)
    marks: Marks = {} if shown is None else shown.marks
    every = [region for change in known for region in change.marks]
    steps = lapse.steps(known, max(today, known[-1].day))
    return visit.page(
        "time_lapse.html",
        nav="knots",
        day=day,
        lines=_lines(library, shown),
        views=[
            SafeString(each)
            for each in pictures.views(
                visit.body, every, marks, label=VIEWS.__getitem__, asset=assets.shelf().url, tone=visit.tone
            )
        ],
        before=max((each for each in steps if each < day), default=None),
        after=min((each for each in steps if each > day), default=None),
        first=steps[0],
        last=steps[-1],
        by_weeks=(steps[-1] - steps[0]).days > len(steps) - 1,
        listed=[Listed(each.day, _lines(library, each), each is shown) for each in reversed(known)],
        told=_as_json(library, known, steps, day),
    )


def _named(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _lines(library: Library, change: Change | None) -> tuple[str, ...]:
    """What held, a line for each knot: its places, the strongest first, with how strong."""
    if change is None or not change.by_knot:
        return (_NOTHING,)
    return tuple(_line(library, marks) for marks in change.by_knot.values())


def _line(library: Library, marks: Marks) -> str:
    ordered = sorted(marks.items(), key=lambda each: -each[1])
    return "; ".join(f"{library.say(f'region.{region}.label')} {strength}" for region, strength in ordered)


def _as_json(library: Library, known: Sequence[Change], steps: Sequence[date], day: date) -> SafeString:
    """The steps with the number of the change that holds on each, and the changes: for the script of the page."""
    places = {each.day: place for place, each in enumerate(known)}
    frames, holds = [], 0
    for step in steps:
        holds = places.get(step, holds)
        frames.append({"day": step.isoformat(), "label": locale.weekday(step), "change": holds})
    told = {
        "frames": frames,
        "changes": [{"marks": dict(each.marks), "lines": _lines(library, each)} for each in known],
        "shown": max(place for place, step in enumerate(steps) if step <= day),
    }
    raw = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return SafeString(raw.replace("<", "\\u003c").replace("&", "\\u0026"))
