"""After the first advice: plan, session, check-in, forecast."""

import json
import re

import pytest

from tests.cli.conftest import NEXT_DAY
from tests.cli.person import CTRL_C, plain, pressing, run, talk

SAME_DAY = "2026-11-18T10:00:00+01:00"
SAFETY_LINES = r"Anything new since last time\?[\s\S]*none of these\): $"


def at(folder, instant):
    return ["--data", folder, "--at", instant]


@pytest.fixture
def timed(data):
    """The number, from 1, of the first step that is held or moved, and its technique."""
    steps = json.loads(run(["plan", "--json", *at(data, SAME_DAY)]).stdout)["plan"]["steps"]
    return next((n, step["technique"]) for n, step in enumerate(steps, 1) if step["muscle"] and step["dose"]["hold_s"])


def test_the_plan_says_how_each_step_is_done_and_when_to_stop(data):
    said = run(["plan", *at(data, SAME_DAY)]).stdout
    for words in ("How much: ", "Why: ", "How sure: ", "It should feel like this: ", "Stop if:", "Sources: "):
        assert words in said
    assert "Not offered, and why" in said


def test_without_a_knot_every_verb_says_what_to_do_first(tmp_path):
    for verb in ("plan", "session", "checkin", "forecast"):
        talked = run([verb, "--data", tmp_path / "d", *(["--fast"] if verb == "session" else [])])
        assert talked.returncode == 2
        assert "unknot ask" in talked.stderr


def test_an_unknown_knot_is_an_error(data):
    talked = run(["plan", "--episode", "nobody", *at(data, SAME_DAY)])
    assert (talked.returncode, talked.stdout) == (2, "")
    assert "nobody" in talked.stderr


def test_the_cues_can_be_read_without_waiting_and_nothing_is_recorded(data, stored):
    before = stored(data)
    said = run(["session", "--fast", *at(data, SAME_DAY)])
    assert said.returncode == 0
    assert re.search(r"^ +\d+ s  +\S", said.stdout, re.MULTILINE)
    assert stored(data) == before


def test_a_session_needs_a_terminal_and_says_so(data, stored):
    before = stored(data)
    talked = run(["session", *at(data, SAME_DAY)])
    assert talked.returncode == 2
    assert "needs a terminal" in talked.stderr
    assert "unknot session --fast" in talked.stderr
    assert stored(data) == before


def session_rules(keys, feels="5"):
    return {
        r"Enter to skip\) $": "5",
        r"Enter to start\. $": "",
        r"same/less, Enter to skip\] $": "further",
        r"same/worse, Enter to skip\] $": "better",
        r"pressure that eases\) $": feels,
        r"Paused\. Enter goes on\.\s*$": "",
        r"yes, no or not sure\? $": "no",
        r"none of these\): $": "",
        r"when it is 3 or less\. $": "",
        r"\d+ s left\s+$": keys,
    }


def test_a_session_records_exactly_what_was_done(data, stored, timed):
    number, technique = timed
    talked = talk(["session", str(number), *at(data, SAME_DAY)], session_rules(pressing("", "p", "s")))
    assert talked.code == 0, talked.screen
    dose = next(fact for fact in stored(data) if fact["kind"] == "dose")
    assert dose["technique"] == technique
    assert 1 <= dose["seconds"] <= 5
    assert (dose["felt"], dose["discomfort"], dose["stopped"]) == ("better", 5.0, False)
    assert (dose["range_felt"], dose.get("eased", False)) == ("further", False)
    assert dose["region"].endswith("_l")


def test_this_hurts_stops_the_step_and_names_the_signs(data, stored, timed):
    number, _ = timed
    talked = talk(["session", str(number), *at(data, SAME_DAY)], session_rules(pressing("", "h")))
    assert "Then stop here. Get help if:" in plain(talked)
    assert [fact["stopped"] for fact in stored(data) if fact["kind"] == "dose"] == [True]


def test_what_eases_goes_on(data, stored, timed):
    number, _ = timed
    talked = talk(["session", str(number), *at(data, SAME_DAY)], session_rules(pressing("", "h", "s"), feels=""))
    assert "until it is 3 out of 10 at most" in " ".join(plain(talked).split())
    assert [(fact["stopped"], fact["eased"]) for fact in stored(data) if fact["kind"] == "dose"] == [(False, True)]


