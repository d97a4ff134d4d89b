"""Which part of a body is shown: what it is about, and enough around it to know where on the body that is."""

from __future__ import annotations

from dataclasses import dataclass

from unknot.reporting.figures import Point, View

_AROUND = 0.14
"""Of the larger side of what is shown, on every side of it."""
_LEAST = 0.33
"""Of the height of the body: no frame is smaller."""
_HEAD = 0.17
_FEET = 0.93
"""Of the height of the body, from the top: a frame that begins above the first or ends below the second is widened to
the end, so that no head and no foot is cut."""
_TALLEST = 1.35
_WIDEST = 1.25
_AIR = 8.0
_WHOLE = 0.72


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in pixels of a view."""

    left: float
    top: float
    width: float
    height: float

    def placed(self, point: Point, scale: float) -> Point:
        """Where `point` falls when the frame is drawn `scale` times as large with its corner at 0."""
        return (point[0] - self.left) * scale, (point[1] - self.top) * scale

    @property
    def box(self) -> str:
        """The frame as a viewBox."""
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"


def around(view: View, box: tuple[float, float, float, float], *, least: float = _LEAST) -> Frame:
    """The frame of `view` around `box` (left, top, right, bottom)."""
    if view.name == "soles":
        return whole(view)
    left, top, right, bottom = box
    room = _AROUND * max(right - left, bottom - top)
    smallest = least * view.height
    width, height = max(right - left + 2 * room, smallest), max(bottom - top + 2 * room, smallest)
    upper = _within((top + bottom - height) / 2, height, view.height)
    lower = upper + height
    if upper < _HEAD * view.height:
        upper = -_AIR
    if lower > _FEET * view.height:
        lower = view.height + _AIR
    height = lower - upper
    if height > _WHOLE * view.height:
        return whole(view)
    width = max(width, height / _TALLEST)
    if height < width / _WIDEST:
        height = width / _WIDEST
        upper = upper if upper < 0 else _within((upper + lower - height) / 2, height, view.height)
    return Frame(_within((left + right - width) / 2, width, view.width), upper, width, height)


def as_tall(frame: Frame, share: float) -> Frame:
    """`frame` with as much more below it, or above and below if it does not begin at the head, as makes its height
    `share` of its width."""
    more = max(0.0, frame.width * share - frame.height)
    return Frame(frame.left, frame.top - (more / 2 if frame.top > 0 else 0.0), frame.width, frame.height + more)


def whole(view: View) -> Frame:
    """All of `view`."""
    return Frame(-_AIR, -_AIR, view.width + 2 * _AIR, view.height + 2 * _AIR)


def _within(start: float, length: float, limit: float) -> float:
    """`start` moved so that the stretch lies between 0 and `limit`; in the middle if it is longer."""
    if length >= limit:
        return (limit - length) / 2
    return min(max(start, 0.0), limit - length)
