"""Desktops on Wayland without a screen: the compositors of GNOME and KDE, and somebody who moves the pointer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection

from tests.desk.session import home, message_bus, running, wait_until
from unknot.desk.bus import session_bus
from unknot.desk.presence.wayland import Connection

REMOTE = "org.gnome.Mutter.RemoteDesktop"
FAKE_INPUT = "org_kde_kwin_fake_input"
AUTHENTICATE, MOVE_POINTER = 0, 1
FIXED_POINT = 256


@dataclass(frozen=True)
class WaylandSession:
    """A session on Wayland: its variables, and how its compositor is started."""

    environment: dict[str, str]
    compositor: tuple[str, ...]

    @contextmanager
    def running(self) -> Iterator[int]:
        """The compositor runs and takes clients until the block ends; its process."""
        socket = Path(self.environment["XDG_RUNTIME_DIR"], self.environment["WAYLAND_DISPLAY"])
        with running(self.compositor, self.environment) as process:
            wait_until(socket.is_socket, self.compositor[0])
            yield process.pid


@contextmanager
def gnome() -> Iterator[WaylandSession]:
    """A session for Mutter, the compositor of GNOME, which does not run yet."""
    with home() as environment, message_bus(environment):
        environment |= {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-0"}
        display = ("--wayland-display", environment["WAYLAND_DISPLAY"])
        yield WaylandSession(
            environment, ("mutter", "--headless", "--no-x11", *display, "--virtual-monitor", "800x600")
        )


@contextmanager
def plasma() -> Iterator[WaylandSession]:
    """A session for KWin, the compositor of KDE, which does not run yet.

    Debian's KWin may raise its own priority, and a container that forbids this refuses to start it. A copy is an
    ordinary program. It has to keep the name, by which KWin knows itself.
    """
    with home() as environment, message_bus(environment):
        environment |= {"XDG_SESSION_TYPE": "wayland", "WAYLAND_DISPLAY": "wayland-7"}
        environment |= {"KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1", "QT_QPA_PLATFORM": "offscreen"}
        installed = shutil.which("kwin_wayland")
        assert installed is not None
        program = shutil.copyfile(installed, Path(environment["HOME"], "kwin_wayland"))
        program.chmod(0o700)
        options = ("--virtual", "--no-lockscreen", "--no-global-shortcuts")
        yield WaylandSession(environment, (str(program), *options, "--socket", environment["WAYLAND_DISPLAY"]))


@contextmanager
def hand_in_gnome(session: WaylandSession) -> Iterator[Callable[[], None]]:
    """Moves the pointer a little, through the door that Mutter has for remote control."""
    bus = session_bus(session.environment)
    try:
        wait_until(lambda: _has_owner(bus, REMOTE), "the remote control of Mutter")
        (path,) = _called(bus, "/org/gnome/Mutter/RemoteDesktop", REMOTE, "CreateSession")
        _called(bus, path, f"{REMOTE}.Session", "Start")
        yield lambda: _called(bus, path, f"{REMOTE}.Session", "NotifyPointerMotionRelative", "dd", (9.0, 9.0))
    finally:
        bus.close()


@contextmanager
def hand_in_plasma(session: WaylandSession) -> Iterator[Callable[[], None]]:
    """Moves the pointer a little, through the door that KWin has for remote control."""
    connection = Connection(session.environment)
    try:
        hand = connection.bind(FAKE_INPUT)
        connection.request(hand, AUTHENTICATE, "tests", "somebody moves the pointer")
        yield lambda: connection.request(hand, MOVE_POINTER, 9 * FIXED_POINT, 9 * FIXED_POINT)
    finally:
        connection.close()


def _called(bus: DBusConnection, path: str, interface: str, method: str, *arguments: Any) -> tuple[Any, ...]:
    question = new_method_call(DBusAddress(path, REMOTE, interface), method, *arguments)
    answer = bus.send_and_get_reply(question, timeout=20)
    assert answer.header.message_type == MessageType.method_return, answer.body
    return answer.body


def _has_owner(bus: DBusConnection, name: str) -> bool:
    return bool(bus.bus_proxy.NameHasOwner(name)[0])
