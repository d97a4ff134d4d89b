"""Storage to test on: SQLite and a real PostgreSQL, looked at with plain SQL beside Django."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.web.pages import NECK, Browser, Page, opened
from tests.web.serving import Served, serving
from tests.web.staged import Clock, been_through_the_signs, staged
from unknot.web import database, store

VENDORS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """Where the facts of one test are kept, and a way to look at them that does not lead through Django."""

    vendor: str
    folder: Path | None = None
    url: str | None = None

    @property
    def file(self) -> Path:
        return self.folder / "unknot.sqlite3"

    @property
    def argument(self) -> str:
        """The place as `writer.py` takes it."""
        return self.url or str(self.folder)

    def open(self) -> store.Store:
        return store.open_store(self.folder, self.url)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        if self.vendor == "sqlite":
            with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
                return connection.execute(statement).fetchall()
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def wipe(self) -> None:
        """Nothing is there any more, as before the first start."""
        _leave()
        if self.vendor == "sqlite":
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def is_whole(self) -> bool:
        """Whether the database itself finds no damage."""
        return self.vendor == "postgresql" or self.sql("PRAGMA integrity_check") == [("ok",)]


@pytest.fixture(params=VENDORS)
def place(request: pytest.FixtureRequest) -> Place:
    """An empty place on each of the databases in turn."""
    there: Place = request.getfixturevalue(f"{request.param}_place")
    return there


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    """An empty place on SQLite, for what concerns files and folders."""
    yield Place("sqlite", folder=tmp_path / "data")
    _leave()


@pytest.fixture
def postgresql_place(postgresql_url: str) -> Iterator[Place]:
    """An empty place on PostgreSQL, for what concerns a server."""
    there = Place("postgresql", url=postgresql_url)
    there.wipe()
    yield there
    _leave()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One real server for all tests that leave its data as it is."""
    with serving(tmp_path_factory.mktemp("served") / "data") as there:
        yield there


@pytest.fixture
def visitor(place: Place, tmp_path: Path) -> Any:
    """A browser that was let in, in this process: `django.test.Client` with a session, on each of the databases."""
    from django.test import Client

    from unknot.web import access
    from unknot.web.folder import make_private

    place.open()
    make_private(tmp_path / "secrets")
    access.prepare(tmp_path / "secrets")
    browser = Client(headers={"host": "localhost"})
    assert browser.get(f"/enter/{access.LINKS.issue()}").status_code == 303
    return browser


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """A browser whose person has said who they are."""
    there = opened(tmp_path / "data")
    there.post("/welcome", {"age": "34", "sex": "female", "active": "yes"}, follow=False)
    yield there
    database.disconnect()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[Browser, Clock]]:
    """Somebody with a plan for today, who has been through every page before it, and the clock on their wall."""
    with staged("desk-neck", tmp_path / "data") as (browser, clock):
        been_through_the_signs(clock)
        yield browser, clock


@pytest.fixture
def story(browser: Browser) -> Page:
    """The story of a knot in the neck that has just been marked."""
    return browser.open("/knots/new").send(**NECK)


def _leave() -> None:
    from django.conf import settings

    if settings.configured:
        database.disconnect()
