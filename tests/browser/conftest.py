"""A browser for this folder, and servers with a person's record to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests import lives
from tests.browser import chromium
from tests.browser.chromium import Window
from tests.browser.records import holding
from tests.web.serving import Served, serving


class Windows(Protocol):
    """Opens a window on a server."""

    def __call__(self, there: Served, **how: Any) -> Window: ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for all tests of this folder."""
    finder = chromium.script("_chromium")
    executable = finder.brought()
    if executable is None:
        pytest.skip(finder.missing())
    with chromium.chromium(executable) as running:
        yield running


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Windows that are closed when the test is over."""
    opened: list[AbstractContextManager[Window]] = []

    def let_in(there: Served, **how: Any) -> Window:
        opened.append(chromium.window(browser, f"http://{there.host}", there.fresh_link(), **how))
        return opened[-1].__enter__()

    yield let_in
    for each in reversed(opened):
        each.__exit__(None, None, None)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Served]:
    """A server of which nobody has told anything yet."""
    with serving(tmp_path / "data") as there:
        yield there


@pytest.fixture
def postgresql_app(postgresql_url: str, tmp_path: Path) -> Iterator[Served]:
    """The same on PostgreSQL, in a database of its own."""
    psycopg = pytest.importorskip("psycopg")
    name = f"browser_{uuid4().hex}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8'")
    own = {"UNKNOT_DATABASE_URL": postgresql_url.replace("/unknot_test?", f"/{name}?"), "UNKNOT_DATA": str(tmp_path)}
    with serving(tmp_path, data=False, **own) as there:
        yield there


@pytest.fixture(scope="package")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with knots begun, dangerous, settling and closed, for tests that leave the record as it is."""
    with holding(tmp_path_factory.mktemp("whole"), lives.WHOLE) as there:
        yield there


@pytest.fixture(scope="package")
def held_back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same with a knot that waits for a visit and one that waits for answers."""
    with holding(tmp_path_factory.mktemp("held-back"), lives.HELD_BACK) as there:
        yield there


@pytest.fixture
def settling(tmp_path: Path) -> Iterator[Served]:
    """A server with one knot that has a plan, for one test to write to."""
    with holding(tmp_path, (lives.MAIN,)) as there:
        yield there


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server with one knot whose plan presses two spots first and moves after that, for one test to write to."""
    monkeypatch.setitem(lives.KNOTS, lives.MAIN, "desk-neck")
    with holding(tmp_path, (lives.MAIN,)) as there:
        yield there
