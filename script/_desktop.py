"""Find what the desktops are made of in which the companion is tried; on CI, where nobody else does, install it.

It keeps to syntax and modules that Python 3.8 knows, like every script.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from _packages import install

PROGRAMS = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "desktop-file-validate": "desktop-file-utils",
    "dunst": "dunst",
    "dunstctl": "dunst",
    "gsettings": "libglib2.0-bin",
    "jwm": "jwm",
    "kwin_wayland": "kwin-wayland",
    "mutter": "mutter",
    "pactl": "pulseaudio-utils",
    "parec": "pulseaudio-utils",
    "pipewire": "pipewire",
    "pipewire-pulse": "pipewire-pulse",
    "pulseaudio": "pulseaudio",
    "systemd-analyze": "systemd",
    "wireplumber": "wireplumber",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xterm": "xterm",
}
"""Each program, and the package of Debian that brings it."""
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def absent(programs: Sequence[str] = tuple(PROGRAMS)) -> tuple[str, ...]:
    """The packages of those programs that are not installed here."""
    return tuple(sorted({PROGRAMS[name] for name in programs if shutil.which(name) is None}))


def brought(programs: Sequence[str] = tuple(PROGRAMS)) -> bool:
    """Whether all of them are here, where CI runs as root after those that were not are installed."""
    packages = absent(programs)
    if packages:
        install((*INSTALL, *packages), "desktops, in which the companion is tried (once; two minutes)")
    return not absent(programs)


def missing(programs: Sequence[str] = tuple(PROGRAMS)) -> str:
    """What to do where some are not."""
    return f"a desktop to test in is missing: run {' '.join((*INSTALL, *absent(programs)))}"
