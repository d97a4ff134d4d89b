"""The body atlas: places, muscles and their sore spots to explore on the figures, and each muscle as a page to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.loop import atlas as known
from unknot.loop import lessons, places
from unknot.web import assets, atlas, atlas_card, body_map, drawings, solid
from unknot.web.atlas import Shown
from unknot.web.figures import safe_json
from unknot.web.views.learn import shown_techniques
from unknot.web.visit import Visit

_A_YEAR_S = 365 * 24 * 3600
_PICTURED = "right"
"""The side on which a muscle is shown on its own page."""
_HATCHES = ((2, "M-2,2l4,-4M0,8l8,-8M6,10l4,-4"), (3, "M-2,6l8,-8M2,10l8,-8"), (4, "M-2,6l4,4M0,0l8,8M6,-2l4,4"))
"""The lines that each level of heat adds to those of the weaker ones, on a tile of 8 by 8."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a muscle or a place: words, address, and the muscle or the region it leads to."""

    text: str
    href: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `label` is empty where the entry says its name itself; `also` is what else it is called."""

    label: str
    also: str
    note: str
    entries: tuple[Entry, ...]

    def is_called(self, words: Sequence[str]) -> bool:
        """Whether its names hold all of `words`, which are in small letters."""
        names = " ".join((self.label, self.also, *(each.text for each in self.entries))).casefold()
        return all(word in names for word in words)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the body in the list."""

    title: str
    rows: tuple[Row, ...]
    is_open: bool


@require_GET
def atlas_page(request: HttpRequest) -> HttpResponse:
    """The figures with what the address chooses on them, its card, and everything there is to choose as a list."""
    visit = Visit(request)
    library, shown = visit.library, _shown(visit)
    words = request.GET.get("find", "").strip()
    hints = {name: library.say(f"atlas.layer.{name}.hint") for name in atlas_card.LAYERS}
    return visit.page(
        "atlas.html",
        nav="learn",
        shown=shown,
        layers=[(name, library.say(f"atlas.layer.{name}"), _on_layer(shown, name)) for name in atlas_card.LAYERS],
        hint=hints[shown.layer],
        views=[(view, shown.views.get(view.id)) for view in body_map.views(visit.body)],
        near=[(each, shown.views[each.view]) for each in shown.near],
        unit=atlas.UNIT,
        hatches=_HATCHES,
        swatches=[(26 * place + 1, range(1, place + 2)) for place in range(len(_HATCHES) + 1)],
        solid=solid.of(visit.body, visit.tone, library),
        muscles=_groups(_muscle_rows(library), words, shown.muscle),
        areas=_groups(_area_rows(library), words, "" if shown.muscle else shown.key),
        listed=atlas_card.AREAS if shown.layer == atlas_card.AREAS else atlas_card.MUSCLES,
        find=words,
        told=safe_json(_told(visit.body, shown, hints)),
    )


@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """What the page with the same query shows, for the page's script."""
    return JsonResponse(_shown(Visit(request)).as_json())


@require_GET
def layer(request: HttpRequest, version: str, body: str, name: str) -> HttpResponse:
    """Every shape of a layer; `version` changes with the figures, so that a browser may keep what it got."""
    if version != assets.shelf().version or body not in body_map.bodies() or name not in atlas_card.LAYERS:
        raise Http404("there is no such layer")
    response = JsonResponse(atlas.layer(Visit(request).library, body, name))
    patch_cache_control(response, private=True, immutable=True, max_age=_A_YEAR_S)
    return response


@require_GET
def muscle(request: HttpRequest, id_: str) -> HttpResponse:
    """One muscle to read about: where it lies and is pressed, where its pain goes, what it is confused with."""
    visit = Visit(request)
    library = visit.library
    found = library.muscles.get(id_)
    if found is None:
        raise Http404("there is no such muscle")
    lesson = lessons.lesson(library, "muscle", id_)
    points = [f"{id_}.{point.id}.{_PICTURED}" for point in found.trigger_points]
    return visit.page(
        "muscle.html",
        nav="learn",
        lesson=lesson,
        muscle=found,
        picture=drawings.muscle(library, visit.body, id_, _PICTURED, points),
        lay=library.lines(f"muscle.{id_}.lay"),
        actions=library.lines(f"muscle.{id_}.actions"),
        attachments=library.lines(f"muscle.{id_}.attachments"),
        points=[known.where(library, found, point) for point in found.trigger_points],
        press=_press(library, found),
        felt=_felt(library, found),
        across=atlas_card.across(library, known.felt(found).other_side),
        test=known.small_test(library, found),
        hurts=[library.say(f"movement.{each}.label") for each in found.movements_hurt],
        causes=[library.say(f"cause.{each}.label") for each in found.causes],
        common=known.how_common(library, found),
        confused=[(each.apart, _named(library, each.muscles)) for each in known.confused(library, id_)],
        to_do=[(heading, shown_techniques(library, ids)) for heading, ids in lesson.techniques],
        leave_stretch=found.stretch.use == "drop",
        sources=known.cites(library, found),
        in_atlas=atlas_card.address(layer=atlas_card.layer_of(id_), muscle=id_),
    )


