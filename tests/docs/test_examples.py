"""Every example in the documentation works: commands end well, JSON is accepted, Python runs."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench import pages as bench_pages
from bench import speed
from tests.docs.pages import ROOT, Block, blocks, named, pages
from unknot.content.library import load, vocabulary_of
from unknot.exchange import native
from unknot.facts import kind_of, parse
from unknot.loop import parse_request

STORY = ROOT / "tests/scenarios/desk-neck.request.json"
ASKS = {"ask": (), "session": ("--fast",), "checkin": ("--pain", "--nothing-new"), "delete": ("--yes",)}
"""Verbs that talk to the person, and the options with which they do not."""
UNKNOT = (sys.executable, "-c", "import sys; from unknot.cli import main; sys.exit(main())")


def commands(page: Path) -> list[list[str]]:
    """The commands in the console blocks of `page`, in order."""
    lines = (line for block in blocks(page, "console") for line in block.text.splitlines() if line.startswith("$ "))
    return [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]


def needs_a_person(arguments: list[str]) -> bool:
    return arguments[0] in ASKS and not (ASKS[arguments[0]] and set(ASKS[arguments[0]]) <= set(arguments))


WITH_COMMANDS = [page for page in pages() if any(words[0] == "unknot" for words in commands(page))]
WITH_SCRIPTS = [page for page in pages() if any(words[0].startswith("script/") for words in commands(page))]


@pytest.fixture
def lived_in(tmp_path: Path) -> dict[str, str]:
    """An environment whose data folder holds a screened knot, asked about a minute ago."""
    story = json.loads(STORY.read_text(encoding="utf-8"))
    later = datetime.now(UTC) - timedelta(minutes=1) - datetime.fromisoformat(story["at"])
    rows = [(load().version, _moved(fact, later)) for fact in story["facts"]]
    (tmp_path / "story.jsonl").write_bytes(
        native.write(rows, content_version=load().version, exported_at=datetime.now(UTC))
    )
    environment = {**os.environ, "UNKNOT_DATA": str(tmp_path / "data"), "NO_COLOR": "1"}
    _run(["import", "story.jsonl"], tmp_path, environment)
    return environment


def _moved(fact: dict[str, Any], by: timedelta) -> dict[str, Any]:
    moved = {**fact, "at": (datetime.fromisoformat(fact["at"]) + by).isoformat()}
    if "began_on" in fact:
        moved["began_on"] = (date.fromisoformat(fact["began_on"]) + by).isoformat()
    return moved


def _run(arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*UNKNOT, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"unknot {shlex.join(arguments)}\n{done.stdout}\n{done.stderr}"


def test_there_are_pages_with_commands_to_try() -> None:
    assert {"docs/tutorial/first-knot.md", "docs/how-to/move.md"} <= {named(page) for page in WITH_COMMANDS}


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=named)
def test_the_commands_of_a_page_end_well(page: Path, tmp_path: Path, lived_in: dict[str, str]) -> None:
    tried = [words[1:] for words in commands(page) if words[0] == "unknot" and not needs_a_person(words[1:])]
    for arguments in tried:
        _run(arguments, tmp_path, lived_in)


@pytest.mark.parametrize("page", WITH_SCRIPTS, ids=named)
def test_the_scripts_of_a_page_are_there(page: Path) -> None:
    for words in commands(page):
        if words[0].startswith("script/"):
            assert os.access(ROOT / words[0], os.X_OK), words[0]


def test_the_examples_of_facts_pass_the_gate_and_show_every_kind() -> None:
    vocabulary = vocabulary_of(load())
    page = ROOT / "docs/reference/facts.md"
    facts = [parse(json.loads(block.text), vocabulary) for block in blocks(page, "json")]
    headings = [line[4:-1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("## `")]
    assert [kind_of(fact) for fact in facts] == headings


def test_the_request_in_the_how_to_is_a_request() -> None:
    (block,) = blocks(ROOT / "docs/how-to/call-from-a-program.md", "json")
    assert len(parse_request(json.loads(block.text), load()).facts) == 2


PYTHON = [block for page in pages() for block in blocks(page, "python")]


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: f"{named(block.page)}:{block.line}")
def test_python_in_the_documentation_runs(block: Block) -> None:
    exec(compile(block.text, f"{named(block.page)}:{block.line}", "exec"), {"__name__": "example"})


def test_the_bench_measures_what_the_page_about_performance_lists() -> None:
    timings = speed.inside(load(), json.loads(speed.REQUEST.read_bytes()), runs=1)
    alone, pages_too = (ROOT / "docs/reference/performance.md").read_text(encoding="utf-8").split("## Pages")
    assert _listed(alone)[-len(timings) :] == [timing.name for timing in timings]
    listed = [name.partition(", on to")[0] for name in _listed(pages_too.partition("## Lighthouse")[0])]
    assert listed[2:] == [bench_pages.BARE, *bench_pages.PAGES]


def _listed(text: str) -> list[str]:
    """The first column of the tables."""
    return [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")]
