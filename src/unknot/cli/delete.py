"""`unknot delete`: everything recorded on this machine is removed, with the backups and the companion's notes; copies
elsewhere are named."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from unknot.cli.asking import Asker, Leave
from unknot.cli.page import Page
from unknot.cli.place import data_folder, opened, place_of
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem


def run(arguments: argparse.Namespace) -> int:
    """Deletes after a clear yes. Raises `InputError` (`delete_not_confirmed`) and changes nothing without one."""
    from unknot.cli.desk_asked import end
    from unknot.web import records, store

    library = load()
    page = Page(plain=arguments.no_colour, stream=sys.stderr if arguments.json else None)
    opened(arguments)
    folder = data_folder(arguments)
    if not arguments.yes:
        _tell_of_copies(page, library, folder)
        prompt = library.say("cli.delete.ask", facts=records.count(), folder=place_of(arguments).name)
        try:
            typed = Asker(page, library).line(prompt)
        except Leave:
            typed = ""
        if typed.casefold() != "delete":
            page.say(library.say("cli.delete.kept"))
            hint = library.say("cli.delete.not_confirmed.hint")
            raise InputError(Problem("delete_not_confirmed", "", library.say("cli.delete.not_confirmed"), hint))
    ended = end(folder)
    deleted = store.delete_everything(folder)
    if arguments.json:
        elsewhere = [str(file) for file in deleted.elsewhere]
        print(json.dumps({"deleted": deleted.facts, "backups": deleted.backups, "elsewhere": elsewhere}))
        return 0
    page.say(library.say("cli.delete.done", facts=deleted.facts, backups=deleted.backups))
    if deleted.elsewhere:
        page.say(library.say("cli.delete.elsewhere"))
        page.verbatim([f"  {file}" for file in deleted.elsewhere])
    if ended:
        page.say(library.say("cli.delete.companion_ended"))
    return 0


def _tell_of_copies(page: Page, library: Library, folder: Path) -> None:
    """Which backups go as well, and which copies stay."""
    from unknot.web import copies, schedule

    going = schedule.every_backup(folder)
    staying = copies.there(folder)
    for key, files in (("going", going), ("staying", tuple(copy.file for copy in staying))):
        if files:
            page.say(library.say(f"cli.delete.{key}", count=len(files)))
            page.verbatim([f"  {file}" for file in files])
