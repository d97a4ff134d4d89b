"""The companion is started and ended from the settings, on a real desktop and where there is none."""

from __future__ import annotations

import pytest

from tests.desk.programs import X_DESKTOP, need
from tests.desk.session import XSession, wait_until, x_desktop
from unknot.web import desk_command, desk_companion

PAGE = "/settings/companion"


@pytest.fixture
def nowhere(visitor, monkeypatch, tmp_path):
    """A browser of a server that was started where there is no desktop."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    return visitor


@pytest.fixture(scope="module")
def desktop():
    need(*X_DESKTOP)
    with x_desktop() as session:
        yield session


@pytest.fixture
def at_desk(visitor, monkeypatch, tmp_path, desktop: XSession):
    """A browser of a server that was started on a desktop; no companion stays behind."""
    for name, value in desktop.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    yield visitor
    desk_command.take("stop", desk_companion.folder())


def test_a_companion_that_is_started_runs_until_it_is_stopped(at_desk):
    answer = at_desk.post(PAGE, {"step": "start"}, follow=True)
    assert "The companion has started." in answer.content.decode()
    wait_until(lambda: "The companion is running." in at_desk.get("/settings").content.decode(), "the companion")
    answer = at_desk.post(PAGE, {"step": "stop"}, follow=True)
    page = answer.content.decode()
    assert "The companion has stopped." in page
    assert "The companion is not running" in page


def test_a_second_start_says_that_one_runs(at_desk):
    at_desk.post(PAGE, {"step": "start"})
    answer = at_desk.post(PAGE, {"step": "start"})
    assert answer.status_code == 422
    assert "runs already" in answer.content.decode()


def test_where_there_is_no_desktop_the_page_says_why_it_cannot_start(nowhere):
    answer = nowhere.post(PAGE, {"step": "start"})
    assert answer.status_code == 422
    assert "no desktop session" in answer.content.decode()
    assert 'href="#desk-companion"' in answer.content.decode()


def test_it_starts_with_the_desktop_until_that_is_taken_back(nowhere, tmp_path):
    file = tmp_path / "config/autostart/unknot-desk.desktop"
    answer = nowhere.post(PAGE, {"step": "install"}, follow=True)
    assert str(file) in answer.content.decode()
    assert str(desk_companion.folder()) in file.read_text()
    assert str(file) not in nowhere.get("/settings").content.decode()
    nowhere.post(PAGE, {"step": "remove"})
    assert not file.exists()


@pytest.mark.parametrize("sent", [{}, {"step": "now"}, {"step": "--help"}])
def test_nothing_else_can_be_asked_of_the_command(nowhere, monkeypatch, sent):
    monkeypatch.setattr(desk_command, "take", lambda *_: pytest.fail("the command was run"))
    assert nowhere.post(PAGE, sent).status_code == 303


def test_a_look_starts_nothing(nowhere):
    assert nowhere.get(PAGE).status_code == 405
