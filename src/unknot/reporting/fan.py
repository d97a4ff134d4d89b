"""The course ahead: half of all readings in the inner band, four in five in the outer one, the likeliest as a line."""

from __future__ import annotations

from unknot.loop.advice import Band
from unknot.reporting.curves import drawn, enclosed, ordered
from unknot.reporting.plot import LETTERS, Plot, apart
from unknot.reporting.readings import ChartWords
from unknot.reporting.svg import element, text, width_of

LINE = 18


def fan(plot: Plot, band: Band) -> str:
    """Two bands and a line from the first day of `band` to its last. No curve leaves the numbers of its days."""
    if len(band.days) < 2:
        return ""
    left = plot.x(band.days[0])
    lowest, low, likely, high, highest = ordered((band.p10, band.p25, band.p50, band.p75, band.p90))
    return (
        element(
            "path",
            class_="four-in-five",
            d=enclosed(highest, lowest, left, plot.step, plot.y),
            fill="currentColor",
            fill_opacity="0.12",
        )
        + element(
            "path",
            class_="half",
            d=enclosed(high, low, left, plot.step, plot.y),
            fill="currentColor",
            fill_opacity="0.16",
        )
        + element(
            "path",
            class_="likely",
            d=drawn(likely, left, plot.step, plot.y),
            fill="none",
            stroke="currentColor",
            stroke_width=2.5,
        )
    )


def ghost(plot: Plot, band: Band) -> str:
    """The edges of a band that was foreseen earlier, dashed and empty, as far as the plot reaches."""
    days = [place for place, day in enumerate(band.days) if plot.holds(day)]
    if len(days) < 2:
        return ""
    above = "L".join(f"{plot.x(band.days[each]):.1f},{plot.y(band.p90[each]):.1f}" for each in days)
    below = "L".join(f"{plot.x(band.days[each]):.1f},{plot.y(band.p10[each]):.1f}" for each in days)
    return element(
        "path", class_="ghost", d=f"M{above}M{below}", fill="none", stroke="currentColor", stroke_dasharray="5 4"
    )


def names_beside(plot: Plot, band: Band, words: ChartWords) -> str:
    """The names of both bands and of the line, to the right of where they end."""
    ends = (
        ("four-in-five-name", words.four_in_five, (band.p75[-1] + band.p90[-1]) / 2),
        ("half-name", words.half, (band.p50[-1] + band.p75[-1]) / 2),
        ("likely-name", words.likely, band.p50[-1]),
    )
    places = apart([plot.y(points) for _, _, points in ends], LINE, plot.top + LINE, plot.bottom)
    return "".join(
        element(
            "path",
            class_="lead",
            d=f"M{plot.right + 2:.0f},{plot.y(points):.1f}L{plot.right + 12:.0f},{place:.1f}",
            fill="none",
            stroke="currentColor",
            stroke_opacity="0.5",
        )
        + text(name, plot.right + 16, place + 5, class_=kind, fill="currentColor")
        for (kind, name, points), place in zip(ends, places, strict=True)
    )


def width_beside(words: ChartWords) -> float:
    """The room `names_beside` needs to the right of a plot."""
    return max(width_of(each, LETTERS) for each in (words.likely, words.half, words.four_in_five)) + 20
