"""The first and the last drawing, on the body: the muscle under the skin, and where its pain is felt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import cos, pi, sin

from unknot.reporting import shapes
from unknot.reporting.drawing import Asset, cross
from unknot.reporting.figures import View, shipped
from unknot.reporting.framing import Frame
from unknot.reporting.svg import element, number
from unknot.reporting.tissue.canvas import (
    HEIGHT,
    WIDTH,
    Point,
    Words,
    dots,
    drawn,
    filled,
    glow,
    label,
    layer,
    lens,
    shade,
    smooth,
    straight,
)

_MUSCLE = "upper_trapezius.right"
_SPOTS: Mapping[str, str] = {"back": "upper_trapezius.tp2.right", "right": "upper_trapezius.tp1.right"}
"""The sore spot that is shown in each view."""
_DRAWN_ON: Mapping[str, tuple[float, float, float, float]] = {
    "back": (330.0, 106.0, 464.0, 223.0),
    "right": (37.0, 110.0, 106.0, 223.0),
}
"""Left, top, right and bottom of the muscle in each view when the places below were drawn. Where the muscle has moved
or grown since, they follow it."""
_HEAD = (42.5, 10.0, 188.9, 109.1)
"""The same of the head from the side, as far as it stands above the muscle."""
_SHOWN: Mapping[str, tuple[float, float]] = {"back": (236.0, 268.0), "right": (-66.0, 262.0)}
"""From where each view is shown, and how much of it across."""
_ABOVE = -13.0
_CORD: Point = (94.0, 322.0)
_RADIUS = 88.0

_Place = Callable[[float, float], Point]


def muscle(words: Words, asset: Asset, body: str) -> str:
    """The inside of the first drawing; labels in `words`: muscle, spot, vessel, nerve."""
    view = shipped().view(body, "back")
    shape = view.muscles[_MUSCLE].d
    on_view, frame, at = _places(view)
    spot = frame.placed(view.points[_SPOTS["back"]], WIDTH / frame.width)
    lines = "".join(
        f"M{_at(on_view, 344 - 2 * share, 106 + 118 * share)}C{_at(on_view, 358 + 22 * share, 150 + 72 * share)} "
        f"{_at(on_view, 372 + 52 * share, 198 + 26 * share)} {_at(on_view, 484 - 8 * share, 205 + 15 * share)}"
        for share in (step / 17 for step in range(18))
    )
    fibres = drawn(lines, "flesh-4", 1.2, stroke_opacity="0.6", transform="translate(0 1.6)")
    fibres += drawn(lines, "flesh-0", 1, stroke_opacity="0.6")
    artery = [(366, 156), (373, 180), (387, 196), (416, 208), (452, 216)]
    twigs = [
        [(373, 180), (364, 194), (358, 216)],
        [(387, 196), (396, 210), (408, 218)],
        [(416, 208), (436, 210), (462, 211)],
    ]
    nerve = [(356, 146), (359, 170), (366, 192), (382, 206), (404, 215), (428, 219)]
    offshoots = [[(359, 170), (351, 186), (348, 204)], [(366, 192), (364, 208), (368, 220)]]
    return (
        element(
            "defs",
            shade("muscle-flesh", on_view(342, 120), on_view(400, 236), *_FLESH),
            element("clipPath", element("path", d=shape), id="muscle-edge"),
        )
        + _lit(
            view,
            frame,
            asset,
            filled(shape, "url(#muscle-flesh)"),
            layer("fibres", element("g", fibres, clip_path="url(#muscle-edge)")),
            layer("blood", element("g", _threads(on_view, artery, twigs, "blood"), clip_path="url(#muscle-edge)")),
            layer("nerves", element("g", _threads(on_view, nerve, offshoots, "nerve"), clip_path="url(#muscle-edge)")),
            drawn(shape, "flesh-0", 1.4),
        )
        + lens(spot, 33)
        + layer(
            "labels",
            label(words("muscle"), (322, 178), at(376, 186)),
            label(words("spot"), (112, 386), (spot[0] - 24, spot[1] + 24)),
            layer("blood", label(words("vessel"), (340, 384), at(436, 212))),
            layer("nerves", label(words("nerve"), (74, 292), at(350, 197))),
        )
    )


def referral(words: Words, asset: Asset, body: str) -> str:
    """The inside of the last drawing; labels in `words`: spot, felt, cord, cell, to_brain."""
    view = shipped().view(body, "right")
    shape = view.muscles[_MUSCLE].d
    _, frame, at = _places(view)
    key = _SPOTS["right"]
    spot, neck = frame.placed(view.points[key], WIDTH / frame.width), at(76, 128)
    in_head = _in_head(view, frame)
    temple = in_head(140, 51)
    heat = "".join(element("path", d=d, class_=f"heat heat-{level}") for level, d in sorted(view.referral[key]))
    return (
        element("defs", glow("referral-cord", _CORD, _RADIUS, (0, "glass-light"), (1, "glass")))
        + _lit(
            view,
            frame,
            asset,
            layer("fibres", filled(shape, "flesh-1", fill_opacity="0.75"), drawn(shape, "flesh-0", 1.2)),
            layer("pain", heat),
        )
        + layer("nerves", _brain(in_head), layer("contested", _paths(spot, temple, neck, in_head)))
        + cross(spot)
        + layer("nerves", _cord(neck))
        + layer(
            "labels",
            layer("pain", label(words("felt"), (334, 196), temple)),
            label(words("spot"), (312, 386), spot),
            layer("nerves", label(words("cord"), (64, 400), (66, 352))),
            layer(
                "nerves",
                layer(
                    "contested",
                    label(words("cell"), (84, 196), (_CORD[0] + 26, _CORD[1] - 26), contested=True),
                    label(words("to_brain"), (66, 60), in_head(92, 58), contested=True),
                ),
            ),
        )
    )


_FLESH = ((0.0, "flesh-3"), (0.45, "flesh-2"), (0.8, "flesh-1"), (1.0, "flesh-0"))


def _places(view: View) -> tuple[_Place, Frame, _Place]:
    """Where something drawn lies in the view, what the drawing shows of the view, and where it lies in the drawing."""
    old = _DRAWN_ON[view.name]
    on_view = _moved(old, shapes.bounds([view.muscles[_MUSCLE].d]) or old)
    left, across = _SHOWN[view.name]
    corner, width = on_view(left, _ABOVE), on_view(left + across, _ABOVE)[0] - on_view(left, _ABOVE)[0]
    frame = Frame(*corner, width, width * HEIGHT / WIDTH)
    return on_view, frame, lambda x, y: frame.placed(on_view(x, y), WIDTH / frame.width)


def _in_head(view: View, frame: Frame) -> _Place:
    """Where something that was drawn in the head lies in the drawing."""
    muscle_box = shapes.bounds([view.muscles[_MUSCLE].d]) or _DRAWN_ON[view.name]
    above = [(float(x), float(y)) for ring in shapes.rings(view.outline) for x, y in ring if y < muscle_box[1]]
    moved = _moved(_HEAD, shapes.bounds([], above) or _HEAD)
    return lambda x, y: frame.placed(moved(x, y), WIDTH / frame.width)


def _moved(old: tuple[float, float, float, float], new: tuple[float, float, float, float]) -> _Place:
    """From places on the box `old` to the same places on the box `new`."""
    return lambda x, y: (
        new[0] + (x - old[0]) * (new[2] - new[0]) / (old[2] - old[0]),
        new[1] + (y - old[1]) * (new[3] - new[1]) / (old[3] - old[1]),
    )


def _at(place: _Place, x: float, y: float) -> str:
    return ",".join(map(number, place(x, y)))


def _lit(view: View, frame: Frame, asset: Asset, *inner: str) -> str:
    """What `frame` shows of the lit body with `inner` on it, over the whole drawing."""
    return element(
        "svg",
        element("path", d=view.outline, class_="skin"),
        element("path", d=view.suit, class_="suit") if view.suit else "",
        element("image", href=asset(view.picture), width=view.width, height=view.height),
        drawn("".join(view.lines), "fold", 0.8, stroke_opacity="0.5") if view.lines else "",
        *inner,
        drawn(view.outline, "outline", 1.2),
        width=WIDTH,
        height=HEIGHT,
        viewBox=frame.box,
    )


def _threads(place: _Place, trunk: Sequence[Point], branches: Sequence[Sequence[Point]], colour: str) -> str:
    """A vessel or a nerve with its branches, as fine as on a whole muscle."""
    whole = smooth([place(*each) for each in trunk])
    fine = "".join(smooth([place(*each) for each in branch]) for branch in branches)
    return (
        drawn(fine, f"{colour}-edge", 1.5)
        + drawn(whole, f"{colour}-edge", 2.6)
        + drawn(whole, colour, 1.5)
        + drawn(fine, colour, 0.8)
    )


def _brain(at: _Place) -> str:
    """The brain in the head, from the side."""
    large = [
        *((58, 62), (56, 44), (66, 26), (86, 15), (110, 13), (132, 20), (147, 36)),
        *((150, 52), (140, 60), (124, 63), (110, 70), (92, 68), (74, 70)),
    ]
    small = [(62, 70), (60, 80), (70, 88), (84, 86), (88, 76)]
    folds = [
        [(60, 48), (74, 46), (82, 54)],
        [(68, 30), (80, 36), (78, 46)],
        [(90, 16), (92, 28), (104, 34), (102, 46)],
        [(116, 14), (114, 26), (124, 32)],
        [(136, 24), (130, 36), (136, 44)],
        [(108, 62), (122, 54), (138, 54)],
        [(84, 60), (98, 58), (112, 50), (128, 42)],
    ]
    edges = "".join(smooth([at(*each) for each in part], closed=True) for part in (large, small))
    inner = "".join(smooth([at(*each) for each in fold]) for fold in folds)
    return filled(edges, "brain-in-head", fill_opacity="0.45") + drawn(
        edges + inner, "fold", 1.3, stroke_opacity="0.45"
    )


def _paths(spot: Point, temple: Point, neck: Point, at: _Place) -> str:
    """One idea: nerves from the spot and from where it is felt meet in the neck, and one way leads on to the brain."""
    from_spot = smooth([spot, ((spot[0] + neck[0]) / 2 + 12, (spot[1] + neck[1]) / 2 + 14), neck])
    from_temple = smooth([temple, at(124, 84), at(100, 104), neck])
    up = smooth([neck, at(78, 104), at(88, 74), at(94, 48)])
    return (
        drawn(from_spot + from_temple + up, "under-way", 6)
        + drawn(from_spot + from_temple, "nerve-edge", 4.6, stroke_dasharray="9 6")
        + drawn(from_spot + from_temple, "nerve", 2.4, stroke_dasharray="9 6")
        + drawn(up, "way-on-body", 3, stroke_dasharray="3 6")
    )


def _cord(neck: Point) -> str:
    """The spinal cord cut across: the back of the body is up. Two nerves end at one cell, and one way leads on."""
    x, y = _CORD
    turns = [2 * pi * step / 24 for step in range(24)]
    edge = smooth(
        [(x + 62 * cos(turn) * (1 - 0.05 * cos(2 * turn)), y + 50 * sin(turn)) for turn in turns], closed=True
    )
    wing = [
        *((3, -7), (9, -10), (16, -24), (26, -38), (34, -37), (30, -22), (25, -8)),
        *((30, 6), (36, 20), (30, 31), (18, 28), (11, 14), (7, 6), (3, 5)),
    ]
    grey = smooth(
        [*((x + dx, y + dy) for dx, dy in wing), *((x - dx, y + dy) for dx, dy in reversed(wing))], closed=True
    )
    clefts = straight([(x, y - 49), (x, y - 10)]) + smooth([(x, y + 49), (x - 1, y + 34), (x, y + 12)])
    return (
        drawn(
            straight([(x + 32, y - 82), neck]) + straight([(x + 86, y - 20), neck]), "lead", 1, stroke_dasharray="2 3"
        )
        + element("clipPath", element("circle", cx=x, cy=y, r=_RADIUS), id="referral-lens")
        + element("circle", cx=x, cy=y, r=_RADIUS, fill="url(#referral-cord)")
        + element(
            "g",
            filled(edge, "sheath-4") + drawn(edge, "sheath-edge", 1.8) + drawn(clefts, "sheath-edge", 1.8),
            filled(grey, "brain") + drawn(grey, "brain-edge", 1.3) + drawn(dots([(x, y - 1)]), "brain-edge", 4),
            layer("contested", _meeting(x, y)),
            clip_path="url(#referral-lens)",
        )
        + element("circle", cx=x, cy=y, r=_RADIUS, class_="lens-rim")
    )


def _meeting(x: float, y: float) -> str:
    """Two nerves with their own cells at one cell of the cord around (`x`, `y`), and the way on from it."""
    cell = (x + 26.0, y - 24.0)
    first = smooth([(x + 96, y - 64), (x + 70, y - 64), (x + 48, y - 49), (cell[0] + 5, cell[1] - 4)])
    second = smooth([(x + 96, y - 32), (x + 76, y - 37), (x + 52, y - 34), (cell[0] + 7, cell[1] + 1)])
    bodies = dots([(x + 66, y - 62), (x + 72, y - 37)])
    on = smooth(
        [
            (cell[0] - 6, cell[1] + 5),
            (x + 6, y + 1),
            (x - 22, y + 10),
            (x - 46, y + 4),
            (x - 52, y - 34),
            (x - 54, y - 78),
        ]
    )
    reach = [8.5 if step % 2 == 0 else 4.6 for step in range(10)]
    star = [(cell[0] + out * cos(pi * step / 5), cell[1] + out * sin(pi * step / 5)) for step, out in enumerate(reach)]
    return (
        drawn(first + second, "nerve-edge", 5)
        + drawn(first + second, "nerve", 2.8)
        + drawn(bodies, "nerve-edge", 13)
        + drawn(bodies, "nerve", 10)
        + drawn(on, "way", 3, stroke_dasharray="3 5")
        + filled(smooth(star, closed=True), "cell")
        + drawn(smooth(star, closed=True), "cell-edge", 1.4)
        + drawn(dots([cell]), "cell-edge", 4.5)
    )
