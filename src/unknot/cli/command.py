"""The `unknot` that runs, for whatever starts it again later."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def unknot_command() -> Path:
    """The full path of the `unknot` that runs."""
    beside = Path(sys.executable).with_name("unknot")
    return beside if beside.exists() else Path(shutil.which("unknot") or sys.argv[0]).absolute()
