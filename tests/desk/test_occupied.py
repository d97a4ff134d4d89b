"""What a person should not be interrupted in, with real sound servers, notification services and windows."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from jeepney import DBusNameFlags, Message, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import Proxy, open_dbus_connection
from jeepney.low_level import HeaderFields

from tests.desk.programs import need
from tests.desk.session import home, running, wait_until
from tests.desk.session import message_bus as bus_daemon
from tests.desk.sound import metering, pactl, pausing, pipewire, playing, pulseaudio, recording
from unknot.desk.occupied import Occupied, Surroundings
from unknot.desk.presence.x11 import X11
from unknot.desk.recording import camera, microphone

NO_DEVICES = Path("/nonexistent")


# Sound servers


@pytest.fixture(scope="module", params=["pulseaudio", "pipewire"])
def sound(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment of a session with a sound server."""
    with home() as environment, ExitStack() as stack:
        if request.param == "pulseaudio":
            need("pulseaudio", "pactl", "parec")
            stack.enter_context(pulseaudio(environment))
        else:
            need("dbus-daemon", "pipewire", "pipewire-pulse", "wireplumber", "pactl", "parec")
            stack.enter_context(bus_daemon(environment))
            stack.enter_context(pipewire(environment))
        yield environment


def test_a_microphone_that_nobody_records_from_is_not_in_use(sound):
    assert microphone(sound) is False


def test_a_program_that_records_from_the_microphone_is_a_call_until_it_stops(sound):
    with recording(sound, "microphone"):
        assert microphone(sound) is True
        assert Surroundings(sound, None, None).look().call is True
    assert microphone(sound) is False


def test_recording_what_the_speaker_plays_is_no_call(sound):
    with recording(sound, "speaker.monitor"):
        assert microphone(sound) is False


def test_a_level_meter_is_no_call(sound):
    with metering(sound, "microphone"):
        assert microphone(sound) is False


def test_a_program_that_paused_its_recording_is_no_call(sound):
    with pausing(sound, "microphone"):
        assert microphone(sound) is False


def test_what_the_sound_server_records_for_itself_is_no_call(sound):
    number = pactl(sound, "load-module", "module-loopback", "source=microphone", "sink=speaker").strip()
    try:
        assert number
        assert microphone(sound) is False
        with recording(sound, "microphone"):
            assert microphone(sound) is True
    finally:
        pactl(sound, "unload-module", number)


def test_a_filter_of_pipewire_is_no_call():
    need("dbus-daemon", "pipewire", "pipewire-pulse", "wireplumber", "pactl")
    filtering = ["pw-loopback", "--capture=microphone", "--playback=speaker"]
    with home() as environment, bus_daemon(environment), pipewire(environment), running(filtering, environment):
        wait_until(lambda: "Corked: no" in pactl(environment, "list", "source-outputs"), "the filter")
        assert microphone(environment) is False


def test_in_another_language_the_server_is_understood_as_well(sound):
    with recording(sound, "microphone"):
        assert microphone(sound | {"LC_ALL": "C.UTF-8", "LANGUAGE": "de"}) is True


def test_without_pactl_a_sound_server_leaves_it_unknown(sound):
    assert microphone(sound | {"PATH": ""}) is None


def test_where_no_sound_server_runs_none_is_started(tmp_path):
    with home() as environment:
        assert microphone(environment, tmp_path) is None
        assert list(Path(environment["XDG_RUNTIME_DIR"]).iterdir()) == []


# ALSA, as the kernel shows it under /proc


def capturing(proc: Path, state: str, program: str = "arecord") -> Path:
    """A tree as /proc has it where a device for recording is in this state, opened by a thread of this program."""
    device = proc / "asound" / "card0" / "pcm0c" / "sub0"
    device.mkdir(parents=True)
    (device / "status").write_text(
        state if state == "closed\n" else f"state: {state}\nowner_pid   : 412\ntrigger_time: 1.0\n"
    )
    (proc / "412").mkdir()
    (proc / "412" / "status").write_text("Name:\talsa-source-USB\nTgid:\t400\nPid:\t412\n")
    (proc / "400").mkdir()
    (proc / "400" / "comm").write_text(f"{program}\n")
    return proc


@pytest.mark.parametrize(("state", "used"), [("closed\n", False), ("PREPARED", False), ("RUNNING", True)])
def test_a_program_that_records_past_every_server_is_seen_in_alsa(tmp_path, state, used):
    with home() as environment:
        assert microphone(environment, capturing(tmp_path, state)) is used


def test_what_plays_is_not_what_records(tmp_path):
    proc = capturing(tmp_path, "RUNNING")
    (proc / "asound" / "card0" / "pcm0c").rename(proc / "asound" / "card0" / "pcm0p")
    with home() as environment:
        assert microphone(environment, proc) is False


