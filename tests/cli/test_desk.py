"""`unknot desk` as a person starts it: on a real desktop, on none, paused, ended, and with the desktop."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.test_install import started_by
from tests.desk import session
from tests.desk.at_terminal import terminal_with
from tests.desk.programs import X_DESKTOP, need
from tests.desk.session import XSession, wait_until
from tests.desk.watcher import Watcher, activitywatch
from tests.web.serving import COMMAND, serving, unknot
from unknot.cli import desk
from unknot.cli.parser import AUTOSTARTS, PRESENCE, build_parser
from unknot.desk import autostart
from unknot.desk.presence import SOURCES
from unknot.errors import InputError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a companion of Linux desktops")
HEAVY = ("django", "numpy", "pydantic", "rich", "scipy", "argparse", "sqlite3", "platformdirs", "subprocess", "asyncio")
NOBODY = {"DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": "", "HOME": "/nonexistent"}


@pytest.fixture(scope="module")
def desktop() -> Iterator[XSession]:
    need(*X_DESKTOP)
    with session.x_desktop() as there:
        yield there


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


def run(desktop: XSession, *words: object, **environment: str):
    """A command that a person gives on this desktop, run to its end."""
    return unknot(*words, **{**desktop.environment, **environment})


def status(desktop: XSession, folder: Path) -> dict:
    return json.loads(run(desktop, "desk", "--status", "--json", "--data", folder).out)


@contextmanager
def companion(desktop: XSession, folder: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A companion that runs on this desktop; its first line has been read, and stands in `said`."""
    process = subprocess.Popen(
        [str(COMMAND), "desk", "--data", str(folder), *words],
        env={**desktop.environment, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        process.said = process.stdout.readline()
        assert process.said, process.stderr.read()
        wait_until((folder / "desk" / "state.json").exists, "the companion to say how it is")
        yield process
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
        process.stderr.close()


def all_that_is_said(process: subprocess.Popen[str]) -> str:
    """Everything from the first line to the end, on one line."""
    return " ".join((process.said + process.stdout.read()).split())


def test_on_a_desktop_it_says_what_it_watches_and_how_to_end_it(desktop, data):
    with companion(desktop, data) as process:
        process.send_signal(signal.SIGINT)
        said = all_that_is_said(process)
        assert (process.wait(30), process.stderr.read()) == (0, "")
    for part in ("from X11", "no window titles", "a notification shows you moves", "unknot desk --stop", "has ended"):
        assert part in said


def test_how_it_is_can_be_asked_while_it_runs_and_after(desktop, data):
    assert status(desktop, data)["running"] is None
    with companion(desktop, data, "--json") as process:
        assert json.loads(process.said)["pid"] == process.pid
        said = status(desktop, data)
        assert (said["running"], said["source"], said["paused_until"]) == (process.pid, "X11", None)
        words = run(desktop, "desk", "--status", "--data", data).out
        assert f"process {process.pid}" in words
    assert status(desktop, data)["running"] is None
    assert "No companion runs" in run(desktop, "desk", "--status", "--data", data).out


@pytest.mark.parametrize("spoils", [Path.unlink, lambda file: file.write_text("{")], ids=["gone", "damaged"])
def test_a_companion_that_runs_is_said_to_run_even_if_what_it_sees_cannot_be_read(desktop, data, spoils):
    with companion(desktop, data) as process:
        spoils(data / "desk" / "state.json")
        assert status(desktop, data)["running"] == process.pid
        said = run(desktop, "desk", "--status", "--data", data)
        assert (said.code, said.error) == (0, "")
        assert f"process {process.pid}" in said.out
        assert "No companion runs" not in said.out


def test_a_second_start_says_that_one_runs_already(desktop, data, tmp_path):
    with companion(desktop, data) as process:
        second = run(desktop, "desk", "--data", data)
        assert second.code == 2
        assert f"(process {process.pid}) [desk_runs_already]" in second.error
        with companion(desktop, tmp_path / "other"):
            assert status(desktop, tmp_path / "other")["running"] != process.pid


def test_stopping_ends_the_one_that_runs(desktop, data):
    with companion(desktop, data) as process:
        assert "has ended" in run(desktop, "desk", "--stop", "--data", data).out
        assert process.wait(30) == 0
    again = run(desktop, "desk", "--stop", "--json", "--data", data)
    assert (again.code, json.loads(again.out)) == (0, {"stopped": False})


def test_pausing_and_going_on(desktop, data):
    before = datetime.now(UTC)
    with companion(desktop, data):
        assert "unknot desk --resume" in " ".join(run(desktop, "desk", "--pause", "60", "--data", data).out.split())
        until = datetime.fromisoformat(status(desktop, data)["paused_until"])
        assert timedelta(minutes=60) <= until - before < timedelta(minutes=62)
        assert "shows reminders again" in run(desktop, "desk", "--resume", "--data", data).out
        assert status(desktop, data)["paused_until"] is None
        assert "not paused" in run(desktop, "desk", "--resume", "--data", data).out


@pytest.mark.parametrize("minutes", ["0", "-5", "nan", "100000"])
def test_a_pause_that_is_none_is_refused(desktop, data, minutes):
    refused = run(desktop, "desk", f"--pause={minutes}", "--data", data)
    assert refused.code == 2
    assert "[desk_pause_range]" in refused.error
    assert not data.exists()


def test_a_companion_beside_a_server_loads_no_framework_and_no_numbers(desktop, data):
    """The interpreter itself writes down every module that is imported."""
    with serving(data), companion(desktop, data, PYTHONPROFILEIMPORTTIME="1") as process:
        wait_until(lambda: status(desktop, data)["handed_over"], "the companion to find the server")
        desktop.move_pointer()
        process.terminate()
        error = process.stderr.read()
    starts = [part for part in error.split("import time: self [us]") if part.strip()]
    loaded = set(re.findall(r"\|\s*([\w.]+)$", starts[-1], re.MULTILINE))
    assert len(starts) == 2
    assert {"unknot.desk.companion", "jeepney", "http.client"} <= loaded
    assert {name for name in loaded if name.split(".")[0] in HEAVY} == set()
    before = set(re.findall(r"\|\s*([\w.]+)$", starts[0], re.MULTILINE))
    assert {name for name in before if name.split(".")[0] in HEAVY[:5]} == set()


@pytest.mark.parametrize("words", [[], ["--source", "x11"], ["--source", "mutter"], ["--source", "wayland"]])
def test_without_a_desktop_there_is_one_clear_line(data, words):
    refused = unknot("desk", "--activitywatch", "http://127.0.0.1:9", *words, "--data", data, **NOBODY)
    assert refused.code == 2
    assert "[desk_no_presence]" in refused.error
    assert "ActivityWatch" in refused.error
    assert "Traceback" not in refused.error
    assert refused.out == ""


def test_without_notifications_and_terminal_it_only_notes_and_says_so(data):
    need("Xvfb")
    with session.home() as environment, session.x_server(environment):
        lonely = XSession(environment, Path(environment["HOME"]), None, None, None)
        with companion(lonely, data) as process:
            process.terminate()
            assert "only notes how long you sit" in all_that_is_said(process)


def test_in_a_terminal_it_says_that_it_asks_there_and_ends_with_ctrl_c(desktop, data):
    surroundings = {**desktop.environment, "PYTHONIOENCODING": "utf-8"}
    with terminal_with(str(COMMAND), "desk", "--terminal", "--data", str(data), **surroundings) as person:
        person.sees("--stop.")
        assert "here in the terminal" in " ".join(person.seen.split())
        wait_until((data / "desk" / "state.json").exists, "the companion to say how it is")
        person.types("\x03")
        person.sees("has ended")


def test_prompts_in_a_terminal_need_a_terminal(desktop, data):
    refused = run(desktop, "desk", "--terminal", "--data", data)
    assert (refused.code, "[desk_no_terminal]" in refused.error) == (2, True)


@pytest.mark.parametrize("kind", autostart.KINDS)
def test_it_starts_with_the_desktop_until_that_is_taken_away(tmp_path, kind):
    surroundings = {"XDG_CONFIG_HOME": tmp_path / "config", "PATH": "/usr/bin:/bin"}
    done = unknot("desk", "--install", kind, "--data", tmp_path / "my data", **surroundings)
    assert done.code == 0, done.error
    (file,) = autostart.installed({"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert str(file) in done.out.replace("\n", "")
    line = next(line for line in file.read_text().splitlines() if line.startswith(("Exec=", "ExecStart=")))
    assert started_by(line.partition("=")[2]) == [str(COMMAND), "desk", "--data", str(tmp_path / "my data")]
    assert str(file) in unknot("desk", "--remove", **surroundings).out.replace("\n", "")
    assert "Nothing was there" in unknot("desk", "--remove", **surroundings).out
    assert not file.exists()


def test_the_data_folder_of_the_environment_is_kept_for_the_next_login(tmp_path):
    surroundings = {"XDG_CONFIG_HOME": tmp_path / "config", "UNKNOT_DATA": str(tmp_path / "data")}
    said = json.loads(unknot("desk", "--install", "--json", **surroundings).out)
    assert said["installed"] == "xdg"
    assert f'--data "{tmp_path / "data"}"' in Path(said["files"][0]).read_text().replace('"--data"', "--data")


@pytest.mark.parametrize("kind", autostart.KINDS)
def test_what_tells_whether_somebody_is_there_is_kept_for_the_next_login(tmp_path, kind):
    surroundings = {"XDG_CONFIG_HOME": tmp_path / "config", "PATH": "/usr/bin:/bin"}
    chosen = ["--source", "activitywatch", "--activitywatch", "http://127.0.0.1:5666"]
    done = unknot("desk", "--install", kind, *chosen, **surroundings)
    assert done.code == 0, done.error
    (file,) = autostart.installed({"XDG_CONFIG_HOME": str(tmp_path / "config")})
    line = next(line for line in file.read_text().splitlines() if line.startswith(("Exec=", "ExecStart=")))
    assert started_by(line.partition("=")[2]) == [str(COMMAND), "desk", *chosen]


def test_another_computer_is_not_kept_for_the_next_login(tmp_path):
    surroundings = {"XDG_CONFIG_HOME": tmp_path / "config", "PATH": "/usr/bin:/bin"}
    refused = unknot("desk", "--install", "--activitywatch", "http://192.0.2.1:5600", **surroundings)
    assert (refused.code, "[desk_watcher_elsewhere]" in refused.error) == (2, True)
    assert not (tmp_path / "config").exists()


def test_an_activitywatch_that_is_not_up_yet_is_waited_for(data):
    with activitywatch() as server:
        lonely = XSession(server.environment, Path(server.environment["HOME"]), None, None, None)
        with companion(lonely, data, "--source", "activitywatch", "--activitywatch", server.address) as process:
            assert status(lonely, data)["running"] == process.pid
            with server.running():
                Watcher(server).start().here(0)
                process.terminate()
                said = all_that_is_said(process)
            assert (process.wait(30), process.stderr.read()) == (0, "")
    assert f"{server.address} does not tell yet whether you are there" in said


def test_other_systems_are_told_what_to_do_instead(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(InputError) as refused:
        desk.run(build_parser().parse_args(["desk", "--install"]))
    assert refused.value.problems[0].code == "desk_no_autostart"
    assert refused.value.problems[0].hint.endswith("desk")


def test_what_it_would_show_now_is_the_servers_answer(data):
    with serving(data) as served:
        theirs = json.loads(served.ask("GET", "/api/v1/desk", **served.companion).text)
        ours = json.loads(unknot("desk", "--now", "--json", "--data", data).out)
    assert {**ours, "at": None} == {**theirs, "at": None}
    words = unknot("desk", "--now", "--data", data).out
    assert theirs["title"] in words
    assert theirs["because"][0].split()[0] in words


def test_deleting_everything_ends_the_companion_and_takes_its_notes_away(desktop, data):
    with companion(desktop, data) as process:
        done = run(desktop, "delete", "--yes", "--data", data)
        assert done.code == 0, done.error
        assert "companion at the desk has ended" in done.out
        assert process.wait(30) == 0
    assert not (data / "desk").exists()


def test_the_doctor_says_whether_a_companion_runs(desktop, data):
    with companion(desktop, data) as process:
        found = json.loads(run(desktop, "doctor", "--json", "--data", data).out)["findings"]
    (line,) = (each["message"] for each in found if each["code"] == "desk_companion")
    assert f"process {process.pid}" in line


def test_the_command_line_offers_what_there_is():
    assert sorted(PRESENCE) == sorted(SOURCES)
    assert AUTOSTARTS == autostart.KINDS
