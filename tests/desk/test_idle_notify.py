"""The conversation with a compositor, word by word: what is asked, what is understood, and what is not believed."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.desk.session import wait_until
from unknot.desk.presence import NoPresenceError, idle_notify, wayland
from unknot.desk.presence.idle_notify import IdleNotify

# The objects in the order in which this client makes them; the display is there from the start.
DISPLAY, REGISTRY, CALLBACK, SEAT, NOTIFIER, ANY, INPUT = range(1, 8)
SEAT_GLOBAL, NOTIFIER_GLOBAL = 11, 12
TIMEOUT_S = 0.1


def message(speaker: int, number: int, *arguments: int | str) -> bytes:
    """An event or a request as it goes over the socket."""
    body = b""
    for each in arguments:
        if isinstance(each, int):
            body += struct.pack("=I", each)
        else:
            text = each.encode() + b"\0"
            body += struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)
    return struct.pack("=II", speaker, (8 + len(body)) << 16 | number) + body


def greeting(version: int) -> bytes:
    """What a compositor offers that speaks this version of the protocol."""
    return (
        message(REGISTRY, 0, 10, "wl_compositor", 6)
        + message(REGISTRY, 0, SEAT_GLOBAL, "wl_seat", 9)
        + message(REGISTRY, 0, NOTIFIER_GLOBAL, "ext_idle_notifier_v1", version)
        + message(CALLBACK, 0, 0)
    )


def idled(notification: int) -> bytes:
    return message(notification, 0)


def resumed(notification: int) -> bytes:
    return message(notification, 1)


REFUSED = message(DISPLAY, 0, ANY, 0, "no")
SEAT_REMOVED = message(REGISTRY, 1, SEAT_GLOBAL)
SMALLER_THAN_ITS_HEADER = struct.pack("=II", REGISTRY, 4 << 16)
WITHOUT_ITS_ARGUMENTS = message(REGISTRY, 1)


class Compositor(NamedTuple):
    """A socket at which somebody answers."""

    environment: dict[str, str]
    clients: list[socket.socket]

    def say(self, what: bytes) -> None:
        """The client may read this."""
        self.clients[0].sendall(what)

    def heard(self) -> bytes:
        """What the client asked so far."""
        return self.clients[0].recv(4096)


@contextmanager
def compositor(folder: Path, said: bytes) -> Iterator[Compositor]:
    """A socket that answers the first who comes with this, and more when it is told to."""
    clients: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "wayland-0"))
        door.listen()

        def answer() -> None:
            client, _ = door.accept()
            clients.append(client)
            client.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        yield Compositor({"XDG_RUNTIME_DIR": str(folder)}, clients)
        thread.join()
        for client in clients:
            client.close()


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    """What takes seconds elsewhere takes tenths here."""
    monkeypatch.setattr(idle_notify, "TIMEOUT_S", TIMEOUT_S)
    monkeypatch.setattr(idle_notify, "_LATE_S", TIMEOUT_S)
    monkeypatch.setattr(wayland, "_ANSWER_SECONDS", 0.5)


@pytest.fixture
def speaking(tmp_path: Path) -> Iterator[Callable[[int], tuple[Compositor, IdleNotify]]]:
    """A compositor of a version, and a source that knows it."""
    with ExitStack() as stack:

        def of_version(version: int) -> tuple[Compositor, IdleNotify]:
            there = stack.enter_context(compositor(tmp_path, greeting(version)))
            source = IdleNotify(there.environment)
            stack.callback(source.close)
            return there, source

        yield of_version


def asked_for_all(bound_version: int, *notifications: bytes) -> bytes:
    return (
        message(DISPLAY, 1, REGISTRY)
        + message(DISPLAY, 0, CALLBACK)
        + message(REGISTRY, 0, SEAT_GLOBAL, "wl_seat", 1, SEAT)
        + message(REGISTRY, 0, NOTIFIER_GLOBAL, "ext_idle_notifier_v1", bound_version, NOTIFIER)
        + b"".join(notifications)
    )


def test_nothing_is_asked_but_to_be_told_when_nobody_touches_anything(speaking):
    there, _source = speaking(1)
    assert there.heard() == asked_for_all(1, message(NOTIFIER, 1, ANY, 100, SEAT))


@pytest.mark.parametrize("version", [2, 5])
def test_of_a_newer_compositor_input_is_asked_for_by_itself(speaking, version):
    there, _source = speaking(version)
    assert there.heard() == asked_for_all(
        2, message(NOTIFIER, 1, ANY, 100, SEAT), message(NOTIFIER, 2, INPUT, 100, SEAT)
    )


def test_what_arrives_in_pieces_is_put_together(speaking):
    there, source = speaking(1)
    for byte in idled(ANY) + resumed(ANY) + idled(ANY)[:7]:
        there.say(bytes([byte]))
        source.idle_s()
    assert source.idle_s() == 0
    there.say(idled(ANY)[7:])
    assert source.idle_s() >= TIMEOUT_S


def test_a_compositor_that_never_calls_anybody_idle_has_somebody_there(speaking):
    _there, source = speaking(1)
    wait_until(lambda: source.idle_s() == 0, "its silence to mean something")


def test_without_input_somebody_is_idle_even_while_a_film_plays(speaking):
    there, source = speaking(2)
    there.say(resumed(INPUT) + idled(INPUT))
    before = source.idle_s()
    time.sleep(TIMEOUT_S)
    assert source.idle_s() >= before + TIMEOUT_S


def test_what_keeps_the_screen_awake_shows_once_the_input_has_stopped(speaking):
    there, source = speaking(2)
    there.say(resumed(INPUT) + resumed(ANY))
    assert source.full_screen() is None
    there.say(idled(INPUT))
    assert source.full_screen() is None
    wait_until(source.full_screen, "the film to be seen")
    there.say(idled(ANY))
    assert source.full_screen() is False
    there.say(resumed(ANY))
    assert source.full_screen() is True


def test_an_older_compositor_does_not_tell_what_keeps_the_screen_awake(speaking):
    there, source = speaking(1)
    there.say(idled(ANY))
    wait_until(lambda: source.idle_s() > 3 * TIMEOUT_S, "some idle time")
    assert source.full_screen() is None


@pytest.mark.parametrize("said", [REFUSED, SEAT_REMOVED, SMALLER_THAN_ITS_HEADER, WITHOUT_ITS_ARGUMENTS], ids=repr)
def test_a_compositor_that_refuses_or_raves_is_left(speaking, said):
    there, source = speaking(1)
    there.say(idled(ANY))
    assert source.idle_s() is not None
    there.say(said)
    assert source.idle_s() is None
    assert source.full_screen() is None


@pytest.mark.parametrize(
    "said",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", message(REGISTRY, 0), REFUSED, message(CALLBACK, 0, 0), b""],
    ids=repr,
)
def test_what_is_no_compositor_of_this_protocol_is_refused(tmp_path, said):
    with compositor(tmp_path, said) as there, pytest.raises(NoPresenceError):
        IdleNotify(there.environment)


@pytest.mark.parametrize(
    "environment",
    [{}, {"WAYLAND_DISPLAY": "wayland-0"}, {"WAYLAND_DISPLAY": "/nowhere/wayland-0"}, {"XDG_RUNTIME_DIR": "/nowhere"}],
    ids=str,
)
def test_where_no_compositor_listens_it_is_refused(environment):
    with pytest.raises(NoPresenceError, match="no Wayland compositor answers"):
        IdleNotify(environment)