@pytest.mark.parametrize(("program", "used"), [("arecord", True), ("pipewire", False), (".pulseaudio-wra", False)])
def test_what_a_sound_server_captures_was_told_by_the_server_already(sound, tmp_path, program, used):
    assert microphone(sound, capturing(tmp_path, "RUNNING", program)) is used


@pytest.mark.parametrize(("program", "used"), [("pipewire", True), ("jackd", None)])
def test_a_sound_server_that_cannot_be_asked_captures_for_somebody_but_jack_always_does(sound, tmp_path, program, used):
    assert microphone(sound | {"PATH": ""}, capturing(tmp_path, "RUNNING", program)) is used


# Cameras


@contextmanager
def looking(device: Path, program: str, folder: Path) -> Iterator[None]:
    """A program of this name holds a device open."""
    executable = folder / program
    shutil.copy("/bin/sleep", executable)
    command = ["/bin/sh", "-c", 'exec "$0" 600 < "$1"', str(executable), str(device)]
    with running(command, os.environ, stdin=None) as process:
        wait_until(lambda: Path(f"/proc/{process.pid}/comm").read_text().strip() == program, program)
        yield


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """A device of a camera in a folder that stands for /dev."""
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video0").touch()
    return tmp_path / "dev" / "video0"


def test_a_camera_is_in_use_while_a_program_holds_it_open(device, tmp_path):
    assert camera(dev=device.parent) is False
    with looking(device, "meet", tmp_path):
        assert camera(dev=device.parent) is True
        assert Surroundings({}, None, None, dev=device.parent).look().call is True
    assert camera(dev=device.parent) is False


def test_a_sound_server_that_holds_a_camera_leaves_it_unknown(device, tmp_path):
    with looking(device, "wireplumber", tmp_path):
        assert camera(dev=device.parent) is None
        with looking(device, "meet", tmp_path):
            assert camera(dev=device.parent) is True


def test_without_a_camera_none_is_in_use(tmp_path):
    (tmp_path / "video").mkdir()
    assert camera(dev=tmp_path) is False


def test_where_processes_cannot_be_seen_neither_can_a_camera(device, tmp_path):
    assert camera(tmp_path / "proc", device.parent) is None


# Notifications and the session


@contextmanager
def service(
    address: str, name: str, answer: Callable[[Message], tuple[str, tuple[object, ...]] | None]
) -> Iterator[None]:
    """Somebody who owns a name on a bus, and answers a call with an error where `answer` gives None."""
    with open_dbus_connection(address) as bus:
        assert Proxy(message_bus, bus).RequestName(name, DBusNameFlags.do_not_queue) == (1,)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    asked = bus.receive()
                    if asked.header.message_type is MessageType.method_call:
                        said = answer(asked)
                        unknown = new_error(asked, "org.freedesktop.DBus.Error.InvalidArgs", "s", ("there is none",))
                        bus.send(new_method_return(asked, *said) if said else unknown)

        serving = Thread(target=serve, daemon=True)
        serving.start()
        yield
        bus.sock.shutdown(socket.SHUT_RDWR)
        serving.join()


@pytest.fixture
def bare() -> Iterator[dict[str, str]]:
    """A session with a bus on which nobody is."""
    need("dbus-daemon")
    with home() as environment, bus_daemon(environment):
        yield environment


def looked(environment: Mapping[str, str], x: X11 | None = None) -> tuple[Occupied, tuple[str, ...]]:
    """What is seen in a session without a camera, and what is not known there."""
    with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
        around = Surroundings(environment, bus, x, dev=NO_DEVICES)
        return around.look(), around.unknown()


def test_dunst_is_quiet_while_the_person_wants_it_to_be(x_session):
    assert looked(x_session.environment)[0].quiet is False
    x_session.quiet(True)
    assert looked(x_session.environment)[0].quiet is True
    x_session.quiet(False)
    assert looked(x_session.environment)[0].quiet is False


@pytest.mark.parametrize("inhibited", [True, False])
def test_a_service_that_is_inhibited_as_plasma_is_wants_quiet(bare, inhibited):
    def answer(asked: Message) -> tuple[str, tuple[object, ...]] | None:
        return ("v", (("b", inhibited),)) if asked.body == ("org.freedesktop.Notifications", "Inhibited") else None

    with service(bare["DBUS_SESSION_BUS_ADDRESS"], "org.freedesktop.Notifications", answer):
        assert looked(bare)[0].quiet is inhibited


