"""Pages for when something is in the way: no session, no such page, a refused request, a full disk.

They need neither the database nor a session. A program that asked for the API gets the same as `problem+json`.
"""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.template.loader import render_to_string

from unknot.errors import InputError, Problem, StoreError, UnknotError
from unknot.web import access
from unknot.web.api import problem

_LOG = logging.getLogger("unknot.web")


def closed(request) -> HttpResponse:
    """How to get in, for a browser without a session."""
    came_by_link = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
    return _answer(request, "closed", 403, "no session", {"came_by_link": came_by_link})


def link_used(request) -> HttpResponse:
    """A one-time link that lets nobody in any more, and how to get another."""
    return _answer(request, "link_used", 403, "this link lets in no more", {"minutes": access.LINK_MINUTES})


def foreign(request, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """A request that another site's page sent."""
    return _answer(request, "foreign", 403, "sent by a page of another site")


def form_too_old(request, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands its reason over
    """A form whose token does not fit the session; nothing was changed."""
    return _answer(request, "form_too_old", 403, "the form token does not fit the session")


def unknown_companion(request) -> HttpResponse:
    """A program with a wrong token."""
    response = _answer(request, "closed", 401, "not the token in companion.token")
    response["WWW-Authenticate"] = 'Bearer realm="unknot"'
    return response


def not_found(request, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """No page of this address."""
    return _answer(request, "404", 404, "there is nothing at this address")


def bad_request(request, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    """A request that cannot be read."""
    return _answer(request, "bad_request", 400, "the request cannot be read")


def broken(request) -> HttpResponse:
    """A fault of Unknot's own, which Django has written to the log."""
    return _answer(request, "500", 500, "a fault of Unknot's own; see its terminal")


def named(request, error: UnknotError) -> HttpResponse:
    """What is wrong and how to mend it, as `error` says: the disk, the database, the numbers or what came in."""
    if isinstance(error, InputError):
        status = 400
    elif isinstance(error, StoreError):
        status = 503
    else:
        status = 500
    if status != 400:
        _LOG.error("%s: %s", type(error).__name__, ", ".join(each.code for each in error.problems))
    return _answer(request, "named", status, str(error), {"problems": error.problems}, error.problems)


def _answer(
    request,
    template: str,
    status: int,
    title: str,
    context: dict | None = None,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    if request.path_info.startswith(access.API):
        return problem.response(status, problems, title)
    return HttpResponse(render_to_string(f"unknot/{template}.html", context or {}), status=status)
