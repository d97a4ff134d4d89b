"""The court of the locating model: cases written down under the model and its rivals, and simulated people.

Whatever is said of a case is said once, by the installed content and its numbers; nothing is fitted here.
"""

from __future__ import annotations

from pathlib import Path

from bench.locating import picture, rows
from bench.locating.cases import SETS, cases
from bench.locating.people import WORLDS, people
from bench.locating.rankers import RANKERS, stated
from bench.locating.scores import reliability
from bench.table import table
from unknot.content.library import load

PAGE = Path(__file__).parents[2] / "docs/reference/locating-court.md"
PICTURE = Path(__file__).parents[2] / "docs/images/locating-reliability.svg"
BEGIN, END = "<!-- figures of the court: begin -->", "<!-- figures of the court: end -->"

EXACT = 4
"""How many times more people live in the world that is as the model says: there confidence must come out exactly."""


def report(n: int, seed: int, *, markdown: bool) -> str:
    """The tables with `n` simulated people a world; with `markdown` they go into the page, and the files are named.

    In the world that is as the model says there are `EXACT` times as many.
    """
    library = load()
    found = {name: {who: stated(library, ranker, cases(name)) for who, ranker in RANKERS.items()} for name in SETS}
    simulated = {world.name: people(library, world, n, seed) for world in WORLDS[1:]}
    simulated = {WORLDS[0].name: people(library, WORLDS[0], EXACT * n, seed)} | simulated
    heard = {name: stated(library, RANKERS["unknot"], drawn) for name, drawn in simulated.items()}
    rivals = {name: stated(library, RANKERS["overlap and prior"], drawn) for name, drawn in simulated.items()}
    lines = [
        "### In short",
        "",
        *rows.in_short(found, heard),
        "",
        "### Cases",
        "",
        table(rows.CASE_HEAD, rows.case_rows(found, seed), markdown=markdown),
        "",
        *rows.sides(library),
        *rows.times(library),
        "",
        "### How much is told",
        "",
        table(rows.TOLD_HEAD, rows.told_rows(library, simulated), markdown=markdown),
        "",
        "### Simulated people",
        "",
        f"{EXACT * n} people in the first world, {n} in each other, seed {seed}. In brackets: 95 % intervals.",
        "",
        table(rows.WORLD_HEAD, rows.world_rows(heard, rivals, seed), markdown=markdown),
        "",
        *rows.companions(library, simulated[WORLDS[0].name]),
        "",
        "### Stated and right",
        "",
        *rows.reliability_table(heard, markdown=markdown),
        "",
        "### How the composed cases were told",
        "",
        table(rows.NOISE_HEAD, rows.noise_rows(library), markdown=markdown),
        "",
        "### Not among the first three",
        "",
        table(rows.MISSED_HEAD, rows.missed_rows(library), markdown=markdown),
    ]
    if not markdown:
        return "\n".join(lines)
    groups = {name: each["unknot"] for name, each in found.items()} | heard
    PICTURE.write_text(picture.drawn({name: reliability(each) for name, each in groups.items()}) + "\n", "utf-8")
    PAGE.write_text(between(PAGE.read_text("utf-8"), "\n".join(lines)), "utf-8")
    return f"{PAGE}\n{PICTURE}"


def between(page: str, figures: str) -> str:
    """The page with `figures` where the old ones stood; ValueError where a marker is missing."""
    head, begun, rest = page.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"{PAGE} has no place for the figures")
    return f"{head}{BEGIN}\n\n{figures}\n\n{END}{tail}"
