"""The OpenAPI 3.1 description of the API, made from the table that is served."""

from __future__ import annotations

import re
from typing import Any

import unknot
from unknot.loop.documents import EXPLAINED, FORECAST, PLAN
from unknot.web.api import answers, problem, shapes
from unknot.web.api.declared import Answer, Body, Operation, Parameter, Route
from unknot.web.api.table import ROOT, ROUTES

EVERYWHERE = (400, 401, 403, 406, 421, 500, 503)
"""The problems that any operation may answer with."""

_REFERENCE = "#/components/schemas/{model}"
_ABOUT = """\
Unknot as a program on the same computer sees it. It is answered on the loopback interface only.

General information, not a medical device. Nothing may be advised before the safety questions are answered: a program \
never answers for a person who was not asked, and shows every reason, limit and interval that comes with an advice.

Every problem is an `application/problem+json` document with a permanent code. Nothing is cached.
"""
_TOKEN = "What stands in the file companion.token of the data folder, which only its owner can read."


def description() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Unknot",
            "version": unknot.__version__,
            "summary": "The one door, the facts and the knots of one person",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "The Unknot that runs on this computer"}],
        "security": [{"companion": []}],
        "paths": {ROOT + route.path: _path(route) for route in ROUTES},
        "components": {
            "securitySchemes": {"companion": {"type": "http", "scheme": "bearer", "description": _TOKEN}},
            "responses": {f"problem_{status}": _problem(status) for status in problem.TITLES},
            "schemas": _schemas(),
        },
    }


def _path(route: Route) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if route.parameters:
        item["parameters"] = [_parameter(parameter, "path") for parameter in route.parameters]
    for method, operation in route.operations.items():
        item[method.lower()] = _operation(operation)
    return item


def _operation(operation: Operation) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
    }
    if operation.query:
        raw["parameters"] = [_parameter(parameter, "query") for parameter in operation.query]
    if operation.body is not None:
        raw["requestBody"] = _body(operation.body)
    problems = sorted({*EVERYWHERE, *operation.problems})
    raw["responses"] = {
        **{str(status): _answer(answer) for status, answer in operation.answers.items()},
        **{str(status): {"$ref": f"#/components/responses/problem_{status}"} for status in problems},
    }
    return raw


def _parameter(parameter: Parameter, where: str) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": where,
        "required": where == "path",
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _body(body: Body) -> dict[str, Any]:
    media: dict[str, Any] = {"schema": body.schema}
    if body.examples:
        media["examples"] = {re.sub(r"\W", "_", name): {"value": value} for name, value in body.examples.items()}
    return {"required": body.required, "description": body.description, "content": {body.media_type: media}}


def _answer(answer: Answer) -> dict[str, Any]:
    raw: dict[str, Any] = {"description": answer.description}
    if answer.headers:
        raw["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    raw["content"] = {answer.media_type: {"schema": answer.schema}}
    return raw


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": problem.TITLES[status],
        "content": {problem.MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
    }


def _schemas() -> dict[str, Any]:
    advice, parts = shapes.advice(_REFERENCE)
    explained, its_parts = shapes.explained(_REFERENCE)
    story, parts_of_story = shapes.story(_REFERENCE)
    fact = {"$ref": _REFERENCE.format(model="Fact")}
    return {
        "Request": shapes.request(fact),
        "Advice": advice,
        "PlanDocument": _part_of_advice(advice, PLAN),
        "ForecastDocument": _part_of_advice(advice, FORECAST),
        "ExplainedDocument": _part_of_advice(
            {"properties": {**advice["properties"], "explained": _or_null("ExplainedForecast")}},
            (*EXPLAINED, "explained"),
        ),
        "ExplainedForecast": explained,
        "StorySoFar": story,
        "EpisodeSummary": answers.EPISODE,
        "Problem": problem.schema(),
        "Fact": shapes.any_fact(_REFERENCE),
        **shapes.facts(_REFERENCE),
        **parts,
        **its_parts,
        **parts_of_story,
    }


def _or_null(model: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": _REFERENCE.format(model=model)}, {"type": "null"}]}


def _part_of_advice(advice: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["episode", *names],
        "additionalProperties": False,
        "properties": {"episode": {"type": "string"}, **{name: advice["properties"][name] for name in names}},
    }
