"""The second drawing: a muscle cut open, a bundle drawn out of it, and one fibre out of the bundle."""

from __future__ import annotations

from math import atan2, degrees, hypot, pi, sin

from unknot.reporting.svg import element
from unknot.reporting.tissue.canvas import (
    Point,
    Words,
    cells,
    dots,
    drawn,
    filled,
    glow,
    label,
    layer,
    packed,
    rounded,
    shade,
    smooth,
    straight,
    uneven,
)

_ALONG: Point = (0.93, 0.3676)
_ACROSS: Point = (0.3676, -0.93)
_TILT = degrees(atan2(_ALONG[1], _ALONG[0]))
_FLAT = 0.52
"""How deep a cut face looks, as a share of its height."""
_MUSCLE: Point = (132.0, 142.0)
_RADIUS = 104.0
_BUNDLE: Point = (0.5, 0.12)
"""Near which point of the cut face the bundle is drawn out."""
_THICK, _THIN = 31.0, 13.0
"""The radius of the bundle and of the fibre."""
_UNIT: Point = (92.0, 338.0)


def draw(words: Words) -> str:
    """The inside of the drawing; labels in `words`: sheath, bundle, fibre, unit, capillary, nerve."""
    sites = packed(2, 0.13, 1.0)
    start = _on(_MUSCLE, _RADIUS, min(sites, key=lambda each: hypot(each[0] - _BUNDLE[0], each[1] - _BUNDLE[1])))
    bundle_end = _on(start, 0, (0, 0), push=104)
    fibre_start = _on(bundle_end, _THICK, (0.25, -0.1))
    fibre_end = _on(fibre_start, 0, (0, 0), push=88)
    return "".join(
        (
            element(
                "defs",
                _round_shade("fibres-belly", _MUSCLE, _RADIUS + 4, "flesh"),
                _round_shade("fibres-sheath", _MUSCLE, _RADIUS + 6, "sheath"),
                _round_shade("fibres-bundle", start, _THICK + 1, "flesh"),
                _round_shade("fibres-sleeve", start, _THICK + 3, "sheath"),
                _round_shade("fibres-one", fibre_start, _THIN, "flesh"),
                glow("fibres-unit", _UNIT, 66, (0, "glass-light"), (1, "glass")),
            ),
            layer("fibres", _belly(), _face(_MUSCLE, _RADIUS, sites, 5)),
            layer("fascia", _sheath()),
            layer("fibres", _tube(start, bundle_end, _THICK, "url(#fibres-bundle)", 7)),
            layer(
                "fascia",
                _tube(
                    start, _on(start, 0, (0, 0), push=46), _THICK + 2.5, "url(#fibres-sleeve)", 9, line="sheath-edge"
                ),
            ),
            layer("fibres", _face(bundle_end, _THICK, packed(2, 0.1, 4.0), 0)),
            layer("fibres", _one_fibre(fibre_start, fibre_end)),
            layer("blood", _blood(start, bundle_end, fibre_end)),
            layer("nerves", _nerve(start, bundle_end, fibre_start)),
            layer("fibres", _unit(fibre_end)),
            layer(
                "labels",
                layer("fascia", label(words("sheath"), (66, 240), _on(_MUSCLE, _RADIUS, (0, -0.72), push=-72))),
                label(words("bundle"), (300, 84), _on(start, _THICK, (0, 0.72), push=74)),
                label(words("fibre"), (336, 306), _on(fibre_end, 0, (0, 0), push=-18)),
                label(words("unit"), (256, 388), (_UNIT[0] + 26, _UNIT[1] + 40)),
                layer("blood", label(words("capillary"), (338, 142), _on(fibre_end, _THIN, (0, 0.8), push=-38))),
                layer("nerves", label(words("nerve"), (236, 288), _on(start, _THICK, (0, -0.7), push=60))),
            ),
        )
    )


def _on(centre: Point, radius: float, site: Point, push: float = 0.0) -> Point:
    """The place of `site`, a point of a circle, on a cut face; `push` brings it forward along the fibres."""
    along, across = site[0] * radius * _FLAT + push, site[1] * radius
    return (
        centre[0] + along * _ALONG[0] + across * _ACROSS[0],
        centre[1] + along * _ALONG[1] + across * _ACROSS[1],
    )


def _round_shade(name: str, centre: Point, radius: float, colour: str) -> str:
    """Light from above on something round."""
    stops = ((0, f"{colour}-1"), (0.22, f"{colour}-4"), (0.45, f"{colour}-3"), (0.8, f"{colour}-1"), (1, f"{colour}-0"))
    return shade(name, _on(centre, radius, (0, 1)), _on(centre, radius, (0, -1)), *stops)


def _edge(centre: Point, radius: float, far: bool = False) -> list[Point]:
    """Half the rim of a cut face, from top to bottom; the near half, or the far one."""
    turns = [pi / 2 - pi * step / 16 for step in range(17)]
    side = -1.0 if far else 1.0
    return [_on(centre, radius, (side * sin(pi / 2 - abs(turn)), sin(turn))) for turn in turns]


