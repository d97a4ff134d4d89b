"""The body atlas as its page shows it: its layers, what is chosen, and how that is drawn on every view."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.loop import atlas, lessons, places
from unknot.reporting import framing, pictures, shapes
from unknot.reporting.figures import View, shipped
from unknot.web.atlas_card import AREAS, DEEP, LAYERS, MUSCLES, SIDES, Card, area_card, layer_of, muscle_card, named
from unknot.web.body_map import VIEWS

_SIDE_SHOWN = "right"
_ACROSS = 330.0
"""How wide a close picture stands on the page, about, in pixels."""
_NUMBER_FROM_CROSS, _NUMBER_RISE = 12.0, 4.5
_NUMBER_ALONE = math.sqrt(0.5)
UNIT = 3.0
"""Pixels of a picture for one on the page, about, where the whole body is shown."""


@dataclass(frozen=True, slots=True)
class Cross:
    """A trigger point in pixels of the picture, with its number so far from it in pixels of the page; `faint` where
    another one is looked at."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float
    faint: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one view shows of what is chosen, in pixels of its picture: its shape, `others` that have to do with it, and
    `heat` from its weakest level to 4."""

    shape: str
    deep: bool
    others: tuple[str, ...]
    heat: tuple[tuple[int, str], ...]
    crosses: tuple[Cross, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A part of a view from close by: `box` as a viewBox, and how many pixels of the picture are one on the page."""

    view: str
    label: str
    box: str
    unit: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows. `key` is the shape that is chosen, "muscle.side" or a region; empty if nothing is."""

    layer: str
    key: str
    muscle: str
    side: str
    point: str
    card: Card | None
    views: Mapping[str, Drawn]
    near: tuple[Near, ...]
    said: str

    @property
    def best(self) -> str:
        """The view that shows it best; empty if nothing is chosen."""
        if self.near:
            return self.near[0].view
        return max(self.views, key=lambda view: shapes.size(self.views[view].shape), default="")

    def as_json(self) -> dict[str, Any]:
        """All of it for the page's script."""
        return asdict(self) | {"best": self.best}


def shown(library: Library, body: str, asked: Mapping[str, str]) -> Shown | None:
    """What `asked` (layer, muscle, side, point, area) chooses on `body`; None if something it names is not there."""
    layer, muscle, area = (asked.get(name, "") for name in ("layer", "muscle", "area"))
    side, point = asked.get("side", ""), asked.get("point", "")
    if layer not in ("", *LAYERS) or side not in ("", *SIDES):
        return None
    if muscle:
        found = library.muscles.get(muscle)
        if found is None or point not in ("", *(each.id for each in found.trigger_points)):
            return None
        return _muscle(library, body, found, layer or layer_of(muscle), side or _SIDE_SHOWN, point)
    if area:
        return _area(library, body, area) if area in library.regions else None
    return Shown(layer or MUSCLES, "", "", "", "", None, {}, (), "")


@cache
def layer(library: Library, body: str, name: str) -> dict[str, Any]:
    """Every shape of a layer on every view of `body`, large ones first, and what each is called."""
    views: dict[str, dict[str, str]] = {}
    for view in shipped().views(body):
        held = (
            {key: each.d for key, each in view.areas.items()}
            if name == AREAS
            else {key: each.d for key, each in view.muscles.items() if each.deep == (name == DEEP)}
        )
        views[view.name] = dict(sorted(held.items(), key=lambda each: -_room(each[1])))
    labels = {key: named(library, key) for held in views.values() for key in held}
    return {"views": views, "labels": labels}


def muscles_by_part(library: Library) -> list[tuple[str, list[Muscle]]]:
    """Every muscle under the part of the body where it lies, from head to foot."""
    parts: dict[str, list[Muscle]] = {}
    for muscle in library.muscles.values():
        parts.setdefault(muscle.group, []).append(muscle)
    return [(library.say(f"atlas.group.{group}"), parts[group]) for group in library.lines("atlas.groups")]