def test_saying_what_is_felt_says_what_to_do_and_asks_at_once(data, stored, timed):
    number, technique = timed
    talked = talk(["session", str(number), *at(data, SAME_DAY)], session_rules(pressing("", "h"), feels="1"))
    said = " ".join(plain(talked).split())
    assert talked.code == 0, said
    assert (
        said.index("Stop. Sit or lie down") < said.index("Call the emergency number") < said.index("Fainted, or nearly")
    )
    assert "That was it for today" not in said
    facts = stored(data)
    (place,) = (n for n, fact in enumerate(facts) if fact["kind"] == "dose")
    assert facts[place]["technique"] == technique
    assert (facts[place]["stopped"], facts[place]["felt"]) == (True, "worse")
    after = {fact["question"]: fact["value"] for fact in facts[place + 1 :] if fact["kind"] == "answer"}
    assert {"ss_brain": "yes", "ss_breathing_chest": "yes", "rf_faint_or_collapse": "no"}.items() <= after.items()


def test_a_danger_found_in_a_session_ends_in_the_emergency(data, timed):
    number, _ = timed
    rules = {r"Fainted, or nearly[\s\S]*none of these\): $": "1"}
    rules |= session_rules(pressing("", "h"), feels="2")
    talked = talk(["session", str(number), *at(data, SAME_DAY)], rules)
    said = plain(talked)
    assert "Get emergency help now" in said
    assert "How much: " not in said[said.index("Get emergency help now") :]


def test_leaving_the_questions_leaves_no_plan(data, timed):
    number, _ = timed
    rules = {r"Stop\. Sit[\s\S]*none of these\): $": "q"} | session_rules(pressing("", "h"), feels="1")
    assert talk(["session", str(number), *at(data, SAME_DAY)], rules).code == 130
    later = at(data, "2026-11-18T11:00:00+01:00")
    for verb in (["plan"], ["session", "--fast"], ["forecast"]):
        said = run([*verb, *later]).stdout
        assert "How much: " not in said
        assert "gone by" not in said


def test_an_interrupted_session_keeps_what_was_done(data, stored, timed):
    number, technique = timed
    talked = talk(["session", str(number), *at(data, SAME_DAY)], session_rules(pressing("", CTRL_C)))
    assert talked.code == 130
    assert [fact["technique"] for fact in stored(data) if fact["kind"] == "dose"] == [technique]


def test_the_next_day_the_check_in_moves_the_forecast(data, stored, saying):
    shown = [fact for fact in stored(data) if fact["kind"] == "forecast_issued"]
    rules = saying({r"hurt now, 0 to 10\? $": "1", r"last 24 hours, 0 to 10\? $": "2"})
    talked = talk(["checkin", *at(data, NEXT_DAY)], rules)
    said = plain(talked)
    assert talked.code == 0, said
    assert said.index("Anything new since last time?") < said.index("How well can you do")
    assert "Most likely gone by: was " in " ".join(said.split())
    issued = [fact for fact in stored(data) if fact["kind"] == "forecast_issued"]
    assert len(issued) == len(shown) + 1
    assert issued[-1].get("gone_by") != shown[-1].get("gone_by")
    check_in = [fact["replacement"] for fact in stored(data) if fact.get("replacement", {}).get("kind") == "check_in"]
    assert {"function": 7.0, "pain_now": 1.0, "pain_worst": 2.0}.items() <= check_in[-1].items()
    assert any(fact["kind"] == "dose" for fact in stored(data))


def test_a_forecast_is_recorded_once_a_day(data, stored):
    for verb in ("plan", "forecast", "plan"):
        assert run([verb, *at(data, SAME_DAY)]).returncode == 0
    assert len([fact for fact in stored(data) if fact["kind"] == "forecast_issued"]) == 1


def test_a_script_can_check_in_without_being_asked(data, stored):
    talked = run(["checkin", "--json", "--pain", "2", "--worst", "3", "--nothing-new", *at(data, NEXT_DAY)])
    assert talked.returncode == 0, talked.stderr
    document = json.loads(talked.stdout)
    assert document["advice"]["screened"] is True
    assert talked.stderr == ""
    facts = stored(data)
    assert facts[-1]["kind"] == "forecast_issued"
    assert {fact["value"] for fact in facts if fact.get("question", "").startswith("ss_")} == {"no"}


def test_with_values_given_only_the_safety_lines_are_asked(data, saying):
    talked = talk(["checkin", "--pain", "2", *at(data, NEXT_DAY)], saying({}))
    assert "Anything new since last time?" in plain(talked)
    assert "How well can you do" not in plain(talked)
    assert "Most likely gone" in plain(talked)


