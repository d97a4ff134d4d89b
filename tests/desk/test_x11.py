"""What a real X server tells: since when nobody did anything, what fills the screen, and when it is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.desk.programs import X_DESKTOP, need
from tests.desk.session import XSession, home, running, wait_until, x_desktop, x_server
from tests.desk.wire import LAST_FIXED, RESOURCE_MANAGER, overheard
from unknot.desk.presence import NoPresenceError, find
from unknot.desk.presence.x11 import ATOMS, X11, _library

ASKS = """\
import sys
from unknot.desk.presence.x11 import X11

x = X11(sys.argv[1])
print(x.idle_s() is not None, x.full_screen())
"""
WATCHES = """\
import sys
from unknot.desk.presence.x11 import X11

x = X11(sys.argv[1])
assert x.idle_s() is not None
print("connected", flush=True)
sys.stdin.readline()
print("asking", flush=True)
print(x.idle_s(), x.full_screen(), x.over, flush=True)
x.close()
print("ended by itself")
"""


@pytest.fixture
def x(x_session: XSession) -> Iterator[X11]:
    asked = X11(x_session.environment["DISPLAY"])
    yield asked
    asked.close()


def is_noticed(x: X11, act: Callable[[], None]) -> bool:
    """Whether what somebody does, perhaps more than once on a slow machine, is input."""
    wait_until(lambda: x.idle_s() >= 1, "a second without input")

    def seen() -> bool:
        act()
        return x.idle_s() < 1

    wait_until(seen, "input")
    return True


def test_idle_time_grows_until_somebody_moves_the_pointer(x, x_session):
    assert is_noticed(x, x_session.move_pointer)


def test_typing_is_input_too(x, x_session):
    with x_session.window():
        assert is_noticed(x, lambda: x_session.type_text("a"))


def test_it_is_the_source_of_presence_in_an_x_session(x_session):
    source = find(x_session.environment)
    assert source.name == "X11"
    assert source.idle_s() is not None
    assert not source.over
    source.close()


def test_an_empty_desktop_and_an_ordinary_window_do_not_fill_the_screen(x, x_session):
    assert x.full_screen() is False
    with x_session.window():
        assert x.full_screen() is False


def test_a_window_over_the_whole_screen_is_seen_until_it_closes(x, x_session):
    with x_session.full_screen_window():
        assert x.full_screen() is True
    assert x.full_screen() is False


def test_without_a_window_manager_nobody_says_what_fills_the_screen():
    need(*X_DESKTOP)
    with x_desktop(window_manager=False, notifications=False) as desktop:
        asked = X11(desktop.environment["DISPLAY"])
        assert asked.full_screen() is None
        with running(["jwm", "-f", "/dev/null"], desktop.environment):
            wait_until(lambda: asked.full_screen() is False, "jwm")
        # What it wrote on the root window stays there, and names a window that has closed.
        assert "window id" in desktop.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
        assert asked.full_screen() is None
        assert asked.idle_s() is not None
        asked.close()


def test_no_title_is_ever_asked_for(x_session):
    with overheard(x_session.environment["DISPLAY"]) as (display, asked), x_session.full_screen_window():
        command = [sys.executable, "-c", ASKS, display]
        said = subprocess.run(command, env=x_session.environment, capture_output=True, text=True, timeout=20)
    assert said.stdout.split() == ["True", "True"], said.stderr
    assert asked.names == [name.decode() for name in ATOMS]
    own = set(asked.properties) - {RESOURCE_MANAGER}
    assert len(own) == len(ATOMS) - 1
    assert min(own) > LAST_FIXED, "a property that the protocol itself names, such as a title"


def test_a_server_that_ended_is_noticed_and_ends_nothing_else():
    need(*X_DESKTOP)
    with home() as environment, x_server(environment) as server:
        asked = X11(environment["DISPLAY"])
        assert not asked.over
        server.kill()
        server.wait()
        assert asked.over
        assert (asked.idle_s(), asked.full_screen()) == (None, None)
        asked.close()


def test_a_server_that_ends_while_it_is_asked_ends_nothing_either():
    need(*X_DESKTOP)
    with home() as environment, x_server(environment) as server:
        command = [sys.executable, "-c", WATCHES, environment["DISPLAY"]]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, env=environment, text=True, **pipes) as watching:
            assert watching.stdout.readline() == "connected\n"
            os.kill(server.pid, signal.SIGSTOP)
            watching.stdin.write("\n")
            watching.stdin.flush()
            assert watching.stdout.readline() == "asking\n"
            time.sleep(0.3)
            server.kill()
            said, complained = watching.communicate(timeout=20)
    assert (said, complained, watching.returncode) == ("None None True\nended by itself\n", "", 0)


@pytest.mark.parametrize("display", ["", ":98765", "no display"])
def test_a_display_that_is_not_there_is_named_in_one_line(display):
    with pytest.raises(NoPresenceError) as refused:
        X11(display)
    assert [problem.code for problem in refused.value.problems] == ["desk_no_presence"]
    assert display in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_server_without_the_screen_saver_extension_is_refused():
    need(*X_DESKTOP)
    with (
        home() as environment,
        x_server(environment, "-extension", "MIT-SCREEN-SAVER"),
        pytest.raises(NoPresenceError, match="screen saver extension"),
    ):
        X11(environment["DISPLAY"])


def test_a_library_that_is_missing_is_named_with_the_package_that_has_it():
    with pytest.raises(NoPresenceError, match=r"libmissing\.so\.1 .* libmissing1"):
        _library("libmissing.so.1", "libmissing1")


def test_nothing_is_asked_after_it_was_closed(x_session):
    asked = X11(x_session.environment["DISPLAY"])
    asked.close()
    asked.close()
    assert (asked.idle_s(), asked.full_screen(), asked.over) == (None, None, True)
