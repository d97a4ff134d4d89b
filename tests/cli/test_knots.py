"""The list of knots, what becomes of them, and the story of one."""

from __future__ import annotations

import json
import shutil

import pytest

from tests import lives
from tests.cli.person import run


@pytest.fixture(scope="module")
def two_years(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two-years")
    (folder / "all.jsonl").write_bytes(lives.export(lives.two_years()))
    assert run(["import", "--data", folder / "data", folder / "all.jsonl"]).returncode == 0
    return folder / "data"


@pytest.fixture(scope="module")
def two_knots(tmp_path_factory):
    """One knot that settles and one that is closed; not to be written to."""
    folder = tmp_path_factory.mktemp("two-knots")
    (folder / "all.jsonl").write_bytes(lives.export(lives.of("closed", lives.MAIN)))
    assert run(["import", "--data", folder / "data", folder / "all.jsonl"]).returncode == 0
    return folder / "data"


@pytest.fixture
def settling(two_knots, tmp_path):
    shutil.copytree(two_knots, tmp_path / "data")
    return tmp_path / "data"


def knots(data, *words):
    return run(["knots", "--data", data, *words])


def test_places_are_split_off_joined_again_and_undone(settling):
    parted = json.loads(knots(settling, "--json", "--split", lives.MAIN, "--places", "temple_l").stdout)
    listed = json.loads(knots(settling, "--json").stdout)["knots"]
    assert {each["episode"]: each["places"] for each in listed}[parted["episode"]] == ["temple_l"]
    joined = knots(settling, "--merge", parted["episode"], "--into", lives.MAIN)
    assert f"one knot now: {lives.MAIN}" in joined.stdout
    assert f"--undo {parted['episode'][:8]}" in " ".join(joined.stdout.split())
    again = json.loads(knots(settling, "--json").stdout)["knots"]
    assert sorted({each["episode"]: each["places"] for each in again}[lives.MAIN]) == [
        "neck_upper_l", "shoulder_top_l", "temple_l",
    ]  # fmt: skip
    assert knots(settling, "--undo", parted["episode"]).returncode == 0
    assert len(json.loads(knots(settling, "--json").stdout)["knots"]) == 3


def test_a_knot_that_is_part_of_another_has_no_advice_of_its_own(tmp_path):
    (tmp_path / "all.jsonl").write_bytes(lives.export(lives.of("emergency", lives.MAIN)))
    data = tmp_path / "data"
    run(["import", "--data", data, tmp_path / "all.jsonl"])
    assert knots(data, "--merge", lives.MAIN, "--into", "emergency").returncode == 0
    advised = json.loads(run(["plan", "--json", "--data", data, "--episode", lives.MAIN]).stdout)
    assert advised["disposition"] == "emergency_now"
    assert advised.get("plan") is None
    assert "knot_part_of_another" in knots(data, "--settle", lives.MAIN).stderr


def test_a_knot_is_closed_opened_again_and_another_comes_back(settling):
    assert "Good to hear" in knots(settling, "--settle", lives.MAIN).stdout
    assert "open again" in knots(settling, "--reopen", lives.MAIN).stdout
    back = json.loads(knots(settling, "--json", "--back", "closed", "--pain", "4").stdout)
    assert back["facts"][0]["recurrence_of"] == "closed"
    told = json.loads(run(["story", "--json", "--data", settling, "--episode", back["episode"]]).stdout)
    assert [(each["episode"], each["said"]) for each in told["earlier"]][:1] == [("closed", True)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--split", lives.MAIN, "--places", "nowhere"], "place_not_marked"),
        (["--split", lives.MAIN], "knots_needs"),
        (["--into", lives.MAIN], "knots_needs"),
        (["--settle", lives.MAIN, "--reopen", "closed"], "knots_two"),
        (["--settle", lives.MAIN, "--on", "yesterday"], "knots_bad_day"),
        (["--reopen", lives.MAIN], "knot_open"),
        (["--undo", lives.MAIN], "nothing_to_undo"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(two_knots, stored, words, code):
    before = stored(two_knots)
    said = knots(two_knots, *words)
    assert said.returncode == 2
    assert code in said.stderr
    assert stored(two_knots) == before


def test_two_years_of_a_person_fit_on_a_few_screens(two_years):
    said = run(["story", "--data", two_years, "--episode", "knot12"])
    assert said.returncode == 0
    assert "does not look as if it is clearing" in " ".join(said.stdout.split())
    assert said.stdout.index("Book a check") < said.stdout.index("clearing")
    assert len(said.stdout.splitlines()) < 80
    assert max(len(line) for line in said.stdout.splitlines()) <= 76


def test_where_safety_comes_first_no_course_is_printed(tmp_path):
    (tmp_path / "all.jsonl").write_bytes(lives.export(lives.of("urgent")))
    assert run(["import", "--data", tmp_path / "data", tmp_path / "all.jsonl"]).returncode == 0
    said = run(["story", "--data", tmp_path / "data"])
    assert "Speak to a clinician today" in " ".join(said.stdout.split())
    assert "Pain, 0 to 10" not in said.stdout
    told = json.loads(run(["story", "--json", "--data", tmp_path / "data"]).stdout)
    assert (told["first"], told["level"], told["ratings"], told["may_show"]) == (None, [], [], False)
