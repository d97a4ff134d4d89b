"""The companion from start to end: days that pass in no time, and one run on a real desktop beside a real server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.desk.days import MORNING, Around, Day, Doing
from tests.desk.session import running, wait_until
from tests.web.serving import COMMAND, serving
from tests.web.test_api import STORY
from unknot.desk import companion, content, state
from unknot.desk.asking import World
from unknot.desk.clocks import Surrounded
from unknot.desk.companion import Companion, Moment
from unknot.errors import InputError, StoreError

DOCUMENT = {
    "at": MORNING.isoformat(),
    "zone": "Europe/Berlin",
    "episode": "knot-1",
    "no": None,
    "prompts": True,
    "every_minutes": 30,
    "because": [],
    "title": "Time to get up",
    "text": "Neck turns and shoulder rolls, 30 seconds.",
    "moves": [{"name": "Neck turns", "how_much": "5 times"}],
    "seconds": 30,
    "page": "/knots/knot-1/desk/short",
    "last_moves": None,
}
WORK = [Doing("type", 20.0), Doing("rest", 10.0)]
"""Half a minute with a pause in typing."""


HOLDS_THE_LOCK = """
import sys, time
from pathlib import Path
from unknot.desk import state
lock = state.Lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


class Said(NamedTuple):
    """What a server answers."""

    document: Mapping[str, Any] | None
    trouble: str | None


class KilledError(BaseException):
    """The process ends without another word."""


