"""What happened besides the ratings, below the chart: for each kind a lane with marks of its own on their days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from unknot.reporting.plot import Plot
from unknot.reporting.readings import Lane
from unknot.reporting.svg import element, number

HEIGHT = 17.0
_LARGEST, _SMALLEST = 4.5, 2.2
"""How far a mark reaches from its middle, in units of the chart: as far as days stand apart, within these."""

SHAPES = {
    "technique": "m0,-{h}v{hh}",
    "visit": "m-{r},0h{rr}m-{r},-{r}v{rr}",
    "training": "m-{r},{r}l{r},-{rr}l{r},{rr}Z",
    "sitting": "m-{r},-{r}h{rr}v{rr}h-{rr}Z",
    "trial": "m-{r},0a{r},{r} 0 1 0 {rr},0a{r},{r} 0 1 0 -{rr},0",
}
"""The mark of each kind, around the place it stands at, for a reach of r; that of a technique is always as high."""


def drawn(plot: Plot, lanes: Sequence[Lane], top: float) -> str:
    """Each of `lanes` below the one before it, the first from `top` on."""
    return "".join(_lane(plot, lane, top + HEIGHT * (place + 0.5)) for place, lane in enumerate(lanes))


def mark(kind: str, x: float, y: float) -> str:
    """One mark, as a key shows it."""
    return _marks(kind, [x], y, _LARGEST)


def _lane(plot: Plot, lane: Lane, y: float) -> str:
    ground = f"M{plot.left:.0f},{y:.1f}H{plot.right:.0f}"
    reach = min(_LARGEST, max(_SMALLEST, plot.step * 0.42))
    places = list(_apart(plot, lane.days, 2 * reach + 0.6))
    return element("path", class_="lane", d=ground, stroke="currentColor", stroke_opacity="0.2") + (
        _marks(lane.kind, places, y, reach) if places else ""
    )


def _marks(kind: str, places: Sequence[float], y: float, reach: float) -> str:
    shape = SHAPES[kind].format(r=number(reach), rr=number(2 * reach), h=number(_LARGEST), hh=number(2 * _LARGEST))
    d = "".join(f"M{x:.1f},{y:.1f}{shape}" for x in places)
    return element("path", class_=f"mark-{kind}", d=d, fill="none", stroke="currentColor", stroke_linecap="round")


def _apart(plot: Plot, days: Sequence[date], least: float) -> Iterator[float]:
    """Where the days stand; those nearer to the one before than `least` are drawn as one with it."""
    last = float("-inf")
    for x in sorted({plot.x(day) for day in days if plot.holds(day)}):
        if x - last >= least:
            last = x
            yield x
