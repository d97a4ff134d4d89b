"""The report to hand to a clinician or therapist: what it will say, for which knot and since when, and as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from unknot.loop.report import report as reported
from unknot.loop.report_records import Report
from unknot.reporting import report as on_paper
from unknot.reporting.typesetting import PAPERS, Paper
from unknot.screening.triage import EMERGENCY
from unknot.web import drawings, locale
from unknot.web.visit import Visit


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for; `error` where it asks for a day that is none."""

    episode: str
    paper: Paper
    since: date | None
    typed: str
    error: str

    @property
    def query(self) -> str:
        chosen = {"knot": self.episode, "paper": self.paper}
        return urlencode(chosen | ({"since": self.since.isoformat()} if self.since else {}))


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """What the report says, with the choices: which knot, since when, which paper. Without a knot, how to get one."""
    visit = Visit(request)
    asked = _asked(visit)
    if asked is None:
        return visit.page("report.html", nav="knots")
    visit = Visit(request, asked.episode)
    made = reported(visit.library, visit.journal.request(asked.episode), since=asked.since)
    shown = on_paper.sheet(visit.library, made, short_day=locale.short_day)
    return visit.page(
        "report.html",
        status=422 if asked.error else 200,
        nav="knots",
        shown=shown,
        report=made,
        words=shown.words,
        emergency=made.safety.disposition == EMERGENCY,
        asked=asked,
        errors={"since": asked.error} if asked.error else {},
        knots=_knots(visit, asked.episode),
        papers=[(paper, visit.library.say(f"report.paper.{paper}"), paper == asked.paper) for paper in PAPERS],
        tried=[
            (each, on_paper.felt(visit.library, each.better, each.same, each.worse, each.stopped))
            for each in made.tried
        ],
        rest=(*made.trials, *made.visits),
        file=f"{reverse('unknot:report_file')}?{asked.query}",
        today=visit.journal.today().isoformat(),
    )


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The report as a PDF."""
    visit = Visit(request)
    asked = _asked(visit)
    if asked is None or asked.error:
        raise Http404("there is nothing to report on")
    made: Report = reported(visit.library, visit.journal.request(asked.episode), since=asked.since)
    response = HttpResponse(on_paper.to_pdf(visit.library, made, asked.paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="unknot-report-{made.day.isoformat()}.pdf"'
    return response


def _asked(visit: Visit) -> _Asked | None:
    """What is asked for; the knot at hand where none is named, None where there is none at all."""
    sent = visit.request.GET
    episode = sent.get("knot") or visit.journal.episode_at_hand()
    if episode is None:
        return None
    if episode not in visit.journal.episodes():
        raise Http404("there is no such knot")
    paper = next((each for each in PAPERS if each == sent.get("paper")), locale.paper())
    typed = sent.get("since", "").strip()
    since, error = None, ""
    if typed:
        try:
            since = date.fromisoformat(typed)
        except ValueError:
            error = visit.library.say("report.page.since_wrong")
        if since is not None and since > visit.journal.today():
            since, error = None, visit.library.say("report.page.since_wrong")
    return _Asked(episode, paper, since, typed, error)


def _knots(visit: Visit, chosen: str) -> list[tuple[str, str, bool]]:
    """Every knot with its places and when it was opened, the latest first."""
    listed = []
    for episode in reversed(visit.journal.episodes()):
        held = visit.journal.history(episode)
        named = "; ".join(drawings.places(visit.library, held.marks)) or visit.library.say("report.page.no_place")
        when = "" if held.opened_at is None else f", {locale.day(visit.journal.day_of(held.opened_at))}"
        listed.append((episode, f"{named}{when}", episode == chosen))
    return listed
