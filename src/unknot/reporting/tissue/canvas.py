"""What every drawing of tissue is made of: smooth paths, cells, layers, named colours and labels with a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin

from unknot.reporting.svg import element, number, text, width_of

Point = tuple[float, float]
Words = Callable[[str], str]
"""The words of a label by its name."""

WIDTH, HEIGHT = 400.0, 420.0
"""The size of every drawing, in its own units."""
LETTERS = 15.0
_LINE = 18.0
_SIDE = 7.0
_MARK = 17.0


def layer(name: str, *content: str) -> str:
    """A part of a drawing that a person may switch on and off. `plain` stands in where `contested` is off."""
    return element("g", *content, class_=f"layer layer-{name}")


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """A path through `points` without corners."""
    count = len(points)
    last = count if closed else count - 1

    def at(place: int) -> Point:
        return points[place % count] if closed else points[min(max(place, 0), count - 1)]

    pen = _Pen(points[0])
    for place in range(last):
        before, start, end, after = (at(place + step) for step in (-1, 0, 1, 2))
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        pen.draw("c", first, second, end)
    return pen.path + ("Z" if closed else "")


def straight(points: Sequence[Point], *, closed: bool = False) -> str:
    """A path along `points` with its corners."""
    pen = _Pen(points[0])
    for point in points[1:]:
        pen.draw("l", point)
    return pen.path + ("Z" if closed else "")


def rounded(corners: Sequence[Point]) -> str:
    """A closed path inside `corners` that touches the middle of every side: a cell."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
    pen = _Pen(middles[0])
    for corner, middle in zip([*corners[1:], corners[0]], [*middles[1:], middles[0]], strict=True):
        pen.draw("q", corner, middle)
    return pen.path + "Z"


def dots(points: Sequence[Point]) -> str:
    """A path of dots: drawn with a round end, each is as wide as the line."""
    if not points:
        return ""
    pen = _Pen(points[0])
    pen.path += "h0"
    for point in points[1:]:
        pen.draw("m", point)
        pen.path += "h0"
    return pen.path


def uneven(*keys: float) -> float:
    """A number between -1 and 1 that is always the same for the same `keys`: no drawing changes by itself."""
    value = sin(sum(key * weight for key, weight in zip(keys, (12.9898, 78.233, 37.719), strict=False))) * 43758.5453
    return 2 * (value - value // 1) - 1


def cells(sites: Sequence[Point], shrunk: float) -> list[list[Point]]:
    """What is nearest to each of `sites` inside the circle of radius 1 around 0, drawn together round its middle."""
    found = []
    for site in sites:
        corners: list[Point] = [(cos(2 * pi * step / 40), sin(2 * pi * step / 40)) for step in range(40)]
        for other in sites:
            if other != site:
                corners = _nearer(corners, site, other)
        middle = (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))
        found.append([(middle[0] + (x - middle[0]) * shrunk, middle[1] + (y - middle[1]) * shrunk) for x, y in corners])
    return found


def packed(rings: int, disorder: float, key: float) -> list[Point]:
    """Points inside the circle of radius 1, one in the middle and `rings` rings around it, a little out of order."""
    sites = [(uneven(key, 0.3) * disorder / 2, uneven(key, 0.7) * disorder / 2)]
    for ring in range(1, rings + 1):
        for step in range(6 * ring):
            turn = 2 * pi * (step + 0.5 * (ring % 2) + 0.3 * uneven(key, ring, step)) / (6 * ring)
            out = (ring + disorder * uneven(key, step, ring)) / (rings + 0.55)
            sites.append((out * cos(turn), out * sin(turn)))
    return sites


def shade(name: str, start: Point, end: Point, *stops: tuple[float, str]) -> str:
    """A gradient called `name` from `start` to `end`, through the named colours at shares of the way."""
    return element(
        "linearGradient",
        *_stops(stops),
        id=name,
        gradientUnits="userSpaceOnUse",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
    )


def glow(name: str, centre: Point, radius: float, *stops: tuple[float, str]) -> str:
    """A round gradient called `name`, through the named colours from its middle outwards."""
    return element(
        "radialGradient",
        *_stops(stops),
        id=name,
        gradientUnits="userSpaceOnUse",
        cx=centre[0],
        cy=centre[1],
        r=radius,
    )


def filled(d: str, colour: str, **attributes: str | float | None) -> str:
    """The inside of a path in a named colour, or in the gradient `url(#name)`."""
    if colour.startswith("url("):
        return element("path", d=d, fill=colour, **attributes)
    return element("path", d=d, class_=f"f-{colour}", **attributes)