@dataclass
class Desk:
    """Somebody at a desk on some day, the desktop, the server and the program: everything that the companion meets.

    `answers` are given to the prompts, one after the other, after `after_s`; then nobody answers any more.
    """

    day: Day
    document: dict[str, Any] | None = field(default_factory=lambda: dict(DOCUMENT))
    serves: bool = True
    answers: list[str] = field(default_factory=list)
    after_s: float = 10.0
    can_show: bool = True
    can_answer: bool = True
    name: str = "a day in a test"
    killed_at: float = float("inf")
    at_waking: Callable[[Desk], None] = lambda _: None

    now_s: float = 0.0
    waits: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    worked_out: list[float] = field(default_factory=list)
    shown: list[tuple[float, str, list[str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    withdrawn: int = 0
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    felt_said: list[tuple[list[str], str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _answer_at: float | None = None

    def clock(self) -> Moment:
        return Moment(self.at, self.now_s, self.day.elapsed(self.now_s))

    @property
    def at(self) -> datetime:
        return self.day.instant(self.day.elapsed(self.now_s))

    @property
    def over(self) -> bool:
        return self.now_s >= self.day.awake_s

    def idle_s(self) -> float | None:
        return self.day.sample(min(self.now_s, self.day.awake_s)).idle_s

    def look(self) -> Surrounded:
        self.looks.append(self.now_s)
        around = self.day.sample(self.now_s, looks_around=True).occupied
        assert around is not None
        return around

    def unknown(self) -> tuple[str, ...]:
        return ("camera",)

    def show(self, title: str, text: str, actions: Sequence[tuple[str, str]]) -> None:
        self.shown.append((self.now_s, title, [key for key, _ in actions]))
        self.texts.append(text)
        self._answer_at = self.now_s + self.after_s if self.answers else None

    def withdraw(self) -> None:
        self.withdrawn += 1
        self._answer_at = None

    def wait(self, seconds: float) -> str | None:
        self.waits.append(self.now_s)
        until = self.now_s + seconds
        if until >= self.killed_at:
            raise KilledError
        key = None
        if self._answer_at is not None and self._answer_at <= until:
            until, self._answer_at, key = self._answer_at, None, self.answers.pop(0)
        self.now_s = until
        self.at_waking(self)
        return key

    def close(self) -> None:
        """Nothing of it is open."""

    def is_there(self) -> bool:
        return self.serves

    def now(self) -> Said:
        if not self.serves:
            return Said(None, "absent")
        self.asked.append(self.now_s)
        return Said(self.document, None if self.document else "silent")

    def hand_over(self, facts: Sequence[Mapping[str, Any]]) -> Said:
        if not self.serves:
            return Said(None, "absent")
        self.stored |= {fact["id"]: dict(fact) for fact in facts}
        return Said({}, None)

    def felt(self, doses: Sequence[str], felt: str) -> Said:
        self.felt_said.append((list(doses), felt))
        return Said({}, None)

    def start(self, page: str) -> bool:
        self.opened.append(page)
        return True

    def facts(self, kind: str) -> list[dict[str, Any]]:
        return [fact for fact in self.stored.values() if fact["kind"] == kind]

    def prompts(self) -> list[tuple[float, str, list[str]]]:
        return [each for each in self.shown if each[1] != content.say("companion.felt.title")]


@dataclass
class Program:
    """The full program of a desk: it says what the desk's document says, and how often it was asked."""

    desk: Desk
    fails: bool = False

    def now(self) -> Mapping[str, Any] | None:
        self.desk.worked_out.append(self.desk.now_s)
        return None if self.fails else self.desk.document


def live(folder: Path, desk: Desk, *, fails: bool = False, from_s: float = 0.0) -> Desk:
    """A companion lives through the day at `desk`."""
    desk.now_s = from_s
    lock = state.Lock(folder)
    try:
        world = World(desk, desk, desk, Program(desk, fails), desk.start)
        Companion(folder, lock, desk, world, tell=desk.told.append, clock=desk.clock).run()
    except KilledError:
        pass
    finally:
        lock.close()
    return desk


def minutes_of(facts: Sequence[Mapping[str, Any]]) -> list[float]:
    return [round(fact["minutes"], 1) for fact in facts]


def moves_at(at: datetime, felt: str | None = None) -> dict[str, Any]:
    """The document after moves were recorded."""
    return {**DOCUMENT, "last_moves": {"at": at.isoformat(), "doses": ["dose-1", "dose-2"], "felt": felt}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "data"


def test_a_day_becomes_one_fact_for_each_stretch_and_each_prompt(folder):
    day = Day([*WORK * 140, Doing("rest", 3_600.0), *WORK * 20, Doing("rest", 400.0)])
    desk = live(folder, Desk(day))
    assert minutes_of(desk.facts("exposure")) == pytest.approx([69.8, 9.8], abs=0.6)
    for fact in desk.facts("exposure"):
        assert fact["cause"] == "desk_posture"
        assert fact["unbroken"] == fact["minutes"]
        assert fact["zone"] == "Europe/Berlin"
        assert "episode" not in fact
    assert [round(at / 1_800.0, 1) for at, _, _ in desk.prompts()] == [1.0, 2.0]
    assert desk.texts == [DOCUMENT["text"]] * 2
    assert [(fact["answer"], fact["episode"]) for fact in desk.facts("prompt")] == [("none", "knot-1")] * 2
    assert desk.withdrawn == 2
    shown_at = [datetime.fromisoformat(fact["at"]) for fact in desk.facts("prompt")]
    assert shown_at == [day.instant(at) for at, _, _ in desk.prompts()]


def test_it_wakes_up_rarely_and_asks_nobody_without_need(folder):
    sitting = live(folder, Desk(Day(WORK * 50)))
    assert len(sitting.waits) <= 25 * 2
    assert sitting.looks == []
    assert len(sitting.asked) == 1
    away = live(folder, Desk(Day([Doing("rest", 7_200.0)])))
    assert len(away.waits) <= 120 * 3
    assert len(away.looks) == 1
    work = live(folder, Desk(Day(WORK * 130)))
    assert len(work.looks) <= 5
    assert len(work.asked) == 3


@pytest.mark.parametrize(
    ("key", "answer"), [("start", "start"), ("later", "later"), ("skip", "skip"), ("closed", "skip")]
)
def test_what_the_person_answers_is_noted_with_the_moment_of_the_prompt(folder, key, answer):
    desk = live(folder, Desk(Day(WORK * 62), answers=[key]))
    (fact,) = desk.facts("prompt")
    assert fact["answer"] == answer
    assert datetime.fromisoformat(fact["at"]) == desk.day.instant(desk.prompts()[0][0])
    assert desk.prompts()[0][2] == ["start", "later", "skip"]
    assert desk.opened == (["/knots/knot-1/desk/short"] if key == "start" else [])


def test_later_comes_back_after_five_minutes(folder):
    desk = live(folder, Desk(Day(WORK * 80), answers=["later"]))
    first, second = (at for at, _, _ in desk.prompts())
    assert 310.0 <= second - first <= 310.0 + 30.0


def test_moves_that_were_recorded_after_a_prompt_end_the_stretch_and_are_asked_about_once(folder):
    def does_the_moves(desk: Desk) -> None:
        if desk.opened and desk.document == DOCUMENT:
            desk.document = moves_at(desk.at)

    desk = live(folder, Desk(Day(WORK * 100), answers=["start", "better"], at_waking=does_the_moves))
    assert desk.felt_said == [(["dose-1", "dose-2"], "better")]
    assert [title for _, title, _ in desk.shown].count(content.say("companion.felt.title")) == 1
    first, second = desk.facts("exposure")
    assert first["at"] == desk.document["last_moves"]["at"]
    assert first["minutes"] == pytest.approx(31.0, abs=1.0)
    assert second["minutes"] == pytest.approx(19.0, abs=1.0)


def test_somebody_who_said_how_it_felt_is_not_asked_again(folder):
    def does_the_moves(desk: Desk) -> None:
        if desk.opened and desk.document == DOCUMENT:
            desk.document = moves_at(desk.at, felt="same")

    desk = live(folder, Desk(Day(WORK * 80), answers=["start"], at_waking=does_the_moves))
    assert len(desk.shown) == 1
    assert len(desk.facts("exposure")) == 2


def test_it_looks_five_times_for_moves_that_were_started_and_not_done(folder):
    desk = live(folder, Desk(Day(WORK * 90), answers=["start"]))
    assert len(desk.asked) == 1 + 1 + 5
    assert len(desk.facts("exposure")) == 1


def test_moves_of_ones_own_accord_put_the_prompt_off(folder):
    day = Day(WORK * 110)
    desk = live(folder, Desk(day, document=moves_at(day.instant(1_200.0))))
    assert [at for at, _, _ in desk.prompts()] == [pytest.approx(3_000.0, abs=40.0)]
    assert minutes_of(desk.facts("exposure")) == pytest.approx([20.0, 35.0], abs=0.6)


CHECK_IN = {"name": "knot-1 2026-11-20", "title": "How is it today?", "text": "15 seconds.", "page": "/check-in"}


def check_ins(desk: Desk) -> list[tuple[float, str, list[str]]]:
    return [each for each in desk.shown if each[1] == CHECK_IN["title"]]


def test_a_check_in_that_is_due_is_reminded_of_once_and_no_answer_is_noted(folder):
    desk = live(folder, Desk(Day(WORK * 130), document={**DOCUMENT, "check_in": CHECK_IN}))
    ((at, _, actions),) = check_ins(desk)
    assert actions == ["check_in", "skip"]
    assert at < 600.0
    assert len(desk.facts("prompt")) == len(desk.shown) - 1


def test_a_reminder_that_is_taken_up_opens_the_check_in(folder):
    answers = ["check_in", "skip", "skip"]
    desk = live(folder, Desk(Day(WORK * 130), document={**DOCUMENT, "check_in": CHECK_IN}, answers=answers))
    assert desk.opened == ["/check-in"]
    assert [fact["answer"] for fact in desk.facts("prompt")] == ["skip", "skip"]


def test_the_next_check_in_is_reminded_of_again(folder):
    def another_day(desk: Desk) -> None:
        if desk.now_s > 2_000.0:
            desk.document = {**DOCUMENT, "check_in": {**CHECK_IN, "name": "knot-1 2026-11-23"}}

    desk = Desk(Day(WORK * 130), document={**DOCUMENT, "check_in": CHECK_IN}, at_waking=another_day)
    assert len(check_ins(live(folder, desk))) == 2


@pytest.mark.parametrize(
    ("document", "doing"),
    [
        ({"prompts": False}, WORK),
        ({}, [Doing("type", 30.0, Around(call=True))]),
        ({}, [Doing("type", 30.0, Around(full_screen=True))]),
        ({}, [Doing("type", 30.0, Around(quiet=True))]),
    ],
    ids=["help comes first", "a call", "a full screen", "do not disturb"],
)
def test_nobody_is_reminded_of_a_check_in_at_a_bad_moment(folder, document, doing):
    desk = live(folder, Desk(Day(doing * 60), document={**DOCUMENT, "check_in": CHECK_IN, **document}))
    assert check_ins(desk) == []


def test_without_a_server_the_program_is_asked_and_facts_wait(folder):
    def server_starts(desk: Desk) -> None:
        desk.serves = desk.now_s > 3_000.0

    desk = live(folder, Desk(Day(WORK * 65), serves=False))
    assert desk.prompts()[0][1] == "Time to get up"
    assert len(desk.worked_out) == 1
    assert desk.stored == {}
    kept = [json.loads(line) for line in (folder / "desk" / "waiting.jsonl").read_text().splitlines()]
    assert [fact["kind"] for fact in kept] == ["prompt", "exposure"]
    later = live(folder, Desk(Day([Doing("rest", 4_000.0)]), serves=False, at_waking=server_starts))
    assert {fact["id"] for fact in kept} <= set(later.stored)
    assert (folder / "desk" / "waiting.jsonl").read_text() == ""


def test_where_nobody_can_say_what_to_show_it_asks_to_get_up_and_names_no_move(folder):
    desk = live(folder, Desk(Day(WORK * 65), serves=False), fails=True)
    ((_, title, actions),) = desk.prompts()
    assert title == content.say("companion.title_no_move")
    assert actions == ["skip", "later"]


@pytest.mark.parametrize(
    "broken", [{"title": None, "every_minutes": 0}, {"every_minutes": "often"}, {"page": 3, "last_moves": {}}]
)
def test_a_document_that_is_broken_is_none(folder, broken):
    document = {**DOCUMENT, **broken}
    desk = live(folder, Desk(Day(WORK * 65), document=document))
    assert [title for _, title, _ in desk.prompts()] == [content.say("companion.title_no_move")]


def test_where_help_comes_first_there_is_no_prompt_and_sitting_still_counts(folder):
    desk = live(folder, Desk(Day(WORK * 200), document={**DOCUMENT, "prompts": False}))
    assert desk.shown == []
    assert desk.facts("prompt") == []
    assert minutes_of(desk.facts("exposure")) == pytest.approx([99.8], abs=0.3)


def test_where_help_came_first_it_does_until_somebody_says_otherwise(folder):
    def server_ends(desk: Desk) -> None:
        desk.serves = desk.now_s < 600.0

    desk = Desk(Day(WORK * 200), document={**DOCUMENT, "prompts": False}, at_waking=server_ends)
    assert live(folder, desk, fails=True).shown == []
    assert len(desk.worked_out) >= 3


def test_a_warning_sign_that_was_told_after_a_prompt_was_put_off_is_heard(folder):
    def tells_of_it(desk: Desk) -> None:
        desk.document = {**DOCUMENT, "prompts": desk.now_s < 1_900.0}

    desk = live(folder, Desk(Day(WORK * 90), answers=["later"], at_waking=tells_of_it))
    assert [round(at / 60.0) for at, _, _ in desk.shown] == [30]


def test_the_interval_that_the_server_names_holds(folder):
    desk = live(folder, Desk(Day(WORK * 130), document={**DOCUMENT, "every_minutes": 60}))
    assert [round(at / 60.0) for at, _, _ in desk.prompts()] == [60]


@pytest.mark.parametrize("around", [Around(call=True), Around(full_screen=True), Around(quiet=True)], ids=str)
def test_a_prompt_waits_until_the_call_is_over(folder, around):
    busy = [doing._replace(around=around) for doing in WORK * 120]
    desk = live(folder, Desk(Day([*busy, *WORK * 20])))
    assert [at for at, _, _ in desk.prompts()] == [pytest.approx(3_600.0, abs=100.0)]
    assert minutes_of(desk.facts("exposure")) == pytest.approx([69.8], abs=0.3)


def test_a_pause_holds_until_it_is_over_and_stands_in_the_state(folder):
    state.pause(folder, MORNING + timedelta(minutes=50))
    seen: list[datetime | None] = []

    def reads_the_state(desk: Desk) -> None:
        found = state.read(folder)
        assert found is not None
        seen.append(found.paused_until)

    desk = live(folder, Desk(Day(WORK * 130), at_waking=reads_the_state))
    assert [round(at / 60.0) for at, _, _ in desk.prompts()] == [50]
    assert seen[0] == MORNING + timedelta(minutes=50)


def test_where_nothing_can_be_shown_sitting_is_noted_and_no_prompt(folder):
    desk = live(folder, Desk(Day(WORK * 130), can_show=False))
    assert desk.shown == []
    assert desk.facts("prompt") == []
    assert len(desk.facts("exposure")) == 1


def test_the_state_says_what_goes_on_and_is_gone_at_the_end(folder):
    seen: list[state.State] = []

    def reads_the_state(desk: Desk) -> None:
        found = state.read(folder)
        assert found is not None
        assert desk.at - found.written_at <= timedelta(seconds=companion.WRITTEN_EVERY_S + 61.0)
        seen.append(found)
        assert (folder / "desk" / "state.json").stat().st_mode & 0o777 == 0o600

    desk = live(folder, Desk(Day([*WORK * 40, Doing("rest", 900.0)]), at_waking=reads_the_state))
    assert seen[0].pid == os.getpid()
    assert seen[0].source == desk.name
    assert seen[0].unknown == ("camera",)
    assert seen[0].sitting_since == MORNING
    assert max(each.unbroken_min for each in seen) == pytest.approx(20.0, abs=6.0)
    assert seen[-1].sitting_since is None
    assert seen[-1].unbroken_min == 0.0
    assert seen[-1].handed_over
    assert (folder / "desk").stat().st_mode & 0o777 == 0o700
    assert state.read(folder) is None
    assert state.kept_stretch(folder) is None


def test_it_says_once_that_it_is_blind_and_notes_nothing(folder):
    states: list[state.State | None] = []
    blind = Day([Doing("type", 20_000.0, blind=True)])
    desk = live(folder, Desk(blind, at_waking=lambda _: states.append(state.read(folder))))
    assert desk.told == [content.say("companion.log.blind")]
    assert states[-1] is not None
    assert states[-1].unknown == ("camera", "idle")
    assert desk.stored == {}
    assert desk.shown == []


def test_a_companion_that_was_killed_loses_nothing_and_the_next_one_goes_on(folder):
    day = Day([*WORK * 130, Doing("rest", 400.0)])
    killed = live(folder, Desk(day, killed_at=1_300.0))
    assert killed.facts("exposure") == []
    assert state.read(folder) is not None
    desk = live(folder, Desk(day), from_s=1_350.0)
    assert minutes_of(desk.facts("exposure")) == pytest.approx([65.0], abs=0.5)
    assert [round(at / 60.0) for at, _, _ in desk.prompts()] == [30, 60]


def test_a_companion_that_was_ended_notes_the_stretch_and_the_next_one_corrects_it(folder):
    whole = Day([*WORK * 100, Doing("rest", 400.0)])
    ended = live(folder, Desk(Day(WORK * 50)))
    (first,) = ended.facts("exposure")
    assert first["minutes"] == pytest.approx(25.0, abs=0.5)
    desk = live(folder, Desk(whole), from_s=1_520.0)
    (correction,) = desk.facts("correction")
    assert desk.facts("exposure") == []
    assert correction["supersedes"] == first["id"]
    assert correction["replacement"]["id"] == first["id"]
    assert correction["replacement"]["minutes"] == pytest.approx(50.0, abs=0.5)


def test_a_companion_that_comes_back_after_an_absence_begins_anew(folder):
    whole = Day([*WORK * 50, Doing("rest", 1_000.0), *WORK * 50, Doing("rest", 400.0)])
    ended = live(folder, Desk(Day(WORK * 50)))
    desk = live(folder, Desk(whole), from_s=2_505.0)
    assert desk.facts("correction") == []
    assert minutes_of([*ended.facts("exposure"), *desk.facts("exposure")]) == pytest.approx([25.0, 25.0], abs=0.8)


def test_a_stretch_from_before_the_machine_was_started_anew_is_noted_as_it_was(folder):
    live(folder, Desk(Day(WORK * 130), killed_at=1_400.0))
    file = folder / "desk" / "stretch.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"boot": "another"}))
    desk = live(folder, Desk(Day([Doing("type", 30.0), Doing("rest", 600.0)], began_at=MORNING + timedelta(hours=2))))
    (fact,) = desk.facts("exposure")
    assert 15.0 <= fact["minutes"] <= 23.5
    assert MORNING < datetime.fromisoformat(fact["at"]) < MORNING + timedelta(seconds=1_400)


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"noted":{}}', b"\0" * 100])
def test_damaged_notes_of_the_last_companion_keep_nobody_from_starting(folder, spoilt):
    desk_folder = state.make(folder)
    for name in ("state.json", "stretch.json", "waiting.jsonl", "pause"):
        (desk_folder / name).write_bytes(spoilt)
    desk = live(folder, Desk(Day([*WORK * 10, Doing("rest", 400.0)])))
    assert len(desk.facts("exposure")) == 1


def test_it_ends_and_writes_nothing_when_its_folder_was_taken_away(folder):
    def deletes_everything(desk: Desk) -> None:
        if desk.now_s > 900.0 and folder.exists():
            shutil.rmtree(folder)

    desk = live(folder, Desk(Day(WORK * 130), at_waking=deletes_everything))
    assert desk.now_s < 1_000.0
    assert desk.stored == {}
    assert desk.told == []
    assert not folder.exists()


def test_there_is_one_companion_for_a_data_folder(folder):
    with running([sys.executable, "-c", HOLDS_THE_LOCK, str(folder)], os.environ, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert state.running(folder) == other.pid
        desk = Desk(Day(WORK))
        with pytest.raises(InputError, match=str(other.pid)) as refused:
            companion.run(folder, desk, desk, desk, Program(desk), lambda *_: True, tell=desk.told.append)
        assert refused.value.problems[0].code == "desk_runs_already"
    assert state.running(folder) is None
    state.Lock(folder).close()


@pytest.mark.parametrize("spoilt", ["desk", "desk/companion.lock", "desk/waiting.jsonl"])
def test_a_folder_that_cannot_be_used_is_one_clear_line_and_everything_is_let_go_of(folder, spoilt, monkeypatch):
    closed: list[Desk] = []

    def close(desk: Desk) -> None:
        closed.append(desk)

    monkeypatch.setattr(Desk, "close", close)
    (folder / spoilt).parent.mkdir(parents=True, exist_ok=True)
    if spoilt == "desk":
        (folder / spoilt).write_text("a file")
    else:
        (folder / spoilt).mkdir()
    desk = Desk(Day(WORK))
    with pytest.raises(StoreError) as refused:
        companion.run(folder, desk, desk, desk, Program(desk), lambda *_: True, tell=desk.told.append)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("desk_folder_unwritable", str(folder / "desk"))
    assert closed == [desk, desk]
    assert state.running(folder) is None


SMALL = """
import sys
from pathlib import Path
from unknot.desk import asking, clocks, content
content.FILE = Path(sys.argv[2])
clocks.SHORTEST_S = 1.0
as_it_is = asking.document_of
def in_a_hurry(raw):
    document = as_it_is(raw)
    return None if document is None else document._replace(every_s=document.every_s / 600.0)
asking.document_of = in_a_hurry
from unknot.cli.desk_run import main
sys.exit(main(sys.argv[1]))
"""
"""The companion as `unknot desk` starts it, for whom a minute is a tenth of a second."""


def test_on_a_real_desktop_a_prompt_is_shown_answered_and_kept_by_a_real_server(x_session, tmp_path):
    folder, small = tmp_path / "data", tmp_path / "desk.json"
    said = json.loads(content.FILE.read_bytes())
    said["numbers"] |= {"desk.absence_min": 0.06, "desk.typing_pause_s": 0.3, "desk.prompt_stays_s": 10.0}
    small.write_text(json.dumps(said))
    wanted = [str(folder), str(COMMAND), ["--data", str(folder)], "auto", "http://127.0.0.1:1", False, True, False]
    with serving(folder) as served:
        later = datetime.now(UTC) - timedelta(minutes=1) - datetime.fromisoformat(STORY["at"])
        facts = [{**f, "at": (datetime.fromisoformat(f["at"]) + later).isoformat()} for f in STORY["facts"]]
        stored = served.ask(
            "POST", "/api/v1/facts", json.dumps(facts).encode(), **served.companion, Content_Type="application/json"
        )
        assert stored.status == 201, stored.text
        document = json.loads(served.ask("GET", "/api/v1/desk", **served.companion).body)
        before = len(x_session.notifications())
        x_session.move_pointer()
        command = [sys.executable, "-c", SMALL, json.dumps(wanted), str(small)]
        with running(command, x_session.environment, stdout=subprocess.PIPE) as process:
            wait_until(lambda: state.running(folder) == process.pid, "the companion")

            def moves_on_and_pauses() -> bool:
                x_session.move_pointer()
                time.sleep(1.0)
                return len(x_session.notifications()) > before

            wait_until(moves_on_and_pauses, "a prompt")
            shown = x_session.wait_for_notification(after=before)
            assert shown.title == document["title"]
            x_session.choose("skip")

            def kept(kind: str) -> list[dict[str, Any]]:
                found = served.ask("GET", f"/api/v1/facts?kind={kind}", **served.companion)
                return [fact for fact in json.loads(found.body)["facts"] if fact["id"].startswith("desk-")]

            wait_until(lambda: kept("prompt"), "the prompt at the server")
            (prompt,) = kept("prompt")
            assert prompt["answer"] == "skip"
            assert prompt["episode"] == document["episode"]
            wait_until(lambda: kept("exposure"), "the stretch at the server")
            (exposure,) = kept("exposure")
            assert 0.02 <= exposure["minutes"] == exposure["unbroken"] <= 1.0
            assert state.read(folder).handed_over
            process.send_signal(signal.SIGTERM)
            out, _ = process.communicate(timeout=20)
            assert process.returncode == 0
        assert content.say("companion.log.answer.skip") in " ".join(out.decode().split())
        assert state.read(folder) is None
        assert state.running(folder) is None
