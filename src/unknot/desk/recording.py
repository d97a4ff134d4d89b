"""Whether a microphone or a camera is in use, which is what a call looks like from outside, and whether sound plays.

A microphone is heard through the sound server (PulseAudio, or PipeWire in its place), which is asked with `pactl`, and
past it through ALSA. What plays on the speakers (a monitor), a level meter, and what the sound server records for
itself (an echo canceller) is no call. A camera is in use while one of the person's own programs holds its device.
Names of programs and titles of streams are neither kept nor told.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path

from unknot.desk.child import said_by

PROC = Path("/proc")
DEV = Path("/dev")

_ANSWER_SECONDS = 2.0
_SOUND_SERVERS = ("pulseaudio", "pipewire", "wireplumber", "jackd", "jackdbus")
_CAPTURE_ALWAYS = ("jackd", "jackdbus")
# They may hold every camera open while nobody looks through any (libcamera did so until 2024).
_CAMERA_SERVERS = ("pipewire", "wireplumber")
_WANTED = ("Source", "Client", "Corked", "Mute", "Monitor of Sink", "Resample method", "stream.monitor")


def microphone(environment: Mapping[str, str], proc: Path = PROC) -> bool | None:
    """Whether a program listens to a microphone; None where neither the sound server nor ALSA tells."""
    through_server = _listens_through_server(environment)
    if through_server:
        return True
    owners = _running(proc, "c")
    told_already = _CAPTURE_ALWAYS if through_server is None else _SOUND_SERVERS
    if any(not _is_one_of(told_already, owner) for owner in owners or ()):
        return True
    if through_server is None and (owners is None or _has_sound_server(environment)):
        return None
    return False


def playing(environment: Mapping[str, str], proc: Path = PROC) -> bool | None:
    """Whether a program plays sound that can be heard; None where neither the sound server nor ALSA tells."""
    listed = _listed(environment, "sink-inputs")
    if listed is not None:
        return any(_is_heard(stream) for _, stream in _things(listed))
    owners = _running(proc, "p")
    if any(not _is_one_of(_CAPTURE_ALWAYS, owner) for owner in owners or ()):
        return True
    return None if owners is None or _has_sound_server(environment) else False


def camera(proc: Path = PROC, dev: Path = DEV) -> bool | None:
    """Whether a program of this person holds a camera open; None where that cannot be seen."""
    processes = tuple(proc.glob("[0-9]*"))
    if not processes or not dev.is_dir():
        return None
    devices = frozenset(map(str, dev.glob("video[0-9]*")))
    holders = [_line(process / "comm") for process in processes if devices and _holds(process, devices)]
    if any(not _is_one_of(_CAMERA_SERVERS, holder) for holder in holders):
        return True
    return None if holders else False


def _listens_through_server(environment: Mapping[str, str]) -> bool | None:
    """Whether a program records from a source of the sound server that is no monitor; None if it does not tell."""
    listed = _listed(environment, "source-outputs")
    if listed is None:
        return None
    recorded = {stream.get("Source") for _, stream in _things(listed) if _is_listening(stream)}
    if not recorded:
        return False
    sources = _listed(environment, "sources")
    if sources is None:
        return None
    return any(source.get("Monitor of Sink") == "n/a" for number, source in _things(sources) if number in recorded)


def _listed(environment: Mapping[str, str], things: str) -> str | None:
    """What `pactl list` says of these things; None if it does not tell."""
    # Where no server listens, `pactl` would start one.
    if not _pulse(environment):
        return None
    return said_by(("pactl", "list", things), {**environment, "LC_ALL": "C"}, _ANSWER_SECONDS)


def _is_listening(stream: Mapping[str, str]) -> bool:
    """Whether a stream takes sound in now for a program: not paused, no level meter, none of the server's own."""
    return (
        stream.get("Corked") == "no"
        and stream.get("Client", "n/a") != "n/a"
        and stream.get("Resample method") != "peaks"
        and stream.get("stream.monitor") != "true"
    )


def _is_heard(stream: Mapping[str, str]) -> bool:
    """Whether a stream of a program plays now: not paused, not silenced, none of the server's own."""
    return stream.get("Corked") == "no" and stream.get("Mute") == "no" and stream.get("Client", "n/a") != "n/a"


def _things(listed: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The number of each thing that `pactl list` describes, and what is wanted of its fields and properties."""
    number, fields = "", dict[str, str]()
    for line in listed.splitlines():
        if not line.startswith("\t"):
            if number:
                yield number, fields
            number, fields = line.rpartition("#")[2], {}
        elif line.startswith("\t\t"):
            name, _, value = line.strip().partition(" = ")
            if name in _WANTED:
                fields.setdefault(name, value.strip('"'))
        else:
            name, _, value = line.strip().partition(": ")
            if name in _WANTED:
                fields.setdefault(name, value)
    if number:
        yield number, fields


def _pulse(environment: Mapping[str, str]) -> bool:
    """Whether there is a sound server that `pactl` can ask."""
    if environment.get("PULSE_SERVER"):
        return True
    runtime = environment.get("PULSE_RUNTIME_PATH") or f"{environment.get('XDG_RUNTIME_DIR', '')}/pulse"
    return Path(runtime, "native").is_socket()


def _has_sound_server(environment: Mapping[str, str]) -> bool:
    return _pulse(environment) or Path(environment.get("XDG_RUNTIME_DIR", ""), "pipewire-0").is_socket()


def _running(proc: Path, direction: str) -> list[str] | None:
    """The programs that take sound in from a device of ALSA ("c") or play on one ("p"); None where there is no ALSA."""
    asound = proc / "asound"
    if not asound.is_dir():
        return None
    owners = []
    for status in asound.glob(f"card*/pcm*{direction}/sub*/status"):
        fields = _fields(status)
        if fields.get("state") == "RUNNING":
            # The owner is a thread, whose name may be any; the program is its group.
            group = _fields(proc / fields.get("owner_pid", "") / "status").get("Tgid", "")
            owners.append(_line(proc / group / "comm"))
    return owners


def _fields(path: Path) -> dict[str, str]:
    """The lines `name: value` of a file; none if it cannot be read."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    parts = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in parts}


def _line(path: Path) -> str:
    """What a file of one line says; nothing if it cannot be read."""
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""


def _holds(process: Path, devices: Set[str]) -> bool:
    """Whether a process of this person has one of these devices open."""
    try:
        if process.stat().st_uid != os.getuid():
            return False
        opened = [entry.path for entry in os.scandir(process / "fd")]
    except OSError:
        return False
    return any(_target(path) in devices for path in opened)


def _target(path: str) -> str:
    """Where a link leads; nowhere once it has gone."""
    try:
        return os.readlink(path)  # noqa: PTH115 - there are thousands, and a `Path` costs more than the question
    except OSError:
        return ""


def _is_one_of(programs: Iterable[str], name: str) -> bool:
    """Whether a process carries the name of one of these programs, perhaps wrapped or cut short."""
    return any(program in name for program in programs)