def _shown(visit: Visit) -> Shown:
    """What the query chooses. Raises `Http404` if it names what is not there."""
    found = atlas.shown(visit.library, visit.body, {name: str(value) for name, value in visit.request.GET.items()})
    if found is None:
        raise Http404("there is no such muscle or place")
    return found


def _told(body: str, shown: Shown, hints: Mapping[str, str]) -> dict[str, object]:
    """What the page's script has to know before it asks for anything."""
    version = assets.shelf().version
    return {
        "shown": {name: getattr(shown, name) for name in ("layer", "key", "muscle", "side", "point")},
        "first": shown.best,
        "hints": hints,
        "layers": {name: reverse("unknot:atlas_layer", args=[version, body, name]) for name in atlas_card.LAYERS},
        "page": reverse("unknot:atlas"),
        "chosen": reverse("unknot:atlas_chosen"),
    }


def _on_layer(shown: Shown, layer: str) -> str:
    """The address of a layer, with the muscle that is chosen."""
    if not shown.muscle:
        return atlas_card.address(layer=layer)
    return atlas_card.address(layer=layer, muscle=shown.muscle, side=shown.side, point=shown.point)


def _muscle_rows(library: Library) -> Iterator[tuple[str, list[Row]]]:
    for part, muscles in atlas.muscles_by_part(library):
        yield part, [_muscle_row(library, each) for each in muscles]


def _muscle_row(library: Library, muscle: Muscle) -> Row:
    layer = atlas_card.layer_of(muscle.id)
    entry = Entry(
        lessons.title(library, "muscle", muscle.id), atlas_card.address(layer=layer, muscle=muscle.id), muscle.id
    )
    return Row("", muscle.latin, library.say("atlas.deep") if layer == atlas_card.DEEP else "", (entry,))


def _area_rows(library: Library) -> Iterator[tuple[str, list[Row]]]:
    for part, areas in places.by_part(library):
        yield part, [_area_row(library, each.id) for each in areas]


def _area_row(library: Library, area: str) -> Row:
    label, also = places.label(library, area), " ".join(library.lines(f"cli.place.{area}"))
    regions = [library.regions[each] for each in places.regions_of(library, area, ("left", "right", "midline"))]
    if len(regions) == 1:
        (only,) = regions
        return Row("", also, "", (Entry(label, atlas_card.address(layer=atlas_card.AREAS, area=only.id), only.id),))
    entries = tuple(
        Entry(library.say(f"cli.side.{each.side}"), atlas_card.address(layer=atlas_card.AREAS, area=each.id), each.id)
        for each in regions
    )
    return Row(label, also, "", entries)


def _groups(parts: Iterable[tuple[str, list[Row]]], words: str, key: str) -> list[Group]:
    """The rows that are called `words`, all of them if there are none; open where there is one with `key`."""
    wanted = words.casefold().split()
    found = [(part, tuple(row for row in rows if row.is_called(wanted))) for part, rows in parts]
    return [
        Group(part, rows, is_open=bool(wanted) or any(each.key == key for row in rows for each in row.entries))
        for part, rows in found
        if rows
    ]


def _press(library: Library, muscle: Muscle) -> tuple[str, ...]:
    """Where and how the muscle is pressed, or that this is not for one's own hands."""
    if not muscle.may_be_pressed:
        return (library.say("cli.learn.muscle.press.leave"),)
    return tuple(
        line for name in ("release_position", "release_caution") for line in library.lines(f"muscle.{muscle.id}.{name}")
    )


def _felt(library: Library, muscle: Muscle) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where its pain is felt, by most and by some, each place with its address in the atlas."""
    felt = known.felt(muscle)
    return [
        (library.say(f"atlas.felt.{name}"), [_place(library, area) for area in areas])
        for name, areas in (("often", felt.often), ("some", felt.some))
        if areas
    ]


def _place(library: Library, area: str) -> tuple[str, str]:
    region = places.regions_of(library, area, (_PICTURED, "midline"))[0]
    return places.label(library, area), atlas_card.address(layer=atlas_card.AREAS, area=region)


def _named(library: Library, muscles: Sequence[str]) -> list[tuple[str, str]]:
    return [(each, lessons.title(library, "muscle", each)) for each in muscles]
