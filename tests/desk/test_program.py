"""What the companion leaves to the full program: working out what to do, opening a page, leading through a set."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.desk.session import wait_until
from tests.web.serving import COMMAND, serving
from unknot.desk import program
from unknot.desk.program import Program
from unknot.desk.server import Unknot

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a companion of Linux desktops")


def script(folder: Path, name: str, text: str) -> Path:
    """A program of this name that does what the text says."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def opener(tmp_path, monkeypatch) -> Path:
    """What the desktop was asked to open, line by line."""
    noted = tmp_path / "opened"
    folder = tmp_path / "bin"
    folder.mkdir()
    script(folder, "xdg-open", f'echo "$@" >> {noted}')
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return noted


def test_without_a_server_the_child_works_out_the_same_document(tmp_path):
    said = Program(COMMAND, ["--data", str(tmp_path / "data")]).now()
    assert said is not None
    assert {"prompts", "every_minutes", "title", "text", "page", "last_moves"} <= set(said)


@pytest.mark.parametrize(
    "does", ["exit 1", "echo '{}'; exit 3", "echo 'no JSON'", "echo '[]'", "true", "kill -9 $$", "yes"]
)
def test_a_child_that_fails_is_no_document(tmp_path, does):
    assert Program(script(tmp_path, "unknot", does), []).now() is None


def test_a_program_that_is_not_there_is_no_document_and_opens_nothing(tmp_path):
    gone = Program(tmp_path / "gone", [])
    assert gone.now() is None
    assert not gone.play_here()


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(program, "NOW_SECONDS", 0.5)
    noted = tmp_path / "pid"
    assert Program(script(tmp_path, "unknot", f"echo $$ > {noted}; exec sleep 60"), []).now() is None
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_a_child_is_ended_with_the_companion(tmp_path):
    noted = tmp_path / "pid"
    command = script(tmp_path, "unknot", f"echo $$ > {noted}; exec sleep 60")
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit))
        try:
            Program(command, []).now()
        finally:
            os._exit(0)
    wait_until(lambda: lines(noted), "the child to start")
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)


def test_with_a_server_the_browser_is_sent_to_the_page(tmp_path, opener):
    with serving(tmp_path / "data") as served:
        assert Program(COMMAND, []).start_page(Unknot(served.folder), "/desk")
        wait_until(lambda: lines(opener), "the browser")
        (link,) = map(urlsplit, lines(opener))
        assert link.netloc == served.host
        assert served.ask("GET", link.path).headers["Location"] == "/desk"


def test_without_a_server_one_is_started_that_outlives_the_companion(tmp_path, opener):
    noted = tmp_path / "started"
    command = script(tmp_path, "unknot", f'echo "$PPID $@" >> {noted}; exec sleep 2')
    assert Program(command, ["--data", "/a b"]).start_page(Unknot(tmp_path), "/desk")
    wait_until(lambda: lines(noted), "the server")
    parent, said = lines(noted)[0].split(" ", 1)
    assert said == "serve --page /desk --data /a b"
    assert int(parent) != os.getpid()
    assert lines(opener) == []


def test_where_nothing_opens_links_the_program_does(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    noted = tmp_path / "started"
    command = script(tmp_path, "unknot", f'echo "$@" >> {noted}')
    with serving(tmp_path / "data") as served:
        assert Program(command, []).start_page(Unknot(served.folder), "/desk")
    wait_until(lambda: lines(noted), "the program")
    assert lines(noted) == ["serve --page /desk"]


@pytest.mark.parametrize(("does", "done"), [("exit 0", True), ("exit 130", False), ("exit 2", False)])
def test_a_set_in_the_terminal_was_done_or_was_not(tmp_path, does, done):
    noted = tmp_path / "started"
    before = signal.getsignal(signal.SIGINT)
    command = script(tmp_path, "unknot", f'echo "$@" > {noted}; {does}')
    assert Program(command, ["--data", "/d"]).play_here() is done
    assert lines(noted) == ["session desk --minutes 0.5 --data /d"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_set_in_the_terminal_ends_when_the_companion_is_ended(tmp_path):
    noted = tmp_path / "started"
    command = script(tmp_path, "unknot", f"echo $$ > {noted}; exec sleep 60")
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))

    def ends_it() -> None:
        wait_until(lambda: lines(noted), "the set to begin")
        time.sleep(0.2)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)

    ending = threading.Thread(target=ends_it)
    ending.start()
    try:
        assert not Program(command, []).play_here()
    finally:
        ending.join()
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
