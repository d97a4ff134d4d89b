"""Something to read: what a knot is, each technique, each muscle, and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from unknot.content.library import Library
from unknot.content.records import Finding
from unknot.loop import lessons, places
from unknot.loop.lessons import Kind
from unknot.web import drawings
from unknot.web.figures import Figure, figure
from unknot.web.visit import Visit

_SIDE_SHOWN = "right"


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
def muscle(request: HttpRequest, id_: str) -> HttpResponse:
    """One muscle: where it is, where its pain is felt, what hurts and what brings it on."""
    visit = Visit(request)
    if id_ not in visit.library.muscles:
        raise Http404("there is no such muscle")
    return _lesson(visit, "muscle", id_)


@require_GET
def evidence(request: HttpRequest) -> HttpResponse:
    """Every verified finding the advice rests on, by topic, with how certain it is."""
    visit = Visit(request)
    topics: dict[str, list[tuple[str, str]]] = {}
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


def _by_kind(library: Library) -> list[tuple[str, list[Shown]]]:
    """Every technique under the label of its kind, in the order of the kinds."""
    listed = [
        (
            library.say(f"kind.{kind}.label"),
            [_shown(library, each.id) for each in library.techniques.values() if each.kind == kind],
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
    if kind == "topic":
        return visit.page("lesson.html", nav="learn", lesson=lesson, findings=findings)
    return visit.page(
        "lesson.html",
        nav="learn",
        lesson=lesson,
        findings=findings,
        working=visit.library.say("cli.learn.muscle.working"),
        picture=_picture(visit, id_),
        to_do=[(heading, [_shown(visit.library, each) for each in ids]) for heading, ids in lesson.techniques],
    )


def _picture(visit: Visit, id_: str) -> str:
    """The muscle on one side with all its trigger points."""
    points = [f"{id_}.{point.id}.{_SIDE_SHOWN}" for point in visit.library.muscles[id_].trigger_points]
    return drawings.muscle(visit.library, visit.body, id_, _SIDE_SHOWN, points)


def _cited(library: Library, finding: Finding) -> tuple[str, str]:
    """Where a finding stands, and in a word how sure it is, or that it is contested."""
    contested = finding.topic == "contested"
    key = "cli.learn.contested" if contested else f"grade.{finding.certainty}.title"
    return finding.cite, library.say(key)


def _muscles_by_part(library: Library) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """Every muscle under the part of the body where its pain is felt first."""
    part_of = {area.id: part for part, areas in places.by_part(library) for area in areas}
    found: dict[str, list[tuple[str, str]]] = {part: [] for part, _ in places.by_part(library)}
    for muscle_ in library.muscles.values():
        first = max(muscle_.essential, key=lambda area: muscle_.essential[area])
        found[part_of[first]].append((muscle_.id, lessons.title(library, "muscle", muscle_.id)))
    return [(part, sorted(listed, key=lambda each: each[1])) for part, listed in found.items() if listed]
