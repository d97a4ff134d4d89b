"""The fourth drawing: one fibre among three, its nerve ending and its fine vessel, and the knot some see in it."""

from __future__ import annotations

from itertools import pairwise
from math import exp, hypot, sin

from unknot.reporting.svg import element, number
from unknot.reporting.tissue.canvas import (
    Point,
    Words,
    dots,
    drawn,
    filled,
    glow,
    label,
    layer,
    shade,
    smooth,
    straight,
    uneven,
)

_MIDDLE: Point = (200.0, 226.0)
_UPPER, _LOWER = 112.0, 352.0
_HALF = 40.0
_VESSEL = 292.0


def draw(words: Words) -> str:
    """The inside of the drawing; labels in `words`: fibre, end_plate, nerve, capillary, knot, squeezed, substances,
    pain_nerve."""
    return "".join(
        (
            element(
                "defs",
                *(
                    _light(f"spot-{place}", level, _HALF, "flesh")
                    for place, level in enumerate((_UPPER, _MIDDLE[1], _LOWER))
                ),
                _light("spot-knot", _MIDDLE[1], 58, "taut"),
                glow("spot-plate", (200, 182), 34, (0, "nerve"), (1, "nerve-edge")),
            ),
            layer("fibres", _fibre("spot-0", _UPPER, 0.4), _fibre("spot-2", _LOWER, 1.9)),
            layer("plain", _fibre("spot-1", _MIDDLE[1], 1.1)),
            layer("contested", _knot()),
            layer("blood", layer("plain", _vessel(0.0)), layer("contested", _vessel(1.0))),
            layer("nerves", _motor_nerve(), _pain_nerve()),
            layer("substances", layer("contested", _substances())),
            layer("contested", _outline()),
            layer(
                "labels",
                label(words("fibre"), (52, 352), (112, 344)),
                layer(
                    "nerves",
                    label(words("nerve"), (104, 26), (156, 70)),
                    label(words("end_plate"), (308, 128), (218, 174)),
                ),
                layer("nerves", label(words("pain_nerve"), (328, 398), (338, 326))),
                layer("blood", layer("plain", label(words("capillary"), (226, 398), (226, _VESSEL + 8)))),
                layer(
                    "blood",
                    layer("contested", label(words("squeezed"), (150, 398), (196, _VESSEL + 9), contested=True)),
                ),
                layer("contested", label(words("knot"), (70, 172), (158, 214), contested=True)),
                layer(
                    "substances", layer("contested", label(words("substances"), (334, 232), (270, 270), contested=True))
                ),
            ),
        )
    )


def _light(name: str, level: float, half: float, colour: str) -> str:
    stops = (
        ((0, "flesh-0"), (0.1, "flesh-1"), (0.32, "flesh-4"), (0.6, "flesh-2"), (0.92, "flesh-1"), (1, "flesh-0"))
        if colour == "flesh"
        else ((0, "taut-1"), (0.3, "flesh-4"), (0.55, "taut-3"), (0.9, "taut-2"), (1, "taut-1"))
    )
    return shade(name, (0, level - half), (0, level + half), *stops)


def _stripe(x: float, level: float, half: float) -> str:
    """The rim of a round fibre at `x`, as far as it is seen."""
    top, out = level - half + 1, half * 0.28
    bend = f"{number(out)},{number(half * 0.6)} {number(out)},{number(half * 1.4)}"
    return f"M{number(x)},{number(top)}c{bend} 0,{number(2 * half - 2)}"


def _fibre(name: str, level: float, key: float) -> str:
    body = straight([(-6, level - _HALF), (406, level - _HALF), (406, level + _HALF), (-6, level + _HALF)], closed=True)
    dark = "".join(_stripe(x, level, _HALF) for x in (-12 + 11 * step + 2 * uneven(key) for step in range(39)))
    fine = "".join(_stripe(x + 5.5, level, _HALF) for x in (-12 + 11 * step + 2 * uneven(key) for step in range(39)))
    kernels = [
        (40 + 128 * step + 30 * uneven(step, key), level + _HALF * (0.8 if step % 2 else -0.8)) for step in range(4)
    ]
    nuclei = "".join(smooth([(x - 13, y), (x, y - 4.4), (x + 13, y), (x, y + 4.4)], closed=True) for x, y in kernels)
    return (
        filled(body, f"url(#{name})")
        + drawn(dark, "flesh-0", 4.2, stroke_opacity="0.36")
        + drawn(fine, "flesh-0", 0.8, stroke_opacity="0.3")
        + drawn(
            straight([(-6, level - _HALF), (406, level - _HALF)])
            + straight([(-6, level + _HALF), (406, level + _HALF)]),
            "flesh-0",
            1.6,
        )
        + filled(nuclei, "cell", fill_opacity="0.85")
        + drawn(nuclei, "cell-edge", 1)
    )


