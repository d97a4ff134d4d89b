"""Who holds a lock on a file. It is looked at and never taken, so that looking keeps nobody from taking it."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

_FLOCK = {"linux": "hhqqi0q", "darwin": "qqihh0q"}
"""`struct flock` of C as `struct` writes it; what is missing here cannot be asked."""
_TO_THE_END = 0


def holder(file: Path, first: int = 0, size: int = _TO_THE_END) -> int | None:
    """The process that may alone write these bytes of `file`; None if there is none or this system does not tell.

    It is never the process that asks: POSIX reports the locks of others only.
    """
    layout = _FLOCK.get(sys.platform)
    if layout is None:
        return None
    import fcntl

    on_linux = sys.platform == "linux"
    asked = (fcntl.F_RDLCK, os.SEEK_SET, first, size, 0) if on_linux else (first, size, 0, fcntl.F_RDLCK, os.SEEK_SET)
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        answered = struct.unpack(layout, fcntl.fcntl(handle, fcntl.F_GETLK, struct.pack(layout, *asked)))
    except OSError:
        return None
    finally:
        os.close(handle)
    kind, process = (answered[0], answered[4]) if on_linux else (answered[3], answered[2])
    return int(process) if kind == fcntl.F_WRLCK and process > 0 else None
