"""`unknot serve` and `script/run`: one command opens the page, a second one gives another link."""

import importlib.machinery
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.serving import COMMAND, NO_DESKTOP, Served, serving, unknot
from unknot.web import running

ROOT = Path(__file__).parents[2]
SECOND_START_SECONDS = 3.0
posix = pytest.mark.skipif(os.name != "posix", reason="signals and scripts of POSIX")


@pytest.fixture
def served(tmp_path):
    with serving(tmp_path / "data") as there:
        yield there


@pytest.fixture
def browser(tmp_path):
    """A browser that notes what it was asked to open, and the environment of a desktop that has it."""
    noted, program = tmp_path / "opened", tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" >> {noted}\n')
    program.chmod(0o755)

    def opened() -> list[str]:
        until = time.monotonic() + 10
        while time.monotonic() < until and not (noted.exists() and noted.read_text().endswith("\n")):
            time.sleep(0.05)
        return noted.read_text().splitlines() if noted.exists() else []

    return {"BROWSER": f"{program} %s", "DISPLAY": ":99"}, opened, noted


def test_the_link_that_is_printed_opens_a_session(served: Served):
    link = urlsplit(str(served.said["link"]))
    assert link.netloc == served.host
    assert served.ask("GET", link.path).cookie
    assert served.said["already_running"] is False


