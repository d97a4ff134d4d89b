"""Prompts as notifications of the desktop (https://specifications.freedesktop.org/notification-spec/latest/).

The notification service may come late, go and come back, or be another one all of a sudden: what is shown is shown
again by whoever serves now. Its answers are believed only from the service that showed the prompt, since numbers of
notifications are every service's own.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageFlag, MessageType, new_method_call
from jeepney.bus_messages import DBus
from jeepney.io.blocking import DBusConnection

import unknot
from unknot.desk import content
from unknot.desk.bus import session_bus
from unknot.desk.prompting import CLOSED
from unknot.errors import InputError, Problem

SERVICE = "org.freedesktop.Notifications"
DEFAULT_ACTION = "default"
"""What a click on the notification itself chooses."""
CLICKED = "start"
"""The action which that means, if it is offered. A click answers no question."""

_ADDRESS = DBusAddress("/org/freedesktop/Notifications", SERVICE, SERVICE)
_ICON = Path(unknot.__file__).parent / "web" / "static" / "unknot" / "icon.svg"
_ANSWER_SECONDS = 3.0
_LINGER_SECONDS = 0.3
"""Some services say that a notification was closed just before they say which action closed it."""
_EXPIRED, _BY_THE_PERSON = 1, 2
_NORMAL = 1
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOSES_TRANSIENT_ONES = "gnome-shell"
"""It throws transient notifications away after a few seconds, and with them the buttons."""


class _Prompt(NamedTuple):
    """What is shown, or would be if there were a service."""

    title: str
    text: str
    actions: tuple[tuple[str, str], ...]


class Notification:
    """Shows prompts through the notification service of the session. It is a `Prompter`.

    Raises `InputError` (`desk_no_notifications`) if the session has no bus. A session whose service is not there yet
    is fine: `can_show` turns true when it comes.
    """

    def __init__(self, environment: Mapping[str, str], stays_s: float) -> None:
        self._stays_ms = round(stays_s * 1000)
        self._prompt: _Prompt | None = None
        self._number = 0
        self._owner: str | None = None
        self._heard: deque[str] = deque()
        self.capabilities: frozenset[str] = frozenset()
        self.service = ""
        self._bus: DBusConnection | None
        try:
            self._bus = session_bus(environment)
        except OSError as error:
            problem, hint = content.say("companion.cli.no_bus"), content.say("companion.cli.no_bus.hint")
            raise InputError(Problem("desk_no_notifications", "", problem, hint)) from error
        for rule in _RULES:
            self._call(DBus().AddMatch(rule))
        self._meet()

    @property
    def can_show(self) -> bool:
        """Whether a notification service is there."""
        return self._owner is not None

    @property
    def can_answer(self) -> bool:
        """Whether notifications have buttons here."""
        return "actions" in self.capabilities

    def show(self, title: str, text: str, actions: Sequence[tuple[str, str]]) -> None:
        """This is the notification; an earlier one is replaced. Without a service it is shown as soon as one comes."""
        self._prompt = _Prompt(title, text, tuple(actions))
        self._heard.clear()
        self._notify()

    def withdraw(self) -> None:
        """No notification of ours is there."""
        self._prompt = None
        self._heard.clear()
        number, self._number = self._number, 0
        if number:
            self._send("CloseNotification", "u", (number,))

    def wait(self, seconds: float) -> str | None:
        """Sleeps until an action was chosen, the person dismissed the notification, or time is up."""
        until = time.monotonic() + seconds
        while not self._heard:
            if not self._receive(until - time.monotonic()):
                return None
        heard = self._heard.popleft()
        if heard == CLOSED:
            until = min(until, time.monotonic() + _LINGER_SECONDS)
            while not self._heard and self._receive(until - time.monotonic()):
                pass
            heard = self._heard.popleft() if self._heard else heard
        self._prompt = None
        return heard

    def close(self) -> None:
        """No notification of ours is there, nor a connection to the bus."""
        self.withdraw()
        self._let_go()

    def _meet(self) -> None:
        """Who serves notifications now, and what it can do."""
        self.capabilities = frozenset()
        self._owner = None
        said = self._call(new_method_call(_ADDRESS, "GetCapabilities"))
        if said is None:
            return
        self.capabilities = frozenset(said.body[0])
        self._owner = said.header.fields[HeaderFields.sender]
        about = self._call(new_method_call(_ADDRESS, "GetServerInformation"))
        self.service = about.body[0] if about is not None else ""

    def _notify(self) -> None:
        if self._prompt is None:
            return
        if self._owner is None:
            self._meet()
        title, text, actions = self._prompt
        if not self.can_answer and actions:
            text = f"{text}\n{content.say('companion.cli.no_buttons')}"
            actions = ()
        if "body-markup" in self.capabilities:
            text = text.translate(_ESCAPED)
        offered = [word for action in (_clicked(actions) + actions) for word in action]
        notified = ("Unknot", self._number, str(_ICON), title, text, offered, self._hints(), self._stays_ms)
        said = self._call(new_method_call(_ADDRESS, "Notify", "susssasa{sv}i", notified))
        if said is None:
            self._number, self._owner = 0, None
            return
        self._number = said.body[0]
        self._owner = said.header.fields[HeaderFields.sender]

    def _hints(self) -> dict[str, tuple[str, object]]:
        hints: dict[str, tuple[str, object]] = {
            "category": ("s", "x-unknot.break"),
            "desktop-entry": ("s", "unknot"),
            "urgency": ("y", _NORMAL),
        }
        if self.service != _LOSES_TRANSIENT_ONES:
            hints["transient"] = ("b", True)
        return hints

    def _receive(self, seconds: float) -> bool:
        """Takes in one message; False if none came in time."""
        if self._bus is None:
            time.sleep(max(0.0, seconds))
            return False
        try:
            message = self._bus.receive(timeout=max(0.0, seconds))
        except TimeoutError:
            return False
        except (OSError, ValueError):
            self._let_go()
            return self._receive(seconds)
        self._take_in(message)
        return True

    def _take_in(self, message: Message) -> None:
        if message.header.message_type != MessageType.signal:
            return
        fields = message.header.fields
        member, sender = fields.get(HeaderFields.member), fields.get(HeaderFields.sender)
        if member == "NameOwnerChanged" and message.body[0] == SERVICE:
            self._change_owner(message.body[2])
        elif sender == self._owner and self._number and message.body[0] == self._number:
            if member == "ActionInvoked":
                self._choose(message.body[1])
            elif member == "NotificationClosed":
                self._closed(message.body[1])

    def _change_owner(self, owner: str) -> None:
        if not owner:
            self._number, self._owner, self.capabilities = 0, None, frozenset()
        elif owner != self._owner:
            self._number = 0
            self._meet()
            self._notify()

    def _choose(self, key: str) -> None:
        """Some services leave a notification standing whose action was chosen."""
        if self._prompt is not None:
            chosen = CLICKED if key == DEFAULT_ACTION else key
            if any(chosen == offered for offered, _ in self._prompt.actions):
                self._heard.append(chosen)
        number, self._number = self._number, 0
        self._send("CloseNotification", "u", (number,))

    def _closed(self, reason: int) -> None:
        if reason == _BY_THE_PERSON:
            self._heard.append(CLOSED)

    def _send(self, method: str, signature: str, body: tuple[Any, ...]) -> None:
        """Calls `method` of the service, if there is one, and does not wait for what it says."""
        if self._bus is None or self._owner is None:
            return
        message = new_method_call(_ADDRESS, method, signature, body)
        message.header.flags = MessageFlag.no_reply_expected | MessageFlag.no_auto_start
        try:
            self._bus.send(message)
        except OSError:
            self._let_go()

    def _call(self, message: Message) -> Message | None:
        """The answer to a call; None if there is none. Signals that come meanwhile are taken in after it."""
        if self._bus is None:
            return None
        meanwhile: deque[Message] = deque()
        try:
            with self._bus.filter(_ANY_SIGNAL, queue=meanwhile):
                said = self._bus.send_and_get_reply(message, timeout=_ANSWER_SECONDS)
        except TimeoutError:
            said = None
        except (OSError, ValueError):
            self._let_go()
            return None
        for each in meanwhile:
            self._take_in(each)
        return said if said is not None and said.header.message_type == MessageType.method_return else None

    def _let_go(self) -> None:
        if self._bus is not None:
            self._bus.close()
        self._bus, self._owner, self._number, self.capabilities = None, None, 0, frozenset()


_ANY_SIGNAL = MatchRule(type="signal")
_OF_THE_SERVICE = MatchRule(type="signal", sender=SERVICE, interface=SERVICE, path=_ADDRESS.object_path)
_OWNER_CHANGED = MatchRule(
    type="signal",
    sender="org.freedesktop.DBus",
    interface="org.freedesktop.DBus",
    member="NameOwnerChanged",
    path="/org/freedesktop/DBus",
)
_OWNER_CHANGED.add_arg_condition(0, SERVICE)
_RULES = (_OF_THE_SERVICE, _OWNER_CHANGED)


def _clicked(actions: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The action of a click on the notification itself, if there is one."""
    return tuple((DEFAULT_ACTION, label) for key, label in actions if key == CLICKED)
