"""The programs of the system that the tests of this folder need."""

from __future__ import annotations

import pytest

from tests.finders import script

finder = script("_desktop")
X_DESKTOP = ("Xvfb", "dbus-daemon", "dunst", "dunstctl", "jwm", "xdotool", "xprop", "xterm")


def need(*programs: str) -> None:
    """The test goes on where these are installed, and is skipped where they are not and cannot be."""
    if not finder.brought(programs):
        pytest.skip(finder.missing(programs))
