"""The way in: a one-time link for the browser, and a fresh one for a program that may have it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from unknot.web import access
from unknot.web.views import trouble

HOME = "/"


@never_cache
@require_GET
def enter(request, token: str) -> HttpResponse:
    """The browser has a session and is on its way home; a link that was used or is too old explains itself.

    A browser that only fetches ahead does not use the link up.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    if access.LINKS.redeem(token):
        access.begin_session(request)
    elif not access.has_session(request):
        return trouble.link_used(request)
    if request.headers.get("Sec-Fetch-Site", "none") == "none":
        response = HttpResponseRedirect(HOME)
        response.status_code = 303
        return response
    # A redirect counts as a step of the site that held the link, and the new cookie would stay back; our own page's
    # step does not.
    return render(request, "unknot/entered.html", {"home": HOME})


@require_POST
def link(request) -> HttpResponse:
    """The address of a fresh one-time link, for a companion: `unknot serve` while it is running already."""
    if not access.is_companion(request):
        return trouble.unknown_companion(request)
    return JsonResponse({"link": request.build_absolute_uri(f"/enter/{access.LINKS.issue()}")}, status=201)
