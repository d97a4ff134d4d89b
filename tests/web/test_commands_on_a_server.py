"""The commands on a PostgreSQL server named by the environment."""

import json
from pathlib import Path

from tests.cli.conftest import FIRST_DAY, NEXT_DAY
from tests.cli.person import STIFF_NECK, run, talk


def unknot(url, *words):
    return run(words, environment={"UNKNOT_DATABASE_URL": url})


def test_the_main_job_moves_from_a_folder_to_a_server(postgresql_place, tmp_path: Path):
    folder, file = tmp_path / "data", tmp_path / "all.jsonl"
    assert talk(["ask", "--data", folder, "--at", FIRST_DAY], STIFF_NECK).code == 0
    url = postgresql_place.argument
    assert unknot(url, "export", "--data", folder, file).returncode == 0
    brought = unknot(url, "import", "--json", file)
    assert brought.returncode == 0, brought.stderr
    checked = unknot(url, "checkin", "--json", "--at", NEXT_DAY, "--pain", "2", "--worst", "3", "--nothing-new")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["advice"]["forecasts"]
    kinds = {kind for (kind,) in postgresql_place.sql("SELECT DISTINCT kind FROM fact")}
    assert {"mark", "answer", "check_in"} <= kinds
    doctor = unknot(url, "doctor", "--json")
    assert json.loads(doctor.stdout)["fine"]


def test_a_server_is_copied_with_its_own_tools(postgresql_place):
    refused = unknot(postgresql_place.argument, "backup")
    assert refused.returncode == 3
    assert "backup_needs_folder" in refused.stderr
