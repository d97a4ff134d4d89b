"""Before the plan: what the person has, how much time they give, and the few answers that could free a technique."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.content.library import Library, vocabulary_of
from unknot.loop.advice import Advice
from unknot.screening.interview import Question, Screen, together
from unknot.web import answering, course, sheet
from unknot.web.typed import whole_number
from unknot.web.views.safety import NOT_CHOSEN, screen_context
from unknot.web.visit import Visit

MOST_MINUTES = 240
_MINUTES = ("0", "5", "10", "15", "20", "30")
_ANOTHER = "other"
_TOO_OLD = "This page had become too old to be kept. Please answer once more."


@require_http_methods(["GET", "HEAD", "POST"])
def means(request: HttpRequest, episode: str) -> HttpResponse:
    """Tools and minutes are stored, then one list at a time, then a small test; after the last one comes the plan."""
    visit = Visit(request, episode)
    if request.method == "POST":
        return _sent(visit)
    if course.next_page(visit) != "result":
        return course.go_on(visit)
    advice = visit.advice()
    if not course.may_plan(visit, advice):
        return visit.go("result", episode)
    part = course.means_part(visit, advice)
    if request.GET.get("part") == "tools" or part in ("tools", ""):
        return _tools_page(visit, *_held(visit))
    return _list_page(visit, advice, part)


def _sent(visit: Visit) -> HttpResponse:
    request = visit.request
    if "back" in request.POST:
        answering.back(visit, request.POST["back"], "terms", "apart")
        return visit.go("means", visit.episode)
    if "tools" in request.POST:
        return _save_tools(visit)
    for name in ("terms", "apart"):
        came_back = sheet.returned(request, name, visit.episode)
        if came_back is not None:
            values = answering.said_on_screen(request.POST, came_back.shown)
            if values is None:
                return _again(visit, name, NOT_CHOSEN)
            answering.record(visit, came_back, values)
            return _on(visit)
    return _again(visit, "", _TOO_OLD)


def _on(visit: Visit) -> HttpResponse:
    """On to the next part, or to the plan, or to where the answers lead instead."""
    if course.next_page(visit) != "result":
        return course.go_on(visit)
    advice = visit.advice()
    if not course.may_plan(visit, advice):
        return visit.go("result", visit.episode)
    return visit.go("means" if course.means_part(visit, advice) else "plan", visit.episode)


def _again(visit: Visit, name: str, error: str) -> HttpResponse:
    """The open list once more, with what was wrong; on to the next page if it is no longer open."""
    advice = visit.advice()
    part = course.means_part(visit, advice)
    if part not in ("terms", "apart") or name not in (part, ""):
        return _on(visit)
    return _list_page(visit, advice, part, error)


def _save_tools(visit: Visit) -> HttpResponse:
    owned = [tool for tool in known_tools(visit.library) if tool in visit.request.POST.getlist("tool")]
    chosen, other = visit.request.POST.get("minutes", ""), visit.request.POST.get("other_minutes", "").strip()
    text = chosen if chosen in _MINUTES else other
    per_day = whole_number(text, MOST_MINUTES)
    if per_day is None:
        error = f"Choose how many minutes a day, or give a whole number from 0 to {MOST_MINUTES}."
        return _tools_page(visit, owned, chosen, other, error)
    held = visit.history().preference
    if held is None or held.tools is None or set(held.tools) != set(owned) or held.minutes_per_day != per_day:
        visit.journal.add({"kind": "preference", "tools": owned, "minutes_per_day": per_day})
    return _on(visit)


def _held(visit: Visit) -> tuple[Collection[str], str, str]:
    held = visit.history().preference
    tools = () if held is None or held.tools is None else held.tools
    if held is None or held.minutes_per_day is None:
        return tools, "", ""
    minutes = str(held.minutes_per_day)
    return (tools, minutes, "") if minutes in _MINUTES else (tools, _ANOTHER, minutes)


def known_tools(library: Library) -> list[str]:
    """The tools that a person is asked for, in the order of the content."""
    return [tool for tool in library.lines("cli.tools") if tool in vocabulary_of(library).tools]


def _tools_page(
    visit: Visit, owned: Collection[str], minutes: str, other_minutes: str, error: str = ""
) -> HttpResponse:
    return visit.page(
        "means.html",
        status=422 if error else 200,
        nav="today",
        step="plan",
        part="tools",
        errors={"minutes": error} if error else {},
        tools=[(tool, visit.library.say(f"tool.{tool}.label"), tool in owned) for tool in known_tools(visit.library)],
        quick_minutes=_MINUTES,
        another=_ANOTHER,
        minutes=minutes,
        other_minutes=other_minutes,
        most_minutes=MOST_MINUTES,
    )


def _list_page(visit: Visit, advice: Advice, part: str, error: str = "") -> HttpResponse:
    screen, test = course.whole_terms_screen(visit, advice), ""
    if part == "apart" and (question := course.apart_question(visit, advice)) is not None:
        test = question.text
        line = Question(question.id, "cli.ask.apart.heading", "cli.ask.apart.help")
        screen = Screen("apart", "question", "", together(line), private=False)
    if screen is None:
        return _on(visit)
    return visit.page(
        "means.html",
        status=422 if error else 200,
        nav="today",
        step="plan",
        part=part,
        error=error,
        test=test,
        **screen_context(visit, screen, part),
    )
