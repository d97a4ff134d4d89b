"""Find the browser in which the pages are looked at; on CI, where nobody else does, install it.

It keeps to syntax and modules that Python 3.8 knows, like every script.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from _packages import install

INSTALL = ("apt-get", "install", "-y", "chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """The browser that `CHROMIUM` names, or else the first on the path; None if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, _NAMES)), None)


def brought() -> str | None:
    """The same, and where CI runs as root and has none, after it was installed."""
    browser = found()
    if browser is None:
        install(INSTALL, "Chromium, which looks at the pages (once; a minute)")
        browser = found()
    return browser


def missing() -> str:
    """What to do where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return f"CHROMIUM names {named}, which is no file"
    return f"no Chromium was found: run {' '.join(INSTALL)}, or set CHROMIUM to where it lies"
