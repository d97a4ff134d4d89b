"""`unknot forecast --explain` and what if."""

import json

import pytest

from tests.cli.person import run, talk
from tests.cli.test_course import NEXT_DAY, SAFETY_LINES, SAME_DAY, at
from unknot.content.library import load


def test_it_says_what_moved_it_what_is_behind_it_and_what_is_left_out(data, stored):
    talked = run(["forecast", "--explain", *at(data, SAME_DAY)])
    said = " ".join(talked.stdout.split())
    assert talked.returncode == 0, talked.stderr
    headings = [load().say(f"explain.{part}.heading") for part in ("moved", "last", "numbers", "record", "left_out")]
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "What you reported" in said
    assert "Our judgement, near: " in said
    assert "█" not in talked.stdout
    assert max(len(line) for line in talked.stdout.split("\n")) <= 76
    assert len([fact for fact in stored(data) if fact["kind"] == "forecast_issued"]) == 1


def test_what_if_stands_below_the_chart_with_both_forecasts(data):
    said = " ".join(run(["forecast", "--if-sit", "8@1..5", "--if-breaks", *at(data, SAME_DAY)]).stdout.split())
    assert "As it is: " in said
    assert "With 8 hours a day in one posture, tomorrow to 23 November, with breaks: " in said
    assert "ordinary sitting is partly in it already" in said
    assert load().say("cli.forecast.heading") in said


def test_breaks_alone_are_taken_from_what_was_written_down(data):
    evening = at(data, "2026-11-18T18:00:00+01:00")
    logged = run(["log", *evening, "activity", "desk_posture", "--minutes", "372"])
    assert logged.returncode == 0, logged.stderr
    run(["checkin", "--pain", "2", "--worst", "3", "--nothing-new", *at(data, NEXT_DAY)])
    talked = run(["forecast", "--explain", "--if-breaks", *at(data, "2026-11-19T09:00:00+01:00")])
    said = " ".join(talked.stdout.split())
    assert talked.returncode == 0, talked.stderr
    assert "You sat 6.2 h a day on 1 of the last 14 days." in said
    assert "beyond 4 hours a day" in said
    assert "With the same 6.2 hours, getting up every 30 minutes: " in said


def test_the_document_holds_what_moved_it_and_what_if(data):
    plain = json.loads(run(["forecast", "--json", *at(data, SAME_DAY)]).stdout)
    talked = run(["forecast", "--explain", "--json", "--if-train", "45:7@2", *at(data, SAME_DAY)])
    document = json.loads(talked.stdout)
    assert document["explained"]["now"]["gone_by"] == plain["forecasts"]["gone_by"]
    assert [moved["group"] for moved in document["explained"]["moved"]] == ["ratings", "strain", "breaks", "techniques"]
    assert "45 minutes of training at an effort of 7 of 10, 20 November" in document["explained"]["what_if"]["plan"]
    assert talked.stderr == ""


@pytest.mark.parametrize(
    ("typed", "code", "hint"),
    [
        (["--if-train", "soon"], "what_if_unreadable", "MINUTES[:RPE][@DAY]"),
        (["--if-sit", "8..9"], "what_if_unreadable", "HOURS[@DAY..DAY]"),
        (["--if-train", "45:11"], "what_if_out_of_range", "0 to 10"),
        (["--if-sit", "8@5..4"], "what_if_out_of_range", "5 to 27"),
        (["--if-breaks"], "what_if_not_complete", "--if-sit 8"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_a_hint(data, typed, code, hint):
    talked = run(["forecast", *typed, *at(data, SAME_DAY)])
    assert (talked.returncode, talked.stdout) == (2, "")
    assert code in talked.stderr
    assert hint in talked.stderr


def test_a_danger_sign_leaves_nothing_to_explain(data, saying):
    talk(["checkin", *at(data, NEXT_DAY)], saying({SAFETY_LINES: "1", r"none of these\): $": "1"}))
    later = at(data, "2026-11-19T09:00:00+01:00")
    said = run(["forecast", "--explain", "--if-train", "60", *later]).stdout
    assert "Get emergency help now" in said
    assert "What you reported" not in said
    assert "As it is" not in said
    assert json.loads(run(["forecast", "--explain", "--json", *later]).stdout)["explained"] is None
