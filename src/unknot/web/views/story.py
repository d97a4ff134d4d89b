"""The story: in the person's own words, when it began, how much it hurts, what may have brought it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.facts.gate import LONGEST_TEXT
from unknot.loop.interview import Sign, sign_label
from unknot.loop.interview import signs as signs_worth_asking
from unknot.web import answering, course, sheet
from unknot.web.answering import Line
from unknot.web.journal import correction, withdrawal
from unknot.web.sheet import Sheet
from unknot.web.typed import SCALE
from unknot.web.visit import Visit

_ANOTHER_DAY = "date"
_DAYS_AGO = {
    "Today": 0,
    "Yesterday": 1,
    "2 days ago": 2,
    "3 days ago": 3,
    "About a week ago": 7,
    "About two weeks ago": 14,
    "About a month ago": 30,
}
_LONGEST_DAYS = 36_525
_POINTS = tuple(map(str, SCALE))
_TOO_OLD = "This page had become too old to be kept. Look at your answers and go on once more."


@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, episode: str) -> HttpResponse:
    """The person's own words, the day it began, how much it hurt at the start and what happened are stored."""
    visit = Visit(request, episode)
    if not visit.history().marks:
        return visit.go("where", episode)
    if request.method != "POST":
        if course.is_emergency(visit):
            return visit.go("result", episode)
        lines = {**_lines(visit, "cause"), **_lines(visit, "cue")}
        shown = {**{id_: line.value for id_, line in lines.items()}, **_held(visit)}
        typed = {**_held(visit), "own_words": _own_words(visit)}
        return _story_page(visit, sheet.handed_out(visit, "story", shown), lines, typed)
    came_back = sheet.returned(request, "story", episode)
    typed = {name: request.POST.get(name, "") for name in ("own_words", "since", "day", "pain_now", "pain_worst")}
    if came_back is None:
        lines = _as_sent(visit, {**_lines(visit, "cause"), **_lines(visit, "cue")})
        fresh = sheet.handed_out(visit, "story", dict.fromkeys(lines))
        return _story_page(visit, fresh, lines, typed, {"since": _TOO_OLD})
    lines = _as_sent(visit, _of_sheet(visit, came_back, "cause", "cue"))
    day, errors = _day(typed, _day_of(visit, came_back), visit.journal.today())
    if _asks_pain(visit):
        errors |= _pain_errors(typed)
    own_words = _as_text(typed["own_words"])
    if len(own_words) > LONGEST_TEXT:
        errors["own_words"] = f"That is {len(own_words)} characters. Shorten it to {LONGEST_TEXT}."
    if day is None or errors:
        return _story_page(visit, came_back, lines, typed, errors)
    told = _told(visit, own_words) if "own_words" in request.POST else []
    raws = [*told, *_onset(visit, came_back, day), *_pain(visit, came_back, typed)]
    raws += answering.answers(visit, came_back, answering.said(request.POST, lines))
    sheet.store(visit, came_back, raws)
    return course.go_on(visit)


@require_http_methods(["GET", "HEAD", "POST"])
def signs(request: HttpRequest, episode: str) -> HttpResponse:
    """The answers about movements and about what else is noticed are stored."""
    visit = Visit(request, episode)
    if not visit.history().marks:
        return visit.go("where", episode)
    came_back = sheet.returned(request, "signs", episode)
    if request.method == "POST" and came_back is not None:
        said = answering.said(request.POST, came_back.shown)
        answering.record(visit, came_back, said)
        return course.go_on(visit)
    if course.is_emergency(visit):
        return visit.go("result", episode)
    lines = {**_lines(visit, "movement"), **_lines(visit, "symptom")}
    fresh = sheet.handed_out(visit, "signs", {id_: line.value for id_, line in lines.items()})
    too_old = request.method == "POST"
    if too_old:
        lines = _as_sent(visit, lines)
    return visit.page(
        "signs.html",
        status=422 if too_old else 200,
        nav="today",
        step="story",
        sheet=fresh.token(),
        version=_version(fresh),
        errors={"movement": _TOO_OLD} if too_old else {},
        movements=_of_kind(lines, "movement"),
        symptoms=_of_kind(lines, "symptom"),
    )


