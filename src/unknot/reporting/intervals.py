"""The day it is gone by, as a bar: 80 % of courses between its ends, a diamond in the middle, an arrow where it goes on
beyond the edge of the chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from unknot.loop.advice import Band
from unknot.reporting.plot import LETTERS, Box, Plot
from unknot.reporting.readings import Issued
from unknot.reporting.svg import element, text, width_of

_STUB = 30
_HEAD = 10
_OVER = 12
"""How far an arrow reaches over the edge of the plot."""
_CLEAR = 16
_RAISED = 13
_LOWEST = 56
"""A label at the right edge stays this far above the bottom, where the names of bands may stand."""
_BOLD = 1.12


def above(
    plot: Plot, gone: Issued, words: str, *, band: Band, reported: Mapping[date, float], taken: float, edge: float
) -> tuple[str, float, Box]:
    """The bar of `gone` with `words` over it, clear of all of `band` and of every report that is below them, the
    height of the bar, and the room that both take up. In the first line of the chart the words begin after `taken`."""
    width = width_of(words, LETTERS) * _BOLD
    anchor = plot.x(gone.gone_by) if gone.gone_by is not None and plot.holds(gone.gone_by) else plot.right
    left = min(max(anchor - width / 2, plot.left), edge - width)
    reach = min(left, _start(plot, gone)) - plot.step
    heights = [plot.y(high) - _CLEAR for day, high in zip(band.days, band.p90, strict=True) if plot.x(day) >= reach]
    heights += [plot.y(points) - 2 * _CLEAR for day, points in reported.items() if plot.x(day) >= reach - _CLEAR]
    y = max(min(*heights, plot.bottom - _LOWEST), plot.top - _CLEAR)
    if y < plot.top + _CLEAR:
        left = min(max(left, taken), edge - width)
    named = text(words, left, y - _RAISED, class_="gone", font_weight=700, fill="currentColor")
    room = Box(min(left, _start(plot, gone)), y - _RAISED - LETTERS, edge, y + _RAISED / 2)
    return bar(plot, gone, y) + named, y, room


def bar(plot: Plot, gone: Issued, y: float) -> str:
    """The interval of `gone` at the height `y`. What lies beyond the right edge is cut there and gets an arrow."""
    start = _start(plot, gone)
    if gone.gone_low is None or gone.gone_low > plot.last:
        return _line("span", start, plot.right, y, "2 4") + _arrow(plot.right + _OVER, y)
    beyond = gone.gone_high is None or gone.gone_high > plot.last
    end = plot.right if gone.gone_high is None or beyond else plot.x(max(gone.gone_high, plot.first))
    return (
        _line("span", start, end, y)
        + (_cap(start, y) if gone.gone_low >= plot.first else "")
        + (_arrow(plot.right + _OVER, y) if beyond else _cap(end, y))
        + (_diamond(plot.x(gone.gone_by), y) if gone.gone_by is not None and plot.holds(gone.gone_by) else "")
    )


def dropped(plot: Plot, gone_by: date | None, y: float, threshold: float) -> str:
    """A dotted line from the diamond down to where the line of "gone" is reached."""
    if gone_by is None or not plot.holds(gone_by):
        return ""
    return element(
        "path",
        class_="drop",
        d=f"M{plot.x(gone_by):.1f},{y + 7:.1f}V{plot.y(threshold):.1f}",
        fill="none",
        stroke="currentColor",
        stroke_dasharray="1 4",
        stroke_linecap="round",
    )


def _start(plot: Plot, gone: Issued) -> float:
    if gone.gone_low is None or gone.gone_low > plot.last:
        return plot.right - _STUB
    return plot.x(max(gone.gone_low, plot.first))


def _line(name: str, start: float, end: float, y: float, dashes: str | None = None) -> str:
    return element(
        "path",
        class_=name,
        d=f"M{start:.1f},{y:.1f}H{end:.1f}",
        fill="none",
        stroke="currentColor",
        stroke_width=4,
        stroke_dasharray=dashes,
    )


def _cap(x: float, y: float) -> str:
    return element(
        "path", class_="cap", d=f"M{x:.1f},{y - 5:.1f}v10", fill="none", stroke="currentColor", stroke_width=2
    )


def _arrow(x: float, y: float) -> str:
    shape = f"M{x:.1f},{y:.1f}l-{_HEAD + 3},-6v12Z"
    return element("path", class_="beyond", d=shape, fill="currentColor")


def _diamond(x: float, y: float) -> str:
    return element("path", class_="middle", d=f"M{x:.1f},{y - 7:.1f}l6,7l-6,7l-6,-7Z", fill="currentColor")
