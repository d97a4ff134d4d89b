"""`unknot content`: checks the content files, compiles them from their YAML, or prints the rules for a review."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unknot.errors import InputError, Problem

if TYPE_CHECKING:
    from unknot.content.library import Library


def run(arguments: argparse.Namespace) -> int:
    """`check` prints one line per finding, 1 if there is any; `build` prints the files it wrote; `review` one PDF."""
    if arguments.action == "review":
        return _review(arguments)
    root = _sources(arguments)
    from unknot.content import build, checks

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
        print(json.dumps({"problems": [problem._asdict() for problem in problems]}, ensure_ascii=False))
    else:
        for problem in problems:
            print(f"{problem} [{problem.code}]")
        if not problems:
            print(f"{len(checks.CHECKS) + len(checks.SHAPE_CHECKS)} checks, nothing found")
    return 1 if problems else 0


def _sources(arguments: argparse.Namespace) -> Path:
    """The folder with the YAML. Raises `InputError` if there is none, or nothing that reads YAML."""
    try:
        import yaml  # noqa: F401
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
    from unknot.content.build import DATA

    root: Path = DATA if arguments.root is None else arguments.root
    if not any(root.rglob("*.yaml")):
        raise InputError(Problem("content_no_sources", str(root), "there is no YAML here", "work in a source checkout"))
    return root


def _review(arguments: argparse.Namespace) -> int:
    import unknot
    from unknot.cli.page import Page
    from unknot.cli.writing import TO_STDOUT, refuse_existing, write
    from unknot.reporting.review import kit, to_pdf

    library = _library(arguments)
    file: Path = arguments.output or Path(f"unknot-review-{library.version}.pdf")
    refuse_existing(library, file, force=arguments.force)
    printed = kit(library, app=unknot.__version__, on=datetime.now(UTC).astimezone().date(), only=arguments.only or ())
    notes = Page(plain=arguments.no_colour, stream=sys.stderr)
    notes.aside(library.say("cli.review.setting", rules=printed.rules))
    write(file, to_pdf(printed, arguments.paper))
    if file == TO_STDOUT:
        return 0
    if arguments.json:
        print(json.dumps({"file": str(file), "rules": printed.rules}))
    else:
        Page(plain=arguments.no_colour).say(library.say("cli.review.done", rules=printed.rules, file=file))
    return 0


def _library(arguments: argparse.Namespace) -> Library:
    """The installed content, or what the YAML of `--root` compiles to."""
    from unknot.content.library import from_compiled, load

    if arguments.root is None:
        return load()
    from unknot.content.build import compile_content

    content, texts = compile_content(_sources(arguments))
    return from_compiled(content, texts["en"])
