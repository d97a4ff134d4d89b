"""`unknot fit` writes numbers with their origin; they are used only where somebody names the file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import FIRST_DAY, NEXT_DAY
from tests.cli.person import run
from tests.cli.test_course import SAME_DAY
from tests.fitting.simulated import DAYS, courses, export
from unknot.cli import main
from unknot.content.library import load
from unknot.exchange.numbers import library_in_use

LIBRARY = load()
FAST = ["--steps", "1"]


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    for name, pains in zip("abc", courses(LIBRARY, "desk", 3, seed=2), strict=True):
        (folder / f"{name}.jsonl").write_bytes(export(name, pains))
    return folder


@pytest.fixture(scope="session")
def fitted(people: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fitted") / "numbers.json"
    done = run(["fit", people, "--out", file, *FAST])
    assert done.returncode == 0, done.stderr
    return file


def problem(*arguments: object) -> dict[str, Any]:
    done = run([*arguments, "--json"])
    assert done.returncode == 2, done.stderr
    (found,) = json.loads(done.stderr.splitlines()[-1])["problems"]
    return dict(found)


def test_it_shows_every_number_old_and_new_and_says_that_nothing_changed_yet(people: Path, tmp_path: Path) -> None:
    (people / "notes.md").write_text("nothing of ours")
    done = run(["fit", people, "--out", tmp_path / "numbers.json", *FAST])
    (people / "notes.md").unlink()
    said = " ".join(done.stdout.split())
    assert "3 people with 3 knots and 27 readings" in said
    assert "desk.tautness_half_life 6 " in said
    assert "1.6 to 22" in said
    assert "Nothing changes until you use the file" in said
    assert "notes.md" in done.stderr
    assert "export_foreign" in done.stderr


def test_json_is_what_stands_in_the_file(people: Path, tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    told = json.loads(run(["fit", people, "--out", file, "--json", *FAST]).stdout)
    assert told.pop("file") == str(file)
    assert told == json.loads(file.read_bytes())
    assert [fit["kind"] for fit in told["fits"]] == ["knots"]


def test_standard_output_gets_the_file_alone(people: Path) -> None:
    done = run(["fit", people, "--out", "-", *FAST])
    assert json.loads(done.stdout)["format"] == "unknot-fitted-numbers"


def test_a_file_that_is_there_is_kept_without_force(people: Path, fitted: Path) -> None:
    before = fitted.read_bytes()
    assert problem("fit", people, "--out", fitted)["code"] == "file_exists"
    assert fitted.read_bytes() == before


def test_an_empty_folder_has_nobody_to_fit_to(tmp_path: Path) -> None:
    assert problem("fit", tmp_path, "--out", tmp_path / "numbers.json")["code"] == "fit_no_people"
    assert list(tmp_path.iterdir()) == []


def test_two_people_are_too_few_unless_they_are_said_to_be_enough(people: Path, tmp_path: Path) -> None:
    two = tmp_path / "two"
    two.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (two / name).write_bytes((people / name).read_bytes())
    file = tmp_path / "numbers.json"
    found = problem("fit", two, "--out", file, *FAST)
    assert (found["code"], file.exists()) == ("fit_too_few_people", False)
    assert "2 people" in found["message"]
    assert run(["fit", two, "--out", file, "--few", *FAST]).returncode == 0


def test_a_kind_with_too_few_people_is_left_out_and_the_other_fitted(people: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    for file in people.iterdir():
        (both / file.name).write_bytes(file.read_bytes())
    (both / "team.csv").write_text("date,player_id,daily_load,soreness\n2026-03-02,P1,500,3\n2026-03-03,P1,500,3\n")
    done = run(["fit", both, "--out", tmp_path / "numbers.json", *FAST])
    assert "Diaries are left out: 1 people" in " ".join(done.stderr.split())
    assert problem("fit", both, "--out", tmp_path / "no.json", "--kind", "daily")["code"] == "fit_too_few_people"


def test_daily_answers_are_fitted_from_a_table(tmp_path: Path) -> None:
    generator, rows = np.random.default_rng(4), ["date,player_id,daily_load,soreness"]
    for person in range(3):
        rows += [
            f"2026-03-{day:02},P{person},{generator.integers(0, 900)},{generator.integers(2, 5)}"
            for day in range(1, 29)
        ]
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "team.csv").write_text("\n".join(rows))
    told = json.loads(run(["fit", folder, "--out", tmp_path / "numbers.json", "--json", *FAST]).stdout)
    (fit,) = told["fits"]
    assert (fit["kind"], fit["people"], fit["readings"]) == ("daily", 3, 84)
    assert all(id_.startswith(("recovery.training.", "recovery.answer_")) for id_ in told["rows"])


@pytest.mark.parametrize("steps", ["0", "1001"])
def test_steps_have_bounds(people: Path, tmp_path: Path, steps: str) -> None:
    found = problem("fit", people, "--out", tmp_path / "x", "--steps", steps)
    assert found["code"] == "fit_steps_out_of_range"


def test_without_scipy_it_says_what_to_install(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith(("scipy", "unknot.recovery.fitting"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    assert main(["fit", str(people), "--out", str(tmp_path / "numbers.json")]) == 2
    said = capsys.readouterr().err
    assert "fit_tools_missing" in said
    assert "pip install 'unknot[fit]'" in said


def test_a_forecast_uses_the_file_that_is_named_and_says_so(data: Path, fitted: Path) -> None:
    version = json.loads(fitted.read_bytes())["parameters_version"]
    asking = ["forecast", "--data", data, "--at", SAME_DAY]
    usual = run(asking).stdout
    with_file = run([*asking, "--parameters", fitted]).stdout
    assert version not in usual
    assert version in with_file
    assert run(asking).stdout == usual


def test_a_forecast_on_record_names_the_numbers_it_was_made_with(data: Path, fitted: Path, stored: Any) -> None:
    version = json.loads(fitted.read_bytes())["parameters_version"]
    asking = ["checkin", "--data", data, "--at", NEXT_DAY, "--pain", "2", "--worst", "3", "--nothing-new"]
    assert run(asking, environment={"UNKNOT_PARAMETERS": str(fitted)}).returncode == 0
    first, last = (fact for fact in stored(data) if fact["kind"] == "forecast_issued")
    assert (first["parameters_version"], last["parameters_version"]) == (LIBRARY.parameters_version, version)


def test_the_door_takes_the_file_too(fitted: Path, tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"at": FIRST_DAY, "zone": "Europe/Berlin", "facts": []}))
    advice = json.loads(run(["advise", request, "--parameters", fitted]).stdout)
    assert advice["provenance"]["parameters_version"] == json.loads(fitted.read_bytes())["parameters_version"]


def test_the_environment_can_name_the_file(fitted: Path) -> None:
    version = json.loads(fitted.read_bytes())["parameters_version"]
    assert library_in_use({"UNKNOT_PARAMETERS": str(fitted)}).parameters_version == version
    assert library_in_use({}) is LIBRARY
    assert library_in_use({"UNKNOT_PARAMETERS": ""}) is LIBRARY


def test_a_file_that_cannot_be_used_stops_the_forecast(data: Path, fitted: Path, tmp_path: Path) -> None:
    asking = ("forecast", "--data", data, "--at", NEXT_DAY, "--parameters")
    assert problem(*asking, tmp_path / "nowhere.json")["code"] == "file_unreadable"
    changed = tmp_path / "changed.json"
    raw = json.loads(fitted.read_bytes())
    raw["rows"]["recovery.desk.plateau"]["after"] = 0.5
    changed.write_text(json.dumps(raw))
    assert problem(*asking, changed)["code"] == "fitted_altered"


def test_the_days_of_the_simulated_people_are_those_of_their_exports(people: Path) -> None:
    assert (people / "a.jsonl").read_bytes().count(b'"check_in"') == len(DAYS)