def _story_page(
    visit: Visit,
    held: Sheet,
    lines: Mapping[str, Line],
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    today = visit.journal.today()
    return visit.page(
        "story.html",
        status=422 if errors else 200,
        nav="today",
        step="story",
        sheet=held.token(),
        version=_version(held),
        errors=errors or {},
        typed=typed,
        days=[(str(ago), label, today - timedelta(days=ago)) for label, ago in _DAYS_AGO.items()],
        another_day=_ANOTHER_DAY,
        today=today,
        earliest=today - timedelta(days=_LONGEST_DAYS),
        longest_text=LONGEST_TEXT,
        asks_pain=_asks_pain(visit),
        points=_POINTS,
        causes=_of_kind(lines, "cause"),
        cues=_of_kind(lines, "cue"),
    )


def _lines(visit: Visit, kind: Sign) -> dict[str, Line]:
    """The lines worth asking about, and those ticked earlier, with what stands in them."""
    held = visit.history()
    asked = [f"{kind}:{id_}" for id_ in signs_worth_asking(visit.library, held, kind)]
    ticked = [id_ for id_ in held.answers if id_.startswith(f"{kind}:") and held.answer(id_) != "no"]
    ids = dict.fromkeys((*asked, *ticked))
    return {id_: _line(visit, id_, held.answer(id_)) for id_ in ids}


def _of_sheet(visit: Visit, came_back: Sheet, *kinds: Sign) -> dict[str, Line]:
    shown = [id_ for id_ in came_back.shown if id_.partition(":")[0] in kinds]
    return {id_: _line(visit, id_, came_back.shown[id_]) for id_ in shown}


def _line(visit: Visit, id_: str, value: str | None) -> Line:
    kind, _, sign = id_.partition(":")
    return Line(id_, sign_label(visit.library, kind, sign), value=value)  # type: ignore[arg-type]


def _as_sent(visit: Visit, lines: Mapping[str, Line]) -> dict[str, Line]:
    """The lines as the person has just ticked them."""
    sent = answering.said(visit.request.POST, lines)
    return {id_: Line(id_, line.text, line.full, sent[id_]) for id_, line in lines.items()}


def _of_kind(lines: Mapping[str, Line], kind: Sign) -> list[Line]:
    return [line for id_, line in lines.items() if id_.startswith(f"{kind}:")]


def _held(visit: Visit) -> dict[str, str]:
    """Onset and pain as they are known, in the form's own words."""
    held, began = course.intake(visit), visit.history().began_on
    known = {"since": "", "day": "", "pain_now": "", "pain_worst": ""}
    if began is not None:
        ago = (visit.journal.today() - began).days
        quick = ago in _DAYS_AGO.values()
        known |= {"since": str(ago) if quick else _ANOTHER_DAY, "day": "" if quick else began.isoformat()}
    if held is not None:
        known |= {"pain_now": _in_points(held.pain_now), "pain_worst": _in_points(held.pain_worst)}
    return known


def _in_points(pain: float | None) -> str:
    return "" if pain is None else str(round(pain))


def _asks_pain(visit: Visit) -> bool:
    """Whether how it was at the start is asked here; once there are more check-ins, they tell how it is."""
    return len(visit.history().check_ins) < 2


def _day_of(visit: Visit, held: Sheet) -> date:
    """The day the form was handed out, from which its "days ago" count, also if it comes back after midnight."""
    return visit.journal.day_of(held.at)


def _day(typed: Mapping[str, str], shown_on: date, today: date) -> tuple[date | None, dict[str, str]]:
    """The day it began, or what is wrong with what was given."""
    since = typed["since"]
    if since != _ANOTHER_DAY and since in {str(ago) for ago in _DAYS_AGO.values()}:
        return shown_on - timedelta(days=int(since)), {}
    if since != _ANOTHER_DAY and not typed["day"]:
        return None, {"since": "Choose the day it began. About is good enough."}
    try:
        day = date.fromisoformat(typed["day"].strip())
    except ValueError:
        return None, {"day": "Give the day as year, month and day, such as 2026-11-20."}
    if day > today:
        return None, {"day": "That day has not come yet."}
    if (today - day).days > _LONGEST_DAYS:
        return None, {"day": "That is too long ago. Give the day this bout began."}
    return day, {}


def _pain_errors(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if typed["pain_now"] not in _POINTS:
        errors["pain_now"] = "Choose how much it hurts now, from 0 to 10."
    if typed["pain_worst"] not in _POINTS:
        errors["pain_worst"] = "Choose how much it hurt at worst in the last 24 hours, from 0 to 10."
    if not errors and int(typed["pain_worst"]) < int(typed["pain_now"]):
        now = typed["pain_now"]
        errors["pain_worst"] = f"It hurts {now} now, so the worst of the last 24 hours is at least {now}."
    return errors


def _own_words(visit: Visit) -> str:
    """The story as it stands."""
    return "\n\n".join(story.text for story in visit.history().stories)


def _as_text(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\x00", "").strip()


def _told(visit: Visit, own_words: str) -> list[dict[str, Any]]:
    """The story, if it says something else now: told anew and not corrected, so that what is new in it is asked about,
    whatever was answered before."""
    if own_words == _own_words(visit):
        return []
    withdrawn = [withdrawal(story, "told anew") for story in visit.history().stories]
    return [*withdrawn, visit.about_knot(kind="story", text=own_words)]


def _onset(visit: Visit, came_back: Sheet, day: date) -> list[dict[str, Any]]:
    """The correction that says when it began, if the person changed that on this page."""
    opened, began = visit.opened(), visit.history().began_on
    if day == began or day == _shown_day(visit, came_back):
        return []
    if opened is None:
        return [visit.about_knot(kind="episode", event="opened", began_on=day.isoformat())]
    return [correction(opened, "changed", began_on=day.isoformat())]


def _shown_day(visit: Visit, came_back: Sheet) -> date | None:
    """The day that stood in the form when it was handed out."""
    since, day = came_back.shown.get("since"), came_back.shown.get("day")
    if since == _ANOTHER_DAY and day:
        return date.fromisoformat(day)
    return _day_of(visit, came_back) - timedelta(days=int(since)) if since else None


def _pain(visit: Visit, came_back: Sheet, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """How it was at the start: a check-in, or the correction of it, if the person changed it on this page."""
    names = ("pain_now", "pain_worst")
    if not _asks_pain(visit) or all(typed[name] == came_back.shown.get(name) for name in names):
        return []
    pain = {name: int(typed[name]) for name in names}
    held = course.intake(visit)
    if held is None:
        return [visit.about_knot(kind="check_in", **pain)]
    if all(getattr(held, name) == points for name, points in pain.items()):
        return []
    return [correction(held, "changed", **pain)]


def _version(held: Sheet) -> str:
    """What changes when the answers that the page showed do, so that an older draft does not come back."""
    return ",".join(f"{id_}={value}" for id_, value in held.shown.items() if value)
