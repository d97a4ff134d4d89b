"""On Wayland the compositor says how long nobody has touched anything: GNOME's over the bus, KDE's on its socket."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.desk.programs import need
from tests.desk.session import home, message_bus, wait_until
from tests.desk.watcher import free_port
from tests.desk.wayland import WaylandSession, gnome, hand_in_gnome, hand_in_plasma, plasma
from unknot.desk import presence
from unknot.desk.presence import NoPresenceError, Presence, idle_notify, mutter
from unknot.desk.presence.idle_notify import TIMEOUT_S, IdleNotify
from unknot.desk.presence.mutter import Mutter

Hand = Callable[[], None]
A_WHILE_S = 1.5


@pytest.fixture
def on_gnome() -> Iterator[WaylandSession]:
    """A session for Mutter, which does not run yet."""
    need("dbus-daemon", "mutter")
    with gnome() as session:
        yield session


@pytest.fixture
def on_plasma() -> Iterator[WaylandSession]:
    """A session for KWin, which does not run yet."""
    need("dbus-daemon", "kwin_wayland")
    with plasma() as session:
        yield session


def found(session: WaylandSession) -> Presence:
    """The source of this session as soon as there is one."""
    sources: list[Presence] = []

    def looked() -> bool:
        try:
            sources.append(presence.find(session.environment, activitywatch=nowhere()))
        except NoPresenceError:
            return False
        return True

    wait_until(looked, "a source of presence")
    return sources[0]


def nowhere() -> str:
    """An address of this computer at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def known(source: Presence) -> Callable[[], bool]:
    return lambda: source.idle_s() is not None


def idle_for(source: Presence, seconds: float) -> Callable[[], bool]:
    return lambda: (source.idle_s() or 0) >= seconds


def test_on_gnome_any_input_ends_the_idle_time(on_gnome):
    with on_gnome.running():
        source = found(on_gnome)
        assert source.name == "GNOME on Wayland"
        with hand_in_gnome(on_gnome) as move:
            wait_until(idle_for(source, A_WHILE_S), "some idle time")
            move()
            wait_until(lambda: source.idle_s() < A_WHILE_S, "the input to be seen")
        source.close()


def test_on_gnome_a_source_asks_again_when_the_desktop_came_back(on_gnome):
    with on_gnome.running():
        source = found(on_gnome)
    assert source.idle_s() is None
    assert not source.over
    with on_gnome.running():
        wait_until(known(source), "Mutter")
    source.close()


def test_a_gnome_that_stays_away_is_over(on_gnome, monkeypatch):
    with on_gnome.running():
        source = found(on_gnome)
    monkeypatch.setattr(mutter, "COMES_BACK_S", 0.0)
    assert source.idle_s() is None
    assert source.over
    source.close()


def test_a_gnome_that_is_too_busy_to_answer_is_not_over(on_gnome, monkeypatch):
    monkeypatch.setattr(mutter, "COMES_BACK_S", 0.0)
    monkeypatch.setattr(mutter, "_ANSWER_SECONDS", 0.1)
    with on_gnome.running() as process:
        source = found(on_gnome)
        os.kill(process, signal.SIGSTOP)
        assert source.idle_s() is None
        assert not source.over
        os.kill(process, signal.SIGCONT)
        wait_until(known(source), "Mutter")
        source.close()


def test_a_bus_that_ends_knows_nothing_and_is_over(monkeypatch):
    need("dbus-daemon", "mutter")
    with gnome() as session, session.running():
        source = found(session)
    monkeypatch.setattr(mutter, "COMES_BACK_S", 0.0)
    assert source.idle_s() is None
    assert source.over
    source.close()


def test_a_bus_without_gnome_is_refused():
    need("dbus-daemon")
    with home() as environment, message_bus(environment), pytest.raises(NoPresenceError, match="no GNOME"):
        Mutter(environment)


@pytest.mark.parametrize(
    "environment",
    [{}, {"XDG_RUNTIME_DIR": "/nowhere"}, {"DBUS_SESSION_BUS_ADDRESS": "tcp:host=127.0.0.1,port=1"}],
    ids=["nothing named", "no bus there", "an address that is not understood"],
)
def test_without_a_bus_gnome_is_refused(environment):
    with pytest.raises(NoPresenceError, match="no GNOME"):
        Mutter(environment)


def test_on_plasma_idle_time_begins_with_the_last_input_and_ends_with_the_next(on_plasma):
    with on_plasma.running():
        source = found(on_plasma)
        assert source.name == "Wayland"
        assert source.idle_s() is None
        with hand_in_plasma(on_plasma) as move:
            wait_until(known(source), "the first word of KWin")
            move()
            wait_until(lambda: source.idle_s() == 0, "the input to be seen")
            wait_until(lambda: source.idle_s() > 0, "the end of the input")
            assert source.idle_s() >= TIMEOUT_S
            wait_until(idle_for(source, TIMEOUT_S + A_WHILE_S), "more idle time")
            move()
            wait_until(lambda: source.idle_s() == 0, "the input to be seen")
        source.close()


def test_on_plasma_input_between_two_looks_is_not_lost(on_plasma):
    with on_plasma.running():
        source, witness = found(on_plasma), IdleNotify(on_plasma.environment)
        with hand_in_plasma(on_plasma) as move:
            wait_until(idle_for(source, 2 * TIMEOUT_S), "some idle time")
            wait_until(known(witness), "the same")
            move()
            wait_until(lambda: witness.idle_s() == 0, "the input to be seen by somebody else")
            wait_until(lambda: witness.idle_s() > 0, "the end of the input")
        assert TIMEOUT_S <= source.idle_s() < 2 * TIMEOUT_S
        source.close()
        witness.close()


def test_a_compositor_that_came_back_does_not_count_as_input(on_plasma):
    with on_plasma.running():
        source = found(on_plasma)
        wait_until(known(source), "the first word of KWin")
        before = source.idle_s()
    assert source.idle_s() is None
    assert not source.over
    with on_plasma.running():
        wait_until(known(source), "the first word of KWin")
        assert source.idle_s() > before + TIMEOUT_S
    source.close()


def test_a_compositor_that_stays_away_is_over(on_plasma, monkeypatch):
    with on_plasma.running():
        source = found(on_plasma)
    monkeypatch.setattr(idle_notify, "COMES_BACK_S", 0.0)
    assert source.idle_s() is None
    assert source.over
    source.close()


def test_a_compositor_without_the_protocol_is_refused(on_gnome):
    with on_gnome.running(), pytest.raises(NoPresenceError, match="has no ext_idle_notifier_v1"):
        IdleNotify(on_gnome.environment)
