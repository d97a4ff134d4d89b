"""The map of the body: two equal sides, neighbours that agree, every muscle with something to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unknot.content.checks.subject import Check, Found, Sources, check
from unknot.content.records import Area, Region

COUNTS: Mapping[str, int] = {
    "muscles": 97,
    "trigger points": 156,
    "regions": 110,
    "areas": 56,
    "flags": 88,
    "follow_up_rules": 16,
    "guards": 11,
}
CONTRAINDICATIONS_MIN = 74
OTHER = {"left": "right", "right": "left", "midline": "midline"}
SUFFIX = {"left": "_l", "right": "_r", "midline": ""}


@check(
    "cc_counts_are_pinned",
    "The content holds as many muscles, points, areas, regions, flags, follow-up rules and guards as were reviewed, "
    "and no fewer technique rules.",
    "adding or dropping one is a decision: change the pinned number with it",
)
def counts_are_pinned(sources: Sources) -> Iterator[Found]:
    library = sources.library
    points = sum(len(muscle.trigger_points) for muscle in library.muscles.values())
    for what, pinned in COUNTS.items():
        counted = points if what == "trigger points" else len(getattr(library, what))
        if counted != pinned:
            yield what, f"{counted} instead of {pinned}"
    if len(library.contraindications) < CONTRAINDICATIONS_MIN:
        yield "contraindications", f"{len(library.contraindications)} instead of {CONTRAINDICATIONS_MIN} or more"


@check(
    "cc_sides_mirror",
    "A paired area has a region on each side and a midline area has one region; left and right have mirrored "
    "neighbours, the same view and codes for the same standards.",
)
def sides_mirror(sources: Sources) -> Iterator[Found]:
    regions = sources.library.regions
    for area in sources.library.areas.values():
        sides = ("left", "right") if area.paired else ("midline",)
        wanted = {area.id + SUFFIX[side]: side for side in sides}
        for id_ in (id_ for id_, region in regions.items() if region.area == area.id and id_ not in wanted):
            yield sources.place("regions", id_, "area"), f"{area.id} has no such side"
        for id_, side in wanted.items():
            region = regions.get(id_)
            if region is None:
                yield sources.place("areas", area.id), f"the region {id_} is missing"
            else:
                yield from _region_fits(sources, area, region, side)


def _region_fits(sources: Sources, area: Area, region: Region, side: str) -> Iterator[Found]:
    if (region.area, region.side, region.view) != (area.id, side, area.view):
        yield sources.place("regions", region.id), f"is not the {side} of {area.id}, seen from the {area.view}"
    twin = sources.library.regions.get(area.id + SUFFIX[OTHER[side]])
    if twin is not None and side == "left":
        if {mirrored(name) for name in region.neighbours} != set(twin.neighbours):
            yield sources.place("regions", region.id, "neighbours"), f"do not mirror those of {twin.id}"
        for standard in sorted(region.codes.keys() | twin.codes.keys()):
            if bool(region.codes.get(standard)) != bool(twin.codes.get(standard)):
                yield (
                    sources.place("regions", region.id, f"codes.{standard}"),
                    f"one side of {area.id} has none",
                )


def mirrored(region: str) -> str:
    """The id of the region at the same place on the other side."""
    if region.endswith("_l"):
        return f"{region[:-2]}_r"
    return f"{region[:-2]}_l" if region.endswith("_r") else region


@check(
    "cc_neighbours_are_mutual",
    "Areas and regions that touch name each other, none touches itself, and regions touch only where their areas do "
    "or where an area meets its own other side.",
)
def neighbours_are_mutual(sources: Sources) -> Iterator[Found]:
    library = sources.library
    tables: tuple[tuple[str, Mapping[str, Area] | Mapping[str, Region]], ...] = (
        ("areas", library.areas),
        ("regions", library.regions),
    )
    for table, rows in tables:
        for id_, row in rows.items():
            for other in row.neighbours:
                if other == id_ or (other in rows and id_ not in rows[other].neighbours):
                    yield sources.place(table, id_, "neighbours"), f"{other} does not name {id_} in turn"
    for region in library.regions.values():
        area = library.areas.get(region.area)
        if area is None:
            continue
        for name in [library.regions[each].area for each in region.neighbours if each in library.regions]:
            if name not in area.neighbours and not (name == area.id and area.crosses_midline):
                yield sources.place("regions", region.id, "neighbours"), f"{name} is no neighbour of {area.id}"


@check(
    "cc_distances_are_mutual",
    "Every region has its distances along the skin, to regions of the map only, the same from both ends and on both "
    "sides of the body.",
    "run script/build-figures",
)
def distances_are_mutual(sources: Sources) -> Iterator[Found]:
    regions, surface = sources.library.regions, sources.library.surface
    for id_ in regions.keys() ^ surface.keys():
        yield sources.place("surface", id_), "is a region without distances, or no region"
    for id_, row in surface.items():
        for other, distance in row.near.items():
            if other not in surface or surface[other].near.get(id_) != distance:
                yield sources.place("surface", id_, f"near.{other}"), f"{other} does not lie as far from {id_}"
            elif surface.get(mirrored(id_), row).near.get(mirrored(other)) != distance:
                yield sources.place("surface", id_, f"near.{other}"), "is not the same on the other side"


@check(
    "cc_every_muscle_can_be_helped",
    "Every muscle has a way to press it or something offered instead, and a way to press it only where a point may "
    "be pressed.",
    "give it press_kinds or instead",
)
def every_muscle_can_be_helped(sources: Sources) -> Iterator[Found]:
    for muscle in sources.library.muscles.values():
        if not muscle.press_kinds and not muscle.instead:
            yield sources.place("muscles", muscle.id, "instead"), "has neither press_kinds nor instead"
        if muscle.press_kinds and all(point.press in ("taught", "never") for point in muscle.trigger_points):
            yield sources.place("muscles", muscle.id, "press_kinds"), "no point of it may be pressed"


@check(
    "cc_weights_are_shares",
    "Referral weights and priors lie above 0 and at most at 1, and no area is both essential and spill-over.",
)
def weights_are_shares(sources: Sources) -> Iterator[Found]:
    for muscle in sources.library.muscles.values():
        for field in ("essential", "spillover", "other_side"):
            for area, weight in getattr(muscle, field).items():
                if not 0.0 < weight <= 1.0:
                    yield sources.place("muscles", muscle.id, f"{field}.{area}"), f"{weight} is no share"
        if not 0.0 < muscle.prior <= 1.0:
            yield sources.place("muscles", muscle.id, "prior"), f"{muscle.prior} is no share"
        for area in sorted(muscle.essential.keys() & muscle.spillover.keys()):
            yield sources.place("muscles", muscle.id, f"spillover.{area}"), "is essential already"


@check(
    "cc_postures_hold_by_shares",
    "Every posture is a cause with posture points that holds the muscles of causes with such points, its own among "
    "them, by shares above 0 and at most at 1, none by more than its own.",
)
def postures_hold_by_shares(sources: Sources) -> Iterator[Found]:
    causes = sources.library.causes
    for posture in sources.library.postures.values():
        own = posture.holds.get(posture.id, 0.0)
        if posture.id not in causes or causes[posture.id].posture_points == 0:
            yield sources.place("postures", posture.id), "is no cause with posture points"
        if not own:
            yield sources.place("postures", posture.id, "holds"), "leaves out its own muscles"
        for cause, share in posture.holds.items():
            if not 0.0 < share <= min(own or 1.0, 1.0):
                yield sources.place("postures", posture.id, f"holds.{cause}"), f"{share} is no share"
            if cause in causes and causes[cause].posture_points == 0:
                yield sources.place("postures", posture.id, f"holds.{cause}"), f"{cause} is no posture"


CHECKS: tuple[Check[Sources], ...] = (
    counts_are_pinned,
    sides_mirror,
    neighbours_are_mutual,
    distances_are_mutual,
    every_muscle_can_be_helped,
    weights_are_shares,
    postures_hold_by_shares,
)
