"""What a person at the desk should not be interrupted in: a call, a film, slides, or the wish for quiet.

None always means that it cannot be known here. The notification service tells whether it is paused (dunst) or
inhibited (Plasma and others); GNOME keeps it as a setting. A program that plays a film asks GNOME not to go idle;
elsewhere a full screen is taken for a film while sound plays, for many people work on a full screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from unknot.desk.child import said_by
from unknot.desk.recording import DEV, PROC, camera, microphone, playing

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

_ANSWER_SECONDS = 2.0
_NOTIFICATIONS = "org.freedesktop.Notifications"
_PAUSED = (("org.dunstproject.cmd0", "paused"), (_NOTIFICATIONS, "Inhibited"))
_BANNERS = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
_GNOME_SESSION = "org.gnome.SessionManager"
_IDLE = 8
"""The flag of an inhibitor that keeps the session from going idle."""


class Occupied(NamedTuple):
    """True or False, or None where it cannot be known here."""

    call: bool | None
    """A microphone or a camera is in use."""
    full_screen: bool | None
    """The window in front fills the screen, or a program keeps the session from going idle."""
    quiet: bool | None
    """Nothing should disturb: notifications are switched off."""
    film: bool | None
    """A film plays, which is watched without a key."""


class Screen(Protocol):
    """Who knows what fills the screen."""

    def full_screen(self) -> bool | None:
        """Whether the window in front does; None if that cannot be known."""


class Surroundings:
    """Looks around in the session that `environment` describes, without ever starting a service there.

    `bus` is a connection to its message bus that nobody else waits on, `x` its X server; either may be missing.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        bus: DBusConnection | None,
        x: Screen | None,
        *,
        proc: Path = PROC,
        dev: Path = DEV,
    ) -> None:
        self._environment = environment
        self._bus = bus
        self._x = x
        self._proc = proc
        self._dev = dev
        self._unknown: tuple[str, ...] | None = None

    def look(self) -> Occupied:
        """What is known now. It takes some milliseconds, and some more where there is a camera."""
        heard, seen = microphone(self._environment, self._proc), camera(self._proc, self._dev)
        awake, quiet = self._is_kept_awake(), self._quiet()
        filled = True if awake else self._x.full_screen() if self._x is not None else None
        known = {"call": heard, "camera": seen, "full_screen": filled, "quiet": quiet}
        self._unknown = tuple(code for code, what in known.items() if what is None)
        film = True if awake else playing(self._environment, self._proc) if filled else filled
        return Occupied(True if seen else heard, filled, quiet, film)

    def unknown(self) -> tuple[str, ...]:
        """What could not be known at the last look: of "call" (the microphone), "camera", "full_screen", "quiet"."""
        if self._unknown is None:
            self.look()
        return self._unknown or ()

    def _is_kept_awake(self) -> bool:
        """Whether a program keeps the session from going idle; False also where nobody could tell."""
        return (
            self._asked("/org/gnome/SessionManager", _GNOME_SESSION, _GNOME_SESSION, "IsInhibited", "u", (_IDLE,))
            is True
        )

    def _quiet(self) -> bool | None:
        for interface, name in _PAUSED:
            told = self._asked(
                "/org/freedesktop/Notifications",
                _NOTIFICATIONS,
                "org.freedesktop.DBus.Properties",
                "Get",
                "ss",
                (interface, name),
            )
            if isinstance(told, tuple) and told[0] == "b":
                return bool(told[1])
        if "GNOME" not in self._environment.get("XDG_CURRENT_DESKTOP", "").split(":"):
            return None
        banners = said_by(_BANNERS, self._environment, _ANSWER_SECONDS)
        return {"true": False, "false": True}.get((banners or "").strip())

    def _asked(self, path: str, service: str, interface: str, method: str, kinds: str, values: tuple[Any, ...]) -> Any:
        """The first value that a running service answers; None if it does not, or does not run."""
        if self._bus is None:
            return None
        # Not every system that has no bus has jeepney.
        from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call

        question = new_method_call(DBusAddress(path, service, interface), method, kinds, values)
        question.header.flags |= MessageFlag.no_auto_start
        try:
            answer = self._bus.send_and_get_reply(question, timeout=_ANSWER_SECONDS)
        except OSError:
            return None
        answered = answer.header.message_type is MessageType.method_return and answer.body
        return answer.body[0] if answered else None
