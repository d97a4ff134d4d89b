"""`unknot content`: checks the content files, or compiles them from their YAML."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from unknot.errors import InputError, Problem


def run(arguments: argparse.Namespace) -> int:
    """`check` prints one line per finding, 1 if there is any; `build` prints the files it wrote."""
    try:
        from unknot.content import build, checks
    except ModuleNotFoundError as error:
        if error.name != "yaml":
            raise
        raise InputError(
            Problem(
                "editor_tools_missing",
                "unknot content",
                "this needs PyYAML, which editors of the content install",
                "pip install 'unknot[editor]'",
            )
        ) from None
    root: Path = build.DATA if arguments.root is None else arguments.root
    if not any(root.rglob("*.yaml")):
        raise InputError(Problem("content_no_sources", str(root), "there is no YAML here", "work in a source checkout"))
    if arguments.action == "build":
        written = build.write(root)
        if arguments.json:
            print(json.dumps({"written": [str(file) for file in written]}))
        else:
            for file in written:
                print(file)
        return 0
    problems = checks.run(root)
    if arguments.json:
        print(json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False))
    else:
        for problem in problems:
            print(f"{problem} [{problem.code}]")
        if not problems:
            print(f"{len(checks.CHECKS) + len(checks.SHAPE_CHECKS)} checks, nothing found")
    return 1 if problems else 0
