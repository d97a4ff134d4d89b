"""The shapes a hand can take: how far every finger joint curls, in degrees from the mesh's own loose hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """Curl of the three joints of the fingers 2 to 5, then how the thumb swings in, opposes and curls.

    `fan` leads each finger sideways, towards the thumb where it is positive.
    """

    fingers: tuple[tuple[float, float, float], ...]
    thumb: tuple[float, float, float]
    fan: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def _alike(first: float, second: float, third: float) -> tuple[tuple[float, float, float], ...]:
    return ((first, second, third),) * 4


SHAPES: dict[str, Shape] = {
    "relaxed": Shape(((2, 6, 4), (6, 10, 6), (10, 13, 8), (14, 16, 10)), (12, 0, 5)),
    "open": Shape(_alike(-8, -10, -8), (-4, 0, -8)),
    "flat": Shape(_alike(-14, -12, -10), (14, 0, -5)),
    "fist": Shape(_alike(72, 78, 55), (30, 38, 42)),
    "grip": Shape(((48, 52, 30), (50, 54, 32), (52, 56, 34), (54, 58, 36)), (14, 42, 25)),
    "cup": Shape(((18, 24, 14), (20, 26, 16), (22, 28, 18), (24, 30, 20)), (10, 18, 8)),
    "point": Shape(((-6, -8, -6), (68, 76, 52), (72, 78, 55), (74, 80, 55)), (24, 34, 34)),
    "pinch": Shape(((46, 40, 16), (30, 30, 16), (30, 30, 18), (30, 30, 20)), (8, 46, 12)),
    "thumb": Shape(_alike(62, 70, 46), (-14, 10, -12)),
    "spread": Shape(_alike(-10, -12, -8), (-14, 0, -10), (10, 2, -7, -20)),
    "loose_fist": Shape(((66, 78, 52), (68, 78, 52), (70, 78, 52), (72, 76, 52)), (26, 40, 40), (-14, -4, 5, 14)),
    "thumb_to_index": Shape(((47, 24, 12), (20, 24, 14), (22, 24, 14), (22, 24, 14)), (-8, 42, 8), (-10, 0, 0, 0)),
    "pincer": Shape(((40, 20, 10), (36, 30, 18), (42, 36, 22), (48, 42, 26)), (-8, 36, 0), (-8, 0, 0, 0)),
    "thumb_to_little": Shape(((14, 16, 8), (18, 20, 10), (26, 26, 14), (44, 36, 18)), (15, 75, 8), (0, 0, 4, 24)),
    "thumb_back": Shape(((2, 6, 4), (4, 8, 6), (6, 10, 6), (8, 12, 8)), (-18, -16, -12)),
    "little_folded": Shape(((4, 8, 6), (6, 10, 6), (8, 12, 8), (58, 32, 12)), (8, 6, 4), (0, 0, 0, 32)),
}
