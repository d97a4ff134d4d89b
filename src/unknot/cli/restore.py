"""`unknot restore`: the facts of a backup take the place of what is there, which is kept as a backup itself."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime

from unknot.cli.asking import Asker, Leave
from unknot.cli.page import Page
from unknot.cli.place import opened, place_of
from unknot.content.library import load
from unknot.errors import InputError, Problem, StoreError

WORD = "restore"


def run(arguments: argparse.Namespace) -> int:
    """Puts the backup in place after a clear yes. Raises `InputError` (`restore_not_confirmed`) and changes nothing
    without one, and `StoreError` (`restore_needs_folder`) where the facts are on a server."""
    from unknot.web import backup, database, restore

    library = load()
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    place = place_of(arguments)
    if place.folder is None:
        hint = library.say("cli.restore.needs_folder.hint")
        raise StoreError(Problem("restore_needs_folder", place.name, library.say("cli.restore.needs_folder"), hint))
    database.connect(folder=place.folder)
    facts = restore.look_at(arguments.file)
    if not arguments.yes:
        prompt = library.say("cli.restore.ask", facts=facts, file=arguments.file, folder=place.name)
        try:
            typed = Asker(page, library).line(prompt)
        except Leave:
            typed = ""
        if typed.casefold() != WORD:
            page.say(library.say("cli.restore.kept"))
            hint = library.say("cli.restore.not_confirmed.hint")
            raise InputError(Problem("restore_not_confirmed", "", library.say("cli.restore.not_confirmed"), hint))
    done = restore.restore(place.folder, arguments.file, datetime.now(UTC))
    opened(arguments)
    if arguments.json:
        before = None if done.before is None else str(done.before)
        print(json.dumps({"facts": done.facts, "before": before, "backups": len(backup.backups(place.folder))}))
        return 0
    page.say(library.say("cli.restore.done", facts=done.facts, file=arguments.file))
    if done.before is not None:
        page.aside(library.say("cli.restore.before", file=done.before))
    return 0