def _muscle(library: Library, body: str, muscle: Muscle, layer: str, side: str, point: str) -> Shown:
    key = f"{muscle.id}.{side}"
    drawn = {view.name: _muscle_drawn(view, muscle, side, point) for view in shipped().views(body)}
    card = muscle_card(library, muscle, layer, side, point)
    often = ", ".join(places.label(library, area) for area in atlas.felt(muscle).often)
    return Shown(
        layer=layer,
        key=key,
        muscle=muscle.id,
        side=side,
        point=point,
        card=card,
        views={name: each for name, each in drawn.items() if each.shape or each.heat or each.crosses},
        near=tuple(_near(body, muscle, side, point, drawn)),
        said=f"{card.title}. {library.say('atlas.said.often', places=often)}",
    )


def _muscle_drawn(view: View, muscle: Muscle, side: str, point: str) -> Drawn:
    shape = view.muscles.get(f"{muscle.id}.{side}")
    levels: dict[int, list[str]] = {}
    for each in muscle.trigger_points:
        for level, d in view.referral.get(f"{muscle.id}.{each.id}.{side}", ()) if point in ("", each.id) else ():
            levels.setdefault(level, []).append(d)
    return Drawn(
        shape=shape.d if shape else "",
        deep=bool(shape and shape.deep),
        others=(),
        heat=tuple((level, "".join(levels[level])) for level in sorted(levels)),
        crosses=tuple(_crosses(view, muscle, side, point)),
    )


def _crosses(view: View, muscle: Muscle, side: str, point: str) -> Iterable[Cross]:
    """The points of `muscle` that this view shows, each number on the side away from the other points."""
    keys = [f"{muscle.id}.{each.id}.{side}" for each in muscle.trigger_points]
    seen = [view.points[key] for key in keys if key in view.points]
    for number, (each, key) in enumerate(zip(muscle.trigger_points, keys, strict=True), 1):
        if key not in view.points:
            continue
        x, y = view.points[key]
        right = x - sum(at[0] for at in seen) / len(seen)
        down = y - sum(at[1] for at in seen) / len(seen)
        away = math.hypot(right, down)
        right, down = (right / away, down / away) if away else (_NUMBER_ALONE, -_NUMBER_ALONE)
        yield Cross(
            number,
            x,
            y,
            label_x=round(_NUMBER_FROM_CROSS * right, 1),
            label_y=round(_NUMBER_FROM_CROSS * down + _NUMBER_RISE, 1),
            faint=point not in ("", each.id),
        )


def _near(body: str, muscle: Muscle, side: str, point: str, drawn: Mapping[str, Drawn]) -> Iterable[Near]:
    """The views on which the muscle and its pain are seen best, from as close as shows both."""
    points = [each.id for each in muscle.trigger_points if point in ("", each.id)]
    for name in pictures.muscle_views(body, muscle.id, side, points):
        view, own = shipped().view(body, name), drawn[name]
        heat = [d for level, d in own.heat if level > 1]
        box = shapes.bounds([*heat, *([own.shape] if own.shape else [])], [(each.x, each.y) for each in own.crosses])
        if box is None:
            continue
        frame = framing.around(view, box)
        yield Near(name, VIEWS[name], frame.box, frame.width / _ACROSS)


def _area(library: Library, body: str, region: str) -> Shown:
    place = library.regions[region]
    side = place.side if place.side in SIDES else ""
    found = atlas.senders(library, place.area)
    views = [(view.name, _area_drawn(view, region, found.often, side)) for view in shipped().views(body)]
    some = ", ".join(lessons.title(library, "muscle", each) for each in found.often)
    title = named(library, region)
    return Shown(
        layer=AREAS,
        key=region,
        muscle="",
        side=side,
        point="",
        card=area_card(library, region, side),
        views={name: drawn for name, drawn in views if drawn.shape or drawn.others},
        near=(),
        said=f"{title}. {library.say('atlas.said.senders', muscles=some)}" if some else title,
    )


def _area_drawn(view: View, region: str, senders: Sequence[str], side: str) -> Drawn:
    """The place, and the muscles that often send pain there."""
    keys = [f"{muscle}.{each}" for muscle in senders for each in ([side] if side else SIDES)]
    return Drawn(
        shape=view.areas[region].d if region in view.areas else "",
        deep=False,
        others=tuple(view.muscles[key].d for key in keys if key in view.muscles),
        heat=(),
        crosses=(),
    )


def _room(d: str) -> float:
    left, top, right, bottom = shapes.bounds([d]) or (0.0, 0.0, 0.0, 0.0)
    return (right - left) * (bottom - top)
