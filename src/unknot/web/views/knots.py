"""My knots: the list of them, the course of one against what was forecast, and closing, reopening and joining them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET, require_POST

from unknot.facts import CheckIn, Dose, Episode, Fact, Mark, ProVisit
from unknot.facts.kinds import local_day
from unknot.loop import showing
from unknot.loop.documents import may_show_forecast
from unknot.loop.telling import track_record
from unknot.loop.wording import technique_name
from unknot.recovery.scoring import record
from unknot.web import drawings
from unknot.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Knot:
    """A knot as the list shows it. `spark` is empty before its second rating."""

    id: str
    places: tuple[str, ...]
    began_on: date | None
    last: CheckIn | None
    last_day: date | None
    spark: str
    settled_on: date | None
    checked_in_today: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done for a knot: a technique or a visit."""

    day: date
    name: str
    minutes: float | None
    felt: str


@require_GET
def knots(request: HttpRequest) -> HttpResponse:
    """Every knot, the open ones first, each with its last rating and what comes next."""
    visit = Visit(request)
    every = _knots(visit)
    still_open = [knot for knot in every if knot.settled_on is None]
    return visit.page(
        "knots.html",
        nav="knots",
        open=still_open,
        settled=[knot for knot in every if knot.settled_on is not None],
    )


@require_GET
def course(request: HttpRequest, episode: str) -> HttpResponse:
    """What was forecast against what happened, what was done, and how earlier forecasts have done."""
    visit = Visit(request, episode)
    held = visit.history()
    advice = None if held.resolved else visit.advice()
    if advice is not None and not showing.may_name(advice):
        return visit.go("result", episode)
    known = record(visit.journal.facts, today=held.today(), gone_points=visit.library.number("recovery.gone_points"))
    others = [knot for knot in _knots(visit) if knot.id != episode and knot.settled_on is None]
    return visit.page(
        "course.html",
        nav="knots",
        held=held,
        marked=drawings.places(visit.library, held.marks),
        drawing=drawings.course(visit.library, advice, held),
        when="" if advice is None else drawings.when_gone(visit.library, advice),
        gone_on=drawings.gone_day(visit.library, held),
        settled_on=_settled_on(visit),
        known=known,
        record_text=track_record(visit.library, known).text,
        done=_done(visit),
        others=others,
        may_explain=advice is not None and may_show_forecast(advice),
        may_go_on=advice is not None and advice.plan is not None,
    )


@require_POST
def settle(request: HttpRequest, episode: str) -> HttpResponse:
    """The knot is closed; the next one starts afresh."""
    visit = Visit(request, episode)
    if not visit.history().resolved:
        visit.add(visit.about_knot(kind="episode", event="resolved"), what="The knot is closed. Good to hear.")
    return visit.go("course", episode)


@require_POST
def reopen(request: HttpRequest, episode: str) -> HttpResponse:
    """A closed knot is open again, and the safety questions are asked anew where they are due."""
    visit = Visit(request, episode)
    if visit.history().resolved:
        visit.add(visit.about_knot(kind="episode", event="reopened"), what="The knot is open again.")
    return visit.go("check_in", episode)


@require_POST
def merge(request: HttpRequest, episode: str) -> HttpResponse:
    """The knot becomes part of another open one, with everything told about it."""
    visit = Visit(request, episode)
    into = request.POST.get("into", "")
    open_ones = {knot.id for knot in _knots(visit) if knot.settled_on is None}
    if into == episode or into not in open_ones or episode not in open_ones:
        return visit.go("course", episode)
    visit.add(visit.about_knot(kind="episode", event="merged", into=into), what="The two are one knot now.")
    return visit.go("course", into)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """What this browser told last no longer holds; back to the page that offered it, which says so."""
    visit = Visit(request)
    what = visit.undo()
    request.session["undone"] = what or ""
    return HttpResponseRedirect(_way_back(request, visit.journal.episodes()), status=303)


def _way_back(request: HttpRequest, episodes: Sequence[str]) -> str:
    """The page of ours that sent the form, if it is still there; the first page otherwise."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    try:
        found = resolve(came_from.path) if came_from.netloc == request.get_host() else None
    except Resolver404:
        found = None
    if found is None or found.kwargs.get("episode", next(iter(episodes), None)) not in (*episodes, None):
        return "/"
    return came_from.path


def _knots(visit: Visit) -> list[Knot]:
    """Every knot that is not part of another, the one told of last first."""
    ours: dict[str, list[Fact]] = {}
    for fact in visit.journal.standing():
        if fact.episode is not None:
            ours.setdefault(fact.episode, []).append(fact)
    known = set(visit.journal.episodes())
    found = [_knot(visit, id_, facts) for id_, facts in ours.items() if id_ in known and not _is_merged(facts)]
    return sorted(found, key=lambda knot: ours[knot.id][-1].at, reverse=True)


def _knot(visit: Visit, id_: str, facts: Sequence[Fact]) -> Knot:
    events = [fact for fact in facts if isinstance(fact, Episode)]
    rated = [fact for fact in facts if isinstance(fact, CheckIn) and fact.pain_now is not None]
    marked = {fact.region: fact.intensity for fact in facts if isinstance(fact, Mark)}
    began = [event.began_on for event in events if event.began_on is not None]
    last = rated[-1] if rated else None
    return Knot(
        id=id_,
        places=drawings.places(visit.library, (region for region, strength in marked.items() if strength)),
        began_on=began[-1] if began else None,
        last=last,
        last_day=None if last is None else local_day(last),
        spark=drawings.spark(rated),
        settled_on=local_day(events[-1]) if events and events[-1].event == "resolved" else None,
        checked_in_today=last is not None and len(rated) > 1 and local_day(last) == visit.journal.today(),
    )


def _is_merged(facts: Iterable[Fact]) -> bool:
    return any(isinstance(fact, Episode) and fact.event == "merged" for fact in facts)


def _settled_on(visit: Visit) -> date | None:
    for fact in reversed(visit.journal.standing()):
        if isinstance(fact, Episode) and fact.episode == visit.episode:
            return local_day(fact) if fact.event == "resolved" else None
    return None


def _done(visit: Visit) -> list[Done]:
    """The techniques and visits of the knot, the latest first."""
    library, held = visit.library, visit.history()
    entries: list[Dose | ProVisit] = sorted((*held.doses, *held.visits), key=lambda each: each.at, reverse=True)
    done = []
    for each in entries:
        name = "" if each.technique is None else technique_name(library, each.technique)
        if isinstance(each, Dose):
            done.append(Done(local_day(each), name, each.seconds / 60, "stopped" if each.stopped else each.felt or ""))
        else:
            done.append(Done(local_day(each), name or "Visit to a professional", each.minutes, ""))
    return done
