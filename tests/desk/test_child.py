"""A program is asked, and whatever it does, it has ended when the answer is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from unknot.desk.child import found, said_by

WHERE = {"PATH": os.environ["PATH"]}


def children() -> str:
    return Path("/proc/thread-self/children").read_text()


def test_what_a_program_says_is_the_answer():
    assert said_by(("echo", "two", "words"), WHERE, 10) == "two words\n"


def test_it_is_run_in_the_environment_that_is_given():
    assert said_by(("sh", "-c", "echo $NAMED$HOME"), WHERE | {"NAMED": "here"}, 10) == "here\n"


def test_what_it_complains_of_and_what_it_is_told_are_nothing():
    assert said_by(("sh", "-c", "echo trouble >&2; cat; echo done"), WHERE, 10) == "done\n"


@pytest.mark.parametrize(
    "words",
    [("false",), ("sh", "-c", "echo half; exit 3"), ("not-installed-here",), ("/not/installed/here",), ("yes",)],
    ids=["fails", "fails after all", "not installed", "not at this path", "says too much"],
)
def test_a_program_that_does_not_answer_well_leaves_nothing(words):
    before = children()
    assert said_by(words, WHERE, 10) is None
    assert children() == before


def test_a_program_that_takes_too_long_is_ended():
    before = children()
    assert said_by(("sleep", "600"), WHERE, 0.1) is None
    assert children() == before


def test_a_file_that_is_no_program_is_not_run(tmp_path):
    (tmp_path / "broken").write_bytes(b"no program")
    (tmp_path / "broken").chmod(0o755)
    assert said_by((str(tmp_path / "broken"),), WHERE, 10) is None


def test_a_program_is_found_along_the_path(tmp_path):
    (tmp_path / "here").touch(mode=0o755)
    (tmp_path / "text").touch(mode=0o644)
    assert found("here", {"PATH": f"/nowhere:{tmp_path}"}) == str(tmp_path / "here")
    assert found("text", {"PATH": str(tmp_path)}) is None
    assert found("here", {"PATH": "/nowhere"}) is None
