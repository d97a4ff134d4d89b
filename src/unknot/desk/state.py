"""What the companion keeps in the folder `desk` of the data folder, for itself and for those who ask how it is.

- `companion.lock` is locked while a companion runs for this data folder.
- `state.json` says what the companion sees; it is there while it runs, and after it was killed until it starts again.
- `stretch.json` says which stretch of sitting goes on, for the companion that is started next.
- `pause` says until when no prompt is to be shown.

All can be read by their owner alone. What is damaged counts as not there. The folder is made when a companion starts or
is paused; if it is taken away, the companion that runs has lost its lock, and writes nothing any more.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from unknot.desk.clocks import Carried
from unknot.desk.locks import holder
from unknot.desk.noting import Noted
from unknot.desk.waiting import replace

FOLDER = "desk"

_LOCK = "companion.lock"
_STATE = "state.json"
_STRETCH = "stretch.json"
_PAUSE = "pause"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class State(NamedTuple):
    """What the companion saw at `written_at`. `waiting` facts are not handed over, `refused` ones never can be.

    `unknown` are the codes of what cannot be known here: call, camera, full_screen, quiet, and idle where for a while
    nothing tells whether somebody is there.
    """

    pid: int
    written_at: datetime
    source: str
    unknown: tuple[str, ...]
    sitting_since: datetime | None
    unbroken_min: float
    paused_until: datetime | None
    handed_over: bool
    waiting: int
    refused: int


class OpenStretch(NamedTuple):
    """A stretch that goes on, and when a prompt was shown last, by `awake_s`.

    `noted` is its fact. `began_at` and `last_at` are instants of the wall clock, `carried` is by the clocks of the
    machine since it was started as `boot` names it.
    """

    noted: Noted
    boot: str
    began_at: datetime
    last_at: datetime
    carried: Carried
    prompted_s: float | None


class Lock:
    """This process is the only companion of the data folder. Raises `BlockingIOError` if another one is."""

    def __init__(self, folder: Path) -> None:
        import fcntl

        desk = make(folder)
        self._file = desk / _LOCK
        self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.lockf(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise BlockingIOError(f"{self._file} is locked") from None

    def is_held(self) -> bool:
        """Whether the locked file is still the one in the folder."""
        try:
            return os.path.samestat(os.fstat(self._handle), self._file.stat())
        except OSError:
            return False

    def close(self) -> None:
        """Another companion may run."""
        os.close(self._handle)


def running(folder: Path) -> int | None:
    """The process of the companion of this data folder; None if none runs."""
    return holder(folder / FOLDER / _LOCK)


def make(folder: Path) -> Path:
    """The folder `desk` of the data folder; it is there, and for its owner alone."""
    desk = folder / FOLDER
    desk.mkdir(mode=0o700, parents=True, exist_ok=True)
    if desk.stat().st_mode & 0o077:
        desk.chmod(0o700)
    return desk


def write(folder: Path, state: State) -> None:
    """Whoever asks now reads `state`."""
    said = state._asdict() | {
        "written_at": state.written_at.isoformat(),
        "unbroken_min": round(state.unbroken_min, 2),
        "sitting_since": _said(state.sitting_since),
        "paused_until": _said(state.paused_until),
    }
    _write(folder / FOLDER / _STATE, said)


def read(folder: Path) -> State | None:
    """What the companion saw last; None if none ran, or it has ended well."""
    said = _read(folder / FOLDER / _STATE)
    try:
        return State(
            pid=int(said["pid"]),
            written_at=_aware(said["written_at"]),
            source=str(said["source"]),
            unknown=tuple(map(str, said["unknown"])),
            sitting_since=_instant(said["sitting_since"]),
            unbroken_min=float(said["unbroken_min"]),
            paused_until=_instant(said["paused_until"]),
            handed_over=bool(said["handed_over"]),
            waiting=int(said["waiting"]),
            refused=int(said["refused"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def forget(folder: Path) -> None:
    """Nobody sees anything any more."""
    (folder / FOLDER / _STATE).unlink(missing_ok=True)


def keep_stretch(folder: Path, stretch: OpenStretch | None) -> None:
    """The next companion finds `stretch`, or none."""
    file = folder / FOLDER / _STRETCH
    if stretch is None:
        file.unlink(missing_ok=True)
        return
    said = stretch._asdict() | {
        "began_at": stretch.began_at.isoformat(),
        "last_at": stretch.last_at.isoformat(),
        "noted": stretch.noted._asdict(),
        "carried": stretch.carried._asdict(),
    }
    _write(file, said)


def kept_stretch(folder: Path) -> OpenStretch | None:
    """The stretch that went on when the last companion ended."""
    said = _read(folder / FOLDER / _STRETCH)
    try:
        carried = {name: float(value) for name, value in said["carried"].items()}
        minutes, prompted = said["noted"]["minutes"], said["prompted_s"]
        return OpenStretch(
            noted=Noted(str(said["noted"]["id"]), None if minutes is None else float(minutes)),
            boot=str(said["boot"]),
            began_at=_aware(said["began_at"]),
            last_at=_aware(said["last_at"]),
            carried=Carried(**carried),
            prompted_s=None if prompted is None else float(prompted),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def pause(folder: Path, until: datetime | None) -> None:
    """No prompt is shown until then, or prompts are shown again. The companion sees it before its next prompt."""
    if until is None:
        (folder / FOLDER / _PAUSE).unlink(missing_ok=True)
    else:
        replace(make(folder) / _PAUSE, f"{until.isoformat()}\n".encode())


def paused_until(folder: Path) -> datetime | None:
    """Until when no prompt is to be shown; None if they were never paused. It may be past."""
    with suppress(OSError, ValueError):
        return _aware((folder / FOLDER / _PAUSE).read_text(encoding="ascii").strip())
    return None


def boot() -> str:
    """A name for this start of the machine: its clocks mean nothing in another one."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return f"started about {round((time.time() - time.monotonic()) / 60.0)}"


def _write(file: Path, said: Mapping[str, Any]) -> None:
    replace(file, json.dumps(said, ensure_ascii=False).encode() + b"\n")


def _read(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _said(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _instant(said: Any) -> datetime | None:
    return None if said is None else _aware(said)


def _aware(said: Any) -> datetime:
    instant = datetime.fromisoformat(said)
    if instant.utcoffset() is None:
        raise ValueError("an instant without an offset")
    return instant
