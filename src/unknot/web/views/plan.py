"""What to do today, how, why, how sure that is and what it cannot do; and writing down what a professional found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.content.library import Library
from unknot.errors import FactError
from unknot.loop import showing
from unknot.loop.advice import PlannedStep
from unknot.loop.doing import is_professional
from unknot.loop.wording import sources, step_name
from unknot.reporting import handout
from unknot.web import course, drawings, locale, sheet
from unknot.web.figures import Figure, figure
from unknot.web.sheet import Sheet
from unknot.web.typed import whole_number
from unknot.web.views import trials
from unknot.web.views.result import along, safety
from unknot.web.visit import Visit

FINDINGS = {
    "muscular": "They say it is muscular.",
    "other": "They found something else.",
    "unknown": "They do not know yet, or did not say.",
}
LONGEST_NOTE = 5_000
MOST_MINUTES = 24 * 60

_PROFESSIONAL = "professional"
_VISIT = "visit"
_TOO_OLD = "This page had become too old to be kept. Look it over and save it once more."
_ABOUT_A_VISIT = {
    "ask": "What to ask",
    "prepare": "Before the visit",
    "after": "Afterwards",
    "log": "What to note down",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A step as the plan shows it: drawing, how it should feel, where it comes from, what to know about a visit."""

    number: int
    step: PlannedStep
    name: str
    feel: str
    sources: str
    visit: tuple[tuple[str, tuple[str, ...]], ...]
    figure: Figure | None


@require_GET
def plan(request: HttpRequest, episode: str) -> HttpResponse:
    """Today's plan of one knot; where safety or a question comes first, on to that."""
    visit = Visit(request, episode)
    advice = visit.advice()
    held = visit.history()
    if not showing.may_name(advice) or advice.plan is None:
        return visit.go("result", episode)
    if held.resolved:
        return visit.go("course", episode)
    if course.means_open(visit):
        return visit.go("means", episode)
    visit.journal.forecast_shown(advice, episode)
    cards = [_card(visit.library, number, step) for number, step in enumerate(advice.plan.steps, 1)]
    return visit.page(
        "plan.html",
        nav="today",
        step="plan",
        **safety(visit, advice),
        plan=advice.plan,
        now=[card for card in cards if not card.step.alongside],
        alongside=[card for card in cards if card.step.alongside],
        can_start=any(not card.step.alongside and not is_professional(visit.library, card.step) for card in cards),
        minutes=round(advice.plan.minutes) if advice.plan.steps else 0,
        care=[
            (text, [cards[number - 1].step.name for number in held_for]) for text, held_for in showing.care(advice.plan)
        ],
        many_steps=len(cards) > 1,
        along=along(visit) if advice.plan.kind == _PROFESSIONAL else None,
        when=drawings.when_gone(visit.library, advice),
        not_offered=showing.not_offered(visit.library, advice),
        marked=drawings.places(visit.library, held.marks),
        began_on=held.began_on,
        review_now=advice.plan.review_on <= visit.journal.today(),
        today=visit.journal.today(),
        trial_notice=trials.notice(visit),
    )


@require_GET
def printed(request: HttpRequest, episode: str) -> HttpResponse:
    """Today's plan with its drawings as a PDF on the paper of the region; where there is none, on to the result."""
    visit = Visit(request, episode)
    advice = visit.advice()
    held = visit.history()
    if not showing.may_name(advice) or advice.plan is None or held.resolved:
        return visit.go("result", episode)
    visit.journal.forecast_shown(advice, episode)
    today = visit.journal.today()
    paper = handout.handout(
        visit.library,
        advice,
        advice.plan,
        marked="; ".join(drawings.places(visit.library, held.marks)),
        on=today,
        day=locale.weekday,
    )
    response = HttpResponse(handout.to_pdf(paper, locale.paper()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="unknot-plan-{today.isoformat()}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def log_visit(request: HttpRequest, episode: str) -> HttpResponse:
    """A visit to a professional is written down; a finding that clears opens self-care again."""
    visit = Visit(request, episode)
    if request.method != "POST":
        return _visit_page(visit, sheet.handed_out(visit, _VISIT, {}))
    came_back = sheet.returned(request, _VISIT, episode)
    raw, errors = _visit_raw(visit)
    if came_back is None:
        return _visit_page(visit, sheet.handed_out(visit, _VISIT, {}), errors={"finding": _TOO_OLD})
    if errors:
        return _visit_page(visit, came_back, errors=errors)
    if not sheet.sent_before(visit, came_back):
        try:
            visit.can_undo(sheet.store(visit, came_back, [raw]), "Your visit is written down.")
        except FactError as error:
            return _visit_page(visit, came_back, errors={"note": str(error)})
    return visit.go("result", episode)


def _card(library: Library, number: int, step: PlannedStep) -> Card:
    about = (
        tuple(
            (heading, lines)
            for part, heading in _ABOUT_A_VISIT.items()
            if (lines := library.lines(f"technique.{step.technique}.{part}"))
        )
        if is_professional(library, step)
        else ()
    )
    return Card(
        number=number,
        step=step,
        name=step_name(library, step),
        feel=" ".join(library.lines(f"technique.{step.technique}.target")),
        sources=sources(library, step.sources),
        visit=about,
        figure=figure(library.techniques[step.technique].figure, step.side),
    )


def _visit_raw(visit: Visit) -> tuple[dict[str, Any], dict[str, str]]:
    """The visit as it was typed, and what is wrong with it by field."""
    sent = visit.request.POST
    errors: dict[str, str] = {}
    raw = visit.about_knot(kind="pro_visit", cleared=bool(sent.get("cleared")))
    if (finding := sent.get("finding", "")) in FINDINGS:
        raw["finding"] = finding
    else:
        errors["finding"] = "Say what they found. Not knowing is fine."
    if raw["cleared"] and finding and finding != "muscular":
        errors["cleared"] = "Self-care is cleared only where they say it is muscular."
    if (technique := sent.get("technique", "")) in _treatments(visit.library):
        raw["technique"] = technique
    if typed := sent.get("minutes", "").strip():
        minutes = whole_number(typed, MOST_MINUTES)
        if minutes is not None:
            raw["minutes"] = minutes
        else:
            errors["minutes"] = f"Give the minutes as a whole number from 0 to {MOST_MINUTES}, or leave them out."
    if note := sent.get("note", "").strip():
        if len(note) <= LONGEST_NOTE:
            raw["note"] = note
        else:
            errors["note"] = f"The note is too long: at most {LONGEST_NOTE} letters."
    return raw, errors


def _treatments(library: Library) -> dict[str, str]:
    return {
        id_: library.say(f"technique.{id_}.name")
        for id_, technique in library.techniques.items()
        if technique.role == "professional"
    }


def _visit_page(visit: Visit, held: Sheet, errors: dict[str, str] | None = None) -> HttpResponse:
    return visit.page(
        "visit.html",
        status=422 if errors else 200,
        nav="today",
        sheet=held.token(),
        typed=visit.request.POST.dict(),
        findings=FINDINGS,
        treatments=_treatments(visit.library),
        most_minutes=MOST_MINUTES,
        longest_note=LONGEST_NOTE,
        errors=errors or {},
    )
