"""Writing down what was done elsewhere."""

import json

import pytest

from tests.cli.conftest import NEXT_DAY
from tests.cli.person import run


def log(folder, *words):
    return run(["log", "--data", folder, "--at", NEXT_DAY, *words])


def test_a_massage_gun_is_written_down_and_its_fence_is_told(data, stored):
    said = log(data, "technique", "percussion_gun", "--minutes", "2", "--felt", "better")
    assert said.returncode == 0
    assert "this speaks against doing it again" in said.stdout
    assert "spot_s_max 60" in said.stdout
    assert stored(data)[-1]["technique"] == "percussion_gun"
    assert stored(data)[-1]["seconds"] == 120


def test_a_visit_that_clears_is_stored_as_one(data, stored):
    said = log(data, "visit", "--finding", "muscular", "--cleared", "--technique", "massage_visit", "--minutes", "60")
    assert said.returncode == 0
    assert "The safety questions now say" in said.stdout
    assert (stored(data)[-1]["kind"], stored(data)[-1]["cleared"]) == ("pro_visit", True)


def test_only_a_muscular_finding_clears(data, stored):
    before = stored(data)
    said = log(data, "visit", "--cleared")
    assert said.returncode == 2
    assert "cleared_needs_finding" in said.stderr
    assert stored(data) == before


def test_an_activity_is_stored_with_its_effort(data, stored):
    said = log(data, "--json", "activity", "running", "--minutes", "40", "--rpe", "6")
    assert json.loads(said.stdout)["fact"]["rpe"] == 6
    assert stored(data)[-1]["cause"] == "running"


@pytest.mark.parametrize(
    "words",
    [
        ("technique", "wishing", "--minutes", "5"),
        ("technique", "heat", "--minutes", "-1"),
        ("activity", "running", "--minutes", "9999"),
        ("activity", "running", "--minutes", "40", "--rpe", "11"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(data, stored, words):
    before = stored(data)
    said = log(data, *words)
    assert said.returncode == 2
    assert "unknot:" in said.stderr
    assert stored(data) == before
