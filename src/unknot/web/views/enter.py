"""The way in: a one-time link for the browser, and a fresh one for a program that may have it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unknot.web import access
from unknot.web.api.bodies import fields, text
from unknot.web.views import trouble

_LINK_FIELDS = ("page",)


@never_cache
@require_GET
def enter(request, token: str) -> HttpResponse:
    """The browser has a session and is on its way to the page of the link; one that was used leads home, and without
    a session it explains itself, as one that is too old does.

    A browser that only fetches ahead does not use the link up.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    page = access.LINKS.redeem(token)
    if page is not None:
        access.begin_session(request)
    elif not access.has_session(request):
        return trouble.link_used(request)
    leads_to = page or access.HOME
    if request.headers.get("Sec-Fetch-Site", "none") == "none":
        response = HttpResponseRedirect(leads_to)
        response.status_code = 303
        return response
    # A redirect counts as a step of the site that held the link, and the new cookie would stay back; our own page's
    # step does not.
    return render(request, "unknot/entered.html", {"page": leads_to})


@require_POST
def link(request, body: Any = None) -> HttpResponse:
    """The address of a fresh one-time link, for a companion: `unknot serve` while it is running already.

    `body` may name the page it leads to; without one it leads home.
    """
    if not access.is_companion(request):
        return trouble.unknown_companion(request)
    said = {} if body is None else fields(body, _LINK_FIELDS)
    page = text(said, "page") if "page" in said else access.HOME
    return JsonResponse({"link": request.build_absolute_uri(f"/enter/{access.LINKS.issue(page)}")}, status=201)
