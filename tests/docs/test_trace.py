"""The trace matrix: complete, true and up to date."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from types import ModuleType

import pytest

from tests.docs import hazards
from tests.docs.pages import ROOT
from unknot.content.library import load

SCRIPT = ROOT / "docs/build_trace.py"


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_trace", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILDER = _builder()
KINDS = BUILDER.rules(load())
PAGE = BUILDER.PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def rows_of(section: str) -> dict[str, str]:
    """Rule -> the cell with the tests that only it or some have."""
    return dict(re.findall(r"^\| `([\w.]+)` \| .* \| (.*) \|$", section, re.MULTILINE))


def test_the_matrix_is_what_the_tests_say_and_no_rule_is_without_one() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_rule_stands_in_the_matrix_once() -> None:
    assert {title: list(rows_of(section)) for title, section in SECTIONS.items()} == {
        title: list(rows) for title, rows in KINDS.items()
    }


@pytest.mark.parametrize("title", KINDS)
def test_every_rule_has_a_test_that_exists(title: str) -> None:
    common = set(re.findall(r"^- `(tests/.+)`$", SECTIONS[title], re.MULTILINE))
    for id_, cell in rows_of(SECTIONS[title]).items():
        tests = common | set(re.findall(r"`(tests/[^`]+)`", cell))
        if id_ in BUILDER.OPEN:
            assert cell == f"**none.** {BUILDER.OPEN[id_]}"
        else:
            assert tests, id_
            assert tests <= hazards.tests(), id_


def test_a_rule_that_loses_its_last_test_is_named() -> None:
    matrix = dict.fromkeys((id_ for rows in KINDS.values() for id_ in rows), ("tests/a.py::test_b",))
    whole = matrix | dict.fromkeys(BUILDER.OPEN, ())
    assert BUILDER.untested(whole) == []
    assert BUILDER.untested(whole | {"rf_chest_pressure": ()}) == ["rf_chest_pressure has no test"]
    assert BUILDER.untested(whole | {"ap_proxy_and_comprehension": ("tests/a.py::test_b",)}) == [
        "ap_proxy_and_comprehension has a test: it is no longer open"
    ]
