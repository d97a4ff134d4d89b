"""`unknot export`: everything that is recorded, in a file that proves that it is whole, or as tables.

Code                 | Meaning
-------------------- | --------------------------------------------------------------------
`export_not_text`    | a format that is no text was to go to a terminal
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime

from unknot.cli.page import Page
from unknot.cli.place import data_folder, opened
from unknot.cli.writing import PRIVATE, TO_STDOUT, refuse_existing, write
from unknot.content.library import Library, vocabulary_of
from unknot.errors import InputError, Problem
from unknot.exchange.numbers import library_in_use

NATIVE = "unknot"


def run(arguments: argparse.Namespace) -> int:
    """Writes the export to the file, readable by its owner only, or to standard output."""
    from unknot.exchange.table_files import FORMATS
    from unknot.web import copies

    library = library_in_use(os.environ)
    is_text = arguments.format == NATIVE or FORMATS[arguments.format].is_text
    if arguments.file == TO_STDOUT and not is_text and sys.stdout.isatty():
        hint = library.say("cli.export.not_text.hint")
        raise InputError(Problem("export_not_text", "-", library.say("cli.export.not_text"), hint))
    refuse_existing(library, arguments.file, force=arguments.force)
    opened(arguments)
    data, entries = _native(library) if arguments.format == NATIVE else _as_tables(library, arguments.format)
    write(arguments.file, data, mode=PRIVATE)
    if arguments.file == TO_STDOUT:
        return 0
    copies.note(data_folder(arguments), arguments.file, datetime.now(UTC))
    if arguments.json:
        print(json.dumps({"facts": entries, "file": str(arguments.file), "format": arguments.format}))
    else:
        page = Page(plain=arguments.no_colour)
        done = "cli.export.done" if arguments.format == NATIVE else "cli.export.done_tables"
        page.say(library.say(done, facts=entries, file=arguments.file))
    return 0


def _native(library: Library) -> tuple[bytes, int]:
    """Every entry as it was written, and how many there are."""
    from unknot.exchange import native
    from unknot.web import records

    raws = records.raws()
    return native.write(raws, content_version=library.version, exported_at=datetime.now(UTC)), len(raws)


def _as_tables(library: Library, form: str) -> tuple[bytes, int]:
    """What holds now in another format, and how many entries that are. The store must be open."""
    from unknot.exchange.table_files import table_file
    from unknot.web import records

    facts = records.facts(vocabulary_of(library))
    return table_file(library, facts, form, exported_at=datetime.now(UTC))
