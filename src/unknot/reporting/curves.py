"""Smooth curves through the numbers of each day that say nothing the numbers do not say.

A curve passes through its numbers, never leaves the range of the two numbers it joins, and of two series of which one
is never above the other, its curve is never above the other's either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from unknot.reporting.svg import number

_STRAIGHT = 0.25
"""An arc whose handles lie this near to the straight line, in units of the chart, is drawn as that line."""

Arc = tuple[float, float, float, float]
"""A number, two handles a third and two thirds of the way, and the next number: a cubic Bézier arc."""


def ordered(series: Sequence[Sequence[float]]) -> list[list[Arc]]:
    """One curve for each of `series`, which are given from the lowest to the highest."""
    curves: list[list[Arc]] = []
    for numbers in series:
        arcs = _monotone(numbers)
        if curves:
            arcs = [
                (start, max(first, below[1]), max(second, below[2]), end)
                for (start, first, second, end), below in zip(arcs, curves[-1], strict=True)
            ]
        curves.append(arcs)
    return curves


def drawn(curve: Sequence[Arc], left: float, step: float, y: Callable[[float], float]) -> str:
    """The path of `curve`, its numbers `step` apart from `left` on and placed by `y`."""
    start = (left, y(curve[0][0]))
    return f"M{_point(start)}" + _onwards(curve, start, step, y)


def enclosed(upper: Sequence[Arc], lower: Sequence[Arc], left: float, step: float, y: Callable[[float], float]) -> str:
    """The path around what lies between two curves."""
    backwards = [(end, second, first, start) for start, first, second, end in reversed(lower)]
    corner = (left + step * len(lower), y(backwards[0][0]))
    return f"{drawn(upper, left, step, y)}L{_point(corner)}{_onwards(backwards, corner, -step, y)}Z"


def _monotone(numbers: Sequence[float]) -> list[Arc]:
    rises = [after - before for before, after in pairwise(numbers)]
    slopes = [rises[0], *(_slope(before, after) for before, after in pairwise(rises)), rises[-1]]
    return [
        (start, start + slopes[place] / 3, end - slopes[place + 1] / 3, end)
        for place, (start, end) in enumerate(pairwise(numbers))
    ]


def _slope(before: float, after: float) -> float:
    """The harmonic mean of two rises; level where the course turns. It never overshoots."""
    return 2 * before * after / (before + after) if before * after > 0 else 0.0


def _onwards(curve: Sequence[Arc], start: tuple[float, float], step: float, y: Callable[[float], float]) -> str:
    """The arcs relative to where the pen stands; what rounding leaves over is made good at the next arc."""
    path = []
    pen = (round(start[0], 1), round(start[1], 1))
    for place, arc in enumerate(curve):
        x = start[0] + step * place
        heights = [y(level) for level in arc]
        moves = [
            (round(x + step * third / 3 - pen[0], 1), round(heights[third] - pen[1], 1))
            for third in ((3,) if _is_straight(heights) else (1, 2, 3))
        ]
        path.append(("l" if len(moves) == 1 else "c") + " ".join(_point(move) for move in moves))
        pen = (round(pen[0] + moves[-1][0], 1), round(pen[1] + moves[-1][1], 1))
    return "".join(path)


def _is_straight(heights: Sequence[float]) -> bool:
    start, first, second, end = heights
    third = (end - start) / 3
    return abs(first - start - third) < _STRAIGHT and abs(second - start - 2 * third) < _STRAIGHT


def _point(point: tuple[float, float]) -> str:
    return f"{number(point[0])},{number(point[1])}"
