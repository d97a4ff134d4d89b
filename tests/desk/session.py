"""A desktop of its own: an X server, a window manager, a message bus, notifications, and somebody at the keys."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from jeepney import MatchRule, Message, MessageType, Monitoring
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.low_level import HeaderFields

PATIENCE_SECONDS = 20.0

# Its own folder of services is empty, unless a test puts one there: what nobody starts here no bus brings.
BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
# A left click takes the first action; the menu of all actions is a program that reads what was chosen from a file.
DUNST = """\
[global]
    monitor = 0
    origin = top-right
    offset = 10x10
    width = 400
    mouse_left_click = do_action
    mouse_middle_click = close_current
    dmenu = /bin/sh {folder}/menu
"""
MENU = """\
wanted=$(cat {folder}/chosen)
while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in *,"$wanted"]) printf '%s\\n' "$line";; esac
done
"""


def wait_until(true: Callable[[], object], what: str) -> None:
    """Return as soon as it is true; fail, naming what was waited for, if it never gets so."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=dict(environment), **(quiet | how)) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def home() -> Iterator[dict[str, str]]:
    """The environment of a person who just got an account: folders that are empty, no display and no bus."""
    folder = Path(tempfile.mkdtemp(prefix="unknot-desk-"))
    try:
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "Europe/Berlin"}
        for name in ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "RUNTIME_DIR", "STATE_HOME"):
            place = folder / name.lower()
            place.mkdir(mode=0o700)
            environment[f"XDG_{name}"] = str(place)
        yield environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def message_bus(environment: dict[str, str]) -> Iterator[str]:
    """A session bus on which nobody is; its address is in the environment while it lasts."""
    folder = Path(environment["XDG_RUNTIME_DIR"])
    (folder / "services").mkdir(exist_ok=True)
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    command = ["dbus-daemon", "--nofork", f"--config-file={folder / 'bus.conf'}"]
    address = f"unix:path={folder}/bus"
    with running(command, environment) as daemon:
        wait_until(lambda: _listens(folder / "bus"), "the message bus")
        environment["DBUS_SESSION_BUS_ADDRESS"] = address
        yield address
        del environment["DBUS_SESSION_BUS_ADDRESS"]
        assert daemon.poll() is None, "the message bus ended by itself"


def _listens(place: Path) -> bool:
    """Whether somebody takes calls at this socket: it is there a moment before anybody does."""
    with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
        caller.connect(str(place))
        return True
    return False


