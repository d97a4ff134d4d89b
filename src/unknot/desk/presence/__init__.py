"""Whether somebody is at the computer: how long ago a key was pressed or the pointer moved, whoever knows it here.

A desktop session on Wayland tells it itself: GNOME over the message bus, most others by a protocol of their own. What
X11 says inside such a session is wrong, because it sees the input to X11 programs alone, so it is asked only where
there is no Wayland. ActivityWatch, where it runs, knows it on every system.

Code                       | Meaning
-------------------------- | -----------------------------------------------------------------------
`desk_no_presence`         | nothing here tells whether somebody is at the computer
`desk_watcher_elsewhere`   | the address of ActivityWatch is not one of this computer
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from unknot.errors import InputError, Problem

ACTIVITYWATCH = "http://127.0.0.1:5600"
"""Where a server of ActivityWatch listens unless told otherwise."""


COMES_BACK_S = 30.0
"""How long a desktop that crashed may take to come back before its session counts as over."""


class NoPresenceError(InputError):
    """A source of presence cannot be used here, or none can."""


class Presence(Protocol):
    """One source that knows when somebody last used the keyboard or the pointer."""

    name: str

    @property
    def over(self) -> bool:
        """Whether the session that it belongs to has ended, so that nobody will ever sit at it again."""
        ...

    def idle_s(self) -> float | None:
        """Seconds since the last input; None while it cannot be known. Never raises."""
        ...

    def close(self) -> None:
        """Nothing of it is open any more."""
        ...


def find(environment: Mapping[str, str], *, wanted: str = "auto", activitywatch: str = ACTIVITYWATCH) -> Presence:
    """The first source that answers in the session that `environment` describes, or the `wanted` one of `SOURCES`.

    ActivityWatch need not answer yet if it is wanted: started with the desktop, it may come up later than who asks it.
    Raises `NoPresenceError` with `desk_no_presence` if none answers, and `InputError` with `desk_watcher_elsewhere` if
    ActivityWatch is asked and `activitywatch` is not an address of this computer.
    """
    if wanted == "activitywatch":
        return _activitywatch(environment, activitywatch, may_come=True)
    if wanted != "auto":
        return _OPEN[wanted](environment, activitywatch)
    order = _order(environment)
    refused = [] if len(order) > 1 else ["no desktop session"]
    for name in order:
        try:
            return _OPEN[name](environment, activitywatch)
        except NoPresenceError as error:
            refused += [problem.message for problem in error.problems]
    raise unknown("nothing here tells whether somebody is at the computer: " + ", ".join(refused))


def unknown(reason: str) -> NoPresenceError:
    """The error of a source that cannot be used because of `reason`, a few words that may stand in a list."""
    hint = "start it in a desktop session, or start ActivityWatch"
    return NoPresenceError(Problem("desk_no_presence", "desk", reason, hint))


def _order(environment: Mapping[str, str]) -> tuple[str, ...]:
    if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
        return ("mutter", "wayland", "activitywatch")
    if environment.get("DISPLAY"):
        return ("x11", "activitywatch")
    return ("activitywatch",)


# Each is imported only where it is asked for: a source that nobody uses costs no memory.
def _mutter(environment: Mapping[str, str], _activitywatch: str) -> Presence:
    try:
        from unknot.desk.presence.mutter import Mutter
    except ImportError as error:
        raise unknown("nothing here speaks to a message bus") from error

    return Mutter(environment)


def _wayland(environment: Mapping[str, str], _activitywatch: str) -> Presence:
    from unknot.desk.presence.idle_notify import IdleNotify

    return IdleNotify(environment)


def _x11(environment: Mapping[str, str], _activitywatch: str) -> Presence:
    from unknot.desk.presence.x11 import X11

    return X11(environment.get("DISPLAY", ""))


def _activitywatch(_environment: Mapping[str, str], activitywatch: str, *, may_come: bool = False) -> Presence:
    from unknot.desk.presence.activitywatch import ActivityWatch

    return ActivityWatch(activitywatch, may_come=may_come)


_OPEN: Mapping[str, Callable[[Mapping[str, str], str], Presence]] = {
    "mutter": _mutter,
    "wayland": _wayland,
    "x11": _x11,
    "activitywatch": _activitywatch,
}
SOURCES = ("auto", *_OPEN)
"""What `find` may be asked for."""
