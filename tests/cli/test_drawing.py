"""`unknot drawing`: the pain drawing as pictures, as codes and in words."""

import json

from tests.cli.person import run


def test_it_says_where_it_hurts_and_the_codes_for_it(data):
    said = run(["drawing", "--data", data, "--codes"]).stdout
    assert "Where it hurts" in said
    assert "5 of 10" in said
    assert "CHOIR Body Map (female)" in said
    assert "Widespread Pain Index (standard)" in said


def test_the_pictures_are_written_once(data, tmp_path):
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    words = ["drawing", "--data", data, "--svg", svg, "--png", png, "--json"]
    told = json.loads(run(words).stdout)
    assert svg.read_text().startswith("<?xml")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert told["files"] == [str(svg), str(png)]
    assert {mark["region"] for mark in told["marks"]} == {"neck_upper_l", "shoulder_top_l"}
    assert set(told["codes"]) == {"choir", "michigan", "wpi19"}
    assert run(words).returncode == 2
    assert run([*words, "--force"]).returncode == 0


def test_it_can_go_to_standard_output(data):
    said = run(["drawing", "--data", data, "--svg", "-"])
    assert said.stdout.startswith("<?xml")
    assert said.stdout.rstrip().endswith("</svg>")


def test_a_knot_that_is_not_there_is_said(data):
    assert run(["drawing", "nothing", "--data", data]).returncode == 2
