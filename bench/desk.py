"""What a companion at the desk costs while it waits: Unknot's beside Workrave and Safe Eyes, in one run.

Each program runs on a screen of its own (Xvfb) with a session bus and a real notification daemon (dunst), with a home
of its own. It is left to settle; then a minute is measured in which nobody is there, and one in which the pointer moves
every few seconds. The rounds take the programs in turns, so that a busy machine hits all of them alike.

PSS is the memory of the program's processes, shared pages divided among those who share them. Wake-ups are voluntary
context switches of all their threads.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.table import machine, table

SETTLE_S = 20.0
POINTER_EVERY_S = 5.0
PACKAGES = ("xvfb", "xdotool", "dunst", "dbus", "workrave", "safeeyes")
HEAD = (
    "program",
    "start CPU-s",
    "PSS MB",
    "CPU-s a minute, nobody there",
    "wake-ups",
    "CPU-s a minute, at work",
    "wake-ups ",
    "memory beside",
)
OURS = "unknot desk"
_TICKS = os.sysconf("SC_CLK_TCK")
_NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Minute:
    """What a program took in one minute."""

    cpu_s: float
    wakeups: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a program cost: processor seconds to start, megabytes, and the two minutes."""

    start_cpu_s: float
    pss_mb: float
    idle: Minute
    at_work: Minute


def report(rounds: int, seconds: float, *, markdown: bool) -> str:
    """Runs every program `rounds` times and says what it cost: the median of each, and its range."""
    missing = [name for name in ("Xvfb", "xdotool", "dunst", "dbus-daemon") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)}: not installed; apt-get install -y --no-install-recommends {' '.join(PACKAGES)}"
    programs = {OURS: [str(Path(sys.executable).with_name("unknot")), "desk", "--verbose"]}
    programs |= {name: [name] for name in ("workrave", "safeeyes") if shutil.which(name)}
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    for turn in range(rounds):
        for name in list(programs)[:: 1 if turn % 2 == 0 else -1]:
            costs[name].append(_cost(programs[name], seconds))
    rows = [(name, *_figures(each), _beside(name, costs)) for name, each in costs.items()]
    return "\n".join((machine(rounds), "", table(HEAD, rows, markdown=markdown)))


def _beside(name: str, costs: Mapping[str, list[Cost]]) -> str:
    if name == OURS:
        return ""
    ratios = [theirs.pss_mb / ours.pss_mb for theirs, ours in zip(costs[name], costs[OURS], strict=True)]
    return f"{statistics.median(ratios):.1f} × {OURS} ({min(ratios):.1f} to {max(ratios):.1f})"


def _figures(costs: list[Cost]) -> tuple[str, ...]:
    columns = (
        [each.start_cpu_s for each in costs],
        [each.pss_mb for each in costs],
        [each.idle.cpu_s for each in costs],
        [each.idle.wakeups for each in costs],
        [each.at_work.cpu_s for each in costs],
        [each.at_work.wakeups for each in costs],
    )
    digits = (2, 1, 4, 0, 4, 0)
    return tuple(
        f"{statistics.median(column):.{n}f} ({min(column):.{n}f} to {max(column):.{n}f})"
        for column, n in zip(columns, digits, strict=True)
    )


def _cost(command: list[str], seconds: float) -> Cost:
    with ExitStack() as stack:
        environment = stack.enter_context(_desktop())
        process = stack.enter_context(_running(command, environment, new_session=True))
        time.sleep(SETTLE_S)
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended at once with {process.returncode}")
        started = _processor_s(process.pid)
        idle = _minute(process.pid, seconds, environment, moves=False)
        at_work = _minute(process.pid, seconds, environment, moves=True)
        return Cost(started, sum(map(_pss_mb, _family(process.pid))), idle, at_work)


def _minute(pid: int, seconds: float, environment: Mapping[str, str], *, moves: bool) -> Minute:
    cpu, wakeups, began = _processor_s(pid), _wakeups(pid), time.monotonic()
    place = 100
    while (left := seconds - (time.monotonic() - began)) > 0:
        if moves:
            place = 300 - place
            subprocess.run(["xdotool", "mousemove", str(place), "200"], env=dict(environment), check=True)
        time.sleep(min(left, POINTER_EVERY_S))
    share = 60.0 / (time.monotonic() - began)
    return Minute((_processor_s(pid) - cpu) * share, (_wakeups(pid) - wakeups) * share)


@contextmanager
def _desktop() -> Iterator[dict[str, str]]:
    """A screen with a session bus and a notification daemon; the environment of programs that run on it."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYLAND"))}
        environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "GDK_BACKEND": "x11"}
        environment |= {"UNKNOT_DATA": str(home / "unknot")}
        reading, writing = os.pipe()
        stack.enter_context(
            _running(
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                environment,
                pass_fds=(writing,),
            )
        )
        os.close(writing)
        with os.fdopen(reading) as display:
            environment["DISPLAY"] = f":{display.readline().strip()}"
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        daemon = stack.enter_context(_running(bus, environment, stdout=subprocess.PIPE))
        assert daemon.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().decode().strip()
        stack.enter_context(_running(["dunst"], environment))
        time.sleep(1.0)
        yield environment


@contextmanager
def _running(
    command: list[str],
    environment: Mapping[str, str],
    *,
    stdout: int = subprocess.DEVNULL,
    pass_fds: tuple[int, ...] = (),
    new_session: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        pass_fds=pass_fds,
        start_new_session=new_session,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if new_session:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _family(pid: int) -> list[int]:
    """The process and everything that it started and that still lives."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*"):
            children = _read(task / "children").split()
            found += [int(child) for child in children]
    return found


def _processor_s(pid: int) -> float:
    """Processor seconds of the family: its threads to the nanosecond, children that have ended to the clock tick."""
    total = 0.0
    for each in _family(pid):
        fields = _read(Path(f"/proc/{each}/stat")).rpartition(")")[2].split()
        total += sum(int(value) for value in fields[13:15]) / _TICKS if fields else 0.0
        for task in Path(f"/proc/{each}/task").glob("*"):
            spent = _read(task / "schedstat").split()
            total += int(spent[0]) / _NANOSECONDS if spent else 0.0
    return total


def _wakeups(pid: int) -> int:
    total = 0
    for each in _family(pid):
        for task in Path(f"/proc/{each}/task").glob("*"):
            counted = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", _read(task / "status"), re.MULTILINE)
            total += int(counted[1]) if counted else 0
    return total


def _pss_mb(pid: int) -> float:
    counted = re.search(r"^Pss:\s+(\d+) kB", _read(Path(f"/proc/{pid}/smaps_rollup")), re.MULTILINE)
    return int(counted[1]) / 1024 if counted else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
