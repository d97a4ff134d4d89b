"""Is it safe: one screen of the gate at a time, until nothing is open or the answers call for help."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.facts import Answer, Fact
from unknot.loop.interview import CANNOT_FINISH, answer
from unknot.screening.interview import Screen, next_screen, questions_in_order
from unknot.web import answering, course, sheet
from unknot.web.visit import Visit

NAME = "safety"
_ELSEWHERE = {"where": "where", "age": "welcome", "sex": "welcome"}
NOT_CHOSEN = "Choose one of the three. Not sure is a good answer too."
_TOO_OLD = "This page had become too old to be kept. Please tick what applies once more."


@require_http_methods(["GET", "HEAD", "POST"])
def safety(request: HttpRequest, episode: str) -> HttpResponse:
    """The answers of one screen are stored, those of an old tab as well; `back` takes the last screen's back, and who
    is too unwell to go on is believed."""
    visit = Visit(request, episode)
    if request.method != "POST":
        return _page(visit)
    if "cannot_finish" in request.POST:
        visit.journal.add(answer(visit.library, episode, CANNOT_FINISH, "yes"))
        return visit.go("result", episode)
    if "back" in request.POST:
        answering.back(visit, request.POST["back"], NAME)
        return visit.go("safety", episode)
    came_back = sheet.returned(request, NAME, episode)
    if came_back is None:
        return _page(visit, error=_TOO_OLD)
    values = answering.said_on_screen(request.POST, came_back.shown)
    if values is None:
        return _page(visit, error=NOT_CHOSEN)
    answering.record(visit, came_back, values)
    return course.go_on(visit)


def _noted(group: Iterable[Fact]) -> str:
    """What was understood of the screen before, in a few words, so that a slip of the finger is seen."""
    values = [fact.value for fact in group if isinstance(fact, Answer)]
    if not values:
        return ""
    if len(values) == 1:
        return {"yes": "Noted: yes.", "no": "Noted: no.", "not_sure": "Noted: not sure."}[values[0]]
    yes, not_sure = values.count("yes"), values.count("not_sure")
    if not yes and not not_sure:
        return "Noted: none of these."
    told = [*([f"{yes} of these"] if yes else []), *([f"{not_sure} not sure"] if not_sure else [])]
    return f"Noted: {', '.join(told)}."


def _page(visit: Visit, error: str = "") -> HttpResponse:
    """The next screen; without one, on to the page that comes next."""
    screen = next_screen(visit.library, visit.history())
    if screen is None:
        return course.go_on(visit)
    for question in screen.questions:
        if question.id in _ELSEWHERE:
            name = _ELSEWHERE[question.id]
            return visit.go(name) if name == "welcome" else visit.go(name, visit.episode)
    left = len(questions_in_order(visit.library, visit.history()))
    answered = answering.answered_in_sitting(visit, NAME)
    return visit.page(
        "safety.html",
        status=422 if error else 200,
        nav="today",
        step="safety",
        error=error,
        left=max(left - len(screen.questions), 0),
        answered=answered,
        of=answered + max(left, len(screen.questions)),
        **screen_context(visit, screen, NAME),
    )


def screen_context(visit: Visit, screen: Screen, name: str) -> dict[str, object]:
    """What `_screen.html` needs: the sections, nothing ticked but what the person took back, and the way back."""
    ids = [question.id for question in screen.questions]
    ticked = {} if screen.private else answering.taken_back(visit, ids)
    sections = [
        (
            visit.library.say(section.heading_key) if section.heading_key else "",
            [answering.line_of(visit, question, ticked.get(question.id)) for question in section.questions],
        )
        for section in screen.sections
    ]
    last = answering.last_answers(visit, NAME) if name == NAME else answering.last_answers(visit, "terms", "apart")
    titled = f"screen.{screen.id}.title"
    return {
        "screen": screen,
        "title": visit.library.say(titled) if titled in visit.library.text else "",
        "intro": visit.library.say(screen.intro_key) if screen.intro_key in visit.library.text else "",
        "sections": sections,
        "line": sections[0][1][0],
        "single": len(ids) == 1,
        "ticked_before": bool(ticked),
        "sheet": sheet.handed_out(visit, name, answering.stood_in(screen.questions)).token(),
        "draft": f"{name}-{visit.episode}-{'-'.join(ids)}",
        "draft_version": f"{visit.journal.today()}",
        "noted": _noted(last),
        "last_group": sheet.group_of(last[0]) if last else "",
    }
