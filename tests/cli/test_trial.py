"""Experiments at the terminal: planned by options, their day, and nothing told before the end."""

import json
from itertools import count

import pytest

from tests.cli.person import run

DESIGN = (
    *("--technique", "ball_shoulder_top", "--against", "nothing", "--outcome", "next_morning"),
    *("--design", "day_pairs", "--expectation", "6", "--not-ordered", "--yes"),
)
MINUTES = count(1)


def then():
    """The next minute of the day on which the person answered the questions."""
    return f"2026-11-18T09:{next(MINUTES):02}:00+01:00"


def trial(folder, *words):
    return run(["trial", "--data", folder, "--at", then(), *words])


def test_from_the_start_to_the_end_nothing_of_the_draw_is_told_too_early(data, stored):
    said = trial(data, "design", *DESIGN)
    assert said.returncode == 0
    assert "finds it in about" in " ".join(said.stdout.split())
    assert "What it cannot tell" in said.stdout
    designed = stored(data)[-1]["details"]
    assert designed["hash"] in said.stdout.replace("\n", "")
    first, again = (json.loads(trial(data, "today", "--json").stdout) for _ in range(2))
    assert first == again
    assert first["unit"] == 0
    assert [fact["event"] for fact in stored(data) if fact["kind"] == "trial_event"] == ["designed", "assigned"]
    plan = json.loads(run(["plan", "--data", data, "--at", then(), "--json"]).stdout)["plan"]
    planned = [step["technique"] for step in plan["steps"]]
    assert ("ball_shoulder_top" in planned) is first["text"][0].startswith("With it")
    for words in (("result",), ("protocol", "--json"), ("verify", "--json")):
        closed = trial(data, *words)
        assert closed.returncode == 0
        assert designed["seed"] not in closed.stdout
    assert trial(data, "stop", "--yes").returncode == 0
    assert json.loads(trial(data, "result", "--json").stdout)["why"] == "stopped"
    verified = json.loads(trial(data, "verify", "--json").stdout)
    assert (verified["seed"], verified["problems"]) == (designed["seed"], [])
    sections = json.loads(trial(data, "protocol", "--json").stdout)["sections"]
    items = {item["number"]: item["text"] for section in sections for item in section["items"]}
    assert designed["hash"] in items["2a"]
    assert items["11a"].startswith("Not done")


@pytest.mark.parametrize(
    ("changed", "reason"), [(("--units", "5"), "too few"), (("--design", "split_body"), "two open knots")]
)
def test_what_cannot_be_answered_is_refused_with_its_reason(data, stored, changed, reason):
    before = stored(data)
    said = trial(data, "design", *DESIGN, *changed)
    assert said.returncode == 2
    assert reason in said.stderr
    assert stored(data) == before


def test_without_anybody_to_ask_everything_must_be_said(data, stored):
    before = stored(data)
    said = trial(data, "design", "--technique", "ball_shoulder_top")
    assert said.returncode == 2
    assert "There is nobody to ask here, so give this option as well. [trial_incomplete]" in said.stderr
    assert stored(data) == before


def test_without_an_experiment_that_is_said(data):
    said = trial(data, "today")
    assert said.returncode == 2
    assert "trial_none" in said.stderr
