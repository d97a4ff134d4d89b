"""Which body and skin tone the drawings show, chosen from any page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from unknot.web.visit import Visit

_BY_SCRIPT = "empty"
"""What a browser names as the destination of a request that a script makes."""


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """The choice is kept for this person; back to the page in `next`, or nothing where a script asked."""
    Visit(request).choose_look()
    if request.headers.get("Sec-Fetch-Dest") == _BY_SCRIPT:
        return HttpResponse(status=204)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("unknot:settings")
    return HttpResponseRedirect(back, status=303)
