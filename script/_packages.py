"""Packages of the system: installed on CI, where nobody else does it, and on no other machine.

It keeps to syntax and modules that Python 3.8 knows, like every script.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence


def is_ci() -> bool:
    """Whether nothing may be skipped, because nobody would read that it was."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def install(command: Sequence[str], why: str) -> None:
    """Run this command of apt-get where CI runs as root and has it; elsewhere do nothing."""
    if not (is_ci() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
        return
    print(f"installing {why}", file=sys.stderr, flush=True)
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for each in (("apt-get", "update"), command):
        subprocess.run(each, env=surroundings, stdout=sys.stderr, check=False)
