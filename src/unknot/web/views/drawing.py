"""The pain drawing of a knot as a file to keep: a picture, or the codes of published body maps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.exchange import body_codes
from unknot.facts import History
from unknot.reporting import pain_drawing
from unknot.reporting.pain_drawing import PainDrawing
from unknot.web import locale
from unknot.web.visit import Visit


@require_GET
def drawing(request: HttpRequest, episode: str, kind: str) -> HttpResponse:
    """The drawing as it is kept now, as `svg`, `png`, `csv` or `json`; there is none where nothing is marked."""
    visit = Visit(request, episode)
    held = visit.history()
    if kind not in _KINDS or not held.marks:
        raise Http404("there is no such drawing")
    content_type, made = _KINDS[kind]
    response = HttpResponse(made(visit, held), content_type=content_type)
    name = f"unknot-drawing-{held.today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _svg(visit: Visit, held: History) -> str:
    drawn = PainDrawing(held.marks, held.depths, held.today())
    return pain_drawing.to_svg(visit.library, drawn, visit.body, day=_day, tone=visit.tone)


def _png(visit: Visit, held: History) -> bytes:
    return pain_drawing.to_png(_svg(visit, held))


def _csv(visit: Visit, held: History) -> bytes:
    return body_codes.as_csv(visit.library, held.marks, _sex(held))


def _json(visit: Visit, held: History) -> str:
    codes = body_codes.as_raw(visit.library, held.marks, _sex(held))
    return json.dumps(codes, ensure_ascii=False, indent=2) + "\n"


def _sex(held: History) -> body_codes.Sex | None:
    return None if held.profile is None else held.profile.sex


def _day(when: Any) -> str:
    return f"{locale.day(when)} {when.year}"


_KINDS: dict[str, tuple[str, Callable[[Visit, History], str | bytes]]] = {
    "svg": ("image/svg+xml", _svg),
    "png": ("image/png", _png),
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
}