@pytest.mark.parametrize("value", ["11", "-1", "nan", "inf"])
def test_an_impossible_value_is_refused_and_nothing_is_stored(data, stored, value):
    before = stored(data)
    talked = run(["checkin", f"--pain={value}", "--nothing-new", *at(data, NEXT_DAY)])
    assert talked.returncode == 2
    assert "pain_now" in talked.stderr
    assert stored(data) == before


def test_a_script_that_leaves_the_safety_lines_open_changes_nothing(data, stored):
    before = stored(data)
    talked = run(["checkin", "--pain", "2", *at(data, NEXT_DAY)])
    assert talked.returncode == 2
    assert "--nothing-new" in talked.stderr
    assert stored(data) == before


def test_a_danger_sign_at_the_check_in_shows_the_emergency_and_no_forecast(data, saying):
    rules = saying(
        {SAFETY_LINES: "1", r"Something you answered[\s\S]*none of these\): $": "1", r"none of these\): $": "1"}
    )
    talked = talk(["checkin", *at(data, NEXT_DAY)], rules)
    said = plain(talked)
    assert "Get emergency help now" in said
    assert "gone by" not in said
    assert "How well can you do" not in said


def test_the_danger_sign_still_holds_for_plan_forecast_and_session(data, saying):
    rules = saying({SAFETY_LINES: "1", r"none of these\): $": "1"})
    talk(["checkin", *at(data, NEXT_DAY)], rules)
    later = at(data, "2026-11-19T09:00:00+01:00")
    for verb in (["plan"], ["forecast"], ["session", "--fast"]):
        said = run([*verb, *later])
        assert said.returncode == 0
        assert "Get emergency help now" in said.stdout
        for word in ("How much", "gone by", "four in five", " s  "):
            assert word not in said.stdout
    assert json.loads(run(["forecast", "--json", *later]).stdout)["forecasts"] is None


@pytest.mark.parametrize(("instant", "missed"), [(NEXT_DAY, False), ("2026-11-22T09:00:00+01:00", True)])
def test_who_missed_check_ins_is_reminded_with_the_signs_to_get_help_for(data, saying, instant, missed):
    said = " ".join(plain(talk(["checkin", *at(data, instant)], saying({}))).split())
    before = said.partition("Anything new since")[0]
    assert ("does not count as gone" in before) is missed
    assert ("numb between the legs" in before) is missed


def test_a_result_nobody_acted_on_comes_before_the_questions(data, saying):
    fever = r"(\d+)  Fever, shivers, drenching sweats"
    found = {rf"{fever}[\s\S]*none of these\): $": lambda screen: re.search(fever, screen)[1]}
    clear = {r"measured 38[\s\S]*yes, no or not sure\? $": "yes"}
    first = plain(talk(["checkin", *at(data, NEXT_DAY)], saying({SAFETY_LINES: "4", **found, **clear})))
    assert "Speak to a clinician today" in first
    assert "This still stands" not in first
    said = plain(talk(["checkin", *at(data, "2026-11-19T12:30:00+01:00")], saying({})))
    places = [said.index(words) for words in ("This still stands", "Speak to a clinician today", "How is it today?")]
    assert places == sorted(places)


def test_the_chart_has_a_marker_a_band_dates_and_a_table(data):
    said = run(["forecast", *at(data, SAME_DAY)]).stdout
    assert "18 Nov" in said
    assert "█" in said
    assert "░" in said
    assert re.search(r"gone by|not gone within", said)
    assert re.search(r"Wednesday 18 November +\d+ +\d+ to \d+ +\d+ to \d+", said)
    assert max(len(line) for line in said.split("\n")) <= 76


def test_the_chart_does_without_blocks(data):
    said = run(["forecast", *at(data, SAME_DAY)], environment={"PYTHONIOENCODING": "ascii"}).stdout
    assert said.isascii()
    assert "###" in said


@pytest.mark.parametrize("days", ["0", "29"])
def test_the_chart_shows_one_to_twenty_eight_days(data, days):
    assert run(["forecast", "--days", days, *at(data, SAME_DAY)]).returncode == 2


def test_what_the_advice_says_is_what_the_door_says(data, tmp_path, stored):
    facts = [fact for fact in stored(data) if fact["kind"] != "forecast_issued"]
    request = {"at": SAME_DAY, "zone": "Europe/Berlin", "facts": facts}
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    door = json.loads(run(["advise", tmp_path / "request.json"]).stdout)
    plan = json.loads(run(["plan", "--json", *at(data, SAME_DAY)]).stdout)
    assert door["plan"] == plan["plan"]
    assert door["forecasts"]["bands"] == plan["forecasts"]["bands"]
