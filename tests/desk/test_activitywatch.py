"""What ActivityWatch says of the person counts, and nothing else of it is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.desk.watcher import THIS_COMPUTER, ActivityWatchServer, Watcher, activitywatch
from unknot.desk import presence
from unknot.desk.presence.activitywatch import SILENT_AWAY_S, SILENT_HERE_S, ActivityWatch
from unknot.errors import InputError

A_MOMENT_S = 30.0
"""More than a look takes, and less than what is told apart here."""


@pytest.fixture
def server() -> Iterator[ActivityWatchServer]:
    """A server that knows nothing yet."""
    with activitywatch() as server, server.running():
        yield server


@pytest.fixture
def watcher(server: ActivityWatchServer) -> Watcher:
    return Watcher(server).start()


def event(**told: object) -> bytes:
    """The newest event as a server sends it just now, with something else in some fields."""
    now = datetime.now(UTC).isoformat()
    return json.dumps([{"id": 1, "timestamp": now, "duration": 0.0, "data": {"status": "not-afk"}} | told]).encode()


@contextmanager
def another_server(buckets: bytes, status: int = 200, events: bytes = b"[]") -> Iterator[str]:
    """Something else that answers a request for buckets or for events with this; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(events if "/events" in self.path else buckets)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_somebody_at_the_keys_has_been_idle_since_the_last_input(watcher):
    watcher.here(100)
    watcher.here(40)
    assert 40 <= ActivityWatch(watcher.server.address).idle_s() < 40 + A_MOMENT_S


def test_somebody_away_has_been_idle_since_the_last_input_not_since_it_was_noticed(watcher):
    watcher.away(600)
    assert 600 <= ActivityWatch(watcher.server.address).idle_s() < 600 + A_MOMENT_S


def test_somebody_who_comes_back_is_here(watcher):
    watcher.away(600, seen_s=5)
    watcher.write({"status": "afk"}, 1)
    watcher.here(0)
    assert ActivityWatch(watcher.server.address).idle_s() < A_MOMENT_S


def test_a_watcher_that_fell_silent_knows_nothing(watcher):
    source = ActivityWatch(watcher.server.address)
    watcher.here(SILENT_HERE_S + A_MOMENT_S)
    assert source.idle_s() is None
    watcher.away(SILENT_HERE_S, seen_s=SILENT_AWAY_S + A_MOMENT_S)
    assert source.idle_s() is None


def test_what_another_computer_sent_there_does_not_count(watcher):
    watcher.away(600)
    Watcher(watcher.server, computer="another-computer").start().here(0)
    assert ActivityWatch(watcher.server.address).idle_s() >= 600


def test_of_two_watchers_the_one_that_saw_the_person_last_counts(watcher):
    watcher.away(600)
    Watcher(watcher.server, name="aw-watcher-afk-wayland").start().here(10)
    assert ActivityWatch(watcher.server.address).idle_s() < 10 + A_MOMENT_S


def test_of_two_watchers_the_one_that_fell_silent_does_not_count(watcher):
    watcher.away(600)
    Watcher(watcher.server, name="aw-watcher-afk-wayland").start().away(300, seen_s=SILENT_AWAY_S + A_MOMENT_S)
    assert ActivityWatch(watcher.server.address).idle_s() >= 600


def test_a_watcher_may_come_later(server):
    source = ActivityWatch(server.address)
    assert source.idle_s() is None
    watcher = Watcher(server).start()
    assert source.idle_s() is None
    watcher.here(0)
    assert source.idle_s() < A_MOMENT_S


def test_a_server_that_goes_and_comes_back_is_asked_again():
    with activitywatch() as server:
        with server.running():
            Watcher(server).start().here(0)
            source = ActivityWatch(server.address)
            assert source.idle_s() is not None
        assert source.idle_s() is None
        assert not source.over
        with server.running():
            assert source.idle_s() is not None


def test_a_server_that_was_chosen_is_waited_for():
    with activitywatch() as server:
        source = presence.find({}, wanted="activitywatch", activitywatch=server.address)
        assert source.idle_s() is None
        assert not source.over
        with server.running():
            Watcher(server).start().here(0)
            assert source.idle_s() < A_MOMENT_S


def test_what_answers_and_is_no_activitywatch_is_not_waited_for():
    with another_server(b"<html>") as address, pytest.raises(presence.NoPresenceError, match="no ActivityWatch"):
        presence.find({}, wanted="activitywatch", activitywatch=address)


def test_nothing_is_asked_about_windows(watcher):
    windows = Watcher(watcher.server, name="aw-watcher-window", kind="currentwindow").start()
    windows.write({"app": "editor", "title": "a letter to somebody"}, 0)
    watcher.here(0)
    before = watcher.server.requests()
    source = ActivityWatch(watcher.server.address)
    assert source.idle_s() is not None
    asked = [line for line in watcher.server.requests()[len(before) :].splitlines() if "HTTP/1.1" in line]
    paths = {line.partition("GET ")[2].partition(" HTTP")[0] for line in asked}
    assert paths == {"/api/0/buckets/", f"/api/0/buckets/{watcher.bucket}/events?limit=1"}


@pytest.mark.parametrize(
    ("body", "status"), [(b"<html>", 200), (b"[]", 200), (b"\xff", 200), (b"", 200), (b"{}", 404)], ids=repr
)
def test_something_else_at_the_port_is_no_activitywatch(body, status):
    with another_server(body, status) as address, pytest.raises(presence.NoPresenceError, match="no ActivityWatch"):
        ActivityWatch(address)


AWAY_BUCKET = json.dumps({f"aw-watcher-afk_{THIS_COMPUTER}": {"hostname": THIS_COMPUTER}, "another": None}).encode()


@pytest.mark.parametrize("events", [b"{}", b"[1]", b"[{}]", b"[[]]", b"<html>", b"\xff", b""], ids=repr)
def test_what_is_no_list_of_events_tells_nothing(events):
    with another_server(AWAY_BUCKET, events=events) as address:
        assert ActivityWatch(address).idle_s() is None


@pytest.mark.parametrize(
    "told",
    [
        {"timestamp": "yesterday"},
        {"timestamp": "2999-01-01T00:00:00"},
        {"timestamp": 0},
        {"duration": "long"},
        {"duration": -1},
        {"duration": float("nan")},
        {"data": "afk"},
        {"data": {"status": "asleep"}},
    ],
    ids=str,
)
def test_what_is_no_event_of_an_away_watcher_tells_nothing(told):
    with another_server(AWAY_BUCKET, events=event()) as address:
        assert ActivityWatch(address).idle_s() is not None
    with another_server(AWAY_BUCKET, events=event(**told)) as address:
        assert ActivityWatch(address).idle_s() is None


def test_an_event_from_a_clock_that_was_put_back_is_no_time_ago():
    with another_server(AWAY_BUCKET, events=event(timestamp="2999-01-01T00:00:00Z")) as address:
        assert ActivityWatch(address).idle_s() == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1:5600",
        "http://activitywatch.example:5600",
        "http://127.0.0.1.example",
        "http://127.0.0.1@192.0.2.1",
        "https://127.0.0.1:5600",
        "file:///127.0.0.1",
        "http://[::1",
        "http://localhost:99999",
        "127.0.0.1",
        "",
    ],
)
def test_no_other_computer_is_ever_asked(address):
    with pytest.raises(InputError) as refused:
        presence.find({}, activitywatch=address)
    assert [problem.code for problem in refused.value.problems] == ["desk_watcher_elsewhere"]
