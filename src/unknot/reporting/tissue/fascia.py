"""The fifth drawing: a block of skin, fat, fascia and muscle, each cut back so that the next can be seen."""

from __future__ import annotations

from math import sin

from unknot.reporting.svg import element
from unknot.reporting.tissue import living
from unknot.reporting.tissue.canvas import (
    Point,
    Words,
    cells,
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
    stripes,
    uneven,
)

_LEFT, _BASE = 18.0, 392.0
_DEPTH: Point = (62.0, -50.0)
"""From the front of the block to its back."""
_MUSCLE_TOP, _LOWER_TOP, _FILM_TOP, _FASCIA_TOP, _FAT_TOP, _SKIN_TOP = 286.0, 272.0, 258.0, 244.0, 152.0, 124.0
_MUSCLE_RIGHT, _FASCIA_RIGHT, _FAT_RIGHT, _SKIN_RIGHT = 318.0, 262.0, 196.0, 126.0


def draw(words: Words) -> str:
    """The inside of the drawing; labels in `words`: skin, fat, fascia, film, muscle, stuck, repair, vessels, nerve."""
    return "".join(
        (
            element(
                "defs",
                shade("fascia-muscle", (0, _MUSCLE_TOP), (0, _BASE), (0, "flesh-3"), (0.4, "flesh-2"), (1, "flesh-0")),
                shade("fascia-muscle-top", (0, _MUSCLE_TOP - 50), (0, _MUSCLE_TOP), (0, "flesh-2"), (1, "flesh-4")),
                shade("fascia-sheet-top", (0, _FASCIA_TOP - 50), (0, _FASCIA_TOP), (0, "sheath-2"), (1, "sheath-4")),
                shade(
                    "fascia-skin-top", (_LEFT, _SKIN_TOP - 50), (_SKIN_RIGHT, _SKIN_TOP), (0, "skin-3"), (1, "skin-2")
                ),
                shade("fascia-skin", (0, _SKIN_TOP), (0, _FAT_TOP), (0, "skin-1"), (0.35, "skin-3"), (1, "skin-2")),
                glow("fascia-repair", (262, 338), 52, (0, "fat-2"), (0.55, "skin-2"), (1, "flesh-2")),
            ),
            layer("fibres", _muscle()),
            layer("repair", living.repair()),
            layer("fascia", _sheets(), layer("contested", _stuck())),
            layer("skin", _fat(), _skin()),
            layer("blood", living.vessels(_BASE)),
            layer("nerves", living.nerves(_BASE)),
            layer(
                "labels",
                layer("skin", label(words("skin"), (52, 56), (76, 108)), label(words("fat"), (196, 78), (200, 132))),
                layer(
                    "fascia",
                    label(words("fascia"), (278, 168), (276, 218)),
                    label(words("film"), (340, 206), (250, 261)),
                ),
                label(words("muscle"), (352, 346), (332, 316)),
                layer("fascia", layer("contested", label(words("stuck"), (116, 230), (120, 260), contested=True))),
                layer("repair", label(words("repair"), (300, 398), (264, 346))),
                layer("blood", label(words("vessels"), (66, 404), (74, 318))),
                layer("nerves", label(words("nerve"), (172, 398), (160, 322))),
            ),
        )
    )


def _back(point: Point, share: float = 1.0) -> Point:
    return point[0] + share * _DEPTH[0], point[1] + share * _DEPTH[1]


def _front(left: float, top: float, right: float, bottom: float) -> str:
    return straight([(left, top), (right, top), (right, bottom), (left, bottom)], closed=True)


def _top(left: float, right: float, level: float) -> str:
    return straight([(left, level), (right, level), _back((right, level)), _back((left, level))], closed=True)


def _side(right: float, top: float, bottom: float) -> str:
    return straight([(right, top), _back((right, top)), _back((right, bottom)), (right, bottom)], closed=True)


