"""What becomes of a knot: closed, open again, joined with another, parted in two, or the same as one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET, require_POST

from unknot.errors import InputError
from unknot.loop import episodes
from unknot.loop.episodes import Move
from unknot.web import course, drawings, knot_list
from unknot.web.body_map import STRONGEST
from unknot.web.typed import whole_number
from unknot.web.visit import Visit

_CHOOSE_PLACE = "Choose at least one place that goes to a knot of its own."
_LEAVE_PLACE = "Leave at least one place here. If all of them belong together, there is nothing to part."
_CHOOSE_OTHER = "Choose the knot that this one belongs to."
_CHOOSE_EARLIER = "Choose the earlier knot that has come back."
_HOW_STRONG = "Say how strong it is, as a whole number from 1 to 10."
_NO_DAY = "Give the day as a date, or leave it as it stands."


@require_GET
def change(request: HttpRequest, episode: str) -> HttpResponse:
    """Everything that can become of the knot, each with what it means; nothing where help comes first."""
    visit = Visit(request, episode)
    return visit.go("result", episode) if course.is_emergency(visit) else _page(visit)


@require_POST
def settle(request: HttpRequest, episode: str) -> HttpResponse:
    """The knot is closed, gone since today or the day that was named; the next one starts afresh."""
    visit = Visit(request, episode)
    if visit.history().resolved:
        return visit.go("course", episode)
    day, is_day = _day(request.POST.get("on", ""))
    if not is_day:
        return _page(visit, {"on": _NO_DAY})
    return _move(visit, "on", "The knot is closed. Good to hear.", episodes.resolve, on=day)


@require_POST
def reopen(request: HttpRequest, episode: str) -> HttpResponse:
    """A closed knot is open again, and the safety questions are asked anew where they are due."""
    visit = Visit(request, episode)
    if not visit.history().resolved:
        return visit.go("check_in", episode)
    return _move(visit, "reopen", "The knot is open again.", episodes.reopen, then="check_in")


@require_POST
def merge(request: HttpRequest, episode: str) -> HttpResponse:
    """The knot becomes part of another open one, with everything told about it."""
    visit = Visit(request, episode)
    into = request.POST.get("into", "")
    open_ones = {knot.id for knot in knot_list.still_open(visit)}
    if into == episode or into not in open_ones or episode not in open_ones:
        return _page(visit, {"into": _CHOOSE_OTHER})
    return _move(visit, "into", "The two are one knot now.", episodes.merge, other=into)


@require_POST
def split(request: HttpRequest, episode: str) -> HttpResponse:
    """The chosen places go to a knot of its own; the others stay."""
    visit = Visit(request, episode)
    held = visit.history()
    chosen = [region for region in request.POST.getlist("region") if region in held.marks]
    if not chosen or held.resolved:
        return _page(visit, {"split": _CHOOSE_PLACE})
    if len(chosen) == len(held.marks):
        return _page(visit, {"split": _LEAVE_PLACE}, chosen)
    return _move(
        visit, "split", "The places are parted into two knots.", episodes.split, regions=chosen, new=str(uuid4())
    )


@require_POST
def recurrence(request: HttpRequest, episode: str) -> HttpResponse:
    """The knot is one that was closed before and has come back; the two are linked."""
    visit = Visit(request, episode)
    earlier = request.POST.get("earlier", "")
    if earlier not in {knot.id for knot in _closed_before(visit)}:
        return _page(visit, {"earlier": _CHOOSE_EARLIER})
    return _move(visit, "earlier", "The two are linked.", episodes.link_recurrence, earlier=earlier)


@require_POST
def come_back(request: HttpRequest, episode: str) -> HttpResponse:
    """A closed knot has come back after it was gone: a new one at its places, linked with it."""
    visit = Visit(request, episode)
    strength = whole_number(request.POST.get("intensity", ""), STRONGEST)
    day, is_day = _day(request.POST.get("since", ""))
    if not strength or not is_day:
        return _page(visit, {"back": _HOW_STRONG if not strength else _NO_DAY})
    journal = visit.journal
    new = str(uuid4())
    try:
        move = episodes.come_back(
            visit.library,
            journal.facts,
            at=journal.now(),
            zone=journal.zone,
            earlier=episode,
            new=new,
            intensity=strength,
            began_on=day,
        )
        visit.add(*move.raws, what="It is told as a new knot, linked with the earlier one.")
    except InputError as error:
        return _page(visit, {"back": _why(error)})
    return visit.go("result", new)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """What this browser told last no longer holds; back to the page that offered it, which says so."""
    visit = Visit(request)
    what = visit.undo()
    request.session["undone"] = what or ""
    return HttpResponseRedirect(_way_back(request, visit.journal.episodes()), status=303)


def _move(
    visit: Visit, field: str, what: str, made: Callable[..., Move], *, then: str = "course", **how: Any
) -> HttpResponse:
    """The move is stored and can be undone; where it may not be made, the page says why at `field`."""
    journal = visit.journal
    try:
        move = made(visit.library, journal.facts, at=journal.now(), zone=journal.zone, episode=visit.episode, **how)
        visit.add(*move.raws, what=what)
    except InputError as error:
        return _page(visit, {field: _why(error)})
    return visit.go(then, move.episode)


def _why(error: InputError) -> str:
    return " ".join(each.message for each in error.problems)


def _page(visit: Visit, errors: dict[str, str] | None = None, chosen: Sequence[str] = ()) -> HttpResponse:
    held = visit.history()
    return visit.page(
        "change.html",
        status=422 if errors else 200,
        nav="knots",
        held=held,
        today=visit.journal.today(),
        marked=drawings.places(visit.library, held.marks),
        regions={region: visit.library.say(f"region.{region}.label") for region in held.marks},
        chosen=chosen,
        others=[knot for knot in knot_list.still_open(visit) if knot.id != visit.episode],
        earlier=_closed_before(visit),
        errors=errors or {},
    )


def _closed_before(visit: Visit) -> list[knot_list.Knot]:
    """The other knots that are closed, the one closed last first."""
    closed = [knot for knot in knot_list.knots(visit) if knot.settled_on is not None and knot.id != visit.episode]
    return sorted(closed, key=lambda knot: knot.settled_on or date.min, reverse=True)


def _day(typed: str) -> tuple[date | None, bool]:
    """The day that was typed, None for none, and whether it can be read."""
    if not typed.strip():
        return None, True
    try:
        return date.fromisoformat(typed.strip()), True
    except ValueError:
        return None, False


def _way_back(request: HttpRequest, known: Sequence[str]) -> str:
    """The page of ours that sent the form, if it is still there; the first page otherwise."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    try:
        found = resolve(came_from.path) if came_from.netloc == request.get_host() else None
    except Resolver404:
        found = None
    if found is None or found.kwargs.get("episode", next(iter(known), None)) not in (*known, None):
        return "/"
    return came_from.path
