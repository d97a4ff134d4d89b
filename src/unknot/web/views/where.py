"""Where does it hurt: the body map, and the list of places as its equal."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from unknot.facts import Mark
from unknot.web import body_map, course, sheet, solid
from unknot.web.body_map import Drawn
from unknot.web.sheet import Sheet
from unknot.web.visit import Visit

_FIELD, _DEPTH_FIELD = "mark.", "depth."
_NOT_MARKED: Drawn = (0, "")
_NOTHING_MARKED = "Mark at least one place, on the picture or in the list."
_TOO_OLD = "This page had become too old to be kept. Look at your marks and go on once more."


@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest, episode: str | None = None) -> HttpResponse:
    """The marked places are stored, those of a new knot with the knot itself; a place set to nothing is taken away."""
    visit = Visit(request, episode)
    held = _marks(visit)
    if request.method != "POST":
        if episode is not None and course.is_emergency(visit):
            return visit.go("result", episode)
        if episode is None and (begun := course.begun_just_now(visit)) is not None:
            return visit.go("where", begun)
        return _page(visit, sheet.handed_out(visit, "where", held), held)
    typed = _typed(visit)
    came_back = sheet.returned(request, "where", episode)
    if visit.choose_look():
        return _page(visit, came_back or sheet.handed_out(visit, "where", held), typed)
    if came_back is None:
        return _page(visit, sheet.handed_out(visit, "where", held), typed, error=_TOO_OLD)
    if not typed:
        return _page(visit, came_back, typed, error=_NOTHING_MARKED)
    _store(visit, came_back, typed)
    return course.go_on(visit)


def _store(visit: Visit, came_back: Sheet, typed: Mapping[str, Drawn]) -> None:
    """What differs from what the page showed is stored, so that marks made meanwhile in another tab stay."""
    opening = visit.episode is None
    visit.episode = came_back.number if opening else visit.episode
    sent = [fact for fact in sheet.sent_before(visit, came_back) if isinstance(fact, Mark)]
    own = {fact.region: (fact.intensity, fact.depth or "") for fact in sent}
    was, held = (
        {**{region: (strength, depth) for region, (strength, depth) in came_back.shown.items()}, **own},
        _marks(visit),
    )
    changed = {
        region: typed.get(region, _NOT_MARKED)
        for region in visit.library.regions
        if typed.get(region, _NOT_MARKED) not in (was.get(region, _NOT_MARKED), held.get(region, _NOT_MARKED))
    }
    raws = [
        visit.about_knot(kind="mark", region=region, intensity=strength, depth=depth or None)
        for region, (strength, depth) in changed.items()
    ]
    if opening and visit.opened() is None:
        raws.insert(0, visit.about_knot(kind="episode", event="opened"))
    stored = sheet.store(visit, came_back, raws)
    if stored and came_back.shown:
        visit.can_undo(stored, "Your marks are changed.")


def _marks(visit: Visit) -> dict[str, Drawn]:
    if visit.episode is None:
        return {}
    held = visit.history()
    return {region: (strength, held.depths.get(region, "")) for region, strength in held.marks.items()}


def _typed(visit: Visit) -> dict[str, Drawn]:
    """The places marked on the page; what is no strength counts as not marked, what is no depth as not said."""
    strengths = {str(strength): strength for strength in range(1, body_map.STRONGEST + 1)}
    post = visit.request.POST
    sent = {region: post.get(f"{_FIELD}{region}", "") for region in visit.library.regions}
    depths = {region: post.get(f"{_DEPTH_FIELD}{region}", "") for region in sent}
    return {
        region: (strengths[text], depths[region] if depths[region] in body_map.DEPTHS else "")
        for region, text in sent.items()
        if text in strengths
    }


def _page(visit: Visit, held: Sheet, marks: Mapping[str, Drawn], error: str = "") -> HttpResponse:
    body = visit.body
    return visit.page(
        "where.html",
        status=422 if error else 200,
        nav="today",
        step="where",
        sheet=held.token(),
        version=",".join(f"{region}{strength}{depth}" for region, (strength, depth) in sorted(held.shown.items())),
        errors={"map": error} if error else {},
        body=body,
        views=body_map.views(body),
        solid=solid.of(body, visit.tone, visit.library),
        saved=visit.episode is not None and bool(held.shown),
        regions=body_map.regions_as_json(visit.library),
        parts=body_map.parts(visit.library, marks),
        marks=marks,
        known=visit.journal.episodes(),
    )
