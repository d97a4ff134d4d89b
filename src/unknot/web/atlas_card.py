"""What the atlas page says of the muscle or the place that is chosen, and the addresses that lead on from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from unknot.content.library import Library
from unknot.content.records import Muscle
from unknot.loop import atlas, lessons, places
from unknot.reporting.figures import shipped

AREAS, MUSCLES, DEEP = "areas", "muscles", "deep"
LAYERS = (AREAS, MUSCLES, DEEP)
SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Link:
    """A way on: words, an address, and a word beside them; `chosen` where it is what is looked at already."""

    text: str
    href: str
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines, and links below them, numbered like the crosses on the picture if `numbered`."""

    heading: str
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of the muscle or the place that is chosen, and `more` ways on from it."""

    title: str
    latin: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    more: tuple[Link, ...]


def address(**asked: str) -> str:
    """The address at which the atlas shows this; what is empty is left out."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("unknot:atlas") + (f"?{query}" if query else "")


def layer_of(muscle: str) -> str:
    """The layer on which a muscle is drawn."""
    return DEEP if muscle in _deep() else MUSCLES


def named(library: Library, key: str) -> str:
    """The name of a shape: of a region, or of a "muscle.side"."""
    if key in library.regions:
        return library.say(f"region.{key}.label")
    muscle, _, side = key.partition(".")
    return f"{lessons.title(library, 'muscle', muscle)}, {library.say(f'cli.side.{side}')}"


def muscle_card(library: Library, muscle: Muscle, layer: str, side: str, point: str) -> Card:
    """What is said of a muscle on `side`, with ways on that stay on `layer`; `point` is the chosen sore spot."""

    def lines(name: str) -> tuple[str, ...]:
        return library.lines(f"muscle.{muscle.id}.{name}")

    def of_point(id_: str) -> str:
        return address(layer=layer, muscle=muscle.id, side=side, point="" if id_ == point else id_)

    felt = atlas.felt(muscle)
    points = tuple(
        Link(atlas.where(library, muscle, each), of_point(each.id), chosen=each.id == point)
        for each in muscle.trigger_points
    )
    parts = [
        Part(library.say("cli.learn.muscle.does"), (_sentence(lines("actions")),)),
        Part(
            library.say("atlas.points"),
            (library.say("atlas.points.one"),) if len(points) > 1 else (),
            links=points,
            numbered=True,
        ),
        Part(library.say("atlas.felt.often"), links=_areas(library, felt.often, side)),
        Part(library.say("atlas.felt.some"), across(library, felt.other_side), _areas(library, felt.some, side)),
    ]
    if test := atlas.small_test(library, muscle):
        parts.append(Part(library.say("cli.learn.muscle.test"), (test,)))
    parts += [
        Part(library.say("atlas.common"), (" ".join(atlas.how_common(library, muscle)),)),
        Part(library.say("atlas.confused"), links=_muscles(library, _confused(library, muscle.id), side)),
    ]
    other = "left" if side == "right" else "right"
    return Card(
        title=named(library, f"{muscle.id}.{side}"),
        latin=muscle.latin,
        lead=lines("lay"),
        parts=tuple(each for each in parts if each.lines or each.links),
        more=(
            Link(library.say("atlas.to_do"), reverse("unknot:learn_muscle", args=[muscle.id])),
            Link(
                named(library, f"{muscle.id}.{other}"), address(layer=layer, muscle=muscle.id, side=other, point=point)
            ),
        ),
    )


def area_card(library: Library, region: str, side: str) -> Card:
    """What is said of a place: the muscles that send pain there, on `side` if it has one."""
    found = atlas.senders(library, library.regions[region].area)
    parts = [
        Part(
            library.say(f"atlas.senders.{name}"),
            (library.say("atlas.senders.drawn"),) if name == "often" else (),
            _muscles(library, muscles, side),
        )
        for name, muscles in (("often", found.often), ("some", found.some), ("own", found.own))
    ]
    return Card(
        title=named(library, region),
        latin="",
        lead=() if found.often or found.some else (library.say("atlas.senders.none"),),
        parts=tuple(each for each in parts if each.links),
        more=(),
    )


def across(library: Library, areas: Sequence[str]) -> tuple[str, ...]:
    """Where pain is felt on the other side of the body, in a sentence; none if it is not."""
    if not areas:
        return ()
    listed = ", ".join(places.label(library, area) for area in areas)
    return (library.say("atlas.felt.other_side", places=listed),)


def _confused(library: Library, muscle: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in atlas.confused(library, muscle) for each in group.muscles))


def _areas(library: Library, areas: Iterable[str], side: str) -> tuple[Link, ...]:
    """The regions of `areas` on `side`, each as a link to the muscles that send pain there."""
    return tuple(
        Link(places.label(library, area), address(layer=AREAS, area=region))
        for area in areas
        for region in places.regions_of(library, area, (side, "midline"))
    )


def _muscles(library: Library, muscles: Iterable[str], side: str) -> tuple[Link, ...]:
    deep = library.say("atlas.deep")
    return tuple(
        Link(
            lessons.title(library, "muscle", each),
            address(layer=layer_of(each), muscle=each, side=side),
            deep if layer_of(each) == DEEP else "",
        )
        for each in muscles
    )


def _sentence(lines: Sequence[str]) -> str:
    said = "; ".join(lines)
    return f"{said[:1].upper()}{said[1:]}."


@cache
def _deep() -> frozenset[str]:
    """The muscles that are drawn below others."""
    return frozenset(
        key.partition(".")[0] for view in shipped().views("neutral") for key, each in view.muscles.items() if each.deep
    )