def _half(x: float) -> float:
    """How thick the cramped fibre is at `x`: swollen in the middle, drawn thin beside it."""
    return 31 + 24 * exp(-(((x - _MIDDLE[0]) / 46) ** 2))


def _knot() -> str:
    level = _MIDDLE[1]
    across = [-8.0 + 8 * step for step in range(53)]
    body = (
        smooth([(x, level - _half(x)) for x in across])
        + "L"
        + smooth([(x, level + _half(x)) for x in across[::-1]])[1:]
        + "Z"
    )
    places, x = [], -10.0
    while x < 410:
        places.append(x)
        x += 4.2 + 12.5 * (1 - exp(-(((x - _MIDDLE[0]) / 52) ** 2)))
    dark = "".join(_stripe(x, level, _half(x)) for x in places)
    edge = smooth([(x, level - _half(x)) for x in across]) + smooth([(x, level + _half(x)) for x in across])
    return (
        filled(body, "url(#spot-knot)")
        + drawn(dark, "taut-1", 2.6, stroke_opacity="0.55")
        + drawn(edge, "flesh-0", 1.6)
    )


def _outline() -> str:
    level = _MIDDLE[1]
    ring = smooth(
        [
            (_MIDDLE[0] + dx, level + dy)
            for dx, dy in ((-84, 0), (-58, -50), (0, -66), (58, -50), (84, 0), (58, 50), (0, 66), (-58, 50))
        ],
        closed=True,
    )
    return drawn(ring, "lead-under", 3.6) + drawn(ring, "lead", 1.6, stroke_dasharray="7 5")


def _vessel(squeezed: float) -> str:
    """A fine vessel with its red cells; below the knot it runs deeper and is narrower."""

    def middle(x: float) -> float:
        return _VESSEL + 3 * sin(x / 37) + 7 * squeezed * exp(-(((x - _MIDDLE[0]) / 52) ** 2))

    def half(x: float) -> float:
        return 11.0 - 7.5 * squeezed * exp(-(((x - _MIDDLE[0]) / 48) ** 2))

    across = [-8.0 + 13 * step for step in range(33)]
    body = (
        smooth([(x, middle(x) - half(x)) for x in across])
        + "L"
        + smooth([(x, middle(x) + half(x)) for x in across[::-1]])[1:]
        + "Z"
    )
    cells_ = []
    for step in range(20):
        x = -4 + 22 * step + 4 * uneven(step, 5)
        size = min(7.0, half(x) - 1.5)
        if size < 4.5:
            continue
        cells_.append(
            element(
                "ellipse",
                cx=x,
                cy=middle(x) + 2 * uneven(step),
                rx=size,
                ry=size * 0.62,
                transform=f"rotate({20 * uneven(step, 2):.0f} {x:.0f} {middle(x):.0f})",
            )
        )
    return (
        filled(body, "vessel")
        + drawn(
            smooth([(x, middle(x) - half(x)) for x in across]) + smooth([(x, middle(x) + half(x)) for x in across]),
            "blood-edge",
            2.2,
        )
        + element("g", *cells_, class_="f-blood s-blood-edge", stroke_width=1)
    )


