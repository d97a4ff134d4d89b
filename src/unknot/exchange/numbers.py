"""Which numbers the model uses: the installed ones, or those of a file that `unknot fit` wrote."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from unknot.content.library import Library, load
from unknot.errors import InputError, Problem
from unknot.recovery.fitted import read, with_fitted


def library_in_use(environment: Mapping[str, str], named: Path | None = None) -> Library:
    """The content with the numbers of the file `named`, or that `UNKNOT_PARAMETERS` names, or those installed.

    A file is read once per process. Raises `InputError` and `VersionError` where it cannot be used.
    """
    file = environment.get("UNKNOT_PARAMETERS") if named is None else str(named)
    return _with_file(Path(file).expanduser().absolute()) if file else load()


@cache
def _with_file(file: Path) -> Library:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(Problem("file_unreadable", str(file), error.strerror or str(error))) from None
    return with_fitted(load(), read(data, str(file)), str(file))
