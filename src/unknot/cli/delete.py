"""`unknot delete`: everything recorded on this machine is removed, with the backups and the companion's notes in the
data folder."""

from __future__ import annotations

import argparse
import json
import sys

from unknot.cli.asking import Asker, Leave
from unknot.cli.page import Page
from unknot.cli.place import data_folder, opened, place_of
from unknot.content.library import load
from unknot.errors import InputError, Problem


def run(arguments: argparse.Namespace) -> int:
    """Deletes after a clear yes. Raises `InputError` (`delete_not_confirmed`) and changes nothing without one."""
    from unknot.cli.desk_asked import end
    from unknot.web import records, store

    library = load()
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    kept = opened(arguments)
    if not arguments.yes:
        prompt = library.say("cli.delete.ask", facts=records.count(), folder=place_of(arguments).name)
        try:
            typed = Asker(page, library).line(prompt)
        except Leave:
            typed = ""
        if typed.casefold() != "delete":
            page.say(library.say("cli.delete.kept"))
            hint = library.say("cli.delete.not_confirmed.hint")
            raise InputError(Problem("delete_not_confirmed", "", library.say("cli.delete.not_confirmed"), hint))
    folder = data_folder(arguments)
    ended = end(folder)
    removed = store.delete_everything(kept)
    store.delete_desk_notes(folder)
    if arguments.json:
        print(json.dumps({"deleted": removed}))
    else:
        page.say(library.say("cli.delete.done", facts=removed))
        if ended:
            page.say(library.say("cli.delete.companion_ended"))
    return 0
