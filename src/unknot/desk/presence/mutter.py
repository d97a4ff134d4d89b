"""Presence on GNOME: Mutter, its compositor, counts the time since the last input and tells it over the message bus.

https://gitlab.gnome.org/GNOME/mutter/-/blob/main/data/dbus-interfaces/org.gnome.Mutter.IdleMonitor.xml
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection

from unknot.desk.bus import session_bus
from unknot.desk.presence import COMES_BACK_S, unknown

_MONITOR = DBusAddress(
    "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "org.gnome.Mutter.IdleMonitor"
)
_ANSWER_SECONDS = 2.0


class _AbsentError(Exception):
    """Nobody is there to be asked."""


class Mutter:
    """Asks each time, so it is exact to a millisecond and nothing runs in between. It is a `Presence`.

    Raises `NoPresenceError` where no Mutter is on the session's bus.
    """

    name = "GNOME on Wayland"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._bus: DBusConnection | None = None
        self._absent_since: float | None = None
        if self.idle_s() is None:
            self.close()
            raise unknown("no GNOME on the message bus")

    @property
    def over(self) -> bool:
        """Whether Mutter went away and has not come back."""
        return self._absent_since is not None and time.monotonic() - self._absent_since > COMES_BACK_S

    def idle_s(self) -> float | None:
        """Seconds since the last input; None while Mutter is not there or does not answer."""
        try:
            milliseconds = self._asked()
        except _AbsentError:
            if self._absent_since is None:
                self._absent_since = time.monotonic()
            return None
        self._absent_since = None
        return None if milliseconds is None else milliseconds / 1000

    def close(self) -> None:
        """The connection to the bus is closed."""
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def _asked(self) -> int | None:
        """Milliseconds since the last input, None if Mutter is too busy to say."""
        question = new_method_call(_MONITOR, "GetIdletime")
        question.header.flags |= MessageFlag.no_auto_start
        try:
            if self._bus is None:
                self._bus = session_bus(self._environment)
            answer = self._bus.send_and_get_reply(question, timeout=_ANSWER_SECONDS)
        except TimeoutError:
            self.close()
            return None
        except OSError as error:
            self.close()
            raise _AbsentError from error
        if answer.header.message_type != MessageType.method_return:
            raise _AbsentError
        return int(answer.body[0])
