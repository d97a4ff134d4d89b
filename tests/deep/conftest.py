"""Figures that the long tests arrive at: printed at the end, and added to a file where one is named."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

FIGURES = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures", type=Path, help="a file to which the figures of the long tests are added")
    parser.addoption("--nuts", action="store_true", help="fail where NumPyro is not installed, instead of skipping")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []
    if config.getoption("--nuts") and find_spec("numpyro") is None:
        raise pytest.UsageError("NumPyro is not installed: requirements/bench.lock has it")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Adds one line to the figures."""
    return request.config.stash[FIGURES].append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = config.stash[FIGURES]
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)
    file = config.getoption("--figures")
    if file is not None and lines:
        with file.open("a", encoding="utf-8") as figures:
            figures.writelines(f"{line}\n" for line in lines)
