"""Every route of the API, declared once: `urls` serves this table and `openapi` describes it."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

import unknot
from unknot.errors import Problem
from unknot.exchange.numbers import library_in_use
from unknot.loop.documents import document
from unknot.web.api import answers, parameters, views
from unknot.web.api.declared import JSON_LINES, Answer, Body, Operation, Route
from unknot.web.views import enter

ROOT = "/api/v1/"


def overview(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What is installed, and every path."""
    library = library_in_use(os.environ)
    raw = {
        "name": "Unknot",
        "version": unknot.__version__,
        "content_version": library.version,
        "parameters_version": library.parameters_version,
        "clinical_review": library.clinical_review,
        "openapi": f"{ROOT}openapi.json",
        "paths": [
            {"path": ROOT + route.path, "method": method, "summary": operation.summary}
            for route in ROUTES
            for method, operation in route.operations.items()
        ],
    }
    return views.answer(document(raw))


def describe(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The OpenAPI description of this API."""
    return views.answer(_description())


@cache
def _description() -> bytes:
    from unknot.web.api import openapi

    return (json.dumps(openapi.description(), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


_EXAMPLE_FACT: dict[str, Any] = {
    "kind": "check_in",
    "id": "watch-2026-11-20T08:00:00Z",
    "at": "2026-11-20T08:00:00Z",
    "zone": "Europe/Berlin",
    "episode": "knot-1",
    "pain_now": 3,
}
_EXAMPLE_REQUEST: dict[str, Any] = {
    "at": "2026-11-22T09:00:00+01:00",
    "zone": "Europe/Berlin",
    "facts": [
        {
            "kind": "mark",
            "id": "m1",
            "at": "2026-11-22T08:59:00+01:00",
            "zone": "Europe/Berlin",
            "episode": "knot-1",
            "region": "neck_lower_r",
            "intensity": 4,
        }
    ],
}
_APPEND_ONLY = Problem(
    "facts_append_only",
    "method",
    "facts are never changed or removed",
    "POST a correction to /api/v1/facts; it can replace a fact or take it back",
)
_SHOW_ALL = (
    "Look at `disposition` first and show its reasons. At `emergency_now` and `urgent_same_day` show nothing else."
)
_NOT_RECORDED = "Nothing is stored. A program that shows the forecast to a person posts to the forecast instead."

ROUTES = (
    Route(
        "",
        {
            "GET": Operation(
                "overview",
                overview,
                "What is installed, and every path",
                "Versions of the program and its content, whether a clinician has reviewed it, and what there is.",
                {200: Answer("What there is", answers.OVERVIEW)},
            )
        },
    ),
    Route(
        "openapi.json",
        {
            "GET": Operation(
                "describe",
                describe,
                "This description",
                "The OpenAPI description of this API.",
                {200: Answer("An OpenAPI 3.1 document", {"type": "object"})},
            )
        },
    ),
    Route(
        "advise",
        {
            "POST": Operation(
                "advise",
                views.advise,
                "The advice for a request",
                f"The one door: pure, nothing is read from the store and nothing is stored. {_SHOW_ALL} "
                "These are the bytes of `unknot advise`.",
                {200: Answer("The advice", answers.shape("Advice"))},
                body=Body(answers.shape("Request"), "The request.", examples={"a mark": _EXAMPLE_REQUEST}),
                problems=(413, 415, 422),
            )
        },
    ),
    Route(
        "facts",
        {
            "GET": Operation(
                "list_facts",
                views.list_facts,
                "The stored facts, page by page",
                "Every fact as it was written, corrections and what they correct included, by instant, then by id. "
                "A fact that is written later with an earlier instant appears in its place, so begin anew to see all.",
                {200: Answer("One page", answers.PAGE_OF_FACTS)},
                query=(
                    parameters.OF_EPISODE,
                    parameters.KIND,
                    parameters.SINCE,
                    parameters.AFTER,
                    parameters.LIMIT,
                ),
                problems=(422,),
            ),
            "POST": Operation(
                "add_facts",
                views.add_facts,
                "Store one fact, or a list of them",
                "All are stored and on the disk, or none is; every bad field of every fact is reported. A fact that is "
                "stored already word for word is passed over, so sending again does no harm. Give each its own id.",
                {
                    200: Answer("All of them were stored already", answers.STORED_FACTS),
                    201: Answer("They are stored", answers.STORED_FACTS, headers={"Location": "a lone new fact"}),
                },
                body=Body(
                    {"anyOf": [answers.shape("Fact"), {"type": "array", "items": answers.shape("Fact")}]},
                    "A fact, or a list of facts.",
                    examples={"a check-in": _EXAMPLE_FACT},
                ),
                problems=(409, 413, 415, 422),
            ),
        },
        refusal=_APPEND_ONLY,
    ),
    Route(
        "facts/{fact}",
        {
            "GET": Operation(
                "show_fact",
                views.show_fact,
                "One stored fact",
                "The fact as it was written. A correction of it is a fact of its own.",
                {200: Answer("The fact", answers.shape("Fact"))},
                problems=(404,),
            )
        },
        (parameters.FACT,),
        refusal=_APPEND_ONLY,
    ),
    Route(
        "episodes",
        {
            "GET": Operation(
                "list_episodes",
                views.list_episodes,
                "Every knot",
                "The one that was opened last stands at the end.",
                {200: Answer("The knots", answers.EPISODES)},
            )
        },
    ),
    Route(
        "episodes/{episode}/advice",
        {
            "GET": Operation(
                "show_advice",
                views.show_advice,
                "The whole advice for one knot",
                f"From the stored facts. {_SHOW_ALL} These are the bytes of `unknot plan --json`. {_NOT_RECORDED}",
                {200: Answer("The advice", answers.shape("Advice"))},
                query=(parameters.AT,),
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}/plan",
        {
            "GET": Operation(
                "show_plan",
                views.show_plan,
                "What to do today",
                "The plan with everything about safety that must be said with it. `plan` is null while questions are "
                "open, and where safety or age comes first.",
                {200: Answer("The plan", answers.shape("PlanDocument"))},
                query=(parameters.AT,),
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}/forecast",
        {
            "GET": Operation(
                "show_forecast",
                views.show_forecast,
                "The days ahead",
                f"`forecasts` is null where there is none and where safety comes first. {_NOT_RECORDED}",
                {200: Answer("The forecast", answers.shape("ForecastDocument"))},
                query=(parameters.AT,),
                problems=(404,),
            ),
            "POST": Operation(
                "issue_forecast",
                views.issue_forecast,
                "The days ahead, on record as shown",
                "As `unknot forecast --json`: the forecast is stored, once a local day, so that it can be held against "
                "what happens. Shown forecasts are facts of the kind `forecast_issued`.",
                {200: Answer("The forecast", answers.shape("ForecastDocument"))},
                problems=(404,),
            ),
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}/forecast/explained",
        {
            "GET": Operation(
                "explain_forecast",
                views.explain_forecast,
                "What moved the forecast",
                "The part of what was reported, of loads, of breaks and of techniques; they add up to the difference "
                "from the usual course. Also the numbers behind it and what it leaves out. These are the bytes of "
                f"`unknot forecast --explain --json`. `explained` is null where the forecast is. {_NOT_RECORDED}",
                {200: Answer("What moved it", answers.shape("ExplainedDocument"))},
                query=(parameters.AT,),
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}/story",
        {
            "GET": Operation(
                "show_story",
                views.show_story,
                "The story so far",
                "What was foreseen first, what was rated, what was done, and how the ratings compare with what was "
                "foreseen. Show `verdict.follow_up` first; where `may_show` is false there is nothing else to show. A "
                "day without a rating has none. These are the bytes of `unknot story --json`.",
                {200: Answer("The story", answers.shape("StorySoFar"))},
                query=(parameters.AT,),
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}/rhythm",
        {
            "GET": Operation(
                "show_rhythm",
                views.show_rhythm,
                "When the next check-in is wanted, and why",
                "More often only while it changes a decision. A day that has passed is no debt: nothing is filled in, "
                "and a person is never to be pressed. Remind nobody where `reminders` is false.",
                {200: Answer("The rhythm", answers.RHYTHM)},
                query=(parameters.AT,),
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "episodes/{episode}",
        {
            "GET": Operation(
                "show_episode",
                views.show_episode,
                "One knot",
                "When it began, whether it is gone, where it hurts, and the last check-in.",
                {200: Answer("The knot", answers.shape("EpisodeSummary"))},
                problems=(404,),
            )
        },
        (parameters.EPISODE,),
    ),
    Route(
        "desk",
        {
            "GET": Operation(
                "show_desk",
                views.show_desk,
                "Reminders at the desk: whether, how often and which move",
                "For the knot that is open, else the last one. Look at `prompts` first: where it is false help comes "
                "first, and nothing is to be shown. Where `no` is set, the words name no move. `unknot desk --now "
                "--json` says the same.",
                {200: Answer("How things stand now", answers.DESK)},
            )
        },
    ),
    Route(
        "desk/day",
        {
            "GET": Operation(
                "show_desk_day",
                views.show_desk_day,
                "A day at the desk",
                "The stretches that were measured, time that was told, reminders, moves, what the likely muscles held, "
                "and fourteen days in short. What is null has no record; it is not nothing. No muscle is named where "
                "safety comes first. These are the bytes of `unknot desk --day --json`.",
                {200: Answer("The day", answers.DESK_DAY)},
                query=(parameters.DAY,),
            )
        },
    ),
    Route(
        "desk/felt",
        {
            "POST": Operation(
                "say_felt",
                views.say_felt,
                "How desk moves felt afterwards",
                "Each fact named is corrected, all or none, and only desk moves of the last day. What said so already "
                "stays as it is, so sending again does no harm.",
                {200: Answer("What was corrected", answers.FELT)},
                body=Body(answers.FELT_SAID, "The ids that `last_moves` of the desk names, and how it felt."),
                problems=(404, 413, 415, 422),
            )
        },
    ),
    Route(
        "export",
        {
            "GET": Operation(
                "export",
                views.export,
                "Everything that is stored",
                "The bytes of `unknot export`: one JSON object a line, the last one a checksum of all above.",
                {200: Answer("The export", {"type": "string"}, JSON_LINES)},
            )
        },
    ),
    Route(
        "import",
        {
            "POST": Operation(
                "import",
                views.import_,
                "Take in an export",
                "As `unknot import`: all or none, and what is there already is left alone. For an export larger than "
                "the API takes use the command.",
                {200: Answer("What was taken in", answers.BROUGHT_IN)},
                query=(parameters.KEEP_GOOD, parameters.DRY_RUN),
                body=Body({"type": "string"}, "An export.", JSON_LINES),
                problems=(409, 413, 415, 422),
            )
        },
    ),
    Route(
        "link",
        {
            "POST": Operation(
                "link",
                enter.link,
                "A fresh one-time link for a browser",
                "For programs with the companion token. The link lets one browser in, once, within fifteen minutes. It "
                "leads to the page named, which is the path of a page of Unknot, or home.",
                {201: Answer("The link", answers.LINK)},
                body=Body(
                    answers.LINK_SAID, "The page it leads to.", examples={"desk": {"page": "/desk"}}, required=False
                ),
                problems=(413, 415, 422),
            )
        },
    ),
)
