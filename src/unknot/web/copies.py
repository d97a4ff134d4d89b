"""The copies of the facts that the person had written elsewhere, so that they can be told where they still lie.

Only names are noted, in the data folder, and only those that `unknot export` and `unknot backup` wrote to a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from unknot.web import folder as data_folder
from unknot.web.database import guarded

COPIES_FILE = "copies.jsonl"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that holds facts: where it was written and when."""

    file: Path
    at: datetime


def note(folder: Path, file: Path, at: datetime) -> None:
    """It is noted in the data folder `folder` that `file` holds facts since `at`."""
    line = json.dumps({"file": str(file.absolute()), "at": at.isoformat()}, ensure_ascii=False)
    notes = folder / COPIES_FILE
    data_folder.make_private(folder)
    with guarded(str(notes)):
        data_folder.private_file(notes)
        with notes.open("a", encoding="utf-8") as written:
            written.write(line + "\n")


def there(folder: Path) -> tuple[Copy, ...]:
    """The copies noted that are still where they were written, in that order, each file once."""
    noted: dict[Path, Copy] = {}
    try:
        lines = (folder / COPIES_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ()
    for line in lines:
        try:
            stated = json.loads(line)
            copy = Copy(Path(stated["file"]), datetime.fromisoformat(stated["at"]))
        except (ValueError, KeyError, TypeError):
            continue
        noted[copy.file] = copy
    return tuple(copy for copy in noted.values() if copy.file.exists())


def forget(folder: Path) -> None:
    """Nothing is noted any more."""
    with guarded(str(folder)):
        (folder / COPIES_FILE).unlink(missing_ok=True)
