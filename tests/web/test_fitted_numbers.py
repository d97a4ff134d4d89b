"""The page and the API use the numbers of the file that `UNKNOT_PARAMETERS` names, and say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.web.conftest import Place
from tests.web.pages import Browser
from tests.web.program import Program
from unknot.content.library import load
from unknot.recovery.fitted import FORMAT, VERSION, base_sha256, version_of

LIBRARY = load()
STORY = json.loads((Path(__file__).parents[1] / "scenarios" / "desk-neck.request.json").read_bytes())
VALUES = {"recovery.desk.tautness_half_life": 15.0}
FITTED = version_of(LIBRARY.parameters_version, base_sha256(LIBRARY), VALUES)


@pytest.fixture
def in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of fitted numbers is named."""
    raw = {
        "format": FORMAT,
        "version": VERSION,
        "parameters_version": FITTED,
        "base": {"parameters_version": LIBRARY.parameters_version, "sha256": base_sha256(LIBRARY)},
        "made_on": "2026-11-22",
        "fits": [{"people": 12}],
        "rows": {id_: {"after": value} for id_, value in VALUES.items()},
    }
    (tmp_path / "numbers.json").write_text(json.dumps(raw))
    monkeypatch.setenv("UNKNOT_PARAMETERS", str(tmp_path / "numbers.json"))


def test_the_door_of_the_api_uses_them_and_names_them(
    sqlite_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_use: None
) -> None:
    sqlite_place.open()
    program = Program(tmp_path)
    fitted = program.post("advise", STORY).json
    assert program.get("").json["parameters_version"] == FITTED
    monkeypatch.delenv("UNKNOT_PARAMETERS")
    usual = program.post("advise", STORY).json
    assert fitted["provenance"]["parameters_version"] == FITTED
    assert usual["provenance"]["parameters_version"] == LIBRARY.parameters_version
    assert fitted["forecasts"]["persists_probability"] > usual["forecasts"]["persists_probability"]


def test_every_page_says_so(browser: Browser, monkeypatch: pytest.MonkeyPatch, in_use: None) -> None:
    assert FITTED in browser.open("/").html
    monkeypatch.delenv("UNKNOT_PARAMETERS")
    assert "+fit." not in browser.open("/").html