def _belly() -> str:
    ends = [_on(_MUSCLE, _RADIUS, (0, 1)), _on(_MUSCLE, _RADIUS, (0, -1))]
    back = [_on(_MUSCLE, _RADIUS * 0.9, (0, -0.96), push=-230), _on(_MUSCLE, _RADIUS * 0.9, (0, 0.96), push=-230)]
    bulge = [_on(_MUSCLE, _RADIUS, (0, -1.05), push=-90)], [_on(_MUSCLE, _RADIUS, (0, 1.05), push=-90)]
    outline = (
        smooth([ends[0], *_edge(_MUSCLE, _RADIUS)[1:-1], ends[1], *bulge[0], back[0]])
        + "L"
        + smooth([back[1], *bulge[1], ends[0]]).replace("M", "", 1)
    )
    grain = "".join(
        smooth(
            [
                _on(_MUSCLE, _RADIUS, (0, 0.98 * share)),
                _on(_MUSCLE, _RADIUS, (0, share * 1.04), push=-90),
                _on(_MUSCLE, _RADIUS, (0, 0.86 * share), push=-230),
            ]
        )
        for share in (each / 13 + 0.02 * uneven(each) for each in range(-12, 13))
    )
    return filled(outline, "url(#fibres-belly)") + drawn(grain, "flesh-0", 1.1, stroke_opacity="0.38")


