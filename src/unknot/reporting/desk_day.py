"""A day at the desk as a picture: the stretches of sitting from morning to night, reminders and moves below them.

Each lane has its name and its sum written over it, and a mark is explained where it is counted. The picture is drawn
for a wide and for a narrow column; `chart.css` shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from unknot.loop.desk_hours import HOUR, STEPS, clock_hours, drawn
from unknot.loop.desk_record import Break, DeskDay, Reminder, Sat
from unknot.planning.breaks import Outcome
from unknot.reporting.plot import LETTERS, NARROW, WIDE, Box, Size
from unknot.reporting.svg import described, element, labelled_by, text, width_of

_EDGE = 4.0
_TOP = 16.0
_NAMES = 24.0
"""Between the heading of the first lane and its band: room for the lengths of the stretches."""
_BAND = 34.0
_HOURS = 20.0
_GAP = 30.0
_LANE = 62.0
_LINE = 20.0
_MARK = 5.0
_SMALL_MARK = 2.0


@dataclass(frozen=True, slots=True)
class DayWords:
    """Every word in the picture of a day, and how times of day and lengths of time are written.

    `sitting`, `reminders` and `moves` name the lanes; `sat`, `came_of` and `done` are their sums, `came_of` by what
    came of the reminders, none of them empty. `longest` labels the longest stretch, `felt` names how moves felt.
    """

    title: str
    description: str
    sitting: str
    sat: str
    reminders: str
    came_of: Mapping[Outcome, str]
    moves: str
    done: str
    now: str
    span: Callable[[float], str]
    longest: Callable[[float], str]
    clock: Callable[[datetime], str]
    felt: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Ground:
    """From left to right the day as far as it is drawn, evenly by the time that went by."""

    begins: datetime
    ends: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        share = (at - self.begins) / (self.ends - self.begins)
        return self.left + (self.right - self.left) * min(1.0, max(0.0, share))


def day_picture(
    seen: DeskDay,
    words: DayWords,
    *,
    now: datetime | None = None,
    sitting_since: datetime | None = None,
    name: str = "desk-day",
    sizes: Sequence[Size] = (WIDE, NARROW),
) -> str:
    """The day at each of `sizes`, in a block of its own; empty where nothing happened at a known time.

    `now` is the present on the day itself. A stretch that began at `sitting_since` and is not over is drawn up to it.
    """
    open_since = None if now is None or sitting_since is None else max(sitting_since, seen.begins)
    if not (seen.stretches or seen.reminders or seen.breaks or open_since):
        return ""
    return "".join(_block(size, seen, words, now, open_since, name) for size in sizes)


def _block(
    size: Size, seen: DeskDay, words: DayWords, now: datetime | None, open_since: datetime | None, name: str
) -> str:
    own = f"{name}-{size.name}"
    ground = _ground(size, seen, now, open_since)
    band = _TOP + _NAMES + LETTERS
    parts = [
        _heading(_EDGE, _TOP, words.sitting, words.sat),
        _hours(ground, seen, words, band),
        _sitting(ground, seen.stretches, words, band, now if open_since else None, open_since),
        "" if now is None else _present(ground, words, now, band),
    ]
    foot = band + _BAND + _HOURS
    if seen.reminders:
        lane, high = _reminders(ground, seen.reminders, words, foot + _GAP)
        parts.append(lane)
        foot += high
    if seen.breaks:
        parts.append(_moves(ground, seen.breaks, words, foot + _GAP))
        foot += _LANE
    svg = element(
        "svg",
        described(words.title, words.description, own),
        *parts,
        class_="chart desk-day",
        viewBox=f"0 0 {size.width:.0f} {foot:.0f}",
        role="img",
        aria_labelledby=labelled_by(own),
        font_size=LETTERS,
    )
    return element("div", svg, class_=f"chart-{size.name}")


def _ground(size: Size, seen: DeskDay, now: datetime | None, open_since: datetime | None) -> _Ground:
    present = [] if now is None else [now, now + HOUR]
    return _Ground(*drawn(seen, *present, *([] if open_since is None else [open_since])), _EDGE, size.width - _EDGE)


def _heading(x: float, y: float, words: str, total: str = "") -> str:
    name = text(words, x, y, class_="heading", font_weight=700, fill="currentColor")
    after = x + width_of(words, LETTERS) * 1.1 + 10
    return name + (text(total, after, y, class_="quiet", fill="currentColor") if total else "")


def _hours(ground: _Ground, seen: DeskDay, words: DayWords, band: float) -> str:
    """The track that the stretches lie on, and below it as many hours as have room."""
    below = band + _BAND
    ticks, names, free = [], [], 0.0
    for at in _shown_hours(ground, seen, words):
        half = width_of(words.clock(at), LETTERS) / 2
        x = ground.x(at)
        ticks.append(f"M{x:.1f},{below:.0f}v5")
        middle = min(max(x, ground.left + half), ground.right - half)
        if middle - half >= free:
            names.append(text(words.clock(at), middle, below + _HOURS - 1))
            free = middle + half + 8
    track = {"x": ground.left, "y": band, "width": ground.right - ground.left, "height": _BAND, "rx": 4.0}
    return (
        element("rect", class_="desk-track", fill="none", stroke="currentColor", stroke_opacity=0.2, **track)
        + element("path", class_="tick", d="".join(ticks), fill="none", stroke="currentColor", stroke_opacity=0.5)
        + element("g", *names, class_="quiet", fill="currentColor", text_anchor="middle")
    )


def _shown_hours(ground: _Ground, seen: DeskDay, words: DayWords) -> list[datetime]:
    """Every whole hour of the clock, or every second, third ..., as there is room."""
    an_hour = (ground.right - ground.left) * (HOUR / (ground.ends - ground.begins))
    widest = width_of(words.clock(ground.begins + (ground.ends - ground.begins) / 2), LETTERS) + 14
    step = next((each for each in STEPS if each * an_hour >= widest), STEPS[-1])
    return [at for at in clock_hours(seen, step) if ground.begins <= at <= ground.ends]


def _sitting(
    ground: _Ground,
    stretches: Sequence[Sat],
    words: DayWords,
    band: float,
    now: datetime | None,
    open_since: datetime | None,
) -> str:
    """The stretches, and over them how long they were: over the longest always, over the others where it fits."""
    longest = max(stretches, key=lambda each: each.minutes, default=None)
    drawn, names, taken = [], [], list[Box]()
    for each in sorted(stretches, key=lambda each: each is not longest):
        left, right = ground.x(each.began), ground.x(each.ended)
        kind = "sat longest" if each is longest and len(stretches) > 1 else "sat"
        drawn.append(_bar(left, right, band, kind))
        said = words.longest(each.minutes) if "longest" in kind else words.span(each.minutes)
        half = width_of(said, LETTERS) / 2
        middle = min(max((left + right) / 2, ground.left + half), ground.right - half)
        room = Box(middle - half - 3, 0, middle + half + 3, 1)
        if each is longest or (2 * half <= right - left and not any(room.touches(other) for other in taken)):
            taken.append(room)
            names.append(text(said, middle, band - 8, font_weight=700 if each is longest else None))
    if now is not None and open_since is not None:
        drawn.append(_bar(ground.x(open_since), ground.x(now), band, "sat open"))
    return "".join(drawn) + element("g", *names, class_="value", fill="currentColor", text_anchor="middle")


def _bar(left: float, right: float, band: float, kind: str) -> str:
    return element(
        "rect",
        class_=kind,
        x=left,
        y=band + 3,
        width=max(2.0, right - left),
        height=_BAND - 6,
        rx=min(3.0, max(1.0, (right - left) / 2)),
        fill="currentColor",
        fill_opacity=0.25,
        stroke="currentColor",
        stroke_dasharray="3 3" if "open" in kind else None,
    )


def _present(ground: _Ground, words: DayWords, now: datetime, band: float) -> str:
    """A line through the band at this moment, with its name to the right, where nothing is yet."""
    x = ground.x(now)
    line = f"M{x:.1f},{band - 3:.0f}V{band + _BAND + 5:.0f}"
    return element("path", class_="today", d=line, fill="none", stroke="currentColor", stroke_width=2) + text(
        words.now, x + 7, band + _BAND / 2 + 5, class_="today-name", font_weight=700, fill="currentColor"
    )


def _reminders(ground: _Ground, reminders: Sequence[Reminder], words: DayWords, y: float) -> tuple[str, float]:
    """A full dot for each that was kept, a ring for each that was not, a small dot for one that was put off; over them
    each kind beside its number. Also how high that stands."""
    parts = [_heading(_EDGE, y, words.reminders)]
    x, line = _EDGE + width_of(words.reminders, LETTERS) * 1.1 + 16, y
    for outcome, said in words.came_of.items():
        across = 10 + width_of(said, LETTERS)
        if x + across - _MARK > ground.right:
            x, line = _EDGE + _MARK, line + _LINE
        parts += [_dot(x, line - 5, outcome), text(said, x + 10, line, class_="quiet", fill="currentColor")]
        x += across + 16
    parts.append(_rail(ground, line + 20))
    parts += [_dot(ground.x(each.at), line + 20, each.outcome) for each in reminders]
    return "".join(parts), _LANE + line - y


def _rail(ground: _Ground, y: float) -> str:
    """The line that the marks of a lane stand on."""
    line = f"M{ground.left:.0f},{y:.0f}H{ground.right:.0f}"
    return element("path", class_="grid", d=line, fill="none", stroke="currentColor", stroke_opacity=0.2)


def _dot(x: float, y: float, outcome: Outcome) -> str:
    return element(
        "circle",
        class_=f"reminder {outcome.replace('_', '-')}",
        cx=x,
        cy=y,
        r=_SMALL_MARK if outcome == "put_off" else _MARK,
        fill="none" if outcome in ("passed_over", "open") else "currentColor",
        stroke="currentColor",
        stroke_width=1.6,
        stroke_dasharray="2 2" if outcome == "open" else None,
    )


def _moves(ground: _Ground, breaks: Sequence[Break], words: DayWords, y: float) -> str:
    """An upright stroke for each break with moves, and beside it how it felt where that was said and has room."""
    parts = [_heading(_EDGE, y, words.moves, words.done), _rail(ground, y + 20)]
    places = [ground.x(each.at) for each in breaks]
    for place, (x, each) in enumerate(zip(places, breaks, strict=True)):
        parts.append(element("rect", class_="moved", x=x - 2.5, y=y + 11, width=5.0, height=18.0, rx=2.5))
        said = "" if each.felt is None else words.felt(each.felt)
        until = places[place + 1] - 6 if place + 1 < len(places) else ground.right
        if said and x + 7 + width_of(said, LETTERS) <= until:
            parts.append(text(said, x + 7, y + 25, class_="done-name", fill="currentColor"))
    return "".join(parts)
