"""Fourteen days at the desk as small bars, each a way to its day: hours in all, and the longest stretch inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from unknot.loop.desk_record import InShort
from unknot.reporting.plot import LETTERS, NARROW, WIDE, Size
from unknot.reporting.svg import described, element, labelled_by, number, text, width_of

_LEAST_TOP = 8 * 60.0
"""Minutes at the top of the bars, if no day has more."""
_KEY = 30.0
_BARS = 92.0
_FOOT = 42.0
_SHARE = 0.5
"""How much of its column a bar takes."""
_IN_A_ROW = {"wide": 14, "narrow": 7}


@dataclass(frozen=True, slots=True)
class DaysWords:
    """Every word in the strip, and how days are named: `weekday` in three letters, `about` a day in one sentence.

    `hours` is the number over a bar. `address` leads to a day.
    """

    title: str
    description: str
    measured: str
    told: str
    longest: str
    no_record: str
    hours: Callable[[float], str]
    weekday: Callable[[date], str]
    about: Callable[[InShort], str]
    address: Callable[[date], str]


def days_picture(
    days: Sequence[InShort],
    words: DaysWords,
    *,
    shown: date,
    name: str = "desk-days",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """The days at each of `sizes`, in one row or in rows of a week; `shown` is marked. Empty without any record."""
    if all(each.minutes is None for each in days):
        return ""
    return "".join(_block(size, days, words, shown, name) for size in sizes)


def _block(size: Size, days: Sequence[InShort], words: DaysWords, shown: date, name: str) -> str:
    own = f"{name}-{size.name}"
    in_a_row = _IN_A_ROW[size.name]
    top = max(_LEAST_TOP, *(each.minutes or 0.0 for each in days))
    key, base = _key(days, words, size.width)
    across = size.width / in_a_row
    columns = [
        _column(each, words, top, place % in_a_row * across, base + place // in_a_row * (_BARS + _FOOT), across, shown)
        for place, each in enumerate(days)
    ]
    rows = -(-len(days) // in_a_row)
    svg = element(
        "svg",
        described(words.title, words.description, own),
        key,
        *columns,
        class_="chart desk-days",
        viewBox=f"0 0 {size.width:.0f} {base + rows * (_BARS + _FOOT):.0f}",
        role="group",
        aria_labelledby=labelled_by(own),
        font_size=LETTERS,
    )
    return element("div", svg, class_=f"chart-{size.name}")


def _key(days: Sequence[InShort], words: DaysWords, width: float) -> tuple[str, float]:
    """What the bars stand for, each beside a piece of one; only what is there. Also where the first row begins."""
    there = (
        ("desk-measured", words.measured, any(each.measured is not None for each in days)),
        ("desk-told", words.told, any(each.told is not None for each in days)),
        ("desk-longest", words.longest, any(each.longest is not None for each in days)),
        ("", words.no_record, any(each.minutes is None for each in days)),
    )
    parts, x, y = [], 4.0, 14.0
    for kind, said, is_there in there:
        if not is_there:
            continue
        room = 20 + width_of(said, LETTERS) + 18
        if x > 4 and x + room - 18 > width:
            x, y = 4.0, y + 20
        parts.append(_bar(x + 3, y + 1, 8.0, 12.0, kind) if kind else _dash(x + 7, y - 4))
        parts.append(text(said, x + 20, y, class_="quiet", fill="currentColor"))
        x += room
    return "".join(parts), y + _KEY - 14


def _column(each: InShort, words: DaysWords, top: float, left: float, base: float, across: float, shown: date) -> str:
    middle, floor = left + across / 2, base + _BARS
    wide = across * _SHARE
    parts = [element("rect", class_="desk-hit", x=left, y=base, width=across, height=_BARS + _FOOT - 4, fill="none")]
    if each.minutes is None:
        parts.append(_dash(middle, floor - 4))
    else:
        room = _BARS - 22
        measured, told = (room * (part or 0.0) / top for part in (each.measured, each.told))
        if measured:
            parts.append(_bar(middle - wide / 2, floor, wide, measured, "desk-measured"))
        if told:
            parts.append(_bar(middle - wide / 2, floor - measured, wide, told, "desk-told"))
        if each.longest is not None:
            parts.append(_bar(middle - wide / 5, floor, wide / 2.5, room * each.longest / top, "desk-longest"))
        hours = text(words.hours(each.minutes), middle, floor - measured - told - 5, text_anchor="middle")
        parts.append(hours)
    is_shown = each.day == shown
    weight = 700 if is_shown else None
    ground = f"M{left + 3:.1f},{floor:.0f}h{across - 6:.1f}"
    parts += [
        element("path", class_="tick", d=ground, fill="none", stroke="currentColor", stroke_opacity=0.5),
        text(words.weekday(each.day), middle, floor + 16, class_=None if is_shown else "quiet", text_anchor="middle",
             font_weight=weight),
        text(str(each.day.day), middle, floor + 32, class_=None if is_shown else "quiet", text_anchor="middle",
             font_weight=weight),
    ]  # fmt: skip
    said = escape(words.about(each), quote=False)
    return element(
        "a",
        element("title", said),
        *parts,
        href=words.address(each.day),
        class_="desk-way",
        aria_current="date" if is_shown else None,
    )


def _bar(left: float, floor: float, wide: float, high: float, kind: str) -> str:
    return element(
        "rect",
        class_=kind,
        x=left,
        y=floor - high,
        width=wide,
        height=high,
        rx=min(2.0, high / 2),
        fill="currentColor",
        fill_opacity={"desk-measured": 0.2, "desk-told": 0.0}.get(kind),
        stroke="currentColor",
        stroke_dasharray="3 3" if kind == "desk-told" else None,
    )


def _dash(x: float, y: float) -> str:
    line = f"M{number(x - 4)},{number(y)}h8"
    return element("path", class_="desk-missing", d=line, fill="none", stroke="currentColor", stroke_width=2)
