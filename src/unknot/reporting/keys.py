"""The key of a chart: the name of everything that is drawn, behind a piece of it."""

from __future__ import annotations

from collections.abc import Sequence

from unknot.reporting import lanes
from unknot.reporting.plot import LETTERS
from unknot.reporting.svg import element, text, width_of

LINE = 20
_SWATCH = 22
_APART = 14
_EDGE = 4.0

Piece = tuple[str, str]
"""What it stands for, and its name: reported, week, level, ghost, likely, half, four-in-five, or a kind of lane."""


def key(pieces: Sequence[Piece], width: float, top: float) -> tuple[str, float]:
    """The names in lines no longer than `width`, the first at `top`, and how high that is; nothing for no name."""
    if not pieces:
        return "", 0.0
    x, y = _EDGE, top
    drawn = []
    for kind, words in pieces:
        needed = _SWATCH + width_of(words, LETTERS) + _APART
        if x > _EDGE and x + needed - _APART > width:
            x, y = _EDGE, y + LINE
        drawn.append(_swatch(kind, x, y - 5) + text(words, x + _SWATCH, y, class_="quiet", fill="currentColor"))
        x += needed
    return "".join(drawn), y - top + LINE


def _swatch(kind: str, x: float, y: float) -> str:
    if kind == "reported":
        dot = element("circle", cx=x + 8, cy=y, r=4.5, fill="currentColor")
        return element("g", dot, class_="readings")
    if kind == "week":
        dot = element("circle", cx=x + 8, cy=y, r=3, fill="currentColor")
        bar = element("path", class_="week", d=f"M{x + 8:.0f},{y - 7:.0f}v14", stroke="currentColor")
        return bar + element("g", dot, class_="readings")
    if kind in ("likely", "level"):
        line = f"M{x:.0f},{y:.0f}h16"
        return element("path", class_=kind, d=line, fill="none", stroke="currentColor", stroke_width=2.5)
    if kind == "ghost":
        edges = f"M{x:.0f},{y - 4:.0f}h16m-16,8h16"
        return element("path", class_=kind, d=edges, fill="none", stroke="currentColor", stroke_dasharray="5 4")
    if kind in lanes.SHAPES:
        return lanes.mark(kind, x + 8, y)
    square = f"M{x:.0f},{y - 6:.0f}h16v12h-16Z"
    opacity = "0.28" if kind == "half" else "0.12"
    under = element("path", class_="four-in-five", d=square, fill="currentColor", fill_opacity="0.12")
    over = element("path", class_="half", d=square, fill="currentColor", fill_opacity=opacity)
    return under + over if kind == "half" else under
