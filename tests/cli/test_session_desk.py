"""Desk moves at the terminal: read, played by the timer, counted by oneself, stopped; and what is recorded."""

import json
import re

import pytest

from tests.cli.person import CTRL_C, ESCAPES, pressing, run, talk
from unknot.content.library import load

SAME_DAY = "2026-11-18T10:00:00+01:00"
SHORT = ["session", "desk", "--minutes", "0.5"]


def at(folder, instant=SAME_DAY):
    return ["--data", folder, "--at", instant]


def plain(talked):
    return ESCAPES.sub("", talked.screen).replace("\r", "")


def doses(facts):
    return [fact for fact in facts if fact["kind"] == "dose"]


def rules(keys, feels="5"):
    return {
        r"Enter to start\. $": "",
        r"Enter to skip\] $": "better",
        r"pressure that eases\) $": feels,
        r"yes, no or not sure\? $": "no",
        r"none of these\): $": "",
        r"\d+ s left\s+$": keys,
    }


@pytest.mark.parametrize(("minutes", "length"), [("0.5", "30 seconds"), ("1", "1 minute"), ("3", "3 minutes")])
def test_a_set_can_be_read_without_waiting_and_nothing_is_recorded(data, stored, minutes, length):
    before = stored(data)
    said = run(["session", "desk", "--minutes", minutes, "--fast", *at(data)])
    assert said.returncode == 0, said.stderr
    assert f"Desk moves: {length}" in said.stdout
    assert re.search(r"^1\. .+: \d+ times, about \d+ s$", said.stdout, re.MULTILINE)
    times = [int(each) for each in re.findall(r"^ +(\d+) s  +\S", said.stdout, re.MULTILINE)]
    assert times == sorted(times)
    assert times[-1] <= float(minutes) * 60
    assert "no trial" in " ".join(said.stdout.split())
    assert stored(data) == before


def test_programs_read_every_set(data):
    read = json.loads(run([*SHORT, "--fast", "--json", *at(data)]).stdout)
    assert [each["name"] for each in read["sets"]] == ["short", "middle", "long"]
    assert all(each["total_s"] <= each["length_s"] for each in read["sets"])
    assert all(move["technique"] in load().techniques for each in read["sets"] for move in each["moves"])


def test_it_needs_a_terminal_and_says_so(data, stored):
    before = stored(data)
    talked = run([*SHORT, *at(data)])
    assert talked.returncode == 2
    assert "session desk --fast" in talked.stderr
    assert stored(data) == before


def test_a_set_records_what_was_really_done(data, stored):
    talked = talk([*SHORT, *at(data)], rules(pressing("", "s")))
    assert talked.code == 0, talked.screen
    (dose,) = doses(stored(data))
    assert 1 <= dose["seconds"] <= 5
    assert not dose["stopped"]
    assert load().say(f"technique.{dose['technique']}.name") in plain(talked)


def test_counted_by_oneself_every_enter_is_one(data, stored):
    keys = {r"Go\. \d+ times[^\n]*\s*$": "", r"\d+ of \d+\s*$": ""}
    talked = talk([*SHORT, "--count", "self", *at(data)], {**rules(""), **keys})
    assert talked.code == 0, talked.screen
    read = json.loads(run([*SHORT, "--fast", "--json", *at(data)]).stdout)
    move = read["sets"][0]["moves"][0]
    counted = re.findall(r"(\d+) of (\d+)", plain(talked).partition("Go. ")[2])
    assert [int(number) for number, _ in counted] == list(range(1, move["repetitions"] + 1))


def test_what_hurts_stops_the_set_and_names_the_signs(data, stored):
    talked = talk([*SHORT, *at(data)], rules(pressing("", "h")))
    assert "Then stop here. Get help if:" in plain(talked)
    assert [dose["stopped"] for dose in doses(stored(data))] == [True]


def test_what_is_felt_is_asked_about_at_once(data, stored):
    talked = talk([*SHORT, *at(data)], rules(pressing("", "h"), feels="1"))
    said = " ".join(plain(talked).split())
    assert talked.code == 0, said
    assert said.index("Stop. Sit or lie down") < said.index("Call the emergency number")
    (dose,) = doses(stored(data))
    assert (dose["stopped"], dose["felt"]) == (True, "worse")


def test_an_interrupted_set_keeps_what_was_done(data, stored):
    talked = talk([*SHORT, *at(data)], rules(pressing("", CTRL_C)))
    assert talked.code == 130
    assert len(doses(stored(data))) == 1


def test_without_a_knot_it_asks_for_one(tmp_path):
    talked = run([*SHORT, "--fast", "--data", tmp_path / "d"])
    assert talked.returncode == 2
    assert "unknot ask" in talked.stderr


@pytest.mark.parametrize("typed", ["chair", "-1", "1.5"])
def test_anything_else_is_no_step(data, typed):
    assert run(["session", *at(data), "--fast", "--", typed]).returncode == 2


def test_only_three_lengths_are_there(data):
    assert run(["session", "desk", "--minutes", "2", "--fast", *at(data)]).returncode == 2
