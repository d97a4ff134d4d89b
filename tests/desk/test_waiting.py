"""Facts that wait for the server: nothing is lost, whatever happens to the companion, the power or the server."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from unknot.desk.clocks import Stretch
from unknot.desk.noting import Noted, Notes
from unknot.desk.waiting import Waiting

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITES_ON_AND_ON = """
import sys
from pathlib import Path
from unknot.desk.waiting import Waiting
waiting = Waiting(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    waiting.add({"id": f"fact-{number}", "about": "x" * 5000})
    print(number, flush=True)
    number += 1
    if number % 7 == 0:
        waiting.stored([waiting.facts[0]["id"]])
"""


class Reply(NamedTuple):
    """What the store below answers."""

    document: Mapping[str, Any] | None
    trouble: str | None


class Shelf:
    """A store that takes what is not `bad`, all or none, and answers as the server does."""

    def __init__(self, bad: Sequence[str] = (), status: int = 422) -> None:
        self.kept: dict[str, Mapping[str, Any]] = {}
        self.bad = bad
        self.status = status
        self.open = True

    def hand_over(self, facts: Sequence[Mapping[str, Any]]) -> Reply:
        if not self.open:
            return Reply(None, "absent")
        if any(fact["id"] in self.bad for fact in facts):
            return Reply({"status": self.status}, "unusable")
        self.kept |= {fact["id"]: fact for fact in facts}
        return Reply({}, None)


def fact(number: int, at: datetime = NOW) -> dict[str, Any]:
    return {"id": f"fact-{number}", "at": at.isoformat(), "kind": "prompt", "answer": "skip"}


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """Notes beside a store that takes everything."""
    return Notes(tmp_path, Shelf(), lambda: "Europe/Berlin")


def test_what_was_added_is_there_for_the_next_companion_and_for_nobody_else(tmp_path):
    waiting = Waiting(tmp_path)
    for number in range(3):
        waiting.add(fact(number))
    assert Waiting(tmp_path).facts == tuple(fact(number) for number in range(3))
    assert stat.S_IMODE((tmp_path / "waiting.jsonl").stat().st_mode) == 0o600
    waiting.stored({"fact-1"})
    assert [each["id"] for each in Waiting(tmp_path).facts] == ["fact-0", "fact-2"]
    assert stat.S_IMODE((tmp_path / "waiting.jsonl").stat().st_mode) == 0o600


@pytest.mark.parametrize("tail", [b'{"id":"cut o', b'{"id":"cut"}', b"\0\0\0\0", b"[]\n", b'{"no":"id"}\n'])
def test_a_line_that_was_cut_off_is_put_aside_and_not_lost(tmp_path, tail):
    file = tmp_path / "waiting.jsonl"
    Waiting(tmp_path).add(fact(1))
    file.write_bytes(file.read_bytes() + tail)
    waiting = Waiting(tmp_path)
    assert waiting.facts == (fact(1),)
    waiting.add(fact(2))
    assert Waiting(tmp_path).facts == (fact(1), fact(2))
    aside = tmp_path / "damaged.jsonl"
    assert aside.read_bytes().rstrip(b"\n") == tail.rstrip(b"\n")
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_a_companion_that_is_killed_while_it_writes_loses_nothing(tmp_path):
    """The child says what is on the disk; after each kill all of that must be there, or have been taken."""
    said: list[int] = []
    for _ in range(6):
        command = [sys.executable, "-c", WRITES_ON_AND_ON, str(tmp_path), str(len(said))]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        said += [int(child.stdout.readline()) for _ in range(25)]
        child.send_signal(signal.SIGKILL)
        said += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.wait()
        child.stdout.close()
        facts = Waiting(tmp_path).facts
        assert facts[-1]["about"] == "x" * 5_000
        there = {int(each["id"].removeprefix("fact-")) for each in facts}
        assert set(said) <= there | set(range(min(there)))
    assert not list(tmp_path.glob("refused*"))


def test_a_disk_that_is_full_leaves_no_half_line(tmp_path):
    waiting = Waiting(tmp_path)
    waiting.add(fact(0))
    big = {**fact(1), "about": "x" * 100_000}
    child = os.fork()
    if child == 0:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        try:
            waiting.add(big)
        except OSError:
            os._exit(0 if waiting.facts[-1]["id"] == "fact-1" else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert Waiting(tmp_path).facts == (fact(0),)
    assert not (tmp_path / "damaged.jsonl").exists()


def test_facts_wait_while_there_is_no_server_and_are_handed_over_once_there_is(tmp_path):
    shelf = Shelf()
    shelf.open = False
    notes = Notes(tmp_path, shelf, lambda: "Europe/Berlin")
    notes.prompt(NOW, "later", "knot-1")
    notes.stretch(Stretch(NOW - timedelta(hours=1), NOW, 58.25), Noted("desk-a"))
    assert notes.hand_over(NOW) == 0
    assert len(Waiting(tmp_path).facts) == 2
    shelf.open = True
    assert notes.hand_over(NOW) == 2
    assert Waiting(tmp_path).facts == ()
    prompt, exposure = shelf.kept.values()
    assert exposure == {
        "kind": "exposure",
        "id": "desk-a",
        "at": NOW.isoformat(),
        "zone": "Europe/Berlin",
        "cause": "desk_posture",
        "minutes": 58.25,
        "unbroken": 58.25,
    }
    assert {**prompt, "id": ""} == {
        "kind": "prompt",
        "id": "",
        "at": NOW.isoformat(),
        "zone": "Europe/Berlin",
        "answer": "later",
        "episode": "knot-1",
    }


@pytest.mark.parametrize("status", [409, 422])
def test_a_fact_that_the_server_refuses_keeps_no_other_waiting(tmp_path, status):
    shelf = Shelf(bad=("fact-3", "fact-7"), status=status)
    notes = Notes(tmp_path, shelf, lambda: "UTC")
    for number in range(10):
        notes.waiting.add(fact(number))
    assert notes.hand_over(NOW) == 8
    assert notes.waiting.facts == ()
    assert notes.waiting.refused == 2
    assert Waiting(tmp_path).refused == 2
    lines = (tmp_path / "refused.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["fact-3", "fact-7"]
    assert stat.S_IMODE((tmp_path / "refused.jsonl").stat().st_mode) == 0o600


@pytest.mark.parametrize("status", [400, 404, 413, 421, 500, 503])
def test_a_server_that_understands_nothing_takes_nothing_away(tmp_path, status):
    shelf = Shelf(bad=("fact-0",), status=status)
    notes = Notes(tmp_path, shelf, lambda: "UTC")
    notes.waiting.add(fact(0))
    assert notes.hand_over(NOW) == 0
    assert notes.waiting.facts == (fact(0),)
    assert notes.waiting.refused == 0


def test_what_a_wrong_wall_clock_dated_ahead_waits_until_then(notes):
    notes.waiting.add(fact(0, NOW + timedelta(hours=1)))
    notes.waiting.add(fact(1, NOW))
    assert notes.hand_over(NOW) == 1
    assert [each["id"] for each in notes.waiting.facts] == ["fact-0"]
    assert notes.hand_over(NOW + timedelta(hours=2)) == 1


def test_more_facts_than_fit_into_one_request_go_in_several(tmp_path):
    shelf = Shelf(bad=("fact-130",))
    notes = Notes(tmp_path, shelf, lambda: "UTC")
    for number in range(250):
        notes.waiting.add(fact(number))
    assert notes.hand_over(NOW) == 249
    assert notes.waiting.facts == ()


def test_a_stretch_that_went_on_after_it_was_noted_is_corrected(notes):
    began = NOW - timedelta(hours=1)
    noted = notes.stretch(Stretch(began, NOW, 60.0), Noted("desk-a"))
    assert noted == Noted("desk-a", 60.0)
    assert notes.stretch(Stretch(began, NOW, 60.0), noted) == noted
    longer = notes.stretch(Stretch(began, NOW + timedelta(minutes=30), 89.5), noted)
    assert longer == Noted("desk-a", 89.5)
    first, correction = notes.waiting.facts
    assert first["minutes"] == 60.0
    assert correction["kind"] == "correction"
    assert correction["supersedes"] == "desk-a"
    assert correction["replacement"]["id"] == "desk-a"
    assert correction["replacement"]["unbroken"] == 89.5
    assert notes.written(Noted("desk-a")) == longer
    assert notes.written(Noted("desk-b")) == Noted("desk-b")
