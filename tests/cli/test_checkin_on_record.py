"""A check-in for an earlier time, corrected, taken back; and when the next one is wanted."""

import json

from tests.cli.conftest import NEXT_DAY
from tests.cli.person import run

EVENING = "2026-11-19T22:00:00+01:00"
LATER = "2026-11-19T22:10:00+01:00"


def at(folder, instant):
    return ["--data", folder, "--at", instant]


def check_in(data, *words, instant=EVENING):
    return run(["checkin", "--pain", "2", "--worst", "3", "--nothing-new", *words, *at(data, instant)])


def given(facts):
    return [fact for fact in facts if fact["kind"] == "check_in"]


def test_one_for_an_earlier_time_lies_there_and_the_safety_lines_lie_now(data, stored):
    before = {fact["id"] for fact in stored(data)}
    talked = check_in(data, "--when", "yesterday 21:15")
    assert talked.returncode == 0, talked.stderr
    new = [fact for fact in stored(data) if fact["id"] not in before]
    assert [fact["at"] for fact in given(new)] == ["2026-11-18T20:15:00+00:00"]
    assert all(fact["at"] > "2026-11-19T20:59" for fact in new if fact["kind"] == "answer")


def test_a_time_that_cannot_be_is_refused_and_nothing_is_stored(data, stored):
    before = stored(data)
    for when, code in (("2026-11-19 23:00", "moment_in_future"), ("last night", "moment_unreadable")):
        talked = check_in(data, "--when", when)
        assert (talked.returncode, code in talked.stderr) == (2, True)
    assert stored(data) == before


def test_the_last_one_is_corrected_and_taken_back(data, stored):
    check_in(data, "--movement", "neck_turn_same=a_bit_short")
    corrected = run(["checkin", "--correct", "--pain", "1", "--movement", "neck_turn_away=full", *at(data, LATER)])
    assert corrected.returncode == 0, corrected.stderr
    assert "Corrected: the check-in of Thursday 19 November, 22:00" in corrected.stdout
    assert "check-in is wanted" in corrected.stdout
    replacement = stored(data)[-1]["replacement"]
    assert replacement["pain_now"] == 1.0
    assert replacement["pain_worst"] == 3.0
    assert replacement["movements"] == {"neck_turn_same": "a_bit_short", "neck_turn_away": "full"}
    undone = run(["checkin", "--undo", *at(data, "2026-11-19T22:20:00+01:00")])
    assert "Taken back" in undone.stdout
    assert "replacement" not in stored(data)[-1]


def test_what_is_not_there_or_says_nothing_is_an_error(data, stored):
    before = stored(data)
    for words, code in ((["--undo", "none"], "check_in_unknown"), (["--correct"], "nothing_to_correct")):
        talked = run(["checkin", *words, *at(data, NEXT_DAY)])
        assert (talked.returncode, code in talked.stderr) == (2, True)
    talked = check_in(data, "--movement", "flying=full")
    assert "fact_unknown_id" in talked.stderr
    assert stored(data) == before


def test_with_no_check_in_left_it_says_that_there_is_none(data):
    for minute in range(10, 20):
        talked = run(["checkin", "--undo", *at(data, f"2026-11-19T22:{minute}:00+01:00")])
        if talked.returncode:
            break
    assert "This knot has no check-in to correct or take back. [check_in_unknown]" in talked.stderr


def test_it_says_when_the_next_one_is_wanted_and_keeps_quiet_if_asked(data):
    assert "next check-in is wanted tomorrow" in " ".join(check_in(data).stdout.split())
    said = run(["checkin", "--rhythm", "quiet", *at(data, LATER)]).stdout
    assert "You asked for quiet" in said or "By then Unknot looks" in said
    document = json.loads(check_in(data, "--json", instant="2026-11-20T09:00:00+01:00").stdout)
    assert document["next"]["reminders"] is False
    assert document["next"]["due_on"] > "2026-11-21"