def test_a_person_reads_where_it_is_and_how_to_end_it(tmp_path):
    command = [str(COMMAND), "serve", "--port", "0", "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        command, env={**os.environ, **NO_DESKTOP}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    lines = [process.stdout.readline()]
    while lines[-1] and not lines[-1].startswith("Ctrl-C ends Unknot"):
        lines.append(process.stdout.readline())
    process.send_signal(signal.SIGTERM)
    rest, error = process.communicate(timeout=30)
    assert lines[0].startswith("Unknot is open at http://127.0.0.1:")
    assert "works once and for 15 minutes" in lines[1]
    assert lines[2].strip().startswith("http://127.0.0.1:")
    assert lines[-1]
    assert (rest, error) == ("Unknot has ended. What you saved is kept.\n", "")


def test_a_second_start_gives_a_fresh_link_to_the_same_server_in_no_time(served: Served):
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        again = unknot("serve", "--json", "--no-browser", "--data", served.folder)
        seconds.append(time.monotonic() - began)
        assert again.code == 0, again.error
    assert min(seconds) < SECOND_START_SECONDS
    said = json.loads(again.out)
    assert (said["already_running"], said["pid"]) == (True, served.process.pid)
    assert said["link"] != served.said["link"]
    assert served.ask("GET", urlsplit(said["link"]).path).cookie


def test_a_second_start_says_that_it_is_one(served: Served):
    again = unknot("serve", "--data", served.folder)
    assert f"Unknot is open already, at http://{served.host}/" in again.out
    assert "unknot serve --stop" in again.out


def test_the_link_leads_to_the_page_that_was_named(tmp_path):
    with serving(tmp_path / "data", "--page", "/desk") as there:
        assert there.ask("GET", urlsplit(str(there.said["link"])).path).headers["Location"] == "/desk"
        again = json.loads(unknot("serve", "--json", "--page", "/settings", "--data", there.folder).out)
        assert there.ask("GET", urlsplit(again["link"]).path).headers["Location"] == "/settings"


@pytest.mark.parametrize("page", ["//example.org/", "http://example.org/", "desk", "/no/such/page", "/desk?x=1"])
def test_a_link_leads_to_no_page_but_our_own(served: Served, tmp_path, page):
    for folder in (served.folder, tmp_path / "other"):
        refused = unknot("serve", "--page", page, "--data", folder)
        assert (refused.code, "[link_page_unknown]" in refused.error) == (2, True), refused.error
    assert not (tmp_path / "other" / "server.json").exists()


@posix
def test_while_a_killed_servers_successor_starts_nobody_is_sent_to_the_old_port(tmp_path):
    with serving(tmp_path / "data") as first:
        first.process.kill()
        first.process.wait(30)
    assert running.found(tmp_path / "data") is not None
    with running.only_one(tmp_path / "data") as ours:
        assert ours
        assert running.found(tmp_path / "data") is None


def test_two_starts_at_once_make_one_server(tmp_path):
    command = [str(COMMAND), "serve", "--json", "--port", "0", "--data", str(tmp_path / "data")]
    started = [
        subprocess.Popen(command, env={**os.environ, **NO_DESKTOP}, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    try:
        said = [json.loads(process.stdout.readline()) for process in started]
        assert len({each["pid"] for each in said}) == 1
        assert sorted(each["already_running"] for each in said) == [False, True, True]
        assert len({each["link"] for each in said}) == 3
    finally:
        for process in started:
            process.terminate()
            process.communicate(timeout=30)


@posix
def test_after_a_server_was_killed_the_next_start_serves(tmp_path):
    with serving(tmp_path / "data") as first:
        first.process.kill()
        first.process.wait(30)
        cookie_of_yesterday = None
    with serving(tmp_path / "data") as second:
        assert second.said["already_running"] is False
        cookie_of_yesterday = second.session()
    with serving(tmp_path / "data") as third:
        assert third.ask("GET", "/no/such/page", Cookie=cookie_of_yesterday).status == 404


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_server_ends_cleanly(served: Served, number):
    served.process.send_signal(number)
    out, error = served.process.communicate(timeout=30)
    assert (served.process.returncode, out, error) == (0, "", "")
    assert not (served.folder / "server.json").exists()


def test_stopping_ends_the_server_of_this_folder(served: Served):
    assert unknot("serve", "--stop", "--data", served.folder).out == "Unknot has ended.\n"
    served.process.wait(30)
    again = unknot("serve", "--stop", "--json", "--data", served.folder)
    assert (again.code, json.loads(again.out)) == (0, {"stopped": False})


def test_stopping_where_nothing_runs_makes_nothing(tmp_path):
    ended = unknot("serve", "--stop", "--data", tmp_path / "data")
    assert (ended.code, ended.out) == (0, "No Unknot was running for this data folder.\n")
    assert not (tmp_path / "data").exists()


def test_a_busy_port_gets_one_clear_line(tmp_path):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = unknot("serve", "--port", port, "--data", tmp_path / "data")
    assert ended.code == 2
    assert ended.error.splitlines()[0] == f"unknot: --port: another program uses port {port} [port_busy]"
    assert "Traceback" not in ended.error


def test_a_folder_that_cannot_be_used_gets_one_clear_line(tmp_path):
    (tmp_path / "data").write_text("a file")
    ended = unknot("serve", "--port", "0", "--data", tmp_path / "data")
    assert ended.code == 3
    assert "[data_folder_unwritable]" in ended.error.splitlines()[0]
    assert "Traceback" not in ended.error


def test_a_damaged_database_gets_one_clear_line(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "unknot.sqlite3").write_bytes(b"")
    ended = unknot("serve", "--port", "0", "--data", folder)
    assert ended.code == 3
    assert "[database_damaged]" in ended.error


@posix
def test_on_a_desktop_the_browser_opens_the_link(tmp_path, browser):
    surroundings, opened, _ = browser
    with serving(tmp_path / "data", **surroundings) as there:
        assert opened() == [there.said["link"]]


@posix
def test_a_second_start_opens_its_fresh_link(served: Served, browser):
    surroundings, opened, _ = browser
    said = json.loads(unknot("serve", "--json", "--data", served.folder, **surroundings).out)
    assert opened() == [said["link"]]


@posix
@pytest.mark.parametrize(("words", "desktop"), [(["--no-browser"], ":99"), ([], "")])
def test_no_browser_opens_where_none_is_wanted_or_seen(tmp_path, browser, words, desktop):
    surroundings, _, noted = browser
    with serving(tmp_path / "data", *words, **{**surroundings, "DISPLAY": desktop}) as there:
        there.session()
    assert not noted.exists()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], ["serve"]),
        (["--port", "9000", "--data", "d", "--no-browser"], ["serve", "--port", "9000", "--data", "d", "--no-browser"]),
        (["ask", "--new"], ["ask", "--new"]),
        (["plan"], ["plan"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
    ],
)
def test_script_run_opens_the_page_or_runs_a_command(monkeypatch, typed, meant):
    started = []
    monkeypatch.syspath_prepend(ROOT / "script")
    loader = importlib.machinery.SourceFileLoader("script_run", str(ROOT / "script" / "run"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    script = importlib.util.module_from_spec(importlib.util.spec_from_loader("script_run", loader))
    loader.exec_module(script)
    monkeypatch.setattr(script, "for_running", lambda: Path("environment"))
    monkeypatch.setattr(script.os, "name", "posix")
    monkeypatch.setattr(script.os, "execv", lambda _program, words: started.append(words[1:]))
    monkeypatch.setattr(sys, "argv", ["script/run", *typed])
    script.main()
    assert started == [meant]
