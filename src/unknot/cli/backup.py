"""`unknot backup`: a verified copy of the database, made while it is in use; which copies there are, and how often one
is made by itself."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from unknot.cli.page import Page
from unknot.cli.place import data_folder, folder_to_copy
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem


def run(arguments: argparse.Namespace) -> int:
    """Writes and verifies a copy; or lists them; or arranges when the next ones are made."""
    library, page = load(), Page(plain=arguments.no_colour)
    arranges = arguments.every is not None or arguments.into is not None
    if arguments.file is not None and (arranges or arguments.list):
        message = library.say("cli.backup.one_thing")
        raise InputError(Problem("arguments_conflict", str(arguments.file), message, "unknot backup --help"))
    folder = folder_to_copy(arguments)
    if arranges:
        _arrange(folder, arguments)
    if arranges or arguments.list:
        _tell_all(page, library, folder, arguments)
    else:
        _copy(page, library, folder, arguments)
    return 0


def _copy(page: Page, library: Library, folder: Path, arguments: argparse.Namespace) -> None:
    from unknot.web import backup, copies

    now = datetime.now(UTC)
    made = backup.back_up(folder, now, to=arguments.file)
    if arguments.file is not None:
        copies.note(data_folder(arguments), made.file, now)
    if arguments.json:
        print(json.dumps({"facts": made.facts, "file": str(made.file)}))
    else:
        page.say(library.say("cli.backup.done", facts=made.facts, file=made.file))


def _arrange(folder: Path, arguments: argparse.Namespace) -> None:
    from unknot.web import schedule

    now = schedule.read(folder)
    every = now.every_days if arguments.every is None else schedule.EVERY[arguments.every]
    into = now.folder if arguments.into is None else arguments.into.expanduser().absolute()
    schedule.write(folder, schedule.Schedule(every, into))


def _tell_all(page: Page, library: Library, folder: Path, arguments: argparse.Namespace) -> None:
    from unknot.web import schedule

    arranged, where = schedule.read(folder), schedule.place(folder)
    files = schedule.every_backup(folder)
    if arguments.json:
        listed = [{"file": str(file), "bytes": file.stat().st_size} for file in files]
        print(json.dumps({"every_days": arranged.every_days, "into": str(where), "backups": listed}))
        return
    page.say(library.say(f"cli.backup.every.{arranged.name}", folder=where))
    if not where.is_dir() and arranged.folder is not None:
        page.say(library.say("cli.backup.no_folder", folder=where), "yellow")
    if not files:
        page.say(library.say("cli.backup.none"))
        return
    page.gap()
    page.say(library.say("cli.backup.list"))
    page.verbatim([f"  {file}" for file in files])
    page.aside(library.say("cli.backup.restore"))
