"""The pain drawing of the report: line drawings of the body with the marks, for paper that may be printed in grey.

How strong a mark is stands in its number, its pattern (dots, lines, crossed lines) and the depth of its red.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unknot.reporting import drawing, shapes
from unknot.reporting.figures import Figures, Point, View, shipped
from unknot.reporting.svg import element, text

TALL = 300.0
"""How tall a whole body is drawn; the soles are drawn lower."""
RED, INK, SKIN = "#b3261e", "#1d2731", "#f4f1ec"
_GAP = 18.0
_ALWAYS = ("front", "back")
_BADGE = 8.5
_PATTERNS = (3, 6, 10)
_HATCHES = ("M4,4h.01", "M-2,10L10,-2", "M-2,10L10,-2M-2,-2L10,10")
_SLIVER = 0.35
"""Of the largest view of a place: what shows less of it does not number it."""


def body_svg(body: str, marks: Mapping[str, int], *, title: str, font: str, figures: Figures | None = None) -> str:
    """The marked places on front and back of `body` and what else shows them; empty if no view shows any.

    `marks` map regions to 1-10.
    """
    seen = _chosen((figures or shipped()).views(body), marks)
    if not seen:
        return ""
    across = [_scale(view) * view.width for view, _ in seen]
    width = sum(across) + _GAP * (len(seen) - 1)
    panels, left = [], 0.0
    for (view, numbered), wide in zip(seen, across, strict=True):
        top = TALL - _scale(view) * view.height
        panels.append(element("g", _panel(view, marks, numbered), transform=f"translate({left:.1f} {top:.1f})"))
        left += wide + _GAP
    return element(
        "svg",
        *panels,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {TALL:.0f}",
        width=width,
        height=TALL,
        role="img",
        aria_label=title,
        font_family=font or None,
    )


def not_shown(body: str, marks: Mapping[str, int], figures: Figures | None = None) -> tuple[str, ...]:
    """The marked places that the drawing does not show."""
    shown = {region for _, numbered in _chosen((figures or shipped()).views(body), marks) for region in numbered}
    return tuple(region for region in marks if region not in shown)


def _scale(view: View) -> float:
    return (TALL * 0.42 if view.name == "soles" else TALL) / view.height


def _chosen(views: Sequence[View], marks: Mapping[str, int]) -> list[tuple[View, list[str]]]:
    """Front and back, as such drawings are known, and what else is needed to see every place well; in order, each with
    the places that are numbered in it."""
    sizes = {
        (view.name, region): shapes.size(view.areas[region].d) * _scale(view) ** 2
        for view in views
        for region in marks
        if region in view.areas
    }
    best = {region: max((size for (_, of), size in sizes.items() if of == region), default=0.0) for region in marks}

    def well(view: View) -> list[str]:
        return [region for region in marks if sizes.get((view.name, region), 0.0) > _SLIVER * best[region]]

    left = {region for region in marks if best[region] > 0}
    if not left:
        return []
    chosen = {view.name: well(view) for view in views if view.name in _ALWAYS}
    left -= {region for regions in chosen.values() for region in regions}
    others = [view for view in views if view.name not in _ALWAYS]
    while left:
        most = max(others, key=lambda view: len(left & set(well(view))))
        chosen[most.name] = well(most)
        left -= set(chosen[most.name])
    return [(view, chosen[view.name]) for view in views if view.name in chosen]


def _panel(view: View, marks: Mapping[str, int], numbered: Sequence[str]) -> str:
    scale = _scale(view)
    own = f"report-{view.name}"
    fine = 1 / scale
    shown = {region: level for region, level in marks.items() if region in view.areas}
    at = [(view.areas[each].label_at[0] * scale, view.areas[each].label_at[1] * scale) for each in numbered]
    aside = [_aside(view, region, place) for region, place in zip(numbered, at, strict=True)]
    moved = drawing.pushed_apart(aside, 2 * _BADGE + 4, scale * view.width, scale * view.height)
    return (
        element("defs", *(_pattern(own, place, fine) for place in range(len(_HATCHES))))
        + element(
            "g",
            element("path", d=view.outline, fill=SKIN, stroke=INK, stroke_width=1.3 * fine, stroke_linejoin="round"),
            element("path", d="".join(view.lines), fill="none", stroke=INK, stroke_width=0.6 * fine, opacity="0.55")
            if view.lines
            else "",
            *(_mark(view.areas[region].d, level, own, fine) for region, level in shown.items()),
            transform=f"scale({scale:.5f})",
        )
        + "".join(_badge(marks[region], end, start) for region, start, end in zip(numbered, at, moved, strict=True))
    )


def _pattern(own: str, place: int, fine: float) -> str:
    lines = element("path", d=_HATCHES[place], fill="none", stroke="#74140f", stroke_width=1.3, stroke_linecap="round")
    return element(
        "pattern",
        lines,
        id=f"{own}-{place}",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
        patternTransform=f"scale({0.72 * fine:.4f})",
    )


def _mark(d: str, level: int, own: str, fine: float) -> str:
    place = next(place for place, most in enumerate(_PATTERNS) if level <= most)
    red = element(
        "path",
        d=d,
        fill=RED,
        fill_opacity=f"{0.12 + 0.045 * level:.2f}",
        stroke="#74140f",
        stroke_width=0.9 * fine,
    )
    return red + element("path", d=d, fill=f"url(#{own}-{place})")


def _aside(view: View, region: str, at: Point) -> Point:
    """Where the number of a place stands: in it, or outward of it where it would hide it."""
    scale = _scale(view)
    box = shapes.bounds([view.areas[region].d]) or (0.0, 0.0, view.width, view.height)
    wide, tall = (box[2] - box[0]) * scale, (box[3] - box[1]) * scale
    if min(wide, tall) > 3.2 * _BADGE:
        return at
    outward = -1.0 if at[0] < view.width * scale / 2 else 1.0
    return at[0] + outward * (wide / 2 + 2.2 * _BADGE), at[1]


def _badge(level: int, at: Point, mark_at: Point) -> str:
    away = abs(at[0] - mark_at[0]) + abs(at[1] - mark_at[1]) > _BADGE
    lead = element(
        "path",
        d=f"M{at[0]:.1f},{at[1]:.1f}L{mark_at[0]:.1f},{mark_at[1]:.1f}",
        fill="none",
        stroke=INK,
        stroke_width=0.8,
    )
    return (
        (lead if away else "")
        + element("circle", cx=at[0], cy=at[1], r=_BADGE, fill="#ffffff", stroke=INK, stroke_width=1)
        + text(str(level), at[0], at[1] + 4, text_anchor="middle", font_weight=700, font_size=11.5, fill=INK)
    )
