"""The muscle layer of a view: outlines of muscles, trigger points, and where each of them sends pain."""

from __future__ import annotations

from typing import Any

from figures import muscle_atlas, muscle_points, referral
from figures.raster import view as g_buffer


def layer(body: str, view: str) -> dict[str, Any]:
    """What `<view>.muscles.json` holds: only what can be seen from that side, in pixels of the picture."""
    outlines = muscle_atlas.outlines(body, view)
    points = muscle_points.visible(body, view)
    return {
        "view": view,
        "body": body,
        "size": list(g_buffer(body, view).size),
        "muscles": outlines,
        "points": {key: place for key, place in points.items() if _muscle(key) in outlines},
        "referral": referral.zones(body, view),
    }


def _muscle(point: str) -> str:
    """The "muscle.side" of a "muscle.point.side"."""
    name, _, side = point.split(".")
    return f"{name}.{side}"
