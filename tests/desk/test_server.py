"""The companion asks the server of its own data folder, and shows its token to nobody else."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.serving import Served, serving
from unknot.desk import server
from unknot.desk.server import ABSENT, REFUSED, SILENT, UNUSABLE, Unknot, who_serves

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a companion of Linux desktops")
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "data") as there:
        yield there


def sat(minutes: float, id_: str) -> dict[str, object]:
    """A stretch of sitting that has just ended."""
    at = (datetime.now(UTC) - MINUTE).isoformat()
    about = {"kind": "exposure", "cause": "desk_posture", "minutes": minutes, "unbroken": minutes}
    return {**about, "id": id_, "at": at, "zone": "Europe/Berlin"}


class Stranger:
    """Another program on a port of this machine, which keeps what it is sent and may answer."""

    def __init__(self, answer: bytes | None = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") -> None:
        self.heard = bytearray()
        self.visits = 0
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> Stranger:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            with closing(visitor):
                visitor.settimeout(5)
                part = visitor.recv(65_536)
                self.heard += part
                if part and self._answer is not None:
                    visitor.sendall(self._answer)
                elif part:
                    visitor.recv(1)


def a_folder_of(tmp_path: Path, pid: int, port: int) -> Path:
    """A data folder in which a server announced itself."""
    (tmp_path / "server.json").write_text(json.dumps({"pid": pid, "port": port, "database": "folder"}))
    (tmp_path / "companion.token").write_text("t" * 43)
    return tmp_path


def test_the_process_that_serves_is_found_by_its_lock(served):
    assert who_serves(served.folder) == (served.process.pid, served.port)
    assert Unknot(served.folder).is_there()


def test_facts_are_handed_over_and_sending_them_twice_does_no_harm(served):
    asking = Unknot(served.folder)
    facts = [sat(42, "sat-1"), sat(17, "sat-2")]
    first, second = asking.hand_over(facts), asking.hand_over(facts)
    assert (first.trouble, first.document["added"]) == (None, 2)
    assert (second.trouble, second.document["added"], second.document["known"]) == (None, 0, 2)


def test_facts_that_are_not_usable_come_back_with_what_is_wrong(served):
    said = Unknot(served.folder).hand_over([{**sat(42, "sat-3"), "minutes": "long"}])
    assert said.trouble == UNUSABLE
    assert said.document["problems"]


def test_a_link_lets_a_browser_in(served):
    said = Unknot(served.folder).link("/desk")
    assert said.trouble is None
    assert served.ask("GET", urlsplit(said.document["link"]).path).cookie


def test_what_to_do_now_is_asked_of_the_server(served):
    said = Unknot(served.folder).now()
    assert said.trouble is None
    assert {"prompts", "every_minutes", "title", "text", "page", "last_moves"} <= set(said.document)


def test_a_folder_that_nobody_serves_is_told_as_such(tmp_path):
    assert Unknot(tmp_path).now() == (None, ABSENT)
    assert Unknot(tmp_path / "missing").hand_over([]) == (None, ABSENT)


def test_after_the_server_was_killed_nobody_is_shown_the_token(tmp_path):
    with serving(tmp_path / "data") as there:
        port, folder = there.port, there.folder
        there.process.kill()
        there.process.wait(30)
    assert (folder / "server.json").exists()
    with Stranger() as other:
        told = json.loads((folder / "server.json").read_text())
        (folder / "server.json").write_text(json.dumps({**told, "port": other.port}))
        asking = Unknot(folder)
        assert [asking.now().trouble, asking.link("/desk").trouble, asking.hand_over([]).trouble] == [ABSENT] * 3
        assert (other.visits, other.heard, port != other.port) == (0, b"", True)


def test_while_a_new_server_starts_the_old_announcement_is_not_believed(served, tmp_path):
    """The lock is held by the new server, while `server.json` still names the killed one and its port."""
    with Stranger() as other:
        folder = a_folder_of(tmp_path, served.process.pid + 1, other.port)
        (folder / "server.lock").hardlink_to(served.folder / "server.lock")
        assert Unknot(folder).now().trouble == ABSENT
        assert other.visits == 0


def test_a_server_that_ends_before_the_token_is_sent_is_not_shown_it(served, tmp_path, monkeypatch):
    with Stranger() as other:
        folder = a_folder_of(tmp_path, served.process.pid, other.port)
        held = iter([served.process.pid, None])
        monkeypatch.setattr(server, "_lock_holder", lambda _folder: next(held))
        assert Unknot(folder).now().trouble == ABSENT
        assert other.heard == b""


def test_a_wrong_token_is_told_once_and_again_only_after_it_worked(served, tmp_path):
    told: list[str] = []
    folder = a_folder_of(tmp_path, served.process.pid, served.port)
    (folder / "server.lock").hardlink_to(served.folder / "server.lock")
    asking = Unknot(folder, told.append)
    assert [asking.now().trouble, asking.now().trouble] == [REFUSED, REFUSED]
    assert len(told) == 1
    assert str(folder / "companion.token") in told[0]
    (folder / "companion.token").write_text(served.token)
    assert asking.link("/desk").trouble is None
    (folder / "companion.token").unlink()
    assert asking.now().trouble == REFUSED
    assert len(told) == 2


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (None, SILENT),
        (b"", SILENT),
        (b"not HTTP at all\r\n\r\n", SILENT),
        (b"HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n{}", SILENT),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[1]\n", SILENT),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<p>\n", SILENT),
        (b"HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n", SILENT),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}", UNUSABLE),
    ],
    ids=["no answer", "hangs up", "no HTTP", "broken", "a list", "no JSON", "elsewhere", "unknown path"],
)
def test_whatever_a_server_answers_is_a_value(tmp_path, monkeypatch, answer, trouble):
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.5)
    with Stranger(answer) as other:
        folder = a_folder_of(tmp_path, 4_000_000, other.port)
        monkeypatch.setattr(server, "_lock_holder", lambda _folder: 4_000_000)
        assert Unknot(folder).now().trouble == trouble


@pytest.mark.parametrize(
    "announced",
    ["", "{", "[]", '{"pid": 1}', '{"pid": "1", "port": 80}', '{"pid": 1, "port": 70000}', '{"pid": 1, "port": true}'],
)
def test_an_announcement_that_is_no_use_is_no_server(served, tmp_path, announced):
    (tmp_path / "server.json").write_text(announced)
    (tmp_path / "server.lock").hardlink_to(served.folder / "server.lock")
    assert who_serves(tmp_path) is None