@contextmanager
def x_server(environment: dict[str, str], *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """An X server on a display that nobody uses; its name is in the environment while it lasts."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", *more]
    with ExitStack() as stack:
        answer = stack.enter_context(os.fdopen(reading))
        server = stack.enter_context(running(command, environment, pass_fds=[writing]))
        os.close(writing)
        environment["DISPLAY"] = ":" + answer.readline().strip()
        assert environment["DISPLAY"] != ":", "Xvfb did not start"
        yield server
        del environment["DISPLAY"]


class Shown(NamedTuple):
    """A notification as it came in at the notification server."""

    id: int
    program: str
    replaces: int
    title: str
    text: str
    actions: tuple[tuple[str, str], ...]
    hints: dict[str, object]
    stays_ms: int


class Listener:
    """Hears everything that is said on a bus and keeps what is said about notifications."""

    def __init__(self, address: str) -> None:
        self.shown: list[Shown] = []
        self.withdrawn: list[int] = []
        self.closed: list[tuple[int, int]] = []
        self.chosen: list[tuple[int, str]] = []
        self._asked: dict[tuple[str, int], tuple[Any, ...]] = {}
        self._bus = open_dbus_connection(address)
        kinds = ("method_call", "method_return", "signal")
        Proxy(Monitoring(), self._bus).BecomeMonitor([MatchRule(type=kind).serialise() for kind in kinds])
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                self._hear(self._bus.receive())
            except (EOFError, OSError):
                return

    def _hear(self, message: Message) -> None:
        about, said = message.header, message.body
        name = (about.fields.get(HeaderFields.interface), about.fields.get(HeaderFields.member))
        if about.message_type is MessageType.method_return:
            asker = about.fields.get(HeaderFields.destination), about.fields[HeaderFields.reply_serial]
            if asker in self._asked:
                self._keep(said[0], self._asked.pop(asker))
        elif name == ("org.freedesktop.Notifications", "Notify"):
            self._asked[about.fields[HeaderFields.sender], about.serial] = said
        elif name == ("org.freedesktop.Notifications", "CloseNotification"):
            self.withdrawn.append(said[0])
        elif name == ("org.freedesktop.Notifications", "NotificationClosed"):
            self.closed.append((said[0], said[1]))
        elif name == ("org.freedesktop.Notifications", "ActionInvoked"):
            self.chosen.append((said[0], said[1]))

    def _keep(self, number: int, said: tuple[Any, ...]) -> None:
        program, replaces, _icon, title, text, words, hints, stays_ms = said
        actions = tuple(zip(words[::2], words[1::2], strict=True))
        plain = {key: value for key, (_, value) in hints.items()}
        self.shown.append(Shown(number, program, replaces, title, text, actions, plain, stays_ms))

    def close(self) -> None:
        """After the bus has ended: nothing runs any more."""
        self._thread.join(PATIENCE_SECONDS)
        self._bus.close()


@dataclass
class XSession:
    """A desktop on which programs can be started with `environment`, and a person who uses it."""

    environment: dict[str, str]
    folder: Path
    server: subprocess.Popen[bytes]
    dunst: subprocess.Popen[bytes] | None
    heard: Listener

    def run(self, *command: str) -> str:
        """What a program says that was run on this desktop; AssertionError if it failed."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr}"
        return done.stdout

    def bus(self) -> DBusConnection:
        """A new connection to the message bus; whoever asks closes it."""
        return open_dbus_connection(self.environment["DBUS_SESSION_BUS_ADDRESS"])

    def move_pointer(self) -> None:
        """The person moves the pointer a little."""
        self.run("xdotool", "mousemove_relative", "--", "3", "2")

    def type_text(self, text: str) -> None:
        """The person types."""
        self.run("xdotool", "type", "--delay", "5", text)

    def notifications(self) -> list[Shown]:
        """Every notification that was ever shown here, the oldest first."""
        return list(self.heard.shown)

    def displayed(self) -> int:
        """How many notifications stand on the screen now."""
        return int(self.run("dunstctl", "count", "displayed"))

    def wait_for_notification(self, after: int = 0) -> Shown:
        """The first notification after as many as `after`, once it stands on the screen."""
        wait_until(lambda: len(self.heard.shown) > after, f"notification {after + 1}")
        wait_until(self.displayed, "a notification on the screen")
        return self.heard.shown[after]

    def choose(self, key: str) -> None:
        """The person takes the action with this key of the notification on the screen, from the menu."""
        (self.folder / "chosen").write_text(key)
        before = len(self.heard.chosen)
        self.run("dunstctl", "context")
        wait_until(lambda: len(self.heard.chosen) > before, f"the action {key!r}")

    def click_action(self, index: int) -> None:
        """The person takes the action in this place (0 is the first) of the newest notification."""
        self.choose(self.heard.shown[-1].actions[index][0])

    def dismiss(self) -> None:
        """The person closes the notification on the screen."""
        self.run("dunstctl", "close")

    def quiet(self, on: bool) -> None:
        """The person switches `do not disturb` on or off."""
        self.run("dunstctl", "set-paused", str(on).lower())

    def active_window_states(self) -> str:
        """What the window manager says about the window in front, in the words of `xprop`."""
        active = self.run("xprop", "-root", "_NET_ACTIVE_WINDOW").rpartition(" ")[2].strip()
        if not active.startswith("0x") or int(active, 16) == 0:
            return ""
        looked = subprocess.run(
            ["xprop", "-id", active, "_NET_WM_STATE"], env=self.environment, capture_output=True, text=True
        )
        return looked.stdout

    @contextmanager
    def window(self, *, full_screen: bool = False) -> Iterator[subprocess.Popen[bytes]]:
        """A window in front that takes what is typed."""
        size, state = (["-fullscreen"], "FULLSCREEN") if full_screen else (["-geometry", "60x10"], "FOCUSED")
        with running(["xterm", *size, "-e", "cat"], self.environment) as terminal:
            wait_until(lambda: f"_NET_WM_STATE_{state}" in self.active_window_states(), "a window in front")
            yield terminal
        wait_until(lambda: not self.active_window_states(), "the window to be gone")

    @contextmanager
    def full_screen_window(self) -> Iterator[subprocess.Popen[bytes]]:
        """A window in front that covers the whole screen, as a film does."""
        with self.window(full_screen=True) as terminal:
            yield terminal


@contextmanager
def x_desktop(*, notifications: bool = True, window_manager: bool = True) -> Iterator[XSession]:
    """A whole desktop; without notifications or a window manager where a test wants to see that."""
    with home() as environment, ExitStack() as stack:
        folder = Path(environment["HOME"])
        server = stack.enter_context(x_server(environment))
        listening = ExitStack()
        stack.enter_context(listening)
        address = stack.enter_context(message_bus(environment))
        heard = Listener(address)
        listening.callback(heard.close)
        if window_manager:
            (folder / "jwmrc").write_text("<?xml version='1.0'?>\n<JWM></JWM>\n")
            stack.enter_context(running(["jwm", "-f", str(folder / "jwmrc")], environment))
        dunst = None
        if notifications:
            (folder / "menu").write_text(MENU.format(folder=folder))
            (folder / "dunstrc").write_text(DUNST.format(folder=folder))
            dunst = stack.enter_context(running(["dunst", "-conf", str(folder / "dunstrc")], environment))
        session = XSession(environment, folder, server, dunst, heard)
        if window_manager:
            wait_until(lambda: "window id" in session.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), "jwm")
        if notifications:
            wait_until(lambda: answers(environment), "dunst")
        yield session


def answers(environment: Mapping[str, str]) -> bool:
    """Whether a notification server is there."""
    asked = subprocess.run(["dunstctl", "is-paused"], env=dict(environment), capture_output=True)
    return asked.returncode == 0
