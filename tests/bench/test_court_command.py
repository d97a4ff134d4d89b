"""`python -m bench recovery` judges, writes down what it found, and says what it thinks is a leak."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest

from bench import recovery
from bench.court.data import Data, checksum
from bench.court.plots import draw
from bench.court.register import ENTRIES
from bench.court.report import judge, report, suspicions
from bench.court.results import lines
from bench.court.scores import figure
from bench.court.trial import hear
from tests.bench.people import people

NAMES = ("uniform", "climatology", "markov", "peek")

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def data():
    diaries = tuple(people(6, days=150))
    return Data("six people", checksum(diaries), diaries)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def judged(data, cache):
    return judge(data, hear([ENTRIES[name] for name in NAMES], data, None, cache))


def arguments(*words):
    parser = argparse.ArgumentParser()
    recovery.add_arguments(parser)
    return parser.parse_args(words)


def test_what_was_said_once_is_not_said_again(data, cache, judged):
    before = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert len(before) == 5 * len(NAMES)
    again = judge(data, hear([ENTRIES[name] for name in NAMES], data, None, cache))
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == before
    assert report(again, "markov", markdown=True) == report(judged, "markov", markdown=True)


def test_who_was_handed_the_answers_is_suspected_and_nobody_else(judged):
    assert judged.heard["peek"].leaked == ()
    found = suspicions(judged)
    assert found
    assert all(line.startswith("peek gains") and line.endswith("this is probably a leak") for line in found)


def test_the_results_have_a_header_and_a_line_for_each_forecaster_person_and_block(judged, data):
    header, *rows = [json.loads(line) for line in lines(judged, "five folds", date(2026, 1, 2))]
    assert header["date"] == "2026-01-02"
    assert header["data"]["sha256"] == data.sha256
    assert set(header["forecasters"]) == set(NAMES)
    keys = {(row["forecaster"], row["person"], row.get("regime"), row["block"]) for row in rows}
    assert len(keys) == len(rows)
    assert {key[:2] for key in keys} == {(name, diary.person) for name in NAMES for diary in data.diaries}
    assert {key[3] for key in keys} == {"h1", "h2-3", "h4-7", "h8-14", "recovery", "recovery onset"}


def test_the_blocks_of_the_results_add_up_to_the_table(judged):
    rows = [json.loads(line) for line in lines(judged, "", date(2026, 1, 2))][1:]
    people_ = {row["person"] for row in rows}
    total = 0.0
    for person in people_:
        mine = [r for r in rows if (r["forecaster"], r["person"], r.get("regime")) == ("markov", person, "warm")]
        horizons = sum(row["horizons"] for row in mine)
        total += sum(row["horizons"] * row["by_horizon"]["rps"] for row in mine) / horizons
    assert total / len(people_) == pytest.approx(figure(judged.cells["markov"], "rps", "warm")[0])


def test_the_pictures_are_drawn(judged, tmp_path):
    written = draw(judged, "markov", tmp_path / "plots")
    assert [path.name for path in written] == ["pit.svg", "gains.svg"]
    assert all(path.read_text().startswith("<svg") for path in written)


def test_the_command_prints_the_tables_and_writes_the_results(tmp_path, capsys):
    out = tmp_path / "results" / "court.jsonl"
    printed = recovery.run(arguments("--simulated", "5", "--only", "uniform", "--out", str(out), "--markdown"))
    assert "| uniform |" in printed
    assert "| markov |" in printed
    assert json.loads(out.read_text().splitlines()[0])["data"]["people"] == 5
    assert "markov" in capsys.readouterr().err


def test_a_name_that_nobody_has_ends_the_command(capsys):
    with pytest.raises(SystemExit):
        recovery.run(arguments("--simulated", "5", "--only", "somebody"))
    assert "nobody is called 'somebody'" in capsys.readouterr().err


def test_a_class_that_is_not_there_is_left_out_with_a_line(capsys):
    names = [each.name for each in recovery._entries(["markov", "bench.nowhere:Nobody"])]
    assert names == ["markov"]
    assert capsys.readouterr().err.startswith("bench.nowhere:Nobody is left out: there is no module ")
