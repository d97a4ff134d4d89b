"""Real sound servers with a microphone that hears nothing and a speaker that nobody hears."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from tests.desk.session import PATIENCE_SECONDS, running, wait_until

PULSEAUDIO = """\
load-module module-native-protocol-unix
load-module module-null-source source_name=microphone
load-module module-null-sink sink_name=speaker
"""
LISTENER = Path(__file__).with_name("listener.py")


@contextmanager
def pulseaudio(environment: Mapping[str, str]) -> Iterator[None]:
    """PulseAudio."""
    script = Path(environment["HOME"], "sound.pa")
    script.write_text(PULSEAUDIO)
    command = ["pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    with running(command, environment):
        wait_until(lambda: {"microphone", "speaker.monitor"} <= sources(environment), "PulseAudio")
        yield


@contextmanager
def pipewire(environment: Mapping[str, str]) -> Iterator[None]:
    """PipeWire in the place of PulseAudio; it needs a message bus."""
    with ExitStack() as stack:
        for program in ("pipewire", "wireplumber", "pipewire-pulse"):
            stack.enter_context(running([program], environment))
        wait_until(lambda: pactl(environment, "info"), "PipeWire")
        pactl(
            environment, "load-module", "module-null-sink", "media.class=Audio/Source/Virtual", "sink_name=microphone"
        )
        pactl(environment, "load-module", "module-null-sink", "sink_name=speaker")
        wait_until(lambda: {"microphone", "speaker.monitor"} <= sources(environment), "PipeWire's devices")
        yield


def pactl(environment: Mapping[str, str], *words: str) -> str:
    """What the sound server answers; nothing if it does not."""
    command = ["pactl", *words]
    return subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, timeout=PATIENCE_SECONDS
    ).stdout


def sources(environment: Mapping[str, str]) -> set[str]:
    """The names of everything that can be recorded from."""
    return {line.split("\t")[1] for line in pactl(environment, "list", "short", "sources").splitlines()}


def recording(environment: Mapping[str, str], source: str) -> AbstractContextManager[None]:
    """A program records from a source, as one does in a call."""
    return _listening(environment, ["parec", f"--device={source}"])


def metering(environment: Mapping[str, str], source: str) -> AbstractContextManager[None]:
    """A program shows how loud a source is, as a volume control does."""
    return _listening(environment, [sys.executable, str(LISTENER), source, "peaks"])


def pausing(environment: Mapping[str, str], source: str) -> AbstractContextManager[None]:
    """A program is ready to record from a source, and does not."""
    return _listening(environment, [sys.executable, str(LISTENER), source, "paused"])


@contextmanager
def playing(environment: Mapping[str, str]) -> Iterator[str]:
    """A program plays to the speaker, as a film does; the number of its stream."""
    with running(["pacat", "--playback", "--device=speaker", "--raw", "/dev/zero"], environment):
        wait_until(lambda: pactl(environment, "list", "short", "sink-inputs"), "a stream that plays")
        yield pactl(environment, "list", "short", "sink-inputs").split("\t")[0]
    wait_until(lambda: not pactl(environment, "list", "short", "sink-inputs"), "the stream to end")


@contextmanager
def _listening(environment: Mapping[str, str], command: Sequence[str]) -> Iterator[None]:
    with running(command, environment) as program:
        wait_until(lambda: _has_stream(environment, program.pid), "a stream")
        yield
    wait_until(lambda: not _has_stream(environment, program.pid), "the stream to end")


def _has_stream(environment: Mapping[str, str], pid: int) -> bool:
    """Whether this process is connected to a source."""
    streams = pactl(environment | {"LC_ALL": "C"}, "list", "source-outputs").split("\n\n")
    own = [stream for stream in streams if f'application.process.id = "{pid}"' in stream]
    return any("Source: " in stream and "Source: 4294967295" not in stream for stream in own)