def test_gnome_keeps_do_not_disturb_as_a_setting(bare):
    need("gsettings")
    bare |= {"XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "GSETTINGS_BACKEND": "keyfile"}
    set_banners = ("gsettings", "set", "org.gnome.desktop.notifications", "show-banners")
    with service(bare["DBUS_SESSION_BUS_ADDRESS"], "org.freedesktop.Notifications", lambda _: None):
        assert looked(bare)[0].quiet is False
        subprocess.run([*set_banners, "false"], env=bare, check=True)
        assert looked(bare)[0].quiet is True
        subprocess.run([*set_banners, "true"], env=bare, check=True)
        assert looked(bare)[0].quiet is False
        assert looked(bare | {"XDG_CURRENT_DESKTOP": "XFCE"})[0].quiet is None


@pytest.mark.parametrize(("inhibited", "filled"), [(True, True), (False, None)])
def test_a_film_that_keeps_gnome_from_going_idle_counts_as_a_full_screen(bare, inhibited, filled):
    def answer(asked: Message) -> tuple[str, tuple[object, ...]] | None:
        asks = asked.header.fields[HeaderFields.member] == "IsInhibited" and asked.body == (8,)
        return ("b", (inhibited,)) if asks else None

    with service(bare["DBUS_SESSION_BUS_ADDRESS"], "org.gnome.SessionManager", answer):
        assert (looked(bare)[0].full_screen, looked(bare)[0].film) == (filled, filled)


def test_a_full_screen_window_is_seen_through_x(x_session):
    x = X11(x_session.environment["DISPLAY"])
    assert looked(x_session.environment, x)[0].full_screen is False
    with x_session.full_screen_window():
        assert looked(x_session.environment, x)[0].full_screen is True
    x.close()


class FullScreen:
    """A window fills the screen."""

    def full_screen(self) -> bool:
        return True


def test_a_full_screen_is_a_film_while_sound_plays_that_can_be_heard(sound):
    around = Surroundings(sound, None, FullScreen(), dev=NO_DEVICES)
    assert around.look().film is False
    with playing(sound) as stream:
        assert around.look().film is True
        assert Surroundings(sound, None, None, dev=NO_DEVICES).look().film is None
        pactl(sound, "set-sink-input-mute", stream, "1")
        assert around.look().film is False
    assert around.look().film is False


def test_a_full_screen_may_be_a_film_where_nobody_says_whether_sound_plays(tmp_path):
    assert Surroundings({}, None, FullScreen(), proc=tmp_path, dev=NO_DEVICES).look().film is None


@pytest.mark.parametrize(("state", "film"), [("RUNNING", True), ("SETUP", False)])
def test_without_a_sound_server_the_devices_say_whether_sound_plays(tmp_path, state, film):
    status = tmp_path / "asound/card0/pcm0p/sub0/status"
    status.parent.mkdir(parents=True)
    status.write_text(f"state: {state}\nowner_pid   : 77\n")
    assert Surroundings({}, None, FullScreen(), proc=tmp_path, dev=NO_DEVICES).look().film is film


# What is not known


def test_what_cannot_be_known_is_none_and_named(bare):
    assert looked(bare) == (Occupied(None, None, None, None), ("call", "camera", "full_screen", "quiet"))
    assert Surroundings({}, None, None, dev=NO_DEVICES).unknown() == ("call", "camera", "full_screen", "quiet")


def test_what_is_known_is_not_named(sound, x_session, device):
    x = X11(x_session.environment["DISPLAY"])
    with x_session.bus() as bus:
        around = Surroundings(sound, bus, x, dev=device.parent)
        assert around.unknown() == ()
        assert around.look() == Occupied(False, False, False, False)
    x.close()


def test_a_bus_that_ended_leaves_it_unknown():
    need("dbus-daemon")
    with home() as environment:
        with bus_daemon(environment) as address:
            bus = open_dbus_connection(address)
        around = Surroundings(environment, bus, None)
        assert around.look().quiet is None
        assert around.look().full_screen is None
        bus.close()


def test_looking_starts_no_service():
    need("dbus-daemon")
    with home() as environment:
        services = Path(environment["XDG_RUNTIME_DIR"], "services")
        services.mkdir()
        for name in ("org.freedesktop.Notifications", "org.gnome.SessionManager"):
            started = f"[D-BUS Service]\nName={name}\nExec=/usr/bin/touch {environment['HOME']}/started\n"
            (services / f"{name}.service").write_text(started)
        with bus_daemon(environment):
            looked(environment)
            assert not Path(environment["HOME"], "started").exists()
            # They could have been started.
            with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as bus:
                bus.send(message_bus.StartServiceByName("org.freedesktop.Notifications"))
                wait_until(Path(environment["HOME"], "started").exists, "a service to start")


def test_on_a_system_without_a_bus_it_needs_no_library_for_one():
    script = """
import sys
sys.modules["jeepney"] = None
from unknot.desk.occupied import Surroundings
print(Surroundings({}, None, None).unknown())
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "quiet" in said.stdout, said.stderr
