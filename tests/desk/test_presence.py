"""Who is asked whether somebody is there: the session itself before ActivityWatch, and X11 only without Wayland."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.desk.session import XSession
from tests.desk.watcher import Watcher, activitywatch, free_port
from unknot.cli.parser import PRESENCE
from unknot.desk import presence
from unknot.desk.presence import NoPresenceError


def nowhere() -> str:
    """An address of this computer at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def test_on_x11_the_x_server_is_asked_before_activitywatch(x_session: XSession):
    with activitywatch() as server, server.running():
        Watcher(server).start().here(0)
        source = presence.find(x_session.environment, activitywatch=server.address)
        assert source.name == "X11"
        assert source.idle_s() is not None
        assert not source.over
        source.close()


def test_the_source_that_is_wanted_is_the_only_one_asked(x_session: XSession):
    with activitywatch() as server, server.running():
        source = presence.find(x_session.environment, wanted="activitywatch", activitywatch=server.address)
        assert (source.name, source.idle_s()) == ("ActivityWatch", None)
    with pytest.raises(NoPresenceError, match="no GNOME"):
        presence.find(x_session.environment, wanted="mutter")


@pytest.mark.parametrize("mark", [{"WAYLAND_DISPLAY": "nowhere"}, {"XDG_SESSION_TYPE": "wayland"}], ids=str)
def test_in_a_wayland_session_the_x_server_is_not_asked(x_session: XSession, mark):
    with pytest.raises(NoPresenceError) as refused:
        presence.find({**x_session.environment, **mark}, activitywatch=nowhere())
    assert "X" not in str(refused.value)


def test_where_the_desktop_does_not_tell_activitywatch_is_asked():
    session = {"WAYLAND_DISPLAY": "/nowhere/wayland-0", "DISPLAY": ":0"}
    with activitywatch() as server, server.running():
        assert presence.find(session, activitywatch=server.address).name == "ActivityWatch"


def test_where_there_is_nothing_one_line_says_so():
    with pytest.raises(NoPresenceError) as refused:
        presence.find({}, activitywatch=nowhere())
    (problem,) = refused.value.problems
    assert problem.code == "desk_no_presence"
    assert "no desktop session, no ActivityWatch answers at http://127.0.0.1:" in problem.message
    assert "\n" not in str(problem)


def test_where_nothing_speaks_to_a_message_bus_one_line_says_so():
    """On systems other than Linux jeepney is not installed."""
    asked = (
        "import sys; sys.modules['jeepney'] = None\n"
        "from unknot.desk import bus, presence\n"
        "try: presence.find({}, wanted='mutter')\n"
        "except presence.NoPresenceError as error: print(error)\n"
        "try: bus.session_bus({'XDG_RUNTIME_DIR': '/nowhere'})\n"
        "except OSError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.count("nothing here speaks to a message bus") == 2


def test_the_command_offers_every_source():
    assert PRESENCE == presence.SOURCES


@pytest.mark.parametrize(
    ("imported", "costly"),
    [
        ("unknot.desk.presence", {"ctypes", "http.client", "jeepney", "json", "socket", "ssl"}),
        ("unknot.desk.presence.idle_notify", {"ctypes", "http.client", "jeepney", "json", "ssl"}),
        ("unknot.desk.presence.mutter", {"ctypes", "http.client", "json", "ssl"}),
    ],
)
def test_a_source_brings_nothing_that_another_one_needs(imported, costly):
    asked = f"import sys, {imported}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert costly.isdisjoint(loaded)
    assert not {"asyncio", "django", "numpy", "pydantic"} & set(loaded)
