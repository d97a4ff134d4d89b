"""My knots: the list of them, and the story so far of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.loop import showing
from unknot.loop.documents import may_show_forecast
from unknot.loop.story_so_far import hit_rate, story_so_far
from unknot.web import drawings, knot_list, storyline
from unknot.web.visit import Visit


@require_GET
def knots(request: HttpRequest) -> HttpResponse:
    """Every knot, the open ones first, each with its last rating and what comes next, and all over one time axis."""
    visit = Visit(request)
    every = knot_list.knots(visit)
    still_open = [knot for knot in every if knot.settled_on is None]
    settled = [knot for knot in every if knot.settled_on is not None]
    return visit.page(
        "knots.html",
        nav="knots",
        open=[(knot, knot_list.next_check_in(visit, knot) if knot.last else None) for knot in still_open],
        settled=settled,
        drawing=knot_list.over_time(visit, [*still_open, *settled]),
        is_quiet=_is_quiet(visit),
        known=hit_rate(visit.library, visit.journal.facts, visit.journal.today()),
        has_marks=any(knot.places for knot in every),
    )


@require_GET
def course(request: HttpRequest, episode: str) -> HttpResponse:
    """The story so far: how it goes against what was forecast, what to do now, and what happened."""
    visit = Visit(request, episode)
    journal = visit.journal
    held = visit.history()
    advice = None if held.resolved else visit.advice()
    if advice is not None and not showing.may_name(advice):
        return visit.go("result", episode)
    told = story_so_far(visit.library, journal.facts, at=journal.now(), zone=journal.zone, episode=episode)
    is_quiet = _is_quiet(visit)
    return visit.page(
        "course.html",
        nav="knots",
        told=told,
        story=storyline.story(visit.library, told, advice, held.check_ins, request.GET.get("view")),
        ahead=drawings.forecast(visit.library, advice, held, past=False) if is_quiet and advice is not None else None,
        when="" if advice is None else drawings.when_gone(visit.library, advice),
        is_quiet=is_quiet,
        asked=request.GET.get("view"),
        first_text=storyline.first_forecast(told),
        issued=storyline.shown_forecasts(told),
        linked=storyline.linked(told),
        may_explain=advice is not None and may_show_forecast(advice),
    )


def _is_quiet(visit: Visit) -> bool:
    preference = visit.history().preference
    return preference is not None and bool(preference.quiet)