def _muscle() -> str:
    rows = [(_MUSCLE_TOP + 17.7 * row, _MUSCLE_TOP + 17.7 * (row + 1)) for row in range(6)]
    seams, middles = [], []
    for top, bottom in rows:
        seams.append(
            smooth([(_LEFT + 30 * step, bottom + 1.4 * sin(step * 1.9 + bottom)) for step in range(11)])
            if bottom < _BASE
            else ""
        )
        middles.append(straight([(_LEFT + 1, (top + bottom) / 2), (_MUSCLE_RIGHT - 1, (top + bottom) / 2)]))
    grain = [
        straight([_back((_LEFT, _MUSCLE_TOP), share), _back((_MUSCLE_RIGHT, _MUSCLE_TOP), share)])
        for share in (0.12, 0.27, 0.42, 0.57, 0.72, 0.87)
    ]
    middle = ((_MUSCLE_RIGHT + _DEPTH[0] / 2), (_MUSCLE_TOP + _BASE) / 2 + _DEPTH[1] / 2)
    ends = [
        rounded([(middle[0] + x * 31, middle[1] + y * 54 - x * 25) for x, y in cell])
        for cell in cells([(x * 0.98, y * 0.98) for x, y in packed(2, 0.16, 6.0)], 0.87)
    ]
    end = _side(_MUSCLE_RIGHT, _MUSCLE_TOP, _BASE)
    return (
        filled(_front(_LEFT, _MUSCLE_TOP, _MUSCLE_RIGHT, _BASE), "url(#fascia-muscle)")
        + stripes("".join(middles), "flesh-0", 15, 1.4, 4.6)
        + drawn("".join(seams), "sheath-3", 1.8, stroke_opacity="0.75")
        + filled(_top(_LEFT, _MUSCLE_RIGHT, _MUSCLE_TOP), "url(#fascia-muscle-top)")
        + drawn("".join(grain), "flesh-0", 1, stroke_opacity="0.4")
        + filled(end, "sheath-2")
        + filled("".join(ends), "flesh-1")
        + drawn("".join(ends), "flesh-0", 0.7, stroke_opacity="0.5")
        + drawn(
            _front(_LEFT, _MUSCLE_TOP, _MUSCLE_RIGHT, _BASE) + end + _top(_LEFT, _MUSCLE_RIGHT, _MUSCLE_TOP),
            "flesh-0",
            1.4,
        )
    )


def _waves(left: float, right: float, top: float, bottom: float) -> str:
    """Collagen: bundles of fine threads in flat waves."""
    lines = []
    for row in range(3):
        level = top + (bottom - top) * (row + 0.6) / 3.2
        lines.append(
            smooth(
                [
                    (left + step * 11, level + (1.5 if step % 2 else -1.5))
                    for step in range(int((right - left) / 11) + 1)
                ]
            )
        )
    return "".join(lines)


def _sheets() -> str:
    parts = []
    film = _front(_LEFT, _FILM_TOP, _FASCIA_RIGHT, _LOWER_TOP) + _side(_FASCIA_RIGHT, _FILM_TOP, _LOWER_TOP)
    for top, bottom in ((_LOWER_TOP, _MUSCLE_TOP), (_FASCIA_TOP, _FILM_TOP)):
        face = _front(_LEFT, top, _FASCIA_RIGHT, bottom)
        parts.append(filled(face, "sheath-3") + filled(_side(_FASCIA_RIGHT, top, bottom), "sheath-1"))
        parts.append(drawn(_waves(_LEFT, _FASCIA_RIGHT, top, bottom), "sheath-0", 1.1, stroke_opacity="0.8"))
        parts.append(drawn(face + _side(_FASCIA_RIGHT, top, bottom), "sheath-edge", 1.2))
    loose = "".join(
        smooth(
            [
                (x, _FILM_TOP + 1),
                (x + 5 + 3 * uneven(x), (_FILM_TOP + _LOWER_TOP) / 2),
                (x + 10 * uneven(x, 2), _LOWER_TOP - 1),
            ]
        )
        for x in (_LEFT + 8 + 13 * step for step in range(18))
    )
    weave = "".join(
        straight([_back((x, _FASCIA_TOP), a), _back((x + shift, _FASCIA_TOP), b)])
        for x in (_LEFT + 9 * step for step in range(30))
        for a, b, shift in ((0.02, 0.98, 26.0), (0.98, 0.02, 26.0))
        if x + shift < _FASCIA_RIGHT
    )
    return (
        filled(film, "film")
        + drawn(loose, "sheath-0", 0.9, stroke_opacity="0.7")
        + "".join(parts)
        + filled(_top(_LEFT, _FASCIA_RIGHT, _FASCIA_TOP), "url(#fascia-sheet-top)")
        + drawn(weave, "sheath-0", 0.9, stroke_opacity="0.5")
        + drawn(_top(_LEFT, _FASCIA_RIGHT, _FASCIA_TOP), "sheath-edge", 1.2)
    )


