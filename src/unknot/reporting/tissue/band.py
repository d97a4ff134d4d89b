"""The third drawing: a finger on the skin, and below it the fibres of a muscle with a taut band among them."""

from __future__ import annotations

from math import exp, sin

from unknot.reporting.svg import element
from unknot.reporting.tissue.canvas import (
    HEIGHT,
    WIDTH,
    Point,
    Words,
    drawn,
    filled,
    label,
    layer,
    lens,
    rounded,
    shade,
    smooth,
    straight,
    stripes,
    uneven,
)

_PRESSED = 196.0
"""Where the finger stands."""
_SKIN, _FAT, _FASCIA, _MUSCLE = 118.0, 140.0, 178.0, 186.0
_PITCH = 22.0
_ROWS = 11
_TAUT = (3, 4, 5, 6)
_SPOT: Point = (196.0, 296.0)


def draw(words: Words) -> str:
    """The inside of the drawing; labels in `words`: finger, skin, fat, relaxed, band, spot, capillary, nerve."""
    band_top, band_bottom = _level(_TAUT[0]) - _PITCH / 2, _level(_TAUT[-1]) + _PITCH / 2
    return "".join(
        (
            element(
                "defs",
                *(_light(f"band-{row}", _level(row), "flesh") for row in range(_ROWS)),
                *(_light(f"band-taut-{row}", _level(row), "taut") for row in _TAUT),
                shade(
                    "band-finger", (150, 20), (262, 60), (0, "skin-1"), (0.35, "skin-3"), (0.7, "skin-2"), (1, "skin-1")
                ),
                shade("band-skin", (0, _SKIN - 4), (0, _FAT), (0, "skin-1"), (0.3, "skin-3"), (1, "skin-2")),
            ),
            element("rect", x=0, y=_MUSCLE - 14, width=WIDTH, height=HEIGHT, class_="f-flesh-0"),
            layer("fibres", *(_fibre(row) for row in range(_ROWS))),
            layer("contested", *(_taut(row) for row in _TAUT)),
            layer("blood", _blood()),
            layer("nerves", _nerve()),
            layer("fascia", _fascia()),
            layer("skin", _fat(), _skin(), _finger()),
            layer("contested", _ring(band_top, band_bottom), lens(_SPOT, 34)),
            layer(
                "labels",
                layer("skin", label(words("finger"), (306, 34), (232, 50)), label(words("skin"), (52, 96), (40, 128))),
                layer("fascia", label(words("fascia"), (330, 150), (300, _FASCIA + 4))),
                label(words("relaxed"), (92, 396), (112, _level(9) + 2)),
                layer("contested", label(words("band"), (66, 226), (92, 268), contested=True)),
                layer("contested", label(words("spot"), (318, 352), (226, 306), contested=True)),
                layer("blood", label(words("capillary"), (324, 400), (300, _level(8) + 12))),
                layer("nerves", label(words("nerve"), (346, 228), (318, _level(2) + 11))),
            ),
        )
    )


def _dent(x: float) -> float:
    """How far what lies at `x` is pressed down at the skin."""
    return 24.0 * exp(-(((x - _PRESSED) / 44.0) ** 2))


def _level(row: int) -> float:
    return _MUSCLE + 16 + row * _PITCH


def _light(name: str, level: float, colour: str) -> str:
    stops = (
        ((0, "flesh-1"), (0.3, "flesh-4"), (0.55, "flesh-2"), (1, "flesh-1"))
        if colour == "flesh"
        else ((0, "taut-1"), (0.3, "taut-3"), (0.6, "taut-2"), (1, "taut-1"))
    )
    return shade(name, (0, level - _PITCH / 2), (0, level + _PITCH / 2), *stops)


def _wave(row: int, x: float) -> float:
    """A relaxed fibre lies in soft waves, the upper ones pressed down a little."""
    return _level(row) + 3.2 * sin(x / 31 + row * 1.7) + 1.6 * sin(x / 13 + row) + _dent(x) * exp(-row / 2.2) * 0.5


def _strip(top: list[Point], bottom: list[Point]) -> str:
    return smooth(top) + "L" + smooth(bottom[::-1])[1:] + "Z"


def _fibre(row: int) -> str:
    half = _PITCH / 2 - 1.3
    across = [-12.0 + 17 * step for step in range(26)]
    body = _strip([(x, _wave(row, x) - half) for x in across], [(x, _wave(row, x) + half) for x in across])
    middle = smooth([(x, _wave(row, x)) for x in across])
    return filled(body, f"url(#band-{row})") + stripes(middle, "flesh-0", 2 * half - 1, 1.5, 6.4)


def _taut(row: int) -> str:
    """A fibre of the band: straight, and its stripes closer together."""
    level, half = _level(row), _PITCH / 2 - 0.4
    backing = straight(
        [(-5, level - half - 4), (405, level - half - 4), (405, level + half + 4), (-5, level + half + 4)], closed=True
    )
    body = straight([(-5, level - half), (405, level - half), (405, level + half), (-5, level + half)], closed=True)
    return (
        filled(backing, "flesh-0")
        + filled(body, f"url(#band-taut-{row})")
        + stripes(straight([(-5, level), (405, level)]), "taut-1", 2 * half - 1, 1.5, 2.8)
    )


