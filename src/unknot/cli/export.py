"""`unknot export`: everything that is recorded, in a file that proves that it is whole."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from unknot.cli.page import Page
from unknot.cli.place import opened
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.content.library import load


def run(arguments: argparse.Namespace) -> int:
    """Writes the export to the file, readable by its owner only, or to standard output."""
    from unknot.exchange import native
    from unknot.web import records

    library = load()
    refuse_existing(library, arguments.file, force=arguments.force)
    opened(arguments)
    raws = records.raws()
    data = native.write(raws, content_version=library.version, exported_at=datetime.now(UTC))
    write(arguments.file, data, mode=PRIVATE)
    if arguments.file == TO_STDOUT:
        return 0
    if arguments.json:
        print(json.dumps({"facts": len(raws), "file": str(arguments.file)}))
    else:
        page = Page(plain=arguments.no_colour)
        page.say(library.say("cli.export.done", facts=len(raws), file=arguments.file))
    return 0
