"""What it probably is, and before that whether self-care is safe: an emergency leaves nothing else to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.content.library import Library
from unknot.facts import Answer, CheckIn, Fact, local_day
from unknot.loop import showing
from unknot.loop.advice import Advice, MuscleCandidate, Statement
from unknot.loop.calling import Numbers, emergency_reasons, meanwhile, numbers, what_to_say
from unknot.loop.wording import chance_in_words, sources, technique_name
from unknot.screening.interview import question_of
from unknot.screening.ordering import PRIVATE
from unknot.screening.triage import EMERGENCY, URGENT, triage
from unknot.web import answering, course, drawings, locale, sheet
from unknot.web.visit import Visit

SHOWN_CANDIDATES = 3
SHOWN_CAUSES = 3
SHOWN_WHY = 2
SHOWN_GROUPS = 2
APART = "apart"
LEAST_REST = 0.01

_VALUES = {"yes": "Yes", "not_sure": "Not sure", "no": "No"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the safety questions say what they say, and the sources it rests on, by name."""

    text: str
    sources: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Calling:
    """Whom to call here: the numbers, the country they are for, and every country there is to choose from.

    `country` is empty where none is known, then so is `where`; `chosen` is whether the person named it.
    """

    numbers: Numbers
    country: str
    where: str
    chosen: bool
    countries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A muscle that may be behind it: its chance in words, what it is, what speaks for it, and where its spots lie."""

    candidate: MuscleCandidate
    side: str
    chance: str
    percent: int
    lay: str
    why: tuple[str, ...]
    spots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Along:
    """What a clinician wants to know first: where, since when, how bad it was last, and what was tried."""

    places: tuple[str, ...]
    began_on: date | None
    last: CheckIn | None
    last_day: date | None
    tried: tuple[str, ...]


@require_GET
def result(request: HttpRequest, episode: str) -> HttpResponse:
    """What it probably is, why, when it should be gone and what is contested; as much of it as safety allows."""
    visit = Visit(request, episode)
    advice = visit.advice()
    if course.is_emergency(visit):
        return _emergency(visit, advice)
    held = visit.history()
    if held.resolved:
        return visit.go("course", episode)
    if advice.disposition == URGENT and (advice.screened or _is_due(visit)):
        return _urgent(visit, advice)
    if not advice.screened:
        return course.go_on(visit)
    visit.journal.forecast_shown(advice, episode)
    named = [_named(visit.library, each) for each in advice.candidates[:SHOWN_CANDIDATES]]
    rest = 1.0 - sum(each.probability for each in advice.candidates[:SHOWN_CANDIDATES])
    return visit.page(
        "result.html",
        nav="today",
        step="result",
        **safety(visit, advice),
        first=named[0] if named else None,
        stands_out=bool(named) and named[0].candidate.probability > 0.5,
        others=named[1:],
        rest=rest if rest >= LEAST_REST else None,
        not_apart=advice.not_told_apart[:SHOWN_GROUPS],
        **_small_test(visit, advice),
        causes=advice.causes[:SHOWN_CAUSES],
        picture=_picture(visit, advice.candidates[0]) if named else "",
        drawing=drawings.forecast(visit.library, advice, held),
        when=drawings.when_gone(visit.library, advice),
        notes=showing.notes(advice),
        uncertain=visit.library.say("advice.candidates_uncertain"),
        not_proof=visit.library.say("causes.not_proof"),
        basis=visit.library.say("forecast.basis"),
        next=_next(visit, advice),
    )


def _picture(visit: Visit, likeliest: MuscleCandidate) -> str:
    return drawings.muscle(visit.library, visit.body, likeliest.muscle, likeliest.side, likeliest.points)


def _small_test(visit: Visit, advice: Advice) -> dict[str, Any]:
    """The question that would tell most about the muscle, and the sheet for its answer; no text where none is open."""
    question = course.apart_question(visit, advice) if course.may_plan(visit, advice) else None
    if question is None:
        return {"test": ""}
    return {"test": question.text, "sheet": sheet.handed_out(visit, APART, {question.id: None}).token()}


@require_POST
def apart(request: HttpRequest, episode: str) -> HttpResponse:
    """The answer to the small test is stored, and the result shown as it stands with it."""
    visit = Visit(request, episode)
    came_back = sheet.returned(request, APART, episode)
    values = None if came_back is None else answering.said_on_screen(request.POST, came_back.shown)
    if came_back is not None and values is not None:
        stored = answering.record(visit, came_back, values)
        if stored:
            visit.can_undo(stored, "Your answer is counted.")
    return visit.go("result", episode)


@require_POST
def country(request: HttpRequest, episode: str) -> HttpResponse:
    """The person has said where they are; the result shows whom to call there."""
    visit = Visit(request, episode)
    choose_country(visit)
    return visit.go("result", episode)


def choose_country(visit: Visit) -> None:
    """The country that was sent is the person's from now on; none that there is not."""
    sent = visit.request.POST.get("country", "")
    if sent == "" or sent in locale.countries():
        visit.request.session["country"] = sent