def _ring(top: float, bottom: float) -> str:
    edge = straight([(-10, top - 2), (410, top - 2)]) + straight([(-10, bottom + 2), (410, bottom + 2)])
    return drawn(edge, "lead-under", 3.4) + drawn(edge, "lead", 1.6, stroke_dasharray="7 5")


def _fascia() -> str:
    across = [-10.0 + 15 * step for step in range(29)]
    top = [(x, _FASCIA + _dent(x) * 0.72) for x in across]
    bottom = [(x, _FASCIA + 9 + _dent(x) * 0.66) for x in across]
    grain = "".join(
        smooth([(x, y + 3 + 1.2 * uneven(x)) for x, y in top[start : start + 7]]) for start in range(0, 24, 3)
    )
    return (
        filled(_strip(top, bottom), "sheath-3")
        + drawn(smooth(top) + smooth(bottom), "sheath-edge", 1.3)
        + drawn(grain, "sheath-1", 1)
    )


def _fat() -> str:
    across = [-10.0 + 15 * step for step in range(29)]
    base = _strip([(x, _FAT - 3 + _dent(x)) for x in across], [(x, _FASCIA + _dent(x) * 0.72) for x in across])
    lobes = []
    for row in range(2):
        for step in range(-1, 18):
            x = step * 24 + 12 * (row % 2) + 3 * uneven(step, row)
            press = _dent(x)
            height = (_FASCIA - _FAT - press * 0.28) / 2
            y = _FAT + press + height * (row + 0.46)
            corners = [
                (x - 12, y - height * 0.34),
                (x - 3, y - height * 0.56),
                (x + 10, y - height * 0.4),
                (x + 12.5, y + height * 0.32),
                (x + 2, y + height * 0.54),
                (x - 11, y + height * 0.4),
            ]
            lobes.append(rounded([(cx + 1.4 * uneven(cx, cy), cy) for cx, cy in corners]))
    return (
        filled(base, "fat-1")
        + filled("".join(lobes), "fat-2")
        + drawn("".join(lobes), "fat-edge", 0.9, stroke_opacity="0.7")
    )


def _skin() -> str:
    across = [-10.0 + 15 * step for step in range(29)]
    top = [(x, _SKIN + _dent(x)) for x in across]
    body = _strip(top, [(x, _FAT + _dent(x)) for x in across])
    under = smooth([(x, _SKIN + 6 + _dent(x) + 1.1 * sin(x / 3.1)) for x in [-10.0 + 5 * step for step in range(85)]])
    return (
        filled(body, "url(#band-skin)")
        + drawn(under, "skin-edge", 0.9, stroke_opacity="0.55")
        + drawn(smooth(top), "skin-edge", 1.8)
    )


def _finger() -> str:
    """A fingertip from the side, pressing down and a little to the left."""
    tip = [
        (226.0, -10.0),
        (206.0, 26.0),
        (180.0, 62.0),
        (164.0, 96.0),
        (160.0, 118.0),
        (168.0, 134.0),
        (186.0, 142.0),
        (208.0, 141.0),
        (226.0, 131.0),
        (240.0, 112.0),
        (258.0, 78.0),
        (282.0, 34.0),
        (304.0, -10.0),
    ]
    nail = [(187.0, 59.0), (173.0, 83.0), (165.5, 108.0), (171.0, 113.0), (182.0, 93.0), (195.0, 68.0)]
    folds = (
        smooth([(262, 66), (250, 60), (246, 50)])
        + smooth([(267, 58), (256, 53), (252, 45)])
        + smooth([(206, 30), (212, 33), (215, 40)])
    )
    return (
        filled(smooth(tip) + "Z", "url(#band-finger)")
        + drawn(smooth(tip), "skin-edge", 2)
        + filled(smooth(nail, closed=True), "skin-3")
        + drawn(smooth(nail, closed=True), "skin-edge", 1.2)
        + drawn(folds, "skin-edge", 1.2, stroke_opacity="0.7")
    )


def _blood() -> str:
    line = [(-8.0 + 26 * step, _level(7) + _PITCH / 2 + 2.2 * sin(step * 1.3)) for step in range(17)]
    second = [(-8.0 + 26 * step, _level(8) + _PITCH / 2 + 2.4 * sin(step * 1.1 + 1)) for step in range(17)]
    bridges = [
        smooth(
            [
                line[step],
                ((line[step][0] + second[step + 1][0]) / 2 + 6, (line[step][1] + second[step + 1][1]) / 2),
                second[step + 1],
            ]
        )
        for step in (2, 6, 10, 13)
    ]
    paths = smooth(line) + smooth(second)
    return (
        drawn(paths + "".join(bridges), "blood-edge", 5)
        + drawn("".join(bridges), "blood", 2.6)
        + drawn(paths, "blood", 3.2)
    )


def _nerve() -> str:
    path = [
        (410.0, _level(1) + 12),
        (356.0, _level(2) + 4),
        (318.0, _level(2) + 11),
        (270.0, _level(2) + 9),
        (230.0, _level(2) + 11),
    ]
    ends = "".join(
        smooth([path[-1], (path[-1][0] - 12, path[-1][1] + dy / 2), (path[-1][0] - 22, path[-1][1] + dy)])
        for dy in (-3.0, 5.0)
    )
    return drawn(smooth(path) + ends, "nerve-edge", 5) + drawn(smooth(path) + ends, "nerve", 3)