def _sheath() -> str:
    """The skin of the muscle, cut back from the cut face with a soft edge."""
    rim = []
    for step in range(17):
        share = 1 - step / 8
        push = -52 + 5 * uneven(step, 3.1) + _FLAT * _RADIUS * ((1 - share * share) ** 0.5 - 1) * 0.6
        rim.append(_on(_MUSCLE, _RADIUS + 5, (0, share), push=push + 12))
    back = [_on(_MUSCLE, _RADIUS, (0, -1.02), push=-230), _on(_MUSCLE, _RADIUS, (0, 1.02), push=-230)]
    outline = smooth(rim) + "L" + straight(back)[1:] + "Z"
    mesh = "".join(
        straight(
            [_on(_MUSCLE, _RADIUS + 4, (0, y), push=x), _on(_MUSCLE, _RADIUS + 4, (0, y - 0.34 * way), push=x + 20)]
        )
        for x in range(-230, -62, 11)
        for y, way in [
            (0.2 * each + 0.06 * uneven(x, each), 1 if (each + x // 11) % 2 else -1) for each in range(-4, 5)
        ]
    )
    return (
        element("clipPath", element("path", d=outline), id="fibres-sheath-edge")
        + filled(outline, "url(#fibres-sheath)", fill_opacity="0.93")
        + element("g", drawn(mesh, "sheath-edge", 0.9, stroke_opacity="0.34"), clip_path="url(#fibres-sheath-edge)")
        + drawn(smooth(rim), "sheath-edge", 2.2)
    )


def _face(centre: Point, radius: float, sites: list[Point], grain: float) -> str:
    """A cut face: what holds the cells together, the cells, and in each of them the cut ends of what it is made of."""
    rim = [_on(centre, radius, (sin(2 * pi * step / 28), sin(2 * pi * step / 28 + pi / 2))) for step in range(28)]
    found = cells(sites, 0.9)
    shapes = "".join(rounded([_on(centre, radius * 0.97, corner) for corner in each]) for each in found)
    parts = [
        filled(smooth(rim, closed=True), "sheath-2"),
        drawn(smooth(rim, closed=True), "sheath-edge", 1.6),
        filled(shapes, "flesh-2"),
    ]
    if grain:
        grid = [(0.115 * (x + (y % 2) / 2), 0.1 * y) for x in range(-9, 10) for y in range(-10, 11)]
        middles = cells(sites, 0.76)
        inner = [each for each in grid if any(_inside(each, cell) for cell in middles)]
        parts.append(drawn(dots([_on(centre, radius, each) for each in inner]), "flesh-4", grain))
    return "".join(parts)


def _inside(point: Point, corners: list[Point]) -> bool:
    """Whether `point` lies in a polygon without dents, whose corners go round one way."""
    return all(
        (b[0] - a[0]) * (point[1] - a[1]) > (b[1] - a[1]) * (point[0] - a[0])
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    )


def _tube(start: Point, end: Point, radius: float, fill: str, lines: int, *, line: str = "flesh-0") -> str:
    near, far = _edge(end, radius), _edge(start, radius, far=True)
    grain = "".join(
        straight([_on(start, radius, (0, share)), _on(end, radius, (0, share))])
        for share in ((each + 1) / (lines + 1) * 2 - 1 for each in range(lines))
    )
    return filled(straight([*near, *reversed(far)], closed=True), fill) + drawn(grain, line, 0.9, stroke_opacity="0.4")


def _one_fibre(start: Point, end: Point) -> str:
    radius = _THIN
    length = hypot(end[0] - start[0], end[1] - start[1])
    stripes = "".join(
        smooth(_edge(_on(start, 0, (0, 0), push=5 + step * 7), radius)) for step in range(int((length - 4) / 7))
    )
    rim = [_on(end, radius, (sin(2 * pi * step / 20), sin(2 * pi * step / 20 + pi / 2))) for step in range(20)]
    return (
        _tube(start, end, radius, "url(#fibres-one)", 0)
        + drawn(stripes, "flesh-0", 2.2, stroke_opacity="0.55")
        + filled(smooth(rim, closed=True), "flesh-3")
        + drawn(smooth(rim, closed=True), "flesh-0", 1)
        + drawn(dots([_on(end, radius * 0.8, each) for each in packed(1, 0.1, 2.0)]), "flesh-0", 2.6)
    )


def _blood(start: Point, bundle_end: Point, fibre_end: Point) -> str:
    rim = [(0.36, -210.0), (0.42, -150.0), (0.5, -110.0), (0.4, -70.0), (0.46, -34.0), (0.4, 0.0)]
    over = [_on(_MUSCLE, _RADIUS + 4, (0, share), push=push) for share, push in rim]
    bundle = [_on(start, _THICK + 3, (0, 0.5 - 0.06 * step), push=6 + 22 * step) for step in range(5)]
    trunk = [*over, _on(_MUSCLE, _RADIUS, (0.3, 0.36)), *bundle]
    round_fibre = [
        bundle[-1],
        _on(bundle_end, _THICK, (0.3, 0.4), push=4),
        _on(fibre_end, _THIN, (0, 0.9), push=-66),
        _on(fibre_end, _THIN, (0.6, 0.0), push=-52),
        _on(fibre_end, _THIN, (0, -0.95), push=-40),
    ]
    over_fibre = [
        _on(fibre_end, _THIN, (0, 0.9), push=-66),
        _on(fibre_end, _THIN, (0, 0.75), push=-38),
        _on(fibre_end, _THIN, (0, 0.9), push=-10),
    ]
    side = [bundle[2], _on(start, _THICK, (0.2, -0.1), push=66), _on(start, _THICK, (0.1, -0.5), push=94)]
    fine = smooth(round_fibre) + smooth(over_fibre) + smooth(side)
    return (
        drawn(fine, "blood-edge", 3.6)
        + drawn(smooth(trunk), "blood-edge", 6)
        + drawn(smooth(trunk), "blood", 4)
        + drawn(fine, "blood", 2.3)
    )


def _nerve(start: Point, bundle_end: Point, fibre_start: Point) -> str:
    over = [
        _on(_MUSCLE, _RADIUS + 4, (0, share), push=push)
        for share, push in ((-0.3, -200.0), (-0.36, -140.0), (-0.4, -95.0), (-0.36, -50.0), (-0.42, 0.0))
    ]
    path = [
        *over,
        _on(_MUSCLE, _RADIUS, (0.34, -0.34)),
        _on(start, _THICK + 3, (0, -0.74), push=22),
        _on(start, _THICK, (0, -0.7), push=60),
        _on(bundle_end, _THICK, (0.1, -0.66), push=-4),
        _on(fibre_start, _THIN, (0, -0.86), push=24),
        _on(fibre_start, _THIN, (0, 0.1), push=40),
    ]
    return drawn(smooth(path), "nerve-edge", 5.4) + drawn(smooth(path), "nerve", 3.2)


def _unit(fibre_end: Point) -> str:
    """A closer look at one unit: thick threads between thin ones, which slide together when the fibre tightens."""
    x, y, radius = *_UNIT, 66.0
    thin, thick = [], []
    for row in range(-3, 4):
        level = y + row * 16
        reach = (radius * radius - (row * 16) ** 2) ** 0.5 - 4
        thin.append(
            straight([(x - min(reach, 48), level), (x - 12, level)])
            + straight([(x + 12, level), (x + min(reach, 48), level)])
        )
        if row < 3:
            thick.append(straight([(x - 28, level + 8), (x + 28, level + 8)]))
    ends = [
        smooth([(x + side + (2.4 if step % 2 else -2.4), y - 44 + step * 8) for step in range(12)])
        for side in (-48, 48)
    ]
    return (
        drawn(
            straight([(x + 30, y - 58), fibre_end]) + straight([(x + 60, y + 26), fibre_end]),
            "lead",
            1,
            stroke_dasharray="2 3",
        )
        + element("circle", cx=x, cy=y, r=radius, fill="url(#fibres-unit)")
        + drawn("".join(thick), "flesh-1", 6.5, stroke_linecap="round")
        + drawn("".join(thin), "thread", 2)
        + drawn("".join(ends), "ink", 2)
        + element("circle", cx=x, cy=y, r=radius, class_="lens-rim")
    )
