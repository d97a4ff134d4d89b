"""`unknot ask --script`: the safety questions replayed with a scripted person, for testing from outside.

Code                 | Meaning
-------------------- | ---------------------------
`script_not_json`    | the script is no JSON
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from unknot.cli.import_ import read_bytes
from unknot.cli.memory import read_instant
from unknot.content.library import Library, load
from unknot.errors import InputError, Problem
from unknot.facts.strict_json import read_json
from unknot.loop.advice import advice_to_raw
from unknot.loop.replay import replay, replay_to_raw
from unknot.loop.script import Script, parse_script
from unknot.web.journal import local_zone


def run(arguments: argparse.Namespace) -> int:
    """Prints every question in the order asked and the result, always as JSON. Nothing is stored."""
    library = load()
    script = _read(arguments, library)
    at = datetime.now(UTC) if arguments.at is None else read_instant(arguments.at)
    told = replay(library, script, at=at, zone=local_zone())
    print(json.dumps(replay_to_raw(told, advice_to_raw(told.advice)), indent=2, ensure_ascii=False))
    return 0


def _read(arguments: argparse.Namespace, library: Library) -> Script:
    data = read_bytes(arguments.script, library)
    try:
        return parse_script(read_json(data), library)
    except ValueError as error:
        raise InputError(Problem("script_not_json", str(arguments.script), f"this is no JSON: {error}")) from None
