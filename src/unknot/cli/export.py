"""`unknot export`: everything that is recorded, in a file that proves that it is whole."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from unknot.cli.page import Page
from unknot.cli.place import opened
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem, StoreError


def run(arguments: argparse.Namespace) -> int:
    """Writes the export to the file, readable by its owner only, or to standard output."""
    from unknot.exchange import native
    from unknot.web import records

    library = load()
    to_stdout = str(arguments.file) == "-"
    if not to_stdout and arguments.file.exists() and not arguments.force:
        raise _exists(library, arguments.file)
    opened(arguments)
    raws = records.raws()
    data = native.write(raws, content_version=library.version, exported_at=datetime.now(UTC))
    if to_stdout:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    write_private(arguments.file, data)
    if arguments.json:
        print(json.dumps({"facts": len(raws), "file": str(arguments.file)}))
    else:
        page = Page(plain=arguments.no_colour)
        page.say(library.say("cli.export.done", facts=len(raws), file=arguments.file))
    return 0


def write_private(file: Path, data: bytes) -> None:
    """`file` holds `data` and is whole or not there; only its owner can read it. Raises `StoreError`."""
    part = file.with_name(file.name + ".part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(Problem("file_unwritable", str(file), error.strerror or str(error))) from None


def _exists(library: Library, file: Path) -> InputError:
    return InputError(
        Problem("file_exists", str(file), library.say("cli.export.exists"), library.say("cli.export.exists.hint"))
    )
