"""`unknot drawing`: the pain drawing of a knot as a picture, as codes of published body maps, or in words."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from unknot.cli.advice_page import day_name
from unknot.cli.memory import Memory
from unknot.cli.page import Page
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.exchange import body_codes
from unknot.facts import History
from unknot.reporting import pain_drawing
from unknot.reporting.pain_drawing import PainDrawing


def run(arguments: argparse.Namespace) -> int:
    """Writes the pictures that were asked for, then says what is marked, with `--codes` also as codes.

    Returns 1 if nothing is marked; then nothing is written.
    """
    memory = Memory(arguments)
    held = memory.history(memory.chosen_episode(arguments.knot))
    library, files = memory.library, [file for file in (arguments.svg, arguments.png) if file is not None]
    page = Page(plain=arguments.no_colour, stream=sys.stderr if TO_STDOUT in files else None)
    for file in files:
        refuse_existing(library, file, force=arguments.force)
    if not held.marks:
        page.say(library.say("cli.drawing.none"))
        return 1
    sex = None if held.profile is None else held.profile.sex
    drawn = PainDrawing(held.marks, held.depths, held.today())
    if files:
        svg = pain_drawing.to_svg(library, drawn, arguments.body or sex or "neutral", day=_day)
        if arguments.svg is not None:
            write(arguments.svg, svg.encode(), mode=PRIVATE)
        if arguments.png is not None:
            write(arguments.png, pain_drawing.to_png(svg), mode=PRIVATE)
    if TO_STDOUT in files:
        return 0
    codes = body_codes.as_raw(library, held.marks, sex)
    if arguments.json:
        print(json.dumps(_raw(held, codes, files), indent=2, ensure_ascii=False))
        return 0
    page.heading(library.say("cli.drawing.heading", day=_day(held.today())))
    page.bullets(list(pain_drawing.lines(library, drawn)))
    for body_map in codes.values() if arguments.codes else ():
        said = ", ".join(f"{code} ({intensity})" for code, intensity in body_map["codes"].items())
        page.say(library.say("cli.drawing.codes", name=body_map["name"], drawing=body_map["drawing"], codes=said))
    for file in files:
        page.say(library.say("cli.drawing.written", file=file))
    return 0


def _raw(held: History, codes: dict[str, body_codes.CodedMap], files: list[Path]) -> dict[str, Any]:
    return {
        "episode": held.episode,
        "marks": [
            {"region": region, "intensity": intensity, "depth": held.depths.get(region)}
            for region, intensity in held.marks.items()
        ],
        "codes": codes,
        "files": [str(file) for file in files],
    }


def _day(day: date) -> str:
    return f"{day_name(day)} {day.year}"
