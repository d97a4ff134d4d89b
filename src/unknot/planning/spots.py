"""Which spots of a muscle are open to a kind of technique."""

from __future__ import annotations

from collections.abc import Sequence

from unknot.content.library import Library
from unknot.content.records import Muscle, TechniqueKind, TriggerPoint

OPEN = frozenset({"ok", "care"})


def open_spot(library: Library, kind: TechniqueKind, point: TriggerPoint) -> bool:
    """Whether `point` may be worked at with `kind`: not where the point or all its areas are closed, and by oneself
    only with the kinds that its areas allow."""
    areas = [library.areas[area] for area in point.areas]
    if point.press not in OPEN or all(area.press not in OPEN for area in areas):
        return False
    return kind.who != "self" or all(not area.press_only or kind.id in area.press_only for area in areas)


def open_spots(
    library: Library, kind: TechniqueKind, muscle: Muscle, side: str, fitting: Sequence[str]
) -> tuple[str, ...]:
    """The permanent names of the spots of `muscle` on `side` open to `kind`, those in `fitting` first."""
    order = {name: place for place, name in enumerate(fitting)}
    names = [f"{muscle.id}.{point.id}.{side[0]}" for point in muscle.trigger_points if open_spot(library, kind, point)]
    return tuple(sorted(names, key=lambda name: (order.get(name, len(order)), name)))


def trigger_point(library: Library, name: str) -> TriggerPoint | None:
    """The point with the permanent name `<muscle>.<point>[.<side>]`; None for one that is not there."""
    muscle_id, _, rest = name.partition(".")
    muscle = library.muscles.get(muscle_id)
    wanted = rest.partition(".")[0]
    return None if muscle is None else next((p for p in muscle.trigger_points if p.id == wanted), None)
