"""`unknot completion`: the completion script for a shell."""

from __future__ import annotations

import argparse
import json


def run(arguments: argparse.Namespace) -> int:
    """Prints the script; with `--json` as a string in an object."""
    import shtab

    from unknot.cli.parser import build_parser

    script = shtab.complete(build_parser(), arguments.shell)
    print(json.dumps({"shell": arguments.shell, "script": script}) if arguments.json else script)
    return 0
