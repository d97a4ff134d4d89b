"""From a request to the view of its operation: method, kinds, parameters and body are checked here, once for all.

Code                    | Meaning
----------------------- | ---------------------------------------------------------------------
`api_too_large`         | the body is larger than the API takes
`api_wrong_answer_type` | the program accepts no kind of answer that there is
`api_wrong_body_type`   | the body is not of the kind that the path takes
`api_wrong_method`      | the path does not take this method
`parameter_twice`       | a parameter of the address stands twice
`parameter_unknown`     | the address has a parameter that the path does not know
`request_not_json`      | the body is no JSON, or means more than one thing
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from unknot.errors import Problem, UnknotError
from unknot.facts.strict_json import read_json
from unknot.web.api import problem
from unknot.web.api.declared import CHANGING, JSON, BadParameterError, Body, Operation, Parameter, Route
from unknot.web.api.problem import RefusalError
from unknot.web.settings import LARGEST_REQUEST_BYTES

PREFIX = "/api/"
_LOG = logging.getLogger("unknot.web")


def serving(route: Route) -> Callable[..., HttpResponse]:
    """The Django view of `route`. Whatever Unknot raises on purpose becomes a problem document."""

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            return _answer(route, request, path)
        except UnknotError as error:
            answer = problem.of_error(error)
            if answer.status_code >= 500:
                codes = ", ".join(each.code for each in error.problems)
                _LOG.error("%s: %s: %s", request.path_info, type(error).__name__, codes)
            return answer

    return view


def programs_get_json(get_response):
    """Below `/api/` every response is for programs: what another layer refuses or breaks is a problem document too."""

    def middleware(request):
        response = get_response(request)
        if not f"{request.path_info}/".startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != problem.MEDIA_TYPE:
            response.close()
            response = problem.of_response(response)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def _answer(route: Route, request: HttpRequest, path: dict[str, str]) -> HttpResponse:
    operation = route.operations.get("GET" if request.method == "HEAD" else str(request.method))
    if operation is None:
        raise RefusalError(405, _wrong_method(route, str(request.method)), headers={"Allow": route.allow()})
    if request.get_preferred_type(operation.media_types()) is None:
        hint = " or ".join(operation.media_types())
        raise RefusalError(406, Problem("api_wrong_answer_type", "Accept", "no such kind of answer is made here", hint))
    values = {**_from_path(route, path), **_from_query(operation, request)}
    if operation.body is not None:
        values["body"] = _read(operation.body, request)
    return operation.view(request, **values)


def _wrong_method(route: Route, method: str) -> Problem:
    if route.refusal is not None and method in CHANGING:
        return route.refusal
    return Problem("api_wrong_method", "method", f"{method} is not possible here", f"one of {route.allow()}")


def _from_path(route: Route, path: dict[str, str]) -> dict[str, Any]:
    values, problems = _values(route.parameters, path)
    if problems:
        raise RefusalError(404, *problems)
    return values


def _from_query(operation: Operation, request: HttpRequest) -> dict[str, Any]:
    known = [parameter.name for parameter in operation.query]
    hint = f"one of {', '.join(known)}" if known else "it takes none"
    problems = []
    for name, texts in request.GET.lists():
        if name not in known:
            problems.append(Problem("parameter_unknown", name, "there is no such parameter here", hint))
        elif len(texts) > 1:
            problems.append(Problem("parameter_twice", name, f"it stands {len(texts)} times", "write it once"))
    values, bad = _values(operation.query, request.GET.dict())
    if problems or bad:
        raise RefusalError(400, *problems, *bad)
    return values


def _values(parameters: tuple[Parameter, ...], texts: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    values, problems = {}, []
    for parameter in parameters:
        if parameter.name in texts:
            try:
                values[parameter.name] = parameter.read(texts[parameter.name])
            except BadParameterError as bad:
                problems.append(bad.problem)
    return values, problems


def _read(body: Body, request: HttpRequest) -> Any:
    if not body.required and not request.headers.get("Content-Length", "").strip("0"):
        return None
    if request.content_type != body.media_type:
        what = f"{request.content_type or 'nothing'} is not taken here"
        why = Problem("api_wrong_body_type", "Content-Type", what, body.media_type)
        raise RefusalError(415, why, headers={"Accept": body.media_type})
    try:
        data = request.body
    except RequestDataTooBig:
        hint = f"at most {LARGEST_REQUEST_BYTES // 1_000_000} MB"
        raise RefusalError(413, Problem("api_too_large", "body", "it is too large", hint)) from None
    if body.media_type != JSON:
        return data
    try:
        return read_json(data)
    except ValueError as error:
        raise RefusalError(400, Problem("request_not_json", "body", f"this is no JSON: {error}")) from None
