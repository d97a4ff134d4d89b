"""The pieces of a picture: the body in its frame, red for pain, crosses, numbers, and the small whole body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from unknot.reporting import shapes
from unknot.reporting.figures import Muscle, Point, Tone, View
from unknot.reporting.framing import Frame
from unknot.reporting.plot import LETTERS
from unknot.reporting.svg import Value, element, labelled_by, number, text

Asset = Callable[[str], str]
"""The address of a file among the assets, by its name: `figures/female/back.webp`."""

WIDTH = 340.0
BADGE = 10.5
_TALLEST = 430.0
_INSET = 88.0
_EDGE = 9.0
_STEPS = 80
_ROUND = 12.0
_PEN: dict[str, Value] = {"fill": "none", "stroke": "currentColor", "vector_effect": "non-scaling-stroke"}
_HEAT = ("0.1", "0.12", "0.14", "0.16")
_PATTERNS = (3, 6, 10)
"""Up to which intensity each of the three patterns goes: dots, lines, crossed lines."""


def sheet(name: str, height: float) -> dict[str, Value]:
    """The attributes of a whole picture."""
    return {
        "class_": "figure",
        "viewBox": f"0 0 {WIDTH:.0f} {height:.0f}",
        "role": "img",
        "aria_labelledby": labelled_by(name),
        "font_size": LETTERS,
    }


def fitted(frame: Frame, across: float) -> Frame:
    """`frame` with paper at both sides if it would be too tall when drawn `across` wide."""
    width = max(frame.width, frame.height * across / _TALLEST)
    return Frame(frame.left - (width - frame.width) / 2, frame.top, width, frame.height)


def body(view: View, frame: Frame, across: float, asset: Asset, name: str, *inner: str, tone: Tone) -> str:
    """What `frame` shows of the body, on a card `across` wide, with `inner` on it and its outline over all.

    Skin and suit have the colours of `tone` on light paper; a page with skin tones of its own colours their classes.
    """
    height = frame.height * across / frame.width
    own = f"{name}-{view.name}"
    card: dict[str, Value] = {"width": across - 1, "height": height - 1, "x": 0.5, "y": 0.5, "rx": _ROUND}
    shown = element(
        "svg",
        element("use", href=f"#{own}", class_="skin", fill=tone.skin),
        element("path", d=view.suit, class_="suit", fill=tone.suit) if view.suit else "",
        element("image", href=asset(view.picture), width=view.width, height=view.height, preserveAspectRatio="none"),
        *inner,
        element("path", class_="fold", d="".join(view.lines), **_PEN) if view.lines else "",
        element("use", href=f"#{own}", class_="outline", **_PEN),
        width=across,
        height=height,
        viewBox=frame.box,
    )
    return (
        element(
            "defs",
            element("path", id=own, d=view.outline),
            element("clipPath", element("rect", **card), id=f"{own}-card"),
        )
        + element("rect", class_="card", **card, fill="none", stroke="currentColor", stroke_opacity="0.2")
        + element("g", shown, clip_path=f"url(#{own}-card)")
    )


def muscle(shape: Muscle) -> str:
    """A muscle in red; one that lies below others is dashed and paler."""
    return element(
        "path",
        class_="muscle deep" if shape.deep else "muscle",
        d=shape.d,
        fill="currentColor",
        fill_opacity="0.25" if shape.deep else "0.5",
        stroke="currentColor",
        stroke_dasharray="6 4" if shape.deep else None,
        vector_effect="non-scaling-stroke",
    )


def heat(layers: Iterable[tuple[int, str]]) -> str:
    """Where pain is felt, from weak to strong."""
    return "".join(
        element("path", class_=f"heat heat-{level}", d=d, fill="currentColor", fill_opacity=_HEAT[level - 1])
        for level, d in sorted(layers)
    )


def cross(at: Point) -> str:
    """A trigger point."""
    shape = f"M{at[0] - 5:.1f},{at[1] - 5:.1f}l10,10m0,-10l-10,10"
    return element("path", class_="cross-under", d=shape, fill="none", stroke="none") + element(
        "path", class_="cross", d=shape, fill="none", stroke="currentColor", stroke_width=2.5, stroke_linecap="round"
    )


def inset(view: View, frame: Frame, name: str, clear_of: Sequence[Point], *, right: bool) -> tuple[str, float, float]:
    """The whole body, small, with the frame on it, in the corner where it hides least and, if that is all the same, on
    the right or the left. Also from where to where that side is free of it, if it stands there."""
    scale = WIDTH / frame.width
    height = frame.height * scale
    across = _INSET * view.width / view.height
    lefts = (_EDGE, WIDTH - _EDGE - across)
    corners = [(left, top) for top in (_EDGE, height - _EDGE - _INSET) for left in (lefts[right], lefts[not right])]

    def hidden(corner: Point) -> float:
        left, top = corner
        over = sum(left - 8 < x < left + across + 8 and top - 8 < y < top + _INSET + 8 for x, y in clear_of)
        on_view = (frame.left + left / scale, frame.top + top / scale)
        far = (on_view[0] + across / scale, on_view[1] + _INSET / scale)
        other_side = 0.12 if (left > WIDTH / 2) != right else 0.0
        return over + shapes.share_inside(view.outline, (*on_view, *far)) + other_side

    left, top = min(corners, key=hidden)
    room = 2 / (_INSET / view.height)
    small = element(
        "svg",
        element("use", href=f"#{name}-{view.name}", class_="inset-body", fill="currentColor", fill_opacity="0.15"),
        element(
            "rect",
            class_="inset-frame",
            x=max(frame.left, -room),
            y=max(frame.top, -room),
            width=min(frame.left + frame.width, view.width + room) - max(frame.left, -room),
            height=min(frame.top + frame.height, view.height + room) - max(frame.top, -room),
            fill="none",
            stroke="currentColor",
            vector_effect="non-scaling-stroke",
        ),
        x=left,
        y=top,
        width=across,
        height=_INSET,
        viewBox=f"0 0 {number(view.width)} {number(view.height)}",
        overflow="visible",
    )
    card = element(
        "rect",
        class_="inset-card",
        x=left - 3,
        y=top - 3,
        width=across + 6,
        height=_INSET + 6,
        rx=_ROUND - 4,
        fill="none",
        stroke="currentColor",
        stroke_opacity="0.2",
    )
    if (left > WIDTH / 2) == right:
        return card + small, 0.0, height
    return (card + small, top + _INSET + _EDGE, height) if top < height / 2 else (card + small, 0.0, top - _EDGE)


def patterns(name: str, scale: float) -> str:
    """Three patterns for marks, from mild to strong, told apart without colour; as coarse however small the body."""
    drawn = ("M4,4h.01", "M-2,10L10,-2", "M-2,10L10,-2M-2,-2L10,10")
    return element(
        "defs",
        *(
            element(
                "pattern",
                element("path", class_="hatch", d=d, fill="none", stroke="currentColor", stroke_linecap="round"),
                id=f"{name}-{place}",
                width=8,
                height=8,
                patternUnits="userSpaceOnUse",
                patternTransform=f"scale({1 / scale:.3f})",
            )
            for place, d in enumerate(drawn, 1)
        ),
    )


def mark(d: str, intensity: int, name: str) -> str:
    """A marked region: red, the stronger the fuller, with the pattern of its strength out of `patterns(name)`."""
    place = next(place for place, most in enumerate(_PATTERNS, 1) if intensity <= most)
    return element(
        "path",
        class_="mark",
        d=d,
        fill="currentColor",
        fill_opacity=f"{0.15 + 0.05 * intensity:.2f}",
        stroke="currentColor",
        vector_effect="non-scaling-stroke",
    ) + element("path", d=d, fill=f"url(#{name}-{place})")


def badge(intensity: int, at: Point, mark_at: Point) -> str:
    """The number of a mark on a small disc, with a line to the mark if it stands away from it."""
    away = abs(at[0] - mark_at[0]) + abs(at[1] - mark_at[1]) > BADGE
    lead = f"M{at[0]:.1f},{at[1]:.1f}L{mark_at[0]:.1f},{mark_at[1]:.1f}"
    return (
        (element("path", class_="lead", d=lead, fill="none", stroke="currentColor") if away else "")
        + element("circle", class_="badge", cx=at[0], cy=at[1], r=BADGE, fill="none", stroke="currentColor")
        + text(
            str(intensity),
            at[0],
            at[1] + 4.5,
            class_="badge-number",
            text_anchor="middle",
            font_weight=700,
            font_size=13,
        )
    )


def pushed_apart(points: Sequence[Point], gap: float, width: float, height: float) -> list[Point]:
    """`points` moved as little as needed to stand `gap` apart, inside the rectangle."""
    moved = [list(each) for each in points]
    for _ in range(_STEPS):
        still = True
        for one, first in enumerate(moved):
            for second in moved[one + 1 :]:
                dx, dy = second[0] - first[0], second[1] - first[1]
                apart = max((dx * dx + dy * dy) ** 0.5, 0.01)
                if apart < gap - 0.1:
                    push, still = (gap - apart) / 2 / apart, False
                    first[0], first[1] = first[0] - dx * push, first[1] - dy * push
                    second[0], second[1] = second[0] + dx * push, second[1] + dy * push
        if still:
            break
    edge = gap / 2
    return [(min(max(x, edge), width - edge), min(max(y, edge), height - edge)) for x, y in moved]