def _stuck() -> str:
    """What the story of layers that stick together shows: strands across the film."""
    strands = "".join(
        smooth(
            [
                (x, _FILM_TOP - 3),
                (x + 4 * uneven(x, 4), (_FILM_TOP + _LOWER_TOP) / 2),
                (x + 7 * uneven(x, 9), _LOWER_TOP + 3),
            ]
        )
        for x in (94.0 + 5.2 * step for step in range(11))
    )
    ring = smooth(
        [(84, 261), (92, 247), (122, 243), (152, 247), (160, 261), (152, 275), (122, 279), (92, 275)], closed=True
    )
    return (
        drawn(strands, "sheath-edge", 3)
        + drawn(ring, "lead-under", 3.4)
        + drawn(ring, "lead", 1.6, stroke_dasharray="6 4")
    )


def _fat() -> str:
    lobes, on_top = [], []
    for row in range(4):
        for step in range(9):
            x = _LEFT + 13 + step * 20.6 + (9 if row % 2 else 0)
            y = _FAT_TOP + 11.5 + row * 23
            if x > _FAT_RIGHT - 8:
                continue
            lobes.append(_lobe(x, y, 10.6, 12.0))
    for row in range(3):
        for step in range(9):
            x, share = _LEFT + 14 + step * 21 + 8 * (row % 2), 0.17 + 0.32 * row
            if x < _FAT_RIGHT - 8:
                on_top.append(_lobe(*_back((x, _FAT_TOP), share), 11.5, 7.4))
    side = [
        _lobe(*_back((_FAT_RIGHT, _FAT_TOP + 11 + 23 * row), 0.18 + 0.32 * column), 8.5, 11.5)
        for row in range(4)
        for column in range(3)
    ]
    shapes = (
        _front(_LEFT, _FAT_TOP, _FAT_RIGHT, _FASCIA_TOP),
        _top(_LEFT, _FAT_RIGHT, _FAT_TOP),
        _side(_FAT_RIGHT, _FAT_TOP, _FASCIA_TOP),
    )
    return (
        filled("".join(shapes), "fat-1")
        + filled("".join([*lobes, *on_top]), "fat-2")
        + filled("".join(side), "fat-2", fill_opacity="0.55")
        + drawn("".join([*lobes, *on_top, *side]), "fat-edge", 0.9, stroke_opacity="0.75")
        + drawn("".join(shapes), "fat-edge", 1.3)
    )


def _lobe(x: float, y: float, across: float, high: float) -> str:
    corners = [(-1.0, -0.6), (-0.25, -1.05), (0.85, -0.75), (1.05, 0.45), (0.2, 1.05), (-0.9, 0.75)]
    return rounded(
        [(x + across * (cx + 0.12 * uneven(x, cx)), y + high * (cy + 0.1 * uneven(y, cy))) for cx, cy in corners]
    )


def _skin() -> str:
    front = _front(_LEFT, _SKIN_TOP, _SKIN_RIGHT, _FAT_TOP)
    top, side = _top(_LEFT, _SKIN_RIGHT, _SKIN_TOP), _side(_SKIN_RIGHT, _SKIN_TOP, _FAT_TOP)
    under = smooth([(_LEFT + 4.5 * step, _SKIN_TOP + 7 + (1.6 if step % 2 else -1.6)) for step in range(25)])
    hairs = "".join(
        smooth([(x, y), (x + 3, y - 9), (x + 9, y - 15)])
        for x, y in (
            _back((_LEFT + 16 + 26 * step + 9 * (row % 2), _SKIN_TOP), 0.2 + 0.3 * row)
            for row in range(3)
            for step in range(4)
        )
    )
    creases = "".join(
        straight([_back((_LEFT + 4 + 22 * step, _SKIN_TOP), 0.1), _back((_LEFT + 14 + 22 * step, _SKIN_TOP), 0.9)])
        for step in range(5)
    )
    return (
        filled(front, "url(#fascia-skin)")
        + filled(side, "skin-1")
        + filled(top, "url(#fascia-skin-top)")
        + drawn(creases, "skin-edge", 0.7, stroke_opacity="0.3")
        + drawn(under, "skin-edge", 1, stroke_opacity="0.6")
        + drawn(front + top + side, "skin-edge", 1.3)
        + drawn(hairs, "skin-edge", 1.2)
    )
