"""Something to read: what a knot is, each technique, and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.content.library import Library
from unknot.content.records import Finding
from unknot.loop import lessons, places
from unknot.loop.lessons import Kind
from unknot.web.figures import Figure, figure
from unknot.web.visit import Visit


@require_GET
def learn(request: HttpRequest) -> HttpResponse:
    """Everything there is to read, by subject."""
    visit = Visit(request)
    library = visit.library
    return visit.page(
        "learn.html",
        nav="learn",
        topics=[(topic, lessons.title(library, "topic", topic)) for topic in library.lines("learn.topics")],
        techniques=_by_kind(library),
        muscles=_muscles_by_part(library),
    )


@require_GET
def topic(request: HttpRequest, id_: str) -> HttpResponse:
    """One subject in plain words, with what is solid, thin and contested."""
    visit = Visit(request)
    if id_ not in visit.library.lines("learn.topics"):
        raise Http404("there is no such subject")
    return _lesson(visit, "topic", id_)


@require_GET
def technique(request: HttpRequest, id_: str) -> HttpResponse:
    """One technique: what it is for, how it is done, when to stop, how sure we are."""
    visit = Visit(request)
    if id_ not in visit.library.techniques:
        raise Http404("there is no such technique")
    return _lesson(visit, "technique", id_)


@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """Every verified finding the advice rests on, by topic, with how certain it is."""
    visit = Visit(request)
    topics: dict[str, list[tuple[str, str, str]]] = {}
    for finding in visit.library.findings.values():
        if finding.verified:
            topics.setdefault(finding.topic.replace("_", " "), []).append(_cited(visit.library, finding))
    counted = sum(map(len, topics.values()))
    return visit.page("evidence.html", nav="learn", topics=sorted(topics.items()), counted=counted)


@dataclass(frozen=True, slots=True)
class Shown:
    """A technique in a list: its name, what it is in a sentence, and its first picture."""

    id: str
    name: str
    short: str
    figure: Figure | None


def shown_techniques(library: Library, ids: Iterable[str]) -> list[Shown]:
    """The techniques called `ids` as a list shows them."""
    return [_shown(library, each) for each in ids]


def _by_kind(library: Library) -> list[tuple[str, list[Shown]]]:
    """Every technique under the label of its kind, in the order of the kinds."""
    listed = [
        (
            library.say(f"kind.{kind}.label"),
            shown_techniques(library, (each.id for each in library.techniques.values() if each.kind == kind)),
        )
        for kind in library.kinds
    ]
    return [(label, shown) for label, shown in listed if shown]


def _shown(library: Library, technique: str) -> Shown:
    return Shown(
        technique,
        lessons.title(library, "technique", technique),
        library.say(f"technique.{technique}.short"),
        figure(library.techniques[technique].figure),
    )


def _lesson(visit: Visit, kind: Kind, id_: str) -> HttpResponse:
    lesson = lessons.lesson(visit.library, kind, id_)
    findings = [_cited(visit.library, visit.library.findings[each]) for each in lesson.findings]
    if kind == "technique":
        drawn = figure(visit.library.techniques[id_].figure)
        return visit.page("lesson.html", nav="learn", lesson=lesson, findings=findings, figure=drawn)
    return visit.page("lesson.html", nav="learn", lesson=lesson, findings=findings)


def _cited(library: Library, finding: Finding) -> tuple[str, str, str]:
    """Where a finding stands, in a word how sure it is or that it is contested, and its id."""
    contested = finding.topic == "contested"
    key = "cli.learn.contested" if contested else f"grade.{finding.certainty}.title"
    return finding.cite, library.say(key), finding.id


def _muscles_by_part(library: Library) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """Every muscle under the part of the body where its pain is felt first."""
    part_of = {area.id: part for part, areas in places.by_part(library) for area in areas}
    found: dict[str, list[tuple[str, str]]] = {part: [] for part, _ in places.by_part(library)}
    for muscle_ in library.muscles.values():
        first = max(muscle_.essential, key=lambda area: muscle_.essential[area])
        found[part_of[first]].append((muscle_.id, lessons.title(library, "muscle", muscle_.id)))
    return [(part, sorted(listed, key=lambda each: each[1])) for part, listed in found.items() if listed]
