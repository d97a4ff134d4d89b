"""Where a field of values reaches a level, as the text of an SVG path."""

from __future__ import annotations

from collections.abc import Iterator

import contourpy
import numpy as np


def lines(field: np.ndarray, level: float, origin: tuple[float, float], step: float = 1.0) -> list[np.ndarray]:
    """Closed lines (N, 2) around all that is above the level, holes the other way round.

    `origin` is the pixel of the picture at the centre of the field's first value, `step` the pixels between values.
    """
    generator = contourpy.contour_generator(z=np.pad(field, 1))
    return [(line[:-1] - 1) * step + origin for line in generator.lines(level) if len(line) > 3]


def area(line: np.ndarray) -> float:
    """What a closed line encloses; negative for a hole."""
    x, y = line.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def simplified(line: np.ndarray, tolerance: float) -> np.ndarray:
    """The same closed line with fewer points, nowhere further off than the tolerance (Douglas and Peucker)."""
    far = int(np.argmax(np.sum((line - line[0]) ** 2, axis=1)))
    closed = np.concatenate([line, line[:1]])
    kept = np.zeros(len(closed), bool)
    kept[[0, far, -1]] = True
    waiting = [(0, far), (far, len(closed) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        chord = closed[last] - closed[first]
        inner = closed[first + 1 : last] - closed[first]
        distance = np.abs(inner[:, 0] * chord[1] - inner[:, 1] * chord[0]) / max(float(np.hypot(*chord)), 1e-9)
        widest = int(distance.argmax())
        if distance[widest] > tolerance:
            kept[first + 1 + widest] = True
            waiting += [(first, first + 1 + widest), (first + 1 + widest, last)]
    return closed[:-1][kept[:-1]]


def through(line: np.ndarray) -> str:
    """A smooth closed path through the points, one decimal (centripetal Catmull-Rom as cubic curves)."""
    following = np.roll(line, -1, axis=0)
    chord = following - line
    after = np.sqrt(np.maximum(np.linalg.norm(chord, axis=1, keepdims=True), 1e-9))
    before = np.roll(after, 1, axis=0)
    slope = (np.roll(chord, 1, axis=0) / before * after + chord / after * before) / (before + after)
    leaving, arriving = slope * after / 3, np.roll(slope, -1, axis=0) * after / 3
    stops = np.stack([line + leaving, following - arriving, following], axis=1)
    return "".join(_relative("c", np.round(line[0] * 10), np.round(stops * 10), 10))


def within(line: np.ndarray) -> str:
    """A soft closed path that cuts the corners of the line, whole pixels (quadratic B-spline)."""
    following = np.roll(line, -1, axis=0)
    stops = np.stack([following, (following + np.roll(line, -2, axis=0)) / 2], axis=1)
    return "".join(_relative("q", np.round((line[0] + following[0]) / 2), np.round(stops), 1))


def _relative(command: str, start: np.ndarray, stops: np.ndarray, unit: int) -> Iterator[str]:
    """Path text with relative coordinates; `stops` (N, points, 2) and `start` are whole multiples of 1/unit."""
    yield "M" + _numbers(start, unit)
    here, last = start, ""
    for stop in stops:
        text = _numbers((stop - here).ravel(), unit)
        yield command if not last else ("" if text.startswith("-") else " ")
        yield text
        here, last = stop[-1], command
    yield "Z"


def _numbers(values: np.ndarray, unit: int) -> str:
    """Numbers as short as SVG allows: no leading zero, no space before a minus."""
    text = ""
    for value in values:
        number = f"{value / unit:.1f}".removesuffix(".0") if unit > 1 else f"{value:.0f}"
        number = (
            "0" if number == "-0" else number.replace("0.", ".", 1) if number.lstrip("-").startswith("0.") else number
        )
        text += ("" if not text or number.startswith("-") else " ") + number
    return text
