"""Files a command writes for the person: whole or not there, and never over another by accident."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from unknot.content.library import Library
from unknot.errors import InputError, Problem, StoreError

TO_STDOUT = Path("-")
PRIVATE = 0o600
USUAL = 0o666
"""What the person's umask leaves of it."""


def refuse_existing(library: Library, file: Path, *, force: bool) -> None:
    """Raises `InputError` if `file` is there and may not be overwritten."""
    if file != TO_STDOUT and file.exists() and not force:
        hint = library.say("cli.export.exists.hint")
        raise InputError(Problem("file_exists", str(file), library.say("cli.export.exists"), hint))


def write(file: Path, data: bytes, *, mode: int = USUAL) -> None:
    """`file` holds `data` and is whole or not there, with the permissions `mode`. Raises `StoreError`.

    `TO_STDOUT` sends it to standard output.
    """
    if file == TO_STDOUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    part = file.with_name(file.name + ".part")
    try:
        with suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreError(Problem("file_unwritable", str(file), error.strerror or str(error))) from None
