"""`unknot ask --script`: an interview replayed from a file, for testers outside."""

import json

from tests.cli.person import run

NECK = {
    "story": "My neck went stiff at the desk.",
    "age": 34,
    "marks": ["neck_lower_l"],
    "answers": {"mechanical_pattern": "yes", "clear_muscle_trigger": "yes"},
}


def written(tmp_path, script):
    path = tmp_path / "answers.json"
    path.write_text(script if isinstance(script, str) else json.dumps(script), encoding="utf-8")
    return path


def test_it_prints_every_question_in_order_and_the_result_and_stores_nothing(tmp_path):
    folder = tmp_path / "data"
    told = run(["ask", "--script", written(tmp_path, NECK), "--data", folder])
    assert told.returncode == 0
    raw = json.loads(told.stdout)
    assert raw["disposition"] == raw["advice"]["disposition"] == "self_care_ok_with_caution"
    assert raw["complete"]
    assert all(question["text"] for screen in raw["asked"] for question in screen["questions"])
    assert not folder.exists()


def test_a_danger_in_the_story_is_the_first_question(tmp_path):
    script = NECK | {"story": "Heavy pressure across my chest since noon."}
    raw = json.loads(run(["ask", "--script", written(tmp_path, script)]).stdout)
    assert raw["disposition"] == "emergency_now"
    assert raw["asked"][0]["quote"] in script["story"]
    assert [question["answer"] for question in raw["asked"][0]["questions"]] == [None]


def test_a_broken_script_says_where_and_how(tmp_path):
    told = run(["ask", "--script", written(tmp_path, {"answers": {"rf_nothing": "yes"}})])
    assert told.returncode == 2
    assert "script.answers.rf_nothing" in told.stderr
    assert "script_unknown_id" in told.stderr
    assert "script_not_json" in run(["ask", "--script", written(tmp_path, "{")]).stderr
    assert "file_unreadable" in run(["ask", "--script", tmp_path / "missing.json"]).stderr
