"""The plan in the person's own calendar: the page where it is set up, the file to take along, and the feed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from unknot.errors import InputError
from unknot.exchange.calendar import FILE_NAME, MEDIA_TYPE, to_ics
from unknot.exchange.calendar_choices import DAYS, as_query, read_choices
from unknot.loop.appointments import Agenda, Appointment, Choices, agenda
from unknot.web import calendar_feed, locale
from unknot.web.visit import Visit

_SAID = ("at", "names", "breaks", "days", "remind")
_MAKE, _END = "make", "end"


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the page lists it, in words."""

    when: str
    title: str


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar as it is now, for a program that showed the key; nothing but its name if it has that already."""
    visit = Visit(request)
    origin = f"{request.scheme}://{request.get_host()}"
    data = to_ics(visit.library, _agenda(visit, _choices(request.GET)), origin=origin)
    etag = quote_etag(hashlib.sha256(data).hexdigest())
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'inline; filename="{FILE_NAME}"'
    response["ETag"] = etag
    answer: HttpResponse = get_conditional_response(request, etag=etag, response=response)
    return answer


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The calendar as a file, a snapshot of today."""
    visit = Visit(request)
    data = to_ics(visit.library, _agenda(visit, _choices(request.GET)))
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """What goes in, what it holds now, the file and the link; sent, the link is made anew or switched off."""
    visit = Visit(request)
    sent = request.POST if request.method == "POST" else request.GET
    try:
        choices, errors = _choices(sent), {}
    except InputError as error:
        choices, errors = Choices(), {each.place: f"{each.message} ({each.hint})." for each in error.problems}
    query = urlencode(as_query(choices), safe=":,")
    if request.method == "POST" and not errors:
        if sent.get("part") == _MAKE:
            calendar_feed.make()
        elif sent.get("part") == _END:
            calendar_feed.end()
        address = reverse("unknot:calendar")
        return HttpResponseRedirect(f"{address}{query and '?'}{query}#link", status=303)
    now = _agenda(visit, choices)
    return visit.page(
        "calendar.html",
        status=422 if errors else 200,
        nav="settings",
        errors=errors,
        typed=_typed(sent) if errors else {name: said.replace(",", ", ") for name, said in as_query(choices).items()},
        days=[
            (code, name, place in choices.days)
            for place, (code, name) in enumerate(zip(DAYS, visit.library.lines("calendar.page.day_names"), strict=True))
        ],
        events=_lines(visit, now),
        file=f"{reverse('unknot:calendar_file')}{query and '?'}{query}",
        link=calendar_feed.link(request, choices),
        hidden=as_query(choices).items(),
    )


def _agenda(visit: Visit, choices: Choices) -> Agenda:
    return agenda(visit.library, visit.journal.request(visit.journal.open_episode()), choices)


def _choices(sent: QueryDict) -> Choices:
    return read_choices({name: sent.getlist(name) for name in _SAID})


def _typed(sent: QueryDict) -> dict[str, str]:
    return {name: ", ".join(sent.getlist(name)) for name in _SAID}


def _lines(visit: Visit, now: Agenda) -> list[Line]:
    """The events in words; the breaks of a day, which are alike, in one line."""
    told = [Line(_when(now, each), each.title) for each in now.appointments if not each.weekly]
    breaks = [each for each in now.appointments if each.weekly]
    if breaks:
        first, last = (locale.clock(each.start, now.zone) for each in (breaks[0], breaks[-1]))
        when = "calendar.page.weekly" if len(breaks) == 1 else "calendar.page.weekly_hours"
        told.append(Line(visit.library.say(when, first=first, last=last), breaks[0].title))
    return told


def _when(now: Agenda, event: Appointment) -> str:
    day = locale.weekday(event.start.date())
    return day if event.minutes is None else f"{day}, {locale.clock(event.start, now.zone)}"
