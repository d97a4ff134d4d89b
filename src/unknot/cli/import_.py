"""`unknot import`: an export comes back in; what is there already is left alone."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from unknot.cli.memory import local_zone
from unknot.cli.page import Page
from unknot.cli.place import opened
from unknot.content.library import Library, load, vocabulary_of
from unknot.errors import InputError, Problem
from unknot.facts import ImportBatch


def run(arguments: argparse.Namespace) -> int:
    """Adds the facts of the file, all or none; with `--keep-good` the usable ones. 1 if lines were left out."""
    from unknot.exchange import native
    from unknot.web import records

    library = load()
    data = read_bytes(arguments.file, library)
    now = datetime.now(UTC)
    reading = native.read(data, vocabulary_of(library), keep_good=arguments.keep_good, not_after=now)
    opened(arguments)
    known = {raw["id"] for _, raw in records.raws()}
    new = sum(row.fact.id not in known for row in reading.rows)
    if not arguments.dry_run:
        rows = [(row.content_version, row.fact) for row in reading.rows]
        if new:
            rows.append((library.version, _batch(data, new, now)))
        records.append_rows(rows)
    _tell(arguments, library, new, len(reading.rows) - new, reading.problems)
    return 1 if reading.problems else 0


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


def _batch(data: bytes, added: int, now: datetime) -> ImportBatch:
    return ImportBatch(
        id=str(uuid4()),
        at=now,
        zone=local_zone(),
        source="unknot-export",
        sha256=hashlib.sha256(data).hexdigest(),
        added=added,
    )


def _tell(
    arguments: argparse.Namespace, library: Library, added: int, known: int, problems: tuple[Problem, ...]
) -> None:
    if arguments.json:
        document = {
            "added": added,
            "known": known,
            "dry_run": arguments.dry_run,
            "problems": [asdict(problem) for problem in problems],
        }
        print(json.dumps(document, ensure_ascii=False))
        return
    page = Page(plain=arguments.no_colour)
    page.say(library.say("cli.import.would" if arguments.dry_run else "cli.import.done", added=added, known=known))
    if problems:
        page.say(library.say("cli.import.bad", bad=len(problems)))
        page.bullets([str(problem) for problem in problems])
