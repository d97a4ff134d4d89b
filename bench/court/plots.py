"""Two pictures of a trial as SVG: PIT histograms, and gains with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.court.report import Judged
from bench.court.scores import PIT_BINS, Interval, gain, histogram
from unknot.reporting.svg import element, text

LETTERS = 13.0
INK, FAINT, FILL = "#222", "#888", "#4477aa"
ROW, LEFT, WIDTH = 22.0, 170.0, 720.0
CELL, TALL, COLUMNS = 170.0, 110.0, 4


def draw(judged: Judged, versus: str, folder: Path) -> list[Path]:
    """Writes `pit.svg` and `gains.svg` into the folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    names = judged.named("ours", "rival")
    pictures = {"pit.svg": _pit(judged, names), "gains.svg": _gains(judged, names, versus)}
    written = []
    for name, picture in pictures.items():
        (folder / name).write_text(picture + "\n", encoding="utf-8")
        written.append(folder / name)
    return written


def _pit(judged: Judged, names: Sequence[str]) -> str:
    """A small histogram for each forecaster; the line is where it would be flat."""
    parts = []
    for place, name in enumerate(names):
        x, y = CELL * (place % COLUMNS), (TALL + 30) * (place // COLUMNS)
        bar = (CELL - 20) / PIT_BINS
        parts.append(text(name, x + 5, y + 14, fill=INK, font_size=LETTERS))
        for which, share in enumerate(histogram(judged.cells[name], "warm")):
            tall = min(TALL, float(share) * TALL / 0.25)
            parts.append(
                element("rect", x=x + 5 + which * bar, y=y + 20 + TALL - tall, width=bar - 1, height=tall, fill=FILL)
            )
        flat = y + 20 + TALL * (1 - 0.1 / 0.25)
        parts.append(_line(x + 5, flat, x + CELL - 15, flat, INK))
    rows = -(-len(names) // COLUMNS)
    return _picture("PIT histograms, warm", CELL * COLUMNS, (TALL + 30) * rows + 10, parts)


def _gains(judged: Judged, names: Sequence[str], versus: str) -> str:
    """Points with intervals, one row a forecaster: filled for all days ahead, open for day 1."""
    rival = judged.cells[versus]
    found = [
        (name, gain(judged.cells[name], rival, "rps", "warm"), gain(judged.cells[name], rival, "rps", "warm h1"))
        for name in names
    ]
    bounds = [0.0, *(bound for _, warm, first in found for bound in (*warm, *first))]
    low, high = max(min(bounds), -30.0), max(bounds)

    def at(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * (max(value, low) - low) / max(high - low, 1e-9)

    bottom = 30 + ROW * len(found)
    parts = [text(f"gain in rps over {versus}, percent: filled warm, open day 1", 5, 16, fill=INK, font_size=LETTERS)]
    parts.append(_line(at(0), 24, at(0), bottom, FAINT))
    for place, (name, warm, first) in enumerate(found):
        y = 40 + ROW * place
        parts.append(text(name, 5, y + 4, fill=INK, font_size=LETTERS))
        parts += _whisker(warm, y - 3, at, FILL) + _whisker(first, y + 4, at, "none")
    for value in range(-30, 31, 10):
        if low <= value <= high:
            parts.append(text(f"{value:+d}", at(value), bottom + 14, fill=INK, font_size=LETTERS, text_anchor="middle"))
    return _picture(f"Gains over {versus}", WIDTH, bottom + 20, parts)


def _whisker(value: Interval, y: float, at: Callable[[float], float], fill: str) -> list[str]:
    return [
        _line(at(value[1]), y, at(value[2]), y, FILL),
        element("circle", cx=at(value[0]), cy=y, r=3, fill=fill, stroke=FILL),
    ]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour)


def _picture(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return element(
        "svg",
        element("title", title),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        font_family="sans-serif",
    )
