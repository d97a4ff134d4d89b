"""`unknot doctor`: looks at the installation, the data folder and the database, and changes nothing."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from unknot.cli.page import Page
from unknot.cli.place import place_of
from unknot.content.library import load, vocabulary_of

_STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


def run(arguments: argparse.Namespace) -> int:
    """Shows one line per finding with its remedy; 1 if there is an error among them."""
    from unknot.web.doctor import examine

    library = load()
    place = place_of(arguments)
    findings = examine(vocabulary_of(library), library.version, folder=place.folder, url=place.url)
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