def _motor_nerve() -> str:
    """The nerve that tells the fibre to tighten, in its sheath, and the plate at which it ends."""
    path = [(128.0, -12.0), (142.0, 40.0), (160.0, 84.0), (178.0, 124.0), (192.0, 154.0)]
    beads = []
    for start, end in pairwise(path):
        length = hypot(end[0] - start[0], end[1] - start[1])
        trim = 4 / length
        a = (start[0] + (end[0] - start[0]) * trim, start[1] + (end[1] - start[1]) * trim)
        b = (end[0] - (end[0] - start[0]) * trim, end[1] - (end[1] - start[1]) * trim)
        beads.append(straight([a, b]))
    beads = beads[:-1]
    plate = [
        (158.0, 189.0),
        (166.0, 177.0),
        (184.0, 170.0),
        (200.0, 168.0),
        (217.0, 170.0),
        (234.0, 177.0),
        (242.0, 189.0),
        (222.0, 187.0),
        (200.0, 184.0),
        (178.0, 187.0),
    ]
    arms = [
        smooth([path[-1], (200 + reach * 0.5, 161), (200 + reach, 175 + abs(reach) * 0.12)])
        for reach in (-30.0, -8.0, 14.0, 32.0)
    ]
    folds = smooth([(158 + 4.2 * step, 190 + (3.6 if step % 2 else -1.4)) for step in range(21)])
    bubbles = [
        (200 + reach + dx, 176 + abs(reach) * 0.12 + dy)
        for reach in (-30.0, -8.0, 14.0, 32.0)
        for dx, dy in ((-3.0, -1.0), (2.6, 0.4), (-0.6, 3.2))
    ]
    return (
        filled(smooth(plate, closed=True), "sheath-2", fill_opacity="0.85")
        + drawn(smooth(plate, closed=True), "nerve-edge", 1.2)
        + drawn(folds, "flesh-0", 1.8)
        + drawn("".join(arms), "nerve-edge", 11)
        + drawn("".join(arms), "nerve", 8.4)
        + drawn(smooth(path), "nerve-edge", 6.4)
        + drawn(smooth(path), "nerve", 4.2)
        + drawn("".join(beads), "nerve-edge", 15)
        + drawn("".join(beads), "sheath-3", 12)
        + drawn("".join(beads), "sheath-4", 4)
        + drawn(dots(bubbles), "nerve-edge", 2.6)
    )


def _pain_nerve() -> str:
    """The bare ends of the nerve that reports pain."""
    trunk = [(410.0, 338.0), (372.0, 334.0), (338.0, 326.0), (306.0, 312.0)]
    ends = [
        [(306.0, 312.0), (286.0, 302.0), (266.0, 304.0), (248.0, 298.0)],
        [(306.0, 312.0), (296.0, 322.0), (276.0, 325.0), (262.0, 321.0)],
        [(338.0, 326.0), (320.0, 312.0), (312.0, 296.0), (298.0, 284.0)],
        [(372.0, 334.0), (360.0, 316.0), (352.0, 300.0), (342.0, 290.0)],
    ]
    paths = smooth(trunk) + "".join(map(smooth, ends))
    return (
        drawn(smooth(trunk), "nerve-edge", 5.6)
        + drawn("".join(map(smooth, ends)), "nerve-edge", 3.8)
        + drawn(paths, "nerve", 2.2)
        + drawn(dots([end[-1] for end in ends]), "nerve-edge", 6.5)
    )


def _substances() -> str:
    """Round, three-cornered and square grains, as of several substances, thickest near the swelling."""
    round_, corners, squares = [], [], []
    grid = [(110 + 9.8 * column, 160 + 9.8 * row) for row in range(14) for column in range(21)]
    for place, (column, row) in enumerate(grid):
        x, y = column + 2 * uneven(place, 1), row + 2 * uneven(place, 2)
        thinner = exp(-(((x - _MIDDLE[0]) / 74) ** 2))
        in_gap = 158 < y < _VESSEL - 12 and abs(y - _MIDDLE[1]) - _half(x) > 5
        at_plate = y < 196 and abs(x - _MIDDLE[0]) < 52
        under_name = x < 140 and y < 190
        if not in_gap or at_plate or under_name or uneven(place, 3) > 3.4 * thinner - 1:
            continue
        if place % 3 == 0:
            round_.append((x, y))
        elif place % 3 == 1:
            corners.append(straight([(x, y - 4), (x + 3.8, y + 3), (x - 3.8, y + 3)], closed=True))
        else:
            squares.append(straight([(x - 3, y - 3), (x + 3, y - 3), (x + 3, y + 3), (x - 3, y + 3)], closed=True))
    return (
        drawn(dots(round_), "cell-edge", 9.6)
        + drawn(dots(round_), "cell", 7.4)
        + element("g", filled("".join(corners), "vein"), drawn("".join(corners), "vein-edge", 1.1))
        + element("g", filled("".join(squares), "fat-2"), drawn("".join(squares), "fat-edge", 1.1))
    )
