"""A person's pain drawing as a picture that stands alone: every view with a mark, what the marks mean, the places in
words. It needs no stylesheet, no other file and no network, and can be printed."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files

from unknot.content.library import Library
from unknot.facts import PainDepth
from unknot.reporting import drawing, framing, shapes
from unknot.reporting.figures import USUAL_TONE, Figures, Point, Tone, View, shipped, tones
from unknot.reporting.svg import Value, described, element, labelled_by, number, text, width_of

_WIDTH, _EDGE = 720.0, 28.0
_TALL, _GAP, _CAPTION = 430.0, 16.0, 24.0
_LETTERS, _LINE = 13.0, 19.0
_DPI = 300
_NAME = "pain"
_BADGE = 8.0
_SLIVER = 0.35
"""Of the largest view of a region: what shows no more of it does not number it."""
_APART = 0.1
"""Of the width of a view: how far apart its left and right must lie to be named."""
_STYLES = """
text{font-family:"Noto Sans","DejaVu Sans","Helvetica Neue",Arial,sans-serif;fill:#2d2420}
.title{font-size:26px;font-weight:700}
.soft{fill:#66574d}
.card{stroke:none}
.outline,.fold{stroke:#2d2420;stroke-width:1.3px;stroke-linejoin:round}
.fold{stroke-width:.7px;stroke-opacity:.5}
.mark{fill:#c02f25;stroke:#74140f;stroke-width:1px}
.hatch{stroke:#74140f;stroke-width:1.7px}
.badge{fill:#fff;stroke:#2d2420;stroke-width:1.2px}
.lead{stroke:#2d2420;stroke-width:1.2px}
.ring{fill:none;stroke:#2d2420;stroke-width:1.4px}
.ring.surface{stroke-width:2px;stroke-linecap:round;stroke-dasharray:.1 4.64}
"""


@dataclass(frozen=True, slots=True)
class PainDrawing:
    """What is drawn: region to intensity, 1 to 10, and to depth where that was said, as it was on a day."""

    marks: Mapping[str, int]
    depths: Mapping[str, PainDepth]
    drawn_on: date


def lines(library: Library, drawn: PainDrawing) -> tuple[str, ...]:
    """The marked places in words with how strong and how deep, the strongest first."""
    ordered = sorted(drawn.marks.items(), key=lambda each: (-each[1], list(library.regions).index(each[0])))
    return tuple(
        library.say(
            f"pain_drawing.line.{drawn.depths[region]}" if region in drawn.depths else "pain_drawing.line",
            place=library.say(f"region.{region}.label"),
            intensity=intensity,
        )
        for region, intensity in ordered
        if intensity > 0
    )


def to_svg(
    library: Library,
    drawn: PainDrawing,
    body: str,
    *,
    day: Callable[[date], str],
    tone: str = USUAL_TONE,
    figures: Figures | None = None,
) -> str:
    """The drawing on one sheet 720 wide; empty if nothing is marked that a view shows. `day` writes a day in words."""
    marks = {region: level for region, level in drawn.marks.items() if level > 0}
    if not marks:
        return ""
    seen = _well_seen((figures or shipped()).views(body), marks)
    if not seen:
        return ""
    title = f"{library.say('pain_drawing.title')}, {day(drawn.drawn_on)}"
    content, top = [text(title, _EDGE, 44, class_="title")], 66.0
    for row in _rows([view for view, _ in seen]):
        panels, height = _panels(
            library, row, drawn, {view.name: regions for view, regions in seen}, top, tones()[tone]
        )
        content += panels
        top += height + _GAP
    legend, top = _legend(library, top)
    places, top = _places(lines(library, drawn), top)
    origin = text(library.say("pain_drawing.origin"), _EDGE, top + 8, class_="soft", font_size=11)
    words = "; ".join(lines(library, drawn))
    described_as = library.say("pain_drawing.described", places=_count(library, len(marks)), words=words)
    height = top + 28
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + element(
        "svg",
        described(title, described_as, _NAME),
        element("style", _STYLES),
        element("rect", width=_WIDTH, height=height, fill="#ffffff"),
        *content,
        legend,
        places,
        origin,
        xmlns="http://www.w3.org/2000/svg",
        width=_WIDTH,
        height=height,
        viewBox=f"0 0 {number(_WIDTH)} {number(height)}",
        role="img",
        aria_labelledby=labelled_by(_NAME),
        lang=library.language,
    )


def to_png(svg: str) -> bytes:
    """The drawing of `to_svg` as an image with 300 dots an inch, 180 mm wide."""
    import typst

    with as_file(files("unknot")) as package:
        made = typst.compile(
            package / "reporting" / "pain_drawing.typ",
            root=package,
            format="png",
            ppi=_DPI,
            ignore_system_fonts=True,
            sys_inputs={"drawing": svg},
            timestamp=datetime.combine(date(2000, 1, 1), time(), UTC),
        )
    assert isinstance(made, bytes)
    return made


def _embedded(picture: str) -> str:
    """A picture of the figures as part of the file itself."""
    data = files("unknot").joinpath("data", *picture.split("/")).read_bytes()
    return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"


def _across(view: View) -> float:
    """How wide a view is drawn; the soles stand lower than the rest."""
    tall = _TALL * 0.42 if view.name == "soles" else _TALL
    return view.width * tall / view.height


def _well_seen(views: Sequence[View], marks: Mapping[str, int]) -> list[tuple[View, list[str]]]:
    """The views that show a marked region well, each with those regions; a sliver of one at an edge is not numbered."""
    sizes = {
        (view.name, region): shapes.size(view.areas[region].d) * (_across(view) / view.width) ** 2
        for view in views
        for region in marks
        if region in view.areas
    }
    best = {region: max((size for (_, of), size in sizes.items() if of == region), default=0.0) for region in marks}
    well = [
        (view, [each for each in marks if sizes.get((view.name, each), 0.0) > _SLIVER * best[each]]) for view in views
    ]
    return [(view, regions) for view, regions in well if regions]


def _rows(views: Sequence[View]) -> list[list[View]]:
    """The views in their order, as many beside each other as there is room for."""
    rows: list[list[View]] = [[]]
    for view in views:
        taken = sum(_across(each) + _GAP for each in rows[-1])
        if rows[-1] and taken + _across(view) > _WIDTH - 2 * _EDGE:
            rows.append([])
        rows[-1].append(view)
    return rows


def _panels(
    library: Library,
    views: Sequence[View],
    drawn: PainDrawing,
    seen: Mapping[str, Sequence[str]],
    top: float,
    tone: Tone,
) -> tuple[list[str], float]:
    """Views side by side, and how tall they are with their captions."""
    left = (_WIDTH - sum(_across(view) for view in views) - _GAP * (len(views) - 1)) / 2
    panels = []
    tallest = max(view.height * _across(view) / view.width for view in views)
    for view in views:
        across = _across(view)
        tall = view.height * across / view.width
        caption = text(
            library.say(f"pain_drawing.view.{view.name}"),
            across / 2,
            tall + 17,
            text_anchor="middle",
            font_size=_LETTERS,
            class_="soft",
        )
        panels.append(
            element(
                "g",
                _panel(view, drawn, seen[view.name], across, tone),
                *_sides(library, view, across),
                caption,
                transform=f"translate({left:.1f} {top + tallest - tall:.1f})",
            )
        )
        left += across + _GAP
    return panels, tallest + _CAPTION


def _panel(view: View, drawn: PainDrawing, numbered: Sequence[str], across: float, tone: Tone) -> str:
    frame = framing.Frame(0.0, 0.0, view.width, view.height)
    scale = across / view.width
    own = f"{_NAME}-{view.name}"
    marked = {region: level for region, level in drawn.marks.items() if level > 0 and region in view.areas}
    at = [frame.placed(view.areas[each].label_at, scale) for each in numbered]
    aside = [_aside(view, region, place, across) for region, place in zip(numbered, at, strict=True)]
    moved = drawing.pushed_apart(aside, 2 * _BADGE + 6, across, view.height * scale)
    body = drawing.body(
        *(view, frame, across, _embedded, _NAME),
        *(drawing.mark(view.areas[region].d, level, own) for region, level in marked.items()),
        tone=tone,
    )
    badges = [
        _badge(drawn.marks[region], drawn.depths.get(region), end, start)
        for region, start, end in zip(numbered, at, moved, strict=True)
    ]
    return drawing.patterns(own, scale) + body + "".join(badges)


def _aside(view: View, region: str, at: Point, across: float) -> Point:
    """Where the number of a region stands: in it, or away from the middle of the body where it would hide it."""
    left, top, right, bottom = shapes.bounds([view.areas[region].d]) or (0.0, 0.0, view.width, view.height)
    scale = across / view.width
    if min(right - left, bottom - top) * scale > 3 * _BADGE:
        return at
    outward = -1.0 if at[0] < across / 2 else 1.0
    return at[0] + outward * ((right - left) * scale / 2 + 2 * _BADGE), at[1]


def _badge(intensity: int, depth: PainDepth | None, at: Point, mark_at: Point) -> str:
    """The number of a mark with the ring of its depth, and a line to the mark if it stands away from it."""
    away = abs(at[0] - mark_at[0]) + abs(at[1] - mark_at[1]) > _BADGE
    lead = f"M{at[0]:.1f},{at[1]:.1f}L{mark_at[0]:.1f},{mark_at[1]:.1f}"
    number_of: dict[str, Value] = {
        "class_": "badge-number",
        "text_anchor": "middle",
        "font_weight": 700,
        "font_size": 11,
    }
    return (
        (element("path", class_="lead", d=lead) if away else "")
        + element("circle", class_="badge", cx=at[0], cy=at[1], r=_BADGE)
        + _ring(depth, at)
        + text(str(intensity), at[0], at[1] + 3.9, **number_of)
    )


def _sides(library: Library, view: View, across: float) -> list[str]:
    """Which side of the picture is the person's left and which their right; nothing where that cannot be told."""
    places: dict[str, list[float]] = {"left": [], "right": []}
    for region, area in view.areas.items():
        known = library.regions.get(region)
        if known is not None and known.side != "midline":
            places[known.side].append(area.label_at[0] / view.width)
    if not all(places.values()):
        return []
    left, right = (sum(each) / len(each) for each in places.values())
    if abs(left - right) < _APART:
        return []
    first, second = ("left", "right") if left < right else ("right", "left")
    said: dict[str, Value] = {"class_": "soft", "font_size": 11}
    return [
        text(library.say(f"pain_drawing.{first}"), 0, 11, **said),
        text(library.say(f"pain_drawing.{second}"), across, 11, text_anchor="end", **said),
    ]


def _ring(depth: PainDepth | None, at: Point) -> str:
    """How deep a mark is: one more line around its number, or one of dots near the skin."""
    if depth is None:
        return ""
    return element("circle", class_=f"ring {depth}", cx=at[0], cy=at[1], r=_BADGE + 2.6)


def _legend(library: Library, top: float) -> tuple[str, float]:
    """What the numbers, patterns and rings mean, and where the next thing may begin."""
    own = f"{_NAME}-legend"
    parts = [
        drawing.patterns(own, 1.0),
        text(library.say("pain_drawing.legend.strength"), _EDGE, top + 14, font_size=_LETTERS),
    ]
    left, middle = _EDGE, top + 40
    for key, level in (("mild", 2), ("middle", 5), ("strong", 9)):
        box = f"M{left:.1f} {middle - 11:.1f}h30v22h-30Z"
        said = library.say(f"pain_drawing.legend.{key}")
        parts += [drawing.mark(box, level, own), text(said, left + 38, middle + 5, font_size=_LETTERS)]
        left += 38 + width_of(said, _LETTERS) + 26
    depths: tuple[PainDepth, ...] = ("deep", "surface")
    for depth in depths:
        said = library.say(f"pain_drawing.legend.{depth}")
        at = (left + 14, middle)
        circle = element("circle", class_="badge", cx=at[0], cy=at[1], r=_BADGE)
        parts += [_ring(depth, at), circle, text(said, left + 36, middle + 5, font_size=_LETTERS)]
        left += 36 + width_of(said, _LETTERS) + 26
    return element("g", *parts), top + 66


def _places(said: Sequence[str], top: float) -> tuple[str, float]:
    """The places in words, one below the other, and where the next thing may begin."""
    written = [text(line, _EDGE, top + 14 + place * _LINE, font_size=_LETTERS) for place, line in enumerate(said)]
    return element("g", *written), top + 14 + len(said) * _LINE


def _count(library: Library, count: int) -> str:
    return library.say("pain_drawing.places.one") if count == 1 else library.say("pain_drawing.places", count=count)
