"""Find the browser in which the pages are looked at; on CI, where nobody else does, install it.

It keeps to syntax and modules that Python 3.8 knows, like every script.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def is_ci() -> bool:
    """Whether nothing may be skipped, because nobody would read that it was."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def found() -> str | None:
    """The browser that `CHROMIUM` names, or else the first on the path; None if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, _NAMES)), None)


def brought() -> str | None:
    """The same, and where CI runs as root and has none, after it was installed."""
    browser = found()
    if browser is None and is_ci() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing Chromium, which looks at the pages (once; a minute)", file=sys.stderr, flush=True)
        surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (("apt-get", "update"), INSTALL):
            subprocess.run(command, env=surroundings, stdout=sys.stderr, check=False)
        browser = found()
    return browser


def missing() -> str:
    """What to do where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return f"CHROMIUM names {named}, which is no file"
    return f"no Chromium was found: run {' '.join(INSTALL)}, or set CHROMIUM to where it lies"