@require_http_methods(["GET", "HEAD", "POST"])
def reconsider(request: HttpRequest, episode: str) -> HttpResponse:
    """What was answered with yes or not sure, to look at again; a change is a correction, never a second answer."""
    visit = Visit(request, episode)
    found = triage(visit.library, visit.history())
    ticked = _ticked(visit, [fired.id for fired in found.fired])
    lines = [
        answering.line_of(visit, question_of(visit.library, question), _strongest(given))
        for question, given in ticked.items()
    ]
    if request.method != "POST":
        emergency = found.disposition == EMERGENCY
        return visit.page("reconsider.html", lines=lines, values=_VALUES, emergency=emergency, calling=calling(visit))
    changed: list[Fact] = []
    for line in lines:
        value = request.POST.get(f"line.{line.id}")
        if value in _VALUES and value != line.value:
            changed.extend(visit.journal.amend(given, value=value) for given in ticked[line.id] if given.value != value)
    if changed:
        visit.can_undo(changed, "Your answers are changed.")
    return visit.go("result", episode)


def safety(visit: Visit, advice: Advice) -> dict[str, Any]:
    """What the pages say about safety: the result in colour and words, its reasons, and what belongs beside it."""
    named = advice.disposition is not None
    return {
        "advice": advice,
        "tone": "ok" if advice.disposition in course.SELF_CARE else "caution",
        "line": visit.library.say(f"disposition.{advice.disposition}.line") if named else "",
        "reasons": _reasons(visit.library, showing.reasons(advice)),
        "cautions": showing.cautions(advice),
    }


def along(visit: Visit) -> Along:
    """What to take to a clinician about the knot of this visit."""
    held, library = visit.history(), visit.library
    rated = [each for each in held.check_ins if each.pain_now is not None]
    return Along(
        places=drawings.places(library, held.marks),
        began_on=held.began_on,
        last=rated[-1] if rated else None,
        last_day=local_day(rated[-1]) if rated else None,
        tried=tuple(dict.fromkeys(technique_name(library, dose.technique) for dose in held.doses)),
    )


def calling(visit: Visit) -> Calling:
    """Whom to call where this person is, as far as they or their browser say where that is."""
    country = visit.country
    return Calling(
        numbers=numbers(visit.library, country),
        country=country,
        where=locale.in_country(country) if country else "",
        chosen=visit.chose_country,
        countries=locale.countries(),
    )


def _emergency(visit: Visit, advice: Advice) -> HttpResponse:
    said = safety(visit, advice)
    said["reasons"] = _reasons(visit.library, emergency_reasons(advice)) or said["reasons"]
    tell = what_to_say(visit.library, visit.history(), advice)
    return visit.page("emergency.html", **said, calling=calling(visit), tell=tell, meanwhile=meanwhile(advice))


def _urgent(visit: Visit, advice: Advice) -> HttpResponse:
    again = _asked_again_at(visit)
    return visit.page(
        "urgent.html",
        nav="today",
        **safety(visit, advice),
        along=along(visit),
        calling=calling(visit),
        again=None if again is None else visit.journal.day_of(again),
        due=_is_due(visit),
    )


def _is_due(visit: Visit) -> bool:
    """Whether a day has passed, so that it is time to ask again how it is."""
    again = _asked_again_at(visit)
    return again is not None and again <= visit.journal.now()


def _asked_again_at(visit: Visit) -> datetime | None:
    """When how it is is asked again: a day after the safety questions were answered last."""
    asked = [
        fact.at
        for fact in visit.journal.standing()
        if isinstance(fact, Answer)
        and fact.episode in (None, visit.episode)
        and _is_of_safety(visit.library, fact.question)
    ]
    if not asked:
        return None
    return max(asked) + timedelta(hours=visit.library.number("screening.urgent_again_hours"))


def _next(visit: Visit, advice: Advice) -> str:
    """The name of the page on which the way to today's plan goes on; empty where there can be none."""
    if not course.may_plan(visit, advice):
        return ""
    return "unknot:means" if course.means_part(visit, advice) else "unknot:plan"


def _ticked(visit: Visit, fired: Sequence[str]) -> dict[str, list[Answer]]:
    """The safety questions answered with yes or not sure and those answers, what has `fired` first.

    What is private stays away, unless the result rests on it alone.
    """
    said: dict[str, list[Answer]] = {}
    for fact in visit.journal.standing():
        if not isinstance(fact, Answer) or fact.value == "no" or fact.episode not in (None, visit.episode):
            continue
        if _is_of_safety(visit.library, fact.question):
            said.setdefault(fact.question, []).append(fact)
    public = [question for question in said if question not in PRIVATE]
    shown = public if any(question in fired for question in public) else list(said)
    return {question: said[question] for question in sorted(shown, key=lambda question: question not in fired)}


def _strongest(given: Sequence[Answer]) -> str:
    return "yes" if any(each.value == "yes" for each in given) else "not_sure"


def _is_of_safety(library: Library, question: str) -> bool:
    return question in library.flags or question in library.background_facts or question in library.short_screen


def _reasons(library: Library, reasons: Iterable[Statement]) -> tuple[Reason, ...]:
    return tuple(
        Reason(reason.text, _checked_sources(library, reason), unconfirmed=reason.verified is False)
        for reason in reasons
    )


def _checked_sources(library: Library, reason: Statement) -> str:
    return "" if reason.verified is False else sources(library, reason.sources)


def _named(library: Library, candidate: MuscleCandidate) -> Named:
    spots = [point.split(".")[1] for point in candidate.points]
    return Named(
        candidate=candidate,
        side=library.say(f"cli.side.{candidate.side}") if candidate.side in ("left", "right") else "",
        chance=chance_in_words(library, candidate.probability),
        percent=round(100 * candidate.probability),
        lay=" ".join(library.lines(f"muscle.{candidate.muscle}.lay")),
        why=candidate.why[:SHOWN_WHY],
        spots=tuple(line for spot in spots for line in library.lines(f"muscle.{candidate.muscle}.{spot}.where")),
    )
