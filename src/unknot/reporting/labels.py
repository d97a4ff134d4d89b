"""Names on a picture: a tag at the edge where there is room, and a line from it to what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unknot.reporting.figures import Point
from unknot.reporting.plot import LETTERS, apart
from unknot.reporting.svg import element, text, width_of

_WIDEST = 132.0
_NARROWEST = 80.0
_LINE = 18.0
_PADDING = 7.0
_EDGE = 4.0
_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Name:
    """Words for the thing at `at`. `kind` is a class of the tag."""

    words: str
    at: Point
    kind: str


def tags(names: Sequence[Name], *, width: float, room: float, top: float, bottom: float, on_left: bool) -> str:
    """A tag for each of `names` at the left or the right edge, none over another, between `top` and `bottom`, and no
    wider than `room` if its words can be broken so."""
    ordered = sorted((each for each in names if each.words), key=lambda each: each.at[1])
    blocks = [_wrapped(each.words, room - 2 * _PADDING - _EDGE) for each in ordered]
    heights = [len(lines) * _LINE + _PADDING for lines in blocks]
    gap = max(heights, default=0.0) + _GAP
    half = gap / 2
    middles = apart([each.at[1] for each in ordered], gap, top + half, bottom - half)
    return "".join(
        _tag(each, lines, height, middle, width, on_left=on_left)
        for each, lines, height, middle in zip(ordered, blocks, heights, middles, strict=True)
    )


def _tag(name: Name, lines: Sequence[str], height: float, middle: float, width: float, *, on_left: bool) -> str:
    across = max(width_of(line, LETTERS) for line in lines) + 2 * _PADDING
    left = _EDGE if on_left else width - _EDGE - across
    near = left + across if on_left else left
    lead = f"M{near:.1f},{middle:.1f}L{name.at[0]:.1f},{name.at[1]:.1f}"
    first = middle - height / 2 + _PADDING / 2 + LETTERS
    return (
        element("path", class_="lead-under", d=lead, fill="none", stroke="none")
        + element("path", class_="lead", d=lead, fill="none", stroke="currentColor")
        + element("circle", class_="lead-end", cx=name.at[0], cy=name.at[1], r=2.5, fill="currentColor")
        + element(
            "rect",
            class_="tag",
            x=left,
            y=middle - height / 2,
            width=across,
            height=height,
            rx=6,
            fill="none",
            stroke="currentColor",
        )
        + "".join(
            text(line, left + _PADDING, first + place * _LINE, class_=name.kind, fill="currentColor")
            for place, line in enumerate(lines)
        )
    )


def _wrapped(words: str, room: float) -> list[str]:
    """`words` in as few lines as fit a tag, all about as long."""
    widest = max(_NARROWEST, min(room, _WIDEST))
    for count in range(1, len(words.split()) + 1):
        lines = _in_lines(words.split(), width_of(words, LETTERS) / count * 1.15)
        if max(width_of(line, LETTERS) for line in lines) <= widest:
            return lines
    return words.split()


def _in_lines(words: Sequence[str], widest: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if width_of(longer, LETTERS) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
