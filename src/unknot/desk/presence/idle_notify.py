"""Presence on Wayland: the protocol ext-idle-notify-v1 of KDE, Sway, Hyprland, labwc, river and others.

https://wayland.app/protocols/ext-idle-notify-v1

The compositor is told once to say when nobody has used the seat for `TIMEOUT_S`, and when somebody does again. What it
says waits on the socket until somebody looks: nothing wakes up in between. So the last input is known to lie between
two looks, and is taken to be as late as it can have been.

A program that plays a film keeps the screen awake. A compositor that speaks version 1 calls nobody idle then, and so
neither does this. Version 2 counts the input by itself, and what keeps the screen awake shows in the difference.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from unknot.desk.presence import COMES_BACK_S, NoPresenceError, unknown
from unknot.desk.presence.wayland import Connection

TIMEOUT_S = 2.0
"""No input for so long is idle; shorter pauses are not seen."""

_LATE_S = 1.0
"""By how much the compositor may be late before its silence means something."""
_SEAT, _NOTIFIER = "wl_seat", "ext_idle_notifier_v1"
_COUNTS_INPUT_BY_ITSELF = 2
_GET_IDLE_NOTIFICATION, _GET_INPUT_IDLE_NOTIFICATION = 1, 2
_IDLED, _RESUMED = 0, 1


class IdleNotify:
    """Exact to the time between two looks. It is a `Presence`.

    Raises `NoPresenceError` where no compositor listens, or one that does not speak this protocol.
    """

    name = "Wayland"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._connection: Connection | None = None
        self._last_input = time.monotonic()
        self._lost_at: float | None = None
        try:
            self._connect()
        except OSError as error:
            raise unknown("no Wayland compositor answers") from error

    @property
    def over(self) -> bool:
        """Whether the compositor went away and has not come back."""
        return self._lost_at is not None and time.monotonic() - self._lost_at > COMES_BACK_S

    def idle_s(self) -> float | None:
        """Seconds since the last input, 0 during pauses shorter than `TIMEOUT_S`.

        None while the compositor is away, and for the first seconds with it: it does not tell what was before.
        """
        try:
            idle = self._looked(self._connection or self._connect())
        except (OSError, NoPresenceError):
            self.close()
            if self._lost_at is None:
                self._lost_at = time.monotonic()
            return None
        self._lost_at = None
        now = time.monotonic()
        if idle is False:
            self._last_input = now
        return None if idle is None else now - self._last_input

    def full_screen(self) -> bool | None:
        """Whether a program keeps the screen awake, as for a film. None while that cannot be told.

        It cannot where the compositor speaks version 1, nor during input: then both say that somebody is there.
        """
        idle = self.idle_s()
        if self._any == self._input or idle is None or idle < TIMEOUT_S + _LATE_S:
            return None
        return self._idle[self._any] is not True

    def close(self) -> None:
        """The connection to the compositor is closed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> Connection:
        """From now on the compositor says what happens at its first seat. What was before, it does not say."""
        connection = Connection(self._environment)
        try:
            for interface in (_SEAT, _NOTIFIER):
                if interface not in connection.offered:
                    raise unknown(f"the Wayland compositor has no {interface}")
            version = min(connection.offered[_NOTIFIER].version, _COUNTS_INPUT_BY_ITSELF)
            seat, notifier = connection.bind(_SEAT), connection.bind(_NOTIFIER, version)
            self._any = self._input = connection.new_id()
            timeout = round(TIMEOUT_S * 1000)
            connection.request(notifier, _GET_IDLE_NOTIFICATION, self._any, timeout, seat)
            if version == _COUNTS_INPUT_BY_ITSELF:
                self._input = connection.new_id()
                connection.request(notifier, _GET_INPUT_IDLE_NOTIFICATION, self._input, timeout, seat)
        except (OSError, NoPresenceError):
            connection.close()
            raise
        self._connection = connection
        self._idle: dict[int, bool | None] = {self._any: None, self._input: None}
        self._connected_at = time.monotonic()
        return connection

    def _looked(self, connection: Connection) -> bool | None:
        """Whether there is no input now; None as long as that has not turned out."""
        for event in connection.heard():
            if event.object not in self._idle:
                continue
            if event.opcode == _IDLED:
                if event.object == self._input and self._idle[self._input] is False:
                    self._last_input = time.monotonic() - TIMEOUT_S
                self._idle[event.object] = True
            elif event.opcode == _RESUMED:
                self._idle[event.object] = False
        if self._idle[self._input] is None and time.monotonic() - self._connected_at > TIMEOUT_S + _LATE_S:
            self._idle[self._input] = False
        return self._idle[self._input]
