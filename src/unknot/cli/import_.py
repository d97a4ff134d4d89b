"""`unknot import`: an export comes back in; what is there already is left alone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from unknot.cli.page import Page
from unknot.cli.place import opened
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem

if TYPE_CHECKING:
    from unknot.web.bringing_in import BroughtIn


def run(arguments: argparse.Namespace) -> int:
    """Adds the facts of the file, all or none; with `--keep-good` the usable ones. 1 if lines were left out."""
    from unknot.web.bringing_in import bring_in, read

    library = load()
    data = read_bytes(arguments.file, library)
    reading = read(data, library, keep_good=arguments.keep_good)
    opened(arguments)
    brought = bring_in(data, reading, library, dry_run=arguments.dry_run)
    if arguments.json:
        print(json.dumps(brought.to_raw(), ensure_ascii=False))
    else:
        _tell(Page(plain=arguments.no_colour), library, brought)
    return 1 if brought.problems else 0


def read_bytes(file: Path, library: Library) -> bytes:
    """What stands in the file, or on standard input for `-`. Raises `InputError` (`file_unreadable`)."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except FileNotFoundError:
        message = library.say("cli.error.data_missing", file=file)
        raise InputError(Problem("file_unreadable", str(file), message)) from None
    except OSError as error:
        raise InputError(Problem("file_unreadable", str(file), error.strerror or str(error))) from None


def _tell(page: Page, library: Library, brought: BroughtIn) -> None:
    key = "cli.import.would" if brought.dry_run else "cli.import.done"
    page.say(library.say(key, added=brought.added, known=brought.known))
    if brought.problems:
        page.say(library.say("cli.import.bad", bad=len(brought.problems)))
        page.bullets([str(problem) for problem in brought.problems])