def drawn(d: str, colour: str, width: float, **attributes: str | float | None) -> str:
    """A path as a line in a named colour."""
    return element("path", d=d, class_=f"s-{colour}", stroke_width=width, **attributes)


def stripes(d: str, colour: str, across: float, thick: float, gap: float) -> str:
    """Cross stripes `thick` wide with `gap` between them, `across` long, all along a path."""
    return element(
        "path",
        d=d,
        class_=f"s-{colour} stripes",
        stroke_width=across,
        stroke_dasharray=f"{thick:g} {gap:g}",
        stroke_opacity="0.36",
    )


def label(words: str, at: Point, to: Point | None = None, *, contested: bool = False) -> str:
    """`words` on a tag around `at`, in one line or as many as `words` has parts between |, with a line to `to`.

    What is contested has a broken edge and a question mark as well, so that no colour is needed to see it.
    """
    lines = words.split("|")
    across = max(width_of(line, LETTERS * 0.93) for line in lines) + 2 * _SIDE + (_MARK if contested else 0.0)
    height = _LINE * len(lines) + 6
    left = min(max(at[0] - across / 2, 6.0), WIDTH - across - 6)
    top = at[1] - height / 2
    kind = "tag contested" if contested else "tag"
    indent = left + _SIDE + (_MARK if contested else 0.0)
    return (
        (_lead((left, top, left + across, top + height), to) if to else "")
        + element("rect", class_=kind, x=left, y=top, width=across, height=height, rx=7)
        + (text("?", left + _SIDE, top + height / 2 + 6, class_="mark") if contested else "")
        + "".join(text(line, indent, top + 18 + _LINE * place) for place, line in enumerate(lines))
    )


def lens(at: Point, radius: float) -> str:
    """A magnifying glass over what the next drawing shows."""
    handle = (at[0] + radius * 0.74, at[1] + radius * 0.74)
    end = (handle[0] + radius * 0.62, handle[1] + radius * 0.62)
    return element(
        "g",
        drawn(straight([handle, end]), "lens-under-handle", 12),
        drawn(straight([handle, end]), "lens-handle", 9),
        element("circle", cx=at[0], cy=at[1], r=radius, class_="lens-glass"),
        element("circle", cx=at[0], cy=at[1], r=radius, class_="lens-under"),
        element("circle", cx=at[0], cy=at[1], r=radius, class_="lens-rim"),
        class_="lens",
    )


def _lead(box: tuple[float, float, float, float], to: Point) -> str:
    inset = 0.0 if box[1] < to[1] < box[3] else 8.0
    near = (min(max(to[0], box[0] + inset), box[2] - inset), min(max(to[1], box[1]), box[3]))
    if hypot(near[0] - to[0], near[1] - to[1]) < 4:
        return ""
    line = straight([near, to])
    return (
        drawn(line, "lead-under", 4)
        + drawn(line, "lead", 1.4)
        + element("circle", class_="lead-end", cx=to[0], cy=to[1], r=2.8)
    )


def _stops(stops: Sequence[tuple[float, str]]) -> list[str]:
    return [element("stop", offset=f"{share:g}", class_=f"stop-{colour}") for share, colour in stops]


def _nearer(corners: Sequence[Point], site: Point, other: Point) -> list[Point]:
    """The part of a polygon that is nearer to `site` than to `other`."""
    middle = ((site[0] + other[0]) / 2, (site[1] + other[1]) / 2)
    away = (other[0] - site[0], other[1] - site[1])

    def beyond(point: Point) -> float:
        return (point[0] - middle[0]) * away[0] + (point[1] - middle[1]) * away[1]

    kept: list[Point] = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        here, there = beyond(start), beyond(end)
        if here <= 0:
            kept.append(start)
        if (here < 0 < there) or (there < 0 < here):
            share = here / (here - there)
            kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    return kept


class _Pen:
    """Writes a path in steps from where it stands, which is much shorter than in places."""

    def __init__(self, start: Point) -> None:
        self._at = _tenths(start)
        self.path = f"M{number(start[0])},{number(start[1])}"

    def draw(self, command: str, *points: Point) -> None:
        """Adds a step of the kind `command` through `points`; the pen then stands at the last of them."""
        steps = []
        for point in points:
            x, y = _tenths(point)
            steps.append(f"{number((x - self._at[0]) / 10)} {number((y - self._at[1]) / 10)}")
        self.path += command + " ".join(steps).replace(" -", "-")
        self._at = _tenths(points[-1])


def _tenths(point: Point) -> tuple[int, int]:
    return round(point[0] * 10), round(point[1] * 10)
