"""What a browser keeps of a session, to go on with while Unknot cannot be reached."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from unknot.web import assets
from unknot.web.views.result import calling
from unknot.web.visit import Visit

WORKER = "unknot/js/worker.js"
SCRIPTS = tuple(f"unknot/js/{name}.js" for name in ("app", "player", "outbox"))
"""What the pages of a session are woken by."""


@require_GET
def worker(request: HttpRequest, episode: str) -> HttpResponse:
    """The worker that looks after the session of this knot and after nothing else."""
    Visit(request, episode)
    root, _, rest = WORKER.partition("/")
    response = HttpResponse((assets.ROOTS[root] / rest).read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("unknot:session", args=(episode,))
    return response


@require_GET
def kept(request: HttpRequest, episode: str, reason: str | None = None) -> HttpResponse:
    """What is shown after a form that waits on the device; with a `reason` that the questions are about, what to do now
    and whom to call come first. Nothing of the plan is on it."""
    visit = Visit(request, episode)
    found = None if reason is None else visit.library.session_stops.get(reason)
    if reason is not None and (found is None or not found.lines):
        raise Http404("nobody stops for that")
    said: dict[str, Any] = {}
    if reason is not None:
        said = {
            "stop_title": visit.library.say(f"session_stop.{reason}.title"),
            "now": visit.library.lines(f"session_stop.{reason}.now"),
            "call": visit.library.say(f"session_stop.{reason}.call"),
            "calling": calling(visit),
        }
    return visit.page("session_kept.html", nav="today", **said)


def keeping(visit: Visit, count: int, key: str) -> dict[str, str]:
    """What the browser is told to keep of a session of `count` steps under the name `key`."""
    episode = visit.episode
    reasons = [each.id for each in visit.library.session_stops.values() if each.lines]
    pages = [
        *(reverse("unknot:session", args=(episode, number)) for number in range(1, count + 1)),
        *(reverse("unknot:session_stopped", args=(episode, number)) for number in range(1, count + 1)),
        reverse("unknot:session_kept", args=(episode,)),
        *(reverse("unknot:session_kept", args=(episode, reason)) for reason in reasons),
    ]
    return {
        "worker": reverse("unknot:session_worker", args=(episode,)),
        "scope": reverse("unknot:session", args=(episode,)),
        "key": key,
        "pages": " ".join(pages),
        "assets": " ".join(assets.shelf().url(name) for name in SCRIPTS),
    }
