"""What the API answers when something is in the way: `application/problem+json` (RFC 9457).

Code                    | Meaning
----------------------- | ---------------------------------------------------------------------
`api_not_understood`    | the request cannot be read
`api_not_let_in`        | neither a session nor the companion token was shown
`api_refused`           | the request is not accepted from there
`api_no_such_path`      | nothing is served at this path
`api_wrong_method`      | the path does not take this method
`api_wrong_answer_type` | the program accepts no kind of answer that there is
`api_too_large`         | the body is larger than the API takes
`api_wrong_body_type`   | the body is not of the kind that the path takes
`api_wrong_host`        | the request names another machine or port
`api_broken`            | a fault of Unknot's own
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.http import HttpResponse

from unknot.errors import InputError, Problem, StoreError, UnknotError, VersionError

MEDIA_TYPE = "application/problem+json"
LONGEST_MESSAGE = 1000
_TYPE = "urn:unknot:problem:"

TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: "The request cannot be read",
        401: "The token is not the right one",
        403: "Not let in",
        404: "There is no such thing",
        405: "Not with this method",
        406: "There is no answer of that kind",
        409: "It is already stored and says something else",
        413: "Too large",
        415: "The body is of the wrong kind",
        421: "Not at this address",
        422: "What came in is not usable",
        500: "A fault of Unknot's own",
        503: "The facts cannot be reached",
    }
)
_ANY: Mapping[int, Problem] = MappingProxyType(
    {
        400: Problem("api_not_understood", "request", "it cannot be read", "check the request"),
        401: Problem("api_not_let_in", "Authorization", "this token lets nobody in", "show what companion.token holds"),
        403: Problem("api_refused", "request", "it is not accepted from there", "show what companion.token holds"),
        404: Problem("api_no_such_path", "path", "nothing is served here", "GET /api/v1/ lists what there is"),
        405: Problem("api_wrong_method", "method", "not here", "the header Allow lists the methods"),
        413: Problem("api_too_large", "body", "it is too large", "send less at once"),
        415: Problem("api_wrong_body_type", "Content-Type", "not of the right kind", "application/json"),
        421: Problem("api_wrong_host", "Host", "Unknot answers at 127.0.0.1 and its own port", "check the address"),
        500: Problem("api_broken", "", "something broke", "the terminal of Unknot says more; please report it"),
        503: Problem("api_broken", "", "Unknot cannot answer now", "try again in a moment"),
    }
)
_BY_CODE: Mapping[str, int] = MappingProxyType(
    {
        "content_version_not_installed": 422,
        "dose_unknown": 404,
        "episode_unknown": 404,
        "export_newer": 422,
        "fact_id_taken": 409,
        "parameters_version_not_installed": 422,
        "request_not_json": 400,
    }
)
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class RefusalError(InputError):
    """The request is refused with `status`; nothing was changed."""

    def __init__(self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(*problems)
        self.status = status
        self.headers = dict(headers or {})


def response(status: int, problems: Sequence[Problem] = (), said: str = "") -> HttpResponse:
    """The problem document. Without `problems` it is the general one of `status`, with `said` as its message."""
    listed = tuple(problems) or (_general(status, said),)
    first = listed[0]
    raw = {
        "type": _TYPE + first.code,
        "title": TITLES.get(status, "Not possible"),
        "status": status,
        "detail": _shortened(str(first)),
        "code": first.code,
        "problems": [{name: _shortened(text) for name, text in each._asdict().items()} for each in listed],
    }
    # Half a character, which JSON can carry and UTF-8 cannot, may stand in what was sent.
    data = json.dumps(raw, indent=2, ensure_ascii=False).encode(errors="replace") + b"\n"
    return HttpResponse(data, status=status, content_type=MEDIA_TYPE)


def of_error(error: UnknotError) -> HttpResponse:
    """The problem document of an error that Unknot raises on purpose."""
    answer = response(status_of(error), error.problems)
    for name, value in getattr(error, "headers", {}).items():
        answer[name] = value
    if any(problem.code == "database_busy" for problem in error.problems):
        answer["Retry-After"] = "5"
    return answer


def of_response(other: HttpResponse) -> HttpResponse:
    """The problem document for a response that was made for people; what a program needs of its headers stays."""
    answer = response(other.status_code)
    for name in _KEPT_HEADERS:
        if name in other:
            answer[name] = other[name]
    return answer


def status_of(error: UnknotError) -> int:
    """The HTTP status that `error` stands for."""
    if isinstance(error, RefusalError):
        return error.status
    known = {_BY_CODE[problem.code] for problem in error.problems if problem.code in _BY_CODE}
    if known:
        return min(known)
    if isinstance(error, InputError):
        return 422
    return 503 if isinstance(error, StoreError | VersionError) else 500


def schema() -> dict[str, Any]:
    """The shape of a problem document."""
    text = {"type": "string"}
    fields = {
        "code": {**text, "description": "permanent; listed in the reference of errors"},
        "place": {**text, "description": "the field, parameter or line it is about; may be empty"},
        "message": text,
        "hint": {**text, "description": "how to mend it; may be empty"},
    }
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "problems"],
        "additionalProperties": False,
        "properties": {
            "type": {**text, "description": f"{_TYPE} and the code"},
            "title": {**text, "description": "the same for every problem of this status"},
            "status": {"type": "integer"},
            "detail": {**text, "description": "the first problem in one sentence"},
            "code": {**text, "description": "the code of the first problem"},
            "problems": {
                "type": "array",
                "minItems": 1,
                "description": "everything that is wrong",
                "items": {
                    "type": "object",
                    "required": list(fields),
                    "additionalProperties": False,
                    "properties": fields,
                },
            },
        },
    }


def _general(status: int, said: str) -> Problem:
    general = _ANY.get(status, _ANY[400 if status < 500 else 500])
    return general._replace(message=said or general.message)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[: LONGEST_MESSAGE - 1]}…"
