"""What an X server knows: how long ago a key was pressed or the pointer moved, and whether a window fills the screen.

It is asked through Xlib and its screen saver extension (MIT-SCREEN-SAVER), and about windows as the window manager
describes them (EWMH, https://specifications.freedesktop.org/wm-spec/latest/). No title of a window is ever asked for.

Xlib ends the process when its server has gone, unless told otherwise. Here nothing of the kind happens: the server is
not asked again, and `over` says that the session has ended.
"""

from __future__ import annotations

import ctypes
import select

from unknot.desk.presence import unknown

_HUNG_UP = getattr(select, "POLLRDHUP", 0)
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL | _HUNG_UP
_ANY_TYPE = 0
_MOST_VALUES = 1024
_SUCCESS = 0

ATOMS = (
    b"_NET_SUPPORTING_WM_CHECK",
    b"_NET_SUPPORTED",
    b"_NET_ACTIVE_WINDOW",
    b"_NET_WM_STATE",
    b"_NET_WM_STATE_FULLSCREEN",
)
"""The names of everything that is ever asked about a window."""


class _Idle(ctypes.Structure):
    """XScreenSaverInfo: `idle` is in milliseconds."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


# Xlib keeps these for the whole process. A window that closed between two questions is no error of ours.
_on_error = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda _display, _event: 0)
_on_lost = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _display: 0)
_instead_of_exit = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda _display, _data: None)


class X11:
    """The X server of a display, asked by one thread. It is a `Presence`.

    Raises `NoPresenceError` if a library is not installed, if the display cannot be opened, or if its server does not
    say for how long nobody did anything.
    """

    name = "X11"

    def __init__(self, display: str) -> None:
        if not display:
            raise unknown("DISPLAY names no X server")
        self._x = x = _library("libX11.so.6", "libx11-6")
        self._saver = saver = _library("libXss.so.1", "libxss1")
        x.XSetErrorHandler(_on_error)
        x.XSetIOErrorHandler(_on_lost)
        x.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
        if self._display.value is None:
            raise unknown(f"no X server answers at {display}")
        if hasattr(x, "XSetIOErrorExitHandler"):
            x.XSetIOErrorExitHandler(self._display, _instead_of_exit, None)
        self._connection = select.poll()
        self._connection.register(x.XConnectionNumber(self._display), _HUNG_UP)
        self._closed = False
        self._lost = False
        x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._root = ctypes.c_ulong(x.XDefaultRootWindow(self._display))
        if not saver.XScreenSaverQueryExtension(
            self._display, ctypes.byref(ctypes.c_int()), ctypes.byref(ctypes.c_int())
        ):
            self.close()
            raise unknown(f"the X server at {display} does not tell when it was used (no screen saver extension)")
        found = (ctypes.c_ulong * len(ATOMS))()
        x.XInternAtoms(self._display, (ctypes.c_char_p * len(ATOMS))(*ATOMS), len(ATOMS), False, found)
        self._wm_check, self._supported, self._active, self._state, self._full_screen = found

    @property
    def over(self) -> bool:
        """Whether the session has ended: its X server has gone, and everything else is None from now on."""
        return self._has_gone()

    def idle_s(self) -> float | None:
        """Seconds since the last key or movement of the pointer; None when the session is over."""
        if self._has_gone():
            return None
        about = _Idle()
        known = self._saver.XScreenSaverQueryInfo(self._display, self._root, ctypes.byref(about))
        return about.idle / 1000 if known and not self._has_gone() else None

    def full_screen(self) -> bool | None:
        """Whether the window in front fills the screen, as films, games and slides do; None if nobody here says so."""
        if self._has_gone():
            return None
        # The server tells everybody of every change of the keyboard's layout; unread, that would pile up for weeks.
        self._x.XSync(self._display, True)
        if not self._is_managed():
            return None
        window = next(iter(self._longs(self._root.value, self._active)), 0)
        filled = window != 0 and self._full_screen in self._longs(window, self._state)
        return None if self._has_gone() else filled

    def close(self) -> None:
        """The connection is closed; everything is None from now on."""
        # Closing a connection that was lost would ask the server once more.
        if not self._has_gone():
            self._x.XCloseDisplay(self._display)
        self._closed = True

    def _has_gone(self) -> bool:
        if not (self._closed or self._lost):
            self._lost = any(what & _GONE for _, what in self._connection.poll(0))
        return self._closed or self._lost

    def _is_managed(self) -> bool:
        """Whether a window manager runs that tells what is in front and what fills the screen."""
        manager = self._longs(self._root.value, self._wm_check)
        if not manager or self._longs(manager[0], self._wm_check) != manager:
            return False
        return {self._active, self._state, self._full_screen} <= set(self._longs(self._root.value, self._supported))

    def _longs(self, window: int, atom: int) -> list[int]:
        """The values of a property of a window: numbers of windows or atoms. Empty if it has none, or has closed."""
        kind, size = ctypes.c_ulong(), ctypes.c_int()
        count, left = ctypes.c_ulong(), ctypes.c_ulong()
        values = ctypes.POINTER(ctypes.c_ulong)()
        answered = self._x.XGetWindowProperty(
            self._display,
            ctypes.c_ulong(window),
            ctypes.c_ulong(atom),
            ctypes.c_long(0),
            ctypes.c_long(_MOST_VALUES),
            False,
            ctypes.c_ulong(_ANY_TYPE),
            ctypes.byref(kind),
            ctypes.byref(size),
            ctypes.byref(count),
            ctypes.byref(left),
            ctypes.byref(values),
        )
        if answered != _SUCCESS:
            return []
        found = values[: count.value] if size.value == 32 else []
        self._x.XFree(values)
        return found


def _library(name: str, package: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name)
    except OSError as error:
        raise unknown(f"{name} is not installed (Debian and Ubuntu have it in {package})") from error
