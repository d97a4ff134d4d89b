"""`unknot backup`: a verified copy of the database, made while it is in use."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from unknot.cli.page import Page
from unknot.cli.place import folder_to_copy
from unknot.content.library import load


def run(arguments: argparse.Namespace) -> int:
    """Writes and verifies the copy."""
    from unknot.web import backup

    made = backup.back_up(folder_to_copy(arguments), datetime.now(UTC), to=arguments.file)
    if arguments.json:
        print(json.dumps({"facts": made.facts, "file": str(made.file)}))
    else:
        page = Page(plain=arguments.no_colour)
        page.say(load().say("cli.backup.done", facts=made.facts, file=made.file))
    return 0
