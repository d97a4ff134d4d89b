"""A day at the desk on its page: what was measured, what was told, what can be put right or added by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.content.library import Library
from unknot.facts import History
from unknot.loop import desk_day, desk_day_words
from unknot.loop.desk_day import BY_HAND
from unknot.loop.desk_record import DeskDay, InShort, Reminder, Sat, Told
from unknot.web import course, desk_companion, desk_pictures, locale, sheet
from unknot.web.journal import withdrawal
from unknot.web.visit import Visit

MOST_HOURS = 24.0
LEAST_HOURS = 0.25
_MINUTES = 60.0
_FEW = 8
"""So many stretches stand open on the page; more are folded up."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch as the page lists it, in words."""

    fact: str
    begin: str
    end: str
    length: str
    note: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A muscle with this day and a usual day as bars, each in parts of a hundred; the usual one 0 if not known."""

    name: str
    text: str
    this_day: float
    usual: float


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, named: str = "") -> HttpResponse:
    """The day that is named, else today. What is sent adds time told by hand, or takes away what was not so."""
    visit = Visit(request)
    about = Visit(request, visit.journal.episode_at_hand())
    if about.episode is not None and course.is_emergency(about):
        return visit.go("result", about.episode)
    held = about.history()
    when = desk_day_words.day_named(named, held.today()) if named else held.today()
    if when is None:
        raise Http404("there is no such day, or not yet")
    if request.method != "POST":
        return _page(visit, held, when)
    if "away" in request.POST:
        return _taken_away(visit, held, when)
    return _told_by_hand(visit, held, when)


def _page(
    visit: Visit,
    held: History,
    when: date,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    library, now = visit.library, visit.journal.now()
    seen = desk_day.desk_day(library, held, when, desk_day.likely_muscles(library, held))
    companion = desk_companion.running(now) if seen.is_today else None
    known, sure, limit, sources = desk_day_words.evidence(library)
    own = _own(seen)
    return visit.page(
        "desk_day.html",
        status=status,
        nav="today",
        seen=seen,
        before=when - _ONE_DAY if desk_day_words.day_named((when - _ONE_DAY).isoformat(), held.today()) else None,
        after=None if seen.is_today else when + _ONE_DAY,
        is_long_ago=when + _ONE_DAY < held.today(),
        lines=desk_day_words.in_words(library, seen),
        sitting_now=_sitting_now(library, companion),
        picture=desk_pictures.day(library, seen, now, companion),
        strip=desk_pictures.days(library, seen),
        rows=[_row(library, seen, each) for each in seen.stretches],
        few=len(seen.stretches) <= _FEW,
        told=[(each, _told_line(library, each)) for each in seen.told],
        reminders=[_reminder(library, seen, each) for each in seen.reminders],
        reminders_kept=desk_day_words.reminders_in_words(library, seen),
        breaks=[
            (locale.clock(each.at, seen.zone), ", ".join(each.moves), each.felt and f"desk_day.breaks.felt.{each.felt}")
            for each in seen.breaks
        ],
        bars=_bars(library, seen),
        lately=[(each, *_in_short(library, each)) for each in reversed(seen.lately)],
        evidence=known,
        sure=sure,
        limit=limit,
        sources=sources,
        errors=errors or {},
        typed=typed or ({} if own is None else _typed(own)),
        sheet=sheet.handed_out(visit, BY_HAND, {"day": when.isoformat()}).token(),
    )


def _told_by_hand(visit: Visit, held: History, when: date) -> HttpResponse:
    """Time told by hand is recorded once; told again for the same day it replaces what was told before."""
    library, sent = visit.library, visit.request.POST
    typed = {name: sent.get(name, "").strip() for name in ("hours", "longest")}
    came_back = sheet.returned(visit.request, BY_HAND, None)
    if came_back is None or came_back.shown.get("day") != when.isoformat():
        errors = {"hours": library.say("desk_day.hand.too_old")}
        return _page(visit, held, when, status=422, errors=errors, typed=typed)
    hours, longest = (_hours(typed[name]) for name in ("hours", "longest"))
    errors = {}
    if hours is None or not LEAST_HOURS <= hours <= MOST_HOURS:
        errors["hours"] = library.say("desk_day.hand.bad_hours", most=int(MOST_HOURS))
    if longest is None or longest <= 0 or (hours is not None and longest > hours):
        errors["longest"] = library.say("desk_day.hand.bad_longest")
    if errors or hours is None or longest is None:
        return _page(visit, held, when, status=422, errors=errors, typed=typed)
    raw = desk_day.told_by_hand(round(_MINUTES * hours), round(_MINUTES * longest), when, held)
    span, unbroken = (desk_day_words.span(library, raw[name]) for name in ("minutes", "unbroken"))
    what = library.say("desk_day.hand.saved", span=span, longest=unbroken)
    own = _own(desk_day.desk_day(library, held, when, {}))
    before = None if own is None else desk_day.exposures_of(held, when, own)[0]
    if before is None:
        if not sheet.sent_before(visit, came_back):
            visit.can_undo(sheet.store(visit, came_back, [raw]), what)
    elif (before.minutes, before.unbroken) != (raw["minutes"], raw["unbroken"]):
        visit.can_undo([visit.journal.amend(before, minutes=raw["minutes"], unbroken=raw["unbroken"])], what)
    return visit.go("desk_day", when.isoformat())


def _taken_away(visit: Visit, held: History, when: date) -> HttpResponse:
    """A stretch, or time that was told, no longer holds; only one that stands on the page of this day."""
    library = visit.library
    seen = desk_day.desk_day(library, held, when, {})
    wanted = visit.request.POST.get("away", "")
    known: tuple[Sat | Told, ...] = (*seen.stretches, *seen.told)
    found = next((each for each in known if each.fact == wanted), None)
    if found is not None:
        if isinstance(found, Sat):
            row = _row(library, seen, found)
            what = library.say("desk_day.stretches.removed", begin=row.begin, end=row.end)
        else:
            what = library.say("desk_day.told.removed", span=desk_day_words.span(library, found.minutes))
        visit.add(*(withdrawal(each, "was not so") for each in desk_day.exposures_of(held, when, found)), what=what)
    return visit.go("desk_day", when.isoformat())


def _own(seen: DeskDay) -> Told | None:
    """What was told of the day on its page."""
    return next((each for each in seen.told if each.by_hand), None)


def _typed(own: Told) -> dict[str, str]:
    return {
        "hours": _as_typed(own.minutes),
        "longest": "" if own.longest is None else _as_typed(own.longest),
    }


def _as_typed(minutes: float) -> str:
    return locale.with_decimals(f"{round(minutes / _MINUTES, 2):g}")


def _hours(text: str) -> float | None:
    """Hours as people type them: 6, 6.5, 6,5 or 6:30; None if it is none of them."""
    whole, colon, rest = text.partition(":")
    try:
        if colon:
            minutes = int(rest)
            hours = int(whole) + minutes / _MINUTES if len(rest) == 2 and 0 <= minutes < _MINUTES else None
        else:
            hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return hours if hours is not None and isfinite(hours) else None


def _sitting_now(library: Library, companion: desk_companion.Companion | None) -> str:
    if companion is None or companion.sitting_minutes is None:
        return ""
    return library.say("desk_day.sitting_now", span=desk_day_words.span(library, companion.sitting_minutes))


def _row(library: Library, seen: DeskDay, each: Sat) -> Row:
    note = ""
    if each.from_before or each.goes_on:
        key = "desk_day.stretches.from_before" if each.from_before else "desk_day.stretches.goes_on"
        note = library.say(key, span=desk_day_words.span(library, each.whole_minutes))
    begin, end = (locale.clock(at, seen.zone) for at in (each.began, each.ended))
    return Row(each.fact, begin, end, desk_day_words.span(library, each.minutes), note)


def _told_line(library: Library, each: Told) -> str:
    span = desk_day_words.span(library, each.minutes)
    if each.longest is None:
        return library.say("desk_day.told.line_open", span=span)
    return library.say("desk_day.told.line", span=span, longest=desk_day_words.span(library, each.longest))


def _reminder(library: Library, seen: DeskDay, each: Reminder) -> tuple[str, str, str]:
    return (
        locale.clock(each.at, seen.zone),
        library.say(f"desk_day.reminders.answer.{each.answer}"),
        library.say(f"desk_day.reminders.came_of.{each.outcome}"),
    )


def _bars(library: Library, seen: DeskDay) -> list[Bars]:
    """Every muscle beside its usual day; the longest bar of all fills its room."""
    longest = max((max(each.minutes, each.usual_minutes or 0.0) for each in seen.held), default=0.0) or 1.0
    return [
        Bars(
            name=library.say(f"muscle.{each.muscle}.name"),
            text=desk_day_words.held_in_words(library, each),
            this_day=round(100 * each.minutes / longest, 1),
            usual=round(100 * (each.usual_minutes or 0.0) / longest, 1),
        )
        for each in seen.held
    ]


def _in_short(library: Library, each: InShort) -> tuple[str, str, str]:
    """All time, the longest stretch and how it is known, as the table of the days says it."""
    if each.minutes is None:
        return "", "", library.say("desk_day.lately.none")
    how = "both" if None not in (each.measured, each.told) else "told" if each.measured is None else "measured"
    longest = "" if each.longest is None else desk_day_words.span(library, each.longest)
    return desk_day_words.span(library, each.minutes), longest, library.say(f"desk_day.lately.{how}")
