"""`unknot doctor`: looks at the installation, the data folder and the database, and changes nothing.

Code             | Meaning
---------------- | ------------------------------------------------------
`desk_companion` | whether the companion at the desk runs
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from unknot.cli.page import Page
from unknot.cli.place import data_folder, place_of
from unknot.content.library import Library, load, vocabulary_of
from unknot.desk import state

if TYPE_CHECKING:
    from unknot.web.doctor import Finding

_STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


def run(arguments: argparse.Namespace) -> int:
    """Shows one line per finding with its remedy; 1 if there is an error among them."""
    from unknot.web.doctor import examine

    library = load()
    place = place_of(arguments)
    findings = (
        *examine(vocabulary_of(library), library.version, folder=place.folder, url=place.url),
        _companion(data_folder(arguments), library),
    )
    bad = any(finding.level == "error" for finding in findings)
    if arguments.json:
        print(json.dumps({"fine": not bad, "findings": [asdict(finding) for finding in findings]}, indent=2))
        return int(bad)
    page = Page(plain=arguments.no_colour)
    for finding in findings:
        level = library.say(f"cli.doctor.level.{finding.level}")
        page.say(f"{level}: {finding.message} [{finding.code}]", _STYLES[finding.level])
        if finding.hint:
            page.say(finding.hint, indent=4)
    if not bad:
        page.gap()
        page.say(library.say("cli.doctor.fine"))
    return int(bad)


def _companion(folder: Path, library: Library) -> Finding:
    from unknot.web.doctor import Finding

    process = state.running(folder)
    if process is None:
        return Finding("ok", "desk_companion", library.say("cli.doctor.no_companion"))
    return Finding("ok", "desk_companion", library.say("cli.doctor.companion", pid=process))
