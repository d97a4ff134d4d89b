"""The ratings evened out: a line with the room it may lie in, and weeks as bars where days would stand too close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from unknot.reporting.plot import Plot
from unknot.reporting.readings import ChartWords, Level, Week
from unknot.reporting.svg import element

_MIDDLE_OF_WEEK = timedelta(days=3)


def evened(plot: Plot, levels: Sequence[Level], *, step: int) -> str:
    """The line through `levels` and the band around it; both stop where the next is more than `step` days away."""
    shown = [each for each in levels if plot.holds(each.day)]
    return "".join(_run(plot, run) for run in _runs(shown, step) if len(run) > 1)


def weeks(plot: Plot, of_weeks: Sequence[Week], words: ChartWords) -> str:
    """Each week as a bar from its lowest to its highest report with a dot at the middle one, to be read one by one."""
    groups = []
    for each in of_weeks:
        middle = each.first + _MIDDLE_OF_WEEK
        if not plot.holds(middle):
            continue
        x = plot.x(middle)
        bar = f"M{x:.1f},{plot.y(each.low):.1f}V{plot.y(each.high):.1f}"
        groups.append(
            element(
                "g",
                element("path", class_="week", d=bar, stroke="currentColor", stroke_opacity="0.4"),
                element(
                    "circle", cx=x, cy=plot.y(each.middle), r=min(3.5, max(1.6, plot.step * 2)), fill="currentColor"
                ),
                class_="reading",
                data_day=each.first.isoformat(),
                data_label=words.week(each),
                data_x=x,
            )
        )
    return element("g", *groups, class_="readings of-weeks", fill="currentColor")


def _runs(levels: Sequence[Level], step: int) -> Iterator[list[Level]]:
    run: list[Level] = []
    for each in levels:
        if run and (each.day - run[-1].day).days > step:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _run(plot: Plot, run: Sequence[Level]) -> str:
    above = "L".join(f"{plot.x(each.day):.1f},{plot.y(each.high):.1f}" for each in run)
    below = "L".join(f"{plot.x(each.day):.1f},{plot.y(each.low):.1f}" for each in reversed(run))
    line = "L".join(f"{plot.x(each.day):.1f},{plot.y(each.points):.1f}" for each in run)
    return element(
        "path", class_="level-room", d=f"M{above}L{below}Z", fill="currentColor", fill_opacity="0.1"
    ) + element("path", class_="level", d=f"M{line}", fill="none", stroke="currentColor", stroke_width=2)
