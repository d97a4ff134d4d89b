"""One person with a stiff neck, asked once; each test goes on from a copy of what was stored."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.person import STIFF_NECK, Talk, talk

FIRST_DAY = "2026-11-18T08:00:00+01:00"
NEXT_DAY = "2026-11-19T08:30:00+01:00"


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Talk]:
    folder = tmp_path_factory.mktemp("asked") / "data"
    talked = talk(["ask", "--data", folder, "--at", FIRST_DAY], STIFF_NECK)
    assert talked.code == 0, talked.screen
    return folder, talked


@pytest.fixture
def data(asked: tuple[Path, Talk], tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(asked[0], folder)
    return folder


@pytest.fixture
def stored() -> Callable[[Path], list[dict[str, Any]]]:
    """The facts in a data folder in their order, read past the product."""

    def facts(folder: Path) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(folder / "unknot.sqlite3")) as database:
            rows = database.execute("SELECT payload FROM fact ORDER BY at, fact_id")
            return [json.loads(payload) for (payload,) in rows]

    return facts


@pytest.fixture
def saying() -> Callable[..., Mapping[str, Any]]:
    """The rules of the person with the stiff neck with some answers changed; changed ones are looked at first."""
    return lambda changes: {**changes, **{key: reply for key, reply in STIFF_NECK.items() if key not in changes}}
