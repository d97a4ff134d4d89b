"""Desk moves: three short sets for the knot, and doing one of them with the player; what was done is recorded once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.facts import Answer, Dose, History, history
from unknot.loop import companion
from unknot.loop import desk as moves
from unknot.loop.advice import Advice
from unknot.loop.desk import Offer, Set
from unknot.loop.doing import stopped as stopped_facts
from unknot.loop.doing import timed_step
from unknot.planning.desk import LENGTHS
from unknot.planning.routine import is_counted
from unknot.web import figures, sheet
from unknot.web.sheet import Sheet
from unknot.web.views.session import FELT, LONGEST_S, seconds_typed
from unknot.web.visit import Visit

SHEET = "desk"
"""The name of the sheet that a set goes out with."""

_BEGUN = "desk"
_STAYS = timedelta(minutes=30)
_TOO_OLD = "This page had become too old to be kept. Look it over and save it once more."
_WHERE = "where"


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """On to the desk moves of the knot that is open, else of the last one; without any, to show where it hurts."""
    visit = Visit(request)
    episode = visit.journal.episode_at_hand()
    if episode is None:
        return visit.page("desk.html", nav="today", no=_WHERE, text=visit.library.say("desk.no.where"))
    return visit.go("desk", episode)


@require_GET
def desk(request: HttpRequest, episode: str) -> HttpResponse:
    """The sets of one knot, what is in each and why; where safety comes first, on to that."""
    visit = Visit(request, episode)
    held, advice = _known_at(visit, visit.journal.now())
    given = moves.offer(visit.library, held, advice)
    if given.no == "danger":
        return visit.go("result", episode)
    known, limit, sources = moves.evidence(visit.library)
    return visit.page(
        "desk.html",
        nav="today",
        no=given.no,
        text=given.text,
        sets=given.sets,
        is_gone=given.is_gone,
        evidence=known,
        limit=limit,
        sources=sources,
        because=companion.because(visit.library, held, given),
        is_quiet=held.preference is not None and bool(held.preference.quiet),
    )


@require_POST
def reminders(request: HttpRequest) -> HttpResponse:
    """Reminders at the desk come as seldom as they can from now on, or as often as usual."""
    visit = Visit(request)
    quiet = request.POST.get("quiet") == "yes"
    what = visit.library.say("desk.reminders.quiet" if quiet else "desk.reminders.usual")
    visit.add({"kind": "preference", "quiet": quiet}, what=what)
    return visit.go("desk_now")


@require_http_methods(["GET", "HEAD", "POST"])
def one_set(request: HttpRequest, episode: str, name: str) -> HttpResponse:
    """One set with a timer; sent back, each move of it that was done is recorded."""
    visit = Visit(request, episode)
    if name not in LENGTHS:
        raise Http404("there is no such set")
    if request.method == "POST":
        return _done_with(visit, name)
    at = _begun(visit, name)
    chosen = _offer(visit, at).named(name)
    return visit.go("desk", episode) if chosen is None else _set_page(visit, chosen, _hand_out(visit, name, at))


@require_POST
def stop(request: HttpRequest, episode: str, name: str) -> HttpResponse:
    """What was done of the set is recorded, its last move as stopped, then what is felt; sent twice it counts once."""
    visit = Visit(request, episode)
    reason = visit.library.session_stops.get(request.POST.get("stop", ""))
    if reason is None or name not in LENGTHS:
        return visit.go("desk", episode)
    came_back = sheet.returned(request, SHEET, episode)
    sent = () if came_back is None else sheet.sent_before(visit, came_back)
    chosen = None if came_back is None or any(isinstance(fact, Dose) for fact in sent) else _shown(visit, came_back)
    before: list[dict[str, Any]] = []
    step, seconds = None, 0.0
    if came_back is not None and chosen is not None:
        shares = moves.shared_out(chosen, _worked_s(visit, came_back, chosen))
        last = max((place for place, share in enumerate(shares) if share > 0), default=0)
        step, seconds = chosen.moves[last].step, shares[last]
        finished = [share if place < last else 0.0 for place, share in enumerate(shares)]
        before = [visit.about_knot(**raw) for raw in moves.doses(visit.library, chosen, finished)]
    said = {fact.question for fact in sent if isinstance(fact, Answer)}
    felt = stopped_facts(visit.library, episode, reason, step, seconds)
    raws = [*before, *(raw for raw in felt if raw.get("question") not in said)]
    facts = visit.journal.add(*raws) if came_back is None else sheet.store(visit, came_back, raws)
    if facts:
        visit.can_undo(facts, f"Kept: you stopped. {visit.library.say(f'session_stop.{reason.id}.label')}.")
    return visit.go("session_felt", episode, reason.id) if reason.lines else visit.go("desk_stopped", episode, name)


@require_GET
def stopped(request: HttpRequest, episode: str, name: str) -> HttpResponse:
    """A move hurt too much: the signs to get help for."""
    visit = Visit(request, episode)
    last = next((done for done in reversed(visit.history().doses) if done.stopped), None)
    if name not in LENGTHS or last is None:
        return visit.go("desk", episode)
    return visit.page(
        "desk_stopped.html", nav="today", signs=visit.library.lines(f"technique.{last.technique}.stop_if")
    )


def _offer(visit: Visit, at: datetime) -> Offer:
    """What was offered for the knot `at` an instant up to now."""
    return moves.offer(visit.library, *_known_at(visit, at))


def _known_at(visit: Visit, at: datetime) -> tuple[History, Advice]:
    """What was known of the knot `at` an instant up to now, and what was advised then."""
    asked = visit.journal.request(visit.episode, at)
    held = history(asked.facts, at=at, zone=asked.zone, episode=asked.episode)
    return held, visit.journal.advise(visit.episode, at=at)


def _begun(visit: Visit, name: str) -> datetime:
    """When this set was begun, so that a reload goes on with it; now, once it is old or anything was told since."""
    kept = visit.request.session.get(_BEGUN, {})
    if kept.get("episode") == visit.episode and kept.get("name") == name:
        at = datetime.fromisoformat(kept["at"])
        if visit.journal.now() - at < _STAYS and all(fact.at <= at for fact in visit.journal.facts):
            return at
    at = visit.journal.now()
    visit.request.session[_BEGUN] = {"episode": visit.episode, "name": name, "at": at.isoformat()}
    return at


def _hand_out(visit: Visit, name: str, at: datetime) -> Sheet:
    return sheet.handed_out(visit, SHEET, {"at": at.isoformat(), "name": name})


def _shown(visit: Visit, came_back: Sheet) -> Set | None:
    """The set that the page showed."""
    return _offer(visit, datetime.fromisoformat(came_back.shown["at"])).named(came_back.shown["name"])


def _set_page(visit: Visit, chosen: Set, held: Sheet, error: str = "") -> HttpResponse:
    library, stops = visit.library, visit.library.session_stops.values()
    said, shown = moves.cues(library, chosen), chosen.moves
    drawn = [figures.figure(library.techniques[move.step.technique].figure, move.step.side) for move in shown]
    return visit.page(
        "desk_set.html",
        status=422 if error else 200,
        nav="today",
        error=error,
        chosen=chosen,
        gentle=moves.gentle(library, chosen),
        cautions=tuple(dict.fromkeys(text for move in chosen.moves for text in move.step.cautions)),
        stop_if=_stop_if(chosen),
        cues=said,
        cues_json=figures.safe_json(said),
        moves=list(zip(shown, drawn, strict=True)),
        is_counted=all(is_counted(library, timed_step(library, move.step)) for move in shown),
        seconds=round(chosen.total_s),
        key=f"{visit.episode}-desk-{chosen.name}-{held.shown['at']}",
        sheet=held.token(),
        typed=visit.request.POST.dict(),
        felt=FELT,
        stop_at=reverse("unknot:desk_stop", args=(visit.episode, chosen.name)),
        stops=[(each.id, library.say(f"session_stop.{each.id}.label"), bool(each.lines)) for each in stops],
    )


def _done_with(visit: Visit, name: str) -> HttpResponse:
    """Each move that was done is recorded with its seconds; then back to the sets, or to the signs to get help for."""
    came_back = sheet.returned(visit.request, SHEET, visit.episode)
    chosen = None if came_back is None else _shown(visit, came_back)
    if came_back is None or chosen is None:
        at = _begun(visit, name)
        again = _offer(visit, at).named(name)
        if again is None:
            return visit.go("desk", visit.episode)
        return _set_page(visit, again, _hand_out(visit, name, at), error=_TOO_OLD)
    sent = visit.request.POST
    has_stopped = bool(sent.get("stopped"))
    if not sheet.sent_before(visit, came_back):
        raws = [visit.about_knot(**raw) for raw in _raws(visit, chosen, has_stopped=has_stopped)]
        if raws:
            seconds = round(sum(raw["seconds"] for raw in raws))
            what = f"Recorded: {len(raws)} move{'s' if len(raws) > 1 else ''}, {seconds} s."
            visit.can_undo(sheet.store(visit, came_back, raws), what)
    visit.request.session.pop(_BEGUN, None)
    return visit.go("desk_stopped", visit.episode, name) if has_stopped else visit.go("desk", visit.episode)


def _raws(visit: Visit, chosen: Set, *, has_stopped: bool) -> list[dict[str, Any]]:
    """The moves that are ticked, each with its share of the seconds the timer counted; without a timer, as planned. The
    last one that was worked is the one that was stopped."""
    sent = visit.request.POST
    done = [f"did-{number}" in sent for number in range(1, len(chosen.moves) + 1)]
    told = seconds_typed(sent.get("seconds", ""))
    shares = moves.shared_out(chosen, LONGEST_S if told is None else told, done)
    answers = {"felt": sent["felt"]} if sent.get("felt") in FELT else {}
    raws = moves.doses(visit.library, chosen, shares, **answers)
    return [{**raw, "stopped": has_stopped and raw is raws[-1]} for raw in raws]


def _worked_s(visit: Visit, came_back: Sheet, chosen: Set) -> float:
    """Seconds at work as the timer says; without one, the time since the page was opened, at most what was planned."""
    told = seconds_typed(visit.request.POST.get("seconds", ""))
    open_s = (visit.journal.now() - came_back.at).total_seconds()
    return min(chosen.total_s, open_s if told is None else told)


def _stop_if(chosen: Set) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for move in chosen.moves for line in move.step.stop_if))
