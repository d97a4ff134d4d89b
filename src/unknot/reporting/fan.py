"""The course ahead: half of all readings in the inner band, four in five in the outer one, the likeliest as a line."""

from __future__ import annotations

from unknot.loop.advice import Band
from unknot.reporting.curves import drawn, enclosed, ordered
from unknot.reporting.plot import LETTERS, Plot, apart
from unknot.reporting.readings import ChartWords
from unknot.reporting.svg import element, text, width_of

LINE = 18
_SWATCH = 22


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


def key(words: ChartWords, width: float, top: float, *, reported: bool) -> tuple[str, float]:
    """The names of the dots (if something is `reported`), of both bands and of the line, each behind a piece of it, and
    how high that is."""
    x, y = 4.0, top
    pieces = []
    names = (
        ("reported", words.reported),
        ("likely", words.likely),
        ("half", words.half),
        ("four-in-five", words.four_in_five),
    )
    for kind, words_of_it in names[0 if reported else 1 :]:
        needed = _SWATCH + width_of(words_of_it, LETTERS) + 14
        if x > 4 and x + needed - 14 > width:
            x, y = 4.0, y + LINE + 2
        pieces.append(_swatch(kind, x, y - 5) + text(words_of_it, x + _SWATCH, y, class_="quiet", fill="currentColor"))
        x += needed
    return "".join(pieces), y - top + LINE


def _swatch(kind: str, x: float, y: float) -> str:
    if kind == "reported":
        dot = element("circle", cx=x + 8, cy=y, r=4.5, fill="currentColor")
        return element("g", dot, class_="readings")
    if kind == "likely":
        line = f"M{x:.0f},{y:.0f}h16"
        return element("path", class_=kind, d=line, fill="none", stroke="currentColor", stroke_width=2.5)
    square = f"M{x:.0f},{y - 6:.0f}h16v12h-16Z"
    opacity = "0.28" if kind == "half" else "0.12"
    under = element("path", class_="four-in-five", d=square, fill="currentColor", fill_opacity="0.12")
    over = element("path", class_="half", d=square, fill="currentColor", fill_opacity=opacity)
    return under + over if kind == "half" else under
