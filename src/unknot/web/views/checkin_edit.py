"""A check-in that is on record: corrected, moved to the time it was about, or taken back. Nothing is erased."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.facts import CheckIn
from unknot.loop.checking_in import movements, ranges
from unknot.loop.doing import may_press
from unknot.loop.moment import clock_of
from unknot.screening.triage import EMERGENCY, triage
from unknot.web import checkin_form, locale
from unknot.web.checkin_form import Said
from unknot.web.typed import SCALE
from unknot.web.visit import Visit

_TAKE_BACK = "take_back"


@require_http_methods(["GET", "HEAD", "POST"])
def check_in_edit(request: HttpRequest, episode: str, fact: str) -> HttpResponse:
    """One check-in of the knot as it stands, to be corrected or taken back; what is left as it is stays so.

    The answers about warning signs are not touched: they are facts of their own.
    """
    visit = Visit(request, episode)
    given = next((each for each in visit.history().check_ins if each.id == fact), None)
    if given is None:
        raise Http404("there is no such check-in")
    if triage(visit.library, visit.history()).disposition == EMERGENCY:
        return visit.go("result", episode)
    if request.method != "POST":
        return _page(visit, given)
    if request.POST.get("part") == _TAKE_BACK:
        visit.can_undo(visit.journal.take_back([given]), visit.library.say("checking_in.edit.taken_back"))
        return visit.go("course", episode)
    said = checkin_form.read(
        visit.library, request.POST, visit.history(), _reaches(visit, given), ranges(visit.library, visit.history())
    )
    if _moment_is_unchanged(visit, given):
        said.at, said.note = None, ""
        said.errors.pop(checkin_form.MOMENT, None)
    changes = _changes(given, said)
    _refuse_a_worst_below_now(given, said)
    if said.errors:
        return _page(visit, given, said)
    if not changes:
        return visit.go("course", episode)
    told = " ".join((visit.library.say("checking_in.edit.kept"), *((said.note,) if said.note else ())))
    visit.can_undo([visit.journal.amend(given, **changes)], told)
    return visit.go("course", episode)


def _page(visit: Visit, given: CheckIn, said: Said | None = None) -> HttpResponse:
    sent = visit.request.POST
    library, held, journal = visit.library, visit.history(), visit.journal
    errors = {} if said is None else said.errors
    reaches, asked = _reaches(visit, given), ranges(library, held)
    day, clock = clock_of(given.at, journal.zone)
    words = {**given.movements, **checkin_form.typed_words(sent, reaches)}
    degrees = {**{key: f"{value:g}" for key, value in given.rom.items()}, **checkin_form.typed_degrees(sent, asked)}
    return visit.page(
        "check_in_edit.html",
        status=422 if errors else 200,
        nav="knots",
        given_on=journal.day_of(given.at),
        given_at=locale.clock(given.at, journal.zone),
        typed={**checkin_form.as_typed(given), "day": day, "time": clock, **sent.dict()},
        stands=_between_numbers(visit, given),
        press=given.press_tenderness is not None or _may_press(visit),
        reaches=checkin_form.movements(library, reaches, words),
        ranges=checkin_form.measured(library, asked, degrees, errors),
        earliest=None if held.opened_at is None else journal.day_of(held.opened_at),
        today=journal.today(),
        scale=SCALE,
        errors=errors,
    )


def _between_numbers(visit: Visit, given: CheckIn) -> dict[str, str]:
    """What stands where a rating lies between two numbers of the scale, so that none of them is chosen."""
    typed = checkin_form.as_typed(given)
    values = {name: getattr(given, name) for name in checkin_form.RATINGS if name not in typed}
    return {
        name: visit.library.say("checking_in.edit.stands", value=locale.points(value))
        for name, value in values.items()
        if value is not None
    }


def _reaches(visit: Visit, given: CheckIn) -> tuple[str, ...]:
    """The movements of this check-in; where it has none, those that are asked about now."""
    return tuple(given.movements) or movements(visit.library, visit.advice(), visit.history())


def _may_press(visit: Visit) -> bool:
    return any(may_press(visit.library, each.points) for each in visit.advice().candidates[:1])


def _moment_is_unchanged(visit: Visit, given: CheckIn) -> bool:
    """Whether the day and the time came back as they stood: then the instant stays what it was, to the second."""
    sent = visit.request.POST
    return (sent.get("day", ""), sent.get("time", "")) in (("", ""), clock_of(given.at, visit.journal.zone))


def _changes(given: CheckIn, said: Said) -> dict[str, Any]:
    """What the correction says otherwise than the check-in, as raw fields."""
    whole = {
        name: {**getattr(given, name), **value} if isinstance(value, dict) else value
        for name, value in said.fields.items()
    }
    changes = {name: value for name, value in whole.items() if getattr(given, name) != value}
    if said.at is not None:
        changes["at"] = said.at.isoformat()
    return changes


def _refuse_a_worst_below_now(given: CheckIn, said: Said) -> None:
    """The worst of a day is at least what it was at the time, also where only one of the two was changed."""
    now, worst = (said.fields.get(name, getattr(given, name)) for name in ("pain_now", "pain_worst"))
    if now is not None and worst is not None and worst < now:
        said.errors["pain_worst"] = f"It hurt {now:g} then, so the worst of the 24 hours before is at least that."
