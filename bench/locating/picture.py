"""Reliability diagrams as one SVG: stated confidence against what came, a small square for each group of people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bench.locating.scores import Reliability
from unknot.reporting.svg import element, text

LETTERS = 11.0
INK, FAINT, FILL, PAPER = "#222", "#aaa", "#4477aa", "#fff"
SIDE, GAP, TOP, BELOW, COLUMNS = 150.0, 46.0, 34.0, 26.0, 4
LARGEST = 9.0
"""Radius of a point that holds everybody; the area goes with the share of people."""


def drawn(groups: Mapping[str, Reliability]) -> str:
    """The squares in rows of four. On the diagonal, confidence is exactly right; below it, it is too high."""
    rows = -(-len(groups) // COLUMNS)
    wide, tall = COLUMNS * (SIDE + GAP), rows * (TOP + SIDE + BELOW)
    parts = [element("rect", x=0, y=0, width=wide, height=tall, fill=PAPER)]
    for place, (name, found) in enumerate(groups.items()):
        x, y = GAP / 2 + (place % COLUMNS) * (SIDE + GAP), (place // COLUMNS) * (TOP + SIDE + BELOW) + TOP
        parts += _square(name, found, x, y)
    return element(
        "svg",
        element("title", "Reliability diagrams of the locating model"),
        element(
            "desc",
            "For each group of people the confidence stated in the muscle named first, from 0 to 1 to the right, "
            "against the share of people in whom it was right, from 0 to 1 upwards. Larger points hold more people.",
        ),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide:.0f} {tall:.0f}",
        font_family="sans-serif",
    )


def _square(name: str, found: Reliability, x: float, y: float) -> list[str]:
    parts = [
        text(name, x, y - 8, fill=INK, font_size=LETTERS),
        element("rect", x=x, y=y, width=SIDE, height=SIDE, fill="none", stroke=FAINT),
        element("line", x1=x, y1=y + SIDE, x2=x + SIDE, y2=y, stroke=FAINT),
    ]
    everybody = max(int(found.people.sum()), 1)
    for people, stated, right in zip(found.people, found.stated, found.right, strict=True):
        if people:
            parts.append(
                element(
                    "circle",
                    cx=x + SIDE * float(stated),
                    cy=y + SIDE * (1.0 - float(right)),
                    r=max(1.5, LARGEST * float(np.sqrt(people / everybody))),
                    fill=FILL,
                    fill_opacity=0.8,
                )
            )
    for value, anchor, where in (("0", "start", x), ("stated", "middle", x + SIDE / 2), ("1", "end", x + SIDE)):
        parts.append(text(value, where, y + SIDE + 13, fill=INK, font_size=LETTERS, text_anchor=anchor))
    upright = f"rotate(-90 {x - 6:.0f} {y + SIDE / 2:.0f})"
    parts.append(
        text("right", x - 6, y + SIDE / 2, fill=INK, font_size=LETTERS, text_anchor="middle", transform=upright)
    )
    return parts
