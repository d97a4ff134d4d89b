"""`unknot calendar`: today's sessions as a file, and what it says about it."""

import json
import os
import stat

import pytest
import vobject

from tests.cli.person import run

SOON = "2026-11-18T08:30:00+01:00"
"""Half an hour after the person was asked."""


def calendar(data, *words):
    return run(["calendar", "--data", data, "--at", SOON, *words])


def events(text):
    return vobject.readOne(text).contents.get("vevent", [])


def test_the_file_is_written_once_for_its_owner_alone_and_says_what_it_is(data, tmp_path):
    file = tmp_path / "mine.ics"
    said = calendar(data, "--out", file)
    assert said.returncode == 0
    assert "good for today" in " ".join(said.stdout.split())
    titles = [event.summary.value for event in events(file.read_bytes().decode())]
    assert titles[-2:] == ["Unknot: today's plan", "Unknot: how is it?"]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert calendar(data, "--out", file).returncode == 2
    assert calendar(data, "--out", file, "--force").returncode == 0


def test_it_can_go_to_standard_output_and_is_the_same_each_time(data):
    first = calendar(data, "--out", "-").stdout
    assert first.startswith("BEGIN:VCALENDAR")
    assert calendar(data, "--out", "-").stdout == first


def test_times_names_reminders_and_breaks_are_as_chosen(data):
    words = ("--out", "-", "--time", "9:30", "--names", "--remind", "5", "--breaks", "9-12", "--days", "we,th")
    told = events(calendar(data, *words).stdout)
    assert told[0].dtstart.value.isoformat() == "2026-11-18T09:30:00+01:00"
    assert told[0].summary.value.startswith("Unknot: Ball on the shoulder top")
    assert "Stop if" in told[0].description.value
    assert told[0].valarm.trigger.value.total_seconds() == -300
    assert [event.dtstart.value.hour for event in told if "rrule" in event.contents] == [10, 11]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--time", "noon"), "calendar_bad_time"),
        (("--breaks", "17-9"), "calendar_bad_hours"),
        (("--days", "mon"), "calendar_bad_days"),
        (("--remind", "soon"), "calendar_bad_reminder"),
    ],
)
def test_a_choice_that_cannot_be_is_named_and_nothing_is_written(data, tmp_path, words, code):
    file = tmp_path / "mine.ics"
    said = calendar(data, "--out", file, "--json", *words)
    assert said.returncode == 2
    assert code in said.stdout + said.stderr
    assert words[0] in said.stdout + said.stderr
    assert not file.exists()


def test_json_tells_the_events_and_writes_only_a_named_file(data, tmp_path):
    told = json.loads(calendar(data, "--json").stdout)
    assert told["zone"] == "Europe/Berlin"
    assert {each["kind"] for each in told["appointments"]} <= {"session", "plan", "review", "check_in"}
    assert not list(tmp_path.glob("*.ics"))
    file = tmp_path / "mine.ics"
    assert json.loads(calendar(data, "--json", "--out", file).stdout) == told
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_without_a_knot_the_calendar_is_empty_and_that_is_said(tmp_path):
    file = tmp_path / "empty.ics"
    said = calendar(tmp_path / "data", "--out", file)
    assert said.returncode == 0
    assert "empty" in said.stdout
    assert events(file.read_bytes().decode()) == []
